//! How the answers follow the calibrated curves.

use ukur_psychometrics::fit::{ScoreFitSettings, item_fit, root_mean_square_deviations, s_x2};
use ukur_psychometrics::{Grid, ItemModel, Skipped};

use super::{finite, real};
use crate::analysis::data::small;
use crate::analysis::study::{KnownDomain, Study};
use crate::wire::analysis::items::{ChiSquareView, ItemFitView};

/// Answers below which the deviation of a curve is noise.
const LEAST_ANSWERS: usize = 50;
const NODES: usize = 61;

/// By item; nothing where an item has no parameters that are fit for use.
pub fn fit(study: &Study) -> Vec<Option<ItemFitView>> {
    let mut found = vec![None; study.data.items.len()];
    for domain in study.known.iter().flat_map(|known| &known.domains) {
        for ((item, _), fit) in domain.items.iter().zip(of_domain(domain)) {
            found[*item] = fit;
        }
    }
    found
}

fn of_domain(domain: &KnownDomain) -> Vec<Option<ItemFitView>> {
    let models: Vec<ItemModel> = domain.items.iter().map(|(_, model)| model.clone()).collect();
    let (answers, skipped, grid) = (&domain.responses, Skipped::Zero, Grid::standard(NODES));
    let Ok(squares) = item_fit(&models, answers, skipped, &domain.theta) else { return vec![None; models.len()] };
    let deviations = root_mean_square_deviations(&models, answers, skipped, &grid, LEAST_ANSWERS).unwrap_or_default();
    let sums = s_x2(&models, answers, skipped, &grid, &ScoreFitSettings::default()).unwrap_or_default();
    let one = |(item, squares): (usize, Result<ukur_psychometrics::fit::ItemFit, _>)| {
        let squares = squares.ok()?;
        let sums = sums.get(item).and_then(|sums| sums.as_ref().ok());
        Some(ItemFitView {
            answers: small(squares.persons),
            infit: finite(squares.infit),
            outfit: finite(squares.outfit),
            rmsd: deviations.get(item).and_then(|value| value.as_ref().ok().copied()).and_then(finite),
            s_x2: sums.map(|found| ChiSquareView { value: found.x2, df: real(found.df), p: found.p }),
        })
    };
    squares.into_iter().enumerate().map(one).collect()
}
