//! `ukur psy calibrate`.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow, bail, ensure};
use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};
use ukur_psychometrics::calibration::{
    Calibration, CalibrationError, CorrelationSettings, DomainCalibration, ItemSpec, Latent, Model, Priors, Progress,
    Quadrature, Role, Settings, calibrate_domains, calibrate_groups, latent_correlations,
};
use ukur_psychometrics::parameters::{Beside, ItemRecord, OneOrMany};
use ukur_psychometrics::responses::Responses;

use super::conditional;
use super::joint::too_close;
use super::options::{AnswerArgs, settings};
use super::read::{AnswerSheet, Groups, Parameters, Sheet, shown};
use super::write::{OutArgs, Table, number};

#[derive(Args)]
pub(in crate::cli) struct CalibrateArgs {
    /// 1pl, 2pl, 3pl, grm, gpcm, rasch, pcm or nominal: the model of items for which --items names none
    #[arg(long)]
    model: String,
    #[command(flatten)]
    answers: AnswerArgs,
    /// Priors as TOML: log_slope, intercept = { mean, sd }, guessing = { logit_normal = { mean, sd } } or
    /// { beta = { alpha, beta } }, each or "none", hierarchical = true, steps = true. What is left out is the default: a ~ lognormal(0,
    /// .5), d ~ N(0, 1.5), logit c ~ N(logit(1/options), .5). The word none: no priors
    #[arg(long, value_name = "P.toml|none")]
    priors: Option<PathBuf>,
    /// Table of items: item, and any of model, domain, options (number of answer options), categories
    #[arg(long, value_name = "ITEMS.csv")]
    items: Option<PathBuf>,
    /// Parameters of items that stay as they are (anchors); mean and variance of θ are then estimated
    #[arg(long, value_name = "A.json")]
    anchor: Option<PathBuf>,
    /// Calibrate each domain of --items for itself, and estimate the correlations of the domains
    #[arg(long, requires = "items")]
    by_domain: bool,
    /// The Rasch model by conditional maximum likelihood: no distribution of θ, no priors; difficulties sum to 0
    #[arg(long, conflicts_with_all = ["items", "anchor", "by_domain", "group", "priors"])]
    conditional: bool,
    /// Groups of persons, each with a mean and variance of θ of its own: columns person and group. The first group gives
    /// the scale, N(0, 1)
    #[arg(long, value_name = "G.csv", conflicts_with_all = ["by_domain", "anchor"])]
    group: Option<PathBuf>,
    /// The group that gives the scale; by default the first in the order of names
    #[arg(long, value_name = "GROUP", requires = "group")]
    reference: Option<String>,
    /// Quadrature nodes
    #[arg(long, default_value_t = 61, value_name = "COUNT")]
    nodes: usize,
    /// Quadrature from -BOUND to BOUND, in θ
    #[arg(long, default_value_t = 6.0, value_name = "BOUND")]
    bound: f64,
    /// Mean of θ; where items are anchored it is estimated, from here
    #[arg(long, default_value_t = 0.0, value_name = "MEAN", allow_negative_numbers = true)]
    prior_mean: f64,
    /// Standard deviation of θ; estimated where items are anchored or all slopes are 1
    #[arg(long, default_value_t = 1.0, value_name = "SD")]
    prior_sd: f64,
    /// Converged when no element of the gradient is larger
    #[arg(long, default_value_t = 1e-5)]
    tolerance: f64,
    /// Evaluations of the likelihood at most
    #[arg(long, default_value_t = 2000, value_name = "COUNT")]
    max_iterations: usize,
    /// An item with fewer answers is not estimated
    #[arg(long, default_value_t = 10, value_name = "COUNT")]
    minimum_answers: usize,
    /// Leave the standard errors out
    #[arg(long)]
    no_se: bool,
    #[command(flatten)]
    out: OutArgs,
}

const PRIORS_LOOK_SO: &str = "--priors: lines look like log_slope = { mean = 0.0, sd = 0.5 }, intercept = \"none\", \
                              guessing = { beta = { alpha = 5.0, beta = 17.0 } }";

/// A calibration with the names of its groups, the one that gives the scale first.
#[derive(Serialize)]
struct Named {
    #[serde(flatten)]
    calibration: Calibration,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    group_names: Vec<String>,
}

