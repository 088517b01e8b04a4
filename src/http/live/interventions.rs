//! A proctor's intervention: asked over HTTP, decided by each attempt, written to the audit log attempt by attempt.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::LiveState;
use crate::access::role::Role;
use crate::delivery::intervention::{self, Report};
use crate::domain::attempt::ProctorAction;
use crate::domain::ids::{AttemptId, SessionId};
use crate::http::auth::Staff;
use crate::http::body::Body;
use crate::http::problem::Refusal;
use crate::planning::fault::Fault;
use crate::wire::convert::command::proctor_action;
use crate::wire::proctor::{Intervention, InterventionRefusal, InterventionReport, InterventionRequest};

pub(super) const REASON_CHARS: std::ops::RangeInclusive<usize> = 3..=300;
/// A session has at most this many candidates.
const MAX_ATTEMPTS: usize = 20_000;

pub(super) async fn intervene(
    State(state): State<LiveState>,
    Staff(me): Staff,
    Path(id): Path<String>,
    Body(request): Body<InterventionRequest>,
) -> Result<Json<InterventionReport>, Refusal> {
    let session = SessionId::new(id);
    let label = label(&request.intervention);
    let detail = detail(&request.intervention);
    let reason = checked_reason(&request)?;
    let out_of_bounds = |bad: crate::wire::convert::command::OutOfBounds| invalid(bad.0, "out of bounds");
    let action = proctor_action(request.intervention).map_err(out_of_bounds)?;
    if action == ProctorAction::Void && me.role < Role::Administrator {
        return Err(Refusal::forbidden());
    }
    let sitting = state.supervisor().sitting(&session).await?.ok_or_else(|| Refusal::not_found("session"))?;
    let resets = action == ProctorAction::ResetLogin;
    let attempts = request.attempts.map(|ids| ids.into_iter().map(AttemptId::new).collect());
    let asked = intervention::Intervention { by: me.username.clone(), reason: reason.clone(), action, attempts };
    let report = intervention::intervene(state.supervisor(), &sitting, asked).await;
    if resets {
        for enrolment in &report.done {
            state.http.access.reset(&enrolment.attempt).await?;
        }
    }
    record(&state, &session, &me.username, label, &reason, &detail, &report).await;
    Ok(Json(view(&report)))
}

async fn record(
    state: &LiveState,
    session: &SessionId,
    who: &str,
    label: &str,
    reason: &str,
    detail: &str,
    report: &Report,
) {
    let mut by = state.http.actor(who);
    let acts: Vec<_> = report
        .done
        .iter()
        .map(|enrolment| by.act(Some(session), label, &enrolment.name).because(reason).with(detail))
        .collect();
    state.http.planning.record(&acts).await;
}

fn checked_reason(request: &InterventionRequest) -> Result<String, Refusal> {
    let reason = request.reason.trim();
    if request.attempts.as_ref().is_some_and(|ids| ids.len() > MAX_ATTEMPTS) {
        return Err(invalid("attempts", "too many"));
    }
    let optional = matches!(
        request.intervention,
        Intervention::Admit | Intervention::Start | Intervention::Message { .. } | Intervention::AnswerCall
    );
    if reason.contains('\0') {
        return Err(invalid("reason", "the character U+0000 is not allowed"));
    }
    if (optional && reason.is_empty()) || REASON_CHARS.contains(&reason.chars().count()) {
        Ok(reason.to_owned())
    } else {
        Err(invalid("reason", "a reason of 3 to 300 characters is needed"))
    }
}

pub(super) fn invalid(field: &str, detail: &str) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", format!("{field}: {detail}"))
        .with_faults(vec![Fault::of(field, "invalid", detail)])
}

/// The name in the audit log; the UI translates it.
fn label(intervention: &Intervention) -> &'static str {
    match intervention {
        Intervention::Admit => "admit",
        Intervention::Start => "start",
        Intervention::Suspend => "suspend",
        Intervention::Resume => "resume",
        Intervention::Extend { .. } => "extend",
        Intervention::ResetLogin => "reset_login",
        Intervention::Message { .. } => "message",
        Intervention::AnswerCall => "answer_call",
        Intervention::End => "end",
        Intervention::Void => "void",
    }
}

fn detail(intervention: &Intervention) -> String {
    match intervention {
        Intervention::Extend { added_ms } => format!("+{} min", added_ms.0 / 60_000),
        Intervention::Message { text } => text.chars().take(200).collect(),
        _ => String::new(),
    }
}

fn view(report: &Report) -> InterventionReport {
    InterventionReport {
        done: u32::try_from(report.done.len()).unwrap_or(u32::MAX),
        refused: report
            .refused
            .iter()
            .map(|(attempt, code)| InterventionRefusal { attempt_id: attempt.to_string(), code: (*code).to_owned() })
            .collect(),
    }
}
