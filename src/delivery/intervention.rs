//! What a proctor does to one attempt, some, or a whole session. All chosen attempts are asked at the same time, so
//! that their checkpoints share commits.

use std::sync::Arc;

use futures_util::future::join_all;

use super::owner::Refusal;
use super::ports::NoAnswer;
use super::sitting::{Seat, Sitting};
use super::supervisor::Supervisor;
use crate::domain::attempt::{Command, ProctorAction, Rejection};
use crate::domain::board::Status;
use crate::domain::ids::AttemptId;
use crate::domain::session::Enrolment;

pub struct Intervention {
    pub by: String,
    pub reason: String,
    pub action: ProctorAction,
    /// `None`: every attempt of the session that the action fits.
    pub attempts: Option<Vec<AttemptId>>,
}

#[derive(Default)]
pub struct Report {
    pub done: Vec<Arc<Enrolment>>,
    /// Attempts that stay as they were, with a stable code.
    pub refused: Vec<(AttemptId, &'static str)>,
}

/// Wherever the attempts are served: on this node, on another one, or nowhere yet.
pub async fn intervene(supervisor: &Supervisor, sitting: &Sitting, intervention: Intervention) -> Report {
    let mut report = Report::default();
    let whole_session = intervention.attempts.is_none();
    let seats = chosen(sitting, &intervention, &mut report);
    let asked = seats.into_iter().map(|seat| ask(supervisor, sitting, seat, &intervention));
    for (enrolment, outcome) in join_all(asked).await {
        match outcome {
            Ok(()) => report.done.push(enrolment),
            // "All" means all that it fits.
            Err("not_applicable" | "already_started" | "closed" | "after_deadline" | "voided") if whole_session => {}
            Err(code) => report.refused.push((enrolment.attempt.clone(), code)),
        }
    }
    report
}

fn chosen<'a>(sitting: &'a Sitting, intervention: &Intervention, report: &mut Report) -> Vec<&'a Arc<Seat>> {
    match &intervention.attempts {
        None => sitting.seats.values().filter(|seat| is_meant(sitting, seat, &intervention.action)).collect(),
        Some(ids) => {
            let found = ids.iter().filter_map(|id| {
                let seat = sitting.seats.get(id);
                if seat.is_none() {
                    report.refused.push((id.clone(), "unknown_attempt"));
                }
                seat
            });
            found.collect()
        }
    }
}

/// "Start all" and "admit all" mean those who are here; a clock must not run for an empty chair.
fn is_meant(sitting: &Sitting, seat: &Seat, action: &ProctorAction) -> bool {
    match action {
        ProctorAction::Start | ProctorAction::Admit => sitting
            .roster
            .standing(&seat.enrolment.attempt)
            .is_some_and(|row| matches!(row.status, Status::AwaitingAdmission | Status::AwaitingStart)),
        _ => true,
    }
}

async fn ask(
    supervisor: &Supervisor,
    sitting: &Sitting,
    seat: &Seat,
    intervention: &Intervention,
) -> (Arc<Enrolment>, Result<(), &'static str>) {
    let command = Command::Proctor {
        by: intervention.by.clone(),
        reason: intervention.reason.clone(),
        action: intervention.action.clone(),
    };
    let outcome = match supervisor.command(sitting, seat, command).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(Refusal::Rejected(rejection))) => Err(Rejection::code(rejection)),
        Ok(Err(Refusal::Unavailable)) => Err("unavailable"),
        Ok(Err(Refusal::NotOwner)) | Err(NoAnswer::NotReached) => Err("not_served"),
        Err(NoAnswer::Late) => Err("unknown_outcome"),
    };
    (seat.enrolment.clone(), outcome)
}
