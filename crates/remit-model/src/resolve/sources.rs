//! Sources and what they say.

use remit_source::{Diagnostic, Spanned};
use remit_syntax::ast::{Clause, Date, Head, Item, Name, RuleRef};

use super::clauses::{asks, every, first, joined, label};
use super::values::suggest;
use super::{Resolver, notes};
use crate::codes;
use crate::id::{SourceId, StatementId};
use crate::rulebook::{Source, Statement};

impl Resolver<'_> {
    pub(super) fn sources(&mut self) {
        for item in self.all.of(Head::Source) {
            let text = |pick: fn(&Clause) -> Option<String>| first(item, pick);
            let review_by =
                first(
                    item,
                    |clause| if let Clause::ReviewBy(date) = clause { Some(date) } else { None },
                );
            let review_by = review_by.and_then(|date| self.date(date));
            self.book.sources.push(Source {
                label: label(item),
                by: text(
                    |clause| if let Clause::By(text) = clause { Some(joined(text)) } else { None },
                ),
                edition: text(|clause| {
                    if let Clause::Edition(text) = clause { Some(joined(text)) } else { None }
                }),
                found_at: text(|clause| {
                    if let Clause::FoundAt(text) = clause { Some(joined(text)) } else { None }
                }),
                review_by,
            });
        }
    }

    fn date(&mut self, date: &Spanned<Date>) -> Option<String> {
        let Date { year, month, day } = date.node;
        let written = format!("{year:04}-{month:02}-{day:02}");
        if (1..=days_of(year, month)).contains(&day) {
            return Some(written);
        }
        self.report(
            Diagnostic::error(
                codes::NO_SUCH_DATE,
                date.span,
                format!("no calendar has the day `{written}`"),
            )
            .help("Write the day as year, month, day: `2027-04-10`."),
        );
        None
    }

    pub(super) fn statements(&mut self) {
        for item in self.all.of(Head::Statement) {
            let Some(RuleRef { name, .. }) =
                first(item, |clause| if let Clause::Of(of) = clause { Some(of) } else { None })
            else {
                self.missing(item, "whose statement it is", "of SOURCE");
                continue;
            };
            let Some(source) = self.source(name) else { continue };
            self.declared_once(item, source);
            let text = |pick: fn(&Clause) -> Option<String>| first(item, pick);
            let answer =
                text(
                    |clause| {
                        if let Clause::Answer(text) = clause { Some(joined(text)) } else { None }
                    },
                );
            let asks = asks(item);
            if asks.is_some() && answer.is_none() {
                self.missing(item, "the answer to its question", "answer \"…\"");
            }
            let wrong = every(item, |clause| {
                if let Clause::Wrong(text) = clause { Some(joined(text)) } else { None }
            });
            self.book.statements.push(Statement {
                label: label(item),
                source,
                stands_in: text(|clause| {
                    if let Clause::StandsIn(text) = clause { Some(joined(text)) } else { None }
                }),
                note: notes(item),
                asks,
                answer,
                wrong: wrong.collect(),
            });
        }
    }

    fn declared_once(&mut self, item: &Item, source: SourceId) {
        let Some(name) = &item.name else { return };
        if let Some(earlier) = self.book.find_statement(source, &name.node) {
            let of = &self.book.sources[source].label.name;
            let message = format!("`{}` is declared twice for `{of}`", name.node);
            let span = self.book.statements[earlier].label.span;
            self.report(
                Diagnostic::error(codes::DUPLICATE_NAME, name.span, message)
                    .also(span, "the first stands here")
                    .help("Give one of them another name."),
            );
        }
    }

    /// A statement of a source.
    pub(super) fn statement(&mut self, source: SourceId, name: &Name) -> Option<StatementId> {
        if let Some(found) = self.book.find_statement(source, &name.node) {
            return Some(found);
        }
        let of = self.book.sources[source].label.name.clone();
        let message = format!("`{of}` has no statement `{}`", name.node);
        let mut diagnostic = Diagnostic::error(codes::UNKNOWN_STATEMENT, name.span, message);
        let elsewhere = self.book.statements.values().find(|other| other.label.name == name.node);
        diagnostic = if let Some(other) = elsewhere {
            let owner = &self.book.sources[other.source].label.name;
            let help = format!("Cite it as `cites {owner} {}`.", name.node);
            diagnostic.also(other.label.span, format!("`{owner}` has one")).help(help)
        } else {
            let of_source = self.book.statements.values().filter(|other| other.source == source);
            let names: Vec<&str> =
                of_source.map(|other| other.label.name.as_str()).take(200).collect();
            diagnostic.help(suggest(&name.node, names.iter().copied()))
        };
        self.report(diagnostic);
        None
    }
}

fn days_of(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}
