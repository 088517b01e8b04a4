//! A proctor loads the file that a candidate's page saved when its line did not come back: first what would count,
//! then, confirmed and with a reason, it counts.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use sha2::{Digest, Sha256};

use super::LiveState;
use super::interventions::{REASON_CHARS, invalid};
use crate::delivery::owner::Refusal as Refused;
use crate::delivery::ports::NoAnswer;
use crate::delivery::sitting::{Seat, Sitting};
use crate::domain::attempt::{Attempt, Command, Verdict, judge};
use crate::domain::form::Form;
use crate::domain::ids::SessionId;
use crate::domain::nip;
use crate::hex;
use crate::http::auth::Staff;
use crate::http::body::Body;
use crate::http::problem::Refusal;
use crate::trust::emergency::{EmergencyFile, believe};
use crate::trust::seal::SealKey;
use crate::wire::convert::emergency::{envelope, file, verdicts};
use crate::wire::emergency::{EmergencyReport, EmergencyRequest};
use crate::wire::number::InstantMs;

/// The longest outbox of the longest form, with room.
pub(super) const MAX_BODY_BYTES: usize = 512 * 1024;

pub(super) async fn load(
    State(state): State<LiveState>,
    Staff(me): Staff,
    Path(id): Path<String>,
    Body(request): Body<EmergencyRequest>,
) -> Result<Json<EmergencyReport>, Refusal> {
    let session = SessionId::new(id);
    let sitting = state.supervisor().sitting(&session).await?.ok_or_else(|| Refusal::not_found("session"))?;
    let (file, seat) = believed(&state, &sitting, &request.file)?;
    let attempt = state.supervisor().look(seat).await?;
    let judged = judge(&attempt, &seat.plan, &file.client, &file.answers);
    let judged = judged.map_err(|reason| Refusal::new(StatusCode::CONFLICT, reason.code(), reason.to_string()))?;
    if request.confirm {
        let reason = checked_reason(&request.reason)?;
        recover(&state, &sitting, seat, &file, &me.username).await?;
        record(&state, &session, &me.username, seat, &reason, &request.file, &judged).await;
    }
    Ok(Json(EmergencyReport {
        attempt_id: file.attempt.to_string(),
        name: seat.enrolment.name.clone(),
        nip_masked: nip::mask(&seat.enrolment.nip),
        saved_ms: InstantMs(file.saved.0),
        answers: verdicts(&file, &numbered(seat, &attempt), &judged),
        done: request.confirm,
    }))
}

/// The items as the candidate knows them by number.
fn numbered(seat: &Seat, attempt: &Attempt) -> Form {
    if seat.form.is_pool() { seat.form.in_order(&attempt.offered) } else { (*seat.form).clone() }
}

fn believed<'a>(state: &LiveState, sitting: &'a Sitting, text: &str) -> Result<(EmergencyFile, &'a Seat), Refusal> {
    let unreadable = |reason: crate::wire::convert::emergency::Unreadable| {
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable_file", reason.to_string())
    };
    let envelope = envelope(text).map_err(unreadable)?;
    let file = file(&envelope).map_err(unreadable)?;
    let unknown = || Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "other_session", "the file is of another session");
    let seat = sitting.seats.get(&file.attempt).ok_or_else(unknown)?;
    let key = SealKey::derive(&sitting.secret, &file.attempt);
    let texts = (envelope.body.as_str(), envelope.seal.as_str());
    believe(&file, texts, &key, &seat.form, sitting.session.opens, state.http.now())
        .map_err(|reason| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, reason.code(), reason.to_string()))?;
    Ok((file, seat))
}

async fn recover(
    state: &LiveState,
    sitting: &Sitting,
    seat: &Seat,
    file: &EmergencyFile,
    by: &str,
) -> Result<(), Refusal> {
    let command = Command::Recover { by: by.to_owned(), client: file.client.clone(), answers: file.answers.clone() };
    match state.supervisor().command(sitting, seat, command).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(Refused::Rejected(reason))) => {
            Err(Refusal::new(StatusCode::CONFLICT, reason.code(), reason.to_string()))
        }
        Err(NoAnswer::Late) => Err(unavailable("it is not known whether the answers were taken; load the file again")),
        _ => Err(unavailable("the answers were not taken; load the file again")),
    }
}

fn unavailable(detail: &str) -> Refusal {
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).retry_after(2)
}

fn checked_reason(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if REASON_CHARS.contains(&reason.chars().count()) && !reason.contains('\0') {
        Ok(reason.to_owned())
    } else {
        Err(invalid("reason", "a reason of 3 to 300 characters is needed"))
    }
}

async fn record(
    state: &LiveState,
    session: &SessionId,
    who: &str,
    seat: &Seat,
    reason: &str,
    text: &str,
    judged: &[Verdict],
) {
    let count = |kind: fn(&Verdict) -> bool| judged.iter().filter(|verdict| kind(verdict)).count();
    let detail = format!(
        "{} counted, {} known, {} refused; file {}",
        count(|verdict| *verdict == Verdict::Counts),
        count(|verdict| *verdict == Verdict::Known),
        count(|verdict| matches!(verdict, Verdict::Refused(_))),
        hex::encode(&Sha256::digest(text))
    );
    let mut by = state.http.actor(who);
    let act = by.act(Some(session), "emergency_loaded", &seat.enrolment.name).because(reason).with(&detail);
    state.http.planning.record(&[act]).await;
}
