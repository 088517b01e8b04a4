//! Numbers as people type them into cells: a point or a comma is a decimal sign, or it parts thousands.

use super::cells::short;
use crate::bank::exchange::draft;

/// A number, and whether it could have been meant otherwise: then it is said how it was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Read {
    pub(super) value: f64,
    pub(super) doubtful: bool,
}

/// Of a cell that the program keeps as a number: it says itself what it is.
pub(super) fn stored(text: &str) -> Result<Read, String> {
    let value = draft::number(text).ok_or_else(|| no_number(text))?;
    Ok(Read { value, doubtful: false })
}

/// Whether a text is meant as a number, also where nobody can tell which.
pub(super) fn is_meant(text: &str) -> bool {
    draft::number(text).is_some() || thousands(text.trim()).is_some()
}

/// What somebody typed as text, or why nobody can tell.
pub(super) fn typed(text: &str) -> Result<Read, String> {
    let text = text.trim();
    if grouped(text, '.').is_some_and(|groups| groups == 1) {
        let (plain, decimal) = (text.replace('.', ""), text.replace('.', ","));
        return Err(format!(
            "`{}` may be a thousand or a fraction: write `{}` or `{}0`",
            short(text),
            short(&plain),
            short(&decimal)
        ));
    }
    if let Some(value) = draft::number(text) {
        return Ok(Read { value, doubtful: grouped(text, ',').is_some() });
    }
    thousands(text).map(|value| Read { value, doubtful: true }).ok_or_else(|| no_number(text))
}

fn no_number(text: &str) -> String {
    format!("`{}` is no number", short(text))
}

/// `1.250.000`, `1.250,5`: points part thousands, as here in Indonesia; a comma may begin the decimals.
fn thousands(text: &str) -> Option<f64> {
    let (whole, decimals) = text.split_once(',').map_or((text, None), |(whole, decimals)| (whole, Some(decimals)));
    grouped(whole, '.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    decimals.is_none_or(digits).then_some(())?;
    draft::number(&format!("{}.{}", whole.replace('.', ""), decimals.unwrap_or("0")))
}

/// How many groups of three digits follow the first digits; `None` where the text is something else.
fn grouped(text: &str, sign: char) -> Option<usize> {
    let mut groups = text.trim_start_matches(['+', '-']).split(sign);
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()) && digits(first))?;
    let mut count = 0;
    for group in groups {
        (group.len() == 3 && digits(group)).then_some(())?;
        count += 1;
    }
    // No thousand begins with a zero: `0.125` is a fraction.
    (count > 0 && !first.starts_with('0')).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_and_commas_are_told_apart_or_refused() {
        for (text, value, doubtful) in [
            ("1250", 1250.0, false),
            ("1.25", 1.25, false),
            ("1,25", 1.25, false),
            ("0.125", 0.125, false),
            ("0,125", 0.125, false),
            ("-1.2500", -1.25, false),
            ("1250.125", 1250.125, false),
            ("1,250", 1.25, true),
            ("1.250.000", 1_250_000.0, true),
            ("1.250,5", 1250.5, true),
            ("-12.250,75", -12_250.75, true),
        ] {
            assert_eq!(typed(text), Ok(Read { value, doubtful }), "{text}");
        }
        for text in ["1.250", "-12.500", "999.999"] {
            assert!(typed(text).unwrap_err().contains("a thousand or a fraction"), "{text}");
        }
        assert_eq!(typed("1.250").unwrap_err(), "`1.250` may be a thousand or a fraction: write `1250` or `1,2500`");
        for text in ["1.25.000", "1,250,000", "1.250,5,5", "satu", "1.250,"] {
            assert_eq!(typed(text).unwrap_err(), format!("`{text}` is no number"));
        }
    }
}
