//! Expressions: what stands for a value, and who works it out.

use super::rules::name;
use super::{Run, arithmetic, compare, container, logic, text};
use crate::bank::exchange::qti::declaration::{Area, cut};
use crate::bank::exchange::qti::value::{Atom, Base, Value, to_integer};
use crate::bank::exchange::qti::xml::Element;

impl Run<'_> {
    pub(super) fn value(&self, e: &Element) -> Result<Value, String> {
        match e.name.as_str() {
            "variable" => self.variable(e),
            "correct" => self.correct_of(e),
            "default" => Ok(self.item.declared(name(e)?).map(|d| d.default.clone()).unwrap_or_default()),
            "baseValue" => base_value(e),
            "null" => Ok(Value::Null),
            "mapResponse" => self.map_response(e),
            "mapResponsePoint" => self.map_point(e),
            "isCorrect" => self.is_correct(e),
            _ => self.operator(e),
        }
    }

    fn operator(&self, e: &Element) -> Result<Value, String> {
        let operands = e.elements().map(|operand| self.value(operand)).collect::<Result<Vec<_>, String>>()?;
        let name = e.name.as_str();
        logic::apply(name, e, &operands)
            .or_else(|| compare::apply(name, e, &operands))
            .or_else(|| arithmetic::apply(name, e, &operands))
            .or_else(|| container::apply(name, e, &operands))
            .or_else(|| text::apply(name, e, &operands))
            .unwrap_or_else(|| Err(format!("the expression {} is not supported", described(e))))
    }

    fn variable(&self, e: &Element) -> Result<Value, String> {
        let name = name(e)?;
        if let Some(value) = self.outcomes.get(name).or_else(|| self.templates.get(name)) {
            return Ok(value.clone());
        }
        match name {
            "completionStatus" => return Ok(Value::text("completed")),
            "numAttempts" => return Ok(Value::Single(Atom::Integer(1))),
            "duration" => return Ok(Value::float(0.0)),
            _ => {}
        }
        if self.item.response(name).is_none() {
            return Err(format!("{} names the variable `{name}`, which is not declared", e.place()));
        }
        Ok(self.responses.get(name).cloned().unwrap_or_default())
    }

    fn correct_of(&self, e: &Element) -> Result<Value, String> {
        let name = name(e)?;
        if let Some(value) = self.correct.get(name) {
            return Ok(value.clone());
        }
        let declaration = self.item.response(name);
        let declaration =
            declaration.ok_or_else(|| format!("{} names the response `{name}`, which is not declared", e.place()))?;
        Ok(declaration.correct.clone())
    }

    fn is_correct(&self, e: &Element) -> Result<Value, String> {
        let correct = self.correct_of(e)?;
        let given = self.variable(e)?;
        Ok(if correct.is_null() { Value::Null } else { Value::boolean(given.same(&correct)) })
    }

    fn map_response(&self, e: &Element) -> Result<Value, String> {
        let given = self.variable(e)?;
        let declaration = self.item.response(name(e)?);
        let mapping = declaration.and_then(|declaration| declaration.mapping.as_ref());
        Ok(Value::float(mapping.map_or(0.0, |mapping| mapping.sum(&given))))
    }

    /// Each area pays once, however many points lie in it.
    fn map_point(&self, e: &Element) -> Result<Value, String> {
        let given = self.variable(e)?;
        let declaration = self.item.response(name(e)?);
        let Some(mapping) = declaration.and_then(|declaration| declaration.areas.as_ref()) else {
            return Err(format!("{}: `{}` has no areaMapping", e.place(), name(e)?));
        };
        let mut sum = 0.0;
        let mut paid: Vec<&Area> = Vec::new();
        for atom in given.atoms() {
            let Atom::Point(x, y) = atom else { continue };
            match mapping.areas.iter().find(|area| inside(&area.shape, &area.coordinates, *x, *y)) {
                None => sum += mapping.default,
                Some(area) if paid.contains(&area) => {}
                Some(area) => {
                    paid.push(area);
                    sum += area.value;
                }
            }
        }
        Ok(Value::float(cut(sum, mapping.lower, mapping.upper)))
    }
}

fn described(e: &Element) -> String {
    match e.said("definition").or_else(|| e.said("class")) {
        Some(which) => format!("{} `{which}`", e.place()),
        None => e.place(),
    }
}

fn base_value(e: &Element) -> Result<Value, String> {
    let said = e.said("baseType").unwrap_or("string");
    let base = Base::of(said).ok_or_else(|| format!("{}: `{said}` is no base type", e.place()))?;
    let text = e.text();
    if text.is_empty() && base == Base::String {
        return Ok(Value::Null);
    }
    let atom = base.atom(&text).or_else(|| {
        // `1.5` where an integer was promised still is a number.
        (base == Base::Integer).then(|| Base::Float.atom(&text)).flatten()
    });
    let atom = atom.ok_or_else(|| format!("{}: `{}` is no {}", e.place(), text.trim(), base.name()))?;
    Ok(atom.filled().map_or(Value::Null, Value::Single))
}

/// Whether a point lies in a shape of an image map; its edge belongs to it.
pub(super) fn inside(shape: &str, at: &[f64], x: f64, y: f64) -> bool {
    match (shape, at) {
        ("default", _) => true,
        ("circle", [cx, cy, r, ..]) => (x - cx).hypot(y - cy) <= *r,
        ("rect", [left, top, right, bottom, ..]) => x >= *left && x <= *right && y >= *top && y <= *bottom,
        ("ellipse", [cx, cy, h, v, ..]) => ((x - cx) / h).powi(2) + ((y - cy) / v).powi(2) <= 1.0,
        ("poly", at) => inside_polygon(at, x, y),
        _ => false,
    }
}

fn inside_polygon(at: &[f64], x: f64, y: f64) -> bool {
    let corners: Vec<(f64, f64)> = at.as_chunks::<2>().0.iter().map(|[x, y]| (*x, *y)).collect();
    let mut odd = false;
    for (n, (ax, ay)) in corners.iter().enumerate() {
        let (bx, by) = corners[(n + 1) % corners.len()];
        if (*ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
            odd = !odd;
        }
    }
    odd
}

/// A number that an attribute gives, as itself or as the name of a variable that is already worked out.
pub(super) fn figures(e: &Element, attribute: &str) -> Result<i32, String> {
    let text = e.said(attribute).unwrap_or_default();
    let number = crate::bank::exchange::qti::value::number(text).map(to_integer);
    let number = number.and_then(|n| i32::try_from(n).ok()).filter(|n| (0..=15).contains(n));
    number.ok_or_else(|| format!("{}: {attribute} `{text}` is no small number", e.place()))
}
