//! DIF against the reference case, and on data of its own.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate")]

mod common;
mod simulated;

use proptest::prelude::*;
use simulated::Random;
use ukur_psychometrics::dif::{
    DELTA_LIMITS, DifError, Ended, EtsClass, Matched, Matching, Scoring, Settings, Strata, Stratum, breslow_day, dif,
    empirical_bayes, generalized_mantel_haenszel, logistic_dif, mantel, mantel_haenszel, multigroup, purified_logistic,
    purified_mantel_haenszel, standardization, strata,
};
use ukur_psychometrics::{Answer, ItemModel, Responses, Skipped};

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

/// First column the group, then items.
fn load(folder: &std::path::Path) -> (Responses, Vec<usize>) {
    let mut reader = csv::Reader::from_path(folder.join("responses.csv")).unwrap();
    let rows: Vec<Vec<usize>> =
        reader.records().map(|row| row.unwrap().iter().map(|cell| cell.parse().unwrap()).collect()).collect();
    let mut responses = Responses::new(rows[0].len() - 1);
    for row in &rows {
        responses
            .push(row[1..].iter().enumerate().map(|(i, c)| (i, Answer::Category(u8::try_from(*c).unwrap()))))
            .unwrap();
    }
    (responses, rows.iter().map(|row| row[0]).collect())
}

fn list(value: &serde_json::Value) -> Vec<usize> {
    value.as_array().unwrap().iter().map(|v| usize::try_from(v.as_u64().unwrap()).unwrap() - 1).collect()
}

#[test]
fn verbal_aggression_shows_the_dif_that_the_reference_shows() {
    let Some(folder) = common::case("04_dif_verbal") else { return };
    let (responses, groups) = load(&folder);
    let data = Scoring { responses: &responses, skipped: Skipped::Zero, groups: &groups };
    let all: Vec<usize> = (0..responses.items()).collect();
    let settings = Settings::default();
    let found = dif(&data, [0, 1], &all, &Matching::SumScore, &settings);
    let pure = purified_mantel_haenszel(&data, [0, 1], &Matching::SumScore, &settings);
    let pure_logistic = purified_logistic(&data, [0, 1], &Matching::SumScore, &settings);
    let mut worst = [0.0_f64; 4];
    for (item, row) in common::table(&folder.join("expected.csv")).iter().enumerate() {
        let one = found[item].as_ref().unwrap();
        let (mh, logistic) = (one.mantel_haenszel.as_ref().unwrap(), one.logistic.as_ref().unwrap());
        let pairs = [
            (0, mh.chi_square, "MH_chisq"),
            (0, mh.p, "MH_p"),
            (0, mh.alpha, "alphaMH"),
            (0, mh.log_alpha_variance, "varLambda"),
            (0, mh.delta, "deltaMH"),
            (0, mh.chi_square_uncorrected, "MH_nocorr"),
            (0, mh.chi_square_guarded, "mantelhaen_chisq"),
            (0, 1.0 / mh.alpha, "mantelhaen_or_group1_to_group2"),
            (0, one.mantel.as_ref().unwrap().chi_square, "MH_nocorr"),
            (0, one.generalized.as_ref().unwrap().chi_square, "MH_nocorr"),
            (0, pure.items[item].as_ref().unwrap().chi_square, "MH_purified"),
            (0, pure.items[item].as_ref().unwrap().alpha, "alphaMH_purified"),
            (0, one.standardization.as_ref().unwrap().difference, "std_pdif"),
            (1, logistic.both, "logis_both_LR"),
            (1, logistic.uniform_only, "logis_udif_LR"),
            (1, logistic.nonuniform, "logis_nudif_LR"),
            (3, logistic.wald_both, "logis_both_Wald"),
            (1, logistic.r2_change, "deltaR2_nagelkerke"),
            (1, pure_logistic.items[item].as_ref().unwrap().both, "logis_both_purified"),
            (2, one.breslow_day.unwrap().chi_square, "breslow_day"),
            (2, f64::from(u32::try_from(one.breslow_day.unwrap().df).unwrap()), "bd_df"),
        ];
        for (kind, value, column) in pairs {
            let away = (value - number(&row[column])).abs();
            // Breslow-Day has four decimals in the file; the file's Wald test has the weights of the step before the last.
            assert!(away <= [1e-6, 1e-4, 5.1e-5, 1e-3][kind], "item {item} {column}: {value} expected {}", row[column]);
            worst[kind] = worst[kind].max(away);
        }
        let size = ["A", "B", "C"][mh.size as usize];
        assert_eq!(size, row["ETS"], "item {item}");
        assert!(mh.ets <= mh.size);
    }
    println!(
        "04_dif_verbal: MH and standardisation {:.1e}, logistic {:.1e}, Breslow-Day {:.1e}",
        worst[0], worst[1], worst[2]
    );
    let expected: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("expected.json")).unwrap()).unwrap();
    assert_eq!(pure.flagged, list(&expected["flagged_MH_purified"]));
    assert_eq!(pure.history[0], list(&expected["flagged_MH"]));
    assert_eq!(pure_logistic.history[0], list(&expected["flagged_logistic"]));
    assert_eq!(
        (pure.ended, pure.rounds),
        (Ended::Stable, usize::try_from(expected["purify_iterations"].as_u64().unwrap()).unwrap())
    );
    for (item, row) in expected["logistic_par"]["rows"].as_array().unwrap().iter().enumerate() {
        let logistic = found[item].as_ref().unwrap().logistic.as_ref().unwrap();
        let flagged = pure_logistic.history[0].contains(&item);
        let fitted = if flagged { &logistic.full } else { &logistic.base };
        for (value, expected) in fitted.coefficients.iter().zip(row.as_array().unwrap()) {
            assert!((value - expected.as_f64().unwrap()).abs() < 1e-6, "item {item}: {fitted:?}");
        }
    }
}

