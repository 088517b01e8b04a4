//! What proctors see of a session, as plain values: one row an attempt. Built from the attempt's state and its
//! connection, nothing else, so that the board always equals the ledger.

use super::attempt::{Attempt, Cause, Ending, Phase};
use super::time::{Instant, Span};

/// The reason of a clock that an outage stopped; the UI translates it.
pub const OUTAGE: &str = "outage";

/// The moving part of a row; who the candidate is stands in the enrolment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub status: Status,
    pub connected: bool,
    pub answered: usize,
    pub items: usize,
    pub flagged: usize,
    pub deadline: Option<Instant>,
    pub remaining: Option<Span>,
    pub last_contact: Option<Instant>,
    /// Since when the status or the lost line lasts.
    pub since: Option<Instant>,
    pub calling_since: Option<Instant>,
    pub connections: u32,
    pub extended: Span,
    pub outage_credit: Span,
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    NotArrived,
    AwaitingAdmission,
    AwaitingStart,
    InProgress,
    Suspended,
    Submitted,
    Expired,
    Ended,
    Voided,
}

/// The candidate's line as the server knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub connected: bool,
    pub connections: u32,
    pub last_contact: Option<Instant>,
    pub lost_at: Option<Instant>,
}

impl Standing {
    pub fn of(attempt: &Attempt, items: usize, admission_required: bool, line: Line) -> Self {
        let (deadline, remaining) = match &attempt.phase {
            Phase::InProgress(run) => (Some(run.section_deadline), None),
            Phase::Suspended { run, since, .. } => (None, Some(run.section_deadline - *since)),
            _ => (None, None),
        };
        Self {
            status: status(attempt, admission_required),
            connected: line.connected,
            answered: attempt.answered,
            items,
            flagged: attempt.flagged.len(),
            deadline,
            remaining,
            last_contact: line.last_contact,
            since: since(attempt, line),
            calling_since: attempt.calling_since,
            connections: line.connections,
            extended: attempt.extended,
            outage_credit: attempt.outage_credit,
            reason: reason(attempt),
        }
    }

    /// Whether nothing but the candidate's progress tells the two apart: nobody has to act on that.
    pub fn differs_only_in_progress(&self, other: &Self) -> bool {
        let (answered, flagged, last_contact) = (self.answered, self.flagged, self.last_contact);
        *self == Self { answered, flagged, last_contact, ..other.clone() }
    }

    /// The line, as far as it shows.
    pub fn line(&self) -> Line {
        let lost_at = self.since.filter(|_| self.is_cut_off());
        Line { connected: self.connected, connections: self.connections, last_contact: self.last_contact, lost_at }
    }

    /// In progress without a line: somebody has to look.
    pub fn is_cut_off(&self) -> bool {
        self.status == Status::InProgress && !self.connected
    }
}

fn status(attempt: &Attempt, admission_required: bool) -> Status {
    match &attempt.phase {
        Phase::Registered if attempt.arrived.is_none() => Status::NotArrived,
        Phase::Registered if admission_required => Status::AwaitingAdmission,
        Phase::Registered | Phase::Admitted { .. } => Status::AwaitingStart,
        Phase::InProgress(_) => Status::InProgress,
        Phase::Suspended { .. } => Status::Suspended,
        Phase::Closed { ending, .. } => match ending {
            Ending::Submitted => Status::Submitted,
            Ending::Expired => Status::Expired,
            Ending::Ended => Status::Ended,
            Ending::Voided => Status::Voided,
        },
    }
}

fn since(attempt: &Attempt, line: Line) -> Option<Instant> {
    match &attempt.phase {
        Phase::Registered => attempt.arrived,
        Phase::Admitted { at } | Phase::Closed { at, .. } => Some(*at),
        Phase::InProgress(_) => line.lost_at,
        Phase::Suspended { since, .. } => Some(*since),
    }
}

fn reason(attempt: &Attempt) -> Option<String> {
    match &attempt.phase {
        Phase::Suspended { cause: Cause::Proctor { reason }, .. } => Some(reason.clone()),
        Phase::Suspended { cause: Cause::Outage, .. } => Some(OUTAGE.to_owned()),
        Phase::Closed { reason, .. } => reason.clone(),
        _ => None,
    }
}

/// How many rows stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    pub not_arrived: u32,
    pub waiting: u32,
    pub in_progress: u32,
    pub suspended: u32,
    pub disconnected: u32,
    pub closed: u32,
    pub voided: u32,
    pub calling: u32,
}

impl Counters {
    pub fn count<'a>(rows: impl Iterator<Item = &'a Standing>) -> Self {
        let mut counters = Self::default();
        for row in rows {
            counters.add(row);
        }
        counters
    }

    fn add(&mut self, row: &Standing) {
        let counter = match row.status {
            Status::NotArrived => &mut self.not_arrived,
            Status::AwaitingAdmission | Status::AwaitingStart => &mut self.waiting,
            Status::InProgress => &mut self.in_progress,
            Status::Suspended => &mut self.suspended,
            Status::Submitted | Status::Expired | Status::Ended => &mut self.closed,
            Status::Voided => &mut self.voided,
        };
        *counter += 1;
        self.disconnected += u32::from(row.is_cut_off());
        self.calling += u32::from(row.calling_since.is_some());
    }
}
