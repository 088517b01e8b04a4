//! Adaptive testing.
