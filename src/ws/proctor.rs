//! The proctor's board: everything once, then what changed, at most once a second and never as a backlog.

use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

use super::closing::{proctor_farewell, text};
use super::limits::{SEND, bounded};
use super::{WsState, origin};
use crate::access::AccessError;
use crate::delivery::ports::StoreError;
use crate::delivery::sitting::Sitting;
use crate::delivery::supervisor::ServeError;
use crate::domain::ids::SessionId;
use crate::http::auth;
use crate::telemetry::metrics::OpenConnection;
use crate::wire::convert::candidate::instant;
use crate::wire::convert::proctor::{board_counters, board_row, board_session};
use crate::wire::proctor::{ProctorBye, ProctorMessage};

/// A board may change this often; faster is flicker for people.
const FRAME: Duration = Duration::from_secs(1);
/// Below the 60 s at which proxies cut silent lines; also how soon a sign-out takes effect.
const PING: Duration = Duration::from_secs(20);

#[derive(Deserialize)]
pub struct Which {
    session: String,
}

/// `GET /ws/proctor?session=<id>`. A browser cannot read the status of a refused upgrade, so refusals come as close
/// codes after it.
pub async fn connect(
    State(state): State<WsState>,
    Query(which): Query<Which>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !origin::is_same(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let token = auth::staff_token(&CookieJar::from_headers(&headers));
    bounded(upgrade).on_upgrade(move |socket| {
        let open = state.open.clone();
        open.track_future(serve(socket, state, token, SessionId::new(which.session)))
    })
}

async fn serve(socket: WebSocket, state: WsState, token: Option<String>, session: SessionId) {
    let _open = OpenConnection::new(&state.metrics, "proctor");
    let (mut sink, mut stream) = socket.split();
    let end = match enter(&state, token.as_deref(), &session).await {
        Ok(sitting) => Board::new(&state, token, sitting, &mut sink).run(&mut stream).await,
        Err(reason) => Some(reason),
    };
    if let Some(reason) = end {
        for message in proctor_farewell(reason) {
            let _ = timeout(SEND, sink.send(message)).await;
        }
    }
}

async fn enter(state: &WsState, token: Option<&str>, session: &SessionId) -> Result<Arc<Sitting>, ProctorBye> {
    // A store that is away comes back: so shall the browser.
    if !is_signed_in(state, token).await.map_err(|_| ProctorBye::Restarting)? {
        return Err(ProctorBye::NotSignedIn);
    }
    match state.supervisor.sitting(session).await {
        Err(ServeError::Store(StoreError::Unavailable(_)) | ServeError::Locked { .. }) => Err(ProctorBye::Restarting),
        sitting => sitting.ok().flatten().ok_or(ProctorBye::UnknownSession),
    }
}

async fn is_signed_in(state: &WsState, token: Option<&str>) -> Result<bool, AccessError> {
    match token {
        Some(token) => Ok(state.access.staff_of(token, state.clock.now()).await?.is_some()),
        None => Ok(false),
    }
}

struct Board<'a> {
    state: &'a WsState,
    token: Option<String>,
    sitting: Arc<Sitting>,
    sink: &'a mut SplitSink<WebSocket, Message>,
    /// Version of the roster that the browser has.
    version: u64,
}

type End = Option<ProctorBye>;

impl<'a> Board<'a> {
    fn new(
        state: &'a WsState,
        token: Option<String>,
        sitting: Arc<Sitting>,
        sink: &'a mut SplitSink<WebSocket, Message>,
    ) -> Self {
        Self { state, token, sitting, sink, version: 0 }
    }

    async fn run(mut self, stream: &mut futures_util::stream::SplitStream<WebSocket>) -> End {
        if let Err(end) = self.send_board().await {
            return end;
        }
        let mut changes = self.sitting.roster.watch();
        let (mut frame, mut ping) = (ticks(FRAME), ticks(PING));
        let mut changed_at = None;
        loop {
            let step = tokio::select! {
                incoming = stream.next() => match incoming {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => Err(None),
                    Some(Ok(_)) => Ok(()),
                },
                changed = changes.changed(), if changed_at.is_none() => match changed {
                    Ok(()) => { changed_at = Some(Stopwatch::now()); Ok(()) }
                    Err(_) => Err(Some(ProctorBye::UnknownSession)),
                },
                _ = frame.tick(), if changed_at.is_some() => {
                    let sent = self.send_changes().await;
                    if let Some(since) = changed_at.take() {
                        self.state.metrics.roster_lag_seconds.observe(since.elapsed().as_secs_f64());
                    }
                    sent
                }
                _ = ping.tick() => self.ping().await,
                () = self.state.draining.cancelled() => Err(Some(ProctorBye::Restarting)),
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn send_board(&mut self) -> Result<(), End> {
        let changes = self.sitting.roster.changes(0);
        self.version = changes.version;
        let board = ProctorMessage::Board {
            server_ms: instant(self.state.clock.now()),
            session: board_session(&self.sitting.session, &self.sitting.blueprint),
            counters: board_counters(changes.counters),
            rows: changes.rows.iter().map(|(enrolment, standing)| board_row(enrolment, standing)).collect(),
        };
        self.send(text(&board)).await
    }

    async fn send_changes(&mut self) -> Result<(), End> {
        let changes = self.sitting.roster.changes(self.version);
        self.version = changes.version;
        if changes.rows.is_empty() {
            return Ok(());
        }
        let rows = ProctorMessage::Rows {
            server_ms: instant(self.state.clock.now()),
            counters: board_counters(changes.counters),
            rows: changes.rows.iter().map(|(enrolment, standing)| board_row(enrolment, standing)).collect(),
        };
        self.send(text(&rows)).await
    }

    async fn ping(&mut self) -> Result<(), End> {
        // While the store is away nobody can be signed out, and the hall needs its board most.
        if !is_signed_in(self.state, self.token.as_deref()).await.unwrap_or(true) {
            return Err(Some(ProctorBye::NotSignedIn));
        }
        self.send(Message::Ping(Vec::new().into())).await
    }

    async fn send(&mut self, message: Message) -> Result<(), End> {
        match timeout(SEND, self.sink.send(message)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(None),
        }
    }
}

fn ticks(period: Duration) -> Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
