//! Words, and where a line may end between them.

use crate::words;

/// How long a line may be, if it can be helped.
const WIDTH: usize = 100;

/// How willingly a line ends before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Break {
    /// Where the line is full.
    WhereFull,
    /// Everywhere, if not all fits on one line.
    IfLong,
}

/// The words of one clause.
#[derive(Debug, Default)]
pub(super) struct Doc {
    atoms: Vec<(Break, String)>,
}

impl Doc {
    /// Begins with these words.
    pub(super) fn new(words: &str) -> Self {
        Self { atoms: vec![(Break::WhereFull, words.to_owned())] }
    }

    /// Adds words that stay on the line of those before them.
    pub(super) fn word(&mut self, words: &str) -> &mut Self {
        match self.atoms.last_mut() {
            Some((_, atom)) => {
                if !atom.is_empty() && !atom.ends_with('(') {
                    atom.push(' ');
                }
                atom.push_str(words);
            }
            None => self.atoms.push((Break::WhereFull, words.to_owned())),
        }
        self
    }

    /// Adds a sign to the word before it.
    pub(super) fn sign(&mut self, sign: &str) -> &mut Self {
        if let Some((_, atom)) = self.atoms.last_mut() {
            atom.push_str(sign);
        } else {
            self.word(sign);
        }
        self
    }

    /// Adds words that may begin a new line, if a line may begin so at all.
    pub(super) fn piece(&mut self, words: &str) -> &mut Self {
        self.after_break(Break::WhereFull, words)
    }

    /// Adds words that begin a new line as soon as one line is not enough.
    pub(super) fn line(&mut self, words: &str) -> &mut Self {
        self.after_break(Break::IfLong, words)
    }

    fn after_break(&mut self, kind: Break, words: &str) -> &mut Self {
        let opened =
            self.atoms.last().is_none_or(|(_, atom)| atom.is_empty() || atom.ends_with('('));
        if opened || begins_something(words) {
            return self.word(words);
        }
        self.atoms.push((kind, words.to_owned()));
        self
    }

    /// All on one line.
    pub(super) fn flat(&self) -> String {
        let atoms: Vec<_> = self.atoms.iter().map(|(_, atom)| atom.as_str()).collect();
        atoms.join(" ")
    }

    /// Lines, the first with this indentation and the others four deeper.
    pub(super) fn write(&self, indent: usize, out: &mut String) {
        let all: usize = self.atoms.iter().map(|(_, atom)| width(atom) + 1).sum();
        let fits = indent + all <= WIDTH + 1;
        let mut column = indent;
        push_blanks(indent, out);
        for (index, (kind, atom)) in self.atoms.iter().enumerate() {
            let wide = width(atom);
            if index > 0 {
                let full = column + 1 + wide > WIDTH;
                if !fits && (full || *kind == Break::IfLong) {
                    out.push('\n');
                    push_blanks(indent + 4, out);
                    column = indent + 4;
                } else {
                    out.push(' ');
                    column += 1;
                }
            }
            out.push_str(atom);
            column += wide;
        }
    }
}

/// Whether a line that begins so would be read as a new clause, item, row or comment.
fn begins_something(words: &str) -> bool {
    let first = crate::split::first_name(words);
    words.starts_with(['|', '#']) || words::head_of(first).is_some() || words::is_clause_word(first)
}

pub(super) fn push_blanks(count: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', count));
}

pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}
