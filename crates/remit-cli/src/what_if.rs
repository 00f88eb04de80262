//! What if? In plain lines: the facts of a client are changed by number, and the decision follows.

use remit_model::Rulebook;
use remit_model::id::FactId;
use remit_model::rulebook::FactKind;
use remit_quiz::{Became, WhatIf};
use remit_scenario::Scenario;
use remit_words::{Words, list};

use crate::context::Context;
use crate::failure::Failure;
use crate::render::{clean, decision};
use crate::streams::Said;

/// How many facts are listed before `more` is asked for: what was told comes first.
const FIRST: usize = 12;

const HELP: &str = "Type the number of a fact to change it; `more` for all facts; `why` for the \
                    explanation; `reset` for the client as told; nothing to go back.";

/// Lets the learner change facts of a client until they have seen enough.
pub(crate) fn take(
    context: &mut Context<'_>,
    book: &Rulebook,
    scenario: &Scenario,
) -> Result<(), Failure> {
    let mut what_if = WhatIf::new(book, scenario);
    context.say("")?;
    context.tell(format!("What if? {}.", what_if.asks()))?;
    facts(context, book, &what_if, FIRST)?;
    context.tell(HELP)?;
    while let Said::Line(line) = context.hear("Change: ")? {
        match line.trim().to_lowercase().as_str() {
            "" | "q" | "back" => break,
            "more" => facts(context, book, &what_if, usize::MAX)?,
            "why" | "w" => {
                let lines = decision::outline(context.ink, &what_if.explanation());
                context.say(lines)?;
            }
            "reset" | "r" => {
                what_if.reset();
                outcome(context, &what_if)?;
            }
            word => {
                let chosen = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                let chosen = chosen.and_then(|at| what_if.facts().get(at).copied());
                match chosen.or_else(|| book.find_fact(word)) {
                    Some(fact) => change(context, book, &mut what_if, fact)?,
                    None => context.tell(HELP)?,
                }
            }
        }
    }
    Ok(())
}

fn facts(
    context: &mut Context<'_>,
    book: &Rulebook,
    what_if: &WhatIf<'_>,
    most: usize,
) -> Result<(), Failure> {
    let words = Words::new(book);
    for (at, &fact) in what_if.facts().iter().enumerate().take(most) {
        let value = if what_if.asked(fact) {
            what_if.value(fact)
        } else {
            "not asked of this client".to_owned()
        };
        let changed = if what_if.changed(fact) { " (changed)" } else { "" };
        let text = format!("{}: {value}{changed}", list::capital(words.fact(fact)));
        let line = context.ink.fill(&format!("{:>4}. ", at + 1), "      ", &clean(&text));
        context.say(line)?;
    }
    Ok(())
}

/// Asks what a fact is to be instead, and tells what becomes of the decision.
fn change(
    context: &mut Context<'_>,
    book: &Rulebook,
    what_if: &mut WhatIf<'_>,
    fact: FactId,
) -> Result<(), Failure> {
    let name = Words::new(book).fact(fact);
    let number = matches!(book.facts[fact].kind, FactKind::Number { .. });
    let ways = what_if.ways(fact);
    for (at, way) in ways.iter().enumerate() {
        // A number is typed as it is; the letters stand for the values that the rules tell apart.
        let mark = if number { letter(at) } else { (at + 1).to_string() };
        context.say(context.ink.fill(&format!("{mark:>4}. "), "      ", &clean(&way.text)))?;
    }
    if number {
        context.tell("Type a number, or the letter of one of these.")?;
    }
    let Said::Line(line) = context.hear(&format!("{}: ", list::capital(&clean(name))))? else {
        return Ok(());
    };
    let typed = line.trim().to_lowercase();
    let at = if number {
        (0..ways.len()).find(|&at| letter(at) == typed)
    } else {
        typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1))
    };
    let chosen = match at.and_then(|at| ways.into_iter().nth(at)) {
        Some(way) => Ok(way.value),
        None if typed.is_empty() => return Ok(()),
        None => what_if.number(fact, &typed).map(Some),
    };
    match chosen.and_then(|value| what_if.change(fact, value)) {
        Ok(()) => outcome(context, what_if),
        Err(why) => context.tell(format!("Not so: {}", list::sentence(&why.to_string()))),
    }
}

/// `a`, `b` and so on; after `z` comes a number.
fn letter(at: usize) -> String {
    let letter = u8::try_from(at).ok().and_then(|at| b'a'.checked_add(at));
    letter
        .filter(u8::is_ascii_lowercase)
        .map_or_else(|| format!("#{at}"), |letter| char::from(letter).to_string())
}

/// What is decided now, and by which rules.
fn outcome(context: &mut Context<'_>, what_if: &WhatIf<'_>) -> Result<(), Failure> {
    let changes = what_if.changes();
    if changes.is_empty() {
        context.tell("As the client was told.")?;
    } else {
        context.tell(format!("What if {}?", list::and(&changes)))?;
    }
    let how = if what_if.differs() { "Now otherwise" } else { "As before" };
    context.tell(format!("{how}: {}", what_if.now()))?;
    if what_if.differs() {
        context.tell(format!("Before: {}", what_if.before()))?;
    }
    for (line, became) in what_if.rule_lines() {
        let word = match became {
            Became::Stays => "still decides",
            Became::Comes => "decides now",
            Became::Goes => "no longer",
        };
        let line = context.ink.fill("  ", "    ", &clean(&format!("{word}: {line}")));
        context.say(line)?;
    }
    Ok(())
}
