//! Truth with three values: an unknown operand makes the result unknown unless the others decide it.

use crate::bank::exchange::qti::value::{Atom, Value, integer};
use crate::bank::exchange::qti::xml::Element;

pub(super) fn apply(name: &str, e: &Element, operands: &[Value]) -> Option<Result<Value, String>> {
    Some(match name {
        "isNull" => one(e, operands).map(|value| Value::boolean(value.is_null())),
        "isNotNull" => one(e, operands).map(|value| Value::boolean(!value.is_null())),
        "not" => one(e, operands).and_then(|value| Ok(known(truth(e, value)?.map(|yes| !yes)))),
        "and" => decide(e, operands, false),
        "or" => decide(e, operands, true),
        "anyN" => any_n(e, operands),
        _ => return None,
    })
}

pub(super) fn one<'v>(e: &Element, operands: &'v [Value]) -> Result<&'v Value, String> {
    operands.first().ok_or_else(|| format!("{} has nothing to work on", e.place()))
}

pub(super) fn two<'v>(e: &Element, operands: &'v [Value]) -> Result<(&'v Value, &'v Value), String> {
    match operands {
        [a, b] => Ok((a, b)),
        _ => Err(format!("{} works on two values, not {}", e.place(), operands.len())),
    }
}

fn known(truth: Option<bool>) -> Value {
    truth.map_or(Value::Null, Value::boolean)
}

fn truth(e: &Element, value: &Value) -> Result<Option<bool>, String> {
    match value.atoms() {
        [] => Ok(None),
        [Atom::Boolean(yes)] => Ok(Some(*yes)),
        _ => Err(format!("{} works on true and false only", e.place())),
    }
}

/// `or` is decided by a true operand, `and` by a false one.
fn decide(e: &Element, operands: &[Value], by: bool) -> Result<Value, String> {
    let truths = operands.iter().map(|value| truth(e, value)).collect::<Result<Vec<_>, String>>()?;
    if truths.contains(&Some(by)) {
        return Ok(Value::boolean(by));
    }
    Ok(if truths.contains(&None) { Value::Null } else { Value::boolean(!by) })
}

fn any_n(e: &Element, operands: &[Value]) -> Result<Value, String> {
    let bound = |name: &str| {
        let number = e.said(name).and_then(integer).and_then(|n| usize::try_from(n).ok());
        number.ok_or_else(|| format!("{}: {name} is no number", e.place()))
    };
    let (min, max) = (bound("min")?, bound("max")?);
    let truths = operands.iter().map(|value| truth(e, value)).collect::<Result<Vec<_>, String>>()?;
    let yes = truths.iter().filter(|truth| **truth == Some(true)).count();
    let unknown = truths.iter().filter(|truth| truth.is_none()).count();
    if yes > max || yes + unknown < min {
        return Ok(Value::boolean(false));
    }
    Ok(if yes >= min && yes + unknown <= max { Value::boolean(true) } else { Value::Null })
}
