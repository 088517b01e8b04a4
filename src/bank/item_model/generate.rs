//! Model + seed → item.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::parameters::{Values, is_same, tidy};
use super::wording::{self, UnknownPlace};
use super::{ItemModel, Kind};
use crate::bank::computation::{ComputationError, evaluate_with};
use crate::bank::source::{InteractionSource, ItemSource};
use crate::domain::assembly::draw::Draw;
use crate::domain::form::Seed;

/// Options of a generated choice: the key and four wrong ones, or three where no more make sense.
const WRONG: usize = 4;
const LEAST_WRONG: usize = 3;
const DOMAIN: &str = "numerical_reasoning";
const PURPOSE: &[u8] = b"ukur/item-model/1\0";

/// Why a model gives no item.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ungenerated {
    #[error(transparent)]
    Formula(#[from] ComputationError),
    #[error(transparent)]
    Place(#[from] UnknownPlace),
    #[error("no parameters were found that fulfil the constraints and leave enough wrong options")]
    TooNarrow,
}

/// A wrong option, and the error behind it.
struct Wrong<'m> {
    value: f64,
    name: &'m str,
}

impl ItemModel {
    /// The item of this seed: the same for ever, on any machine.
    pub fn generate(&self, seed: u64) -> Result<ItemSource, Ungenerated> {
        let mut draw = Draw::new(self.seed(seed));
        let found = self.values(&mut draw, |values| self.key_and_wrong(values))?;
        let (values, (key, mut wrong)) = found.ok_or(Ungenerated::TooNarrow)?;
        // Always the first ones would always put the key in the same place among them.
        draw.shuffle(&mut wrong);
        wrong.truncate(WRONG);
        let (interaction, wrong_names) = match self.interaction {
            Kind::SingleChoice => self.choice(key, &wrong, &values)?,
            Kind::NumericEntry => {
                let unit = self.unit.clone();
                (
                    InteractionSource::NumericEntry { key: Some(key), tolerance: self.tolerance, unit, slider: None },
                    None,
                )
            }
        };
        let mut rationale = wording::fill(self.rationale.trim(), &values)?;
        rationale.push_str(&wrong_names.unwrap_or_default());
        Ok(ItemSource {
            id: format!("{}-{seed}", self.id.chars().take(24).collect::<String>()),
            title: self.title.clone(),
            domain: DOMAIN.to_owned(),
            competency: self.competency.clone(),
            indicator: self.indicator.clone(),
            difficulty: Some(self.difficulty),
            seconds: Some(self.seconds),
            tags: self.tags.clone(),
            computation: Some(key.to_string()),
            origin: Some(format!("model:{}:{seed}", self.id)),
            stem: wording::fill(self.stem.trim(), &values)?,
            interaction,
            rationale,
            ..ItemSource::default()
        })
    }

    fn seed(&self, seed: u64) -> Seed {
        let mut hash = Sha256::new();
        hash.update(PURPOSE);
        hash.update(seed.to_be_bytes());
        hash.update(self.id.as_bytes());
        Seed(hash.finalize().into())
    }

    /// `None`: these parameters give no good item.
    fn key_and_wrong(&self, values: &Values) -> Result<Option<(f64, Vec<Wrong<'_>>)>, ComputationError> {
        let key = tidy(evaluate_with(&self.key.formula, &values.numbers)?);
        if !self.is_plausible(key) {
            return Ok(None);
        }
        let mut wrong: Vec<Wrong<'_>> = Vec::new();
        for misconception in &self.misconception {
            // A way to err that leads nowhere (a division by zero) tempts nobody with these numbers.
            let value = match evaluate_with(&misconception.formula, &values.numbers) {
                Ok(value) => tidy(value),
                Err(ComputationError::NotFinite) => continue,
                Err(error) => return Err(error),
            };
            let taken = is_same(value, key) || wrong.iter().any(|other| is_same(other.value, value));
            if !taken && self.is_plausible(value) {
                wrong.push(Wrong { value, name: &misconception.name });
            }
        }
        let enough = self.interaction == Kind::NumericEntry || wrong.len() >= LEAST_WRONG;
        Ok(enough.then_some((key, wrong)))
    }

    fn is_plausible(&self, value: f64) -> bool {
        let whole = !self.bounds.integer || is_same(value, value.round());
        // Beyond four decimals an option could not show it.
        let shown = is_same(value * 1e4, (value * 1e4).round());
        (self.bounds.min..=self.bounds.max).contains(&value) && whole && shown
    }

    /// Options by size, as people expect them, and the list of errors for the rationale.
    fn choice(
        &self,
        key: f64,
        wrong: &[Wrong<'_>],
        values: &Values,
    ) -> Result<(InteractionSource, Option<String>), Ungenerated> {
        let format = self.key.format.as_deref().unwrap_or("{n}");
        let mut all: Vec<(f64, Option<&str>)> = wrong.iter().map(|wrong| (wrong.value, Some(wrong.name))).collect();
        all.push((key, None));
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut options, mut errors, mut at) = (Vec::new(), String::from("\n"), None);
        for (index, (value, name)) in all.iter().enumerate() {
            let text = wording::option(format, *value, values)?;
            match name {
                Some(name) => {
                    let _ = write!(errors, "\n- {text}: {name}.");
                }
                None => at = Some(index),
            }
            options.push(text);
        }
        let interaction = InteractionSource::SingleChoice { options, key: at, credit: BTreeMap::new() };
        Ok((interaction, Some(errors)))
    }
}
