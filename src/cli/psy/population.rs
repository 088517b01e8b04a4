//! The population that a calibration found: the prior of scores where none is typed.

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use ukur_psychometrics::{ItemParameters, Prior};

use super::options::GridArgs;
use super::read::Parameters;

/// Mean and variance of θ as `calibrate` writes them.
#[derive(Deserialize)]
struct Latent {
    mean: f64,
    variance: f64,
}

/// The nodes with the population of the scale that `items` are on, and what the report says of it.
pub(super) fn populated(
    grid: &GridArgs,
    parameters: &Parameters,
    items: &[ItemParameters],
) -> anyhow::Result<(GridArgs, Value)> {
    if grid.has_prior() {
        return Ok((grid.clone(), told(grid.prior(), "typed")));
    }
    match found(parameters, &Parameters::domains(items))? {
        Some(prior) => Ok((grid.of(prior), told(prior, "calibration"))),
        None => Ok((grid.clone(), told(grid.prior(), "usual"))),
    }
}

/// The population of each domain, standard normal where the file tells none.
pub(super) fn of_domains(parameters: &Parameters, domains: &[String]) -> anyhow::Result<(Vec<Prior>, Value)> {
    let (mut priors, mut report) = (Vec::new(), Map::new());
    for domain in domains {
        let found = found(parameters, std::slice::from_ref(domain))?;
        let prior = found.unwrap_or(Prior { mean: 0.0, sd: 1.0 });
        report.insert(domain.clone(), told(prior, if found.is_some() { "calibration" } else { "usual" }));
        priors.push(prior);
    }
    Ok((priors, report.into()))
}

/// What the calibration found, told on standard error where it is not N(0, 1).
fn found(parameters: &Parameters, domains: &[String]) -> anyhow::Result<Option<Prior>> {
    let Some(found) = latent(&parameters.beside, domains) else { return Ok(None) };
    let Latent { mean, variance } = Latent::deserialize(found)
        .ok()
        .filter(|latent| latent.mean.is_finite() && latent.variance > 0.0 && latent.variance.is_finite())
        .with_context(|| format!("{}: latent needs a mean and a variance above 0", parameters.file))?;
    let prior = Prior { mean, sd: variance.sqrt() };
    let standard = mean.abs() < 5e-7 && (variance - 1.0).abs() < 5e-7;
    if !standard {
        let of = if parameters.beside["latent"].is_object() { String::new() } else { format!(" of {}", domains[0]) };
        eprintln!("note: population{of}: N({mean:.4}, {:.4}²), as {} has it", prior.sd, parameters.file);
    }
    warn_of_groups(parameters);
    Ok(Some(prior))
}

fn told(prior: Prior, from: &str) -> Value {
    json!({ "mean": prior.mean, "sd": prior.sd, "from": from })
}

/// Of the whole file, or of the one domain where each was calibrated for itself.
fn latent<'f>(beside: &'f Value, domains: &[String]) -> Option<&'f Value> {
    if let Some(one) = beside.get("latent").filter(|latent| latent.is_object()) {
        return Some(one);
    }
    let [domain] = domains else { return None };
    let own = |part: &&Value| part.get("domain").and_then(Value::as_str) == Some(domain.as_str());
    beside.get("domains")?.as_array()?.iter().find(own)?.get("latent").filter(|latent| latent.is_object())
}

/// Which group a person is of, answers do not say.
fn warn_of_groups(parameters: &Parameters) {
    let several = parameters.beside.get("groups").and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    if several {
        let reference = parameters.beside["group_names"][0].as_str().unwrap_or("the first");
        eprintln!(
            "warning: {} has several groups, each with a population of its own; that of group {} is taken for all",
            parameters.file,
            super::read::shown(reference)
        );
    }
}
