//! `ukur psy fit`.

use std::path::PathBuf;

use anyhow::ensure;
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Value, json};
use ukur_psychometrics::fit::{
    Ability, DependencePair, Estimator as Correction, FitError, ScoreFitSettings, Slopes, item_fit,
    limited_information, local_dependence, person_fit, q3, root_mean_square_deviations, s_x2,
};
use ukur_psychometrics::{Grid, Prior, Skipped};

use super::options::{AnswerArgs, Estimator, GridArgs, ParameterArgs, given, one_scale, scores};
use super::population::populated;
use super::read::{Aligned, AnswerSheet};
use super::reasons;
use super::write::{OutArgs, Table, known, number};

#[derive(Clone, Copy, ValueEnum)]
enum Part {
    Items,
    Pairs,
    Persons,
}

#[derive(Clone, Copy, ValueEnum)]
enum Estimated {
    /// One an item
    Free,
    /// One for all items (1PL, or slopes 1 and a free variance of θ)
    Shared,
    /// None
    Fixed,
}

#[derive(Args)]
pub(in crate::cli) struct FitArgs {
    #[command(flatten)]
    parameters: ParameterArgs,
    #[command(flatten)]
    answers: AnswerArgs,
    /// Estimator of θ for infit, outfit, lz and lz*; lz* does not exist for eap
    #[arg(long, value_enum, ignore_case = true, default_value = "wle")]
    method: Estimator,
    /// θ of the persons by that estimator, where it is known: columns person and theta
    #[arg(long, value_name = "T.csv")]
    theta: Option<PathBuf>,
    /// S-X²: persons that one form (the same set of items) needs
    #[arg(long, default_value_t = 100, value_name = "COUNT")]
    minimum_form: usize,
    /// S-X²: expected persons in a cell; smaller cells are joined
    #[arg(long, default_value_t = 1.0, value_name = "PERSONS")]
    minimum_cell: f64,
    /// Q3, LD-X² and RMSD: persons that a pair or an item needs
    #[arg(long, default_value_t = 30, value_name = "COUNT")]
    minimum_persons: usize,
    /// Pairs whose Q3 lies so far above the mean of all pairs are listed; -2 lists all
    #[arg(long, default_value_t = 0.2, allow_negative_numbers = true, value_name = "Q3")]
    q3_above: f64,
    /// Pairs whose standardised LD-X² is larger are listed too
    #[arg(long, default_value_t = 10.0, allow_negative_numbers = true, value_name = "Z")]
    ld_above: f64,
    /// Persons whose lz* (or lz) lies below are flagged
    #[arg(long, default_value_t = -1.645, allow_negative_numbers = true, value_name = "Z")]
    misfit_below: f64,
    /// Overall fit by limited information (M2, C2) too; slow beyond 60 items
    #[arg(long)]
    m2: bool,
    /// M2: what was estimated of the slopes
    #[arg(long, value_enum, ignore_case = true, default_value = "free", requires = "m2")]
    slopes: Estimated,
    /// The part that csv writes
    #[arg(long, value_enum, ignore_case = true, default_value = "items")]
    part: Part,
    #[command(flatten)]
    grid: GridArgs,
    #[command(flatten)]
    out: OutArgs,
}

#[derive(Serialize)]
struct Report {
    method: &'static str,
    /// The population.
    prior: Value,
    #[serde(skip_serializing_if = "Value::is_null")]
    overall: Value,
    q3_mean: Option<f64>,
    items: Table,
    pairs: Table,
    persons: Table,
}

