//! The twin of a calibration. The record is named by its content: what was changed in the table does not read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::database::Row;
use super::super::value::broken;
use super::{from_text, to_text};
use crate::delivery::ports::StoreError;
use crate::domain::calibration::{CalibratedItem, Calibration, CalibrationFacts};
use crate::domain::ids::{BankId, CalibrationId, DomainId, ItemId, SessionId};
use crate::domain::measure::ItemModel;

/// Of 20,000 items with a dozen numbers each; a longer text is none of ours.
const MAX_BYTES: usize = 64 << 20;

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Versioned {
    #[serde(rename = "1")]
    V1(CalibrationTwin),
}

#[derive(Serialize, Deserialize)]
struct CalibrationTwin {
    id: CalibrationId,
    bank: BankId,
    domains: Vec<DomainId>,
    correlations: Vec<f64>,
    items: BTreeMap<ItemId, ItemTwin>,
    not_estimated: BTreeMap<ItemId, String>,
    facts: FactsTwin,
}

#[derive(Serialize, Deserialize)]
struct ItemTwin {
    domain: DomainId,
    model: ModelTwin,
    scores: Vec<f64>,
    errors: BTreeMap<String, f64>,
    fingerprint: String,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ModelTwin {
    Dichotomous { a: f64, d: f64, g: f64 },
    Graded { a: f64, d: Vec<f64> },
    PartialCredit { a: f64, d: Vec<f64> },
    Nominal { a: Vec<f64>, d: Vec<f64> },
}

#[derive(Serialize, Deserialize)]
struct FactsTwin {
    sessions: Vec<SessionId>,
    persons: u32,
    answers: u64,
    models: BTreeMap<DomainId, String>,
    log_likelihood: f64,
    iterations: u32,
    converged: bool,
    largest_gradient: f64,
    warnings: Vec<String>,
}

pub(in crate::store::sql) fn write(calibration: &Calibration) -> Result<String, StoreError> {
    let calibration = calibration.clone();
    let twin = CalibrationTwin {
        id: calibration.id,
        bank: calibration.bank,
        domains: calibration.domains,
        correlations: calibration.correlations,
        items: calibration.items.into_iter().map(|(id, item)| (id, item.into())).collect(),
        not_estimated: calibration.not_estimated.into_iter().map(|(id, reason)| (id, reason.into())).collect(),
        facts: calibration.facts.into(),
    };
    let text = to_text(twin.id.clone().as_str(), &Versioned::V1(twin))?;
    if text.len() > MAX_BYTES { Err(broken("calibration", "too long")) } else { Ok(text) }
}

pub(in crate::store::sql) fn read(row: &Row) -> Result<Calibration, StoreError> {
    parse(&row.text("id")?, &row.text("record")?)
}

fn parse(id: &str, text: &str) -> Result<Calibration, StoreError> {
    if text.len() > MAX_BYTES {
        return Err(broken(id, "too long"));
    }
    let Versioned::V1(twin) = from_text(id, text)?;
    let calibration = Calibration {
        id: CalibrationId::new(""),
        bank: twin.bank,
        domains: twin.domains,
        correlations: twin.correlations,
        items: twin.items.into_iter().map(|(id, item)| (id, item.into())).collect(),
        not_estimated: twin.not_estimated.into_iter().map(|(id, reason)| (id, reason.into())).collect(),
        facts: twin.facts.into(),
    };
    let calibration = calibration.sealed().map_err(|fault| broken(id, fault))?;
    if calibration.id.as_str() == id { Ok(calibration) } else { Err(broken(id, "its content has another name")) }
}

impl From<CalibratedItem> for ItemTwin {
    fn from(item: CalibratedItem) -> Self {
        let CalibratedItem { domain, model, scores, errors, fingerprint } = item;
        Self { domain, model: model.into(), scores, errors, fingerprint }
    }
}

impl From<ItemTwin> for CalibratedItem {
    fn from(twin: ItemTwin) -> Self {
        let ItemTwin { domain, model, scores, errors, fingerprint } = twin;
        Self { domain, model: model.into(), scores, errors, fingerprint }
    }
}

impl From<ItemModel> for ModelTwin {
    fn from(model: ItemModel) -> Self {
        match model {
            ItemModel::Dichotomous { a, d, g } => Self::Dichotomous { a, d, g },
            ItemModel::Graded { a, d } => Self::Graded { a, d },
            ItemModel::PartialCredit { a, d } => Self::PartialCredit { a, d },
            ItemModel::Nominal { a, d } => Self::Nominal { a, d },
        }
    }
}

impl From<ModelTwin> for ItemModel {
    fn from(twin: ModelTwin) -> Self {
        match twin {
            ModelTwin::Dichotomous { a, d, g } => Self::Dichotomous { a, d, g },
            ModelTwin::Graded { a, d } => Self::Graded { a, d },
            ModelTwin::PartialCredit { a, d } => Self::PartialCredit { a, d },
            ModelTwin::Nominal { a, d } => Self::Nominal { a, d },
        }
    }
}

/// Twins of a plain record: the same fields, under names that stay.
macro_rules! twins {
    ($($from:ident -> $to:ident),*) => {$(
        impl From<$from> for $to {
            fn from(record: $from) -> Self {
                let $from {
                    sessions, persons, answers, models, log_likelihood, iterations, converged, largest_gradient,
                    warnings,
                } = record;
                // Sentences in the record, cases in the domain.
                let warnings = warnings.into_iter().map(Into::into).collect();
                Self {
                    sessions, persons, answers, models, log_likelihood, iterations, converged, largest_gradient,
                    warnings,
                }
            }
        }
    )*};
}

twins!(CalibrationFacts -> FactsTwin, FactsTwin -> CalibrationFacts);

/// A small one of two items, as tests of the store need it.
#[cfg(test)]
pub(in crate::store::sql) fn sample(persons: u32) -> Calibration {
    use crate::domain::calibration::{Reason, Remark};
    let item = |domain: &str, model: ItemModel, scores: Vec<f64>| CalibratedItem {
        domain: DomainId::new(domain),
        model,
        scores,
        errors: [("se_a".to_owned(), 0.1), ("se_b".to_owned(), 1.0 / 3.0)].into(),
        fingerprint: "f".repeat(64),
    };
    let graded = ItemModel::Graded { a: 0.1 + 0.2, d: vec![1.0 / 3.0, -0.7] };
    let three = ItemModel::Dichotomous { a: 1.234_567_890_123_456_7, d: -1e-7, g: 0.25 };
    let calibration = Calibration {
        id: CalibrationId::new(""),
        bank: BankId::new("umum"),
        domains: ["a", "b"].map(DomainId::new).into(),
        correlations: vec![1.0, 0.55, 0.55, 1.0],
        items: [
            (ItemId::new("a1"), item("a", three, vec![0.0, 1.0])),
            (ItemId::new("b1"), item("b", graded, vec![0.2, 0.6, 1.0])),
        ]
        .into(),
        not_estimated: [(ItemId::new("b2"), Reason::OneCategory { answers: 44, category: 1 })].into(),
        facts: CalibrationFacts {
            sessions: vec![SessionId::new("s")],
            persons,
            answers: 16_000,
            models: [(DomainId::new("a"), "3pl".to_owned())].into(),
            log_likelihood: -12_345.678_901_234_5,
            iterations: 24,
            converged: true,
            largest_gradient: 1e-9,
            warnings: vec![Remark::Unrelated { detail: "no common persons".into() }, Remark::Other("told".into())],
        },
    };
    calibration.sealed().unwrap_or_else(|fault| panic!("{fault}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_wrote() {
        let before = sample(800);
        let text = write(&before).unwrap();
        // Sentences, as version 1 always had them: older records and older nodes know nothing else.
        assert!(text.contains(r#""not_estimated":{"b2":"all 44 answers are category 1"}"#), "{text}");
        assert!(text.contains(
            r#""warnings":["no correlations, so domains are taken as unrelated: no common persons","told"]"#
        ));
        assert_eq!(parse(before.id.as_str(), &text).unwrap(), before);
    }

    /// The text that version 1 wrote. It must stay readable for ever.
    #[test]
    fn reads_version_1() {
        let text = r#"{"v":"1","id":"ID","bank":"umum","domains":["a"],"correlations":[1.0],"items":{"a1":{"domain":"a",
            "model":{"type":"dichotomous","a":1.0,"d":0.5,"g":0.25},"scores":[0.0,1.0],"errors":{"se_b":0.2},
            "fingerprint":"f"}},"not_estimated":{},"facts":{"sessions":[],"persons":400,"answers":4000,"models":{},
            "log_likelihood":-1.5,"iterations":9,"converged":true,"largest_gradient":0.0,"warnings":[]}}"#;
        let id = "3e1784d9b82f4bbc16be12e7397a93b4f0218c748d665506046bfd205b75bcf9";
        let read = parse(id, &text.replace("ID", id)).unwrap();
        assert!((read.items[&ItemId::new("a1")].errors["se_b"] - 0.2).abs() < 1e-15);
        assert_eq!(read.facts.persons, 400);
    }

    #[test]
    fn what_was_changed_or_torn_is_named_not_panicked_at() {
        let one = sample(800);
        let (id, text) = (one.id.as_str(), write(&one).unwrap());
        for end in [0, 1, text.len() / 2, text.len() - 1] {
            assert!(matches!(parse(id, &text[..end]), Err(StoreError::Broken { .. })));
        }
        for (from, to) in [
            ("\"persons\":800", "\"persons\":801"),
            ("\"d\":-1e-7", "\"d\":0.5"),
            ("\"scores\":[0.0,1.0]", "\"scores\":[0.0]"),
            ("\"v\":\"1\"", "\"v\":\"9\""),
            ("\"correlations\":[1.0,", "\"correlations\":["),
        ] {
            assert!(text.contains(from), "{from} in {text}");
            assert!(matches!(parse(id, &text.replace(from, to)), Err(StoreError::Broken { .. })), "{to}");
        }
    }
}
