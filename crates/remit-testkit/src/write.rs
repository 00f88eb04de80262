//! A rulebook as the text of a rule file.

use crate::book::{
    Book, Client, Compared, Cond, Covers, Fact, Kind, Outcome, Rule, RuleKind, Until, Value,
};

/// The text of a rule file that says what the book says.
#[must_use]
pub fn write_book(book: &Book) -> String {
    let mut out = format!(
        "rulebook drawn \"A drawn rulebook\"\n  version \"1\"\n  referrals are for {}\n  emergencies are for {}\n  otherwise refer to {}\n",
        book.evaluation, book.emergency, book.last_resort
    );
    out += "\nsource book \"A book\"\n";
    scale(&mut out, "ceilings", &book.ceilings);
    scale(&mut out, "urgencies", &book.urgencies);
    let stages: Vec<String> = book.stages.iter().map(|(name, _)| name.clone()).collect();
    scale(&mut out, "stages", &stages);
    for role in &book.roles {
        item(&mut out, "role", &role.name);
        clause(&mut out, "is a", role.is_a.as_deref());
        flag(&mut out, "clinician", role.clinician);
    }
    for service in &book.services {
        item(&mut out, "service", &service.name);
        clause(&mut out, "is a", service.is_a.as_deref());
        list(&mut out, "listed", &service.listed);
        flag(&mut out, "counts as an act", true);
    }
    for (name, holds) in book.groups.iter().chain(&book.service_groups) {
        item(&mut out, "group", name);
        list(&mut out, "holds", holds);
    }
    book.facts.iter().for_each(|fact| write_fact(&mut out, fact));
    for term in &book.terms {
        item(&mut out, "term", &term.name);
        clause(&mut out, "of", Some(&term.of));
        list(&mut out, "implies", &term.implies);
        flag(&mut out, "needs no cover", term.needs_no_cover);
    }
    for need in &book.needs {
        item(&mut out, "need", &need.name);
        list(&mut out, "given by", &need.given_by);
        clause(&mut out, "met when", Some(&cond(&need.met_when, false)));
        flag(&mut out, "counts as clearance", need.clearance);
        clause(&mut out, "urgent", need.urgent.as_deref());
    }
    book.duties.iter().for_each(|duty| item(&mut out, "duty", duty));
    for (word, items) in [
        ("concern", &book.concerns),
        ("define", &book.defines),
        ("stage", &book.stages),
        ("impossible", &book.impossible),
    ] {
        for (name, when) in items {
            item(&mut out, word, name);
            clause(&mut out, "when", Some(&cond(when, false)));
        }
    }
    for setting in &book.settings {
        item(&mut out, "setting", &setting.name);
        let value = |(name, within): &(String, Option<String>)| match within {
            Some(within) => format!("{name} within {within}"),
            None => name.clone(),
        };
        let values: Vec<String> = setting.values.iter().map(value).collect();
        clause(&mut out, "is one of", Some(&values.join(", ")));
        clause(&mut out, "usually", Some(&setting.usual));
    }
    book.rules.iter().for_each(|rule| write_rule(&mut out, rule));
    out
}

/// A client, one fact a line.
#[must_use]
pub fn write_client(client: &Client) -> String {
    let mut out = String::new();
    for (fact, value) in &client.facts {
        let value = match value {
            Value::Number(tenths) => number(*tenths),
            Value::Option(option) => option.clone(),
            Value::Set(members) if members.is_empty() => "none".to_owned(),
            Value::Set(members) => members.iter().cloned().collect::<Vec<_>>().join(" and "),
            Value::NotTaken => "not-taken".to_owned(),
        };
        out += &format!("  client {fact} {value}\n");
    }
    for (setting, value) in &client.settings {
        out += &format!("  under {setting} {value}\n");
    }
    out
}

fn item(out: &mut String, word: &str, name: &str) {
    *out += &format!("\n{word} {name} \"{name}\"\n");
}

fn clause(out: &mut String, word: &str, body: Option<&str>) {
    if let Some(body) = body {
        *out += &format!("  {word} {body}\n");
    }
}

fn list(out: &mut String, word: &str, names: &[String]) {
    if !names.is_empty() {
        clause(out, word, Some(&names.join(", ")));
    }
}

fn flag(out: &mut String, word: &str, is: bool) {
    if is {
        *out += &format!("  {word}\n");
    }
}

fn scale(out: &mut String, word: &str, levels: &[String]) {
    if !levels.is_empty() {
        *out += &format!("\nscale {word} \"{word}\"\n");
        list(out, "runs", levels);
    }
}

fn write_fact(out: &mut String, fact: &Fact) {
    item(out, "fact", &fact.name);
    let kind = match &fact.kind {
        Kind::Number { low, high, step } => {
            format!("a number from {} to {} step {}", number(*low), number(*high), number(*step))
        }
        Kind::Choice { options, ordered } => {
            let order = if *ordered { " in order" } else { "" };
            if options.iter().eq(["no", "yes"]) {
                "yes or no".to_owned()
            } else {
                format!("one of {}{order}", options.join(", "))
            }
        }
        Kind::Set { .. } => "any of its terms".to_owned(),
    };
    clause(out, "is", Some(&kind));
    flag(out, "needs cover", matches!(fact.kind, Kind::Set { needs_cover: true }));
    flag(out, "may be not-taken", fact.may_be_not_taken);
    clause(out, "asked when", fact.asked_when.as_ref().map(|when| cond(when, false)).as_deref());
}

