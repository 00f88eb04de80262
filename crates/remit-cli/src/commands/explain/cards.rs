use remit_model::Rulebook;
use remit_model::id::{ConcernId, FactId, Id, RoleId, RuleId, TermId};
use remit_model::rulebook::{
    Citation, CodeOf, CondKind, Fact, FactKind, IdSet, Label, Outcome, RaisedBy, Rule, RuleKind,
    Test,
};
use remit_source::{Sources, Span};
use remit_words::Words;
use remit_words::list::{and, or};

use super::things::Thing;
use super::uses;
use crate::book::Book;
use crate::render::Card;

/// Says what there is to say of the things of a rulebook.
pub(super) struct Cards<'a> {
    book: &'a Rulebook,
    sources: &'a Sources,
    words: Words<'a>,
}

impl<'a> Cards<'a> {
    pub(super) fn new(book: &'a Book) -> Self {
        let Book { rulebook, sources } = book;
        Self { book: rulebook, sources, words: Words::new(rulebook) }
    }

    pub(super) fn card(&self, thing: Thing) -> Card {
        let book = self.book;
        match thing {
            Thing::Rule(id) => self.rule(id),
            Thing::Fact(id) => self.fact(id),
            Thing::Term(id) => self.term(id),
            Thing::Role(id) => self.role(id),
            Thing::Concern(id) => {
                let concern = &book.concerns[id];
                let mut card = self.start("concern", &concern.label);
                if let RaisedBy::Condition(when) = &concern.raised_by {
                    card.say("Raised when", self.words.condition(when));
                }
                self.covering(&mut card, id);
                let uses = uses::of(book, &|part| matches!(part, CondKind::Concern(c) if *c == id));
                card.say("Looked at by", uses.join(", "));
                self.cite(&mut card, &concern.cites);
                card
            }
            Thing::Table(id) => {
                let table = &book.tables[id];
                let mut card = self.start("table", &table.label);
                for &row in &table.rows {
                    let rule = &book.rules[row];
                    let name = rule.row.as_ref().map_or("", |(_, name)| name.as_str());
                    let when = match rule.when.kind {
                        CondKind::Always => String::new(),
                        _ => format!("When {}: ", self.words.condition(&rule.when)),
                    };
                    card.say(name, format!("{when}{}.", self.words.outcome(&rule.outcome)));
                }
                if let Some(first) = table.rows.first() {
                    self.cite(&mut card, &book.rules[*first].cites);
                }
                card
            }
            Thing::Choice(fact, index) => {
                let fact_row = &book.facts[fact];
                let name = self.option_name(fact_row, index);
                let label = Label { name, title: String::new(), span: fact_row.label.span };
                let mut card = self.start("value", &label);
                card.say("Value of", format!("{}: {}", fact_row.label.name, fact_row.label.title));
                card.say("Looked at by", self.uses_of_option(fact, index).join(", "));
                card
            }
            Thing::Group(id) => {
                let group = &book.groups[id];
                let mut card = self.start("group", &group.label);
                card.say("Holds", names(group.terms.iter().map(|id| &book.terms[id].label)));
                let declared = group.concerns.iter().filter(|&id| self.is_declared(id));
                card.say("Concerns", names(declared.map(|id| &book.concerns[id].label)));
                card.say(
                    "Services",
                    names(group.services.iter().map(|id| &book.services[id].label)),
                );
                self.cite(&mut card, &group.cites);
                card
            }
            Thing::Service(id) => {
                let service = &book.services[id];
                let mut card = self.start("service", &service.label);
                card.say(
                    "Is a",
                    names(others(&service.is_a, id).map(|id| &book.services[id].label)),
                );
                let asked = |rule: &Rule| rule.services.contains(id);
                card.say("Taken by", self.rules(|rule| asked(rule) && takes(rule)));
                card.say("Refused by", self.rules(|rule| asked(rule) && refuses(rule)));
                card.say("Listed", names(service.listed.iter().map(|&id| &book.roles[id].label)));
                self.cite(&mut card, &service.cites);
                card
            }
            Thing::Need(id) => {
                let need = &book.needs[id];
                let mut card = self.start("need", &need.label);
                card.say("Given by", or(&self.titles(&need.given_by)));
                card.say("Met when", self.words.condition(&need.met_when));
                if need.clearance {
                    card.say("Counts as", "a medical clearance");
                }
                card.say("While unmet", self.words.urgency(need.urgency));
                let wants = |rule: &Rule| {
                    outcomes(rule).any(|outcome| match outcome {
                        Outcome::Take { needs, .. } => needs.contains(&id),
                        Outcome::UpTo { until: Some(until), .. } => {
                            matches!(until, remit_model::rulebook::Until::Need(need) if *need == id)
                        }
                        _ => false,
                    })
                };
                card.say("Asked by", self.rules(wants));
                self.cite(&mut card, &need.cites);
                card
            }
            Thing::Duty(id) => {
                let duty = &book.duties[id];
                let mut card = self.start("duty", &duty.label);
                let wants = |rule: &Rule| {
                    outcomes(rule).any(
                    |outcome| matches!(outcome, Outcome::Take { duties, .. } if duties.contains(&id)),
                )
                };
                card.say("Asked by", self.rules(wants));
                self.cite(&mut card, &duty.cites);
                card
            }
            Thing::Definition(id) => {
                let definition = &book.definitions[id];
                let mut card = self.start("definition", &definition.label);
                card.say("Holds when", self.words.condition(&definition.when));
                card.say("Read so because", definition.reading.clone().unwrap_or_default());
                let uses =
                    uses::of(book, &|part| matches!(part, CondKind::Definition(d) if *d == id));
                card.say("Looked at by", uses.join(", "));
                self.cite(&mut card, &definition.cites);
                card
            }
            Thing::Stage(id) => {
                let stage = &book.stages[id];
                let mut card = self.start("stage", &stage.label);
                card.say("Holds when", self.words.condition(&stage.when));
                card.say("Read so because", stage.reading.clone().unwrap_or_default());
                self.cite(&mut card, &stage.cites);
                card
            }
            Thing::Ceiling(id) => {
                let mut card = self.start("ceiling", &book.ceilings[id].label);
                card.say("Scale", scale(book.ceilings.values().map(|row| &row.label), id.index()));
                card
            }
            Thing::Urgency(id) => {
                let mut card = self.start("urgency", &book.urgencies[id].label);
                card.say("Scale", scale(book.urgencies.values().map(|row| &row.label), id.index()));
                card
            }
            Thing::Screen(id) => {
                let screen = &book.screens[id];
                let mut card = self.start("screen", &screen.label);
                card.say("Closes", names(screen.closes.iter().map(|id| &book.facts[id].label)));
                card
            }
            Thing::Setting(id) => {
                let setting = &book.settings[id];
                let mut card = self.start("setting", &setting.label);
                for (at, value) in setting.values.iter().enumerate() {
                    let rules = self.rules(|rule| rule.under.contains(&(id, at)));
                    let usual = if at == setting.usual { "(usual) " } else { "" };
                    card.say(&value.name, format!("{usual}{rules}").trim_end().to_owned());
                }
                card
            }
            Thing::Source(id) => {
                let source = &book.sources[id];
                let mut card = self.start("source", &source.label);
                card.say("By", source.by.clone().unwrap_or_default());
                card.say("Edition", source.edition.clone().unwrap_or_default());
                card.say("Found at", source.found_at.clone().unwrap_or_default());
                card.say("Review by", source.review_by.clone().unwrap_or_default());
                let statements = book.statements.values().filter(|row| row.source == id);
                card.say("Statements", names(statements.map(|row| &row.label)));
                let cites = |rule: &Rule| rule.cites.iter().any(|cite| cite.source == id);
                card.say("Cited by", self.rules(cites));
                card
            }
            Thing::Statement(id) => {
                let statement = &book.statements[id];
                let mut card = self.start("statement", &statement.label);
                card.say("Source", &book.sources[statement.source].label.title);
                card.say("Stands in", statement.stands_in.clone().unwrap_or_default());
                card.say("Note", statement.note.clone().unwrap_or_default());
                card.say("Asked as", statement.asks.clone().unwrap_or_default());
                let cites =
                    |rule: &Rule| rule.cites.iter().any(|cite| cite.statements.contains(&id));
                card.say("Cited by", self.rules(cites));
                card
            }
            Thing::Topic(id) => {
                let mut card = self.start("topic", &book.topics[id].label);
                card.say("Rules", self.rules(|rule| rule.topic == Some(id)));
                card
            }
            Thing::Unit(id) => {
                let unit = &book.units[id];
                let mut card = self.start("unit", &unit.label);
                card.say("Also written", unit.also.join(", "));
                card.say("Codes", codes(&unit.codes));
                card
            }
            Thing::Impossible(at) => match book.impossible.get(at) {
                Some(row) => {
                    let mut card = self.start("impossible", &row.label);
                    card.say("When", self.words.condition(&row.when));
                    card
                }
                None => Card::default(),
            },
        }
    }

