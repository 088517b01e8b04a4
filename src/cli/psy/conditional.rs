//! `ukur psy calibrate --conditional`: the Rasch model without a distribution of ability.

use std::collections::BTreeMap;

use anyhow::anyhow;
use serde::Serialize;
use ukur_psychometrics::Skipped;
use ukur_psychometrics::calibration::{ConditionalError, NotEstimated, conditional_rasch};
use ukur_psychometrics::parameters::{Beside, ItemRecord, OneOrMany};

use super::calibrate::table;
use super::read::AnswerSheet;
use super::write::OutArgs;

/// Parameters with slopes 1 and difficulties that sum to zero; their origin is that of the items, not of the persons.
#[derive(Serialize)]
struct Report {
    model: &'static str,
    method: &'static str,
    items: Vec<ItemRecord>,
    conditional_log_likelihood: f64,
    iterations: usize,
    largest_gradient: f64,
    persons: usize,
    not_estimated: Vec<NotEstimated>,
}

pub(super) fn run(answers: &AnswerSheet, skipped: Skipped, out: &OutArgs) -> anyhow::Result<()> {
    let found = conditional_rasch(&answers.items, &answers.responses, skipped);
    let found = found.map_err(|error| placed(answers, &error))?;
    for item in &found.not_estimated {
        eprintln!("not estimated: {}: {}", item.id, item.reason);
    }
    let record = |item: &ukur_psychometrics::calibration::ConditionalItem| ItemRecord {
        id: item.id.clone(),
        domain: None,
        model: Some("rasch".to_owned()),
        a: OneOrMany::One(1.0),
        b: Some(OneOrMany::One(item.b)),
        c: None,
        d: Some(OneOrMany::One(-item.b)),
        errors: BTreeMap::from([
            ("se_b".to_owned(), Beside::Number(item.se_b)),
            ("se_d".to_owned(), Beside::Number(item.se_b)),
        ]),
    };
    let report = Report {
        model: "rasch",
        method: "conditional maximum likelihood",
        items: found.items.iter().map(record).collect(),
        conditional_log_likelihood: found.conditional_log_likelihood,
        iterations: found.iterations,
        largest_gradient: found.largest_gradient,
        persons: found.persons,
        not_estimated: found.not_estimated,
    };
    out.write(&report, &table(&report.items))
}

fn placed(answers: &AnswerSheet, error: &ConditionalError) -> anyhow::Error {
    match error {
        ConditionalError::Category { person, item, category } => {
            answers.beyond(*person, &answers.items[*item], "Rasch model has", *category, 2).into()
        }
        other => anyhow!("{}: {other}", answers.file),
    }
}
