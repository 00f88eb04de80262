//! What there is to say of a difference, in words.

use remit_analysis::diff::{Aspect, Change, Difference, Direction, Move, OnlyIn, Thing};
use remit_analysis::kinds;
use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId, ServiceId};
use remit_source::Sources;
use remit_words::{Words, list};
use serde::Serialize;

use crate::book::Book;
use crate::commands::fmt::count;

/// A difference, ready to be told.
pub(super) struct Told<'a> {
    pub(super) old: &'a Book,
    pub(super) new: &'a Book,
    pub(super) difference: &'a Difference,
    /// Whether all that is known of a client is told, not only what matters.
    pub(super) in_full: bool,
}

/// One move in words.
#[derive(Serialize)]
pub(super) struct Moved {
    pub(super) direction: &'static str,
    /// From what to what.
    pub(super) change: String,
    /// For whom, and for what.
    pub(super) asked: Vec<Asked>,
    /// What the clients have in common; empty if it is every client.
    pub(super) clients_with: Vec<String>,
    /// One of them.
    pub(super) client: String,
    pub(super) before: Side,
    pub(super) after: Side,
    /// Of clients drawn who are like this one and ask the same: how many, and how many of them are
    /// decided otherwise.
    pub(super) alike: Alike,
}

/// Clients like the one who is shown.
#[derive(Serialize)]
pub(super) struct Alike {
    drawn: usize,
    decided_otherwise: usize,
}

impl Alike {
    /// How many of them, in a few words.
    pub(super) fn told(&self) -> String {
        format!("{} of {} drawn are decided otherwise", self.decided_otherwise, self.drawn)
    }
}

#[derive(Serialize)]
pub(super) struct Asked {
    practitioner: String,
    services: Vec<String>,
}

/// What one rulebook decides.
#[derive(Serialize)]
pub(super) struct Side {
    decision: String,
    rules: Vec<Placed>,
}

/// A rule and where it stands.
#[derive(Serialize)]
pub(super) struct Placed {
    rule: String,
    place: String,
}

/// What `--format json` prints.
#[derive(Serialize)]
pub(super) struct Report {
    direction: &'static str,
    /// Whether everything was found out; else there may be more than is listed.
    whole: bool,
    requests: Vec<Request>,
    changes: Vec<Moved>,
    only_in: Vec<Only>,
    drawn: usize,
    drawn_otherwise: usize,
}

#[derive(Serialize)]
pub(super) struct Request {
    practitioner: String,
    service: String,
    direction: &'static str,
}

#[derive(Serialize)]
pub(super) struct Only {
    rulebook: &'static str,
    what: &'static str,
    name: String,
}

impl Told<'_> {
    pub(super) fn report(&self) -> Report {
        let book = &self.new.rulebook;
        let difference = self.difference;
        let request = |&(role, service, direction): &(RoleId, ServiceId, Direction)| Request {
            practitioner: book.roles[role].label.name.clone(),
            service: book.services[service].label.name.clone(),
            direction: direction.name(),
        };
        let only = |only: &OnlyIn| Only {
            rulebook: if only.new { "new" } else { "old" },
            what: what(only.thing),
            name: only.name.clone(),
        };
        Report {
            direction: difference.direction.name(),
            whole: difference.whole,
            requests: difference.requests.iter().map(request).collect(),
            changes: difference.moves.iter().map(|found| self.moved(found)).collect(),
            only_in: difference.only.iter().map(only).collect(),
            drawn: difference.drawn.requests,
            drawn_otherwise: difference.drawn.otherwise,
        }
    }

    pub(super) fn moved(&self, found: &Move) -> Moved {
        let words = Words::new(&self.new.rulebook);
        let asked = found.asked.iter().map(|(role, services)| Asked {
            practitioner: words.role(*role).to_owned(),
            services: words.services(&services.iter().copied().collect()),
        });
        let (before, after) = (&found.before, &found.after);
        let change = change(words, &found.change);
        let client = if self.in_full {
            after.0.vignette(&self.new.rulebook)
        } else {
            let told = after.0.vignette_of(&self.new.rulebook, &found.telling);
            format!("{told} All else is as usual.")
        };
        let before = side_of(self.old, &before.1);
        let mut after = side_of(self.new, &after.1);
        // What is told in brief leaves out what was not asked for now.
        if before.decision == after.decision {
            after.decision = format!("The same, but: {change}.");
        }
        Moved {
            direction: found.change.direction().name(),
            change,
            asked: asked.collect(),
            clients_with: kinds::phrases(words, &found.who),
            client,
            before,
            after,
            alike: Alike { drawn: found.alike.requests, decided_otherwise: found.alike.otherwise },
        }
    }

    /// By practitioner of the new rulebook: which way, and how many services of how many differ.
    pub(super) fn practitioners(&self) -> Vec<(String, Direction, usize, usize)> {
        let mut rows: Vec<(RoleId, Direction, usize, usize)> = Vec::new();
        for &(role, _, direction) in &self.difference.requests {
            let differs = usize::from(direction != Direction::Equivalent);
            match rows.last_mut().filter(|row| row.0 == role) {
                Some(row) => *row = (role, row.1.and(direction), row.2 + differs, row.3 + 1),
                None => rows.push((role, direction, differs, 1)),
            }
        }
        let words = Words::new(&self.new.rulebook);
        let named = |(role, direction, differ, of)| {
            (list::capital(words.role(role)), direction, differ, of)
        };
        rows.into_iter().map(named).collect()
    }

    /// In a sentence: which way, and how much of it.
    pub(super) fn headline(&self) -> String {
        let difference = self.difference;
        let requests = count(difference.requests.len(), "request");
        match (difference.direction, difference.whole) {
            (Direction::Equivalent, true) => format!(
                "No client is decided otherwise: {requests} compared, each a practitioner and a \
                 service."
            ),
            (Direction::Equivalent, false) => {
                format!("Nothing was found in {requests}, but not all could be gone through.")
            }
            (_, whole) => {
                let ways = count(difference.moves.len(), "way");
                let less = if whole { "" } else { "at least " };
                format!(
                    "Clients are decided otherwise in {less}{ways}; each is shown with one of them."
                )
            }
        }
    }

    /// How much it matters, honestly.
    pub(super) fn share(&self) -> String {
        let drawn = self.difference.drawn;
        let of =
            format!("Of {} requests drawn evenly from what the rules tell apart", drawn.requests);
        let some = match drawn.otherwise {
            // Three in as many as were drawn would have shown themselves nineteen times in twenty.
            0 => format!(
                "{of}, none is decided otherwise: these clients are rare, fewer than 3 in {} of \
                 those drawn so; each kind below is drawn on its own.",
                drawn.requests
            ),
            1 => format!("{of}, 1 is decided otherwise."),
            more => format!("{of}, {more} are decided otherwise."),
        };
        format!("{some} How common such clients are is not something that rules know.")
    }

    pub(super) fn only(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for new in [true, false] {
            for thing in [Thing::Role, Thing::Service, Thing::Fact, Thing::Term, Thing::Setting] {
                let names = self.difference.only.iter();
                let names = names.filter(|only| only.thing == thing && only.new == new);
                let names: Vec<_> = names.map(|only| format!("`{}`", only.name)).collect();
                if names.is_empty() {
                    continue;
                }
                let side = if new { "new" } else { "old" };
                let word = if names.len() == 1 { what(thing) } else { whats(thing) };
                lines
                    .push(format!("only the {side} rulebook has the {word} {}", list::and(&names)));
            }
        }
        lines
    }
}

