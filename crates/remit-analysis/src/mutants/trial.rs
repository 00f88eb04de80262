//! The tests of a rulebook, made ready to be run on many mutants.

use remit_eval::{Case, Completion, Judge, Test, compare};
use remit_model::Rulebook;
use remit_model::id::{ConcernId, FactId, Id, RoleId, RuleId, ServiceId};
use remit_model::rulebook::{Expect, Expected, FactKind, IdSet, RuleKind, Value};

/// A test, and what is needed to tell which mutants can concern it.
pub(super) struct Trial<'b> {
    pub(super) test: Test<'b>,
    pub(super) case: Case,
    pub(super) name: String,
    /// The client, with some value where one is unknown.
    pub(super) client: Completion,
    /// What is unknown and may matter. If a set is, so may be all sets: members imply members of
    /// others.
    pub(super) unknown: IdSet<FactId>,
    /// The concerns of the client.
    pub(super) concerns: IdSet<ConcernId>,
    expects: Vec<&'b Expect>,
    /// What the client asks for, and what else is decided along the way.
    services: IdSet<ServiceId>,
    /// Whether it expects a destination: then other practitioners' lanes matter too.
    destined: bool,
}

impl<'b> Trial<'b> {
    /// `read` are the facts that rules, and what they name, look at.
    pub(super) fn new(judge: &Judge<'b>, test: Test<'b>, read: &IdSet<FactId>) -> Self {
        let book = judge.book;
        let mut case = test.case(book);
        let client = filled(judge, &case);
        let mut unknown: IdSet<FactId> = case.open().filter(|fact| read.contains(*fact)).collect();
        if unknown.is_empty() && judge.violates(&client).is_none() {
            // What nobody looks at may as well be known: that is decided much faster.
            case.facts = client.values.iter().cloned().map(Some).collect();
        }
        let is_set = |id: FactId| matches!(book.facts[id].kind, FactKind::Set { .. });
        if unknown.iter().any(is_set) {
            unknown.extend(&book.facts.ids().filter(|id| is_set(*id)).collect());
        }
        let mut services: IdSet<ServiceId> = test.services.iter().copied().collect();
        let mut destined = false;
        for expect in &test.example.expects {
            match &expect.what {
                Expected::Forbidden(acts) => acts.iter().for_each(|act| services.insert(*act)),
                Expected::To(_) | Expected::SentTo(..) | Expected::AlsoTo(_) => destined = true,
                _ => {}
            }
        }
        if destined {
            book.evaluation.into_iter().chain(book.emergency).for_each(|id| services.insert(id));
        }
        let name = test.name(book);
        let concerns = judge.concerns(&client);
        let expects = test.expects(book).collect();
        Self { test, case, name, client, unknown, concerns, expects, services, destined }
    }

    /// Whether what is expected is so under a judge.
    pub(super) fn passes(&self, judge: &Judge) -> bool {
        let expects = self.expects.iter().copied();
        compare(judge, &self.case, self.role(), self.test.services, expects).passed()
    }

    /// Whether the client's concerns are known for certain.
    pub(super) fn is_plain(&self) -> bool {
        self.unknown.is_empty()
    }

    pub(super) fn role(&self) -> RoleId {
        self.test.role
    }

    /// Whether a rule for these practitioners and services can have a say.
    pub(super) fn is_reached(
        &self,
        book: &Rulebook,
        rule: RuleId,
        roles: &IdSet<RoleId>,
        services: &IdSet<ServiceId>,
    ) -> bool {
        let lane = book.rules[rule].kind == RuleKind::Lane;
        let role = roles.contains(self.role()) || (lane && self.destined);
        role && services.meets(&self.services)
    }

    /// Whether everything that a condition reads is known.
    pub(super) fn knows(&self, reads: &IdSet<FactId>) -> bool {
        !self.unknown.meets(reads)
    }
}

/// A case with some value for what is unknown: the usual one, or one of the first class; if that is
/// impossible, whatever is.
fn filled(judge: &Judge, case: &Case) -> Completion {
    let book = judge.book;
    let values = book.facts.iter().map(|(id, fact)| {
        case.value(id).or(fact.usual.as_ref()).cloned().unwrap_or_else(|| {
            let class = judge.classes().of(id).first();
            class.map_or_else(|| Value::Set(IdSet::default()), remit_eval::Class::value)
        })
    });
    let mut client = Completion { values: values.collect(), settings: case.settings.clone() };
    // What nobody told may be told so that the client is possible.
    for id in case.open().collect::<Vec<_>>() {
        if judge.violates(&client).is_none() {
            break;
        }
        for class in judge.classes().of(id) {
            let mut other = client.clone();
            if let Some(slot) = other.values.get_mut(id.index()) {
                *slot = class.value();
            }
            if judge.violates(&other).is_none() {
                client = other;
                break;
            }
        }
    }
    client
}
