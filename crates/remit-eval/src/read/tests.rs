//! Reading files of cases: clients with what is expected of them.

use std::collections::HashSet;
use std::ops::Range;

use remit_model::codes as shared;
use remit_model::find::Entity;
use remit_model::id::{RoleId, ServiceId};
use remit_model::rulebook::{Clearance, Expect, Expected, LaneState, Recheck, Verdict};
use remit_source::{Diagnostic, FileId, Label, Span};
use serde_json::value::RawValue;

use super::raw::{Entries, Json, exact, key_place, place};
use super::{Reader, did_you_mean, read, short};
use crate::case::{Case, CaseError};
use crate::codes;
use crate::judge::Judge;

/// A client of a file of cases, with what is expected.
#[derive(Debug, Clone)]
pub struct CaseTest {
    /// Its name.
    pub name: String,
    /// Where it stands in the file.
    pub span: Span,
    /// The client.
    pub case: Case,
    /// Who is asked.
    pub role: RoleId,
    /// What for. Never empty.
    pub services: Vec<ServiceId>,
    /// What is expected. Never empty.
    pub expects: Vec<Expect>,
}

/// The keys of a case.
const KEYS: [&str; 5] = ["name", "client", "as", "for", "expect"];
/// What can be expected: fields of a decision as it is printed.
const FIELDS: [&str; 18] = [
    "verdict",
    "lane",
    "uncovered",
    "covered_separately",
    "ceiling",
    "needs",
    "rechecks",
    "duties",
    "clearance",
    "urgency",
    "refer_to",
    "also_refer",
    "recommended",
    "stage",
    "decided_by",
    "ask",
    "at_least",
    "at_most",
];

/// Reads a file of cases: a list of objects with `name`, `client` (as [`Case::from_json`] reads it),
/// `as` (a role), `for` (a service, or a list of them) and `expect` (fields of a decision, as
/// [`crate::json::decision`] writes it; `null` is not compared).
///
/// # Errors
///
/// Everything that is wrong with it, in order of place: a case that expects nothing, too.
pub fn case_tests(
    judge: &Judge,
    file: FileId,
    text: &str,
) -> Result<Vec<CaseTest>, Vec<CaseError>> {
    let case = Case::new(judge.book);
    let reader =
        Reader { book: judge.book, file, text, case, given: Vec::new(), found: Vec::new() };
    let mut tests = Tests { reader, judge, read: Vec::new() };
    tests.list();
    let Tests { mut reader, read, .. } = tests;
    reader.found.sort_by_key(|found| found.primary.span);
    if reader.found.is_empty() { Ok(read) } else { Err(reader.found) }
}

struct Tests<'a, 'j> {
    reader: Reader<'a>,
    judge: &'j Judge<'j>,
    read: Vec<CaseTest>,
}

/// The parts of a case as they are found.
#[derive(Default)]
struct Parts {
    name: Option<String>,
    client: Option<Case>,
    role: Option<RoleId>,
    services: Option<Vec<ServiceId>>,
    expects: Option<Vec<Expect>>,
}

