//! Calibration on simulated answers: recovery, and laws that hold whatever the data.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

mod simulation;

use proptest::prelude::*;
use simulation::{Random, intercepts, mixed, plain, run, se, simulate, slope, specs, two_pl};
use ukur_psychometrics::calibration::{Calibration, Latent, Model, Normal, Priors, Quadrature, Role, Settings};
use ukur_psychometrics::grid::equally_spaced;
use ukur_psychometrics::parameters::Beside;
use ukur_psychometrics::{Answer, ItemModel, Responses, Skipped};

/// The marginal log-likelihood from the formula, person by person.
fn log_likelihood(items: &[ItemModel], responses: &Responses, quadrature: Quadrature) -> f64 {
    let nodes = equally_spaced(quadrature.nodes, -quadrature.bound, quadrature.bound);
    let total: f64 = nodes.iter().map(|x| (-0.5 * x * x).exp()).sum();
    let of_person = |person: usize| {
        let at = |x: f64| -> f64 {
            let answers = responses.categories(person, Skipped::Zero);
            let product: f64 = answers.map(|(item, category)| items[item].probabilities(x)[category]).product();
            (-0.5 * x * x).exp() / total * product
        };
        nodes.iter().map(|x| at(*x)).sum::<f64>().ln()
    };
    (0..responses.persons()).map(of_person).sum()
}

#[test]
fn mixed_formats_are_recovered_within_their_errors() {
    let (items, specs) = mixed();
    let responses = simulate(&items, 3_000, (0.0, 1.0), 0.7, 11);
    let result = run(&specs, &responses, &plain());
    assert!(result.converged && result.information.unwrap().positive_definite);
    assert_eq!(result.model, "mixed");
    let (mut squares, mut count) = (0.0, 0.0_f64);
    for (i, item) in items.iter().enumerate() {
        if let ItemModel::Nominal { .. } = item {
            continue;
        }
        let (ItemModel::Dichotomous { a, .. } | ItemModel::Graded { a, .. } | ItemModel::PartialCredit { a, .. }) =
            item
        else {
            continue;
        };
        let z = (slope(&result, i) - a) / se(&result, i, "se_a");
        assert!(z.abs() < 4.0, "item {i}: z {z}");
        squares += z * z;
        count += 1.0;
    }
    assert!((squares / count - 1.0).abs() < 0.9, "mean square z {}", squares / count);
    let found: Vec<ItemModel> = result.item_parameters().unwrap().into_iter().map(|item| item.model).collect();
    let direct = log_likelihood(&found, &responses, Quadrature::default());
    assert!((direct - result.log_likelihood).abs() < 1e-6, "{direct} {}", result.log_likelihood);
}

/// The likelihood of the result is that of the formula, for sparse and dense answers and guessing.
#[test]
fn the_log_likelihood_is_that_of_the_formula() {
    let items: Vec<ItemModel> = two_pl(13, 2)
        .into_iter()
        .map(|item| match item {
            ItemModel::Dichotomous { a, d, .. } => ItemModel::Dichotomous { a, d, g: 0.2 },
            other => other,
        })
        .collect();
    for share in [1.0, 0.8, 0.2] {
        let responses = simulate(&items, 700, (0.0, 1.0), share, 3);
        let result = run(&specs(13, Model::ThreePl), &responses, &Settings::default());
        let found: Vec<ItemModel> = result.item_parameters().unwrap().into_iter().map(|item| item.model).collect();
        let direct = log_likelihood(&found, &responses, Quadrature::default());
        assert!(result.converged && (direct - result.log_likelihood).abs() < 1e-7, "{share}");
    }
}

