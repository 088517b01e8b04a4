//! What makes results withstand distrust: seals and, later, commitments and signatures. Pure; no file, no store.

pub mod emergency;
pub mod seal;
