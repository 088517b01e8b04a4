//! `ukur psy simulate`.

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::{anyhow, bail, ensure};
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Value, json};
use ukur_psychometrics::adaptive::{
    Abilities, Bank, BankItem, Content, Design as Sitting, Errors, Prior, Rules, Selection, Simulation,
    SimulationReport, control_exposure, simulate,
};

use super::read::{Sheet, is_empty, shown, text};
use super::replay::replay;
use super::write::{OutArgs, Table, number};
use crate::cli::form::bank::BankFile;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Design {
    /// Given forms, or one form of the whole bank
    Linear,
    /// Adaptive: the next item by the answers so far
    Cat,
}

#[derive(Args)]
pub(in crate::cli) struct SimulateArgs {
    /// Bank: parameters as elsewhere; the columns domain and enemy count where they stand
    #[arg(long, value_name = "B.json|B.csv")]
    bank: PathBuf,
    /// What persons sit
    #[arg(long, value_enum, ignore_case = true)]
    design: Design,
    /// linear: forms as `ukur form assemble` writes them; by default one form of all items
    #[arg(long, value_name = "FORMS.json|csv")]
    forms: Option<PathBuf>,
    /// cat: no simulated persons but those of these answers, of which each sitting takes what comes next; the report is
    /// of every step. Columns that are no items of the bank are left out
    #[arg(long, value_name = "R.csv", conflicts_with_all = ["points", "forms"])]
    responses: Option<PathBuf>,
    /// cat: items of a sitting at most [default: 30]
    #[arg(long, value_name = "COUNT")]
    length: Option<usize>,
    /// cat: items of a sitting at least
    #[arg(long, default_value_t = 0, value_name = "COUNT")]
    minimum_length: usize,
    /// cat: stop when the standard error of θ is at most this
    #[arg(long, value_name = "SE")]
    stop_se: Option<f64>,
    /// cat: information, random, or randomesque:K (one of the K most informative)
    #[arg(long, default_value = "information", value_name = "HOW")]
    selection: String,
    /// cat: share the sitting among the domains as the bank does
    #[arg(long)]
    balance: bool,
    /// cat: least and most items of each domain, kept by a shadow test: x=5-7,y=4; other domains have none
    #[arg(long, value_delimiter = ',', value_name = "DOMAIN=COUNT,…", conflicts_with = "balance")]
    quota: Option<Vec<String>>,
    /// cat: no item for more than about this share of sittings, by chances found in simulation (Sympson-Hetter)
    #[arg(long, value_name = "SHARE")]
    max_exposure: Option<f64>,
    /// Persons at the quantiles of N(mean, sd²)
    #[arg(long, default_value_t = 1000, value_name = "COUNT")]
    persons: usize,
    /// Mean of their θ
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    mean: f64,
    /// Standard deviation of their θ
    #[arg(long, default_value_t = 1.0)]
    sd: f64,
    /// Persons at these θ instead, --persons at each
    #[arg(long, value_delimiter = ',', allow_negative_numbers = true, value_name = "θ,…")]
    points: Option<Vec<f64>>,
    /// Same seed, same report
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    out: OutArgs,
}

#[derive(Serialize)]
struct Report {
    design: &'static str,
    persons: usize,
    bias: f64,
    rmse: f64,
    rmse_se: f64,
    mean_se: f64,
    coverage95: f64,
    correlation: f64,
    mean_length: f64,
    sd_length: f64,
    stopped_by_precision: f64,
    max_exposure: f64,
    unused_items: usize,
    overlap: f64,
    #[serde(skip_serializing_if = "Value::is_null")]
    exposure_control: Value,
    content: Table,
    conditional: Table,
    by_length: Table,
    exposure: Table,
}

/// More sittings than this are a slip of the hand.
const MAX_SITTINGS: usize = 1_000_000;
/// Items of an adaptive sitting, where nobody says how many.
const LENGTH: usize = 30;