    fn start(&self, kind: &'static str, label: &Label) -> Card {
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
    fn covering(&self, card: &mut Card, id: ConcernId) {
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
        card.say("May take by", self.rules(|rule| own(rule) && takes(rule)));
        card.say("Refuses by", self.rules(|rule| own(rule) && refuses(rule)));
        card.say("Codes", codes(&role.codes));
        self.cite(&mut card, &role.cites);
        card
    }

    fn cite(&self, card: &mut Card, cites: &[Citation]) {
        for citation in cites {
            card.say("Source", self.words.citation(citation));
        }
    }

    /// The names of the rules of a kind; all rows of a table are named as the table.
    fn rules(&self, wanted: impl Fn(&Rule) -> bool) -> String {
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

    fn titles(&self, roles: &[RoleId]) -> Vec<String> {
        roles.iter().map(|&role| self.words.role(role).to_owned()).collect()
    }

    fn is_declared(&self, id: ConcernId) -> bool {
        matches!(self.book.concerns[id].raised_by, RaisedBy::Condition(_))
    }

    fn option_name(&self, fact: &Fact, index: usize) -> String {
        match &fact.kind {
            FactKind::Choice { options, .. } => {
                options.get(index).map(|option| option.name.clone()).unwrap_or_default()
            }
            _ => String::new(),
        }
    }

    fn uses_of_option(&self, fact: FactId, index: usize) -> Vec<String> {
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
fn outcomes(rule: &Rule) -> impl Iterator<Item = &Outcome> {
    let exceptions = rule.exceptions.iter().map(|exception| &exception.outcome);
    std::iter::once(&rule.outcome).chain(exceptions)
}

fn takes(rule: &Rule) -> bool {
    rule.kind == RuleKind::Lane && matches!(rule.outcome, Outcome::Take { .. })
}

fn refuses(rule: &Rule) -> bool {
    rule.kind == RuleKind::Lane && matches!(rule.outcome, Outcome::Refer { .. })
}

fn names<'l>(labels: impl Iterator<Item = &'l Label>) -> String {
    and(&labels.map(|label| label.name.clone()).collect::<Vec<_>>())
}

fn others<I: Id + PartialEq + 'static>(set: &IdSet<I>, own: I) -> impl Iterator<Item = I> + '_ {
    set.iter().filter(move |id| *id != own)
}

fn codes(codes: &[CodeOf]) -> String {
    let codes: Vec<_> = codes.iter().map(|code| format!("{} {}", code.system, code.code)).collect();
    codes.join(", ")
}

/// A scale with the level of interest in brackets.
fn scale<'l>(labels: impl Iterator<Item = &'l Label>, here: usize) -> String {
    let level = |(at, label): (usize, &Label)| {
        if at == here { format!("[{}]", label.name) } else { label.name.clone() }
    };
    labels.enumerate().map(level).collect::<Vec<_>>().join(", ")
}
