//! Norm groups: what there is, made, withdrawn.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::auth::Administrator;
use super::body::Body;
use super::problem::Refusal;
use super::state::HttpState;
use crate::domain::ids::NormGroupId;
use crate::wire::convert::admin::norms::norm_desk;
use crate::wire::norms::{NewNormGroup, NormDeskView, WithdrawNormGroup};

pub(super) async fn desk(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
) -> Result<Json<NormDeskView>, Refusal> {
    Ok(Json(norm_desk(state.planning.norm_desk().await?)))
}

pub(super) async fn make(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Body(new): Body<NewNormGroup>,
) -> Result<(StatusCode, Json<NormDeskView>), Refusal> {
    let mut by = state.actor(&me.username);
    state.planning.make_norms(&new.into(), &mut by).await?;
    Ok((StatusCode::CREATED, Json(norm_desk(state.planning.norm_desk().await?))))
}

pub(super) async fn withdraw(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(norms): Path<String>,
    Body(body): Body<WithdrawNormGroup>,
) -> Result<Json<NormDeskView>, Refusal> {
    let mut by = state.actor(&me.username);
    state.planning.withdraw_norms(&NormGroupId::new(norms), &body.reason, &mut by).await?;
    Ok(Json(norm_desk(state.planning.norm_desk().await?)))
}
