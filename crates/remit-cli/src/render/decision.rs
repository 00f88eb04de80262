//! How a decision looks: the verdict, the line with both halves, what decides, what would change it.

use remit_eval::{Case, Counterfactual, Decision, Judge};
use remit_model::id::{RoleId, RuleId, ServiceId};
use remit_model::rulebook::Verdict;
use remit_words::list::{and, capital, or};
use remit_words::{Line, LineKind, Words};

use super::{Ink, clean, pairs, style};

/// The colour that a verdict is painted in, beside its name.
pub(crate) fn look(verdict: Verdict) -> anstyle::Style {
    match verdict {
        Verdict::Take | Verdict::TakeWith => style::GOOD,
        Verdict::Wait | Verdict::Ask | Verdict::Refer => style::CARE,
        Verdict::Stop => style::BAD,
    }
}

/// What would change a decision, in sentences.
pub(crate) fn changes(
    words: Words<'_>,
    judge: &Judge<'_>,
    case: &Case,
    (role, services): (RoleId, &[ServiceId]),
) -> Vec<String> {
    let sentence = |change: &Counterfactual| {
        let core = change.decision.core()?;
        Some(words.counterfactual(change.fact, &change.from, &change.to, &core))
    };
    judge.counterfactuals(case, role, services).iter().filter_map(sentence).collect()
}

/// A decision; `changes` are sentences that say what would change it.
pub(crate) fn decision(ink: Ink, words: Words<'_>, told: &Decision, changes: &[String]) -> String {
    let services: Vec<_> =
        told.services.iter().map(|&service| words.service(service).to_owned()).collect();
    let asked = format!("{}, asked for {}", words.role(told.practitioner), and(&services));
    let verdict = ink.paint(look(told.verdict), &told.verdict.name().to_uppercase());
    let mut text = format!("{verdict}  {}\n\n", clean(&capital(&asked)));
    text.push_str(&ink.fill("", "", &clean(&words.decision(told))));
    text.push_str("\n\n");
    text.push_str(&pairs(ink, 2, style::FAINT, &rows(words, told)));
    if !changes.is_empty() {
        text.push_str(&format!("\n{}\n", ink.paint(style::HEADING, "What would change it")));
        for change in changes {
            text.push_str(&ink.fill("  - ", "    ", &clean(change)));
            text.push('\n');
        }
    }
    text
}

fn rows(words: Words<'_>, told: &Decision) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    let mut say = |head: &str, text: String| {
        if !text.is_empty() {
            rows.push((head.to_owned(), text));
        }
    };
    for &rule in &told.decided_by {
        say("Decided by", rule_line(words, rule));
        say("", words.because(rule).unwrap_or_default());
        for citation in &words.book().rules[rule].cites {
            say("Source", words.citation(citation));
        }
    }
    for &fact in told.ask.iter().take(MOST_ASKED) {
        say("To ask", words.question(fact));
    }
    if told.ask.len() > MOST_ASKED {
        say("", format!("and {} more", told.ask.len() - MOST_ASKED));
    }
    if let Some(also) = &told.also_refer {
        say("Also refer to", words.destinations(also, &told.services));
    }
    if let Some(recommended) = &told.recommended {
        let roles: Vec<_> = recommended.iter().map(|&role| words.role(role).to_owned()).collect();
        say("Best placed", or(&roles));
    }
    for set_aside in &told.set_aside {
        let by: Vec<_> = set_aside.by.iter().map(|&rule| words.quoted(rule)).collect();
        say("Set aside", format!("{} by {}", words.quoted(set_aside.rule), and(&by)));
    }
    if let Some(stage) = told.stage {
        say("Stage", words.stage(stage).to_owned());
    }
    match told.assumed.len() {
        0..=MOST_ASSUMED => say("Assumed", assumed(words, told)),
        many => say("Assumed", format!("{many} facts that the finished screen closed")),
    }
    rows
}

/// What a finished screen closed.
pub(crate) fn assumed(words: Words<'_>, told: &Decision) -> String {
    let facts: Vec<_> = told.assumed.iter().map(|&fact| words.fact(fact).to_owned()).collect();
    and(&facts)
}

/// How many assumed facts a decision lists; the whole explanation has all of them.
const MOST_ASSUMED: usize = 8;
/// How many questions a decision lists.
const MOST_ASKED: usize = 5;

/// A rule with the name by which `explain` finds it.
pub(crate) fn rule_line(words: Words<'_>, rule: RuleId) -> String {
    format!("{} ({})", words.rule_title(rule), words.book().rules[rule].name())
}

/// How many rules that nearly applied are told.
const MOST_NEARLY: usize = 5;

/// An explanation as an outline. What a line is stands before it in a word, unless the line says so
/// itself.
pub(crate) fn outline(ink: Ink, lines: &[Line]) -> String {
    let mut text = String::new();
    let mut nearly = 0;
    for line in lines {
        nearly += usize::from(line.kind == LineKind::Nearly);
        if line.kind == LineKind::Nearly && nearly > MOST_NEARLY {
            continue;
        }
        let (word, look) = mark(line.kind);
        let indent = "  ".repeat(usize::from(line.depth) + 1);
        let first = format!("{indent}{word}");
        let rest = format!("{indent}  ");
        let filled = ink.fill(&first, &rest, &clean(&line.text));
        let painted = ink.paint(look, word);
        text.push_str(&filled.replacen(word, &painted, usize::from(!word.is_empty())));
        text.push('\n');
    }
    if nearly > MOST_NEARLY {
        text.push_str(&format!("  and {} more nearly applied\n", nearly - MOST_NEARLY));
    }
    text
}

fn mark(kind: LineKind) -> (&'static str, anstyle::Style) {
    match kind {
        LineKind::Heading
        | LineKind::Concern(_)
        | LineKind::Reading
        | LineKind::SetAside
        | LineKind::Nearly => ("", style::HEADING),
        LineKind::Decides => ("decides: ", style::HEADING),
        LineKind::Speaks => ("also speaks: ", style::HEADING),
        LineKind::Condition(true) | LineKind::Exception(true) => ("yes: ", style::GOOD),
        LineKind::Condition(false) | LineKind::Exception(false) => ("no: ", style::CARE),
        LineKind::Because => ("because: ", style::FAINT),
        LineKind::Source => ("source: ", style::FAINT),
    }
}
