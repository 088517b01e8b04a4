//! What a candidate is told of an adaptive test: before it begins, and at every step.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Of a session, before it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AdaptiveBrief {
    pub min_items: u16,
    pub max_items: u16,
}

/// Where an adaptive test stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Offer {
    /// The one item that takes a response now; `null`: no more come, submit.
    pub item_id: Option<String>,
    /// Items offered so far.
    pub number: u16,
    /// Most items that can come.
    pub most: u16,
}
