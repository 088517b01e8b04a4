//! Options that several commands share, and what they mean to the mathematics.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde_json::Value;
use ukur_psychometrics::scoring::{NoEstimate, SumScores};
use ukur_psychometrics::{Grid, Prior, Scorer, Skipped};

use super::read::{Aligned, AnswerSheet, Parameters, Sheet, by_person};

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum SkippedAs {
    Zero,
    NotShown,
}

#[derive(Args)]
pub(in crate::cli) struct AnswerArgs {
    /// Answers: a header of item ids, a row a person. A cell is a category from 0, S for shown and skipped, empty (or
    /// . or NA) for not shown. A first column named person, id or candidate names the persons. Comma, semicolon or tab
    #[arg(long, value_name = "R.csv")]
    pub responses: PathBuf,
    /// How a shown and skipped item counts: as category 0, or as if it had not been shown
    #[arg(long, value_enum, ignore_case = true, default_value = "zero", value_name = "HOW")]
    skipped: SkippedAs,
}

impl AnswerArgs {
    pub fn skipped(&self) -> Skipped {
        self.skipped.into()
    }
}

impl From<SkippedAs> for Skipped {
    fn from(how: SkippedAs) -> Self {
        match how {
            SkippedAs::Zero => Self::Zero,
            SkippedAs::NotShown => Self::NotShown,
        }
    }
}

#[derive(Args)]
pub(in crate::cli) struct ParameterArgs {
    /// Item parameters: JSON of `psy calibrate` (or a bare list of items), or CSV with the columns item, domain, model,
    /// a, b (b1, b2, … of steps) or d (d1, …), c. Logistic metric, D = 1
    #[arg(long, value_name = "PARAMS")]
    pub params: PathBuf,
    /// Leave out columns of answers that have no parameters instead of refusing them
    #[arg(long)]
    drop_unknown: bool,
    /// Only the items of this domain
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,
}

impl ParameterArgs {
    /// The parameters, and the answers to their items.
    pub fn align(&self, answers: &AnswerSheet) -> anyhow::Result<(Parameters, Aligned)> {
        let parameters = Parameters::read(&self.params)?;
        let aligned = parameters.align(answers, self.drop_unknown)?;
        aligned.check(answers)?;
        if !aligned.dropped.is_empty() {
            eprintln!("{} columns without parameters left out: {}", aligned.dropped.len(), aligned.dropped.join(", "));
        }
        match &self.domain {
            Some(domain) => Ok((parameters, of_domain(&aligned, domain)?)),
            None => Ok((parameters, aligned)),
        }
    }
}

/// The items of one domain, of which there must be some.
pub(in crate::cli) fn of_domain(aligned: &Aligned, domain: &str) -> anyhow::Result<Aligned> {
    let part = aligned.only(domain);
    if part.items.is_empty() {
        bail!("there is no domain {domain}; there are: {}", Parameters::domains(&aligned.items).join(", "));
    }
    Ok(part)
}

/// Says when domains that were calibrated apart are taken for one scale.
pub(in crate::cli) fn one_scale(aligned: &Aligned) {
    if Parameters::domains(&aligned.items).len() > 1 {
        eprintln!("note: items of several domains are taken for one scale; --domain keeps to one");
    }
}

/// The population, and the nodes on which it is summed.
#[derive(Args, Clone)]
pub(in crate::cli) struct GridArgs {
    /// Quadrature nodes, equally spaced [default: 161]
    #[arg(long, value_name = "COUNT")]
    nodes: Option<usize>,
    /// Quadrature from -BOUND to BOUND, in θ [default: 8]
    #[arg(long, value_name = "BOUND")]
    bound: Option<f64>,
    /// Mean of θ in the population [default: what the calibration found, where `score`, `classify` and `information`
    /// read one; else 0]
    #[arg(long, value_name = "MEAN", allow_negative_numbers = true)]
    prior_mean: Option<f64>,
    /// Standard deviation of θ in the population [default: what the calibration found, else 1]
    #[arg(long, value_name = "SD")]
    prior_sd: Option<f64>,
}

