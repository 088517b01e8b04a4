//! The candidates of a session, as staff see them.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::auth::{Administrator, Staff};
use super::problem::Refusal;
use super::state::HttpState;
use crate::domain::ids::{AttemptId, SessionId};
use crate::planning::CSV_TEMPLATE;
use crate::planning::fault::Fault;
use crate::wire::admin::{AccessCard, CandidateRow, ImportReport};

#[derive(Deserialize)]
pub(super) struct ImportQuery {
    dry_run: Option<String>,
}

pub(super) async fn list(
    State(state): State<HttpState>,
    Staff(_): Staff,
    Path(session): Path<String>,
) -> Result<Json<Vec<CandidateRow>>, Refusal> {
    let candidates = state.planning.candidates(&SessionId::new(session)).await?;
    Ok(Json(candidates.into_iter().map(Into::into).collect()))
}

/// A report in any case: faults in the file are the answer, not an error of the request.
pub(super) async fn import(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(session): Path<String>,
    Query(query): Query<ImportQuery>,
    csv: Bytes,
) -> Result<Json<ImportReport>, Refusal> {
    let dry_run = flag("dry_run", query.dry_run.as_deref())?;
    let mut by = state.actor(&me.username);
    let import = state.planning.import(&SessionId::new(session), &csv, dry_run, &mut by).await?;
    Ok(Json(import.into()))
}

pub(super) async fn withdraw(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path((session, attempt)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let mut by = state.actor(&me.username);
    state.planning.withdraw(&SessionId::new(session), &AttemptId::new(attempt), &mut by).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn cards(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(session): Path<String>,
) -> Result<Json<Vec<AccessCard>>, Refusal> {
    let cards = state.planning.cards(&SessionId::new(session), &mut state.actor(&me.username)).await?;
    Ok(Json(cards.into_iter().map(Into::into).collect()))
}

pub(super) async fn template(Administrator(_): Administrator) -> impl IntoResponse {
    csv_file("peserta.csv", CSV_TEMPLATE.to_owned())
}

/// A file that the browser saves.
pub(super) fn csv_file(name: &'static str, text: String) -> impl IntoResponse {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)], text)
}

/// `?dry_run`, `?dry_run=true`; a value that is neither yes nor no must not store anything by accident.
pub(super) fn flag(name: &str, value: Option<&str>) -> Result<bool, Refusal> {
    match value {
        None | Some("false" | "0") => Ok(false),
        Some("" | "true" | "1") => Ok(true),
        Some(_) => Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", format!("{name} is true or false"))
            .with_faults(vec![Fault::of(name, "invalid", "true or false")])),
    }
}
