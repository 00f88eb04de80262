use clap::{FromArgMatches, Subcommand};
use remit_quiz::{Mode, QuizFile, Taken};
use remit_tui::{Entry, Look, Start, StartPage};

use super::{Command, command_line};
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::learner::{self, LearnerArgs};
use crate::render::style;
use crate::{quizzes, whole};

/// What to try first, each with what it does.
const TRY: [(&str, &str); 5] = [
    ("remit quiz", "be asked about clients: whose are they, and may they start?"),
    ("remit show", "read the rulebook's table of contents"),
    ("remit screen", "be asked about one client until the decision is certain"),
    ("remit explain take-with", "look up a word, a rule or a message's code"),
    ("remit --help", "see all commands"),
];

/// Says what to try, when no command was given: on the whole screen by offering it, where somebody
/// sits at one.
pub(crate) fn run(context: &mut Context<'_>) -> Result<Exit, Failure> {
    if let Some(look) = context.look() {
        return offer(context, look);
    }
    let ink = context.ink;
    context.say(format!(
        "{}: whose client is this, and if not mine, whose?",
        ink.paint(style::HEADING, "remit")
    ))?;
    context.say("")?;
    for (command, does) in TRY {
        let padded = format!("{command:<24}");
        context.say(format!("  {} {does}", ink.paint(style::NAME, &padded)))?;
    }
    context.say("")?;
    context.say("A teaching tool, not medical advice.")?;
    Ok(Exit::Done)
}

/// Something that the start screen offers: a command, exactly as it could be typed.
struct Offer {
    key: char,
    name: &'static str,
    does: String,
    words: Vec<String>,
}

fn offer_of(key: char, name: &'static str, does: impl Into<String>, words: &[&str]) -> Offer {
    let words = words.iter().map(|&word| word.to_owned()).collect();
    Offer { key, name, does: does.into(), words }
}

const HOW: &str = "\
You are told about a client, as a colleague would tell you, and asked what you do. Choose by number. \
After each answer you are told what decides, where that is from, what nearly applied, and the one \
fact that would turn it.

On every screen ? shows the keys. w unfolds the whole explanation; i changes facts of the client, to \
see what becomes of the decision.

The right answer is never typed in by anybody: it is what the rulebook decides about this client, \
computed when the question is asked.

Every answer is kept before the next question shows. Leave whenever you like; it goes on where you \
were.

Everything here is a command of its own, too: remit --help lists them. With --plain, or the \
environment variable REMIT_PLAIN, all of it is told in lines, as a screen reader likes it.

A teaching tool with made-up clients: not medical advice.
";

/// Offers what can be done, does what is chosen, and offers again.
fn offer(context: &mut Context<'_>, look: Look) -> Result<Exit, Failure> {
    let mut look = look;
    loop {
        let book = context.book()?.rulebook;
        let offers = offers(context, &book);
        let entries = offers.iter().map(|offer| Entry {
            key: offer.key,
            name: offer.name.to_owned(),
            does: offer.does.clone(),
        });
        let start =
            Start { title: book.title.clone(), news: Vec::new(), entries: entries.collect() };
        let chosen = context.show(&mut StartPage::new(start, look))?;
        look = context.look().unwrap_or(look);
        let Some(offer) = chosen.and_then(|at| offers.get(at)) else { return Ok(Exit::Done) };
        if offer.words.is_empty() {
            whole::read(context, offer.name.to_owned(), HOW, None)?;
            continue;
        }
        context.hold(true);
        let exit = command(&offer.words).map_or(Ok(Exit::Done), |command| command.run(context));
        let exit = exit.unwrap_or_else(|failure| context.report(&failure));
        let told = context.told();
        let practised = context.has_practised() && exit != Exit::BadInput;
        context.hold(false);
        // A practice has told how it went; everything else is still to be read.
        if !practised && !told.is_empty() {
            whole::read(context, offer.name.to_owned(), &told, None)?;
        }
    }
}

/// A command from its words.
fn command(words: &[String]) -> Option<Command> {
    let all = Command::augment_subcommands(clap::Command::new("remit"));
    let words = std::iter::once("remit".to_owned()).chain(words.iter().cloned());
    Command::from_arg_matches(&all.try_get_matches_from(words).ok()?).ok()
}

/// What is offered: only commands that there are.
fn offers(context: &Context<'_>, book: &remit_model::Rulebook) -> Vec<Offer> {
    let learner = LearnerArgs::usual();
    let events = learner.look(context).unwrap_or_default();
    let history = learner::history(&events);
    let mut offers = Vec::new();
    let open = history.sittings.iter().rev().find(|taken| {
        taken.open() && !taken.answers.is_empty() && taken.began.rulebook == book.title
    });
    let named = quizzes::listed(book);
    offers.extend(open.and_then(|taken| continued(taken, &named)));
    offers.push(offer_of('a', "Quiz", "Ten questions on clients: whose are they?", &["quiz"]));
    if named.iter().any(|quiz| quiz.name == "taster") {
        offers.push(offer_of('t', "Taster", "Ten minutes of everything.", &["quiz", "taster"]));
    }
    offers.push(offer_of('r', "Review", "Be asked again about what is due.", &["review"]));
    for (key, exam) in ('1'..='9').zip(named.iter().filter(|quiz| quiz.exam.is_some())) {
        let words = ["exam", exam.name.as_str()];
        offers.push(offer_of(key, "Exam", exam.title.clone(), &words));
    }
    offers.push(offer_of(
        'p',
        "Progress",
        "See what you know, what is weak, what is due.",
        &["progress"],
    ));
    offers.push(offer_of('h', "Help", "Read how it works.", &[]));
    let known = command_line();
    let there = |offer: &Offer| {
        offer.words.first().is_none_or(|name| known.find_subcommand(name).is_some())
    };
    offers.retain(there);
    offers
}

/// The command that goes on with what was left, if there is one that finds it again.
fn continued(taken: &Taken, named: &[QuizFile]) -> Option<Offer> {
    let plan = &taken.began.plan;
    let title = plan.title.as_ref();
    let does = format!(
        "Go on where you stopped: {} of {} answered{}.",
        taken.answers.len(),
        plan.length(),
        title.map_or_else(String::new, |title| format!(", {title}"))
    );
    let words = match (title, &plan.mode) {
        (Some(title), _) => {
            let quiz = named.iter().find(|quiz| quiz.title == *title)?;
            let command = if quiz.exam.is_some() { "exam" } else { "quiz" };
            vec![command.to_owned(), quiz.name.clone()]
        }
        (None, Mode::Practice) if plan.kinds.is_empty() && plan.rules.is_empty() => {
            let mut words = vec!["quiz".to_owned()];
            let mut option = |name: &str, value: &str| {
                words.extend([name.to_owned(), value.to_owned()]);
            };
            plan.role.iter().for_each(|role| option("--as", role));
            plan.topics.iter().for_each(|topic| option("--topic", topic));
            option("--count", &plan.count.to_string());
            option("--seed", &plan.seed.to_string());
            words
        }
        (None, Mode::Review) => vec!["review".to_owned()],
        (None, Mode::Weak) => vec!["quiz".to_owned(), "--weak".to_owned()],
        (None, Mode::Placement) => vec!["quiz".to_owned(), "--placement".to_owned()],
        _ => return None,
    };
    Some(Offer { key: 'c', name: "Continue", does, words })
}