pub(super) fn run(args: &SimulateArgs) -> anyhow::Result<()> {
    let file = BankFile::read(&args.bank)?;
    let (areas, bank) = ready(&file)?;
    let sittings = args.persons.saturating_mul(args.points.as_ref().map_or(1, Vec::len));
    ensure!((1..=MAX_SITTINGS).contains(&sittings), "{sittings} sittings; 1 to {MAX_SITTINGS} can be simulated");
    let abilities = match &args.points {
        Some(points) => Abilities::Points { points: points.clone(), each: args.persons },
        None => Abilities::Normal { persons: args.persons, mean: args.mean, sd: args.sd },
    };
    ensure!(args.sd > 0.0 && args.sd.is_finite(), "--sd must lie above 0");
    ensure!(args.mean.is_finite(), "--mean must be a number");
    ensure!(args.length() > 0, "--length must be 1 or more");
    let simulation = Simulation { abilities, seed: args.seed };
    if let Some(path) = &args.responses {
        ensure!(args.design == Design::Cat, "--responses belongs to --design cat");
        ensure!(args.max_exposure.is_none(), "--max-exposure needs simulated persons, not --responses");
        let replay = replay(path, &file, &bank, &args.rules(&bank, &areas)?, args.seed)?;
        return args.out.write(&replay, &replay.steps);
    }
    let mut control = Value::Null;
    let design = match args.design {
        Design::Linear if args.length.is_some() => bail!("--length belongs to --design cat: forms have theirs"),
        Design::Linear if args.max_exposure.is_some() => bail!("--max-exposure belongs to --design cat"),
        Design::Linear => Sitting::Linear { forms: args.forms(&file)?, prior: Prior::default() },
        Design::Cat => {
            let mut rules = args.rules(&bank, &areas)?;
            if let Some(target) = args.max_exposure {
                let least = share(args.length(), bank.len());
                ensure!(
                    target >= least,
                    "--max-exposure {target}: sittings of {} out of {} items give each {least:.3} in the mean",
                    args.length(),
                    bank.len()
                );
                let found = control_exposure(&bank, &rules, &simulation, target, 20)?;
                control = json!(found.rounds);
                rules.exposure = Some(found.chances);
            }
            Sitting::Adaptive(rules)
        }
    };
    let report = report(args, &file, &areas, &simulate(&bank, &design, &simulation)?, control);
    args.out.write(&report, &report.exposure)
}

fn share(part: usize, whole: usize) -> f64 {
    f64::from(u32::try_from(part).unwrap_or(u32::MAX)) / f64::from(u32::try_from(whole).unwrap_or(u32::MAX))
}

/// Domains by name, and the bank with domains and enemies as numbers.
fn ready(file: &BankFile) -> anyhow::Result<(Vec<String>, Bank)> {
    let mut areas: Vec<String> =
        (0..file.items.len()).map(|row| file.cell("domain", row).unwrap_or_default().to_owned()).collect();
    areas.sort();
    areas.dedup();
    let mut sets: Vec<String> = Vec::new();
    let place = |list: &mut Vec<String>, name: &str| {
        list.iter().position(|known| known == name).unwrap_or_else(|| {
            list.push(name.to_owned());
            list.len() - 1
        })
    };
    let mut items = Vec::new();
    for (row, item) in file.items.iter().enumerate() {
        let area = place(&mut areas, file.cell("domain", row).unwrap_or_default());
        let enemy = file.cell("enemy", row).filter(|name| !is_empty(name));
        let enemies = enemy.map(|name| u32::try_from(place(&mut sets, name))).transpose()?;
        let content = u16::try_from(area).map_err(|_| anyhow!("{}: too many domains", file.file))?;
        items.push(BankItem { model: item.model.clone(), content, enemies: enemies.into_iter().collect() });
    }
    Ok((areas, Bank::standard(items)?))
}

impl SimulateArgs {
    fn length(&self) -> usize {
        self.length.unwrap_or(LENGTH)
    }

    fn rules(&self, bank: &Bank, areas: &[String]) -> anyhow::Result<Rules> {
        ensure!(self.forms.is_none(), "--forms belongs to --design linear");
        ensure!(
            (1..=bank.len()).contains(&self.length()),
            "--length {}: the bank has {} items",
            self.length(),
            bank.len()
        );
        let selection = match self.selection.split_once(':') {
            None if self.selection == "information" => Selection::MaxInformation,
            None if self.selection == "random" => Selection::Random,
            Some(("randomesque", count)) => Selection::Randomesque(
                count.parse().map_err(|_| anyhow!("--selection randomesque:{}: no count", shown(count)))?,
            ),
            _ => bail!("--selection must be information, random or randomesque:K"),
        };
        let shares = || {
            let mut shares = vec![0.0; bank.areas()];
            (0..bank.len()).for_each(|item| shares[usize::from(bank.item(item).content)] += 1.0);
            shares
        };
        Ok(Rules {
            min_length: self.minimum_length,
            stop_se: self.stop_se,
            selection,
            content: match &self.quota {
                Some(quota) => Content::Quota(quotas(quota, areas)?),
                None if self.balance => Content::Balance(shares()),
                None => Content::Free,
            },
            ..Rules::of_length(self.length())
        })
    }

