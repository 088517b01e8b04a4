//! A session in a line.

use crate::analysis::data::Sitting;
use crate::domain::session::SessionStatus;
use crate::wire::admin;
use crate::wire::analysis::AnalysedSession;
use crate::wire::number::InstantMs;

pub fn session(sitting: &Sitting) -> AnalysedSession {
    let session = &sitting.session;
    AnalysedSession {
        id: session.id.to_string(),
        title: session.title.clone(),
        event_title: session.event_title.clone(),
        opens_ms: InstantMs(session.opens.0),
        status: match session.status {
            SessionStatus::Draft => admin::SessionStatus::Draft,
            SessionStatus::Open => admin::SessionStatus::Open,
            SessionStatus::Closed => admin::SessionStatus::Closed,
        },
        blueprint_id: sitting.blueprint.id.to_string(),
        blueprint_title: sitting.blueprint.title.clone(),
        bank_version: session.bank.to_string(),
        persons: sitting.persons,
        voided: sitting.voided,
        rescored: sitting.rescored,
    }
}
