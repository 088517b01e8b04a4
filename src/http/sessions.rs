//! Sessions: draft, change, delete, open.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::auth::{Administrator, Staff};
use super::body::Body;
use super::problem::Refusal;
use super::state::HttpState;
use crate::domain::ids::{EventId, SessionId};
use crate::planning::PlanError;
use crate::planning::session::SessionRecord;
use crate::wire::admin::{NewSession, OpeningReport, SessionView};
use crate::wire::convert::admin::measurement::accuracy_view;
use crate::wire::convert::admin::plan::session_view;
use crate::wire::convert::admin::simulation::certificate_view;
use crate::wire::measurement::AccuracyView;
use crate::wire::simulation::CertificateView;

pub(super) async fn list(State(state): State<HttpState>, Staff(_): Staff) -> Result<Json<Vec<SessionView>>, Refusal> {
    Ok(Json(views(&state).await?))
}

pub(super) async fn get(
    State(state): State<HttpState>,
    Staff(_): Staff,
    Path(id): Path<String>,
) -> Result<Json<SessionView>, Refusal> {
    let record = state.planning.session(&SessionId::new(id)).await?;
    Ok(Json(view(&state, record).await?))
}

pub(super) async fn add(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(event): Path<String>,
    Body(new): Body<NewSession>,
) -> Result<(StatusCode, Json<SessionView>), Refusal> {
    let mut by = state.actor(&me.username);
    let record = state.planning.add_session(&EventId::new(event), new.into(), &mut by).await?;
    Ok((StatusCode::CREATED, Json(view(&state, record).await?)))
}

pub(super) async fn change(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(id): Path<String>,
    Body(new): Body<NewSession>,
) -> Result<Json<SessionView>, Refusal> {
    let mut by = state.actor(&me.username);
    let record = state.planning.change_session(&SessionId::new(id), new.into(), &mut by).await?;
    Ok(Json(view(&state, record).await?))
}

pub(super) async fn delete(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    state.planning.delete_session(&SessionId::new(id), &mut state.actor(&me.username)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Goes on to its end also when the page that asked is left: a large hall takes seconds, an adaptive one more.
pub(super) async fn open(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(id): Path<String>,
) -> Result<Json<OpeningReport>, Refusal> {
    let (planning, mut by) = (state.planning.clone(), state.actor(&me.username));
    let opening = tokio::spawn(async move { planning.open_session(&SessionId::new(id), &mut by).await });
    let opening = opening.await.map_err(|_| PlanError::Interrupted("the opening"))??;
    Ok(Json(opening.into()))
}

/// Of a draft: what opening it now would give.
pub(super) async fn certificate(
    State(state): State<HttpState>,
    Staff(_): Staff,
    Path(id): Path<String>,
) -> Result<Json<CertificateView>, Refusal> {
    let certificate = state.planning.certificate(&SessionId::new(id), state.now()).await?;
    Ok(Json(certificate_view(certificate)))
}

/// How sure the categories will be.
pub(super) async fn accuracy(
    State(state): State<HttpState>,
    Staff(_): Staff,
    Path(id): Path<String>,
) -> Result<Json<AccuracyView>, Refusal> {
    Ok(Json(accuracy_view(state.planning.session_forecast(&SessionId::new(id)).await?)))
}

/// Every session as the wire shows it, newest window first.
pub(super) async fn views(state: &HttpState) -> Result<Vec<SessionView>, Refusal> {
    let mut views = Vec::new();
    for record in state.planning.sessions().await? {
        views.push(view(state, record).await?);
    }
    Ok(views)
}

/// One session as the wire shows it, with what it still misses.
pub async fn view(state: &HttpState, record: SessionRecord) -> Result<SessionView, Refusal> {
    let missing = state.planning.missing(&record, state.now()).await?;
    let blueprint = state.catalogue.blueprint(&record.session.blueprint);
    Ok(session_view(record, blueprint.as_deref(), missing))
}
