//! Groups, domains and their correlations, the conditional likelihood.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

mod simulation;

use std::ops::ControlFlow;

use simulation::{plain, run, se, simulate, slope, specs, two_pl};
use ukur_psychometrics::calibration::{
    CalibrationError, ConditionalError, CorrelationSettings, ItemSpec, Model, Settings, calibrate_domains,
    calibrate_groups, conditional_rasch, latent_correlations,
};
use ukur_psychometrics::{Answer, ItemModel, Responses, Skipped};

#[test]
fn groups_have_their_own_distributions() {
    let items = two_pl(20, 71);
    let (low, high) = (simulate(&items, 1_500, (0.0, 1.0), 0.8, 72), simulate(&items, 1_500, (0.7, 0.7), 0.8, 73));
    let mut both = Responses::new(20);
    let mut groups = Vec::new();
    for person in 0..1_500 {
        both.push(low.row(person)).unwrap();
        both.push(high.row(person)).unwrap();
        groups.extend([0, 1]);
    }
    let run = |groups: &[usize]| {
        calibrate_groups(&specs(20, Model::TwoPl), &both, groups, &plain(), |_| ControlFlow::Continue(()))
    };
    let result = run(&groups).unwrap();
    let group = result.groups[0];
    assert!(result.converged && result.latent.se_mean.is_none());
    assert!((group.mean - 0.7).abs() < 4.0 * group.se_mean.unwrap(), "{group:?}");
    assert!((group.variance - 0.49).abs() < 4.0 * group.se_variance.unwrap(), "{group:?}");
    for (i, item) in items.iter().enumerate() {
        let ItemModel::Dichotomous { a, .. } = item else { panic!() };
        assert!((slope(&result, i) - a).abs() < 4.0 * se(&result, i, "se_a"));
    }
    assert!(matches!(run(&groups[1..]), Err(CalibrationError::Groups { .. })));
    groups.iter_mut().for_each(|group| *group *= 2);
    assert!(matches!(run(&groups), Err(CalibrationError::EmptyGroup { group: 1 })));
}

