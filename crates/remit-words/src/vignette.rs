//! Clients told in a few sentences, as a colleague would tell them.
//!
//! The vocabulary gives the phrases (`told "has a resting blood pressure of {value}"`); here they
//! get a subject, an order, their articles and their number. A phrase is what follows *She*. In it
//! stand `{value}` for the value with its unit, and `{NAME}` for the bare value of another number,
//! so that two that belong together are told together: `told "has a blood pressure of
//! {systolic}/{diastolic} mmHg"`. A phrase that begins with *a* or *an* is who the client is
//! (`told "a woman"`), and `is {value} old` goes with it: *a 52-year-old woman*.

use remit_model::Number;
use remit_model::id::{FactId, ScreenId, ServiceId, SettingId};
use remit_model::rulebook::{Fact, FactKind, Value};

use crate::Words;
use crate::list::{and, capital, is_a_thing, sentence, spelled, the};
use crate::person::Person;

/// The phrase that makes an age: it becomes `a 52-year-old`.
const AGE: &str = "is {value} old";

/// A client to be told.
#[derive(Debug, Clone)]
pub struct Telling<'a> {
    /// What is to be told, in any order.
    pub facts: &'a [(FactId, Value)],
    /// What the client asks for.
    pub services: &'a [ServiceId],
    /// The settings that are not the usual ones.
    pub settings: &'a [(SettingId, usize)],
    /// The checklist that was finished.
    pub screen: Option<ScreenId>,
    /// Whether some of its questions are still open.
    pub open: bool,
    /// Which of the many ways of telling it; any number.
    pub style: u32,
}

/// Draws small choices out of one number, so that a style always tells the same. Each choice has
/// its own place, so that two clients who differ in one fact are told alike in everything else.
#[derive(Clone, Copy)]
struct Style(u32);

impl Style {
    fn pick<'t>(self, place: u32, ways: &[&'t str]) -> &'t str {
        // Stirred, so that the choice at one place does not follow from that at another.
        let stirred = (self.0 ^ place.wrapping_mul(0x9E37_79B9)).wrapping_mul(0x85EB_CA6B);
        let stirred = (stirred ^ stirred >> 13).wrapping_mul(0xC2B2_AE35);
        let count = u32::try_from(ways.len()).unwrap_or(1).max(1);
        let at = (stirred >> 16) % count;
        ways.get(at as usize).copied().unwrap_or("")
    }
}

/// Where choices of style are made; phrases come after these.
const OPENING: u32 = 0;
const WISH: u32 = 1;
const CLOSING: u32 = 2;
const PHRASES: u32 = 8;

/// What is to be told of a client, sorted by the part it plays in a sentence.
#[derive(Default)]
struct Parts {
    noun: Option<String>,
    age: Option<(Number, String)>,
    wants: Vec<String>,
    phrases: Vec<String>,
    sentences: Vec<String>,
}

