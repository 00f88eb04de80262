//! What things are called: titles, values with units, and sets said as briefly as they can be.

use remit_model::Number;
use remit_model::id::{
    CeilingId, ConcernId, DutyId, FactId, Id, NeedId, RoleId, RuleId, ServiceId, StageId, TermId,
    UnitId, UrgencyId,
};
use remit_model::rulebook::{FactKind, IdSet, RaisedBy, Value};

use crate::Words;
use crate::list::{and, bare, small, spelled};

impl<'a> Words<'a> {
    /// A fact's title: `resting systolic blood pressure`.
    #[must_use]
    pub fn fact(self, id: FactId) -> &'a str {
        let label = &self.book.facts[id].label;
        bare(title_or(&label.title, &label.name))
    }

    /// A role's title, with its article: `a personal fitness trainer`.
    #[must_use]
    pub fn role(self, id: RoleId) -> &'a str {
        let label = &self.book.roles[id].label;
        title_or(&label.title, &label.name)
    }

    /// A service's title: `a programme of exercise`.
    #[must_use]
    pub fn service(self, id: ServiceId) -> &'a str {
        let label = &self.book.services[id].label;
        title_or(&label.title, &label.name)
    }

    /// A term's title: `high blood pressure`.
    #[must_use]
    pub fn term(self, id: TermId) -> &'a str {
        let label = &self.book.terms[id].label;
        title_or(&label.title, &label.name)
    }

    /// A concern's title: that of the term that raises it, or its own.
    #[must_use]
    pub fn concern(self, id: ConcernId) -> &'a str {
        let concern = &self.book.concerns[id];
        match concern.raised_by {
            RaisedBy::Term(term) => self.term(term),
            RaisedBy::Condition(_) => title_or(&concern.label.title, &concern.label.name),
        }
    }

    /// A need's title: `a medical clearance`.
    #[must_use]
    pub fn need(self, id: NeedId) -> &'a str {
        let label = &self.book.needs[id].label;
        title_or(&label.title, &label.name)
    }

    /// A duty's title.
    #[must_use]
    pub fn duty(self, id: DutyId) -> &'a str {
        let label = &self.book.duties[id].label;
        title_or(&label.title, &label.name)
    }

    /// A ceiling's phrase: `moderate intensity`.
    #[must_use]
    pub fn ceiling(self, id: CeilingId) -> &'a str {
        let label = &self.book.ceilings[id].label;
        title_or(&label.title, &label.name)
    }

    /// An urgency's phrase: `the same day`.
    #[must_use]
    pub fn urgency(self, id: UrgencyId) -> &'a str {
        let label = &self.book.urgencies[id].label;
        title_or(&label.title, &label.name)
    }

    /// A stage's title.
    #[must_use]
    pub fn stage(self, id: StageId) -> &'a str {
        let label = &self.book.stages[id].label;
        title_or(&label.title, &label.name)
    }

    /// A rule's title; of a row, its table's title and the row.
    #[must_use]
    pub fn rule_title(self, id: RuleId) -> String {
        let rule = &self.book.rules[id];
        let title = title_or(&rule.label.title, &rule.label.name);
        rule.row.as_ref().map_or_else(|| title.to_owned(), |(_, row)| format!("{title}, row {row}"))
    }

    /// A number with the fact's unit: `160 mmHg`, `1 minute`.
    #[must_use]
    pub fn number(self, fact: FactId, number: Number) -> String {
        match &self.book.facts[fact].kind {
            FactKind::Number { unit: Some(unit), .. } => {
                let unit = self.unit_for(*unit, number);
                // Signs such as `%` and `°C` stand close to their number.
                let gap = if unit.starts_with(char::is_alphanumeric) { " " } else { "" };
                format!("{number}{gap}{unit}")
            }
            _ => number.to_string(),
        }
    }

    /// A unit as it is said after that number: the singular after one.
    #[must_use]
    pub fn unit_for(self, unit: UnitId, number: Number) -> &'a str {
        let unit = &self.book.units[unit];
        let title = title_or(&unit.label.title, &unit.label.name);
        if number == Number::whole(1)
            && let Some(singular) = unit.also.iter().find(|also| format!("{also}s") == title)
        {
            return singular;
        }
        title
    }

    /// An option of a choice as a word: `weight loss`.
    #[must_use]
    pub fn option(self, fact: FactId, index: usize) -> String {
        match &self.book.facts[fact].kind {
            FactKind::Choice { options, .. } => {
                options.get(index).map_or_else(String::new, |option| spelled(&option.name))
            }
            _ => String::new(),
        }
    }

    /// A value in words: `134 mmHg`, `weight loss`, `asthma and gout`, `none`, `not taken`.
    #[must_use]
    pub fn value(self, fact: FactId, value: &Value) -> String {
        match value {
            Value::Number(number) => self.number(fact, *number),
            Value::Option(index) => self.option(fact, *index),
            Value::Set(members) if members.is_empty() => "none".to_owned(),
            Value::Set(members) => and(&titles(members.iter(), |term| self.term(term))),
            Value::NotTaken => "not taken".to_owned(),
        }
    }

    /// Terms, said with the titles of groups where those hold several of them.
    #[must_use]
    pub fn terms(self, set: &IdSet<TermId>) -> Vec<String> {
        let groups =
            self.book.groups.values().map(|group| (&group.terms, group.label.title.as_str()));
        briefly(set, groups, |term| self.term(term))
    }

    /// Concerns, said with the titles of groups where those hold several of them.
    #[must_use]
    pub fn concerns(self, set: &IdSet<ConcernId>) -> Vec<String> {
        let groups =
            self.book.groups.values().map(|group| (&group.concerns, group.label.title.as_str()));
        briefly(set, groups, |concern| self.concern(concern))
    }

    /// Roles, said with the titles of categories; `any practitioner` if it is all of them.
    #[must_use]
    pub fn roles(self, set: &IdSet<RoleId>) -> Vec<String> {
        if set.len() == self.book.roles.len() {
            return vec!["any practitioner".to_owned()];
        }
        // A category names all that are one of it.
        let closed: Vec<_> =
            self.book.roles.ids().map(|id| (self.who_are(id), self.role(id))).collect();
        briefly(set, closed.iter().map(|(members, title)| (members, *title)), |role| {
            self.role(role)
        })
    }

    fn who_are(self, category: RoleId) -> IdSet<RoleId> {
        self.book
            .roles
            .iter()
            .filter(|(_, role)| role.is_a.contains(category))
            .map(|(id, _)| id)
            .collect()
    }

    /// Services, said with the titles of groups, and of services with their sub-services.
    #[must_use]
    pub fn services(self, set: &IdSet<ServiceId>) -> Vec<String> {
        if set.len() == self.book.services.len() {
            return vec!["anything".to_owned()];
        }
        let closed: Vec<_> =
            self.book.services.ids().map(|id| (self.which_are(id), self.service(id))).collect();
        let groups =
            self.book.groups.values().map(|group| (&group.services, group.label.title.as_str()));
        let parents = closed.iter().map(|(members, title)| (members, *title));
        briefly(set, groups.chain(parents), |service| self.service(service))
    }

    fn which_are(self, parent: ServiceId) -> IdSet<ServiceId> {
        let services = self.book.services.iter();
        services.filter(|(_, service)| service.is_a.contains(parent)).map(|(id, _)| id).collect()
    }
}

