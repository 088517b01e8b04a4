//! Bounds of a connection, each with its reason.

use std::time::{Duration, Instant};

use axum::extract::ws::WebSocketUpgrade;

use crate::domain::time::Span;

/// Enough for the largest command (a match of 8 pairs is under 1 KiB); a flood of big frames costs nothing.
pub(super) const MAX_FRAME: usize = 16 * 1024;
/// Up to here an oversized frame is read and answered with its own code; past it the line is cut without a word.
const MAX_READ: usize = 64 * 1024;
/// axum's default read buffer holds 128 KiB for every idle candidate; commands are hundreds of bytes, and a larger one
/// only takes another read.
const READ_BUFFER: usize = 1024;
/// A browser that reads nothing is cut at this much waiting for it.
const MAX_WRITE_BUFFER: usize = 256 * 1024;
/// Seconds' worth of frames that may come at once: an outbox drains in windows of 32.
const BURST_SECONDS: f64 = 8.0;
/// Broken frames before the connection is closed: a program that cannot speak the protocol.
pub(super) const MAX_MALFORMED: u32 = 20;
/// Time for the first frame, generous to a slow line.
pub(super) const HANDSHAKE: Duration = Duration::from_secs(15);
/// A frame that cannot be written in this time has no reader.
pub(super) const SEND: Duration = Duration::from_secs(15);
/// The client's ping interval: below the 60 s at which proxies cut silent lines, and a lost line shows on the board
/// within three of them.
pub(super) const HEARTBEAT: Span = Span::seconds(10);
pub(super) const SILENCE: Duration = Duration::from_secs(30);
/// Clients spread their return over this after a restart (times a random factor of their own).
pub(super) const RETRY_AFTER: Span = Span(1_000);

pub(super) fn bounded(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(MAX_WRITE_BUFFER)
        .max_message_size(MAX_READ)
        .max_frame_size(MAX_READ)
}

/// A token bucket over frames.
pub(super) struct FrameBudget {
    per_second: f64,
    left: f64,
    counted: Instant,
}

impl FrameBudget {
    pub(super) fn new(per_second: u32) -> Self {
        let per_second = f64::from(per_second);
        Self { per_second, left: per_second * BURST_SECONDS, counted: Instant::now() }
    }

    /// False when the connection is too fast.
    pub(super) fn spend(&mut self) -> bool {
        let earned = self.counted.elapsed().as_secs_f64() * self.per_second;
        self.counted = Instant::now();
        self.left = (self.left + earned).min(self.per_second * BURST_SECONDS) - 1.0;
        self.left >= 0.0
    }
}
