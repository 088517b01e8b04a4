//! A websocket server that sends every text frame back: at once, or after the store has it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use tokio::net::TcpListener;

use super::store::Store;

/// Where a client connects.
pub const PATH: &str = "/ws";
/// Ukur's own (`src/ws/limits.rs`): the library's default would cost each line 128 KiB on one side only.
const READ_BUFFER: usize = 1024;
const WRITE_BUFFER: usize = 0;

struct Bare {
    store: Option<Store>,
    /// Connections so far: the next one's number, and with it its key in the store.
    connections: AtomicU64,
}

/// Serves until it is dropped. `GET /` says which server it is, so that a report cannot carry the other's name.
pub async fn serve(listener: TcpListener, store: Option<Store>) -> std::io::Result<()> {
    let name = if store.is_some() { "bare-redis" } else { "bare-echo" };
    let bare = Arc::new(Bare { store, connections: AtomicU64::new(0) });
    let router = Router::new().route("/", get(async move || name)).route(PATH, get(connect)).with_state(bare);
    axum::serve(listener, router).await
}

async fn connect(State(bare): State<Arc<Bare>>, upgrade: WebSocketUpgrade) -> Response {
    let connection = bare.connections.fetch_add(1, Ordering::Relaxed);
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .protocols(["ukur.v1"])
        .on_upgrade(move |socket| answer(socket, bare, connection))
}

/// Ends the connection when a frame cannot be answered: its client counts that.
async fn answer(mut socket: WebSocket, bare: Arc<Bare>, connection: u64) {
    let mut count = 0;
    while let Some(Ok(message)) = socket.recv().await {
        let Message::Text(frame) = message else { continue };
        let answer = match &bare.store {
            Some(store) => store.save(connection, count, frame).await,
            None => Some(frame),
        };
        count += 1;
        let Some(frame) = answer else { return };
        if socket.send(Message::Text(frame)).await.is_err() {
            return;
        }
    }
}
