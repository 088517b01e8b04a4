//! Browser → command, with every bound on the way; response → wire.

use crate::domain::attempt::{CandidateAction, Command, ProctorAction};
use crate::domain::ids::{ChoiceId, ClientId, ItemId};
use crate::domain::response::{MAX_GAP_TEXT, Response};
use crate::domain::time::Span;
use crate::wire::candidate::ClientCommand;
use crate::wire::item::ResponseValue;
use crate::wire::number::{ClientSeq, SpanMs};
use crate::wire::proctor::Intervention;

/// An id in a message. Item ids have at most 40 characters, client ids are UUIDs; longer ones are nobody's.
const MAX_ID: usize = 64;
/// Choices in one response: items have at most 20 of a kind.
const MAX_CHOICES: usize = 24;
/// Bytes of a gap's text; the domain counts its characters.
const MAX_GAP_BYTES: usize = 4 * MAX_GAP_TEXT;
/// Time on one item: a whole day is not an item's time but a clock gone wrong.
const MAX_SPENT_MS: i64 = 86_400_000;
const MAX_EXTENSION: Span = Span::minutes(240);
const MIN_EXTENSION: Span = Span::minutes(1);
const MAX_MESSAGE: usize = 500;

/// The message has a shape of the protocol but a value outside its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is out of bounds")]
pub struct OutOfBounds(pub &'static str);

pub fn client_seq(command: &ClientCommand) -> ClientSeq {
    match command {
        ClientCommand::Start { client_seq }
        | ClientCommand::Answer { client_seq, .. }
        | ClientCommand::Flag { client_seq, .. }
        | ClientCommand::Visit { client_seq, .. }
        | ClientCommand::Confirm { client_seq, .. }
        | ClientCommand::FinishSection { client_seq, .. }
        | ClientCommand::CallProctor { client_seq, .. }
        | ClientCommand::Submit { client_seq } => *client_seq,
    }
}

pub fn client_id(text: &str) -> Result<ClientId, OutOfBounds> {
    bounded_id("client_id", text).map(ClientId::new)
}

pub fn command(client: &ClientId, command: ClientCommand) -> Result<Command, OutOfBounds> {
    let client_seq = client_seq(&command).0;
    if client_seq == 0 {
        return Err(OutOfBounds("client_seq"));
    }
    let action = match command {
        ClientCommand::Start { .. } => CandidateAction::Start,
        ClientCommand::Answer { item_id, response, seen_seq, spent_ms, .. } => CandidateAction::Answer {
            item: item(&item_id)?,
            response: response.map(response_of).transpose()?,
            seen_seq: seen_seq.0,
            spent_ms: spent(spent_ms),
        },
        ClientCommand::Flag { item_id, flagged, .. } => CandidateAction::Flag { item: item(&item_id)?, flagged },
        ClientCommand::Visit { item_id, .. } => CandidateAction::Visit { item: item(&item_id)? },
        ClientCommand::Confirm { item_id, seen_seq, .. } => {
            CandidateAction::Confirm { item: item(&item_id)?, seen_seq: seen_seq.0 }
        }
        ClientCommand::FinishSection { section, .. } => CandidateAction::FinishSection { section },
        ClientCommand::CallProctor { calling, .. } => CandidateAction::CallProctor { calling },
        ClientCommand::Submit { .. } => CandidateAction::Submit,
    };
    Ok(Command::Candidate { client: client.clone(), client_seq, action })
}

pub fn response_value(response: &Response) -> ResponseValue {
    match response {
        Response::Choice(option) => ResponseValue::Choice { option: option.to_string() },
        Response::Choices(options) => ResponseValue::Choices { options: texts(options) },
        Response::Number(value) => ResponseValue::Number { value: value.clone() },
        Response::Order(elements) => ResponseValue::Order { elements: texts(elements) },
        Response::Match(pairs) => ResponseValue::Match {
            pairs: pairs.iter().map(|(left, right)| (left.to_string(), right.to_string())).collect(),
        },
        Response::Gaps(gaps) => {
            ResponseValue::Gaps { gaps: gaps.iter().map(|(gap, given)| (gap.to_string(), given.clone())).collect() }
        }
    }
}

pub fn proctor_action(intervention: Intervention) -> Result<ProctorAction, OutOfBounds> {
    Ok(match intervention {
        Intervention::Admit => ProctorAction::Admit,
        Intervention::Start => ProctorAction::Start,
        Intervention::Suspend => ProctorAction::Suspend,
        Intervention::Resume => ProctorAction::Resume,
        Intervention::Extend { added_ms: SpanMs(added) } => {
            let added = Span(added);
            if !(MIN_EXTENSION..=MAX_EXTENSION).contains(&added) {
                return Err(OutOfBounds("added_ms"));
            }
            ProctorAction::Extend { added }
        }
        Intervention::ResetLogin => ProctorAction::ResetLogin,
        Intervention::Message { text } => {
            let text = text.trim();
            if text.is_empty() || text.chars().count() > MAX_MESSAGE || text.contains('\0') {
                return Err(OutOfBounds("text"));
            }
            ProctorAction::Message { text: text.to_owned() }
        }
        Intervention::AnswerCall => ProctorAction::AnswerCall,
        Intervention::End => ProctorAction::End,
        Intervention::Void => ProctorAction::Void,
    })
}

pub(super) fn response_of(value: ResponseValue) -> Result<Response, OutOfBounds> {
    Ok(match value {
        ResponseValue::Choice { option } => Response::Choice(choice(&option)?),
        ResponseValue::Choices { options } => Response::Choices(choices(&options)?),
        ResponseValue::Number { value } => Response::Number(bounded_id("response.value", &value)?.to_owned()),
        ResponseValue::Order { elements } => Response::Order(choices(&elements)?),
        ResponseValue::Match { pairs } => {
            few(pairs.len())?;
            let pairs = pairs.iter().map(|(left, right)| Ok((choice(left)?, choice(right)?)));
            Response::Match(pairs.collect::<Result<_, OutOfBounds>>()?)
        }
        ResponseValue::Gaps { gaps } => {
            few(gaps.len())?;
            let gaps = gaps.into_iter().map(|(gap, given)| Ok((choice(&gap)?, gap_text(given)?)));
            Response::Gaps(gaps.collect::<Result<_, OutOfBounds>>()?)
        }
    })
}

fn gap_text(text: String) -> Result<String, OutOfBounds> {
    if text.len() > MAX_GAP_BYTES { Err(OutOfBounds("response.gaps")) } else { Ok(text) }
}

fn choices(texts: &[String]) -> Result<Vec<ChoiceId>, OutOfBounds> {
    few(texts.len())?;
    texts.iter().map(|text| choice(text)).collect()
}

fn choice(text: &str) -> Result<ChoiceId, OutOfBounds> {
    bounded_id("response", text).map(ChoiceId::new)
}

pub(super) fn spent(spent: SpanMs) -> i64 {
    spent.0.clamp(0, MAX_SPENT_MS)
}

pub(super) fn item(text: &str) -> Result<ItemId, OutOfBounds> {
    bounded_id("item_id", text).map(ItemId::new)
}

fn bounded_id<'a>(field: &'static str, text: &'a str) -> Result<&'a str, OutOfBounds> {
    if text.is_empty() || text.len() > MAX_ID { Err(OutOfBounds(field)) } else { Ok(text) }
}

fn few(count: usize) -> Result<(), OutOfBounds> {
    if count > MAX_CHOICES { Err(OutOfBounds("response")) } else { Ok(()) }
}

fn texts(ids: &[ChoiceId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::candidate::ClientMessage;
    use crate::wire::number::Seq;

    fn answer(item_id: &str, response: ResponseValue) -> ClientCommand {
        ClientCommand::Answer {
            client_seq: ClientSeq(1),
            item_id: item_id.to_owned(),
            response: Some(response),
            seen_seq: Seq(0),
            spent_ms: SpanMs(-5),
        }
    }

    #[test]
    fn out_of_bounds_values_are_named() {
        let client = client_id("tab").unwrap();
        let long = "x".repeat(MAX_ID + 1);
        let many = vec!["A".to_owned(); MAX_CHOICES + 1];
        assert_eq!(client_id(""), Err(OutOfBounds("client_id")));
        assert_eq!(command(&client, ClientCommand::Start { client_seq: ClientSeq(0) }), Err(OutOfBounds("client_seq")));
        let choice = ResponseValue::Choice { option: "A".into() };
        assert_eq!(command(&client, answer(&long, choice)), Err(OutOfBounds("item_id")));
        assert_eq!(
            command(&client, answer("i", ResponseValue::Choices { options: many })),
            Err(OutOfBounds("response"))
        );
        let hours = Intervention::Extend { added_ms: SpanMs(99 * 3_600_000) };
        assert_eq!(proctor_action(hours), Err(OutOfBounds("added_ms")));
        for text in ["  ", "a\0b"] {
            assert_eq!(
                proctor_action(Intervention::Message { text: text.into() }),
                Err(OutOfBounds("text")),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_clock_gone_wrong_is_no_reason_to_lose_an_answer() {
        let taken = command(&client_id("tab").unwrap(), answer("i", ResponseValue::Choice { option: "A".into() }));
        let Ok(Command::Candidate { action: CandidateAction::Answer { spent_ms, .. }, .. }) = taken else {
            panic!("{taken:?}")
        };
        assert_eq!(spent_ms, 0);
    }

    #[test]
    fn frames_parse_strictly() {
        let parse = |text: &str| serde_json::from_str::<ClientMessage>(text);
        assert!(matches!(parse(r#"{"type":"submit","client_seq":3}"#), Ok(ClientMessage::Command(_))));
        assert!(matches!(parse(r#"{"type":"ping","sent_ms":3}"#), Ok(ClientMessage::Ping { .. })));
        for text in [
            "",
            "{}",
            r#"{"type":"submit"}"#,
            r#"{"type":"submit","client_seq":-1}"#,
            r#"{"type":"own"}"#,
            r#"{"type":"submit","client_seq":1,"now":5}"#,
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
