//! Exact decimal numbers: a candidate's `12.55` against a key of 12.5 ± 0.05 must not be lost to binary rounding.

/// A number with at most 15 digits before and 9 behind the decimal sign, in units of 10⁻⁹.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(i128);

const WHOLE_DIGITS: usize = 15;
const DECIMAL_DIGITS: usize = 9;

impl Decimal {
    /// `-?[0-9]{1,15}(\.[0-9]{1,9})?`, the canonical text of a response.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, plain) = text.strip_prefix('-').map_or((false, text), |plain| (true, plain));
        let (whole, decimals) = match plain.split_once('.') {
            Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
            Some(_) => return None,
            None => (plain, ""),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let fits = (1..=WHOLE_DIGITS).contains(&whole.len()) && decimals.len() <= DECIMAL_DIGITS;
        if !fits || !digits(whole) || !digits(decimals) {
            return None;
        }
        let units: i128 = format!("{whole}{decimals:0<DECIMAL_DIGITS$}").parse().ok()?;
        Some(Self(if negative { -units } else { units }))
    }

    /// The shortest decimal that stands for this double: what the author wrote.
    pub fn from_f64(value: f64) -> Option<Self> {
        Self::parse(&value.to_string())
    }

    /// Whether the two differ by at most `tolerance`.
    pub fn is_within(self, other: Self, tolerance: Self) -> bool {
        (self.0 - other.0).abs() <= tolerance.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_edge_of_a_tolerance_is_exact() {
        let within = |given: &str, key: f64, tolerance: f64| {
            let [key, tolerance] = [key, tolerance].map(|value| Decimal::from_f64(value).unwrap());
            Decimal::parse(given).unwrap().is_within(key, tolerance)
        };
        assert!(within("12.55", 12.5, 0.05) && within("12.45", 12.5, 0.05));
        assert!(!within("12.550000001", 12.5, 0.05));
        assert!(within("0.3", 0.3, 0.0) && within("007", 7.0, 0.0) && within("-0", 0.0, 0.0));
        assert!(within("999999999999999", 999_999_999_999_999.0, 0.0));
    }

    #[test]
    fn only_the_canonical_text_is_read() {
        let long = "1".repeat(16);
        for text in
            ["", "-", ".5", "5.", "1,5", "+1", " 1", "1e5", "0x1", "--1", "1.2.3", "٣", &long, "1.0123456789", "NaN"]
        {
            assert_eq!(Decimal::parse(text), None, "{text:?}");
        }
        assert_eq!(Decimal::from_f64(f64::NAN), None);
        assert_eq!(Decimal::from_f64(1e16), None);
        assert_eq!(Decimal::from_f64(1e-10), None);
    }

    proptest! {
        #[test]
        fn a_key_equals_its_own_text(value in -1_000_000_000i64..1_000_000_000, decimals in 0u32..6) {
            let key = (f64::from(i32::try_from(value).unwrap())) / f64::from(10u32.pow(decimals));
            prop_assert_eq!(Decimal::parse(&key.to_string()), Decimal::from_f64(key));
        }
    }
}
