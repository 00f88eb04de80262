//! What to say about a piece that can't be read: the common slips by name, the rest by its place.

use remit_source::{Code, Diagnostic, FileId, Span};

use crate::{
    ast::{Column, Head},
    codes, expected,
    grammar::{Rule, Stop},
    split::first_name,
    words::{self, ClauseWord, Keyword},
};

/// A body, and where it stands.
pub(crate) struct Place<'t> {
    pub(crate) file: FileId,
    pub(crate) body: &'t str,
    /// Where the body begins in the file.
    pub(crate) base: usize,
}

/// What stands where reading stopped.
struct Found<'t> {
    span: Span,
    /// A word, a number or a sign; empty at the end.
    word: &'t str,
    /// The word before it.
    before: &'t str,
}

/// What is to be said about a slip.
struct Slip {
    code: Code,
    span: Span,
    message: String,
    help: String,
}

impl<'t> Place<'t> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.base + start, self.base + end)
    }

    fn found(&self, stop: &Stop) -> Found<'t> {
        let start = skip_gap(self.body, stop.at.min(self.body.len()));
        let word = word_or_sign(self.body.get(start..).unwrap_or(""));
        let before =
            self.body.get(..start).unwrap_or("").split_whitespace().next_back().unwrap_or("");
        Found { span: self.span(start, start + word.len()), word, before }
    }

    /// Names the slip, if it is a common one.
    fn slip(&self, found: &Found, expected: &[Rule]) -> Option<Slip> {
        self.parentheses(found)
            .or_else(|| glued(found, expected))
            .or_else(|| symbol(found))
            .or_else(|| clause_on_the_same_line(found))
            .or_else(|| no_quotes(found, expected))
            .or_else(|| bad_name(found, expected))
    }

    /// A parenthesis too many or too few, if reading stopped because of it.
    fn parentheses(&self, found: &Found) -> Option<Slip> {
        if !found.word.is_empty() && !matches!(found.word, ")" | "(") {
            return None;
        }
        let mut open = Vec::new();
        let mut in_text = false;
        for (at, byte) in self.body.bytes().enumerate() {
            match byte {
                b'"' => in_text = !in_text,
                b'(' if !in_text => open.push(at),
                b')' if !in_text && open.pop().is_none() => {
                    return Some(Slip {
                        code: codes::UNBALANCED_PARENTHESES,
                        span: self.span(at, at + 1),
                        message: "this parenthesis closes none".to_owned(),
                        help: "Delete it, or write the `(` that it belongs to.".to_owned(),
                    });
                }
                _ => {}
            }
        }
        let at = *open.last()?;
        Some(Slip {
            code: codes::UNBALANCED_PARENTHESES,
            span: self.span(at, at + 1),
            message: "this parenthesis is not closed".to_owned(),
            help: "Write a `)` where the part ends that belongs together.".to_owned(),
        })
    }
}

fn glued(found: &Found, expected: &[Rule]) -> Option<Slip> {
    // Where a name or a text is wanted and no number, it is a bad name.
    let wants = |rules: &[Rule]| expected.iter().any(|rule| rules.contains(rule));
    if wants(&[Rule::name, Rule::names, Rule::text, Rule::texts])
        && !wants(&[Rule::number, Rule::quantity])
    {
        return None;
    }
    let signed = found.word.trim_start_matches(['-', '+']);
    let digits = signed.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let split = found.word.len() - signed.len() + digits;
    let (number, unit) = found.word.split_at_checked(split)?;
    if digits == 0 || !unit.starts_with(|c: char| c.is_alphabetic() || c == '%') {
        return None;
    }
    Some(Slip {
        code: codes::GLUED_UNIT,
        span: found.span,
        message: format!("the number and the unit in `{}` are not apart", found.word),
        help: format!("Write `{number} {unit}`."),
    })
}

fn symbol(found: &Found) -> Option<Slip> {
    let words = match found.word {
        "=" | "==" | ":" => "is",
        "!=" | "<>" | "≠" => "is not",
        ">=" | "=>" | "≥" => "at least",
        "<=" | "=<" | "≤" => "at most",
        ">" => "above",
        "<" => "below",
        "&" | "&&" | "+" => "and",
        "!" => "not",
        _ => return None,
    };
    Some(Slip {
        code: codes::SYMBOL_FOR_WORD,
        span: found.span,
        message: format!("`{}` is a symbol, and rules are written in words", found.word),
        help: format!("Write `{words}`."),
    })
}

fn clause_on_the_same_line(found: &Found) -> Option<Slip> {
    let outcome = words::is_outcome_word(found.word);
    if !outcome && (!words::is_clause_word(found.word) || found.word == "is") {
        return None;
    }
    let (code, message, help) = if outcome {
        let message = format!("an outcome such as `{} …` begins with `then`", found.word);
        (codes::MISSING_THEN, message, format!("Begin a new line with `then {} …`.", found.word))
    } else {
        let message =
            format!("`{}` begins a clause of its own, but stands within another", found.word);
        (codes::CLAUSE_WITHIN_CLAUSE, message, format!("Begin a new line before `{}`.", found.word))
    };
    Some(Slip { code, span: found.span, message, help })
}

