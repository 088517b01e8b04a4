//! Texts: equal, contained, by pattern, and the few operators of Dutch tools that only tidy a text up.

use regex::RegexBuilder;

use super::logic::{one, two};
use crate::bank::exchange::qti::value::{Value, boolean};
use crate::bank::exchange::qti::xml::Element;

/// A compiled pattern may not take more memory than this.
const MAX_PATTERN: usize = 1 << 20;

pub(super) fn apply(name: &str, e: &Element, operands: &[Value]) -> Option<Result<Value, String>> {
    Some(match name {
        "stringMatch" => two(e, operands).map(|(a, b)| string_match(e, a, b)),
        "substring" => two(e, operands).map(|(part, whole)| {
            both(part, whole).map_or(Value::Null, |(part, whole)| Value::boolean(holds(e, &whole, &part)))
        }),
        "patternMatch" => one(e, operands).and_then(|value| pattern_match(e, value)),
        "customOperator" => tidy(e, operands)?,
        _ => return None,
    })
}

fn plain(value: &Value) -> Option<String> {
    match value.atoms() {
        [atom] => Some(atom.to_string()),
        _ => None,
    }
}

fn both(a: &Value, b: &Value) -> Option<(String, String)> {
    Some((plain(a)?, plain(b)?))
}

fn cased(e: &Element, text: &str) -> String {
    if e.said("caseSensitive").and_then(boolean).unwrap_or(true) { text.to_owned() } else { text.to_lowercase() }
}

fn holds(e: &Element, whole: &str, part: &str) -> bool {
    cased(e, whole).contains(&cased(e, part))
}

fn string_match(e: &Element, a: &Value, b: &Value) -> Value {
    let Some((given, expected)) = both(a, b) else { return Value::Null };
    if e.said("substring").and_then(boolean).unwrap_or(false) {
        return Value::boolean(holds(e, &given, &expected));
    }
    Value::boolean(cased(e, &given) == cased(e, &expected))
}

/// The pattern is anchored at both ends, as in XML Schema.
fn pattern_match(e: &Element, value: &Value) -> Result<Value, String> {
    let pattern = e.attribute("pattern").unwrap_or_default();
    let compiled = RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(MAX_PATTERN).build();
    let compiled = compiled.map_err(|_| format!("{}: the pattern `{pattern}` is not understood", e.place()))?;
    Ok(plain(value).map_or(Value::Null, |text| Value::boolean(compiled.is_match(&text))))
}

/// `qade:Trim`, `depcp:ToAscii` …: known by their names; any other custom operator is somebody's program.
fn tidy(e: &Element, operands: &[Value]) -> Option<Result<Value, String>> {
    let definition = e.said("definition")?;
    let step: fn(&str) -> String = match definition.rsplit(':').next()? {
        "Trim" => |text| text.trim().to_owned(),
        "ToAscii" => |text| text.chars().map(without_accent).collect(),
        "ParseCommaDecimal" => |text| text.replace(',', "."),
        "ParseDotDecimal" | "ParseDecimalDot" => |text| text.to_owned(),
        _ => return None,
    };
    Some(one(e, operands).map(|value| plain(value).map_or(Value::Null, |text| Value::text(&step(&text)))))
}

pub fn without_accent(c: char) -> char {
    const WITH: &str = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝ";
    const WITHOUT: &str = "aaaaaaceeeeiiiinooooouuuuyyAAAAAACEEEEIIIINOOOOOUUUUY";
    WITH.chars().zip(WITHOUT.chars()).find(|(with, _)| *with == c).map_or(c, |(_, without)| without)
}