impl Words<'_> {
    /// A client in a few sentences.
    #[must_use]
    pub fn vignette(self, telling: &Telling<'_>) -> String {
        let style = Style(telling.style);
        let parts = self.to_tell(telling);
        let person = Person::of(parts.noun.as_deref(), &parts.phrases, telling.style);
        let mut sentences = vec![self.opening(&parts, telling.services, person, style)];
        let phrases = parts.phrases.iter().map(|phrase| person.agree(phrase));
        sentences.extend(grouped(phrases.collect(), person, style));
        sentences.extend(parts.sentences.iter().map(|text| sentence(&person.own(text))));
        for &(setting, value) in telling.settings {
            sentences.push(self.place(setting, value));
        }
        if let Some(screen) = telling.screen {
            sentences.push(self.closing(screen, telling.open, style));
        }
        sentences.join(" ")
    }

    /// Whether a fact says who the client is, or what the client wants: it belongs to every story.
    #[must_use]
    pub fn introduces(self, fact: FactId) -> bool {
        let fact = &self.book.facts[fact];
        let opens = |told: &str| is_a_thing(told) || told.starts_with("wants to") || told == AGE;
        match &fact.kind {
            FactKind::Choice { options, .. } => {
                options.iter().filter_map(|option| option.told.as_deref()).any(opens)
            }
            _ => fact.told.as_deref().is_some_and(opens),
        }
    }

    /// Whether a fact is what the client wants.
    #[must_use]
    pub fn is_a_wish(self, fact: FactId) -> bool {
        let FactKind::Choice { options, .. } = &self.book.facts[fact].kind else { return false };
        let mut told = options.iter().filter_map(|option| option.told.as_deref());
        told.any(|told| told.starts_with("wants to"))
    }

    /// The facts that the phrase of a fact tells together with it.
    #[must_use]
    pub fn told_with(self, fact: FactId) -> Vec<FactId> {
        let Some(told) = &self.book.facts[fact].told else { return Vec::new() };
        let places = told.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        let named = |name: &str| self.book.facts.iter().find(|(_, fact)| fact.label.name == name);
        places.filter_map(|(name, _)| named(name).map(|(id, _)| id)).collect()
    }

    fn opening(
        self,
        parts: &Parts,
        services: &[ServiceId],
        person: Person,
        style: Style,
    ) -> String {
        let who = who(parts);
        let wishes = parts.wants.iter().map(|wish| wish.trim_start_matches("wants ").to_owned());
        let wants = format!("wants {}", and(&wishes.collect::<Vec<_>>()));
        let wish = sentence(&format!("{} {}", person.subject(), person.agree(&wants)));
        let first = if services.is_empty() {
            let ways = ["{} comes to you", "you are seeing {}", "your next client is {}"];
            style.pick(OPENING, &ways).replace("{}", &who)
        } else {
            let services: Vec<_> =
                services.iter().map(|&service| self.service(service).to_owned()).collect();
            // A wish fits into the first sentence, or makes the second.
            let inside = !parts.wants.is_empty() && style.pick(WISH, &["in", "after"]) == "in";
            let who =
                if inside { format!("{who} who {}", person.own(&wants)) } else { who.clone() };
            let first = style.pick(OPENING, ways_to_ask(&and(&services), inside));
            let first = first.replace("{}", &who).replace("{what}", &and(&services));
            if inside {
                return sentence(&first);
            }
            first
        };
        if parts.wants.is_empty() {
            sentence(&first)
        } else {
            format!("{} {wish}", sentence(&first))
        }
    }

    /// Where, or by which guideline, it happens.
    fn place(self, setting: SettingId, value: usize) -> String {
        let setting = &self.book.settings[setting];
        let value = setting.values.get(value);
        let told = value.and_then(|value| value.told.clone());
        let name = value.map_or("", |value| value.name.as_str());
        sentence(&told.unwrap_or_else(|| format!("{}: {}", setting.label.title, spelled(name))))
    }

    fn closing(self, screen: ScreenId, open: bool, style: Style) -> String {
        let title = the(&self.book.screens[screen].label.title);
        if open {
            let rest = style.pick(
                CLOSING,
                &[
                    "has found nothing else so far, but is not finished",
                    "is not finished; so far it has found nothing else",
                ],
            );
            return capital(&format!("{title} {rest}."));
        }
        let rest = style.pick(
            CLOSING,
            &["nothing else was found", "there was nothing else to note", "it found nothing else"],
        );
        capital(&format!("{title} is finished; {rest}."))
    }

    fn to_tell(self, telling: &Telling<'_>) -> Parts {
        let mut facts: Vec<_> = telling.facts.iter().collect();
        facts.sort_by_key(|(fact, _)| *fact);
        let mut parts = Parts::default();
        let mut told: Vec<FactId> = Vec::new();
        for (id, value) in &facts {
            if told.contains(id) {
                continue;
            }
            let fact = &self.book.facts[*id];
            match (&fact.kind, value) {
                (_, Value::NotTaken) => {
                    parts.sentences.push(format!("their {} was not taken", self.fact(*id)));
                }
                (FactKind::Number { unit, .. }, Value::Number(number)) => {
                    let age = fact.told.as_deref().is_some_and(|told| told == AGE);
                    match unit {
                        Some(unit) if age => {
                            parts.age =
                                Some((*number, self.unit_for(*unit, Number::whole(1)).to_owned()));
                        }
                        _ => self.tell_number(*id, *number, &facts, &mut told, &mut parts),
                    }
                }
                (FactKind::Choice { .. }, Value::Option(index)) => {
                    self.tell_choice(*id, *index, &mut parts);
                }
                (FactKind::Set { .. }, Value::Set(members)) => {
                    let told = members.iter().map(|term| {
                        let told = self.book.terms[term].told.clone();
                        told.unwrap_or_else(|| format!("has {}", self.term(term)))
                    });
                    parts.phrases.extend(told);
                    if members.is_empty() {
                        parts.phrases.push(format!("has no {}", self.fact(*id)));
                    }
                }
                _ => {}
            }
        }
        parts
    }

    fn tell_number(
        self,
        id: FactId,
        number: Number,
        facts: &[&(FactId, Value)],
        told: &mut Vec<FactId>,
        parts: &mut Parts,
    ) {
        let value = self.number(id, number);
        let phrase = self.book.facts[id].told.as_ref().and_then(|phrase| {
            let mut phrase = phrase.replace("{value}", &value);
            for (other, value) in facts {
                let place = format!("{{{}}}", self.book.facts[*other].label.name);
                if let Value::Number(number) = value
                    && phrase.contains(&place)
                {
                    phrase = phrase.replace(&place, &number.to_string());
                    told.push(*other);
                }
            }
            (!phrase.contains('{')).then_some(phrase)
        });
        match phrase {
            Some(phrase) => parts.phrases.push(phrase),
            None => parts.sentences.push(format!("their {} is {value}", self.fact(id))),
        }
    }

    fn tell_choice(self, id: FactId, index: usize, parts: &mut Parts) {
        let fact: &Fact = &self.book.facts[id];
        let FactKind::Choice { options, yes_no, .. } = &fact.kind else { return };
        let Some(option) = options.get(index) else { return };
        let word = spelled(&option.name);
        let general = || fact.told.as_ref().map(|told| told.replace("{value}", &word));
        match option.told.clone().or_else(general) {
            Some(noun) if is_a_thing(&noun) => parts.noun = Some(noun),
            Some(wish) if wish.starts_with("wants to ") => parts.wants.push(wish),
            Some(phrase) => parts.phrases.push(phrase),
            None if *yes_no => parts.sentences.push(format!("{}: {word}", self.fact(id))),
            None => parts.sentences.push(format!("their {} is {word}", self.fact(id))),
        }
    }
}

