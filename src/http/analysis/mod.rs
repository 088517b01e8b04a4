//! The analysis page. Statistics name keys, so every handler here lets in administrators alone.

mod calibrations;
mod views;

pub(super) use calibrations::{
    accept, calibrate, calibration, calibrations, cancel, compare, export, import, job, last_job, withdraw,
};
pub(super) use views::{dif, integrity, item, items, overview, responses, scale};

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::problem::Refusal;
use crate::analysis::AnalysisError;
use crate::domain::calibration::WhyNot;

/// A view that several readers share.
fn shared<T: Serialize>(view: &T) -> Response {
    Json(view).into_response()
}

impl From<AnalysisError> for Refusal {
    fn from(error: AnalysisError) -> Self {
        let (code, detail) = (error.code(), error.to_string());
        match error {
            AnalysisError::Unknown(what) => Self::not_found(what),
            AnalysisError::Invalid(faults) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).with_faults(faults)
            }
            AnalysisError::TooLarge { .. } => Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail),
            AnalysisError::Refused(WhyNot::SamePerson) => Self::new(StatusCode::FORBIDDEN, code, detail),
            AnalysisError::NotCalibrated
            | AnalysisError::Running
            | AnalysisError::Refused(_)
            | AnalysisError::Known => Self::new(StatusCode::CONFLICT, code, detail),
            AnalysisError::Interrupted(what) => {
                tracing::error!(what, "an analysis fell over");
                Self::internal()
            }
            AnalysisError::Store(error) => error.into(),
        }
    }
}
