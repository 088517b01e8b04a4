//! `ukur psy score`.

use clap::Args;
use serde::Serialize;
use serde_json::{Map, Value, json};
use ukur_psychometrics::scoring::SumScores;
use ukur_psychometrics::t_score;

use super::joint::{JointArgs, check_joint, joint};
use super::options::{AnswerArgs, Estimator, GridArgs, ParameterArgs, Score, one_scale, scores, words};
use super::population::populated;
use super::read::{Aligned, AnswerSheet, Parameters};
use super::write::{OutArgs, Table, number};

#[derive(Args)]
pub(in crate::cli) struct ScoreArgs {
    #[command(flatten)]
    parameters: ParameterArgs,
    #[command(flatten)]
    answers: AnswerArgs,
    /// Estimator of θ; an infinite mle is written as a word
    #[arg(long, value_enum, ignore_case = true, default_value = "eap")]
    method: Estimator,
    #[command(flatten)]
    grid: GridArgs,
    /// Score each domain of the parameters for itself
    #[arg(long, conflicts_with = "domains")]
    by_domain: bool,
    #[command(flatten)]
    joint: JointArgs,
    #[command(flatten)]
    out: OutArgs,
}

#[derive(Serialize)]
struct Scores {
    method: String,
    /// The population of EAP and MAP, of each domain where each is scored for itself; nothing where none enters.
    #[serde(skip_serializing_if = "Value::is_null")]
    prior: Value,
    /// EAP of one scale: variance of the estimates / (their variance + mean squared error).
    #[serde(skip_serializing_if = "Option::is_none")]
    empirical_reliability: Option<f64>,
    persons: Table,
    #[serde(skip_serializing_if = "Value::is_null")]
    correlations: Value,
    /// From each sum score of the whole form to θ.
    #[serde(rename = "sum_scores", skip_serializing_if = "Option::is_none")]
    by_sum: Option<Table>,
}

pub(super) fn run(args: &ScoreArgs) -> anyhow::Result<()> {
    let answers = AnswerSheet::read(&args.answers.responses)?;
    let (parameters, aligned) = args.parameters.align(&answers)?;
    let result = if args.joint.domains {
        check_joint(args.method, &args.grid)?;
        let joint = joint(&args.joint, &parameters, &aligned, args.answers.skipped(), None)?;
        Scores {
            method: "eap of all domains together".to_owned(),
            prior: joint.prior.clone(),
            empirical_reliability: None,
            persons: joint.table(&answers),
            correlations: joint.correlations,
            by_sum: None,
        }
    } else if args.by_domain {
        by_domain(args, &answers, &parameters, &aligned)?
    } else {
        alone(args, &answers, &parameters, &aligned)?
    };
    args.out.write(&result, &result.persons)
}

const COLUMNS: [&str; 10] =
    ["person", "domain", "answered", "theta", "se", "se_observed", "t", "t_se", "method", "flags"];

/// The population where the estimator has one.
fn population(args: &ScoreArgs, parameters: &Parameters, aligned: &Aligned) -> anyhow::Result<(GridArgs, Value)> {
    match args.method {
        Estimator::Mle | Estimator::Wle => Ok((args.grid.clone(), Value::Null)),
        Estimator::Eap | Estimator::Map | Estimator::Eapsum => populated(&args.grid, parameters, &aligned.items),
    }
}

fn alone(
    args: &ScoreArgs,
    answers: &AnswerSheet,
    parameters: &Parameters,
    aligned: &Aligned,
) -> anyhow::Result<Scores> {
    one_scale(aligned);
    let (grid, prior) = population(args, parameters, aligned)?;
    let scores = scores(aligned, args.answers.skipped(), args.method, &grid)?;
    let reliability = (args.method == Estimator::Eap).then(|| empirical_reliability(&scores)).flatten();
    let mut table = Table::new(COLUMNS.iter().filter(|column| **column != "domain").copied());
    for (person, score) in scores.iter().enumerate() {
        let mut row = row(&answers.person(person), None, score, args.method);
        row.remove(1);
        table.push(row);
    }
    Ok(Scores {
        method: args.method.name().to_owned(),
        prior,
        empirical_reliability: reliability,
        persons: table,
        correlations: Value::Null,
        by_sum: sums(args.method, &grid, aligned)?,
    })
}

/// Of those who answered anything; nothing for fewer than two.
fn empirical_reliability(scores: &[Score]) -> Option<f64> {
    let known: Vec<&Score> = scores.iter().filter(|score| score.answered > 0).collect();
    let count = f64::from(u32::try_from(known.len()).ok().filter(|count| *count > 1)?);
    let mean = known.iter().map(|score| score.theta).sum::<f64>() / count;
    let variance = known.iter().map(|score| (score.theta - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let error = known.iter().map(|score| score.se.powi(2)).sum::<f64>() / count;
    Some(variance / (variance + error))
}

fn sums(method: Estimator, grid: &GridArgs, aligned: &Aligned) -> anyhow::Result<Option<Table>> {
    if method != Estimator::Eapsum {
        return Ok(None);
    }
    let mut table = Table::new(["score", "theta", "se", "t", "t_se", "share", "expected_score"]);
    for row in SumScores::new(&aligned.models(), &grid.grid()?)?.rows {
        let numbers = [row.theta, row.se, t_score(row.theta), 10.0 * row.se, row.share, row.expected_score].map(number);
        table.push([vec![json!(row.score)], numbers.to_vec()].concat());
    }
    Ok(Some(table))
}

fn by_domain(
    args: &ScoreArgs,
    answers: &AnswerSheet,
    parameters: &Parameters,
    aligned: &Aligned,
) -> anyhow::Result<Scores> {
    let domains = Parameters::domains(&aligned.items);
    let (mut parts, mut priors) = (Vec::new(), Map::new());
    for domain in &domains {
        let part = aligned.only(domain);
        let (grid, prior) = population(args, parameters, &part)?;
        parts.push((domain, scores(&part, args.answers.skipped(), args.method, &grid)?));
        if !prior.is_null() {
            priors.insert(domain.clone(), prior);
        }
    }
    anyhow::ensure!(!parts.is_empty(), "the parameters name no domain");
    let mut table = Table::new(COLUMNS);
    for person in 0..answers.responses.persons() {
        for (domain, scores) in &parts {
            table.push(row(&answers.person(person), Some(domain), &scores[person], args.method));
        }
    }
    Ok(Scores {
        method: args.method.name().to_owned(),
        prior: if priors.is_empty() { Value::Null } else { priors.into() },
        empirical_reliability: None,
        persons: table,
        correlations: Value::Null,
        by_sum: None,
    })
}

fn row(person: &str, domain: Option<&str>, score: &Score, method: Estimator) -> Vec<Value> {
    vec![
        json!(person),
        json!(domain),
        json!(score.answered),
        number(score.theta),
        number(score.se),
        score.se_observed.map_or(Value::Null, number),
        number(t_score(score.theta)),
        number(10.0 * score.se),
        json!(method.name()),
        words(&score.flags),
    ]
}
