//! Scores of several domains at once, each borrowing from the others by their correlations.

use std::path::PathBuf;

use anyhow::{Context, anyhow, bail, ensure};
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};
use ukur_psychometrics::calibration::{CorrelationSettings, latent_correlations};
use ukur_psychometrics::classification::Cuts;
use ukur_psychometrics::model::ItemModel;
use ukur_psychometrics::multidim::{MultidimError, Population, Profile, Scorer, Settings};
use ukur_psychometrics::{Skipped, t_score};

use super::options::{Estimator, GridArgs, settings};
use super::population::of_domains;
use super::read::{Aligned, AnswerSheet, Parameters};
use super::write::{Table, number};

#[derive(Args)]
pub(super) struct JointArgs {
    /// Score all domains of the parameters together (EAP): short domains borrow from the others. `classify` does so
    /// of itself where the parameters hold correlations of domains
    #[arg(long)]
    pub domains: bool,
    /// Correlations of the domains for --domains: a file {"domains": […], "matrix": [[…]]} (JSON or TOML), or the word
    /// estimate. Without: those in the parameters
    #[arg(long, requires = "domains", value_name = "FILE|estimate")]
    correlations: Option<PathBuf>,
    /// Weights of the domains in a composite, in the order of their first item: 2,1,1,1. They are divided by their sum
    #[arg(long, requires = "domains", value_delimiter = ',', value_name = "W,…")]
    weights: Option<Vec<f64>>,
    /// Nodes of each domain, on ±5 standard deviations
    #[arg(long, requires = "domains", default_value_t = 31, value_name = "COUNT")]
    domain_nodes: usize,
}

impl JointArgs {
    /// As blueprints take them: shares of the whole.
    fn shares(&self, domains: usize) -> anyhow::Result<Option<Vec<f64>>> {
        let Some(weights) = &self.weights else { return Ok(None) };
        ensure!(weights.len() == domains, "--weights: {} weights for {domains} domains", weights.len());
        let sum: f64 = weights.iter().sum();
        let sound = weights.iter().all(|weight| *weight >= 0.0) && sum > 0.0 && sum.is_finite();
        ensure!(sound, "--weights must not lie below 0, and one of them above");
        Ok(Some(weights.iter().map(|weight| weight / sum).collect()))
    }
}

/// Refuses what domains together know nothing of.
pub(super) fn check_joint(method: Estimator, grid: &GridArgs) -> anyhow::Result<()> {
    ensure!(method == Estimator::Eap, "--method {}: domains are scored together by eap alone", method.name());
    let instead = "belongs to one scale; domains together have --domain-nodes, and the populations of the calibration";
    grid.typed().map_or(Ok(()), |option| bail!("{option} {instead}"))
}

/// A correlation matrix with the names of its rows.
#[derive(Clone, Debug, Deserialize)]
struct Correlations {
    domains: Vec<String>,
    matrix: Vec<Vec<f64>>,
}

pub(super) struct Joint {
    pub domains: Vec<String>,
    pub profiles: Vec<Profile>,
    pub answered: Vec<Vec<usize>>,
    pub correlations: Value,
    pub prior: Value,
}

pub(super) fn joint(
    args: &JointArgs,
    parameters: &Parameters,
    aligned: &Aligned,
    skipped: Skipped,
    cuts: Option<&Cuts>,
) -> anyhow::Result<Joint> {
    let domains = Parameters::domains(&aligned.items);
    let place = |name: &Option<String>| name.as_ref().and_then(|name| domains.iter().position(|known| known == name));
    let mut items: Vec<(ItemModel, usize)> = Vec::new();
    for item in &aligned.items {
        let place =
            place(&item.domain).ok_or_else(|| anyhow!("{}, item {}: it has no domain", parameters.file, item.id))?;
        items.push((item.model.clone(), place));
    }
    let matrix = matrix(args, parameters, aligned, &domains, &items, skipped)?;
    let (priors, prior) = of_domains(parameters, &domains)?;
    let row = |(one, row): (usize, &Vec<f64>)| {
        row.iter().zip(&priors).map(|(r, other)| r * priors[one].sd * other.sd).collect::<Vec<f64>>()
    };
    let population = Population {
        means: priors.iter().map(|prior| prior.mean).collect(),
        covariance: matrix.iter().enumerate().flat_map(row).collect(),
    };
    let settings = Settings {
        nodes: args.domain_nodes,
        weights: args.shares(domains.len())?,
        cuts: cuts.cloned(),
        ..Settings::default()
    };
    let scorer = Scorer::new(&items, &population, &settings).map_err(|error| named(error, &population, &domains))?;
    let profiles = scorer.score_all(&aligned.responses, skipped)?;
    let count = |person: usize| {
        let mut counts = vec![0; domains.len()];
        aligned.responses.categories(person, skipped).for_each(|(item, _)| counts[items[item].1] += 1);
        counts
    };
    let answered = (0..profiles.len()).map(count).collect();
    Ok(Joint { correlations: json!({ "domains": domains, "matrix": matrix }), prior, domains, profiles, answered })
}

