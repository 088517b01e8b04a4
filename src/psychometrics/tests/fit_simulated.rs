//! Fit statistics on simulated data: levels, power, sparse forms, hostile data.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate")]

mod simulated;

use proptest::prelude::*;
use simulated::Random;
use ukur_psychometrics::fit::{
    Ability, Estimator, FitError, PersonFit, ScoreFitSettings, Slopes, item_fit, limited_information, local_dependence,
    person_fit, q3, root_mean_square_deviations, s_x2, sum_scores,
};
use ukur_psychometrics::{Answer, Grid, ItemModel, Responses, Skipped};

fn normal(count: usize, random: &mut Random) -> Vec<f64> {
    (0..count).map(|_| random.normal()).collect()
}

#[test]
fn lz_star_keeps_its_level_with_estimated_theta_and_missing_items() {
    let mut random = Random::new(1);
    let share = |items: &[ItemModel], shown: f64, random: &mut Random| {
        let theta = normal(3000, random);
        let responses = simulated::answers(items, &theta, shown, random);
        let modes = simulated::posterior_modes(items, &responses);
        let estimator = Estimator::Map { mean: 0.0, sd: 1.0 };
        let found = person_fit(items, &responses, Skipped::Zero, &modes, estimator).unwrap();
        let below = |value: &dyn Fn(&PersonFit) -> f64| {
            let count = found.iter().filter(|fit| value(fit.as_ref().unwrap()) < -1.644_853_6).count();
            count as f64 / found.len() as f64
        };
        (below(&|fit| fit.lz_star.unwrap()), below(&|fit| fit.lz.unwrap()))
    };
    let (two, many) = (simulated::dichotomous(60, &mut random), simulated::graded(40, &mut random));
    for (name, items, shown) in [("2PL", &two, 1.0), ("2PL, 60 % shown", &two, 0.6), ("graded, 60 % shown", &many, 0.6)]
    {
        let (star, plain) = share(items, shown, &mut random);
        println!("{name}: lz* below -1.645 in {star:.4}, lz in {plain:.4}");
        assert!((star - 0.05).abs() < 0.02, "{name}: {star}");
    }
}

#[test]
fn guessing_persons_stand_out() {
    let mut random = Random::new(2);
    let items = simulated::dichotomous(50, &mut random);
    let theta = normal(400, &mut random);
    let mut responses = simulated::answers(&items, &theta, 0.8, &mut random);
    for _ in 0..40 {
        responses.push((0..50).map(|item| (item, Answer::Category(u8::from(random.uniform() < 0.5))))).unwrap();
    }
    let modes = simulated::posterior_modes(&items, &responses);
    let found = person_fit(&items, &responses, Skipped::Zero, &modes, Estimator::Map { mean: 0.0, sd: 1.0 }).unwrap();
    let fits: Vec<PersonFit> = found.into_iter().map(Result::unwrap).collect();
    let caught = fits[400..].iter().filter(|fit| fit.lz_star.unwrap() < -1.645).count();
    let outfit = fits[400..].iter().filter(|fit| fit.outfit_z > 1.645).count();
    assert!(caught >= 32 && outfit >= 28, "{caught} {outfit}");
    let mean = fits[..400].iter().map(|fit| fit.infit).sum::<f64>() / 400.0;
    assert!((mean - 1.0).abs() < 0.05, "{mean}");
}

#[test]
fn item_fit_finds_the_item_that_misfits_with_and_without_common_forms() {
    let mut random = Random::new(3);
    let items = simulated::dichotomous(20, &mut random);
    // Item 6 is answered as if it had another slope and place than the model says.
    let mut real = items.clone();
    real[6] = ItemModel::Dichotomous { a: 0.2, d: 0.5, g: 0.25 };
    let theta = normal(3000, &mut random);
    let grid = Grid::standard(61);
    let settings = ScoreFitSettings { parameters: Some(vec![0; 20]), ..ScoreFitSettings::default() };
    let whole = simulated::answers(&real, &theta, 1.0, &mut random);
    let fits: Vec<_> =
        s_x2(&items, &whole, Skipped::Zero, &grid, &settings).unwrap().into_iter().map(Result::unwrap).collect();
    assert!(fits[6].p < 1e-6 && fits.iter().filter(|fit| fit.p < 0.001).count() <= 2, "{fits:?}");
    let part = simulated::answers(&real, &theta, 0.5, &mut random);
    let refused = s_x2(&items, &part, Skipped::Zero, &grid, &settings).unwrap();
    assert!(matches!(refused[0], Err(FitError::FormsTooRare { needed: 100, .. })));
    let deviations = root_mean_square_deviations(&items, &part, Skipped::Zero, &grid, 200).unwrap();
    let worst = deviations.iter().enumerate().max_by(|x, y| x.1.as_ref().unwrap().total_cmp(y.1.as_ref().unwrap()));
    assert!(worst.unwrap().0 == 6 && deviations[6].unwrap() > 0.1 && deviations[5].unwrap() < 0.05, "{deviations:?}");
    assert!(root_mean_square_deviations(&items, &part, Skipped::Zero, &grid, 5000).unwrap()[0].is_err());
    let squares = item_fit(&items, &part, Skipped::Zero, &theta).unwrap();
    assert!(squares[6].unwrap().infit_z > 4.0 && squares[5].unwrap().infit_z.abs() < 3.5);
}

