//! The calibration at work, told to every node.

use async_trait::async_trait;

use super::database::Row;
use super::value::args;
use super::{SqlRecords, statements};
use crate::delivery::ports::StoreError;
use crate::domain::ids::BankId;
use crate::domain::time::Instant;
use crate::planning::ports::{JobRecord, JobStore};

#[async_trait]
impl JobStore for SqlRecords {
    async fn begin_job(&self, job: &JobRecord, silent_since: Instant) -> Result<bool, StoreError> {
        let args = args![&job.id, job.bank.as_str(), &job.by, job.started.0, &job.standing, silent_since.0];
        Ok(self.db.execute(statements::BEGIN_JOB, args).await? > 0)
    }

    async fn tell_job(&self, id: &str, at: Instant, standing: &str) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        if tx.execute(statements::TELL_JOB, args![id, at.0, standing]).await? == 0 {
            return Ok(false);
        }
        let told = tx.one(statements::JOB, args![], job).await?;
        tx.commit().await?;
        Ok(told.is_some_and(|job| !job.cancelled))
    }

    async fn end_job(&self, id: &str, at: Instant, standing: &str) -> Result<(), StoreError> {
        self.db.execute(statements::END_JOB, args![id, at.0, standing]).await.map(drop)
    }

    async fn cancel_job(&self, id: &str) -> Result<(), StoreError> {
        self.db.execute(statements::CANCEL_JOB, args![id]).await.map(drop)
    }

    async fn last_job(&self) -> Result<Option<JobRecord>, StoreError> {
        self.db.one(statements::JOB, args![], job).await
    }
}

fn job(row: &Row) -> Result<JobRecord, StoreError> {
    let ended = row.int("ended_ms")?;
    Ok(JobRecord {
        id: row.text("id")?,
        bank: BankId::new(row.text("bank_id")?),
        by: row.text("started_by")?,
        started: Instant(row.int("started_ms")?),
        heard: Instant(row.int("heard_ms")?),
        ended: (ended >= 0).then_some(Instant(ended)),
        cancelled: row.flag("cancelled")?,
        standing: row.text("standing")?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Engine, Opened, both_engines};
    use super::*;

    both_engines!(one_at_a_time_until_it_ends_or_falls_silent, whoever_asks_it_to_end_is_heard_by_its_node);

    fn begun(id: &str, at: i64) -> JobRecord {
        JobRecord {
            id: id.into(),
            bank: BankId::new("umum"),
            by: "tina".into(),
            started: Instant(at),
            heard: Instant(at),
            ended: None,
            cancelled: false,
            standing: "{}".into(),
        }
    }

    async fn one_at_a_time_until_it_ends_or_falls_silent(engine: Engine) {
        let opened = Opened::new(engine).await;
        let store = &opened.store;
        assert_eq!(store.last_job().await.unwrap(), None);
        assert!(store.begin_job(&begun("a", 100), Instant(70)).await.unwrap());
        assert!(!store.begin_job(&begun("b", 110), Instant(80)).await.unwrap(), "the first is at work");
        assert!(store.tell_job("a", Instant(120), "1").await.unwrap());
        assert!(!store.begin_job(&begun("b", 130), Instant(101)).await.unwrap(), "it was heard of");
        assert_eq!(store.last_job().await.unwrap().unwrap().standing, "1");
        assert!(store.begin_job(&begun("b", 160), Instant(130)).await.unwrap(), "it is silent");
        assert!(!store.tell_job("a", Instant(170), "2").await.unwrap(), "its place is taken");
        store.end_job("a", Instant(171), "2").await.unwrap();
        assert_eq!(store.last_job().await.unwrap(), Some(begun("b", 160)));
        store.end_job("b", Instant(180), "over").await.unwrap();
        store.end_job("b", Instant(190), "again").await.unwrap();
        let over = JobRecord { ended: Some(Instant(180)), standing: "over".into(), ..begun("b", 160) };
        assert_eq!(store.last_job().await.unwrap(), Some(over));
        assert!(store.begin_job(&begun("c", 181), Instant(151)).await.unwrap());
    }

    async fn whoever_asks_it_to_end_is_heard_by_its_node(engine: Engine) {
        let opened = Opened::new(engine).await;
        let store = &opened.store;
        assert!(store.begin_job(&begun("a", 100), Instant(70)).await.unwrap());
        store.cancel_job("other").await.unwrap();
        assert!(store.tell_job("a", Instant(110), "1").await.unwrap());
        store.cancel_job("a").await.unwrap();
        assert!(!store.tell_job("a", Instant(120), "2").await.unwrap());
        let told = store.last_job().await.unwrap().unwrap();
        assert_eq!((told.heard, told.cancelled, told.standing.as_str()), (Instant(120), true, "2"));
    }
}
