//! A client and what is decided of them, as an `example` to paste into a rule file.

use remit_eval::{Case, Decision, Judge};
use remit_model::id::{FactId, Id, RoleId, RuleId, ScreenId, ServiceId};
use remit_model::rulebook::{FactKind, IdSet, Label, Value, Verdict};
use remit_model::{Number, Rulebook};
use remit_source::FileId;

/// An `example` that expects of this client what was decided, named after the rule that decides and
/// what is particular of the client. It ends with a line break, formats to itself, and passes.
///
/// Only what has to be said is: where a screen closes most of what is known with its usual values,
/// the client is `screened by` it, which says the same; and what has no usual value is left out if
/// the decision is the same whatever it is. A number between two steps (converted from another unit)
/// is written in that unit where it is a decimal there, else as the step below it.
///
/// `decision` is what the judge says of this case, role and service.
#[must_use]
pub fn as_example(
    book: &Rulebook,
    case: &Case,
    role: RoleId,
    service: ServiceId,
    decision: &Decision,
) -> String {
    let judge = Judge::new(book);
    let sheet = Sheet::new(&judge, case, role, &[service], decision);
    let title = sheet.title();
    sheet.write(&title)
}

/// An example in the making.
#[derive(Debug)]
pub(crate) struct Sheet<'a> {
    book: &'a Rulebook,
    screen: Option<ScreenId>,
    given: Vec<(FactId, Value)>,
    unknown: Vec<FactId>,
    settings: Vec<String>,
    question: String,
    /// The rule that it belongs to; none only in a rulebook without rules.
    pub(crate) of: Option<RuleId>,
    point: String,
    /// What follows `expect`, line by line.
    expects: Vec<String>,
    /// Rules that must be among those that decide.
    decided_by: Vec<RuleId>,
}

impl<'a> Sheet<'a> {
    fn new(
        judge: &Judge<'a>,
        case: &Case,
        role: RoleId,
        services: &[ServiceId],
        decision: &Decision,
    ) -> Self {
        let book = judge.book;
        let (case, rounded) = writable(book, case);
        let again = rounded.then(|| judge.decide_briefly(&case, role, services));
        let decision = again.as_ref().unwrap_or(decision);
        let decided_by = decision.decided_by.iter().copied().take(2).collect();
        let telling = Telling { expects: expectations(book, decision), decided_by };
        Self::expecting(judge, &case, (role, services), decision, telling)
    }

    /// An example that expects these things, which are so.
    pub(crate) fn expecting(
        judge: &Judge<'a>,
        case: &Case,
        (role, services): (RoleId, &[ServiceId]),
        decision: &Decision,
        Telling { expects, decided_by }: Telling,
    ) -> Self {
        let book = judge.book;
        let same = |told: &Decision| {
            let details = details(book, told);
            let parts = clause_parts(book, told);
            let clauses = [clause(told, &parts, false), clause(told, &parts, true)];
            let so = |line: &String| clauses.contains(line) || details.contains(line);
            let aside = |line: &String| {
                told.set_aside
                    .iter()
                    .any(|aside| *line == format!("set aside {}", reference(book, aside.rule)))
            };
            expects.iter().all(|line| so(line) || aside(line))
                && decided_by.iter().all(|rule| told.decided_by.contains(rule))
        };
        // Whatever is known counts as told: a screen may be chosen for it anew.
        let mut told = Case { assumed: IdSet::default(), screen: None, ..case.clone() };
        let same = |case: &Case| same(&judge.decide_briefly(case, role, services));
        let mut masked = judge.masked(&told);
        // A set that isn't asked may still imply members of another.
        masked.retain(|fact| {
            let mut without = told.clone();
            without.facts.get_mut(fact.index()).and_then(Option::take);
            let idle = same(&without);
            if idle {
                told = without;
            }
            idle
        });
        let case = without_the_idle(judge, told, same);
        let (screen, given, unknown) = briefest(book, &case, &masked);
        let settings = book.settings.iter().zip(&case.settings);
        let settings = settings.filter(|((_, setting), chosen)| setting.usual != **chosen);
        let settings = settings.filter_map(|((_, setting), chosen)| {
            let value = setting.values.get(*chosen)?;
            Some(format!("{} {}", setting.label.name, value.name))
        });
        let first = decision.decided_by.first().copied();
        let point = match first {
            Some(rule) => book.rules[rule].name(),
            None if decision.verdict == Verdict::Ask => "it depends".to_owned(),
            None => "no rule takes".to_owned(),
        };
        let asked = names(services, |id| &book.services[*id].label);
        Self {
            book,
            screen,
            given,
            unknown,
            settings: settings.collect(),
            question: format!("{} for {asked}", book.roles[role].label.name),
            of: first.or_else(|| nearest_rule(book, role, services)),
            point,
            expects,
            decided_by,
        }
    }

