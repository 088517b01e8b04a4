//! Accuracy of a design of several domains, by simulation: persons are drawn, answer, and are scored as in earnest.

use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};

use super::{ClassificationError, Cuts};
use crate::multidim::{Population, Profile, Scorer};
use crate::numeric::Cholesky;
use crate::random::{Rng, stream, unit};

/// How the simulation goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulation<'a> {
    pub persons: usize,
    /// Item numbers of each possible form, dealt in turn; empty: everybody gets all items.
    pub forms: &'a [Vec<usize>],
    pub cuts: &'a Cuts,
    /// Weights of the composite; the scorer must know the same.
    pub weights: Option<&'a [f64]>,
}

/// What the design achieves for one domain, or for the composite.
#[derive(Clone, Debug, PartialEq)]
pub struct DomainPrediction {
    /// Share put into their true category, and the Monte Carlo standard error of that share.
    pub accuracy: f64,
    pub accuracy_error: f64,
    /// Share put into the same category by two sittings of the same form.
    pub consistency: f64,
    /// Of each true category, the share reported there; nothing where nobody was drawn.
    pub category_accuracy: Vec<Option<f64>>,
    /// Root mean square of reported minus true θ.
    pub rmse: f64,
    /// Squared correlation of reported and true θ.
    pub reliability: f64,
}

/// True θ, and what two sittings report.
struct Sitting {
    truth: f64,
    first: f64,
    second: f64,
}

/// One prediction for each domain, then the composite's if there are weights. `uniform` gives numbers from 0 to below
/// 1: the same generator and seed give the same result, on any number of threads.
pub fn simulate(
    scorer: &Scorer,
    population: &Population,
    simulation: &Simulation<'_>,
    mut uniform: impl FnMut() -> f64,
) -> Result<Vec<DomainPrediction>, ClassificationError> {
    check(scorer, population, simulation)?;
    let domains = population.domains();
    let factor = factor(population)?;
    let all: Vec<usize> = (0..scorer.models().len()).collect();
    let mut drawn = Vec::with_capacity(simulation.persons);
    for person in 0..simulation.persons {
        let form = match simulation.forms {
            [] => &all,
            forms => &forms[person % forms.len()],
        };
        let theta = draw_theta(population, &factor, &mut uniform);
        let first = draw_answers(scorer, &theta, form, &mut uniform);
        let second = draw_answers(scorer, &theta, form, &mut uniform);
        drawn.push((theta, first, second));
    }
    predictions(scorer, domains, simulation.cuts, simulation.weights, drawn)
}

/// The same where the items of a sitting follow from its answers. `sit` gets a person's θ by domain and a seed of the
/// sitting's own, and gives its items with their categories; whoever is drawn follows from `seed`. With the
/// predictions: the mean number of items of each domain.
///
/// # Errors
/// As [`simulate`]; `simulation.forms` stays unread. What `sit` refuses.
pub fn simulate_sittings<E: From<ClassificationError> + Send>(
    scorer: &Scorer,
    population: &Population,
    simulation: &Simulation<'_>,
    seed: u64,
    sit: impl Fn(&[f64], u64) -> Result<Vec<(usize, usize)>, E> + Sync,
) -> Result<(Vec<DomainPrediction>, Vec<f64>), E> {
    check(scorer, population, simulation)?;
    let domains = population.domains();
    let factor = factor(population)?;
    let person = |person: usize| {
        let mut rng = stream(seed, person as u64);
        let theta = draw_theta(population, &factor, &mut || unit(&mut rng));
        let (first, second) = (sit(&theta, rng.next_u64())?, sit(&theta, rng.next_u64())?);
        Ok((theta, first, second))
    };
    let drawn: Vec<Drawn> = (0..simulation.persons).into_par_iter().map(person).collect::<Result<_, E>>()?;
    let mut items = vec![0.0; domains];
    for (item, _) in drawn.iter().flat_map(|(_, first, _)| first) {
        items[scorer.domain_of(*item)] += 1.0 / simulation.persons as f64;
    }
    Ok((predictions(scorer, domains, simulation.cuts, simulation.weights, drawn)?, items))
}

/// θ by domain, and the answers of two sittings.
type Drawn = (Vec<f64>, Vec<(usize, usize)>, Vec<(usize, usize)>);

fn factor(population: &Population) -> Result<Cholesky, ClassificationError> {
    Ok(Cholesky::new(&population.covariance, population.domains())
        .map_err(|e| crate::multidim::MultidimError::NotPositiveDefinite { domain: e.row })?)
}

