//! `ukur psy dif`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{bail, ensure};
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Value, json};
use ukur_psychometrics::classical::{Criterion, ScoreTable};
use ukur_psychometrics::dif::{
    Ended, Matching, Scoring, Settings, dif, multigroup, purified_logistic, purified_mantel_haenszel,
};
use ukur_psychometrics::{Scorer, Skipped};

use super::dif_table::{logistic, mantel_haenszel, without};
use super::options::{AnswerArgs, GridArgs};
use super::read::{Aligned, AnswerSheet, Coding, Groups, Parameters, Sheet, shown};
use super::reasons;
use super::write::{OutArgs, Table, number};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Mantel-Haenszel with ETS classes, Breslow-Day, standardisation
    #[value(alias = "mantel-haenszel")]
    Mh,
    /// Logistic regression: uniform, non-uniform, both
    Logistic,
    /// Generalised Mantel-Haenszel of mean scores: any number of groups and categories
    #[value(alias = "gmh")]
    Generalized,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Match {
    /// Sum score; every person must have every item
    Sum,
    /// θ of the other items, for forms that differ; needs --params
    Theta,
}

#[derive(Args)]
pub(in crate::cli) struct DifArgs {
    #[command(flatten)]
    answers: AnswerArgs,
    /// Groups: columns person and group, or one column with the group of each row of the answers; the answers
    /// themselves, where they have a column group; or the name of their column
    #[arg(long, value_name = "G.csv", required_unless_present = "group_column")]
    group: Option<PathBuf>,
    /// The column of the answers that holds the group
    #[arg(long, value_name = "NAME", conflicts_with = "group")]
    group_column: Option<String>,
    /// Group that is the yardstick; by default the first in the order of names
    #[arg(long, value_name = "GROUP")]
    reference: Option<String>,
    /// Group that is compared with it; by default the other
    #[arg(long, value_name = "GROUP")]
    focal: Option<String>,
    /// The test; what it flags is taken out by --purify
    #[arg(long, value_enum, ignore_case = true, default_value = "mh")]
    method: Method,
    /// What persons are matched on
    #[arg(long = "match", value_enum, ignore_case = true, default_value = "sum", value_name = "WHAT")]
    matching: Match,
    /// Item parameters for --match theta
    #[arg(long, value_name = "PARAMS", required_if_eq("matching", "theta"))]
    params: Option<PathBuf>,
    /// Strata of equal size for --match theta
    #[arg(long, default_value_t = 10, value_name = "COUNT")]
    strata: usize,
    /// Take flagged items out of the matching score and repeat until the set stays
    #[arg(long)]
    purify: bool,
    /// Level of the tests that flag
    #[arg(long, default_value_t = 0.05)]
    level: f64,
    /// Persons that each group must have on an item
    #[arg(long, default_value_t = 50, value_name = "COUNT")]
    minimum_group: usize,
    #[command(flatten)]
    grid: GridArgs,
    #[command(flatten)]
    out: OutArgs,
}

/// Another question than the size of the difference, which the ETS class tells.
const FLAGGED: &str = "significant at --level; --purify takes flagged items out of the matching";

#[derive(Serialize)]
struct Report {
    method: &'static str,
    matching: &'static str,
    reference: String,
    focal: String,
    purification: Value,
    flagged: Vec<String>,
    flagged_means: &'static str,
    items: Table,
}

pub(super) fn run(args: &DifArgs) -> anyhow::Result<()> {
    ensure!(args.level > 0.0 && args.level < 1.0, "--level must lie between 0 and 1");
    ensure!((2..=100).contains(&args.strata), "--strata must be 2 to 100");
    let (answers, groups) = args.read()?;
    let several = args.method == Method::Generalized;
    ensure!(!(several && args.purify), "--purify goes with --method mh or logistic");
    ensure!(!(several && args.focal.is_some()), "--method generalized compares all groups: no --focal");
    let labels = args.labels(&groups)?;
    let skipped = args.answers.skipped();
    if args.matching == Match::Sum && ScoreTable::new(&answers.responses, skipped).criterion() != Criterion::SumScore {
        bail!(
            "{}: {}; forms differ, sum scores do not compare; use --match theta with --params",
            answers.file,
            not_shown(&answers)
        );
    }
    let aligned = match (&args.params, args.matching) {
        (Some(path), Match::Theta) => Some(Parameters::read(path)?.align(&answers, false)?),
        _ => None,
    };
    if let Some(aligned) = &aligned {
        aligned.check(&answers)?;
        ensure!(aligned.dropped.is_empty(), "no parameters for {}", aligned.dropped.join(", "));
    }
    let responses = aligned.as_ref().map_or(&answers.responses, |aligned| &aligned.responses);
    let data = Scoring { responses, skipped, groups: &groups.of };
    let estimate = aligned.as_ref().map(|aligned| theta(aligned, skipped, &args.grid)).transpose()?;
    let matching = match &estimate {
        Some(estimate) => Matching::Estimated { estimate, strata: args.strata },
        None => Matching::SumScore,
    };
    let report = match labels[..] {
        [reference, focal] if !several => report(args, &answers, (&groups, [reference, focal]), &data, &matching),
        _ => generalized(args, &answers, (&groups, &labels), &data, &matching),
    };
    args.out.write(&report, &report.items)
}

