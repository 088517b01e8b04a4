//! Conditional maximum likelihood of the Rasch model (Andersen, 1972): given the number of right answers the
//! likelihood knows no ability, and so no distribution of it. Forms may differ from person to person, as long as common
//! items connect them (Fischer, 1981).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::prepare::NotEstimated;
use super::reason::Reason;
use super::symmetric::Expected;
use crate::numeric::{Cholesky, dot};
use crate::responses::{Responses, Skipped};

/// Difficulties that sum to zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConditionalRasch {
    pub items: Vec<ConditionalItem>,
    pub conditional_log_likelihood: f64,
    pub iterations: usize,
    pub largest_gradient: f64,
    /// Persons with neither none nor all right.
    pub persons: usize,
    pub not_estimated: Vec<NotEstimated>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConditionalItem {
    pub id: String,
    pub b: f64,
    pub se_b: f64,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionalError {
    #[error("{named} items are named, the responses have {columns}")]
    Items { named: usize, columns: usize },
    #[error("person {person}, item {item}: category {category}, but the Rasch model knows 0 and 1 only")]
    Category { person: usize, item: usize, category: usize },
    #[error("no two items have both right and wrong answers of persons with neither none nor all right")]
    NothingToEstimate,
    #[error("the items have no common scale: they fall into groups that no answers connect, or that all answers order")]
    NotConnected,
}

/// Difficulties are not followed beyond: a finite maximum does not lie there (Fischer's condition fails).
const FARTHEST: f64 = 30.0;

/// `ids`: one for each column of `responses`.
///
/// # Errors
/// [`ConditionalError`]: answers that are not dichotomous, or items without a common scale.
pub fn conditional_rasch(
    ids: &[String],
    responses: &Responses,
    skipped: Skipped,
) -> Result<ConditionalRasch, ConditionalError> {
    if ids.len() != responses.items() {
        return Err(ConditionalError::Items { named: ids.len(), columns: responses.items() });
    }
    let rows = rows(responses, skipped)?;
    let used = usable(&rows, ids.len());
    if used.iter().filter(|used| **used).count() < 2 {
        return Err(ConditionalError::NothingToEstimate);
    }
    let not_estimated = ids.iter().zip(&used).filter(|(_, used)| !**used);
    let not_estimated = not_estimated.map(|(id, _)| NotEstimated { id: id.clone(), reason: Reason::NoContrast });
    let problem = Conditional::new(&rows, &used);
    let (easiness, iterations) = problem.climb()?;
    let point = problem.at(&easiness);
    let covariance = point.bordered().map_err(|_| ConditionalError::NotConnected)?.inverse();
    let n = problem.items;
    let names = ids.iter().zip(&used).filter(|(_, used)| **used);
    let items = names.enumerate().map(|(place, (id, _))| ConditionalItem {
        id: id.clone(),
        b: -easiness[place],
        se_b: (covariance[place * n + place] - 1.0 / n as f64).max(0.0).sqrt(),
    });
    Ok(ConditionalRasch {
        items: items.collect(),
        conditional_log_likelihood: point.log_likelihood,
        iterations,
        largest_gradient: point.gradient.iter().fold(0.0, |largest, g| largest.max(g.abs())),
        persons: problem.persons,
        not_estimated: not_estimated.collect(),
    })
}

fn rows(responses: &Responses, skipped: Skipped) -> Result<Vec<Vec<(usize, bool)>>, ConditionalError> {
    let row = |person: usize| {
        let cells = responses.categories(person, skipped);
        cells
            .map(|(item, category)| match category {
                0 | 1 => Ok((item, category == 1)),
                _ => Err(ConditionalError::Category { person, item, category }),
            })
            .collect()
    };
    (0..responses.persons()).map(row).collect()
}

/// Items with right and wrong answers of persons that have both on the items that are left; until nothing changes.
fn usable(rows: &[Vec<(usize, bool)>], items: usize) -> Vec<bool> {
    let mut used = vec![true; items];
    loop {
        let mut answers = vec![[0_usize; 2]; items];
        for row in rows {
            let left = || row.iter().filter(|(item, _)| used[*item]);
            if left().any(|(_, right)| *right) && left().any(|(_, right)| !right) {
                left().for_each(|(item, right)| answers[*item][usize::from(*right)] += 1);
            }
        }
        let next: Vec<bool> = answers.iter().map(|[wrong, right]| *wrong > 0 && *right > 0).collect();
        if next == used {
            return used;
        }
        used = next;
    }
}

/// Persons grouped by the items they saw and how many they had right.
struct Conditional {
    items: usize,
    persons: usize,
    /// Right answers to each item.
    right: Vec<f64>,
    /// By the items seen: persons by score.
    groups: Vec<(Vec<usize>, BTreeMap<usize, f64>)>,
}

struct At {
    log_likelihood: f64,
    gradient: Vec<f64>,
    /// Negative second derivatives; singular along (1, …, 1).
    information: Vec<f64>,
}

impl At {
    /// With 1/n added everywhere the null space has eigenvalue 1: what is added to the inverse is known.
    fn bordered(&self) -> Result<Cholesky, crate::numeric::NotPositiveDefinite> {
        let n = self.gradient.len();
        let bordered: Vec<f64> = self.information.iter().map(|value| value + 1.0 / n as f64).collect();
        let factor = Cholesky::new(&bordered, n)?;
        // Rounding may hide a second null direction behind a tiny pivot.
        let largest = (0..n).map(|p| bordered[p * n + p]).fold(0.0, f64::max);
        let weak = (0..n).find(|p| factor.lower()[p * n + p].powi(2) < 1e-11 * largest);
        weak.map_or(Ok(factor), |row| Err(crate::numeric::NotPositiveDefinite { row }))
    }
}

impl Conditional {
    fn new(rows: &[Vec<(usize, bool)>], used: &[bool]) -> Self {
        let mut place = vec![0; used.len()];
        let mut items = 0;
        for (place, _) in place.iter_mut().zip(used).filter(|(_, used)| **used) {
            *place = items;
            items += 1;
        }
        let mut groups: BTreeMap<Vec<usize>, BTreeMap<usize, f64>> = BTreeMap::new();
        let (mut right, mut persons) = (vec![0.0; items], 0);
        for row in rows {
            let seen: Vec<(usize, bool)> = row.iter().filter(|(item, _)| used[*item]).copied().collect();
            let score = seen.iter().filter(|(_, right)| *right).count();
            if score == 0 || score == seen.len() {
                continue;
            }
            persons += 1;
            for (item, _) in seen.iter().filter(|(_, right)| *right) {
                right[place[*item]] += 1.0;
            }
            let seen = seen.into_iter().map(|(item, _)| place[item]).collect();
            *groups.entry(seen).or_default().entry(score).or_default() += 1.0;
        }
        Self { items, persons, right, groups: groups.into_iter().collect() }
    }

    /// ln L = Σ right_i e_i - Σ persons ln γ_score(e^e), e the easiness (Andersen, 1972).
    fn at(&self, easiness: &[f64]) -> At {
        let n = self.items;
        let mut at = At {
            log_likelihood: dot(&self.right, easiness),
            gradient: self.right.clone(),
            information: vec![0.0; n * n],
        };
        for (seen, scores) in &self.groups {
            let own: Vec<f64> = seen.iter().map(|item| easiness[*item]).collect();
            let expected = Expected::new(&own);
            for (score, persons) in scores {
                at.log_likelihood -= persons * expected.log_gamma(*score);
                let single = expected.single(*score);
                for (i, item) in seen.iter().enumerate() {
                    at.gradient[*item] -= persons * single[i];
                    at.information[item * n + item] += persons * single[i] * (1.0 - single[i]);
                }
                expected.pairs(*score, |i, j, both| {
                    let covariance = persons * (both - single[i] * single[j]);
                    at.information[seen[i] * n + seen[j]] += covariance;
                    at.information[seen[j] * n + seen[i]] += covariance;
                });
            }
        }
        at
    }

    /// Newton; the log-likelihood is concave. Easiness sums to zero throughout.
    fn climb(&self) -> Result<(Vec<f64>, usize), ConditionalError> {
        let mut easiness = vec![0.0; self.items];
        let mut here = self.at(&easiness);
        for iteration in 1..=100 {
            let factor = here.bordered().map_err(|_| ConditionalError::NotConnected)?;
            let mut step = here.gradient.clone();
            factor.solve(&mut step);
            let mut length = 1.0;
            let next = loop {
                let mut next: Vec<f64> = easiness.iter().zip(&step).map(|(e, s)| e + length * s).collect();
                let mean = next.iter().sum::<f64>() / self.items as f64;
                next.iter_mut().for_each(|value| *value -= mean);
                let at = self.at(&next);
                let noise = 1e-12 * here.log_likelihood.abs();
                if at.log_likelihood >= here.log_likelihood - noise || length < 1e-6 {
                    here = at;
                    break next;
                }
                length *= 0.5;
            };
            easiness = next;
            if easiness.iter().any(|value| value.abs() > FARTHEST) {
                return Err(ConditionalError::NotConnected);
            }
            if step.iter().all(|value| value.abs() < 1e-11) {
                return Ok((easiness, iteration));
            }
        }
        Ok((easiness, 100))
    }
}