fn no_quotes(found: &Found, expected: &[Rule]) -> Option<Slip> {
    let wants_text = |&rule: &Rule| matches!(rule, Rule::text | Rule::texts | Rule::EOI);
    if found.word.is_empty()
        || expected.is_empty()
        || expected == [Rule::EOI]
        || !expected.iter().all(wants_text)
    {
        return None;
    }
    Some(Slip {
        code: codes::MISSING_QUOTES,
        span: found.span,
        message: "a text must stand in quotes".to_owned(),
        help: format!("Write `\"{} …\"`, with straight quotes around the whole text.", found.word),
    })
}

fn bad_name(found: &Found, expected: &[Rule]) -> Option<Slip> {
    let word = found.word;
    let nothing_more = |&rule: &Rule| rule == Rule::EOI;
    let is_word = word.chars().any(char::is_alphabetic) && !word.contains('\'');
    if !is_word || is_name(word) || expected.iter().all(nothing_more) {
        return None;
    }
    let better = word.replace(|c: char| !c.is_ascii_alphanumeric(), " ");
    let better: Vec<_> = better.split_whitespace().collect();
    let better = better.join("-");
    let help = if word.is_ascii() && is_name(&better) {
        format!("Write for example `{better}`.")
    } else if word.is_ascii() {
        "Begin the name with a letter.".to_owned()
    } else {
        "Write it with letters from a to z.".to_owned()
    };
    Some(Slip {
        code: codes::BAD_NAME,
        span: found.span,
        message: format!(
            "`{word}` can't be a name: names are letters from a to z and digits, joined by single hyphens"
        ),
        help,
    })
}

fn is_name(word: &str) -> bool {
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    word.starts_with(|c: char| c.is_ascii_alphabetic()) && word.split('-').all(part)
}

/// The diagnostic for a body; `what` is the piece, `shape` how it is written.
fn report(
    place: &Place,
    stop: &Stop,
    what: &str,
    shape: String,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let found = place.found(stop);
    if let Some(slip) = place.slip(&found, &stop.expected) {
        diagnostics.push(Diagnostic::error(slip.code, slip.span, slip.message).help(slip.help));
        return;
    }
    let message = match found.word {
        "" => format!("{what} ends too early"),
        word => format!("{what} can't be read: `{word}` can't stand here"),
    };
    let help = words::instead_of(found.before, found.word)
        .map_or(shape, |instead| format!("Write {instead}."));
    let mut diagnostic = Diagnostic::error(codes::CANNOT_READ, found.span, message).help(help);
    if let Some(wanted) = expected::phrase(&stop.expected) {
        diagnostic = diagnostic.here(format!("expected {wanted}"));
    }
    diagnostics.push(diagnostic);
}

/// How a body of that keyword is written.
fn help(keyword: Keyword, shape: &str, body: &str) -> String {
    match keyword {
        Keyword::When | Keyword::ExceptWhen | Keyword::AskedWhen | Keyword::MetWhen => {
            "A condition is written like `systolic at least 160 mmHg`, `goal is fitness or weight-loss` or `conditions include copd`; several are joined by `and` or by `or`.".to_owned()
        }
        Keyword::Then => format!("An outcome is written like {}.", outcomes(first_name(body.trim_start()))),
        _ => format!("Write `{shape}`."),
    }
}

/// How the outcomes are written that begin with a word; the most common ones if none does.
fn outcomes(word: &str) -> &'static str {
    match word {
        "take" => "`take`, `take with DUTIES` or `take once NEEDS`",
        "refer" => "`refer to ROLES` or `refer to ROLES URGENCY`",
        "stop" => "`stop and refer to ROLES URGENCY`",
        "go" => "`go ahead` or `go ahead at urgency URGENCY`",
        "up" => {
            "`up to CEILING`, `up to CEILING until NEED` or `up to CEILING until recheck of FACT`"
        }
        "nothing" => "`nothing until NEED` or `nothing until recheck of FACT`",
        "recommend" => "`recommend ROLES`",
        "does" => "`does not apply`",
        _ => {
            "`take`, `refer to ROLES`, `go ahead`, `up to CEILING until NEED`, `nothing until NEED`, `stop and refer to ROLES URGENCY` or `recommend ROLES`"
        }
    }
}

/// A clause whose body can't be read.
pub(crate) fn clause(
    place: &Place,
    entry: &ClauseWord,
    stop: &Stop,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let help = help(entry.keyword, entry.shape, place.body);
    report(place, stop, &format!("this `{}`", entry.phrase), help, diagnostics);
}

