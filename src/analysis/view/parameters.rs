//! Parameters of an item with their standard errors.

use ukur_psychometrics::ItemModel;
use ukur_psychometrics::ItemParameters;
use ukur_psychometrics::linking::Transformation;
use ukur_psychometrics::parameters::ItemRecord;

use super::text::excerpt;
use crate::domain::bank::Bank;
use crate::domain::calibration::{CalibratedItem, SLOPES, fingerprint};
use crate::domain::ids::ItemId;
use crate::domain::measure::Measure;
use crate::wire::analysis::calibration::{CalibratedItem as CalibratedItemView, CalibrationWarning};
use crate::wire::analysis::items::ItemParametersView;

pub fn parameters(item: &CalibratedItem) -> ItemParametersView {
    on_scale(item, Transformation::IDENTITY)
}

/// The same on another scale.
pub fn on_scale(item: &CalibratedItem, scale: Transformation) -> ItemParametersView {
    let model = scale.model(&item.model);
    let named = ItemParameters { id: String::new(), domain: None, model };
    let record = ItemRecord::from(&named);
    let values = |of: Option<&ukur_psychometrics::parameters::OneOrMany>| of.map_or(vec![], |v| v.values().to_vec());
    let (a, b) = (values(Some(&record.a)), values(record.b.as_ref()));
    let errors = |name: &str, count: usize, by: f64| -> Vec<Option<f64>> {
        let one = |step: usize| {
            let own = (count > 1).then(|| item.errors.get(&format!("{name}{}", step + 1))).flatten();
            own.or_else(|| (count == 1).then(|| item.errors.get(name)).flatten()).map(|error| error * by)
        };
        (0..count).map(one).collect()
    };
    ItemParametersView {
        model: record.model.unwrap_or_default(),
        se_a: errors("se_a", a.len(), 1.0 / scale.a),
        se_b: errors("se_b", b.len(), scale.a),
        se_location: item.location_error().map(|error| error * scale.a),
        se_c: item.errors.get("se_c").copied(),
        fixed: item.errors.contains_key("fixed"),
        a,
        b,
        c: record.c,
    }
}

pub fn calibrated_item(id: &ItemId, known: &CalibratedItem, bank: &Bank) -> CalibratedItemView {
    let item = bank.items.get(id);
    CalibratedItemView {
        id: id.to_string(),
        domain: known.domain.to_string(),
        excerpt: item.map(|item| excerpt(&item.stem.0)),
        current: item.is_some_and(|item| fingerprint(item, bank) == known.fingerprint),
        parameters: parameters(known),
        warnings: warnings(known, item.map(|item| Measure::weak(item).scores.len())),
    }
}

fn warnings(known: &CalibratedItem, categories: Option<usize>) -> Vec<CalibrationWarning> {
    let slope = match known.model {
        ItemModel::Dichotomous { a, .. } | ItemModel::Graded { a, .. } | ItemModel::PartialCredit { a, .. } => {
            SLOPES.contains(&a)
        }
        ItemModel::Nominal { .. } => true,
    };
    let joined = categories.is_some_and(|categories| categories > known.scores.len());
    let found = [
        (!known.is_precise(), CalibrationWarning::ImpreciseLocation),
        (!slope, CalibrationWarning::Slope),
        (joined, CalibrationWarning::CategoriesJoined),
    ];
    found.into_iter().filter_map(|(wrong, warning)| wrong.then_some(warning)).collect()
}

/// Mean location of an item; `None` for a nominal one.
pub fn location(model: &ItemModel) -> Option<f64> {
    let steps = steps(model);
    super::mean(&steps)
}

/// Location of each step.
pub fn steps(model: &ItemModel) -> Vec<f64> {
    let named = ItemParameters { id: String::new(), domain: None, model: model.clone() };
    ItemRecord::from(&named).b.map_or_else(Vec::new, |b| b.values().to_vec())
}