const NODES: usize = 161;
const BOUND: f64 = 8.0;

impl GridArgs {
    pub fn prior(&self) -> Prior {
        Prior { mean: self.prior_mean.unwrap_or(0.0), sd: self.prior_sd.unwrap_or(1.0) }
    }

    pub fn has_prior(&self) -> bool {
        self.prior_mean.is_some() || self.prior_sd.is_some()
    }

    /// The same nodes for another population.
    pub fn of(&self, population: Prior) -> Self {
        Self { prior_mean: Some(population.mean), prior_sd: Some(population.sd), ..self.clone() }
    }

    /// The first option that was typed, by its name.
    pub fn typed(&self) -> Option<&'static str> {
        let all = [
            ("--nodes", self.nodes.is_some()),
            ("--bound", self.bound.is_some()),
            ("--prior-mean", self.prior_mean.is_some()),
            ("--prior-sd", self.prior_sd.is_some()),
        ];
        all.into_iter().find(|(_, typed)| *typed).map(|(name, _)| name)
    }

    pub fn grid(&self) -> anyhow::Result<Grid> {
        let (nodes, bound, prior) = (self.nodes.unwrap_or(NODES), self.bound.unwrap_or(BOUND), self.prior());
        let sound = bound > 0.0 && bound <= 100.0 && prior.sd > 0.0 && prior.sd.is_finite();
        if !(3..=10_001).contains(&nodes) || !sound || prior.mean.is_nan() {
            bail!("--nodes must be 3 to 10001, --bound above 0 and at most 100, --prior-sd above 0");
        }
        if prior.mean.abs() >= bound {
            bail!("--prior-mean {} lies outside ±{bound}", prior.mean);
        }
        Ok(Grid::normal(nodes, bound, prior.mean, prior.sd))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Estimator {
    /// Mean of the posterior
    Eap,
    /// Mode of the posterior
    Map,
    /// Maximum of the likelihood
    #[value(alias = "ml")]
    Mle,
    /// Warm's weighted likelihood
    #[value(alias = "wl")]
    Wle,
    /// Mean of the posterior given the sum of the categories alone, over the items that a person has
    Eapsum,
}

impl Estimator {
    pub fn name(self) -> &'static str {
        match self {
            Self::Eap => "eap",
            Self::Map => "map",
            Self::Mle => "mle",
            Self::Wle => "wle",
            Self::Eapsum => "eapsum",
        }
    }
}

/// What may be said of an estimate.
pub(in crate::cli) const FLAGS: [&str; 5] =
    ["minus_infinity", "plus_infinity", "nothing_answered", "no_information", "several_maxima"];

/// One person's estimate; an infinite θ is kept infinite.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::cli) struct Score {
    pub answered: usize,
    pub theta: f64,
    /// Of ML and MAP from the expected information.
    pub se: f64,
    /// From the observed information, where that is another.
    pub se_observed: Option<f64>,
    pub flags: Vec<&'static str>,
}