/// How a client asks for something: a thing is asked for, doing something is asked about.
fn ways_to_ask(what: &str, wordy: bool) -> &'static [&'static str] {
    let doing = what.split(' ').next().is_some_and(|word| word.ends_with("ing"));
    match (doing, wordy) {
        (true, true) => &["{} asks you about {what}", "{} has come about {what}"],
        (true, false) => &[
            "{} asks you about {what}",
            "{} comes to you about {what}",
            "your next client, {}, asks about {what}",
        ],
        (false, true) => &["{} asks you for {what}", "{} has come for {what}"],
        (false, false) => &[
            "{} asks you for {what}",
            "{} comes to you for {what}",
            "{} has come for {what}",
            "your next client is {}, who asks for {what}",
            "you are asked for {what} by {}",
        ],
    }
}

/// `a 52-year-old woman`, `a woman`, `a client aged 6 months`.
fn who(parts: &Parts) -> String {
    let noun = parts.noun.as_deref().map_or("client", crate::list::bare);
    match &parts.age {
        None if noun.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {noun}"),
        None => format!("a {noun}"),
        Some((age, unit)) => {
            let digits = age.to_string();
            // Eight, eleven, eighteen and the eighties begin with a vowel when they are spoken.
            let an = digits.starts_with('8') || digits == "11" || digits == "18";
            format!("{} {digits}-{unit}-old {noun}", if an { "an" } else { "a" })
        }
    }
}

