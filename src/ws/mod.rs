//! Websockets: upgrade, handshake, the connection loops, heartbeat, limits, and error → close code. What a message
//! means is decided deeper; nothing deeper sees JSON.

pub mod candidate;
mod closing;
mod limits;
mod origin;
pub mod proctor;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::access::Access;
use crate::delivery::gate::Gate;
use crate::delivery::ports::Clock;
use crate::delivery::supervisor::Supervisor;
use crate::telemetry::metrics::Metrics;

/// What the connection loops need of the rest.
#[derive(Clone)]
pub struct WsState {
    pub supervisor: Arc<Supervisor>,
    pub access: Arc<Access>,
    pub clock: Arc<dyn Clock>,
    pub metrics: Arc<Metrics>,
    /// Fires when the server drains: every connection says goodbye with code 1012.
    pub draining: CancellationToken,
    /// Who comes in when the server is behind.
    pub gate: Arc<Gate>,
    /// What one connection may keep up.
    pub frames_per_second: u32,
    /// Counts the open connections, so that the server can wait for their goodbyes.
    pub open: TaskTracker,
}
