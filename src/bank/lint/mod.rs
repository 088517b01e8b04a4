//! What is allowed in a bank but gives a key away, misleads or wastes an item: for the reviewer's eye. A machine sees
//! signs, not meanings; whether a sign is a fault a person decides.

mod habits;
mod wording;

use std::fmt;
use std::path::Path;

use super::fault::BankFault;
use super::files::BankFiles;
use crate::domain::bank::Bank;
use crate::domain::item::Item;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Item, stimulus, picture or domain.
    pub subject: String,
    /// Stable, snake case.
    pub code: &'static str,
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.subject, self.message, self.code)
    }
}

/// The signs in the bank of a folder; the faults of one that cannot be read.
pub fn lint(dir: &Path) -> Result<Vec<Warning>, Vec<BankFault>> {
    let bank = super::load(&BankFiles::read_dir(dir)?)?;
    Ok(find(&bank))
}

/// The signs in one item, by itself.
pub fn lint_item(item: &Item) -> Vec<Warning> {
    let mut found: Vec<Warning> = habits::longest_key(item).into_iter().collect();
    found.extend(wording::find(item));
    found
}

pub(super) fn find(bank: &Bank) -> Vec<Warning> {
    let mut found: Vec<Warning> = bank.items.values().flat_map(|item| lint_item(item)).collect();
    found.extend(habits::find(bank));
    found
}
