//! Events, sessions, candidates: what an administrator plans.

use async_trait::async_trait;

use super::audit::append;
use super::database::Tx;
use super::value::{Value, args, broken};
use super::{SqlRecords, record, rows, statements};
use crate::audit::Act;
use crate::delivery::ports::{FinalRecord, StoreError};
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, CalibrationId, EventId, SessionId};
use crate::domain::item::JobFamily;
use crate::domain::session::{Enrolment, Session};
use crate::domain::time::Instant;
use crate::hex;
use crate::planning::Drawing;
use crate::planning::event::Event;
use crate::planning::ports::{Enrolled, Opened, PlanStore, Withdrawn};
use crate::planning::session::SessionRecord;

#[async_trait]
impl PlanStore for SqlRecords {
    async fn add_event(&self, event: &Event, act: &Act) -> Result<(), StoreError> {
        let args = args![event.id.as_str(), &event.title, &event.organiser, event.created.0];
        self.change(statements::ADD_EVENT, args, act).await.map(drop)
    }

    async fn event(&self, id: &EventId) -> Result<Option<Event>, StoreError> {
        self.db.one(statements::EVENT, args![id.as_str()], rows::event).await
    }

    async fn events(&self) -> Result<Vec<Event>, StoreError> {
        self.db.all(statements::EVENTS, args![], rows::event).await
    }

    async fn add_session(
        &self,
        session: &Session,
        secret: &[u8; 32],
        at: Instant,
        act: &Act,
    ) -> Result<(), StoreError> {
        self.change(statements::ADD_SESSION, new_session(session, secret, at), act).await.map(drop)
    }

    async fn session_record(&self, id: &SessionId) -> Result<Option<SessionRecord>, StoreError> {
        self.db.one(statements::SESSION, args![id.as_str()], rows::session_record).await
    }

    async fn session_records(&self) -> Result<Vec<SessionRecord>, StoreError> {
        self.db.all(statements::SESSIONS, args![], rows::session_record).await
    }

    async fn change_draft(&self, session: &Session, act: &Act) -> Result<bool, StoreError> {
        let args = args![
            session.id.as_str(),
            &session.title,
            session.opens.0,
            session.closes.0,
            &session.time_zone,
            session.capacity,
            rows::start_name(session.start),
            session.admission_required,
            session.blueprint.as_str(),
            session.bank.as_str()
        ];
        self.change(statements::CHANGE_DRAFT, args, act).await
    }

    async fn delete_draft(&self, id: &SessionId, act: &Act) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        if !holds_draft(&mut tx, id).await? {
            return Ok(false);
        }
        tx.execute(statements::WITHDRAW_ALL, args![id.as_str()]).await?;
        tx.execute(statements::DELETE_DRAFT, args![id.as_str()]).await?;
        append(&mut tx, act).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn secret(&self, id: &SessionId) -> Result<Option<[u8; 32]>, StoreError> {
        self.db.one(statements::SECRET, args![id.as_str()], rows::secret).await
    }

    async fn candidates(&self, session: &SessionId) -> Result<Vec<Enrolment>, StoreError> {
        self.db.all(statements::ENROLMENTS, args![session.as_str()], rows::enrolment).await
    }

    async fn code_versions(&self, session: &SessionId) -> Result<Vec<(AttemptId, u32)>, StoreError> {
        self.db
            .all(statements::CODE_VERSIONS, args![session.as_str()], |row| {
                Ok((AttemptId::new(row.text("attempt_id")?), row.small("code_version")?))
            })
            .await
    }

    async fn enrol(&self, session: &SessionId, candidates: &[Enrolment], act: &Act) -> Result<Enrolled, StoreError> {
        let mut tx = self.db.begin().await?;
        if !holds_draft(&mut tx, session).await? {
            return Ok(Enrolled::NotDraft);
        }
        let first = next_position(&mut tx, session).await?;
        for (position, candidate) in (first..).zip(candidates) {
            if tx.execute(statements::ENROL, new_enrolment(session, position, candidate)).await? == 0 {
                return Ok(Enrolled::Duplicate(candidate.nip.clone()));
            }
        }
        append(&mut tx, act).await?;
        tx.commit().await?;
        Ok(Enrolled::Stored)
    }

    async fn withdraw(&self, session: &SessionId, attempt: &AttemptId, act: &Act) -> Result<Withdrawn, StoreError> {
        let mut tx = self.db.begin().await?;
        if !holds_draft(&mut tx, session).await? {
            return Ok(Withdrawn::NotDraft);
        }
        if tx.execute(statements::WITHDRAW, args![session.as_str(), attempt.as_str()]).await? == 0 {
            return Ok(Withdrawn::Unknown);
        }
        append(&mut tx, act).await?;
        tx.commit().await?;
        Ok(Withdrawn::Done)
    }