/// A first line that can't be read.
pub(crate) fn head(place: &Place, head: Head, stop: &Stop, diagnostics: &mut Vec<Diagnostic>) {
    let found = place.found(stop);
    if words::is_reserved(found.word) && stop.expected.contains(&Rule::name) {
        diagnostics.push(reserved(found.word, found.span));
        return;
    }
    let what = format!("the first line of this `{}`", head.word());
    report(place, stop, &what, format!("Write `{}`.", head.shape()), diagnostics);
}

/// A name that is a word of the language.
pub(crate) fn reserved(word: &str, span: Span) -> Diagnostic {
    let message = format!("`{word}` is a word of the language, so nothing can be named so");
    Diagnostic::error(codes::RESERVED_WORD, span, message)
        .help("Choose a name that says more about what it stands for.")
}

/// A cell that can't be read.
pub(crate) fn cell(place: &Place, column: &Column, stop: &Stop, diagnostics: &mut Vec<Diagnostic>) {
    let help = match column {
        Column::Row => "Write the name of the row, such as `R1`.".to_owned(),
        Column::Fact(_) => {
            "Write `any`, a value, several values joined by `or`, or a comparison such as `at least 160 mmHg`.".to_owned()
        }
        Column::Clause(clause) => match clause.keyword() {
            keyword @ (Keyword::Then | Keyword::When) => help(keyword, "", place.body),
            _ => format!("Write what would follow the word `{}`.", clause.phrase()),
        },
    };
    report(place, stop, "this cell", help, diagnostics);
}

/// A line that goes on with nothing and begins nothing.
pub(crate) fn stray_line(place: &Place, diagnostics: &mut Vec<Diagnostic>) {
    let found = place.found(&Stop { at: 0, expected: Vec::new() });
    let word = found.word;
    let help = if words::is_outcome_word(word) {
        format!("An outcome begins with `then`: write `then {word} …`.")
    } else if let Some(meant) = words::like_clause_word(word).or_else(|| words::like_headword(word))
    {
        format!("Did you mean `{meant}`?")
    } else {
        "A clause begins with a keyword such as `when`, `then` or `because`.".to_owned()
    };
    let message =
        format!("no clause begins with `{word}`, and it doesn't go on with the line above");
    diagnostics.push(Diagnostic::error(codes::UNKNOWN_CLAUSE, found.span, message).help(help));
}

/// A clause that such an item does not have.
pub(crate) fn misplaced(
    place: &Place,
    entry: &ClauseWord,
    head: Head,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let word = first_name(place.body);
    let message = format!("`{}` has no clause `{}`", head.word(), entry.phrase);
    let mut heads: Vec<_> =
        entry.heads.iter().take(6).map(|head| format!("`{}`", head.word())).collect();
    if entry.heads.len() > heads.len() {
        heads.push("others".to_owned());
    }
    let mut help = format!("It belongs in {}.", words::listed(&heads, "and"));
    if matches!(word, "about" | "as" | "by" | "for" | "is" | "of" | "then" | "under" | "when") {
        help += " If this line goes on with the clause above, write both on one line.";
    }
    let span = place.span(0, word.len());
    diagnostics.push(Diagnostic::error(codes::MISPLACED_CLAUSE, span, message).help(help));
}

/// A clause of which only the first word is right.
pub(crate) fn half_phrase(
    place: &Place,
    candidates: &[&ClauseWord],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let word = first_name(place.body);
    let shapes: Vec<_> = candidates.iter().map(|entry| format!("`{}`", entry.shape)).collect();
    let message = format!("no clause of this item begins so, though one begins with `{word}`");
    let help = format!("Write {}.", words::listed(&shapes, "or"));
    diagnostics
        .push(Diagnostic::error(codes::CANNOT_READ, place.span(0, word.len()), message).help(help));
}

/// The beginning of the line where reading stopped, if it stopped at the first word of a line and
/// not of the first.
pub(crate) fn line_start(body: &str, at: usize) -> Option<usize> {
    let at = skip_gap(body, at);
    let before = body.get(..at)?;
    let line = before.rfind('\n')? + 1;
    before.get(line..)?.trim().is_empty().then_some(at)
}

/// After the blanks and comments at an offset.
fn skip_gap(body: &str, at: usize) -> usize {
    let mut rest = body.get(at..).unwrap_or("").trim_start();
    while rest.starts_with('#') {
        rest = rest.split_once('\n').map_or("", |(_, after)| after).trim_start();
    }
    body.len() - rest.len()
}

/// The first word, with whatever a careless writer would put into it, or the first sign.
fn word_or_sign(text: &str) -> &str {
    let length = |accept: fn(char) -> bool| text.find(|c: char| !accept(c)).unwrap_or(text.len());
    let in_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '%' | '\'');
    let in_sign = |c: char| matches!(c, '=' | '<' | '>' | '!' | '&');
    let word = length(in_word).max(length(in_sign));
    let end = if word == 0 { text.chars().next().map_or(0, char::len_utf8) } else { word };
    let found = text.get(..end).unwrap_or("");
    // The full stop of a sentence is no part of its last word.
    if found.len() > 1 { found.trim_end_matches('.') } else { found }
}
