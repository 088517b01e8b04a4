//! The candidate's connection: hello → welcome, then a loop that waits on the browser, the attempt, and the end.

use std::sync::Arc;
use std::time::Instant as Stopwatch;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

use super::closing::{farewell, text};
use super::limits::{FrameBudget, HANDSHAKE, HEARTBEAT, MAX_FRAME, MAX_MALFORMED, SEND, SILENCE, bounded};
use super::{WsState, origin};
use crate::delivery::attempt_handle::{Attached, AttemptHandle, Public, Removal};
use crate::delivery::sitting::{Seat, Sitting};
use crate::delivery::supervisor::{GRACE, ServeError};
use crate::dialogue;
use crate::domain::attempt::Attempt;
use crate::domain::board::Status;
use crate::domain::ids::{AttemptId, ClientId};
use crate::telemetry::metrics::OpenConnection;
use crate::wire::PROTOCOL;
use crate::wire::candidate::{ByeCode, ClientMessage, RejectCode, ServerMessage};
use crate::wire::convert::candidate::{instant, notice, phase, snapshot, span};
use crate::wire::convert::command::client_id;
use crate::wire::number::{ClientSeq, Seq};

/// `GET /ws/candidate`.
pub async fn connect(State(state): State<WsState>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    if !origin::is_same(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    if !state.gate.has_room(state.open.len()) {
        state.metrics.shed("limit");
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")]).into_response();
    }
    bounded(upgrade)
        .protocols(["ukur.v1"])
        .on_upgrade(move |socket| state.open.clone().track_future(serve(socket, state)))
}

async fn serve(socket: WebSocket, state: WsState) {
    let _open = OpenConnection::new(&state.metrics, "candidate");
    let (mut sink, mut stream) = socket.split();
    // Boxed: what the handshake needs is not kept for the hours of the connection.
    let entered = tokio::select! {
        entered = Box::pin(timeout(HANDSHAKE, enter(&mut stream, &state))) => entered.unwrap_or(Err(ByeCode::TimedOut)),
        () = state.draining.cancelled() => Err(ByeCode::Restarting),
    };
    let end = match entered {
        Ok(entered) => {
            let task = entered.task.clone();
            let connection = entered.attached.connection;
            let end = Box::new(Conversation::new(entered, &state, &mut sink)).run(&mut stream).await;
            task.detach(connection).await;
            end
        }
        Err(code) => Some(code),
    };
    if let Some(code) = end {
        for message in farewell(code) {
            let _ = timeout(SEND, sink.send(message)).await;
        }
    }
}

type Incoming = futures_util::stream::SplitStream<WebSocket>;

/// A connection that has said hello.
struct Entered {
    client: ClientId,
    seat: Arc<Seat>,
    task: AttemptHandle,
    attached: Attached,
}

async fn enter(stream: &mut Incoming, state: &WsState) -> Result<Entered, ByeCode> {
    let Some(Ok(Message::Text(frame))) = stream.next().await else { return Err(ByeCode::BadProtocol) };
    let Ok(ClientMessage::Hello { protocol, token, client_id: client }) = serde_json::from_str(&frame) else {
        return Err(ByeCode::BadProtocol);
    };
    let client = client_id(&client).map_err(|_| ByeCode::BadProtocol)?;
    if protocol != PROTOCOL {
        return Err(ByeCode::BadProtocol);
    }
    let attempt = match state.access.attempt_of(&token, state.clock.now()).await {
        Ok(Some(attempt)) => attempt,
        Ok(None) => return Err(ByeCode::NotSignedIn),
        Err(_) => return Err(ByeCode::TryLater),
    };
    let (sitting, seat) = match state.supervisor.seat(&attempt).await {
        Ok(Some(found)) => found,
        // The session is over.
        Ok(None) => return Err(ByeCode::NotSignedIn),
        // The page waits for the two who unlock the bank, as for a server that comes back.
        Err(ServeError::Locked { .. }) => return Err(ByeCode::Restarting),
        Err(_) => return Err(ByeCode::TryLater),
    };
    if state.gate.is_behind(state.clock.now()) && !has_begun(&sitting, &attempt) {
        state.metrics.shed("connection");
        return Err(ByeCode::TryLater);
    }
    let (task, attached) = state.supervisor.attach(&sitting, &seat).await.map_err(|_| ByeCode::TryLater)?;
    Ok(Entered { client, seat, task, attached })
}

/// As the board knows it, without a walk to the store.
fn has_begun(sitting: &Sitting, attempt: &AttemptId) -> bool {
    let waiting = [Status::NotArrived, Status::AwaitingAdmission, Status::AwaitingStart];
    sitting.roster.standing(attempt).is_some_and(|standing| !waiting.contains(&standing.status))
}

struct Conversation<'a> {
    state: &'a WsState,
    sink: &'a mut SplitSink<WebSocket, Message>,
    client: ClientId,
    seat: Arc<Seat>,
    task: AttemptHandle,
    connection: u64,
    removed: oneshot::Receiver<Removal>,
    changes: watch::Receiver<Public>,
    welcome: Option<Attempt>,
    /// What the browser has been shown, so that a change is sent once.
    shown: Public,
    budget: FrameBudget,
    malformed: u32,
}

/// `Some`: say goodbye with this code; `None`: the line is gone.
type End = Option<ByeCode>;

