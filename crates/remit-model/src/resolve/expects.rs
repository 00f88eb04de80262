//! What examples expect: looked up only. Whether it comes true is for the evaluator to say.

use std::slice;

use remit_source::{Diagnostic, Spanned};
use remit_syntax::ast::{
    self, Clause, ClearanceWord, Cond as CondTree, Item, LaneWord, RuleRef, Until, VerdictWord,
};

use super::Resolver;
use super::clauses::{clauses, joined};
use super::cond::Where;
use crate::codes;
use crate::id::{FactId, Id, NeedId, RoleId, ServiceId};
use crate::reads::Reads;
use crate::rulebook::{
    Clearance, Cond, Expect, Expected, IdSet, LaneState, OnlyIf, Recheck, Verdict,
};

/// What an example says of its tests: what an expectation holds for can be read from this alone.
pub(super) struct Said<'e> {
    /// The facts that it tells.
    pub(super) told: IdSet<FactId>,
    pub(super) roles: &'e [RoleId],
    pub(super) requests: &'e [Vec<ServiceId>],
}

impl Resolver<'_> {
    /// What an example expects, clause by clause.
    pub(super) fn expectations(&mut self, item: &Item, said: &Said<'_>) -> Vec<Expect> {
        let mut expects = Vec::new();
        for clause in clauses(item) {
            let (all, only_if) = match &clause.node {
                Clause::Expect(expect) => (self.expected(&expect.what), expect.only_if.as_ref()),
                Clause::DecidedBy { rules, only_if } => {
                    (self.each_rule(rules, Expected::DecidedBy), only_if.as_ref())
                }
                _ => continue,
            };
            let only_if = only_if.map(|only_if| self.only_if(only_if, said));
            let span = clause.span;
            expects.extend(all.into_iter().map(|what| Expect {
                what,
                only_if: only_if.clone(),
                span,
            }));
        }
        expects
    }

    fn only_if(&mut self, only_if: &ast::OnlyIf, said: &Said<'_>) -> OnlyIf {
        let ast::OnlyIf { by, services, when } = only_if;
        OnlyIf {
            by: (!by.is_empty()).then(|| self.seen_by(by, said.roles)),
            services: (!services.is_empty()).then(|| self.asked_for(services, said.requests)),
            when: when.as_ref().map(|when| self.told_condition(when, &said.told)),
        }
    }

    /// The roles of a list, and those that are one of them; each list names some that see the client.
    fn seen_by(&mut self, names: &[ast::Name], seers: &[RoleId]) -> IdSet<RoleId> {
        let mut all = IdSet::default();
        for name in names {
            let Some(named) = self.role(name) else { continue };
            let is_one = |role: &RoleId| self.book.roles[*role].is_a.contains(named);
            let roles: IdSet<RoleId> = self.book.roles.ids().filter(is_one).collect();
            if !seers.is_empty() && !seers.iter().any(|role| roles.contains(*role)) {
                self.untold(name, "sees no client of this example", "seen by");
            }
            all.extend(&roles);
        }
        all
    }

    fn asked_for(&mut self, names: &[ast::Name], requests: &[Vec<ServiceId>]) -> IdSet<ServiceId> {
        let mut all = IdSet::default();
        for name in names {
            let services = self.services(slice::from_ref(name));
            let asked = |service: &ServiceId| services.contains(*service);
            if !requests.is_empty() && !services.is_empty() && !requests.iter().flatten().any(asked)
            {
                self.untold(name, "is not asked for in this example", "for");
            }
            all.extend(&services);
        }
        all
    }

    fn untold(&mut self, name: &ast::Name, is: &str, word: &str) {
        self.report(
            Diagnostic::error(codes::UNTOLD_CONDITION, name.span, format!("`{}` {is}", name.node))
                .why("so nothing would be expected of any of its tests by this")
                .help(format!(
                    "Add it after `{word}` in the line `seen by …`, or take it out here."
                )),
        );
    }

    fn told_condition(&mut self, when: &Spanned<CondTree>, told: &IdSet<FactId>) -> Cond {
        let cond = self.cond(when, Where::Anywhere);
        let untold = Reads::of(&self.book, &cond).facts.iter().find(|fact| !told.contains(*fact));
        if let Some(fact) = untold {
            let label = &self.book.facts[fact].label;
            let (declared, name) = (label.span, label.name.clone());
            self.report(
                Diagnostic::error(
                    codes::UNTOLD_CONDITION,
                    when.span,
                    format!("this looks at `{name}`, which the example doesn't tell"),
                )
                .also(declared, "declared here")
                .why("what is expected of a test must follow from the line that tells its client")
                .help(format!("Add a line `client {name} …`, or look at a fact that is told.")),
            );
        }
        cond
    }

    fn expected(&mut self, what: &ast::Expected) -> Vec<Expected> {
        let one = match what {
            ast::Expected::Verdict { verdict, with, to, up_to, until, urgency, about } => {
                let mut all = vec![Expected::Verdict(verdict_of(verdict.node))];
                if !with.is_empty() {
                    all.push(Expected::Duties(self.names(with, Self::duty)));
                }
                if !to.is_empty() {
                    all.push(Expected::To(self.roles(to)));
                }
                all.extend(
                    up_to.as_ref().and_then(|name| self.ceiling(name)).map(Expected::Ceiling),
                );
                if !until.is_empty() {
                    all.extend(self.outstanding(until));
                }
                all.extend(
                    urgency.as_ref().and_then(|name| self.urgency(name)).map(Expected::Urgency),
                );
                if !about.is_empty() {
                    all.push(Expected::Ask(self.names(about, Self::fact)));
                }
                return all;
            }
            ast::Expected::Outstanding(all) => return self.outstanding(all),
            ast::Expected::SetAside(rules) => return self.each_rule(rules, Expected::SetAside),
            ast::Expected::Stage(None) => Expected::Stage(None),
            ast::Expected::Stage(Some(name)) => match self.stage(name) {
                Some(stage) => Expected::Stage(Some(stage)),
                None => return Vec::new(),
            },
            ast::Expected::Recommended(names) => Expected::Recommended(self.roles(names)),
            ast::Expected::Lane(word) => Expected::Lane(lane_of(word.node)),
            ast::Expected::Clearance(word) => Expected::Clearance(clearance_of(word.node)),
            ast::Expected::Duties(names) => Expected::Duties(self.names(names, Self::duty)),
            ast::Expected::Met(names) => Expected::Met(self.names(names, Self::need)),
            ast::Expected::Uncovered(names) => {
                Expected::Uncovered(self.concerns_of(names).iter().collect())
            }
            ast::Expected::CoveredSeparately => Expected::CoveredSeparately,
            ast::Expected::AlsoTo(names) => Expected::AlsoTo(self.roles(names)),
            ast::Expected::Forbidden(names) => match self.single_services(names) {
                Some(services) => Expected::Forbidden(services),
                None => return Vec::new(),
            },
            ast::Expected::SentTo { roles, service } => {
                let roles = self.roles(roles);
                match self.service(service) {
                    Some(service) => Expected::SentTo(roles, service),
                    None => return Vec::new(),
                }
            }
            ast::Expected::AtLeast(bound) => {
                let urgency = bound.urgency.as_ref().and_then(|name| self.urgency(name));
                Expected::AtLeast(verdict_of(bound.verdict.node), urgency)
            }
            ast::Expected::AtMost(bound) => {
                let urgency = bound.urgency.as_ref().and_then(|name| self.urgency(name));
                Expected::AtMost(verdict_of(bound.verdict.node), urgency)
            }
        };
        vec![one]
    }

    fn names<I: Id>(
        &mut self,
        names: &[ast::Name],
        look: impl Fn(&mut Self, &ast::Name) -> Option<I>,
    ) -> Vec<I> {
        names.iter().filter_map(|name| look(self, name)).collect()
    }

    /// Everything that is waited for: what is not named here is not waited for.
    fn outstanding(&mut self, all: &[Until]) -> Vec<Expected> {
        let (mut needs, mut rechecks): (Vec<NeedId>, _) = (Vec::new(), Vec::new());
        for until in all {
            match until {
                Until::Need(name) => needs.extend(self.need(name)),
                Until::Recheck { fact, minutes, doing } => {
                    let minutes = minutes.as_ref().map(|minutes| minutes.node);
                    let doing = doing.as_ref().map(joined);
                    rechecks.extend(self.fact(fact).map(|fact| Recheck { fact, minutes, doing }));
                }
            }
        }
        vec![Expected::Outstanding(needs), Expected::Rechecks(rechecks)]
    }

    /// One expectation for each rule that is named; a table stands for any of its rows.
    fn each_rule(
        &mut self,
        rules: &[RuleRef],
        expected: impl Fn(Vec<crate::id::RuleId>) -> Expected,
    ) -> Vec<Expected> {
        let found: Vec<_> = rules.iter().map(|reference| self.rule_ref(reference)).collect();
        found.into_iter().filter(|rules| !rules.is_empty()).map(expected).collect()
    }
}

fn verdict_of(word: VerdictWord) -> Verdict {
    match word {
        VerdictWord::Take => Verdict::Take,
        VerdictWord::TakeWith => Verdict::TakeWith,
        VerdictWord::Wait => Verdict::Wait,
        VerdictWord::Refer => Verdict::Refer,
        VerdictWord::Stop => Verdict::Stop,
        VerdictWord::Ask => Verdict::Ask,
    }
}

fn lane_of(word: LaneWord) -> LaneState {
    match word {
        LaneWord::Mine => LaneState::Mine,
        LaneWord::Refused => LaneState::Refused,
        LaneWord::NoRule => LaneState::NoRule,
    }
}

fn clearance_of(word: ClearanceWord) -> Clearance {
    match word {
        ClearanceWord::None => Clearance::None,
        ClearanceWord::OnFile => Clearance::OnFile,
        ClearanceWord::BeforeVigorous => Clearance::BeforeVigorous,
        ClearanceWord::BeforeAny => Clearance::BeforeAny,
        ClearanceWord::StopAndClear => Clearance::StopAndClear,
    }
}
