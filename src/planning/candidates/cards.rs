//! What is printed and handed out. The one place where codes are shown.

use crate::access::code;
use crate::audit::Actor;
use crate::domain::ids::SessionId;
use crate::domain::session::Enrolment;
use crate::planning::Planning;
use crate::planning::error::PlanError;

/// A candidate and the access code, as printed.
#[derive(Debug)]
pub struct Card {
    pub candidate: Enrolment,
    pub access_code: String,
}

impl Planning {
    /// In order of import. Printing is an act: whoever holds the cards can sign in as anybody.
    pub async fn cards(&self, session: &SessionId, by: &mut Actor) -> Result<Vec<Card>, PlanError> {
        self.session(session).await?;
        let secret = self.store.secret(session).await?.ok_or(PlanError::Unknown("session"))?;
        let candidates = self.store.candidates(session).await?;
        let versions = self.store.code_versions(session).await?;
        let card = |(candidate, (attempt, version)): (Enrolment, _)| {
            let code = code::derive(&secret, &attempt, version);
            Card { candidate, access_code: code::printed(&code) }
        };
        let cards: Vec<Card> = candidates.into_iter().zip(versions).map(card).collect();
        let count = format!("{} cards", cards.len());
        self.audit.append(&by.act(Some(session), "cards_printed", &count)).await?;
        Ok(cards)
    }
}
