//! Facts and their types, terms, concerns and groups.

use std::collections::HashMap;

use remit_source::{Diagnostic, Span, Spanned};
use remit_syntax::ast::{Clause, Decimal, FactType, Head, Item, Name};

use super::Resolver;
use super::clauses::{
    asks, clauses, codes as standard_codes, every, first, joined, label, number, place, says, told,
};
use super::names::Kind;
use crate::find::Entity;
use crate::graph::{circles, reached};
use crate::id::{ConcernId, FactId, GroupId, Id, TermId};
use crate::rulebook::{
    Choice, Concern, Cond, CondKind, Conversion, Fact, FactKind, Group, IdSet, RaisedBy, Term,
};
use crate::{Number, codes};

impl Resolver<'_> {
    pub(super) fn facts_and_terms(&mut self) {
        for (index, item) in self.all.of(Head::Fact).into_iter().enumerate() {
            let id = FactId::from_index(index);
            self.reading(Entity::Fact(id), item, |resolver| resolver.declare_fact(id, item));
        }
        self.terms();
        self.concerns();
        self.implications();
        self.groups();
    }

    fn declare_fact(&mut self, id: FactId, item: &Item) {
        let kind =
            first(item, |clause| if let Clause::Type(kind) = clause { Some(kind) } else { None });
        let kind = if let Some(kind) = kind {
            self.fact_kind(item, kind)
        } else {
            self.missing(item, "what its values are", "is yes or no");
            None
        };
        if kind.is_none() {
            self.typeless.insert(id);
        }
        if says(item, |clause| matches!(clause, Clause::AskedWhen(_))) {
            self.masked.insert(id);
        }
        let cites = self.cites(item);
        self.book.facts.push(Fact {
            label: label(item),
            kind: kind.unwrap_or(FactKind::Choice {
                options: Vec::new(),
                ordered: false,
                yes_no: false,
            }),
            usual: None,
            may_be_not_taken: says(item, |clause| matches!(clause, Clause::MayBeNotTaken)),
            asked_when: None,
            asks: asks(item),
            told: told(item),
            goes_with: None,
            watches: IdSet::default(),
            codes: standard_codes(item),
            cites,
        });
    }

    fn fact_kind(&mut self, item: &Item, kind: &FactType) -> Option<FactKind> {
        match kind {
            FactType::Number { unit, from, to, step } => {
                let unit = match unit {
                    Some(name) => Some(self.unit(name)?),
                    None => None,
                };
                let (low, high) = (number(from.node), number(to.node));
                let step = self.step(from, to, step)?;
                let accepts = self.conversions(item);
                Some(FactKind::Number { unit, low, high, step, accepts })
            }
            FactType::YesOrNo => {
                let options =
                    self.choices(item, &["no", "yes"].map(|name| (name, Span::default())));
                Some(FactKind::Choice { options, ordered: false, yes_no: true })
            }
            FactType::OneOf { options, in_order } => {
                let names: Vec<(&str, Span)> = options
                    .iter()
                    .map(|option| (option.name.node.as_str(), option.name.span))
                    .collect();
                self.only_once(&names);
                let options = self.choices(item, &names);
                Some(FactKind::Choice { options, ordered: *in_order, yes_no: false })
            }
            FactType::AnyOfItsTerms => {
                let needs_cover = says(item, |clause| matches!(clause, Clause::NeedsCover));
                Some(FactKind::Set { members: IdSet::default(), needs_cover })
            }
        }
    }

    fn step(
        &mut self,
        from: &Spanned<Decimal>,
        to: &Spanned<Decimal>,
        step: &Spanned<Decimal>,
    ) -> Option<Number> {
        let (low, high, width) = (number(from.node), number(to.node), number(step.node));
        if width <= Number::ZERO {
            self.report(
                Diagnostic::error(
                    codes::EMPTY_RANGE,
                    step.span,
                    "a step must be greater than nothing",
                )
                .help("Write how exactly it is measured, such as `step 1`."),
            );
            return None;
        }
        if low > high {
            self.report(
                Diagnostic::error(
                    codes::EMPTY_RANGE,
                    from.span.to(to.span),
                    "nothing lies within this range",
                )
                .why("the first number is above the second")
                .help("Put the smaller number first."),
            );
            return None;
        }
        if !high.on_grid(low, width) {
            let Some(last) = high.grid_below(low, width) else { return Some(width) };
            self.report(
                Diagnostic::error(
                    codes::OFF_GRID,
                    to.span,
                    format!("steps of {width} from {low} never reach {high}"),
                )
                .help(format!("End the range at {last} or {}.", last + width)),
            );
        }
        Some(width)
    }

    fn conversions(&mut self, item: &Item) -> Vec<Conversion> {
        let mut conversions = Vec::new();
        for clause in clauses(item) {
            let Clause::Accepts { unit, minus, times, divided } = &clause.node else { continue };
            let minus = minus.as_ref().map_or(Number::ZERO, |minus| number(minus.node));
            let factor = number(times.node);
            let divisor = divided.as_ref().map_or(Number::whole(1), |divided| number(divided.node));
            let factor = factor.divided_by(divisor).filter(|&factor| factor > Number::ZERO);
            let unit = self.unit(unit);
            match (unit, factor) {
                (Some(unit), Some(times)) => conversions.push(Conversion { unit, minus, times }),
                (None, _) => {}
                (Some(_), None) => self.report(
                    Diagnostic::error(codes::BAD_CONVERSION, times.span, "a conversion must multiply by more than nothing")
                        .help("Write how many of the fact's unit one of this unit is, such as `times 18.0182`."),
                ),
            }
        }
        conversions
    }

    /// The values of a choice or a setting, with how each is told.
    pub(super) fn choices(&mut self, item: &Item, names: &[(&str, Span)]) -> Vec<Choice> {
        let mut told: HashMap<&str, String> = HashMap::new();
        for clause in clauses(item) {
            let Clause::Told { value: Some(value), text } = &clause.node else { continue };
            if names.iter().any(|(name, _)| *name == value.node) {
                told.insert(&value.node, joined(text));
                continue;
            }
            let message = format!("`{}` is none of its values", value.node);
            let help = super::values::suggest(&value.node, names.iter().map(|(name, _)| *name));
            self.report(Diagnostic::error(codes::UNKNOWN_VALUE, value.span, message).help(help));
        }
        names
            .iter()
            .map(|&(name, _)| Choice { name: name.to_owned(), told: told.remove(name) })
            .collect()
    }

    /// Reports values that are named twice.
    pub(super) fn only_once(&mut self, names: &[(&str, Span)]) {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for &(name, span) in names {
            if let Some(&earlier) = seen.get(name) {
                self.report(
                    Diagnostic::error(
                        codes::TOLD_TWICE,
                        span,
                        format!("the value `{name}` stands twice"),
                    )
                    .also(earlier, "the first time here")
                    .help("Take one of them out."),
                );
            }
            seen.entry(name).or_insert(span);
        }
    }

    // --- terms, concerns, groups

    fn terms(&mut self) {
        for (index, item) in self.all.of(Head::Term).into_iter().enumerate() {
            let id = TermId::from_index(index);
            let fact = self.reading(Entity::Term(id), item, |resolver| resolver.owner(item));
            let cites = self.cites(item);
            let exempt = clauses(item).find(|clause| matches!(clause.node, Clause::NeedsNoCover));
            if let Some(exempt) = exempt
                && cites.is_empty()
                && !says(item, |clause| matches!(clause, Clause::Cites(_)))
            {
                let message =
                    format!("`{}` needs no cover, but cites no source for it", label(item).name);
                self.report(
                    Diagnostic::warning(codes::UNCITED, exempt.span, message)
                        .why(
                            "what needs no cover is everybody's client: somebody must have said so",
                        )
                        .help("Add a line `cites SOURCE \"where\"`."),
                );
            }
            if let Some(fact) = fact
                && let FactKind::Set { members, .. } = &mut self.book.facts[fact].kind
            {
                members.insert(id);
            }
            self.book.terms.push(Term {
                label: label(item),
                fact: fact.unwrap_or(FactId::from_index(0)),
                implies: IdSet::default(),
                concern: None,
                told: told(item),
                asks: asks(item),
                codes: standard_codes(item),
                cites,
            });
        }
    }

    /// The set that a term is of.
    fn owner(&mut self, item: &Item) -> Option<FactId> {
        let of = first(item, |clause| if let Clause::Of(of) = clause { Some(of) } else { None });
        let Some(of) = of else {
            self.missing(item, "which fact it is a term of", "of FACT");
            return None;
        };
        let fact = self.fact(&of.name)?;
        if self.typeless.contains(&fact) {
            self.poisoned = true;
            return None;
        }
        if !matches!(self.book.facts[fact].kind, FactKind::Set { .. }) {
            let declared = self.book.facts[fact].label.span;
            let message = format!("`{}` has no terms", of.name.node);
            self.report(
                Diagnostic::error(codes::TERM_OF_NO_SET, of.name.span, message)
                    .also(declared, "declared here with other values")
                    .help("A term is of a fact that `is any of its terms`."),
            );
            return None;
        }
        Some(fact)
    }

    /// Declared concerns come first, as their ids are given by their place; then those of terms.
    fn concerns(&mut self) {
        for item in self.all.of(Head::Concern) {
            let cites = self.cites(item);
            let raised_by = RaisedBy::Condition(Cond { kind: CondKind::Always, span: place(item) });
            self.book.concerns.push(Concern {
                label: label(item),
                raised_by,
                told: told(item),
                cites,
            });
        }
        for (id, item) in self.book.terms.ids().zip(self.all.of(Head::Term)) {
            let exempt = says(item, |clause| matches!(clause, Clause::NeedsNoCover));
            let term = &self.book.terms[id];
            let of = self.book.facts.get(term.fact).map(|fact| &fact.kind);
            if exempt || !matches!(of, Some(FactKind::Set { needs_cover: true, .. })) {
                continue;
            }
            let concern = Concern {
                label: term.label.clone(),
                raised_by: RaisedBy::Term(id),
                told: term.told.clone(),
                cites: term.cites.clone(),
            };
            let concern = self.book.concerns.push(concern);
            self.book.terms[id].concern = Some(concern);
        }
    }

    fn implications(&mut self) {
        let mut edges = Vec::new();
        for item in self.all.of(Head::Term) {
            let names: Vec<&Name> =
                every(
                    item,
                    |clause| if let Clause::Implies(names) = clause { Some(names) } else { None },
                )
                .flatten()
                .collect();
            edges.push(
                names.into_iter().filter_map(|name| self.term(name).map(Id::index)).collect(),
            );
        }
        let ids: Vec<TermId> = self.book.terms.ids().collect();
        for (id, closed) in ids.into_iter().zip(reached(&edges)) {
            let others = closed.ones().map(TermId::from_index).filter(|&other| other != id);
            self.book.terms[id].implies = others.collect();
        }
    }

    fn groups(&mut self) {
        let items = self.all.of(Head::Group);
        let mut edges = Vec::new();
        let mut direct = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let entity = Entity::Group(GroupId::from_index(index));
            let (group, inner) = self.reading(entity, item, |resolver| resolver.group(item));
            edges.push(inner);
            direct.push(group);
        }
        for circle in circles(&edges) {
            let message = |names: &str| format!("these groups hold each other: {names}");
            self.report_circle(
                codes::CIRCULAR_GROUP,
                &items,
                &circle,
                message,
                "Take one of them out of the other.",
            );
        }
        for (index, (item, closed)) in items.iter().zip(reached(&edges)).enumerate() {
            let Some(mut group) = direct.get(index).cloned() else { continue };
            for inner in closed.ones().filter_map(|inner| direct.get(inner)) {
                group.terms.extend(&inner.terms);
                group.concerns.extend(&inner.concerns);
                group.services.extend(&inner.services);
            }
            let other = !group.terms.is_empty() || !group.concerns.is_empty();
            if other && !group.services.is_empty() {
                let message = format!("`{}` holds services and other things", group.label.name);
                self.report(
                    Diagnostic::error(codes::MIXED_GROUP, place(item), message)
                        .why("a group is asked for, or covered, but never both")
                        .help("Make two groups of it: one of services, one of terms and concerns."),
                );
                self.unsure.insert(Entity::Group(GroupId::from_index(index)));
            }
            self.book.groups.push(group);
        }
    }

    /// What a group holds itself, and the groups in it.
    fn group(&mut self, item: &Item) -> (Group, Vec<usize>) {
        let cites = self.cites(item);
        let mut group = Group {
            label: label(item),
            terms: IdSet::default(),
            concerns: IdSet::default(),
            services: IdSet::default(),
            cites,
        };
        let mut inner = Vec::new();
        let names: Vec<&Name> =
            every(
                item,
                |clause| if let Clause::Holds(names) = clause { Some(names) } else { None },
            )
            .flatten()
            .collect();
        if names.is_empty() {
            self.missing(item, "what it holds", "holds …");
        }
        for name in names {
            match self.named(name, Kind::Holdable) {
                Some(Entity::Term(term)) => {
                    group.terms.insert(term);
                    let concern: Option<ConcernId> = self.book.terms[term].concern;
                    if let Some(concern) = concern {
                        group.concerns.insert(concern);
                    }
                }
                Some(Entity::Concern(concern)) => group.concerns.insert(concern),
                Some(Entity::Service(service)) => group.services.insert(service),
                Some(Entity::Group(other)) => inner.push(other.index()),
                _ => {}
            }
        }
        (group, inner)
    }
}
