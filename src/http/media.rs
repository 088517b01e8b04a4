//! Pictures of items, by the hash of their bytes: they never change, and their names cannot be guessed.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::auth::Administrator;
use super::problem::Refusal;
use super::state::HttpState;
use crate::domain::bank::Media;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// A picture that is opened by itself is a document: it may draw, and nothing else.
const ONLY_DRAW: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// From the released banks, and for those who write items also from what is not released yet.
pub(super) async fn get(
    State(state): State<HttpState>,
    author: Result<Administrator, Refusal>,
    Path(name): Path<String>,
) -> Result<Response, Refusal> {
    let mut found = state.catalogue.banks().iter().find_map(|bank| bank.media.get(&name).cloned());
    if found.is_none() && author.is_ok() {
        found = state.authoring.media(&name).await?;
    }
    found.map(shown).ok_or_else(|| Refusal::not_found("picture"))
}

fn shown(Media { content_type, bytes }: Media) -> Response {
    let headers = [(CONTENT_TYPE, content_type), (CACHE_CONTROL, FOR_EVER), (CONTENT_SECURITY_POLICY, ONLY_DRAW)];
    (headers, axum::body::Bytes::from_owner(bytes)).into_response()
}
