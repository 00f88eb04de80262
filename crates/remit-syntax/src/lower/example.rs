//! What an example tells of its client, and what it expects.

use remit_source::Spanned;

use super::{Lower, Read, next, next_if};
use crate::{
    ast::{
        Bound, Clause, ClearanceWord, Expect, Expected, Given, LaneWord, Name, OneOf, OnlyIf,
        Requests, RuleRef, Seers, Until, Value, VerdictWord,
    },
    grammar::{Node, Nodes, Rule, read},
};

impl Lower<'_> {
    pub(super) fn client_body(&mut self, body: &str) -> Read<Clause> {
        let mut nodes = read(Rule::client_body, body)?;
        let fact = self.next_name(&mut nodes)?;
        let node = next(&mut nodes)?;
        let given = match node.as_rule() {
            Rule::steps => {
                let mut ends = node.into_inner();
                let from = self.quantity(next(&mut ends)?)?;
                Given::Steps { from, to: self.quantity(next(&mut ends)?)? }
            }
            Rule::either | Rule::any_of => {
                Given::Either { always: Vec::new(), of: self.ways(node)? }
            }
            Rule::besides => {
                let mut parts = node.into_inner();
                let always = self.names(next(&mut parts)?);
                Given::Either { always, of: self.ways(next(&mut parts)?)? }
            }
            _ => Given::One(self.value(node)?),
        };
        Ok(Clause::Client { fact, given })
    }

    /// `134 mmHg, 140 mmHg or 150 mmHg`, or `any of GROUP` alone.
    fn ways(&mut self, node: Node) -> Read<Vec<OneOf<Value>>> {
        if node.as_rule() == Rule::any_of {
            return Ok(vec![OneOf::AnyOf(self.inner_name(node)?)]);
        }
        let ways = node.into_inner().map(|node| match node.as_rule() {
            Rule::any_of => Ok(OneOf::AnyOf(self.inner_name(node)?)),
            Rule::quantity => Ok(OneOf::This(Value::Quantity(self.quantity(node)?))),
            _ => Ok(OneOf::This(value_of(vec![self.name(&node)]))),
        });
        ways.collect()
    }

    pub(super) fn seen_body(&mut self, body: &str) -> Read<Clause> {
        let mut nodes = read(Rule::seen_body, body)?;
        let seers = next(&mut nodes)?.into_inner();
        let anybody = seers.peek().is_some_and(|node| node.as_rule() == Rule::anybody);
        let by = if anybody { Seers::Anybody } else { Seers::These(self.each_of(seers)?) };
        nodes.next();
        let node = next(&mut nodes)?;
        let services = match node.as_rule() {
            Rule::requests => Requests::Either(self.each_of(node.into_inner())?),
            _ => Requests::Together(self.names(node)),
        };
        Ok(Clause::SeenBy { by, services })
    }

    fn each_of(&mut self, nodes: Nodes) -> Read<Vec<OneOf<Name>>> {
        let each = nodes.map(|node| match node.as_rule() {
            Rule::any_of => Ok(OneOf::AnyOf(self.inner_name(node)?)),
            _ => Ok(OneOf::This(self.name(&node))),
        });
        each.collect()
    }

    pub(super) fn decided_body(&mut self, body: &str) -> Read<Clause> {
        let mut nodes = read(Rule::decided_body, body)?;
        let rules = self.rule_refs(&mut nodes)?;
        Ok(Clause::DecidedBy { rules, only_if: self.only_if(&mut nodes)? })
    }

    pub(super) fn expect_body(&mut self, body: &str) -> Read<Expect> {
        let mut nodes = read(Rule::expect_body, body)?;
        let node = next(&mut nodes)?;
        let what = self.expected(node)?;
        Ok(Expect { what, only_if: self.only_if(&mut nodes)? })
    }

    fn expected(&mut self, node: Node) -> Read<Expected> {
        let rule = node.as_rule();
        let mut nodes = node.into_inner();
        Ok(match rule {
            Rule::expect_stage => Expected::Stage(self.none_or_names(&mut nodes)?.pop()),
            Rule::expect_recommended => Expected::Recommended(self.none_or_names(&mut nodes)?),
            Rule::expect_forbidden => Expected::Forbidden(self.next_names(&mut nodes)?),
            Rule::expect_duties => Expected::Duties(self.none_or_names(&mut nodes)?),
            Rule::expect_met => Expected::Met(self.none_or_names(&mut nodes)?),
            Rule::expect_uncovered => Expected::Uncovered(self.none_or_names(&mut nodes)?),
            Rule::expect_also => Expected::AlsoTo(self.none_or_names(&mut nodes)?),
            Rule::expect_separately => Expected::CoveredSeparately,
            Rule::expect_set_aside => Expected::SetAside(self.rule_refs(&mut nodes)?),
            Rule::expect_outstanding => Expected::Outstanding(self.outstanding(next(&mut nodes)?)?),
            Rule::expect_at_least => Expected::AtLeast(self.bound(nodes)?),
            Rule::expect_at_most => Expected::AtMost(self.bound(nodes)?),
            Rule::expect_sent => Expected::SentTo {
                roles: self.next_names(&mut nodes)?,
                service: self.next_name(&mut nodes)?,
            },
            Rule::expect_lane => {
                let node = next(&mut nodes)?;
                Expected::Lane(Spanned::new(lane(node.as_str()), self.span(&node)))
            }
            Rule::expect_clearance => {
                let node = next(&mut nodes)?;
                Expected::Clearance(Spanned::new(clearance(node.as_str()), self.span(&node)))
            }
            _ => self.verdict(nodes)?,
        })
    }

    fn verdict(&mut self, mut nodes: Nodes) -> Read<Expected> {
        let node = next(&mut nodes)?;
        let mut word = verdict(node.as_str());
        let with = self.names_in(&mut nodes, Rule::duties)?;
        if word == VerdictWord::Take && !with.is_empty() {
            word = VerdictWord::TakeWith;
        }
        let to =
            next_if(&mut nodes, Rule::names).map(|names| self.names(names)).unwrap_or_default();
        let up_to = match next_if(&mut nodes, Rule::ceiling) {
            Some(node) => Some(self.inner_name(node)?),
            None => None,
        };
        let until = match next_if(&mut nodes, Rule::outstanding) {
            Some(node) => self.outstanding(node)?,
            None => Vec::new(),
        };
        let urgency = self.urgency(&mut nodes)?;
        let about = self.names_in(&mut nodes, Rule::facts)?;
        let verdict = Spanned::new(word, self.span(&node));
        Ok(Expected::Verdict { verdict, with, to, up_to, until, urgency, about })
    }

    fn bound(&mut self, mut nodes: Nodes) -> Read<Bound> {
        let node = next(&mut nodes)?;
        let verdict = Spanned::new(verdict(node.as_str()), self.span(&node));
        Ok(Bound { verdict, urgency: self.urgency(&mut nodes)? })
    }

    /// Needs and rechecks; nothing for `none`.
    fn outstanding(&mut self, node: Node) -> Read<Vec<Until>> {
        let parts = node.into_inner().map(|node| match node.as_rule() {
            Rule::recheck => self.recheck(node),
            _ => Ok(Until::Need(self.name(&node))),
        });
        let all: Vec<_> = parts.collect::<Read<_>>()?;
        let none = matches!(all.as_slice(), [Until::Need(only)] if only.node == "none");
        Ok(if none { Vec::new() } else { all })
    }

    /// A list of names; nothing for `none`.
    fn none_or_names(&mut self, nodes: &mut Nodes) -> Read<Vec<Name>> {
        let node = next(nodes)?;
        let names = match node.as_rule() {
            Rule::name => vec![self.name(&node)],
            _ => self.names(node),
        };
        let none = matches!(names.as_slice(), [only] if only.node == "none");
        Ok(if none { Vec::new() } else { names })
    }

    pub(super) fn rule_refs(&mut self, nodes: &mut Nodes) -> Read<Vec<RuleRef>> {
        next(nodes)?.into_inner().map(|node| self.rule_ref(node)).collect()
    }

    fn only_if(&mut self, nodes: &mut Nodes) -> Read<Option<OnlyIf>> {
        let Some(node) = next_if(nodes, Rule::only_if) else { return Ok(None) };
        let mut only_if = OnlyIf { by: Vec::new(), services: Vec::new(), when: None };
        for node in node.into_inner() {
            match node.as_rule() {
                Rule::if_seen => only_if.by = self.names(node),
                Rule::if_asked => only_if.services = self.names(node),
                Rule::condition | Rule::also_if => only_if.when = Some(self.condition(node)?),
                _ => {}
            }
        }
        Ok(Some(only_if))
    }
}

pub(super) fn value_of(names: Vec<Name>) -> Value {
    match names.as_slice() {
        [only] if only.node == "none" => Value::None(only.span),
        _ => Value::Names(names),
    }
}

fn verdict(word: &str) -> VerdictWord {
    match word {
        "take" => VerdictWord::Take,
        "take-with" => VerdictWord::TakeWith,
        "wait" => VerdictWord::Wait,
        "refer" => VerdictWord::Refer,
        "stop" => VerdictWord::Stop,
        _ => VerdictWord::Ask,
    }
}

fn lane(word: &str) -> LaneWord {
    match word {
        "mine" => LaneWord::Mine,
        "refused" => LaneWord::Refused,
        _ => LaneWord::NoRule,
    }
}

fn clearance(word: &str) -> ClearanceWord {
    match word {
        "none" => ClearanceWord::None,
        "on-file" => ClearanceWord::OnFile,
        "before-vigorous" => ClearanceWord::BeforeVigorous,
        "before-any" => ClearanceWord::BeforeAny,
        _ => ClearanceWord::StopAndClear,
    }
}