/// Phrases put into sentences: those with the same verb share it, and no sentence grows long.
fn grouped(phrases: Vec<String>, person: Person, style: Style) -> Vec<String> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for phrase in phrases {
        let (verb, rest) = phrase.split_once(' ').unwrap_or((phrase.as_str(), ""));
        // "Has had" can't share its verb with "has asthma".
        let whole = |text: &str| is_participle(text.split(' ').next().unwrap_or(text));
        // What has a clause of its own takes the next thing for a part of it.
        let clause = |text: &str| text.split(' ').any(|word| CLAUSES.contains(&word));
        let plain = |text: &str| {
            !text.contains(',') && !text.contains(" and ") && !whole(text) && !clause(text)
        };
        match groups.last_mut() {
            Some((last, rests))
                if shared(verb)
                    && last == verb
                    && plain(rest)
                    && rests.len() < 4
                    && rests.iter().all(|rest| plain(rest)) =>
            {
                rests.push(rest.to_owned());
            }
            _ => groups.push((verb.to_owned(), vec![rest.to_owned()])),
        }
    }
    // Where a phrase makes its choices depends on how it begins, not on what stands before it.
    let place = |phrase: &str| {
        let letters = phrase.bytes().filter(u8::is_ascii_lowercase).take(16);
        letters.fold(PHRASES, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)))
    };
    let mut sentences: Vec<String> = Vec::new();
    let mut groups =
        groups.into_iter().map(|(verb, rests)| format!("{verb} {}", and(&rests))).peekable();
    while let Some(first) = groups.next() {
        let also = if sentences.is_empty() {
            ""
        } else {
            style.pick(place(&first), &["", "", "", "", "also "])
        };
        let long = |text: &str| text.split(' ').count() > 12;
        let mut text = format!("{} {}", person.subject(), placed(&first, also));
        if let Some(second) = groups.peek()
            && !long(&first)
            && !long(second)
            && style.pick(place(second), &["join", "join", "part"]) == "join"
        {
            let comma = if text.contains(" and ") || second.contains(" and ") { "," } else { "" };
            text = format!("{text}{comma} and {second}");
            groups.next();
        }
        sentences.push(sentence(&text));
    }
    sentences
}

/// Words that begin a clause.
const CLAUSES: [&str; 7] = ["that", "which", "who", "although", "because", "while", "if"];

/// Whether a word after *has* makes another tense of it rather than being had: `has told`, `has not
/// been`. An adjective that looks alike is taken for one, too; it only makes a sentence more.
fn is_participle(word: &str) -> bool {
    const IRREGULAR: [&str; 20] = [
        "had", "been", "not", "just", "told", "lost", "taken", "felt", "grown", "fallen", "gone",
        "done", "seen", "given", "left", "come", "become", "got", "kept", "never",
    ];
    IRREGULAR.contains(&word) || word.ends_with("ed")
}

/// Verbs of possession take one object after another; `is` and the others can't share so freely.
fn shared(verb: &str) -> bool {
    matches!(
        verb,
        "has" | "have" | "takes" | "take" | "reports" | "report" | "feels" | "feel" | "had"
    )
}

/// `also` stands before most verbs, and after those of being.
fn placed(phrase: &str, also: &str) -> String {
    match phrase.split_once(' ') {
        Some((verb @ ("is" | "are" | "was" | "were"), rest)) if !also.is_empty() => {
            format!("{verb} {also}{rest}")
        }
        Some((verb @ ("has" | "have"), rest))
            if !also.is_empty() && is_participle(rest.split(' ').next().unwrap_or(rest)) =>
        {
            format!("{verb} {also}{rest}")
        }
        // "Also does not" and "also never" sound wrong.
        Some(("does" | "do" | "never" | "did", _)) => phrase.to_owned(),
        _ => format!("{also}{phrase}"),
    }
}
