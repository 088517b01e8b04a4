//! Results → a calibration: each domain on its own scale, then their correlations. Answers to an item with an earlier
//! content do not count, for nobody will be asked it again.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use ukur_psychometrics::calibration::{
    Calibration as Fitted, CalibrationError, CorrelationSettings, ItemSpec, Model, Role, Settings, Warning, calibrate,
    latent_correlations,
};
use ukur_psychometrics::linking::Transformation;
use ukur_psychometrics::parameters::{Beside, ItemRecord};
use ukur_psychometrics::{ItemModel, Skipped};

use super::data::{Data, DataItem, small};
use super::study::answers;
use crate::domain::calibration::{CalibratedItem, Calibration, CalibrationFacts, CalibrationFault, Reason, Remark};
use crate::domain::ids::{CalibrationId, DomainId, ItemId};
use crate::domain::item::Interaction;
use crate::domain::measure::{Measure, Source};
use crate::wire::analysis::job::CalibrationModel;

/// Fewer persons calibrate nothing, whatever the prior.
const LEAST_PERSONS: usize = 50;
/// Fewer answers leave an item without parameters.
const LEAST_ANSWERS: usize = 30;
/// So many answers an item make a lower asymptote worth estimating.
const GUESSING_ANSWERS: usize = 200;

pub struct Plan {
    /// What is not named is `auto`.
    pub models: BTreeMap<DomainId, CalibrationModel>,
    /// Its items are held at its values.
    pub anchors: Option<Calibration>,
}

/// Where the work stands.
#[derive(Clone, Debug)]
pub enum Step {
    Estimating { domain: DomainId, place: usize, domains: usize, iteration: usize, gradient: f64 },
    Correlating,
}

#[derive(Debug, thiserror::Error)]
pub enum EstimateError {
    #[error("{found} persons where {LEAST_PERSONS} are needed")]
    FewPersons { found: usize },
    #[error("no item can be estimated: {0}")]
    FewAnswers(String),
    #[error("no item of the accepted calibration was answered in these sessions")]
    NoAnchors,
    #[error("the search did not converge in {0}")]
    NotConverged(DomainId),
    #[error("it was ended")]
    Stopped,
    #[error("the result is no calibration: {0}")]
    Fault(#[from] CalibrationFault),
}

impl EstimateError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::FewPersons { .. } => "few_persons",
            Self::FewAnswers(_) => "few_answers",
            Self::NoAnchors => "no_anchors",
            Self::NotConverged(_) => "not_converged",
            Self::Stopped => "cancelled",
            Self::Fault(_) => "internal",
        }
    }
}

/// One domain, fitted.
struct Domain {
    id: DomainId,
    fitted: Fitted,
    items: BTreeMap<ItemId, (usize, CalibratedItem)>,
}

/// `watch` hears every step and may end the work.
pub fn estimate(
    data: &Data,
    plan: &Plan,
    mut watch: impl FnMut(Step) -> ControlFlow<()>,
) -> Result<Calibration, EstimateError> {
    if data.persons.len() < LEAST_PERSONS {
        return Err(EstimateError::FewPersons { found: data.persons.len() });
    }
    let (mut fitted, mut not_estimated, mut reasons) = (Vec::new(), BTreeMap::new(), Vec::new());
    let ids = data.domains();
    for (place, id) in ids.iter().enumerate() {
        let own = |item: &usize| data.items[*item].current && data.items[*item].item.domain == *id;
        let places: Vec<usize> = (0..data.items.len()).filter(own).collect();
        let step = |iteration, gradient| Step::Estimating {
            domain: id.clone(),
            place,
            domains: ids.len(),
            iteration,
            gradient,
        };
        match domain(data, id, &places, plan, |iteration, gradient| watch(step(iteration, gradient))) {
            Ok(found) => {
                let left = found.fitted.not_estimated.iter();
                not_estimated.extend(left.map(|item| (ItemId::new(item.id.as_str()), item.reason.clone())));
                fitted.push(found);
            }
            Err(Unfitted::Stopped) => return Err(EstimateError::Stopped),
            Err(Unfitted::NotConverged) => return Err(EstimateError::NotConverged(id.clone())),
            Err(Unfitted::Nothing(left)) => {
                reasons.extend(left.first().map(|(_, reason)| format!("{id}: {reason}")));
                not_estimated.extend(left);
            }
        }
    }
    if fitted.is_empty() {
        return Err(EstimateError::FewAnswers(reasons.join("; ")));
    }
    let fixed = |domain: &Domain| domain.items.values().any(|(_, item)| item.errors.contains_key("fixed"));
    if plan.anchors.is_some() && !fitted.iter().any(fixed) {
        return Err(EstimateError::NoAnchors);
    }
    if watch(Step::Correlating).is_break() {
        return Err(EstimateError::Stopped);
    }
    let correlations = correlations(data, &fitted);
    Ok(record(data, plan, fitted, not_estimated, correlations).made()?)
}

enum Unfitted {
    /// None of its items, and why.
    Nothing(Vec<(ItemId, Reason)>),
    NotConverged,
    Stopped,
}

