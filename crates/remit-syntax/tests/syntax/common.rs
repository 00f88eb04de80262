//! What several tests share.
#![expect(clippy::unwrap_used, reason = "a test that can't read its samples has failed")]
#![expect(clippy::disallowed_methods, reason = "the samples are files")]

use std::path::{Path, PathBuf};

use remit_source::{Diagnostic, FileId, SourceFile};

/// All rule files below a folder of this crate; none if there is no such folder.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "remit") {
            found.push(path);
        }
    }
}

pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// Diagnostics as plain lines under the lines of the text that they are about.
pub(crate) fn report(text: &str, diagnostics: &[Diagnostic]) -> String {
    let file = SourceFile::new("sample", text);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let at = file.position(diagnostic.primary.span.start);
        out += &format!("{}: {}\n", diagnostic.code, diagnostic.message);
        let length = text[diagnostic.primary.span.range()]
            .lines()
            .next()
            .unwrap_or("")
            .chars()
            .count()
            .max(1);
        let number = at.line.to_string();
        out += &format!("  {number} | {}\n", file.line(at.line).replace('\t', " "));
        let blanks = " ".repeat(number.len() + at.column as usize + 4);
        let marked = format!("{blanks}{} {}", "^".repeat(length), diagnostic.primary.text);
        out += marked.trim_end();
        out += "\n";
        for label in &diagnostic.secondary {
            let at = file.position(label.span.start);
            out += &format!(
                "  {}:{} `{}`: {}\n",
                at.line,
                at.column,
                &text[label.span.range()],
                label.text
            );
        }
        if let Some(why) = &diagnostic.why {
            out += &format!("  why: {why}\n");
        }
        if let Some(help) = &diagnostic.help {
            out += &format!("  help: {help}\n");
        }
    }
    out
}

/// Parses, and checks what must hold of every text whatever.
pub(crate) fn parse_checked(text: &str) -> remit_syntax::Parsed {
    let parsed = remit_syntax::parse(FileId(0), text);
    for diagnostic in &parsed.diagnostics {
        let labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.secondary);
        for label in labels {
            assert!(text.get(label.span.range()).is_some(), "{diagnostic:?} is out of bounds");
        }
        assert!(!diagnostic.message.ends_with('.'), "{diagnostic:?}");
    }
    let any_broken = parsed
        .file
        .items
        .iter()
        .any(|item| item.broken || item.examples.iter().any(|example| example.broken));
    assert!(!any_broken || !parsed.is_whole(), "a broken item that nobody is told about: {text}");
    for item in &parsed.file.items {
        for line in &item.clauses {
            assert!(text.get(line.clause.span.range()).is_some(), "{line:?} is out of bounds");
        }
    }
    parsed
}
