//! The built UI from inside the binary: precompressed, hashed assets kept for good, pages always asked for again.

use axum::Router;
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
