//! The twins of a revision's rules and of the outcomes that they gave.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::database::Row;
use super::outcome::OutcomeTwin;
use super::{from_text, to_text};
use crate::delivery::ports::StoreError;
use crate::domain::ids::{AttemptId, BankVersion, CalibrationId, ItemId};
use crate::domain::rescoring::{Change, Rescored, Treatment};

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum VersionedChange {
    #[serde(rename = "1")]
    V1(ChangeTwin),
}

#[derive(Serialize, Deserialize)]
struct ChangeTwin {
    bank: BankVersion,
    calibration: Option<CalibrationId>,
    items: BTreeMap<ItemId, TreatmentTwin>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TreatmentTwin {
    Dropped,
    Credited,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum VersionedOutcome {
    #[serde(rename = "1")]
    V1 { outcome: OutcomeTwin },
}

pub(in crate::store::sql) fn write_change(change: &Change) -> Result<String, StoreError> {
    let items = change.items.iter().map(|(item, treatment)| (item.clone(), (*treatment).into()));
    let twin =
        ChangeTwin { bank: change.bank.clone(), calibration: change.calibration.clone(), items: items.collect() };
    to_text("rescoring", &VersionedChange::V1(twin))
}

pub(in crate::store::sql) fn read_change(row: &Row) -> Result<Change, StoreError> {
    parse_change(&row.text("record")?)
}

fn parse_change(text: &str) -> Result<Change, StoreError> {
    let VersionedChange::V1(twin) = from_text("rescoring", text)?;
    let items = twin.items.into_iter().map(|(item, treatment)| (item, treatment.into()));
    Ok(Change { bank: twin.bank, calibration: twin.calibration, items: items.collect() })
}

pub(in crate::store::sql) fn write_outcome(rescored: &Rescored) -> Result<String, StoreError> {
    to_text(rescored.attempt.as_str(), &VersionedOutcome::V1 { outcome: (&rescored.outcome).into() })
}

pub(in crate::store::sql) fn read_outcome(row: &Row) -> Result<Rescored, StoreError> {
    let attempt = AttemptId::new(row.text("attempt_id")?);
    let VersionedOutcome::V1 { outcome } = from_text(attempt.as_str(), &row.text("record")?)?;
    Ok(Rescored { seq: row.small("seq")?, outcome: outcome.into(), attempt })
}

impl From<Treatment> for TreatmentTwin {
    fn from(treatment: Treatment) -> Self {
        match treatment {
            Treatment::Dropped => Self::Dropped,
            Treatment::Credited => Self::Credited,
        }
    }
}

impl From<TreatmentTwin> for Treatment {
    fn from(twin: TreatmentTwin) -> Self {
        match twin {
            TreatmentTwin::Dropped => Self::Dropped,
            TreatmentTwin::Credited => Self::Credited,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_wrote_and_what_the_first_version_wrote() {
        let items = [("i1", Treatment::Dropped), ("i2", Treatment::Credited)];
        let change = Change {
            bank: BankVersion::new("v2"),
            calibration: Some(CalibrationId::new("c")),
            items: items.map(|(item, treatment)| (ItemId::new(item), treatment)).into(),
        };
        assert_eq!(parse_change(&write_change(&change).unwrap()).unwrap(), change);
        let first = r#"{"v":"1","bank":"v2","calibration":"c","items":{"i1":"dropped","i2":"credited"}}"#;
        assert_eq!(parse_change(first).unwrap(), change);
    }

    #[test]
    fn a_torn_or_foreign_text_is_named_not_panicked_at() {
        for text in ["", "{", r#"{"v":"2"}"#, r#"{"v":"1","bank":"x","calibration":null,"items":{"i":"doubled"}}"#] {
            assert!(matches!(parse_change(text), Err(StoreError::Broken { .. })), "{text}");
        }
    }
}
