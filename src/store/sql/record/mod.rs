//! Versioned serde twins of what is stored whole. The domain's own types stay unserialised, so that a change there
//! cannot silently change what is on disk; a node of the next release reads what this one wrote.

mod adaptive;
pub(super) mod calibration;
pub(super) mod fairness;
pub(super) mod final_record;
pub(super) mod form;
pub(super) mod norms;
pub(super) mod outcome;
pub(super) mod rescoring;
mod response;
mod twins;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::value::broken;
use crate::delivery::ports::StoreError;

fn to_text<T: Serialize>(record: &str, twin: &T) -> Result<String, StoreError> {
    serde_json::to_string(twin).map_err(|e| broken(record, e))
}

fn from_text<T: DeserializeOwned>(record: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| broken(record, e))
}
