//! A calibration as a file: the JSON of `ukur psy calibrate`, out and in. What comes in is checked whole before anything
//! is kept, and every fault names its item.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};
use ukur_psychometrics::ItemParameters;
use ukur_psychometrics::multidim::MultidimError;
use ukur_psychometrics::parameters::{Beside, ItemRecord, ParameterError};
use ukur_psychometrics::scoring::ScoringError;

use super::AnalysisError;
use super::estimate::{errors, identity};
use super::gather::short;
use crate::domain::bank::Bank;
use crate::domain::calibration::{
    Answers, CalibratedItem, Calibration, CalibrationFacts, CalibrationFault, Lowered, MAX_ITEMS, Reason, Remark,
    fingerprint,
};
use crate::domain::ids::{CalibrationId, DomainId, ItemId, SessionId};
use crate::domain::measure::Measure;
use crate::planning::fault::{Fault, Faults};

/// Texts of strangers: a reason, a warning.
const MAX_TEXT_CHARS: usize = 300;
const MAX_NOTES: usize = 1_000;
/// The model of an item whose file names none, as the command line takes it: its lower asymptote stands beside.
const USUAL_MODEL: &str = "2pl";

#[derive(Deserialize)]
struct File {
    model: Option<String>,
    items: Vec<Value>,
    /// Written here alone, so that a file does not make real answers out of made-up ones.
    #[serde(default)]
    rehearsal: bool,
    #[serde(default)]
    log_likelihood: f64,
    #[serde(default)]
    iterations: u32,
    #[serde(default)]
    converged: bool,
    #[serde(default)]
    largest_gradient: Option<f64>,
    #[serde(default)]
    persons: Option<u32>,
    #[serde(default)]
    answers: Option<u64>,
    #[serde(default)]
    not_estimated: Vec<Left>,
    #[serde(default)]
    collapsed: Vec<Joined>,
    #[serde(default)]
    correlations: Option<Correlations>,
    /// What `calibrate --by-domain` says of each domain.
    #[serde(default)]
    domains: Vec<Part>,
}

#[derive(Deserialize)]
struct Left {
    id: String,
    reason: String,
}

#[derive(Deserialize)]
struct Joined {
    id: String,
    observed: Vec<u8>,
}

#[derive(Deserialize)]
struct Correlations {
    domains: Vec<Option<String>>,
    matrix: Vec<Vec<f64>>,
    /// Factor, from, to in ten thousandths: of a file that was written here, of a calibration whose were lowered.
    #[serde(default)]
    lowered: Option<[u16; 3]>,
}

#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    persons: u32,
    #[serde(default)]
    answers: u64,
    #[serde(default)]
    largest_gradient: f64,
}

/// Reads a file for the newest version of a bank. All or nothing.
///
/// # Errors
/// Every wrong place.
pub fn read(text: &[u8], bank: &Bank) -> Result<Calibration, AnalysisError> {
    let refuse = |code, detail: String| AnalysisError::invalid("items", code, detail);
    let file: File = serde_json::from_slice(text).map_err(|error| {
        refuse("unreadable", format!("not the JSON of `ukur psy calibrate`: line {}", error.line()))
    })?;
    if file.items.is_empty() || file.items.len() > MAX_ITEMS {
        return Err(refuse("count", format!("1 to {MAX_ITEMS} items are needed")));
    }
    let mut faults = Faults::default();
    let mut items = BTreeMap::new();
    for (place, value) in file.items.iter().enumerate() {
        match item(value, place, &file, bank) {
            Ok((id, known)) => {
                if items.insert(id.clone(), known).is_some() {
                    faults.push(Fault::of(&format!("items[{place}]"), "twice", format!("{id} stands twice")));
                }
            }
            Err(fault) => faults.push(fault),
        }
    }
    let used: BTreeSet<&DomainId> = items.values().map(|item: &CalibratedItem| &item.domain).collect();
    let domains: Vec<DomainId> =
        bank.domains.iter().map(|domain| domain.id.clone()).filter(|id| used.contains(id)).collect();
    let correlations = correlations(&file, &domains).unwrap_or_else(|detail| {
        faults.push(Fault::of("correlations", "correlations", detail));
        identity(domains.len())
    });
    if !faults.is_empty() {
        return Err(AnalysisError::Invalid(faults.into_vec()));
    }
    let made = Calibration {
        id: CalibrationId::new(""),
        bank: bank.id.clone(),
        correlations,
        not_estimated: not_estimated(&file),
        facts: facts(&file, &domains),
        domains,
        items,
    };
    let ids: Vec<ItemId> = made.items.keys().cloned().collect();
    made.made().map_err(|fault| unfit(&fault, &ids, &file))
}

