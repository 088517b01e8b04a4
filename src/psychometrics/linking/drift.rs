//! Anchors that changed between two calibrations: keyed wrongly, leaked, taught, or printed differently.
//!
//! Robust z: Huynh & Meyer (2010, Practical Assessment, Research & Evaluation, 15(2)). Area between the two curves:
//! Raju (1988, Psychometrika, 53, 495), here weighted by the population and for any model.

use super::moments::slope_and_locations;
use super::{LinkingError, Method, Transformation, check, link};
use crate::grid::Grid;
use crate::model::ItemModel;

/// When an anchor is flagged; conditions that are not set do not count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DriftRule {
    /// |robust z| of location or slope above this.
    pub robust_z: Option<f64>,
    /// Mean absolute difference of the expected scores, as a share of the highest score, above this.
    pub area: Option<f64>,
}

impl Default for DriftRule {
    /// z: 1.645 for slope and location each (Huynh & Meyer, 2010), but only with a difference that shows: .05.
    fn default() -> Self {
        Self { robust_z: Some(1.645), area: Some(0.05) }
    }
}

impl DriftRule {
    fn flags(&self, z: [Option<f64>; 2], area: f64) -> bool {
        let far = self.robust_z.map(|most| z.iter().flatten().any(|z| z.abs() > most));
        let wide = self.area.map(|most| area > most);
        match (far, wide) {
            (Some(far), Some(wide)) => far && wide,
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => false,
        }
    }
}

/// How one anchor behaves after linking. Both conditions of the rule must hold where both are set: z alone flags one
/// in ten anchors of a faultless link, for it only knows which differ most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnchorDrift {
    pub anchor: usize,
    /// Mean location, moved new minus base; nothing for a nominal item.
    pub location: Option<f64>,
    pub location_z: Option<f64>,
    /// z of ln(slope); nothing for a nominal item.
    pub slope_z: Option<f64>,
    /// Σ_q w_q (E*(θ_q) - E(θ_q)) / highest score: above 0, the item became easier.
    pub signed_area: f64,
    /// The same of absolute differences.
    pub unsigned_area: f64,
    pub flagged: bool,
}

/// Looks at every anchor under a transformation. `grid`: the population, on the base scale.
pub fn drift(
    base: &[ItemModel],
    new: &[ItemModel],
    transformation: Transformation,
    grid: &Grid,
    rule: DriftRule,
) -> Result<Vec<AnchorDrift>, LinkingError> {
    check(base, new)?;
    if !(transformation.a.is_finite() && transformation.a > 0.0 && transformation.b.is_finite()) {
        return Err(LinkingError::Value { field: "transformation", must: "finite with A above 0" });
    }
    let total: f64 = grid.weights.iter().sum();
    if grid.nodes.len() != grid.weights.len() || !(total > 0.0 && total.is_finite()) {
        return Err(LinkingError::Grid);
    }
    let moved: Vec<ItemModel> = new.iter().map(|model| transformation.model(model)).collect();
    let differences: Vec<Option<(f64, f64)>> = base
        .iter()
        .zip(&moved)
        .enumerate()
        .map(|(anchor, (base, moved))| difference(anchor, base, moved))
        .collect::<Result<_, _>>()?;
    let locations = robust_z(&differences.iter().map(|d| d.map(|d| d.0)).collect::<Vec<_>>());
    let slopes = robust_z(&differences.iter().map(|d| d.map(|d| d.1)).collect::<Vec<_>>());
    let one = |anchor: usize| {
        let (signed_area, unsigned_area) = areas(&base[anchor], &moved[anchor], grid, total);
        AnchorDrift {
            anchor,
            location: differences[anchor].map(|d| d.0),
            location_z: locations[anchor],
            slope_z: slopes[anchor],
            signed_area,
            unsigned_area,
            flagged: rule.flags([locations[anchor], slopes[anchor]], unsigned_area),
        }
    };
    Ok((0..base.len()).map(one).collect())
}

