//! Rulebooks and clients to try things on.

use std::path::{Path, PathBuf};

use remit_eval::Case;
use remit_model::id::{FactId, RoleId, ServiceId, TermId};
use remit_model::rulebook::{FactKind, IdSet, Value};
use remit_model::{Number, Rulebook};
use remit_source::{FileId, Severity};
use remit_testkit as kit;

/// A rulebook read from texts.
pub(crate) fn read(texts: &[String]) -> Result<Rulebook, String> {
    let parsed: Vec<_> = (0..)
        .map(FileId)
        .zip(texts)
        .map(|(id, text)| (id, remit_syntax::parse(id, text)))
        .collect();
    let files: Vec<_> = parsed.iter().map(|(id, parsed)| (*id, &parsed.file)).collect();
    let resolved = remit_model::resolve(&files);
    let found = parsed.iter().flat_map(|(_, parsed)| &parsed.diagnostics);
    let errors: Vec<_> = found
        .chain(&resolved.diagnostics)
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(|diagnostic| format!("{}: {}", diagnostic.code, diagnostic.message))
        .collect();
    if errors.is_empty() { Ok(resolved.rulebook) } else { Err(errors.join("\n")) }
}

/// The texts of the shipped rulebook.
#[expect(clippy::disallowed_methods, reason = "the rulebook is read from its folder")]
pub(crate) fn shipped() -> Vec<String> {
    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        for path in entries {
            if path.is_dir() {
                files(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "remit") {
                found.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/medical-exercise"), &mut paths);
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
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
