//! What functions of open things must be able to do, so that a rulebook can be read as such: the
//! meaning of rules has one home, whatever represents the functions.

use std::fmt::Debug;
use std::ops::Not;

/// A function from the values of all variables to yes or no. Only the [`Algebra`] that made it
/// knows what it says.
pub trait Node: Copy + Ord + Debug + Default + From<bool> + Not<Output = Self> {
    /// Yes, whatever the values.
    const YES: Self;
    /// No, whatever the values; also the default.
    const NO: Self;
}

/// Something that makes functions of variables from simpler ones. A variable is called a *level*
/// and has a handful of values, numbered from 0.
///
/// What is certain must be told: where both arguments are constant, so is the result.
pub trait Algebra {
    /// A function.
    type Node: Node;

    /// Yes where the variable of `level` has a value that `accepts`.
    fn variable(&mut self, level: usize, accepts: impl Fn(usize) -> bool) -> Self::Node;

    /// Yes where both are.
    fn and(&mut self, a: Self::Node, b: Self::Node) -> Self::Node;

    /// Yes where either is.
    fn or(&mut self, a: Self::Node, b: Self::Node) -> Self::Node {
        !self.and(!a, !b)
    }

    /// Yes where the first is and the second is not.
    fn without(&mut self, a: Self::Node, b: Self::Node) -> Self::Node {
        self.and(a, !b)
    }

    /// Yes where one is and the other is not.
    fn differ(&mut self, a: Self::Node, b: Self::Node) -> Self::Node {
        if a == b {
            return Self::Node::NO;
        }
        let (only_a, only_b) = (self.without(a, b), self.without(b, a));
        self.or(only_a, only_b)
    }

    /// Yes where all are.
    fn all(&mut self, nodes: impl IntoIterator<Item = Self::Node>) -> Self::Node {
        nodes.into_iter().fold(Self::Node::YES, |all, next| self.and(all, next))
    }

    /// Yes where some are.
    fn any(&mut self, nodes: impl IntoIterator<Item = Self::Node>) -> Self::Node {
        nodes.into_iter().fold(Self::Node::NO, |any, next| self.or(any, next))
    }

    /// Yes where `count` of them are, or more.
    fn at_least(&mut self, count: usize, nodes: &[Self::Node]) -> Self::Node {
        // After each node: that 0, 1, 2 … of those so far hold, or more.
        let mut reached = vec![Self::Node::NO; count + 1];
        if let Some(none) = reached.first_mut() {
            *none = Self::Node::YES;
        }
        for &next in nodes {
            let mut fewer = Self::Node::NO;
            for so_many in &mut reached {
                let one_more = self.and(fewer, next);
                fewer = *so_many;
                *so_many = self.or(*so_many, one_more);
            }
        }
        reached.last().copied().unwrap_or(Self::Node::YES)
    }
}
