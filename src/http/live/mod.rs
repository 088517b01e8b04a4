//! Handlers that touch running attempts: a candidate's form and commands, interventions, closing a session, health.

mod attempt;
mod closing;
mod emergency;
mod health;
mod interventions;
mod press;
mod ui;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use super::state::HttpState;
use super::{layered, routes};
use crate::delivery::supervisor::Supervisor;
use crate::telemetry::metrics::Metrics;
use crate::ws::{self, WsState};

pub use press::Press;

/// Commands in a batch are small; see `docs/protocol.md`.
const MAX_BODY_BYTES: usize = 64 * 1024;

#[derive(Clone)]
pub struct LiveState {
    pub http: HttpState,
    pub ws: WsState,
    /// Forms as bytes.
    pub press: Arc<Press>,
}

impl FromRef<LiveState> for HttpState {
    fn from_ref(state: &LiveState) -> Self {
        state.http.clone()
    }
}

impl LiveState {
    fn supervisor(&self) -> &Supervisor {
        &self.ws.supervisor
    }

    fn metrics(&self) -> &Arc<Metrics> {
        &self.ws.metrics
    }
}

/// The whole server: planning, attempts, websockets, health and the UI, in all layers.
pub fn server(state: LiveState) -> Router {
    let secure = state.http.secure;
    let attempts = Router::new()
        .route("/api/candidate/form", get(attempt::form))
        .route("/api/candidate/commands", post(attempt::commands))
        .route("/api/sessions/{id}/interventions", post(interventions::intervene))
        .route("/api/sessions/{id}/close", post(closing::close))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .route(
            "/api/sessions/{id}/emergency",
            post(emergency::load).layer(DefaultBodyLimit::max(emergency::MAX_BODY_BYTES)),
        )
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .with_state(state.clone());
    let measured = routes(state.http.clone())
        .merge(attempts)
        .merge(ui::assets())
        .route_layer(from_fn_with_state(state.metrics().clone(), health::measure))
        .fallback(ui::unknown);
    let sockets = Router::new()
        .route("/ws/candidate", get(ws::candidate::connect))
        .route("/ws/proctor", get(ws::proctor::connect))
        .with_state(state.ws);
    // Sockets stay outside the layers: a time limit or a compressor has no business on a connection of hours.
    layered(measured, secure).merge(sockets)
}
