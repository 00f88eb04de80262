//! Draws a session on a terminal and turns keys into what the learner does.