    /// The rule and the point of it: the first two things that are said of the client.
    pub(crate) fn title(&self) -> String {
        let points = self.given.iter().filter(|(_, value)| *value != Value::NotTaken);
        let points: Vec<_> =
            points.take(2).map(|(fact, value)| told(self.book, *fact, value)).collect();
        match points.as_slice() {
            [] => format!("{}: the usual client", self.point),
            points => format!("{}: {}", self.point, points.join(", ")),
        }
    }

    /// The text, as the formatter writes it.
    pub(crate) fn write(&self, title: &str) -> String {
        let mut lines = Vec::new();
        lines.extend(self.of.map(|rule| format!("of {}", reference(self.book, rule))));
        lines.extend(
            self.screen
                .map(|screen| format!("screened by {}", self.book.screens[screen].label.name)),
        );
        lines.extend(
            self.given
                .iter()
                .map(|(fact, value)| format!("client {}", told(self.book, *fact, value))),
        );
        if !self.unknown.is_empty() {
            let unknown = names(&self.unknown, |id| &self.book.facts[*id].label);
            lines.push(format!("unknown {unknown}"));
        }
        lines.extend(self.settings.iter().map(|setting| format!("under {setting}")));
        lines.push(format!("seen by {}", self.question));
        lines.extend(self.expects.iter().map(|expect| format!("expect {expect}")));
        if !self.decided_by.is_empty() {
            let rules: Vec<_> =
                self.decided_by.iter().map(|rule| reference(self.book, *rule)).collect();
            lines.push(format!("decided by {}", rules.join(", ")));
        }
        let text = format!("example {}\n  {}\n", quoted(title), lines.join("\n  "));
        // Long lists of names run over several lines.
        remit_syntax::format_text(FileId(0), &text).unwrap_or(text)
    }
}

/// The rule that an example of no rule stands with, since each has to stand with one: a lane that
/// might have taken the client, or else whatever is nearest to the question.
fn nearest_rule(book: &Rulebook, role: RoleId, services: &[ServiceId]) -> Option<RuleId> {
    let nearness = |id: RuleId| {
        let rule = &book.rules[id];
        let asked = services.iter().any(|service| rule.services.contains(*service));
        (rule.roles.contains(role) && asked, rule.takes(), asked)
    };
    book.rules.ids().rev().max_by_key(|id| nearness(*id))
}

/// What an example expects of a decision at least.
fn expectations(book: &Rulebook, decision: &Decision) -> Vec<String> {
    let mut expects = vec![verdict(book, decision)];
    if let Some(lane) = decision.lane.filter(|_| decision.verdict == Verdict::Refer) {
        expects.push(format!("lane {}", lane.name()));
    }
    expects
}

/// The verdict with what is said in its clause.
fn verdict(book: &Rulebook, decision: &Decision) -> String {
    clause(decision, &clause_parts(book, decision), false)
}

