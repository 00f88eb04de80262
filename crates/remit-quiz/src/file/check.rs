//! What is found wrong with a quiz by trying it.

use remit_model::Rulebook;
use remit_model::rulebook::Verdict;
use remit_scenario::Scenario;
use remit_source::{Diagnostic, Span};
use remit_words::Words;

use super::QuizFile;
use crate::codes;
use crate::exam::{Form, Unmet};
use crate::family::Family;
use crate::item::{Answer, Item, NoItem};
use crate::kind::Kind;
use crate::plan::{Plan, Scope};
use crate::quiz::Quiz;
use crate::vignette::{NoVignette, Vignette};

/// The seed that a quiz without one is tried with.
const SEED: u64 = 1;

/// How many seeds each family gets before nothing is found to ask.
const SEEDS: u64 = 2;

impl QuizFile {
    /// What is wrong with a quiz that reads well: topics of which nothing can be asked, clients
    /// whose key is not what their author expects, shares that no form can have.
    #[must_use]
    pub fn check(&self, book: &Rulebook) -> Vec<Diagnostic> {
        let mut quiz = Quiz::new(book);
        let mut found = Vec::new();
        match &self.exam {
            Some(blueprint) => {
                let form = Form::of(book, blueprint, self.seed.unwrap_or(SEED));
                found.extend(form.err().map(|unmet| self.unmet(&unmet)));
            }
            None => self.topics(&mut quiz, &mut found),
        }
        for (vignette, (place, expected)) in self.vignettes.iter().zip(&self.places.vignettes) {
            found.extend(vignette_found(&mut quiz, vignette, *place, expected.as_ref()));
        }
        found
    }

    /// Finds topics of which nothing can be asked, one by one, or the whole quiz.
    fn topics(&self, quiz: &mut Quiz<'_>, found: &mut Vec<Diagnostic>) {
        let plan = self.plan(SEED);
        let help = "Leave out one of `role`, `topics`, `kinds` and `rules`, or choose others.";
        for (topic, &place) in self.topics.iter().zip(&self.places.topics) {
            let plan = Plan { topics: vec![topic.clone()], ..plan.clone() };
            if !yields(quiz, &plan) {
                let message = format!("nothing can be asked about the topic `{topic}`");
                found.push(
                    Diagnostic::error(codes::ASKS_NOTHING, place, message).why(WHY).help(help),
                );
            }
        }
        if self.topics.is_empty() && self.vignettes.is_empty() && !yields(quiz, &plan) {
            let message = "nothing can be asked in this quiz";
            let finding = Diagnostic::error(codes::ASKS_NOTHING, self.places.title, message);
            found.push(finding.why(WHY).help(help));
        }
    }

    fn unmet(&self, unmet: &Unmet) -> Diagnostic {
        let domain = unmet.which.first().filter(|_| unmet.what == "domain");
        let place = domain.and_then(|&at| self.places.domains.get(at));
        let place = place.copied().unwrap_or(self.places.exam);
        Diagnostic::error(codes::SHARE_UNMET, place, unmet.to_string())
            .why("too little can be asked of them beside the shares of the others")
            .help("Give them smaller shares, or more topics, practitioners or kinds.")
    }
}

const WHY: &str = "no rule of it decides about a client of these practitioners who can be told";

/// Whether a plan has at least one question.
fn yields(quiz: &mut Quiz<'_>, plan: &Plan) -> bool {
    let book = quiz.book();
    let Ok(scope) = Scope::of(book, plan) else { return false };
    let families: Vec<_> =
        Family::all(book).into_iter().filter(|family| scope.fits(book, *family)).collect();
    families.into_iter().any(|family| (0..SEEDS).any(|seed| quiz.item(family, seed).is_ok()))
}

