//! What the item room needs of the world. Every change carries the act that tells of it: both are stored, or neither.
//! A version is never changed or deleted.

use async_trait::async_trait;

use crate::audit::Act;
use crate::delivery::ports::StoreError;
use crate::domain::ids::{BankId, ItemId};
use crate::domain::item_life::Stage;
use crate::domain::time::Instant;

#[async_trait]
pub trait AuthoringStore: Send + Sync {
    /// Every bank that is worked on, by id.
    async fn banks(&self) -> Result<Vec<BankId>, StoreError>;
    /// How many items of each bank stand where.
    async fn counts(&self) -> Result<Vec<(BankId, Stage, u32)>, StoreError>;
    /// Every item of a bank with its newest text, by id.
    async fn heads(&self, bank: &BankId) -> Result<Vec<Head>, StoreError>;
    async fn head(&self, bank: &BankId, item: &ItemId) -> Result<Option<Head>, StoreError>;
    /// Oldest first.
    async fn versions(&self, bank: &BankId, item: &ItemId) -> Result<Vec<Version>, StoreError>;
    /// The texts that a release takes: of every item in use, the version in use.
    async fn in_use(&self, bank: &BankId) -> Result<Vec<InUse>, StoreError>;
    /// What happened to an item, oldest first.
    async fn trail(&self, bank: &BankId, item: &ItemId) -> Result<Vec<Trail>, StoreError>;
    /// The newest version of every file that is no item.
    async fn materials(&self, bank: &BankId) -> Result<Vec<Material>, StoreError>;

    /// Stores all versions and materials, or nothing: `Err(number)` when the newest version of an item or a file is not
    /// the expected one (0: there is none).
    async fn add(&self, bank: &BankId, new: &Additions, act: &Act) -> Result<Result<(), u32>, StoreError>;
    /// Takes an item to a stage. False: it is not where it was thought to be.
    async fn take(&self, bank: &BankId, taking: &Taking, act: &Act) -> Result<bool, StoreError>;
    async fn comment(&self, bank: &BankId, item: &ItemId, trail: &Trail, act: &Act) -> Result<(), StoreError>;
}

/// An item and its newest version.
#[derive(Clone, Debug)]
pub struct Head {
    pub item: ItemId,
    pub stage: Stage,
    /// The version that candidates may meet, which may be older than the newest.
    pub in_use: Option<u32>,
    pub version: Version,
}

#[derive(Clone, Debug)]
pub struct Version {
    pub number: u32,
    /// Folder of the item's file.
    pub domain: String,
    /// Own-format text.
    pub text: String,
    pub author: String,
    pub at: Instant,
    pub note: String,
}

#[derive(Clone, Debug)]
pub struct InUse {
    pub item: ItemId,
    pub domain: String,
    pub text: String,
    pub pilot: bool,
}

/// A step or a remark.
#[derive(Clone, Debug)]
pub struct Trail {
    /// The version it is about.
    pub number: u32,
    pub at: Instant,
    pub who: String,
    /// `edited`, `comment`, or the name of a step.
    pub kind: String,
    pub text: String,
}

#[derive(Clone, Debug)]
pub struct Material {
    /// `bank.toml`, `stimuli/…`, `images/…`.
    pub path: String,
    pub bytes: Vec<u8>,
    /// Its version; of one to be stored `None` is whichever comes next.
    pub number: Option<u32>,
}

impl Material {
    /// To be stored over whatever is there.
    pub fn next(path: String, bytes: Vec<u8>) -> Self {
        Self { path, bytes, number: None }
    }
}

/// What is stored together.
#[derive(Clone, Debug, Default)]
pub struct Additions {
    pub versions: Vec<Addition>,
    pub materials: Vec<Material>,
}

/// A new version of an item; its number is `after + 1`.
#[derive(Clone, Debug)]
pub struct Addition {
    pub item: ItemId,
    /// The newest version its author saw; 0: the item is new.
    pub after: u32,
    pub stage: Stage,
    pub version: Version,
    /// What the trail says of it.
    pub trail: Trail,
}

#[derive(Clone, Debug)]
pub struct Taking {
    pub item: ItemId,
    pub from: Stage,
    pub to: Stage,
    /// The newest version, which the step is about.
    pub number: u32,
    pub in_use: Option<u32>,
    pub trail: Trail,
}
