//! Calls between nodes, as versioned twins: a node of another release may read them. One that cannot be read is not
//! answered, and whoever asked reports that the outcome is unknown.

use serde::{Deserialize, Serialize};

use super::versioned;
use crate::delivery::owner::Refusal;
use crate::delivery::ports::{NoAnswer, Place, Reply};
use crate::domain::attempt::{CandidateAction, Command, ProctorAction, RecoveredAnswer, Rejection};
use crate::domain::ids::{AttemptId, ClientId, ItemId, NodeId, SessionId};
use crate::domain::response::Response;
use crate::domain::time::{Instant, Span};

/// Version of the letters this build writes.
pub const VERSION: u16 = 1;
/// An emergency file of a long form is the largest; a longer letter is not read.
const MAX_LETTER: usize = 512 * 1024;

#[derive(Clone, Debug, PartialEq)]
pub enum Letter {
    Call { number: u64, from: NodeId, place: Place, command: Command },
    Answer { number: u64, answer: Result<Reply, NoAnswer> },
}

#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error(transparent)]
    Record(#[from] versioned::Unreadable),
    #[error("letter of {0} bytes")]
    TooLong(usize),
    #[error("unknown rejection {0:?}")]
    Rejection(String),
}

#[derive(Serialize, Deserialize)]
struct Record {
    v: u16,
    number: u64,
    body: Body,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Body {
    Call { from: NodeId, session: SessionId, attempt: AttemptId, command: CommandTwin },
    Decided { seq: u64 },
    Rejected { code: String },
    Unavailable,
    NotOwner,
    NotReached,
    Late,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CommandTwin {
    Candidate { client: ClientId, client_seq: u64, action: CandidateTwin },
    Proctor { by: String, reason: String, action: ProctorTwin },
    Recover { by: String, client: ClientId, answers: Vec<AnswerTwin> },
    Attach,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CandidateTwin {
    Start,
    Answer { item: ItemId, response: Option<Response>, seen_seq: u64, spent_ms: i64 },
    Flag { item: ItemId, flagged: bool },
    Visit { item: ItemId },
    Confirm { item: ItemId, seen_seq: u64 },
    FinishSection { section: u16 },
    CallProctor { calling: bool },
    Submit,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ProctorTwin {
    Admit,
    Start,
    Suspend,
    Resume,
    Extend { added: Span },
    ResetLogin,
    Message { text: String },
    AnswerCall,
    End,
    Void,
}

#[derive(Serialize, Deserialize)]
struct AnswerTwin {
    client_seq: u64,
    item: ItemId,
    response: Option<Response>,
    seen_seq: u64,
    spent_ms: i64,
    stamped: Instant,
}

pub fn encode(letter: &Letter) -> String {
    let (number, body) = match letter.clone() {
        Letter::Call { number, from, place, command } => {
            (number, Body::Call { from, session: place.session, attempt: place.attempt, command: command.into() })
        }
        Letter::Answer { number, answer } => (number, answer_body(answer)),
    };
    // Strings, numbers and flags only: it always has a JSON form.
    serde_json::to_string(&Record { v: VERSION, number, body }).unwrap_or_default()
}

pub fn decode(text: &str) -> Result<Letter, Unreadable> {
    if text.len() > MAX_LETTER {
        return Err(Unreadable::TooLong(text.len()));
    }
    let Record { number, body, .. } = versioned::read(text, VERSION)?;
    let answer = match body {
        Body::Call { from, session, attempt, command } => {
            return Ok(Letter::Call { number, from, place: Place { session, attempt }, command: command.into() });
        }
        Body::Decided { seq } => Ok(Ok(seq)),
        Body::Rejected { code } => {
            let rejection = Rejection::from_code(&code).ok_or(Unreadable::Rejection(code))?;
            Ok(Err(Refusal::Rejected(rejection)))
        }
        Body::Unavailable => Ok(Err(Refusal::Unavailable)),
        Body::NotOwner => Ok(Err(Refusal::NotOwner)),
        Body::NotReached => Err(NoAnswer::NotReached),
        Body::Late => Err(NoAnswer::Late),
    };
    Ok(Letter::Answer { number, answer })
}

fn answer_body(answer: Result<Reply, NoAnswer>) -> Body {
    match answer {
        Ok(Ok(seq)) => Body::Decided { seq },
        Ok(Err(Refusal::Rejected(rejection))) => Body::Rejected { code: rejection.code().to_owned() },
        Ok(Err(Refusal::Unavailable)) => Body::Unavailable,
        Ok(Err(Refusal::NotOwner)) => Body::NotOwner,
        Err(NoAnswer::NotReached) => Body::NotReached,
        Err(NoAnswer::Late) => Body::Late,
    }
}

/// Writes the two directions of a twin once: same variants, same fields.
macro_rules! twins {
    ($domain:ident, $twin:ident, $($variant:ident $({ $($field:ident),* })?),* $(,)?) => {
        impl From<$domain> for $twin {
            fn from(value: $domain) -> Self {
                match value { $($domain::$variant $({ $($field),* })? => Self::$variant $({ $($field),* })?,)* }
            }
        }

        impl From<$twin> for $domain {
            fn from(twin: $twin) -> Self {
                match twin { $($twin::$variant $({ $($field),* })? => Self::$variant $({ $($field),* })?,)* }
            }
        }
    };
}

twins! {
    CandidateAction, CandidateTwin,
    Start,
    Answer { item, response, seen_seq, spent_ms },
    Flag { item, flagged },
    Visit { item },
    Confirm { item, seen_seq },
    FinishSection { section },
    CallProctor { calling },
    Submit,
}

twins! {
    ProctorAction, ProctorTwin,
    Admit, Start, Suspend, Resume,
    Extend { added },
    ResetLogin,
    Message { text },
    AnswerCall, End, Void,
}

impl From<Command> for CommandTwin {
    fn from(command: Command) -> Self {
        match command {
            Command::Candidate { client, client_seq, action } => {
                Self::Candidate { client, client_seq, action: action.into() }
            }
            Command::Proctor { by, reason, action } => Self::Proctor { by, reason, action: action.into() },
            Command::Recover { by, client, answers } => {
                Self::Recover { by, client, answers: answers.into_iter().map(Into::into).collect() }
            }
            Command::Attach => Self::Attach,
        }
    }
}

impl From<CommandTwin> for Command {
    fn from(twin: CommandTwin) -> Self {
        match twin {
            CommandTwin::Candidate { client, client_seq, action } => {
                Self::Candidate { client, client_seq, action: action.into() }
            }
            CommandTwin::Proctor { by, reason, action } => Self::Proctor { by, reason, action: action.into() },
            CommandTwin::Recover { by, client, answers } => {
                Self::Recover { by, client, answers: answers.into_iter().map(Into::into).collect() }
            }
            CommandTwin::Attach => Self::Attach,
        }
    }
}

impl From<RecoveredAnswer> for AnswerTwin {
    fn from(answer: RecoveredAnswer) -> Self {
        let RecoveredAnswer { client_seq, item, response, seen_seq, spent_ms, stamped } = answer;
        Self { client_seq, item, response, seen_seq, spent_ms, stamped }
    }
}

impl From<AnswerTwin> for RecoveredAnswer {
    fn from(twin: AnswerTwin) -> Self {
        let AnswerTwin { client_seq, item, response, seen_seq, spent_ms, stamped } = twin;
        Self { client_seq, item, response, seen_seq, spent_ms, stamped }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(command: Command) -> Letter {
        let place = Place { session: SessionId::new("s"), attempt: AttemptId::new("a") };
        Letter::Call { number: 7, from: NodeId::new("n"), place, command }
    }

    #[test]
    fn letters_round_trip() {
        let saved = RecoveredAnswer {
            client_seq: 3,
            item: ItemId::new("i"),
            response: None,
            seen_seq: 2,
            spent_ms: 1,
            stamped: Instant(9),
        };
        let client = ClientId::new("tab");
        let answer = CandidateAction::Answer { item: ItemId::new("i"), response: None, seen_seq: 1, spent_ms: 2 };
        let extend = ProctorAction::Extend { added: Span::minutes(5) };
        let letters = [
            call(Command::Attach),
            call(Command::Candidate { client: client.clone(), client_seq: 1, action: answer }),
            call(Command::Candidate {
                client: client.clone(),
                client_seq: 2,
                action: CandidateAction::Confirm { item: ItemId::new("i"), seen_seq: 1 },
            }),
            call(Command::Proctor { by: "p".into(), reason: "r".into(), action: extend }),
            call(Command::Recover { by: "p".into(), client, answers: vec![saved] }),
            Letter::Answer { number: 1, answer: Ok(Ok(5)) },
            Letter::Answer { number: 1, answer: Ok(Err(Refusal::Rejected(Rejection::Superseded))) },
            Letter::Answer { number: 1, answer: Ok(Err(Refusal::Unavailable)) },
            Letter::Answer { number: 1, answer: Err(NoAnswer::Late) },
        ];
        for letter in letters {
            assert_eq!(decode(&encode(&letter)).unwrap(), letter);
        }
    }

    #[test]
    fn hostile_letters_are_refused_by_name() {
        assert!(matches!(
            decode(r#"{"v":2}"#),
            Err(Unreadable::Record(versioned::Unreadable::TooNew { found: 2, .. }))
        ));
        assert!(matches!(decode(&" ".repeat(MAX_LETTER + 1)), Err(Unreadable::TooLong(_))));
        let unknown = r#"{"v":1,"number":1,"body":{"rejected":{"code":"bored"}}}"#;
        assert!(matches!(decode(unknown), Err(Unreadable::Rejection(_))));
        for text in ["", "[]", r#"{"v":1}"#, r#"{"v":1,"number":1,"body":"dropped"}"#] {
            assert!(matches!(decode(text), Err(Unreadable::Record(versioned::Unreadable::Malformed(_)))), "{text}");
        }
    }
}
