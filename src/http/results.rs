//! Results of a session, and of one attempt.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;

use super::auth::Administrator;
use super::candidates::csv_file;
use super::problem::Refusal;
use super::state::HttpState;
use crate::domain::ids::{AttemptId, SessionId};
use crate::wire::admin::{ResultDetail, ResultsView};
use crate::wire::convert::admin::responses::responses_csv;
use crate::wire::convert::admin::results::{result_detail, results_view};

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) async fn list(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(session): Path<String>,
) -> Result<Json<ResultsView>, Refusal> {
    let results = state.planning.results(&SessionId::new(session)).await?;
    Ok(Json(results_view(results, state.now())))
}

/// Names every candidate with the full NIP, so taking it is an act.
pub(super) async fn csv(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(session): Path<String>,
) -> Result<impl IntoResponse, Refusal> {
    let mut by = state.actor(&me.username);
    let text = state.planning.export_results(&SessionId::new(session), &mut by).await?;
    Ok(csv_file("hasil.csv", text))
}

/// The same for Excel, with what the results rest on.
pub(super) async fn xlsx(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(session): Path<String>,
) -> Result<impl IntoResponse, Refusal> {
    let mut by = state.actor(&me.username);
    let bytes = state.planning.export_workbook(&SessionId::new(session), &mut by).await?;
    let named =
        [(header::CONTENT_TYPE, WORKBOOK), (header::CONTENT_DISPOSITION, "attachment; filename=\"hasil.xlsx\"")];
    Ok((named, bytes))
}

/// Every final response of the session, without names.
pub(super) async fn responses(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(session): Path<String>,
) -> Result<impl IntoResponse, Refusal> {
    let mut by = state.actor(&me.username);
    let records = state.planning.export_responses(&SessionId::new(session), &mut by).await?;
    Ok(csv_file("jawaban.csv", responses_csv(&records)))
}

pub(super) async fn detail(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(attempt): Path<String>,
) -> Result<Json<ResultDetail>, Refusal> {
    Ok(Json(result_detail(state.planning.result(&AttemptId::new(attempt)).await?)))
}
