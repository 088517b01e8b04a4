//! Profiles of several domains against the reference case 17, and against plain sums over the whole tensor.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::needless_range_loop,
    clippy::cast_precision_loss,
    reason = "a test crate"
)]

mod common;

use statrs::distribution::{ContinuousCDF, Normal};
use ukur_psychometrics::classification::Cuts;
use ukur_psychometrics::multidim::{MultidimError, Population, Scorer, Settings, Stop, correlations};
use ukur_psychometrics::responses::{Answer, Responses, Skipped};
use ukur_psychometrics::{Grid, ItemModel, Prior, ScoringError};

const DOMAINS: [&str; 4] = ["technical", "sociocultural", "digital", "numerical"];

fn cuts() -> Cuts {
    Cuts::from_t(&[40.0, 50.0, 60.0]).unwrap()
}

/// Items with their domain, correlations, and the answers of the first persons.
fn sample(folder: &std::path::Path, persons: usize) -> (Vec<(ItemModel, usize)>, Vec<f64>, Responses) {
    let items: Vec<(ItemModel, usize)> = common::table(&folder.join("true_items.csv"))
        .iter()
        .map(|row| {
            let number = |column: &str| row[column].parse::<f64>().unwrap();
            let domain = DOMAINS.iter().position(|domain| *domain == row["domain"]).unwrap();
            (ItemModel::Dichotomous { a: number("a"), d: -number("a") * number("b1"), g: number("g") }, domain)
        })
        .collect();
    let text = std::fs::read_to_string(folder.join("true_structure.json")).unwrap();
    let structure: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rows = structure["corr"].as_array().unwrap();
    let correlations: Vec<f64> =
        rows.iter().flat_map(|row| row.as_array().unwrap().iter().map(|r| r.as_f64().unwrap())).collect();
    let mut answers = Responses::new(items.len());
    for row in csv::Reader::from_path(folder.join("responses.csv")).unwrap().records().take(persons) {
        let cells: Vec<Option<Answer>> =
            row.unwrap().iter().map(|cell| cell.parse().ok().map(Answer::Category)).collect();
        answers.push_dense(&cells).unwrap();
    }
    (items, correlations, answers)
}

