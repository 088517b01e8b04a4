//! `ukur psy copying`.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, ensure};
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Value, json};
use ukur_psychometrics::integrity::copying::{
    CopyingError, Counted, Family, Hall, PairEvidence, Screened, ScreenedPair, Screening, WrongOptions,
    WrongOptionsSource,
};
use ukur_psychometrics::integrity::multiple::Correction;
use ukur_psychometrics::model::ItemModel;
use ukur_psychometrics::responses::{Answer, Responses};
use ukur_psychometrics::{Scorer, Skipped};

use super::options::{GridArgs, given};
use super::read::{AnswerSheet, Coding, Parameters, Sheet, pairs, shown, text};
use super::write::{OutArgs, Table, number};

#[derive(Clone, Copy, ValueEnum)]
enum Corrected {
    Holm,
    Bonferroni,
    BenjaminiHochberg,
}

#[derive(Args)]
pub(in crate::cli) struct CopyingArgs {
    /// Choices: as the answers elsewhere, but a cell names the option itself (never its place on the screen): a letter,
    /// or a number from 1. Empty: not shown; -: skipped
    #[arg(long, value_name = "C.csv")]
    choices: PathBuf,
    /// Right options: CSV with the columns item and key, or JSON {"key": […]} in the order of the items
    #[arg(long, value_name = "KEY")]
    key: PathBuf,
    /// Item parameters: nominal ones (of the options) or dichotomous ones (wrong options are learnt from the choices)
    #[arg(long, value_name = "PARAMS")]
    params: PathBuf,
    /// θ of the persons: columns person and theta; by default EAP
    #[arg(long, value_name = "T.csv")]
    theta: Option<PathBuf>,
    /// Options of an item; by default up to the highest that was chosen
    #[arg(long, value_name = "COUNT")]
    options: Option<u8>,
    /// The number of the first option, where choices are numbers
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    first_option: u8,
    /// Pairs who sat beside each other, a row a pair: corrected as a family of their own
    #[arg(long, value_name = "N.csv")]
    neighbours: Option<PathBuf>,
    /// Compare the neighbours only
    #[arg(long, requires = "neighbours")]
    only_neighbours: bool,
    /// Items that both answered, at least
    #[arg(long, default_value_t = 10, value_name = "COUNT")]
    minimum_common: usize,
    /// How p-values are corrected for the number of pairs
    #[arg(long, value_enum, ignore_case = true, default_value = "holm")]
    correction: Corrected,
    /// Pairs with a corrected p below are listed; 1 lists all
    #[arg(long, default_value_t = 0.05)]
    level: f64,
    /// M4 and the counted indices K, K1, K2, S1, S2 of the listed pairs too; slow for very many pairs
    #[arg(long)]
    m4_and_k: bool,
    /// S2: chance of a blind right answer
    #[arg(long, default_value_t = 0.25, value_name = "CHANCE")]
    guessing: f64,
    #[command(flatten)]
    grid: GridArgs,
    #[command(flatten)]
    out: OutArgs,
}

/// Evidence for people who decide, no verdict.
#[derive(Serialize)]
struct Report {
    persons: usize,
    tested: usize,
    untested: usize,
    level: f64,
    listed: usize,
    pairs: Table,
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<Table>,
}

pub(super) fn run(args: &CopyingArgs) -> anyhow::Result<()> {
    ensure!(args.level > 0.0 && args.level <= 1.0, "--level must lie above 0, at most 1");
    ensure!(args.guessing > 0.0 && args.guessing < 1.0, "--guessing must lie between 0 and 1");
    let coding = Coding::Options { first: args.first_option };
    let choices = AnswerSheet::take(&Sheet::read(&args.choices)?, None, coding)?;
    let key = key(&args.key, &choices, coding)?;
    let parameters = Parameters::read(&args.params)?;
    let aligned = parameters.align(&choices, false)?;
    let models = aligned.models();
    let theta = match &args.theta {
        Some(path) => given(path, &choices)?,
        None => estimated(args, &models, &choices.responses, &key)?,
    };
    let hall = hall(args, &choices, &key, &models, &theta)?;
    let beside = args.neighbours.as_ref().map(|path| anyhow::Ok(pairs(&Sheet::read(path)?, &choices)?)).transpose()?;
    let screened = hall.screen(&Screening {
        minimum_common: args.minimum_common,
        neighbours: beside.as_deref().unwrap_or_default(),
        only_neighbours: args.only_neighbours,
        correction: match args.correction {
            Corrected::Holm => Correction::Holm,
            Corrected::Bonferroni => Correction::Bonferroni,
            Corrected::BenjaminiHochberg => Correction::BenjaminiHochberg,
        },
    })?;
    let mut report = report(args, &choices, &screened);
    if args.m4_and_k {
        report.more = Some(more(&choices, (&key, args.guessing), &hall, &listed(args, &screened))?);
    }
    args.out.write(&report, &report.pairs)
}