/// Several domains as one file of parameters.
#[derive(Serialize)]
struct Together {
    model: String,
    items: Vec<ItemRecord>,
    log_likelihood: f64,
    iterations: usize,
    converged: bool,
    not_estimated: Vec<Value>,
    collapsed: Vec<Value>,
    correlations: Value,
    domains: Vec<Value>,
}

pub(super) fn run(args: &CalibrateArgs) -> anyhow::Result<()> {
    let answers = AnswerSheet::read(&args.answers.responses)?;
    if args.conditional {
        let rasch = ["rasch", "1pl"].iter().any(|name| args.model.eq_ignore_ascii_case(name));
        ensure!(rasch, "--conditional estimates the Rasch model: --model rasch");
        return conditional::run(&answers, args.answers.skipped(), &args.out);
    }
    let settings = args.settings()?;
    let specs = args.specs(&answers)?;
    if args.by_domain {
        let found = calibrate_domains(&specs, &answers.responses, &settings, |_, step| progress(step));
        let found = found.map_err(|(domain, error)| placed(&answers, error).context(domain.unwrap_or_default()))?;
        found.iter().for_each(|part| warn(&part.calibration));
        let correlations = correlations(&specs, &answers.responses, &found, args)?;
        let together = together(found, correlations)?;
        return args.out.write(&together, &table(&together.items));
    }
    let (labels, groups) = args.groups(&answers)?;
    let found = calibrate_groups(&specs, &answers.responses, &groups, &settings, progress);
    let found = found.map_err(|error| placed(&answers, error))?;
    warn(&found);
    let found = Named { calibration: found, group_names: labels };
    args.out.write(&found, &table(&found.calibration.items))
}

/// A fault of the calibration, with its place in the file.
fn placed(answers: &AnswerSheet, error: CalibrationError) -> anyhow::Error {
    match error {
        CalibrationError::Category { person, id, category, categories } => {
            answers.beyond(person, &id, "item has", category, categories).into()
        }
        CalibrationError::Setting { setting, must } => anyhow!("{} must be {must}", option(setting)),
        error => anyhow!(error).context(answers.file.clone()),
    }
}

/// What was typed for a setting.
fn option(setting: &'static str) -> String {
    match setting {
        "quadrature.nodes" => "--nodes".to_owned(),
        "quadrature.bound" => "--bound".to_owned(),
        "latent.mean" => "--prior-mean".to_owned(),
        "latent.variance" => "--prior-sd".to_owned(),
        other => other.strip_prefix("priors.").map_or_else(|| format!("--{other}"), |name| format!("--priors: {name}")),
    }
}

fn progress(step: Progress) -> ControlFlow<()> {
    if step.iteration.is_multiple_of(25) {
        eprintln!("pass {}: log posterior {:.4}", step.iteration, step.log_posterior);
    }
    ControlFlow::Continue(())
}

fn warn(found: &Calibration) {
    for item in &found.not_estimated {
        eprintln!("not estimated: {}: {}", item.id, item.reason);
    }
    for warning in &found.warnings {
        eprintln!("warning: {}{}", warning.id.as_ref().map_or(String::new(), |id| format!("{id}: ")), warning.message);
    }
    let nominal = |item: &ItemRecord| item.model.as_deref() == Some("nominal");
    if !found.items.is_empty() && found.items.iter().all(nominal) {
        eprintln!("note: nominal items alone: which end of θ is high is open; an item of another model settles it");
    }
    let ended = if found.converged { "converged" } else { "not converged" };
    eprintln!(
        "{} items, {} passes, {ended}, log likelihood {:.5}",
        found.items.len(),
        found.iterations,
        found.log_likelihood
    );
}

impl CalibrateArgs {
    fn settings(&self) -> anyhow::Result<Settings> {
        let priors = match &self.priors {
            None => Priors::default(),
            Some(path) if path.as_os_str() == "none" => Priors::none(),
            Some(path) => settings(path).context(PRIORS_LOOK_SO)?,
        };
        Ok(Settings {
            quadrature: Quadrature { nodes: self.nodes, bound: self.bound },
            priors,
            latent: Latent { mean: self.prior_mean, variance: self.prior_sd * self.prior_sd, ..Latent::default() },
            skipped: self.answers.skipped(),
            tolerance: self.tolerance,
            max_iterations: self.max_iterations,
            standard_errors: !self.no_se,
            minimum_answers: self.minimum_answers,
        })
    }

