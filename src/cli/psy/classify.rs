//! `ukur psy classify`.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use anyhow::{bail, ensure};
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Map, Value, json};
use ukur_psychometrics::classification::{
    BorderlineRule, Cuts, Indices, judge, lee, person, raw_cuts, rudner_persons, rudner_quadrature,
};
use ukur_psychometrics::{ItemModel, ItemParameters, t_score};

use super::joint::{JointArgs, check_joint, cuts, joint};
use super::options::{Estimator, FLAGS, GridArgs, SkippedAs, of_domain, one_scale, scores, words};
use super::population::populated;
use super::read::{Aligned, AnswerSheet, Parameters, Sheet, shown};
use super::write::{OutArgs, Table, number};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scale {
    /// T = 50 + 10 θ
    T,
    Theta,
}

#[derive(Args)]
pub(in crate::cli) struct ClassifyArgs {
    /// Scores with the columns theta and se, and person: the output of `psy score`
    #[arg(long, value_name = "S.csv", required_unless_present = "responses", conflicts_with = "responses")]
    scores: Option<PathBuf>,
    /// Answers, as in `psy score`; with --params
    #[arg(long, value_name = "R.csv", requires = "params")]
    responses: Option<PathBuf>,
    /// Item parameters; with --scores they add the indices of the whole test
    #[arg(long, value_name = "PARAMS")]
    params: Option<PathBuf>,
    /// Only this domain, of the scores or of the items
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,
    /// How a shown and skipped item counts
    #[arg(long, value_enum, ignore_case = true, default_value = "zero", value_name = "HOW")]
    skipped: SkippedAs,
    /// Cut scores between the categories, rising
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "40,50,60",
        allow_negative_numbers = true,
        value_name = "CUT,…"
    )]
    cuts: Vec<f64>,
    /// Scale of the cuts
    #[arg(long, value_enum, ignore_case = true, default_value = "t")]
    scale: Scale,
    /// Cuts on the sum score [default: the expected score at the cuts]
    #[arg(long, value_delimiter = ',', value_name = "SCORE,…")]
    raw_cuts: Option<Vec<f64>>,
    /// Names of the categories, lowest first
    #[arg(long, value_delimiter = ',', value_name = "NAME,…")]
    names: Option<Vec<String>>,
    /// Estimator of θ, where answers are given
    #[arg(long, value_enum, ignore_case = true, default_value = "eap")]
    method: Estimator,
    /// Borderline: the category is less probable than this
    #[arg(long, default_value_t = 2.0 / 3.0, value_name = "P")]
    borderline: f64,
    #[command(flatten)]
    joint: JointArgs,
    #[command(flatten)]
    grid: GridArgs,
    #[command(flatten)]
    out: OutArgs,
}

#[derive(Serialize)]
struct Report {
    categories: Vec<String>,
    cuts_t: Vec<f64>,
    /// The population of EAP and MAP and of the indices by the parameters.
    #[serde(skip_serializing_if = "Value::is_null")]
    prior: Value,
    borderline: usize,
    /// Rows without a finite score and error: in neither `borderline` nor `persons_index`.
    left_out: usize,
    /// As this group took the test; where scores are of several domains, of each.
    persons_index: Value,
    /// In a normal population, by the parameters.
    population_index: Value,
    /// The same by sum scores.
    sum_score_index: Value,
    persons: Table,
}

/// θ and standard error of one person.
struct Known {
    person: String,
    domain: Option<String>,
    theta: f64,
    se: f64,
    /// Of each category, out of the posterior of all domains together.
    posterior: Option<Vec<f64>>,
    flags: Vec<&'static str>,
}

impl Known {
    fn is_finite(&self) -> bool {
        self.theta.is_finite() && self.se.is_finite()
    }
}

/// One scale: its items and its population.
struct OneScale {
    models: Vec<ItemModel>,
    grid: GridArgs,
}

struct Taken {
    persons: Vec<Known>,
    /// Nothing where domains are scored together, or scores stand alone.
    scale: Option<OneScale>,
    prior: Value,
}

