//! A candidate's items, and their commands when websockets are blocked.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::LiveState;
use crate::delivery::owner;
use crate::delivery::sitting::{Seat, Sitting};
use crate::delivery::supervisor::GRACE;
use crate::dialogue::{self, Moved};
use crate::domain::attempt::{Attempt, Command, Phase, Plan};
use crate::domain::form::Form;
use crate::domain::ids::AttemptId;
use crate::http::auth::CandidateToken;
use crate::http::body::Body;
use crate::http::problem::Refusal;
use crate::trust::seal::SealKey;
use crate::wire::candidate::{CommandBatch, CommandResults, RejectCode, ServerMessage};
use crate::wire::convert::candidate::{instant, snapshot, span};
use crate::wire::convert::command::client_id;
use crate::wire::convert::item::{form_end, form_view};

/// Commands in one batch; an outbox drains in a few of them.
const MAX_BATCH: usize = 50;

pub(super) async fn form(
    State(state): State<LiveState>,
    candidate: CandidateToken,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (sitting, seat) = seat(&state, &candidate.attempt).await?;
    let attempt = state.supervisor().look(&seat).await?;
    let open = open_sections(&attempt, &seat.plan)
        .ok_or_else(|| Refusal::new(StatusCode::CONFLICT, "not_started", "the items come after the start"))?;
    let seal = SealKey::derive(&sitting.secret, &candidate.attempt);
    let is_open = |section: u16| open.contains(&section);
    let end = form_end(&seat.form, &seal);
    let shown = shown(&seat, &attempt);
    if !accepts_gzip(&headers) {
        return Ok(Json(form_view(&shown, &sitting.bank, end, is_open)).into_response());
    }
    let pressed = state.press.form(&shown, &sitting.bank, &end, is_open);
    let kind = [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_ENCODING, "gzip")];
    Ok((kind, [(header::VARY, "accept-encoding")], pressed).into_response())
}

/// Of a pool only what was offered leaves the server: the rest may never come.
fn shown<'a>(seat: &'a Seat, attempt: &Attempt) -> Cow<'a, Form> {
    if seat.form.is_pool() { Cow::Owned(seat.form.in_order(&attempt.offered)) } else { Cow::Borrowed(&*seat.form) }
}

/// As every browser does. A client that weighs its encodings gets plain JSON.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|encoding| encoding.trim() == "gzip")
}

pub(super) async fn commands(
    State(state): State<LiveState>,
    candidate: CandidateToken,
    Body(batch): Body<CommandBatch>,
) -> Result<Json<CommandResults>, Refusal> {
    if batch.commands.len() > MAX_BATCH {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "malformed", format!("more than {MAX_BATCH} commands")));
    }
    let malformed = |_| Refusal::new(StatusCode::BAD_REQUEST, "malformed", "client_id is out of bounds");
    let client = client_id(&batch.client_id).map_err(malformed)?;
    let (sitting, seat) = seat(&state, &candidate.attempt).await?;
    // Whoever sends commands is here: a clock that waits for the candidate goes on.
    let _ = state.supervisor().command(&sitting, &seat, Command::Attach).await;
    let mut results = Vec::with_capacity(batch.commands.len());
    // A store that is away may cost a command seconds: the first one says it for those behind it.
    let mut is_away = false;
    for command in batch.commands {
        let decide = async |command| {
            if is_away {
                return Ok(Err(owner::Refusal::Unavailable));
            }
            state.supervisor().command(&sitting, &seat, command).await
        };
        let result = dialogue::answer(&client, command, &*state.ws.clock, state.metrics(), decide).await?;
        is_away = matches!(result, ServerMessage::Reject { code: RejectCode::Unavailable, .. });
        results.push(result);
    }
    let attempt = state.supervisor().look(&seat).await?;
    Ok(Json(CommandResults {
        results,
        server_ms: instant(state.http.now()),
        grace_ms: span(GRACE),
        snapshot: snapshot(candidate.attempt.as_str(), &attempt, &seat.plan, &client),
    }))
}

async fn seat(state: &LiveState, attempt: &AttemptId) -> Result<(Arc<Sitting>, Arc<Seat>), Refusal> {
    state.supervisor().seat(attempt).await?.ok_or_else(Refusal::not_signed_in)
}

/// The sections whose items the candidate may see: none before the start, none after the end; with one clock all of
/// them, with a clock for each only the open one.
fn open_sections(attempt: &Attempt, plan: &Plan) -> Option<std::ops::RangeInclusive<u16>> {
    let last = u16::try_from(plan.sections.len().saturating_sub(1)).unwrap_or(u16::MAX);
    match &attempt.phase {
        Phase::InProgress(_) | Phase::Suspended { .. } if plan.limit.is_some() => Some(0..=last),
        Phase::InProgress(run) | Phase::Suspended { run, .. } => Some(run.section..=run.section),
        _ => None,
    }
}

impl From<Moved> for Refusal {
    fn from(_: Moved) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "the attempt is being moved; try again")
            .retry_after(1)
    }
}
