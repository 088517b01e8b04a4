//! Revisions of closed sessions and what they made of each attempt.

use async_trait::async_trait;

use super::audit::append;
use super::database::{Row, Tx};
use super::value::{args, broken};
use super::{SqlRecords, record, statements};
use crate::audit::Act;
use crate::delivery::ports::StoreError;
use crate::domain::ids::{AttemptId, SessionId};
use crate::domain::rescoring::{Rescored, State};
use crate::domain::time::Instant;
use crate::planning::ports::{Published, RescoringStore, Revision};

#[async_trait]
impl RescoringStore for SqlRecords {
    async fn propose_rescoring(
        &self,
        revision: &Revision,
        outcomes: &[Rescored],
        act: &Act,
    ) -> Result<bool, StoreError> {
        let session = revision.session.as_str();
        let mut tx = self.db.begin().await?;
        if tx.execute(statements::HOLD_CLOSED, args![session]).await? == 0 || waits(&mut tx, session).await? {
            return Ok(false);
        }
        let row = args![
            session,
            revision.number,
            revision.base,
            &revision.proposed_by,
            revision.proposed_at.0,
            &revision.reason,
            &revision.hash,
            record::rescoring::write_change(&revision.change)?
        ];
        if tx.execute(statements::ADD_RESCORING, row).await? == 0 {
            return Ok(false);
        }
        for one in outcomes {
            let text = record::rescoring::write_outcome(one)?;
            let row = args![session, revision.number, one.attempt.as_str(), one.seq.cast_signed(), text];
            tx.execute(statements::ADD_RESCORED, row).await?;
        }
        append(&mut tx, act).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn rescorings(&self, session: &SessionId) -> Result<Vec<Revision>, StoreError> {
        self.db.all(statements::RESCORINGS, args![session.as_str()], revision).await
    }

    async fn rescored(&self, session: &SessionId, number: u32) -> Result<Vec<Rescored>, StoreError> {
        let of = args![session.as_str(), number];
        self.db.all(statements::RESCORED, of, record::rescoring::read_outcome).await
    }

    async fn rescored_attempt(
        &self,
        session: &SessionId,
        number: u32,
        attempt: &AttemptId,
    ) -> Result<Option<Rescored>, StoreError> {
        let of = args![session.as_str(), number, attempt.as_str()];
        self.db.one(statements::RESCORED_ATTEMPT, of, record::rescoring::read_outcome).await
    }

    async fn publish_rescoring(&self, session: &SessionId, number: u32, act: &Act) -> Result<Published, StoreError> {
        let mut tx = self.db.begin().await?;
        let row = args![session.as_str(), number, &act.who, act.at.0, &act.reason];
        if tx.execute(statements::PUBLISH_RESCORING, row).await? == 0 {
            return Ok(Published::Refused);
        }
        let outdated = args![session.as_str(), number];
        let outdated = tx.one(statements::OUTDATED_RESCORED, outdated, |row| row.int("outdated")).await?;
        if outdated != Some(0) {
            return Ok(Published::Stale);
        }
        append(&mut tx, act).await?;
        tx.commit().await?;
        Ok(Published::Done)
    }

    async fn withdraw_rescoring(&self, session: &SessionId, number: u32, act: &Act) -> Result<bool, StoreError> {
        let row = args![session.as_str(), number, &act.who, act.at.0, &act.reason];
        self.change(statements::WITHDRAW_RESCORING, row, act).await
    }
}

async fn waits(tx: &mut Tx, session: &str) -> Result<bool, StoreError> {
    let waiting = tx.one(statements::WAITING_RESCORINGS, args![session], |row| row.int("waiting")).await?;
    Ok(waiting != Some(0))
}

fn revision(row: &Row) -> Result<Revision, StoreError> {
    let session = row.text("session_id")?;
    Ok(Revision {
        number: row.small("number")?,
        state: state(&session, row)?,
        base: row.small("base")?,
        proposed_by: row.text("proposed_by")?,
        proposed_at: Instant(row.int("proposed_ms")?),
        reason: row.text("reason")?,
        hash: row.text("hash")?,
        change: record::rescoring::read_change(row)?,
        session: SessionId::new(session),
    })
}

fn state(session: &str, row: &Row) -> Result<State, StoreError> {
    let (by, at, note) = (row.text("settled_by")?, Instant(row.int("settled_ms")?), row.text("note")?);
    match row.text("status")?.as_str() {
        "proposed" => Ok(State::Proposed),
        "published" => Ok(State::Published { by, at, note }),
        "withdrawn" => Ok(State::Withdrawn { by, at, note }),
        _ => Err(broken(session, "unknown status of a rescoring")),
    }
}