pub(super) fn run(args: &ClassifyArgs) -> anyhow::Result<()> {
    let cuts = cuts(&args.cuts, args.scale == Scale::Theta)?;
    let names = match &args.names {
        Some(names) if names.iter().collect::<BTreeSet<_>>().len() < names.len() => {
            bail!("--names: a name stands twice")
        }
        Some(names) if names.len() == cuts.categories() => names.clone(),
        Some(names) => bail!("--names: {} names for {} categories", names.len(), cuts.categories()),
        None => (1..=cuts.categories()).map(|category| category.to_string()).collect(),
    };
    ensure!((0.0..=1.0).contains(&args.borderline), "--borderline must be a probability");
    ensure!(args.raw_cuts.is_none() || args.params.is_some(), "--raw-cuts needs --params");
    let Taken { persons, scale, prior } = args.persons(&cuts)?;
    let left_out = persons.iter().filter(|known| !known.is_finite()).count();
    if left_out > 0 {
        eprintln!("note: {left_out} rows without a finite score count neither as borderline nor in persons_index");
    }
    let (table, borderline) = table(args, &persons, &cuts, &names)?;
    let report = Report {
        categories: names,
        cuts_t: cuts.theta().iter().map(|theta| t_score(*theta)).collect(),
        borderline,
        left_out,
        persons_index: group_index(&persons, &cuts),
        population_index: population(scale.as_ref(), &cuts)?,
        sum_score_index: sum_score(args, scale.as_ref(), &cuts)?,
        prior,
        persons: table,
    };
    args.out.write(&report, &report.persons)
}

impl ClassifyArgs {
    fn persons(&self, cuts: &Cuts) -> anyhow::Result<Taken> {
        let parameters = self.params.as_ref().map(|path| Parameters::read(path)).transpose()?;
        if let Some(path) = &self.scores {
            let mut persons = read_scores(&Sheet::read_rows(path, "persons")?)?;
            persons.retain(|known| self.domain.is_none() || known.domain == self.domain);
            ensure!(!persons.is_empty(), "{}: there is nobody to classify", path.display());
            let Some(parameters) = parameters else { return Ok(Taken { persons, scale: None, prior: Value::Null }) };
            let (scale, prior) = self.scale(&parameters, &parameters.items)?;
            return Ok(Taken { persons, scale: Some(scale), prior });
        }
        let (Some(path), Some(parameters)) = (&self.responses, parameters) else { bail!("--params is missing") };
        let answers = AnswerSheet::read(path)?;
        let aligned = parameters.align(&answers, false)?;
        aligned.check(&answers)?;
        if self.is_joint(&parameters, &aligned) {
            let (persons, prior) = self.jointly(&answers, &parameters, &aligned, cuts)?;
            return Ok(Taken { persons, scale: None, prior });
        }
        let aligned = match &self.domain {
            Some(domain) => of_domain(&aligned, domain)?,
            None => aligned,
        };
        one_scale(&aligned);
        let known = |(person, score): (usize, super::options::Score)| Known {
            person: answers.person(person),
            domain: self.domain.clone(),
            theta: score.theta,
            se: score.se,
            posterior: None,
            flags: score.flags,
        };
        let (scale, prior) = self.scale(&parameters, &aligned.items)?;
        let scores = scores(&aligned, self.skipped.into(), self.method, &scale.grid)?;
        Ok(Taken { persons: scores.into_iter().enumerate().map(known).collect(), scale: Some(scale), prior })
    }

    fn scale(&self, parameters: &Parameters, items: &[ItemParameters]) -> anyhow::Result<(OneScale, Value)> {
        let own = |item: &&ItemParameters| self.domain.is_none() || item.domain == self.domain;
        let items: Vec<ItemParameters> = items.iter().filter(own).cloned().collect();
        let (grid, prior) = populated(&self.grid, parameters, &items)?;
        Ok((OneScale { models: items.into_iter().map(|item| item.model).collect(), grid }, prior))
    }

    /// Asked for, or the parameters hold several domains with their correlations and nothing else is asked for.
    fn is_joint(&self, parameters: &Parameters, aligned: &Aligned) -> bool {
        let several = Parameters::domains(&aligned.items).len() > 1 && parameters.beside["correlations"].is_object();
        self.joint.domains || several && self.domain.is_none() && self.method == Estimator::Eap
    }

