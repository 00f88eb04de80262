use std::hash::{BuildHasher, Hasher, RandomState};

use remit_model::Rulebook;
use remit_quiz::{Mode, Placed, Plan, Progress, Sitting};

use super::fmt::count;
use crate::ask;
use crate::book::Book;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::learner::{Learner, LearnerArgs};
use crate::quizzes;
use crate::render::{question, style};
use crate::sitting::{self, Started, Wanted};
use crate::surroundings::{day, moment};
use crate::taking::{self, Left, Silence};

/// Be asked about clients: whose are they, and may they start?
///
/// You are told about a client and choose what to do. After each answer you are told what decides,
/// where it is from, and which one fact would turn it. The right answer is what the rulebook
/// decides about this client, computed when the question is asked.
///
/// Every answer is kept before the next question shows. Ctrl-C or q leaves the quiz with a summary,
/// and the exit code 3; the same command goes on where you were.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit quiz                                ten questions on anything
  remit quiz taster                         a quiz by name: `remit show quizzes` lists them
  remit quiz my-class.toml                  a quiz of your own
  remit quiz --as pft --count 5             five, asked as a personal fitness trainer
  remit quiz --topic diabetes-and-glucose   on one topic: `remit show rules` lists them
  remit quiz --weak                         on the rules that you got wrong lately
  remit quiz --placement                    a few on each topic, to skip what you know
  remit quiz --seed 42                      the same questions for a whole class
  remit quiz --fresh                        a new quiz, though one isn't finished")]
pub(crate) struct Quiz {
    /// A quiz by its name, or the path of a quiz file of your own
    #[arg(value_name = "QUIZ", conflicts_with_all = ["weak", "placement"])]
    name: Option<String>,

    /// Ask me as this practitioner, such as pft
    #[arg(long = "as", value_name = "ROLE")]
    role: Option<String>,

    /// Ask about this topic
    #[arg(long, value_name = "TOPIC")]
    topic: Option<String>,

    /// Ask about the rules that I got wrong lately
    #[arg(long, conflicts_with = "placement")]
    weak: bool,

    /// Ask two or three questions on each topic, and say what I may skip
    #[arg(long)]
    placement: bool,

    /// How many questions; at most, in a placement run
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    count: Option<u32>,

    /// Which questions: the same number gives the same quiz; without it, one is drawn and printed
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// Begin a new quiz, though one of the kind isn't finished
    #[arg(long)]
    fresh: bool,

    #[command(flatten)]
    learner: LearnerArgs,
}

/// Drawn seeds have at most six digits, so that a teacher can write them on a board.
const DRAWN_SEEDS: u64 = 1_000_000;
/// How many questions a quiz has, if nobody says.
const QUESTIONS: usize = 10;
/// How many a placement run has at most, if nobody says: it ends when every topic is clear.
const PLACEMENT: usize = 100;

impl Quiz {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let mut book = context.book()?;
        let seed = self.seed.unwrap_or_else(drawn_seed);
        let mut plan = match &self.name {
            Some(name) => practice(&mut book, name, seed)?,
            None => Plan::practice(QUESTIONS, seed),
        };
        let book = &book.rulebook;
        if let Some(name) = &self.role {
            ask::role(book, name)?;
        }
        if let Some(name) = &self.topic {
            topic(book, name)?;
        }
        let learner = self.learner.open(context, "quiz")?;
        plan.role = self.role.or(plan.role);
        plan.topics = self.topic.map_or(plan.topics, |topic| vec![topic]);
        plan.count = self.count.map_or(plan.count, |count| count as usize);
        plan.seed = self.seed.unwrap_or(plan.seed);
        if self.weak {
            plan.mode = Mode::Weak;
            plan.rules = weak(context, book, &learner);
            let open = learner.history.unfinished(&book.title, &plan, self.seed).is_some();
            if plan.rules.is_empty() && (self.fresh || !open) {
                context.tell(
                    "Nothing is weak: no rule was answered wrong the last time it was asked. \
                     `remit review` asks what is due, `remit quiz` anything.",
                )?;
                return Ok(Exit::Done);
            }
        } else if self.placement {
            plan.mode = Mode::Placement;
            plan.count = self.count.map_or(PLACEMENT, |count| count as usize);
        }
        let wanted = Wanted { plan, seed: self.seed, fresh: self.fresh, exam: None };
        let started = sitting::start(book, learner, wanted, context.clock())?;
        take(context, started)
    }
}

