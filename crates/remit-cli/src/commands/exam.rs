use std::cell::Cell;

use remit_quiz::exam::{Blueprint, ExamRecord, Form, digest_of};
use remit_quiz::{History, Sitting, Taken};

use super::fmt::count;
use super::quiz::drawn_seed;
use crate::book::Book;
use crate::context::{Context, Format};
use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::learner::{self, Learner, LearnerArgs};
use crate::quizzes;
use crate::render::{pairs, report, style};
use crate::sitting::{self, Kept, Started, Wanted};
use crate::surroundings::moment;
use crate::taking::{self, Aside, Left};

/// Take an exam, look at one that was taken, or list them
///
/// An exam asks without feedback until its end: number keys choose, Enter commits, and there is no
/// way back. Every answer is kept before the next question shows; if the exam is left or the
/// computer fails, the same command goes on at the very next question. The clock is soft: it warns
/// when a quarter and a twentieth of the time are left, and what is answered later counts.
///
/// The exit code is 0 if the exam was passed, 1 if it was not, and 3 if it was left and kept. It is
/// taken without supervision, and whoever has this program can ask it for the answers: what it says
/// about a learner is worth what the learner's honesty is.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  remit exam                  what exams there are, and which were taken
  remit exam exam-pft         take the one for personal fitness trainers, or go on with it
  remit exam show 3f9a        an exam that was taken, made and decided again item by item"
)]
pub(crate) struct Exam {
    #[command(subcommand)]
    action: Option<Action>,

    /// An exam by its name, or the path of a file of your own; without one, exams are listed
    #[arg(value_name = "EXAM")]
    name: Option<String>,

    /// Which form: the same number gives the same items; without it, one is drawn
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// Begin a new form, though one isn't finished
    #[arg(long)]
    fresh: bool,

    #[command(flatten)]
    learner: LearnerArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make an exam that was taken again, item by item, and decide each anew
    Show {
        /// The exam's name in `remit exam list`, or the beginning of it
        id: String,

        /// How to print it
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: Format,
    },
    /// List the exams that there are, and those that were taken
    List,
}

/// So many digits of a sitting's name tell it from every other.
const SHORT: usize = 8;

