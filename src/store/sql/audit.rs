//! The trail of acts.

use async_trait::async_trait;

use super::database::Tx;
use super::value::{Value, args};
use super::{SqlRecords, rows, statements};
use crate::audit::{Act, AuditLog};
use crate::delivery::ports::StoreError;
use crate::domain::ids::SessionId;

#[async_trait]
impl AuditLog for SqlRecords {
    async fn append(&self, act: &Act) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        append(&mut tx, act).await?;
        tx.commit().await
    }

    async fn acts(&self, session: &SessionId, limit: u32) -> Result<Vec<Act>, StoreError> {
        self.db.all(statements::ACTS, args![session.as_str(), limit], rows::act).await
    }

    async fn house_acts(&self, limit: u32) -> Result<Vec<Act>, StoreError> {
        self.db.all(statements::HOUSE_ACTS, args![limit], rows::act).await
    }
}

/// Adds the act to a change's own transaction.
pub(super) async fn append(tx: &mut Tx, act: &Act) -> Result<(), StoreError> {
    tx.execute(statements::ADD_ACT, columns(act)).await.map(drop)
}

pub(super) fn columns(act: &Act) -> Vec<Value> {
    args![
        &act.id,
        act.at.0,
        act.session.as_ref().map(SessionId::as_str),
        &act.who,
        &act.action,
        &act.subject,
        &act.reason,
        &act.detail
    ]
}

/// A place of a block that no act takes.
pub(super) fn blank() -> Vec<Value> {
    let none = None::<&str>;
    args![none, 0_i64, none, none, none, none, none, none]
}
