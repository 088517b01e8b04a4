//! For machines that watch the server: alive, ready, and in figures.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::LiveState;
use crate::telemetry::metrics::Metrics;

/// The process runs.
pub(super) async fn alive() -> &'static str {
    "ok"
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    checkpoint: bool,
    records: bool,
    /// At least one bank is loaded, or would be if it were not locked.
    bank: bool,
    /// What an ack promises.
    promise: String,
    /// What is wrong, with the line that mends it where there is one.
    problems: Vec<String>,
}

/// The stores take writes and a bank is loaded.
pub(super) async fn ready(State(state): State<LiveState>) -> Response {
    let checkpoints = &state.supervisor().checkpoints;
    let (checkpoint, records) = tokio::join!(checkpoints.check(), state.http.records.check());
    let bank = !state.http.catalogue.knows_no_bank();
    let mut problems: Vec<String> =
        [&checkpoint, &records].into_iter().filter_map(|check| Some(check.as_ref().err()?.to_string())).collect();
    if !bank {
        problems.push("no bank is loaded: ukur bank load FOLDER".to_owned());
    }
    let ready = problems.is_empty() && state.supervisor().is_checkpoint_right();
    problems.extend(state.supervisor().troubles());
    if !ready {
        tracing::warn!(?problems, "not ready");
    }
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let promise = checkpoints.promise();
    let (checkpoint, records) = (checkpoint.is_ok(), records.is_ok());
    let readiness = Json(Readiness { ready, checkpoint, records, bank, promise, problems });
    (status, [(header::CACHE_CONTROL, "no-store")], readiness).into_response()
}

/// Prometheus text format.
pub(super) async fn metrics(State(state): State<LiveState>) -> impl IntoResponse {
    let metrics = state.metrics();
    metrics.attempts.reset();
    for sitting in state.supervisor().sittings.all() {
        let counters = sitting.roster.counters();
        let states = [
            ("not_arrived", counters.not_arrived),
            ("waiting", counters.waiting),
            ("in_progress", counters.in_progress),
            ("suspended", counters.suspended),
            ("closed", counters.closed),
            ("voided", counters.voided),
        ];
        for (state, count) in states {
            metrics.attempts.with_label_values(&[state]).add(count.into());
        }
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics.expose())
}

/// Times a request by its route template: ids never become labels.
pub(super) async fn measure(State(metrics): State<Arc<Metrics>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let method = request.method().to_string();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    let labels = [route.as_str(), method.as_str(), status.as_str()];
    metrics.http_request_seconds.with_label_values(&labels).observe(started.elapsed().as_secs_f64());
    response
}
