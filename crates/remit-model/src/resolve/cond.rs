//! Conditions: what they name and how they are put together.

use remit_source::{Diagnostic, Span, Spanned};
use remit_syntax::ast::{self, Name, Operand};

use super::Resolver;
use super::names::Kind;
use crate::codes;
use crate::find::Entity;
use crate::id::FactId;
use crate::rulebook::{Cond, CondKind, FactKind};

/// Where a condition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// Facts are compared with constants only.
    Anywhere,
    /// In `impossible` two facts may be put in order, too.
    Impossible,
}

impl Resolver<'_> {
    /// A condition. Where something is wrong with it, that is reported, and what comes back only
    /// fills its place.
    pub(super) fn cond(&mut self, cond: &Spanned<ast::Cond>, place: Where) -> Cond {
        let span = cond.span;
        let kind = match &cond.node {
            ast::Cond::Name(name) => self.named_cond(&Spanned::new(name.clone(), span)),
            ast::Cond::Compare { fact, test } => match self.compared_fact(fact) {
                Some(id) => self.test(id, test, place),
                None => None,
            },
            ast::Cond::Not(inner) => Some(CondKind::Not(Box::new(self.cond(inner, place)))),
            ast::Cond::All(parts) => Some(CondKind::All(self.conds(parts, place))),
            ast::Cond::Any(parts) => Some(CondKind::Any(self.conds(parts, place))),
            ast::Cond::AtLeast { count, of } => {
                let parts = self.conds(of, place);
                self.count(count, parts)
            }
        };
        Cond { kind: kind.unwrap_or(CondKind::Always), span }
    }

    fn conds(&mut self, parts: &[Spanned<ast::Cond>], place: Where) -> Vec<Cond> {
        parts.iter().map(|part| self.cond(part, place)).collect()
    }

    fn count(&mut self, count: &Spanned<u32>, parts: Vec<Cond>) -> Option<CondKind> {
        let wanted = usize::try_from(count.node).unwrap_or(usize::MAX);
        let (message, help) = if wanted == 0 {
            ("at least 0 of anything always holds".to_owned(), "Ask for at least 1.".to_owned())
        } else if wanted > parts.len() {
            let message = format!("{wanted} of {} can never hold", parts.len());
            (message, format!("Ask for at most {}, or add conditions to the list.", parts.len()))
        } else {
            return Some(CondKind::AtLeast(wanted, parts));
        };
        self.report(Diagnostic::error(codes::BAD_COUNT, count.span, message).help(help));
        None
    }

    /// A definition or a concern by its name; for a fact, what should stand instead.
    fn named_cond(&mut self, name: &Name) -> Option<CondKind> {
        if let Some(found) = self.all.names.get(name.node.as_str()).copied()
            && let Entity::Fact(fact) = found.entity
        {
            self.used.insert(found.entity);
            self.report_bare(fact, name, found.span);
            return None;
        }
        match self.named(name, Kind::Condition)? {
            Entity::Definition(id) => Some(CondKind::Definition(id)),
            Entity::Concern(id) => Some(CondKind::Concern(id)),
            _ => None,
        }
    }

    fn report_bare(&mut self, fact: FactId, name: &Name, declared: Span) {
        let name_text = &name.node;
        let help = if self.typeless.contains(&fact) {
            format!("Compare it with something, such as `{name_text} is …`.")
        } else {
            match &self.book.facts[fact].kind {
                FactKind::Choice { yes_no: true, .. } => format!("Say `{name_text} is yes`."),
                FactKind::Choice { options, .. } => {
                    let first = options.first().map_or("…", |option| option.name.as_str());
                    format!("Say which value it has, such as `{name_text} is {first}`.")
                }
                FactKind::Number { unit, .. } => {
                    format!(
                        "Compare it, such as `{name_text} at least {}`.",
                        self.sample(fact, *unit)
                    )
                }
                FactKind::Set { .. } => {
                    format!(
                        "Say what is looked for, such as `{name_text} include …`, or `{name_text} are none`."
                    )
                }
            }
        };
        self.report(
            Diagnostic::error(
                codes::BARE_FACT,
                name.span,
                format!("`{name_text}` is a fact: say what it is compared with"),
            )
            .also(declared, "declared here as a fact")
            .help(help),
        );
    }

    /// The fact on the left side; for a term or a definition, what should stand instead.
    fn compared_fact(&mut self, name: &Name) -> Option<FactId> {
        let fact = self.fact(name)?;
        if self.typeless.contains(&fact) {
            self.poisoned = true;
            return None;
        }
        Some(fact)
    }

    /// `yes`, `no`, `any` of a definition or concern that heads a column.
    pub(super) fn truth(&mut self, operand: &[Operand], span: Span) -> Option<bool> {
        match operand {
            [Operand::Name(name)] if name.node == "yes" => Some(true),
            [Operand::Name(name)] if name.node == "no" => Some(false),
            _ => {
                self.report(
                    Diagnostic::error(
                        codes::WRONG_VALUE,
                        span,
                        "a definition or concern holds or doesn't hold",
                    )
                    .help("Write `yes`, `no` or `any` in this cell."),
                );
                None
            }
        }
    }
}
