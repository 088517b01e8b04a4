//! What is read of results.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::shared;
use crate::analysis::Choice;
use crate::analysis::view::DifChoice;
use crate::domain::ids::{BankId, CalibrationId, SessionId};
use crate::http::auth::Administrator;
use crate::http::candidates::csv_file;
use crate::http::problem::Refusal;
use crate::http::state::HttpState;
use crate::planning::fault::Fault;
use crate::wire::analysis::AnalysisOverview;
use crate::wire::analysis::dif::DifAttribute;

/// A list of sessions in an address; more than this is no address.
const MAX_LIST_BYTES: usize = 16_384;

#[derive(Deserialize)]
pub(in crate::http) struct ChoiceQuery {
    sessions: Option<String>,
    calibration: Option<String>,
    blueprint: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::http) struct DifQuery {
    sessions: Option<String>,
    calibration: Option<String>,
    by: Option<String>,
    focal: Option<String>,
    reference: Option<String>,
}

pub(in crate::http) async fn overview(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
) -> Result<Json<AnalysisOverview>, Refusal> {
    Ok(Json(state.analysis.overview().await?))
}

pub(in crate::http) async fn items(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(bank): Path<String>,
    Query(query): Query<ChoiceQuery>,
) -> Result<Response, Refusal> {
    let choice = choice(query.sessions.as_deref(), query.calibration)?;
    Ok(shared(&*state.analysis.items(&BankId::new(bank), &choice).await?))
}

pub(in crate::http) async fn item(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path((bank, item)): Path<(String, String)>,
    Query(query): Query<ChoiceQuery>,
) -> Result<Response, Refusal> {
    let choice = choice(query.sessions.as_deref(), query.calibration)?;
    Ok(shared(&*state.analysis.item(&BankId::new(bank), &item, &choice).await?))
}

pub(in crate::http) async fn scale(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(bank): Path<String>,
    Query(query): Query<ChoiceQuery>,
) -> Result<Response, Refusal> {
    let choice = choice(query.sessions.as_deref(), query.calibration)?;
    let blueprint = query.blueprint.as_deref();
    Ok(shared(&*state.analysis.scale(&BankId::new(bank), &choice, blueprint).await?))
}

pub(in crate::http) async fn dif(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(bank): Path<String>,
    Query(query): Query<DifQuery>,
) -> Result<Response, Refusal> {
    let choice = choice(query.sessions.as_deref(), query.calibration)?;
    let by = query.by.as_deref().map(attribute).transpose()?;
    let groups = DifChoice { by, focal: query.focal, reference: query.reference };
    Ok(shared(&*state.analysis.dif(&BankId::new(bank), &choice, groups).await?))
}

pub(in crate::http) async fn integrity(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(session): Path<String>,
) -> Result<Response, Refusal> {
    Ok(shared(&*state.analysis.integrity(&SessionId::new(session)).await?))
}

/// Everybody's answers, without names: an act.
pub(in crate::http) async fn responses(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
    Query(query): Query<ChoiceQuery>,
) -> Result<impl IntoResponse, Refusal> {
    let choice = choice(query.sessions.as_deref(), query.calibration)?;
    let mut by = state.actor(&me.username);
    let csv = state.analysis.answers(&BankId::new(bank), &choice, &mut by).await?;
    Ok(csv_file("jawaban-analisis.csv", csv))
}

/// `sessions=a,b`; empty is as absent.
fn choice(sessions: Option<&str>, calibration: Option<String>) -> Result<Choice, Refusal> {
    let list = sessions.map(str::trim).filter(|list| !list.is_empty());
    if list.is_some_and(|list| list.len() > MAX_LIST_BYTES) {
        return Err(invalid("sessions", "too many sessions in one address"));
    }
    let sessions = list.map(|list| list.split(',').map(str::trim).map(SessionId::new).collect());
    let calibration = calibration.filter(|id| !id.is_empty()).map(CalibrationId::new);
    Ok(Choice { sessions, calibration })
}

fn attribute(name: &str) -> Result<DifAttribute, Refusal> {
    let named = serde_json::from_value(serde_json::Value::String(name.to_owned()));
    named.map_err(|_| invalid("by", "unit, job_family, room, session, event, sex, birth_decade or extra_time"))
}

fn invalid(field: &'static str, detail: &str) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
        .with_faults(vec![Fault::of(field, "invalid", detail)])
}
