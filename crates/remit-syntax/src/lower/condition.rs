use remit_source::{Diagnostic, Span, Spanned};

use super::{Lower, Read, Unread, next};
use crate::{
    ast::{Cond, Operand, Quantity, Test},
    codes,
    grammar::{Node, Nodes, Rule, read},
};

impl Lower<'_> {
    pub(super) fn condition_body(&mut self, body: &str) -> Read<Spanned<Cond>> {
        let node = next(&mut read(Rule::condition_body, body)?)?;
        self.condition(node)
    }

    /// Parts joined by one kind of word.
    pub(super) fn condition(&mut self, node: Node) -> Read<Spanned<Cond>> {
        let mut parts = Vec::new();
        let mut and: Option<Span> = None;
        let mut first_or: Option<Span> = None;
        let mut values: Option<Span> = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::and_word => and = and.or(Some(self.span(&part))),
                Rule::or_word => first_or = first_or.or(Some(self.span(&part))),
                _ => {
                    let bare = is_bare(&part);
                    let part = self.part(part)?;
                    if bare && ends_in_list(&part.node) {
                        values = values.or(Some(part.span));
                    }
                    parts.push(part);
                }
            }
        }
        if let Some(and) = and
            && let Some(other) = first_or.or(values)
        {
            return Err(self.mixed(and, other, first_or.is_none()));
        }
        let span = match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => Span::default(),
        };
        if parts.len() > 1 {
            let joined = if and.is_some() { Cond::All(parts) } else { Cond::Any(parts) };
            return Ok(Spanned::new(joined, span));
        }
        parts.pop().ok_or(Unread::Reported)
    }

    fn mixed(&mut self, and: Span, other: Span, is_list: bool) -> Unread {
        let diagnostic = Diagnostic::error(
            codes::MIXED_AND_OR,
            and,
            "`and` and `or` are mixed without parentheses",
        );
        let diagnostic = if is_list {
            diagnostic
                .also(other, "this list counts as an `or`")
                .help("Put the comparison with the list in parentheses: `(goal is a or b) and …`.")
        } else {
            diagnostic
                .also(other, "the other one")
                .help("Put the part that belongs together in parentheses: `(a or b) and c`, or `a or (b and c)`.")
        };
        self.diagnostics
            .push(diagnostic.why("without them readers disagree about what belongs together"));
        Unread::Reported
    }

    fn part(&mut self, node: Node) -> Read<Spanned<Cond>> {
        let start = self.span(&node).start as usize;
        match node.as_rule() {
            Rule::parenthesis => self.condition(next(&mut node.into_inner())?),
            Rule::negation => {
                let inner = self.part(next(&mut node.into_inner())?)?;
                let span = Span::new(self.file, start, inner.span.end as usize);
                Ok(Spanned::new(Cond::Not(Box::new(inner)), span))
            }
            Rule::count_of => {
                let mut count = None;
                let mut of = Vec::new();
                let mut end = start;
                for child in node.into_inner() {
                    match child.as_rule() {
                        Rule::count => count = Some(self.count(&child)?),
                        Rule::closing => end = self.span(&child).end as usize,
                        _ => of.push(self.condition(child)?),
                    }
                }
                let count = count.ok_or(Unread::Reported)?;
                Ok(Spanned::new(Cond::AtLeast { count, of }, Span::new(self.file, start, end)))
            }
            _ => self.comparison(node),
        }
    }

    fn comparison(&mut self, node: Node) -> Read<Spanned<Cond>> {
        let mut nodes = node.into_inner();
        let fact = self.next_name(&mut nodes)?;
        let Some(test) = nodes.next() else {
            return Ok(Spanned::new(Cond::Name(fact.node), fact.span));
        };
        let compared = self.test(test)?;
        let span = fact.span.to(compared.span);
        Ok(Spanned::new(Cond::Compare { fact, test: compared }, span))
    }

    pub(super) fn test(&mut self, node: Node) -> Read<Spanned<Test>> {
        let rule = node.as_rule();
        let written = node.as_str();
        let start = self.span(&node).start as usize;
        // The rule may end in blanks and comments; its parts don't.
        let last = node.clone().into_inner().flatten().last();
        let end =
            last.map_or(start + written.trim_end().len(), |last| self.span(&last).end as usize);
        let mut nodes = node.into_inner();
        let test = match rule {
            Rule::at_least => Test::AtLeast(self.next_operand(&mut nodes)?),
            Rule::at_most => Test::AtMost(self.next_operand(&mut nodes)?),
            Rule::above => Test::Above(self.next_operand(&mut nodes)?),
            Rule::below => Test::Below(self.next_operand(&mut nodes)?),
            Rule::between => {
                Test::Between(self.next_quantity(&mut nodes)?, self.next_quantity(&mut nodes)?)
            }
            Rule::is_not | Rule::not_values => Test::IsNot(self.operands(nodes)?),
            Rule::include => Test::Include(nodes.map(|name| self.name(&name)).collect()),
            Rule::are_none => {
                let end = start + written_words(written, 2);
                return Ok(Spanned::new(Test::AreNone, Span::new(self.file, start, end)));
            }
            _ => Test::Is(self.operands(nodes)?),
        };
        Ok(Spanned::new(test, Span::new(self.file, start, end)))
    }

    fn operands(&mut self, nodes: Nodes) -> Read<Vec<Operand>> {
        nodes.map(|node| self.operand(node)).collect()
    }

    fn next_operand(&mut self, nodes: &mut Nodes) -> Read<Operand> {
        self.operand(next(nodes)?)
    }

    fn operand(&mut self, node: Node) -> Read<Operand> {
        Ok(match node.as_rule() {
            Rule::quantity => Operand::Quantity(self.quantity(node)?),
            _ => Operand::Name(self.name(&node)),
        })
    }

    fn next_quantity(&mut self, nodes: &mut Nodes) -> Read<Quantity> {
        self.quantity(next(nodes)?)
    }
}

/// Whether it is a comparison, or the negation of one, without parentheses.
fn is_bare(node: &Node) -> bool {
    match node.as_rule() {
        Rule::comparison => true,
        Rule::negation => node.clone().into_inner().next().is_some_and(|inner| is_bare(&inner)),
        _ => false,
    }
}

/// Whether a comparison ends in a list, which counts as an `or`.
fn ends_in_list(condition: &Cond) -> bool {
    let compared = match condition {
        Cond::Compare { test, .. } => test,
        Cond::Not(inner) => return ends_in_list(&inner.node),
        _ => return false,
    };
    match &compared.node {
        Test::Is(values) | Test::IsNot(values) => values.len() > 1,
        Test::Include(names) => names.len() > 1,
        _ => false,
    }
}

/// How long the first words of a text are, up to the end of the last of them.
fn written_words(text: &str, words: usize) -> usize {
    let mut at = 0;
    for _ in 0..words {
        let rest = text.get(at..).unwrap_or("");
        at += rest.len() - rest.trim_start().len();
        at += text
            .get(at..)
            .and_then(|rest| rest.find(char::is_whitespace))
            .unwrap_or(text.len() - at);
    }
    at
}
