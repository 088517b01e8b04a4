//! Small enums that domain and wire both have.

use crate::domain::blueprint::{AdaptiveRule, Navigation, Timing};
use crate::domain::category::PotentialCategory;
use crate::domain::session::{SessionStatus, StartRule};
use crate::wire::{admin, candidate};

impl From<StartRule> for candidate::StartRule {
    fn from(rule: StartRule) -> Self {
        match rule {
            StartRule::Candidate => Self::Candidate,
            StartRule::Proctor => Self::Proctor,
        }
    }
}

impl From<candidate::StartRule> for StartRule {
    fn from(rule: candidate::StartRule) -> Self {
        match rule {
            candidate::StartRule::Candidate => Self::Candidate,
            candidate::StartRule::Proctor => Self::Proctor,
        }
    }
}

impl From<Navigation> for candidate::Navigation {
    fn from(navigation: Navigation) -> Self {
        match navigation {
            Navigation::Free => Self::Free,
            Navigation::ForwardOnly => Self::ForwardOnly,
        }
    }
}

impl From<AdaptiveRule> for candidate::AdaptiveBrief {
    fn from(rule: AdaptiveRule) -> Self {
        Self { min_items: rule.min_items, max_items: rule.max_items }
    }
}

impl From<Timing> for candidate::Timing {
    fn from(timing: Timing) -> Self {
        match timing {
            Timing::Whole(_) => Self::Whole,
            Timing::BySection => Self::BySection,
        }
    }
}

impl From<SessionStatus> for admin::SessionStatus {
    fn from(status: SessionStatus) -> Self {
        match status {
            SessionStatus::Draft => Self::Draft,
            SessionStatus::Open => Self::Open,
            SessionStatus::Closed => Self::Closed,
        }
    }
}

impl From<PotentialCategory> for admin::PotentialCategory {
    fn from(category: PotentialCategory) -> Self {
        match category {
            PotentialCategory::KurangPotensial => Self::KurangPotensial,
            PotentialCategory::CukupPotensial => Self::CukupPotensial,
            PotentialCategory::Potensial => Self::Potensial,
            PotentialCategory::SangatPotensial => Self::SangatPotensial,
        }
    }
}
