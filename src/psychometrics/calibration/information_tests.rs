//! The gradient against differences of the log posterior, the information against differences of the gradient.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::prepare::prepare;
use super::problem::Problem;
use super::specification::{ItemSpec, Latent, Model, Quadrature, Role, Settings};
use crate::model::ItemModel;
use crate::responses::{Answer, Responses};

/// Answers without a pattern of their own, some items unseen by many: what the derivatives are is no question of fit.
fn answers(persons: usize, categories: &[u8], dense: usize) -> Responses {
    let mut responses = Responses::new(categories.len());
    let mut state = 12_345_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..persons {
        let cells: Vec<Option<Answer>> = categories
            .iter()
            .enumerate()
            .map(|(item, categories)| {
                let shown = item < dense || draw(3) == 0;
                let category = u8::try_from(draw(u64::from(*categories))).unwrap();
                shown.then_some(Answer::Category(category))
            })
            .collect();
        responses.push_dense(&cells).unwrap();
    }
    responses
}

fn check(specs: &[ItemSpec], responses: &Responses, settings: &Settings) {
    check_groups(specs, responses, &[], settings);
}

fn check_groups(specs: &[ItemSpec], responses: &Responses, groups: &[usize], settings: &Settings) {
    let prepared = prepare(specs, responses, groups, settings).unwrap();
    let problem = Problem::new(specs, &prepared, settings);
    let mut values = problem.free_values(&problem.start);
    // Away from the start, where nothing is symmetric.
    values.iter_mut().enumerate().for_each(|(p, value)| *value += 0.1 * (p as f64).sin());
    let mut point = problem.point();
    assert!(problem.evaluate(&values, &mut point));
    let (gradient, information) = (point.gradient.clone(), problem.information(&point));
    let (n, h) = (problem.free_count, 1e-5);
    for p in 0..n {
        let mut at = |by: f64| {
            let mut moved = values.clone();
            moved[p] += by;
            assert!(problem.evaluate(&moved, &mut point));
            (point.log_posterior(), point.gradient.clone())
        };
        let (before, after) = (at(-h), at(h));
        let slope = (after.0 - before.0) / (2.0 * h);
        assert!((slope - gradient[p]).abs() < 1e-4, "gradient {p}: {slope} {}", gradient[p]);
        for r in 0..n {
            let bend = (before.1[r] - after.1[r]) / (2.0 * h);
            let exact = information[p * n + r];
            assert!((bend - exact).abs() < 1e-5 * (1.0 + exact.abs()), "information {p} {r}: {bend} {exact}");
            assert!((exact - information[r * n + p]).abs() < 1e-9 * (1.0 + exact.abs()), "symmetry {p} {r}");
        }
    }
}

fn settings() -> Settings {
    Settings { quadrature: Quadrature { nodes: 21, bound: 5.0 }, ..Settings::default() }
}

#[test]
fn of_mixed_formats_with_priors() {
    let anchor = ItemModel::Graded { a: 1.2, d: vec![0.8, -0.5] };
    let mut specs = vec![
        ItemSpec::new("1pl", Model::OnePl),
        ItemSpec::new("3pl", Model::ThreePl),
        ItemSpec::new("1pl too", Model::OnePl),
        ItemSpec::new("grm", Model::Graded),
        ItemSpec { role: Role::Fixed(anchor), ..ItemSpec::new("anchor", Model::Graded) },
        ItemSpec::new("gpcm", Model::GeneralisedPartialCredit),
        ItemSpec::new("nominal", Model::Nominal),
        ItemSpec::new("2pl", Model::TwoPl),
        ItemSpec::new("pcm", Model::PartialCredit),
    ];
    specs[1].options = Some(5);
    let categories = [2, 2, 2, 3, 3, 4, 3, 2, 3];
    for dense in [9, 4, 0] {
        check(&specs, &answers(150, &categories, dense), &settings());
    }
}

#[test]
fn of_a_free_latent_distribution() {
    let latent = Latent { mean: 0.2, variance: 1.4, free_mean: Some(true), free_variance: Some(true) };
    let specs: Vec<ItemSpec> = (0..9).map(|i| ItemSpec::new(format!("{i}"), Model::TwoPl)).collect();
    check(&specs, &answers(200, &[2; 9], 7), &Settings { latent, ..settings() });
}

#[test]
fn of_groups() {
    let specs: Vec<ItemSpec> = (0..6).map(|i| ItemSpec::new(format!("{i}"), Model::OnePl)).collect();
    let groups: Vec<usize> = (0..200).map(|person| person % 3).collect();
    check_groups(&specs, &answers(200, &[2; 6], 4), &groups, &settings());
}
