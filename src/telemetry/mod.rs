//! What the process tells of itself: metrics and logs. Never a response, a name or a NIP.

pub mod logging;
pub mod metrics;
