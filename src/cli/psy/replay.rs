//! `ukur psy simulate --design cat --responses …`: sittings of persons whose answers are known. Which item comes next
//! follows from the answers that the file holds, so two programs can be compared step by step.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{anyhow, ensure};
use serde::Serialize;
use serde_json::json;
use ukur_psychometrics::adaptive::{AdaptiveState, Bank, Next, Rules, StopReason, next};
use ukur_psychometrics::random::{Rng as _, stream};

use super::read::{Coding, ReadError, Sheet, is_empty, person_names, shown};
use super::write::{Table, number};
use crate::cli::form::bank::BankFile;

#[derive(Serialize)]
pub(super) struct Replay {
    design: &'static str,
    persons: usize,
    mean_length: f64,
    pub steps: Table,
}

/// Every step of every person of the file.
pub(super) fn replay(path: &Path, file: &BankFile, bank: &Bank, rules: &Rules, seed: u64) -> anyhow::Result<Replay> {
    let sheet = Sheet::read(path)?;
    let columns: HashMap<&str, usize> =
        sheet.header.iter().enumerate().map(|(column, head)| (head.as_str(), column)).collect();
    let columns: Vec<Option<usize>> = file.items.iter().map(|item| columns.get(item.id.as_str()).copied()).collect();
    ensure!(columns.iter().any(Option::is_some), "{}: no column is an item of {}", sheet.file, file.file);
    ensure!(sheet.rows() > 0, "{}: there is no row of answers", sheet.file);
    let persons = person_names(&sheet)?;
    let mut steps = Table::new(["person", "step", "item", "domain", "response", "theta", "se", "stop"]);
    let mut count = 0_u32;
    for (row, person) in persons.iter().enumerate() {
        let mut state = AdaptiveState::default();
        let own = stream(seed, row as u64).next_u64();
        while let Next::Item(item) = next(bank, rules, &state, own)? {
            let id = &file.items[item].id;
            let missing =
                || anyhow!("{}: person {} has no answer to {id}, which comes next", sheet.file, shown(person));
            let column = columns[item].ok_or_else(missing)?;
            let category = answer(&sheet, row, column)?.ok_or_else(missing)?;
            let most = file.items[item].model.categories();
            let reason = || format!("category {category}, the parameters have {most} from 0");
            ensure!(category < most, sheet.fault(row, column, reason()));
            state.answered.push((item, category));
            let (now, then) = (state.estimate(bank, rules)?, next(bank, rules, &state, own)?);
            steps.push(vec![
                json!(person),
                json!(state.answered.len()),
                json!(id),
                json!(file.cell("domain", item)),
                json!(category),
                number(now.theta),
                number(now.se),
                json!(stop(then)),
            ]);
            count += 1;
        }
    }
    let persons = sheet.rows();
    let mean_length = f64::from(count) / f64::from(u32::try_from(persons)?);
    Ok(Replay { design: "cat", persons, mean_length, steps })
}

fn answer(sheet: &Sheet, row: usize, column: usize) -> Result<Option<usize>, ReadError> {
    let cell = sheet.cell(row, column);
    let found = match cell {
        _ if is_empty(cell) => return Ok(None),
        "S" | "s" => Some(0),
        _ => Coding::Scored.option(cell),
    };
    found
        .map(|category| Some(usize::from(category)))
        .ok_or_else(|| sheet.fault(row, column, format!("\"{}\" is no answer", shown(cell))))
}

fn stop(next: Next) -> Option<&'static str> {
    match next {
        Next::Item(_) => None,
        Next::Stop(StopReason::Precise) => Some("precise"),
        Next::Stop(StopReason::Length) => Some("length"),
        Next::Stop(StopReason::NoItem) => Some("no_item"),
    }
}
