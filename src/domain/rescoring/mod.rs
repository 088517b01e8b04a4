//! Scoring closed attempts again under other rules: a corrected key, items that must not count, another calibration.
//! What was answered and shown never changes; an outcome stays a function of form, responses and rules (I7).

mod difference;
mod mending;
mod standing;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use difference::{Changes, Difference, DomainDifference, Mark, Matrix, Move, Rescored, compare};
pub use mending::{Mending, mended, mending, rekeyed};
pub use standing::{State, WhyNot, may_publish, may_withdraw};

use super::bank::Bank;
use super::blueprint::Blueprint;
use super::calibration::Calibration;
use super::digest::Digest;
use super::form::Form;
use super::ids::{BankVersion, CalibrationId, DomainId, ItemId, SessionId};
use super::response::Response;
use super::scoring::{Outcome, Scoring, scoring_of};

/// Items of one revision that are treated apart. A session with more of them has another problem than a wrong key.
pub const MAX_ITEMS: usize = 200;

/// The rules of a revision, whole: they say nothing of the revisions before, so publishing the same rules again gives
/// the same outcomes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Version of the session's bank whose keys count.
    pub bank: BankVersion,
    pub calibration: Option<CalibrationId>,
    pub items: BTreeMap<ItemId, Treatment>,
}

/// What becomes of one item, for everybody who was shown it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// Not counted: out of what is earned and out of what can be earned.
    Dropped,
    /// Fully earned, whatever was answered.
    Credited,
}

impl Treatment {
    pub const ALL: [Self; 2] = [Self::Dropped, Self::Credited];

    /// The name in files, tables and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dropped => "dropped",
            Self::Credited => "credited",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|treatment| treatment.name() == name)
    }
}

/// A form would keep no item of this domain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a form would keep no item of {0}")]
pub struct Emptied(pub DomainId);

/// Scores the attempts of one session by a revision. Made once, scores any number.
pub struct Rescorer<'a> {
    bank: Bank,
    blueprint: &'a Blueprint,
    items: &'a BTreeMap<ItemId, Treatment>,
    scoring: Arc<dyn Scoring>,
}

impl<'a> Rescorer<'a> {
    /// `pinned` is the version that the forms were drawn from, `chosen` the one whose keys count.
    pub fn new(
        pinned: &Bank,
        chosen: &Bank,
        blueprint: &'a Blueprint,
        calibration: Option<&Calibration>,
        items: &'a BTreeMap<ItemId, Treatment>,
    ) -> Self {
        let bank = mended(pinned, chosen);
        Self { scoring: scoring_of(blueprint, &bank, calibration), bank, blueprint, items }
    }

    /// # Errors
    /// [`Emptied`]: a domain without items has no score.
    pub fn outcome(&self, form: &Form, responses: &BTreeMap<ItemId, Response>) -> Result<Outcome, Emptied> {
        let counted = self.counted(form)?;
        let given = self.credited(form, responses);
        let mut outcome = self.scoring.score(&counted, &given, &self.bank, self.blueprint);
        tell_what_was_answered(&mut outcome, &counted, responses);
        Ok(outcome)
    }

    fn counted<'f>(&self, form: &'f Form) -> Result<Cow<'f, Form>, Emptied> {
        let dropped = |id: &ItemId| self.items.get(id) == Some(&Treatment::Dropped);
        if !form.items().any(|item| dropped(&item.id)) {
            return Ok(Cow::Borrowed(form));
        }
        let mut form = form.clone();
        for section in &mut form.sections {
            let before = section.items.len();
            section.items.retain(|item| !dropped(&item.id));
            if before > 0 && section.items.is_empty() {
                return Err(Emptied(section.domain.clone()));
            }
        }
        Ok(Cow::Owned(form))
    }

    /// A credited item is one that was answered as its key says.
    fn credited<'r>(
        &self,
        form: &Form,
        responses: &'r BTreeMap<ItemId, Response>,
    ) -> Cow<'r, BTreeMap<ItemId, Response>> {
        let credited = |id: &ItemId| self.items.get(id) == Some(&Treatment::Credited);
        let mut given = Cow::Borrowed(responses);
        for shown in form.items().filter(|item| credited(&item.id)) {
            let key = self.bank.items.get(&shown.id).and_then(|item| item.interaction.key_response());
            if let Some(key) = key {
                given.to_mut().insert(shown.id.clone(), key);
            }
        }
        given
    }
}

/// Crediting an item answers it for nobody.
fn tell_what_was_answered(outcome: &mut Outcome, form: &Form, responses: &BTreeMap<ItemId, Response>) {
    for domain in &mut outcome.domains {
        let of_domain = form.sections.iter().filter(|section| section.domain == domain.domain);
        let answered = of_domain.flat_map(|section| &section.items).filter(|item| responses.contains_key(&item.id));
        domain.answered = u16::try_from(answered.count()).unwrap_or(u16::MAX);
    }
    outcome.answered = outcome.domains.iter().map(|domain| domain.answered).sum();
}

/// The name of a revision by its content: 64 hexadecimal digits over the rules and every outcome they gave.
pub fn hash(session: &SessionId, change: &Change, rescored: &[Rescored]) -> String {
    let mut digest = Digest::of("ukur/rescoring/1");
    digest.text(session.as_str());
    digest.text(change.bank.as_str());
    digest.text(change.calibration.as_ref().map_or("", CalibrationId::as_str));
    digest.count(change.items.len());
    for (item, treatment) in &change.items {
        digest.text(item.as_str());
        digest.text(treatment.name());
    }
    digest.count(rescored.len());
    for one in rescored {
        digest.text(one.attempt.as_str());
        digest.text(&one.seq.to_string());
        digest.text(&one.outcome.scoring);
        digest.number(one.outcome.score);
        digest.count(one.outcome.category as usize);
        digest.count(one.outcome.domains.len());
        for domain in &one.outcome.domains {
            digest.text(domain.domain.as_str());
            digest.number(domain.score);
            digest.count(domain.category as usize);
        }
    }
    digest.finish()
}

#[cfg(test)]
mod tests;
