//! Who is asking. A handler that takes one of these as an argument cannot be reached by anybody else.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum_extra::extract::cookie::CookieJar;

use super::problem::Refusal;
use super::state::HttpState;
use crate::access::STAFF_LOGIN_LIFE;
use crate::access::role::{Role, StaffMember};
use crate::domain::ids::AttemptId;

pub const STAFF_COOKIE: &str = "ukur_staff";

/// A signed-in member of staff, of whichever role.
pub struct Staff(pub StaffMember);

/// A signed-in administrator.
pub struct Administrator(pub StaffMember);

/// A signed-in candidate: the attempt that the token stands for.
pub struct CandidateToken {
    pub attempt: AttemptId,
    pub token: String,
}

impl<S> FromRequestParts<S> for Staff
where
    HttpState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let state = HttpState::from_ref(state);
        let token = staff_token(&CookieJar::from_headers(&parts.headers)).ok_or_else(Refusal::not_signed_in)?;
        let member = state.access.staff_of(&token, state.now()).await?;
        member.map(Self).ok_or_else(Refusal::not_signed_in)
    }
}

impl<S> FromRequestParts<S> for Administrator
where
    HttpState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Staff(member) = Staff::from_request_parts(parts, state).await?;
        if member.role >= Role::Administrator { Ok(Self(member)) } else { Err(Refusal::forbidden()) }
    }
}

impl<S> FromRequestParts<S> for CandidateToken
where
    HttpState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let state = HttpState::from_ref(state);
        let token = bearer(parts).ok_or_else(Refusal::not_signed_in)?;
        let attempt = state.access.attempt_of(&token, state.now()).await?;
        attempt.map(|attempt| Self { attempt, token }).ok_or_else(Refusal::not_signed_in)
    }
}

pub fn staff_token(jar: &CookieJar) -> Option<String> {
    jar.get(STAFF_COOKIE).map(|cookie| cookie.value().to_owned())
}

/// The `Set-Cookie` that signs staff in; without a token it signs out. A token is hexadecimal, so nothing is escaped.
pub(super) fn staff_cookie(token: Option<&str>, secure: bool) -> String {
    let life = token.map_or(0, |_| STAFF_LOGIN_LIFE.0 / 1_000);
    let secure = if secure { "; Secure" } else { "" };
    let token = token.unwrap_or_default();
    format!("{STAFF_COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age={life}{secure}")
}

fn bearer(parts: &Parts) -> Option<String> {
    let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}
