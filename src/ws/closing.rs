//! Why a connection ends → its last message and its close code.

use axum::extract::ws::{CloseFrame, Message};

use super::limits::RETRY_AFTER;
use crate::wire::candidate::{ByeCode, ServerMessage};
use crate::wire::convert::candidate::span;
use crate::wire::proctor::{ProctorBye, ProctorMessage};

pub(super) fn close_code(code: ByeCode) -> u16 {
    match code {
        ByeCode::BadProtocol => 4400,
        ByeCode::NotSignedIn => 4401,
        ByeCode::TimedOut => 4408,
        ByeCode::Replaced => 4409,
        ByeCode::TooLarge => 4413,
        ByeCode::TooFast => 4429,
        ByeCode::Restarting => 1012,
        ByeCode::TryLater => 1013,
    }
}

/// The last two frames of a candidate's connection.
pub(super) fn farewell(code: ByeCode) -> [Message; 2] {
    let retry = matches!(code, ByeCode::Restarting | ByeCode::TryLater | ByeCode::TooFast);
    let bye = ServerMessage::Bye { code, retry_after_ms: retry.then(|| span(RETRY_AFTER)) };
    [text(&bye), close(close_code(code))]
}

pub(super) fn proctor_farewell(reason: ProctorBye) -> [Message; 2] {
    let code = match reason {
        ProctorBye::NotSignedIn => 4401,
        ProctorBye::UnknownSession => 4404,
        ProctorBye::Restarting => 1012,
    };
    [text(&ProctorMessage::Bye { reason }), close(code)]
}

/// A wire message as a frame. The wire types hold only strings, numbers and lists: they always have a JSON form.
pub(super) fn text<T: serde::Serialize>(message: &T) -> Message {
    Message::Text(serde_json::to_string(message).unwrap_or_default().into())
}

fn close(code: u16) -> Message {
    Message::Close(Some(CloseFrame { code, reason: "".into() }))
}
