//! The application around an attempt: it orders the I/O around the pure domain.

pub mod alone;
pub mod attempt_handle;
pub mod attempt_task;
mod choosing;
pub mod clock;
pub mod finaliser;
pub mod gate;
pub mod intervention;
pub mod keeper;
pub mod outages;
pub mod owner;
pub mod ports;
pub mod roster;
pub mod sitting;
pub mod supervisor;