impl Exam {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        match (&self.action, &self.name) {
            (Some(Action::Show { id, format }), _) => self.show(context, id, *format),
            (None, Some(name)) => self.take(context, name),
            (Some(Action::List) | None, _) => self.list(context),
        }
    }

    fn take(&self, context: &mut Context<'_>, name: &str) -> Result<Exit, Failure> {
        let mut book = context.book()?;
        let rules = digest_of(book.sources.iter().map(|(_, file)| file.text()));
        let (quiz, file) = quizzes::open(&mut book, name)?;
        let book = &book.rulebook;
        let Some(blueprint) = quiz.exam else { return Err(no_exam(name).into()) };
        let store = self.learner.store(context, &format!("exam {}", quiz.name))?;
        let learner = Learner::of(store);
        let seed = self.seed.unwrap_or_else(drawn_seed);
        let form = Form::of(book, &blueprint, seed).map_err(|unmet| {
            Problem::new("no-form", unmet.to_string())
                .help("Change the shares of the exam, or what its domains cover.")
        })?;
        let plan = form.plan(&quiz.title);
        let exam = ExamRecord::new(book, rules, file, blueprint.clone(), &form, Vec::new());
        let wanted = Wanted { plan, seed: self.seed, fresh: self.fresh, exam: Some(exam.clone()) };
        let Started { mut sitting, resumed, moved } =
            sitting::start(book, learner, wanted, context.clock())?;
        if let Some((taken, why)) = moved {
            context.tell(format!(
                "What was begun on {} can't be gone on with: {why}, because the rules were \
                 changed. Its answers are kept as {}; a new form begins.",
                moment(context.clock(), taken.at),
                short(&taken.id)
            ))?;
        }
        introduce(context, &quiz.title, quiz.about.as_deref(), &blueprint, &sitting)?;
        // The sitting that goes on may be of an earlier version of the exam's file.
        let exam = resumed.as_ref().and_then(Taken::exam).unwrap_or(exam);
        if let Some(taken) = &resumed {
            context.tell(format!(
                "You go on with what you began on {}: {} of {} answered.",
                moment(context.clock(), taken.at),
                taken.answers.len(),
                taken.began.plan.length()
            ))?;
        }
        let mut soft = SoftClock::new(exam.blueprint.minutes);
        let left = taking::take(context, book, &mut sitting, &mut soft)?;
        context.say("")?;
        let id = short(sitting.id());
        if left == Left::Interrupted {
            context.tell(format!(
                "Your answers are kept as {id}. The same command goes on at the next question."
            ))?;
            return Ok(Exit::Interrupted);
        }
        let exam = ExamRecord { answered: sitting.session().answered().to_vec(), ..exam };
        let result = exam.report(book);
        context.say(report::exam(context.ink, book, &result))?;
        context.tell(format!(
            "Kept as {id}: `remit exam show {id}` makes every item again. Taken without \
             supervision."
        ))?;
        Ok(if result.passed { Exit::Done } else { Exit::Findings })
    }

    fn show(&self, context: &mut Context<'_>, id: &str, format: Format) -> Result<Exit, Failure> {
        let book = context.book()?;
        let book = &book.rulebook;
        let history = learner::history(&self.learner.look(context)?);
        let (taken, exam) = find(&history, id)?;
        let rekeyed = exam.rekey(book);
        if format == Format::Json {
            context.json(&serde_json::json!({ "exam": exam, "again": rekeyed }))?;
        } else {
            let title = taken.began.plan.title.as_deref().unwrap_or("Exam");
            let heading = format!("{title}, {}", moment(context.clock(), taken.at));
            let text = report::items(context.ink, book, &heading, &exam, &rekeyed);
            context.say(text)?;
        }
        Ok(if rekeyed.differences.is_empty() { Exit::Done } else { Exit::Findings })
    }

    fn list(&self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let book = context.book()?;
        let exams = quizzes::listed(&book.rulebook).into_iter().filter_map(|quiz| {
            let exam = quiz.exam?;
            let items = count(exam.count, "item");
            Some((quiz.name, format!("{}; {items}, {} minutes", quiz.title, exam.minutes)))
        });
        let rows: Vec<_> = exams.collect();
        let ink = context.ink;
        context.say(ink.paint(style::HEADING, "To take: remit exam NAME"))?;
        context.say(pairs(ink, 2, style::NAME, &rows))?;
        let history = learner::history(&self.learner.look(context)?);
        let taken: Vec<_> = history
            .sittings
            .iter()
            .filter_map(|taken| Some((short(&taken.id).to_owned(), told(context, &book, taken)?)))
            .collect();
        if !taken.is_empty() {
            context.say("")?;
            context.say(ink.paint(style::HEADING, "Taken: remit exam show NAME"))?;
            context.say(pairs(ink, 2, style::NAME, &taken))?;
        }
        Ok(Exit::Done)
    }
}

/// What is said of an exam that was taken: which, when, and how it went.
fn told(context: &Context<'_>, book: &Book, taken: &Taken) -> Option<String> {
    let exam = taken.exam()?;
    let when = moment(context.clock(), taken.at);
    let how = if taken.open() {
        format!("left after {} of {}", exam.answered.len(), exam.form.len())
    } else {
        let right = exam.answered.iter().filter(|answered| answered.right()).count();
        let passed = exam.report(&book.rulebook).passed;
        let word = if passed { "passed" } else { "not passed" };
        format!("{word}, {right} of {} right", exam.form.len())
    };
    Some(format!("{}, {when}: {how}", exam.exam.name))
}

/// The exam whose name begins so.
fn find<'h>(history: &'h History, id: &str) -> Result<(&'h Taken, ExamRecord), Problem> {
    let exams: Vec<_> = history
        .sittings
        .iter()
        .filter(|taken| !id.is_empty() && taken.id.starts_with(id))
        .filter_map(|taken| Some((taken, taken.exam()?)))
        .collect();
    match <[_; 1]>::try_from(exams) {
        Ok([found]) => Ok(found),
        Err(several) if several.is_empty() => {
            Err(Problem::new("unknown-exam", format!("no exam that was taken is named `{id}`"))
                .help("`remit exam list` names them."))
        }
        Err(_) => Err(Problem::new("unknown-exam", format!("several exams begin with `{id}`"))
            .help("Write more of the name; `remit exam list` shows it.")),
    }
}