impl<'a> Conversation<'a> {
    fn new(entered: Entered, state: &'a WsState, sink: &'a mut SplitSink<WebSocket, Message>) -> Self {
        let Entered { client, seat, task, attached } = entered;
        let changes = task.changes();
        let attempt = attached.attempt;
        let shown = Public::of(&attempt);
        Self {
            state,
            sink,
            client,
            seat,
            task,
            connection: attached.connection,
            removed: attached.removed,
            changes,
            welcome: Some(attempt),
            shown,
            budget: FrameBudget::new(state.frames_per_second),
            malformed: 0,
        }
    }

    async fn run(mut self: Box<Self>, stream: &mut Incoming) -> End {
        if let Err(end) = self.welcome().await {
            return end;
        }
        loop {
            // In this order: a removal says why the attempt's task has ended, its silence does not.
            let step = tokio::select! {
                biased;
                removal = &mut self.removed => Err(Some(match removal {
                    Ok(Removal::LoginReset) => ByeCode::NotSignedIn,
                    Ok(Removal::Replaced) => ByeCode::Replaced,
                    Ok(Removal::Moved) | Err(_) => ByeCode::TryLater,
                })),
                () = self.state.draining.cancelled() => Err(Some(ByeCode::Restarting)),
                changed = self.changes.changed() => match changed {
                    Ok(()) => self.show_change().await,
                    Err(_) => Err(Some(ByeCode::TryLater)),
                },
                frame = timeout(SILENCE, stream.next()) => match frame {
                    Ok(Some(Ok(message))) => Box::pin(self.on_message(message)).await,
                    Ok(Some(Err(_)) | None) => Err(None),
                    Err(_) => Err(Some(ByeCode::TimedOut)),
                },
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn welcome(&mut self) -> Result<(), End> {
        let Some(attempt) = self.welcome.take() else { return Ok(()) };
        let id = self.seat.enrolment.attempt.as_str();
        let welcome = ServerMessage::Welcome {
            protocol: PROTOCOL,
            server_ms: instant(self.state.clock.now()),
            heartbeat_ms: span(HEARTBEAT),
            grace_ms: span(GRACE),
            snapshot: snapshot(id, &attempt, &self.seat.plan, &self.client),
        };
        self.send(&welcome).await
    }

    async fn on_message(&mut self, message: Message) -> Result<(), End> {
        if !self.budget.spend() {
            return Err(Some(ByeCode::TooFast));
        }
        match message {
            Message::Text(frame) if frame.len() > MAX_FRAME => Err(Some(ByeCode::TooLarge)),
            Message::Text(frame) => self.on_frame(&frame).await,
            Message::Binary(_) => self.on_malformed(ClientSeq(0)).await,
            Message::Close(_) => Err(None),
            Message::Ping(_) | Message::Pong(_) => Ok(()),
        }
    }

    async fn on_frame(&mut self, frame: &str) -> Result<(), End> {
        match serde_json::from_str(frame) {
            Ok(ClientMessage::Command(command)) => {
                let arrived = Stopwatch::now();
                let metrics = &self.state.metrics;
                let decide = async |command| self.task.command(command).await;
                let answer = dialogue::answer(&self.client, command, &*self.state.clock, metrics, decide).await;
                let answer = answer.map_err(|_| Some(ByeCode::TryLater))?;
                self.send(&answer).await?;
                if matches!(answer, ServerMessage::Ack { .. }) {
                    let took = arrived.elapsed();
                    metrics.ack_seconds.observe(took.as_secs_f64());
                    self.state.gate.acked(self.state.clock.now(), took);
                }
                Ok(())
            }
            Ok(ClientMessage::Ping { sent_ms }) => {
                self.task.contact(self.connection);
                self.send(&ServerMessage::Pong { sent_ms, server_ms: instant(self.state.clock.now()) }).await
            }
            Ok(ClientMessage::Hello { .. }) => self.on_malformed(ClientSeq(0)).await,
            Err(_) => self.on_malformed(client_seq_in(frame)).await,
        }
    }

    async fn on_malformed(&mut self, client_seq: ClientSeq) -> Result<(), End> {
        self.malformed += 1;
        self.state.metrics.rejected("malformed");
        self.send(&ServerMessage::Reject { client_seq, code: RejectCode::Malformed, retry_after_ms: None }).await?;
        if self.malformed > MAX_MALFORMED { Err(Some(ByeCode::BadProtocol)) } else { Ok(()) }
    }

    /// Sends what is new in the attempt's public state: the phase, and every note not yet shown.
    async fn show_change(&mut self) -> Result<(), End> {
        let newest = self.changes.borrow_and_update().clone();
        let last_note = self.shown.notes.last().map_or(0, |note| note.seq);
        for note in newest.notes.iter().filter(|note| note.seq > last_note) {
            self.send(&ServerMessage::Notice { notice: notice(note) }).await?;
        }
        let [shown, phase] =
            [&self.shown, &newest].map(|public| phase(&public.phase, &self.seat.plan, &public.progress));
        if phase != shown {
            let server_ms = instant(self.state.clock.now());
            self.send(&ServerMessage::Phase { seq: Seq(newest.seq), server_ms, phase }).await?;
        }
        self.shown = newest;
        Ok(())
    }

    async fn send(&mut self, message: &ServerMessage) -> Result<(), End> {
        match timeout(SEND, self.sink.send(text(message))).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(None),
        }
    }
}

/// The number of a command that could not be read otherwise, so that its sender knows which one; 0 if there is none.
fn client_seq_in(frame: &str) -> ClientSeq {
    #[derive(serde::Deserialize)]
    struct Numbered {
        client_seq: u64,
    }
    ClientSeq(serde_json::from_str::<Numbered>(frame).map_or(0, |numbered| numbered.client_seq))
}
