//! Item models: templates whose numbers are drawn, whose key is computed, and whose wrong options are what people get
//! who err in a known way (automatic item generation; Gierl & Haladyna 2013, ch. 2). A model is a TOML file
//! (`item_bank/models/FORMAT.md`); an item it made names model and seed, and can be made again.

mod generate;
mod parameters;
mod wording;

use serde::Deserialize;

pub use generate::Ungenerated;

use crate::domain::item::Difficulty;

/// A model is at most this long.
const MAX_BYTES: usize = 64 * 1024;
const MAX_ENTRIES: usize = 60;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemModel {
    pub id: String,
    pub title: String,
    pub competency: String,
    pub indicator: String,
    #[serde(deserialize_with = "difficulty")]
    pub difficulty: Difficulty,
    pub seconds: u16,
    #[serde(default)]
    pub tags: Vec<String>,
    pub interaction: Kind,
    #[serde(default)]
    parameter: Vec<Parameter>,
    #[serde(default)]
    value: Vec<Value>,
    /// Comparisons that all must hold, or the parameters are drawn again.
    #[serde(default)]
    constraints: Vec<String>,
    stem: String,
    unit: Option<String>,
    #[serde(default)]
    tolerance: f64,
    key: Key,
    #[serde(default)]
    misconception: Vec<Misconception>,
    bounds: Bounds,
    rationale: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    SingleChoice,
    NumericEntry,
}

/// What is drawn: a whole number of a range, one of a list of numbers, or one of a list of texts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameter {
    name: String,
    from: Option<i32>,
    to: Option<i32>,
    step: Option<i32>,
    values: Option<Vec<f64>>,
    texts: Option<Vec<String>>,
}

/// What is computed, in the order of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Value {
    name: String,
    formula: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    formula: String,
    /// How options show a number.
    #[serde(default)]
    format: Option<String>,
}

/// A way to err, and where it leads.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Misconception {
    name: String,
    formula: String,
}

/// What a person would take for possible.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    min: f64,
    max: f64,
    #[serde(default)]
    integer: bool,
}

/// The text is no model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {message}")]
pub struct ModelFault {
    pub file: String,
    pub message: String,
}

impl ItemModel {
    /// Reads the model of the file whose name (without `.toml`) is `name`.
    pub fn parse(name: &str, text: &str) -> Result<Self, ModelFault> {
        let fault = |message: String| ModelFault { file: format!("{name}.toml"), message };
        if text.len() > MAX_BYTES {
            return Err(fault(format!("at most {MAX_BYTES} bytes")));
        }
        let model: Self = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
        if model.id != name {
            return Err(fault(format!("the id says `{}`", model.id)));
        }
        let entries = [model.parameter.len(), model.value.len(), model.misconception.len(), model.constraints.len()];
        if entries.iter().any(|len| *len > MAX_ENTRIES) {
            return Err(fault(format!("at most {MAX_ENTRIES} entries of a kind")));
        }
        if model.interaction == Kind::SingleChoice && model.key.format.is_none() {
            return Err(fault("a single_choice model says in key.format how options show a number".into()));
        }
        Ok(model)
    }
}

fn difficulty<'de, D: serde::Deserializer<'de>>(text: D) -> Result<Difficulty, D::Error> {
    let name = String::deserialize(text)?;
    Difficulty::from_name(&name).ok_or_else(|| serde::de::Error::custom(format!("`{name}` is no difficulty")))
}

#[cfg(test)]
mod tests;