    fn forms(&self, bank: &BankFile) -> anyhow::Result<Vec<Vec<usize>>> {
        let Some(path) = &self.forms else { return Ok(vec![(0..bank.items.len()).collect()]) };
        let forms = read_forms(path)?;
        ensure!(!forms.is_empty(), "{}: it has no forms", path.display());
        for (form, number) in forms.iter().zip(1..) {
            ensure!(!form.is_empty(), "{}, form {number}: it has no items", path.display());
            let mut seen = HashSet::new();
            if let Some(twice) = form.iter().find(|id| !seen.insert(id.as_str())) {
                bail!("{}, form {number}: item {} stands twice", path.display(), shown(twice));
            }
        }
        let place = |id: &String| {
            bank.place(id).ok_or_else(|| anyhow!("{}: item {} is not in {}", path.display(), shown(id), bank.file))
        };
        forms.iter().map(|form| form.iter().map(place).collect()).collect()
    }
}

/// Least and most of each area, out of `domain=5` and `domain=5-7`.
fn quotas(typed: &[String], areas: &[String]) -> anyhow::Result<Vec<(usize, usize)>> {
    let mut quotas = vec![(0, 0); areas.len()];
    for one in typed {
        let wrong = || anyhow!("--quota {}: domain=COUNT or domain=LEAST-MOST", shown(one));
        let (name, counts) = one.rsplit_once('=').ok_or_else(wrong)?;
        let (least, most) = counts.split_once('-').unwrap_or((counts, counts));
        let area = areas.iter().position(|area| area == name);
        let area = area.ok_or_else(|| anyhow!("--quota: no item has the domain {}", shown(name)))?;
        let (least, most) = (least.parse().map_err(|_| wrong())?, most.parse().map_err(|_| wrong())?);
        ensure!(least <= most, "--quota {}: the least is above the most", shown(one));
        quotas[area] = (least, most);
    }
    Ok(quotas)
}

/// Item ids of each form: JSON with `forms`, or CSV with the columns form and items.
fn read_forms(path: &std::path::Path) -> anyhow::Result<Vec<Vec<String>>> {
    let (file, text) = text(path)?;
    if text.trim_start().starts_with('{') {
        let value: Value = serde_json::from_str(&text).map_err(|error| anyhow!("{file}: no JSON: {error}"))?;
        let list = value.get("forms").and_then(Value::as_array).cloned();
        let list = list.ok_or_else(|| anyhow!("{file}: it has no forms"))?;
        let items = |(place, form): (usize, Value)| {
            let items = form.get("items").cloned().unwrap_or_default();
            serde_json::from_value(items).map_err(|error| anyhow!("{file}, form {}: items: {error}", place + 1))
        };
        return list.into_iter().enumerate().map(items).collect();
    }
    let sheet = Sheet::parse(&file, &text)?;
    let items = sheet.needed(&["items"])?;
    Ok((0..sheet.rows()).map(|row| sheet.cell(row, items).split_whitespace().map(str::to_owned).collect()).collect())
}

fn report(args: &SimulateArgs, file: &BankFile, areas: &[String], found: &SimulationReport, control: Value) -> Report {
    let mut content = Table::new(["domain", "mean", "least", "most"]);
    for (area, (mean, range)) in found.content.iter().zip(&found.content_range).enumerate() {
        content.push(vec![json!(areas[area]), number(*mean), json!(range.0), json!(range.1)]);
    }
    let mut conditional = Table::new(["theta", "persons", "mean_length", "bias", "rmse", "mean_se", "coverage95"]);
    for at in &found.conditional {
        let Errors { persons, bias, rmse, mean_se, coverage95, .. } = at.errors;
        let numbers = [at.mean_length, bias, rmse, mean_se, coverage95].map(number);
        conditional.push([vec![number(at.theta), json!(persons)], numbers.to_vec()].concat());
    }
    let mut by_length = Table::new(["items", "persons", "bias", "rmse", "mean_se"]);
    for (place, errors) in found.by_length.iter().enumerate() {
        let numbers = [errors.bias, errors.rmse, errors.mean_se].map(number);
        by_length.push([vec![json!(place + 1), json!(errors.persons)], numbers.to_vec()].concat());
    }
    let mut exposure = Table::new(["item", "exposure"]);
    for (item, share) in file.items.iter().zip(&found.exposure) {
        exposure.push(vec![json!(item.id), number(*share)]);
    }
    let Errors { persons, bias, rmse, rmse_se, mean_se, coverage95 } = found.errors;
    Report {
        design: if args.design == Design::Cat { "cat" } else { "linear" },
        persons,
        bias,
        rmse,
        rmse_se,
        mean_se,
        coverage95,
        correlation: found.correlation,
        mean_length: found.mean_length,
        sd_length: found.sd_length,
        stopped_by_precision: found.precise,
        max_exposure: found.max_exposure,
        unused_items: found.unused,
        overlap: found.overlap,
        exposure_control: control,
        content,
        conditional,
        by_length,
        exposure,
    }
}
