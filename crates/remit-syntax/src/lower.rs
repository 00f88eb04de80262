//! Bodies of clauses to the tree.

mod clause;
mod condition;
mod example;
mod outcome;
mod table;

use remit_source::{Diagnostic, FileId, Span, Spanned};

use crate::{
    ast::{Decimal, Head, Name, Quantity, RuleRef, Text},
    codes, failure,
    grammar::{Node, Nodes, Rule, Stop, read},
    plain, words,
};

pub(crate) use table::split_row;

/// Why there is no clause.
#[derive(Debug)]
pub(crate) enum Unread {
    /// The grammar stopped there.
    Stopped(Stop),
    /// It reads, but can't stand; that has been reported.
    Reported,
}

pub(crate) type Read<T> = Result<T, Unread>;

impl From<Stop> for Unread {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

/// Makes tree of what the grammar reads from one body.
pub(crate) struct Lower<'d> {
    file: FileId,
    /// Where the body begins in the file.
    base: usize,
    diagnostics: &'d mut Vec<Diagnostic>,
}

/// The next part that is no mere word; the grammar sees to it that there is one.
fn next<'t>(nodes: &mut Nodes<'t>) -> Read<Node<'t>> {
    nodes
        .find(|node| !is_word(node.as_rule()))
        .ok_or(Unread::Stopped(Stop { at: 0, expected: Vec::new() }))
}

/// The next part, if it is one of that rule.
fn next_if<'t>(nodes: &mut Nodes<'t>, rule: Rule) -> Option<Node<'t>> {
    while nodes.peek().is_some_and(|node| is_word(node.as_rule())) {
        nodes.next();
    }
    (nodes.peek()?.as_rule() == rule).then(|| nodes.next()).flatten()
}

/// Whether a part only says what the next one is.
const fn is_word(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::must_to
            | Rule::must_from
            | Rule::must_until
            | Rule::must_row
            | Rule::must_step
            | Rule::must_times
            | Rule::must_for
            | Rule::must_urgency
            | Rule::must_aside
            | Rule::must_separately
    )
}

impl<'d> Lower<'d> {
    pub(crate) const fn new(
        file: FileId,
        base: usize,
        diagnostics: &'d mut Vec<Diagnostic>,
    ) -> Self {
        Self { file, base, diagnostics }
    }

    fn span(&self, node: &Node) -> Span {
        let span = node.as_span();
        Span::new(self.file, self.base + span.start(), self.base + span.end())
    }

    /// A name, reported if it is a word of the language.
    fn name(&mut self, node: &Node) -> Name {
        let name = Spanned::new(node.as_str().to_owned(), self.span(node));
        if words::is_reserved(&name.node) {
            self.reserved(&name);
        }
        name
    }

    fn reserved(&mut self, name: &Name) {
        self.diagnostics.push(failure::reserved(&name.node, name.span));
    }

    fn next_name(&mut self, nodes: &mut Nodes) -> Read<Name> {
        let node = next(nodes)?;
        Ok(self.name(&node))
    }

    /// A name that is known to be no word of the language.
    fn plain_name(&self, (at, name): (usize, &str)) -> Name {
        let start = self.base + at;
        Spanned::new(name.to_owned(), Span::new(self.file, start, start + name.len()))
    }

    fn plain_names(&self, names: &[(usize, &str)]) -> Vec<Name> {
        names.iter().map(|&name| self.plain_name(name)).collect()
    }

    fn plain_text(&self, texts: &[(usize, &str)]) -> Text {
        let piece = |&(at, text): &(usize, &str)| {
            let start = self.base + at;
            let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or("");
            Spanned::new(inner.to_owned(), Span::new(self.file, start, start + text.len()))
        };
        Text { pieces: texts.iter().map(piece).collect() }
    }

    fn names(&mut self, node: Node) -> Vec<Name> {
        node.into_inner().map(|name| self.name(&name)).collect()
    }

    fn next_names(&mut self, nodes: &mut Nodes) -> Read<Vec<Name>> {
        let node = next(nodes)?;
        Ok(self.names(node))
    }

    /// The name inside a rule that holds nothing else.
    fn inner_name(&mut self, node: Node) -> Read<Name> {
        self.next_name(&mut node.into_inner())
    }

