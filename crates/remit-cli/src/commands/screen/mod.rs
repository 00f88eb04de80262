mod answer;

use std::path::PathBuf;

use answer::Answer;
use remit_eval::{Case, Decision, Judge};
use remit_model::Rulebook;
use remit_model::id::{FactId, RoleId, ServiceId};
use remit_model::rulebook::{FactKind, Verdict};
use remit_words::Words;
use serde_json::{Map, Value};

use crate::ask::{self, ServiceArgs, SettingArgs};
use crate::book::Book;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::{clean, decision, finding, style};
use crate::streams::Said;

/// Be asked about a client until the decision is certain
///
/// One question at a time, always the one that matters most; what can't change the decision is
/// never asked. A question that can't be answered is skipped with an empty line or `skip`. Ctrl-C,
/// or the end of the input, ends it with what is known so far and the exit code 3.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit screen --as pft --for program-exercise
  remit screen --as pft --for program-exercise --client case.json   begin with what is known")]
pub(crate) struct Screen {
    /// Who asks: a practitioner's name, such as pft
    #[arg(long = "as", value_name = "ROLE")]
    role: String,

    #[command(flatten)]
    services: ServiceArgs,

    /// What is known already: a client's file (JSON)
    #[arg(long, value_name = "FILE")]
    client: Option<PathBuf>,

    #[command(flatten)]
    settings: SettingArgs,
}

impl Screen {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let mut book = context.book()?;
        let role = ask::role(&book.rulebook, &self.role)?;
        let services = ask::services(&book.rulebook, &self.services.services)?;
        let settings = self.settings.checked(&book.rulebook)?.to_owned();
        let known = match &self.client {
            None => Map::new(),
            Some(path) => {
                let (name, text) = ask::client_text(context, path)?;
                let known = serde_json::from_str(&text).unwrap_or_default();
                ask::case(&mut book, &name, text, &settings)?;
                known
            }
        };
        let Book { rulebook, .. } = &book;
        let mut asking =
            Asking { book: rulebook, role, services, settings, known, skipped: Vec::new() };
        asking.run(context)
    }
}

struct Asking<'a> {
    book: &'a Rulebook,
    role: RoleId,
    services: Vec<ServiceId>,
    settings: Vec<(String, String)>,
    /// What is known: a client's file in the making, so that answers are read exactly as it is.
    known: Map<String, Value>,
    skipped: Vec<FactId>,
}

/// What came of asking a question.
enum Asked {
    Answered,
    Skipped,
    Left,
}

impl Asking<'_> {
    fn run(&mut self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let words = Words::new(self.book);
        let judge = Judge::new(self.book);
        context.say(words.you_are(self.role))?;
        context
            .tell("Answer each question; an empty line skips it, ? says what may be answered.")?;
        context.say("")?;
        loop {
            let case = self.case().unwrap_or_else(|_| Case::new(self.book));
            let told = judge.decide(&case, self.role, &self.services);
            let next = told.ask.iter().copied().find(|fact| !self.skipped.contains(fact));
            let open = told.verdict == Verdict::Ask || told.at_most.is_some();
            let Some(fact) = next.filter(|_| open) else {
                self.conclude(context, &judge, &case, &told)?;
                return Ok(Exit::Done);
            };
            match self.ask(context, fact)? {
                Asked::Answered => {}
                Asked::Skipped => self.skipped.push(fact),
                Asked::Left => {
                    context.say("So far:")?;
                    self.conclude(context, &judge, &case, &told)?;
                    return Ok(Exit::Interrupted);
                }
            }
        }
    }

    /// The client as far as it is known.
    fn case(&self) -> Result<Case, Vec<remit_source::Diagnostic>> {
        let text = Value::Object(self.known.clone()).to_string();
        Case::from_json(self.book, remit_source::FileId::default(), &text, &self.settings)
    }

    fn conclude(
        &self,
        context: &mut Context<'_>,
        judge: &Judge<'_>,
        case: &Case,
        told: &Decision,
    ) -> Result<(), Failure> {
        let words = Words::new(self.book);
        let changes = decision::changes(words, judge, case, (self.role, &self.services));
        context.say("")?;
        context.say(decision::decision(context.ink, words, told, &changes))?;
        if !self.known.is_empty() {
            let known = Value::Object(self.known.clone()).to_string();
            context.say("")?;
            context
                .say(context.ink.paint(style::FAINT, "The client, for remit decide --client:"))?;
            context.say(clean(&known))?;
        }
        Ok(())
    }

    /// Asks for a fact until there is an answer that can be understood.
    fn ask(&mut self, context: &mut Context<'_>, fact: FactId) -> Result<Asked, Failure> {
        let words = Words::new(self.book);
        let ink = context.ink;
        let question = ink.paint(style::HEADING, &words.question(fact));
        context.tell(&question)?;
        loop {
            let line = match context.hear("> ")? {
                Said::Line(line) => line,
                Said::End | Said::Interrupt => return Ok(Asked::Left),
            };
            match answer::read(self.book, fact, &line) {
                Answer::Skip => return Ok(Asked::Skipped),
                Answer::Help => context.say(ink.fill("", "  ", &self.help(fact)))?,
                Answer::Value(value) => {
                    let before = self.known.clone();
                    self.learn(fact, value);
                    let Err(findings) = self.case() else { return Ok(Asked::Answered) };
                    self.known = before;
                    for mut found in findings {
                        found.help = found.help.map(|help| answer::as_typed(&help));
                        context.say(finding::brief(ink, &found))?;
                    }
                }
                Answer::Unclear(problem) => context.say(finding::problem(ink, &problem))?,
            }
        }
    }

    /// Adds an answer to the client's file.
    fn learn(&mut self, fact: FactId, value: Value) {
        let name = &self.book.facts[fact].label.name;
        if let Some(Value::Array(unknown)) = self.known.get_mut("unknown") {
            unknown.retain(|other| other != name);
        }
        self.known.insert(name.clone(), value);
    }

    /// What may be answered.
    fn help(&self, fact: FactId) -> String {
        let words = Words::new(self.book);
        let row = &self.book.facts[fact];
        let mut text = match &row.kind {
            FactKind::Number { unit, low, high, .. } => {
                let unit = unit.map_or("", |unit| self.book.units[unit].label.name.as_str());
                format!("a number from {low} to {high} {unit}").trim_end().to_owned()
            }
            FactKind::Choice { options, .. } => {
                let names: Vec<_> = options.iter().map(|option| option.name.clone()).collect();
                remit_words::list::or(&names)
            }
            FactKind::Set { members, .. } => {
                let mut text = "none, or any of these, with commas between them:".to_owned();
                for term in members.iter() {
                    let name = &self.book.terms[term].label.name;
                    text.push_str(&format!("\n  {name}: {}", words.term(term)));
                }
                text
            }
        };
        if row.may_be_not_taken {
            text.push_str("; or not-taken");
        }
        clean(&text).into_owned()
    }
}
