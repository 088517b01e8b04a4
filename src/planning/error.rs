//! Why a plan cannot be carried out.

use super::fault::Fault;
use crate::delivery::ports::StoreError;
use crate::domain::assembly::Shortage;
use crate::domain::ids::AttemptId;
use crate::domain::rescoring::WhyNot;

#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    #[error("unknown {0}")]
    Unknown(&'static str),
    /// Fields of the request are wrong.
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<Fault>),
    /// Only a draft may be changed or opened.
    #[error("the session is not a draft")]
    NotDraft,
    #[error("the session is not open")]
    NotOpen,
    /// The session cannot open: what is missing.
    #[error("the session cannot open yet: {} things are missing", .0.len())]
    NotReady(Vec<Fault>),
    #[error(transparent)]
    Shortage(#[from] Shortage),
    /// A drawn form broke its own blueprint: our fault, nothing was stored.
    #[error("the form of {attempt} does not fit: {reason}")]
    BrokenForm { attempt: AttemptId, reason: String },
    /// Somebody changed the draft while its forms were drawn.
    #[error("the session changed in the meantime; try again")]
    Changed,
    /// What stands against scoring a session again.
    #[error(transparent)]
    Rescoring(#[from] WhyNot),
    /// The same content is there already.
    #[error("this {0} is known already")]
    Known(&'static str),
    /// A bank or blueprint text does not load.
    #[error("{what} does not load: {reason}")]
    Unloadable { what: String, reason: String },
    #[error("{0} was interrupted")]
    Interrupted(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PlanError {
    /// Stable; the UI translates it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "not_found",
            Self::Invalid(_) => "invalid",
            Self::NotDraft => "not_draft",
            Self::NotOpen => "not_open",
            Self::NotReady(_) => "not_ready",
            Self::Shortage(_) => "shortage",
            Self::Changed => "changed",
            Self::Known(_) => "known",
            Self::Rescoring(why) => why.code(),
            Self::Unloadable { .. } => "unloadable",
            Self::BrokenForm { .. } | Self::Interrupted(_) => "internal",
            Self::Store(StoreError::Locked(_)) => "bank_locked",
            Self::Store(_) => "unavailable",
        }
    }
}
