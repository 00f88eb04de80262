//! Numbers with their units, and the values of facts.

use remit_source::{Diagnostic, Span, Spanned};
use remit_syntax::ast::{self, Name, Quantity};

use super::Resolver;
use super::clauses::number;
use crate::find::closest;
use crate::id::{FactId, UnitId};
use crate::rulebook::{Choice, Conversion, FactKind, IdSet, Value};
use crate::{Number, codes};

/// What a number is for: a threshold may fall between the steps of a fact (though it probably
/// shouldn't), a value of a client may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Threshold,
    Value,
}

/// How the numbers of a fact are declared.
pub(super) struct Scale {
    pub(super) unit: Option<UnitId>,
    pub(super) low: Number,
    pub(super) high: Number,
    pub(super) step: Number,
    pub(super) accepts: Vec<Conversion>,
}

impl Resolver<'_> {
    /// A number in the unit of its fact, exactly. `later` is the unit of a number after it in the
    /// same comparison, which then need not be written twice.
    pub(super) fn quantity(
        &mut self,
        fact: FactId,
        scale: &Scale,
        quantity: &Quantity,
        later: Option<&Name>,
        used: Use,
    ) -> Option<Number> {
        let written = number(quantity.value.node);
        let unit = quantity.unit.as_ref().or(later);
        let span = quantity
            .unit
            .as_ref()
            .map_or(quantity.value.span, |unit| quantity.value.span.to(unit.span));
        let (value, converted) = match (unit, scale.unit) {
            (None, None) => (written, false),
            (None, Some(wanted)) => {
                self.report_missing_unit(fact, scale, wanted, written, span);
                return None;
            }
            (Some(unit), None) => {
                let name = self.fact_name(fact);
                let message = format!("`{name}` has no unit, but here stands `{}`", unit.node);
                self.report(
                    Diagnostic::error(codes::WRONG_UNIT, unit.span, message)
                        .help(format!("Write `{written}` without a unit.")),
                );
                return None;
            }
            (Some(unit), Some(wanted)) => {
                let given = self.unit(unit)?;
                if given == wanted {
                    (written, false)
                } else {
                    (self.convert(fact, scale, wanted, given, unit, written)?, true)
                }
            }
        };
        if value < scale.low || value > scale.high {
            self.report_outside(fact, scale, value, span);
            return None;
        }
        if !converted && !value.on_grid(scale.low, scale.step) {
            self.report_off_grid(fact, scale, value, span, used);
        }
        Some(value)
    }

    fn convert(
        &mut self,
        fact: FactId,
        scale: &Scale,
        wanted: UnitId,
        given: UnitId,
        unit: &Name,
        written: Number,
    ) -> Option<Number> {
        let conversion = scale.accepts.iter().find(|conversion| conversion.unit == given);
        let value = conversion.and_then(|by| written.converted(by.minus, by.times));
        if value.is_none() {
            let mut units = vec![wanted];
            units.extend(scale.accepts.iter().map(|conversion| conversion.unit));
            let units: Vec<String> =
                units.into_iter().map(|unit| format!("`{}`", self.unit_name(unit))).collect();
            let name = self.fact_name(fact);
            let message = format!("`{name}` is not measured in `{}`", unit.node);
            self.report(
                Diagnostic::error(codes::WRONG_UNIT, unit.span, message)
                    .help(format!("Write the value in {}.", list(&units, "or"))),
            );
        }
        value
    }

    fn report_missing_unit(
        &mut self,
        fact: FactId,
        scale: &Scale,
        unit: UnitId,
        written: Number,
        span: Span,
    ) {
        let (name, unit) = (self.fact_name(fact), self.unit_name(unit));
        let others: Vec<String> = scale
            .accepts
            .iter()
            .map(|other| format!("`{written} {}`", self.unit_name(other.unit)))
            .collect();
        let others = if others.is_empty() {
            String::new()
        } else {
            format!(" (or {})", list(&others, "or"))
        };
        self.report(
            Diagnostic::error(
                codes::MISSING_UNIT,
                span,
                format!("`{written}` of what? `{name}` has a unit"),
            )
            .why("a number without its unit can be read as another one")
            .help(format!("Write `{written} {unit}`{others}.")),
        );
    }

    fn report_outside(&mut self, fact: FactId, scale: &Scale, value: Number, span: Span) {
        let unit = self.unit_suffix(scale.unit);
        let name = self.fact_name(fact);
        let message = format!("`{value}{unit}` is not plausible for `{name}`");
        let range = format!("from {} to {}{unit}", scale.low, scale.high);
        let meant = scale.accepts.iter().find(|conversion| {
            value
                .converted(conversion.minus, conversion.times)
                .is_some_and(|other| other >= scale.low && other <= scale.high)
        });
        let help = match meant {
            Some(other) => format!("Did you mean `{value} {}`?", self.unit_name(other.unit)),
            None => format!("Say a number {range}, or widen the range where `{name}` is declared."),
        };
        let declared = self.book.facts[fact].label.span;
        self.report(
            Diagnostic::error(codes::OUTSIDE_RANGE, span, message)
                .also(declared, format!("declared here as a number {range}"))
                .help(help),
        );
    }

    fn report_off_grid(
        &mut self,
        fact: FactId,
        scale: &Scale,
        value: Number,
        span: Span,
        used: Use,
    ) {
        let (Some(below), unit) =
            (value.grid_below(scale.low, scale.step), self.unit_suffix(scale.unit))
        else {
            return;
        };
        let above = below + scale.step;
        let message =
            format!("`{value}{unit}` falls between the steps of `{}`", self.fact_name(fact));
        let why = format!("it is measured in steps of {}, from {}{unit} on", scale.step, scale.low);
        let help = if above <= scale.high {
            format!("Say `{below}{unit}` or `{above}{unit}`.")
        } else {
            format!("Say `{below}{unit}`.")
        };
        let diagnostic = match used {
            Use::Threshold => Diagnostic::warning(codes::OFF_GRID, span, message),
            Use::Value => Diagnostic::error(codes::OFF_GRID, span, message),
        };
        self.report(diagnostic.why(why).help(help));
    }

    /// The value that a fact is set to.
    pub(super) fn value(&mut self, fact: FactId, value: &ast::Value, span: Span) -> Option<Value> {
        if self.typeless.contains(&fact) {
            self.poisoned = true;
            return None;
        }
        if let ast::Value::Names(names) = value
            && let [name] = names.as_slice()
            && name.node == "not-taken"
        {
            return self.not_taken(fact, name);
        }
        let kind = self.book.facts[fact].kind.clone();
        match (kind, value) {
            (
                FactKind::Number { unit, low, high, step, accepts },
                ast::Value::Quantity(quantity),
            ) => {
                let scale = Scale { unit, low, high, step, accepts };
                self.quantity(fact, &scale, quantity, None, Use::Value).map(Value::Number)
            }
            (FactKind::Choice { options, .. }, ast::Value::Names(names)) => {
                match names.as_slice() {
                    [name] => self.option(fact, &options, name).map(Value::Option),
                    _ => self.wrong_value(fact, span),
                }
            }
            (FactKind::Choice { options, .. }, ast::Value::None(at)) => self
                .option(fact, &options, &Spanned::new("none".to_owned(), *at))
                .map(Value::Option),
            (FactKind::Set { .. }, ast::Value::None(_)) => Some(Value::Set(IdSet::default())),
            (FactKind::Set { members, .. }, ast::Value::Names(names)) => {
                let mut set = IdSet::default();
                for name in names {
                    if let Some(term) = self.member(fact, &members, name) {
                        set.insert(term);
                    }
                }
                Some(Value::Set(set))
            }
            (FactKind::Number { .. }, ast::Value::Names(_) | ast::Value::None(_))
            | (FactKind::Choice { .. } | FactKind::Set { .. }, ast::Value::Quantity(_)) => {
                self.wrong_value(fact, span)
            }
        }
    }

    fn not_taken(&mut self, fact: FactId, name: &Name) -> Option<Value> {
        let declared = &self.book.facts[fact];
        if declared.may_be_not_taken || self.masked.contains(&fact) {
            return Some(Value::NotTaken);
        }
        let (span, fact) = (declared.label.span, declared.label.name.clone());
        self.report(
            Diagnostic::error(codes::WRONG_VALUE, name.span, format!("`{fact}` is always taken"))
                .also(span, "declared here")
                .help(format!("Add `may be not-taken` to `{fact}`, or give its value.")),
        );
        None
    }

    /// The index of an option of a choice.
    pub(super) fn option(
        &mut self,
        fact: FactId,
        options: &[Choice],
        name: &Name,
    ) -> Option<usize> {
        let found = options.iter().position(|option| option.name == name.node);
        if found.is_none() {
            let message = format!("`{}` has no value `{}`", self.fact_name(fact), name.node);
            let declared = self.book.facts[fact].label.span;
            let help = suggest(&name.node, options.iter().map(|option| option.name.as_str()));
            self.report(
                Diagnostic::error(codes::UNKNOWN_VALUE, name.span, message)
                    .also(declared, "declared here")
                    .help(help),
            );
        }
        found
    }

    pub(super) fn wrong_value<T>(&mut self, fact: FactId, span: Span) -> Option<T> {
        let name = self.fact_name(fact);
        let (is, help) = match &self.book.facts[fact].kind {
            FactKind::Number { unit, .. } => (
                "a number",
                format!("Give a number, such as `{name} {}`.", self.sample(fact, *unit)),
            ),
            FactKind::Choice { options, .. } => {
                let names: Vec<String> =
                    options.iter().map(|option| format!("`{}`", option.name)).collect();
                ("one value of several", format!("Give one of {}.", list(&names, "or")))
            }
            FactKind::Set { .. } => {
                ("a set of terms", "Give its terms joined by `and`, or `none`.".to_owned())
            }
        };
        let declared = self.book.facts[fact].label.span;
        let diagnostic = Diagnostic::error(
            codes::WRONG_VALUE,
            span,
            format!("this is no value of `{name}`, which is {is}"),
        )
        .also(declared, "declared here")
        .help(help);
        self.report(diagnostic);
        None
    }

    /// A plausible number of a fact, for a message.
    pub(super) fn sample(&self, fact: FactId, unit: Option<UnitId>) -> String {
        let suffix = self.unit_suffix(unit);
        match &self.book.facts[fact].kind {
            FactKind::Number { low, .. } => format!("{low}{suffix}"),
            _ => String::new(),
        }
    }

    /// A blank and the unit; nothing if there is none.
    pub(super) fn unit_suffix(&self, unit: Option<UnitId>) -> String {
        unit.map(|unit| format!(" {}", self.unit_name(unit))).unwrap_or_default()
    }

    pub(super) fn unit_name(&self, unit: UnitId) -> &str {
        &self.book.units[unit].label.name
    }

    pub(super) fn fact_name(&self, fact: FactId) -> String {
        self.book.facts[fact].label.name.clone()
    }
}

/// "Did you mean", or all there is to choose from.
pub(super) fn suggest<'c>(name: &str, candidates: impl Iterator<Item = &'c str> + Clone) -> String {
    if let Some(near) = closest(name, candidates.clone()) {
        return format!("Did you mean `{near}`?");
    }
    let mut names: Vec<String> = Vec::new();
    for name in candidates.map(|candidate| format!("`{candidate}`")) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [] => "Nothing is declared to choose from.".to_owned(),
        names => format!("Choose from {}.", list(names, "or")),
    }
}

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn list(words: &[String], joint: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {joint} {last}", most.join(", ")),
    }
}
