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
        (other != Self::ZERO).then(|| Self(self.0 / other.0))
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

impl Add for Number {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Number {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul for Number {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
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
