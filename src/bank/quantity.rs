//! The first number in an option's text, as Indonesians write it: `Rp1.250.000`, `12,5%`, `3/4`, `1 : 3`,
//! `$\frac{3}{4}$`. Only the check of keys uses it.

/// Value of the first number; a fraction or a ratio is read as a quotient.
pub(super) fn first(text: &str) -> Option<f64> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    if let Some(value) = tex_fraction(text, start) {
        return Some(value);
    }
    let (value, rest) = number(&text[start..])?;
    let value = quotient(rest).map_or(value, |below| value / below);
    Some(if negative(&text[..start]) { -value } else { value })
}

/// The divisor that follows in `/ 4` or `: 3`.
fn quotient(rest: &str) -> Option<f64> {
    let below = rest.trim_start().strip_prefix(['/', ':', '÷'])?.trim_start();
    number(below).map(|(value, _)| value).filter(|value| *value != 0.0)
}

/// `\frac{a}{b}` whose first digit stands at `start`.
fn tex_fraction(text: &str, start: usize) -> Option<f64> {
    let command = text[..start].trim_end_matches(['{', '-', ' ']);
    if !(command.ends_with("\\frac") || command.ends_with("\\dfrac") || command.ends_with("\\tfrac")) {
        return None;
    }
    let (above, rest) = number(&text[start..])?;
    let (below, _) = number(rest.strip_prefix("}{")?)?;
    let value = above / below;
    let sign =
        text[command.len()..start].contains('-') || command.trim_end_matches(char::is_alphabetic).ends_with("-\\");
    Some(if sign { -value } else { value })
}

/// A minus directly before the number that is no hyphen of a word (`ke-5`); `Rp` may stand between.
fn negative(before: &str) -> bool {
    let before = before.trim_end_matches("Rp").trim_end_matches(['$', '{']);
    let mut back = before.chars().rev();
    let minus = matches!(back.next(), Some('-' | '−' | '–'));
    minus && !back.next().is_some_and(char::is_alphanumeric)
}

/// A number at the beginning of `text`, and what follows. Points group thousands, a comma is the decimal sign; a
/// point that does not group (`12.5`) is read as one.
fn number(text: &str) -> Option<(f64, &str)> {
    let (mut digits, mut rest) = leading_digits(text)?;
    let mut grouped = false;
    if digits.len() <= 3 {
        while let Some((group, after)) = rest.strip_prefix('.').and_then(leading_digits).filter(|(g, _)| g.len() == 3) {
            digits.push_str(&group);
            rest = after;
            grouped = true;
        }
    }
    let decimals =
        rest.strip_prefix(',').or_else(|| rest.strip_prefix('.').filter(|_| !grouped)).and_then(leading_digits);
    if let Some((decimals, after)) = decimals {
        digits.push('.');
        digits.push_str(&decimals);
        rest = after;
    }
    Some((digits.parse().ok()?, rest))
}

fn leading_digits(text: &str) -> Option<(String, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (end > 0).then(|| (text[..end].to_owned(), &text[end..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_indonesians_write_them() {
        for (text, value) in [
            ("53 dokumen", 53.0),
            ("Rp1.250.000", 1_250_000.0),
            ("Rp 72.000.000,50", 72_000_000.5),
            ("12,5%", 12.5),
            ("12.5", 12.5),
            ("3/4", 0.75),
            ("1 : 3", 1.0 / 3.0),
            ("7 : 3 (bagian 2)", 7.0 / 3.0),
            (r"$\frac{7}{12}$ dari anggaran", 7.0 / 12.0),
            (r"$-\frac{1}{2}$", -0.5),
            ("-5", -5.0),
            ("−5 °C", -5.0),
            ("-Rp500", -500.0),
            ("Hari ke-5", 5.0),
            ("Selasa, 1.234,5", 1234.5),
            ("1234.567", 1234.567),
            ("12, 13", 12.0),
            ("Rp100 juta.", 100.0),
        ] {
            let found = first(text).unwrap();
            assert!((found - value).abs() < 1e-9, "{text}: {found}");
        }
        assert_eq!(first("tidak ada"), None);
        assert_eq!(first(""), None);
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,40}") {
            let _ = first(&text);
        }
    }
}