/// 2PL answers of two groups; the focal group is `shift` less able, and the items in `biased` are harder for it by 0.7.
fn two_groups(
    persons: usize,
    items: usize,
    biased: &[usize],
    shown: f64,
    random: &mut Random,
) -> (Vec<ItemModel>, Responses, Vec<usize>, Vec<f64>) {
    let models: Vec<ItemModel> = (0..items)
        .map(|_| {
            let a = 1.2 * (0.2 * random.normal()).exp();
            ItemModel::Dichotomous { a, d: -a * 0.8 * random.normal(), g: 0.0 }
        })
        .collect();
    let harder: Vec<ItemModel> = models
        .iter()
        .enumerate()
        .map(|(item, model)| match model {
            ItemModel::Dichotomous { a, d, g } if biased.contains(&item) => {
                ItemModel::Dichotomous { a: *a, d: d - 0.7 * a, g: *g }
            }
            other => other.clone(),
        })
        .collect();
    let groups: Vec<usize> = (0..persons).map(|person| person % 2).collect();
    let theta: Vec<f64> = groups.iter().map(|g| random.normal() - if *g == 1 { 0.4 } else { 0.0 }).collect();
    let mut responses = Responses::new(items);
    for (group, theta) in groups.iter().zip(&theta) {
        let models = if *group == 1 { &harder } else { &models };
        let mut row = Vec::new();
        for (item, model) in models.iter().enumerate() {
            if random.uniform() < shown {
                row.push((item, random.category(model, *theta)));
            }
        }
        responses.push(row).unwrap();
    }
    (models, responses, groups, theta)
}

/// Hits among the biased items and false alarms among the others.
fn hits(flagged: &[usize], biased: &[usize]) -> (usize, usize) {
    let right = flagged.iter().filter(|item| biased.contains(item)).count();
    (right, flagged.len() - right)
}

