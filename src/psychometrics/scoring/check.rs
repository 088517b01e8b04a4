//! Item parameters and answers are looked at once, before any formula meets them.

use super::ScoringError;
use crate::model::ItemModel;

/// Parameters outside the model: not finite, slope 0, guessing outside \[0, 1), graded intercepts that do not fall.
pub(crate) fn flaw(model: &ItemModel) -> Option<&'static str> {
    let finite = |values: &[f64]| values.iter().all(|v| v.is_finite());
    match model {
        ItemModel::Dichotomous { a, d, g } => {
            if !finite(&[*a, *d, *g]) {
                return Some("every parameter must be finite");
            }
            (!(0.0..1.0).contains(g)).then_some("g must lie from 0 to below 1")
        }
        ItemModel::Graded { a, d } | ItemModel::PartialCredit { a, d } => {
            if d.is_empty() {
                return Some("there must be two categories or more");
            }
            if !a.is_finite() || !finite(d) {
                return Some("every parameter must be finite");
            }
            let falls = d.windows(2).all(|pair| pair[1] < pair[0]);
            (matches!(model, ItemModel::Graded { .. }) && !falls).then_some("graded intercepts must fall")
        }
        ItemModel::Nominal { a, d } => {
            if a.len() != d.len() || a.len() < 2 {
                return Some("a and d must name the same categories, two or more");
            }
            (!finite(a) || !finite(d)).then_some("every parameter must be finite")
        }
    }
}

pub(crate) fn models(models: &[ItemModel]) -> Result<(), ScoringError> {
    for (item, model) in models.iter().enumerate() {
        if let Some(flaw) = flaw(model) {
            return Err(ScoringError::Model { item, flaw });
        }
    }
    Ok(())
}

/// Every answer names an item of the test and one of its categories, no item twice.
pub(crate) fn pattern(models: &[ItemModel], person: usize, pattern: &[(usize, usize)]) -> Result<(), ScoringError> {
    for &(item, category) in pattern {
        let Some(model) = models.get(item) else {
            return Err(ScoringError::NoSuchItem { person, item, items: models.len() });
        };
        let categories = model.categories();
        if category >= categories {
            return Err(ScoringError::Category { person, item, category, categories });
        }
    }
    if pattern.windows(2).all(|pair| pair[0].0 < pair[1].0) {
        return Ok(());
    }
    let mut seen = vec![false; models.len()];
    for &(item, _) in pattern {
        if std::mem::replace(&mut seen[item], true) {
            return Err(ScoringError::Twice { person, item });
        }
    }
    Ok(())
}