    /// Names of the groups and the group of each person; nothing of either where there is one group.
    fn groups(&self, answers: &AnswerSheet) -> anyhow::Result<(Vec<String>, Vec<usize>)> {
        let Some(path) = &self.group else { return Ok((Vec::new(), Vec::new())) };
        let Groups { mut labels, mut of } = Groups::take(&Sheet::read(path)?, answers)?;
        let first = self.reference.as_ref().map_or(Some(0), |label| labels.iter().position(|known| known == label));
        let Some(first) = first else {
            let wanted = self.reference.as_deref().unwrap_or_default();
            bail!("--reference: there is no group {}; there are: {}", shown(wanted), labels.join(", "));
        };
        // The reference comes first, the others keep their order.
        labels[..=first].rotate_right(1);
        for group in &mut of {
            *group = match (*group).cmp(&first) {
                Ordering::Less => *group + 1,
                Ordering::Equal => 0,
                Ordering::Greater => *group,
            };
        }
        Ok((labels, of))
    }

    /// What to do with each column.
    fn specs(&self, answers: &AnswerSheet) -> anyhow::Result<Vec<ItemSpec>> {
        let model = Model::named(&self.model)
            .ok_or_else(|| anyhow!("--model: unknown model {}, not one of {}", shown(&self.model), Model::NAMES))?;
        let mut specs: Vec<ItemSpec> = answers.items.iter().map(|id| ItemSpec::new(id.as_str(), model)).collect();
        if let Some(path) = &self.items {
            describe(&Sheet::read(path)?, &mut specs)?;
        }
        if let Some(path) = &self.anchor {
            let anchors = Parameters::read(path)?;
            let found = specs.iter_mut().filter_map(|spec| {
                let item = &anchors.items[anchors.place(&spec.id)?];
                spec.role = Role::Fixed(item.model.clone());
                Some(())
            });
            if found.count() == 0 {
                bail!("{}: none of its items is a column of {}", anchors.file, answers.file);
            }
        }
        Ok(specs)
    }
}

/// Model, domain, options and categories of items out of their table.
fn describe(sheet: &Sheet, specs: &mut [ItemSpec]) -> anyhow::Result<()> {
    let rows = sheet.by_name(sheet.needed(&["item", "id"])?)?;
    for spec in specs {
        let Some(row) = rows.get(spec.id.as_str()).copied() else {
            bail!("{}, item {}: it has no row", sheet.file, shown(&spec.id));
        };
        let cell = |names: &[&str]| sheet.column(names).map(|column| (column, sheet.cell(row, column)));
        if let Some((column, name)) = cell(&["model", "type"]).filter(|(_, cell)| !cell.is_empty()) {
            spec.model = Model::named(name)
                .ok_or_else(|| sheet.fault(row, column, format!("unknown model, not one of {}", Model::NAMES)))?;
        }
        spec.domain = cell(&["domain"]).filter(|(_, cell)| !cell.is_empty()).map(|(_, cell)| cell.to_owned());
        let count = |name: &str| -> anyhow::Result<Option<u8>> {
            let Some((column, cell)) = cell(&[name]).filter(|(_, cell)| !cell.is_empty()) else { return Ok(None) };
            let count = cell.parse::<u8>().ok().filter(|count| (2..=31).contains(count));
            Ok(Some(count.ok_or_else(|| sheet.fault(row, column, "a count from 2 to 31 is needed".to_owned()))?))
        };
        spec.options = count("options")?;
        spec.categories = count("categories")?;
    }
    Ok(())
}