#[test]
fn purification_finds_the_biased_items_by_score_and_by_theta() {
    let biased = [0, 5, 11, 18, 24, 31, 37];
    let mut random = Random::new(20);
    let (models, responses, groups, _) = two_groups(2000, 40, &biased, 1.0, &mut random);
    let data = Scoring { responses: &responses, skipped: Skipped::Zero, groups: &groups };
    // At 1 % of 33 unbiased items three or fewer false alarms are all but certain.
    let settings = Settings { level: 0.01, ..Settings::default() };
    let by_score = purified_mantel_haenszel(&data, [0, 1], &Matching::SumScore, &settings);
    let estimate = |anchors: &[usize]| simulated::posterior_means(&models, &responses, |item| anchors.contains(&item));
    let matching = Matching::Estimated { estimate: &estimate, strata: 20 };
    let by_theta = purified_mantel_haenszel(&data, [0, 1], &matching, &settings);
    let regression = purified_logistic(&data, [0, 1], &Matching::SumScore, &settings);
    // The logistic test has 2 df and takes unequal slopes between groups of unequal ability for non-uniform DIF: more false
    // alarms are in its nature.
    for (found, most) in [(&by_score.flagged, 3), (&by_theta.flagged, 3), (&regression.flagged, 5)] {
        let (right, wrong) = hits(found, &biased);
        println!("complete: {right}/7, {wrong}/33 false");
        assert!(right >= 6 && wrong <= most, "{found:?}");
    }
    assert_eq!(by_score.ended, Ended::Stable);
}

#[test]
fn random_forms_are_matched_on_theta_and_refused_by_score() {
    let biased = [3, 9, 17, 26, 33, 41, 55];
    let mut random = Random::new(21);
    let (models, responses, groups, _) = two_groups(4000, 60, &biased, 0.5, &mut random);
    let data = Scoring { responses: &responses, skipped: Skipped::Zero, groups: &groups };
    let settings = Settings { level: 0.01, ..Settings::default() };
    let estimate = |anchors: &[usize]| simulated::posterior_means(&models, &responses, |item| anchors.contains(&item));
    let found =
        purified_mantel_haenszel(&data, [0, 1], &Matching::Estimated { estimate: &estimate, strata: 20 }, &settings);
    let (right, wrong) = hits(&found.flagged, &biased);
    println!("sparse: {right}/7, {wrong}/53 false");
    assert!(right >= 6 && wrong <= 4, "{:?}", found.flagged);
    let all: Vec<usize> = (0..60).collect();
    let refused = dif(&data, [0, 1], &all, &Matching::SumScore, &settings);
    assert!(matches!(refused[0], Err(DifError::NotComplete { .. })));
}

#[test]
fn one_stratum_has_the_closed_forms() {
    let counts = vec![vec![7.0, 12.0, 5.0], vec![9.0, 4.0, 11.0], vec![3.0, 8.0, 6.0]];
    let n: f64 = counts.iter().flatten().sum();
    let tables = Strata { groups: 3, categories: 3, strata: vec![Stratum { counts: counts.clone() }] };
    // General association of one table is Pearson's X² times (n - 1) / n; mean scores of two groups (n - 1) r².
    let row = |g: usize| counts[g].iter().sum::<f64>();
    let column = |k: usize| counts.iter().map(|group| group[k]).sum::<f64>();
    let mut pearson = 0.0;
    for (g, group) in counts.iter().enumerate() {
        for (k, count) in group.iter().enumerate() {
            let expected = row(g) * column(k) / n;
            pearson += (count - expected).powi(2) / expected;
        }
    }
    let found = generalized_mantel_haenszel(&tables).unwrap();
    assert!((found.chi_square - pearson * (n - 1.0) / n).abs() < 1e-10 && found.df == 4);
    let two = Strata { groups: 2, categories: 3, strata: vec![Stratum { counts: counts[..2].to_vec() }] };
    let n: f64 = counts[..2].iter().flatten().sum();
    let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
        (0..2).flat_map(|g| (0..3).map(move |k| (g, k))).map(|(g, k)| counts[g][k] * f(g as f64, k as f64)).sum()
    };
    let (x, y) = (sum(&|g, _| g), sum(&|_, k| k));
    let xy = sum(&|g, k| g * k) - x * y / n;
    let r2 = xy * xy / ((sum(&|g, _| g) - x * x / n) * (sum(&|_, k| k * k) - y * y / n));
    assert!((mantel(&two).unwrap().chi_square - (n - 1.0) * r2).abs() < 1e-10);
    // A category that nobody chose changes nothing.
    let wider = counts.iter().map(|group| [group.as_slice(), &[0.0]].concat()).collect();
    let wider = Strata { groups: 3, categories: 4, strata: vec![Stratum { counts: wider }] };
    assert!((generalized_mantel_haenszel(&wider).unwrap().chi_square - found.chi_square).abs() < 1e-10);
}