#[test]
fn each_domain_has_its_own_calibration() {
    let responses = simulate(&two_pl(10, 61), 400, (0.0, 1.0), 1.0, 62);
    let mut specs = specs(10, Model::TwoPl);
    specs.iter_mut().enumerate().for_each(|(i, spec)| spec.domain = Some(["x", "y"][i % 2].to_owned()));
    let results =
        calibrate_domains(&specs, &responses, &Settings::default(), |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(results.len(), 2);
    let odd = [1, 3, 5, 7, 9];
    let own: Vec<ItemSpec> = odd.iter().map(|i| specs[*i].clone()).collect();
    assert_eq!(results[1].domain.as_deref(), Some("y"));
    assert_eq!(results[1].calibration, run(&own, &responses.select(&odd), &Settings::default()));
    let stopped = calibrate_domains(&specs, &responses, &Settings::default(), |_, _| ControlFlow::Break(())).unwrap();
    assert!(stopped.len() == 1 && stopped[0].calibration.stopped);
}

#[test]
fn correlations_refuse_what_does_not_fit() {
    let items = two_pl(4, 31);
    let responses = simulate(&items, 100, (0.0, 1.0), 1.0, 32);
    let domain = |columns: &[usize]| columns.iter().map(|c| (*c, items[0].clone())).collect::<Vec<_>>();
    let run =
        |domains: &[Vec<(usize, ItemModel)>]| latent_correlations(domains, &responses, CorrelationSettings::default());
    assert!(run(&[domain(&[0]), domain(&[4])]).is_err());
    assert!(run(&[domain(&[0]), domain(&[0])]).is_err());
    assert!(run(&[domain(&[0]), domain(&[])]).is_err());
    // One variable behind both halves: a correlation near one.
    let one = run(&[domain(&[0, 1]), domain(&[2, 3])]).unwrap();
    assert!(one.correlations[0][1] > 0.3 && one.correlations[0][1] < 1.0);
    assert!(run(&[]).unwrap().correlations.is_empty());
}

/// The conditional likelihood knows no distribution of ability: another population gives the same items.
#[test]
fn conditional_rasch_does_not_depend_on_the_population() {
    let items: Vec<ItemModel> =
        (0..12).map(|i| ItemModel::Dichotomous { a: 1.0, d: 1.5 - 0.27 * f64::from(i), g: 0.0 }).collect();
    let ids: Vec<String> = (0..12).map(|i| format!("i{i}")).collect();
    let mean = items.iter().map(item_b).sum::<f64>() / 12.0;
    for ((mu, sd), share) in [((-1.0, 0.5), 1.0), ((0.8, 1.6), 1.0), ((0.0, 1.0), 0.4)] {
        let responses = simulate(&items, 2_500, (mu, sd), share, 41);
        let result = conditional_rasch(&ids, &responses, Skipped::Zero).unwrap();
        assert!(result.largest_gradient < 1e-8, "{}", result.largest_gradient);
        assert!(result.items.iter().map(|item| item.b).sum::<f64>().abs() < 1e-10);
        for (item, found) in items.iter().zip(&result.items) {
            let z = (found.b - (item_b(item) - mean)) / found.se_b;
            assert!(z.abs() < 4.0, "{mu} {share}: {z}");
        }
    }
}

fn item_b(item: &ItemModel) -> f64 {
    match item {
        ItemModel::Dichotomous { a, d, .. } => -d / a,
        _ => panic!("dichotomous items only"),
    }
}

#[test]
fn conditional_rasch_names_what_it_cannot_estimate() {
    let ids: Vec<String> = (0..3).map(|i| format!("i{i}")).collect();
    let mut responses = Responses::new(3);
    for person in 0..30_u8 {
        let cell = |right: bool| Some(Answer::Category(u8::from(right)));
        responses.push_dense(&[cell(person % 3 == 0), cell(person % 2 == 0), cell(true)]).unwrap();
    }
    let result = conditional_rasch(&ids, &responses, Skipped::Zero).unwrap();
    assert_eq!((result.items.len(), result.not_estimated[0].id.as_str()), (2, "i2"));
    assert!(matches!(
        conditional_rasch(&ids, &Responses::new(3), Skipped::Zero),
        Err(ConditionalError::NothingToEstimate)
    ));
    assert!(matches!(conditional_rasch(&ids[..2], &responses, Skipped::Zero), Err(ConditionalError::Items { .. })));
    // Two forms without a common item have no common scale.
    let mut apart = Responses::new(4);
    for person in 0..40_usize {
        let first = if person < 20 { 0 } else { 2 };
        let right = |yes: bool| Answer::Category(u8::from(yes));
        apart.push([(first, right(person % 3 == 0)), (first + 1, right(person % 3 != 0))]).unwrap();
    }
    let ids: Vec<String> = (0..4).map(|i| format!("i{i}")).collect();
    assert!(matches!(conditional_rasch(&ids, &apart, Skipped::Zero), Err(ConditionalError::NotConnected)));
    apart.push([(0, Answer::Category(2))]).unwrap();
    assert!(matches!(conditional_rasch(&ids, &apart, Skipped::Zero), Err(ConditionalError::Category { .. })));
}

/// Against the spread of estimates over repeated samples: steps between rare categories are vague, their mean is not.
#[test]
fn the_mean_of_the_steps_has_the_error_that_is_told() {
    let graded = |b: [f64; 3]| ItemModel::Graded { a: 1.1, d: b.map(|b| -1.1 * b).to_vec() };
    let partial = |b: [f64; 3]| ItemModel::PartialCredit {
        a: 0.8,
        d: vec![-0.8 * b[0], -0.8 * (b[0] + b[1]), -0.8 * b.iter().sum::<f64>()],
    };
    let items =
        [graded([-1.0, 0.0, 1.2]), graded([-0.5, 0.4, 0.9]), partial([0.9, -1.2, 0.6]), partial([-0.4, 0.8, -0.3])];
    let mut specs = specs(4, Model::Graded);
    specs[2].model = Model::GeneralisedPartialCredit;
    specs[3].model = Model::GeneralisedPartialCredit;
    let mut found = [const { Vec::new() }; 4];
    let mut told = [0.0; 4];
    for seed in 0..120 {
        let result = run(&specs, &simulate(&items, 500, (0.0, 1.0), 1.0, seed), &plain());
        for item in 0..4 {
            let b = result.items[item].b.as_ref().unwrap().values().to_vec();
            found[item].push(b.iter().sum::<f64>() / 3.0);
            told[item] += se(&result, item, "se_location") / 120.0;
        }
    }
    for (found, told) in found.iter().zip(told) {
        let mean = found.iter().sum::<f64>() / 120.0;
        let spread = (found.iter().map(|b| (b - mean).powi(2)).sum::<f64>() / 119.0).sqrt();
        assert!((0.75..1.33).contains(&(told / spread)), "told {told}, found {spread}");
    }
}
