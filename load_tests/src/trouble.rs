//! What can go wrong for a virtual candidate. Each kind has a stable label, under which the report counts it.

use ukur::wire::candidate::{ByeCode, RejectCode};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The connection could not be made, or ended without a goodbye.
    Line,
    /// The server did not answer in time.
    Silence,
    /// The server said goodbye.
    Bye(ByeCode),
    /// A command was refused for good.
    Refused(RejectCode),
    /// An HTTP answer that is no success.
    Http(u16),
    /// An answer that is not in the protocol.
    Garbled,
}

impl Trouble {
    pub fn label(&self) -> String {
        match self {
            Self::Line => "line".to_owned(),
            Self::Silence => "silence".to_owned(),
            Self::Bye(code) => format!("bye {}", name(code)),
            Self::Refused(code) => format!("refused {}", name(code)),
            Self::Http(status) => format!("http {status}"),
            Self::Garbled => "garbled".to_owned(),
        }
    }
}

/// A code as it stands on the wire.
fn name(code: &impl serde::Serialize) -> String {
    serde_json::to_value(code).ok().and_then(|value| Some(value.as_str()?.to_owned())).unwrap_or_default()
}
