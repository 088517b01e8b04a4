//! Why an analysis is not to be had.

use crate::delivery::ports::StoreError;
use crate::domain::calibration::WhyNot;
use crate::planning::PlanError;
use crate::planning::fault::Fault;

#[derive(Debug, thiserror::Error)]
pub enum AnalysisError {
    #[error("unknown {0}")]
    Unknown(&'static str),
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<Fault>),
    #[error("the bank has no accepted calibration yet")]
    NotCalibrated,
    /// One calibration at a time.
    #[error("a calibration is at work already")]
    Running,
    #[error(transparent)]
    Refused(#[from] WhyNot),
    #[error("a calibration of the same content is stored already")]
    Known,
    #[error("{what}: {found} are more than the {most} that are analysed at once; choose fewer sessions")]
    TooLarge { what: &'static str, found: usize, most: usize },
    #[error("{0} was interrupted")]
    Interrupted(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AnalysisError {
    /// Stable; the UI translates it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "not_found",
            Self::Invalid(_) => "invalid",
            Self::NotCalibrated => "not_calibrated",
            Self::Running => "calibration_running",
            Self::Refused(why) => why.code(),
            Self::Known => "known",
            Self::TooLarge { .. } => "too_large",
            Self::Interrupted(_) => "internal",
            Self::Store(StoreError::Locked(_)) => "bank_locked",
            Self::Store(_) => "unavailable",
        }
    }

    pub(super) fn invalid(field: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault::of(field, code, detail)])
    }
}

impl From<PlanError> for AnalysisError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Store(error) => Self::Store(error),
            PlanError::Unknown(what) => Self::Unknown(what),
            _ => Self::Interrupted("reading the sessions"),
        }
    }
}
