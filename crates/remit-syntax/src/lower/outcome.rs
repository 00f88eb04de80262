use remit_source::Spanned;

use super::{Lower, Read, next, next_if};
use crate::{
    ast::{Name, Outcome, Until},
    grammar::{Node, Nodes, Rule, read},
};

impl Lower<'_> {
    pub(super) fn outcome_body(&mut self, body: &str) -> Read<Spanned<Outcome>> {
        let node = next(&mut read(Rule::outcome_body, body)?)?;
        // A body ends in no blanks, so neither does its only part.
        let span = self.span(&node);
        Ok(Spanned::new(self.outcome(node)?, span))
    }

    fn outcome(&mut self, node: Node) -> Read<Outcome> {
        let rule = node.as_rule();
        let mut nodes = node.into_inner();
        Ok(match rule {
            Rule::take => Outcome::Take {
                with: self.names_in(&mut nodes, Rule::duties)?,
                once: self.names_in(&mut nodes, Rule::needs)?,
            },
            Rule::refer => Outcome::Refer {
                to: self.next_names(&mut nodes)?,
                urgency: self.urgency(&mut nodes)?,
            },
            Rule::stop => {
                let to = self.next_names(&mut nodes)?;
                let urgency = self.inner_name(next(&mut nodes)?)?;
                Outcome::Stop { to, urgency }
            }
            Rule::go_ahead => Outcome::GoAhead { urgency: self.urgency(&mut nodes)? },
            Rule::recommend => Outcome::Recommend { roles: self.next_names(&mut nodes)? },
            Rule::limit | Rule::nothing => self.limit(nodes)?,
            _ => Outcome::DoesNotApply,
        })
    }

    fn limit(&mut self, mut nodes: Nodes) -> Read<Outcome> {
        let ceiling = self.next_name(&mut nodes)?;
        let until = if let Some(need) = next_if(&mut nodes, Rule::name) {
            Some(Until::Need(self.name(&need)))
        } else if let Some(recheck) = next_if(&mut nodes, Rule::recheck) {
            Some(self.recheck(recheck)?)
        } else {
            None
        };
        let once_met = match next_if(&mut nodes, Rule::once_met) {
            Some(node) => Some(self.inner_name(node)?),
            None => None,
        };
        Ok(Outcome::UpTo { ceiling, until, once_met, urgency: self.urgency(&mut nodes)? })
    }

    pub(super) fn recheck(&mut self, node: Node) -> Read<Until> {
        let mut nodes = node.into_inner();
        let fact = self.next_name(&mut nodes)?;
        let minutes = match next_if(&mut nodes, Rule::count) {
            Some(node) => Some(self.count(&node)?),
            None => None,
        };
        let doing = next_if(&mut nodes, Rule::texts).map(|node| self.text(node));
        Ok(Until::Recheck { fact, minutes, doing })
    }

    pub(super) fn urgency(&mut self, nodes: &mut Nodes) -> Read<Option<Name>> {
        match next_if(nodes, Rule::urgency) {
            Some(node) => Ok(Some(self.inner_name(node)?)),
            None => Ok(None),
        }
    }

    /// The names inside a part that may be missing.
    pub(super) fn names_in(&mut self, nodes: &mut Nodes, rule: Rule) -> Read<Vec<Name>> {
        match next_if(nodes, rule) {
            Some(node) => self.inner_names(node),
            None => Ok(Vec::new()),
        }
    }
}