/// A calibration that cannot be: by the item of the file where it is one's, by what is wrong with the whole where not.
fn unfit(fault: &CalibrationFault, ids: &[ItemId], file: &File) -> AnalysisError {
    let (code, item) = match fault {
        CalibrationFault::Items => ("count", None),
        CalibrationFault::Domain(id) => ("domain", Some(id)),
        CalibrationFault::Scores(id) => ("value_scores", Some(id)),
        CalibrationFault::Error(id) => ("value_se", Some(id)),
        CalibrationFault::Facts => ("facts", None),
        CalibrationFault::Scale(scale) => match scale {
            MultidimError::Scoring(ScoringError::Model { item, .. }) => ("model", ids.get(*item)),
            MultidimError::Domains { .. } | MultidimError::Nodes { .. } => ("domains", None),
            MultidimError::Covariance { .. } | MultidimError::NotPositiveDefinite { .. } => {
                ("correlations_wrong", None)
            }
            MultidimError::TooCoarse { .. } | MultidimError::TooClose { .. } => ("correlations_close", None),
            _ => ("scale", None),
        },
    };
    let name = |value: &Value| value.get("id").or_else(|| value.get("item")).and_then(Value::as_str).map(short);
    let place = item.and_then(|id| file.items.iter().position(|value| name(value).as_deref() == Some(id.as_str())));
    let field = place.zip(item).map_or_else(|| "items".to_owned(), |(place, id)| format!("items[{place}] {id}"));
    AnalysisError::invalid(&field, code, fault.to_string())
}

fn item(value: &Value, place: usize, file: &File, bank: &Bank) -> Result<(ItemId, CalibratedItem), Fault> {
    let name = value.get("id").or_else(|| value.get("item")).and_then(Value::as_str).map(short);
    let field = name.map_or_else(|| format!("items[{place}]"), |name| format!("items[{place}] {name}"));
    let fault = |code, detail: String| Fault::of(&field, code, detail);
    let record: ItemRecord = serde_json::from_value(value.clone())
        .map_err(|_| fault("unreadable", "no item with id, a and b or d".into()))?;
    let known = bank.items.get(&ItemId::new(record.id.as_str()));
    let known = known.ok_or_else(|| fault("unknown", "the bank has no item of this id".into()))?;
    let model = file.model.as_deref().filter(|model| *model != "mixed");
    let model = record.checked(model.or(Some(USUAL_MODEL)));
    let model = model.map_err(|error| fault(code(&error), error.to_string()))?.model;
    if record.domain.as_deref().is_some_and(|domain| domain != known.domain.as_str()) {
        return Err(fault("domain", format!("in the bank it belongs to {}", known.domain)));
    }
    let mark = fingerprint(known, bank);
    if matches!(record.errors.get("fingerprint"), Some(Beside::Text(theirs)) if *theirs != mark) {
        return Err(fault("changed", "its content was changed since it was calibrated".into()));
    }
    let scores = scores(&record, file, &Measure::weak(known).scores);
    let scores = scores.filter(|scores| scores.len() == model.categories());
    let scores = scores.ok_or_else(|| {
        fault("categories", format!("the model has {} categories, the item's scoring others", model.categories()))
    })?;
    let made =
        CalibratedItem { domain: known.domain.clone(), model, scores, errors: errors(&record), fingerprint: mark };
    if made.slope().is_some_and(|slope| slope < 0.0) {
        let detail = "a is below 0: the abler a person, the lower the score; is the key of the answers turned?";
        return Err(fault("slope", detail.into()));
    }
    Ok((known.id.clone(), made))
}

