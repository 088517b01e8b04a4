//! Calibration of input that is weak, odd or makes no sense.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

mod simulation;

use std::ops::ControlFlow;

use proptest::prelude::*;
use simulation::{plain, run, simulate, slope, specs, two_pl};
use ukur_psychometrics::calibration::{
    Calibration, CalibrationError, ItemSpec, Latent, Model, Normal, Priors, Quadrature, Role, Settings, WarningKind,
    calibrate,
};
use ukur_psychometrics::parameters::Beside;
use ukur_psychometrics::{Answer, ItemModel, Responses, Skipped};

#[test]
fn what_cannot_be_estimated_is_named() {
    let mut responses = Responses::new(4);
    for person in 0..40_usize {
        let category = |value: usize| Some(Answer::Category(u8::try_from(value).unwrap()));
        let few = (person < 4).then_some(Answer::Category(u8::from(person % 2 == 0)));
        responses.push_dense(&[category(person % 2), category(1), few, None]).unwrap();
    }
    let result = run(&specs(4, Model::TwoPl), &responses, &Settings::default());
    assert_eq!(result.items.len(), 1);
    let reasons: Vec<String> = result.not_estimated.iter().map(|n| n.reason.to_string()).collect();
    assert_eq!(reasons, ["all 40 answers are category 1", "4 answers, at least 10 are needed", "no answers"]);
    assert_eq!(result.items[0].errors.get("answers"), Some(&Beside::Number(40.0)));
}

#[test]
fn unobserved_categories_are_collapsed_aloud() {
    let item = ItemModel::Graded { a: 1.2, d: vec![1.0, -1.0] };
    let simulated = simulate(&vec![item; 6], 500, (0.0, 1.0), 1.0, 30);
    let mut responses = Responses::new(6);
    for person in 0..simulated.persons() {
        // Item 0: 0, 1, 2 become 1, 3, 4 of the five it could have.
        let recode = |(item, answer): (usize, Answer)| match answer {
            Answer::Category(k) if item == 0 => (item, Answer::Category([1, 3, 4][usize::from(k)])),
            other => (item, other),
        };
        responses.push(simulated.row(person).map(recode)).unwrap();
    }
    let mut specs = specs(6, Model::Graded);
    specs[0].categories = Some(6);
    let collapsed = run(&specs, &responses, &plain());
    let simple = run(&self::specs(6, Model::Graded), &simulated, &plain());
    assert_eq!(collapsed.collapsed.len(), 1);
    assert_eq!(collapsed.collapsed[0].observed, [1, 3, 4]);
    assert_eq!(collapsed.collapsed[0].joined, [0, 0, 0, 1, 2, 2]);
    let ids = Beside::Numbers(vec![Some(1.0), Some(3.0), Some(4.0)]);
    assert_eq!(collapsed.items[0].errors.get("categories"), Some(&ids));
    assert!((slope(&collapsed, 0) - slope(&simple, 0)).abs() < 1e-9);
    assert!(collapsed.warnings.iter().any(|warning| warning.kind == WarningKind::CategoriesCollapsed));
}

#[test]
fn weak_items_are_not_for_publication() {
    // An answer that only one in fifty gives, and has nothing to do with the others.
    let mut items = two_pl(10, 14);
    items.push(ItemModel::Dichotomous { a: 0.05, d: -3.5, g: 0.0 });
    let result = run(&specs(11, Model::TwoPl), &simulate(&items, 400, (0.0, 1.0), 1.0, 15), &plain());
    let of_last = |kind| result.warnings.iter().any(|w| w.id.as_deref() == Some("i10") && w.kind == kind);
    assert!(of_last(WarningKind::ImpreciseLocation), "{:?}", result.warnings);
}

