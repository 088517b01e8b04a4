//! The trail: of a session, and of everything outside of sessions.

use axum::Json;
use axum::extract::{Path, State};

use super::auth::{Administrator, Staff};
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

pub(super) async fn house(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
) -> Result<Json<Vec<AuditEntry>>, Refusal> {
    let acts = state.planning.house_acts().await?;
    Ok(Json(acts.into_iter().map(Into::into).collect()))
}
