//! Rulebooks and clients to try things on.

use remit_eval::Case;
use remit_model::id::{FactId, RoleId, ServiceId, TermId};
use remit_model::rulebook::{FactKind, IdSet, Value};
use remit_model::{Number, Rulebook};
use remit_testkit as kit;

/// The texts of the shipped rulebook.
pub(crate) fn shipped() -> Vec<String> {
    kit::shipped_files().iter().map(|(_, file)| file.text().to_owned()).collect()
}

/// A client of whom much is usual, some is on an edge, and something may be unknown.
pub(crate) fn any_client(book: &Rulebook, dice: &mut kit::Dice) -> Case {
    let mut case = Case::new(book);
    for (id, fact) in book.facts.iter() {
        if let Some(usual) = fact.usual.as_ref().filter(|_| !dice.often(6)) {
            case.give(id, usual.clone());
        } else if !dice.often(4) {
            case.give(id, any_value(book, id, dice));
        }
    }
    for (id, setting) in book.settings.iter() {
        if dice.often(30) {
            case.choose(id, dice.below(setting.values.len()));
        }
    }
    case
}

fn any_value(book: &Rulebook, id: FactId, dice: &mut kit::Dice) -> Value {
    match &book.facts[id].kind {
        FactKind::Number { low, high, step, .. } => {
            let steps = (*high - *low).divided_by(*step).map_or(0, Number::floor);
            let at = dice.below(usize::try_from(steps).unwrap() + 1);
            Value::Number(*low + *step * Number::whole(i64::try_from(at).unwrap()))
        }
        FactKind::Choice { options, .. } => Value::Option(dice.below(options.len())),
        FactKind::Set { members, .. } => {
            let members: Vec<TermId> = members.iter().collect();
            let some: IdSet<TermId> =
                (0..dice.below(3)).map(|_| members[dice.below(members.len())]).collect();
            Value::Set(some)
        }
    }
}

/// A question that somebody might be asked.
pub(crate) fn any_question(book: &Rulebook, dice: &mut kit::Dice) -> (RoleId, ServiceId) {
    let roles: Vec<_> = book.roles.ids().collect();
    let services: Vec<_> = book.services.ids().collect();
    (roles[dice.below(roles.len())], services[dice.below(services.len())])
}
