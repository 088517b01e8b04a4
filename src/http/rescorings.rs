//! Scoring a closed session again: try, propose, publish by a second person, withdraw.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::auth::Administrator;
use super::body::Body;
use super::problem::Refusal;
use super::state::HttpState;
use crate::domain::ids::SessionId;
use crate::wire::convert::admin::rescoring::{rescoring_desk, rescoring_view};
use crate::wire::rescoring::{AskRescoring, RescoringDesk, RescoringView, SettleRescoring};

pub(super) async fn desk(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(session): Path<String>,
) -> Result<Json<RescoringDesk>, Refusal> {
    Ok(Json(rescoring_desk(&state.planning.rescoring_desk(&SessionId::new(session)).await?)))
}

/// A dry run stores nothing, so it is no act.
pub(super) async fn ask(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(session): Path<String>,
    Body(asked): Body<AskRescoring>,
) -> Result<(StatusCode, Json<RescoringView>), Refusal> {
    let session = SessionId::new(session);
    let (propose, reason) = (asked.propose, asked.reason.clone());
    let ask = asked.into();
    if !propose {
        let trial = state.planning.try_rescoring(&session, &ask).await?;
        return Ok((StatusCode::OK, Json(rescoring_view(&trial))));
    }
    let mut by = state.actor(&me.username);
    let trial = state.planning.propose_rescoring(&session, &ask, &reason, &mut by).await?;
    Ok((StatusCode::CREATED, Json(rescoring_view(&trial))))
}

pub(super) async fn get(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path((session, number)): Path<(String, u32)>,
) -> Result<Json<RescoringView>, Refusal> {
    Ok(Json(rescoring_view(&state.planning.rescoring(&SessionId::new(session), number).await?)))
}

pub(super) async fn publish(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path((session, number)): Path<(String, u32)>,
    Body(settle): Body<SettleRescoring>,
) -> Result<Json<RescoringView>, Refusal> {
    let mut by = state.actor(&me.username);
    let session = SessionId::new(session);
    let trial = state.planning.publish_rescoring(&session, number, &settle.reason, &mut by).await?;
    Ok(Json(rescoring_view(&trial)))
}

pub(super) async fn withdraw(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path((session, number)): Path<(String, u32)>,
    Body(settle): Body<SettleRescoring>,
) -> Result<Json<RescoringView>, Refusal> {
    let mut by = state.actor(&me.username);
    let session = SessionId::new(session);
    let trial = state.planning.withdraw_rescoring(&session, number, &settle.reason, &mut by).await?;
    Ok(Json(rescoring_view(&trial)))
}
