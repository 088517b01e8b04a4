//! DIF against the reference case, and on data of its own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

mod common;

use ukur_psychometrics::dif::{
    Ended, EtsClass, Matching, Scoring, Settings, dif, multigroup, purified_logistic, purified_mantel_haenszel,
};
use ukur_psychometrics::{Answer, Responses, Skipped};

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