fn domain(
    data: &Data,
    id: &DomainId,
    places: &[usize],
    plan: &Plan,
    mut watch: impl FnMut(usize, f64) -> ControlFlow<()>,
) -> Result<Domain, Unfitted> {
    let wanted = plan.models.get(id).copied().unwrap_or_default();
    let responses = answers(data, places, |column, score| data.items[places[column]].category(score));
    let mut counts = vec![0_usize; places.len()];
    (0..responses.persons()).flat_map(|person| responses.row(person)).for_each(|(column, _)| counts[column] += 1);
    let specs: Vec<ItemSpec> = places
        .iter()
        .zip(&counts)
        .map(|(item, count)| spec(&data.items[*item], wanted, *count, plan.anchors.as_ref()))
        .collect();
    let settings = Settings { minimum_answers: LEAST_ANSWERS, ..Settings::default() };
    let fitted = calibrate(&specs, &responses, &settings, |step| watch(step.iteration, step.largest_gradient));
    let fitted = fitted.map_err(|error| Unfitted::Nothing(nothing(error, &specs)))?;
    if fitted.stopped {
        return Err(Unfitted::Stopped);
    }
    if !fitted.converged {
        return Err(Unfitted::NotConverged);
    }
    let mut items = BTreeMap::new();
    for record in &fitted.items {
        let Some(column) = specs.iter().position(|spec| spec.id == record.id) else { continue };
        let known = &data.items[places[column]];
        let anchor = anchor(known, plan.anchors.as_ref()).filter(|_| matches!(specs[column].role, Role::Fixed(_)));
        if let Some(item) = calibrated(record, &fitted, known, anchor) {
            items.insert(known.id.clone(), (places[column], item));
        }
    }
    Ok(Domain { id: id.clone(), fitted, items })
}

fn nothing(error: CalibrationError, specs: &[ItemSpec]) -> Vec<(ItemId, Reason)> {
    match error {
        CalibrationError::NothingToEstimate { left } => {
            left.into_iter().map(|item| (ItemId::new(item.id), item.reason)).collect()
        }
        other => {
            let reason = Reason::Other(other.to_string());
            specs.iter().map(|spec| (ItemId::new(spec.id.as_str()), reason.clone())).collect()
        }
    }
}

fn spec(item: &DataItem, wanted: CalibrationModel, answers: usize, anchors: Option<&Calibration>) -> ItemSpec {
    let many = !item.is_dichotomous();
    let options = match &item.item.interaction {
        Interaction::SingleChoice { options, .. } => u8::try_from(options.len()).ok(),
        _ => None,
    };
    let guessed = options.is_some() && answers >= GUESSING_ANSWERS;
    let model = match (wanted, many) {
        (CalibrationModel::Grm, true) => Model::Graded,
        (_, true) => Model::GeneralisedPartialCredit,
        (CalibrationModel::OnePl, false) => Model::OnePl,
        (CalibrationModel::ThreePl, false) => Model::ThreePl,
        (CalibrationModel::Auto, false) if guessed => Model::ThreePl,
        (_, false) => Model::TwoPl,
    };
    let mut spec = ItemSpec::new(item.id.as_str(), model);
    spec.options = options.filter(|_| !many);
    spec.categories = u8::try_from(item.scores.len()).ok();
    if let Some(known) = anchor(item, anchors) {
        spec.model = model_of(&known.model);
        spec.role = Role::Fixed(known.model.clone());
    }
    spec
}

/// The earlier record of an item, if it is fit to hold a scale.
fn anchor<'c>(item: &DataItem, anchors: Option<&'c Calibration>) -> Option<&'c CalibratedItem> {
    let known = anchors?.items.get(&item.id)?;
    let fits = known.fingerprint == item.fingerprint && known.scores == item.scores && known.is_publishable();
    fits.then_some(known)
}

fn model_of(model: &ItemModel) -> Model {
    match model {
        ItemModel::Dichotomous { g, .. } if *g > 0.0 => Model::ThreePl,
        ItemModel::Dichotomous { .. } => Model::TwoPl,
        ItemModel::Graded { .. } => Model::Graded,
        ItemModel::PartialCredit { .. } => Model::GeneralisedPartialCredit,
        ItemModel::Nominal { .. } => Model::Nominal,
    }
}

fn calibrated(
    record: &ItemRecord,
    fitted: &Fitted,
    item: &DataItem,
    anchor: Option<&CalibratedItem>,
) -> Option<CalibratedItem> {
    if let Some(known) = anchor {
        let mut kept = known.clone();
        // A mark, not an error: 0 passes whatever is asked of errors.
        kept.errors.insert("fixed".to_owned(), 0.0);
        return Some(kept);
    }
    let model = record.checked(None).ok()?.model;
    // Categories that nobody reached were joined: what is left has the scores of those that were.
    let observed = fitted.collapsed.iter().find(|collapsed| collapsed.id == record.id);
    let scores = match observed {
        Some(collapsed) => {
            collapsed.observed.iter().map(|c| item.scores.get(usize::from(*c)).copied()).collect::<Option<_>>()?
        }
        None => item.scores.clone(),
    };
    let errors = errors(record);
    Some(CalibratedItem {
        domain: item.item.domain.clone(),
        model,
        scores,
        errors,
        fingerprint: item.fingerprint.clone(),
    })
}

