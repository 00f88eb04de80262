//! Clauses as words.

use super::{
    condition::{condition, names, outcome, test},
    doc::Doc,
    example, list,
};
use crate::ast::{
    Cell, Citation, Clause, Column, Covers, Date, Decimal, FactType, For, Head, Quantity, RuleRef,
    Text, Value,
};

/// The words of a clause, its keyword included. Rows have none of their own: see `table`.
pub(super) fn clause(clause: &Clause) -> Doc {
    let mut doc = Doc::new(keyword(clause));
    body(&mut doc, clause);
    doc
}

/// The words that a clause begins with.
fn keyword(clause: &Clause) -> &'static str {
    match clause {
        Clause::Version(_) => "version",
        Clause::ReferralsFor(_) => "referrals are for",
        Clause::EmergenciesFor(_) => "emergencies are for",
        Clause::OtherwiseRefer(_) => "otherwise refer to",
        Clause::Note(_) => "note",
        Clause::By(_) => "by",
        Clause::Edition(_) => "edition",
        Clause::FoundAt(_) => "found at",
        Clause::ReviewBy(_) => "review by",
        Clause::Of(_) => "of",
        Clause::StandsIn(_) => "stands in",
        Clause::Asks(_) => "asks",
        Clause::Answer(_) => "answer",
        Clause::Wrong(_) => "wrong",
        Clause::AlsoWritten(_) => "also",
        Clause::Code { .. } => "code",
        Clause::Runs(_) => "runs",
        Clause::Told { .. } => "told",
        Clause::IsA(name) if takes_an(&name.node) => "is an",
        Clause::IsA(_) => "is a",
        Clause::Clinician => "clinician",
        Clause::Called(_) => "called",
        Clause::Listed(_) => "listed",
        Clause::CountsAsAct => "counts as an act",
        Clause::CountsAsClearance => "counts as clearance",
        Clause::Holds(_) => "holds",
        Clause::Type(_) => "is",
        Clause::Usually(_) => "usually",
        Clause::MayBeNotTaken => "may be not-taken",
        Clause::GoesWith(_) => "goes with",
        Clause::NeedsCover => "needs cover",
        Clause::NeedsNoCover => "needs no cover",
        Clause::AskedWhen(_) => "asked when",
        Clause::Watches(_) => "watches",
        Clause::Accepts { .. } => "accepts",
        Clause::Implies(_) => "implies",
        Clause::GivenBy(_) => "given by",
        Clause::MetWhen(_) => "met when",
        Clause::Urgent(_) => "urgent",
        Clause::Closes(_) => "closes",
        Clause::Leaves(_) => "leaves",
        Clause::For(_) => "for",
        Clause::AskedFor(_) => "asked for",
        Clause::Covers(_) => "covers",
        Clause::About(_) => "about",
        Clause::When(_) => "when",
        Clause::Under { .. } => "under",
        Clause::Then(_) => "then",
        Clause::ExceptWhen(_) => "except when",
        Clause::Overrides(_) => "overrides",
        Clause::AlsoRefer(_) => "also refer to",
        Clause::Because(_) => "because",
        Clause::Reading(_) => "reading",
        Clause::Cites(_) => "cites",
        Clause::As(head) if head.node == Head::Advice => "as an",
        Clause::As(_) => "as a",
        Clause::ExactlyOneRow => "exactly one row applies",
        Clause::Columns(_) | Clause::Row(_) => "",
        Clause::ScreenedBy(_) => "screened by",
        Clause::Client { .. } => "client",
        Clause::Unknown(_) => "unknown",
        Clause::SeenBy { .. } => "seen by",
        Clause::Expect(_) => "expect",
        Clause::DecidedBy { .. } => "decided by",
        Clause::WorksIn(_) => "works in",
    }
}

fn takes_an(name: &str) -> bool {
    name.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U'])
}

