//! Roster → board. Personal numbers are masked here, once, for every board.

use crate::domain::blueprint::Blueprint;
use crate::domain::board::{Counters, Standing, Status};
use crate::domain::session::{Enrolment, Session, StartRule};
use crate::wire::convert::candidate::{count, instant, span};
use crate::wire::proctor::{BoardCounters, BoardRow, BoardSession, BoardStatus};

/// The first four and the last three digits: enough to tell two people apart, too little to be a NIP.
pub fn masked_nip(nip: &str) -> String {
    let digits: Vec<char> = nip.chars().collect();
    match digits.len() {
        0..=7 => "••••".to_owned(),
        len => digits[..4].iter().chain(&['•'; 4]).chain(&digits[len - 3..]).collect(),
    }
}

pub fn board_session(session: &Session, blueprint: &Blueprint) -> BoardSession {
    BoardSession {
        id: session.id.to_string(),
        title: session.title.clone(),
        event_title: session.event_title.clone(),
        opens_ms: instant(session.opens),
        closes_ms: instant(session.closes),
        time_zone: session.time_zone.clone(),
        proctor_starts: session.start == StartRule::Proctor,
        admission_required: session.admission_required,
        adaptive: blueprint.adaptive.map(Into::into),
    }
}

pub fn board_counters(counters: Counters) -> BoardCounters {
    BoardCounters {
        not_arrived: counters.not_arrived,
        waiting: counters.waiting,
        in_progress: counters.in_progress,
        suspended: counters.suspended,
        disconnected: counters.disconnected,
        closed: counters.closed,
        voided: counters.voided,
        calling: counters.calling,
    }
}

pub fn board_row(enrolment: &Enrolment, standing: &Standing) -> BoardRow {
    BoardRow {
        attempt_id: enrolment.attempt.to_string(),
        name: enrolment.name.clone(),
        nip_masked: masked_nip(&enrolment.nip),
        unit: enrolment.unit.clone(),
        room: enrolment.room.clone(),
        seat: enrolment.seat.clone(),
        status: board_status(standing.status),
        connected: standing.connected,
        answered: count(standing.answered),
        items: count(standing.items),
        flagged: count(standing.flagged),
        deadline_ms: standing.deadline.map(instant),
        remaining_ms: standing.remaining.map(span),
        last_contact_ms: standing.last_contact.map(instant),
        since_ms: standing.since.map(instant),
        calling_since_ms: standing.calling_since.map(instant),
        connections: standing.connections,
        extended_ms: span(standing.extended),
        outage_credit_ms: span(standing.outage_credit),
        reason: standing.reason.clone(),
    }
}

fn board_status(status: Status) -> BoardStatus {
    match status {
        Status::NotArrived => BoardStatus::NotArrived,
        Status::AwaitingAdmission => BoardStatus::AwaitingAdmission,
        Status::AwaitingStart => BoardStatus::AwaitingStart,
        Status::InProgress => BoardStatus::InProgress,
        Status::Suspended => BoardStatus::Suspended,
        Status::Submitted => BoardStatus::Submitted,
        Status::Expired => BoardStatus::Expired,
        Status::Ended => BoardStatus::Ended,
        Status::Voided => BoardStatus::Voided,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_nip_shows_seven_digits_at_most() {
        assert_eq!(masked_nip("199001012015011001"), "1990••••001");
        assert_eq!(masked_nip("1234567"), "••••");
        assert_eq!(masked_nip(""), "••••");
    }
}
