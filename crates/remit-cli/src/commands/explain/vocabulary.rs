//! The cards of everything but rules, facts, terms and roles.

use remit_model::id::{
    CeilingId, ConcernId, DefinitionId, DutyId, FactId, GroupId, Id, NeedId, ScreenId, ServiceId,
    SettingId, SourceId, StageId, StatementId, TableId, TopicId, UnitId, UrgencyId,
};
use remit_model::rulebook::{CondKind, Impossible, Label, Outcome, RaisedBy, Rule, Until};
use remit_words::list::or;

use super::cards::{Cards, codes, names, option_name, others, outcomes, refuses, scale};
use super::uses;
use crate::render::Card;

impl Cards<'_> {
    pub(super) fn concern(&self, id: ConcernId) -> Card {
        let book = self.book;
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

    pub(super) fn table(&self, id: TableId) -> Card {
        let book = self.book;
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

    pub(super) fn choice(&self, fact: FactId, index: usize) -> Card {
        let book = self.book;
        let fact_row = &book.facts[fact];
        let name = option_name(fact_row, index);
        let label = Label { name, title: String::new(), span: fact_row.label.span };
        let mut card = self.start("value", &label);
        card.say("Value of", format!("{}: {}", fact_row.label.name, fact_row.label.title));
        card.say("Looked at by", self.uses_of_option(fact, index).join(", "));
        card
    }

    pub(super) fn group(&self, id: GroupId) -> Card {
        let book = self.book;
        let group = &book.groups[id];
        let mut card = self.start("group", &group.label);
        card.say("Holds", names(group.terms.iter().map(|id| &book.terms[id].label)));
        let declared = group.concerns.iter().filter(|&id| self.is_declared(id));
        card.say("Concerns", names(declared.map(|id| &book.concerns[id].label)));
        card.say("Services", names(group.services.iter().map(|id| &book.services[id].label)));
        self.cite(&mut card, &group.cites);
        card
    }

    pub(super) fn service(&self, id: ServiceId) -> Card {
        let book = self.book;
        let service = &book.services[id];
        let mut card = self.start("service", &service.label);
        card.say("Is a", names(others(&service.is_a, id).map(|id| &book.services[id].label)));
        let asked = |rule: &Rule| rule.services.contains(id);
        card.say("Taken by", self.rules(|rule| asked(rule) && rule.takes()));
        card.say("Refused by", self.rules(|rule| asked(rule) && refuses(rule)));
        card.say("Listed", names(service.listed.iter().map(|&id| &book.roles[id].label)));
        self.cite(&mut card, &service.cites);
        card
    }

    pub(super) fn need(&self, id: NeedId) -> Card {
        let book = self.book;
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
                    matches!(until, Until::Need(need) if *need == id)
                }
                _ => false,
            })
        };
        card.say("Asked by", self.rules(wants));
        self.cite(&mut card, &need.cites);
        card
    }

    pub(super) fn duty(&self, id: DutyId) -> Card {
        let book = self.book;
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

    pub(super) fn definition(&self, id: DefinitionId) -> Card {
        let book = self.book;
        let definition = &book.definitions[id];
        let mut card = self.start("definition", &definition.label);
        card.say("Holds when", self.words.condition(&definition.when));
        card.say("Read so because", definition.reading.clone().unwrap_or_default());
        let uses = uses::of(book, &|part| matches!(part, CondKind::Definition(d) if *d == id));
        card.say("Looked at by", uses.join(", "));
        self.cite(&mut card, &definition.cites);
        card
    }

    pub(super) fn stage(&self, id: StageId) -> Card {
        let book = self.book;
        let stage = &book.stages[id];
        let mut card = self.start("stage", &stage.label);
        card.say("Holds when", self.words.condition(&stage.when));
        card.say("Read so because", stage.reading.clone().unwrap_or_default());
        self.cite(&mut card, &stage.cites);
        card
    }

    pub(super) fn ceiling(&self, id: CeilingId) -> Card {
        let book = self.book;
        let mut card = self.start("ceiling", &book.ceilings[id].label);
        card.say("Scale", scale(book.ceilings.values().map(|row| &row.label), id.index()));
        card
    }

    pub(super) fn urgency(&self, id: UrgencyId) -> Card {
        let book = self.book;
        let mut card = self.start("urgency", &book.urgencies[id].label);
        card.say("Scale", scale(book.urgencies.values().map(|row| &row.label), id.index()));
        card
    }

    pub(super) fn screen(&self, id: ScreenId) -> Card {
        let book = self.book;
        let screen = &book.screens[id];
        let mut card = self.start("screen", &screen.label);
        card.say("Closes", names(screen.closes.iter().map(|id| &book.facts[id].label)));
        card
    }

    pub(super) fn setting(&self, id: SettingId) -> Card {
        let book = self.book;
        let setting = &book.settings[id];
        let mut card = self.start("setting", &setting.label);
        for (at, value) in setting.values.iter().enumerate() {
            let rules = self.rules(|rule| rule.under.contains(&(id, at)));
            let usual = if at == setting.usual { "(usual) " } else { "" };
            card.say(&value.name, format!("{usual}{rules}").trim_end().to_owned());
        }
        card
    }

    pub(super) fn source(&self, id: SourceId) -> Card {
        let book = self.book;
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

    pub(super) fn statement(&self, id: StatementId) -> Card {
        let book = self.book;
        let statement = &book.statements[id];
        let mut card = self.start("statement", &statement.label);
        card.say("Source", &book.sources[statement.source].label.title);
        card.say("Stands in", statement.stands_in.clone().unwrap_or_default());
        card.say("Note", statement.note.clone().unwrap_or_default());
        card.say("Asked as", statement.asks.clone().unwrap_or_default());
        let cites = |rule: &Rule| rule.cites.iter().any(|cite| cite.statements.contains(&id));
        card.say("Cited by", self.rules(cites));
        card
    }

    pub(super) fn topic(&self, id: TopicId) -> Card {
        let book = self.book;
        let mut card = self.start("topic", &book.topics[id].label);
        card.say("Rules", self.rules(|rule| rule.topic == Some(id)));
        card
    }

    pub(super) fn unit(&self, id: UnitId) -> Card {
        let book = self.book;
        let unit = &book.units[id];
        let mut card = self.start("unit", &unit.label);
        card.say("Also written", unit.also.join(", "));
        card.say("Codes", codes(&unit.codes));
        card
    }

    /// A combination that no client has, or no client who is made up.
    pub(super) fn none_such(&self, what: &'static str, row: Option<&Impossible>) -> Card {
        let Some(row) = row else { return Card::default() };
        let mut card = self.start(what, &row.label);
        card.say("When", self.words.condition(&row.when));
        card
    }
}
