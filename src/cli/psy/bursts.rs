//! Idle, then burst: answers in the order in which they were given.

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::{anyhow, ensure};
use clap::Args;
use serde_json::json;
use ukur_psychometrics::integrity::times::{PauseRule, ResponseTimes, TimeModel, pauses};

use super::read::{ReadError, Sheet, shown};
use super::write::{Table, number};

#[derive(Args)]
pub(super) struct BurstArgs {
    /// Answers in the order in which they were given, a row each: person, item, seconds (since the answer before, or
    /// since the start). Long pauses that end in a run of fast answers are listed
    #[arg(long, value_name = "STEPS.csv")]
    steps: Option<PathBuf>,
    /// A step of at least so many seconds is a pause
    #[arg(long, default_value_t = 300.0, value_name = "SECONDS")]
    pause: f64,
    /// A step is fast below this share of what the person was expected to need
    #[arg(long, default_value_t = 0.25, value_name = "SHARE")]
    fast_share: f64,
    /// So many fast steps in a row make a burst
    #[arg(long, default_value_t = 5, value_name = "COUNT")]
    burst: usize,
}

/// Item and seconds of one answer.
type Step = (usize, f64);

/// A row a burst; nothing without steps. What a step is expected to take follows from the times of the person.
pub(super) fn bursts(
    args: &BurstArgs,
    persons: &[String],
    items: &[String],
    model: &TimeModel,
    times: &ResponseTimes,
) -> anyhow::Result<Option<Table>> {
    let Some(path) = &args.steps else { return Ok(None) };
    let rule = PauseRule { pause: args.pause, fast_share: args.fast_share, run: args.burst };
    let mut table =
        Table::new(["person", "pause_item", "pause_seconds", "from_item", "answers", "seconds", "expected_seconds"]);
    for (person, steps) in by_person(&Sheet::read(path)?, persons, items)?.into_iter().enumerate() {
        let tau = model.person(times, person)?.tau;
        let expected = |item: usize| (model.items()[item].beta - tau).exp();
        let pairs: Vec<(f64, f64)> = steps.iter().map(|(item, seconds)| (*seconds, expected(*item))).collect();
        let name = |place: usize| items[steps[place].0].as_str();
        let found = pauses(&pairs, &rule).map_err(|error| anyhow!("person {}: {error}", shown(&persons[person])))?;
        for burst in found {
            table.push(vec![
                json!(persons[person]),
                json!(name(burst.pause_at)),
                number(burst.pause_seconds),
                json!(name(burst.from)),
                json!(burst.answers),
                number(burst.seconds),
                number(burst.expected_seconds),
            ]);
        }
    }
    Ok(Some(table))
}

/// The steps of each person, in the order of the rows.
fn by_person(sheet: &Sheet, persons: &[String], items: &[String]) -> anyhow::Result<Vec<Vec<Step>>> {
    let (person, item) = (sheet.needed(&["person", "id", "candidate", "peserta"])?, sheet.needed(&["item"])?);
    let seconds = sheet.needed(&["seconds"])?;
    let places = |names: &[String]| -> HashMap<String, usize> {
        names.iter().enumerate().map(|(place, name)| (name.clone(), place)).collect()
    };
    let (known_persons, known_items) = (places(persons), places(items));
    let place = |known: &HashMap<String, usize>, row: usize, column: usize| -> Result<usize, ReadError> {
        let cell = sheet.cell(row, column);
        let unknown = || sheet.fault(row, column, format!("the times have no {}", shown(cell)));
        known.get(cell).copied().ok_or_else(unknown)
    };
    let mut steps = vec![Vec::new(); persons.len()];
    for row in 0..sheet.rows() {
        let value = sheet.needed_number(row, seconds)?;
        let sound = (0.0..=86_400.0).contains(&value);
        ensure!(sound, sheet.fault(row, seconds, "seconds are not negative and within a day".to_owned()));
        steps[place(&known_persons, row, person)?].push((place(&known_items, row, item)?, value));
    }
    Ok(steps)
}
