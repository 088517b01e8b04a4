//! Classical test theory: items, options, reliability, score distribution, speededness.
//!
//! Scores of items are their categories (0, 1, 2, …). Where every person was shown every item, the criterion is the sum
//! score. Where forms differ the sum means nothing, so the criterion is the mean score per shown item; every result that
//! depends on it says which ([`Criterion`]).

mod distribution;
mod factor;
mod items;
mod options;
mod pairwise;
mod polychoric;
mod reliability;
mod speededness;
mod split;
mod table;

pub use distribution::{ScoreSummary, score_summary};
pub use factor::{OneFactor, maximum_likelihood_factor, minres_factor};
pub use items::{ItemStatistics, item_statistics};
pub use options::{Choices, OptionStatistics, option_analysis};
pub use pairwise::{Correlations, PairwiseAlpha, pairwise_alpha};
pub use polychoric::{polychoric, polychoric_matrix, smoothed};
pub use reliability::{
    AlphaInterval, ImpliedReliability, Reliability, alpha_interval, implied_reliability, kr20, kr21, reliability,
};
pub use speededness::{Speededness, speededness};
pub use split::{Halves, SplitHalf, greatest_split_half};
pub use table::ScoreTable;

/// What item scores are held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// Every person was shown every item.
    SumScore,
    /// Forms differ: a person's mean score over the items that person was shown.
    MeanPerShownItem,
}

/// Why a number does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undefined {
    #[error("{count} observations where {needed} are needed")]
    TooFew { count: usize, needed: usize },
    #[error("no variance: every score is the same")]
    NoVariance,
    #[error("the item is not scored 0 and 1")]
    NotDichotomous,
    #[error("the matrix has no inverse")]
    Singular,
    #[error("no convergence")]
    NoConvergence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClassicalError {
    #[error("no persons")]
    NoPersons,
    #[error("{items} items where {needed} are needed")]
    TooFewItems { items: usize, needed: usize },
    #[error(
        "item {item} was not shown to person {person}; forms differ, use the pairwise or the model-implied reliability"
    )]
    NotComplete { person: usize, item: usize },
    #[error("item {item}: {reason}")]
    Item { item: usize, reason: Undefined },
    #[error("items {first} and {second}: {reason}")]
    Pair { first: usize, second: usize, reason: Undefined },
    #[error("{0}")]
    Undefined(#[from] Undefined),
    #[error("{what}: {given} values for {expected} places")]
    Length { what: &'static str, given: usize, expected: usize },
    #[error("{what} of person {person} is not a finite number that makes sense")]
    Value { what: &'static str, person: usize },
}

/// Product-moment correlation of pairs, two passes. Fewer than two pairs or no variance: the reason.
pub fn correlation(pairs: &[(f64, f64)]) -> Result<f64, Undefined> {
    if pairs.len() < 2 {
        return Err(Undefined::TooFew { count: pairs.len(), needed: 2 });
    }
    let n = pairs.len() as f64;
    let (mean_x, mean_y) = pairs.iter().fold((0.0, 0.0), |(x, y), pair| (x + pair.0 / n, y + pair.1 / n));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        xx += (x - mean_x) * (x - mean_x);
        yy += (y - mean_y) * (y - mean_y);
        xy += (x - mean_x) * (y - mean_y);
    }
    // Rounding of the mean leaves a dust of variance where there is none.
    let dust = 1e-24 * n * (1.0 + mean_x * mean_x).max(1.0 + mean_y * mean_y);
    if xx.is_nan() || yy.is_nan() || xx <= dust || yy <= dust {
        return Err(Undefined::NoVariance);
    }
    Ok(xy / (xx.sqrt() * yy.sqrt()))
}

/// Mean and unbiased variance, two passes; the variance of one value is NaN.
pub(crate) fn mean_variance(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0))
}
