//! Emergency file → domain, with every bound on the way; verdicts → wire.

use super::command::{OutOfBounds, client_id, item, response_of, spent};
use crate::domain::attempt::{RecoveredAnswer, Verdict};
use crate::domain::form::Form;
use crate::domain::ids::AttemptId;
use crate::domain::time::Instant;
use crate::trust::emergency::EmergencyFile;
use crate::wire::emergency::{EmergencyAnswer, EmergencyBody, EmergencyEnvelope, EmergencyVerdict, FORMAT};
use crate::wire::number::{ClientSeq, InstantMs};

/// A form has at most a few hundred items, an outbox fewer commands than that; more is not a browser's file.
const MAX_ANSWERS: usize = 1_000;
/// Ids of attempts are UUIDs, fingerprints 64 digits.
const MAX_ID: usize = 64;

/// Why a text is no emergency file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("not a file that Ukur saved")]
    Malformed,
    #[error("a file of the kind {0}; this server reads {FORMAT}")]
    Format(String),
    #[error("answer {number}: {reason}")]
    Answer { number: usize, reason: OutOfBounds },
    #[error("{0} is out of bounds")]
    Bounds(&'static str),
}

pub fn envelope(text: &str) -> Result<EmergencyEnvelope, Unreadable> {
    let envelope: EmergencyEnvelope = serde_json::from_str(text).map_err(|_| Unreadable::Malformed)?;
    if envelope.format == FORMAT {
        Ok(envelope)
    } else {
        Err(Unreadable::Format(envelope.format.chars().take(MAX_ID).collect()))
    }
}

pub fn file(envelope: &EmergencyEnvelope) -> Result<EmergencyFile, Unreadable> {
    let body: EmergencyBody = serde_json::from_str(&envelope.body).map_err(|_| Unreadable::Malformed)?;
    if body.answers.len() > MAX_ANSWERS {
        return Err(Unreadable::Bounds("answers"));
    }
    if body.attempt_id.len() > MAX_ID || body.form_fingerprint.len() > MAX_ID {
        return Err(Unreadable::Bounds("attempt_id"));
    }
    let answers = (1..)
        .zip(body.answers)
        .map(|(number, answer)| recovered(answer).map_err(|reason| Unreadable::Answer { number, reason }));
    Ok(EmergencyFile {
        attempt: AttemptId::new(body.attempt_id),
        form_fingerprint: body.form_fingerprint,
        client: client_id(&body.client_id).map_err(|_| Unreadable::Bounds("client_id"))?,
        saved: Instant(body.saved_ms.0),
        answers: answers.collect::<Result<_, _>>()?,
    })
}

pub fn verdicts(file: &EmergencyFile, form: &Form, verdicts: &[Verdict]) -> Vec<EmergencyVerdict> {
    let shown = file.answers.iter().zip(verdicts).map(|(answer, verdict)| EmergencyVerdict {
        client_seq: ClientSeq(answer.client_seq),
        number: form
            .items()
            .position(|item| item.id == answer.item)
            .map_or(0, |place| super::candidate::count(place + 1)),
        at_ms: InstantMs(answer.stamped.0),
        verdict: match verdict {
            Verdict::Counts => "counts".to_owned(),
            Verdict::Known => "known".to_owned(),
            Verdict::Refused(rejection) => rejection.code().to_owned(),
        },
    });
    shown.collect()
}

fn recovered(answer: EmergencyAnswer) -> Result<RecoveredAnswer, OutOfBounds> {
    if answer.client_seq.0 == 0 {
        return Err(OutOfBounds("client_seq"));
    }
    Ok(RecoveredAnswer {
        client_seq: answer.client_seq.0,
        item: item(&answer.item_id)?,
        response: answer.response.map(response_of).transpose()?,
        seen_seq: answer.seen_seq.0,
        spent_ms: spent(answer.spent_ms),
        stamped: Instant(answer.at_ms.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<EmergencyFile, Unreadable> {
        let envelope = EmergencyEnvelope { format: FORMAT.into(), body: body.into(), seal: String::new() };
        file(&envelope)
    }

    fn body(answers: &str) -> String {
        format!(r#"{{"attempt_id":"a","form_fingerprint":"f","client_id":"tab","saved_ms":9,"answers":[{answers}]}}"#)
    }

    const ANSWER: &str = r#"{"client_seq":3,"item_id":"i","response":{"kind":"choice","option":"A"},"seen_seq":2,"spent_ms":7,"at_ms":8}"#;

    #[test]
    fn a_saved_file_is_read() {
        let file = read(&body(ANSWER)).unwrap();
        assert_eq!((file.attempt.as_str(), file.client.as_str(), file.saved), ("a", "tab", Instant(9)));
        assert_eq!((file.answers[0].client_seq, file.answers[0].stamped), (3, Instant(8)));
    }

    #[test]
    fn hostile_files_are_refused_by_place() {
        for text in ["", "{}", "[]", r#"{"format":1}"#, "\u{0}"] {
            assert_eq!(envelope(text), Err(Unreadable::Malformed), "{text}");
        }
        let other = r#"{"format":"ukur-emergency/9","body":"","seal":""}"#;
        assert_eq!(envelope(other), Err(Unreadable::Format("ukur-emergency/9".into())));
        assert_eq!(read("not json"), Err(Unreadable::Malformed));
        let many = vec![ANSWER; MAX_ANSWERS + 1].join(",");
        assert_eq!(read(&body(&many)), Err(Unreadable::Bounds("answers")));
        let long = ANSWER.replace(r#""item_id":"i""#, &format!(r#""item_id":"{}""#, "i".repeat(65)));
        let told = read(&body(&format!("{ANSWER},{long}"))).unwrap_err();
        assert!(matches!(told, Unreadable::Answer { number: 2, .. }), "{told}");
        let zero = ANSWER.replace(r#""client_seq":3"#, r#""client_seq":0"#);
        assert!(matches!(read(&body(&zero)), Err(Unreadable::Answer { number: 1, .. })));
    }
}
