//! The built UI from inside the binary: precompressed, hashed assets kept for good, pages always asked for again.

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse};
use memory_serve::{CacheControl, load};

/// `/` for candidates, `/proctor`, `/admin` and every page below it.
pub(super) fn assets() -> Router {
    load!()
        .index_file(Some("/index.html"))
        .add_alias("/proctor", "/proctor.html")
        .add_alias("/admin", "/admin.html")
        .add_alias("/admin/{*page}", "/admin.html")
        .html_cache_control(CacheControl::NoCache)
        .cache_control(CacheControl::Long)
        .into_router()
}

/// For an address that nothing has, mistyped or of an earlier version.
pub(super) async fn unknown() -> impl IntoResponse {
    let page = Html(include_str!("unknown.html"));
    (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")], page)
}