fn hall(
    args: &CopyingArgs,
    choices: &AnswerSheet,
    key: &[u8],
    models: &[ItemModel],
    theta: &[f64],
) -> anyhow::Result<Hall> {
    let nominal = models.iter().filter(|model| matches!(model, ItemModel::Nominal { .. })).count();
    ensure!(
        nominal == 0 || nominal == models.len(),
        "{}: nominal and other items cannot be mixed",
        args.params.display()
    );
    if nominal > 0 {
        return Hall::new(&choices.responses, key, theta, models).map_err(|error| placed(choices, error));
    }
    let mut options: Vec<u8> = key.iter().map(|key| args.options.unwrap_or((key + 1).max(2))).collect();
    if args.options.is_none() {
        let rows = (0..choices.responses.persons()).flat_map(|person| choices.responses.row(person));
        for (item, answer) in rows {
            if let Answer::Category(choice) = answer {
                options[item] = options[item].max(choice + 1);
            }
        }
    }
    let source =
        WrongOptionsSource { choices: &choices.responses, key, options: &options, theta: theta.into(), items: models };
    let learnt = WrongOptions::learn(&source).map_err(|error| placed(choices, error))?;
    Hall::new(&choices.responses, key, theta, &learnt).map_err(|error| placed(choices, error))
}

/// A fault of the hall, with its place in the file.
fn placed(choices: &AnswerSheet, error: CopyingError) -> anyhow::Error {
    let item = |item: usize| choices.items.get(item).map_or("", String::as_str);
    match error {
        CopyingError::Choice { person, item: at, options, .. } => {
            choices.fault(person, item(at), format!("this option is not among the {options} of the item")).into()
        }
        CopyingError::Key { item: at, .. } | CopyingError::Options { item: at, .. } => {
            anyhow!(error).context(format!("item {}", item(at)))
        }
        error => error.into(),
    }
}

pub(super) fn key(path: &Path, choices: &AnswerSheet, coding: Coding) -> anyhow::Result<Vec<u8>> {
    let (file, text) = text(path)?;
    let read = |place: &dyn std::fmt::Display, cell: &str| {
        coding.option(cell).ok_or_else(|| anyhow!("{file}, item {place}: \"{}\" is no option", shown(cell)))
    };
    if text.trim_start().starts_with(['{', '[']) {
        let value: Value = serde_json::from_str(&text).map_err(|error| anyhow!("{file}: no JSON: {error}"))?;
        let list = value.get("key").unwrap_or(&value).as_array().ok_or_else(|| anyhow!("{file}: it has no key"))?;
        let (found, items) = (list.len(), choices.items.len());
        ensure!(found == items, "{file}: {found} keys, {} has {items} items", choices.file);
        let keys = list.iter().zip(&choices.items);
        return keys.map(|(key, item)| read(&shown(item), key.as_str().unwrap_or(&key.to_string()))).collect();
    }
    let sheet = Sheet::parse(&file, &text)?;
    let (item, key) = (sheet.needed(&["item", "id"])?, sheet.needed(&["key"])?);
    let rows = sheet.by_name(item)?;
    let of = |id: &String| {
        let row = rows.get(id.as_str()).ok_or_else(|| anyhow!("{file}, item {}: it has no key", shown(id)))?;
        read(&shown(id), sheet.cell(*row, key))
    };
    choices.items.iter().map(of).collect()
}

/// EAP from the choices of nominal items, from right and wrong of others.
fn estimated(args: &CopyingArgs, models: &[ItemModel], choices: &Responses, key: &[u8]) -> anyhow::Result<Vec<f64>> {
    let mut scored = Responses::new(choices.items());
    for person in 0..choices.persons() {
        let score = |(item, answer): (usize, Answer)| match answer {
            Answer::Category(choice) if !matches!(models[item], ItemModel::Nominal { .. }) => {
                (item, Answer::Category(u8::from(choice == key[item])))
            }
            other => (item, other),
        };
        scored.push(choices.row(person).map(score))?;
    }
    let scorer = Scorer::new(models, args.grid.prior(), &args.grid.grid()?)?;
    // Whoever skips a nominal item chose nothing.
    let nominal = models.iter().any(|model| matches!(model, ItemModel::Nominal { .. }));
    let skipped = if nominal { Skipped::NotShown } else { Skipped::Zero };
    Ok(scorer.eap_all(&scored, skipped)?.iter().map(|score| score.theta).collect())
}

