use std::fmt;
use std::ops::{Add, Mul, Sub};

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub};

/// An exact number: a decimal as written, or its exact conversion to another unit; never a binary
/// float.
///
/// Decimals are read with at most 15 digits, of which at most 9 stand after the point, and are
/// converted once, so that all arithmetic stays far within 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(Ratio<i128>);

impl Number {
    /// Zero.
    pub const ZERO: Self = Self(Ratio::new_raw(0, 1));

    /// `mantissa` times ten to the minus `places`; `places` beyond 18 count as 18.
    #[must_use]
    pub fn decimal(mantissa: i64, places: u8) -> Self {
        Self(Ratio::new(i128::from(mantissa), 10_i128.pow(u32::from(places.min(18)))))
    }

    /// A whole number.
    #[must_use]
    pub fn whole(value: i64) -> Self {
        Self(Ratio::from_integer(i128::from(value)))
    }

    /// Reads `-12.50`: at most 15 digits, at most 9 of them after the point. `None` for anything
    /// else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let too_long = whole.len() + part.len() > 15 || part.len() > 9;
        let no_part = digits.contains('.') && part.is_empty();
        if whole.is_empty() || no_part || too_long || !plain(whole) || !plain(part) {
            return None;
        }
        let mantissa: i64 = format!("{whole}{part}").parse().ok()?;
        Some(Self::decimal(sign * mantissa, u8::try_from(part.len()).ok()?))
    }

    /// This number divided by another; `None` by zero.
    #[must_use]
    pub fn divided_by(self, other: Self) -> Option<Self> {
        if other == Self::ZERO {
            return None;
        }
        let (one, two) = (self.0, other.0);
        let quick = (fits(&one) && fits(&two))
            .then(|| small(*one.numer() * *two.denom()).zip(small(*one.denom() * *two.numer())))
            .flatten();
        Some(quick.map_or_else(|| Self(one / two), |(above, below)| reduced(above, below)))
    }

    /// The greatest whole number that is not above it.
    #[must_use]
    pub fn floor(self) -> i128 {
        self.0.floor().to_integer()
    }

    /// This number in another unit: less `minus`, times `times`. `None` if that is no number of a
    /// size that anything is measured in.
    #[must_use]
    pub fn converted(self, minus: Self, times: Self) -> Option<Self> {
        self.0.checked_sub(&minus.0)?.checked_mul(&times.0).map(Self)
    }

    /// Whether it stands on a grid of a positive step that starts at `low`.
    #[must_use]
    pub fn on_grid(self, low: Self, step: Self) -> bool {
        self.steps(low, step).is_some_and(|steps| steps.is_integer())
    }

    /// The greatest number of the grid that is not above it.
    #[must_use]
    pub fn grid_below(self, low: Self, step: Self) -> Option<Self> {
        let steps = self.steps(low, step)?.floor();
        steps.checked_mul(&step.0)?.checked_add(&low.0).map(Self)
    }

    fn steps(self, low: Self, step: Self) -> Option<Ratio<i128>> {
        if step <= Self::ZERO {
            return None;
        }
        self.0.checked_sub(&low.0)?.checked_div(&step.0)
    }

    /// The number as a text that loses nothing: a plain decimal, or a fraction such as `110/3` where
    /// no decimal with nine places is equal to it.
    #[must_use]
    pub fn exact(self) -> String {
        let scaled = self.0.checked_mul(&Ratio::from_integer(1_000_000_000));
        if scaled.is_some_and(|scaled| scaled.is_integer()) {
            self.to_string()
        } else {
            format!("{}/{}", self.0.numer(), self.0.denom())
        }
    }

    /// The number nearest to it in floating point: for drawing and JSON output only, never for
    /// deciding.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "output only")]
    pub fn approximate(self) -> f64 {
        *self.0.numer() as f64 / *self.0.denom() as f64
    }
}

