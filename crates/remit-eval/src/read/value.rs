//! The value of a fact, as JSON writes it.

use std::ops::Range;

use remit_model::Number;
use remit_model::codes as shared;
use remit_model::find::Entity;
use remit_model::id::{FactId, TermId, UnitId};
use remit_model::rulebook::{Choice, Conversion, FactKind, IdSet, Value};

use super::raw::{Entries, Json, exact, place};
use super::{Reader, did_you_mean, short};

/// How the numbers of a fact are declared.
#[derive(Clone, Copy)]
struct Scale<'a> {
    unit: Option<UnitId>,
    low: Number,
    high: Number,
    accepts: &'a [Conversion],
}

impl<'a> Reader<'a> {
    /// The value of a fact, or a finding.
    pub(super) fn value(
        &mut self,
        fact: FactId,
        json: Json<'a>,
        at: &Range<usize>,
    ) -> Option<Value> {
        let declared = &self.book.facts[fact];
        if matches!(&json, Json::Text(text) if text == "not-taken") {
            if declared.may_be_not_taken || declared.asked_when.is_some() {
                return Some(Value::NotTaken);
            }
            let message = format!("`{}` is always taken", declared.label.name);
            let help = "Give its value, or name it under `unknown`.".to_owned();
            self.report(shared::WRONG_VALUE, at, message, help);
            return None;
        }
        match &declared.kind {
            FactKind::Number { unit, low, high, accepts, .. } => {
                let scale = Scale { unit: *unit, low: *low, high: *high, accepts };
                self.number(fact, scale, json, at).map(Value::Number)
            }
            FactKind::Choice { options, yes_no, .. } => {
                self.option(fact, options, *yes_no, json, at)
            }
            FactKind::Set { members, .. } => Some(Value::Set(self.set(fact, members, json, at))),
        }
    }

    fn number(
        &mut self,
        fact: FactId,
        scale: Scale,
        json: Json<'a>,
        at: &Range<usize>,
    ) -> Option<Number> {
        let name = &self.book.facts[fact].label.name;
        let example = format!("Write a number without quotes, such as `{}`.", scale.low);
        match json {
            Json::Number(text) => self.plausible(fact, scale, text, None, at),
            Json::Object(Entries(entries)) => {
                let entry = |wanted: &str| {
                    let mut found = entries.iter().filter(|(key, _)| key == wanted);
                    found.next().map(|(_, raw)| (Json::look(raw), place(self.text, raw)))
                };
                match (entry("value"), entry("unit"), entries.len()) {
                    (Some((Some(Json::Number(text)), _)), None, 1) => {
                        self.plausible(fact, scale, text, None, at)
                    }
                    (
                        Some((Some(Json::Number(text)), _)),
                        Some((Some(Json::Text(unit)), unit_at)),
                        2,
                    ) => {
                        let by = self.unit(fact, scale, &unit, &unit_at)?;
                        self.plausible(fact, scale, text, Some(&by), at)
                    }
                    _ => {
                        let unit = self.unit_name(scale.unit).unwrap_or("UNIT");
                        let help =
                            format!("Write `{{\"value\": {}, \"unit\": \"{unit}\"}}`.", scale.low);
                        self.report_wrong(name, at, "a number and its unit", help);
                        None
                    }
                }
            }
            _ => {
                let wanted = match self.unit_name(scale.unit) {
                    Some(unit) => format!("a number of {unit}"),
                    None => "a number".to_owned(),
                };
                self.report_wrong(name, at, &wanted, example);
                None
            }
        }
    }

    /// How to convert from a unit.
    fn unit(
        &mut self,
        fact: FactId,
        scale: Scale,
        name: &str,
        at: &Range<usize>,
    ) -> Option<Conversion> {
        let coded = |id: &UnitId| {
            let codes = &self.book.units[*id].codes;
            codes.iter().any(|code| code.system == "ucum" && code.code == name)
        };
        let accepted = scale.accepts.iter().map(|by| by.unit);
        let mut possible = scale.unit.into_iter().chain(accepted.clone());
        let unit =
            self.book.find_unit(name).filter(|unit| possible.clone().any(|other| other == *unit));
        let unit = unit.or_else(|| possible.find(coded));
        if let Some(unit) = unit {
            let own = Conversion { unit, minus: Number::ZERO, times: Number::whole(1) };
            let from = scale.accepts.iter().find(|by| by.unit == unit && scale.unit != Some(unit));
            return Some(from.cloned().unwrap_or(own));
        }
        let units = scale.unit.into_iter().chain(accepted);
        let units = units.map(|unit| self.book.units[unit].label.name.as_str());
        let message =
            format!("`{}` is not measured in `{}`", self.book.facts[fact].label.name, short(name));
        let help = did_you_mean(name, units, "It has no unit: write the number alone.");
        self.report(shared::WRONG_UNIT, at, message, help);
        None
    }