impl Side {
    pub(super) fn told(&self) -> String {
        let rules =
            self.rules.iter().map(|placed| format!("`{}` at {}", placed.rule, placed.place));
        let rules: Vec<_> = rules.collect();
        if rules.is_empty() {
            self.decision.clone()
        } else {
            format!("{} ({})", self.decision, rules.join(", "))
        }
    }
}

fn side_of(book: &Book, decision: &remit_eval::Decision) -> Side {
    let rules = decision.decided_by.iter().map(|&rule| placed(&book.rulebook, &book.sources, rule));
    Side { decision: Words::new(&book.rulebook).decision(decision), rules: rules.collect() }
}

fn placed(book: &Rulebook, sources: &Sources, rule: RuleId) -> Placed {
    let rule = &book.rules[rule];
    let file = sources.get(rule.label.span.file);
    let place = file.map_or_else(String::new, |file| {
        format!("{}:{}", file.name(), file.position(rule.outcome_span.start).line)
    });
    Placed { rule: rule.name(), place }
}

/// A change in a few words: `from take to refer`, `take: needs clearance first`.
fn change(words: Words<'_>, change: &Change) -> String {
    match change {
        Change::Verdict { from, to } => {
            format!("From {} to {}", words.verdict(*from), words.verdict(*to))
        }
        Change::Aspect { aspect, added, verdict } => {
            let now = if *added { "now" } else { "no longer" };
            let said = match aspect {
                Aspect::Ceiling(name) => format!("limited to `{name}`"),
                Aspect::Urgency(name) => format!("as urgent as `{name}`"),
                Aspect::Need(name) => format!("needs `{name}` first"),
                Aspect::Recheck(what) => format!("until {what}"),
                Aspect::Duty(name) => format!("with the duty `{name}`"),
                Aspect::StopTo(roles) | Aspect::ReferTo(roles) => format!("sent to {}", any(roles)),
                Aspect::AlsoTo(roles) => format!("also sent to {}", any(roles)),
                Aspect::Recommends(roles) => format!("with {} recommended", any(roles)),
            };
            list::capital(&format!("{}: {now} {said}", words.verdict(*verdict)))
        }
    }
}

fn any(roles: &[String]) -> String {
    let roles: Vec<_> = roles.iter().map(|role| format!("`{role}`")).collect();
    list::or(&roles)
}

pub(super) fn asked(asked: &[Asked]) -> String {
    let each = asked
        .iter()
        .map(|asked| format!("{} for {}", asked.practitioner, list::and(&asked.services)));
    let each: Vec<_> = each.collect();
    each.join("; ")
}

fn what(thing: Thing) -> &'static str {
    match thing {
        Thing::Role => "role",
        Thing::Service => "service",
        Thing::Fact => "fact",
        Thing::Term => "term",
        Thing::Setting => "setting",
    }
}

fn whats(thing: Thing) -> &'static str {
    match thing {
        Thing::Role => "roles",
        Thing::Service => "services",
        Thing::Fact => "facts",
        Thing::Term => "terms",
        Thing::Setting => "settings",
    }
}
