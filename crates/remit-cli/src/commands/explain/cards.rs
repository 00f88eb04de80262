use remit_model::Rulebook;
use remit_model::id::{ConcernId, FactId, Id, RoleId, RuleId, TermId};
use remit_model::rulebook::{
    Citation, CodeOf, CondKind, Fact, FactKind, IdSet, Label, Outcome, RaisedBy, Rule, RuleKind,
    Test,
};
use remit_source::{Sources, Span};
use remit_words::Words;
use remit_words::list::and;

use super::things::Thing;
use super::uses;
use crate::book::Book;
use crate::render::Card;

/// Says what there is to say of the things of a rulebook.
pub(super) struct Cards<'a> {
    pub(super) book: &'a Rulebook,
    sources: &'a Sources,
    pub(super) words: Words<'a>,
}

impl<'a> Cards<'a> {
    pub(super) fn new(book: &'a Book) -> Self {
        let Book { rulebook, sources } = book;
        Self { book: rulebook, sources, words: Words::new(rulebook) }
    }

    pub(super) fn card(&self, thing: Thing) -> Card {
        match thing {
            Thing::Rule(id) => self.rule(id),
            Thing::Fact(id) => self.fact(id),
            Thing::Term(id) => self.term(id),
            Thing::Role(id) => self.role(id),
            Thing::Concern(id) => self.concern(id),
            Thing::Table(id) => self.table(id),
            Thing::Choice(fact, index) => self.choice(fact, index),
            Thing::Group(id) => self.group(id),
            Thing::Service(id) => self.service(id),
            Thing::Need(id) => self.need(id),
            Thing::Duty(id) => self.duty(id),
            Thing::Definition(id) => self.definition(id),
            Thing::Stage(id) => self.stage(id),
            Thing::Ceiling(id) => self.ceiling(id),
            Thing::Urgency(id) => self.urgency(id),
            Thing::Screen(id) => self.screen(id),
            Thing::Setting(id) => self.setting(id),
            Thing::Source(id) => self.source(id),
            Thing::Statement(id) => self.statement(id),
            Thing::Topic(id) => self.topic(id),
            Thing::Unit(id) => self.unit(id),
            Thing::Impossible(at) => self.none_such("impossible", self.book.impossible.get(at)),
            Thing::Unlikely(at) => self.none_such("unlikely", self.book.unlikely.get(at)),
        }
    }

    pub(super) fn start(&self, kind: &'static str, label: &Label) -> Card {
        let Label { name, title, span } = label;
        let place = self.place(*span);
        Card { kind, name: name.clone(), title: title.clone(), place, ..Card::default() }
    }

    fn place(&self, span: Span) -> Option<String> {
        let file = self.sources.get(span.file)?;
        Some(format!("{}:{}", file.name(), file.position(span.start).line))
    }

    fn rule(&self, id: RuleId) -> Card {
        let rule = &self.book.rules[id];
        let label =
            Label { name: rule.name(), title: self.words.rule_title(id), span: rule.label.span };
        let mut card = self.start(self.words.kind(id), &label);
        for clause in self.words.aloud(id) {
            card.say(clause.head, clause.text);
        }
        let overridden = self.rules(|other| other.overrides.contains(&id));
        card.say("Overridden by", overridden);
        let examples = self.book.examples.values().filter(|example| example.of.contains(&id));
        card.say("Examples", examples.count().to_string());
        card
    }

    fn fact(&self, id: FactId) -> Card {
        let fact = &self.book.facts[id];
        let mut card = self.start("fact", &fact.label);
        card.say("Is", self.kind(fact));
        if let Some(usual) = &fact.usual {
            card.say("Usually", self.words.value(id, usual));
        }
        if fact.may_be_not_taken {
            card.say("May be", "not taken");
        }
        if let Some(when) = &fact.asked_when {
            card.say("Asked when", self.words.condition(when));
        }
        card.say("Question", fact.asks.clone().unwrap_or_default());
        let screens = self.book.screens.values().filter(|screen| screen.closes.contains(id));
        card.say("Closed by", names(screens.map(|screen| &screen.label)));
        card.say("Codes", codes(&fact.codes));
        let looks = |part: &CondKind| match part {
            CondKind::Atom(atom) => atom.fact == id,
            CondKind::InOrder(low, high) => *low == id || *high == id,
            _ => false,
        };
        card.say("Looked at by", uses::of(self.book, &looks).join(", "));
        self.cite(&mut card, &fact.cites);
        card
    }

    fn kind(&self, fact: &Fact) -> String {
        match &fact.kind {
            FactKind::Number { unit, low, high, step, .. } => {
                let unit = unit.map_or("", |unit| self.book.units[unit].label.name.as_str());
                format!("a number from {low} to {high} {unit} in steps of {step}")
                    .replace("  ", " ")
            }
            FactKind::Choice { yes_no: true, .. } => "yes or no".to_owned(),
            FactKind::Choice { options, ordered, .. } => {
                let names: Vec<_> = options.iter().map(|option| option.name.as_str()).collect();
                let order = if *ordered { ", in this order" } else { "" };
                format!("one of {}{order}", names.join(", "))
            }
            FactKind::Set { members, needs_cover } => {
                let names = names(members.iter().map(|id| &self.book.terms[id].label));
                let cover = if *needs_cover { "; each needs cover by a lane" } else { "" };
                format!("any of {names}{cover}")
            }
        }
    }

