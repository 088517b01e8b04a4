//! Why a command changes nothing. Expected, typed, with a stable code; never a panic, never a log line of error.

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum Rejection {
    #[error("the session has not started this attempt")]
    NotStarted,
    #[error("the candidate has not been admitted")]
    NotAdmitted,
    #[error("the attempt has started already")]
    AlreadyStarted,
    #[error("the attempt is suspended")]
    Suspended,
    #[error("the deadline and its grace have passed")]
    AfterDeadline,
    #[error("the attempt is closed")]
    Closed,
    #[error("the attempt is void")]
    Voided,
    #[error("the item is not in this form")]
    UnknownItem,
    #[error("the item's section is not open")]
    SectionClosed,
    #[error("forward-only navigation has passed the item")]
    PassedItem,
    #[error("the response does not fit the item")]
    InvalidResponse,
    #[error("another computer's later answer stands")]
    Superseded,
    #[error("client_seq jumps too far")]
    SequenceGap,
    #[error("too many clients on one attempt")]
    TooManyClients,
    #[error("the form has one clock, no sections to finish")]
    NoSections,
    #[error("the intervention does not fit the attempt's state")]
    NotApplicable,
}

impl Rejection {
    /// Stable code on the wire, in metrics and in reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::NotAdmitted => "not_admitted",
            Self::AlreadyStarted => "already_started",
            Self::Suspended => "suspended",
            Self::AfterDeadline => "after_deadline",
            Self::Closed => "closed",
            Self::Voided => "voided",
            Self::UnknownItem => "unknown_item",
            Self::SectionClosed => "section_closed",
            Self::PassedItem => "passed_item",
            Self::InvalidResponse => "invalid_response",
            Self::Superseded => "superseded",
            Self::SequenceGap => "sequence_gap",
            Self::TooManyClients => "too_many_clients",
            Self::NoSections => "no_sections",
            Self::NotApplicable => "not_applicable",
        }
    }
}
