use crate::{FileId, Span};

/// A line and a column, both counted from 1. The column counts characters, not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// A text with a name, and an index of its lines.
#[derive(Debug, Clone)]
pub struct SourceFile {
    name: String,
    text: String,
    line_starts: Vec<u32>,
}

impl SourceFile {
    /// A text under the name that people know it by.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let starts = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let line_starts = std::iter::once(0)
            .chain(starts.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)))
            .collect();
        Self { name: name.into(), text, line_starts }
    }

    /// The name that people know it by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where an offset stands. An offset past the end stands at the end.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_starts.partition_point(|&start| start <= offset).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0) as usize;
        let end = (offset as usize).min(self.text.len());
        let before = self.text.get(start..end).map_or(0, |text| text.chars().count());
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position { line: count(line), column: count(before + 1) }
    }

    /// The text of a line (counted from 1), without its end; empty if there is no such line.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        let index = line.saturating_sub(1) as usize;
        let Some(&start) = self.line_starts.get(index) else { return "" };
        let end = self.line_starts.get(index + 1).map_or(self.text.len(), |&next| next as usize);
        self.text.get(start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r'])
    }
}

/// All the files that are looked at together.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and says by which number it goes from now on.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(file);
        id
    }

    /// The file of that number.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The text that a span covers; empty if it is out of bounds.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).and_then(|file| file.text().get(span.range())).unwrap_or("")
    }

    /// All files with their numbers, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(at, file)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), file))
    }
}

#[cfg(test)]
mod tests {
    use super::{Position, SourceFile, Sources};
    use crate::{FileId, Span, Spanned};

    #[test]
    fn columns_count_characters() {
        let file = SourceFile::new("a", "äß\nx");
        assert_eq!(file.position(0), Position { line: 1, column: 1 });
        assert_eq!(file.position(4), Position { line: 1, column: 3 });
        assert_eq!(file.position(5), Position { line: 2, column: 1 });
        assert_eq!(file.position(999), Position { line: 2, column: 2 });
    }

    #[test]
    fn lines_have_no_ends() {
        let file = SourceFile::new("a", "one\r\ntwo\n");
        let lines: Vec<_> = (0..5).map(|line| file.line(line)).collect();
        assert_eq!(lines, ["one", "one", "two", "", ""]);
    }

    #[test]
    fn a_span_out_of_bounds_or_within_a_character_covers_nothing() {
        let mut sources = Sources::default();
        let id = sources.add(SourceFile::new("a", "äb"));
        assert_eq!(sources.text(Span::new(id, 0, 2)), "ä");
        assert_eq!(sources.text(Span::new(id, 0, 1)), "");
        assert_eq!(sources.text(Span::new(id, 0, 9)), "");
        assert_eq!(sources.text(Span::new(FileId(7), 0, 1)), "");
    }

    #[test]
    fn values_are_equal_wherever_they_stand() {
        let at = |start| Spanned::new("x", Span::new(FileId(0), start, start + 1));
        assert_eq!(at(0), at(5));
        assert_eq!(at(0).span.to(at(5).span), Span::new(FileId(0), 0, 6));
    }
}