#[test]
fn score_fit_is_chi_square_when_the_model_holds() {
    let mut random = Random::new(4);
    let grid = Grid::standard(61);
    for items in [simulated::dichotomous(15, &mut random), simulated::graded(6, &mut random)] {
        let settings = ScoreFitSettings { parameters: Some(vec![0; items.len()]), ..ScoreFitSettings::default() };
        let (mut x2, mut df) = (0.0, 0.0);
        for _ in 0..20 {
            let theta = normal(1500, &mut random);
            let responses = simulated::answers(&items, &theta, 1.0, &mut random);
            for fit in s_x2(&items, &responses, Skipped::Zero, &grid, &settings).unwrap() {
                let fit = fit.unwrap();
                x2 += fit.x2;
                df += fit.df as f64;
            }
        }
        println!("S-X2 mean over df {:.3} of {df} df", x2 / df);
        assert!((x2 / df - 1.0).abs() < 0.06, "{x2} {df}");
    }
}

#[test]
fn two_forms_each_give_their_score_groups() {
    let mut random = Random::new(5);
    let items = simulated::dichotomous(12, &mut random);
    let theta = normal(1200, &mut random);
    let mut responses = Responses::new(12);
    for (person, theta) in theta.iter().enumerate() {
        let form = if person % 2 == 0 { 0..8 } else { 4..12 };
        responses.push(form.map(|item| (item, random.category(&items[item], *theta)))).unwrap();
    }
    let fits = s_x2(&items, &responses, Skipped::Zero, &Grid::standard(61), &ScoreFitSettings::default()).unwrap();
    let (one, both) = (fits[0].unwrap(), fits[5].unwrap());
    assert_eq!((one.forms, one.persons, both.forms, both.persons), (1, 600, 2, 1200));
    assert!(both.df > one.df + 4 && both.p > 1e-4);
}

#[test]
fn limited_information_is_chi_square_with_complete_and_with_random_forms() {
    let mut random = Random::new(6);
    let grid = Grid::standard(41);
    let sets = [(simulated::dichotomous(10, &mut random), 1.0), (simulated::dichotomous(10, &mut random), 0.6)];
    for (items, shown) in sets.into_iter().chain([(simulated::graded(6, &mut random), 0.7)]) {
        let (mut sum, mut df, mut cfi) = (0.0, 0.0, 0.0);
        for _ in 0..40 {
            let theta = normal(2000, &mut random);
            let responses = simulated::answers(&items, &theta, shown, &mut random);
            let fit = limited_information(&items, &responses, Skipped::Zero, &grid, Slopes::Free, 30).unwrap();
            sum += fit.statistic / 40.0;
            df = fit.df as f64;
            cfi += fit.cfi / 40.0;
        }
        println!("M2 shown {shown}: mean {sum:.2} of {df} df, CFI {cfi:.4}");
        // Mean of 40 chi-squares: standard error √(2 df / 40).
        assert!((sum - df).abs() < 3.5 * (2.0 * df / 40.0).sqrt(), "{sum} {df}");
        assert!(cfi > 0.97);
    }
}

#[test]
fn dependence_is_found_in_sparse_forms() {
    let mut random = Random::new(8);
    let items = simulated::dichotomous(25, &mut random);
    let theta = normal(3000, &mut random);
    let mut responses = Responses::new(25);
    for theta in &theta {
        let common = random.normal();
        let row: Vec<(usize, Answer)> = (0..25)
            .filter_map(|item| {
                let here = if item == 3 || item == 9 { theta + 1.2 * common } else { *theta };
                (random.uniform() < 0.5).then(|| (item, random.category(&items[item], here)))
            })
            .collect();
        responses.push(row).unwrap();
    }
    let grid = Grid::standard(61);
    let found = q3(&items, &responses, Skipped::Zero, Ability::PosteriorMean(&grid), 100).unwrap();
    let pairs = found.dependent(0.15);
    assert_eq!(pairs.iter().map(|(i, j, _)| (*i, *j)).collect::<Vec<_>>(), [(3, 9)], "{pairs:?}");
    assert!(found.counts[3 * 25 + 9] > 600 && found.mean.unwrap().abs() < 0.1);
    let tables = local_dependence(&items, &responses, Skipped::Zero, &grid, 100).unwrap();
    let worst = tables.iter().map(|pair| pair.unwrap()).max_by(|x, y| x.x2.total_cmp(&y.x2)).unwrap();
    assert!((worst.first, worst.second) == (3, 9) && worst.v > 0.0 && worst.standardized > 10.0, "{worst:?}");
    let strict = q3(&items, &responses, Skipped::Zero, Ability::Given(&theta), 100_000).unwrap();
    assert!(strict.mean.is_none() && strict.values[1].is_none() && strict.dependent(0.0).is_empty());
    assert!(local_dependence(&items, &responses, Skipped::Zero, &grid, 100_000).unwrap()[0].is_err());
}