    async fn open(
        &self,
        session: &Session,
        forms: &[(AttemptId, Form)],
        drawing: &Drawing,
        siblings: u32,
        act: &Act,
    ) -> Result<Opened, StoreError> {
        let mut tx = self.db.begin().await?;
        if opened_siblings(&mut tx, session).await? != i64::from(siblings) {
            return Ok(Opened::EventMoved);
        }
        let pinned = args![
            session.id.as_str(),
            session.blueprint.as_str(),
            session.bank.as_str(),
            session.calibration.as_ref().map(CalibrationId::as_str)
        ];
        if tx.execute(statements::OPEN_DRAFT, pinned).await? == 0 {
            return Ok(Opened::DraftChanged);
        }
        let enrolled = enrolled(&mut tx, &session.id).await?;
        if usize::try_from(enrolled) != Ok(forms.len()) || !freeze(&mut tx, &session.id, forms).await? {
            return Ok(Opened::DraftChanged);
        }
        let fairness = record::fairness::write(drawing)?;
        tx.execute(statements::SET_FAIRNESS, args![session.id.as_str(), fairness]).await?;
        append(&mut tx, act).await?;
        tx.commit().await?;
        Ok(Opened::Stored)
    }

    async fn drawing(&self, id: &SessionId) -> Result<Option<Drawing>, StoreError> {
        self.db.one(statements::FAIRNESS, args![id.as_str()], record::fairness::read).await
    }

    async fn close(&self, id: &SessionId, act: &Act) -> Result<bool, StoreError> {
        self.change(statements::CLOSE_OPEN, args![id.as_str()], act).await
    }

    async fn was_entered(&self, id: &SessionId) -> Result<bool, StoreError> {
        let entered = self.db.one(statements::ENTERED, args![id.as_str()], |row| row.int("entered")).await?;
        Ok(entered.is_some())
    }

    async fn forget_checkpoint(&self, id: &SessionId, act: &Act) -> Result<bool, StoreError> {
        self.change(statements::FORGET_CHECKPOINT, args![id.as_str()], act).await
    }

    async fn final_records(&self, session: &SessionId) -> Result<Vec<FinalRecord>, StoreError> {
        self.db.all(statements::FINAL_RECORDS, args![session.as_str()], record::final_record::read).await
    }

    async fn final_record(&self, attempt: &AttemptId) -> Result<Option<FinalRecord>, StoreError> {
        self.db.one(statements::FINAL_RECORD, args![attempt.as_str()], record::final_record::read).await
    }
}

impl SqlRecords {
    /// One change and its act, or neither. False: no row was touched.
    pub(super) async fn change(&self, sql: &'static str, args: Vec<Value>, act: &Act) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        if tx.execute(sql, args).await? == 0 {
            return Ok(false);
        }
        append(&mut tx, act).await?;
        tx.commit().await?;
        Ok(true)
    }
}

async fn holds_draft(tx: &mut Tx, session: &SessionId) -> Result<bool, StoreError> {
    Ok(tx.execute(statements::HOLD_DRAFT, args![session.as_str()]).await? > 0)
}

async fn next_position(tx: &mut Tx, session: &SessionId) -> Result<i64, StoreError> {
    let next = tx.one(statements::NEXT_POSITION, args![session.as_str()], |row| row.int("position")).await?;
    next.ok_or_else(|| broken("enrolment", "no position"))
}

/// Sessions of the same event take turns: who locks the event's row second counts the first one.
async fn opened_siblings(tx: &mut Tx, session: &Session) -> Result<i64, StoreError> {
    tx.execute(statements::LOCK_EVENT, args![session.event.as_str()]).await?;
    let args = args![session.event.as_str(), session.id.as_str()];
    let count = tx.one(statements::COUNT_SIBLINGS, args, |row| row.int("siblings")).await?;
    count.ok_or_else(|| broken("event", "no count"))
}

async fn enrolled(tx: &mut Tx, session: &SessionId) -> Result<i64, StoreError> {
    let count = tx.one(statements::COUNT_ENROLLED, args![session.as_str()], |row| row.int("candidates")).await?;
    count.ok_or_else(|| broken("enrolment", "no count"))
}

/// False: a form belongs to nobody who is enrolled.
async fn freeze(tx: &mut Tx, session: &SessionId, forms: &[(AttemptId, Form)]) -> Result<bool, StoreError> {
    for (attempt, form) in forms {
        let record = record::form::write(form)?;
        let args = args![attempt.as_str(), session.as_str(), hex::encode(&form.seed.0), record];
        if tx.execute(statements::ADD_FORM, args).await? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn new_session(session: &Session, secret: &[u8; 32], at: Instant) -> Vec<Value> {
    args![
        session.id.as_str(),
        session.event.as_str(),
        &session.title,
        rows::status_name(session.status),
        session.opens.0,
        session.closes.0,
        &session.time_zone,
        session.capacity,
        rows::start_name(session.start),
        session.admission_required,
        session.blueprint.as_str(),
        session.bank.as_str(),
        hex::encode(secret),
        at.0
    ]
}

fn new_enrolment(session: &SessionId, position: i64, candidate: &Enrolment) -> Vec<Value> {
    args![
        candidate.attempt.as_str(),
        session.as_str(),
        position,
        &candidate.nip,
        &candidate.name,
        &candidate.unit,
        candidate.job_family.map(JobFamily::name),
        candidate.email.as_deref(),
        u32::from(candidate.extra_time_percent),
        candidate.room.as_deref(),
        candidate.seat.as_deref()
    ]
}
