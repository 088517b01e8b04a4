//! Scores of several domains at once: each item measures one domain, the domains correlate.
//!
//! EAP of a multidimensional model of simple structure (Segall, 1996, Psychometrika, 61, 331; Bock & Mislevy, 1982),
//! on a tensor of nodes. Because each likelihood factor depends on one axis, the posterior is
//! W × L₁ × … × L_D, and one pass along the rows of W gives every moment. A short domain borrows from the others.

mod contract;
mod correlation;
mod marginal;
mod population;
mod resolution;
mod scorer;

pub use correlation::{Correlations, Stop, correlations};
pub use population::Population;
pub use scorer::{Composite, DomainScore, Profile, Scorer, Settings};

use crate::scoring::ScoringError;

/// A tensor of more cells is refused, for the time of each person more than for memory: use fewer nodes.
pub const MAX_CELLS: usize = 1 << 23;
pub const MAX_DOMAINS: usize = 6;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MultidimError {
    #[error("{domains} domains: there must be 1 to {MAX_DOMAINS}")]
    Domains { domains: usize },
    #[error("the covariance matrix must have {domains} × {domains} finite entries and be symmetric")]
    Covariance { domains: usize },
    #[error("the covariance matrix is not positive definite (domain {domain})")]
    NotPositiveDefinite { domain: usize },
    #[error("the mean of domain {domain} is not a finite number")]
    Mean { domain: usize },
    #[error("item {item}: domain {domain} of {domains} does not exist")]
    NoSuchDomain { item: usize, domain: usize, domains: usize },
    #[error("{nodes} nodes for {domains} domains: there must be 5 or more, and at most {MAX_CELLS} cells in all")]
    Nodes { nodes: usize, domains: usize },
    #[error("the grid must reach 4 to 12 standard deviations to either side, not {bound}")]
    Bound { bound: f64 },
    #[error("domain {domain}: nodes {step:.2} apart do not resolve a conditional deviation of {conditional_sd:.2}")]
    TooCoarse { domain: usize, step: f64, conditional_sd: f64 },
    #[error("the domains correlate too closely for nodes out to {bound} standard deviations: they are hardly several")]
    TooClose { bound: f64 },
    #[error("the composite needs one weight for each domain, finite, not negative, not all 0")]
    Weights,
    #[error("person {person}: no node of the grid explains the answers of all domains together")]
    NoEvidence { person: usize },
    #[error("there are no persons to estimate from")]
    NoPersons,
    #[error(transparent)]
    Scoring(#[from] ScoringError),
}
