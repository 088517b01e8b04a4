//! The application around an attempt: it orders the I/O around the pure domain.

pub mod ports;
