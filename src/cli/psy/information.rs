//! `ukur psy information`: how exactly a test measures along θ, before anybody sits.

use anyhow::ensure;
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Value, json};
use std::path::PathBuf;
use ukur_psychometrics::scoring::SumScores;
use ukur_psychometrics::{ItemParameters, t_score};

use super::options::GridArgs;
use super::population::populated;
use super::read::Parameters;
use super::write::{OutArgs, Table, number};

#[derive(Clone, Copy, ValueEnum)]
enum Part {
    Test,
    Items,
    SumScores,
}

#[derive(Args)]
pub(in crate::cli) struct InformationArgs {
    /// Item parameters, as in `psy score`
    #[arg(long, value_name = "PARAMS")]
    params: PathBuf,
    /// Only the items of this domain
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,
    /// Points of θ from -FROM_TO to FROM_TO
    #[arg(long, default_value_t = 3.0, value_name = "FROM_TO")]
    range: f64,
    /// Distance of the points
    #[arg(long, default_value_t = 0.5, value_name = "STEP")]
    step: f64,
    /// The part that csv writes
    #[arg(long, value_enum, ignore_case = true, default_value = "test")]
    part: Part,
    #[command(flatten)]
    grid: GridArgs,
    #[command(flatten)]
    out: OutArgs,
}

#[derive(Serialize)]
struct Report {
    /// The population.
    prior: Value,
    items_count: usize,
    highest_score: usize,
    /// 1 - mean posterior variance / variance of θ, by sum scores.
    sum_score_reliability: f64,
    /// Mean of information / (information + 1 / variance of θ) over the population.
    marginal_reliability: f64,
    test: Table,
    items: Table,
    sum_scores: Table,
}

const MOST_POINTS: u32 = 2_000;

pub(super) fn run(args: &InformationArgs) -> anyhow::Result<()> {
    ensure!(args.range > 0.0 && args.range <= 10.0, "--range must lie above 0, at most 10");
    let points = (2.0 * args.range / args.step).round();
    ensure!(
        args.step > 0.0 && points <= f64::from(MOST_POINTS),
        "--step must lie above 0, with {MOST_POINTS} points at most"
    );
    let parameters = Parameters::read(&args.params)?;
    let items = own(&parameters, args.domain.as_deref())?;
    let (population, prior) = populated(&args.grid, &parameters, &items)?;
    let grid = population.grid()?;
    let models: Vec<_> = items.iter().map(|item| item.model.clone()).collect();
    let by_sum = SumScores::new(&models, &grid)?;
    let information = |theta: f64| models.iter().map(|model| model.information(theta)).sum::<f64>();
    let thetas = points_of(args.range, args.step);
    let mut test = Table::new(["theta", "t", "information", "se", "t_se", "expected_score"]);
    for theta in &thetas {
        let (known, score) = (information(*theta), models.iter().map(|model| model.expected_score(*theta)).sum());
        let se = 1.0 / known.sqrt();
        test.push([*theta, t_score(*theta), known, se, 10.0 * se, score].map(number).to_vec());
    }
    let mut sums = Table::new(["score", "theta", "se", "t", "t_se", "share", "expected_score"]);
    for row in &by_sum.rows {
        let numbers = [row.theta, row.se, t_score(row.theta), 10.0 * row.se, row.share, row.expected_score].map(number);
        sums.push([vec![json!(row.score)], numbers.to_vec()].concat());
    }
    let (weights, precision) = (grid.weights.iter().sum::<f64>(), population.prior().sd.powi(-2));
    let share = |(theta, weight): (&f64, &f64)| weight * information(*theta) / (information(*theta) + precision);
    let reliability = grid.nodes.iter().zip(&grid.weights).map(share).sum::<f64>() / weights;
    let report = Report {
        prior,
        items_count: items.len(),
        highest_score: models.iter().map(|model| model.categories() - 1).sum(),
        sum_score_reliability: by_sum.marginal_reliability(),
        marginal_reliability: reliability,
        test,
        items: of_items(&items, &thetas),
        sum_scores: sums,
    };
    let part = match args.part {
        Part::Test => &report.test,
        Part::Items => &report.items,
        Part::SumScores => &report.sum_scores,
    };
    args.out.write(&report, part)
}

fn own(parameters: &Parameters, domain: Option<&str>) -> anyhow::Result<Vec<ItemParameters>> {
    let own = |item: &&ItemParameters| domain.is_none() || item.domain.as_deref() == domain;
    let items: Vec<ItemParameters> = parameters.items.iter().filter(own).cloned().collect();
    let names = || Parameters::domains(&parameters.items).join(", ");
    ensure!(!items.is_empty(), "there is no domain {}; there are: {}", domain.unwrap_or_default(), names());
    if domain.is_none() && Parameters::domains(&items).len() > 1 {
        eprintln!("note: items of several domains are taken for one scale; --domain keeps to one");
    }
    Ok(items)
}

/// From -range on, each point in its own multiple of the step.
fn points_of(range: f64, step: f64) -> Vec<f64> {
    (0..=MOST_POINTS)
        .map(|place| f64::from(place) * step - range)
        .take_while(|theta| *theta <= range + step * 1e-9)
        .collect()
}

/// A row an item and point, and where the item measures best.
fn of_items(items: &[ItemParameters], thetas: &[f64]) -> Table {
    let mut table = Table::new(["item", "domain", "theta", "information", "expected_score"]);
    for item in items {
        for theta in thetas {
            let numbers = [*theta, item.model.information(*theta), item.model.expected_score(*theta)].map(number);
            table.push([vec![json!(item.id), json!(item.domain)], numbers.to_vec()].concat());
        }
    }
    table
}