/// Standard errors by name; of several steps, each by its number from 1.
pub fn errors(record: &ItemRecord) -> BTreeMap<String, f64> {
    let mut errors = BTreeMap::new();
    for (name, beside) in record.errors.iter().filter(|(name, _)| name.starts_with("se_")) {
        match beside {
            Beside::Number(error) if error.is_finite() => drop(errors.insert(name.clone(), *error)),
            Beside::Numbers(list) if list.iter().all(|error| error.is_some_and(f64::is_finite)) => {
                let numbered = list.iter().flatten().enumerate();
                errors.extend(numbered.map(|(step, error)| (format!("{name}{}", step + 1), *error)));
            }
            // An error that does not exist leaves the item without that name, so it is not taken as known.
            _ => {}
        }
    }
    errors
}

/// Domains × domains, row by row; nothing where a pair has no common persons, and the reason.
fn correlations(data: &Data, fitted: &[Domain]) -> Result<Vec<f64>, String> {
    if fitted.len() == 1 {
        return Ok(vec![1.0]);
    }
    let places: Vec<usize> = fitted.iter().flat_map(|domain| domain.items.values().map(|(place, _)| *place)).collect();
    let measures: Vec<Measure> = fitted
        .iter()
        .flat_map(|domain| domain.items.values())
        .map(|(_, item)| Measure { model: item.model.clone(), scores: item.scores.clone(), source: Source::Calibrated })
        .collect();
    let responses = answers(data, &places, |column, score| measures[column].category(score));
    let mut column = 0;
    let mut scales = Vec::new();
    for domain in fitted {
        // θ of these persons in standard units, as the correlations want it.
        let latent = &domain.fitted.latent;
        let sd = latent.variance.sqrt();
        let standard = Transformation { a: 1.0 / sd, b: -latent.mean / sd };
        let from = column;
        column += domain.items.len();
        scales.push((from..column).map(|at| (at, standard.model(&measures[at].model))).collect::<Vec<_>>());
    }
    let settings = CorrelationSettings { skipped: Skipped::Zero, ..CorrelationSettings::default() };
    let found = latent_correlations(&scales, &responses, settings).map_err(|error| error.to_string())?;
    Ok(found.correlations.into_iter().flatten().collect())
}

fn record(
    data: &Data,
    plan: &Plan,
    fitted: Vec<Domain>,
    not_estimated: BTreeMap<ItemId, Reason>,
    correlations: Result<Vec<f64>, String>,
) -> Calibration {
    let mut warnings = Vec::new();
    warnings.extend(plan.anchors.as_ref().map(|anchors| Remark::Anchored(anchors.id.clone())));
    let said = fitted.iter().flat_map(|domain| domain.fitted.warnings.iter().map(move |w| (&domain.id, w)));
    let whole = said.filter(|(_, warning)| warning.id.is_none());
    let remark = |(id, warning): (&DomainId, &Warning)| {
        let other = || Remark::Other(format!("{id}: {}", warning.message));
        Remark::of_domain(id.clone(), &warning.message).unwrap_or_else(other)
    };
    warnings.extend(whole.map(remark));
    let domains: Vec<DomainId> = fitted.iter().map(|domain| domain.id.clone()).collect();
    let correlations = correlations.unwrap_or_else(|detail| {
        warnings.push(Remark::Unrelated { detail });
        identity(domains.len())
    });
    let sum = |of: fn(&Fitted) -> usize| fitted.iter().map(|domain| of(&domain.fitted)).sum::<usize>();
    let facts = CalibrationFacts {
        sessions: data.sittings.iter().map(|sitting| sitting.session.id.clone()).collect(),
        persons: small(data.persons.len()),
        answers: sum(|fitted| fitted.answers) as u64,
        models: fitted.iter().map(|domain| (domain.id.clone(), domain.fitted.model.clone())).collect(),
        log_likelihood: fitted.iter().map(|domain| domain.fitted.log_likelihood).sum(),
        iterations: small(sum(|fitted| fitted.iterations)),
        converged: fitted.iter().all(|domain| domain.fitted.converged),
        largest_gradient: fitted.iter().map(|domain| domain.fitted.largest_gradient).fold(0.0, f64::max),
        warnings,
    };
    Calibration {
        id: CalibrationId::new(""),
        bank: data.bank.id.clone(),
        domains,
        correlations,
        items: fitted.into_iter().flat_map(|domain| domain.items).map(|(id, (_, item))| (id, item)).collect(),
        not_estimated,
        facts,
    }
}

pub fn identity(domains: usize) -> Vec<f64> {
    (0..domains * domains).map(|place| if place % (domains + 1) == 0 { 1.0 } else { 0.0 }).collect()
}