fn vignette_found(
    quiz: &mut Quiz<'_>,
    vignette: &Vignette,
    place: Span,
    expected: Option<&(String, Span)>,
) -> Option<Diagnostic> {
    let name = &vignette.name;
    let item = match quiz.authored(vignette, SEED) {
        Ok(item) => item,
        Err(NoVignette::Open) => {
            let message = format!("what is told of `{name}` leaves the answer open");
            let finding = Diagnostic::error(codes::OPEN_ANSWER, place, message);
            return Some(finding.why(left_open(quiz, vignette)).help(
                "Tell it in `story` and under `[vignette.client]`, or finish a screen there: \
                 `screened = \"…\"`.",
            ));
        }
        Err(why) => {
            let why = match why {
                NoVignette::NoItem(NoItem::TooLong) => {
                    "the story has more than 120 words".to_owned()
                }
                NoVignette::NoItem(why) => why.to_string(),
                _ => "no rule speaks for or against it".to_owned(),
            };
            let message = format!("`{name}` makes no question");
            let finding = Diagnostic::error(codes::NO_QUESTION, place, message).why(why);
            return Some(finding.help("Tell the client in another way, or ask somebody else."));
        }
    };
    let (expected, place) = expected?;
    let book = quiz.book();
    let scenario = item.parts.first()?.scenario.as_ref()?;
    let decided = decided(book, &item, scenario);
    if expects(book, &item, scenario, expected) {
        return None;
    }
    let message = format!("the key of `{name}` is not `{expected}`");
    let finding = Diagnostic::error(codes::KEY_DIFFERS, *place, message);
    let why = Words::new(book).decision(&scenario.decision);
    let help = format!("Write `answer = \"{decided}\"`, or change the client.");
    Some(finding.why(format!("the rulebook decides: {why}")).help(help))
}

/// The key as an author would write it.
fn decided(book: &Rulebook, item: &Item, scenario: &Scenario) -> String {
    if let Some(roles) = permitted(book, item) {
        return if roles.is_empty() { "nobody".to_owned() } else { roles.join(", ") };
    }
    let core = &scenario.core;
    let level = match core.verdict {
        Verdict::Stop => Some(&book.urgencies[core.urgency].label.name),
        Verdict::TakeWith => core.ceiling.map(|ceiling| &book.ceilings[ceiling].label.name),
        _ => None,
    };
    level.map_or(core.verdict.name().to_owned(), |level| format!("{} {level}", core.verdict.name()))
}

/// The practitioners who may take the client on, by name, if that is the question.
fn permitted<'b>(book: &'b Rulebook, item: &Item) -> Option<Vec<&'b str>> {
    let part = item.parts.first().filter(|_| item.family.kind() == Kind::Who)?;
    match &part.options.get(part.key)?.answer {
        Answer::Roles(roles) => {
            Some(roles.iter().map(|&role| book.roles[role].label.name.as_str()).collect())
        }
        _ => None,
    }
}

/// Whether the key is what an author expects. A verdict may stand without its level.
fn expects(book: &Rulebook, item: &Item, scenario: &Scenario, expected: &str) -> bool {
    let words: Vec<&str> = expected.split([',', ' ']).filter(|word| !word.is_empty()).collect();
    if let Some(mut roles) = permitted(book, item) {
        let mut words = if words == ["nobody"] { Vec::new() } else { words };
        words.sort_unstable();
        roles.sort_unstable();
        return words == roles;
    }
    let decided = decided(book, item, scenario);
    let decided: Vec<&str> = decided.split(' ').collect();
    words == decided || words.as_slice() == decided.get(..1).unwrap_or_default()
}

/// What is still to be asked of a client.
fn left_open(quiz: &Quiz<'_>, vignette: &Vignette) -> String {
    let book = quiz.book();
    let case = remit_eval::Case::from_json(book, remit_source::FileId(0), &vignette.client, &[]);
    let asked = || {
        let (role, service) =
            (book.find_role(&vignette.role)?, book.find_service(&vignette.service)?);
        Some(quiz.author.judge().decide_briefly(&case.ok()?, role, &[service]).ask)
    };
    let names = asked().unwrap_or_default();
    let names: Vec<_> =
        names.iter().take(4).map(|&fact| format!("`{}`", book.facts[fact].label.name)).collect();
    format!("it depends on {}", remit_words::list::and(&names))
}
