//! Where a revision stands, and who may do what with it: one administrator proposes it, another one publishes it.

use crate::domain::time::Instant;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Proposed,
    /// By another person than the one who proposed it.
    Published {
        by: String,
        at: Instant,
        note: String,
    },
    /// It never counted.
    Withdrawn {
        by: String,
        at: Instant,
        note: String,
    },
}

/// Why a revision is not proposed, published or withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyNot {
    #[error("a session is scored again when it is closed")]
    NotClosed,
    #[error("another proposal for this session waits: publish or withdraw it first")]
    AnotherWaits,
    #[error("nobody's outcome would change")]
    NothingChanges,
    #[error("whoever proposed it does not publish it")]
    SamePerson,
    #[error("it is not proposed any more")]
    NotProposed,
    #[error("another administrator has published it already")]
    AlreadyPublished,
    #[error("a final record arrived after the proposal: withdraw it and propose it again")]
    Stale,
}

impl WhyNot {
    /// Stable; the UI translates it.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotClosed => "not_closed",
            Self::AnotherWaits => "another_waits",
            Self::NothingChanges => "nothing_changes",
            Self::SamePerson => "same_person",
            Self::NotProposed => "not_proposed",
            Self::AlreadyPublished => "already_published",
            Self::Stale => "stale",
        }
    }
}

/// Whether `who` may publish it. `false`: `who` has published it already (the reply was lost), and nothing is left to do.
///
/// # Errors
/// The first reason against it.
pub fn may_publish(state: &State, proposed_by: &str, who: &str) -> Result<bool, WhyNot> {
    match state {
        State::Published { by, .. } if by == who => Ok(false),
        State::Published { .. } => Err(WhyNot::AlreadyPublished),
        State::Proposed if proposed_by == who => Err(WhyNot::SamePerson),
        State::Proposed => Ok(true),
        State::Withdrawn { .. } => Err(WhyNot::NotProposed),
    }
}

/// Whether `who`, whoever that is, may withdraw it. `false`: `who` has withdrawn it already.
///
/// # Errors
/// [`WhyNot::NotProposed`]: what is published is not taken back, but replaced by another revision.
pub fn may_withdraw(state: &State, who: &str) -> Result<bool, WhyNot> {
    match state {
        State::Withdrawn { by, .. } if by == who => Ok(false),
        State::Proposed => Ok(true),
        State::Published { .. } | State::Withdrawn { .. } => Err(WhyNot::NotProposed),
    }
}
