//! What a candidate gave, and whether it fits the item it is given to.

use serde::{Deserialize, Serialize};

use super::ids::ChoiceId;
use super::item::Interaction;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    Choice(ChoiceId),
    Choices(Vec<ChoiceId>),
    /// Canonical decimal text: `-?[0-9]{1,15}(\.[0-9]{1,9})?`.
    Number(String),
    Order(Vec<ChoiceId>),
    Match(Vec<(ChoiceId, ChoiceId)>),
}

/// The response cannot be an answer to this item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the response does not fit the item")]
pub struct Misfit;

impl Response {
    /// Right kind, known choices, no repeats, complete where the interaction needs it (`ordering`).
    pub fn check(&self, interaction: &Interaction) -> Result<(), Misfit> {
        let _ = interaction;
        Err(Misfit)
    }
}