#[test]
fn polytomous_dif_shows_in_mantel_and_the_mean_difference() {
    let mut random = Random::new(22);
    let mut items = simulated::graded(10, &mut random);
    items[4] = ItemModel::Graded { a: 1.4, d: vec![1.8, 0.0, -1.8] };
    let mut harder = items.clone();
    harder[4] = ItemModel::Graded { a: 1.4, d: vec![0.7, -1.1, -2.9] };
    let groups: Vec<usize> = (0..1500).map(|person| person % 3).collect();
    let mut responses = Responses::new(10);
    for group in &groups {
        let theta = random.normal();
        let models = if *group == 2 { &harder } else { &items };
        let cells: Vec<_> = models.iter().map(|item| Some(random.category(item, theta))).collect();
        responses.push_dense(&cells).unwrap();
    }
    let data = Scoring { responses: &responses, skipped: Skipped::Zero, groups: &groups };
    let all: Vec<usize> = (0..10).collect();
    let settings = Settings::default();
    let found = dif(&data, [0, 2], &all, &Matching::SumScore, &settings);
    let biased = found[4].as_ref().unwrap();
    let (mantel, difference) = (biased.mantel.unwrap(), biased.standardization.unwrap());
    assert!(mantel.p < 1e-6 && difference.effect < -0.25 && difference.root_mean_square > 0.2, "{biased:?}");
    assert!((difference.difference / difference.se).powi(2) > 15.0);
    assert_eq!(biased.mantel_haenszel, Err(DifError::NotDichotomous { item: 4 }));
    let three = multigroup(&data, &[0, 1, 2], &all, &Matching::SumScore, &settings);
    assert!(three[4].unwrap().p < 1e-5 && three[4].unwrap().df == 2);
    assert!(three.iter().filter(|one| one.as_ref().unwrap().p < 0.001).count() <= 2);
}

