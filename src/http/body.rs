//! JSON in, with a problem document when it is not what the wire types say.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use super::problem::Refusal;

/// A request body of this wire type.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(refusal(&rejection)),
        }
    }
}

/// The parser's message would repeat what was sent, and that may be a password: only the kind is told.
fn refusal(rejection: &JsonRejection) -> Refusal {
    match rejection {
        JsonRejection::JsonDataError(_) => {
            let detail = "a field is missing, unknown, or of the wrong type";
            Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
        }
        JsonRejection::JsonSyntaxError(_) => Refusal::new(StatusCode::BAD_REQUEST, "bad_request", "not JSON"),
        other => Refusal::of_status(other.status()),
    }
}