/// Whether both parts are so small that a product of two of them is far within 128 bits.
fn fits(number: &Ratio<i128>) -> bool {
    small(*number.numer()).is_some() && small(*number.denom()).is_some()
}

/// A number that 64 bits hold. Nearly all do, and are reckoned with many times as fast as those of
/// 128 bits.
fn small(number: i128) -> Option<i64> {
    i64::try_from(number).ok()
}

/// A fraction in lowest terms, its denominator positive.
fn reduced(above: i64, below: i64) -> Number {
    let (mut one, mut other) = (above.unsigned_abs(), below.unsigned_abs());
    while other != 0 {
        (one, other) = (other, one % other);
    }
    let common = i128::from(one.max(1)) * i128::from(below.signum());
    Number(Ratio::new_raw(i128::from(above) / common, i128::from(below) / common))
}

/// The sum or the difference of two numbers, by way of 64 bits where they are enough.
fn joined(
    one: Ratio<i128>,
    other: Ratio<i128>,
    join: impl Fn(i128, i128) -> i128,
) -> Option<Number> {
    if !fits(&one) || !fits(&other) {
        return None;
    }
    if *one.denom() == 1 && *other.denom() == 1 {
        return Some(Number(Ratio::new_raw(join(*one.numer(), *other.numer()), 1)));
    }
    // Two products of two such, and their sum, stay within 128 bits.
    let above = small(join(*one.numer() * *other.denom(), *other.numer() * *one.denom()))?;
    Some(reduced(above, small(*one.denom() * *other.denom())?))
}

impl Add for Number {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        joined(self.0, other.0, |one, other| one + other).unwrap_or_else(|| Self(self.0 + other.0))
    }
}

impl Sub for Number {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        joined(self.0, other.0, |one, other| one - other).unwrap_or_else(|| Self(self.0 - other.0))
    }
}

impl Mul for Number {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let (one, two) = (self.0, other.0);
        let quick = (fits(&one) && fits(&two))
            .then(|| small(*one.numer() * *two.numer()).zip(small(*one.denom() * *two.denom())))
            .flatten();
        quick.map_or_else(|| Self(one * two), |(above, below)| reduced(above, below))
    }
}

impl fmt::Display for Number {
    /// Plain decimals without trailing zeros; what is no finite decimal is rounded to six places
    /// (toward zero).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(exact) = self.0.checked_mul(&Ratio::from_integer(1_000_000_000)) else {
            return write!(f, "{}", self.approximate());
        };
        let scaled = exact.trunc().to_integer();
        let scaled = if exact.is_integer() { scaled } else { scaled / 1_000 * 1_000 };
        let sign = if scaled < 0 { "-" } else { "" };
        let (whole, part) = (scaled.abs() / 1_000_000_000, scaled.abs() % 1_000_000_000);
        let part = format!("{part:09}");
        let part = part.trim_end_matches('0');
        let point = if part.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{part}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_way_reckons_as_the_exact_one_does() {
        let large = [1_i128 << 40, 999_999_999_999_999, i128::from(i64::MAX), 1 << 70];
        let parts = (-12..=12).chain(large).chain(large.map(|large| 1 - large));
        let numbers: Vec<Ratio<i128>> = parts
            .flat_map(|above| {
                [1, 2, 3, 10, 18, 1_000_000_000].map(|below| Ratio::new(above, below))
            })
            .collect();
        for &one in &numbers {
            for &other in &numbers {
                let (first, second) = (Number(one), Number(other));
                assert_eq!(first + second, Number(one + other));
                assert_eq!(first - second, Number(one - other));
                if one.numer().checked_mul(other.numer()).is_some() {
                    assert_eq!(first * second, Number(one * other));
                }
                let quotient = (other != Ratio::from_integer(0)).then(|| Number(one / other));
                assert_eq!(first.divided_by(second), quotient);
                let lowest = Ratio::new(*(first + second).0.numer(), *(first + second).0.denom());
                assert_eq!((first + second).0.denom(), lowest.denom(), "in lowest terms");
            }
        }
    }
}
