//! What the handlers share.

use std::sync::Arc;

use crate::access::Access;
use crate::analysis::Analysis;
use crate::audit::Actor;
use crate::authoring::Authoring;
use crate::authoring::vault::Vault;
use crate::bank::catalogue::Catalogue;
use crate::bank::item_model::ItemModel;
use crate::delivery::gate::Gate;
use crate::delivery::ports::RecordStore;
use crate::delivery::sitting::{Seat, Sitting};
use crate::domain::ids::AttemptId;
use crate::domain::time::Instant;
use crate::planning::Planning;
use crate::telemetry::metrics::Metrics;
use crate::wire::item::ItemView;

/// The server's clock; in a test, any instant.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;
/// The sitting and the seat of an attempt that this server serves; in a test, none.
pub type Served = Arc<dyn Fn(&AttemptId) -> Option<(Arc<Sitting>, Arc<Seat>)> + Send + Sync>;
/// 32 bytes from the operating system; in a test, fixed ones.
pub type Entropy = Arc<dyn Fn() -> [u8; 32] + Send + Sync>;

#[derive(Clone)]
pub struct HttpState {
    pub access: Arc<Access>,
    pub planning: Arc<Planning>,
    pub authoring: Arc<Authoring>,
    pub analysis: Arc<Analysis>,
    /// Banks that two people protect and unlock.
    pub vault: Arc<Vault>,
    pub records: Arc<dyn RecordStore>,
    pub catalogue: Arc<Catalogue>,
    /// Templates that make items.
    pub models: Arc<Vec<ItemModel>>,
    /// The items that a candidate practises with before the test.
    pub practice: Arc<Vec<ItemView>>,
    pub metrics: Arc<Metrics>,
    /// Who comes in when the server is behind.
    pub gate: Arc<Gate>,
    /// What is in memory of a served attempt needs no store.
    pub served: Served,
    pub clock: Clock,
    pub entropy: Entropy,
    /// True behind TLS: cookies are sent over nothing else.
    pub secure: bool,
}

impl HttpState {
    pub fn now(&self) -> Instant {
        (self.clock)()
    }

    /// Somebody doing something now.
    pub fn actor(&self, who: &str) -> Actor {
        Actor::new(who, self.now(), (self.entropy)())
    }
}
