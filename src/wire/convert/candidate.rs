//! Attempt → what its candidate sees.

use crate::domain::attempt::{Attempt, Cause, ClientLedger, Ending, Note, NoteBody, Phase, Plan, Progress, Rejection};
use crate::domain::board::OUTAGE;
use crate::domain::ids::ClientId;
use crate::domain::time::{Instant, Span};
use crate::wire::candidate::{self as wire, ClosedHow, Notice, RejectCode, Snapshot, StoredResponse};
use crate::wire::convert::command::response_value;
use crate::wire::number::{ClientSeq, InstantMs, Seq, SpanMs};

pub fn instant(instant: Instant) -> InstantMs {
    InstantMs(instant.0)
}

pub fn span(span: Span) -> SpanMs {
    SpanMs(span.0)
}

pub fn snapshot(id: &str, attempt: &Attempt, plan: &Plan, client: &ClientId) -> Snapshot {
    let responses = attempt.answers.iter().filter_map(|(item, answer)| {
        let response = response_value(answer.response.as_ref()?);
        Some(StoredResponse { item_id: item.to_string(), response, seq: Seq(answer.seq) })
    });
    Snapshot {
        attempt_id: id.to_owned(),
        seq: Seq(attempt.seq),
        last_client_seq: ClientSeq(attempt.clients.get(client).map_or(0, ClientLedger::last)),
        phase: phase(&attempt.phase, plan, &Progress::of(attempt)),
        responses: responses.collect(),
        flagged: attempt.flagged.iter().map(ToString::to_string).collect(),
        position: attempt.position.as_ref().map(ToString::to_string),
        calling_proctor: attempt.calling_since.is_some(),
        notices: attempt.notes.iter().map(notice).collect(),
    }
}

pub fn phase(phase: &Phase, plan: &Plan, progress: &Progress) -> wire::Phase {
    match phase {
        Phase::Registered if plan.admission_required => wire::Phase::Registered,
        Phase::Registered | Phase::Admitted { .. } => wire::Phase::Admitted,
        Phase::InProgress(run) => wire::Phase::InProgress {
            section: run.section,
            section_deadline_ms: instant(run.section_deadline),
            deadline_ms: instant(run.deadline),
            offer: offer(plan, progress),
        },
        Phase::Suspended { run, since, cause, .. } => wire::Phase::Suspended {
            since_ms: instant(*since),
            remaining_ms: span(run.section_deadline - *since),
            reason: match cause {
                Cause::Proctor { reason } => reason.clone(),
                Cause::Outage => OUTAGE.to_owned(),
            },
        },
        Phase::Closed { ending: Ending::Voided, at, reason } => {
            wire::Phase::Voided { at_ms: instant(*at), reason: reason.clone().unwrap_or_default() }
        }
        Phase::Closed { ending, at, reason } => wire::Phase::Closed {
            how: closed_how(*ending),
            at_ms: instant(*at),
            answered: count(progress.answered),
            items: count(if plan.adaptive.is_some() { progress.offered } else { plan.len() }),
            reason: reason.clone(),
        },
    }
}

fn offer(plan: &Plan, progress: &Progress) -> Option<wire::Offer> {
    plan.adaptive.as_ref().map(|_| wire::Offer {
        item_id: progress.open_item.as_ref().map(ToString::to_string),
        number: count(progress.offered),
        most: count(plan.most()),
    })
}

/// A voided attempt counts as ended where only these three are known; `voided` stands beside it.
pub fn closed_how(ending: Ending) -> ClosedHow {
    match ending {
        Ending::Submitted => ClosedHow::Submitted,
        Ending::Expired => ClosedHow::Expired,
        Ending::Ended | Ending::Voided => ClosedHow::Ended,
    }
}

pub fn notice(note: &Note) -> Notice {
    let body = match &note.body {
        NoteBody::Message { text } => wire::NoticeBody::Message { text: text.clone() },
        NoteBody::Extended { added, reason } => {
            wire::NoticeBody::Extended { added_ms: span(*added), reason: reason.clone() }
        }
        NoteBody::OutageCredited { added } => wire::NoticeBody::OutageCredited { added_ms: span(*added) },
        NoteBody::CallAnswered => wire::NoticeBody::CallAnswered,
    };
    Notice { id: Seq(note.seq), at_ms: instant(note.at), body }
}

pub fn reject_code(rejection: Rejection) -> RejectCode {
    match rejection {
        Rejection::NotStarted | Rejection::NotApplicable => RejectCode::NotStarted,
        Rejection::NotAdmitted => RejectCode::NotAdmitted,
        Rejection::AlreadyStarted => RejectCode::AlreadyStarted,
        Rejection::Suspended => RejectCode::Suspended,
        Rejection::AfterDeadline => RejectCode::AfterDeadline,
        Rejection::Closed => RejectCode::Closed,
        Rejection::Voided => RejectCode::Voided,
        Rejection::UnknownItem => RejectCode::UnknownItem,
        Rejection::SectionClosed => RejectCode::SectionClosed,
        Rejection::PassedItem => RejectCode::PassedItem,
        Rejection::InvalidResponse => RejectCode::InvalidResponse,
        Rejection::Superseded => RejectCode::Superseded,
        Rejection::SequenceGap => RejectCode::SequenceGap,
        Rejection::TooManyClients => RejectCode::TooManyClients,
        Rejection::NoSections => RejectCode::NoSections,
        Rejection::NotAdaptive => RejectCode::NotAdaptive,
        Rejection::ItemsLeft => RejectCode::ItemsLeft,
    }
}

/// A count within one form; a form has at most a few hundred items.
pub fn count(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