/// Differences of mean location and of ln |slope|.
fn difference(anchor: usize, base: &ItemModel, moved: &ItemModel) -> Result<Option<(f64, f64)>, LinkingError> {
    let (Some(base), Some(moved)) = (slope_and_locations(base), slope_and_locations(moved)) else { return Ok(None) };
    if base.0 * moved.0 <= 0.0 {
        return Err(LinkingError::Slope { anchor });
    }
    let mean = |b: &[f64]| b.iter().sum::<f64>() / b.len() as f64;
    Ok(Some((mean(&moved.1) - mean(&base.1), (moved.0 / base.0).ln())))
}

/// (x - median) / (.74 interquartile range). Where the quartiles agree, nothing stands out by this measure: 0, except
/// what differs at all, which stands out without limit.
fn robust_z(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() {
        return values.to_vec();
    }
    let middle = quantile(&sorted, 0.5);
    let spread = 0.74 * (quantile(&sorted, 0.75) - quantile(&sorted, 0.25));
    let z = |x: f64| {
        let away = x - middle;
        if spread > 1e-12 {
            away / spread
        } else if away.abs() <= 1e-9 {
            0.0
        } else {
            f64::INFINITY.copysign(away)
        }
    };
    values.iter().map(|value| value.map(z)).collect()
}

/// Linear between order statistics (Hyndman & Fan, 1996, type 7).
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the last index")]
    let below = place as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

fn areas(base: &ItemModel, moved: &ItemModel, grid: &Grid, total: f64) -> (f64, f64) {
    let highest = (base.categories() - 1) as f64;
    let (mut signed, mut unsigned) = (0.0, 0.0);
    for (theta, weight) in grid.nodes.iter().zip(&grid.weights) {
        let difference = moved.expected_score(*theta) - base.expected_score(*theta);
        signed += weight * difference;
        unsigned += weight * difference.abs();
    }
    (signed / (total * highest), unsigned / (total * highest))
}

/// A link from which drifting anchors were taken out.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkedAnchors {
    pub transformation: Transformation,
    /// Anchors that stayed.
    pub kept: Vec<usize>,
    /// Anchors taken out, in the order in which they were.
    pub removed: Vec<usize>,
    /// All anchors under the final transformation; whoever was removed is flagged.
    pub anchors: Vec<AnchorDrift>,
}

/// Links, takes out the flagged anchor that differs most, links again, until none is flagged or `least` anchors are
/// left. One at a time: a bad anchor makes good ones look bad.
pub fn link_without_drift(
    base: &[ItemModel],
    new: &[ItemModel],
    method: &Method,
    grid: &Grid,
    rule: DriftRule,
    least: usize,
) -> Result<LinkedAnchors, LinkingError> {
    check(base, new)?;
    let mut kept: Vec<usize> = (0..base.len()).collect();
    let mut removed = Vec::new();
    loop {
        let part = |models: &[ItemModel]| -> Vec<ItemModel> { kept.iter().map(|i| models[*i].clone()).collect() };
        let (own, other) = (part(base), part(new));
        let transformation = link(&own, &other, method)?;
        let found = drift(&own, &other, transformation, grid, rule)?;
        let flagged = found.iter().filter(|anchor| anchor.flagged);
        let worst = flagged.max_by(|x, y| x.unsigned_area.total_cmp(&y.unsigned_area)).map(|anchor| anchor.anchor);
        match worst {
            Some(worst) if kept.len() > least.max(1) => removed.push(kept.remove(worst)),
            _ => {
                let mut anchors = drift(base, new, transformation, grid, rule)?;
                for (place, anchor) in kept.iter().zip(&found) {
                    anchors[*place] = AnchorDrift { anchor: *place, ..*anchor };
                }
                removed.iter().for_each(|place: &usize| anchors[*place].flagged = true);
                return Ok(LinkedAnchors { transformation, kept, removed, anchors });
            }
        }
    }
}