/// What stands after the keyword, or in a cell.
fn body(doc: &mut Doc, clause: &Clause) {
    match clause {
        Clause::Version(words)
        | Clause::Note(words)
        | Clause::By(words)
        | Clause::Edition(words)
        | Clause::FoundAt(words)
        | Clause::StandsIn(words)
        | Clause::Asks(words)
        | Clause::Answer(words)
        | Clause::Wrong(words)
        | Clause::Called(words)
        | Clause::Because(words)
        | Clause::Reading(words) => text(doc, words),
        Clause::ReferralsFor(name)
        | Clause::EmergenciesFor(name)
        | Clause::OtherwiseRefer(name)
        | Clause::IsA(name)
        | Clause::GoesWith(name)
        | Clause::Urgent(name)
        | Clause::ScreenedBy(name) => {
            doc.word(&name.node);
        }
        Clause::AlsoWritten(all) | Clause::Runs(all) | Clause::Holds(all) => names(doc, all, ","),
        Clause::Listed(all)
        | Clause::Watches(all)
        | Clause::WorksIn(all)
        | Clause::Implies(all)
        | Clause::Closes(all)
        | Clause::Leaves(all)
        | Clause::AlsoRefer(all)
        | Clause::Unknown(all) => names(doc, all, "and"),
        Clause::GivenBy(all) | Clause::AskedFor(all) | Clause::About(all) => names(doc, all, "or"),
        Clause::Clinician
        | Clause::CountsAsAct
        | Clause::CountsAsClearance
        | Clause::MayBeNotTaken
        | Clause::NeedsCover
        | Clause::NeedsNoCover
        | Clause::ExactlyOneRow
        | Clause::Columns(_)
        | Clause::Row(_) => {}
        Clause::AskedWhen(cond)
        | Clause::MetWhen(cond)
        | Clause::When(cond)
        | Clause::ExceptWhen(cond) => {
            condition(doc, &cond.node, true);
        }
        Clause::Then(decided) => outcome(doc, &decided.node),
        Clause::Of(rule) => {
            doc.word(&rule_ref(rule));
        }
        Clause::Overrides(rules) => list(doc, rules.iter().map(rule_ref), ","),
        Clause::DecidedBy { rules, only_if } => example::decided_by(doc, rules, only_if.as_ref()),
        Clause::ReviewBy(day) => {
            let Date { year, month, day } = day.node;
            doc.word(&format!("{year:04}-{month:02}-{day:02}"));
        }
        Clause::Code { system, code } => {
            doc.word(&system.node);
            text(doc, code);
        }
        Clause::Told { value, text: words } => {
            if let Some(value) = value {
                doc.word(&value.node);
            }
            text(doc, words);
        }
        Clause::Type(kind) => fact_type(doc, kind),
        Clause::Usually(usual) => value(doc, usual),
        Clause::Accepts { unit, minus, times, divided } => {
            doc.word(&unit.node);
            if let Some(minus) = minus {
                doc.word("minus").word(&number(minus.node));
            }
            let divided =
                divided.as_ref().map_or(String::new(), |by| format!("/{}", number(by.node)));
            doc.word("times").word(&format!("{}{divided}", number(times.node)));
        }
        Clause::For(whom) => for_whom(doc, whom),
        Clause::Covers(covered) => covers(doc, covered),
        Clause::Under { setting, value } => {
            doc.word(&setting.node).word(&value.node);
        }
        Clause::Cites(citation) => cites(doc, citation),
        Clause::As(head) => {
            doc.word(head.node.word());
        }
        Clause::Client { fact, given } => {
            doc.word(&fact.node);
            example::given(doc, given);
        }
        Clause::SeenBy { by, services } => example::seen_by(doc, by, services),
        Clause::Expect(expected) => example::expect(doc, expected),
    }
}

fn cites(doc: &mut Doc, citation: &Citation) {
    doc.word(&citation.source.node);
    names(doc, &citation.statements, ",");
    if let Some(place) = &citation.place {
        text(doc, place);
    }
    if citation.unconfirmed {
        doc.piece("unconfirmed");
    }
}