    /// The names inside a rule that holds nothing else.
    fn inner_names(&mut self, node: Node) -> Read<Vec<Name>> {
        self.next_names(&mut node.into_inner())
    }

    fn text(&self, node: Node) -> Text {
        let piece = |node: Node| {
            let quoted = node.as_str();
            let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or("");
            let plain = if inner.contains('\\') { unescape(inner) } else { inner.to_owned() };
            Spanned::new(plain, self.span(&node))
        };
        Text { pieces: node.into_inner().map(piece).collect() }
    }

    fn next_text(&self, nodes: &mut Nodes) -> Read<Text> {
        Ok(self.text(next(nodes)?))
    }

    fn decimal(&mut self, node: &Node) -> Read<Spanned<Decimal>> {
        let span = self.span(node);
        let written = node.as_str();
        let (whole, fraction) = written.split_once('.').unwrap_or((written, ""));
        let mantissa = format!("{whole}{fraction}").parse::<i64>().ok();
        let places = u8::try_from(fraction.len()).ok().filter(|&places| places <= 9);
        // A few digits are held back so that sums and conversions of such numbers fit as well.
        let fits = |&mantissa: &i64| mantissa.unsigned_abs() < 1_000_000_000_000_000;
        let Some((mantissa, places)) = mantissa.filter(fits).zip(places) else {
            let diagnostic =
                Diagnostic::error(codes::NUMBER_TOO_LONG, span, "this number has too many digits")
                    .help("Write at most 15 digits, at most 9 of them after the point.");
            self.diagnostics.push(diagnostic);
            return Err(Unread::Reported);
        };
        Ok(Spanned::new(Decimal { mantissa, places }, span))
    }

    fn next_decimal(&mut self, nodes: &mut Nodes) -> Read<Spanned<Decimal>> {
        let node = next(nodes)?;
        self.decimal(&node)
    }

    fn count(&mut self, node: &Node) -> Read<Spanned<u32>> {
        let span = self.span(node);
        if let Ok(count) = node.as_str().parse::<u32>() {
            return Ok(Spanned::new(count, span));
        }
        self.diagnostics.push(Diagnostic::error(
            codes::NUMBER_TOO_LONG,
            span,
            "this number has too many digits",
        ));
        Err(Unread::Reported)
    }

    fn quantity(&mut self, node: Node) -> Read<Quantity> {
        let mut nodes = node.into_inner();
        let value = self.next_decimal(&mut nodes)?;
        let unit = nodes.next().map(|unit| self.name(&unit));
        Ok(Quantity { value, unit })
    }

    fn rule_ref(&mut self, node: Node) -> Read<RuleRef> {
        let mut nodes = node.into_inner();
        let name = self.next_name(&mut nodes)?;
        let row = next_if(&mut nodes, Rule::name).map(|row| self.name(&row));
        Ok(RuleRef { name, row })
    }

    /// The name and the title on the first line of an item.
    pub(crate) fn head(&mut self, head: Head, body: &str) -> Read<(Option<Name>, Option<Text>)> {
        let is_example = head == Head::Example;
        if is_example && let Some(texts) = plain::texts(body) {
            return Ok((None, Some(self.plain_text(&texts))));
        }
        if !is_example
            && let Some((name, texts)) = plain::titled(body)
            && !words::is_reserved_value(name.1)
        {
            return Ok((Some(self.plain_name(name)), Some(self.plain_text(&texts))));
        }
        let rule = match head {
            Head::Unit => Rule::head_unit_body,
            Head::Example => Rule::head_text_body,
            _ => Rule::head_body,
        };
        let mut nodes = read(rule, body)?;
        let mut name = None;
        if let Some(node) =
            next_if(&mut nodes, Rule::name).or_else(|| next_if(&mut nodes, Rule::unit))
        {
            let found = self.name(&node);
            if words::is_reserved_value(&found.node) {
                self.reserved(&found);
            }
            name = Some(found);
        }
        let title = next_if(&mut nodes, Rule::texts).map(|node| self.text(node));
        Ok((name, title))
    }
}

fn unescape(inner: &str) -> String {
    let mut plain = String::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(next) = rest.next() {
        plain.extend(if next == '\\' { rest.next() } else { Some(next) });
    }
    plain
}
