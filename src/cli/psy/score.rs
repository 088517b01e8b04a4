//! `ukur psy score`.

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};
use ukur_psychometrics::scoring::SumScores;
use ukur_psychometrics::t_score;

use super::joint::{JointArgs, joint};
use super::options::{AnswerArgs, Estimator, GridArgs, ParameterArgs, Score, one_scale, scores, words};
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
        let joint = joint(&args.joint, &parameters, &aligned, args.answers.skipped(), None)?;
        Scores {
            method: "eap of all domains together".to_owned(),
            persons: joint.table(&answers),
            correlations: joint.correlations,
            by_sum: None,
        }
    } else {
        let persons =
            if args.by_domain { by_domain(args, &answers, &aligned)? } else { alone(args, &answers, &aligned)? };
        Scores {
            method: args.method.name().to_owned(),
            persons,
            correlations: Value::Null,
            by_sum: sums(args, &aligned)?,
        }
    };
    args.out.write(&result, &result.persons)
}

const COLUMNS: [&str; 10] =
    ["person", "domain", "answered", "theta", "se", "se_observed", "t", "t_se", "method", "flags"];

fn alone(args: &ScoreArgs, answers: &AnswerSheet, aligned: &Aligned) -> anyhow::Result<Table> {
    one_scale(aligned);
    let mut table = Table::new(COLUMNS.iter().filter(|column| **column != "domain").copied());
    for (person, score) in scores(aligned, args.answers.skipped(), args.method, &args.grid)?.iter().enumerate() {
        let mut row = row(&answers.person(person), None, score, args.method);
        row.remove(1);
        table.push(row);
    }
    Ok(table)
}

fn sums(args: &ScoreArgs, aligned: &Aligned) -> anyhow::Result<Option<Table>> {
    if args.method != Estimator::Eapsum || args.by_domain {
        return Ok(None);
    }
    let mut table = Table::new(["score", "theta", "se", "t", "t_se", "share", "expected_score"]);
    for row in SumScores::new(&aligned.models(), &args.grid.grid()?)?.rows {
        let numbers = [row.theta, row.se, t_score(row.theta), 10.0 * row.se, row.share, row.expected_score].map(number);
        table.push([vec![json!(row.score)], numbers.to_vec()].concat());
    }
    Ok(Some(table))
}

fn by_domain(args: &ScoreArgs, answers: &AnswerSheet, aligned: &Aligned) -> anyhow::Result<Table> {
    let domains = Parameters::domains(&aligned.items);
    let mut parts = Vec::new();
    for domain in &domains {
        let part = aligned.only(domain);
        parts.push((domain, scores(&part, args.answers.skipped(), args.method, &args.grid)?));
    }
    anyhow::ensure!(!parts.is_empty(), "the parameters name no domain");
    let mut table = Table::new(COLUMNS);
    for person in 0..answers.responses.persons() {
        for (domain, scores) in &parts {
            table.push(row(&answers.person(person), Some(domain), &scores[person], args.method));
        }
    }
    Ok(table)
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
