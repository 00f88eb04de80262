//! Comparisons: whether each fits the type of its fact.

use fixedbitset::FixedBitSet;
use remit_source::{Diagnostic, Span, Spanned};
use remit_syntax::ast::{self, Name, Operand};

use super::Resolver;
use super::cond::Where;
use super::values::{Scale, Use, list};
use crate::find::Entity;
use crate::id::FactId;
use crate::rulebook::{Atom, Choice, Cond, CondKind, FactKind, Range, Test};
use crate::{Number, codes};

/// The four comparisons by order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    AtLeast,
    AtMost,
    Above,
    Below,
}

impl Order {
    fn words(self) -> &'static str {
        match self {
            Self::AtLeast => "at least",
            Self::AtMost => "at most",
            Self::Above => "above",
            Self::Below => "below",
        }
    }
}

impl Resolver<'_> {
    /// A comparison of a fact.
    pub(super) fn test(
        &mut self,
        fact: FactId,
        test: &Spanned<ast::Test>,
        place: Where,
    ) -> Option<CondKind> {
        if let Some(taken) = taken_or_not(&test.node) {
            return self.taken_test(fact, taken, test.span);
        }
        let kind = self.book.facts[fact].kind.clone();
        let test = match kind {
            FactKind::Number { unit, low, high, step, accepts } => {
                let scale = Scale { unit, low, high, step, accepts };
                return self.number_test(fact, &scale, test, place);
            }
            FactKind::Choice { options, ordered, yes_no } => {
                self.choice_test(fact, &options, ordered, yes_no, test)
            }
            FactKind::Set { members, .. } => self.set_test(fact, &members, test),
        };
        test.map(|test| CondKind::Atom(Atom { fact, test }))
    }

    /// `ketones is not-taken`: the one comparison that holds of a fact that was not taken.
    fn taken_test(&mut self, fact: FactId, taken: bool, span: Span) -> Option<CondKind> {
        let declared = &self.book.facts[fact];
        if !declared.may_be_not_taken && !self.masked.contains(&fact) {
            let name = self.fact_name(fact);
            let declared = declared.label.span;
            self.report(
                Diagnostic::error(codes::WRONG_VALUE, span, format!("`{name}` is always taken"))
                    .also(declared, "declared here")
                    .help(format!("Add `may be not-taken` to `{name}`, or leave this out.")),
            );
            return None;
        }
        let test = match &declared.kind {
            FactKind::Number { .. } => Test::Range(Range { low: None, high: None }),
            FactKind::Choice { options, .. } => {
                let mut every = FixedBitSet::with_capacity(options.len());
                every.insert_range(..);
                Test::Options(every)
            }
            FactKind::Set { .. } => return self.wrong_comparison(fact, span),
        };
        let is_taken = CondKind::Atom(Atom { fact, test });
        Some(if taken { is_taken } else { CondKind::Not(Box::new(Cond { kind: is_taken, span })) })
    }

    // --- numbers

    fn number_test(
        &mut self,
        fact: FactId,
        scale: &Scale,
        test: &Spanned<ast::Test>,
        place: Where,
    ) -> Option<CondKind> {
        let atom = |test| Some(CondKind::Atom(Atom { fact, test }));
        match &test.node {
            ast::Test::AtLeast(operand) => {
                self.number_order(fact, scale, Order::AtLeast, operand, place)
            }
            ast::Test::AtMost(operand) => {
                self.number_order(fact, scale, Order::AtMost, operand, place)
            }
            ast::Test::Above(operand) => {
                self.number_order(fact, scale, Order::Above, operand, place)
            }
            ast::Test::Below(operand) => {
                self.number_order(fact, scale, Order::Below, operand, place)
            }
            ast::Test::Between(from, to) => {
                let low = self.quantity(fact, scale, from, to.unit.as_ref(), Use::Threshold);
                let high = self.quantity(fact, scale, to, None, Use::Threshold);
                let (low, high) = (low?, high?);
                if low > high {
                    self.report(
                        Diagnostic::error(
                            codes::EMPTY_RANGE,
                            test.span,
                            "nothing lies within this range",
                        )
                        .why("the first number is above the second")
                        .help("Put the smaller number first."),
                    );
                    return None;
                }
                atom(Test::Range(Range { low: Some((low, true)), high: Some((high, true)) }))
            }
            ast::Test::Is(operands) => self.numbers(fact, scale, operands, false).and_then(atom),
            ast::Test::IsNot(operands) => self.numbers(fact, scale, operands, true).and_then(atom),
            ast::Test::Include(_) | ast::Test::AreNone => self.wrong_comparison(fact, test.span),
        }
    }

    fn numbers(
        &mut self,
        fact: FactId,
        scale: &Scale,
        operands: &[Operand],
        not: bool,
    ) -> Option<Test> {
        let later = operands.iter().rev().find_map(|operand| match operand {
            Operand::Quantity(quantity) => quantity.unit.as_ref(),
            Operand::Name(_) => None,
        });
        let mut values = Vec::new();
        for operand in operands {
            match operand {
                Operand::Quantity(quantity) => {
                    values.extend(self.quantity(fact, scale, quantity, later, Use::Threshold));
                }
                Operand::Name(name) => self.report_no_number(fact, scale, name),
            }
        }
        (values.len() == operands.len()).then_some(Test::Numbers { values, not })
    }

    fn number_order(
        &mut self,
        fact: FactId,
        scale: &Scale,
        order: Order,
        operand: &Operand,
        place: Where,
    ) -> Option<CondKind> {
        let quantity = match operand {
            Operand::Quantity(quantity) => quantity,
            Operand::Name(name) => return self.fact_order(fact, scale, order, name, place),
        };
        let value = self.quantity(fact, scale, quantity, None, Use::Threshold)?;
        Some(CondKind::Atom(Atom { fact, test: Test::Range(range(order, value)) }))
    }

    /// `systolic below diastolic`
    fn fact_order(
        &mut self,
        fact: FactId,
        scale: &Scale,
        order: Order,
        name: &Name,
        place: Where,
    ) -> Option<CondKind> {
        let named = self.all.names.get(name.node.as_str()).copied();
        let Some(Entity::Fact(other)) = named.map(|found| found.entity) else {
            self.report_no_number(fact, scale, name);
            return None;
        };
        self.used.insert(Entity::Fact(other));
        if place == Where::Anywhere {
            self.report(
                Diagnostic::error(codes::FACTS_COMPARED, name.span, "a rule compares a fact with a number, not with another fact")
                    .why("only so can every question about a rulebook be decided")
                    .help("Compare it with a number; two facts may be put in order inside `impossible` only."),
            );
            return None;
        }
        if self.typeless.contains(&other) {
            self.poisoned = true;
            return None;
        }
        let same_unit = matches!(&self.book.facts[other].kind, FactKind::Number { unit, .. } if *unit == scale.unit);
        if !same_unit {
            let message =
                format!("`{}` and `{}` don't have the same unit", self.fact_name(fact), name.node);
            let declared = self.book.facts[other].label.span;
            self.report(
                Diagnostic::error(codes::UNITS_DIFFER, name.span, message)
                    .also(declared, "declared here")
                    .help("Only two numbers of the same unit can be put in order."),
            );
            return None;
        }
        match order {
            Order::Below => Some(CondKind::InOrder(fact, other)),
            Order::Above => Some(CondKind::InOrder(other, fact)),
            Order::AtLeast | Order::AtMost => {
                let message = format!(
                    "two facts are put in order by `below` or `above`, not by `{}`",
                    order.words()
                );
                self.report(
                    Diagnostic::error(codes::WRONG_COMPARISON, name.span, message)
                        .help("Use `below` or `above`, which don't hold of equal values."),
                );
                None
            }
        }
    }

    fn report_no_number(&mut self, fact: FactId, scale: &Scale, name: &Name) {
        let message = if name.node == "not-taken" {
            "`not-taken` stands alone in a comparison".to_owned()
        } else {
            format!(
                "`{}` is compared with numbers, and `{}` is none",
                self.fact_name(fact),
                name.node
            )
        };
        let help = format!("Write a number, such as `{}`.", self.sample(fact, scale.unit));
        self.report(Diagnostic::error(codes::WRONG_COMPARISON, name.span, message).help(help));
    }

    // --- choices

    fn choice_test(
        &mut self,
        fact: FactId,
        options: &[Choice],
        ordered: bool,
        yes_no: bool,
        test: &Spanned<ast::Test>,
    ) -> Option<Test> {
        let (order, operand) = match &test.node {
            ast::Test::AtLeast(operand) => (Order::AtLeast, operand),
            ast::Test::AtMost(operand) => (Order::AtMost, operand),
            ast::Test::Above(operand) => (Order::Above, operand),
            ast::Test::Below(operand) => (Order::Below, operand),
            ast::Test::Is(operands) => {
                return self.options(fact, options, operands, test.span).map(Test::Options);
            }
            ast::Test::IsNot(operands) => {
                let mut set = self.options(fact, options, operands, test.span)?;
                set.toggle_range(..);
                return Some(Test::Options(set));
            }
            ast::Test::Between(..) | ast::Test::Include(_) | ast::Test::AreNone => {
                return self.wrong_comparison(fact, test.span);
            }
        };
        let Operand::Name(name) = operand else { return self.wrong_comparison(fact, test.span) };
        if !ordered {
            self.report_unordered(fact, yes_no, order, test.span);
            return None;
        }
        let at = self.option(fact, options, name)?;
        let mut set = FixedBitSet::with_capacity(options.len());
        match order {
            Order::AtLeast => set.insert_range(at..),
            Order::AtMost => set.insert_range(..at + 1),
            Order::Above => set.insert_range(at + 1..),
            Order::Below => set.insert_range(..at),
        }
        Some(Test::Options(set))
    }

    fn options(
        &mut self,
        fact: FactId,
        options: &[Choice],
        operands: &[Operand],
        span: Span,
    ) -> Option<FixedBitSet> {
        let mut set = FixedBitSet::with_capacity(options.len());
        let mut all_known = true;
        for operand in operands {
            let found = match operand {
                Operand::Name(name) => self.option(fact, options, name),
                Operand::Quantity(_) => self.wrong_comparison(fact, span),
            };
            all_known &= found.is_some();
            if let Some(option) = found {
                set.insert(option);
            }
        }
        all_known.then_some(set)
    }

    fn report_unordered(&mut self, fact: FactId, yes_no: bool, order: Order, span: Span) {
        let name = self.fact_name(fact);
        let message =
            format!("the values of `{name}` have no order, so none is `{}` another", order.words());
        let help = if yes_no {
            format!("Say `{name} is yes` or `{name} is no`.")
        } else {
            format!(
                "Say `{name} is …`; or, if the values do have an order, add `in order` where `{name}` is declared."
            )
        };
        let declared = self.book.facts[fact].label.span;
        self.report(
            Diagnostic::error(codes::UNORDERED_CHOICE, span, message)
                .also(declared, "declared here")
                .help(help),
        );
    }

    pub(super) fn wrong_comparison<T>(&mut self, fact: FactId, span: Span) -> Option<T> {
        let name = self.fact_name(fact);
        let (is, help) = match &self.book.facts[fact].kind {
            FactKind::Number { unit, .. } => {
                let sample = self.sample(fact, *unit);
                (
                    "a number",
                    format!(
                        "Say `{name} at least {sample}`, `at most`, `above`, `below`, `from … to …` or `is`."
                    ),
                )
            }
            FactKind::Choice { yes_no: true, .. } => {
                ("answered by yes or no", format!("Say `{name} is yes` or `{name} is no`."))
            }
            FactKind::Choice { options, .. } => {
                let names: Vec<String> =
                    options.iter().map(|option| format!("`{}`", option.name)).collect();
                ("one value of several", format!("Say `{name} is …` with {}.", list(&names, "or")))
            }
            FactKind::Set { .. } => (
                "a set of terms",
                format!(
                    "Say `{name} include …` or `{name} are none`; for the contrary put `not` before it."
                ),
            ),
        };
        let declared = self.book.facts[fact].label.span;
        let diagnostic = Diagnostic::error(
            codes::WRONG_COMPARISON,
            span,
            format!("`{name}` can't be compared like this: it is {is}"),
        )
        .also(declared, "declared here")
        .help(help);
        self.report(diagnostic);
        None
    }
}

fn range(order: Order, value: Number) -> Range {
    match order {
        Order::AtLeast => Range { low: Some((value, true)), high: None },
        Order::AtMost => Range { low: None, high: Some((value, true)) },
        Order::Above => Range { low: Some((value, false)), high: None },
        Order::Below => Range { low: None, high: Some((value, false)) },
    }
}

/// Whether a comparison asks only if the fact was taken, and which answer it wants.
fn taken_or_not(test: &ast::Test) -> Option<bool> {
    let (operands, taken) = match test {
        ast::Test::Is(operands) => (operands, false),
        ast::Test::IsNot(operands) => (operands, true),
        _ => return None,
    };
    let asks = matches!(operands.as_slice(), [Operand::Name(name)] if name.node == "not-taken");
    asks.then_some(taken)
}