impl DifArgs {
    fn matched_on(&self) -> &'static str {
        if self.matching == Match::Sum { "sum score" } else { "theta" }
    }

    fn read(&self) -> anyhow::Result<(AnswerSheet, Groups)> {
        let sheet = Sheet::read(&self.answers.responses)?;
        if let Some(name) = self.column_beside(&sheet) {
            let column = sheet.needed(&[name.as_str()])?;
            let answers = AnswerSheet::take(&sheet, Some(column), Coding::Scored)?;
            return Ok((answers, Groups::beside(&sheet, column)?));
        }
        let answers = AnswerSheet::take(&sheet, None, Coding::Scored)?;
        let Some(path) = &self.group else { bail!("--group is missing") };
        let groups = Groups::take(&Sheet::read(path)?, &answers)?;
        Ok((answers, groups))
    }

    /// The column of the answers that holds the group: named as such, or what --group names is no other file.
    fn column_beside(&self, sheet: &Sheet) -> Option<String> {
        let Some(path) = &self.group else { return self.group_column.clone() };
        let same = || std::fs::canonicalize(path).ok() == std::fs::canonicalize(&self.answers.responses).ok();
        match path.to_str() {
            Some(name) if !path.exists() => sheet.column(&[name]).map(|column| sheet.header[column].clone()),
            _ if same() => Some("group".to_owned()),
            _ => None,
        }
    }

    /// The reference and the focal group; or the reference and all others.
    fn labels(&self, groups: &Groups) -> anyhow::Result<Vec<usize>> {
        if self.method == Method::Generalized {
            ensure!(groups.labels.len() > 1, "1 group ({}): nothing to compare", shown(&groups.labels[0]));
            let first = match &self.reference {
                Some(_) => self.label(groups, self.reference.as_ref(), 0)?,
                None => 0,
            };
            let others = (0..groups.labels.len()).filter(|group| *group != first);
            return Ok(std::iter::once(first).chain(others).collect());
        }
        let labels = [self.label(groups, self.reference.as_ref(), 0)?, self.label(groups, self.focal.as_ref(), 1)?];
        ensure!(labels[0] != labels[1], "reference and focal group are the same: {}", shown(&groups.labels[labels[0]]));
        Ok(labels.to_vec())
    }

    fn label(&self, groups: &Groups, wanted: Option<&String>, usual: usize) -> anyhow::Result<usize> {
        let names = || groups.labels.iter().map(|label| shown(label)).collect::<Vec<_>>().join(", ");
        match wanted {
            Some(label) => groups
                .place(label)
                .ok_or_else(|| anyhow::anyhow!("there is no group {}; there are: {}", shown(label), names())),
            None if groups.labels.len() != 2 => {
                bail!(
                    "{} groups ({}): name --reference and --focal, or --method generalized",
                    groups.labels.len(),
                    names()
                )
            }
            // The other one, where only one was named.
            None => {
                let other = [&self.reference, &self.focal].into_iter().flatten().find_map(|label| groups.place(label));
                Ok(other.map_or(usual, |other| 1 - other))
            }
        }
    }
}

/// θ of everyone from the answers to some items.
fn theta<'a>(
    aligned: &'a Aligned,
    skipped: Skipped,
    grid: &GridArgs,
) -> anyhow::Result<impl Fn(&[usize]) -> Vec<f64> + Sync + 'a> {
    let (models, prior, grid) = (aligned.models(), grid.prior(), grid.grid()?);
    Scorer::new(&models, prior, &grid)?;
    Ok(move |anchors: &[usize]| {
        let own: Vec<_> = anchors.iter().map(|item| models[*item].clone()).collect();
        let scores = Scorer::new(&own, prior, &grid)
            .and_then(|scorer| scorer.eap_all(&aligned.responses.select(anchors), skipped));
        let nothing = || vec![f64::NAN; aligned.responses.persons()];
        scores.map_or_else(|_| nothing(), |scores| scores.iter().map(|score| score.theta).collect())
    })
}

