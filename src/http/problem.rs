//! Errors as RFC 9457 problem documents. Here an error is mapped once to a status and a stable code, and what a client
//! has no business knowing goes to the log instead.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::access::AccessError;
use crate::delivery::ports::StoreError;
use crate::delivery::supervisor::ServeError;
use crate::planning::fault::Fault;
use crate::planning::{PlanError, shortage_fault};
use crate::wire::staff::Problem;

pub const CONTENT_TYPE: &str = "application/problem+json";
/// A store that is down comes back in seconds or needs a person.
const STORE_RETRY_S: u32 = 5;

/// A request that was refused; becomes the response.
#[derive(Debug)]
pub struct Refusal(Box<Problem>);

impl Refusal {
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(Problem {
            kind: format!("urn:ukur:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: detail.into(),
            faults: Vec::new(),
            retry_after_s: None,
        }))
    }

    /// A status that some layer gave without a document.
    pub fn of_status(status: StatusCode) -> Self {
        Self::new(status, code_of(status), status.canonical_reason().unwrap_or("error"))
    }

    #[must_use]
    pub fn with_faults(mut self, faults: Vec<Fault>) -> Self {
        self.0.faults = faults.into_iter().map(Into::into).collect();
        self
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }

    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("unknown {what}"))
    }

    pub fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_signed_in", "sign in first")
    }

    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "only an administrator may do this")
    }

    /// Our fault: the log has the reason.
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the server made a mistake; its log says which")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.0.retry_after_s;
        let mut response = (status, Json(self.0)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Unstorable) {
            // Whoever asked sent it: no failure of ours, nothing for the log.
            return Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", error.to_string());
        }
        if matches!(error, StoreError::Locked(_)) {
            return Self::new(StatusCode::LOCKED, "bank_locked", error.to_string());
        }
        tracing::error!(error = &error as &dyn std::error::Error, "the record store failed");
        match error {
            StoreError::Unavailable(_) | StoreError::Lost => {
                let detail = "the store is not reachable; nothing was changed";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).retry_after(STORE_RETRY_S)
            }
            StoreError::Broken { .. } | StoreError::Unstorable | StoreError::Locked(_) => Self::internal(),
        }
    }
}

impl From<AccessError> for Refusal {
    fn from(error: AccessError) -> Self {
        let (code, detail) = (error.code(), error.to_string());
        match error {
            AccessError::WrongCredentials => Self::new(StatusCode::UNAUTHORIZED, code, detail),
            AccessError::TooManyAttempts(wait) => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, code, detail).retry_after(wait.0)
            }
            AccessError::SessionNotOpen | AccessError::SessionOver => Self::new(StatusCode::FORBIDDEN, code, detail),
            AccessError::UsernameTaken => Self::new(StatusCode::CONFLICT, code, detail),
            AccessError::BadField { field, detail: wrong } => {
                let faults = vec![Fault::of(field, "invalid", wrong)];
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).with_faults(faults)
            }
            AccessError::Hashing => logged(&error),
            AccessError::Store(error) => error.into(),
        }
    }
}

impl From<PlanError> for Refusal {
    fn from(error: PlanError) -> Self {
        let (code, detail) = (error.code(), error.to_string());
        match error {
            PlanError::Unknown(what) => Self::not_found(what),
            PlanError::Invalid(faults) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).with_faults(faults),
            PlanError::NotDraft
            | PlanError::NotOpen
            | PlanError::Changed
            | PlanError::Known(_)
            | PlanError::Rescoring(_) => Self::new(StatusCode::CONFLICT, code, detail),
            PlanError::NotReady(faults) => Self::new(StatusCode::CONFLICT, code, detail).with_faults(faults),
            PlanError::Shortage(short) => {
                Self::new(StatusCode::CONFLICT, code, detail).with_faults(vec![shortage_fault(&short, None)])
            }
            PlanError::BrokenForm { .. } | PlanError::Unloadable { .. } | PlanError::Interrupted(_) => logged(&error),
            PlanError::Store(error) => error.into(),
        }
    }
}

impl From<ServeError> for Refusal {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Store(error) => error.into(),
            // The candidate's page waits, as it does for a server that is coming back.
            ServeError::Locked { .. } => {
                let detail = "the test goes on when the bank is unlocked again";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).retry_after(STORE_RETRY_S)
            }
            other => logged(&other),
        }
    }
}

fn logged(error: &(dyn std::error::Error + 'static)) -> Refusal {
    tracing::error!(error, "a request failed by our own fault");
    Refusal::internal()
}

fn code_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "not_signed_in",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
        StatusCode::SERVICE_UNAVAILABLE => "timed_out",
        status if status.is_client_error() => "bad_request",
        _ => "internal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::assembly::Shortage;
    use crate::domain::ids::{CompetencyId, DomainId};

    #[test]
    fn the_store_s_words_stay_inside() {
        let inner = std::io::Error::other("/var/lib/ukur/records.db is full");
        let refusal = Refusal::from(StoreError::Unavailable(Box::new(inner)));
        assert_eq!((refusal.0.status, refusal.0.retry_after_s), (503, Some(5)));
        assert!(!refusal.0.detail.contains("records.db"), "{}", refusal.0.detail);
        let broken = StoreError::Broken { record: "secret".into(), reason: "column".into() };
        assert!(!Refusal::from(broken).0.detail.contains("column"));
    }

    #[test]
    fn a_shortage_names_its_cell() {
        let shortage = Shortage {
            domain: DomainId::new("technical"),
            competency: Some(CompetencyId::new("budgeting")),
            difficulty: None,
            needed: 5,
            available: 3,
        };
        let refusal = Refusal::from(PlanError::Shortage(shortage));
        assert_eq!((refusal.0.status, refusal.0.code.as_str()), (409, "shortage"));
        assert_eq!(refusal.0.faults[0].field, "technical/budgeting/*");
    }
}
