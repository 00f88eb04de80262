//! What somebody typed, as a value of a client's file.

use remit_model::id::FactId;
use remit_model::rulebook::{FactKind, Label};
use remit_model::{Rulebook, closest};
use serde_json::{Value, json};

use crate::failure::Problem;

/// What somebody typed.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    Skip,
    /// What may be answered?
    Help,
    Value(Value),
    Unclear(Problem),
}

/// Reads an answer to the question for a fact. Whether the value makes sense is said by whoever
/// reads clients' files.
pub(super) fn read(book: &Rulebook, fact: FactId, line: &str) -> Answer {
    let line = line.trim();
    let row = &book.facts[fact];
    match line {
        "" | "skip" | "unknown" => return Answer::Skip,
        "?" | "help" => return Answer::Help,
        "not-taken" | "not taken" if row.may_be_not_taken => {
            return Answer::Value(json!("not-taken"));
        }
        _ => {}
    }
    match &row.kind {
        FactKind::Number { .. } => number(line),
        FactKind::Choice { options, yes_no, .. } => {
            let word = match line.to_lowercase().as_str() {
                "y" if *yes_no => "yes".to_owned(),
                "n" if *yes_no => "no".to_owned(),
                word => word.replace(' ', "-"),
            };
            let names = || options.iter().map(|option| option.name.as_str());
            match names().find(|name| *name == word) {
                Some(name) => Answer::Value(json!(name)),
                None => Answer::Unclear(unclear(line, closest(&word, names()))),
            }
        }
        FactKind::Set { members, .. } => {
            let labels: Vec<&Label> = members.iter().map(|id| &book.terms[id].label).collect();
            set(&labels, line)
        }
    }
}

/// `134`, `134 mmHg`, `7.2mmol/L`: a number and, perhaps, its unit.
fn number(line: &str) -> Answer {
    let end =
        line.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-'))).unwrap_or(line.len());
    let (digits, unit) = line.split_at(end);
    // The text is kept as it was typed, so that no digit is lost on the way.
    match serde_json::from_str::<serde_json::Number>(digits) {
        Ok(number) if unit.trim().is_empty() => Answer::Value(Value::Number(number)),
        Ok(number) => Answer::Value(json!({ "value": number, "unit": unit.trim() })),
        Err(_) => {
            let problem = Problem::new("unclear-answer", format!("`{line}` is not a number"));
            Answer::Unclear(problem.help("Type a number, or ? to see which are possible."))
        }
    }
}

/// `none`, or names or titles with commas between them.
fn set(labels: &[&Label], line: &str) -> Answer {
    if matches!(line.to_lowercase().as_str(), "none" | "no" | "n") {
        return Answer::Value(json!([]));
    }
    let mut names = Vec::new();
    for part in line.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let lower = part.to_lowercase();
        let fits = |label: &&&Label| {
            label.name == lower.replace(' ', "-") || label.title.to_lowercase() == lower
        };
        let Some(label) = labels.iter().find(fits) else {
            let all = labels.iter().flat_map(|label| [label.name.as_str(), label.title.as_str()]);
            return Answer::Unclear(unclear(part, closest(part, all)));
        };
        names.push(label.name.as_str());
    }
    names.dedup();
    Answer::Value(json!(names))
}

/// Help for a client's file as help for an answer: a value with its unit is not typed as JSON.
pub(super) fn as_typed(help: &str) -> String {
    help.replace("{\"value\": ", "").replace(", \"unit\": \"", " ").replace("\"}", "")
}

fn unclear(said: &str, near: Option<&str>) -> Problem {
    let problem =
        Problem::new("unclear-answer", format!("`{said}` is none of the possible answers"));
    match near {
        Some(near) => problem.help(format!("Did you mean `{near}`? Type ? to see all of them.")),
        None => problem.help("Type ? to see the possible answers."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_and_their_unit() {
        assert_eq!(number("134"), Answer::Value(json!(134)));
        assert_eq!(number("7.2 mmol/L"), Answer::Value(json!({"value": 7.2, "unit": "mmol/L"})));
        assert_eq!(number("134mmHg"), Answer::Value(json!({"value": 134, "unit": "mmHg"})));
        assert!(matches!(number("high"), Answer::Unclear(_)));
        assert!(matches!(number("1-2"), Answer::Unclear(_)));
    }

    #[test]
    fn help_with_a_unit_is_told_as_it_is_typed() {
        let help = "Did you mean `{\"value\": 10, \"unit\": \"mmol/L\"}`?";
        assert_eq!(as_typed(help), "Did you mean `10 mmol/L`?");
    }

    #[test]
    fn members_go_by_name_or_by_title() {
        let label = |name: &str, title: &str| Label {
            name: name.to_owned(),
            title: title.to_owned(),
            ..Label::default()
        };
        let (pressure, asthma) =
            (label("hypertension", "High blood pressure"), label("asthma", "asthma"));
        let labels = [&pressure, &asthma];
        let both = Answer::Value(json!(["asthma", "hypertension"]));
        assert_eq!(set(&labels, "Asthma, high blood pressure,"), both);
        assert_eq!(set(&labels, "none"), Answer::Value(json!([])));
        assert!(matches!(set(&labels, "astma"), Answer::Unclear(problem)
            if problem.help.as_deref().is_some_and(|help| help.contains("`asthma`"))));
    }
}
