//! Why somebody may not come in.

use super::limiter::RetryAfter;
use crate::delivery::ports::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// Deliberately does not say which of the two is wrong.
    #[error("name or secret is wrong")]
    WrongCredentials,
    #[error("too many failed sign-ins; try again in {} s", .0.0)]
    TooManyAttempts(RetryAfter),
    /// The code is right, but the session has not been opened.
    #[error("the session is not open yet")]
    SessionNotOpen,
    #[error("the session is over")]
    SessionOver,
    #[error("the username is taken")]
    UsernameTaken,
    #[error("{field}: {detail}")]
    BadField { field: &'static str, detail: &'static str },
    #[error("the password could not be hashed")]
    Hashing,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AccessError {
    /// Stable; the UI translates it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongCredentials => "wrong_credentials",
            Self::TooManyAttempts(_) => "too_many_attempts",
            Self::SessionNotOpen => "session_not_open",
            Self::SessionOver => "session_over",
            Self::UsernameTaken => "username_taken",
            Self::BadField { .. } => "invalid",
            Self::Hashing => "internal",
            Self::Store(_) => "unavailable",
        }
    }
}