#[test]
fn small_groups_borrow_from_the_test_or_are_refused() {
    let mut random = Random::new(23);
    let (_, responses, groups, theta) = two_groups(80, 12, &[2], 1.0, &mut random);
    let data = Scoring { responses: &responses, skipped: Skipped::Zero, groups: &groups };
    let all: Vec<usize> = (0..12).collect();
    let refused = dif(&data, [0, 1], &all, &Matching::SumScore, &Settings::default());
    assert_eq!(refused[3], Err(DifError::GroupTooSmall { item: 3, group: 0, count: 40, needed: 50 }));
    let settings = Settings { minimum_group: 20, ..Settings::default() };
    let found = dif(&data, [0, 1], &all, &Matching::Theta { theta: &theta, strata: 5 }, &settings);
    let deltas: Vec<(f64, f64)> = found
        .iter()
        .map(|item| item.as_ref().unwrap().mantel_haenszel.as_ref().unwrap())
        .map(|mh| (mh.delta, mh.delta_se))
        .collect();
    let shrunk = empirical_bayes(&deltas, DELTA_LIMITS);
    let mean = deltas.iter().map(|pair| pair.0).sum::<f64>() / 12.0;
    for (posterior, (delta, se)) in shrunk.iter().zip(&deltas) {
        let posterior = posterior.unwrap();
        assert!((posterior.mean - mean).abs() <= (delta - mean).abs() && posterior.sd < *se);
        assert!((posterior.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
    // Figures of an integration over τ and μ on a dense grid of its own.
    let check = |items: &[(f64, f64)], mean: f64, sd: f64, below: [f64; 4]| {
        let found = empirical_bayes(items, DELTA_LIMITS)[0].unwrap();
        let parts = found.probabilities;
        let sums = [parts[0], parts[0] + parts[1], 1.0 - parts[4] - parts[3], 1.0 - parts[4]];
        let close = |found: f64, expected: f64| (found - expected).abs() < 2e-3;
        assert!(close(found.mean, mean) && close(found.sd, sd), "{found:?}");
        assert!(sums.into_iter().zip(below).all(|(found, expected)| close(found, expected)), "{found:?}");
    };
    check(
        &[(3.0, 1.0), (-3.0, 1.0), (f64::INFINITY, 1.0)],
        2.638_05,
        1.037_06,
        [0.000_04, 0.000_29, 0.057_91, 0.136_03],
    );
    // No more spread than error: the estimate of τ² is 0, yet nothing is certain.
    check(&[(0.1, 1.0), (-0.1, 1.0)], 0.033_43, 0.817_33, [0.030_03, 0.100_54, 0.883_67, 0.962_79]);
    let fair = [(0.2, 1.0), (-0.3, 1.2), (0.5, 1.0), (-0.4, 0.9), (0.1, 1.0), (0.3, 1.1)];
    let items = [vec![(2.0, 1.1), (-1.9, 1.1)], fair.to_vec()].concat();
    check(&items, 0.421_04, 0.686_52, [0.000_41, 0.005_31, 0.825_62, 0.926_10]);
    // One item alone is held against what matching expects: none.
    let alone = empirical_bayes(&[(1.0, 1.0), (f64::NAN, 1.0)], DELTA_LIMITS);
    assert!(alone[0].is_some_and(|one| one.mean > 0.0 && one.mean < 1.0 && one.sd < 1.0) && alone[1].is_none());
    let one = alone[0].unwrap();
    assert!((one.mean - one.weight).abs() < 1e-12, "a figure of 1 counts as its weight");
    assert_eq!(empirical_bayes(&[(1.0, 0.0), (1.0, -1.0)], DELTA_LIMITS), [None, None], "no error is no measurement");
    assert_eq!(empirical_bayes(&[], DELTA_LIMITS), []);
}

#[test]
fn answers_without_information_give_reasons() {
    let sample = |group: &[usize], score: &[usize], matching: &[f64]| Matched {
        group: group.to_vec(),
        score: score.to_vec(),
        matching: matching.to_vec(),
    };
    let same = sample(&[0, 1, 0, 1], &[1, 1, 1, 1], &[0.0, 0.0, 1.0, 1.0]);
    assert_eq!(logistic_dif(&same), Err(DifError::NoInformation));
    let one_value = sample(&[0, 1, 0, 1], &[1, 0, 0, 1], &[2.0; 4]);
    assert_eq!(logistic_dif(&one_value), Err(DifError::NoInformation));
    let empty = sample(&[], &[], &[]);
    assert_eq!(logistic_dif(&empty), Err(DifError::NoInformation));
    let values: Vec<f64> = (0..12).map(f64::from).collect();
    let groups: Vec<usize> = (0..12).map(|person| person % 2).collect();
    let split: Vec<usize> = (0..12).map(|person| usize::from(person > 5)).collect();
    assert_eq!(logistic_dif(&sample(&groups, &split, &values)), Err(DifError::Separated));
    let tables = strata(&same, 2, &Matching::SumScore);
    assert_eq!(mantel_haenszel(&tables), Err(DifError::NoInformation));
    assert!(generalized_mantel_haenszel(&tables).is_err() && breslow_day(&tables).is_err());
    assert!(standardization(&strata(&empty, 2, &Matching::SumScore)).is_err());
    let responses = Responses::new(2);
    let data = Scoring { responses: &responses, skipped: Skipped::Zero, groups: &[0] };
    let refused = dif(&data, [0, 1], &[0, 1], &Matching::SumScore, &Settings::default());
    assert!(matches!(refused[0], Err(DifError::Length { what: "groups", .. })));
}

#[test]
fn an_infinite_odds_ratio_keeps_its_test() {
    let tables =
        Strata { groups: 2, categories: 2, strata: vec![Stratum { counts: vec![vec![0.0, 30.0], vec![20.0, 10.0]] }] };
    let found = mantel_haenszel(&tables).unwrap();
    assert!(found.alpha.is_infinite() && found.delta_se.is_infinite() && found.p < 1e-4);
    assert_eq!((found.ets, found.size), (EtsClass::B, EtsClass::C));
    assert!(breslow_day(&tables).is_err());
}

#[test]
fn equal_odds_ratios_leave_breslow_day_near_nothing() {
    // Odds ratio 4 in each stratum, exactly.
    let stratum = |a: f64, b: f64, c: f64, d: f64| Stratum { counts: vec![vec![b, a], vec![d, c]] };
    let equal = Strata {
        groups: 2,
        categories: 2,
        strata: vec![stratum(40.0, 20.0, 20.0, 40.0), stratum(80.0, 10.0, 30.0, 15.0), stratum(8.0, 32.0, 4.0, 64.0)],
    };
    let found = mantel_haenszel(&equal).unwrap();
    assert!((found.alpha - 4.0).abs() < 1e-12 && found.ets == EtsClass::C);
    let test = breslow_day(&equal).unwrap();
    assert!(test.chi_square.abs() < 1e-20 && test.df == 2 && (test.p - 1.0).abs() < 1e-9);
    let mut crossed = equal;
    crossed.strata[0].counts.swap(0, 1);
    let test = breslow_day(&crossed).unwrap();
    assert!(test.chi_square > 20.0 && test.tarone <= test.chi_square);
}

proptest! {
    /// Exchanging the groups turns the odds ratio over and leaves the tests.
    #[test]
    fn groups_are_symmetric(cells in prop::collection::vec(prop::array::uniform4(1_u8..30), 2..8)) {
        let strata = |focal_first: bool| Strata {
            groups: 2,
            categories: 2,
            strata: cells
                .iter()
                .map(|[a, b, c, d]| {
                    let rows = [vec![f64::from(*b), f64::from(*a)], vec![f64::from(*d), f64::from(*c)]];
                    let [first, second] = rows;
                    Stratum { counts: if focal_first { vec![second, first] } else { vec![first, second] } }
                })
                .collect(),
        };
        let (one, other) = (mantel_haenszel(&strata(false)).unwrap(), mantel_haenszel(&strata(true)).unwrap());
        prop_assert!((one.alpha * other.alpha - 1.0).abs() < 1e-9);
        prop_assert!((one.chi_square - other.chi_square).abs() < 1e-9 * (1.0 + one.chi_square));
        prop_assert!((one.log_alpha_variance - other.log_alpha_variance).abs() < 1e-9);
        prop_assert!(one.chi_square_guarded <= one.chi_square_uncorrected + 1e-12);
        let (one_bd, other_bd) = (breslow_day(&strata(false)).unwrap(), breslow_day(&strata(true)).unwrap());
        prop_assert!((one_bd.chi_square - other_bd.chi_square).abs() < 1e-7 * (1.0 + one_bd.chi_square));
        let general = generalized_mantel_haenszel(&strata(false)).unwrap();
        prop_assert!((general.chi_square - one.chi_square_uncorrected).abs() < 1e-8 * (1.0 + general.chi_square));
    }
}
