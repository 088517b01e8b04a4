//! Pictures and stimuli of a bank that is being worked on.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use crate::domain::ids::BankId;
use crate::http::auth::Administrator;
use crate::http::body::Body;
use crate::http::problem::Refusal;
use crate::http::state::HttpState;
use crate::wire::authoring::{PictureAdded, StimulusDraft};
use crate::wire::convert::authoring::{stimulus_draft, stimulus_source};

#[derive(Deserialize)]
pub(in crate::http) struct PictureQuery {
    name: String,
}

pub(in crate::http) async fn add_picture(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
    Query(PictureQuery { name }): Query<PictureQuery>,
    bytes: Bytes,
) -> Result<Json<PictureAdded>, Refusal> {
    let by = &mut state.actor(&me.username);
    let path = state.authoring.add_picture(&BankId::new(bank), &name, bytes.to_vec(), by).await?;
    Ok(Json(PictureAdded { path }))
}

pub(in crate::http) async fn stimuli(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(bank): Path<String>,
) -> Result<Json<Vec<StimulusDraft>>, Refusal> {
    let stimuli = state.authoring.stimuli(&BankId::new(bank)).await?;
    Ok(Json(stimuli.into_iter().map(stimulus_draft).collect()))
}

pub(in crate::http) async fn write_stimulus(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
    Body(draft): Body<StimulusDraft>,
) -> Result<StatusCode, Refusal> {
    let by = &mut state.actor(&me.username);
    let (stimulus, over) = stimulus_source(draft);
    state.authoring.write_stimulus(&BankId::new(bank), &stimulus, over, by).await?;
    Ok(StatusCode::NO_CONTENT)
}