fn title_or<'t>(title: &'t str, name: &'t str) -> &'t str {
    if title.is_empty() { name } else { title }
}

pub(crate) fn titles<'t, I>(
    ids: impl Iterator<Item = I>,
    title: impl Fn(I) -> &'t str,
) -> Vec<String> {
    ids.map(|id| title(id).to_owned()).collect()
}

/// The fewest words for a set: greedily the largest groups that are wholly in it and still add two
/// members or more, then what is left, one by one.
fn briefly<'g, I: Id + 'g>(
    set: &IdSet<I>,
    groups: impl Iterator<Item = (&'g IdSet<I>, &'g str)>,
    title: impl Fn(I) -> &'g str,
) -> Vec<String> {
    let mut groups: Vec<_> =
        groups.filter(|(members, _)| members.len() > 1 && set.holds(members)).collect();
    let mut left = set.clone();
    let mut said = Vec::new();
    loop {
        let gain = |members: &IdSet<I>| members.iter().filter(|&id| left.contains(id)).count();
        let best = groups
            .iter()
            .enumerate()
            .max_by_key(|(at, (members, _))| (gain(members), usize::MAX - at));
        let Some((at, &(members, name))) = best.filter(|(_, (members, _))| gain(members) > 1)
        else {
            break;
        };
        members.iter().for_each(|id| left.remove(id));
        said.push(small(name));
        groups.remove(at);
    }
    said.extend(left.iter().map(|id| title(id).to_owned()));
    said
}