fn code(error: &ParameterError) -> &'static str {
    match error {
        ParameterError::UnknownModel { .. } => "unknown_model",
        ParameterError::Missing { field: "d", .. } => "missing_d",
        ParameterError::Missing { .. } => "missing_b",
        ParameterError::Value { field: "a", .. } => "value_a",
        ParameterError::Value { field: "c", .. } => "value_c",
        ParameterError::Value { .. } => "value_b",
    }
}

/// As the file says, else those of the categories that were observed, else the item's own.
fn scores(record: &ItemRecord, file: &File, own: &[f64]) -> Option<Vec<f64>> {
    match record.errors.get("scores") {
        Some(Beside::Numbers(scores)) => return scores.iter().copied().collect(),
        Some(_) => return None,
        None => {}
    }
    match file.collapsed.iter().find(|joined| joined.id == record.id) {
        Some(joined) => joined.observed.iter().map(|category| own.get(usize::from(*category)).copied()).collect(),
        None => Some(own.to_vec()),
    }
}

/// In the order of `domains`, row by row. One domain needs none.
fn correlations(file: &File, domains: &[DomainId]) -> Result<Vec<f64>, String> {
    if domains.len() < 2 {
        return Ok(identity(domains.len()));
    }
    let missing = || "several domains need their correlations: calibrate with --by-domain".to_owned();
    let given = file.correlations.as_ref().ok_or_else(missing)?;
    let place = |id: &DomainId| given.domains.iter().position(|name| name.as_deref() == Some(id.as_str()));
    let mut matrix = Vec::with_capacity(domains.len() * domains.len());
    for one in domains {
        for other in domains {
            let cell = place(one).zip(place(other)).and_then(|(row, column)| given.matrix.get(row)?.get(column));
            matrix.push(*cell.ok_or_else(|| format!("no correlation of {one} and {other}"))?);
        }
    }
    Ok(matrix)
}

fn not_estimated(file: &File) -> BTreeMap<ItemId, Reason> {
    let cut = |text: &str| text.chars().take(MAX_TEXT_CHARS).collect::<String>();
    file.not_estimated
        .iter()
        .take(MAX_NOTES)
        .map(|left| (ItemId::new(cut(&left.id)), cut(&left.reason).into()))
        .collect()
}

fn facts(file: &File, domains: &[DomainId]) -> CalibrationFacts {
    let model = file.model.clone().filter(|model| model.len() <= 20).unwrap_or_else(|| "mixed".to_owned());
    let parts = || file.domains.iter();
    let lowered = file.correlations.as_ref().and_then(|given| given.lowered);
    let lowered = lowered.map(|[factor, from, to]| Lowered { factor, from, to });
    CalibrationFacts {
        sessions: Vec::<SessionId>::new(),
        persons: file.persons.unwrap_or_else(|| parts().map(|part| part.persons).max().unwrap_or(0)),
        answers: file.answers.unwrap_or_else(|| parts().map(|part| part.answers).sum()),
        models: domains.iter().map(|domain| (domain.clone(), model.clone())).collect(),
        log_likelihood: file.log_likelihood,
        iterations: file.iterations,
        converged: file.converged,
        largest_gradient: file
            .largest_gradient
            .unwrap_or_else(|| parts().map(|part| part.largest_gradient).fold(0.0, f64::max)),
        warnings: file.rehearsal.then_some(Remark::MadeUp).into_iter().chain(lowered.map(Remark::Lowered)).collect(),
    }
}

