//! The resolved rulebook as data for other tools: names instead of ids, groups and tables closed,
//! conditions as trees, places as file and line. The schema is told in `docs/schema.md`; it only
//! grows.

mod condition;
mod example;
mod rule;
mod vocabulary;

use remit_source::{Sources, Span};
use serde::Serialize;

use crate::Rulebook;
use crate::id::{Id, Table};
use crate::rulebook::{CodeOf, IdSet, Label};
use example::Example;
use rule::{Rule, RuleTable};
use vocabulary::{
    Concern, Definition, Duty, Fact, Group, Impossible, Level, Need, Role, Screen, Service,
    Setting, Source, Stage, Statement, Term, Topic, Unit,
};

/// The version of the schema. A new number means that something was taken away or means another
/// thing.
pub const SCHEMA: &str = "remit-rulebook/1";

/// A rulebook, ready for any serializer.
#[derive(Debug, Serialize)]
pub struct Export<'b> {
    schema: &'static str,
    name: &'b str,
    title: &'b str,
    version: &'b str,
    referrals_for: Option<&'b str>,
    emergencies_for: Option<&'b str>,
    otherwise_refer_to: Option<&'b str>,
    ceilings: Vec<Level<'b>>,
    urgencies: Vec<Level<'b>>,
    stages: Vec<Stage<'b>>,
    topics: Vec<Topic<'b>>,
    units: Vec<Unit<'b>>,
    facts: Vec<Fact<'b>>,
    terms: Vec<Term<'b>>,
    concerns: Vec<Concern<'b>>,
    groups: Vec<Group<'b>>,
    roles: Vec<Role<'b>>,
    services: Vec<Service<'b>>,
    needs: Vec<Need<'b>>,
    duties: Vec<Duty<'b>>,
    definitions: Vec<Definition<'b>>,
    screens: Vec<Screen<'b>>,
    settings: Vec<Setting<'b>>,
    impossible: Vec<Impossible<'b>>,
    unlikely: Vec<Impossible<'b>>,
    sources: Vec<Source<'b>>,
    statements: Vec<Statement<'b>>,
    rules: Vec<Rule<'b>>,
    tables: Vec<RuleTable<'b>>,
    examples: Vec<Example<'b>>,
}

/// The rulebook as data. `sources` are the files that it was read from: they give the places.
#[must_use]
pub fn export<'b>(book: &'b Rulebook, sources: &'b Sources) -> Export<'b> {
    let names = Names { book, sources };
    Export {
        schema: SCHEMA,
        name: &book.name,
        title: &book.title,
        version: &book.version,
        referrals_for: book.evaluation.map(|id| name(&book.services[id].label)),
        emergencies_for: book.emergency.map(|id| name(&book.services[id].label)),
        otherwise_refer_to: book.last_resort.map(|id| name(&book.roles[id].label)),
        ceilings: book.ceilings.values().map(vocabulary::level).collect(),
        urgencies: book.urgencies.values().map(vocabulary::level).collect(),
        stages: book.stages.values().map(|stage| names.stage(stage)).collect(),
        topics: book.topics.values().map(|topic| names.topic(topic)).collect(),
        units: book.units.values().map(|unit| names.unit(unit)).collect(),
        facts: book.facts.iter().map(|(id, fact)| names.fact(id, fact)).collect(),
        terms: book.terms.values().map(|term| names.term(term)).collect(),
        concerns: book.concerns.values().map(|concern| names.concern(concern)).collect(),
        groups: book.groups.values().map(|group| names.group(group)).collect(),
        roles: book.roles.values().map(|role| names.role(role)).collect(),
        services: book.services.values().map(|service| names.service(service)).collect(),
        needs: book.needs.values().map(|need| names.need(need)).collect(),
        duties: book.duties.values().map(|duty| names.duty(duty)).collect(),
        definitions: book
            .definitions
            .values()
            .map(|definition| names.definition(definition))
            .collect(),
        screens: book.screens.values().map(|screen| names.screen(screen)).collect(),
        settings: book.settings.values().map(|setting| names.setting(setting)).collect(),
        impossible: book.impossible.iter().map(|impossible| names.impossible(impossible)).collect(),
        unlikely: book.unlikely.iter().map(|unlikely| names.impossible(unlikely)).collect(),
        sources: book.sources.values().map(|source| names.source(source)).collect(),
        statements: book.statements.values().map(|statement| names.statement(statement)).collect(),
        rules: book.rules.values().map(|rule| names.rule(rule)).collect(),
        tables: book.tables.values().map(|table| names.table(table)).collect(),
        examples: book.examples.values().map(|example| names.example(example)).collect(),
    }
}

/// Where something is written.
#[derive(Debug, Serialize)]
struct Place<'b> {
    file: &'b str,
    line: u32,
}

/// A citation.
#[derive(Debug, Serialize)]
struct Citation<'b> {
    source: &'b str,
    statements: Vec<&'b str>,
    #[serde(rename = "where")]
    place: Option<&'b str>,
    unconfirmed: bool,
}

/// A code of a standard vocabulary.
#[derive(Debug, Serialize)]
struct Code<'b> {
    system: &'b str,
    code: &'b str,
}

/// What is exported, and where it was read names.
#[derive(Clone, Copy)]
struct Names<'b> {
    book: &'b Rulebook,
    sources: &'b Sources,
}

impl<'b> Names<'b> {
    fn terms(self, ids: &IdSet<crate::id::TermId>) -> Vec<&'b str> {
        names_of(&self.book.terms, ids.iter(), |term| &term.label)
    }

    fn concerns(self, ids: &IdSet<crate::id::ConcernId>) -> Vec<&'b str> {
        names_of(&self.book.concerns, ids.iter(), |concern| &concern.label)
    }

    fn roles(self, ids: impl IntoIterator<Item = crate::id::RoleId>) -> Vec<&'b str> {
        names_of(&self.book.roles, ids, |role| &role.label)
    }

    fn services(self, ids: impl IntoIterator<Item = crate::id::ServiceId>) -> Vec<&'b str> {
        names_of(&self.book.services, ids, |service| &service.label)
    }

    fn facts(self, ids: impl IntoIterator<Item = crate::id::FactId>) -> Vec<&'b str> {
        names_of(&self.book.facts, ids, |fact| &fact.label)
    }

    fn fact_name(self, id: crate::id::FactId) -> &'b str {
        name(&self.book.facts[id].label)
    }

    fn place(self, span: Span) -> Option<Place<'b>> {
        let file = self.sources.get(span.file)?;
        Some(Place { file: file.name(), line: file.position(span.start).line })
    }

    fn cites(self, citations: &'b [crate::rulebook::Citation]) -> Vec<Citation<'b>> {
        let citation = |citation: &'b crate::rulebook::Citation| Citation {
            source: name(&self.book.sources[citation.source].label),
            statements: names_of(
                &self.book.statements,
                citation.statements.iter().copied(),
                |it| &it.label,
            ),
            place: citation.place.as_deref(),
            unconfirmed: citation.unconfirmed,
        };
        citations.iter().map(citation).collect()
    }
}

fn name(label: &Label) -> &str {
    &label.name
}

fn codes(codes: &[CodeOf]) -> Vec<Code<'_>> {
    codes.iter().map(|code| Code { system: &code.system, code: &code.code }).collect()
}

/// The names of some ids.
fn names_of<'b, I: Id, T: 'b>(
    table: &'b Table<I, T>,
    ids: impl IntoIterator<Item = I>,
    label: impl Fn(&'b T) -> &'b Label,
) -> Vec<&'b str> {
    ids.into_iter().map(|id| name(label(&table[id]))).collect()
}