/// A part of a verdict's clause.
struct ClausePart {
    word: &'static str,
    value: String,
    /// Whether it goes without saying; else it is always written.
    usual: bool,
}

/// What can stand in a verdict's clause, in order.
fn clause_parts(book: &Rulebook, decision: &Decision) -> Vec<ClausePart> {
    let is = decision.verdict;
    let held = matches!(is, Verdict::TakeWith | Verdict::Wait);
    let sent = matches!(is, Verdict::Refer | Verdict::Stop);
    let part = |word, value: String, usual: bool| {
        let usual = usual || value.is_empty();
        ClausePart { word, value, usual }
    };
    let duties = decision.duties.as_deref().unwrap_or_default();
    let duties = names(duties, |id| &book.duties[*id].label);
    let roles = decision.refer_to.iter().flatten().flat_map(|to| to.roles.iter().copied());
    let mut roles: Vec<_> = roles.collect();
    roles.sort_unstable();
    roles.dedup();
    let ceiling = decision.ceiling.map(|ceiling| (ceiling.index(), &book.ceilings[ceiling].label));
    let limited = is == Verdict::TakeWith && ceiling.is_some_and(|(level, _)| level > 0);
    let ceiling = ceiling.map_or_else(String::new, |(_, label)| label.name.clone());
    let urgency = decision.urgency.map(|urgency| (urgency.index(), &book.urgencies[urgency].label));
    let routine = urgency.is_some_and(|(level, _)| level == 0);
    let urgency = urgency.map_or_else(String::new, |(_, label)| label.name.clone());
    vec![
        part("with", duties, is != Verdict::TakeWith),
        part("to", names(&roles, |id| &book.roles[*id].label), !sent),
        part("up to", ceiling, !limited),
        part("until", outstanding(book, decision), !held),
        part("at urgency", urgency, routine),
        part("about", names(&decision.ask, |id| &book.facts[*id].label), is != Verdict::Ask),
    ]
}

/// The clause; in full, with what goes without saying.
fn clause(decision: &Decision, parts: &[ClausePart], full: bool) -> String {
    let says = |part: &&ClausePart| !part.value.is_empty() && (full || !part.usual);
    let mut text = decision.verdict.name().to_owned();
    for part in parts.iter().filter(says) {
        if part.word == "with" {
            // `take with DUTIES` is the verdict `take-with`.
            text = text.replace("take-with", "take");
        }
        text += &format!(" {} {}", part.word, part.value);
    }
    text
}

/// What is still waited for: needs, and what is to be measured again.
fn outstanding(book: &Rulebook, decision: &Decision) -> String {
    let unmet = decision.needs.iter().flatten().filter(|need| !need.met);
    let mut all: Vec<String> = unmet.map(|need| book.needs[need.need].label.name.clone()).collect();
    all.extend(decision.rechecks.iter().flatten().map(|recheck| {
        let mut text = format!("recheck of {}", book.facts[recheck.fact].label.name);
        if let Some(minutes) = recheck.minutes {
            text += &format!(" after {minutes} minutes");
        }
        if let Some(doing) = &recheck.doing {
            text += &format!(" doing {}", quoted(doing));
        }
        text
    }));
    all.join(" and ")
}

