//! Which changes are made: the slips of a hand that writes rules.

use remit_model::Rulebook;
use remit_model::id::{CeilingId, Id, NeedId, RoleId, RuleId, ServiceId, UrgencyId};
use remit_model::rulebook::{Covers, IdSet, Outcome, Rule, Until};
use remit_source::Span;
use remit_words::Words;

use super::change::{Change, Place, place_of};
use super::conditions;
use super::{Kind, Mutant};

/// All mutants of a rulebook, in order of its rules.
pub(super) fn all(book: &Rulebook) -> Vec<Mutant> {
    let mut listing = Listing { book, words: Words::new(book), found: Vec::new() };
    for (id, rule) in book.rules.iter() {
        listing.rule(id, rule);
    }
    for place in Place::all(book) {
        listing.conditions(place);
    }
    for id in book.needs.ids() {
        listing.need(id);
    }
    listing.found
}

struct Listing<'a> {
    book: &'a Rulebook,
    words: Words<'a>,
    found: Vec<Mutant>,
}

impl Listing<'_> {
    fn add(&mut self, kind: Kind, span: Span, what: String, change: Change) {
        let name = match &change {
            Change::Cond(place, _) => place.name(self.book),
            Change::Urgent(id, _) | Change::GivenBy(id, _) => Place::Need(*id).name(self.book),
            Change::Roles(ids, _) | Change::Services(ids, _) if ids.len() > 1 => {
                ids.first().map_or_else(String::new, |id| {
                    format!("table {}", self.book.rules[*id].label.name)
                })
            }
            other => other.rule().map_or_else(String::new, |id| self.book.rules[id].name()),
        };
        self.found.push(Mutant { kind, name, span, what, change });
    }

    fn rule(&mut self, id: RuleId, rule: &Rule) {
        let span = place_of(rule);
        self.add(Kind::Rule, span, "the rule is left out".to_owned(), Change::NoRule(id));
        self.reach(id, rule);
        if !rule.under.is_empty() {
            let what = "the rule holds under any setting".to_owned();
            self.add(Kind::Setting, span, what, Change::Anywhere(id));
        }
        if let Some(covers) = &rule.covers {
            self.covers(id, rule, covers);
        }
        if let Some(about) = &rule.about {
            let parts = parts(about, &concern_groups(self.book), |concern| {
                self.book.concerns[concern].label.name.clone()
            });
            for (name, part) in parts.iter().filter(|_| parts.len() > 1) {
                let what = format!("it is no longer about `{name}`");
                self.add(Kind::Cover, span, what, Change::About(id, Some(without(about, part))));
            }
            let what = "it is about any client".to_owned();
            self.add(Kind::Cover, span, what, Change::About(id, None));
        }
        for &other in &rule.overrides {
            let what = format!("it no longer overrides `{}`", self.book.rules[other].name());
            self.add(Kind::Override, span, what, Change::NoOverride(id, other));
        }
        for (what, roles) in fewer_roles(self.book, &rule.also_refer) {
            let what = format!("among the further destinations, {what}");
            self.add(Kind::Destination, span, what, Change::Also(id, roles));
        }
        if let [_] = rule.also_refer[..] {
            let what = "the further destination is left out".to_owned();
            self.add(Kind::Destination, span, what, Change::Also(id, Vec::new()));
        }
        self.outcome(id, None, &rule.outcome, rule.outcome_span);
        for (at, exception) in rule.exceptions.iter().enumerate() {
            let when = self.words.condition(&exception.when);
            let what = format!("the exception when {when} is left out");
            self.add(Kind::Exception, exception.span, what, Change::NoException(id, at));
            self.outcome(id, Some(at), &exception.outcome, exception.span);
        }
    }

    /// For whom, and for what. What a table says once for all its rows is changed for all of them.
    fn reach(&mut self, id: RuleId, rule: &Rule) {
        let (book, span) = (self.book, place_of(rule));
        let rows = rule.row.as_ref().map_or(&[][..], |(table, _)| &book.tables[*table].rows);
        let said_once = |same: &dyn Fn(&Rule) -> bool| {
            rows.len() > 1 && rows.iter().all(|row| same(&book.rules[*row]))
        };
        let roles_once = said_once(&|row| row.roles == rule.roles);
        let services_once = said_once(&|row| row.services == rule.services);
        let first = rows.first() == Some(&id);
        let whose = |once: bool| if once { rows.to_vec() } else { vec![id] };
        if roles_once && !first {
            return self.services(id, rule, services_once, first);
        }
        let categories = role_categories(book);
        let name = |role: RoleId| book.roles[role].label.name.clone();
        let named = parts(&rule.roles, &categories, name);
        for (name, part) in named.iter().filter(|_| named.len() > 1) {
            let what = format!("it is no longer for `{name}`");
            self.add(
                Kind::Role,
                span,
                what,
                Change::Roles(whose(roles_once), without(&rule.roles, part)),
            );
        }
        let all = ("any practitioner", book.roles.ids().collect());
        let others = wider(&rule.roles, &categories, all);
        for (name, part) in others {
            let what = format!("it is also for `{name}`");
            self.add(
                Kind::Role,
                span,
                what,
                Change::Roles(whose(roles_once), with(&rule.roles, &part)),
            );
        }
        self.services(id, rule, services_once, first);
    }

    fn services(&mut self, id: RuleId, rule: &Rule, once: bool, first: bool) {
        let (book, span) = (self.book, place_of(rule));
        if once && !first {
            return;
        }
        let rows = rule.row.as_ref().map_or(&[][..], |(table, _)| &book.tables[*table].rows);
        let whose = || if once { rows.to_vec() } else { vec![id] };
        let groups = service_groups(book);
        let name = |service: ServiceId| book.services[service].label.name.clone();
        let named = parts(&rule.services, &groups, name);
        for (name, part) in named.iter().filter(|_| named.len() > 1) {
            let what = format!("it is no longer asked for `{name}`");
            let services = without(&rule.services, part);
            self.add(Kind::Service, span, what, Change::Services(whose(), services));
        }
        let all = ("any service", book.services.ids().collect());
        for (name, part) in wider(&rule.services, &groups, all) {
            let what = format!("it is also asked for `{name}`");
            let services = with(&rule.services, &part);
            self.add(Kind::Service, span, what, Change::Services(whose(), services));
        }
    }

    fn covers(&mut self, id: RuleId, rule: &Rule, covers: &Covers) {
        let (book, span) = (self.book, place_of(rule));
        let mut add = |what: String, covers: Covers| {
            self.add(Kind::Cover, span, what, Change::Covers(id, covers));
        };
        if covers.every {
            return;
        }
        let groups = concern_groups(book);
        let name = |concern| book.concerns[concern].label.name.clone();
        let named = parts(&covers.concerns, &groups, name);
        for (name, part) in named.iter().filter(|_| named.len() > 1 || covers.healthy) {
            let concerns = without(&covers.concerns, part);
            add(format!("it no longer covers `{name}`"), Covers { concerns, ..covers.clone() });
        }
        // Groups that only somebody else takes for the same service are most easily taken for
        // one's own.
        let takers = book.rules.values().filter(|other| {
            other.takes() && other.services.iter().any(|service| rule.services.contains(service))
        });
        let (mut ours, mut theirs) = (IdSet::default(), IdSet::default());
        for other in takers {
            let concerns = other.covers.as_ref().map(|covers| covers.concerns.clone());
            let whose = if other.roles.meets(&rule.roles) { &mut ours } else { &mut theirs };
            whose.extend(&concerns.unwrap_or_default());
        }
        let others = parts(&without(&theirs, &ours), &groups, name);
        for (name, part) in others.into_iter().filter(|(_, part)| part.len() > 1) {
            let concerns = with(&covers.concerns, &part);
            add(format!("it also covers `{name}`"), Covers { concerns, ..covers.clone() });
        }
        let healthy = if covers.healthy { "no longer covers" } else { "also covers" };
        if !covers.healthy || !covers.concerns.is_empty() {
            let what = format!("it {healthy} the apparently healthy");
            add(what, Covers { healthy: !covers.healthy, ..covers.clone() });
        }
        if covers.only {
            let what = "it covers them in any company".to_owned();
            add(what, Covers { only: false, ..covers.clone() });
        }
    }

    /// What is said.
    fn outcome(&mut self, id: RuleId, exception: Option<usize>, outcome: &Outcome, span: Span) {
        for (kind, what, outcome) in self.otherwise(outcome) {
            self.add(kind, span, what, Change::Says(id, exception, outcome));
        }
    }

    fn otherwise(&self, outcome: &Outcome) -> Vec<(Kind, String, Outcome)> {
        let book = self.book;
        let mut found = Vec::new();
        let urgency = |id: UrgencyId| book.urgencies[id].label.name.as_str();
        let ceiling = |id: CeilingId| book.ceilings[id].label.name.as_str();
        match outcome {
            Outcome::Take { duties, needs } => {
                for (at, duty) in duties.iter().enumerate() {
                    let what = format!("without `{}`", book.duties[*duty].label.name);
                    let (duties, needs) = (all_but(duties, at), needs.clone());
                    found.push((Kind::Duty, what, Outcome::Take { duties, needs }));
                }
                for (at, need) in needs.iter().enumerate() {
                    let what = format!("not only once `{}` is met", book.needs[*need].label.name);
                    let (duties, needs) = (duties.clone(), all_but(needs, at));
                    found.push((Kind::Need, what, Outcome::Take { duties, needs }));
                }
            }
            Outcome::Refer { to, urgency: at } => {
                if let Some(lower) = lower(*at) {
                    let what = format!("`{}` becomes `{}`", urgency(*at), urgency(lower));
                    let outcome = Outcome::Refer { to: to.clone(), urgency: lower };
                    found.push((Kind::Urgency, what, outcome));
                }
                for (what, to) in fewer_roles(book, to) {
                    found.push((Kind::Destination, what, Outcome::Refer { to, urgency: *at }));
                }
            }
            Outcome::Stop { to, urgency: at } => {
                if let Some(lower) = lower(*at) {
                    let what = format!("`{}` becomes `{}`", urgency(*at), urgency(lower));
                    let outcome = Outcome::Stop { to: to.clone(), urgency: lower };
                    found.push((Kind::Urgency, what, outcome));
                }
                for (what, to) in fewer_roles(book, to) {
                    found.push((Kind::Destination, what, Outcome::Stop { to, urgency: *at }));
                }
            }
            Outcome::GoAhead { place: Some(at) } => {
                let what = format!("not placed at `{}`", urgency(*at));
                found.push((Kind::Urgency, what, Outcome::GoAhead { place: None }));
            }
            Outcome::UpTo { ceiling: at, until, once_met, place } => {
                let says = |at, until: &Option<Until>, once_met, place| Outcome::UpTo {
                    ceiling: at,
                    until: until.clone(),
                    once_met,
                    place,
                };
                if let Some(looser) = lower(*at) {
                    let what = format!("`{}` becomes `{}`", ceiling(*at), ceiling(looser));
                    found.push((Kind::Ceiling, what, says(looser, until, *once_met, *place)));
                }
                if let Some(until) = until {
                    let what = match until {
                        Until::Need(need) => {
                            format!("not until `{}`, but for good", book.needs[*need].label.name)
                        }
                        Until::Recheck(_) => "nothing is to be measured again".to_owned(),
                    };
                    found.push((Kind::Need, what, says(*at, &None, None, *place)));
                }
                if let Some(met) = once_met {
                    let what = format!("once met, not only up to `{}`", ceiling(*met));
                    found.push((Kind::Ceiling, what, says(*at, until, None, *place)));
                }
                if let Some(placed) = place {
                    let what = format!("not placed at `{}`", urgency(*placed));
                    found.push((Kind::Urgency, what, says(*at, until, *once_met, None)));
                }
            }
            Outcome::Recommend { roles } => {
                for (what, roles) in fewer_roles(book, roles) {
                    found.push((Kind::Destination, what, Outcome::Recommend { roles }));
                }
            }
            Outcome::GoAhead { place: None } | Outcome::DoesNotApply => {}
        }
        found
    }

    fn need(&mut self, id: NeedId) {
        let need = &self.book.needs[id];
        let (span, book) = (need.label.span, self.book);
        if let Some(lower) = lower(need.urgency) {
            let name = |id: UrgencyId| book.urgencies[id].label.name.as_str();
            let what = format!("`{}` becomes `{}`", name(need.urgency), name(lower));
            self.add(Kind::Urgency, span, what, Change::Urgent(id, lower));
        }
        for (what, roles) in fewer_roles(book, &need.given_by) {
            self.add(Kind::Destination, span, what, Change::GivenBy(id, roles));
        }
    }

    fn conditions(&mut self, place: Place) {
        let Some(cond) = place.cond(self.book) else { return };
        for variant in conditions::variants(self.book, self.words, cond) {
            self.add(variant.kind, variant.span, variant.what, Change::Cond(place, variant.cond));
        }
    }
}

