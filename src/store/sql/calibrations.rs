//! Calibrations of banks and where they stand.

use async_trait::async_trait;

use super::database::Row;
use super::value::{args, broken};
use super::{SqlRecords, record, statements};
use crate::audit::Act;
use crate::delivery::ports::StoreError;
use crate::domain::calibration::{Calibration, Status};
use crate::domain::ids::{BankId, CalibrationId};
use crate::domain::time::Instant;
use crate::planning::ports::{CalibrationStamp, CalibrationStore};

#[async_trait]
impl CalibrationStore for SqlRecords {
    async fn propose(&self, calibration: &Calibration, act: &Act) -> Result<bool, StoreError> {
        let args = args![
            calibration.id.as_str(),
            calibration.bank.as_str(),
            &act.who,
            act.at.0,
            u32::try_from(calibration.items.len()).unwrap_or(u32::MAX),
            calibration.facts.persons,
            record::calibration::write(calibration)?
        ];
        self.change(statements::ADD_CALIBRATION, args, act).await
    }

    async fn calibrations(&self, bank: &BankId) -> Result<Vec<CalibrationStamp>, StoreError> {
        self.db.all(statements::CALIBRATIONS, args![bank.as_str()], stamp).await
    }

    async fn calibration(&self, id: &CalibrationId) -> Result<Option<(CalibrationStamp, Calibration)>, StoreError> {
        let stamp = self.db.one(statements::CALIBRATION_STAMP, args![id.as_str()], stamp).await?;
        let record = self.db.one(statements::CALIBRATION, args![id.as_str()], record::calibration::read).await?;
        Ok(stamp.zip(record))
    }

    async fn accept(&self, id: &CalibrationId, act: &Act) -> Result<bool, StoreError> {
        self.change(statements::ACCEPT_CALIBRATION, args![id.as_str(), &act.who, act.at.0], act).await
    }

    async fn withdraw_calibration(&self, id: &CalibrationId, act: &Act) -> Result<bool, StoreError> {
        let args = args![id.as_str(), &act.who, act.at.0, &act.reason];
        self.change(statements::WITHDRAW_CALIBRATION, args, act).await
    }

    async fn accepted(&self, bank: &BankId) -> Result<Option<Calibration>, StoreError> {
        self.db.one(statements::ACCEPTED_CALIBRATION, args![bank.as_str()], record::calibration::read).await
    }
}

fn stamp(row: &Row) -> Result<CalibrationStamp, StoreError> {
    let id = row.text("id")?;
    Ok(CalibrationStamp {
        bank: BankId::new(row.text("bank_id")?),
        proposed_by: row.text("proposed_by")?,
        proposed_at: Instant(row.int("proposed_ms")?),
        status: status(&id, row)?,
        items: row.small("items")?,
        persons: row.small("persons")?,
        id: CalibrationId::new(id),
    })
}

fn status(id: &str, row: &Row) -> Result<Status, StoreError> {
    let (by, at) = (row.text("changed_by")?, Instant(row.int("changed_ms")?));
    match row.text("status")?.as_str() {
        "proposed" => Ok(Status::Proposed { by, at }),
        "accepted" => Ok(Status::Accepted { by, at }),
        "withdrawn" => Ok(Status::Withdrawn { by, at, reason: row.text("reason")? }),
        _ => Err(broken(id, "unknown status")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Engine, Opened, both_engines};
    use super::*;
    use crate::audit::{Actor, AuditLog};
    use crate::delivery::ports::RecordStore;

    both_engines!(another_person_accepts_and_the_newest_counts, what_is_refused_leaves_no_trace);

    fn act(who: &str, at: i64, action: &str) -> Act {
        Actor::new(who, Instant(at), [u8::try_from(at % 251).unwrap(); 32]).act(None, action, "bank").because("why")
    }

    async fn another_person_accepts_and_the_newest_counts(engine: Engine) {
        let opened = Opened::new(engine).await;
        let store = &opened.store;
        let (first, second) = (record::calibration::sample(800), record::calibration::sample(900));
        let bank = first.bank.clone();
        assert!(store.propose(&first, &act("tina", 1, "proposed")).await.unwrap());
        assert!(store.propose(&second, &act("tina", 2, "proposed")).await.unwrap());
        assert_eq!(store.accepted(&bank).await.unwrap(), None);
        assert!(store.accept(&second.id, &act("rudi", 3, "accepted")).await.unwrap());
        assert!(store.accept(&first.id, &act("rudi", 4, "accepted")).await.unwrap());
        assert_eq!(store.accepted(&bank).await.unwrap(), Some(first.clone()), "accepted last");
        assert!(store.withdraw_calibration(&first.id, &act("tina", 5, "withdrawn")).await.unwrap());
        assert_eq!(store.accepted(&bank).await.unwrap(), Some(second));
        let (stamp, kept) = store.calibration(&first.id).await.unwrap().unwrap();
        assert_eq!(kept, first);
        assert_eq!((stamp.proposed_by.as_str(), stamp.persons, stamp.items), ("tina", 800, 2));
        let withdrawn = Status::Withdrawn { by: "tina".into(), at: Instant(5), reason: "why".into() };
        assert_eq!(stamp.status, withdrawn);
        assert_eq!(store.pinned_calibration(&first.id).await.unwrap(), Some(first), "sessions keep what they pinned");
        let stamps = store.calibrations(&bank).await.unwrap();
        assert_eq!(stamps.iter().map(|stamp| stamp.persons).collect::<Vec<_>>(), [900, 800]);
        assert_eq!(store.house_acts(10).await.unwrap().len(), 5);
        assert!(store.calibrations(&BankId::new("other")).await.unwrap().is_empty());
    }

    async fn what_is_refused_leaves_no_trace(engine: Engine) {
        let opened = Opened::new(engine).await;
        let store = &opened.store;
        let one = record::calibration::sample(800);
        assert!(store.propose(&one, &act("tina", 1, "proposed")).await.unwrap());
        assert!(!store.propose(&one, &act("rudi", 2, "proposed")).await.unwrap(), "known already");
        assert!(!store.accept(&one.id, &act("tina", 3, "accepted")).await.unwrap(), "the same person");
        assert!(store.withdraw_calibration(&one.id, &act("tina", 4, "withdrawn")).await.unwrap());
        assert!(!store.withdraw_calibration(&one.id, &act("rudi", 5, "withdrawn")).await.unwrap());
        assert!(!store.accept(&one.id, &act("rudi", 6, "accepted")).await.unwrap(), "withdrawn");
        let unknown = CalibrationId::new("x");
        assert!(!store.accept(&unknown, &act("rudi", 7, "accepted")).await.unwrap());
        assert!(store.calibration(&unknown).await.unwrap().is_none());
        assert_eq!(store.house_acts(10).await.unwrap().len(), 2);
    }
}