#[test]
fn threads_do_not_change_a_bit() {
    let responses = simulate(&two_pl(40, 8), 1_500, (0.0, 1.0), 0.9, 4);
    let specs = specs(40, Model::TwoPl);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(&specs, &responses, &Settings::default()))
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn a_shared_slope_and_a_free_variance_are_the_same_model() {
    let responses = simulate(&two_pl(8, 3), 800, (0.0, 1.0), 1.0, 6);
    let shared = run(&specs(8, Model::OnePl), &responses, &plain());
    let rasch = run(&specs(8, Model::Rasch), &responses, &plain());
    assert!((shared.log_likelihood - rasch.log_likelihood).abs() < 1e-4);
    assert!((slope(&shared, 0) - rasch.latent.variance.sqrt()).abs() < 1e-4);
    let same = |x: f64, y: f64| (x - y).abs() < 1e-15;
    assert!((0..8).all(|i| same(slope(&shared, i), slope(&shared, 0)) && same(slope(&rasch, i), 1.0)));
    assert!(!rasch.items[0].errors.contains_key("se_a") && shared.latent.se_variance.is_none());
}

/// One slope has one prior, however many items share it.
#[test]
fn a_shared_slope_has_its_prior_once() {
    let responses = simulate(&two_pl(8, 3), 300, (0.0, 1.0), 1.0, 6);
    let priors = Priors { log_slope: Some(Normal { mean: 0.2, sd: 0.1 }), ..Priors::none() };
    let result = run(&specs(8, Model::OnePl), &responses, &Settings { priors, ..plain() });
    let y = slope(&result, 0).ln();
    let log_density = -0.5 * ((y - 0.2) / 0.1_f64).powi(2) - (0.1 * (2.0 * std::f64::consts::PI).sqrt()).ln() - y;
    assert!((result.log_prior - log_density).abs() < 1e-12, "{} {log_density}", result.log_prior);
}

/// Fixed items carry the scale: a population with another mean and variance is found as such.
#[test]
fn anchors_find_the_population() {
    let items = two_pl(30, 9);
    let responses = simulate(&items, 2_500, (0.6, 1.3), 1.0, 12);
    let mut specs = specs(30, Model::TwoPl);
    for (spec, item) in specs.iter_mut().zip(&items).take(20) {
        spec.role = Role::Fixed(item.clone());
    }
    let result = run(&specs, &responses, &plain());
    let latent = result.latent;
    assert!((latent.mean - 0.6).abs() < 4.0 * latent.se_mean.unwrap(), "{latent:?}");
    assert!((latent.variance - 1.69).abs() < 4.0 * latent.se_variance.unwrap(), "{latent:?}");
    assert_eq!(result.items[0].errors.get("fixed"), Some(&Beside::Flag(true)));
    let ItemModel::Dichotomous { a, .. } = items[25] else { panic!() };
    assert!((slope(&result, 25) - a).abs() < 4.0 * se(&result, 25, "se_a"));
    // Only the distribution is free when every item is fixed.
    specs.iter_mut().zip(&items).for_each(|(spec, item)| spec.role = Role::Fixed(item.clone()));
    assert_eq!(run(&specs, &responses, &plain()).parameters, 2);
}

/// Another origin of θ moves locations by as much and leaves their errors; those of intercepts change.
#[test]
fn errors_of_locations_do_not_depend_on_the_origin() {
    let (items, specs) = mixed();
    let responses = simulate(&items, 1_000, (0.0, 1.0), 1.0, 51);
    let quadrature = Quadrature { nodes: 101, bound: 9.0 };
    let at = |mean: f64| {
        run(&specs, &responses, &Settings { quadrature, latent: Latent { mean, ..Latent::default() }, ..plain() })
    };
    let (here, there) = (at(0.0), at(1.5));
    let numbers = |result: &Calibration, item: usize, name: &str| match result.items[item].errors.get(name) {
        Some(Beside::Number(error)) => vec![*error],
        Some(Beside::Numbers(errors)) => errors.iter().flatten().copied().collect(),
        other => panic!("{name}: {other:?}"),
    };
    for item in (0..items.len()).filter(|item| item % 4 != 3) {
        let (left, right) = (here.items[item].b.as_ref().unwrap(), there.items[item].b.as_ref().unwrap());
        assert!(left.values().iter().zip(right.values()).all(|(l, r)| (r - l - 1.5).abs() < 1e-5));
        let pairs =
            |name: &str| numbers(&here, item, name).into_iter().zip(numbers(&there, item, name)).collect::<Vec<_>>();
        assert!(pairs("se_b").iter().all(|(l, r)| (l / r - 1.0).abs() < 1e-4), "{item}: {:?}", pairs("se_b"));
        assert!(pairs("se_d").iter().any(|(l, r)| (l / r - 1.0).abs() > 1e-2));
    }
}