    /// The number, in the fact's unit, if it is plausible.
    fn plausible(
        &mut self,
        fact: FactId,
        scale: Scale,
        text: &str,
        by: Option<&Conversion>,
        at: &Range<usize>,
    ) -> Option<Number> {
        let name = &self.book.facts[fact].label.name;
        let Some(written) = exact(text) else {
            let message = format!("`{}` has too many digits", short(text));
            let help = "A number may have 15 digits, 9 of them after the point.".to_owned();
            self.report(shared::WRONG_VALUE, at, message, help);
            return None;
        };
        let inside = |number: &Number| scale.low <= *number && *number <= scale.high;
        let number = match by {
            Some(by) => written.converted(by.minus, by.times),
            None => Some(written),
        };
        if let Some(number) = number.filter(inside) {
            return Some(number);
        }
        let unit = self.suffix(by.map(|by| by.unit).or(scale.unit));
        let own = self.suffix(scale.unit);
        let meant = scale.accepts.iter().find(|other| {
            by.is_none() && written.converted(other.minus, other.times).as_ref().is_some_and(inside)
        });
        let help = match meant {
            Some(other) => {
                let unit = &self.book.units[other.unit].label.name;
                format!("Did you mean `{{\"value\": {written}, \"unit\": \"{unit}\"}}`?")
            }
            None => format!("Give a number from {} to {}{own}.", scale.low, scale.high),
        };
        let message = format!("`{written}{unit}` is not plausible for `{name}`");
        self.report(shared::OUTSIDE_RANGE, at, message, help);
        None
    }

    fn option(
        &mut self,
        fact: FactId,
        options: &[Choice],
        yes_no: bool,
        json: Json,
        at: &Range<usize>,
    ) -> Option<Value> {
        let name = &self.book.facts[fact].label.name;
        let names = options.iter().map(|option| option.name.as_str());
        let text = match json {
            Json::Text(text) => text,
            Json::Bool(yes) if yes_no => if yes { "yes" } else { "no" }.to_owned(),
            _ => {
                let help = did_you_mean("", names, "Write one of its values in double quotes.");
                self.report_wrong(name, at, "one of its values", help);
                return None;
            }
        };
        let found = options.iter().position(|option| option.name == text);
        if found.is_none() {
            let message = format!("`{name}` has no value `{}`", short(&text));
            let help = did_you_mean(&text, names, "`remit explain` lists the values of a fact.");
            self.report(shared::UNKNOWN_VALUE, at, message, help);
        }
        found.map(Value::Option)
    }

    fn set(
        &mut self,
        fact: FactId,
        members: &IdSet<TermId>,
        json: Json<'a>,
        at: &Range<usize>,
    ) -> IdSet<TermId> {
        let key = &self.book.facts[fact].label.name;
        let mut set = IdSet::default();
        for (name, at) in self.names(key, json, at) {
            match self.book.find(&name) {
                Some(Entity::Term(term)) if members.contains(term) => set.insert(term),
                Some(Entity::Term(term)) => {
                    let owner = &self.book.facts[self.book.terms[term].fact].label.name;
                    let message = format!("`{name}` is one of `{owner}`, not of `{key}`");
                    let help = format!("Put it into the list `{owner}`.");
                    self.report(shared::FOREIGN_TERM, &at, message, help);
                }
                Some(Entity::Group(group)) => {
                    let terms = &self.book.groups[group].terms;
                    let inner = terms.iter().map(|term| self.book.terms[term].label.name.as_str());
                    let message = format!("`{name}` is a group, which nobody has");
                    let help = did_you_mean("", inner, "Name the terms that are meant.");
                    self.report(shared::GROUP_ASKED, &at, message, help);
                }
                _ => {
                    let terms =
                        members.iter().map(|term| self.book.terms[term].label.name.as_str());
                    let message = format!("`{key}` has no member `{}`", short(&name));
                    let help =
                        did_you_mean(&name, terms, "`remit explain` lists the members of a set.");
                    self.report(shared::UNKNOWN_TERM, &at, message, help);
                }
            }
        }
        set
    }

    fn unit_name(&self, unit: Option<UnitId>) -> Option<&'a str> {
        unit.map(|unit| self.book.units[unit].label.name.as_str())
    }

    /// A blank and the unit; nothing if there is none.
    fn suffix(&self, unit: Option<UnitId>) -> String {
        self.unit_name(unit).map_or_else(String::new, |unit| format!(" {unit}"))
    }
}
