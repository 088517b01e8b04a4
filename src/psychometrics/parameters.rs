//! Item parameters as files carry them, checked into [`ItemModel`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use crate::model::ItemModel;

/// An item with a name, and the scale (domain) it belongs to when there are several.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemParameters {
    pub id: String,
    pub domain: Option<String>,
    pub model: ItemModel,
}

/// One number, or one for each step or category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    One(f64),
    Many(Vec<f64>),
}

impl OneOrMany {
    pub fn values(&self) -> &[f64] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

/// The record of one item in a parameter file. Location (`b`) or intercept (`d`) may be left out, not both; where
/// both stand, `d` counts. Standard errors stand beside under `se_…`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemRecord {
    #[serde(alias = "item")]
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    #[serde(default, alias = "type", skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    pub a: OneOrMany,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub b: Option<OneOrMany>,
    #[serde(default, alias = "g", skip_serializing_if = "Option::is_none")]
    pub c: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub d: Option<OneOrMany>,
    /// `se_a`, `se_b`, `se_c`, `se_d`, `se_logit_c`; `se_location` of the mean of several steps.
    #[serde(flatten)]
    pub errors: BTreeMap<String, Beside>,
}

/// What stands beside the parameters: carried along, not read. Whole numbers (counts, categories) are written as such.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Beside {
    Nothing(()),
    Number(f64),
    Flag(bool),
    Text(String),
    Numbers(Vec<Option<f64>>),
}

/// A number; without a fraction where it has none.
struct Plain(f64);

/// Up to here every whole number is exact in 64-bit floating point.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value) = *self;
        if value.fract() == 0.0 && value.abs() <= EXACT {
            #[allow(clippy::cast_possible_truncation, reason = "whole and exact")]
            return serializer.serialize_i64(value as i64);
        }
        serializer.serialize_f64(value)
    }
}

impl Serialize for Beside {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing(()) => serializer.serialize_unit(),
            Self::Number(value) => Plain(*value).serialize(serializer),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Numbers(values) => serializer.collect_seq(values.iter().map(|value| value.map(Plain))),
        }
    }
}

