//! One item: a new version, a step of its life, a remark.

use super::ports::{Addition, Additions, Head, Taking, Trail, Version};
use super::{Authoring, AuthoringError};
use crate::audit::Actor;
use crate::bank::source::ItemSource;
use crate::domain::ids::{BankId, ItemId};
use crate::domain::item_life::{self, Stage, Step};

const MAX_REMARK: usize = 4_000;
/// FORMAT.md, Bounds; a draft may be unfinished but not endless.
const MAX_TEXT_BYTES: usize = 64 * 1024;
const MAX_ID: usize = 40;

/// A text that somebody wrote over version `after` (0: a new item).
pub struct NewText {
    pub source: ItemSource,
    pub after: u32,
    pub note: String,
}

impl Authoring {
    /// Stores a new version, which is a draft whatever the item was before. Gives its number.
    pub async fn write(&self, bank: &BankId, new: NewText, by: &mut Actor) -> Result<u32, AuthoringError> {
        let item = ItemId::new(check_id(&new.source.id)?);
        let act = by.act(None, "item_written", item.as_str()).with(bank.as_str()).because(&new.note);
        let after = new.after;
        let addition = addition(item, new, Stage::Draft, by)?;
        let additions = Additions { versions: vec![addition], materials: Vec::new() };
        match self.store.add(bank, &additions, &act).await? {
            Ok(()) => Ok(after + 1),
            Err(newest) => Err(AuthoringError::Changed(newest)),
        }
    }

    /// Takes the item to its next stage. `number` is the version that the person looked at.
    pub async fn step(
        &self,
        bank: &BankId,
        item: &ItemId,
        number: u32,
        step: Step,
        reason: &str,
        by: &mut Actor,
    ) -> Result<Stage, AuthoringError> {
        check_remark(reason)?;
        let head = self.head(bank, item).await?;
        if head.version.number != number {
            return Err(AuthoringError::Changed(head.version.number));
        }
        let stage = item_life::take(head.stage, step, &by.who, &self.writers(bank, item).await?, reason)?;
        if step == Step::Submit {
            self.check(bank, &head).await?;
        }
        let taking = Taking {
            item: item.clone(),
            from: head.stage,
            to: stage,
            number,
            in_use: in_use(stage, head.in_use, number),
            trail: trail(number, step.name(), reason, by),
        };
        let act = by.act(None, &format!("item_{}", step.name()), item.as_str()).with(bank.as_str()).because(reason);
        if self.store.take(bank, &taking, &act).await? { Ok(stage) } else { Err(AuthoringError::Changed(number)) }
    }

    /// A remark on the newest version.
    pub async fn comment(
        &self,
        bank: &BankId,
        item: &ItemId,
        text: &str,
        by: &mut Actor,
    ) -> Result<(), AuthoringError> {
        check_remark(text)?;
        if text.trim().is_empty() {
            return Err(AuthoringError::Invalid { field: "text", detail: "is empty".into() });
        }
        let head = self.head(bank, item).await?;
        let act = by.act(None, "item_comment", item.as_str()).with(bank.as_str());
        let trail = trail(head.version.number, "comment", text, by);
        Ok(self.store.comment(bank, item, &trail, &act).await?)
    }

    pub(super) async fn head(&self, bank: &BankId, item: &ItemId) -> Result<Head, AuthoringError> {
        self.store.head(bank, item).await?.ok_or(AuthoringError::Unknown("item"))
    }

    /// Who wrote or submitted what has not been approved yet.
    async fn writers(&self, bank: &BankId, item: &ItemId) -> Result<Vec<String>, AuthoringError> {
        let trail = self.store.trail(bank, item).await?;
        let approved = trail.iter().rposition(|entry| entry.kind == Step::Approve.name()).map_or(0, |at| at + 1);
        let theirs = trail[approved..].iter().filter(|entry| entry.kind == EDITED || entry.kind == Step::Submit.name());
        Ok(theirs.map(|entry| entry.who.clone()).collect())
    }

    /// Whether a bank would take the item.
    async fn check(&self, bank: &BankId, head: &Head) -> Result<(), AuthoringError> {
        let heads = self.store.heads(bank).await?;
        let names = heads.iter().map(|head| head.item.as_str()).collect();
        let source = source(&head.version)?;
        let (_, faults) = self.bench(bank).await?.read(&source, &names);
        if faults.is_empty() { Ok(()) } else { Err(AuthoringError::Unreadable(faults)) }
    }
}

/// What the trail says of a new version.
pub(super) const EDITED: &str = "edited";

pub(super) fn source(version: &Version) -> Result<ItemSource, AuthoringError> {
    ItemSource::from_text(&version.domain, &version.text).map_err(AuthoringError::Unreadable)
}

pub(super) fn addition(item: ItemId, new: NewText, stage: Stage, by: &mut Actor) -> Result<Addition, AuthoringError> {
    check_remark(&new.note)?;
    let text = new.source.to_text();
    if text.len() > MAX_TEXT_BYTES {
        return Err(AuthoringError::Invalid { field: "item", detail: format!("at most {MAX_TEXT_BYTES} bytes") });
    }
    let number = new.after + 1;
    let version =
        Version { number, domain: new.source.domain, text, author: by.who.clone(), at: by.now, note: new.note.clone() };
    Ok(Addition { item, after: new.after, stage, version, trail: trail(number, EDITED, &new.note, by) })
}

pub(super) fn trail(number: u32, kind: &str, text: &str, by: &Actor) -> Trail {
    Trail { number, at: by.now, who: by.who.clone(), kind: kind.to_owned(), text: text.to_owned() }
}

/// The version in use after a step: the newest where it comes into use, none where the item retires, else as before.
fn in_use(stage: Stage, before: Option<u32>, number: u32) -> Option<u32> {
    match stage {
        Stage::Pilot | Stage::Active => Some(number),
        Stage::Retired => None,
        Stage::Draft | Stage::InReview | Stage::Approved => before,
    }
}

fn check_id(id: &str) -> Result<&str, AuthoringError> {
    let fine = (1..=MAX_ID).contains(&id.len())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let detail = format!("lower-case letters, digits and `-`, at most {MAX_ID}");
    if fine { Ok(id) } else { Err(AuthoringError::Invalid { field: "id", detail }) }
}

fn check_remark(text: &str) -> Result<(), AuthoringError> {
    let detail = format!("at most {MAX_REMARK} characters");
    if text.chars().count() > MAX_REMARK { Err(AuthoringError::Invalid { field: "text", detail }) } else { Ok(()) }
}
