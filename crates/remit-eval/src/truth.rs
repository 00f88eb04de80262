//! Evaluating conditions: the same walk answers yes or no, or leaves behind what it found.

use remit_model::id::{ConcernId, DefinitionId};
use remit_source::Span;

use crate::client::Client;
use crate::explain::{Condition, Explanation, Found, reasons};
use crate::judge::Judge;
use crate::ruling::Ruling;

/// What the evaluation of a condition leaves behind.
pub(crate) trait Truth: Sized {
    /// Whether everything looked at is kept, rather than only the answer.
    const KEPT: bool;

    /// Whether the condition holds.
    fn holds(&self) -> bool;
    /// A condition without conditions in it.
    fn leaf(span: Span, holds: bool, found: impl FnOnce() -> Found) -> Self;
    /// What a definition says. `known` remembers its answer.
    fn definition(
        span: Span,
        id: DefinitionId,
        known: &Known,
        inner: impl FnOnce() -> Self,
    ) -> Self;
    /// What raises a concern. `known` remembers its answer.
    fn concern(span: Span, id: ConcernId, known: &Known, inner: impl FnOnce() -> Self) -> Self;
    /// The contrary.
    fn not(span: Span, inner: Self) -> Self;
    /// All hold.
    fn all(span: Span, inner: impl Iterator<Item = Self>) -> Self;
    /// Some hold.
    fn any(span: Span, inner: impl Iterator<Item = Self>) -> Self;
    /// So many hold.
    fn at_least(span: Span, count: usize, inner: impl Iterator<Item = Self>) -> Self;
    /// What the rulings looked at, if that was kept (D17).
    fn explanation(
        judge: &Judge,
        client: &Client,
        rulings: Vec<Ruling<Self>>,
    ) -> Option<Explanation>;
}

/// An answer that is found once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known(std::cell::Cell<Option<bool>>);

impl Known {
    /// The answer, found now if it wasn't before.
    pub(crate) fn or_find(&self, find: impl FnOnce() -> bool) -> bool {
        self.0.get().unwrap_or_else(|| {
            let answer = find();
            self.0.set(Some(answer));
            answer
        })
    }
}

impl Truth for bool {
    const KEPT: bool = false;

    fn holds(&self) -> bool {
        *self
    }
    fn leaf(_: Span, holds: bool, _: impl FnOnce() -> Found) -> Self {
        holds
    }
    fn definition(_: Span, _: DefinitionId, known: &Known, inner: impl FnOnce() -> Self) -> Self {
        known.or_find(inner)
    }
    fn concern(_: Span, _: ConcernId, known: &Known, inner: impl FnOnce() -> Self) -> Self {
        known.or_find(inner)
    }
    fn not(_: Span, inner: Self) -> Self {
        !inner
    }
    fn all(_: Span, mut inner: impl Iterator<Item = Self>) -> Self {
        inner.all(|holds| holds)
    }
    fn any(_: Span, mut inner: impl Iterator<Item = Self>) -> Self {
        inner.any(|holds| holds)
    }
    fn at_least(_: Span, count: usize, inner: impl Iterator<Item = Self>) -> Self {
        inner.filter(|holds| *holds).take(count).count() == count
    }
    fn explanation(_: &Judge, _: &Client, _: Vec<Ruling<Self>>) -> Option<Explanation> {
        None
    }
}

impl Truth for Condition {
    const KEPT: bool = true;

    fn holds(&self) -> bool {
        self.holds
    }
    fn leaf(span: Span, holds: bool, found: impl FnOnce() -> Found) -> Self {
        Self { span, holds, found: found() }
    }
    fn definition(span: Span, id: DefinitionId, _: &Known, inner: impl FnOnce() -> Self) -> Self {
        let inner = inner();
        Self { span, holds: inner.holds, found: Found::Definition(id, Box::new(inner)) }
    }
    fn concern(span: Span, id: ConcernId, _: &Known, inner: impl FnOnce() -> Self) -> Self {
        let inner = inner();
        Self { span, holds: inner.holds, found: Found::Concern(id, Some(Box::new(inner))) }
    }
    fn not(span: Span, inner: Self) -> Self {
        Self { span, holds: !inner.holds, found: Found::Not(Box::new(inner)) }
    }
    fn all(span: Span, inner: impl Iterator<Item = Self>) -> Self {
        let inner: Vec<Self> = inner.collect();
        Self { span, holds: inner.iter().all(Truth::holds), found: Found::All(inner) }
    }
    fn any(span: Span, inner: impl Iterator<Item = Self>) -> Self {
        let inner: Vec<Self> = inner.collect();
        Self { span, holds: inner.iter().any(Truth::holds), found: Found::Any(inner) }
    }
    fn at_least(span: Span, count: usize, inner: impl Iterator<Item = Self>) -> Self {
        let inner: Vec<Self> = inner.collect();
        let holds = inner.iter().filter(|part| part.holds).count() >= count;
        Self { span, holds, found: Found::AtLeast(count, inner) }
    }
    fn explanation(
        judge: &Judge,
        client: &Client,
        rulings: Vec<Ruling<Self>>,
    ) -> Option<Explanation> {
        let services = rulings.into_iter().map(|ruling| reasons(judge, client, ruling)).collect();
        Some(Explanation { services })
    }
}
