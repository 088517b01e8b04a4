//! The trail of a session.

use axum::Json;
use axum::extract::{Path, State};

use super::auth::Staff;
use super::problem::Refusal;
use super::state::HttpState;
use crate::domain::ids::SessionId;
use crate::wire::proctor::AuditEntry;

pub(super) async fn list(
    State(state): State<HttpState>,
    Staff(_): Staff,
    Path(session): Path<String>,
) -> Result<Json<Vec<AuditEntry>>, Refusal> {
    let acts = state.planning.acts(&SessionId::new(session)).await?;
    Ok(Json(acts.into_iter().map(Into::into).collect()))
}
