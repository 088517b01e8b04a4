//! Newtypes for every id, so that a session's id cannot be given where an attempt's is wanted.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps a text; its form is checked where it enters the program.
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// The programme: several sessions with one purpose.
    EventId
    /// A scheduled sitting.
    SessionId
    /// One candidate's run through one form.
    AttemptId
    /// An item of a bank.
    ItemId
    /// Material that several items share.
    StimulusId
    /// An option, an element, or a side of a match, as the author lettered it: `A`, `B`, `1`.
    ChoiceId
    /// One of the four domains: `technical`, `sociocultural`, `digital_literacy`, `numerical_reasoning`.
    DomainId
    /// A competency within a domain.
    CompetencyId
    /// A bank, over all its versions.
    BankId
    /// SHA-256 of a bank version's files, hexadecimal.
    BankVersion
    /// A blueprint, over all its versions.
    BlueprintId
    /// SHA-256 of a blueprint's text, hexadecimal.
    BlueprintVersion
    /// One owner of one attempt, for as long as it lives; never used again.
    OwnerId
    /// One run of one server program among all that ever ran.
    NodeId
    /// A calibration of a bank: SHA-256 of what was found, hexadecimal.
    CalibrationId
    /// A norm group: SHA-256 of what it holds, hexadecimal.
    NormGroupId
    /// A browser profile or program that sends commands for an attempt; chosen by the client.
    ClientId
}
