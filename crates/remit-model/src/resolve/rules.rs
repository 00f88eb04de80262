//! Lanes, precautions and advice: their clauses, closed.

use std::collections::HashSet;

use remit_source::{Diagnostic, Span, Spanned};
use remit_syntax::ast::{self, Clause, Head, Item};

use super::Resolver;
use super::clauses::{clauses, joined, label, place};
use super::cond::Where;
use crate::codes;
use crate::id::{ConcernId, Id, RoleId, RuleId, ServiceId, SettingId, TableId, TopicId};
use crate::rulebook::{
    Citation, Cond, CondKind, Covers, Exception, IdSet, Label, Outcome, Rule, RuleKind, RuleTable,
};

/// What the clauses of a rule say, before it is known whether they are all there. The clauses of a
/// table are the beginning of those of each row.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    pub(super) roles: Option<IdSet<RoleId>>,
    /// As named, groups closed.
    pub(super) services: Option<IdSet<ServiceId>>,
    pub(super) under: Vec<(SettingId, usize)>,
    pub(super) covers: Option<(Covers, Span)>,
    pub(super) about: Option<(IdSet<ConcernId>, Span)>,
    pub(super) when: Vec<Cond>,
    /// The outcome, if it could be read.
    pub(super) outcome: Option<Spanned<Outcome>>,
    /// Whether an outcome is written at all.
    pub(super) decides: bool,
    pub(super) exceptions: Vec<(Cond, Option<Spanned<Outcome>>)>,
    pub(super) also_refer: Vec<RoleId>,
    pub(super) because: Option<String>,
    pub(super) reading: Option<String>,
    pub(super) cites: Vec<Citation>,
    pub(super) cited: bool,
}

/// Which rule is made of some parts.
pub(super) struct Made<'i> {
    pub(super) item: &'i Item,
    pub(super) id: RuleId,
    pub(super) kind: RuleKind,
    pub(super) topic: Option<TopicId>,
    pub(super) row: Option<(TableId, String)>,
    pub(super) span: Span,
}

