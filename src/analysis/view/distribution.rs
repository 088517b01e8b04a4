//! The distribution of overall scores, with the cuts.

use std::collections::BTreeMap;

use super::{mean, quantile, real, sd};
use crate::analysis::data::{Data, small};
use crate::domain::category::PotentialCategory;
use crate::wire::admin;
use crate::wire::analysis::items::{BlueprintCuts, CategoryCount, ScoreBin, ScoreDistribution};

const BINS: usize = 20;
const WIDTH: f64 = 5.0;

pub fn distribution(data: &Data) -> ScoreDistribution {
    let mut scores: Vec<f64> = data.persons.iter().map(|person| person.score).collect();
    scores.sort_by(f64::total_cmp);
    let mut bins: Vec<ScoreBin> = (0..BINS)
        .map(|bin| {
            let from = real(bin) * WIDTH;
            ScoreBin { from, to: from + WIDTH, count: 0, by_category: vec![0; 4] }
        })
        .collect();
    let mut categories = [0; 4];
    for person in &data.persons {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score from 0 to 100")]
        let bin = ((person.score / WIDTH) as usize).min(BINS - 1);
        let category = person.category as usize;
        bins[bin].count += 1;
        bins[bin].by_category[category] += 1;
        categories[category] += 1;
    }
    ScoreDistribution {
        persons: small(scores.len()),
        mean: mean(&scores),
        sd: sd(&scores),
        median: quantile(&scores, 0.5),
        lowest: scores.first().copied(),
        highest: scores.last().copied(),
        bins,
        categories: CATEGORIES
            .iter()
            .zip(categories)
            .map(|(category, count)| CategoryCount { category: *category, count })
            .collect(),
        cuts: cuts(data),
    }
}

const CATEGORIES: [admin::PotentialCategory; 4] = [
    admin::PotentialCategory::KurangPotensial,
    admin::PotentialCategory::CukupPotensial,
    admin::PotentialCategory::Potensial,
    admin::PotentialCategory::SangatPotensial,
];

pub fn category(category: PotentialCategory) -> admin::PotentialCategory {
    CATEGORIES[category as usize]
}

/// Most persons first.
fn cuts(data: &Data) -> Vec<BlueprintCuts> {
    let mut found: BTreeMap<_, BlueprintCuts> = BTreeMap::new();
    for sitting in &data.sittings {
        let blueprint = &sitting.blueprint;
        let entry = found.entry(blueprint.version.clone()).or_insert_with(|| BlueprintCuts {
            blueprint_id: blueprint.id.to_string(),
            title: blueprint.title.clone(),
            persons: 0,
            cukup_potensial: blueprint.cuts.cukup_potensial,
            potensial: blueprint.cuts.potensial,
            sangat_potensial: blueprint.cuts.sangat_potensial,
            source: blueprint.cuts_source.clone(),
        });
        entry.persons += sitting.persons;
    }
    let mut cuts: Vec<BlueprintCuts> = found.into_values().collect();
    cuts.sort_by_key(|cuts| std::cmp::Reverse(cuts.persons));
    cuts
}