/// One level down a scale.
fn lower<I: Id>(level: I) -> Option<I> {
    level.index().checked_sub(1).map(I::from_index)
}

/// Roles that are named, each left out where others remain, and the first replaced by another of its
/// kind: a clinician by a clinician, since anything else is what `remit check` finds.
fn fewer_roles(book: &Rulebook, roles: &[RoleId]) -> Vec<(String, Vec<RoleId>)> {
    let name = |role: RoleId| book.roles[role].label.name.as_str();
    let mut found = Vec::new();
    if roles.len() > 1 {
        for (at, &role) in roles.iter().enumerate() {
            found.push((format!("`{}` is left out", name(role)), all_but(roles, at)));
        }
    }
    let alike = |role: &RoleId, first: RoleId| {
        !roles.contains(role)
            && !book.roles[*role].category
            && book.roles[*role].clinician == book.roles[first].clinician
    };
    let other = roles.first().and_then(|first| book.roles.ids().find(|role| alike(role, *first)));
    if let (Some(&first), Some(other)) = (roles.first(), other) {
        let mut swapped = roles.to_vec();
        if let Some(slot) = swapped.first_mut() {
            *slot = other;
        }
        found.push((format!("`{}` becomes `{}`", name(first), name(other)), swapped));
    }
    found
}

