//! Containers: making them, looking into them.

use super::logic::{one, two};
use crate::bank::exchange::qti::value::{Atom, Value, integer};
use crate::bank::exchange::qti::xml::Element;

/// More values than any answer has.
const MAX_ATOMS: usize = 10_000;

pub(super) fn apply(name: &str, e: &Element, operands: &[Value]) -> Option<Result<Value, String>> {
    let all = || operands.iter().flat_map(|value| value.atoms().iter().cloned()).collect::<Vec<Atom>>();
    Some(match name {
        "multiple" => bounded(e, all()).map(Value::multiple),
        "ordered" => bounded(e, all()).map(Value::ordered),
        "containerSize" => one(e, operands)
            .map(|value| Value::Single(Atom::Integer(i64::try_from(value.atoms().len()).unwrap_or(i64::MAX)))),
        "member" => two(e, operands).map(|(atom, holder)| unknown_or(atom, holder, is_member)),
        "contains" => two(e, operands).map(|(holder, part)| unknown_or(holder, part, contains)),
        "delete" => two(e, operands).map(|(atom, holder)| delete(atom, holder)),
        "index" => one(e, operands).and_then(|holder| at_index(e, holder)),
        "repeat" => repeat(e, operands),
        _ => return None,
    })
}

/// Rules that double a container over and over would fill the memory.
fn bounded(e: &Element, atoms: Vec<Atom>) -> Result<Vec<Atom>, String> {
    if atoms.len() > MAX_ATOMS {
        return Err(format!("{} makes a container of more than {MAX_ATOMS} values", e.place()));
    }
    Ok(atoms)
}

fn unknown_or(a: &Value, b: &Value, test: fn(&Value, &Value) -> bool) -> Value {
    if a.is_null() || b.is_null() { Value::Null } else { Value::boolean(test(a, b)) }
}

fn is_member(atom: &Value, holder: &Value) -> bool {
    atom.atoms().iter().all(|atom| holder.atoms().iter().any(|other| other.same(atom)))
}

/// A bag holds another with all its repetitions; a sequence holds another as an unbroken run.
fn contains(holder: &Value, part: &Value) -> bool {
    if let (Value::Ordered(holder), Value::Ordered(part)) = (holder, part) {
        let here = |window: &[Atom]| window.iter().zip(part).all(|(a, b)| a.same(b));
        return holder.windows(part.len().max(1)).any(here);
    }
    let mut rest: Vec<&Atom> = holder.atoms().iter().collect();
    part.atoms().iter().all(|atom| match rest.iter().position(|other| other.same(atom)) {
        Some(at) => {
            rest.swap_remove(at);
            true
        }
        None => false,
    })
}

fn delete(atom: &Value, holder: &Value) -> Value {
    if atom.is_null() || holder.is_null() {
        return Value::Null;
    }
    let gone = |other: &Atom| atom.atoms().iter().any(|atom| atom.same(other));
    let rest = holder.atoms().iter().filter(|other| !gone(other)).cloned().collect();
    if matches!(holder, Value::Ordered(_)) { Value::ordered(rest) } else { Value::multiple(rest) }
}

fn at_index(e: &Element, holder: &Value) -> Result<Value, String> {
    let said = e.said("n").unwrap_or_default();
    let n = integer(said).and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0);
    let n = n.ok_or_else(|| format!("{}: n `{said}` is no place in a list", e.place()))?;
    Ok(holder.atoms().get(n - 1).cloned().map_or(Value::Null, Value::Single))
}

fn repeat(e: &Element, operands: &[Value]) -> Result<Value, String> {
    let said = e.said("numberRepeats").unwrap_or_default();
    let times = integer(said).and_then(|n| usize::try_from(n).ok()).filter(|n| (1..=100).contains(n));
    let times = times.ok_or_else(|| format!("{}: numberRepeats `{said}` is no small number", e.place()))?;
    let once: Vec<Atom> = operands.iter().flat_map(|value| value.atoms().iter().cloned()).collect();
    bounded(e, once.iter().cycle().take(once.len() * times).cloned().collect()).map(Value::ordered)
}