/// What an example can expect besides the verdict, where it is certain.
fn details(book: &Rulebook, decision: &Decision) -> Vec<String> {
    let mut found = Vec::new();
    let or_none = |names: String| if names.is_empty() { "none".to_owned() } else { names };
    let roles = |roles: &[RoleId]| names(roles, |id| &book.roles[*id].label);
    found.extend(decision.lane.map(|lane| format!("lane {}", lane.name())));
    if let Some(needs) = &decision.needs {
        let met: Vec<_> = needs.iter().filter(|need| need.met).map(|need| need.need).collect();
        found.push(format!("met {}", or_none(names(&met, |id| &book.needs[*id].label))));
        if decision.rechecks.is_some() {
            found.push(format!("outstanding {}", or_none(outstanding(book, decision))));
        }
    }
    if let Some(duties) = &decision.duties {
        found.push(format!("duties {}", or_none(names(duties, |id| &book.duties[*id].label))));
    }
    if let Some(stage) = decision.stage {
        found.push(format!("stage {}", book.stages[stage].label.name));
    }
    if let Some(recommended) = &decision.recommended {
        found.push(format!("recommended {}", or_none(roles(recommended))));
    }
    if let Some(also) = &decision.also_refer {
        let also: Vec<_> = also.iter().flat_map(|to| to.roles.iter().copied()).collect();
        found.push(format!("also to {}", or_none(roles(&also))));
    }
    found.extend(decision.refer_to.iter().flatten().map(|to| {
        format!("sent to {} for {}", roles(&to.roles), book.services[to.service].label.name)
    }));
    if let Some(clearance) = decision.clearance {
        found.push(format!("clearance {}", clearance.name()));
    }
    if let Some(open) = &decision.uncovered {
        found.push(format!("uncovered {}", or_none(names(open, |id| &book.concerns[*id].label))));
    }
    if decision.covered_separately == Some(true) {
        found.push("covered separately".to_owned());
    }
    found
}

/// What an example expects to tell two decisions on one client apart.
#[derive(Debug)]
pub(crate) struct Telling {
    expects: Vec<String>,
    decided_by: Vec<RuleId>,
}

/// What the first decision can be told from the second by; `None` if by nothing that an example can
/// expect.
pub(crate) fn telling(book: &Rulebook, is: &Decision, other: &Decision) -> Option<Telling> {
    let (parts, others) = (clause_parts(book, is), clause_parts(book, other));
    let differs = |full: bool| {
        let mut pairs = parts.iter().zip(&others);
        is.verdict != other.verdict
            || pairs.any(|(part, other)| {
                (full || !part.usual) && !part.value.is_empty() && part.value != other.value
            })
    };
    let said = clause(is, &parts, !differs(false) && differs(true));
    let mut telling = Telling { expects: vec![said], decided_by: Vec::new() };
    if differs(true) {
        return Some(telling);
    }
    let others = details(book, other);
    let differing = details(book, is).into_iter().filter(|line| !others.contains(line));
    telling.expects.extend(differing.take(1));
    if telling.expects.len() == 1 {
        let missing = is.decided_by.iter().filter(|rule| !other.decided_by.contains(rule));
        telling.decided_by.extend(missing.take(1));
        let aside = |decision: &Decision, rule: RuleId| {
            decision.set_aside.iter().any(|aside| aside.rule == rule)
        };
        let missing = is.set_aside.iter().find(|aside_| !aside(other, aside_.rule));
        let missing = missing.filter(|_| telling.decided_by.is_empty());
        telling
            .expects
            .extend(missing.map(|missing| format!("set aside {}", reference(book, missing.rule))));
    }
    (telling.expects.len() > 1 || !telling.decided_by.is_empty()).then_some(telling)
}

/// The case with every number between two steps that no unit can say put on the step below it, and
/// whether there was any.
fn writable(book: &Rulebook, case: &Case) -> (Case, bool) {
    let mut case = case.clone();
    let mut rounded = false;
    for (slot, fact) in case.facts.iter_mut().zip(book.facts.values()) {
        let (Some(Value::Number(number)), FactKind::Number { low, step, .. }) = (slot, &fact.kind)
        else {
            continue;
        };
        if quantity(book, &fact.kind, *number).is_none()
            && let Some(below) = number.grid_below(*low, *step)
        {
            *number = below;
            rounded = true;
        }
    }
    (case, rounded)
}