/// What a grid cannot resolve, by the domains' names, and the way out.
fn named(error: MultidimError, population: &Population, domains: &[String]) -> anyhow::Error {
    match &error {
        MultidimError::TooCoarse { domain, step, conditional_sd } => {
            let name = domains.get(*domain).map_or("", String::as_str);
            let way = way_out(population);
            anyhow!(
                "domain {name}: it correlates so closely with the others that nodes {step:.2} apart do not resolve its \
                 conditional deviation of {conditional_sd:.2}; {way}"
            )
        }
        MultidimError::TooClose { .. } => anyhow!("{error}; {}", way_out(population)),
        _ => error.into(),
    }
}

fn way_out(population: &Population) -> String {
    let one = "calibrate and score them as one domain";
    population.nodes_needed(Settings::default().bound).map_or_else(
        || format!("no grid does: {one}"),
        |nodes| format!("give --domains --domain-nodes {nodes}, or {one}"),
    )
}

/// What `calibrate --by-domain` says of correlations that `score --domains` will refuse as it is.
pub(super) fn too_close(domains: &[String], correlations: &[f64]) -> Option<String> {
    let (population, usual) = (Population::correlated(domains.len(), correlations), Settings::default());
    let error = population.resolved_by(usual.nodes, usual.bound).err()?;
    Some(named(error, &population, domains).to_string())
}

fn matrix(
    args: &JointArgs,
    parameters: &Parameters,
    aligned: &Aligned,
    domains: &[String],
    items: &[(ItemModel, usize)],
    skipped: Skipped,
) -> anyhow::Result<Vec<Vec<f64>>> {
    let known = match &args.correlations {
        Some(word) if word.as_os_str() == "estimate" => return estimated(aligned, domains.len(), items, skipped),
        Some(path) => settings(path)?,
        None => serde_json::from_value(parameters.beside.get("correlations").cloned().unwrap_or_default())
            .ok()
            .with_context(|| {
                format!("{} holds no correlations: give --correlations FILE or estimate", parameters.file)
            })?,
    };
    ordered(&known, domains)
}

fn estimated(
    aligned: &Aligned,
    domains: usize,
    items: &[(ItemModel, usize)],
    skipped: Skipped,
) -> anyhow::Result<Vec<Vec<f64>>> {
    let mut columns = vec![Vec::new(); domains];
    items.iter().enumerate().for_each(|(column, (model, domain))| columns[*domain].push((column, model.clone())));
    let settings = CorrelationSettings { skipped, ..CorrelationSettings::default() };
    Ok(latent_correlations(&columns, &aligned.responses, settings)?.correlations)
}

/// The matrix in the order of the domains of the items.
fn ordered(known: &Correlations, domains: &[String]) -> anyhow::Result<Vec<Vec<f64>>> {
    let size = known.domains.len();
    ensure!(
        known.matrix.len() == size && known.matrix.iter().all(|row| row.len() == size),
        "correlations: {size} domains need {size} rows of {size} numbers"
    );
    let mut places = Vec::new();
    for domain in domains {
        match known.domains.iter().position(|name| name == domain) {
            Some(place) => places.push(place),
            None => bail!("correlations: domain {domain} is missing"),
        }
    }
    Ok(places.iter().map(|i| places.iter().map(|j| known.matrix[*i][*j]).collect()).collect())
}

impl Joint {
    /// A row a person and domain, and one for the composite where there are weights.
    pub fn table(&self, answers: &AnswerSheet) -> Table {
        let mut table = Table::new(["person", "domain", "answered", "theta", "se", "t", "t_se", "method", "flags"]);
        for (person, profile) in self.profiles.iter().enumerate() {
            let name = answers.person(person);
            let mut add = |domain: &str, answered: usize, theta: f64, sd: f64| {
                let flags: &[&str] = if answered == 0 { &["nothing_answered"] } else { &[] };
                let (t, t_se) = (number(t_score(theta)), number(10.0 * sd));
                let method = json!("eap");
                table.push(vec![
                    json!(name),
                    json!(domain),
                    json!(answered),
                    number(theta),
                    number(sd),
                    t,
                    t_se,
                    method,
                    json!(flags),
                ]);
            };
            for (domain, score) in profile.domains.iter().enumerate() {
                add(&self.domains[domain], self.answered[person][domain], score.theta, score.sd);
            }
            if let Some(composite) = &profile.composite {
                add("composite", self.answered[person].iter().sum(), composite.theta, composite.sd);
            }
        }
        table
    }
}

/// Cuts as they were typed, on T or on θ.
pub(super) fn cuts(values: &[f64], on_theta: bool) -> anyhow::Result<Cuts> {
    if on_theta { Cuts::new(values) } else { Cuts::from_t(values) }.context("--cuts")
}