    /// Everybody's domains, then the composite where there are weights.
    fn jointly(
        &self,
        answers: &AnswerSheet,
        parameters: &Parameters,
        aligned: &Aligned,
        cuts: &Cuts,
    ) -> anyhow::Result<(Vec<Known>, Value)> {
        ensure!(self.domain.is_none(), "--domains scores all domains together, --domain one");
        check_joint(self.method, &self.grid)?;
        let found = joint(&self.joint, parameters, aligned, self.skipped.into(), Some(cuts))?;
        let prior = found.prior;
        let mut all = Vec::new();
        for (person, profile) in found.profiles.into_iter().enumerate() {
            let mut add = |domain: &str, answered: usize, theta: f64, se: f64, posterior: Vec<f64>| {
                all.push(Known {
                    person: answers.person(person),
                    domain: Some(domain.to_owned()),
                    theta,
                    se,
                    posterior: Some(posterior),
                    flags: if answered == 0 { vec!["nothing_answered"] } else { Vec::new() },
                });
            };
            let counts = &found.answered[person];
            for (place, score) in profile.domains.into_iter().enumerate() {
                add(&found.domains[place], counts[place], score.theta, score.sd, score.probabilities);
            }
            if let Some(sum) = profile.composite {
                add("composite", counts.iter().sum(), sum.theta, sum.sd, sum.probabilities);
            }
        }
        Ok((all, prior))
    }
}

/// Rows without a finite θ keep their place and get no category probabilities.
fn read_scores(sheet: &Sheet) -> anyhow::Result<Vec<Known>> {
    let (theta, se) = (sheet.needed(&["theta"])?, sheet.needed(&["se"])?);
    let (person, domain) = (sheet.column(&["person", "id"]), sheet.column(&["domain"]));
    let flags = sheet.column(&["flags"]);
    let value = |row: usize, column: usize| match sheet.cell(row, column) {
        "infinity" => Ok(f64::INFINITY),
        "-infinity" => Ok(f64::NEG_INFINITY),
        _ => sheet.number(row, column).map(|value| value.unwrap_or(f64::NAN)),
    };
    let (mut known, mut seen) = (Vec::with_capacity(sheet.rows()), HashSet::new());
    for row in 0..sheet.rows() {
        let person = person.map_or_else(|| (row + 1).to_string(), |column| sheet.cell(row, column).to_owned());
        let (theta, error) = (value(row, theta)?, value(row, se)?);
        ensure!(error.is_nan() || error >= 0.0, sheet.fault(row, se, "a standard error is not negative".to_owned()));
        let domain = domain.map(|column| sheet.cell(row, column).to_owned());
        if !seen.insert((person.clone(), domain.clone())) {
            bail!("{}, row {}: person {} stands twice", sheet.file, sheet.line(row), shown(&person));
        }
        let said = flags.map_or("", |column| sheet.cell(row, column));
        known.push(Known { person, domain, theta, se: error, posterior: None, flags: flags_of(theta, said) });
    }
    Ok(known)
}

/// Those of `psy score` that the file tells, and what θ itself says.
fn flags_of(theta: f64, said: &str) -> Vec<&'static str> {
    let of_theta = if theta == f64::INFINITY {
        "plus_infinity"
    } else if theta == f64::NEG_INFINITY {
        "minus_infinity"
    } else {
        ""
    };
    FLAGS.into_iter().filter(|flag| said.contains(flag) || *flag == of_theta).collect()
}

/// Accuracy and consistency over the persons with a finite score, for each domain where there are several.
fn group_index(persons: &[Known], cuts: &Cuts) -> Value {
    let of = |domain: Option<&String>| {
        let own = || persons.iter().filter(|known| known.domain.as_ref() == domain);
        if own().any(|known| known.posterior.is_some()) {
            return posterior_index(own(), cuts);
        }
        let sound = own().filter(|known| known.is_finite());
        let scores: Vec<(f64, f64)> = sound.map(|known| (known.theta, known.se)).collect();
        rudner_persons(&scores, cuts).map_or(Value::Null, |found| indices(&found))
    };
    let domains: BTreeSet<Option<&String>> = persons.iter().map(|known| known.domain.as_ref()).collect();
    if domains.len() < 2 {
        return of(domains.first().copied().flatten());
    }
    domains.into_iter().flatten().map(|domain| (domain.clone(), of(Some(domain)))).collect::<Map<_, _>>().into()
}

