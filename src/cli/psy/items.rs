//! `ukur psy items`.

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Value, json};
use ukur_psychometrics::classical::{
    Correlations, Criterion, ItemStatistics, OneFactor, Reliability, ScoreTable, item_statistics, pairwise_alpha,
    reliability, score_summary,
};

use super::options::AnswerArgs;
use super::raw_options::{OptionArgs, options};
use super::read::{AnswerSheet, shown};
use super::reasons;
use super::write::{OutArgs, Table, known, number};

#[derive(Clone, Copy, ValueEnum)]
enum Part {
    Items,
    Options,
}

#[derive(Args)]
pub(in crate::cli) struct ItemsArgs {
    #[command(flatten)]
    answers: AnswerArgs,
    /// Sparse forms: persons that two items must share to count in alpha
    #[arg(long, default_value_t = 20, value_name = "COUNT")]
    minimum_pair: usize,
    #[command(flatten)]
    options: OptionArgs,
    /// The part that csv writes
    #[arg(long, value_enum, ignore_case = true, default_value = "items")]
    part: Part,
    #[command(flatten)]
    out: OutArgs,
}

#[derive(Serialize)]
struct Analysis {
    persons: usize,
    /// What correlations are with: the sum score, or the mean per shown item where forms differ.
    criterion: &'static str,
    scores: Value,
    reliability: Value,
    items: Table,
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Table>,
}

pub(super) fn run(args: &ItemsArgs) -> anyhow::Result<()> {
    let answers = AnswerSheet::read(&args.answers.responses)?;
    let skipped = args.answers.skipped();
    let statistics = item_statistics(&answers.responses, skipped);
    doubts(&answers, &statistics);
    let scored = ScoreTable::new(&answers.responses, skipped);
    let complete = reliability(&scored);
    let criterion = match scored.criterion() {
        Criterion::SumScore => "sum score",
        Criterion::MeanPerShownItem => "mean per shown item",
    };
    let analysis = Analysis {
        persons: scored.persons(),
        criterion,
        scores: summary(&scored).with_context(|| answers.file.clone())?,
        reliability: match &complete {
            Ok(found) => whole(found),
            Err(reason) => sparse(&scored, args.minimum_pair, &reasons::classical(&answers, reason)),
        },
        items: table(&answers, &statistics, complete.as_ref().ok()),
        options: options(&args.options, &answers)?,
    };
    let part = match args.part {
        Part::Items => &analysis.items,
        Part::Options => analysis.options.as_ref().context("--part options needs --choices")?,
    };
    args.out.write(&analysis, part)
}

/// Codings that no statistic refuses and that are hardly meant.
fn doubts(answers: &AnswerSheet, statistics: &[ItemStatistics]) {
    let zero = |found: &ItemStatistics| found.categories.first().is_some_and(|count| *count > 0);
    let highest = |found: &ItemStatistics| found.categories.iter().rposition(|count| *count > 0);
    // Where everybody is right, or nobody answered, there is nothing to wonder at.
    let most = statistics.iter().filter_map(highest).max().unwrap_or(0);
    if most > 1 && !statistics.iter().any(zero) {
        eprintln!("note: no answer is 0: are categories counted from 1? Means are then 1 too high");
    }
    for found in statistics {
        let (item, counts) = (shown(&answers.items[found.item]), &found.categories);
        let Some(highest) = counts.iter().rposition(|count| *count > 0) else { continue };
        let below = counts[..highest].iter().rposition(|count| *count > 0).map_or(0, |below| below + 1);
        if highest >= below + 2 {
            eprintln!("note: item {item}: category {highest} was given, and none from {below} to {}", highest - 1);
        }
    }
}

fn summary(scored: &ScoreTable) -> anyhow::Result<Value> {
    let totals = (0..scored.persons()).filter_map(|person| scored.total(person, scored.criterion()));
    let found = score_summary(&totals.collect::<Vec<_>>())?;
    Ok(json!({
        "mean": number(found.mean), "sd": number(found.sd), "variance": number(found.variance),
        "skewness": number(found.skewness), "kurtosis": number(found.kurtosis),
        "minimum": found.minimum, "maximum": found.maximum,
        "percentiles_5_25_50_75_95": found.percentiles,
    }))
}

fn whole(found: &Reliability) -> Value {
    let standardized = found.standardized.as_ref().ok();
    let omega = standardized.and_then(|s| s.maximum_likelihood.as_ref().ok()).map(OneFactor::omega);
    let minres = standardized.and_then(|s| s.minres.as_ref().ok()).map(OneFactor::omega);
    json!({
        "alpha": found.alpha, "alpha_95": [found.interval.low, found.interval.high], "sem": number(found.sem),
        "kr20": known(&found.kr20), "kr21": known(&found.kr21),
        "lambda2": number(found.lambda2), "lambda4": number(found.lambda4.lambda4),
        "lambda4_exhaustive": found.lambda4.exhaustive,
        "lambda6": standardized.map_or(Value::Null, |s| known(&s.lambda6)),
        "standardized_alpha": standardized.map(|s| s.alpha), "omega": omega, "omega_minres": minres,
    })
}

/// Alpha of a random form as long as the mean form, from pairs.
fn sparse(scored: &ScoreTable, minimum: usize, reason: &str) -> Value {
    let shown = scored.shown().iter().sum::<usize>();
    let length = (shown + scored.persons() / 2) / scored.persons().max(1);
    match pairwise_alpha(&Correlations::new(scored), length, minimum) {
        Ok(found) => json!({
            "pairwise_alpha": number(found.alpha), "length": found.length, "pairs_used": found.pairs_used,
            "pairs_missing": found.pairs_missing, "smallest_pair": found.smallest_pair, "why_pairwise": reason,
        }),
        Err(error) => json!({ "alpha": null, "reason": reason, "pairwise": error.to_string() }),
    }
}

/// Nothing of an item that nobody saw.
fn seen(found: &ItemStatistics, value: f64) -> Value {
    if found.shown == 0 { Value::Null } else { number(value) }
}

fn table(answers: &AnswerSheet, statistics: &[ItemStatistics], complete: Option<&Reliability>) -> Table {
    let mut table = Table::new([
        "item",
        "shown",
        "skipped",
        "categories",
        "mean",
        "sd",
        "variance",
        "item_total",
        "item_rest",
        "biserial_total",
        "biserial_rest",
        "upper_lower_27",
        "alpha_if_deleted",
    ]);
    for found in statistics {
        let deleted = complete.map_or(Value::Null, |complete| known(&complete.alpha_if_deleted[found.item]));
        table.push(vec![
            json!(answers.items[found.item]),
            json!(found.shown),
            json!(found.skipped),
            json!(found.categories),
            number(found.mean),
            seen(found, found.variance.sqrt()),
            seen(found, found.variance),
            known(&found.item_total),
            known(&found.item_rest),
            known(&found.biserial_total),
            known(&found.biserial_rest),
            known(&found.upper_lower),
            deleted,
        ]);
    }
    table
}
