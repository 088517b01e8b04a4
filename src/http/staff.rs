//! Staff: sign-in, who am I, accounts.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::IntoResponse;
use axum_extra::extract::cookie::CookieJar;

use super::auth::{Administrator, Staff, staff_cookie, staff_token};
use super::body::Body;
use super::problem::Refusal;
use super::state::HttpState;
use crate::wire::admin::NewStaff;
use crate::wire::staff::{StaffMe, StaffSignIn};

pub(super) async fn sign_in(
    State(state): State<HttpState>,
    Body(body): Body<StaffSignIn>,
) -> Result<impl IntoResponse, Refusal> {
    let mut by = state.actor("");
    let (token, member) = state.access.sign_in_staff(&body.username, body.password, &mut by).await?;
    Ok(([(SET_COOKIE, staff_cookie(Some(&token), state.secure))], Json(StaffMe::from(member))))
}

pub(super) async fn me(Staff(member): Staff) -> Json<StaffMe> {
    Json(member.into())
}

/// Works without a valid login too: whoever presses the button is signed out afterwards.
pub(super) async fn sign_out(State(state): State<HttpState>, jar: CookieJar) -> Result<impl IntoResponse, Refusal> {
    if let Some(token) = staff_token(&jar)
        && let Some(member) = state.access.staff_of(&token, state.now()).await?
    {
        state.access.sign_out_staff(&token, &mut state.actor(&member.username)).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, staff_cookie(None, state.secure))]))
}

pub(super) async fn list(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
) -> Result<Json<Vec<StaffMe>>, Refusal> {
    Ok(Json(state.access.staff().await?.into_iter().map(Into::into).collect()))
}

pub(super) async fn add(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Body(new): Body<NewStaff>,
) -> Result<(StatusCode, Json<StaffMe>), Refusal> {
    let member = state.access.add_staff(new.into(), &mut state.actor(&me.username)).await?;
    Ok((StatusCode::CREATED, Json(member.into())))
}