/// The four cells of two items do not determine four parameters: that is refused, or with priors said. Four items without
/// a prior on guessing have cells enough, and hardly anything that tells their asymptotes.
#[test]
fn what_the_data_do_not_determine_has_no_errors() {
    let responses = simulate(&two_pl(2, 16), 500, (0.0, 1.0), 1.0, 17);
    let pair = specs(2, Model::TwoPl);
    let refused = calibrate(&pair, &responses, &plain(), |_| ControlFlow::Continue(())).unwrap_err();
    assert!(refused.to_string().contains("2 items give 3 numbers for 4 parameters"), "{refused}");
    let held = run(&pair, &responses, &Settings::default());
    assert!(held.warnings.iter().any(|warning| warning.kind == WarningKind::Scarce), "{:?}", held.warnings);

    let responses = simulate(&two_pl(4, 16), 500, (0.0, 1.0), 1.0, 17);
    let settings = Settings { max_iterations: 300, ..plain() };
    let result = run(&specs(4, Model::ThreePl), &responses, &settings);
    let text = serde_json::to_string(&result).unwrap();
    assert!(!text.contains("NaN"));
    let summary = result.information.unwrap();
    let told =
        result.warnings.iter().any(|w| matches!(w.kind, WarningKind::NotIdentified | WarningKind::ImpreciseLocation));
    assert!(told || summary.condition_number.unwrap() > 1e6, "{summary:?} {:?}", result.warnings);
}