/// Share expected in the right category, by the posteriors. How often a second sitting would agree does not follow from
/// them.
fn posterior_index<'k>(persons: impl Iterator<Item = &'k Known>, cuts: &Cuts) -> Value {
    let right = persons.filter_map(|known| Some(known.posterior.as_ref()?[cuts.category(known.theta)]));
    let shares: Vec<f64> = right.collect();
    let count = shares.iter().map(|_| 1.0).sum::<f64>();
    json!({ "accuracy": number(shares.iter().sum::<f64>() / count), "by": "posterior of all domains" })
}

fn table(args: &ClassifyArgs, persons: &[Known], cuts: &Cuts, names: &[String]) -> anyhow::Result<(Table, usize)> {
    let fixed = ["person", "domain", "theta", "se", "t", "category"].map(str::to_owned).into_iter();
    let shares = names.iter().map(|name| format!("p_{name}"));
    let rest = ["accuracy", "consistency", "borderline", "instead", "flags"].map(str::to_owned);
    let mut table = Table::new(fixed.chain(shares).chain(rest));
    let mut count = 0;
    let rule = BorderlineRule { below_probability: Some(args.borderline), within_errors: None };
    for known in persons {
        let category = (!known.theta.is_nan()).then(|| names[cuts.category(known.theta)].clone());
        let mut row = vec![
            json!(known.person),
            json!(known.domain),
            number(known.theta),
            number(known.se),
            number(t_score(known.theta)),
            json!(category),
        ];
        if known.is_finite() {
            let found = person(known.theta, known.se, cuts)?;
            let (shares, consistency) = match &known.posterior {
                Some(posterior) => (posterior, Value::Null),
                None => (&found.probabilities, number(found.consistency)),
            };
            let judged = judge(known.theta, known.se, shares, cuts, rule)?;
            count += usize::from(judged.is_some());
            row.extend(shares.iter().map(|p| number(*p)));
            row.extend([number(shares[found.category]), consistency, json!(judged.is_some())]);
            row.push(judged.map_or(Value::Null, |judged| json!(names[judged.instead])));
        } else {
            row.extend(std::iter::repeat_n(Value::Null, names.len() + 4));
        }
        row.push(words(&known.flags));
        table.push(row);
    }
    Ok((table, count))
}

fn population(scale: Option<&OneScale>, cuts: &Cuts) -> anyhow::Result<Value> {
    let Some(OneScale { models, grid, .. }) = scale else { return Ok(Value::Null) };
    let found = rudner_quadrature(models, &grid.grid()?, cuts);
    Ok(found.map_or_else(|reason| json!({ "reason": reason.to_string() }), |found| indices(&found)))
}

fn sum_score(args: &ClassifyArgs, scale: Option<&OneScale>, cuts: &Cuts) -> anyhow::Result<Value> {
    let Some(OneScale { models, grid, .. }) = scale else { return Ok(Value::Null) };
    let raw = args.raw_cuts.clone().map_or_else(|| raw_cuts(models, cuts), Ok)?;
    ensure!(raw.len() + 1 == cuts.categories(), "--raw-cuts: as many are needed as there are --cuts");
    let found = lee(models, &grid.grid()?, &raw);
    Ok(match found {
        Ok(found) => {
            let mut value = indices(&found);
            value["cuts"] = json!(raw);
            value
        }
        Err(reason) => json!({ "reason": reason.to_string() }),
    })
}

fn indices(found: &Indices) -> Value {
    let by_cut: Vec<Value> = found
        .cuts
        .iter()
        .map(|cut| json!({ "accuracy": cut.accuracy, "consistency": cut.consistency, "kappa": cut.kappa }))
        .collect();
    json!({
        "accuracy": found.accuracy, "consistency": found.consistency, "kappa": found.kappa, "by_cut": by_cut,
        "joint": found.joint,
    })
}
