//! An accepted calibration for tests: parameters made up for every item of a bank, as if 900 people had answered it.
#![allow(dead_code, unreachable_pub)] // each test crate uses its own part
#![allow(clippy::unwrap_used)] // a test may fall over

use std::collections::BTreeMap;

use ukur::audit::Actor;
use ukur::domain::bank::Bank;
use ukur::domain::calibration::{CalibratedItem, Calibration, CalibrationFacts, fingerprint};
use ukur::domain::ids::{CalibrationId, ItemId};
use ukur::domain::item::Item;
use ukur::domain::measure::Measure;
use ukur::domain::time::Instant;
use ukur::planning::ports::CalibrationStore;
use ukur_psychometrics::ItemModel;

const SLOPE: f64 = 1.6;
/// Half the distance between the outer thresholds of a graded item.
const SPREAD: f64 = 0.6;

/// Of the items that `knows` says; difficulties are spread from -1.5 to 1.5 in the order of the ids.
pub fn calibration(bank: &Bank, knows: impl Fn(&ItemId) -> bool) -> Calibration {
    let known = bank.items.iter().enumerate().filter(|(_, (id, item))| item.interaction.is_scored() && knows(id));
    let domains: Vec<_> = bank.domains.iter().map(|domain| domain.id.clone()).collect();
    let correlation = |place: usize| if place.is_multiple_of(domains.len() + 1) { 1.0 } else { 0.6 };
    Calibration {
        id: CalibrationId::new(""),
        bank: bank.id.clone(),
        correlations: (0..domains.len() * domains.len()).map(correlation).collect(),
        items: known.map(|(n, (id, item))| (id.clone(), estimated(n, item, bank))).collect(),
        domains,
        not_estimated: BTreeMap::new(),
        facts: CalibrationFacts { persons: 900, answers: 9_000, converged: true, ..CalibrationFacts::default() },
    }
    .sealed()
    .unwrap()
}

fn estimated(n: usize, item: &Item, bank: &Bank) -> CalibratedItem {
    let part = |n: usize| f64::from(u32::try_from(n).unwrap());
    let b = -1.5 + 3.0 * part(n * 7 % 20) / 19.0;
    let scores = Measure::weak(item).scores;
    let steps = scores.len() - 1;
    let model = if steps == 1 {
        ItemModel::Dichotomous { a: SLOPE, d: -SLOPE * b, g: 0.0 }
    } else {
        let threshold = |step: usize| b - SPREAD + 2.0 * SPREAD * part(step) / part(steps - 1);
        ItemModel::Graded { a: SLOPE, d: (0..steps).map(|step| -SLOPE * threshold(step)).collect() }
    };
    CalibratedItem {
        domain: item.domain.clone(),
        model,
        scores,
        errors: [("se_b".to_owned(), 0.2)].into(),
        fingerprint: fingerprint(item, bank),
    }
}

/// Proposed by one person and accepted by another.
pub async fn accept(store: &impl CalibrationStore, made: &Calibration, at: Instant) {
    let act = |who: &str, action: &str| Actor::new(who, at, [0; 32]).act(None, action, made.bank.as_str());
    assert!(store.propose(made, &act("pengusul", "calibration_proposed")).await.unwrap());
    assert!(store.accept(&made.id, &act("penelaah", "calibration_accepted")).await.unwrap());
}