#[test]
fn the_caller_can_stop_and_the_result_says_so() {
    let responses = simulate(&two_pl(20, 18), 500, (0.0, 1.0), 1.0, 19);
    let mut seen = Vec::new();
    let result = calibrate(&specs(20, Model::TwoPl), &responses, &Settings::default(), |progress| {
        seen.push(progress.log_posterior);
        if seen.len() == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .unwrap();
    assert!(result.stopped && !result.converged && result.information.is_none());
    assert_eq!(seen.len(), 3);
    assert!(seen.windows(2).all(|pair| pair[1] >= pair[0]));
    let few = Settings { max_iterations: 3, ..Settings::default() };
    let result = run(&specs(20, Model::TwoPl), &responses, &few);
    assert!(!result.converged && result.warnings.iter().any(|w| w.kind == WarningKind::NotConverged));
}

#[test]
fn hostile_input_is_refused() {
    let responses = simulate(&two_pl(3, 1), 60, (0.0, 1.0), 1.0, 2);
    let good = specs(3, Model::TwoPl);
    let run = |specs: &[ItemSpec], responses: &Responses, settings: &Settings| {
        calibrate(specs, responses, settings, |_| ControlFlow::Continue(())).unwrap_err()
    };
    let settings = Settings::default();
    assert!(matches!(run(&good[..2], &responses, &settings), CalibrationError::Items { .. }));
    let twice = vec![good[0].clone(), good[0].clone(), good[2].clone()];
    assert!(matches!(run(&twice, &responses, &settings), CalibrationError::Twice { .. }));
    for empty in [Responses::new(3), simulate(&two_pl(3, 1), 50, (0.0, 1.0), 0.0, 2)] {
        assert!(matches!(run(&good, &empty, &settings), CalibrationError::NothingToEstimate { .. }));
    }
    assert!(matches!(run(&[], &Responses::new(0), &settings), CalibrationError::NothingToEstimate { .. }));
    let mut bad = good.clone();
    bad[1].role = Role::Fixed(ItemModel::Dichotomous { a: f64::NAN, d: 0.0, g: 0.0 });
    assert!(matches!(run(&bad, &responses, &settings), CalibrationError::Item { .. }));
    bad[1].role = Role::Start(ItemModel::Graded { a: 1.0, d: vec![0.0] });
    assert!(matches!(run(&bad, &responses, &settings), CalibrationError::Item { .. }));
    let graded = simulate(&vec![ItemModel::Graded { a: 1.0, d: vec![1.0, -1.0] }; 3], 60, (0.0, 1.0), 1.0, 2);
    assert!(matches!(run(&good, &graded, &settings), CalibrationError::Category { category: 2, .. }));
    for wrong in [
        Settings { quadrature: Quadrature { nodes: 0, bound: 6.0 }, ..settings.clone() },
        Settings { quadrature: Quadrature { nodes: 61, bound: f64::NAN }, ..settings.clone() },
        Settings { tolerance: f64::NAN, ..settings.clone() },
        Settings { latent: Latent { variance: -1.0, ..Latent::default() }, ..settings.clone() },
        Settings { latent: Latent { mean: f64::NAN, ..Latent::default() }, ..settings.clone() },
        Settings {
            priors: Priors { log_slope: Some(Normal { mean: 0.0, sd: 0.0 }), ..Priors::default() },
            ..settings.clone()
        },
    ] {
        assert!(matches!(run(&good, &responses, &wrong), CalibrationError::Setting { .. }), "{wrong:?}");
    }
}

#[test]
fn skipped_items_count_as_the_settings_say() {
    let simulated = simulate(&two_pl(6, 24), 300, (0.0, 1.0), 1.0, 25);
    let (mut skipped, mut wrong, mut absent) = (Responses::new(6), Responses::new(6), Responses::new(6));
    for person in 0..simulated.persons() {
        let left = |item: usize| (item + person).is_multiple_of(7);
        let with = |other: Answer| simulated.row(person).map(move |(i, a)| (i, if left(i) { other } else { a }));
        skipped.push(with(Answer::Skipped)).unwrap();
        wrong.push(with(Answer::Category(0))).unwrap();
        absent.push(simulated.row(person).filter(|(item, _)| !left(*item))).unwrap();
    }
    let specs = specs(6, Model::TwoPl);
    let not_shown = Settings { skipped: Skipped::NotShown, ..Settings::default() };
    assert_eq!(run(&specs, &skipped, &Settings::default()), run(&specs, &wrong, &Settings::default()));
    assert_eq!(run(&specs, &skipped, &not_shown), run(&specs, &absent, &Settings::default()));
}

#[test]
fn files_carry_settings_and_results() {
    let read: Settings = serde_json::from_str(
        r#"{"quadrature":{"nodes":31},"priors":{"intercept":"none","hierarchical":true},"skipped":"not_shown"}"#,
    )
    .unwrap();
    assert_eq!((read.quadrature.nodes, read.priors.intercept, read.skipped), (31, None, Skipped::NotShown));
    assert!(serde_json::from_str::<Settings>(r#"{"nodes":31}"#).is_err());
    let text = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), read);
    let responses = simulate(&two_pl(5, 26), 300, (0.0, 1.0), 1.0, 27);
    let result = run(&specs(5, Model::ThreePl), &responses, &Settings::default());
    let text = serde_json::to_string(&result).unwrap();
    assert_eq!(serde_json::from_str::<Calibration>(&text).unwrap(), result);
    for field in ["\"se_a\"", "\"se_b\"", "\"se_c\"", "\"se_logit_c\"", "\"model\":\"3pl\"", "\"log_likelihood\""] {
        assert!(text.contains(field), "{field}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the answers, a calibration ends without NaN: with the default priors converged, without any within the
    /// passes that are allowed.
    #[test]
    fn any_answers(
        cells in prop::collection::vec(prop::collection::vec(prop::option::of(0_u8..4), 5), 0..60),
        model in 0_usize..8,
        with_priors: bool,
    ) {
        let all = [
            Model::Graded, Model::GeneralisedPartialCredit, Model::PartialCredit, Model::Nominal,
            Model::Rasch, Model::OnePl, Model::TwoPl, Model::ThreePl,
        ];
        let highest = if model < 4 { 3 } else { 1 };
        let mut responses = Responses::new(5);
        for row in &cells {
            let row: Vec<Option<Answer>> = row.iter().map(|cell| cell.map(|k| Answer::Category(k.min(highest)))).collect();
            responses.push_dense(&row).unwrap();
        }
        let priors = if with_priors { Priors::default() } else { Priors::none() };
        let settings = Settings { minimum_answers: 1, max_iterations: 300, priors, ..Settings::default() };
        if let Ok(result) = calibrate(&specs(5, all[model]), &responses, &settings, |_| ControlFlow::Continue(())) {
            let unit = matches!(all[model], Model::Rasch | Model::PartialCredit);
            prop_assert!(result.converged || !with_priors || unit, "gradient {}", result.largest_gradient);
            prop_assert!(result.log_likelihood.is_finite() && result.largest_gradient.is_finite());
            prop_assert!(result.items.iter().all(|item| item.a.values().iter().all(|a| a.is_finite())));
            let text = serde_json::to_string(&result).unwrap();
            let numbers = result.items.iter().flat_map(|item| item.errors.values());
            prop_assert!(numbers.into_iter().all(|e| !matches!(e, Beside::Number(e) if !e.is_finite())), "{}", text);
        }
    }
}
