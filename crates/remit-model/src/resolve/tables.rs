//! Tables: one rule a row; and, once all rules are there, what they override.

use std::collections::{HashMap, HashSet};

use remit_source::{Diagnostic, Span, Spanned};
use remit_syntax::ast::{self, Cell, Clause, Column, Head, Item, RuleRef};

use super::Resolver;
use super::clauses::{clauses, first, says};
use super::cond::Where;
use super::names::Kind;
use super::rules::{Made, Parts};
use crate::codes;
use crate::find::Entity;
use crate::id::{FactId, Id, RuleId, TableId, TopicId};
use crate::rulebook::{Cond, CondKind, RuleKind};

/// What heads a column, resolved.
#[derive(Debug, Clone, Copy)]
enum Heading {
    Row,
    Fact(FactId),
    /// A definition or a concern.
    Holds(Entity),
    Clause,
    /// Something that was reported.
    Unknown,
}

impl Resolver<'_> {
    /// Makes a rule of each row.
    pub(super) fn table(
        &mut self,
        item: &Item,
        id: TableId,
        topic: Option<TopicId>,
    ) -> (RuleKind, bool) {
        let exactly_one = says(item, |clause| matches!(clause, Clause::ExactlyOneRow));
        let kind = first(
            item,
            |clause| if let Clause::As(head) = clause { Some(head.node) } else { None },
        );
        let kind = match kind {
            Some(Head::Precaution) => RuleKind::Precaution,
            Some(Head::Advice) => RuleKind::Advice,
            Some(_) => RuleKind::Lane,
            None => {
                self.missing(item, "of which kind its rows are", "as a precaution");
                RuleKind::Precaution
            }
        };
        let mut common = Parts::default();
        self.parts(item, &mut common);
        let headings = self.headings(item);
        let common_poisoned = self.poisoned;
        let mut said = HashSet::new();
        let mut ids: HashMap<&str, Span> = HashMap::new();
        for clause in clauses(item) {
            let Clause::Row(cells) = &clause.node else { continue };
            self.poisoned = common_poisoned;
            let row = self.row_id(cells, clause.span, &mut ids);
            let mut parts = common.clone();
            for (heading, cell) in headings.iter().zip(cells) {
                self.cell(*heading, cell, &mut parts);
            }
            let made = Made {
                item,
                id: RuleId::from_index(self.book.rules.len()),
                kind,
                topic,
                row: Some((id, row.node)),
                span: row.span,
            };
            self.make(&made, parts, &mut said);
        }
        if !clauses(item).any(|clause| matches!(clause.node, Clause::Row(_))) {
            self.missing(item, "anything: it has no rows", "| … | … |");
        }
        (kind, exactly_one)
    }

    fn headings(&mut self, item: &Item) -> Vec<Heading> {
        let columns = first(item, |clause| match clause {
            Clause::Columns(columns) => Some(columns.as_slice()),
            _ => None,
        });
        let heading = |column: &Spanned<Column>| match &column.node {
            Column::Row => Heading::Row,
            Column::Clause(_) => Heading::Clause,
            Column::Fact(name) => self.heading(&Spanned::new(name.clone(), column.span)),
        };
        columns.unwrap_or_default().iter().map(heading).collect()
    }

    fn heading(&mut self, name: &Spanned<String>) -> Heading {
        match self.named(name, Kind::Column) {
            Some(Entity::Fact(fact)) if self.typeless.contains(&fact) => {
                self.poisoned = true;
                Heading::Unknown
            }
            Some(Entity::Fact(fact)) => Heading::Fact(fact),
            Some(entity) => Heading::Holds(entity),
            None => Heading::Unknown,
        }
    }

    fn row_id<'c>(
        &mut self,
        cells: &'c [Spanned<Cell>],
        row: Span,
        ids: &mut HashMap<&'c str, Span>,
    ) -> Spanned<String> {
        let Some((Cell::Id(name), span)) = cells.first().map(|cell| (&cell.node, cell.span)) else {
            // The heading was reported.
            self.poisoned = true;
            return Spanned::new(String::new(), row);
        };
        if let Some(&earlier) = ids.get(name.as_str()) {
            self.report(
                Diagnostic::error(
                    codes::DUPLICATE_ROW,
                    span,
                    format!("two rows are called `{name}`"),
                )
                .also(earlier, "the first is here")
                .help("Give each row an id of its own."),
            );
        }
        ids.entry(name).or_insert(span);
        Spanned::new(name.clone(), span)
    }

    fn cell(&mut self, heading: Heading, cell: &Spanned<Cell>, parts: &mut Parts) {
        match (heading, &cell.node) {
            (Heading::Fact(fact), Cell::Test(test)) => {
                let test = Spanned::new(test.clone(), cell.span);
                if let Some(kind) = self.test(fact, &test, Where::Anywhere) {
                    parts.when.push(Cond { kind, span: cell.span });
                }
            }
            (Heading::Holds(entity), Cell::Test(test)) => {
                let operands =
                    if let ast::Test::Is(operands) = test { operands.as_slice() } else { &[] };
                let Some(truth) = self.truth(operands, cell.span) else { return };
                let kind = match entity {
                    Entity::Concern(concern) => CondKind::Concern(concern),
                    Entity::Definition(definition) => CondKind::Definition(definition),
                    _ => return,
                };
                let cond = Cond { kind, span: cell.span };
                let kind = CondKind::Not(Box::new(cond.clone()));
                parts.when.push(if truth { cond } else { Cond { kind, span: cell.span } });
            }
            (Heading::Clause, Cell::Clause(clause)) => self.part(clause, cell.span, parts),
            // An empty cell says nothing, `any` holds of everything, an id was read before.
            (
                Heading::Row
                | Heading::Fact(_)
                | Heading::Holds(_)
                | Heading::Clause
                | Heading::Unknown,
                _,
            ) => {}
        }
    }

    /// What rules override: looked up when all rules, and the rows of all tables, are there.
    pub(super) fn tables_and_overrides(&mut self) {
        for at in 0..self.all.rules.len() {
            let Some(rule) = self.all.rules.get(at) else { continue };
            let (item, ids) = (rule.item, rule.rules().collect::<Vec<_>>());
            let references: Vec<&RuleRef> = clauses(item)
                .filter_map(|clause| {
                    if let Clause::Overrides(references) = &clause.node {
                        Some(references)
                    } else {
                        None
                    }
                })
                .flatten()
                .collect();
            let mut overridden = Vec::new();
            for reference in references {
                let row = reference.row.as_ref();
                let span = row.map_or(reference.name.span, |row| reference.name.span.to(row.span));
                overridden.extend(self.rule_ref(reference).into_iter().map(|rule| (rule, span)));
            }
            for id in ids {
                self.override_places
                    .extend(overridden.iter().map(|&(rule, span)| ((id, rule), span)));
                self.book.rules[id].overrides = overridden.iter().map(|&(rule, _)| rule).collect();
            }
        }
    }
}
