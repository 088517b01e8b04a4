//! Calibration on simulated answers: laws that hold whatever the data, recovery, and input that makes no sense.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use std::ops::ControlFlow;

use proptest::prelude::*;
use ukur_psychometrics::calibration::{
    Calibration, CalibrationError, ConditionalError, CorrelationSettings, ItemSpec, Latent, Model, Normal, Priors,
    Quadrature, Role, Settings, WarningKind, calibrate, calibrate_domains, calibrate_groups, conditional_rasch,
    latent_correlations,
};
use ukur_psychometrics::grid::equally_spaced;
use ukur_psychometrics::parameters::Beside;
use ukur_psychometrics::{Answer, ItemModel, Responses, Skipped};

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        f64::from(u32::try_from((z ^ (z >> 31)) >> 32).unwrap()) / 4_294_967_296.0
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    fn answer(&mut self, item: &ItemModel, theta: f64) -> Answer {
        let mut left = self.uniform();
        let probabilities = item.probabilities(theta);
        let category = probabilities.iter().position(|p| {
            left -= p;
            left < 0.0
        });
        Answer::Category(u8::try_from(category.unwrap_or(probabilities.len() - 1)).unwrap())
    }
}

/// θ ~ N(mean, sd²); each item is shown with probability `share`.
fn simulate(items: &[ItemModel], persons: usize, (mean, sd): (f64, f64), share: f64, seed: u64) -> Responses {
    let mut random = Random(seed);
    let mut responses = Responses::new(items.len());
    for _ in 0..persons {
        let theta = mean + sd * random.normal();
        let row: Vec<Option<Answer>> = items
            .iter()
            .map(|item| {
                let answer = random.answer(item, theta);
                (random.uniform() < share).then_some(answer)
            })
            .collect();
        responses.push_dense(&row).unwrap();
    }
    responses
}

fn two_pl(count: usize, seed: u64) -> Vec<ItemModel> {
    let mut random = Random(seed);
    (0..count)
        .map(|_| {
            let a = (0.3 * random.normal()).exp();
            ItemModel::Dichotomous { a, d: -a * random.normal(), g: 0.0 }
        })
        .collect()
}

fn specs(count: usize, model: Model) -> Vec<ItemSpec> {
    (0..count).map(|i| ItemSpec::new(format!("i{i}"), model)).collect()
}

fn run(specs: &[ItemSpec], responses: &Responses, settings: &Settings) -> Calibration {
    calibrate(specs, responses, settings, |_| ControlFlow::Continue(())).unwrap()
}

fn plain() -> Settings {
    Settings { priors: Priors::none(), tolerance: 1e-7, ..Settings::default() }
}

fn se(result: &Calibration, item: usize, name: &str) -> f64 {
    match result.items[item].errors.get(name) {
        Some(Beside::Number(error)) => *error,
        other => panic!("{name}: {other:?}"),
    }
}

fn slope(result: &Calibration, item: usize) -> f64 {
    result.items[item].a.values()[0]
}

fn intercepts(result: &Calibration, item: usize) -> Vec<f64> {
    result.items[item].d.as_ref().unwrap().values().to_vec()
}

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

fn mixed() -> (Vec<ItemModel>, Vec<ItemSpec>) {
    let mut random = Random(5);
    let (mut items, mut specs) = (Vec::new(), Vec::new());
    for i in 0..24 {
        let (a, b) = ((0.2 * random.normal()).exp(), random.normal());
        let (model, item) = match i % 4 {
            0 => (Model::TwoPl, ItemModel::Dichotomous { a, d: -a * b, g: 0.0 }),
            1 => (Model::Graded, ItemModel::Graded { a, d: vec![-a * (b - 1.0), -a * b, -a * (b + 0.8)] }),
            2 => {
                (Model::GeneralisedPartialCredit, ItemModel::PartialCredit { a, d: vec![-a * (b - 0.5), -2.0 * a * b] })
            }
            _ => (Model::Nominal, ItemModel::Nominal { a: vec![0.0, 0.5, 1.3], d: vec![0.0, 0.4, b - 0.5] }),
        };
        items.push(item);
        specs.push(ItemSpec::new(format!("i{i}"), model));
    }
    (items, specs)
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
fn hierarchical_priors_learn_the_items() {
    let mut random = Random(21);
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
    let reasons: Vec<&str> = result.not_estimated.iter().map(|n| n.reason.as_str()).collect();
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

/// Two items do not determine two slopes: no standard errors, and that is said.
#[test]
fn what_the_data_do_not_determine_has_no_errors() {
    let responses = simulate(&two_pl(2, 16), 500, (0.0, 1.0), 1.0, 17);
    let settings = Settings { max_iterations: 300, ..plain() };
    let result = run(&specs(2, Model::TwoPl), &responses, &settings);
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
