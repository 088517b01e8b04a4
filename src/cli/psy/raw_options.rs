//! What each option of an item drew: choices beside the scored answers.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use ukur_psychometrics::classical::{OptionStatistics, option_analysis};
use ukur_psychometrics::responses::{Answer, Responses};

use super::copying::key;
use super::read::{AnswerSheet, Coding, ReadError, Sheet, by_person, shown};
use super::write::{Table, known, number};

#[derive(Args)]
pub(super) struct OptionArgs {
    /// Choices of the same persons, for an analysis of options: a cell names the option itself, a letter or a number
    /// from 1. Empty: not shown; -: left
    #[arg(long, value_name = "C.csv", requires = "key")]
    choices: Option<PathBuf>,
    /// Right options: CSV with the columns item and key, or JSON {"key": […]} in the order of the choices' items
    #[arg(long, value_name = "KEY", requires = "choices")]
    key: Option<PathBuf>,
    /// The number of the first option, where choices are numbers
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    first_option: u8,
    /// Groups of persons by criterion, lowest first, in which the shares of the options are told
    #[arg(long, default_value_t = 3, value_name = "COUNT")]
    groups: usize,
}

/// More groups than this tell nothing.
const MOST_GROUPS: usize = 20;

/// A row an option of each item that has choices; nothing without choices.
pub(super) fn options(args: &OptionArgs, answers: &AnswerSheet) -> anyhow::Result<Option<Table>> {
    let (Some(path), Some(keys)) = (&args.choices, &args.key) else { return Ok(None) };
    anyhow::ensure!((1..=MOST_GROUPS).contains(&args.groups), "--groups must be 1 to {MOST_GROUPS}");
    let coding = Coding::Options { first: args.first_option };
    let sheet = Sheet::read(path)?;
    let choices = AnswerSheet::take(&sheet, None, coding)?;
    let key: Vec<Vec<u8>> = key(keys, &choices, coding)?.into_iter().map(|key| vec![key]).collect();
    known_keys(keys, &choices, &key)?;
    let scored = answers.responses.select(&columns(&choices, answers)?);
    let rows = by_person(&sheet, answers)?;
    let mut chosen = Responses::new(choices.items.len());
    for row in &rows {
        chosen.push(choices.responses.row(*row))?;
    }
    same_items(&choices, answers, &rows, &chosen, &scored)?;
    let found = option_analysis(&chosen, &scored, &key, args.groups)?;
    Ok(Some(table(&choices, &found)))
}

/// A key beyond every option that anybody chose anywhere is a slip.
fn known_keys(path: &Path, choices: &AnswerSheet, key: &[Vec<u8>]) -> anyhow::Result<()> {
    let (answers, persons) = (&choices.responses, 0..choices.responses.persons());
    let option = |(_, answer)| if let Answer::Category(option) = answer { Some(option) } else { None };
    let Some(highest) = persons.flat_map(|person| answers.row(person).filter_map(option)).max() else { return Ok(()) };
    let beyond = key.iter().zip(&choices.items).find(|(key, _)| key.iter().any(|key| *key > highest));
    let Some((key, item)) = beyond else { return Ok(()) };
    let (file, item, key) = (path.display(), shown(item), key.first().map_or_else(String::new, |key| letter(*key)));
    anyhow::bail!("{file}, item {item}: key {key}; the highest option that anybody chose is {}", letter(highest))
}

/// The place of each item of the choices among the scored ones.
fn columns(choices: &AnswerSheet, answers: &AnswerSheet) -> Result<Vec<usize>, ReadError> {
    let place = |id: &String| {
        let reason = || format!("{} has no such item", answers.file);
        let found = answers.items.iter().position(|known| known == id);
        found.ok_or_else(|| ReadError::Item { file: choices.file.clone(), item: shown(id), reason: reason() })
    };
    choices.items.iter().map(place).collect()
}

/// Who was shown an item in one file was shown it in the other.
fn same_items(
    choices: &AnswerSheet,
    answers: &AnswerSheet,
    rows: &[usize],
    chosen: &Responses,
    scored: &Responses,
) -> Result<(), ReadError> {
    for (person, row) in rows.iter().enumerate() {
        let shown_in = |of: &Responses| of.row(person).map(|(item, _)| item).collect::<std::collections::BTreeSet<_>>();
        let (one, other) = (shown_in(chosen), shown_in(scored));
        if let Some(item) = one.symmetric_difference(&other).next() {
            let reason = format!("shown here or in {}, and not in the other", answers.file);
            return Err(choices.fault(*row, &choices.items[*item], reason));
        }
    }
    Ok(())
}

fn table(choices: &AnswerSheet, found: &[OptionStatistics]) -> Table {
    let mut table = Table::new([
        "item",
        "option",
        "key",
        "count",
        "proportion",
        "mean_criterion",
        "by_group",
        "point_biserial",
        "point_biserial_rest",
        "suspicious",
    ]);
    for one in found {
        table.push(vec![
            json!(choices.items[one.item]),
            json!(one.option.map_or_else(|| "none".to_owned(), letter)),
            json!(one.is_key),
            json!(one.count),
            number(one.proportion),
            one.mean_criterion.map_or(serde_json::Value::Null, number),
            json!(one.by_group.iter().map(|share| number(*share)).collect::<Vec<_>>()),
            known(&one.point_biserial),
            known(&one.point_biserial_rest),
            json!(one.suspicious),
        ]);
    }
    table
}

/// A to Z, then numbers from 27.
fn letter(option: u8) -> String {
    if option < 26 { char::from(b'A' + option).to_string() } else { (option + 1).to_string() }
}
