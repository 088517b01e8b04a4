//! The life of an item: who may take it from which stage to which. What a stage means for a test is decided where a
//! bank version is released: pilot and active items are in it.

/// Where the newest version of an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    Draft,
    InReview,
    Approved,
    /// Tried on candidates, without counting.
    Pilot,
    Active,
    Retired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The author is done.
    Submit,
    /// Back to the author, with a reason.
    Return,
    /// A second person agrees.
    Approve,
    Pilot,
    Activate,
    /// Out of use, with a reason.
    Retire,
    /// A retired item becomes a draft again.
    Revive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LifeError {
    #[error("an item that is {} cannot be taken to `{}`", .0.name(), .1.name())]
    NotNow(Stage, Step),
    #[error("whoever wrote or submitted an item cannot approve it")]
    OwnWork,
    #[error("this step needs a reason")]
    NoReason,
}

impl LifeError {
    /// Stable; the UI translates it.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotNow(..) => "not_now",
            Self::OwnWork => "own_work",
            Self::NoReason => "no_reason",
        }
    }
}

/// The stage after `step`. `writers` are all who wrote or submitted a version since the last approval: none of them may
/// approve, so that what a program imported takes two people too.
pub fn take(stage: Stage, step: Step, who: &str, writers: &[String], reason: &str) -> Result<Stage, LifeError> {
    let next = match (stage, step) {
        (Stage::Draft, Step::Submit) => Stage::InReview,
        (Stage::InReview, Step::Return) | (Stage::Retired, Step::Revive) => Stage::Draft,
        (Stage::InReview, Step::Approve) => Stage::Approved,
        (Stage::Approved, Step::Pilot) => Stage::Pilot,
        (Stage::Approved | Stage::Pilot, Step::Activate) => Stage::Active,
        (Stage::Draft | Stage::InReview | Stage::Approved | Stage::Pilot | Stage::Active, Step::Retire) => {
            Stage::Retired
        }
        _ => return Err(LifeError::NotNow(stage, step)),
    };
    if step == Step::Approve && writers.iter().any(|writer| writer == who) {
        return Err(LifeError::OwnWork);
    }
    if matches!(step, Step::Return | Step::Retire) && reason.trim().is_empty() {
        return Err(LifeError::NoReason);
    }
    Ok(next)
}

impl Stage {
    pub const ALL: [Self; 6] = [Self::Draft, Self::InReview, Self::Approved, Self::Pilot, Self::Active, Self::Retired];

    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Approved => "approved",
            Self::Pilot => "pilot",
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Whether candidates may meet the version that stands here.
    pub fn is_in_use(self) -> bool {
        matches!(self, Self::Pilot | Self::Active)
    }
}

impl Step {
    pub const ALL: [Self; 7] =
        [Self::Submit, Self::Return, Self::Approve, Self::Pilot, Self::Activate, Self::Retire, Self::Revive];

    pub fn name(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Return => "return",
            Self::Approve => "approve",
            Self::Pilot => "pilot",
            Self::Activate => "activate",
            Self::Retire => "retire",
            Self::Revive => "revive",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_way_leads_from_draft_to_retired() {
        let writers = ["penulis".to_owned()];
        let mut stage = Stage::Draft;
        for (step, who) in [
            (Step::Submit, "penulis"),
            (Step::Return, "penelaah"),
            (Step::Submit, "penulis"),
            (Step::Approve, "penelaah"),
            (Step::Pilot, "penelaah"),
            (Step::Activate, "penulis"),
            (Step::Retire, "penulis"),
            (Step::Revive, "penulis"),
        ] {
            stage = take(stage, step, who, &writers, "alasan").unwrap();
        }
        assert_eq!(stage, Stage::Draft);
    }

    #[test]
    fn the_writer_cannot_approve_and_some_steps_need_a_reason() {
        let writers = ["a".to_owned(), "b".to_owned()];
        for who in ["a", "b"] {
            assert_eq!(take(Stage::InReview, Step::Approve, who, &writers, ""), Err(LifeError::OwnWork));
        }
        assert_eq!(take(Stage::InReview, Step::Approve, "c", &writers, ""), Ok(Stage::Approved));
        assert_eq!(take(Stage::InReview, Step::Return, "c", &writers, " "), Err(LifeError::NoReason));
        assert_eq!(take(Stage::Active, Step::Retire, "c", &writers, ""), Err(LifeError::NoReason));
    }

    proptest! {
        /// Whatever people do, nothing is in use that its writer alone carried there.
        #[test]
        fn nobody_alone_brings_an_item_into_use(steps in prop::collection::vec(0usize..7, 0..40)) {
            let writers = ["a".to_owned()];
            let mut stage = Stage::Draft;
            for step in steps {
                stage = take(stage, Step::ALL[step], "a", &writers, "x").unwrap_or(stage);
                prop_assert!(!stage.is_in_use());
            }
        }
    }
}