fn predictions(
    scorer: &Scorer,
    domains: usize,
    cuts: &Cuts,
    weights: Option<&[f64]>,
    drawn: Vec<Drawn>,
) -> Result<Vec<DomainPrediction>, ClassificationError> {
    let scored: Vec<_> = drawn
        .into_par_iter()
        .map(|(theta, first, second)| Ok((theta, scorer.score(&first)?, scorer.score(&second)?)))
        .collect::<Result<_, crate::multidim::MultidimError>>()?;
    let mut predictions = Vec::with_capacity(domains + 1);
    for domain in 0..domains {
        let sittings = scored.iter().map(|(theta, first, second)| Sitting {
            truth: theta[domain],
            first: first.domains[domain].theta,
            second: second.domains[domain].theta,
        });
        predictions.push(summary(&sittings.collect::<Vec<_>>(), cuts));
    }
    if let Some(weights) = weights {
        let sum = |profile: &Profile| profile.domains.iter().zip(weights).map(|(d, w)| w * d.theta).sum();
        let sittings = scored.iter().map(|(theta, first, second)| Sitting {
            truth: theta.iter().zip(weights).map(|(t, w)| w * t).sum(),
            first: sum(first),
            second: sum(second),
        });
        predictions.push(summary(&sittings.collect::<Vec<_>>(), cuts));
    }
    Ok(predictions)
}

fn check(scorer: &Scorer, population: &Population, simulation: &Simulation<'_>) -> Result<(), ClassificationError> {
    let domains = scorer.domains();
    if simulation.persons == 0 {
        return Err(ClassificationError::Empty);
    }
    if population.domains() != domains || population.covariance.len() != domains * domains {
        return Err(ClassificationError::Value { field: "population", must: "of the scorer's domains" });
    }
    if simulation.weights.is_some_and(|w| w.len() != domains || w.iter().any(|w| !w.is_finite())) {
        return Err(ClassificationError::Value { field: "weights", must: "one finite number for each domain" });
    }
    let items = scorer.models().len();
    for (form, numbers) in simulation.forms.iter().enumerate() {
        if let Some(item) = numbers.iter().find(|item| **item >= items) {
            return Err(ClassificationError::NoSuchItem { form, item: *item, items });
        }
    }
    Ok(())
}

fn draw_theta(population: &Population, factor: &Cholesky, uniform: &mut impl FnMut() -> f64) -> Vec<f64> {
    let domains = population.domains();
    let normal = Normal::standard();
    let z: Vec<f64> =
        (0..domains).map(|_| normal.inverse_cdf(uniform().clamp(f64::EPSILON, 1.0 - f64::EPSILON))).collect();
    let row = |i: usize| (0..=i).map(|j| factor.lower()[i * domains + j] * z[j]).sum::<f64>();
    (0..domains).map(|i| population.means[i] + row(i)).collect()
}

fn draw_answers(
    scorer: &Scorer,
    theta: &[f64],
    form: &[usize],
    uniform: &mut impl FnMut() -> f64,
) -> Vec<(usize, usize)> {
    let answer = |item: &usize| {
        let probabilities = scorer.models()[*item].probabilities(theta[scorer.domain_of(*item)]);
        let mut left = uniform();
        let mut category = 0;
        while category + 1 < probabilities.len() && left >= probabilities[category] {
            left -= probabilities[category];
            category += 1;
        }
        (*item, category)
    };
    form.iter().map(answer).collect()
}

fn summary(sittings: &[Sitting], cuts: &Cuts) -> DomainPrediction {
    let n = sittings.len() as f64;
    let right = |s: &Sitting| cuts.category(s.truth) == cuts.category(s.first);
    let share = |count: usize| count as f64 / n;
    let accuracy = share(sittings.iter().filter(|s| right(s)).count());
    let consistency = share(sittings.iter().filter(|s| cuts.category(s.first) == cuts.category(s.second)).count());
    let category_accuracy = (0..cuts.categories())
        .map(|k| {
            let own: Vec<&Sitting> = sittings.iter().filter(|s| cuts.category(s.truth) == k).collect();
            (!own.is_empty()).then(|| own.iter().filter(|s| right(s)).count() as f64 / own.len() as f64)
        })
        .collect();
    let mean = |value: &dyn Fn(&Sitting) -> f64| sittings.iter().map(value).sum::<f64>() / n;
    let (truth, first) = (mean(&|s| s.truth), mean(&|s| s.first));
    let product = mean(&|s| (s.truth - truth) * (s.first - first));
    let squares = mean(&|s| (s.truth - truth).powi(2)) * mean(&|s| (s.first - first).powi(2));
    DomainPrediction {
        accuracy,
        accuracy_error: (accuracy * (1.0 - accuracy) / n).sqrt(),
        consistency,
        category_accuracy,
        rmse: mean(&|s| (s.first - s.truth).powi(2)).sqrt(),
        reliability: if squares > 0.0 { product * product / squares } else { 0.0 },
    }
}
