//! A candidate's HTTP: sign in, and fetch the form.

use std::time::Duration;

use serde::Deserialize;
use ukur::wire::candidate::{CandidateSignIn, FormView};
use ukur::wire::item::{ChoiceView, InteractionView};

use crate::site::Site;
use crate::trouble::Trouble;

/// What the administrator's card says.
#[derive(Clone, Debug)]
pub struct Card {
    pub attempt: String,
    pub nip: String,
    pub code: String,
}

/// An item as far as answering at random needs it.
#[derive(Clone, Debug)]
pub struct Question {
    pub item: String,
    pub kind: Kind,
}

#[derive(Clone, Debug)]
pub enum Kind {
    One(Box<[String]>),
    Some(Box<[String]>),
    Number,
    Order(Box<[String]>),
    Match(Box<[String]>, Box<[String]>),
    /// Each gap with its options; none: typed.
    Gaps(Box<[(String, Box<[String]>)]>),
}

#[derive(Deserialize)]
struct SignedIn {
    token: String,
}

/// The token. Told to come again, it comes again when it was told to; each time counts as an error of the run.
pub async fn sign_in(site: &Site, card: &Card) -> Result<String, Trouble> {
    let body = CandidateSignIn { nip: card.nip.clone(), access_code: card.code.clone() };
    loop {
        let asked = site.http.post(site.url("/api/candidate/sign-in")).json(&body).send().await;
        let answer = asked.map_err(|_| Trouble::Line)?;
        if answer.status().is_success() {
            let signed: SignedIn = answer.json().await.map_err(|_| Trouble::Garbled)?;
            return Ok(signed.token);
        }
        let trouble = Trouble::Http(answer.status().as_u16());
        let again = answer.headers().get("retry-after").and_then(|after| after.to_str().ok()?.parse().ok());
        let Some(seconds) = again else { return Err(trouble) };
        site.tally.count(&trouble);
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }
}

pub async fn form(site: &Site, token: &str) -> Result<Box<[Question]>, Trouble> {
    let asked = site.http.get(site.url("/api/candidate/form")).bearer_auth(token).send().await;
    let answer = asked.map_err(|_| Trouble::Line)?;
    if !answer.status().is_success() {
        return Err(Trouble::Http(answer.status().as_u16()));
    }
    let form: FormView = answer.json().await.map_err(|_| Trouble::Garbled)?;
    let items = form.sections.into_iter().flat_map(|section| section.items);
    Ok(items.map(|item| Question { item: item.id, kind: kind(item.interaction) }).collect())
}

fn kind(interaction: InteractionView) -> Kind {
    fn ids(choices: Vec<ChoiceView>) -> Box<[String]> {
        choices.into_iter().map(|choice| choice.id).collect()
    }
    match interaction {
        InteractionView::SingleChoice { options } | InteractionView::GradedJudgement { options } => {
            Kind::One(ids(options))
        }
        InteractionView::MultipleResponse { options } => Kind::Some(ids(options)),
        // A text to write is in no form; a number for it would be refused, and seen.
        InteractionView::NumericEntry { .. } | InteractionView::ExtendedText => Kind::Number,
        InteractionView::Ordering { elements } => Kind::Order(ids(elements)),
        InteractionView::Matching { left, right, .. } => Kind::Match(ids(left), ids(right)),
        InteractionView::Association { elements } => {
            let elements = ids(elements);
            let (one, other) = elements.split_at(elements.len() / 2);
            Kind::Match(one.into(), other.into())
        }
        InteractionView::GapText { gaps } => {
            Kind::Gaps(gaps.into_iter().map(|gap| (gap.id, gap.options.map(ids).unwrap_or_default())).collect())
        }
    }
}
