//! Reading cases from JSON: everything that is wrong is found, each with its place.

mod raw;
mod tests;
mod value;

use std::collections::HashSet;
use std::ops::Range;

use remit_model::Rulebook;
use remit_model::closest;
use remit_model::codes as shared;
use remit_model::find::Entity;
use remit_model::id::FactId;
use remit_model::rulebook::IdSet;
use remit_source::{Code, Diagnostic, FileId, Span};

pub use self::tests::{CaseTest, case_tests};

use self::raw::{Entries, Json, key_place, place};
use crate::case::{Case, CaseError};
use crate::client::facts_read;
use crate::codes;
use crate::judge::{Contradiction, Judge};

/// A case is a few lines; this is a thousand times as much.
const MOST_BYTES: usize = 1 << 20;
/// Nobody reads more findings about one client.
const MOST_FINDINGS: usize = 50;
/// Longer names are no slips of the pen.
const LONGEST_NAME: usize = 64;

/// Reads a case: what the text says, with settings chosen over it.
pub(crate) fn read(
    judge: &Judge,
    file: FileId,
    text: &str,
    settings: &[(String, String)],
) -> Result<Case, Vec<CaseError>> {
    let case = Case::new(judge.book);
    let mut reader =
        Reader { book: judge.book, file, text, case, given: Vec::new(), found: Vec::new() };
    reader.object();
    for (name, value) in settings {
        reader.setting(name, value, 0..0, 0..0);
    }
    if reader.found.is_empty()
        && let Some(contradiction) = judge.contradiction(&reader.case)
    {
        reader.report_impossible(contradiction);
    }
    reader.found.sort_by_key(|found| found.primary.span);
    if reader.found.is_empty() { Ok(reader.case) } else { Err(reader.found) }
}

