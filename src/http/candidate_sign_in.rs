//! A candidate's way in and out.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::auth::CandidateToken;
use super::body::Body;
use super::problem::Refusal;
use super::state::HttpState;
use crate::domain::ids::AttemptId;
use crate::wire::candidate::{CandidateMe, CandidateSignIn, CandidateSignedIn};
use crate::wire::convert::welcome::candidate_me;

/// Seconds after which a sign-in may be tried again, up to twice as many.
const BUSY_RETRY_S: u32 = 3;

pub(super) async fn sign_in(
    State(state): State<HttpState>,
    Body(body): Body<CandidateSignIn>,
) -> Result<Json<CandidateSignedIn>, Refusal> {
    if state.gate.is_behind(state.now()) {
        return Err(busy(&state));
    }
    let mut by = state.actor("");
    let signed = state.access.sign_in(&body.nip, &body.access_code, &mut by).await?;
    let me = welcome(&state, &signed.attempt).await?;
    Ok(Json(CandidateSignedIn { token: signed.token, me }))
}

/// Everybody is asked to come again at another moment.
fn busy(state: &HttpState) -> Refusal {
    state.metrics.shed("sign_in");
    let [moment, ..] = (state.entropy)();
    let detail = "many candidates are answering; those who have not begun come in a little later";
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
        .retry_after(BUSY_RETRY_S + u32::from(moment) % BUSY_RETRY_S)
}

pub(super) async fn me(
    State(state): State<HttpState>,
    candidate: CandidateToken,
) -> Result<Json<CandidateMe>, Refusal> {
    Ok(Json(welcome(&state, &candidate.attempt).await?))
}

pub(super) async fn sign_out(State(state): State<HttpState>, candidate: CandidateToken) -> Result<StatusCode, Refusal> {
    state.access.sign_out(&candidate.token).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn welcome(state: &HttpState, attempt: &AttemptId) -> Result<CandidateMe, Refusal> {
    let practice = || state.practice.to_vec();
    if let Some((sitting, seat)) = (state.served)(attempt) {
        let (candidate, form) = (&seat.enrolment, &seat.form);
        return Ok(candidate_me(candidate, &sitting.session, &sitting.blueprint, form, practice(), state.now()));
    }
    let unknown = || Refusal::not_found("attempt");
    let candidate = state.records.enrolment(attempt).await?.ok_or_else(unknown)?;
    let session = state.records.session(&candidate.session).await?.ok_or_else(unknown)?;
    let form = state.records.form(attempt).await?.ok_or_else(unknown)?;
    let blueprint = state.catalogue.blueprint(&session.blueprint).ok_or_else(|| {
        tracing::error!(%attempt, blueprint = %session.blueprint, "an open session's blueprint is not loaded");
        Refusal::internal()
    })?;
    Ok(candidate_me(&candidate, &session, &blueprint, &form, practice(), state.now()))
}
