//! Numbers in Indonesian form, and templates filled with them.

use super::parameters::Values;

/// A place in a template that nothing fills.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{{{0}}}` names nothing")]
pub struct UnknownPlace(pub String);

#[derive(Clone, Copy)]
pub(super) enum Form {
    Plain,
    TwoDecimals,
    Rupiah,
    Percent,
}

/// Up to four decimals, without trailing zeros: 1.234,5.
pub(super) fn number(value: f64, form: Form) -> String {
    let decimals = if matches!(form, Form::TwoDecimals) { 2 } else { 4 };
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = if matches!(form, Form::TwoDecimals) { fraction } else { fraction.trim_end_matches('0') };
    let comma = if fraction.is_empty() { "" } else { "," };
    let plain = format!("{}{comma}{fraction}", grouped(whole));
    let minus = if value < 0.0 && plain.chars().any(|c| ('1'..='9').contains(&c)) { "−" } else { "" };
    match form {
        Form::Plain | Form::TwoDecimals => format!("{minus}{plain}"),
        Form::Rupiah => format!("{minus}Rp{plain}"),
        Form::Percent => format!("{minus}{plain}%"),
    }
}

/// 1250000 → 1.250.000. Four digits are grouped, too: a sum of money and a count look alike.
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// Fills `{name}`, `{rp:name}`, `{pct:name}`, `{n2:name}`.
pub(super) fn fill(template: &str, values: &Values) -> Result<String, UnknownPlace> {
    places(template, |place| {
        let (form, name) = match place.split_once(':') {
            Some(("rp", name)) => (Form::Rupiah, name),
            Some(("pct", name)) => (Form::Percent, name),
            Some(("n2", name)) => (Form::TwoDecimals, name),
            _ => (Form::Plain, place),
        };
        values.words.get(name).cloned().or_else(|| values.numbers.get(name).map(|value| number(*value, form)))
    })
}

/// An option: `{n}`, `{n2}`, `{rp}` or `{pct}` is the number itself, other places are filled as in a stem.
pub(super) fn option(format: &str, value: f64, values: &Values) -> Result<String, UnknownPlace> {
    let shown = places(format, |place| {
        let form = match place {
            "n" => Form::Plain,
            "n2" => Form::TwoDecimals,
            "rp" => Form::Rupiah,
            "pct" => Form::Percent,
            other => return Some(format!("{{{other}}}")),
        };
        Some(number(value, form))
    })?;
    fill(&shown, values)
}

fn places(template: &str, filling: impl Fn(&str) -> Option<String>) -> Result<String, UnknownPlace> {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((place, after)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        text.push_str(&filling(place).ok_or_else(|| UnknownPlace(place.to_owned()))?);
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_indonesian() {
        for (value, form, text) in [
            (1_250_000.0, Form::Rupiah, "Rp1.250.000"),
            (12.5, Form::Percent, "12,5%"),
            (1_234.5, Form::Plain, "1.234,5"),
            (7.0, Form::TwoDecimals, "7,00"),
            (-3.0, Form::Plain, "−3"),
            (-0.000_01, Form::Plain, "0"),
            (999.0, Form::Plain, "999"),
        ] {
            assert_eq!(number(value, form), text);
        }
    }

    #[test]
    fn a_place_that_nothing_fills_is_named() {
        let values = Values::default();
        assert_eq!(fill("{apa}", &values), Err(UnknownPlace("apa".into())));
        assert_eq!(fill("satu { dua", &values), Ok("satu { dua".into()));
    }
}