#[test]
fn hostile_data_give_reasons() {
    let items = vec![
        ItemModel::Dichotomous { a: 1.0, d: 0.0, g: 0.0 },
        ItemModel::Dichotomous { a: 1.5, d: 0.5, g: 0.2 },
        ItemModel::Dichotomous { a: 0.8, d: -0.5, g: 0.0 },
    ];
    let grid = Grid::standard(21);
    let mut responses = Responses::new(3);
    responses.push([(0, Answer::Category(1)), (2, Answer::Category(0))]).unwrap();
    responses.push([]).unwrap();
    responses.push([(1, Answer::Skipped)]).unwrap();
    let fit = |theta: &[f64]| person_fit(&items, &responses, Skipped::NotShown, theta, Estimator::MaximumLikelihood);
    let found = fit(&[0.0, 0.0, 0.0]).unwrap();
    assert!(found[0].is_ok());
    assert_eq!(found[1], Err(FitError::NothingShown { person: 1 }));
    assert_eq!(found[2], Err(FitError::NothingShown { person: 2 }));
    assert_eq!(fit(&[f64::INFINITY, 0.0, 0.0]).unwrap()[0], Err(FitError::Infinite { person: 0 }));
    assert_eq!(fit(&[0.0]), Err(FitError::Length { what: "θ", given: 1, expected: 3 }));
    assert!(matches!(q3(&items, &responses, Skipped::Zero, Ability::Given(&[0.0]), 3), Err(FitError::Length { .. })));
    let mut wrong = Responses::new(3);
    wrong.push([(1, Answer::Category(2))]).unwrap();
    let category = FitError::Category { person: 0, item: 1, category: 2, categories: 2 };
    assert_eq!(person_fit(&items, &wrong, Skipped::Zero, &[0.0], Estimator::Wle), Err(category));
    let whole = |responses: &Responses| limited_information(&items, responses, Skipped::Zero, &grid, Slopes::Free, 2);
    assert_eq!(whole(&wrong), Err(category));
    assert_eq!(whole(&Responses::new(3)), Err(FitError::TooFew { count: 0, needed: 2 }));
    assert!(matches!(whole(&responses), Err(FitError::NoDegrees { .. })));
    assert!(s_x2(&items, &Responses::new(3), Skipped::Zero, &grid, &ScoreFitSettings::default()).unwrap()[0].is_err());
    assert_eq!(sum_scores(&[], &grid), Err(FitError::NoItems));
    assert!(matches!(
        person_fit(&items[..2], &responses, Skipped::Zero, &[0.0; 3], Estimator::Wle),
        Err(FitError::Length { what: "item models", .. })
    ));
    // The same answers from everyone: no variance anywhere, no panic.
    let mut same = Responses::new(3);
    for _ in 0..200 {
        same.push((0..3).map(|item| (item, Answer::Category(1)))).unwrap();
    }
    assert!(q3(&items, &same, Skipped::Zero, Ability::PosteriorMean(&grid), 3).unwrap().mean.is_none());
    assert!(s_x2(&items, &same, Skipped::Zero, &grid, &ScoreFitSettings::default()).unwrap()[0].is_err());
    assert!(whole(&same).is_err() || whole(&same).unwrap().statistic.is_finite());
    for theta in [-80.0, 80.0] {
        let far = person_fit(&items, &same, Skipped::Zero, &[theta; 200], Estimator::Wle).unwrap();
        assert!(far[0].unwrap().outfit.is_finite());
    }
}

proptest! {
    /// Items that a person was not shown do not exist for that person's fit, whatever their parameters.
    #[test]
    fn only_shown_items_count(seed in 0_u64..1000, shown in 0.2_f64..0.9) {
        let mut random = Random::new(seed);
        let items = simulated::graded(12, &mut random);
        let theta = [random.normal()];
        let responses = simulated::answers(&items, &theta, shown, &mut random);
        let keep: Vec<usize> = responses.row(0).map(|(item, _)| item).collect();
        let models: Vec<ItemModel> = keep.iter().map(|item| items[*item].clone()).collect();
        for estimator in [Estimator::MaximumLikelihood, Estimator::Wle, Estimator::Map { mean: 0.2, sd: 1.1 }] {
            let whole = person_fit(&items, &responses, Skipped::Zero, &theta, estimator).unwrap()[0];
            let part = person_fit(&models, &responses.select(&keep), Skipped::Zero, &theta, estimator).unwrap()[0];
            prop_assert_eq!(whole.map(|fit| fit.items), Ok(keep.len()));
            prop_assert_eq!(whole, part);
        }
    }
}
