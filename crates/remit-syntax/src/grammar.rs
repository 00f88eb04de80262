//! The grammar of clause bodies. Nothing of pest is seen outside this crate.

use pest::Parser;
use pest::iterators::{Pair, Pairs};

/// The parser that pest makes of `remit.pest`.
#[derive(pest_derive::Parser)]
#[grammar = "remit.pest"]
struct Grammar;

/// A piece of a body that a rule has read.
pub(crate) type Node<'t> = Pair<'t, Rule>;
/// Such pieces in order.
pub(crate) type Nodes<'t> = Pairs<'t, Rule>;

/// Where reading stopped, and what could have stood there.
#[derive(Debug)]
pub(crate) struct Stop {
    /// Offset in the body.
    pub(crate) at: usize,
    pub(crate) expected: Vec<Rule>,
}

/// Reads a body and gives the parts of it.
pub(crate) fn read(rule: Rule, body: &str) -> Result<Nodes<'_>, Stop> {
    match Grammar::parse(rule, body) {
        Ok(mut nodes) => {
            nodes.next().map(Pair::into_inner).ok_or(Stop { at: 0, expected: Vec::new() })
        }
        Err(error) => {
            let at = match error.location {
                pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => {
                    at
                }
            };
            let expected = match error.variant {
                pest::error::ErrorVariant::ParsingError { positives, .. } => positives,
                pest::error::ErrorVariant::CustomError { .. } => Vec::new(),
            };
            Err(Stop { at, expected })
        }
    }
}