/// The same file, with what lets it come back as it was: the scores of categories, and what each item showed.
/// `bank`: its newest version, which tells the categories of an item that are not among those of the parameters.
pub fn write(calibration: &Calibration, answers: Answers, bank: &Bank) -> Value {
    let items: Vec<ItemRecord> =
        calibration.items.iter().map(|(id, item)| record(id, item, categories(id, item, bank).as_deref())).collect();
    let joined: Vec<Value> = calibration.items.iter().filter_map(|(id, item)| joined(id, item, bank)).collect();
    let facts = &calibration.facts;
    let size = calibration.domains.len();
    let left =
        calibration.not_estimated.iter().map(|(id, reason)| json!({"id": id.as_str(), "reason": reason.to_string()}));
    let domains: Vec<&str> = calibration.domains.iter().map(DomainId::as_str).collect();
    let mut file = json!({
        "model": "mixed",
        "items": items,
        "log_likelihood": facts.log_likelihood,
        "iterations": facts.iterations,
        "converged": facts.converged,
        "largest_gradient": facts.largest_gradient,
        "persons": facts.persons,
        "answers": facts.answers,
        "not_estimated": left.collect::<Vec<_>>(),
        "collapsed": joined,
        "correlations": {"domains": domains, "matrix": calibration.correlations.chunks(size.max(1)).collect::<Vec<_>>()},
    });
    let lowered = facts.warnings.iter().find_map(|remark| match remark {
        Remark::Lowered(Lowered { factor, from, to }) => Some([factor, from, to]),
        _ => None,
    });
    if let Some(lowered) = lowered {
        file["correlations"]["lowered"] = json!(lowered);
    }
    if answers == Answers::MadeUp {
        file["rehearsal"] = Value::Bool(true);
    }
    file
}

/// Of the item's own categories those that the parameters have; nothing where the item asks something else by now.
fn categories(id: &ItemId, item: &CalibratedItem, bank: &Bank) -> Option<Vec<u8>> {
    let known = bank.items.get(id).filter(|known| fingerprint(known, bank) == item.fingerprint)?;
    let own = Measure::weak(known).scores;
    let place = |score: &f64| own.iter().position(|known| (known - score).abs() < 1e-9);
    item.scores.iter().map(|score| u8::try_from(place(score)?).ok()).collect()
}

/// An item with fewer categories than its scoring has, as `calibrate` tells it.
fn joined(id: &ItemId, item: &CalibratedItem, bank: &Bank) -> Option<Value> {
    let observed = categories(id, item, bank)?;
    let all = Measure::weak(bank.items.get(id)?).scores.len();
    (observed.len() < all).then(|| json!({"id": id.as_str(), "categories": all, "observed": observed}))
}

fn record(id: &ItemId, item: &CalibratedItem, categories: Option<&[u8]>) -> ItemRecord {
    let named = ItemParameters { id: id.to_string(), domain: Some(item.domain.to_string()), model: item.model.clone() };
    let mut record = ItemRecord::from(&named);
    let mut steps: BTreeMap<&str, Vec<Option<f64>>> = BTreeMap::new();
    for (name, error) in item.errors.iter().filter(|(name, _)| name.starts_with("se_")) {
        match name.trim_end_matches(|c: char| c.is_ascii_digit()) {
            whole if whole == name => drop(record.errors.insert(name.clone(), Beside::Number(*error))),
            stem => {
                let step = name[stem.len()..].parse::<usize>().unwrap_or(1).clamp(1, 64);
                let list = steps.entry(stem).or_default();
                list.resize(list.len().max(step), None);
                list[step - 1] = Some(*error);
            }
        }
    }
    record.errors.extend(steps.into_iter().map(|(name, list)| (name.to_owned(), Beside::Numbers(list))));
    record.errors.insert("fingerprint".into(), Beside::Text(item.fingerprint.clone()));
    if let Some(categories) = categories {
        let list = categories.iter().map(|category| Some(f64::from(*category))).collect();
        record.errors.insert("categories".into(), Beside::Numbers(list));
    }
    record.errors.insert("scores".into(), Beside::Numbers(item.scores.iter().map(|score| Some(*score)).collect()));
    record
}