struct Reader<'a> {
    book: &'a Rulebook,
    file: FileId,
    text: &'a str,
    case: Case,
    /// The facts that have a value in the text, and where.
    given: Vec<(FactId, Range<usize>)>,
    found: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn report(&mut self, code: Code, at: &Range<usize>, message: String, help: String) {
        if self.found.len() < MOST_FINDINGS {
            self.found.push(Diagnostic::error(code, self.span(at), message).help(help));
        } else if self.found.len() == MOST_FINDINGS {
            let end = self.text.len()..self.text.len();
            let message = "more is wrong than is shown here".to_owned();
            let more = Diagnostic::error(codes::MORE_FINDINGS, self.span(&end), message);
            self.found.push(more.help("Mend what is shown first."));
        }
    }

    fn span(&self, at: &Range<usize>) -> Span {
        Span::new(self.file, at.start, at.end)
    }

    fn object(&mut self) {
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(self.text);
        if text.len() > MOST_BYTES {
            let message = "the text is too long for a case".to_owned();
            let help = format!("A case may have up to {MOST_BYTES} bytes; give one client alone.");
            return self.report(codes::CASE_TOO_LARGE, &(0..0), message, help);
        }
        let entries = match serde_json::from_str::<Entries>(text) {
            Ok(Entries(entries)) => entries,
            Err(error) => return self.report_no_case(text, &error),
        };
        let mut seen = HashSet::new();
        let mut later = Vec::new();
        for (key, raw) in entries {
            let at = place(self.text, raw);
            let key_at = key_place(self.text, &at);
            let Some(json) = Json::look(raw) else {
                self.report_wrong(&key, &at, "text", "Write it without `\\u`.".to_owned());
                continue;
            };
            if !seen.insert(key.clone()) {
                let message = format!("`{}` stands twice", short(&key));
                self.report(codes::REPEATED_KEY, &key_at, message, "Keep one of them.".to_owned());
                continue;
            }
            if matches!(json, Json::Null) {
                self.known_key(&key, &key_at);
                continue;
            }
            match key.as_str() {
                "screened" | "unknown" => later.push((key, json, at)),
                "settings" => self.settings(json, &at),
                _ => self.fact(&key, &key_at, json, &at),
            }
        }
        // What is named unknown overrides a screen, and a screen closes only what is not given.
        later.sort_by_key(|(key, ..)| key != "unknown");
        for (key, json, at) in later {
            if key == "unknown" { self.unknown(json, &at) } else { self.screened(json, &at) }
        }
    }

    fn report_no_case(&mut self, text: &str, error: &serde_json::Error) {
        let skipped = self.text.len() - text.len();
        let line_start = match error.line().checked_sub(2) {
            Some(lines) => text.match_indices('\n').nth(lines).map_or(0, |(index, _)| index + 1),
            None => 0,
        };
        let offset = (line_start + error.column().saturating_sub(1)).min(text.len());
        let offset = (0..=offset).rev().find(|offset| text.is_char_boundary(*offset)).unwrap_or(0);
        let at = skipped + offset..skipped + offset + usize::from(offset < text.len());
        let (message, help) = if error.is_data() {
            let message = "a case is one JSON object".to_owned();
            (message, "Put the client's facts between `{` and `}`.".to_owned())
        } else {
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            let said = if error.is_eof() { "it ends too early" } else { said };
            let message = format!("the text can't be read as JSON: {said}");
            let help = "Keys and words stand in double quotes, entries are separated by commas, and \
                        there is no comma after the last.";
            (message, help.to_owned())
        };
        self.report(codes::NOT_A_CASE, &at, message, help);
    }

    fn report_wrong(&mut self, key: &str, at: &Range<usize>, wanted: &str, help: String) {
        let message = format!("this is no value of `{}`, which wants {wanted}", short(key));
        self.report(shared::WRONG_VALUE, at, message, help);
    }

    /// The fact that a key names, or a finding.
    fn known_key(&mut self, key: &str, at: &Range<usize>) -> Option<FactId> {
        if matches!(key, "screened" | "unknown" | "settings") {
            return None;
        }
        let fact = self.book.find_fact(key);
        if fact.is_none() {
            let facts = self.book.facts.values().map(|fact| fact.label.name.as_str());
            let keys = facts.chain(["screened", "unknown", "settings"]);
            let help = match self.book.find(key) {
                Some(Entity::Term(term)) => {
                    let owner = &self.book.facts[self.book.terms[term].fact].label.name;
                    format!("Put it into the list `{owner}`.")
                }
                Some(entity) => {
                    format!("It names {}; a case gives the values of facts.", entity.what())
                }
                None => did_you_mean(key, keys, "`remit show` lists the facts."),
            };
            let message = format!("there is no fact named `{}`", short(key));
            self.report(shared::UNKNOWN_FACT, at, message, help);
        }
        fact
    }

    fn fact(&mut self, key: &str, key_at: &Range<usize>, json: Json<'a>, at: &Range<usize>) {
        if let Some(fact) = self.known_key(key, key_at) {
            self.given.push((fact, at.clone()));
            if let Some(value) = self.value(fact, json, at) {
                self.case.give(fact, value);
            }
        }
    }

    fn screened(&mut self, json: Json, at: &Range<usize>) {
        let screens = self.book.screens.values().map(|screen| screen.label.name.as_str());
        let Json::Text(name) = json else {
            let help = did_you_mean("", screens, "No screen is declared.");
            return self.report_wrong("screened", at, "the name of a screen", help);
        };
        if let Some(screen) = self.book.find_screen(&name) {
            self.case.finish(self.book, screen);
        } else {
            let message = format!("there is no screen named `{}`", short(&name));
            let help = did_you_mean(&name, screens, "No screen is declared.");
            self.report(shared::UNKNOWN_SCREEN, at, message, help);
        }
    }

    fn unknown(&mut self, json: Json<'a>, at: &Range<usize>) {
        for (name, at) in self.names("unknown", json, at) {
            let Some(fact) = self.known_key(&name, &at) else { continue };
            if self.given.iter().any(|(given, _)| *given == fact) {
                let message = format!("`{name}` has a value, and is named unknown");
                let help = "Take it out of one of the two.".to_owned();
                self.report(codes::KNOWN_AND_UNKNOWN, &at, message, help);
            } else {
                self.case.forget(fact);
            }
        }
    }

    fn settings(&mut self, json: Json<'a>, at: &Range<usize>) {
        let Json::Object(Entries(entries)) = json else {
            let help = "Write `{\"NAME\": \"VALUE\"}`.".to_owned();
            return self.report_wrong("settings", at, "an object", help);
        };
        let mut seen = HashSet::new();
        for (name, raw) in entries {
            let at = place(self.text, raw);
            let name_at = key_place(self.text, &at);
            if !seen.insert(name.clone()) {
                let message = format!("`{}` stands twice", short(&name));
                self.report(codes::REPEATED_KEY, &name_at, message, "Keep one of them.".to_owned());
                continue;
            }
            match Json::look(raw) {
                Some(Json::Text(value)) => self.setting(&name, &value, name_at, at),
                Some(Json::Null) => {}
                _ => {
                    let help = "Write one of its values in double quotes.".to_owned();
                    self.report_wrong(&name, &at, "one of its values", help);
                }
            }
        }
    }

    fn setting(&mut self, name: &str, value: &str, name_at: Range<usize>, at: Range<usize>) {
        let Some(setting) = self.book.find_setting(name) else {
            let settings = self.book.settings.values().map(|setting| setting.label.name.as_str());
            let message = format!("there is no setting named `{}`", short(name));
            let help = did_you_mean(name, settings, "No setting is declared.");
            return self.report(shared::UNKNOWN_SETTING, &name_at, message, help);
        };
        let values = &self.book.settings[setting].values;
        if let Some(index) = values.iter().position(|known| known.name == value) {
            self.case.choose(setting, index);
        } else {
            let names = values.iter().map(|value| value.name.as_str());
            let message = format!("`{name}` has no value `{}`", short(value));
            let help = did_you_mean(value, names, "`remit show` lists the values of a setting.");
            self.report(shared::UNKNOWN_VALUE, &at, message, help);
        }
    }

    /// The texts of a list, and where each stands.
    fn names(
        &mut self,
        key: &str,
        json: Json<'a>,
        at: &Range<usize>,
    ) -> Vec<(String, Range<usize>)> {
        let Json::List(list) = json else {
            let help = match json {
                Json::Text(name) => format!("Write `[\"{}\"]`.", short(&name)),
                _ => "Write `[\"NAME\", \"NAME\"]`, or `[]` for none.".to_owned(),
            };
            self.report_wrong(key, at, "a list of names", help);
            return Vec::new();
        };
        let mut names = Vec::new();
        for raw in list {
            let at = place(self.text, raw);
            if let Some(Json::Text(name)) = Json::look(raw) {
                names.push((name, at));
            } else {
                let help = "Write each name in double quotes.".to_owned();
                self.report_wrong(key, &at, "a list of names", help);
            }
        }
        names
    }

    fn report_impossible(&mut self, contradiction: Contradiction) {
        let impossible = match contradiction {
            Contradiction::Named(index) => self.book.impossible.get(index),
            Contradiction::Together => None,
        };
        let Some(impossible) = impossible else {
            let message = "such a client does not exist, whatever the unknown facts are".to_owned();
            let help = "Look for facts that can't be true together.".to_owned();
            return self.report(codes::IMPOSSIBLE_CLIENT, &(0..0), message, help);
        };
        let read: IdSet<FactId> = facts_read(self.book, &impossible.when);
        let given: Vec<_> =
            self.given.iter().filter(|(fact, _)| read.contains(*fact)).cloned().collect();
        let names: Vec<_> =
            read.iter().map(|fact| format!("`{}`", self.book.facts[fact].label.name)).collect();
        let message = format!("such a client does not exist: {}", impossible.label.title);
        let at = given.first().map_or(0..0, |(_, at)| at.clone());
        let mut found = Diagnostic::error(codes::IMPOSSIBLE_CLIENT, self.span(&at), message)
            .why(format!("the rulebook says so under `{}`", impossible.label.name))
            .help(format!("Look again at {}.", names.join(" and ")));
        for (_, at) in given.iter().skip(1) {
            found = found.also(self.span(at), "together with this");
        }
        self.found.push(found);
    }
}

/// A name as a message can show it.
fn short(name: &str) -> String {
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

/// "Did you mean", or what there is to choose from if that is little, or else something to try.
fn did_you_mean<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
    otherwise: &str,
) -> String {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let known = candidates.iter().copied();
    let near = if name.len() <= LONGEST_NAME { closest(name, known) } else { None };
    match (near, candidates.as_slice()) {
        (Some(near), _) => format!("Did you mean `{near}`?"),
        (None, [one]) => format!("It can only be `{one}`."),
        (None, [most @ .., last]) if most.len() < 12 => {
            let most: Vec<String> = most.iter().map(|name| format!("`{name}`")).collect();
            format!("Choose from {} or `{last}`.", most.join(", "))
        }
        _ => otherwise.to_owned(),
    }
}
