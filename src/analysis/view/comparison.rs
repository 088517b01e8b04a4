//! Two calibrations side by side: the second on the scale of the first, and what drifted.

use ukur_psychometrics::classical::correlation;
use ukur_psychometrics::linking::{
    AnchorDrift, Characteristic, Criterion, Direction, DriftRule, LinkedAnchors, Method, Transformation,
    link_without_drift,
};
use ukur_psychometrics::{Grid, ItemModel};

use super::{finite, parameters, text};
use crate::analysis::data::small;
use crate::domain::bank::Bank;
use crate::domain::calibration::{CalibratedItem, Calibration};
use crate::domain::ids::{DomainId, ItemId};
use crate::wire::analysis::calibration::CalibrationSummary;
use crate::wire::analysis::comparison::{CalibrationComparison, ComparedDomain, ComparedItem, ScaleLink};

/// Fewer common items make no link.
const LEAST_ANCHORS: usize = 5;
const NODES: usize = 41;

/// A pair of records of one item with the same content.
type Pair<'c> = (&'c ItemId, &'c CalibratedItem, &'c CalibratedItem);

pub fn comparison(
    (a, first): (CalibrationSummary, &Calibration),
    (b, second): (CalibrationSummary, &Calibration),
    bank: &Bank,
) -> CalibrationComparison {
    let same = |(id, one): (&'_ ItemId, &'_ CalibratedItem)| {
        second.items.get(id).is_some_and(|other| other.fingerprint == one.fingerprint && other.domain == one.domain)
    };
    let only = |mine: &Calibration, other: &Calibration| {
        let common = |id: &ItemId| first.items.get_key_value(id).is_some_and(same) && other.items.contains_key(id);
        mine.items.keys().filter(|id| !common(id)).map(ToString::to_string).collect()
    };
    let (mut domains, mut items) = (Vec::new(), Vec::new());
    for domain in &first.domains {
        let mine = first.items.iter().filter(|(_, item)| item.domain == *domain).filter(|entry| same(*entry));
        let pairs: Vec<Pair> = mine.filter_map(|(id, item)| Some((id, item, second.items.get(id)?))).collect();
        let (compared, rows) = one_domain(domain, &pairs, bank);
        domains.push(compared);
        items.extend(rows);
    }
    let size = |item: &ComparedItem| item.area.unwrap_or(0.0);
    items.sort_by(|x, y| y.drifted.cmp(&x.drifted).then(size(y).total_cmp(&size(x))));
    CalibrationComparison { only_a: only(first, second), only_b: only(second, first), a, b, domains, items }
}

fn one_domain(domain: &DomainId, pairs: &[Pair], bank: &Bank) -> (ComparedDomain, Vec<ComparedItem>) {
    let linked = link(pairs);
    let (scale, reason) = match &linked {
        Ok((_, linked)) => (Some(linked.transformation), None),
        Err(reason) => (None, Some((*reason).to_owned())),
    };
    let drift_of = |place: usize| -> Option<&AnchorDrift> {
        let (anchors, linked) = linked.as_ref().ok()?;
        linked.anchors.get(anchors.iter().position(|anchor| *anchor == place)?)
    };
    let rows: Vec<ComparedItem> =
        pairs.iter().enumerate().map(|(place, pair)| row(pair, scale, drift_of(place), bank)).collect();
    let slope = |model: &ItemModel| match model {
        ItemModel::Dichotomous { a, .. } | ItemModel::Graded { a, .. } | ItemModel::PartialCredit { a, .. } => Some(*a),
        ItemModel::Nominal { .. } => None,
    };
    let both = |of: &dyn Fn(&ItemModel) -> Option<f64>| {
        let values: Vec<(f64, f64)> = pairs.iter().filter_map(|(_, a, b)| of(&a.model).zip(of(&b.model))).collect();
        correlation(&values).ok().and_then(finite)
    };
    let compared = ComparedDomain {
        domain: domain.to_string(),
        title: bank.domain(domain).map_or_else(|| domain.to_string(), |known| known.title.clone()),
        common: small(pairs.len()),
        link: scale.map(|scale| ScaleLink { slope: scale.a, shift: scale.b }),
        reason,
        correlation_b: both(&parameters::location),
        correlation_a: both(&slope),
        drifted: small(rows.iter().filter(|row| row.drifted).count()),
    };
    (compared, rows)
}

/// Places of the anchors among the pairs (items of the same kind of model in both), and the link.
fn link(pairs: &[Pair]) -> Result<(Vec<usize>, LinkedAnchors), &'static str> {
    let alike = |(_, a, b): &Pair| {
        let kind = std::mem::discriminant(&a.model) == std::mem::discriminant(&b.model);
        kind && a.model.categories() == b.model.categories() && !matches!(a.model, ItemModel::Nominal { .. })
    };
    if pairs.len() < LEAST_ANCHORS {
        return Err("few_items");
    }
    let anchors: Vec<usize> = (0..pairs.len()).filter(|place| alike(&pairs[*place])).collect();
    if anchors.len() < LEAST_ANCHORS {
        return Err("different_models");
    }
    let base: Vec<ItemModel> = anchors.iter().map(|place| pairs[*place].1.model.clone()).collect();
    let new: Vec<ItemModel> = anchors.iter().map(|place| pairs[*place].2.model.clone()).collect();
    let method = Method::Characteristic(Characteristic::new(Criterion::StockingLord, Direction::Symmetric));
    let least = LEAST_ANCHORS.max(anchors.len() / 2);
    let linked = link_without_drift(&base, &new, &method, &Grid::standard(NODES), DriftRule::default(), least);
    linked.map(|linked| (anchors, linked)).map_err(|_| "not_linked")
}

fn row((id, a, b): &Pair, scale: Option<Transformation>, drift: Option<&AnchorDrift>, bank: &Bank) -> ComparedItem {
    let moved = parameters::on_scale(b, scale.unwrap_or(Transformation::IDENTITY));
    let own = parameters::parameters(a);
    let ratio = |a: &[f64], b: &[f64]| match (a, b) {
        ([a], [b]) => finite((b / a).ln()),
        _ => None,
    };
    ComparedItem {
        id: id.to_string(),
        domain: a.domain.to_string(),
        excerpt: bank.items.get(*id).map(|item| text::excerpt(&item.stem.0)),
        difference_b: drift.and_then(|drift| drift.location).and_then(finite),
        difference_log_a: scale.and_then(|_| ratio(&own.a, &moved.a)),
        z_b: drift.and_then(|drift| drift.location_z).and_then(finite),
        z_a: drift.and_then(|drift| drift.slope_z).and_then(finite),
        area: drift.and_then(|drift| finite(drift.unsigned_area)),
        drifted: drift.is_some_and(|drift| drift.flagged),
        a: own,
        b: moved,
    }
}
