use clap::ValueEnum;
use remit_model::Rulebook;
use remit_model::export::export;
use remit_model::id::RuleId;
use remit_model::rulebook::{Label, RuleKind};
use remit_words::Words;

use super::fmt::count;
use crate::context::{Context, Format};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::quizzes;
use crate::render::{Ink, clean, pairs, style};

/// Show what a rulebook holds: a table of contents
///
/// Names are what the other commands and a client's file use; `remit explain NAME` tells more of
/// each.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit show                  everything
  remit show rules            only the rules, by topic
  remit show --format json    all of it, as docs/schema.md says")]
pub(crate) struct Show {
    /// Only this part of it
    part: Option<Part>,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text", conflicts_with = "part")]
    format: Format,
}

/// A part of a table of contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Sources,
    Roles,
    Services,
    Rules,
    Definitions,
    Facts,
    Terms,
    Needs,
    Scales,
    Screens,
    Settings,
    Quizzes,
}

impl Show {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let book = context.book()?;
        if self.format == Format::Json {
            context.json(&export(&book.rulebook, &book.sources))?;
            return Ok(Exit::Done);
        }
        let contents = Contents { book: &book.rulebook, ink: context.ink };
        let title = context.ink.paint(style::HEADING, &book.rulebook.title);
        let version = format!("{} {}", book.rulebook.name, book.rulebook.version);
        context.tell(format!("{title} ({})", clean(version.trim())))?;
        for part in Part::value_variants() {
            if self.part.is_some_and(|wanted| wanted != *part) {
                continue;
            }
            let text = contents.part(*part);
            if !text.is_empty() {
                context.say("")?;
                context.say(text)?;
            }
        }
        Ok(Exit::Done)
    }
}

struct Contents<'a> {
    book: &'a Rulebook,
    ink: Ink,
}

impl Contents<'_> {
    fn part(&self, part: Part) -> String {
        let book = self.book;
        match part {
            Part::Sources => self.list("Sources", book.sources.values().map(|row| &row.label)),
            Part::Roles => self.list("Practitioners", book.roles.values().map(|row| &row.label)),
            Part::Services => self.list("Services", book.services.values().map(|row| &row.label)),
            Part::Rules => self.rules(),
            Part::Definitions => {
                let definitions = book.definitions.values().map(|row| &row.label);
                let stages = book.stages.values().map(|row| &row.label);
                self.list("Definitions", definitions) + &self.list("\nStages of health", stages)
            }
            Part::Facts => {
                self.list("Facts of a client", book.facts.values().map(|row| &row.label))
            }
            Part::Terms => self.terms(),
            Part::Needs => {
                let duties = book.duties.values().map(|row| &row.label);
                self.list("Needs", book.needs.values().map(|row| &row.label))
                    + &self.list("\nDuties", duties)
            }
            Part::Scales => {
                let urgencies = book.urgencies.values().map(|row| &row.label);
                self.list("Ceilings, loosest first", book.ceilings.values().map(|row| &row.label))
                    + &self.list("\nUrgencies, least urgent first", urgencies)
            }
            Part::Screens => self.list("Screens", book.screens.values().map(|row| &row.label)),
            Part::Quizzes => {
                let quizzes = quizzes::listed(book).into_iter().map(|quiz| {
                    let what = if quiz.exam.is_some() { "an exam, " } else { "" };
                    let questions = count(quiz.count, "question");
                    (quiz.name, format!("{}: {what}{questions}", quiz.title))
                });
                self.rows("Quizzes", &quizzes.collect::<Vec<_>>())
            }
            Part::Settings => {
                let rows = book.settings.values().map(|setting| {
                    let value = |(at, value): (usize, &remit_model::rulebook::SettingValue)| {
                        let usual = if at == setting.usual { " (usual)" } else { "" };
                        format!("{}{usual}", value.name)
                    };
                    let values: Vec<_> = setting.values.iter().enumerate().map(value).collect();
                    let said = format!("{}: {}", setting.label.title, values.join(", "));
                    (setting.label.name.clone(), said)
                });
                self.rows("Settings", &rows.collect::<Vec<_>>())
            }
        }
    }

    fn list<'b>(&self, heading: &str, labels: impl Iterator<Item = &'b Label>) -> String {
        self.rows(heading, &labels.map(row).collect::<Vec<_>>())
    }

    fn rows(&self, heading: &str, rows: &[(String, String)]) -> String {
        if rows.is_empty() {
            return String::new();
        }
        let (gap, heading) = heading.strip_prefix('\n').map_or(("", heading), |rest| ("\n", rest));
        let heading = self.ink.paint(style::HEADING, heading);
        format!("{gap}{heading}\n{}", pairs(self.ink, 2, style::NAME, rows))
    }

    /// Terms and declared concerns, under the set fact that they are members of.
    fn terms(&self) -> String {
        let mut text = String::new();
        for (id, fact) in self.book.facts.iter() {
            let members = self.book.terms.values().filter(|term| term.fact == id);
            let heading = remit_words::list::capital(&fact.label.title);
            text.push_str(&self.list(&format!("\n{heading}"), members.map(|term| &term.label)));
        }
        text.trim_start_matches('\n').to_owned()
    }

    /// Rules by topic; the rows of a table are counted, not listed.
    fn rules(&self) -> String {
        let mut text = String::new();
        let named = |label: &Label| format!("{} ({})", label.title, label.name);
        let topics = self.book.topics.iter().map(|(id, topic)| (Some(id), named(&topic.label)));
        for (topic, title) in topics.chain([(None, "Without a topic".to_owned())]) {
            let mut rows = Vec::new();
            for (id, rule) in self.book.rules.iter().filter(|(_, rule)| rule.topic == topic) {
                rows.extend(self.rule_row(id, rule.row.is_some()));
            }
            text.push_str(&self.rows(&format!("\n{title}"), &rows));
        }
        text.trim_start_matches('\n').to_owned()
    }

    fn rule_row(&self, id: RuleId, of_table: bool) -> Option<(String, String)> {
        let rule = &self.book.rules[id];
        let words = Words::new(self.book);
        if !of_table {
            let name = rule.label.name.clone();
            return Some((name, format!("{}: {}", words.kind(id), rule.label.title)));
        }
        let table = self.book.tables.values().find(|table| table.rows.first() == Some(&id))?;
        let kind = match table.kind {
            RuleKind::Lane => "a lane",
            RuleKind::Precaution => "a precaution",
            RuleKind::Advice => "an advice",
        };
        let said =
            format!("table of {} rows, each {kind}: {}", table.rows.len(), table.label.title);
        Some((table.label.name.clone(), said))
    }
}

fn row(label: &Label) -> (String, String) {
    (label.name.clone(), label.title.clone())
}