/// Correlations of the calibrated domains; nothing where there is one domain only.
fn correlations(
    specs: &[ItemSpec],
    responses: &Responses,
    found: &[DomainCalibration],
    args: &CalibrateArgs,
) -> anyhow::Result<Value> {
    if found.len() < 2 || found.iter().any(|part| part.domain.is_none() || !part.calibration.collapsed.is_empty()) {
        return Ok(Value::Null);
    }
    let columns: HashMap<&str, usize> =
        specs.iter().enumerate().map(|(column, spec)| (spec.id.as_str(), column)).collect();
    let mut domains = Vec::new();
    for part in found {
        let items = part.calibration.item_parameters()?;
        domains.push(items.into_iter().map(|item| (columns[item.id.as_str()], item.model)).collect::<Vec<_>>());
    }
    let settings = CorrelationSettings { skipped: args.answers.skipped(), ..CorrelationSettings::default() };
    let matrix = latent_correlations(&domains, responses, settings)?;
    let names: Vec<String> = found.iter().filter_map(|part| part.domain.clone()).collect();
    let flat: Vec<f64> = matrix.correlations.iter().flatten().copied().collect();
    if let Some(said) = too_close(&names, &flat) {
        eprintln!("warning: score --domains will refuse these correlations: {said}");
    }
    Ok(json!({ "domains": names, "matrix": matrix.correlations, "se": matrix.errors, "adjusted": matrix.adjusted }))
}

fn together(found: Vec<DomainCalibration>, correlations: Value) -> anyhow::Result<Together> {
    let mut all = Together {
        model: found.first().map(|part| part.calibration.model.clone()).unwrap_or_default(),
        items: Vec::new(),
        log_likelihood: 0.0,
        iterations: 0,
        converged: true,
        not_estimated: Vec::new(),
        collapsed: Vec::new(),
        correlations,
        domains: Vec::new(),
    };
    for DomainCalibration { domain, calibration } in found {
        if calibration.model != all.model {
            "mixed".clone_into(&mut all.model);
        }
        all.log_likelihood += calibration.log_likelihood;
        all.iterations += calibration.iterations;
        all.converged &= calibration.converged;
        let mut part = serde_json::to_value(&calibration)?;
        if let Value::Object(part) = &mut part {
            part.remove("items");
            part.insert("domain".to_owned(), json!(domain));
            let list = |value: Option<Value>| value.and_then(|v| v.as_array().cloned()).unwrap_or_default();
            all.not_estimated.extend(list(part.remove("not_estimated")));
            all.collapsed.extend(list(part.remove("collapsed")));
        }
        all.items.extend(calibration.items);
        all.domains.push(part);
    }
    Ok(all)
}

/// A row an item; steps and categories become numbered columns.
pub(super) fn table(items: &[ItemRecord]) -> Table {
    let most = |of: &dyn Fn(&ItemRecord) -> usize| items.iter().map(of).max().unwrap_or(0);
    let values = |value: &Option<OneOrMany>| value.as_ref().map_or(0, |value| value.values().len());
    let (a, b, d) = (most(&|i| i.a.values().len()), most(&|i| values(&i.b)), most(&|i| values(&i.d)));
    let names = |name: &str, count: usize| -> Vec<String> {
        if count < 2 { vec![name.to_owned()] } else { (1..=count).map(|step| format!("{name}{step}")).collect() }
    };
    let mut columns: Vec<String> = ["item", "domain", "model"].map(str::to_owned).to_vec();
    for (name, count) in [("a", a), ("b", b), ("c", 1), ("d", d), ("se_a", a), ("se_b", b), ("se_c", 1), ("se_d", d)] {
        columns.extend(names(name, count));
    }
    let mut table = Table::new(columns);
    for item in items {
        let mut row = vec![json!(item.id), json!(item.domain), json!(item.model)];
        let mut add = |values: &[f64], count: usize| {
            row.extend((0..count.max(1)).map(|k| values.get(k).map_or(Value::Null, |value| number(*value))));
        };
        let of = |value: &Option<OneOrMany>| value.as_ref().map(|value| value.values().to_vec()).unwrap_or_default();
        add(item.a.values(), a);
        add(&of(&item.b), b);
        add(&item.c.map(|c| vec![c]).unwrap_or_default(), 1);
        add(&of(&item.d), d);
        for (name, count) in [("se_a", a), ("se_b", b), ("se_c", 1), ("se_d", d)] {
            add(&errors(item, name), count);
        }
        table.push(row);
    }
    table
}

fn errors(item: &ItemRecord, name: &str) -> Vec<f64> {
    match item.errors.get(name) {
        Some(Beside::Number(value)) => vec![*value],
        Some(Beside::Numbers(values)) => values.iter().map(|value| value.unwrap_or(f64::NAN)).collect(),
        _ => Vec::new(),
    }
}
