//! A file of parameters on another scale: θ' = A θ + B. What does not follow from the file is left out, and told.

use std::collections::BTreeMap;

use anyhow::Context;
use serde_json::{Map, Value, json};
use ukur_psychometrics::linking::Transformation;
use ukur_psychometrics::parameters::{Beside, ItemRecord};

use super::read::Parameters;

/// Said of the scale that was left, or of a link before.
const LEFT_BEHIND: [&str; 13] = [
    "method",
    "A",
    "B",
    "D",
    "anchors",
    "anchors_used",
    "links",
    "warnings",
    "without",
    "priors",
    "log_prior",
    "information",
    "domain",
];

const NO_SE_D: &str = "se_d: the covariance of a and d is not in the file";

pub(super) struct Moved {
    pub items: Vec<ItemRecord>,
    pub without: Vec<&'static str>,
    pub rest: Map<String, Value>,
}

impl Moved {
    /// `of`: the transformation of a domain.
    pub fn new(from: &Parameters, of: impl Fn(Option<&str>) -> Option<Transformation>) -> anyhow::Result<Self> {
        let (mut items, mut without) = (Vec::new(), Vec::new());
        for (item, beside) in from.items.iter().zip(&from.beside_items) {
            let by = of(item.domain.as_deref()).with_context(|| format!("item {}: its domain has no link", item.id))?;
            let mut record = ItemRecord::from(&by.item(item));
            record.errors = errors(beside, by);
            if beside.contains_key("se_d") && !record.errors.contains_key("se_d") && without.is_empty() {
                without.push(NO_SE_D);
            }
            items.push(record);
        }
        let mut rest = from.beside.as_object().cloned().unwrap_or_default();
        rest.retain(|key, _| !LEFT_BEHIND.contains(&key.as_str()));
        rest.insert("model".to_owned(), json!("mixed"));
        latents(&mut rest, of);
        Ok(Self { items, without, rest })
    }
}

/// a' = a / A and b' = A b + B take their errors along, A and B held for known; d' = d - a B / A
/// needs the covariance of both.
fn errors(beside: &BTreeMap<String, Beside>, by: Transformation) -> BTreeMap<String, Beside> {
    let factor = |name: &str| match name {
        "se_a" => Some(1.0 / by.a),
        "se_b" | "se_location" => Some(by.a),
        "se_d" => (by.b.abs() < 1e-12).then_some(1.0),
        _ => Some(1.0),
    };
    let moved = |(name, value): (&String, &Beside)| {
        let by = factor(name)?.abs();
        let value = match value {
            Beside::Number(value) if name.starts_with("se_") => Beside::Number(value * by),
            Beside::Numbers(list) if name.starts_with("se_") => {
                Beside::Numbers(list.iter().map(|value| value.map(|value| value * by)).collect())
            }
            other => other.clone(),
        };
        Some((name.clone(), value))
    };
    beside.iter().filter_map(moved).collect()
}

/// The populations, each by the link of its scale.
fn latents(rest: &mut Map<String, Value>, of: impl Fn(Option<&str>) -> Option<Transformation>) {
    if let Some(by) = of(None) {
        rest.get_mut("latent").into_iter().for_each(|latent| shift(latent, by));
        let groups = rest.get_mut("groups").and_then(Value::as_array_mut);
        groups.into_iter().flatten().for_each(|latent| shift(latent, by));
    }
    for part in rest.get_mut("domains").and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(by) = of(part["domain"].as_str()) else { continue };
        if let Some(part) = part.as_object_mut() {
            part.retain(|key, _| key == "domain" || !LEFT_BEHIND.contains(&key.as_str()));
            part.get_mut("latent").into_iter().for_each(|latent| shift(latent, by));
        }
    }
}

fn shift(latent: &mut Value, Transformation { a, b }: Transformation) {
    let Some(latent) = latent.as_object_mut() else { return };
    let mut put = |name: &str, of: &dyn Fn(f64) -> f64| {
        if let Some(value) = latent.get(name).and_then(Value::as_f64) {
            latent.insert(name.to_owned(), json!(of(value)));
        }
    };
    put("mean", &|mean| a * mean + b);
    put("variance", &|variance| a * a * variance);
    put("se_mean", &|se| a.abs() * se);
    put("se_variance", &|se| a * a * se);
}
