//! Calibrations: work, proposals, acceptance by a second person.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::Value;

use crate::domain::ids::{BankId, CalibrationId};
use crate::http::auth::Administrator;
use crate::http::body::Body;
use crate::http::problem::Refusal;
use crate::http::state::HttpState;
use crate::wire::analysis::calibration::{CalibrationDetail, CalibrationSummary, WithdrawCalibration};
use crate::wire::analysis::comparison::CalibrationComparison;
use crate::wire::analysis::job::{CalibrationJob, CalibrationRequest};

#[derive(Deserialize)]
pub(in crate::http) struct Pair {
    #[serde(default)]
    a: String,
    #[serde(default)]
    b: String,
}

pub(in crate::http) async fn calibrate(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
    Body(request): Body<CalibrationRequest>,
) -> Result<Json<CalibrationJob>, Refusal> {
    let by = state.actor(&me.username);
    Ok(Json(state.analysis.calibrate(&BankId::new(bank), request, by, state.clock.clone()).await?))
}

pub(in crate::http) async fn last_job(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
) -> Result<Json<Option<CalibrationJob>>, Refusal> {
    Ok(Json(state.analysis.last_job((state.clock)()).await?))
}

pub(in crate::http) async fn job(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(job): Path<String>,
) -> Result<Json<CalibrationJob>, Refusal> {
    Ok(Json(state.analysis.job(&job, (state.clock)()).await?))
}

pub(in crate::http) async fn cancel(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(job): Path<String>,
) -> Result<Json<CalibrationJob>, Refusal> {
    Ok(Json(state.analysis.cancel(&job, (state.clock)()).await?))
}

pub(in crate::http) async fn calibrations(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
) -> Result<Json<Vec<CalibrationSummary>>, Refusal> {
    Ok(Json(state.analysis.calibrations(&BankId::new(bank), &me.username).await?))
}

pub(in crate::http) async fn calibration(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path((bank, id)): Path<(String, String)>,
) -> Result<Json<CalibrationDetail>, Refusal> {
    Ok(Json(state.analysis.detail(&BankId::new(bank), &CalibrationId::new(id), &me.username).await?))
}

pub(in crate::http) async fn compare(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
    Query(pair): Query<Pair>,
) -> Result<Json<CalibrationComparison>, Refusal> {
    let (a, b) = (CalibrationId::new(pair.a), CalibrationId::new(pair.b));
    Ok(Json(state.analysis.compare(&BankId::new(bank), &a, &b, &me.username).await?))
}

pub(in crate::http) async fn accept(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path((bank, id)): Path<(String, String)>,
) -> Result<Json<CalibrationSummary>, Refusal> {
    let mut by = state.actor(&me.username);
    Ok(Json(state.analysis.accept(&BankId::new(bank), &CalibrationId::new(id), &mut by).await?))
}

pub(in crate::http) async fn withdraw(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path((bank, id)): Path<(String, String)>,
    Body(body): Body<WithdrawCalibration>,
) -> Result<Json<CalibrationSummary>, Refusal> {
    let mut by = state.actor(&me.username);
    let (bank, id) = (BankId::new(bank), CalibrationId::new(id));
    Ok(Json(state.analysis.withdraw(&bank, &id, &body.reason, &mut by).await?))
}

pub(in crate::http) async fn import(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
    file: Bytes,
) -> Result<Json<CalibrationSummary>, Refusal> {
    let mut by = state.actor(&me.username);
    Ok(Json(state.analysis.import(&BankId::new(bank), file.to_vec(), &mut by).await?))
}

pub(in crate::http) async fn export(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path((bank, id)): Path<(String, String)>,
) -> Result<impl IntoResponse, Refusal> {
    let mut by = state.actor(&me.username);
    let file: Value = state.analysis.export(&BankId::new(bank), &CalibrationId::new(id), &mut by).await?;
    let name = "attachment; filename=\"kalibrasi.json\"".to_owned();
    Ok(([(header::CONTENT_DISPOSITION, name)], Json(file)))
}