/// Everyone's score by the estimator.
pub(in crate::cli) fn scores(
    aligned: &Aligned,
    skipped: Skipped,
    estimator: Estimator,
    grid: &GridArgs,
) -> anyhow::Result<Vec<Score>> {
    let scorer = Scorer::new(&aligned.models(), grid.prior(), &grid.grid()?)?;
    let responses = &aligned.responses;
    let of = |theta: f64, se: f64| Score { answered: 0, theta, se, se_observed: None, flags: Vec::new() };
    let point = |found: &ukur_psychometrics::scoring::Estimate| Score {
        se_observed: Some(found.se_observed),
        flags: if found.maxima > 1 { vec!["several_maxima"] } else { Vec::new() },
        ..of(found.theta, found.se_expected)
    };
    let mut scores: Vec<Score> = match estimator {
        Estimator::Eap => scorer.eap_all(responses, skipped)?.iter().map(|found| of(found.theta, found.se)).collect(),
        Estimator::Map => scorer.map_all(responses, skipped)?.iter().map(point).collect(),
        Estimator::Eapsum => by_sums(aligned, skipped, &grid.grid()?)?,
        Estimator::Mle => {
            let found = scorer.ml_all(responses, skipped)?;
            found.iter().map(|found| found.as_ref().map_or_else(|reason| none(*reason), point)).collect()
        }
        Estimator::Wle => {
            let found = scorer.wle_all(responses, skipped)?;
            let weighted = |found: &ukur_psychometrics::scoring::Weighted| of(found.theta, found.se);
            found.iter().map(|found| found.as_ref().map_or_else(|reason| none(*reason), weighted)).collect()
        }
    };
    for (person, score) in scores.iter_mut().enumerate() {
        score.answered = responses.categories(person, skipped).count();
        if score.answered == 0 && !score.flags.contains(&"nothing_answered") {
            score.flags.push("nothing_answered");
        }
    }
    Ok(scores)
}

/// Each set of items has a conversion table of its own.
fn by_sums(aligned: &Aligned, skipped: Skipped, grid: &Grid) -> anyhow::Result<Vec<Score>> {
    let mut tables: HashMap<Vec<usize>, SumScores> = HashMap::new();
    let mut scores = Vec::with_capacity(aligned.responses.persons());
    for person in 0..aligned.responses.persons() {
        let (items, categories): (Vec<usize>, Vec<usize>) = aligned.responses.categories(person, skipped).unzip();
        if items.is_empty() {
            scores.push(none(NoEstimate::NothingAnswered));
            continue;
        }
        let table = match tables.entry(items) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let models: Vec<_> = new.key().iter().map(|item| aligned.items[*item].model.clone()).collect();
                new.insert(SumScores::new(&models, grid)?)
            }
        };
        let row = table.of(categories.iter().sum());
        let (theta, se) = row.map_or((f64::NAN, f64::NAN), |row| (row.theta, row.se));
        scores.push(Score { answered: 0, theta, se, se_observed: None, flags: Vec::new() });
    }
    Ok(scores)
}

fn none(reason: NoEstimate) -> Score {
    let flag = match reason {
        NoEstimate::NothingAnswered => "nothing_answered",
        NoEstimate::MinusInfinity => "minus_infinity",
        NoEstimate::PlusInfinity => "plus_infinity",
        NoEstimate::NoInformation => "no_information",
    };
    let theta = reason.theta().unwrap_or(f64::NAN);
    let se = if theta.is_infinite() { f64::INFINITY } else { f64::NAN };
    Score { answered: 0, theta, se, se_observed: None, flags: vec![flag] }
}

/// θ of everyone out of a table with the column theta, by person or in order.
pub(in crate::cli) fn given(path: &std::path::Path, answers: &AnswerSheet) -> anyhow::Result<Vec<f64>> {
    let sheet = Sheet::read_rows(path, "persons")?;
    let theta = sheet.needed(&["theta"])?;
    Ok(by_person(&sheet, answers)?.into_iter().map(|row| sheet.needed_number(row, theta)).collect::<Result<_, _>>()?)
}

/// Flags as a list in JSON.
pub(in crate::cli) fn words(words: &[&str]) -> Value {
    Value::from(words.to_vec())
}

/// A document in JSON, which begins with a brace, or in TOML, which never does.
pub(in crate::cli) fn settings<T: serde::de::DeserializeOwned>(path: &std::path::Path) -> anyhow::Result<T> {
    let (file, text) = super::read::text(path)?;
    understood(&file, &text)
}

pub(in crate::cli) fn understood<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> anyhow::Result<T> {
    let read = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(anyhow::Error::from)
    } else {
        toml::from_str(text).map_err(anyhow::Error::from)
    };
    read.with_context(|| format!("{file} cannot be understood"))
}