fn write_rule(out: &mut String, rule: &Rule) {
    let word = match rule.kind {
        RuleKind::Lane => "lane",
        RuleKind::Precaution => "precaution",
        RuleKind::Advice => "advice",
    };
    item(out, word, &rule.name);
    let roles =
        if rule.roles.is_empty() { "any practitioner".to_owned() } else { rule.roles.join(", ") };
    let but =
        if rule.but.is_empty() { String::new() } else { format!(" but {}", rule.but.join(", ")) };
    clause(out, "for", Some(&format!("{roles}{but}")));
    list(out, "asked for", &rule.asked_for);
    if let Some((setting, value)) = &rule.under {
        clause(out, "under", Some(&format!("{setting} {value}")));
    }
    clause(out, "covers", rule.covers.as_ref().map(covers).as_deref());
    list(out, "about", &rule.about);
    clause(out, "when", rule.when.as_ref().map(|when| cond(when, false)).as_deref());
    clause(out, "then", Some(&outcome(&rule.outcome)));
    for (when, then) in &rule.exceptions {
        clause(out, "except when", Some(&cond(when, false)));
        clause(out, "then", Some(&outcome(then)));
    }
    list(out, "overrides", &rule.overrides);
    list(out, "also refer to", &rule.also_refer);
    *out += "  because \"It was drawn.\"\n  cites book\n";
}

fn covers(covers: &Covers) -> String {
    let mut parts: Vec<String> = Vec::new();
    if covers.healthy {
        parts.push("the apparently healthy".to_owned());
    }
    if covers.every {
        parts.push("every concern".to_owned());
    }
    parts.extend(covers.names.iter().cloned());
    format!("{}{}", if covers.only { "only " } else { "" }, parts.join(", "))
}

fn outcome(outcome: &Outcome) -> String {
    let at = |place: &Option<String>| {
        place.as_ref().map_or(String::new(), |urgency| format!(" at urgency {urgency}"))
    };
    let listed = |word: &str, names: &[String]| {
        if names.is_empty() { String::new() } else { format!(" {word} {}", names.join(" and ")) }
    };
    match outcome {
        Outcome::Take { duties, needs } => {
            format!("take{}{}", listed("with", duties), listed("once", needs))
        }
        Outcome::Refer { to, urgency } => {
            let urgency = urgency.as_ref().map_or(String::new(), |urgency| format!(" {urgency}"));
            format!("refer to {}{urgency}", to.join(" or "))
        }
        Outcome::GoAhead { place } => format!("go ahead{}", at(place)),
        Outcome::UpTo { ceiling, until, once_met, place } => {
            let until = match until {
                None => String::new(),
                Some(Until::Need(need)) => format!(" until {need}"),
                Some(Until::Recheck(recheck)) => {
                    let after =
                        recheck.minutes.map_or(String::new(), |n| format!(" after {n} minutes"));
                    format!(" until recheck of {}{after}", recheck.fact)
                }
            };
            let then =
                once_met.as_ref().map_or(String::new(), |then| format!(", once met up to {then}"));
            let limit = if ceiling == "nothing" && !until.is_empty() {
                "nothing".to_owned()
            } else {
                format!("up to {ceiling}")
            };
            format!("{limit}{until}{then}{}", at(place))
        }
        Outcome::Stop { to, urgency } => format!("stop and refer to {} {urgency}", to.join(" or ")),
        Outcome::Recommend(roles) => format!("recommend {}", roles.join(" or ")),
        Outcome::DoesNotApply => "does not apply".to_owned(),
    }
}

/// A condition; in parentheses where it stands in another, because a name after `or` is read as one
/// more of a comparison's values.
fn cond(cond: &Cond, inside: bool) -> String {
    let part = |part: &Cond| self::cond(part, true);
    let join = |parts: &[Cond], word: &str| parts.iter().map(part).collect::<Vec<_>>().join(word);
    let compared = |how: &Compared| match how {
        Compared::AtLeast => "at least",
        Compared::AtMost => "at most",
        Compared::Above => "above",
        Compared::Below => "below",
    };
    let not = |not: &bool| if *not { "not " } else { "" };
    let (text, compound) = match cond {
        Cond::Number(fact, how, value) => {
            (format!("{fact} {} {}", compared(how), number(*value)), true)
        }
        Cond::Between(fact, low, high) => {
            (format!("{fact} from {} to {}", number(*low), number(*high)), false)
        }
        Cond::Equals(fact, values, none) => {
            let values: Vec<String> = values.iter().map(|value| number(*value)).collect();
            (format!("{fact} is {}{}", not(none), values.join(" or ")), true)
        }
        Cond::Ordered(fact, how, value) => (format!("{fact} {} {value}", compared(how)), true),
        Cond::Is(fact, values, none) => {
            (format!("{fact} is {}{}", not(none), values.join(" or ")), true)
        }
        Cond::Include(fact, names) => (format!("{fact} include {}", names.join(" or ")), true),
        Cond::AreNone(fact) => (format!("{fact} are none"), false),
        Cond::Named(name) => (name.clone(), false),
        Cond::Not(inner) => (format!("not {}", part(inner)), true),
        Cond::All(parts) => (join(parts, " and "), true),
        Cond::Any(parts) => (join(parts, " or "), true),
        Cond::AtLeastOf(count, parts) => {
            let parts: Vec<String> = parts.iter().map(|part| self::cond(part, true)).collect();
            (format!("at least {count} of ({})", parts.join(", ")), true)
        }
        Cond::InOrder(first, second) => (format!("{first} below {second}"), false),
    };
    if inside && compound { format!("({text})") } else { text }
}

fn number(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, part) = (tenths.abs() / 10, tenths.abs() % 10);
    if part == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}
