//! `ukur psy times`.

use std::path::PathBuf;

use anyhow::{Context, anyhow, ensure};
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Value, json};
use ukur_psychometrics::integrity::times::{
    ItemTime, ResponseTimes, Thresholds, TimeCalibration, TimeError, TimeFit, TimeModel, calibrate,
};

use super::bursts::{BurstArgs, bursts};
use super::read::{ReadError, Sheet, person_column, person_names, shown};
use super::write::{OutArgs, Table, number};

#[derive(Clone, Copy, ValueEnum)]
enum Part {
    Items,
    Persons,
    Bursts,
}

#[derive(Args)]
pub(in crate::cli) struct TimesArgs {
    /// Seconds: a header of item ids, a row a person, empty where there is no time; the first column may name persons
    #[arg(long, value_name = "T.csv")]
    times: PathBuf,
    /// Item parameters of time: columns item, alpha, beta (ln seconds); by default they are estimated
    #[arg(long, value_name = "P.csv")]
    params: Option<PathBuf>,
    /// Rapid: faster than this share of the mean time of the item …
    #[arg(long, default_value_t = 0.1, value_name = "SHARE")]
    rapid_share: f64,
    /// … and than so many seconds
    #[arg(long, default_value_t = 10.0, value_name = "SECONDS")]
    rapid_cap: f64,
    /// Persons whose times fit worse than this p, or who worked on less than 90 % of the items, are flagged
    #[arg(long, default_value_t = 0.001)]
    level: f64,
    /// The part that csv writes
    #[arg(long, value_enum, ignore_case = true, default_value = "persons")]
    part: Part,
    #[command(flatten)]
    bursts: BurstArgs,
    #[command(flatten)]
    out: OutArgs,
}

/// Share of items worked on below which a person's effort is doubted (Wise & Kong, 2005).
const LEAST_EFFORT: f64 = 0.9;

#[derive(Serialize)]
struct Report {
    #[serde(skip_serializing_if = "Value::is_null")]
    calibration: Value,
    items: Table,
    persons: Table,
    #[serde(skip_serializing_if = "Option::is_none")]
    bursts: Option<Table>,
}

pub(super) fn run(args: &TimesArgs) -> anyhow::Result<()> {
    ensure!((0.0..=1.0).contains(&args.level), "--level must lie from 0 to 1");
    let sheet = Sheet::read(&args.times)?;
    let (persons, items, times) = seconds(&sheet)?;
    let fit = match &args.params {
        None => {
            Some(calibrate(&times, &TimeCalibration::default()).map_err(|error| placed(&sheet.file, &items, error))?)
        }
        Some(_) => None,
    };
    if fit.as_ref().is_some_and(|fit| !fit.converged) {
        eprintln!("warning: not converged: speed explains next to nothing, or the times are too few");
    }
    let model = match (&fit, &args.params) {
        (Some(fit), _) => fit.model.clone(),
        (None, Some(path)) => given(&Sheet::read(path)?, &items)?,
        (None, None) => TimeModel::new(Vec::new())?,
    };
    let thresholds = Thresholds::normative(&times, args.rapid_share, args.rapid_cap)?;
    let report = Report {
        calibration: fit.as_ref().map_or(Value::Null, |fit| {
            json!({ "speed_variance": fit.tau_variance, "log_likelihood": fit.log_likelihood, "converged": fit.converged,
                "cycles": fit.cycles })
        }),
        items: item_table(&items, &model, fit.as_ref(), &times, &thresholds)?,
        persons: person_table(args, &persons, &model, &times, &thresholds)?,
        bursts: bursts(&args.bursts, &persons, &items, &model, &times)?,
    };
    let part = match args.part {
        Part::Items => &report.items,
        Part::Persons => &report.persons,
        Part::Bursts => report.bursts.as_ref().context("--part bursts needs --steps")?,
    };
    args.out.write(&report, part)
}

/// A fault of the calibration, with the item by its name.
fn placed(file: &str, items: &[String], error: TimeError) -> anyhow::Error {
    match error {
        TimeError::TooFewTimes { item, times: count } => anyhow!(
            "{file}, item {}: {count} times of persons with others beside are too few to calibrate it",
            shown(&items[item])
        ),
        TimeError::NoSpread { item } => anyhow!(
            "{file}, item {}: its times do not differ once speed is taken out; alpha has no finite estimate",
            shown(&items[item])
        ),
        error => error.into(),
    }
}

