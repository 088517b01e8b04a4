//! Arithmetic. An operand that is NULL makes the result NULL.

use super::compare::{half_up, rounded};
use super::logic::{one, two};
use crate::bank::exchange::qti::value::{Atom, Value, count, to_float, to_integer};
use crate::bank::exchange::qti::xml::Element;

pub(super) fn apply(name: &str, e: &Element, operands: &[Value]) -> Option<Result<Value, String>> {
    Some(match name {
        "sum" => Ok(fold(operands, 0.0, |a, b| a + b)),
        "product" => Ok(fold(operands, 1.0, |a, b| a * b)),
        "min" => Ok(extreme(operands, f64::min)),
        "max" => Ok(extreme(operands, f64::max)),
        "subtract" => pair(e, operands, |a, b| Some(a - b), true),
        "divide" => pair(e, operands, |a, b| (b != 0.0).then(|| a / b), false),
        "power" => pair(e, operands, |a, b| Some(a.powf(b)), false),
        "integerDivide" => pair(e, operands, |a, b| (b != 0.0).then(|| (a / b).floor()), true),
        "integerModulus" => pair(e, operands, |a, b| (b != 0.0).then(|| a - (a / b).floor() * b), true),
        "truncate" => single(e, operands, |a| whole(a.trunc())),
        "round" => single(e, operands, |a| whole(half_up(a))),
        "integerToFloat" => single(e, operands, Value::float),
        "roundTo" => one(e, operands).and_then(|value| match value.as_number() {
            Some(number) => rounded(e, number).map(Value::float),
            None => Ok(Value::Null),
        }),
        "gcd" => Ok(integers(operands, gcd)),
        "lcm" => Ok(integers(operands, |a, b| {
            if a == 0 || b == 0 { 0 } else { (a / gcd(a, b)).saturating_mul(b).saturating_abs() }
        })),
        "mathConstant" => constant(e),
        "mathOperator" => operator(e, operands),
        "statsOperator" => statistic(e, operands),
        _ => return None,
    })
}

fn whole(number: f64) -> Value {
    if number.is_finite() { Value::Single(Atom::Integer(to_integer(number))) } else { Value::Null }
}

/// All numbers of all operands (containers count with what they hold), and whether all are integers.
fn numbers(operands: &[Value]) -> Option<(Vec<f64>, bool)> {
    let mut numbers = Vec::new();
    let mut integers = true;
    for operand in operands {
        if operand.is_null() {
            return None;
        }
        for atom in operand.atoms() {
            numbers.push(atom.as_number()?);
            integers &= matches!(atom, Atom::Integer(_));
        }
    }
    Some((numbers, integers))
}

fn typed(number: f64, integer: bool) -> Value {
    if integer { whole(number) } else { Value::float(number) }
}

fn fold(operands: &[Value], start: f64, step: fn(f64, f64) -> f64) -> Value {
    numbers(operands).map_or(Value::Null, |(all, integer)| typed(all.into_iter().fold(start, step), integer))
}

fn extreme(operands: &[Value], better: fn(f64, f64) -> f64) -> Value {
    let Some((all, integer)) = numbers(operands) else { return Value::Null };
    all.into_iter().reduce(better).map_or(Value::Null, |best| typed(best, integer))
}

fn pair(e: &Element, operands: &[Value], step: fn(f64, f64) -> Option<f64>, keeps: bool) -> Result<Value, String> {
    let (a, b) = two(e, operands)?;
    let (Some(left), Some(right)) = (a.as_number(), b.as_number()) else { return Ok(Value::Null) };
    let integer = keeps && [a, b].iter().all(|value| matches!(value.atoms(), [Atom::Integer(_)]));
    Ok(step(left, right).map_or(Value::Null, |number| typed(number, integer || e.name.starts_with("integer"))))
}

fn single(e: &Element, operands: &[Value], step: fn(f64) -> Value) -> Result<Value, String> {
    Ok(one(e, operands)?.as_number().map_or(Value::Null, step))
}

fn integers(operands: &[Value], step: fn(i64, i64) -> i64) -> Value {
    let Some((all, _)) = numbers(operands) else { return Value::Null };
    let result = all.into_iter().map(to_integer).reduce(step);
    result.map_or(Value::Null, |number| Value::Single(Atom::Integer(number)))
}

fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.saturating_abs(), b.saturating_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn constant(e: &Element) -> Result<Value, String> {
    match e.said("name").unwrap_or_default() {
        "pi" => Ok(Value::float(std::f64::consts::PI)),
        "e" => Ok(Value::float(std::f64::consts::E)),
        other => Err(format!("{}: the constant `{other}` is not known", e.place())),
    }
}

fn operator(e: &Element, operands: &[Value]) -> Result<Value, String> {
    let name = e.said("name").unwrap_or_default();
    let Some((all, _)) = numbers(operands) else { return Ok(Value::Null) };
    let x = *all.first().ok_or_else(|| format!("{} has nothing to work on", e.place()))?;
    Ok(Value::float(match name {
        "sin" => x.sin(),
        "cos" => x.cos(),
        "tan" => x.tan(),
        "asin" => x.asin(),
        "acos" => x.acos(),
        "atan" => x.atan(),
        "atan2" => x.atan2(all.get(1).copied().unwrap_or(0.0)),
        "sinh" => x.sinh(),
        "cosh" => x.cosh(),
        "tanh" => x.tanh(),
        "log" => x.log10(),
        "ln" => x.ln(),
        "exp" => x.exp(),
        "abs" => x.abs(),
        "signum" => {
            if x == 0.0 {
                0.0
            } else {
                x.signum()
            }
        }
        "floor" => return Ok(whole(x.floor())),
        "ceil" => return Ok(whole(x.ceil())),
        "toDegrees" => x.to_degrees(),
        "toRadians" => x.to_radians(),
        _ => return Err(format!("{}: the operator `{name}` is not supported", e.place())),
    }))
}

fn statistic(e: &Element, operands: &[Value]) -> Result<Value, String> {
    let name = e.said("name").unwrap_or_default();
    let Some((all, _)) = numbers(operands) else { return Ok(Value::Null) };
    let size = count(all.len());
    let mean = all.iter().sum::<f64>() / size;
    let squares: f64 = all.iter().map(|x| (x - mean).powi(2)).sum();
    Ok(match name {
        "mean" => Value::float(mean),
        "popVariance" => Value::float(squares / size),
        "popSD" => Value::float((squares / size).sqrt()),
        "sampleVariance" => Value::float(squares / (size - to_float(1))),
        "sampleSD" => Value::float((squares / (size - to_float(1))).sqrt()),
        _ => return Err(format!("{}: the statistic `{name}` is not supported", e.place())),
    })
}
