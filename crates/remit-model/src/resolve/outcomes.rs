//! What rules say, and who may say what.

use remit_source::{Diagnostic, Span, Spanned};
use remit_syntax::ast::{self, Name};

use super::Resolver;
use super::clauses::joined;
use crate::codes;
use crate::id::{Id, RoleId};
use crate::rulebook::{Outcome, Recheck, RuleKind, Until};

impl Resolver<'_> {
    /// An outcome; `None` if something in it is unknown.
    pub(super) fn outcome(&mut self, outcome: &ast::Outcome) -> Option<Outcome> {
        match outcome {
            ast::Outcome::Take { with, once } => {
                let duties: Vec<_> = with.iter().map(|name| self.duty(name)).collect();
                let needs: Vec<_> = once.iter().map(|name| self.need(name)).collect();
                Some(Outcome::Take {
                    duties: duties.into_iter().collect::<Option<_>>()?,
                    needs: needs.into_iter().collect::<Option<_>>()?,
                })
            }
            ast::Outcome::Refer { to, urgency } => {
                let to = self.all_roles(to);
                let urgency = match urgency {
                    Some(name) => self.urgency(name),
                    None => Some(Id::from_index(0)),
                };
                Some(Outcome::Refer { to: to?, urgency: urgency? })
            }
            ast::Outcome::GoAhead { urgency } => {
                let place = urgency.as_ref().and_then(|name| self.urgency(name));
                (place.is_some() == urgency.is_some()).then_some(Outcome::GoAhead { place })
            }
            ast::Outcome::UpTo { ceiling, until, once_met, urgency } => {
                let place = urgency.as_ref().and_then(|name| self.urgency(name));
                let met = once_met.as_ref().and_then(|name| self.ceiling(name));
                let ends = until.as_ref().and_then(|until| self.until(until));
                let ceiling = self.ceiling(ceiling)?;
                let all_known = place.is_some() == urgency.is_some()
                    && met.is_some() == once_met.is_some()
                    && ends.is_some() == until.is_some();
                all_known.then_some(Outcome::UpTo { ceiling, until: ends, once_met: met, place })
            }
            ast::Outcome::Stop { to, urgency } => {
                let (to, urgency) = (self.all_roles(to), self.urgency(urgency));
                Some(Outcome::Stop { to: to?, urgency: urgency? })
            }
            ast::Outcome::Recommend { roles } => {
                Some(Outcome::Recommend { roles: self.all_roles(roles)? })
            }
            ast::Outcome::DoesNotApply => Some(Outcome::DoesNotApply),
        }
    }

    fn all_roles(&mut self, names: &[Name]) -> Option<Vec<RoleId>> {
        let roles = self.roles(names);
        (roles.len() == names.len()).then_some(roles)
    }

    fn until(&mut self, until: &ast::Until) -> Option<Until> {
        match until {
            ast::Until::Need(name) => self.need(name).map(Until::Need),
            ast::Until::Recheck { fact, minutes, doing } => {
                let fact = self.fact(fact)?;
                let minutes = minutes.as_ref().map(|minutes| minutes.node);
                Some(Until::Recheck(Recheck { fact, minutes, doing: doing.as_ref().map(joined) }))
            }
        }
    }

    /// Whether a rule of this kind may say so (D6).
    pub(super) fn check_allowed(&mut self, kind: RuleKind, outcome: &Outcome, span: Span) -> bool {
        let allowed = match kind {
            RuleKind::Lane => matches!(outcome, Outcome::Take { .. } | Outcome::Refer { .. }),
            RuleKind::Precaution => of_precaution(outcome),
            RuleKind::Advice => matches!(outcome, Outcome::Recommend { .. }),
        };
        if !allowed {
            self.report_not_allowed(kind, None, outcome, span);
        }
        allowed
    }

    /// Whether an exception of a rule of this kind may say so.
    pub(super) fn check_exception(
        &mut self,
        kind: RuleKind,
        declared: &Outcome,
        outcome: &Spanned<Outcome>,
    ) {
        let own = match kind {
            RuleKind::Lane => {
                let takes = matches!(declared, Outcome::Take { .. });
                matches!(outcome.node, Outcome::Take { .. } | Outcome::Refer { .. })
                    || takes && of_precaution(&outcome.node)
            }
            RuleKind::Precaution => of_precaution(&outcome.node),
            RuleKind::Advice => matches!(outcome.node, Outcome::Recommend { .. }),
        };
        if !own && outcome.node != Outcome::DoesNotApply {
            self.report_not_allowed(kind, Some(declared), &outcome.node, outcome.span);
        }
    }

    fn report_not_allowed(
        &mut self,
        kind: RuleKind,
        declared: Option<&Outcome>,
        outcome: &Outcome,
        span: Span,
    ) {
        let takes = matches!(declared, Some(Outcome::Take { .. }));
        let (who, may) = match kind {
            RuleKind::Lane if takes => {
                ("a lane", "`take`, `refer to …`, `go ahead`, `up to …` or `stop and refer to …`")
            }
            RuleKind::Lane => ("a lane", "`take` or `refer to …`"),
            RuleKind::Precaution => (
                "a precaution",
                "`go ahead`, `up to …`, `nothing until …` or `stop and refer to …`",
            ),
            RuleKind::Advice => ("advice", "`recommend …`"),
        };
        let said = match outcome {
            Outcome::Take { .. } => "take",
            Outcome::Refer { .. } => "refer to …",
            Outcome::GoAhead { .. } => "go ahead",
            Outcome::UpTo { .. } => "up to …",
            Outcome::Stop { .. } => "stop and refer to …",
            Outcome::Recommend { .. } => "recommend …",
            Outcome::DoesNotApply => "does not apply",
        };
        let exception = if declared.is_some() { "an exception of " } else { "" };
        let or = if declared.is_some() { ", or `does not apply`" } else { "" };
        let why = match kind {
            RuleKind::Lane => "a lane says whose client this is; what holds back is a precaution",
            RuleKind::Precaution => {
                "a precaution only holds back; it can't give a client to anyone"
            }
            RuleKind::Advice => {
                "advice says who is best placed, and changes nothing that is permitted"
            }
        };
        self.report(
            Diagnostic::error(
                codes::OUTCOME_NOT_ALLOWED,
                span,
                format!("{exception}{who} can't say `{said}`"),
            )
            .why(why)
            .help(format!("Say {may}{or}; or write a rule of the other kind for it.")),
        );
    }
}

/// Whether it holds back, or lets go ahead.
fn of_precaution(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::GoAhead { .. } | Outcome::UpTo { .. } | Outcome::Stop { .. })
}
