//! The kinds of finding that reading a file can make, each with a page of its own.

use remit_source::Code;

/// The file is larger than a rule file may be.
pub const FILE_TOO_LARGE: Code = Code("file-too-large");
/// Parentheses stand deeper in each other than can be read.
pub const NESTING_TOO_DEEP: Code = Code("nesting-too-deep");
/// A clause is longer than a clause may be.
pub const CLAUSE_TOO_LONG: Code = Code("clause-too-long");
/// There are more findings than are shown.
pub const TOO_MANY_FINDINGS: Code = Code("too-many-findings");
/// Text stands before the first item.
pub const OUTSIDE_ITEMS: Code = Code("outside-items");
/// A line looks like an item, but its first word is no headword.
pub const UNKNOWN_HEADWORD: Code = Code("unknown-headword");
/// A line looks like a clause, but its first word is no keyword.
pub const UNKNOWN_CLAUSE: Code = Code("unknown-clause");
/// A clause stands in an item that has no such clause.
pub const MISPLACED_CLAUSE: Code = Code("misplaced-clause");
/// A clause stands twice where one is allowed.
pub const REPEATED_CLAUSE: Code = Code("repeated-clause");
/// A clause is not written as such a clause is.
pub const CANNOT_READ: Code = Code("cannot-read");
/// Words that begin a clause stand within another.
pub const CLAUSE_WITHIN_CLAUSE: Code = Code("clause-within-clause");
/// A name has characters that names don't have.
pub const BAD_NAME: Code = Code("bad-name");
/// A rule or an exception does not say what is decided.
pub const MISSING_THEN: Code = Code("missing-then");
/// An item has no name.
pub const MISSING_NAME: Code = Code("missing-name");
/// Something is named by a word of the language.
pub const RESERVED_WORD: Code = Code("reserved-word");
/// A text has no closing quote on its line.
pub const UNFINISHED_TEXT: Code = Code("unfinished-text");
/// A character that can't be seen, or that changes how others are seen.
pub const INVISIBLE_CHARACTER: Code = Code("invisible-character");
/// A backslash stands before something other than a quote or a backslash.
pub const UNKNOWN_ESCAPE: Code = Code("unknown-escape");
/// Curly quotes stand where straight ones must.
pub const CURLY_QUOTES: Code = Code("curly-quotes");
/// A text has no quotes.
pub const MISSING_QUOTES: Code = Code("missing-quotes");
/// A number and its unit are not apart.
pub const GLUED_UNIT: Code = Code("glued-unit");
/// A number has more digits than can be read.
pub const NUMBER_TOO_LONG: Code = Code("number-too-long");
/// A symbol such as `>=` stands where words must.
pub const SYMBOL_FOR_WORD: Code = Code("symbol-for-word");
/// `and` and `or` are mixed without parentheses.
pub const MIXED_AND_OR: Code = Code("mixed-and-or");
/// A parenthesis is not closed, or closes nothing.
pub const UNBALANCED_PARENTHESES: Code = Code("unbalanced-parentheses");
/// A row has more or fewer cells than the table has columns.
pub const WRONG_NUMBER_OF_CELLS: Code = Code("wrong-number-of-cells");
/// A table's columns are not as they must be.
pub const BAD_COLUMN: Code = Code("bad-column");
/// A cell is empty where something must stand.
pub const EMPTY_CELL: Code = Code("empty-cell");
/// An example follows no rule and names none.
pub const EXAMPLE_WITHOUT_RULE: Code = Code("example-without-rule");

/// The formatted text would not say the same as the text.
pub const CANNOT_FORMAT: Code = Code("cannot-format");

/// All of them, in alphabetical order.
#[must_use]
pub const fn all() -> &'static [Code] {
    &[
        BAD_COLUMN,
        BAD_NAME,
        CANNOT_FORMAT,
        CANNOT_READ,
        CLAUSE_TOO_LONG,
        CLAUSE_WITHIN_CLAUSE,
        CURLY_QUOTES,
        EMPTY_CELL,
        EXAMPLE_WITHOUT_RULE,
        FILE_TOO_LARGE,
        GLUED_UNIT,
        INVISIBLE_CHARACTER,
        MISPLACED_CLAUSE,
        MISSING_NAME,
        MISSING_QUOTES,
        MISSING_THEN,
        MIXED_AND_OR,
        NESTING_TOO_DEEP,
        NUMBER_TOO_LONG,
        OUTSIDE_ITEMS,
        REPEATED_CLAUSE,
        RESERVED_WORD,
        SYMBOL_FOR_WORD,
        TOO_MANY_FINDINGS,
        UNBALANCED_PARENTHESES,
        UNFINISHED_TEXT,
        UNKNOWN_CLAUSE,
        UNKNOWN_ESCAPE,
        UNKNOWN_HEADWORD,
        WRONG_NUMBER_OF_CELLS,
    ]
}
