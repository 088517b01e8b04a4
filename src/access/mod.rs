//! Who may come in: staff by username and password, candidates by NIP and access code. What they may do then is
//! decided where it is done.

mod candidate;
pub mod code;
mod error;
mod known;
mod limiter;
mod password;
pub mod ports;
pub mod role;
mod staff;
mod token;

use std::sync::Arc;

pub use candidate::{AFTER_CLOSE, SignedIn};
pub use error::AccessError;
pub use limiter::RetryAfter;
pub use staff::{NewAccount, STAFF_LOGIN_LIFE};

use known::KnownTokens;
use limiter::Limiter;
use password::Passwords;
use ports::AccessStore;

/// The door.
pub struct Access {
    store: Arc<dyn AccessStore>,
    passwords: Passwords,
    staff_limit: Limiter,
    candidate_limit: Limiter,
    known: KnownTokens,
}

impl Access {
    pub fn new(store: Arc<dyn AccessStore>) -> Self {
        Self {
            store,
            passwords: Passwords::default(),
            staff_limit: Limiter::default(),
            candidate_limit: Limiter::default(),
            known: KnownTokens::default(),
        }
    }
}
