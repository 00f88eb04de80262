//! Quiz files: what a quiz or an exam is about, and clients whom its author wrote.

mod check;
mod client;
mod exam;
mod reader;

use std::ops::Range;

use remit_eval::Case;
use remit_model::Rulebook;
use remit_model::rulebook::Rule;
use remit_source::{Diagnostic, FileId, Severity, Span};
use toml::de::DeTable;

use crate::codes;
use crate::exam::Blueprint;
use crate::kind::Kind;
use crate::plan::{Plan, rules_of};
use crate::vignette::Vignette;

use reader::{Keys, Reader, Value};

/// The longest quiz file that is read, in bytes: a hundred times a long one.
const LONGEST: usize = 1024 * 1024;

/// The most questions of a quiz or an exam.
const MOST_QUESTIONS: u64 = 1_000;

/// The most minutes that an exam may take: a day.
const MOST_MINUTES: u64 = 24 * 60;

/// What stands in a quiz file.
#[derive(Debug, Clone)]
pub struct QuizFile {
    /// What it is called on the command line: the file's name without its ending.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it is for, in a sentence or two.
    pub about: Option<String>,
    /// Who is asked; of a category, any of its members; `None` for anybody.
    pub role: Option<String>,
    /// The chapters it asks about; empty for all.
    pub topics: Vec<String>,
    /// The kinds of question; empty for all.
    pub kinds: Vec<Kind>,
    /// The rules it asks about; empty for all.
    pub rules: Vec<String>,
    /// How many questions it has.
    pub count: usize,
    /// The seed, if it is the same quiz for everybody.
    pub seed: Option<u64>,
    /// Clients whom its author wrote.
    pub vignettes: Vec<Vignette>,
    /// What makes it an exam, if it is one.
    pub exam: Option<Blueprint>,
    /// Where its title, its topics, its vignettes and its exam stand, for what is found later.
    places: Places,
}

#[derive(Debug, Clone, Default)]
struct Places {
    title: Span,
    topics: Vec<Span>,
    vignettes: Vec<Written>,
    exam: Span,
    domains: Vec<Span>,
}

/// Where the name of a vignette stands; and the key that its author expects, if one is written.
type Written = (Span, Option<(String, Span)>);

impl QuizFile {
    /// Reads a quiz file; `name` is the file's name without its ending. The file is there if no
    /// error was found.
    #[must_use]
    pub fn read(
        book: &Rulebook,
        file: FileId,
        name: &str,
        text: &str,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        let mut reader = Reader { book, file, found: Vec::new() };
        if text.len() > LONGEST {
            let help = "Divide it into several quizzes.";
            reader.error(codes::NOT_TOML, 0..0, "the file is too long for a quiz file", help);
            return (None, reader.found);
        }
        let (table, errors) = DeTable::parse_recoverable(text);
        // What follows from a first slip of the pen is no mistake of its own.
        if let Some(error) = errors.first() {
            let place = error.span().unwrap_or(0..0);
            let message = format!("this is not TOML: {}", first_line(error.message()));
            let help = "Write `key = value`, one to a line, with texts in quotes; a heading in \
                        brackets begins a part.";
            reader.error(codes::NOT_TOML, place, message, help);
            return (None, reader.found);
        }
        let quiz = reader.quiz(name, Reader::top(table.get_ref()));
        let wrong = reader.found.iter().any(|finding| finding.severity == Severity::Error);
        (quiz.filter(|_| !wrong), reader.found)
    }