/// Pairs below the level, the most alike first.
fn listed<'s>(args: &CopyingArgs, screened: &'s Screened) -> Vec<&'s ScreenedPair> {
    let smallest =
        |pair: &&ScreenedPair| pair.omega_first_corrected.min(pair.omega_second_corrected).min(pair.gbt_corrected);
    let mut listed: Vec<&ScreenedPair> =
        screened.pairs.iter().filter(|pair| args.level >= 1.0 || smallest(pair) < args.level).collect();
    listed.sort_by(|x, y| smallest(x).total_cmp(&smallest(y)));
    listed
}

/// M4 of each pair, and the counted indices with either as the copier; these need persons who were shown all that the
/// pair has in common.
fn more(
    choices: &AnswerSheet,
    (key, guessing): (&[u8], f64),
    hall: &Hall,
    listed: &[&ScreenedPair],
) -> anyhow::Result<Table> {
    let counted = Counted::new(&choices.responses, key, guessing)?;
    let mut table = Table::new([
        "first",
        "second",
        "m4_expected_right",
        "m4_expected_wrong",
        "m4_p",
        "k_first_p",
        "k_second_p",
        "k1_first_p",
        "k1_second_p",
        "k2_first_p",
        "k2_second_p",
        "s1_first_p",
        "s1_second_p",
        "s2_first_p",
        "s2_second_p",
        "k_persons",
    ]);
    for pair in listed {
        let (first, second) = (pair.evidence.first, pair.evidence.second);
        let m4 = hall.m4(first, second)?;
        let (one, other) = (counted.pair(first, second)?, counted.pair(second, first)?);
        let optional = |value: Option<f64>| value.map_or(Value::Null, number);
        table.push(vec![
            json!(choices.person(first)),
            json!(choices.person(second)),
            number(m4.expected_right),
            number(m4.expected_wrong),
            number(m4.p),
            optional(one.k),
            optional(other.k),
            optional(one.k1),
            optional(other.k1),
            optional(one.k2),
            optional(other.k2),
            optional(one.s1),
            optional(other.s1),
            optional(one.s2),
            optional(other.s2),
            json!(one.comparable),
        ]);
    }
    Ok(table)
}

fn report(args: &CopyingArgs, choices: &AnswerSheet, screened: &Screened) -> Report {
    let listed = listed(args, screened);
    let mut pairs = Table::new([
        "first",
        "second",
        "neighbours",
        "common",
        "matches",
        "identical_right",
        "identical_wrong",
        "both_wrong",
        "omega_first",
        "omega_first_p",
        "omega_first_exact_p",
        "omega_second",
        "omega_second_p",
        "omega_second_exact_p",
        "gbt_expected",
        "gbt_p",
        "omega_first_corrected",
        "omega_second_corrected",
        "gbt_corrected",
    ]);
    for pair in &listed {
        let PairEvidence { omega_first, omega_second, gbt, .. } = pair.evidence;
        let counts = pair.evidence;
        let optional = |value: Option<f64>| value.map_or(Value::Null, number);
        pairs.push(vec![
            json!(choices.person(counts.first)),
            json!(choices.person(counts.second)),
            json!(pair.family == Family::Neighbours),
            json!(counts.common),
            json!(counts.matches),
            json!(counts.identical_right),
            json!(counts.identical_wrong),
            json!(counts.both_wrong),
            optional(omega_first.statistic),
            number(omega_first.p),
            number(omega_first.exact_p),
            optional(omega_second.statistic),
            number(omega_second.p),
            number(omega_second.exact_p),
            number(gbt.expected),
            number(gbt.p),
            number(pair.omega_first_corrected),
            number(pair.omega_second_corrected),
            number(pair.gbt_corrected),
        ]);
    }
    Report {
        persons: choices.responses.persons(),
        tested: screened.pairs.len(),
        untested: screened.untested,
        level: args.level,
        listed: listed.len(),
        pairs,
        more: None,
    }
}
