//! The whole URL map of what staff and candidates ask over HTTP. Who may do what stands in the handlers' arguments;
//! `tests/authorisation.rs` holds the table.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, delete, get, post, put};

use super::problem::Refusal;
use super::state::HttpState;
use super::{
    analysis, audit, authoring, banks, blueprints, candidate_sign_in, candidates, events, media, norms, rescorings,
    results, sessions, staff,
};
use crate::analysis::MAX_PARAMETER_BYTES;
use crate::planning::MAX_FILE_BYTES;

/// JSON bodies are small; only a candidate list is not.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// Every route, without the layers of `layered`, so that others can be merged in before.
pub fn routes(state: HttpState) -> Router {
    Router::new()
        .merge(staff_routes())
        .merge(session_routes())
        .merge(library_routes())
        .merge(authoring_routes())
        .merge(analysis_routes())
        .merge(candidate_routes())
        .route("/api/{*rest}", any(async || Refusal::not_found("address")))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(state)
}

fn staff_routes() -> Router<HttpState> {
    Router::new()
        .route("/api/staff/sign-in", post(staff::sign_in))
        .route("/api/staff/me", get(staff::me))
        .route("/api/staff/sign-out", post(staff::sign_out))
        .route("/api/staff", get(staff::list).post(staff::add))
}

fn session_routes() -> Router<HttpState> {
    let import = post(candidates::import).layer(DefaultBodyLimit::max(MAX_FILE_BYTES));
    Router::new()
        .route("/api/events", get(events::list).post(events::add))
        .route("/api/events/{id}/sessions", post(sessions::add))
        .route("/api/sessions", get(sessions::list))
        .route("/api/sessions/{id}", get(sessions::get).put(sessions::change).delete(sessions::delete))
        .route("/api/sessions/{id}/open", post(sessions::open))
        .route("/api/sessions/{id}/certificate", get(sessions::certificate))
        .route("/api/sessions/{id}/accuracy", get(sessions::accuracy))
        .route("/api/sessions/{id}/candidates", get(candidates::list).merge(import))
        .route("/api/sessions/{id}/candidates/{attempt}", delete(candidates::withdraw))
        .route("/api/sessions/{id}/cards", get(candidates::cards))
        .route("/api/sessions/{id}/results", get(results::list))
        .route("/api/sessions/{id}/results.csv", get(results::csv))
        .route("/api/sessions/{id}/results.xlsx", get(results::xlsx))
        .route("/api/sessions/{id}/responses.csv", get(results::responses))
        .route("/api/sessions/{id}/rescorings", get(rescorings::desk).post(rescorings::ask))
        .route("/api/sessions/{id}/rescorings/{number}", get(rescorings::get))
        .route("/api/sessions/{id}/rescorings/{number}/publish", post(rescorings::publish))
        .route("/api/sessions/{id}/rescorings/{number}/withdraw", post(rescorings::withdraw))
        .route("/api/sessions/{id}/audit", get(audit::list))
        .route("/api/audit", get(audit::house))
        .route("/api/attempts/{id}/result", get(results::detail))
        .route("/api/norms", get(norms::desk).post(norms::make))
        .route("/api/norms/{norms}/withdraw", post(norms::withdraw))
}

fn library_routes() -> Router<HttpState> {
    Router::new()
        .route("/api/candidates/template.csv", get(candidates::template))
        .route("/api/blueprints", get(blueprints::list))
        .route("/api/blueprints/{id}/accuracy", get(blueprints::accuracy))
        .route("/api/banks", get(banks::list))
        .route("/media/{name}", get(media::get))
}