impl Resolver<'_> {
    pub(super) fn rules(&mut self) {
        for at in 0..self.all.rules.len() {
            let Some(rule) = self.all.rules.get(at) else { continue };
            let (item, topic, first, table) = (rule.item, rule.topic, rule.first, rule.table);
            self.poisoned = item.broken;
            if let Some(table) = table {
                let before = self.book.rules.len();
                let (kind, exactly_one) = self.table(item, table, topic);
                let rows = (before..self.book.rules.len()).map(RuleId::from_index).collect();
                self.book.tables.push(RuleTable { label: label(item), kind, rows, exactly_one });
                continue;
            }
            let kind = match item.head.node {
                Head::Lane => RuleKind::Lane,
                Head::Precaution => RuleKind::Precaution,
                _ => RuleKind::Advice,
            };
            let mut parts = Parts::default();
            self.parts(item, &mut parts);
            let made = Made {
                item,
                id: RuleId::from_index(first),
                kind,
                topic,
                row: None,
                span: place(item),
            };
            self.make(&made, parts, &mut HashSet::new());
        }
    }

    /// Reads the clauses of an item into parts.
    pub(super) fn parts(&mut self, item: &Item, parts: &mut Parts) {
        parts.under.extend(self.settings_of(item));
        let mut lines = clauses(item).peekable();
        while let Some(clause) = lines.next() {
            if let Clause::Under { .. } = clause.node {
                continue;
            }
            if let Clause::ExceptWhen(cond) = &clause.node {
                let cond = self.cond(cond, Where::Anywhere);
                let then = lines.next_if(|next| matches!(next.node, Clause::Then(_)));
                let outcome = if let Some(Clause::Then(outcome)) = then.map(|then| &then.node) {
                    self.spanned_outcome(outcome)
                } else {
                    // The parser said so.
                    self.poisoned = true;
                    None
                };
                parts.exceptions.push((cond, outcome));
                continue;
            }
            self.part(&clause.node, clause.span, parts);
        }
    }

    fn spanned_outcome(&mut self, outcome: &Spanned<ast::Outcome>) -> Option<Spanned<Outcome>> {
        self.outcome(&outcome.node).map(|node| Spanned::new(node, outcome.span))
    }

    /// Reads one clause. What a row says of `for`, `asked for`, `covers`, `about`, `then` and
    /// `because` replaces what its table says; the rest is added to it.
    pub(super) fn part(&mut self, clause: &Clause, span: Span, parts: &mut Parts) {
        match clause {
            Clause::For(whom) => {
                parts.roles = self.whom(whom, span);
                if parts.roles.is_none() {
                    parts.roles = Some(IdSet::default());
                    self.poisoned = true;
                }
            }
            Clause::AskedFor(names) => parts.services = Some(self.services(names)),
            Clause::Covers(covers) => parts.covers = Some((self.covers(covers), span)),
            Clause::About(names) => parts.about = Some((self.concerns_of(names), span)),
            Clause::When(cond) => {
                let cond = self.cond(cond, Where::Anywhere);
                parts.when.push(cond);
            }
            Clause::Under { setting, value } => {
                parts.under.extend(self.setting_value(setting, value));
            }
            Clause::Then(outcome) => {
                parts.decides = true;
                parts.outcome = self.spanned_outcome(outcome);
            }
            Clause::AlsoRefer(names) => parts.also_refer.extend(self.roles(names)),
            Clause::Because(text) => parts.because = Some(joined(text)),
            Clause::Reading(text) => parts.reading = Some(joined(text)),
            Clause::Cites(citation) => {
                parts.cited = true;
                parts.cites.extend(self.citation(citation, span));
            }
            _ => {}
        }
    }

    /// Makes a rule of its parts, and says what is missing or too much. `said` holds what was said
    /// of the other rows of the same table.
    pub(super) fn make(&mut self, made: &Made<'_>, parts: Parts, said: &mut HashSet<&'static str>) {
        if parts.roles.is_none() {
            self.missing_once(made, said, "whom it is for", "for ROLES");
        }
        if parts.services.is_none() {
            self.missing_once(made, said, "what the client asks for", "asked for SERVICES");
        }
        if !parts.decides {
            self.missing_once(made, said, "what happens then", "then …");
        }
        if !parts.cited && !made.item.broken && said.insert("cites") {
            let (name, span) = (label(made.item).name, place(made.item));
            self.report(
                Diagnostic::warning(codes::UNCITED, span, format!("`{name}` cites no source"))
                    .why("every rule stands on something that somebody can look up")
                    .help("Add a line `cites SOURCE \"where\"`."),
            );
        }
        let declared = parts.outcome;
        let sound = declared
            .as_ref()
            .is_some_and(|outcome| self.check_allowed(made.kind, &outcome.node, outcome.span));
        self.check_kind(made, declared.as_ref(), parts.covers.as_ref(), parts.about.as_ref());
        let (outcome, outcome_span) = declared
            .map_or((Outcome::DoesNotApply, made.span), |outcome| (outcome.node, outcome.span));
        let mut exceptions = Vec::new();
        for (when, exception) in parts.exceptions {
            let Some(exception) = exception else { continue };
            if sound {
                self.check_exception(made.kind, &outcome, &exception);
            }
            exceptions.push(Exception { when, outcome: exception.node, span: exception.span });
        }
        let takes = made.kind == RuleKind::Lane && matches!(outcome, Outcome::Take { .. });
        let services = parts.services.unwrap_or_default();
        let services = if takes { services } else { self.with_sub_services(&services) };
        let whole = label(made.item);
        self.book.rules.push(Rule {
            label: Label { span: made.span, ..whole },
            row: made.row.clone(),
            kind: made.kind,
            topic: made.topic,
            roles: parts.roles.unwrap_or_default(),
            services,
            under: parts.under,
            covers: parts.covers.map(|(covers, _)| covers),
            about: parts.about.map(|(about, _)| about),
            when: all_of(parts.when, made.span),
            outcome,
            outcome_span,
            exceptions,
            overrides: Vec::new(),
            also_refer: parts.also_refer,
            because: parts.because,
            reading: parts.reading,
            cites: parts.cites,
        });
        if self.poisoned {
            self.unsure_rules.insert(made.id);
        }
    }

    fn missing_once(
        &mut self,
        made: &Made<'_>,
        said: &mut HashSet<&'static str>,
        what: &'static str,
        clause: &str,
    ) {
        if said.insert(what) {
            self.missing(made.item, what, clause);
        } else {
            self.poisoned = true;
        }
    }

    /// `covers` belongs to lanes that take, and to them always; `about` to precautions.
    fn check_kind(
        &mut self,
        made: &Made<'_>,
        declared: Option<&Spanned<Outcome>>,
        covers: Option<&(Covers, Span)>,
        about: Option<&(IdSet<ConcernId>, Span)>,
    ) {
        if let Some((_, span)) = about
            && made.kind != RuleKind::Precaution
        {
            self.report(
                Diagnostic::error(
                    codes::CLAUSE_NOT_OF_KIND,
                    *span,
                    "only a precaution is `about` something",
                )
                .help("A lane says what it `covers`; advice reads terms in its `when`."),
            );
        }
        match (made.kind, declared.map(|outcome| &outcome.node), covers) {
            (RuleKind::Precaution | RuleKind::Advice, _, Some((_, span))) => self.report(
                Diagnostic::error(
                    codes::CLAUSE_NOT_OF_KIND,
                    *span,
                    "only a lane `covers` something",
                )
                .help("A precaution says what it is `about`; advice reads terms in its `when`."),
            ),
            (RuleKind::Lane, Some(Outcome::Take { .. }), None) if !made.item.broken => {
                let name = label(made.item).name;
                self.report(
                    Diagnostic::error(codes::LANE_WITHOUT_COVERS, made.span, format!("`{name}` takes, but doesn't say what it covers"))
                        .why("a lane speaks only for what it covers; silence covers nothing")
                        .help("Add a line `covers the apparently healthy`, `covers A or B` or `covers every concern`."),
                );
            }
            (RuleKind::Lane, Some(Outcome::Refer { .. }), Some((_, span))) => self.report(
                Diagnostic::error(
                    codes::REFUSAL_WITH_COVERS,
                    *span,
                    "a lane that refers covers nothing",
                )
                .why("to cover something is to take it")
                .help(
                    "Say in `when` which clients it refers, such as `when conditions include …`.",
                ),
            ),
            _ => {}
        }
    }
}

/// All of some conditions; always, if there are none.
fn all_of(mut conditions: Vec<Cond>, span: Span) -> Cond {
    match conditions.len() {
        0 => Cond { kind: CondKind::Always, span },
        1 => conditions.remove(0),
        _ => {
            let span = conditions
                .iter()
                .fold(conditions.first().map_or(span, |first| first.span), |whole, part| {
                    whole.to(part.span)
                });
            Cond { kind: CondKind::All(conditions), span }
        }
    }
}
