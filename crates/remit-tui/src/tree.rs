//! An explanation that unfolds.

use remit_words::{Line, LineKind};

use crate::doc::Doc;
use crate::event::Key;
use crate::theme::Tone;

/// The lines of an explanation, each open or folded.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    lines: Vec<Line>,
    open: Vec<bool>,
}

impl Tree {
    /// Folded to its first level.
    pub(crate) fn new(lines: Vec<Line>) -> Self {
        let open = vec![false; lines.len()];
        Self { lines, open }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many lines there are, in view or not.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are lines below this one.
    fn branches(&self, at: usize) -> bool {
        let depth = |at: usize| self.lines.get(at).map(|line| line.depth);
        depth(at + 1) > depth(at)
    }

    /// The line that this one explains.
    pub(crate) fn parent(&self, at: usize) -> Option<usize> {
        let depth = self.lines.get(at)?.depth;
        (0..at).rev().find(|&above| self.lines.get(above).is_some_and(|line| line.depth < depth))
    }

    /// The lines in view, by index.
    pub(crate) fn shown(&self) -> Vec<usize> {
        let mut shown = Vec::new();
        // Deeper than this, everything is folded away.
        let mut folded = u8::MAX;
        for (at, line) in self.lines.iter().enumerate() {
            if line.depth > folded {
                continue;
            }
            folded = u8::MAX;
            shown.push(at);
            if !self.open.get(at).copied().unwrap_or(true) {
                folded = line.depth;
            }
        }
        shown
    }

    /// Whether a line is unfolded.
    pub(crate) fn is_open(&self, at: usize) -> bool {
        self.branches(at) && self.open.get(at).copied().unwrap_or(false)
    }

    /// Unfolds a line, or folds it; says whether that changed anything.
    pub(crate) fn set(&mut self, at: usize, open: bool) -> bool {
        let changes = self.branches(at) && self.is_open(at) != open;
        if let (true, Some(slot)) = (changes, self.open.get_mut(at)) {
            *slot = open;
        }
        changes
    }

    /// Unfolds everything, or folds it if everything is unfolded.
    pub(crate) fn toggle_all(&mut self) {
        let all = (0..self.lines.len()).filter(|&at| self.branches(at)).all(|at| self.is_open(at));
        self.open.iter_mut().for_each(|open| *open = !all);
    }

    /// A key pressed at a line: goes to another one in view, unfolds or folds it. Says whether the
    /// key was meant for the explanation.
    pub(crate) fn press(&mut self, key: Key, selected: &mut usize) -> bool {
        let shown = self.shown();
        let at = shown.iter().position(|line| line == selected).unwrap_or(0);
        let there = |at: usize| shown.get(at).copied();
        match key {
            Key::Up | Key::Char('k') => match at.checked_sub(1).and_then(there) {
                Some(line) => *selected = line,
                None => return false,
            },
            Key::Down | Key::Char('j') => match there(at + 1) {
                Some(line) => *selected = line,
                None => return false,
            },
            Key::Right if self.is_open(*selected) => *selected = there(at + 1).unwrap_or(*selected),
            Key::Right => return self.set(*selected, true),
            Key::Left if self.set(*selected, false) => {}
            Key::Left => match self.parent(*selected) {
                Some(parent) => *selected = parent,
                None => return false,
            },
            Key::Char(' ') => return self.set(*selected, !self.is_open(*selected)),
            Key::Char('*' | 'a') => {
                self.toggle_all();
                // What was selected may be folded away now.
                while !self.shown().contains(selected) {
                    *selected = self.parent(*selected).unwrap_or(0);
                }
            }
            _ => return false,
        }
        true
    }

    /// Writes the lines in view; each can be selected, counted from `first`.
    pub(crate) fn write(&self, doc: &mut Doc, first: usize) {
        for at in self.shown() {
            let Some(line) = self.lines.get(at) else { continue };
            doc.select(Some(first + at));
            let fold = match (self.branches(at), self.is_open(at)) {
                (false, _) => "  ",
                (true, false) => "+ ",
                (true, true) => "- ",
            };
            let (word, tone) = said(line.kind);
            let indent = usize::from(line.depth) * 2;
            let front =
                [(Tone::Name, format!("{}{fold}", " ".repeat(indent))), (tone, word.to_owned())];
            doc.filled(&front, indent + 4, Tone::Text, &line.text);
        }
        doc.select(None);
    }
}

/// What a line is, in a word that stands before it, unless the line says so itself.
fn said(kind: LineKind) -> (&'static str, Tone) {
    match kind {
        LineKind::Heading
        | LineKind::Concern(_)
        | LineKind::Reading
        | LineKind::SetAside
        | LineKind::Nearly => ("", Tone::Text),
        LineKind::Decides => ("decides: ", Tone::Heading),
        LineKind::Speaks => ("also speaks: ", Tone::Heading),
        LineKind::Condition(true) | LineKind::Exception(true) => ("yes: ", Tone::Good),
        LineKind::Condition(false) | LineKind::Exception(false) => ("no: ", Tone::Care),
        LineKind::Because => ("because: ", Tone::Faint),
        LineKind::Source => ("source: ", Tone::Faint),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(depths: &[u8]) -> Tree {
        let line = |&depth| Line {
            depth,
            kind: LineKind::Because,
            text: format!("depth {depth}"),
            place: None,
        };
        Tree::new(depths.iter().map(line).collect())
    }

    #[test]
    fn what_is_folded_hides_what_explains_it() {
        let mut tree = tree(&[0, 1, 2, 1, 0, 1]);
        assert_eq!(tree.shown(), [0, 4]);
        assert!(tree.set(0, true) && !tree.set(0, true));
        assert_eq!(tree.shown(), [0, 1, 3, 4]);
        // A leaf has nothing to unfold.
        assert!(!tree.set(3, true) && !tree.set(99, true));
        assert!(tree.set(1, true));
        assert_eq!(tree.shown(), [0, 1, 2, 3, 4]);
        // What was open below is open again.
        tree.set(0, false);
        assert_eq!(tree.shown(), [0, 4]);
        tree.set(0, true);
        assert_eq!(tree.shown(), [0, 1, 2, 3, 4]);
        assert_eq!((tree.parent(2), tree.parent(3), tree.parent(4)), (Some(1), Some(0), None));
        tree.toggle_all();
        assert_eq!(tree.shown().len(), 6);
        tree.toggle_all();
        assert_eq!(tree.shown(), [0, 4]);
    }
}
