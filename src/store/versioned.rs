//! Reading a versioned record: an older one always, a newer one never by guessing.

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A stored or sent record that this build cannot read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("not such a record: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error("record of version {found}; this build reads up to {newest}")]
    TooNew { found: u16, newest: u16 },
}

#[derive(Deserialize)]
struct Head {
    v: u16,
}

/// The version is looked at first: what a newer build means by a field is not for this one to say.
pub(super) fn read<T: DeserializeOwned>(text: &str, newest: u16) -> Result<T, Unreadable> {
    let Head { v: found } = serde_json::from_str(text)?;
    if found > newest {
        return Err(Unreadable::TooNew { found, newest });
    }
    Ok(serde_json::from_str(text)?)
}