fn all_but<T: Clone>(things: &[T], at: usize) -> Vec<T> {
    let others = things.iter().enumerate().filter(|(index, _)| *index != at);
    others.map(|(_, thing)| thing.clone()).collect()
}

fn with<I: Id>(set: &IdSet<I>, more: &IdSet<I>) -> IdSet<I> {
    let mut set = set.clone();
    set.extend(more);
    set
}

pub(super) fn without<I: Id>(set: &IdSet<I>, less: &IdSet<I>) -> IdSet<I> {
    set.iter().filter(|id| !less.contains(*id)).collect()
}

/// Names that stand for several.
type Named<I> = Vec<(String, IdSet<I>)>;

fn role_categories(book: &Rulebook) -> Named<RoleId> {
    let members = |category: RoleId| {
        book.roles.ids().filter(|role| book.roles[*role].is_a.contains(category)).collect()
    };
    let categories = book.roles.ids().filter(|role| book.roles[*role].category);
    categories.map(|role| (book.roles[role].label.name.clone(), members(role))).collect()
}

fn service_groups(book: &Rulebook) -> Named<ServiceId> {
    let groups = book.groups.values();
    groups.map(|group| (group.label.name.clone(), group.services.clone())).collect()
}

fn concern_groups(book: &Rulebook) -> Named<remit_model::id::ConcernId> {
    let groups = book.groups.values();
    groups.map(|group| (group.label.name.clone(), group.concerns.clone())).collect()
}

