//! Norm groups and where they stand.

use async_trait::async_trait;

use super::database::Row;
use super::value::args;
use super::{SqlRecords, record, statements};
use crate::audit::Act;
use crate::delivery::ports::StoreError;
use crate::domain::ids::{BlueprintVersion, NormGroupId};
use crate::domain::norms::NormGroup;
use crate::domain::time::Instant;
use crate::planning::ports::{KeptNorms, NormStore, NormsWithdrawn};

#[async_trait]
impl NormStore for SqlRecords {
    async fn add_norms(&self, group: &NormGroup, act: &Act) -> Result<bool, StoreError> {
        let text = record::norms::write(group)?;
        let args = args![group.id.as_str(), group.blueprint.as_str(), &act.who, act.at.0, &act.reason, text];
        self.change(statements::ADD_NORMS, args, act).await
    }

    async fn norms(&self) -> Result<Vec<KeptNorms>, StoreError> {
        self.db.all(statements::NORMS, args![], kept).await
    }

    async fn norms_of(&self, blueprint: &BlueprintVersion) -> Result<Vec<KeptNorms>, StoreError> {
        self.db.all(statements::NORMS_OF, args![blueprint.as_str()], kept).await
    }

    async fn withdraw_norms(&self, id: &NormGroupId, act: &Act) -> Result<bool, StoreError> {
        let args = args![id.as_str(), &act.who, act.at.0, &act.reason];
        self.change(statements::WITHDRAW_NORMS, args, act).await
    }
}

fn kept(row: &Row) -> Result<KeptNorms, StoreError> {
    let (by, at) = (row.text("withdrawn_by")?, Instant(row.int("withdrawn_ms")?));
    let reason = row.text("withdrawn_reason")?;
    Ok(KeptNorms {
        group: record::norms::read(&row.text("id")?, &row.text("record")?)?,
        made_by: row.text("made_by")?,
        made_at: Instant(row.int("made_ms")?),
        reason: row.text("reason")?,
        withdrawn: (!by.is_empty()).then_some(NormsWithdrawn { by, at, reason }),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Engine, Opened, both_engines};
    use super::*;
    use crate::audit::{Actor, AuditLog};

    both_engines!(the_newest_comes_first_and_what_is_refused_leaves_no_trace);

    fn act(who: &str, at: i64, action: &str) -> Act {
        Actor::new(who, Instant(at), [u8::try_from(at % 251).unwrap(); 32]).act(None, action, "norms").because("why")
    }

    async fn the_newest_comes_first_and_what_is_refused_leaves_no_trace(engine: Engine) {
        let opened = Opened::new(engine).await;
        let store = &opened.store;
        let (first, second) = (record::norms::sample("Uji 2026"), record::norms::sample("Uji 2027"));
        assert!(store.add_norms(&first, &act("tina", 1, "norms_made")).await.unwrap());
        assert!(store.add_norms(&second, &act("tina", 2, "norms_made")).await.unwrap());
        assert!(!store.add_norms(&first, &act("rudi", 3, "norms_made")).await.unwrap(), "known already");
        assert!(store.withdraw_norms(&first.id, &act("rudi", 4, "norms_withdrawn")).await.unwrap());
        assert!(!store.withdraw_norms(&first.id, &act("tina", 5, "norms_withdrawn")).await.unwrap());
        assert!(!store.withdraw_norms(&NormGroupId::new("x"), &act("tina", 6, "norms_withdrawn")).await.unwrap());
        let known = store.norms_of(&first.blueprint).await.unwrap();
        assert_eq!(known, store.norms().await.unwrap());
        assert_eq!(known.iter().map(|kept| &kept.group).collect::<Vec<_>>(), [&second, &first]);
        assert_eq!((known[0].made_by.as_str(), known[0].made_at, &known[0].withdrawn), ("tina", Instant(2), &None));
        let withdrawn = NormsWithdrawn { by: "rudi".into(), at: Instant(4), reason: "why".into() };
        assert_eq!(known[1].withdrawn, Some(withdrawn));
        assert!(store.norms_of(&BlueprintVersion::new("other")).await.unwrap().is_empty());
        assert_eq!(store.house_acts(10).await.unwrap().len(), 3);
    }
}