fn authoring_routes() -> Router<HttpState> {
    let file = || DefaultBodyLimit::max(authoring::MAX_FILE_BYTES + authoring::FORM_BYTES);
    let item = || DefaultBodyLimit::max(authoring::MAX_ITEM_BYTES);
    Router::new()
        .route("/api/authoring", get(authoring::banks).merge(post(authoring::found).layer(item())))
        .route("/api/authoring/{bank}", put(authoring::reshape).layer(item()))
        .route("/api/authoring/{bank}/items", get(authoring::items).merge(post(authoring::write).layer(item())))
        .route("/api/authoring/{bank}/items/{item}", get(authoring::item))
        .route("/api/authoring/{bank}/items/{item}/versions/{number}", get(authoring::version))
        .route("/api/authoring/{bank}/items/{item}/steps", post(authoring::step))
        .route("/api/authoring/{bank}/items/{item}/comments", post(authoring::comment))
        .route("/api/authoring/{bank}/preview", post(authoring::preview).layer(item()))
        .route("/api/authoring/{bank}/pictures", post(authoring::add_picture).layer(file()))
        .route(
            "/api/authoring/{bank}/stimuli",
            get(authoring::stimuli).merge(post(authoring::write_stimulus).layer(item())),
        )
        .route("/api/authoring/{bank}/similar", get(authoring::similar))
        .route("/api/authoring/models", get(authoring::models))
        .route("/api/authoring/{bank}/models/{model}", post(authoring::generate))
        .route("/api/authoring/{bank}/import", post(authoring::import).layer(file()))
        .route("/api/authoring/{bank}/import/sheet", post(authoring::look_at_sheet).layer(file()))
        .route("/api/authoring/template.xlsx", get(authoring::template))
        .route("/api/authoring/{bank}/export", get(authoring::export))
        .route("/api/authoring/{bank}/export/losses", get(authoring::losses))
        .route("/api/authoring/{bank}/exposure", get(authoring::exposure))
        .route("/api/authoring/{bank}/release", post(authoring::release))
        .route("/api/authoring/{bank}/vault", get(authoring::vault))
        .route("/api/authoring/{bank}/vault/protect", post(authoring::protect))
        .route("/api/authoring/{bank}/vault/unlock", post(authoring::unlock))
        .route("/api/authoring/{bank}/vault/lock", post(authoring::lock))
}

fn analysis_routes() -> Router<HttpState> {
    let import = post(analysis::import).layer(DefaultBodyLimit::max(MAX_PARAMETER_BYTES));
    Router::new()
        .route("/api/analysis", get(analysis::overview))
        .route("/api/analysis/jobs", get(analysis::last_job))
        .route("/api/analysis/jobs/{job}", get(analysis::job).delete(analysis::cancel))
        .route("/api/analysis/sessions/{id}/integrity", get(analysis::integrity))
        .route("/api/analysis/{bank}/items", get(analysis::items))
        .route("/api/analysis/{bank}/items/{item}", get(analysis::item))
        .route("/api/analysis/{bank}/scale", get(analysis::scale))
        .route("/api/analysis/{bank}/dif", get(analysis::dif))
        .route("/api/analysis/{bank}/responses.csv", get(analysis::responses))
        .route("/api/analysis/{bank}/calibrations", get(analysis::calibrations).post(analysis::calibrate))
        .route("/api/analysis/{bank}/calibrations/compare", get(analysis::compare))
        .route("/api/analysis/{bank}/calibrations/import", import)
        .route("/api/analysis/{bank}/calibrations/{calibration}", get(analysis::calibration))
        .route("/api/analysis/{bank}/calibrations/{calibration}/accept", post(analysis::accept))
        .route("/api/analysis/{bank}/calibrations/{calibration}/withdraw", post(analysis::withdraw))
        .route("/api/analysis/{bank}/calibrations/{calibration}/export", get(analysis::export))
}

fn candidate_routes() -> Router<HttpState> {
    Router::new()
        .route("/api/candidate/sign-in", post(candidate_sign_in::sign_in))
        .route("/api/candidate/me", get(candidate_sign_in::me))
        .route("/api/candidate/sign-out", post(candidate_sign_in::sign_out))
}