#[test]
fn profiles_equal_the_exact_ones() {
    let Some(folder) = common::case("10_sim_2000x120") else { return };
    let (items, correlations, answers) = sample(&folder, 400);
    let settings = Settings { cuts: Some(cuts()), weights: Some(vec![0.25; 4]), ..Settings::default() };
    let scorer = Scorer::new(&items, &Population::correlated(4, &correlations), &settings).unwrap();
    let profiles = scorer.score_all(&answers, Skipped::Zero).unwrap();
    let (mut worst, mut left_out) = (0.0_f64, 0.0_f64);
    for (profile, row) in profiles.iter().zip(common::table(&folder.join("exact_multidim_eap_true_params.csv"))) {
        for (score, name) in profile.domains.iter().zip(DOMAINS) {
            let number = |kind: &str| row[&format!("{kind}_{name}")].parse::<f64>().unwrap();
            worst = worst.max((score.theta - number("EAP")).abs()).max((score.sd - number("PSD")).abs());
        }
        left_out = left_out.max(profile.left_out);
    }
    println!("17: EAP and SD off by {worst:.2e}; left out at most {left_out:.2e}");
    assert!(worst < 1e-7, "{worst}");

    // The composite of case 17: RMSE against the true mean of the domains.
    let text = std::fs::read_to_string(folder.join("exact_multidim.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
    let truth = common::table(&folder.join("true_theta.csv"));
    let squares = profiles.iter().zip(&truth).map(|(profile, row)| {
        let mean = DOMAINS.iter().map(|name| row[*name].parse::<f64>().unwrap()).sum::<f64>() / 4.0;
        (profile.composite.as_ref().unwrap().theta - mean).powi(2)
    });
    let rmse = (squares.sum::<f64>() / 400.0).sqrt();
    assert!((rmse - expected["rmse_composite_mean_of_4"]["multidim"].as_f64().unwrap()).abs() < 1e-6, "{rmse}");
}

fn items() -> Vec<(ItemModel, usize)> {
    let mut items = Vec::new();
    for i in 0..8 {
        let b = f64::from(i) * 0.4 - 1.4;
        items.push((ItemModel::Dichotomous { a: 1.2, d: -1.2 * b, g: 0.2 }, 0));
        items.push((ItemModel::Graded { a: 0.9, d: vec![0.8 - b, -b - 0.5] }, 1));
        items.push((ItemModel::PartialCredit { a: 0.7, d: vec![0.5 - b, -b] }, 2));
    }
    items
}

fn population() -> Population {
    Population { means: vec![0.2, -0.1, 0.0], covariance: vec![1.0, 0.5, 0.6, 0.5, 1.2, 0.4, 0.6, 0.4, 0.9] }
}

fn pattern() -> Vec<(usize, usize)> {
    (0..24).filter(|item| item % 5 != 0).map(|item| (item, (item * 7 / 3) % 2)).collect()
}

/// The posterior by the plain definition, at every cell: (θ of the three domains, weight).
fn plain(nodes: usize, pattern: &[(usize, usize)]) -> Vec<([f64; 3], f64)> {
    let (items, population) = (items(), population());
    let inverse = ukur_psychometrics::numeric::Cholesky::new(&population.covariance, 3).unwrap().inverse();
    let axis =
        |d: usize, i: usize| population.means[d] + 5.0 * population.sd(d) * (2.0 * i as f64 / (nodes - 1) as f64 - 1.0);
    let mut cells = Vec::new();
    let log = |d: usize, theta: f64| -> f64 {
        let of = pattern.iter().filter(|(item, _)| items[*item].1 == d);
        of.map(|(item, category)| items[*item].0.log_probability(*category, theta)).sum()
    };
    let logs: Vec<Vec<f64>> = (0..3).map(|d| (0..nodes).map(|i| log(d, axis(d, i))).collect()).collect();
    for i in 0..nodes {
        for j in 0..nodes {
            for k in 0..nodes {
                let theta = [axis(0, i), axis(1, j), axis(2, k)];
                let away: Vec<f64> = (0..3).map(|d| theta[d] - population.means[d]).collect();
                let form: f64 = (0..3)
                    .flat_map(|a| (0..3).map(move |b| (a, b)))
                    .map(|(a, b)| inverse[a * 3 + b] * away[a] * away[b])
                    .sum();
                cells.push((theta, (logs[0][i] + logs[1][j] + logs[2][k] - 0.5 * form).exp()));
            }
        }
    }
    let total: f64 = cells.iter().map(|(_, weight)| weight).sum();
    cells.iter_mut().for_each(|(_, weight)| *weight /= total);
    cells
}

fn mean(cells: &[([f64; 3], f64)], value: impl Fn(&[f64; 3]) -> f64) -> f64 {
    cells.iter().map(|(theta, weight)| weight * value(theta)).sum()
}

#[test]
fn moments_are_those_of_the_whole_tensor() {
    let weights = vec![0.5, 0.2, 0.3];
    let settings = Settings { nodes: 21, weights: Some(weights.clone()), ..Settings::default() };
    let profile = Scorer::new(&items(), &population(), &settings).unwrap().score(&pattern()).unwrap();
    let cells = plain(21, &pattern());
    for d in 0..3 {
        assert!((profile.domains[d].theta - mean(&cells, |t| t[d])).abs() < 1e-10);
        for e in 0..3 {
            let (md, me) = (profile.domains[d].theta, profile.domains[e].theta);
            let covariance = mean(&cells, |t| (t[d] - md) * (t[e] - me));
            assert!((profile.covariance[d * 3 + e] - covariance).abs() < 1e-10, "{d} {e}");
        }
        assert!((profile.domains[d].sd.powi(2) - profile.covariance[d * 4]).abs() < 1e-12);
    }
    let sum = |t: &[f64; 3]| (0..3).map(|d| weights[d] * t[d]).sum::<f64>();
    let composite = profile.composite.unwrap();
    assert!((composite.theta - mean(&cells, sum)).abs() < 1e-10);
    assert!((composite.sd - mean(&cells, |t| (sum(t) - composite.theta).powi(2)).sqrt()).abs() < 1e-10);
}

/// Coarse nodes give the category probabilities of a fine tensor: for a domain, and for the composite.
#[test]
fn categories_have_their_probabilities() {
    let weights = vec![0.5, 0.2, 0.3];
    let cuts = Cuts::new(&[-0.63, 0.11, 0.78]).unwrap();
    let settings =
        Settings { nodes: 31, cuts: Some(cuts.clone()), weights: Some(weights.clone()), ..Settings::default() };
    let profile = Scorer::new(&items(), &population(), &settings).unwrap().score(&pattern()).unwrap();
    let fine = plain(121, &pattern());
    let sum = |t: &[f64; 3]| (0..3).map(|d| weights[d] * t[d]).sum::<f64>();
    // The composite of 121³ cells is nearly continuous; one domain has the step .083, so half steps are smoothed.
    let share = |value: &dyn Fn(&[f64; 3]) -> f64, width: f64, category: usize| {
        let inside = |x: f64| {
            let edge = |cut: f64| ((x - cut) / width + 0.5).clamp(0.0, 1.0);
            let lower = if category == 0 { 1.0 } else { edge(cuts.theta()[category - 1]) };
            let upper = if category == 3 { 0.0 } else { edge(cuts.theta()[category]) };
            lower - upper
        };
        mean(&fine, |t| inside(value(t)))
    };
    for category in 0..4 {
        let composite = profile.composite.as_ref().unwrap().probabilities[category];
        let expected = share(&sum, 1e-9, category);
        assert!((composite - expected).abs() < 5e-4, "composite {category}: {composite} {expected}");
        for d in 0..3 {
            let found = profile.domains[d].probabilities[category];
            let expected = share(&|t: &[f64; 3]| t[d], 10.0 * population().sd(d) / 120.0, category);
            assert!((found - expected).abs() < 1e-3, "{d} {category}: {found} {expected}");
        }
    }
    assert!((profile.domains[1].probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn the_composite_of_one_domain_is_that_domain() {
    for domain in 0..3 {
        let mut weights = vec![0.0; 3];
        weights[domain] = 1.0;
        let settings = Settings { cuts: Some(cuts()), weights: Some(weights), ..Settings::default() };
        let profile = Scorer::new(&items(), &population(), &settings).unwrap().score(&pattern()).unwrap();
        let (alone, composite) = (&profile.domains[domain], profile.composite.as_ref().unwrap());
        assert!((alone.theta - composite.theta).abs() < 1e-12 && (alone.sd - composite.sd).abs() < 1e-12);
        for (a, b) in alone.probabilities.iter().zip(&composite.probabilities) {
            assert!((a - b).abs() < 1e-3, "{domain}: {alone:?} {composite:?}");
        }
    }
}

#[test]
fn no_answers_give_the_population() {
    let settings = Settings { cuts: Some(cuts()), weights: Some(vec![0.3, 0.3, 0.4]), ..Settings::default() };
    let scorer = Scorer::new(&items(), &population(), &settings).unwrap();
    let profile = scorer.score(&[]).unwrap();
    let normal = Normal::standard();
    for d in 0..3 {
        let (mean, sd) = (population().means[d], population().sd(d));
        assert!((profile.domains[d].theta - mean).abs() < 1e-9 && (profile.domains[d].sd - sd).abs() < 1e-4);
        assert!((profile.domains[d].probabilities[0] - normal.cdf((-1.0 - mean) / sd)).abs() < 1e-4);
    }
    let composite = profile.composite.unwrap();
    let points = [-1.0, -0.2, 0.0, 0.4, 2.0];
    for (point, below) in points.iter().zip(scorer.composite_below(&[], &points).unwrap()) {
        assert!((below - normal.cdf((point - composite.theta) / composite.sd)).abs() < 1e-4, "{point}");
    }
}

/// A person who answers everything right or wrong, or against the model, is scored from the whole tensor if need be.
#[test]
fn extreme_patterns_lose_nothing() {
    let (items, population) = (items(), population());
    let settings = Settings { nodes: 21, ..Settings::default() };
    let scorer = Scorer::new(&items, &population, &settings).unwrap();
    let top = |item: usize| items[item].0.categories() - 1;
    let patterns: [Vec<(usize, usize)>; 3] = [
        (0..24).map(|item| (item, 0)).collect(),
        (0..24).map(|item| (item, top(item))).collect(),
        (0..24).map(|item| (item, if items[item].1 == 0 { top(item) } else { 0 })).collect(),
    ];
    for pattern in patterns {
        let profile = scorer.score(&pattern).unwrap();
        let cells = plain(21, &pattern);
        for d in 0..3 {
            assert!((profile.domains[d].theta - mean(&cells, |t| t[d])).abs() < 1e-8);
        }
        assert!(profile.left_out <= 1e-8);
    }
}

/// All right in one domain, all wrong in its close neighbour: the posterior stands where neither likelihood alone would
/// look, among nodes that were left out at first.
#[test]
fn a_profile_against_the_correlation_is_taken_from_the_whole_tensor() {
    let items: Vec<(ItemModel, usize)> =
        (0..1200).map(|i| (ItemModel::Dichotomous { a: 2.0, d: 0.0, g: 0.0 }, usize::from(i >= 600))).collect();
    let population = Population::correlated(2, &[1.0, 0.98, 0.98, 1.0]);
    let pattern: Vec<(usize, usize)> = (0..1200).map(|item| (item, usize::from(item < 600))).collect();
    let settings = Settings { nodes: 41, bound: 4.0, ..Settings::default() };
    let profile = Scorer::new(&items, &population, &settings).unwrap().score(&pattern).unwrap();
    let (mut total, mut first) = (0.0, 0.0);
    for i in 0..41 {
        for j in 0..41 {
            let (x, y) = ((f64::from(i) - 20.0) / 5.0, (f64::from(j) - 20.0) / 5.0);
            let form = (x * x - 1.96 * x * y + y * y) / 0.0396;
            let log = 600.0 * (items[0].0.log_probability(1, x) + items[600].0.log_probability(0, y)) - 0.5 * form;
            total += log.exp();
            first += x * log.exp();
        }
    }
    assert!((profile.domains[0].theta - first / total).abs() < 1e-7, "{profile:?} {}", first / total);
    assert!((profile.domains[1].theta + first / total).abs() < 1e-7 && profile.left_out <= 1e-8);
    // Items this far apart leave no node on which both halves have a probability that a number can hold.
    let sharp: Vec<(ItemModel, usize)> = items
        .iter()
        .map(|(_, d)| (ItemModel::Dichotomous { a: 2.0, d: if *d == 0 { -12.0 } else { 12.0 }, g: 0.0 }, *d))
        .collect();
    let impossible = Scorer::new(&sharp, &population, &settings).unwrap().score(&pattern);
    assert_eq!(impossible, Err(MultidimError::NoEvidence { person: 0 }));
}

#[test]
fn one_domain_and_six_are_scored() {
    let one = Population::correlated(1, &[1.0]);
    let items: Vec<(ItemModel, usize)> = items().into_iter().filter(|(_, d)| *d == 0).collect();
    let answers: Vec<(usize, usize)> = (0..8).map(|item| (item, item % 2)).collect();
    let settings = Settings { nodes: 121, bound: 6.0, ..Settings::default() };
    let profile = Scorer::new(&items, &one, &settings).unwrap().score(&answers).unwrap();
    let models: Vec<ItemModel> = items.iter().map(|(model, _)| model.clone()).collect();
    let grid = ukur_psychometrics::Grid::standard(121);
    let alone = ukur_psychometrics::Scorer::new(&models, ukur_psychometrics::Prior::default(), &grid).unwrap();
    let eap = alone.eap(&answers).unwrap();
    assert!((profile.domains[0].theta - eap.theta).abs() < 1e-8 && (profile.domains[0].sd - eap.se).abs() < 1e-8);
    let mut correlations = vec![0.3; 36];
    (0..6).for_each(|d| correlations[d * 7] = 1.0);
    let six = Settings { nodes: 11, bound: 4.0, ..Settings::default() };
    let profile =
        Scorer::new(&items, &Population::correlated(6, &correlations), &six).unwrap().score(&answers).unwrap();
    assert!(profile.domains.len() == 6 && (profile.domains[5].theta - 0.3 * profile.domains[0].theta).abs() < 0.01);
}

#[test]
fn bad_input_is_named() {
    let items = items();
    let make = |population: &Population, settings: &Settings| Scorer::new(&items, population, settings).map(|_| ());
    let (sound, usual) = (population(), Settings::default());
    let eleven = Population::correlated(11, &[]);
    assert_eq!(make(&eleven, &usual), Err(MultidimError::Domains { domains: 11 }));
    assert_eq!(make(&Population::correlated(2, &[1.0]), &usual), Err(MultidimError::Covariance { domains: 2 }));
    let flat = Population::correlated(3, &[1.0; 9]);
    assert!(matches!(make(&flat, &usual), Err(MultidimError::NotPositiveDefinite { domain: 1 })));
    let two = Population::correlated(2, &[1.0, 0.5, 0.5, 1.0]);
    assert_eq!(make(&two, &usual), Err(MultidimError::NoSuchDomain { item: 2, domain: 2, domains: 2 }));
    let many = Settings { nodes: 300, ..usual.clone() };
    assert_eq!(make(&sound, &many), Err(MultidimError::Nodes { nodes: 300, domains: 3 }));
    let close = Population::correlated(3, &[1.0, 0.99, 0.0, 0.99, 1.0, 0.0, 0.0, 0.0, 1.0]);
    assert!(matches!(make(&close, &Settings { nodes: 31, ..usual.clone() }), Err(MultidimError::TooCoarse { .. })));
    for weights in [vec![1.0], vec![0.0; 3], vec![1.0, -1.0, 1.0], vec![f64::NAN; 3]] {
        let settings = Settings { weights: Some(weights), ..usual.clone() };
        assert_eq!(make(&sound, &settings), Err(MultidimError::Weights));
    }
    let far = Settings { bound: f64::NAN, ..usual.clone() };
    assert!(matches!(make(&sound, &far), Err(MultidimError::Bound { .. })));
    let scorer = Scorer::new(&items, &sound, &usual).unwrap();
    let twice = ScoringError::Twice { person: 0, item: 3 };
    assert_eq!(scorer.score(&[(3, 0), (3, 1)]), Err(MultidimError::Scoring(twice)));
    assert!(scorer.score_all(&Responses::new(24), Skipped::Zero).unwrap().is_empty());
    assert!(scorer.composite_below(&[], &[0.0]).unwrap().is_empty());
}
/// The correlations of case 17, estimated there from the same 600 persons in 15 iterations.
#[test]
fn correlations_equal_the_estimated_ones() {
    let Some(folder) = common::case("10_sim_2000x120") else { return };
    let (items, _, answers) = sample(&folder, 600);
    // Nodes half a deviation apart cost less than the tolerance, and half of the time.
    let settings = Settings { nodes: 21, ..Settings::default() };
    let found = correlations(&items, 4, &answers, Skipped::Zero, &settings, Stop::default()).unwrap();
    let text = std::fs::read_to_string(folder.join("exact_multidim.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rows = expected["correlation_em"]["estimate"].as_array().unwrap();
    let cells = rows.iter().flat_map(|row| row.as_array().unwrap().iter().map(|r| r.as_f64().unwrap()));
    let off = cells.zip(&found.matrix).map(|(r, f)| (r - f).abs()).fold(0.0, f64::max);
    println!("17: correlations off by {off:.1e} after {} iterations", found.iterations);
    assert!(found.converged && off < 5e-4, "{found:?}");
    let nobody = correlations(&items, 4, &Responses::new(120), Skipped::Zero, &settings, Stop::default());
    assert_eq!(nobody, Err(MultidimError::NoPersons));
}

/// Ten of a hundred items for each domain and person: what the other domains add, on true parameters.
#[test]
fn short_domains_borrow_from_the_others() {
    let Some(folder) = common::case("14_sparse_2000x400") else { return };
    let (items, correlations, answers) = sample(&folder, 2_000);
    let scorer = Scorer::new(&items, &Population::correlated(4, &correlations), &Settings::default()).unwrap();
    let profiles = scorer.score_all(&answers, Skipped::Zero).unwrap();
    let truth = common::table(&folder.join("true_theta.csv"));
    let mut gains = Vec::new();
    for (domain, name) in DOMAINS.iter().enumerate() {
        let own: Vec<usize> = (0..items.len()).filter(|item| items[*item].1 == domain).collect();
        let models: Vec<ItemModel> = own.iter().map(|item| items[*item].0.clone()).collect();
        let alone = ukur_psychometrics::Scorer::new(&models, Prior::default(), &Grid::standard(121)).unwrap();
        let single = alone.eap_all(&answers.select(&own), Skipped::Zero).unwrap();
        let (mut one, mut four) = (0.0, 0.0);
        for ((row, single), profile) in truth.iter().zip(&single).zip(&profiles) {
            let theta = row[*name].parse::<f64>().unwrap();
            one += (single.theta - theta).powi(2);
            four += (profile.domains[domain].theta - theta).powi(2);
        }
        gains.push(1.0 - (four / one).sqrt());
    }
    let mean = gains.iter().sum::<f64>() / 4.0;
    println!("14: RMSE lower by {gains:.3?}, {mean:.3} on average");
    assert!(mean > 0.08, "{gains:?}");
}
