//! Comparisons: of whole values, of numbers with tolerance, of rounded numbers, of places.

use super::expression::{figures, inside};
use super::logic::{one, two};
use crate::bank::exchange::qti::declaration::read_shape;
use crate::bank::exchange::qti::value::{Atom, Value, boolean, number};
use crate::bank::exchange::qti::xml::Element;

pub(super) fn apply(name: &str, e: &Element, operands: &[Value]) -> Option<Result<Value, String>> {
    let numbers = |test: fn(f64, f64) -> bool| {
        two(e, operands).map(|(a, b)| match (a.as_number(), b.as_number()) {
            (Some(a), Some(b)) => Value::boolean(test(a, b)),
            _ => Value::Null,
        })
    };
    Some(match name {
        "match" => two(e, operands)
            .map(|(a, b)| if a.is_null() || b.is_null() { Value::Null } else { Value::boolean(a.same(b)) }),
        "gt" => numbers(|a, b| a > b),
        "gte" | "durationGTE" => numbers(|a, b| a >= b),
        "lt" | "durationLT" => numbers(|a, b| a < b),
        "lte" => numbers(|a, b| a <= b),
        "equal" => equal(e, operands),
        "equalRounded" => equal_rounded(e, operands),
        "inside" => within(e, operands),
        _ => return None,
    })
}

fn equal(e: &Element, operands: &[Value]) -> Result<Value, String> {
    let (a, b) = two(e, operands)?;
    let (Some(expected), Some(given)) = (a.as_number(), b.as_number()) else { return Ok(Value::Null) };
    let (low, high) = tolerances(e)?;
    let (lower, upper) = match e.said("toleranceMode").unwrap_or("exact") {
        "exact" => return Ok(Value::boolean((expected - given).abs() <= slack(expected))),
        "absolute" => (expected - low, expected + high),
        "relative" => (expected * (1.0 - low / 100.0), expected * (1.0 + high / 100.0)),
        other => return Err(format!("{}: the toleranceMode `{other}` is not known", e.place())),
    };
    let (lower, upper) = (lower.min(upper), lower.max(upper));
    let included = |name: &str| e.said(name).and_then(boolean).unwrap_or(true);
    let slack = slack(expected);
    let above = if included("includeLowerBound") { given >= lower - slack } else { given > lower + slack };
    let below = if included("includeUpperBound") { given <= upper + slack } else { given < upper - slack };
    Ok(Value::boolean(above && below))
}

/// Decimal fractions are not exact in binary: a bound of 0.1 + 0.2 includes 0.3.
fn slack(size: f64) -> f64 {
    1e-12 * size.abs().max(1.0)
}

fn tolerances(e: &Element) -> Result<(f64, f64), String> {
    let Some(said) = e.said("tolerance") else { return Ok((0.0, 0.0)) };
    let parts: Option<Vec<f64>> = said.split([' ', ',']).filter(|part| !part.is_empty()).map(number).collect();
    match parts.as_deref() {
        Some([both]) => Ok((*both, *both)),
        Some([low, high]) => Ok((*low, *high)),
        _ => Err(format!("{}: the tolerance `{said}` is no number", e.place())),
    }
}

fn equal_rounded(e: &Element, operands: &[Value]) -> Result<Value, String> {
    let (a, b) = two(e, operands)?;
    let (Some(a), Some(b)) = (a.as_number(), b.as_number()) else { return Ok(Value::Null) };
    Ok(Value::boolean((rounded(e, a)? - rounded(e, b)?).abs() <= slack(a)))
}

/// To decimal places or significant figures, halves upwards.
pub(super) fn rounded(e: &Element, x: f64) -> Result<f64, String> {
    let figures = figures(e, "figures")?;
    let places = match e.said("roundingMode").unwrap_or("significantFigures") {
        "decimalPlaces" | "decimalPlace" => figures,
        "significantFigures" | "significantFigure" if x == 0.0 => return Ok(0.0),
        "significantFigures" | "significantFigure" => figures - 1 - magnitude(x),
        other => return Err(format!("{}: the roundingMode `{other}` is not known", e.place())),
    };
    let scale = 10_f64.powi(places);
    Ok(half_up(x * scale) / scale)
}

/// The power of ten of the first digit.
fn magnitude(x: f64) -> i32 {
    format!("{x:e}").rsplit('e').next().and_then(|power| power.parse().ok()).unwrap_or(0)
}

/// Halves go up; 317.49999999999994 is the half that 3.175 stands for.
pub(super) fn half_up(x: f64) -> f64 {
    (x + 0.5 + 1e-9 * x.abs().clamp(1.0, 1e3)).floor()
}

fn within(e: &Element, operands: &[Value]) -> Result<Value, String> {
    let value = one(e, operands)?;
    if value.is_null() {
        return Ok(Value::Null);
    }
    let (shape, at) = read_shape(e)?;
    let hit = |atom: &Atom| matches!(atom, Atom::Point(x, y) if inside(&shape, &at, *x, *y));
    Ok(Value::boolean(value.atoms().iter().any(hit)))
}