/// The case without what has no usual value and doesn't matter; what is not asked of such a client
/// is gone already.
fn without_the_idle(judge: &Judge, mut brief: Case, same: impl Fn(&Case) -> bool) -> Case {
    let book = judge.book;
    for (id, fact) in book.facts.iter() {
        let Some(value) = brief.value(id) else { continue };
        let closed = book.screens.values().any(|screen| screen.closes.contains(id));
        let usual = fact.usual.as_ref();
        if usual.is_some_and(|usual| usual != value || closed) {
            continue;
        }
        let mut without = brief.clone();
        without.facts.get_mut(id.index()).and_then(Option::take);
        if same(&without) {
            brief = without;
        }
    }
    brief
}

/// The screen that leaves the fewest lines to write, if any does, with what is left to be given and
/// to be named unknown. Nothing is said of `masked` facts, which are not asked of such a client.
fn briefest(
    book: &Rulebook,
    case: &Case,
    masked: &[FactId],
) -> (Option<ScreenId>, Vec<(FactId, Value)>, Vec<FactId>) {
    let screens = std::iter::once(None).chain(book.screens.ids().map(Some));
    let ways = screens.map(|screen| {
        let closed = |id: FactId| screen.is_some_and(|id_| book.screens[id_].closes.contains(id));
        let (mut given, mut unknown) = (Vec::new(), Vec::new());
        for (id, fact) in book.facts.iter().filter(|(id, _)| !masked.contains(id)) {
            match case.value(id) {
                Some(value) if closed(id) && fact.usual.as_ref() == Some(value) => {}
                Some(value) => given.push((id, value.clone())),
                None if closed(id) || case.unknown.contains(id) => unknown.push(id),
                None => {}
            }
        }
        (screen, given, unknown)
    });
    ways.min_by_key(|(screen, given, unknown)| {
        given.len() + unknown.len() + usize::from(screen.is_some())
    })
    .unwrap_or_default()
}

/// A fact and its value as an example gives it: `systolic 160 mmHg`.
fn told(book: &Rulebook, id: FactId, value: &Value) -> String {
    let fact = &book.facts[id];
    let value = match (&fact.kind, value) {
        (_, Value::NotTaken) => "not-taken".to_owned(),
        (FactKind::Choice { options, .. }, Value::Option(option)) => {
            options.get(*option).map_or_else(String::new, |option| option.name.clone())
        }
        (_, Value::Set(members)) if members.is_empty() => "none".to_owned(),
        (_, Value::Set(members)) => {
            let members: Vec<_> =
                members.iter().map(|term| book.terms[term].label.name.as_str()).collect();
            members.join(" and ")
        }
        (kind, Value::Number(number)) => {
            quantity(book, kind, *number).unwrap_or_else(|| number.to_string())
        }
        (_, Value::Option(_)) => String::new(),
    };
    format!("{} {value}", fact.label.name)
}

/// A number with its unit, such that it is read as the same one; `None` if no unit can say it.
fn quantity(book: &Rulebook, kind: &FactKind, value: Number) -> Option<String> {
    let FactKind::Number { unit, low, step, accepts, .. } = kind else { return None };
    if value.on_grid(*low, *step) {
        return Some(match unit {
            Some(unit) => format!("{value} {}", book.units[*unit].label.name),
            None => value.to_string(),
        });
    }
    accepts.iter().find_map(|by| {
        let written = value.divided_by(by.times)? + by.minus;
        let read = Number::parse(&written.exact())?.converted(by.minus, by.times)?;
        (read == value).then(|| format!("{written} {}", book.units[by.unit].label.name))
    })
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// How a rule is referred to: `RULE`, or `table TABLE row ID`.
fn reference(book: &Rulebook, id: RuleId) -> String {
    let rule = &book.rules[id];
    match &rule.row {
        Some((table, row)) => format!("table {} row {row}", book.tables[*table].label.name),
        None => rule.label.name.clone(),
    }
}

fn names<'b, T>(of: &[T], label: impl Fn(&T) -> &'b Label) -> String {
    of.iter().map(|one| label(one).name.as_str()).collect::<Vec<_>>().join(", ")
}