pub(super) fn run(args: &FitArgs) -> anyhow::Result<()> {
    for (name, value) in [("q3-above", args.q3_above), ("ld-above", args.ld_above), ("misfit-below", args.misfit_below)]
    {
        ensure!(!value.is_nan(), "--{name} must be a number");
    }
    ensure!(args.minimum_cell > 0.0 && args.minimum_cell.is_finite(), "--minimum-cell must lie above 0");
    let answers = AnswerSheet::read(&args.answers.responses)?;
    let (parameters, aligned) = args.parameters.align(&answers)?;
    one_scale(&aligned);
    let (population, prior) = populated(&args.grid, &parameters, &aligned.items)?;
    let (skipped, grid) = (args.answers.skipped(), population.grid()?);
    let theta: Vec<f64> = match &args.theta {
        Some(path) => given(path, &answers)?,
        None => scores(&aligned, skipped, args.method, &population)?.iter().map(|score| score.theta).collect(),
    };
    let (pairs, q3_mean) = pairs(args, &aligned, skipped, &grid)?;
    let report = Report {
        method: args.method.name(),
        prior,
        overall: if args.m2 { overall(args, &aligned, skipped, &grid) } else { Value::Null },
        q3_mean,
        items: items(args, &aligned, skipped, &grid, &theta)?,
        pairs,
        persons: persons(args, (&answers, &aligned), skipped, &theta, population.prior())?,
    };
    let part = match args.part {
        Part::Items => &report.items,
        Part::Pairs => &report.pairs,
        Part::Persons => &report.persons,
    };
    args.out.write(&report, part)
}

fn items(args: &FitArgs, aligned: &Aligned, skipped: Skipped, grid: &Grid, theta: &[f64]) -> anyhow::Result<Table> {
    let (models, responses) = (aligned.models(), &aligned.responses);
    let settings =
        ScoreFitSettings { minimum_cell: args.minimum_cell, minimum_form: args.minimum_form, parameters: None };
    let by_score = s_x2(&models, responses, skipped, grid, &settings)?;
    let by_residual = item_fit(&models, responses, skipped, theta)?;
    let by_curve = root_mean_square_deviations(&models, responses, skipped, grid, args.minimum_persons)?;
    let mut table = Table::new([
        "item", "persons", "s_x2", "df", "p", "rmsea", "infit", "infit_z", "outfit", "outfit_z", "rmsd", "reason",
    ]);
    for (place, item) in aligned.items.iter().enumerate() {
        let (score, residual) = (by_score[place].as_ref(), by_residual[place].as_ref());
        let of = |value: &dyn Fn(&ukur_psychometrics::fit::ScoreFit) -> Value| score.map_or(Value::Null, value);
        let mean = |value: &dyn Fn(&ukur_psychometrics::fit::ItemFit) -> f64| {
            residual.map_or(Value::Null, |fit| number(value(fit)))
        };
        table.push(vec![
            json!(item.id),
            residual.map_or(Value::Null, |fit| json!(fit.persons)),
            of(&|fit| number(fit.x2)),
            of(&|fit| json!(fit.df)),
            of(&|fit| number(fit.p)),
            of(&|fit| number(fit.rmsea)),
            mean(&|fit| fit.infit),
            mean(&|fit| fit.infit_z),
            mean(&|fit| fit.outfit),
            mean(&|fit| fit.outfit_z),
            known(&by_curve[place]),
            score.err().map_or(Value::Null, |reason: &FitError| json!(reasons::fit(reason))),
        ]);
    }
    Ok(table)
}

