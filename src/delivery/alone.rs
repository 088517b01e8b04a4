//! A node without others: the embedded default.

use async_trait::async_trait;

use super::ports::{NoAnswer, Peers, Place, Reply};
use crate::domain::attempt::Command;
use crate::domain::ids::NodeId;

/// Whoever else owned an attempt is an earlier run of this program.
pub struct Alone;

#[async_trait]
impl Peers for Alone {
    fn is_alive(&self, _: &NodeId) -> bool {
        false
    }

    async fn is_alive_now(&self, _: &NodeId) -> bool {
        false
    }

    async fn ask(&self, _: &NodeId, _: &Place, _: Command) -> Result<Reply, NoAnswer> {
        Err(NoAnswer::NotReached)
    }

    async fn leave(&self) {}
}
