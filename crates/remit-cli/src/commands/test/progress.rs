//! How far the tests are, for whoever waits at a terminal.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Whoever waits for less needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) struct Progress {
    bar: ProgressBar,
    began: Instant,
    /// Set once the bar is drawn.
    drawn: OnceLock<()>,
    wanted: bool,
}

impl Progress {
    /// A bar that appears when it takes over a second, if it is wanted and stderr is a terminal.
    pub(super) fn new(tests: usize, wanted: bool) -> Self {
        let bar = ProgressBar::with_draw_target(
            Some(tests.try_into().unwrap_or(u64::MAX)),
            ProgressDrawTarget::hidden(),
        );
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos} of {len}, {eta} left") {
            bar.set_style(style);
        }
        Self { bar, began: Instant::now(), drawn: OnceLock::new(), wanted }
    }

    /// So many of so many are done, where that isn't known before.
    pub(super) fn reached(&self, done: usize, of: usize) {
        self.bar.set_length(of.try_into().unwrap_or(u64::MAX));
        self.bar.set_position(done.try_into().unwrap_or(u64::MAX));
        self.draw();
    }

    pub(super) fn one_more(&self) {
        self.bar.inc(1);
        self.draw();
    }

    fn draw(&self) {
        if self.wanted && self.began.elapsed() > PATIENCE {
            self.drawn.get_or_init(|| self.bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