impl<'a> Tests<'a, '_> {
    fn list(&mut self) {
        let whole = self.reader.text;
        let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
        let cases = match serde_json::from_str::<Vec<&RawValue>>(text) {
            Ok(cases) => cases,
            Err(error) if error.is_data() => {
                let message = "a file of cases is one JSON list".to_owned();
                let help =
                    "Put the cases between `[` and `]`, with commas between them.".to_owned();
                return self.reader.report(codes::NOT_A_CASE, &(0..0), message, help);
            }
            Err(error) => return self.reader.report_no_case(text, &error),
        };
        for raw in cases {
            let at = place(whole, raw);
            let Some(Json::Object(Entries(entries))) = Json::look(raw) else {
                let message = "a case is an object".to_owned();
                let help = format!(
                    "Write `{{ {} }}`.",
                    KEYS.map(|key| format!("\"{key}\": …")).join(", ")
                );
                self.reader.report(codes::NOT_A_CASE, &at, message, help);
                continue;
            };
            self.case(entries, &at);
        }
    }

    fn case(&mut self, entries: Vec<(String, &'a RawValue)>, at: &Range<usize>) {
        let before = self.reader.found.len();
        let mut parts = Parts::default();
        for (key, json, key_at, at) in self.entries(entries, &KEYS, "case") {
            match (key.as_str(), json) {
                ("name", Json::Text(name)) => parts.name = Some(name),
                ("as", Json::Text(name)) => {
                    parts.role = self.look("role", shared::UNKNOWN_ROLE, &name, &at, |entity| {
                        if let Entity::Role(id) = entity { Some(id) } else { None }
                    });
                }
                ("for", json) => parts.services = self.services(json, &at),
                ("client", Json::Object(_)) => parts.client = self.client(&at),
                ("expect", Json::Object(Entries(entries))) => {
                    parts.expects = Some(self.expects(entries));
                    if parts.expects.as_ref().is_some_and(Vec::is_empty) {
                        let message = "this case expects nothing".to_owned();
                        let help = "Say for example `\"verdict\": \"take\"`.".to_owned();
                        self.reader.report(codes::EXPECTS_NOTHING, &key_at, message, help);
                    }
                }
                (key, _) => {
                    let (wanted, help) = match key {
                        "name" => ("a text", "Write it in double quotes."),
                        "as" => ("the name of a role", "Write it in double quotes."),
                        _ => ("an object", "Write it between `{` and `}`."),
                    };
                    self.reader.report_wrong(key, &at, wanted, help.to_owned());
                }
            }
        }
        match parts {
            Parts {
                name: Some(name),
                client: Some(case),
                role: Some(role),
                services: Some(services),
                expects: Some(expects),
            } => {
                let span = self.reader.span(&(at.start..at.start + 1));
                self.read.push(CaseTest { name, span, case, role, services, expects });
            }
            _ if self.reader.found.len() > before => {}
            parts => {
                let has = [
                    parts.name.is_some(),
                    parts.client.is_some(),
                    parts.role.is_some(),
                    parts.services.is_some(),
                    parts.expects.is_some(),
                ];
                let missing = KEYS.iter().zip(has).find(|(_, has)| !has).map_or("", |(key, _)| key);
                let code =
                    if missing == "expect" { codes::EXPECTS_NOTHING } else { codes::NOT_A_CASE };
                let message = format!("this case has no `{missing}`");
                let help = format!("A case has {}.", KEYS.map(|key| format!("`{key}`")).join(", "));
                self.reader.report(code, &(at.start..at.start + 1), message, help);
            }
        }
    }

    /// The known keys of an object, each once, and where they and their values stand.
    fn entries(
        &mut self,
        entries: Vec<(String, &'a RawValue)>,
        known: &[&str],
        what: &str,
    ) -> Vec<(String, Json<'a>, Range<usize>, Range<usize>)> {
        let text = self.reader.text;
        let mut seen = HashSet::new();
        let mut all = Vec::new();
        for (key, raw) in entries {
            let at = place(text, raw);
            let key_at = key_place(text, &at);
            if !known.contains(&key.as_str()) {
                let message = format!("a {what} has no `{}`", short(&key));
                let help = did_you_mean(&key, known.iter().copied(), "Take it out.");
                self.reader.report(codes::NOT_A_CASE, &key_at, message, help);
            } else if !seen.insert(key.clone()) {
                let message = format!("`{key}` stands twice");
                let help = "Keep one of them.".to_owned();
                self.reader.report(codes::REPEATED_KEY, &key_at, message, help);
            } else if let Some(json) = Json::look(raw) {
                all.push((key, json, key_at, at));
            } else {
                let help = "Write it without `\\u`.".to_owned();
                self.reader.report_wrong(&key, &at, "text", help);
            }
        }
        all
    }

    fn client(&mut self, at: &Range<usize>) -> Option<Case> {
        let reader = &mut self.reader;
        let text = reader.text.get(at.clone())?;
        match read(self.judge, reader.file, text, &[]) {
            Ok(case) => Some(case),
            Err(found) => {
                let shift = |label: &mut Label| {
                    let Span { file, start, end } = label.span;
                    let by = |offset| at.start + usize::try_from(offset).unwrap_or(usize::MAX / 2);
                    label.span = Span::new(file, by(start), by(end));
                };
                reader.found.extend(found.into_iter().map(|mut found: Diagnostic| {
                    shift(&mut found.primary);
                    found.secondary.iter_mut().for_each(shift);
                    found
                }));
                None
            }
        }
    }

    fn services(&mut self, json: Json<'a>, at: &Range<usize>) -> Option<Vec<ServiceId>> {
        let names = match json {
            Json::Text(name) => vec![(name, at.clone())],
            list => self.reader.names("for", list, at),
        };
        let look = |this: &mut Self, (name, at): &(String, Range<usize>)| {
            this.look("service", shared::UNKNOWN_SERVICE, name, at, |entity| match entity {
                Entity::Service(id) => Some(id),
                _ => None,
            })
        };
        let found: Vec<_> = names.iter().map(|name| look(self, name)).collect();
        let found = found.into_iter().collect::<Option<Vec<_>>>()?;
        if found.is_empty() {
            let help = "Write `\"for\": \"SERVICE\"`.".to_owned();
            self.reader.report_wrong("for", at, "at least one service", help);
            return None;
        }
        Some(found)
    }

    /// What a name refers to, or a finding.
    fn look<I>(
        &mut self,
        what: &str,
        code: remit_source::Code,
        name: &str,
        at: &Range<usize>,
        pick: impl Fn(Entity) -> Option<I>,
    ) -> Option<I> {
        let book = self.reader.book;
        let found = book.find(name).and_then(&pick);
        if found.is_none() {
            let all = book.names.iter().filter(|(_, entity)| pick(*entity).is_some());
            let message = format!("there is no {what} named `{}`", short(name));
            let help = did_you_mean(name, all.map(|(name, _)| name), "`remit show` lists them.");
            self.reader.report(code, at, message, help);
        }
        found
    }

    fn expects(&mut self, entries: Vec<(String, &'a RawValue)>) -> Vec<Expect> {
        let mut expects = Vec::new();
        for (key, json, key_at, at) in self.entries(entries, &FIELDS, "decision to compare") {
            if matches!(json, Json::Null) {
                continue;
            }
            let span = self.reader.span(&key_at).to(self.reader.span(&at));
            let all = self.expected(&key, json, &at);
            expects.extend(all.into_iter().map(|what| Expect { what, only_if: None, span }));
        }
        expects
    }

    fn expected(&mut self, key: &str, json: Json<'a>, at: &Range<usize>) -> Vec<Expected> {
        macro_rules! all {
            ($variant:ident, $code:ident, $what:literal) => {
                self.list_of($what, shared::$code, key, json, at, |entity| match entity {
                    Entity::$variant(id) => Some(id),
                    _ => None,
                })
            };
        }
        macro_rules! one {
            ($variant:ident, $code:ident, $what:literal) => {
                self.text(key, json, at).and_then(|name| {
                    self.look($what, shared::$code, &name, at, |entity| match entity {
                        Entity::$variant(id) => Some(id),
                        _ => None,
                    })
                })
            };
        }
        let found = match key {
            "verdict" => self.verdict(key, json, at).map(Expected::Verdict),
            "lane" => {
                let lanes = [LaneState::Mine, LaneState::Refused, LaneState::NoRule];
                self.word(key, json, at, &lanes, LaneState::name).map(Expected::Lane)
            }
            "clearance" => {
                use Clearance::{BeforeAny, BeforeVigorous, None, OnFile, StopAndClear};
                let all = [None, OnFile, BeforeVigorous, BeforeAny, StopAndClear];
                self.word(key, json, at, &all, Clearance::name).map(Expected::Clearance)
            }
            "ceiling" => one!(Ceiling, UNKNOWN_CEILING, "ceiling").map(Expected::Ceiling),
            "urgency" => one!(Urgency, UNKNOWN_URGENCY, "urgency").map(Expected::Urgency),
            "stage" => {
                one!(Stage, UNKNOWN_STAGE, "stage").map(|stage| Expected::Stage(Some(stage)))
            }
            "duties" => Some(Expected::Duties(all!(Duty, UNKNOWN_DUTY, "duty"))),
            "recommended" => Some(Expected::Recommended(all!(Role, UNKNOWN_ROLE, "role"))),
            "ask" => Some(Expected::Ask(all!(Fact, UNKNOWN_FACT, "fact"))),
            "uncovered" => {
                let book = self.reader.book;
                let found =
                    self.list_of("concern", shared::UNKNOWN_TERM, key, json, at, |entity| {
                        match entity {
                            Entity::Concern(id) => Some(id),
                            Entity::Term(term) => book.terms[term].concern,
                            _ => None,
                        }
                    });
                Some(Expected::Uncovered(found))
            }
            "covered_separately" => {
                let separately = matches!(json, Json::Bool(true));
                if !separately {
                    let help = "Write `true`, or leave it out.".to_owned();
                    self.reader.report_wrong(key, at, "`true`", help);
                }
                separately.then_some(Expected::CoveredSeparately)
            }
            "at_least" | "at_most" => return self.bound(key, json, at),
            "needs" => return self.needs(json, at),
            "rechecks" => return self.rechecks(json, at),
            "refer_to" | "also_refer" => return self.destinations(key, json, at),
            _ => return self.decided_by(key, json, at),
        };
        found.into_iter().collect()
    }

    fn text(&mut self, key: &str, json: Json, at: &Range<usize>) -> Option<String> {
        if let Json::Text(text) = json {
            return Some(text);
        }
        let help = "Write it in double quotes.".to_owned();
        self.reader.report_wrong(key, at, "a name", help);
        None
    }

    fn list_of<I>(
        &mut self,
        what: &str,
        code: remit_source::Code,
        key: &str,
        json: Json<'a>,
        at: &Range<usize>,
        pick: impl Fn(Entity) -> Option<I>,
    ) -> Vec<I> {
        let names = self.reader.names(key, json, at);
        names.iter().filter_map(|(name, at)| self.look(what, code, name, at, &pick)).collect()
    }

    fn word<T: Copy>(
        &mut self,
        key: &str,
        json: Json,
        at: &Range<usize>,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let text = self.text(key, json, at)?;
        let found = all.iter().copied().find(|&one| name(one) == text);
        if found.is_none() {
            let message = format!("`{}` is no value of `{key}`", short(&text));
            let help = did_you_mean(&text, all.iter().map(|&one| name(one)), "");
            self.reader.report(shared::UNKNOWN_VALUE, at, message, help);
        }
        found
    }

    fn verdict(&mut self, key: &str, json: Json, at: &Range<usize>) -> Option<Verdict> {
        use Verdict::{Ask, Refer, Stop, Take, TakeWith, Wait};
        self.word(key, json, at, &[Take, TakeWith, Wait, Refer, Stop, Ask], Verdict::name)
    }

    /// The keys of an object that must be one.
    fn object(
        &mut self,
        key: &str,
        json: Json<'a>,
        at: &Range<usize>,
        known: &[&str],
    ) -> Vec<(String, Json<'a>, Range<usize>, Range<usize>)> {
        if let Json::Object(Entries(entries)) = json {
            return self.entries(entries, known, &format!("part of `{key}`"));
        }
        let keys: Vec<_> = known.iter().map(|key| format!("\"{key}\": …")).collect();
        let help = format!("Write `{{ {} }}`.", keys.join(", "));
        self.reader.report_wrong(key, at, "an object", help);
        Vec::new()
    }

    /// The objects of a list.
    fn objects(
        &mut self,
        key: &str,
        json: Json<'a>,
        at: &Range<usize>,
    ) -> Vec<(Json<'a>, Range<usize>)> {
        let Json::List(list) = json else {
            let help = "Write `[{ … }, { … }]`, or `[]` for none.".to_owned();
            self.reader.report_wrong(key, at, "a list of objects", help);
            return Vec::new();
        };
        let text = self.reader.text;
        list.into_iter().filter_map(|raw| Some((Json::look(raw)?, place(text, raw)))).collect()
    }

    fn bound(&mut self, key: &str, json: Json<'a>, at: &Range<usize>) -> Vec<Expected> {
        let (mut verdict, mut urgency) = (None, None);
        for (part, json, _, at) in self.object(key, json, at, &["verdict", "urgency"]) {
            if part == "verdict" {
                verdict = self.verdict(key, json, &at);
            } else if let Some(name) = self.text(key, json, &at) {
                urgency = self.look("urgency", shared::UNKNOWN_URGENCY, &name, &at, |entity| {
                    if let Entity::Urgency(id) = entity { Some(id) } else { None }
                });
            }
        }
        let bound = match key {
            "at_least" => Expected::AtLeast,
            _ => Expected::AtMost,
        };
        verdict.map(|verdict| bound(verdict, urgency)).into_iter().collect()
    }

    fn needs(&mut self, json: Json<'a>, at: &Range<usize>) -> Vec<Expected> {
        let (mut unmet, mut met) = (Vec::new(), Vec::new());
        for (json, at) in self.objects("needs", json, at) {
            let (mut need, mut is_met) = (None, false);
            for (part, json, _, at) in self.object("needs", json, &at, &["need", "met", "given_by"])
            {
                match (part.as_str(), json) {
                    ("need", json) => {
                        let name = self.text("needs", json, &at);
                        need = name.and_then(|name| {
                            self.look("need", shared::UNKNOWN_NEED, &name, &at, |entity| {
                                if let Entity::Need(id) = entity { Some(id) } else { None }
                            })
                        });
                    }
                    ("met", Json::Bool(met)) => is_met = met,
                    // Whom a need is given by stands in the rulebook.
                    ("given_by", _) => {}
                    _ => {
                        let help = "Write `true` or `false`.".to_owned();
                        self.reader.report_wrong("met", &at, "`true` or `false`", help);
                    }
                }
            }
            if is_met { met.extend(need) } else { unmet.extend(need) }
        }
        vec![Expected::Outstanding(unmet), Expected::Met(met)]
    }

    fn rechecks(&mut self, json: Json<'a>, at: &Range<usize>) -> Vec<Expected> {
        let mut rechecks = Vec::new();
        for (json, at) in self.objects("rechecks", json, at) {
            let (mut fact, mut minutes, mut doing) = (None, None, None);
            for (part, json, _, at) in
                self.object("rechecks", json, &at, &["fact", "minutes", "doing"])
            {
                match (part.as_str(), json) {
                    (_, Json::Null) => {}
                    ("fact", json) => {
                        let name = self.text("rechecks", json, &at);
                        fact = name.and_then(|name| {
                            self.look("fact", shared::UNKNOWN_FACT, &name, &at, |entity| {
                                if let Entity::Fact(id) = entity { Some(id) } else { None }
                            })
                        });
                    }
                    ("minutes", Json::Number(text)) => {
                        minutes = exact(text).and_then(|number| u32::try_from(number.floor()).ok());
                    }
                    (_, json) => doing = self.text("rechecks", json, &at),
                }
            }
            rechecks.extend(fact.map(|fact| Recheck { fact, minutes, doing }));
        }
        vec![Expected::Rechecks(rechecks)]
    }

    fn destinations(&mut self, key: &str, json: Json<'a>, at: &Range<usize>) -> Vec<Expected> {
        let (mut expected, mut everybody) = (Vec::new(), Vec::new());
        for (json, at) in self.objects(key, json, at) {
            let (mut roles, mut service) = (Vec::new(), None);
            for (part, json, _, at) in self.object(key, json, &at, &["roles", "for"]) {
                if part == "roles" {
                    roles = self.list_of("role", shared::UNKNOWN_ROLE, key, json, &at, |entity| {
                        if let Entity::Role(id) = entity { Some(id) } else { None }
                    });
                } else if let Some(name) = self.text(key, json, &at) {
                    service = self.look("service", shared::UNKNOWN_SERVICE, &name, &at, |entity| {
                        if let Entity::Service(id) = entity { Some(id) } else { None }
                    });
                }
            }
            everybody.extend_from_slice(&roles);
            if key == "refer_to" {
                expected.extend(service.map(|service| Expected::SentTo(roles, service)));
            }
        }
        let all = if key == "refer_to" { Expected::To } else { Expected::AlsoTo };
        expected.push(all(everybody));
        expected
    }

    fn decided_by(&mut self, key: &str, json: Json<'a>, at: &Range<usize>) -> Vec<Expected> {
        let book = self.reader.book;
        let mut expected = Vec::new();
        for (name, at) in self.reader.names(key, json, at) {
            if let Some(rule) = book.find_rule(&name) {
                expected.push(Expected::DecidedBy(vec![rule]));
                continue;
            }
            let names: Vec<_> =
                book.rules.values().map(remit_model::rulebook::Rule::name).collect();
            let message = format!("there is no rule named `{}`", short(&name));
            let names = names.iter().map(String::as_str);
            let help = did_you_mean(&name, names, "`remit show rules` lists the rules.");
            self.reader.report(shared::UNKNOWN_RULE, &at, message, help);
        }
        expected
    }
}
