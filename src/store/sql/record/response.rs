//! The twin of a response.

use serde::{Deserialize, Serialize};

use crate::domain::ids::ChoiceId;
use crate::domain::response::Response;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ResponseTwin {
    Choice(ChoiceId),
    Choices(Vec<ChoiceId>),
    Number(String),
    Order(Vec<ChoiceId>),
    Match(Vec<(ChoiceId, ChoiceId)>),
    Gaps(Vec<(ChoiceId, String)>),
}

impl From<&Response> for ResponseTwin {
    fn from(response: &Response) -> Self {
        match response.clone() {
            Response::Choice(choice) => Self::Choice(choice),
            Response::Choices(choices) => Self::Choices(choices),
            Response::Number(text) => Self::Number(text),
            Response::Order(order) => Self::Order(order),
            Response::Match(pairs) => Self::Match(pairs),
            Response::Gaps(gaps) => Self::Gaps(gaps),
        }
    }
}

impl From<ResponseTwin> for Response {
    fn from(twin: ResponseTwin) -> Self {
        match twin {
            ResponseTwin::Choice(choice) => Self::Choice(choice),
            ResponseTwin::Choices(choices) => Self::Choices(choices),
            ResponseTwin::Number(text) => Self::Number(text),
            ResponseTwin::Order(order) => Self::Order(order),
            ResponseTwin::Match(pairs) => Self::Match(pairs),
            ResponseTwin::Gaps(gaps) => Self::Gaps(gaps),
        }
    }
}