    /// The plan to practise by it.
    #[must_use]
    pub fn plan(&self, seed: u64) -> Plan {
        Plan {
            title: Some(self.title.clone()),
            role: self.role.clone(),
            topics: self.topics.clone(),
            kinds: self.kinds.clone(),
            rules: self.rules.clone(),
            vignettes: self.vignettes.clone(),
            ..Plan::practice(self.count, self.seed.unwrap_or(seed))
        }
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or(text)
}

/// Texts with their places, apart.
fn texts(list: Vec<(String, Range<usize>)>) -> Vec<String> {
    list.into_iter().map(|(text, _)| text).collect()
}

impl Reader<'_> {
    fn quiz(&mut self, name: &str, mut keys: Keys<'_>) -> Option<QuizFile> {
        let title_value = keys.take("title");
        let title = self.text(title_value, "title");
        if title_value.is_none() {
            self.missing(&keys, "the quiz", "title", "title = \"Blood pressure\"");
        }
        let about_value = keys.take("about");
        let about = self.text(about_value, "about");
        let role = self.role(keys.take("role"));
        let topic_list = self.topics(keys.take("topics"));
        let kinds = self.kinds(keys.take("kinds"));
        let rules = self.rules(keys.take("rules"));
        let count_value = keys.take("count");
        let count = self.number(count_value, "count", 1..=MOST_QUESTIONS);
        let seed_value = keys.take("seed");
        let seed = self.number(seed_value, "seed", 0..=u64::MAX >> 1);
        let vignettes = self.vignettes(keys.take("vignette"));
        let exam_value = keys.take("exam");
        if count_value.is_none() {
            self.missing(&keys, "the quiz", "count", "count = 10");
        }
        let exam = exam_value.and_then(|value| self.blueprint(value, count));
        self.finish(keys, "A quiz");
        let topics: Vec<Span> =
            topic_list.iter().map(|(_, place)| self.span(place.clone())).collect();
        let place = |value: Option<&Value<'_>>| {
            value.map_or_else(Span::default, |value| self.span(value.span()))
        };
        let (exam, domains) = match exam {
            Some((exam, domains)) => (Some(exam), domains),
            None => (None, Vec::new()),
        };
        let (vignettes, written) = vignettes.into_iter().unzip();
        Some(QuizFile {
            name: name.to_owned(),
            title: title?,
            about,
            role,
            topics: texts(topic_list),
            kinds,
            rules,
            count: usize::try_from(count?).ok()?,
            seed,
            vignettes,
            exam,
            places: Places {
                title: place(title_value),
                topics,
                vignettes: written,
                exam: place(exam_value),
                domains,
            },
        })
    }

    fn role(&mut self, value: Option<&Value<'_>>) -> Option<String> {
        let name = self.text(value, "role")?;
        let book = self.book;
        if book.find_role(&name).is_none() {
            let names = book.roles.values().map(|role| role.label.name.as_str());
            let place = value.map_or(0..0, Value::span);
            self.named("practitioner", (&name, place), names, "`remit show roles` lists them.");
        }
        Some(name)
    }

    fn topics(&mut self, value: Option<&Value<'_>>) -> Vec<(String, Range<usize>)> {
        let topics = self.texts(value, "topics");
        let book = self.book;
        for (name, place) in &topics {
            if book.find_topic(name).is_none() {
                let names = book.topics.values().map(|topic| topic.label.name.as_str());
                let list = "`remit show rules` lists the topics.";
                self.named("topic", (name, place.clone()), names, list);
            }
        }
        topics
    }

    fn kinds(&mut self, value: Option<&Value<'_>>) -> Vec<Kind> {
        let names = self.texts(value, "kinds");
        names.into_iter().filter_map(|(name, place)| self.kind(&name, place)).collect()
    }

    fn kind(&mut self, name: &str, place: Range<usize>) -> Option<Kind> {
        let kind = Kind::parse(name);
        if kind.is_none() {
            let names = Kind::all().map(Kind::name);
            let list = names.map(|name| format!("`{name}`"));
            let list = format!("The kinds are {}.", remit_words::list::and(&list));
            self.named("kind of question", (name, place), names.into_iter(), &list);
        }
        kind
    }

    fn rules(&mut self, value: Option<&Value<'_>>) -> Vec<String> {
        let rules = self.texts(value, "rules");
        let book = self.book;
        for (name, place) in &rules {
            if rules_of(book, name).is_none() {
                let names: Vec<_> = book.rules.values().map(Rule::name).collect();
                let tables = book.tables.values().map(|table| table.label.name.as_str());
                let names = names.iter().map(String::as_str).chain(tables);
                let list =
                    "`remit show rules` lists them; the row of a table is named `TABLE ROW`.";
                self.named("rule", (name, place.clone()), names, list);
            }
        }
        texts(rules)
    }

    /// The authored clients, each with its place and what its author expects.
    fn vignettes(&mut self, value: Option<&Value<'_>>) -> Vec<(Vignette, Written)> {
        let Some(value) = value else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            let message = "`vignette` is not a list of clients";
            let help = "Begin each client with the heading `[[vignette]]`.";
            self.error(codes::BAD_VALUE, value.span(), message, help);
            return Vec::new();
        };
        let mut vignettes: Vec<(Vignette, _)> = Vec::new();
        for item in items {
            let Some(found) = self.vignette(item) else { continue };
            if vignettes.iter().any(|(other, _)| other.name == found.0.name) {
                let message = format!("two vignettes are named `{}`", found.0.name);
                let help = "Give each a name of its own: answers are kept under it.";
                self.error(codes::BAD_VALUE, item.span(), message, help);
            }
            vignettes.push(found);
        }
        vignettes
    }

    fn vignette(&mut self, value: &Value<'_>) -> Option<(Vignette, Written)> {
        let what = "the vignette";
        let mut keys = self.keys(value, what)?;
        let name_value = keys.take("name");
        let (role_value, service_value) = (keys.take("role"), keys.take("for"));
        let (name, role) = (self.text(name_value, "name"), self.role(role_value));
        let service = self.service(service_value);
        let kind_value = keys.take("kind");
        let kind = match self.text(kind_value, "kind") {
            Some(name) => {
                let place = kind_value.map_or(0..0, Value::span);
                let kind = self.kind(&name, place.clone());
                if kind.is_some_and(|kind| !matches!(kind, Kind::Decide | Kind::Who)) {
                    let message = format!("no vignette is asked in the kind `{name}`");
                    let help = "Write `decide` or `who`, or leave it out.";
                    self.error(codes::BAD_VALUE, place, message, help);
                }
                kind
            }
            None => Some(Kind::Decide),
        };
        let story_value = keys.take("story");
        // Where its lines end in the file is no matter of the learner's.
        let story = self.text(story_value, "story");
        let story = story.map(|story| story.split_whitespace().collect::<Vec<_>>().join(" "));
        let question_value = keys.take("question");
        let question = self.text(question_value, "question");
        let answer_value = keys.take("answer");
        let answer = self.text(answer_value, "answer");
        let client_value = keys.take("client");
        let client: Option<(String, Case)> =
            client_value.and_then(|value| client::client(self, value));
        for (there, key, example) in [
            (name_value.is_some(), "name", "name = \"anna\""),
            (role_value.is_some(), "role", "role = \"…\""),
            (service_value.is_some(), "for", "for = \"…\""),
            (story_value.is_some(), "story", "story = \"Anna, 54, wants to get fitter.\""),
            (client_value.is_some(), "client", "[vignette.client]"),
        ] {
            if !there {
                self.missing(&keys, what, key, example);
            }
        }
        let span = self.span(name_value.map_or(keys.place.clone(), Value::span));
        self.finish(keys, "A vignette");
        let answer = answer.zip(answer_value.map(|value| self.span(value.span())));
        let (client, _) = client?;
        let (name, role, service) = (name?, role?, service?);
        let (kind, story) = (kind?, story?);
        Some((Vignette { name, role, service, kind, story, question, client }, (span, answer)))
    }

    fn service(&mut self, value: Option<&Value<'_>>) -> Option<String> {
        let name = self.text(value, "for")?;
        let book = self.book;
        if book.find_service(&name).is_none() {
            let names = book.services.values().map(|service| service.label.name.as_str());
            let place = value.map_or(0..0, Value::span);
            self.named("service", (&name, place), names, "`remit show services` lists them.");
        }
        Some(name)
    }
}
