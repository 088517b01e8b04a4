//! Who may do what with a calibration: one person proposes it, another one accepts it, and it can be withdrawn.

use super::Calibration;
use crate::domain::time::Instant;

/// Where a calibration stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    Proposed {
        by: String,
        at: Instant,
    },
    /// By another person than the one who proposed it.
    Accepted {
        by: String,
        at: Instant,
    },
    /// Sessions that had it keep it.
    Withdrawn {
        by: String,
        at: Instant,
        reason: String,
    },
}

/// Whose answers a calibration rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    Real,
    /// Of a rehearsal: it counts for rehearsals alone.
    MadeUp,
}

/// Why a calibration is not accepted or withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyNot {
    #[error("whoever proposed a calibration does not accept it")]
    SamePerson,
    #[error("only a proposed calibration can be accepted")]
    NotProposed,
    #[error("the calibration did not converge")]
    NotConverged,
    #[error("no item is known well enough to be used")]
    NothingUsable,
    #[error("its domains correlate too closely for scoring; import its file again, and they are lowered for it")]
    CannotScore,
    #[error("it rests on a rehearsal, and one of real answers is in force")]
    RealInForce,
    #[error("the calibration is withdrawn already")]
    Withdrawn,
}

impl WhyNot {
    /// Stable; the UI translates it.
    pub fn code(self) -> &'static str {
        match self {
            Self::SamePerson => "same_person",
            Self::NotProposed => "not_proposed",
            Self::NotConverged => "not_converged",
            Self::NothingUsable => "nothing_usable",
            Self::CannotScore => "cannot_score",
            Self::RealInForce => "real_in_force",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Whether `who` may accept the calibration as it stands. Single items that are not known well enough do not stand
/// against it: they are left out of what is used. `answers` are its own, `in_force` those of the calibration that counts
/// for the bank now.
///
/// # Errors
/// The first reason against it.
pub fn may_accept(
    calibration: &Calibration,
    status: &Status,
    who: &str,
    answers: Answers,
    in_force: Option<Answers>,
) -> Result<(), WhyNot> {
    match status {
        Status::Proposed { .. } if answers == Answers::MadeUp && in_force == Some(Answers::Real) => {
            Err(WhyNot::RealInForce)
        }
        Status::Proposed { by, .. } if by == who => Err(WhyNot::SamePerson),
        Status::Proposed { .. } if !calibration.facts.converged => Err(WhyNot::NotConverged),
        Status::Proposed { .. } if calibration.items.values().all(|item| !item.is_publishable()) => {
            Err(WhyNot::NothingUsable)
        }
        Status::Proposed { .. } if calibration.can_score().is_err() => Err(WhyNot::CannotScore),
        Status::Proposed { .. } => Ok(()),
        Status::Accepted { .. } | Status::Withdrawn { .. } => Err(WhyNot::NotProposed),
    }
}

/// # Errors
/// [`WhyNot::Withdrawn`].
pub fn may_withdraw(status: &Status) -> Result<(), WhyNot> {
    if matches!(status, Status::Withdrawn { .. }) { Err(WhyNot::Withdrawn) } else { Ok(()) }
}