/// Slopes and intercepts beyond are slips of a file: no answers tell such numbers from each other.
const STEEPEST: f64 = 1e3;
const FARTHEST: f64 = 1e6;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ParameterError {
    #[error("item {id}: model \"{model}\" is unknown (1pl, 2pl, 3pl, grm, gpcm, pcm, nominal)")]
    UnknownModel { id: String, model: String },
    #[error("item {id}: {field} is missing")]
    Missing { id: String, field: &'static str },
    #[error("item {id}: {field} must be {must}")]
    Value { id: String, field: &'static str, must: &'static str },
}

impl ItemRecord {
    /// `model`: the file's, for items that do not name their own.
    pub fn checked(&self, model: Option<&str>) -> Result<ItemParameters, ParameterError> {
        let name = self.model.as_deref().or(model).ok_or_else(|| self.missing("model"))?.to_ascii_lowercase();
        let model = match name.as_str() {
            "1pl" | "2pl" | "3pl" | "rasch" => self.dichotomous()?,
            "grm" | "graded" => {
                let (a, d) = (self.slope()?, self.intercepts(|a, b| b.iter().map(|b| -a * b).collect())?);
                if d.windows(2).any(|pair| pair[1] >= pair[0]) {
                    return Err(self.disordered(a));
                }
                ItemModel::Graded { a, d }
            }
            "gpcm" | "pcm" => ItemModel::PartialCredit {
                a: self.slope()?,
                d: self.intercepts(|a, b| {
                    b.iter()
                        .scan(0.0, |sum, b| {
                            *sum -= a * b;
                            Some(*sum)
                        })
                        .collect()
                })?,
            },
            "nominal" | "nrm" => self.nominal()?,
            _ => return Err(ParameterError::UnknownModel { id: self.id.clone(), model: name }),
        };
        Ok(ItemParameters { id: self.id.clone(), domain: self.domain.clone(), model })
    }

    fn dichotomous(&self) -> Result<ItemModel, ParameterError> {
        let (a, d) = (self.slope()?, self.intercepts(|a, b| b.iter().map(|b| -a * b).collect())?);
        let g = self.c.unwrap_or(0.0);
        match d.as_slice() {
            _ if !(0.0..1.0).contains(&g) => Err(self.value("c", "from 0 to below 1")),
            [d] => Ok(ItemModel::Dichotomous { a, d: *d, g }),
            _ => Err(self.value("b", "one number")),
        }
    }

    fn nominal(&self) -> Result<ItemModel, ParameterError> {
        let d = self.d.as_ref().ok_or_else(|| self.missing("d"))?.values().to_vec();
        let a = self.a.values().to_vec();
        if a.len() != d.len() || a.len() < 2 || a.iter().chain(&d).any(|v| !v.is_finite()) {
            return Err(self.value("a", "as many finite numbers as d, at least two"));
        }
        Ok(ItemModel::Nominal { a, d })
    }

    fn slope(&self) -> Result<f64, ParameterError> {
        match self.a.values() {
            [a] if *a != 0.0 && a.abs() <= STEEPEST => Ok(*a),
            _ => Err(self.value("a", "one number other than 0, from -1000 to 1000")),
        }
    }

    fn intercepts(&self, of_steps: impl Fn(f64, &[f64]) -> Vec<f64>) -> Result<Vec<f64>, ParameterError> {
        let d = match (&self.d, &self.b) {
            (Some(d), _) => d.values().to_vec(),
            (None, Some(b)) => of_steps(self.slope()?, b.values()),
            (None, None) => return Err(self.missing("b")),
        };
        if d.is_empty() || d.iter().any(|v| v.is_nan() || v.abs() > FARTHEST) {
            let field = if self.d.is_some() { "d" } else { "b" };
            return Err(self.value(field, "one number or several, within ±1000000 as intercepts"));
        }
        Ok(d)
    }

    /// Steps out of order, in the words of the parameter that the file has.
    fn disordered(&self, a: f64) -> ParameterError {
        match self.d {
            Some(_) => self.value("d", "falling from step to step"),
            None if a < 0.0 => self.value("b", "falling from step to step where a is below 0"),
            None => self.value("b", "rising from step to step"),
        }
    }

    fn missing(&self, field: &'static str) -> ParameterError {
        ParameterError::Missing { id: self.id.clone(), field }
    }

    fn value(&self, field: &'static str, must: &'static str) -> ParameterError {
        ParameterError::Value { id: self.id.clone(), field, must }
    }
}

impl From<&ItemParameters> for ItemRecord {
    fn from(item: &ItemParameters) -> Self {
        let many = |values: &[f64]| OneOrMany::Many(values.to_vec());
        let (model, a, b, c, d) = match &item.model {
            ItemModel::Dichotomous { a, d, g } => {
                let name = if *g > 0.0 { "3pl" } else { "2pl" };
                (name, OneOrMany::One(*a), Some(OneOrMany::One(-d / a)), Some(*g), OneOrMany::One(*d))
            }
            ItemModel::Graded { a, d } => {
                let b: Vec<f64> = d.iter().map(|d| -d / a).collect();
                ("grm", OneOrMany::One(*a), Some(many(&b)), None, many(d))
            }
            ItemModel::PartialCredit { a, d } => {
                let before = std::iter::once(&0.0).chain(d);
                let b: Vec<f64> = d.iter().zip(before).map(|(here, before)| -(here - before) / a).collect();
                ("gpcm", OneOrMany::One(*a), Some(many(&b)), None, many(d))
            }
            ItemModel::Nominal { a, d } => ("nominal", many(a), None, None, many(d)),
        };
        Self {
            id: item.id.clone(),
            domain: item.domain.clone(),
            model: Some(model.to_owned()),
            a,
            b,
            c,
            d: Some(d),
            errors: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ItemParameters, ParameterError> {
        serde_json::from_str::<ItemRecord>(text).unwrap().checked(Some("2pl"))
    }

    #[test]
    fn locations_and_intercepts_name_the_same_item() {
        let by_b = read(r#"{"id":"x","model":"gpcm","a":2,"b":[-1,0.5]}"#).unwrap();
        assert_eq!(by_b.model, ItemModel::PartialCredit { a: 2.0, d: vec![2.0, 1.0] });
        let by_d = ItemRecord::from(&by_b).checked(None).unwrap();
        assert_eq!(by_b, by_d);
        assert_eq!(
            read(r#"{"id":"x","a":2,"b":1,"se_a":0.1}"#).unwrap().model,
            ItemModel::Dichotomous { a: 2.0, d: -2.0, g: 0.0 }
        );
    }

    #[test]
    fn hostile_records_name_item_and_field() {
        assert!(matches!(read(r#"{"id":"x","a":0,"b":1}"#), Err(ParameterError::Value { field: "a", .. })));
        assert!(matches!(read(r#"{"id":"x","a":1e300,"b":1}"#), Err(ParameterError::Value { field: "a", .. })));
        assert!(matches!(read(r#"{"id":"x","a":1,"b":1e300}"#), Err(ParameterError::Value { field: "b", .. })));
        assert!(matches!(read(r#"{"id":"x","a":1,"d":-1e7}"#), Err(ParameterError::Value { field: "d", .. })));
        assert!(matches!(read(r#"{"id":"x","a":1}"#), Err(ParameterError::Missing { field: "b", .. })));
        assert!(matches!(read(r#"{"id":"x","a":1,"b":0,"c":1}"#), Err(ParameterError::Value { field: "c", .. })));
        assert!(matches!(read(r#"{"id":"x","model":"4pl","a":1,"b":0}"#), Err(ParameterError::UnknownModel { .. })));
    }

    #[test]
    fn steps_out_of_order_are_told_in_the_parameter_of_the_file() {
        let said = |steps: &str| read(&format!(r#"{{"id":"x","model":"grm",{steps}}}"#)).unwrap_err().to_string();
        assert_eq!(said(r#""a":1,"b":[1,0]"#), "item x: b must be rising from step to step");
        assert_eq!(said(r#""a":1,"d":[0,1]"#), "item x: d must be falling from step to step");
        assert_eq!(said(r#""a":-1,"b":[0,1]"#), "item x: b must be falling from step to step where a is below 0");
    }

    #[test]
    fn counts_and_categories_are_written_as_whole_numbers() {
        let text = |beside: Beside| serde_json::to_string(&beside).unwrap();
        assert_eq!(text(Beside::Number(11.0)), "11");
        assert_eq!(text(Beside::Number(0.5)), "0.5");
        assert_eq!(text(Beside::Number(-2e300)), "-2e+300");
        assert_eq!(text(Beside::Number(f64::NAN)), "null");
        assert_eq!(text(Beside::Numbers(vec![Some(0.0), None, Some(1.25), Some(3.0)])), "[0,null,1.25,3]");
        assert_eq!(serde_json::from_str::<Beside>("11").unwrap(), Beside::Number(11.0));
    }
}
