//! What a rulebook does, as texts that are kept and compared: the decisions of clients who stand for
//! each of its regions, its tables, and what is found of it.
//!
//! A client who is kept is decided anew and not drawn anew, so that a changed rule shows as changed
//! decisions of the same clients.

use std::collections::BTreeMap;
use std::fmt::Write;

use remit_analysis::{Finding, Witness};
use remit_eval::{Case, Decision, json};
use remit_model::Rulebook;
use remit_model::rulebook::CondKind;
use remit_scenario::{Author, Region, Representative};
use remit_source::FileId;
use remit_words::Words;
use remit_words::list::and;

/// Where a client who is kept begins.
const HEADING: &str = "## ";
/// What stands before a client in a form that is read again.
const CLIENT: &str = "client: ";
/// What stands before what a client asks for.
const ASKS: &str = "asks for: ";

/// The texts by name: `decisions__TOPIC` for each topic, `tables` and `findings`. `kept` are texts
/// of before; what of them can't be read any more is left out.
pub(super) fn portrait(
    book: &Rulebook,
    findings: &[Finding],
    kept: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut texts = decisions(book, kept);
    if !book.tables.is_empty() {
        texts.insert("tables".to_owned(), tables(book));
    }
    texts.insert("findings".to_owned(), found(book, findings));
    texts
}

fn decisions(book: &Rulebook, kept: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut author = Author::new(book);
    let mut clients = read(book, kept);
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut nobody: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for region in Region::all(book) {
        let name = region.name(book);
        let topic = book.rules[region.rule].topic;
        let topic = topic.map_or("rules", |topic| book.topics[topic].label.name.as_str());
        let file = format!("decisions__{topic}");
        match author.represent(region, clients.remove(&name).unwrap_or_default()) {
            Ok(clients) => {
                let text = texts.entry(file).or_default();
                for client in &clients {
                    tell(&author, &name, client, text);
                }
            }
            Err(_) => nobody.entry(file).or_default().push(name),
        }
    }
    for (file, names) in nobody {
        let text = texts.entry(file).or_default();
        let _ = writeln!(text, "No client was found for whom these decide: {}", names.join("; "));
    }
    texts
}

/// A client in words and to be read again, and what each practitioner is told.
fn tell(author: &Author<'_>, name: &str, client: &Representative, text: &mut String) {
    let book = author.judge().book;
    let words = Words::new(book);
    let Representative { case, service } = client;
    let who = author.judge().who(case, &[*service]);
    let witness = |role| Witness { case: case.clone(), role, services: vec![*service] };
    let vignette = who.practitioners.first().map(|told| witness(told.practitioner).vignette(book));
    let _ = writeln!(text, "{HEADING}{name}\n{}", vignette.unwrap_or_default());
    let _ = writeln!(text, "{CLIENT}{}", json::case(book, case));
    let _ = writeln!(text, "{ASKS}{}", book.services[*service].label.name);
    for alike in alike(&who.practitioners) {
        let Some(first) = alike.first() else { continue };
        let roles: Vec<_> =
            alike.iter().map(|told| book.roles[told.practitioner].label.name.clone()).collect();
        let by: Vec<_> =
            first.decided_by.iter().map(|&rule| format!("`{}`", book.rules[rule].name())).collect();
        let by = if by.is_empty() { String::new() } else { format!(" (by {})", and(&by)) };
        let sentence = words.decision(first);
        let _ = writeln!(text, "- {}: {}: {sentence}{by}", and(&roles), first.verdict.name());
    }
    text.push('\n');
}

/// Practitioners who are told the same for the same reasons, in order.
fn alike(all: &[Decision]) -> Vec<Vec<&Decision>> {
    let mut groups: Vec<Vec<&Decision>> = Vec::new();
    for told in all {
        let same = |other: &Decision| {
            other.decided_by == told.decided_by
                && Decision { practitioner: told.practitioner, ..other.clone() } == *told
        };
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| same(first))) {
            Some(group) => group.push(told),
            None => groups.push(vec![told]),
        }
    }
    groups
}

/// The clients of texts of before, by the name of their region.
fn read(book: &Rulebook, kept: &BTreeMap<String, String>) -> BTreeMap<String, Vec<Representative>> {
    let mut clients: BTreeMap<String, Vec<Representative>> = BTreeMap::new();
    for (name, client) in kept.values().flat_map(|text| entries(text)) {
        let after = |head: &str| client.lines().find_map(|line| line.strip_prefix(head));
        let case = after(CLIENT).and_then(|text| Case::from_json(book, FileId(0), text, &[]).ok());
        let service = after(ASKS).and_then(|name| book.find_service(name));
        let client = case.zip(service).map(|(case, service)| Representative { case, service });
        clients.entry(name.to_owned()).or_default().extend(client);
    }
    clients
}

/// The entries of a text: their headings, and what stands below them.
pub(super) fn entries(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = text.split("\n## ").enumerate().filter_map(|(at, part)| match at {
        0 => part.strip_prefix(HEADING),
        _ => Some(part),
    });
    parts.map(|part| part.split_once('\n').unwrap_or((part, "")))
}

/// Whether a line of an entry is there to be read by people, whatever changed.
pub(super) fn is_told(line: &str) -> bool {
    !["- ", CLIENT, ASKS].iter().any(|head| line.starts_with(head))
}

/// Every table, row by row: when it applies and what it says, with nothing left to the heading of a
/// column.
fn tables(book: &Rulebook) -> String {
    let words = Words::new(book);
    let mut text = String::new();
    for table in book.tables.values() {
        let _ = writeln!(text, "{HEADING}{}\n{}", table.label.name, table.label.title);
        if table.exactly_one {
            text.push_str("Exactly one row applies.\n");
        }
        for &row in &table.rows {
            let rule = &book.rules[row];
            let id = rule.row.as_ref().map_or("", |(_, id)| id.as_str());
            let when = match rule.when.kind {
                CondKind::Always => "always".to_owned(),
                _ => format!("when {}", words.condition(&rule.when)),
            };
            let _ = writeln!(text, "- {id}: {when}: {}", words.outcome(&rule.outcome));
            let aloud = words.aloud(row);
            let own = ["For", "Asked for", "Under", "Covers", "About", "Except when", "Overrides"];
            for clause in aloud.iter().filter(|clause| own.contains(&clause.head)) {
                let _ = writeln!(text, "    {}: {}", clause.head, clause.text);
            }
        }
        text.push('\n');
    }
    text
}

/// What is found, without the lines, which move.
fn found(book: &Rulebook, findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "Nothing is found.\n".to_owned();
    }
    let mut text = String::new();
    for finding in findings {
        let found = &finding.diagnostic;
        let _ = writeln!(text, "{HEADING}{}\n{}", found.code, found.message);
        for said in [&found.why, &finding.witness.as_ref().map(|witness| witness.vignette(book))] {
            let _ = said.as_ref().map(|said| writeln!(text, "{said}"));
        }
        text.push('\n');
    }
    text
}
