//! What makes results withstand distrust, and banks a thief: seals, and texts that open with a bank's key alone. Pure;
//! no file, no store.

pub mod emergency;
pub mod seal;
pub mod vault;
