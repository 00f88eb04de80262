//! What rests on which source.

use crate::Rulebook;
use crate::rulebook::{Citation, RaisedBy};

/// Something of a rulebook and one of the citations it rests on.
#[derive(Debug, Clone)]
pub struct Cited<'a> {
    /// Its name: that of a row of a table is `TABLE ROW`.
    pub name: String,
    /// The citation.
    pub citation: &'a Citation,
}

impl Rulebook {
    /// Everything that cites a source, a row for each citation: rules first, then the vocabulary.
    pub fn citations(&self) -> impl Iterator<Item = Cited<'_>> {
        let rules = self.rules.values().map(|rule| (rule.name(), &rule.cites));
        macro_rules! then {
            ($rows:expr, $($table:ident)*) => {
                $rows$(.chain(self.$table.values().map(|row| (row.label.name.clone(), &row.cites))))*
            };
        }
        let all = then!(rules, definitions stages needs duties roles services groups facts terms);
        // The concern that a term raises has the term's citations, which were counted with it.
        let declared = self
            .concerns
            .values()
            .filter(|concern| matches!(concern.raised_by, RaisedBy::Condition(_)));
        all.chain(declared.map(|row| (row.label.name.clone(), &row.cites))).flat_map(
            |(name, cites)| {
                cites.iter().map(move |citation| Cited { name: name.clone(), citation })
            },
        )
    }
}
