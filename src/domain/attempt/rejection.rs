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
    #[error("the form is not adaptive, nothing to confirm")]
    NotAdaptive,
    #[error("the questions of an adaptive test have not ended")]
    ItemsLeft,
    #[error("the intervention does not fit the attempt's state")]
    NotApplicable,
}

/// Writes the codes once, for both directions.
macro_rules! codes {
    ($($rejection:ident $code:literal)*) => {
        impl Rejection {
            /// Stable code on the wire, in metrics and in reports.
            pub fn code(self) -> &'static str {
                match self { $(Self::$rejection => $code),* }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$rejection),)* _ => None }
            }
        }
    };
}

codes! {
    NotStarted "not_started"
    NotAdmitted "not_admitted"
    AlreadyStarted "already_started"
    Suspended "suspended"
    AfterDeadline "after_deadline"
    Closed "closed"
    Voided "voided"
    UnknownItem "unknown_item"
    SectionClosed "section_closed"
    PassedItem "passed_item"
    InvalidResponse "invalid_response"
    Superseded "superseded"
    SequenceGap "sequence_gap"
    TooManyClients "too_many_clients"
    NoSections "no_sections"
    NotAdaptive "not_adaptive"
    ItemsLeft "items_left"
    NotApplicable "not_applicable"
}
