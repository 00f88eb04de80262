//! What a change of the vocabulary gave to lanes that nobody touched: a new member of a group that a
//! lane covers, a new service of a group that it is for, a new role that `is a` role that it is for.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use remit_model::Rulebook;
use remit_model::id::Id;
use remit_model::rulebook::{IdSet, Label, RaisedBy, Rule};
use remit_source::Diagnostic;
use remit_words::list::and;

use crate::{Finding, codes};

/// How many lanes are shown for one new name; the others are counted.
const MOST_SHOWN: usize = 5;

/// The grants of a rulebook that are wider than those of an earlier one though no lane names what
/// they now reach.
#[must_use]
pub fn widened(earlier: &Rulebook, book: &Rulebook) -> Vec<Finding> {
    let before: HashMap<String, &Rule> = earlier
        .rules
        .values()
        .filter(|rule| rule.takes())
        .map(|rule| (rule.name(), rule))
        .collect();
    // One finding for all lanes that reach the same new names in the same way.
    let mut reached: BTreeMap<Added<'_>, Vec<&Rule>> = BTreeMap::new();
    for lane in book.rules.values().filter(|rule| rule.takes()) {
        let Some(old) = before.get(&lane.name()) else { continue };
        let both = Both { earlier, book, old, lane };
        for added in both.concerns().into_iter().chain(both.services()).chain(both.roles()) {
            reached.entry(added).or_default().push(lane);
        }
    }
    reached.into_iter().map(|(added, lanes)| report(&added, &lanes)).collect()
}

/// A name that lanes reach and did not reach before.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Added<'b> {
    place: remit_source::Span,
    name: &'b str,
    /// What it does for the lane: `takes clients with`, `is for`.
    reach: &'static str,
    /// How it came in.
    through: String,
}

impl<'b> Added<'b> {
    fn new(label: &'b Label, reach: &'static str, through: String) -> Self {
        Self { place: label.span, name: &label.name, reach, through }
    }
}

/// A lane that takes, now and before.
struct Both<'b> {
    earlier: &'b Rulebook,
    book: &'b Rulebook,
    old: &'b Rule,
    lane: &'b Rule,
}

impl<'b> Both<'b> {
    fn concerns(&self) -> Vec<Added<'b>> {
        let (Some(old), Some(new)) = (&self.old.covers, &self.lane.covers) else {
            return Vec::new();
        };
        let name = |book: &'b Rulebook, id| match book.concerns[id].raised_by {
            RaisedBy::Term(term) => &book.terms[term].label,
            RaisedBy::Condition(_) => &book.concerns[id].label,
        };
        let known = names(self.earlier.concerns.ids().map(|id| name(self.earlier, id)));
        if old.every && new.every {
            let fresh = self.book.concerns.ids().map(|id| name(self.book, id));
            let fresh = fresh.filter(|label| !known.contains(label.name.as_str()));
            let through = || "the lane covers `every concern`".to_owned();
            return fresh.map(|label| Added::new(label, "takes clients with", through())).collect();
        }
        let groups = self.groups(|group| &group.concerns, &old.concerns, &new.concerns, name);
        groups
            .into_iter()
            .map(|(label, group)| Added::new(label, "takes clients with", covers(group)))
            .collect()
    }

    fn services(&self) -> Vec<Added<'b>> {
        let name = |book: &'b Rulebook, id| &book.services[id].label;
        let groups =
            self.groups(|group| &group.services, &self.old.services, &self.lane.services, name);
        let through = |group: &str| format!("the lane is asked for `{group}`, which now holds it");
        let added = groups.into_iter();
        added.map(|(label, group)| Added::new(label, "is asked for", through(group))).collect()
    }

    /// The members that groups have gained which lie wholly in what the lane reaches, now and before.
    fn groups<I: Id + 'b>(
        &self,
        members: impl Fn(&'b remit_model::rulebook::Group) -> &'b IdSet<I>,
        old: &IdSet<I>,
        new: &IdSet<I>,
        name: impl Fn(&'b Rulebook, I) -> &'b Label,
    ) -> Vec<(&'b Label, &'b str)> {
        let mut added = Vec::new();
        let mut seen = BTreeSet::new();
        let reached_before = names(old.iter().map(|id| name(self.earlier, id)));
        for group in self.book.groups.values() {
            let same = |other: &&remit_model::rulebook::Group| other.label.name == group.label.name;
            let Some(before) = self.earlier.groups.values().find(same) else { continue };
            let (before, now) = (members(before), members(group));
            if before.is_empty() || !old.holds(before) || !new.holds(now) {
                continue;
            }
            let held = names(before.iter().map(|id| name(self.earlier, id)));
            for label in now.iter().map(|id| name(self.book, id)) {
                let fresh = !held.contains(label.name.as_str())
                    && !reached_before.contains(label.name.as_str());
                if fresh && seen.insert(&label.name) {
                    added.push((label, group.label.name.as_str()));
                }
            }
        }
        added
    }

    fn roles(&self) -> Vec<Added<'b>> {
        let before = names(self.old.roles.iter().map(|id| &self.earlier.roles[id].label));
        let mut added = Vec::new();
        for id in self.lane.roles.iter() {
            let role = &self.book.roles[id];
            if before.contains(role.label.name.as_str()) {
                continue;
            }
            let parents = role.is_a.iter().filter(|parent| *parent != id);
            let mut parents = parents.map(|parent| &self.book.roles[parent].label);
            if let Some(parent) = parents.find(|parent| before.contains(parent.name.as_str())) {
                let through = format!("it is a `{}`, whom the lane is for", parent.name);
                added.push(Added::new(&role.label, "is for", through));
            }
        }
        added
    }
}

fn covers(group: &str) -> String {
    format!("the lane covers `{group}`, which now holds it")
}

fn names<'l>(labels: impl Iterator<Item = &'l Label>) -> BTreeSet<&'l str> {
    labels.map(|label| label.name.as_str()).collect()
}

fn report(added: &Added<'_>, lanes: &[&Rule]) -> Finding {
    let mut said: Vec<String> =
        lanes.iter().take(MOST_SHOWN).map(|lane| format!("`{}`", lane.name())).collect();
    if lanes.len() > MOST_SHOWN {
        said.push(format!("{} more", lanes.len() - MOST_SHOWN));
    }
    let verb = if lanes.len() == 1 { added.reach.to_owned() } else { plural(added.reach) };
    let message =
        format!("{} now {verb} `{}`, and no lane was changed for it", and(&said), added.name);
    let diagnostic = Diagnostic::warning(codes::WIDENED_GRANT, added.place, message)
        .why(added.through.clone())
        .help("Look up whether the source of the lane says so; if it does, keep it and add an example.");
    let places = lanes.iter().take(MOST_SHOWN).map(|lane| lane.label.span);
    places.fold(diagnostic, |diagnostic, span| diagnostic.also(span, "this lane")).into()
}

fn plural(reach: &str) -> String {
    match reach {
        "takes clients with" => "take clients with".to_owned(),
        "is for" => "are for".to_owned(),
        _ => "are asked for".to_owned(),
    }
}