/// The rules that are weak now, by name.
fn weak(context: &Context<'_>, book: &Rulebook, learner: &Learner) -> Vec<String> {
    let progress = progress(context, book, learner);
    progress.weak().into_iter().map(|rule| book.rules[rule].name()).collect()
}

/// What the learner knows at this moment.
pub(crate) fn progress(context: &Context<'_>, book: &Rulebook, learner: &Learner) -> Progress {
    let zone = context.clock().zone();
    Progress::of(book, &learner.history, context.clock().now(), &|at| day(&zone, at))
}

/// Practises until it is over or left, and says how it went.
pub(crate) fn take(context: &mut Context<'_>, started: Started<'_>) -> Result<Exit, Failure> {
    let Started { mut sitting, resumed, moved } = started;
    let (book, plan) = (sitting.book(), sitting.session().plan().clone());
    let title = context.ink.paint(style::HEADING, plan.title.as_ref().unwrap_or(&book.title));
    context.tell(title)?;
    let placement = plan.mode == Mode::Placement;
    let (most, questions) =
        (if placement { "at most " } else { "" }, count(plan.length(), "question"));
    context.tell(format!(
        "{most}{questions}, seed {}. Choose by number; ? says what else.",
        plan.seed
    ))?;
    context.tell("A teaching tool with made-up clients: not medical advice.")?;
    if let Some((taken, why)) = moved {
        context.tell(format!(
            "What was begun on {} can't be gone on with: {why}, because the rules were changed. \
             Its answers are kept; a new one begins.",
            moment(context.clock(), taken.at)
        ))?;
    }
    if let Some(taken) = resumed.filter(|taken| !taken.answers.is_empty()) {
        let right = taken.answers.iter().filter(|(_, answered)| answered.right()).count();
        context.tell(format!(
            "You go on with what you began on {}: {} of {} answered, {right} right. --fresh begins \
             a new one.",
            moment(context.clock(), taken.at),
            taken.answers.len(),
            taken.began.plan.length(),
        ))?;
    }
    let left = taking::take(context, book, &mut sitting, &mut Silence)?;
    context.say("")?;
    context.say(question::summary(context.ink, book, &sitting.session().summary()))?;
    if placement {
        for placed in Placed::of(book, sitting.session().answered()) {
            context.tell(placed.why(book))?;
        }
    }
    if left == Left::Finished {
        return Ok(Exit::Done);
    }
    if sitting.is_kept() && !sitting.session().answered().is_empty() {
        context.tell("Your answers are kept. The same command goes on where you were.")?;
    }
    Ok(Exit::Interrupted)
}

/// The plan of a quiz file.
fn practice(book: &mut Book, name: &str, seed: u64) -> Result<Plan, Failure> {
    let (quiz, _) = quizzes::open(book, name)?;
    if quiz.exam.is_some() {
        return Err(is_exam(name).into());
    }
    Ok(quiz.plan(seed))
}

fn is_exam(name: &str) -> Problem {
    Problem::new("exam-as-quiz", format!("`{name}` is an exam, not a quiz"))
        .why("it gives no feedback until its end, and has a pass mark")
        .help(format!("`remit exam {name}` takes it."))
}

/// A seed that nobody can foretell.
pub(crate) fn drawn_seed() -> u64 {
    RandomState::new().build_hasher().finish() % DRAWN_SEEDS
}

fn topic(book: &Rulebook, name: &str) -> Result<(), Problem> {
    book.find_topic(name).map(|_| ()).ok_or_else(|| {
        let names = book.topics.values().map(|topic| topic.label.name.as_str());
        ask::unknown("unknown-topic", "topic", name, names, "remit show rules")
    })
}