    fn term(&self, id: TermId) -> Card {
        let term = &self.book.terms[id];
        let mut card = self.start("term", &term.label);
        card.say("Member of", &self.book.facts[term.fact].label.name);
        card.say("Implies", names(term.implies.iter().map(|id| &self.book.terms[id].label)));
        let groups = self.book.groups.values().filter(|group| group.terms.contains(id));
        card.say("Groups", names(groups.map(|group| &group.label)));
        match term.concern {
            Some(concern) => self.covering(&mut card, concern),
            None => card.say("Cover", "needs none"),
        }
        let looks = |part: &CondKind| match part {
            CondKind::Atom(atom) => {
                matches!(&atom.test, Test::Includes(terms) if terms.contains(id))
            }
            _ => false,
        };
        card.say("Looked at by", uses::of(self.book, &looks).join(", "));
        card.say("Question", term.asks.clone().unwrap_or_default());
        card.say("Codes", codes(&term.codes));
        self.cite(&mut card, &term.cites);
        card
    }

    /// The lanes that cover a concern, and the precautions that are about it.
    pub(super) fn covering(&self, card: &mut Card, id: ConcernId) {
        let covers = |rule: &Rule| {
            rule.covers.as_ref().is_some_and(|covers| !covers.every && covers.concerns.contains(id))
        };
        let every = |rule: &&Rule| rule.covers.as_ref().is_some_and(|covers| covers.every);
        let covered = self.rules(covers);
        card.say(
            "Covered by",
            if covered.is_empty() { "no lane by name".to_owned() } else { covered },
        );
        match self.book.rules.values().filter(every).count() {
            0 => {}
            1 => card.say("", "and the lane that covers every concern"),
            many => card.say("", format!("and {many} lanes that cover every concern")),
        }
        let about = |rule: &Rule| rule.about.as_ref().is_some_and(|about| about.contains(id));
        card.say("Precautions", self.rules(about));
    }

    fn role(&self, id: RoleId) -> Card {
        let role = &self.book.roles[id];
        let mut card = self.start("role", &role.label);
        card.say("Called", role.called.clone().unwrap_or_default());
        card.say("Is a", names(others(&role.is_a, id).map(|id| &self.book.roles[id].label)));
        let below =
            self.book.roles.iter().filter(|(other, row)| *other != id && row.is_a.contains(id));
        card.say("Category of", names(below.map(|(_, row)| &row.label)));
        if role.clinician {
            card.say("Clinician", "examines in their own right");
        }
        let own = |rule: &Rule| rule.roles.contains(id);
        card.say("May take by", self.rules(|rule| own(rule) && rule.takes()));
        card.say("Refuses by", self.rules(|rule| own(rule) && refuses(rule)));
        card.say("Codes", codes(&role.codes));
        self.cite(&mut card, &role.cites);
        card
    }

    pub(super) fn cite(&self, card: &mut Card, cites: &[Citation]) {
        for citation in cites {
            card.say("Source", self.words.citation(citation));
        }
    }

    /// The names of the rules of a kind; all rows of a table are named as the table.
    pub(super) fn rules(&self, wanted: impl Fn(&Rule) -> bool) -> String {
        let mut names: Vec<String> = Vec::new();
        for rule in self.book.rules.values().filter(|rule| wanted(rule)) {
            let whole = rule.row.as_ref().map(|(table, _)| &self.book.tables[*table]);
            let name = match whole {
                Some(table) if table.rows.iter().all(|&row| wanted(&self.book.rules[row])) => {
                    table.label.name.clone()
                }
                _ => rule.name(),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(", ")
    }

    pub(super) fn titles(&self, roles: &[RoleId]) -> Vec<String> {
        roles.iter().map(|&role| self.words.role(role).to_owned()).collect()
    }

    pub(super) fn is_declared(&self, id: ConcernId) -> bool {
        matches!(self.book.concerns[id].raised_by, RaisedBy::Condition(_))
    }

    pub(super) fn uses_of_option(&self, fact: FactId, index: usize) -> Vec<String> {
        let looks = |part: &CondKind| match part {
            CondKind::Atom(atom) if atom.fact == fact => {
                matches!(&atom.test, Test::Options(options) if options.contains(index))
            }
            _ => false,
        };
        uses::of(self.book, &looks)
    }
}

/// What a rule and its exceptions say.
pub(super) fn outcomes(rule: &Rule) -> impl Iterator<Item = &Outcome> {
    let exceptions = rule.exceptions.iter().map(|exception| &exception.outcome);
    std::iter::once(&rule.outcome).chain(exceptions)
}

pub(super) fn refuses(rule: &Rule) -> bool {
    rule.kind == RuleKind::Lane && matches!(rule.outcome, Outcome::Refer { .. })
}

pub(super) fn names<'l>(labels: impl Iterator<Item = &'l Label>) -> String {
    and(&labels.map(|label| label.name.clone()).collect::<Vec<_>>())
}

pub(super) fn others<I: Id + PartialEq + 'static>(
    set: &IdSet<I>,
    own: I,
) -> impl Iterator<Item = I> + '_ {
    set.iter().filter(move |id| *id != own)
}

pub(super) fn codes(codes: &[CodeOf]) -> String {
    let codes: Vec<_> = codes.iter().map(|code| format!("{} {}", code.system, code.code)).collect();
    codes.join(", ")
}

/// A scale with the level of interest in brackets.
pub(super) fn scale<'l>(labels: impl Iterator<Item = &'l Label>, here: usize) -> String {
    let level = |(at, label): (usize, &Label)| {
        if at == here { format!("[{}]", label.name) } else { label.name.clone() }
    };
    labels.enumerate().map(level).collect::<Vec<_>>().join(", ")
}

/// The name of a value of a choice.
pub(super) fn option_name(fact: &Fact, index: usize) -> String {
    match &fact.kind {
        FactKind::Choice { options, .. } => {
            options.get(index).map(|option| option.name.clone()).unwrap_or_default()
        }
        _ => String::new(),
    }
}
