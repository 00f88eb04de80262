//! Conditions and outcomes as words.

use remit_source::Spanned;

use super::{
    clause::{quantity, text},
    doc::Doc,
    list,
};
use crate::ast::{Cond, Name, Operand, Outcome, Test, Until};

/// Writes a condition; `outer` if it is the whole of its clause.
pub(super) fn condition(doc: &mut Doc, cond: &Cond, outer: bool) {
    match cond {
        Cond::Name(name) => {
            doc.word(name);
        }
        Cond::Compare { fact, test: compared } => {
            doc.word(&fact.node);
            test(doc, &compared.node, false);
        }
        Cond::Not(inner) => {
            doc.word("not");
            let plain = matches!(inner.node, Cond::Name(_) | Cond::AtLeast { .. })
                || (matches!(inner.node, Cond::Compare { .. }) && !is_list(&inner.node));
            operand(doc, &inner.node, !plain);
        }
        Cond::All(parts) => joined(doc, parts, "and", outer),
        Cond::Any(parts) => joined(doc, parts, "or", outer),
        Cond::AtLeast { count, of } => {
            doc.word(&format!("at least {} of (", count.node));
            for (index, part) in of.iter().enumerate() {
                let mark = if index == 0 { "" } else { "," };
                doc.sign(mark);
                let mut inner = Doc::default();
                operand(
                    &mut inner,
                    &part.node,
                    matches!(part.node, Cond::All(_) | Cond::Any(_)) || is_list(&part.node),
                );
                doc.piece(&inner.flat());
            }
            doc.sign(")");
        }
    }
}

fn joined(doc: &mut Doc, parts: &[Spanned<Cond>], word: &str, outer: bool) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 && outer {
            doc.line(word);
        } else if index > 0 {
            doc.piece(word);
        }
        let before_name = matches!(parts.get(index + 1), Some(Spanned { node: Cond::Name(_), .. }));
        let draws_in = word == "or" && before_name && ends_in_values(&part.node);
        let many = matches!(part.node, Cond::All(_) | Cond::Any(_));
        operand(doc, &part.node, many || is_list(&part.node) || draws_in);
    }
}

/// Whether a name after it and an `or` would be read as one more of its values.
fn ends_in_values(cond: &Cond) -> bool {
    match cond {
        Cond::Not(inner) => ends_in_values(&inner.node),
        Cond::Compare { test, .. } => {
            matches!(test.node, Test::Is(_) | Test::IsNot(_) | Test::Include(_))
        }
        _ => false,
    }
}

/// A part of a condition, in parentheses if it needs them to be read as one.
pub(super) fn operand(doc: &mut Doc, cond: &Cond, parentheses: bool) {
    if parentheses {
        doc.word("(");
    }
    condition(doc, cond, false);
    if parentheses {
        doc.sign(")");
    }
}

/// Whether it ends in a list of values, which counts as an `or`.
fn is_list(cond: &Cond) -> bool {
    let Cond::Compare { test, .. } = cond else { return false };
    match &test.node {
        Test::Is(values) | Test::IsNot(values) => values.len() > 1,
        Test::Include(names) => names.len() > 1,
        _ => false,
    }
}

/// Writes a comparison; in a cell `is` is left out.
pub(super) fn test(doc: &mut Doc, test: &Test, in_cell: bool) {
    let mut compare = |words: &str, with: &Operand| {
        doc.word(words).word(&written(with));
    };
    match test {
        Test::AtLeast(with) => compare("at least", with),
        Test::AtMost(with) => compare("at most", with),
        Test::Above(with) => compare("above", with),
        Test::Below(with) => compare("below", with),
        Test::Between(from, to) => {
            doc.word("from").word(&quantity(from)).word("to").word(&quantity(to));
        }
        Test::Is(values) => {
            if !in_cell {
                doc.word("is");
            }
            list(doc, values.iter().map(written), "or");
        }
        Test::IsNot(values) => {
            doc.word(if in_cell { "not" } else { "is not" });
            list(doc, values.iter().map(written), "or");
        }
        Test::Include(names) => {
            doc.word("include");
            list(doc, names.iter().map(|name| name.node.clone()), "or");
        }
        Test::AreNone => {
            doc.word("are none");
        }
    }
}

fn written(operand: &Operand) -> String {
    match operand {
        Operand::Quantity(value) => quantity(value),
        Operand::Name(name) => name.node.clone(),
    }
}

/// Writes an outcome.
pub(super) fn outcome(doc: &mut Doc, outcome: &Outcome) {
    match outcome {
        Outcome::Take { with, once } => {
            doc.word("take");
            if !with.is_empty() {
                doc.word("with");
                names(doc, with, "and");
            }
            if !once.is_empty() {
                doc.piece("once");
                names(doc, once, "and");
            }
        }
        Outcome::Refer { to, urgency } => {
            doc.word("refer to");
            names(doc, to, "or");
            if let Some(urgency) = urgency {
                doc.word(&urgency.node);
            }
        }
        Outcome::Stop { to, urgency } => {
            doc.word("stop and refer to");
            names(doc, to, "or");
            doc.word(&urgency.node);
        }
        Outcome::GoAhead { urgency } => {
            doc.word("go ahead");
            at_urgency(doc, urgency.as_ref());
        }
        Outcome::UpTo { ceiling, until, once_met, urgency } => {
            if ceiling.node == "nothing" && until.is_some() {
                doc.word("nothing");
            } else {
                doc.word("up to").word(&ceiling.node);
            }
            if let Some(end) = until {
                until_what(doc, end);
            }
            if let Some(ceiling) = once_met {
                doc.sign(",").piece("once met up to").word(&ceiling.node);
            }
            at_urgency(doc, urgency.as_ref());
        }
        Outcome::Recommend { roles } => {
            doc.word("recommend");
            names(doc, roles, "or");
        }
        Outcome::DoesNotApply => {
            doc.word("does not apply");
        }
    }
}

fn until_what(doc: &mut Doc, until: &Until) {
    doc.piece("until");
    awaited(doc, until);
}

/// Needs and rechecks, joined by `and`.
pub(super) fn list_until(doc: &mut Doc, all: &[Until]) {
    let written = all.iter().map(|until| {
        let mut doc = Doc::default();
        awaited(&mut doc, until);
        doc.flat()
    });
    list(doc, written, "and");
}

fn awaited(doc: &mut Doc, until: &Until) {
    match until {
        Until::Need(need) => {
            doc.word(&need.node);
        }
        Until::Recheck { fact, minutes, doing } => {
            doc.word("recheck of").word(&fact.node);
            if let Some(minutes) = minutes {
                let unit = if minutes.node == 1 { "minute" } else { "minutes" };
                doc.word(&format!("after {} {unit}", minutes.node));
            }
            if let Some(doing) = doing {
                doc.word("doing");
                text(doc, doing);
            }
        }
    }
}

pub(super) fn at_urgency(doc: &mut Doc, urgency: Option<&Name>) {
    if let Some(urgency) = urgency {
        doc.piece("at urgency").word(&urgency.node);
    }
}

pub(super) fn names(doc: &mut Doc, names: &[Name], word: &str) {
    list(doc, names.iter().map(|name| name.node.clone()), word);
}

#[cfg(test)]
mod tests {
    use super::super::clause::number;
    use crate::ast::Decimal;

    #[test]
    fn numbers_keep_their_places() {
        let written = |mantissa, places| number(Decimal { mantissa, places });
        assert_eq!(written(-5, 1), "-0.5");
        assert_eq!(written(1250, 2), "12.50");
        assert_eq!(written(7, 0), "7");
        assert_eq!(written(3, 3), "0.003");
    }
}
