//! Closing a session: what still runs is ended with a reason, every record is on disk, then the session is over.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::LiveState;
use crate::delivery::intervention::{Intervention, intervene};
use crate::delivery::sitting::Sitting;
use crate::domain::attempt::ProctorAction;
use crate::domain::ids::SessionId;
use crate::http::auth::Administrator;
use crate::http::body::Body;
use crate::http::problem::Refusal;
use crate::http::session_view;
use crate::wire::admin::SessionView;

/// How often it is looked whether every record is stored, before the administrator is asked to try again.
const LOOKS: u32 = 25;
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Closing {
    reason: String,
}

pub(super) async fn close(
    State(state): State<LiveState>,
    Administrator(me): Administrator,
    Path(id): Path<String>,
    Body(closing): Body<Closing>,
) -> Result<Json<SessionView>, Refusal> {
    let id = SessionId::new(id);
    let reason = closing.reason.trim();
    if !(3..=300).contains(&reason.chars().count()) {
        return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "a reason of 3 to 300 characters"));
    }
    if let Some(sitting) = state.supervisor().sitting(&id).await? {
        end_all(&state, &sitting, &me.username, reason).await;
        check_records(&state, &sitting).await?;
    }
    let record = state.http.planning.close_session(&id, reason, &mut state.http.actor(&me.username)).await?;
    state.supervisor().release(&id).await;
    Ok(Json(session_view(&state.http, record).await?))
}

async fn end_all(state: &LiveState, sitting: &Sitting, by: &str, reason: &str) {
    let action = ProctorAction::End;
    let all = Intervention { by: by.to_owned(), reason: reason.to_owned(), action, attempts: None };
    intervene(state.supervisor(), sitting, all).await;
}

/// A session closes only when nothing of it runs any more and every final record is stored. The nodes that own the
/// attempts store them; this waits for them a little.
async fn check_records(state: &LiveState, sitting: &Sitting) -> Result<(), Refusal> {
    for _ in 0..LOOKS {
        if state.supervisor().checkpoints.unsettled(&sitting.session.id).await? == 0 {
            return Ok(());
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    let detail = "an attempt's final record is not stored yet; try again";
    Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).retry_after(2))
}