fn pairs(args: &FitArgs, aligned: &Aligned, skipped: Skipped, grid: &Grid) -> anyhow::Result<(Table, Option<f64>)> {
    let (models, ability) = (aligned.models(), Ability::PosteriorMean(grid));
    let found = q3(&models, &aligned.responses, skipped, ability, args.minimum_persons)?;
    let dependence = local_dependence(&models, &aligned.responses, skipped, grid, args.minimum_persons)?;
    let mut listed: Vec<(usize, usize, f64, Option<DependencePair>)> = Vec::new();
    for second in 1..found.items {
        for first in 0..second {
            let q3 = found.values[second * found.items + first];
            let above = q3.zip(found.mean).map_or(f64::NAN, |(q3, mean)| q3 - mean);
            let pair = dependence[second * (second - 1) / 2 + first].as_ref().ok().copied();
            if above > args.q3_above || pair.is_some_and(|pair| pair.standardized > args.ld_above) {
                listed.push((first, second, above, pair));
            }
        }
    }
    listed.sort_by(|x, y| y.2.total_cmp(&x.2));
    let columns =
        ["first", "second", "persons", "q3", "above_mean", "ld_x2", "ld_df", "ld_p", "ld_standardized", "ld_v"];
    let mut table = Table::new(columns);
    for (first, second, above, pair) in listed {
        let place = second * found.items + first;
        let of = |value: &dyn Fn(&DependencePair) -> Value| pair.as_ref().map_or(Value::Null, value);
        table.push(vec![
            json!(aligned.items[first].id),
            json!(aligned.items[second].id),
            json!(found.counts[place]),
            found.values[place].map_or(Value::Null, number),
            number(above),
            of(&|pair| number(pair.x2)),
            of(&|pair| json!(pair.df)),
            of(&|pair| number(pair.p)),
            of(&|pair| number(pair.standardized)),
            of(&|pair| number(pair.v)),
        ]);
    }
    Ok((table, found.mean))
}

fn persons(
    args: &FitArgs,
    (answers, aligned): (&AnswerSheet, &Aligned),
    skipped: Skipped,
    theta: &[f64],
    prior: Prior,
) -> anyhow::Result<Table> {
    let correction = match args.method {
        Estimator::Mle => Correction::MaximumLikelihood,
        Estimator::Map => Correction::Map { mean: prior.mean, sd: prior.sd },
        Estimator::Wle => Correction::Wle,
        Estimator::Eap | Estimator::Eapsum => Correction::Other,
    };
    let found = person_fit(&aligned.models(), &aligned.responses, skipped, theta, correction)?;
    let mut table = Table::new([
        "person", "answered", "theta", "lz", "lz_star", "infit", "infit_z", "outfit", "outfit_z", "flagged", "reason",
    ]);
    for (person, fit) in found.iter().enumerate() {
        let name = json!(answers.person(person));
        match fit {
            Ok(fit) => {
                let z = fit.lz_star.as_ref().or(fit.lz.as_ref()).copied();
                table.push(vec![
                    name,
                    json!(fit.items),
                    number(theta[person]),
                    known(&fit.lz),
                    known(&fit.lz_star),
                    number(fit.infit),
                    number(fit.infit_z),
                    number(fit.outfit),
                    number(fit.outfit_z),
                    json!(z.is_ok_and(|z| z < args.misfit_below)),
                    Value::Null,
                ]);
            }
            Err(reason) => {
                let mut row = vec![Value::Null; 11];
                (row[0], row[2], row[9], row[10]) =
                    (name, number(theta[person]), json!(false), json!(reasons::fit(reason)));
                table.push(row);
            }
        }
    }
    Ok(table)
}

fn overall(args: &FitArgs, aligned: &Aligned, skipped: Skipped, grid: &Grid) -> Value {
    let slopes = match args.slopes {
        Estimated::Free => Slopes::Free,
        Estimated::Shared => Slopes::Shared,
        Estimated::Fixed => Slopes::Fixed,
    };
    let found = limited_information(&aligned.models(), &aligned.responses, skipped, grid, slopes, args.minimum_persons);
    match found {
        Ok(m2) => json!({
            "statistic": number(m2.statistic), "df": m2.df, "p": number(m2.p), "rmsea": number(m2.rmsea),
            "rmsea_90": [number(m2.rmsea_low), number(m2.rmsea_high)], "srmsr": number(m2.srmsr),
            "tli": number(m2.tli), "cfi": number(m2.cfi), "pairs_missing": m2.pairs_missing,
        }),
        Err(reason) => json!({ "reason": reason.to_string() }),
    }
}