#[test]
fn hierarchical_priors_learn_the_items() {
    let mut random = Random::new(21);
    let items: Vec<ItemModel> = (0..60)
        .map(|_| {
            let a = (0.4 + 0.2 * random.normal()).exp();
            ItemModel::Dichotomous { a, d: 0.8 + 0.7 * random.normal(), g: 0.0 }
        })
        .collect();
    let responses = simulate(&items, 600, (0.0, 1.0), 0.3, 22);
    let priors = Priors { hierarchical: true, ..Priors::default() };
    let learned = run(&specs(60, Model::TwoPl), &responses, &Settings { priors, ..Settings::default() });
    let (a, d) = (learned.priors.log_slope.unwrap(), learned.priors.intercept.unwrap());
    assert!((a.mean - 0.4).abs() < 0.15 && (a.sd - 0.2).abs() < 0.12, "{a:?}");
    assert!((d.mean - 0.8).abs() < 0.25 && (d.sd - 0.7).abs() < 0.2, "{d:?}");
    let rmse = |result: &Calibration| {
        let squares = items.iter().enumerate().map(|(i, item)| {
            let ItemModel::Dichotomous { a, .. } = item else { panic!() };
            (slope(result, i) - a).powi(2)
        });
        squares.sum::<f64>()
    };
    let default = run(&specs(60, Model::TwoPl), &responses, &Settings::default());
    assert!(rmse(&learned) < rmse(&default), "{} {}", rmse(&learned), rmse(&default));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Everybody twice: the same estimates, twice the log-likelihood, errors smaller by the root of two.
    #[test]
    fn doubled_data(seed in 0_u64..1_000, share in 0.5_f64..1.0) {
        let once = simulate(&two_pl(7, seed), 300, (0.0, 1.0), share, seed + 1);
        let mut twice = Responses::new(7);
        for person in (0..once.persons()).chain(0..once.persons()) {
            twice.push(once.row(person)).unwrap();
        }
        // A Rasch model is determined by any data.
        let (one, two) = (run(&specs(7, Model::Rasch), &once, &plain()), run(&specs(7, Model::Rasch), &twice, &plain()));
        prop_assert!((2.0 * one.log_likelihood - two.log_likelihood).abs() < 1e-5);
        for item in 0..7 {
            prop_assert!((intercepts(&one, item)[0] - intercepts(&two, item)[0]).abs() < 1e-4);
            let ratio = se(&one, item, "se_d") / se(&two, item, "se_d");
            prop_assert!((ratio - 2.0_f64.sqrt()).abs() < 1e-3, "{}", ratio);
        }
    }

    /// The order of items and persons is of no account, and right and wrong exchanged mirror the intercepts.
    #[test]
    fn order_and_direction(seed in 0_u64..1_000) {
        let simulated = simulate(&two_pl(6, seed), 200, (0.0, 1.0), 0.8, seed + 1);
        let (mut reversed, mut mirrored) = (Responses::new(6), Responses::new(6));
        for person in 0..simulated.persons() {
            let back = simulated.persons() - 1 - person;
            reversed.push(simulated.row(back).map(|(item, answer)| (5 - item, answer))).unwrap();
            mirrored.push(simulated.row(person).map(|(item, answer)| match answer {
                Answer::Category(k) => (item, Answer::Category(1 - k)),
                Answer::Skipped => (item, answer),
            })).unwrap();
        }
        let settings = Settings { tolerance: 1e-8, ..Settings::default() };
        let all = specs(6, Model::TwoPl);
        let (a, b, c) = (run(&all, &simulated, &settings), run(&all, &reversed, &settings), run(&all, &mirrored, &settings));
        for item in 0..6 {
            prop_assert!((slope(&a, item) - slope(&b, 5 - item)).abs() < 1e-6);
            prop_assert!((slope(&a, item) - slope(&c, item)).abs() < 1e-6);
            prop_assert!((intercepts(&a, item)[0] + intercepts(&c, item)[0]).abs() < 1e-6);
        }
    }
}
