//! Domain to wire and back.
