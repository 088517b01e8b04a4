//! What every request passes, whatever it asks for: id, trace, headers, compression, time limit, CSRF, and problem
//! documents in place of bare statuses.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use super::authoring::{FORM_BYTES, MAX_FILE_BYTES};
use super::problem::{CONTENT_TYPE, Refusal};

/// The slowest thing asked over HTTP, opening a large session, takes seconds.
const TIME_LIMIT: Duration = Duration::from_mins(1);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// `same-origin` and not `no-referrer`: with the latter a browser sends `Origin: null`, and on plain HTTP the origin is
/// all that the CSRF check has.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];
/// Browsers that were here once over TLS come back over nothing else for a year.
const STRICT_TRANSPORT: (HeaderName, &str) = (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");

/// Wraps a finished router. `secure`: behind TLS.
///
/// All layers are one: a router boxes each layer of each route anew, and clones all of those boxes for every request.
pub fn layered(router: Router, secure: bool) -> Router {
    let headers: Arc<[(HeaderName, &str)]> = HEADERS.into_iter().chain(secure.then_some(STRICT_TRANSPORT)).collect();
    router.layer(
        ServiceBuilder::new()
            .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
            .layer(TraceLayer::new_for_http().make_span_with(span))
            .layer(PropagateRequestIdLayer::new(REQUEST_ID))
            .layer(CompressionLayer::new().no_br().quality(CompressionLevel::Fastest))
            .layer(from_fn_with_state(headers, finish))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_LIMIT))
            .layer(CsrfLayer::new())
            // The largest that any route takes; each route has its own bound below.
            .layer(RequestBodyLimitLayer::new(MAX_FILE_BYTES + FORM_BYTES)),
    )
}

/// The route's pattern, never the address: ids and queries are not for the log.
fn span(request: &Request) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    let id: String = id.chars().take(64).collect();
    tracing::info_span!("request", method = %request.method(), route, id)
}

// The layer's trait hands the reason over by value.
#[allow(clippy::needless_pass_by_value)]
fn panicked(reason: Box<dyn Any + Send>) -> Response {
    let reason = reason.downcast_ref::<&str>().copied().map(str::to_owned);
    tracing::error!(reason = reason.unwrap_or_default(), "a handler panicked");
    Refusal::internal().into_response()
}

/// Protects the browser, gives API errors a problem document when a layer or an extractor answered with a bare status,
/// and keeps answers of the API out of every cache.
async fn finish(State(headers): State<Arc<[(HeaderName, &'static str)]>>, request: Request, next: Next) -> Response {
    let of_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if of_api && is_error && response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind != CONTENT_TYPE) {
        response = Refusal::of_status(status).into_response();
    }
    if of_api {
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    for (name, value) in headers.iter() {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