/// Names of persons and items, and the times.
fn seconds(sheet: &Sheet) -> Result<(Vec<String>, Vec<String>, ResponseTimes), ReadError> {
    let persons = person_names(sheet)?;
    let first = usize::from(person_column(sheet).is_some());
    let items: Vec<String> = sheet.header[first..].to_vec();
    let refuse = |reason: &str| ReadError::File { file: sheet.file.clone(), reason: reason.to_owned() };
    if items.is_empty() {
        return Err(refuse("there is no column of times"));
    }
    if persons.is_empty() {
        return Err(refuse("there is no row of times"));
    }
    let mut times = ResponseTimes::new(items.len());
    for row in 0..sheet.rows() {
        let cells =
            (first..sheet.header.len()).map(|column| sheet.number(row, column)).collect::<Result<Vec<_>, _>>()?;
        if let Some(place) =
            cells.iter().position(|cell| cell.is_some_and(|seconds| !(seconds > 0.0 && seconds <= 86_400.0)))
        {
            return Err(sheet.fault(row, first + place, "seconds lie above 0 and within a day".to_owned()));
        }
        let whole = |error: &dyn std::fmt::Display| sheet.fault(row, 0, error.to_string());
        times.push_dense(&cells).map_err(|error| whole(&error))?;
    }
    Ok((persons, items, times))
}

fn given(sheet: &Sheet, items: &[String]) -> anyhow::Result<TimeModel> {
    let (item, alpha, beta) = (sheet.needed(&["item", "id"])?, sheet.needed(&["alpha"])?, sheet.needed(&["beta"])?);
    let rows = sheet.by_name(item)?;
    let mut found = Vec::new();
    for id in items {
        let row = rows.get(id.as_str()).copied();
        let row = row.ok_or_else(|| anyhow!("{}, item {}: it has no row", sheet.file, shown(id)))?;
        let value = sheet.needed_number(row, alpha)?;
        ensure!(value > 0.0, sheet.fault(row, alpha, "alpha lies above 0".to_owned()));
        found.push(ItemTime { alpha: sheet.needed_number(row, alpha)?, beta: sheet.needed_number(row, beta)? });
    }
    Ok(TimeModel::new(found)?)
}

fn item_table(
    items: &[String],
    model: &TimeModel,
    fit: Option<&TimeFit>,
    times: &ResponseTimes,
    thresholds: &Thresholds,
) -> anyhow::Result<Table> {
    let fidelity = thresholds.fidelity(times)?;
    let mut table =
        Table::new(["item", "times", "alpha", "alpha_se", "beta", "beta_se", "rapid_below", "rapid", "fidelity"]);
    for (place, item) in items.iter().enumerate() {
        let time = model.items()[place];
        let optional = |value: Option<f64>| value.map_or(Value::Null, number);
        table.push(vec![
            json!(item),
            json!(fidelity[place].times),
            number(time.alpha),
            optional(fit.map(|fit| fit.alpha_se[place])),
            number(time.beta),
            optional(fit.map(|fit| fit.beta_se[place])),
            optional(thresholds.seconds()[place]),
            json!(fidelity[place].rapid),
            optional(fidelity[place].fidelity),
        ]);
    }
    Ok(table)
}

fn person_table(
    args: &TimesArgs,
    persons: &[String],
    model: &TimeModel,
    times: &ResponseTimes,
    thresholds: &Thresholds,
) -> anyhow::Result<Table> {
    let mut table = Table::new([
        "person",
        "items",
        "tau",
        "tau_se",
        "misfit",
        "misfit_p",
        "fastest_z",
        "rapid",
        "effort",
        "flagged",
    ]);
    for (place, person) in persons.iter().enumerate() {
        let (speed, effort) = (model.person(times, place)?, thresholds.effort(times, place)?);
        let residuals = model.residuals(times, place)?;
        let fastest = residuals.iter().map(|residual| residual.z).reduce(f64::min);
        let lazy = effort.effort.is_some_and(|share| share < LEAST_EFFORT);
        table.push(vec![
            json!(person),
            json!(speed.items),
            number(speed.tau),
            number(speed.tau_se),
            number(speed.misfit),
            number(speed.misfit_p),
            fastest.map_or(Value::Null, number),
            json!(effort.rapid.len()),
            effort.effort.map_or(Value::Null, number),
            json!(lazy || speed.misfit_p < args.level),
        ]);
    }
    Ok(table)
}
