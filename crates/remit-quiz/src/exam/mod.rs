//! Exams: a blueprint says what is asked in which shares, a form is one exam that meets it, a
//! record is all that is needed to make it again, and a report says how it went.

mod flow;
mod form;
mod record;
mod report;

use serde::{Deserialize, Serialize};

use crate::kind::Kind;

pub use form::{Form, Unmet};
pub use record::{Difference, ExamRecord, Rekeyed, What, digest_of};
pub use report::{CriticalError, DomainReport, ExamReport, Reason};

/// What an exam asks, in which shares, and what it takes to pass. Shares are parts of their sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blueprint {
    /// How many items a form has.
    pub count: usize,
    /// How long it should take, in minutes. The clock is soft: what is answered later counts, and
    /// the report says that it was late.
    pub minutes: u64,
    /// The pass mark, in percent of the items: who has that many right, or more, passes.
    pub pass: u64,
    /// Why that is the pass mark.
    pub rationale: String,
    /// Practitioners who are asked, and their shares.
    pub practitioners: Vec<(String, u64)>,
    /// Kinds of question, and their shares.
    pub kinds: Vec<(Kind, u64)>,
    /// What is asked about.
    pub domains: Vec<Domain>,
    /// The error that no score makes good.
    pub critical: Option<Critical>,
}

/// A part of what is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// What it is called.
    pub title: String,
    /// Its share.
    pub share: u64,
    /// The chapters that belong to it.
    pub topics: Vec<String>,
    /// Rules that belong to it, by themselves or by table.
    pub rules: Vec<String>,
    /// Sources whose statements belong to it.
    pub sources: Vec<String>,
    /// Stages of health that belong to it.
    #[serde(default)]
    pub stages: Vec<String>,
}

/// The error that no score makes good: to take a client whom nobody may start with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Critical {
    /// Where the right answer is to stop with this urgency, or a greater one.
    pub urgency: String,
    /// How many such errors are allowed.
    pub allowed: usize,
    /// Why no more.
    pub rationale: String,
}

/// Shares as whole numbers that add up to a count: each gets what it is due without the fraction,
/// and the greatest fractions get one more (the method of largest remainders; of equal ones, the
/// first).
pub(crate) fn largest_remainder(count: usize, shares: &[u64]) -> Vec<usize> {
    let sum: u128 = shares.iter().map(|&share| u128::from(share)).sum();
    if sum == 0 {
        return vec![0; shares.len()];
    }
    let due = |share: u64| u128::from(share) * count as u128;
    let whole = |share: u64| usize::try_from(due(share) / sum).unwrap_or(count);
    let mut parts: Vec<usize> = shares.iter().map(|&share| whole(share)).collect();
    let mut by_remainder: Vec<usize> = (0..shares.len()).collect();
    by_remainder.sort_by_key(|&at| std::cmp::Reverse(shares.get(at).map(|&s| due(s) % sum)));
    let left = count.saturating_sub(parts.iter().sum());
    for at in by_remainder.into_iter().take(left) {
        if let Some(part) = parts.get_mut(at) {
            *part += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_become_counts_that_add_up() {
        assert_eq!(largest_remainder(40, &[60, 20, 20]), [24, 8, 8]);
        assert_eq!(largest_remainder(10, &[1, 1, 1]), [4, 3, 3]);
        // Of 47: 14.1, 23.5, 9.4.
        assert_eq!(largest_remainder(47, &[30, 50, 20]), [14, 24, 9]);
        assert_eq!(largest_remainder(3, &[u64::MAX, u64::MAX]), [2, 1]);
        assert_eq!(largest_remainder(5, &[]), Vec::<usize>::new());
    }
}