fn for_whom(doc: &mut Doc, whom: &For) {
    match &whom.roles {
        Some(roles) => names(doc, roles, "and"),
        None => {
            doc.word("any practitioner");
        }
    }
    if !whom.but.is_empty() {
        doc.piece("but");
        names(doc, &whom.but, "and");
    }
}

fn covers(doc: &mut Doc, covered: &Covers) {
    if covered.only {
        doc.word("only");
    }
    let healthy = covered.healthy.then(|| "the apparently healthy".to_owned());
    let every = covered.every.then(|| "every concern".to_owned());
    let all =
        healthy.into_iter().chain(every).chain(covered.names.iter().map(|name| name.node.clone()));
    list(doc, all, "or");
}

fn fact_type(doc: &mut Doc, kind: &FactType) {
    match kind {
        FactType::YesOrNo => {
            doc.word("yes or no");
        }
        FactType::AnyOfItsTerms => {
            doc.word("any of its terms");
        }
        FactType::Number { unit, from, to, step } => {
            doc.word("a number");
            if let Some(unit) = unit {
                doc.word("of").word(&unit.node);
            }
            let (from, to, step) = (number(from.node), number(to.node), number(step.node));
            doc.word(&format!("from {from} to {to} step {step}"));
        }
        FactType::OneOf { options, in_order } => {
            doc.word("one of");
            let written = options.iter().map(|option| match &option.within {
                Some(within) => format!("{} within {}", option.name.node, within.node),
                None => option.name.node.clone(),
            });
            list(doc, written, ",");
            if *in_order {
                doc.word("in order");
            }
        }
    }
}

pub(super) fn value(doc: &mut Doc, value: &Value) {
    match value {
        Value::None(_) => {
            doc.word("none");
        }
        Value::Quantity(known) => {
            doc.word(&quantity(known));
        }
        Value::Names(all) => names(doc, all, "and"),
    }
}

pub(super) fn rule_ref(rule: &RuleRef) -> String {
    match &rule.row {
        Some(row) => format!("table {} row {}", rule.name.node, row.node),
        None => rule.name.node.clone(),
    }
}

/// Writes the pieces of a text, each in its quotes.
pub(super) fn text(doc: &mut Doc, text: &Text) {
    for piece in &text.pieces {
        let plain = &piece.node;
        if plain.contains(['"', '\\']) {
            doc.piece(&format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\"")));
        } else {
            doc.piece(&format!("\"{plain}\""));
        }
    }
}

pub(super) fn quantity(quantity: &Quantity) -> String {
    let value = number(quantity.value.node);
    match &quantity.unit {
        Some(unit) => format!("{value} {}", unit.node),
        None => value,
    }
}

/// A number with as many places as were written.
pub(super) fn number(number: Decimal) -> String {
    let sign = if number.mantissa < 0 { "-" } else { "" };
    let places = usize::from(number.places);
    let digits = format!("{:0>width$}", number.mantissa.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(places));
    let point = if places > 0 { "." } else { "" };
    format!("{sign}{whole}{point}{fraction}")
}

/// The heading of a column.
pub(super) fn column(column: &Column) -> String {
    match column {
        Column::Row => "row".to_owned(),
        Column::Fact(name) => name.clone(),
        Column::Clause(clause) => clause.phrase().to_owned(),
    }
}

/// What stands in a cell.
pub(super) fn cell(cell: &Cell) -> String {
    let mut doc = Doc::default();
    match cell {
        Cell::Id(name) => {
            doc.word(name);
        }
        Cell::Any => {
            doc.word("any");
        }
        Cell::Test(compared) => test(&mut doc, compared, true),
        Cell::Clause(clause) => body(&mut doc, clause),
        Cell::Empty => {}
    }
    doc.flat()
}
