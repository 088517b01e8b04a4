//! The rows that `ukur psy dif` writes.

use serde_json::{Value, json};
use ukur_psychometrics::dif::{DELTA_LIMITS, DifError, ItemDif, empirical_bayes};

use super::read::AnswerSheet;
use super::reasons;
use super::write::{Table, number};

pub(super) type Found = [Result<ItemDif, DifError>];

/// A row without numbers, with the reason at its end.
pub(super) fn without(item: &str, columns: usize, reason: &str) -> Vec<Value> {
    let mut row = vec![Value::Null; columns];
    row[0] = json!(item);
    row[columns - 1] = json!(reason);
    row
}

pub(super) fn mantel_haenszel(answers: &AnswerSheet, found: &Found, level: f64) -> (Table, Vec<usize>) {
    const COLUMNS: [&str; 22] = [
        "item",
        "reference_persons",
        "focal_persons",
        "chi_square",
        "p",
        "chi_square_uncorrected",
        "alpha",
        "log_alpha_variance",
        "delta",
        "delta_se",
        "ets",
        "ets_size",
        "flagged",
        "std_difference",
        "std_se",
        "breslow_day",
        "breslow_day_df",
        "breslow_day_p",
        "mantel_chi_square",
        "mantel_p",
        "empirical_bayes_delta",
        "reason",
    ];
    let pair = |item: &Result<ItemDif, DifError>| {
        let mh = item.as_ref().ok().and_then(|item| item.mantel_haenszel.as_ref().ok());
        mh.map_or((f64::NAN, f64::NAN), |mh| (mh.delta, mh.delta_se))
    };
    let bayes = empirical_bayes(&found.iter().map(pair).collect::<Vec<_>>(), DELTA_LIMITS);
    let (mut table, mut flagged) = (Table::new(COLUMNS), Vec::new());
    for (place, result) in found.iter().enumerate() {
        let name = &answers.items[place];
        let item = match result {
            Ok(item) => item,
            Err(reason) => {
                table.push(without(name, COLUMNS.len(), &reasons::dif(answers, reason)));
                continue;
            }
        };
        let mh = item.mantel_haenszel.as_ref();
        let of = |value: &dyn Fn(&ukur_psychometrics::dif::MantelHaenszel) -> Value| mh.map_or(Value::Null, value);
        let test = mh.map_or_else(|_| item.mantel.as_ref().map(|m| m.p), |mh| Ok(mh.p));
        let is_flagged = test.is_ok_and(|p| p < level);
        flagged.extend(is_flagged.then_some(place));
        let (std, bd, mantel) = (item.standardization.as_ref(), item.breslow_day.as_ref(), item.mantel.as_ref());
        table.push(vec![
            json!(name),
            json!(item.persons[0]),
            json!(item.persons[1]),
            of(&|mh| number(mh.chi_square)),
            of(&|mh| number(mh.p)),
            of(&|mh| number(mh.chi_square_uncorrected)),
            of(&|mh| number(mh.alpha)),
            of(&|mh| number(mh.log_alpha_variance)),
            of(&|mh| number(mh.delta)),
            of(&|mh| number(mh.delta_se)),
            of(&|mh| json!(format!("{:?}", mh.ets))),
            of(&|mh| json!(format!("{:?}", mh.size))),
            json!(is_flagged),
            std.map_or(Value::Null, |std| number(std.difference)),
            std.map_or(Value::Null, |std| number(std.se)),
            bd.map_or(Value::Null, |bd| number(bd.chi_square)),
            bd.map_or(Value::Null, |bd| json!(bd.df)),
            bd.map_or(Value::Null, |bd| number(bd.p)),
            mantel.map_or(Value::Null, |m| number(m.chi_square)),
            mantel.map_or(Value::Null, |m| number(m.p)),
            bayes[place].map_or(Value::Null, |bayes| number(bayes.mean)),
            mh.err().map_or(Value::Null, |reason| json!(reasons::dif(answers, reason))),
        ]);
    }
    (table, flagged)
}

pub(super) fn logistic(answers: &AnswerSheet, found: &Found, level: f64) -> (Table, Vec<usize>) {
    const COLUMNS: [&str; 15] = [
        "item",
        "reference_persons",
        "focal_persons",
        "both",
        "both_p",
        "uniform",
        "uniform_p",
        "nonuniform",
        "nonuniform_p",
        "wald_both",
        "r2_change",
        "jodoin_gierl",
        "zumbo_thomas",
        "flagged",
        "reason",
    ];
    let (mut table, mut flagged) = (Table::new(COLUMNS), Vec::new());
    for (place, result) in found.iter().enumerate() {
        let name = &answers.items[place];
        let fit = result
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|item| item.logistic.as_ref().map(|fit| (item, fit)).map_err(Clone::clone));
        let (item, fit) = match fit {
            Ok(found) => found,
            Err(reason) => {
                table.push(without(name, COLUMNS.len(), &reasons::dif(answers, &reason)));
                continue;
            }
        };
        let is_flagged = fit.both_p < level;
        flagged.extend(is_flagged.then_some(place));
        table.push(vec![
            json!(name),
            json!(item.persons[0]),
            json!(item.persons[1]),
            number(fit.both),
            number(fit.both_p),
            number(fit.uniform_only),
            number(fit.uniform_p),
            number(fit.nonuniform),
            number(fit.nonuniform_p),
            number(fit.wald_both),
            number(fit.r2_change),
            json!(format!("{:?}", fit.jodoin_gierl)),
            json!(format!("{:?}", fit.zumbo_thomas)),
            json!(is_flagged),
            Value::Null,
        ]);
    }
    (table, flagged)
}
