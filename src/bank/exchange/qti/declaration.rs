//! Declarations of an item's variables: type, default, key, mapping, tables. What the standard forbids is a fault.

use super::value::{Atom, Base, Cardinality, Value, boolean, number};
use super::xml::Element;

#[derive(Clone, Debug)]
pub struct Declaration {
    pub identifier: String,
    pub line: u32,
    pub base: Base,
    pub cardinality: Cardinality,
    pub default: Value,
    pub correct: Value,
    pub mapping: Option<Mapping>,
    pub areas: Option<AreaMapping>,
    pub table: Option<Table>,
    pub normal_maximum: Option<f64>,
    /// `human` and the like: people mark it.
    pub external: bool,
}

/// Values → points; the sum is cut at the bounds.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    pub default: f64,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub entries: Vec<MapEntry>,
}

#[derive(Clone, Debug)]
pub struct MapEntry {
    pub key: Atom,
    pub value: f64,
    pub case_sensitive: bool,
    pub line: u32,
}

#[derive(Clone, Debug, Default)]
pub struct AreaMapping {
    pub default: f64,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub areas: Vec<Area>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    pub shape: String,
    pub coordinates: Vec<f64>,
    pub value: f64,
}

/// How `lookupOutcomeValue` turns a number into a value.
#[derive(Clone, Debug)]
pub enum Table {
    Match { default: Value, entries: Vec<(f64, Value)> },
    Interpolation { default: Value, entries: Vec<(f64, bool, Value)> },
}

/// Reads a `responseDeclaration`, `outcomeDeclaration` or `templateDeclaration`.
pub fn read(element: &Element) -> Result<Declaration, String> {
    let identifier = element.said("identifier").ok_or_else(|| format!("{} has no identifier", element.place()))?;
    let said = element.said("cardinality").unwrap_or("single");
    let cardinality = Cardinality::of(said)
        .ok_or_else(|| format!("{} `{identifier}`: the cardinality `{said}` is not supported", element.place()))?;
    let said = element.said("baseType").unwrap_or("string");
    let base = Base::of(said).ok_or_else(|| format!("{} `{identifier}`: `{said}` is no base type", element.place()))?;
    let values = |name: &str| match element.first(name) {
        Some(holder) => held(holder, base, cardinality, identifier),
        None => Ok(Value::Null),
    };
    Ok(Declaration {
        identifier: identifier.to_owned(),
        line: element.line,
        base,
        cardinality,
        default: values("defaultValue")?,
        correct: values("correctResponse")?,
        mapping: element.first("mapping").map(|mapping| read_mapping(mapping, base)).transpose()?,
        areas: element.first("areaMapping").map(read_areas).transpose()?,
        table: read_table(element, base)?,
        normal_maximum: optional(element, "normalMaximum")?,
        external: element.said("externalScored").is_some_and(|by| by != "none"),
    })
}

fn held(holder: &Element, base: Base, cardinality: Cardinality, identifier: &str) -> Result<Value, String> {
    let mut atoms = Vec::new();
    for child in holder.elements() {
        if child.name != "value" {
            return Err(format!(
                "{} stands inside {} of `{identifier}`; only <value> may",
                child.place(),
                holder.place()
            ));
        }
        let text = child.text();
        if text.trim().is_empty() && base == Base::String {
            continue;
        }
        if text.trim().is_empty() {
            if holder.name == "defaultValue" {
                continue;
            }
            return Err(format!("{} of `{identifier}` has an empty {}", holder.place(), child.place()));
        }
        let atom = base
            .atom(&text)
            .ok_or_else(|| format!("{} of `{identifier}`: `{}` is no {}", child.place(), text.trim(), base.name()))?;
        atoms.push(atom);
    }
    // More than one key for a single answer: each of them is kept, and what becomes of that is decided by who reads it.
    if cardinality == Cardinality::Single && atoms.len() > 1 {
        return Ok(Value::multiple(atoms));
    }
    Ok(cardinality.hold(atoms))
}

/// A number in an attribute, blanks around it allowed.
fn optional(element: &Element, name: &str) -> Result<Option<f64>, String> {
    match element.said(name) {
        None => Ok(None),
        Some(text) => match number(text) {
            Some(number) => Ok(Some(number)),
            None => Err(format!("{}: {name} `{text}` is no number", element.place())),
        },
    }
}

