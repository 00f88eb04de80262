//! Findings as plain text, to be read in a snapshot.

use std::fmt::Write;

use remit_source::{Diagnostic, Severity, SourceFile, Sources, Span};

/// What is said about some files, one finding after the other.
#[must_use]
pub fn report(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for found in diagnostics {
        let severity = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let _ = writeln!(text, "{severity}[{}]: {}", found.code, found.message);
        place(sources, found.primary.span, &found.primary.text, &mut text);
        for other in &found.secondary {
            place(sources, other.span, &other.text, &mut text);
        }
        if let Some(why) = &found.why {
            let _ = writeln!(text, "  why: {why}");
        }
        if let Some(help) = &found.help {
            let _ = writeln!(text, "  try: {help}");
        }
        text.push('\n');
    }
    text
}

/// The line of a place, with the place marked; of long places only the first line.
fn place(sources: &Sources, span: Span, words: &str, text: &mut String) {
    let Some(file) = sources.get(span.file) else { return };
    let start = file.position(span.start);
    let words = if words.is_empty() { String::new() } else { format!(" {words}") };
    let _ = writeln!(text, "  {}:{}:{}{words}", file.name(), start.line, start.column);
    let line = file.line(start.line);
    let before = start.column.saturating_sub(1) as usize;
    let marked = width(file, span).min(line.chars().count().saturating_sub(before)).max(1);
    let _ = writeln!(text, "    | {line}");
    let _ = writeln!(text, "    | {}{}", " ".repeat(before), "^".repeat(marked));
}

fn width(file: &SourceFile, span: Span) -> usize {
    let marked = file.text().get(span.range()).unwrap_or("");
    marked.lines().next().unwrap_or("").chars().count()
}