fn report(
    args: &DifArgs,
    answers: &AnswerSheet,
    (groups, labels): (&Groups, [usize; 2]),
    data: &Scoring,
    matching: &Matching,
) -> Report {
    let settings = Settings { minimum_group: args.minimum_group, level: args.level, ..Settings::default() };
    let mut anchors: Vec<usize> = (0..answers.items.len()).collect();
    let mut purification = Value::Null;
    if args.purify {
        let (removed, rounds, ended) = purified(args.method, data, labels, matching, &settings);
        anchors.retain(|item| !removed.contains(item));
        purification = json!({ "rounds": rounds, "ended": ended_as(ended), "removed": names(answers, &removed) });
    }
    let found = dif(data, labels, &anchors, matching, &settings);
    let (items, flagged) = match args.method {
        Method::Mh => mantel_haenszel(answers, &found, args.level),
        Method::Logistic | Method::Generalized => logistic(answers, &found, args.level),
    };
    Report {
        method: if args.method == Method::Mh { "mantel-haenszel" } else { "logistic" },
        matching: args.matched_on(),
        reference: groups.labels[labels[0]].clone(),
        focal: groups.labels[labels[1]].clone(),
        purification,
        flagged: names(answers, &flagged),
        flagged_means: FLAGGED,
        items,
    }
}

/// All groups at once, by the mean scores of each item.
fn generalized(
    args: &DifArgs,
    answers: &AnswerSheet,
    (groups, labels): (&Groups, &[usize]),
    data: &Scoring,
    matching: &Matching,
) -> Report {
    let settings = Settings { minimum_group: args.minimum_group, level: args.level, ..Settings::default() };
    let anchors: Vec<usize> = (0..answers.items.len()).collect();
    let (mut items, mut flagged) = (Table::new(["item", "chi_square", "df", "p", "flagged", "reason"]), Vec::new());
    for (place, found) in multigroup(data, labels, &anchors, matching, &settings).iter().enumerate() {
        let name = &answers.items[place];
        let Ok(found) = found.as_ref().map_err(|error| items.push(without(name, 6, &reasons::dif(answers, error))))
        else {
            continue;
        };
        let is_flagged = found.p < args.level;
        flagged.extend(is_flagged.then_some(place));
        let (chi_square, p) = (number(found.chi_square), number(found.p));
        items.push(vec![json!(name), chi_square, json!(found.df), p, json!(is_flagged), Value::Null]);
    }
    let others: Vec<&str> = labels[1..].iter().map(|label| groups.labels[*label].as_str()).collect();
    Report {
        method: "generalized mantel-haenszel",
        matching: args.matched_on(),
        reference: groups.labels[labels[0]].clone(),
        focal: others.join(", "),
        purification: Value::Null,
        flagged: names(answers, &flagged),
        flagged_means: FLAGGED,
        items,
    }
}

/// The items that were no anchors in the last round, the number of rounds, and why there were no more.
fn purified(
    method: Method,
    data: &Scoring,
    labels: [usize; 2],
    matching: &Matching,
    settings: &Settings,
) -> (Vec<usize>, usize, Ended) {
    let (history, rounds, ended) = match method {
        Method::Mh => {
            let found = purified_mantel_haenszel(data, labels, matching, settings);
            (found.history, found.rounds, found.ended)
        }
        Method::Logistic | Method::Generalized => {
            let found = purified_logistic(data, labels, matching, settings);
            (found.history, found.rounds, found.ended)
        }
    };
    // What one round flags, the next leaves out.
    let removed = history.into_iter().rev().nth(1).unwrap_or_default();
    (removed, rounds, ended)
}

fn names(answers: &AnswerSheet, items: &[usize]) -> Vec<String> {
    items.iter().map(|item| answers.items[*item].clone()).collect()
}

fn ended_as(ended: Ended) -> String {
    match ended {
        Ended::Stable => "stable".to_owned(),
        Ended::Cycle(length) => format!("cycle of {length}"),
        Ended::Limit => "limit of rounds".to_owned(),
        Ended::NoAnchors => "no anchors left".to_owned(),
    }
}

/// The first gap of the answers.
fn not_shown(answers: &AnswerSheet) -> String {
    let gap = (0..answers.responses.persons()).find_map(|person| {
        let items: BTreeSet<usize> = answers.responses.row(person).map(|(item, _)| item).collect();
        (0..answers.items.len()).find(|item| !items.contains(item)).map(|item| (person, item))
    });
    gap.map_or_else(String::new, |(person, item)| {
        format!("item {} was not shown to person {}", shown(&answers.items[item]), shown(&answers.person(person)))
    })
}
