//! Kinds of client in words.

use remit_eval::Class;
use remit_model::Number;
use remit_model::id::FactId;
use remit_model::rulebook::FactKind;
use remit_words::{Words, list};

use crate::space::Constraint;

/// What the clients of a kind have in common, as phrases: `hypertension`, `no asthma`, `a systolic
/// blood pressure from 160 to 169 mmHg`. Empty if it is every client.
#[must_use]
pub fn phrases(words: Words<'_>, kind: &[Constraint]) -> Vec<String> {
    let present = |constraint: &Constraint| !matches!(constraint, Constraint::Member(_, false));
    let (first, rest): (Vec<_>, Vec<_>) = kind.iter().partition(|constraint| present(constraint));
    let mut phrases: Vec<_> =
        first.into_iter().map(|constraint| phrase(words, constraint)).collect();
    let absent: Vec<_> = rest
        .into_iter()
        .filter_map(|constraint| match constraint {
            Constraint::Member(term, _) => Some(words.term(*term).to_owned()),
            _ => None,
        })
        .collect();
    if !absent.is_empty() {
        phrases.push(format!("no {}", list::or(&absent)));
    }
    phrases
}

fn phrase(words: Words<'_>, constraint: &Constraint) -> String {
    match constraint {
        Constraint::Fact(fact, classes) => values(words, *fact, classes),
        Constraint::LeftOut(fact, true) => format!("{} not taken", words.fact(*fact)),
        Constraint::LeftOut(fact, false) => format!("{} taken", words.fact(*fact)),
        Constraint::Member(term, true) => words.term(*term).to_owned(),
        Constraint::Member(term, false) => format!("no {}", words.term(*term)),
        Constraint::Setting(setting, values) => {
            let setting = &words.book().settings[*setting];
            let titles = values.iter().filter_map(|&value| setting.values.get(value));
            let titles: Vec<_> = titles.map(|value| list::spelled(&value.name)).collect();
            format!("{}: {}", setting.label.title, list::or(&titles))
        }
    }
}

fn values(words: Words<'_>, fact: FactId, classes: &[Class]) -> String {
    let title = words.fact(fact);
    let mut said: Vec<String> = Vec::new();
    let mut stretch = None;
    for class in classes {
        match class {
            Class::NotTaken => said.push("not taken".to_owned()),
            Class::Option(option) => said.push(words.option(fact, *option)),
            Class::Numbers(low, high) => {
                stretch = match stretch {
                    Some((from, to)) if follows(words, fact, to, *low) => Some((from, *high)),
                    Some((from, to)) => {
                        said.push(range(words, fact, from, to));
                        Some((*low, *high))
                    }
                    None => Some((*low, *high)),
                };
            }
        }
    }
    if let Some((from, to)) = stretch {
        said.insert(0, range(words, fact, from, to));
    }
    format!("{title} {}", list::or(&said))
}

/// Whether a number is the next one on a fact's grid.
fn follows(words: Words<'_>, fact: FactId, before: Number, next: Number) -> bool {
    match &words.book().facts[fact].kind {
        FactKind::Number { step, .. } => next - before == *step,
        _ => false,
    }
}

fn range(words: Words<'_>, fact: FactId, from: Number, to: Number) -> String {
    let FactKind::Number { low, high, .. } = &words.book().facts[fact].kind else {
        return String::new();
    };
    let number = |number| words.number(fact, number);
    match (from <= *low, to >= *high) {
        _ if from == to => format!("of {}", number(from)),
        (true, true) => "of any number".to_owned(),
        (true, false) => format!("up to {}", number(to)),
        (false, true) => format!("of {} or more", number(from)),
        (false, false) => format!("from {from} to {}", number(to)),
    }
}