fn short(id: &str) -> &str {
    id.get(..SHORT).unwrap_or(id)
}

fn no_exam(name: &str) -> Problem {
    Problem::new("not-an-exam", format!("`{name}` is a quiz, not an exam"))
        .why("it has no pass mark")
        .help(format!("`remit quiz {name}` asks it; `remit exam list` names the exams."))
}

/// What a candidate must know before the first question.
fn introduce(
    context: &mut Context<'_>,
    title: &str,
    about: Option<&str>,
    blueprint: &Blueprint,
    sitting: &Kept<'_>,
) -> Result<(), Failure> {
    let heading = context.ink.paint(style::HEADING, title);
    context.tell(heading)?;
    if let Some(about) = about {
        context.tell(about.trim())?;
    }
    let items = count(sitting.session().plan().length(), "question");
    context.tell(format!(
        "{items}, {} minutes, pass mark {} percent.",
        blueprint.minutes, blueprint.pass
    ))?;
    if let Some(critical) = &blueprint.critical {
        context.tell(format!(
            "To take a client for whom the answer is to stop ({} or more urgent) is a critical \
             error; more than {} fails the exam, whatever the score.",
            critical.urgency, critical.allowed
        ))?;
    }
    context.tell(
        "Nothing is said about your answers before the end, and there is no way back. The clock \
         is soft: what you answer after the time counts, and the report says that it was late. \
         Time away from the exam doesn't count. q leaves, and keeps your answers.",
    )?;
    context.tell("A teaching tool with made-up clients: not medical advice.")
}

/// Says how much time is left, in words, at a quarter, at a twentieth, and when it is over.
struct SoftClock {
    minutes: u64,
    /// How many of the three were said.
    said: Cell<usize>,
}

impl SoftClock {
    fn new(minutes: u64) -> Self {
        Self { minutes, said: Cell::new(0) }
    }

    /// What there is to say after so many milliseconds, if it wasn't said already.
    fn warning(&self, milliseconds: u64) -> Option<String> {
        let all = self.minutes.saturating_mul(60_000);
        let left = all.saturating_sub(milliseconds);
        let stage = [left.saturating_mul(4) <= all, left.saturating_mul(20) <= all, left == 0]
            .into_iter()
            .filter(|&reached| reached)
            .count();
        if stage <= self.said.replace(stage.max(self.said.get())) {
            return None;
        }
        let minutes = left.div_ceil(60_000);
        let minutes = count(usize::try_from(minutes).unwrap_or(usize::MAX), "minute");
        Some(match stage {
            1 => format!("A quarter of the time is left: {minutes}."),
            2 => format!("A twentieth of the time is left: {minutes}."),
            _ => "The time is over. What you answer from now on counts; the report says that it \
                  was late."
                .to_owned(),
        })
    }
}

impl Aside for SoftClock {
    fn before(&mut self, sitting: &dyn Sitting) -> Vec<String> {
        let answered = sitting.session().answered();
        let thought: u64 = answered.iter().map(|answered| answered.milliseconds).sum();
        let open = answered.len() < sitting.session().plan().length();
        self.warning(thought).filter(|_| open).into_iter().collect()
    }

    fn time(&self) -> Option<u64> {
        Some(self.minutes.saturating_mul(60_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_warns_at_a_quarter_and_a_twentieth_and_at_the_end_once_each() {
        let clock = SoftClock::new(60);
        let minute = 60_000;
        let said: Vec<_> = (0..70)
            .filter_map(|at| Some((at, clock.warning(at * minute)?)))
            .map(|(at, said)| format!("{at}: {said}"))
            .collect();
        insta::assert_snapshot!(said.join("\n"));
        // Whoever comes back late hears the last of them.
        assert!(SoftClock::new(60).warning(59 * minute).unwrap().starts_with("A twentieth"));
    }
}
