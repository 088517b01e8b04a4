//! Response times.
