//! Fit of model to data: items, persons, pairs, the whole.
//!
//! Only what was shown counts, everywhere: expectations, variances and counts run over the items a person met.

mod dependence;
mod gradient;
mod item;
mod limited;
mod moments;
mod person;
mod posterior;
mod q3;
mod s_x2;
mod sum_score;

pub use dependence::{DependencePair, local_dependence};
pub use gradient::{Slopes, free_parameters};
pub use item::{ItemFit, item_fit, root_mean_square_deviations};
pub use limited::{LimitedInformation, limited_information};
pub use person::{Estimator, PersonFit, person_fit};
pub use q3::{Ability, Q3, q3};
pub use s_x2::{ScoreFit, ScoreFitSettings, s_x2};
pub use sum_score::{SumScore, sum_scores};

use crate::model::ItemModel;
use crate::responses::{Responses, Skipped};

/// Why there is no fit statistic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FitError {
    #[error("{what}: {given} values for {expected} places")]
    Length { what: &'static str, given: usize, expected: usize },
    #[error("person {person}, item {item}: category {category} is not one of the model's {categories}")]
    Category { person: usize, item: usize, category: usize, categories: usize },
    #[error("person {person} was shown nothing that counts")]
    NothingShown { person: usize },
    #[error("person {person}: θ is not finite")]
    Infinite { person: usize },
    #[error("person {person}: the variance of the statistic is 0")]
    NoVariance { person: usize },
    #[error("lz* is not defined for this estimator of θ")]
    NotDefined,
    #[error("no form was taken by {needed} persons; the most frequent by {largest}")]
    FormsTooRare { largest: usize, needed: usize },
    #[error("{count} persons where {needed} are needed")]
    TooFew { count: usize, needed: usize },
    #[error("no degrees of freedom are left: {cells} free cells, {parameters} parameters")]
    NoDegrees { cells: usize, parameters: usize },
    #[error("{moments} moments are more than {limit}: take fewer items")]
    TooLarge { moments: usize, limit: usize },
    #[error("the covariance matrix of the moments or the parameters is singular")]
    Singular,
    #[error("no items")]
    NoItems,
}

/// Models and answers belong together: as many items, no category beyond the model's.
pub(crate) fn check(items: &[ItemModel], responses: &Responses, skipped: Skipped) -> Result<(), FitError> {
    if items.is_empty() {
        return Err(FitError::NoItems);
    }
    if items.len() != responses.items() {
        return Err(FitError::Length { what: "item models", given: items.len(), expected: responses.items() });
    }
    let categories: Vec<usize> = items.iter().map(ItemModel::categories).collect();
    for person in 0..responses.persons() {
        if let Some((item, category)) =
            responses.categories(person, skipped).find(|(item, category)| *category >= categories[*item])
        {
            return Err(FitError::Category { person, item, category, categories: categories[item] });
        }
    }
    Ok(())
}