fn read_mapping(element: &Element, base: Base) -> Result<Mapping, String> {
    let whole = element.said("caseSensitive").and_then(boolean);
    let mut entries: Vec<MapEntry> = Vec::new();
    for entry in element.named("mapEntry") {
        let key = entry.attribute("mapKey").ok_or_else(|| format!("{} has no mapKey", entry.place()))?;
        let value = optional(entry, "mappedValue")?.ok_or_else(|| format!("{} has no mappedValue", entry.place()))?;
        let atom = base.atom(key).or_else(|| base.is_number().then(|| Atom::Text(key.to_owned())));
        let key = atom.ok_or_else(|| format!("{}: the mapKey `{key}` is no {}", entry.place(), base.name()))?;
        // 2.x says an entry is sensitive to case unless it says otherwise.
        let case_sensitive = entry.said("caseSensitive").and_then(boolean).or(whole).unwrap_or(true);
        entries.push(MapEntry { key, value, case_sensitive, line: entry.line });
    }
    Ok(Mapping {
        default: optional(element, "defaultValue")?.unwrap_or(0.0),
        lower: optional(element, "lowerBound")?,
        upper: optional(element, "upperBound")?,
        entries,
    })
}

fn read_areas(element: &Element) -> Result<AreaMapping, String> {
    let mut areas = Vec::new();
    for entry in element.named("areaMapEntry") {
        let value = optional(entry, "mappedValue")?.ok_or_else(|| format!("{} has no mappedValue", entry.place()))?;
        let (shape, coordinates) = read_shape(entry)?;
        areas.push(Area { shape, coordinates, value });
    }
    Ok(AreaMapping {
        default: optional(element, "defaultValue")?.unwrap_or(0.0),
        lower: optional(element, "lowerBound")?,
        upper: optional(element, "upperBound")?,
        areas,
    })
}

/// `shape` and `coords`, as in an HTML image map.
pub fn read_shape(element: &Element) -> Result<(String, Vec<f64>), String> {
    let shape = element.said("shape").unwrap_or("default").to_owned();
    let coordinates: Option<Vec<f64>> = element
        .said("coords")
        .unwrap_or_default()
        .split([',', ' '])
        .filter(|part| !part.trim().is_empty())
        .map(|part| number(part.trim_end_matches('%')))
        .collect();
    let coordinates = coordinates.ok_or_else(|| format!("{}: the coords are no numbers", element.place()))?;
    Ok((shape, coordinates))
}

fn read_table(element: &Element, base: Base) -> Result<Option<Table>, String> {
    let target = |holder: &Element, name: &str| match holder.said(name) {
        None => Ok(Value::Null),
        Some(text) => base
            .atom(text)
            .map(Value::Single)
            .ok_or_else(|| format!("{}: {name} `{text}` is no {}", holder.place(), base.name())),
    };
    let source = |entry: &Element| {
        optional(entry, "sourceValue")?.ok_or_else(|| format!("{} has no sourceValue", entry.place()))
    };
    if let Some(table) = element.first("matchTable") {
        let entries: Result<Vec<_>, String> =
            table.named("matchTableEntry").map(|entry| Ok((source(entry)?, target(entry, "targetValue")?))).collect();
        return Ok(Some(Table::Match { default: target(table, "defaultValue")?, entries: entries? }));
    }
    let Some(table) = element.first("interpolationTable") else { return Ok(None) };
    let mut entries = Vec::new();
    for entry in table.named("interpolationTableEntry") {
        let included = entry.said("includeBoundary").and_then(boolean).unwrap_or(true);
        entries.push((source(entry)?, included, target(entry, "targetValue")?));
    }
    Ok(Some(Table::Interpolation { default: target(table, "defaultValue")?, entries }))
}

impl Declaration {
    /// What the variable holds before anything was answered: an outcome of a number begins at 0.
    pub fn initial_outcome(&self) -> Value {
        if self.default.is_null() && self.base.is_number() && self.cardinality == Cardinality::Single {
            return Value::Single(if self.base == Base::Integer { Atom::Integer(0) } else { Atom::Float(0.0) });
        }
        self.default.clone()
    }

    /// Text of an answer in this variable's type.
    pub fn atom(&self, text: &str) -> Option<Atom> {
        self.base.atom(text)
    }
}

impl Mapping {
    /// The points of one value, before the bounds.
    pub fn points(&self, atom: &Atom) -> f64 {
        let found = self.entries.iter().find(|entry| entry.fits(atom));
        found.map_or(self.default, |entry| entry.value)
    }

    /// The sum over all values, cut at the bounds; nothing given sums to 0 and is cut as well.
    pub fn sum(&self, value: &Value) -> f64 {
        cut(value.atoms().iter().map(|atom| self.points(atom)).sum(), self.lower, self.upper)
    }
}

impl MapEntry {
    fn fits(&self, atom: &Atom) -> bool {
        match (&self.key, atom) {
            (Atom::Text(key), Atom::Text(text)) if !self.case_sensitive => key.to_lowercase() == text.to_lowercase(),
            (key, atom) => key.same(atom),
        }
    }
}

pub fn cut(sum: f64, lower: Option<f64>, upper: Option<f64>) -> f64 {
    let sum = lower.map_or(sum, |lower| sum.max(lower));
    upper.map_or(sum, |upper| sum.min(upper))
}