/// What a set becomes when one of its parts is taken for the next larger group that holds it, or for
/// all there is: what is added, by the name of the group.
fn wider<I: Id>(set: &IdSet<I>, groups: &Named<I>, (name, all): (&str, IdSet<I>)) -> Named<I> {
    let mut found: Named<I> = Vec::new();
    for part in set.iter() {
        let larger = groups.iter().filter(|(_, group)| group.contains(part) && !set.holds(group));
        let next = larger.min_by_key(|(_, group)| group.len());
        if let Some((name, group)) = next
            && !found.iter().any(|(known, _)| known == name)
        {
            found.push((name.clone(), group.clone()));
        }
    }
    if found.is_empty() && set.len() < all.len() {
        found.push((name.to_owned(), all));
    }
    found
}

/// A set as one would write it: the largest groups that lie wholly in it (but are not all of it),
/// and what is left by itself.
pub(super) fn parts<I: Id>(
    set: &IdSet<I>,
    groups: &Named<I>,
    name: impl Fn(I) -> String,
) -> Named<I> {
    let mut fitting: Vec<_> = groups
        .iter()
        .filter(|(_, group)| group.len() > 1 && group.len() < set.len() && set.holds(group))
        .collect();
    fitting.sort_by_key(|(_, group)| std::cmp::Reverse(group.len()));
    let mut left = set.clone();
    let mut found: Named<I> = Vec::new();
    for (group, members) in fitting {
        if left.holds(members) {
            left = without(&left, members);
            found.push((group.clone(), members.clone()));
        }
    }
    found.extend(left.iter().map(|id| (name(id), std::iter::once(id).collect())));
    found
}
