//! All persons of a session, in parallel.

use rayon::prelude::*;

use super::{Eap, Estimate, NoEstimate, Scorer, ScoringError, Weighted, check_pattern};
use crate::responses::{Responses, Skipped};

impl Scorer {
    /// [`Scorer::eap`] of every person, in their order.
    pub fn eap_all(&self, responses: &Responses, skipped: Skipped) -> Result<Vec<Eap>, ScoringError> {
        self.each(responses, skipped, || self.eap.scratch(), |pattern, scratch| self.eap.score(pattern, scratch))
    }

    /// [`Scorer::map`] of every person.
    pub fn map_all(&self, responses: &Responses, skipped: Skipped) -> Result<Vec<Estimate>, ScoringError> {
        self.each(
            responses,
            skipped,
            || self.search.scratch(),
            |pattern, scratch| self.search.map(&self.models, self.prior, pattern, scratch),
        )
    }

    /// [`Scorer::ml`] of every person.
    pub fn ml_all(
        &self,
        responses: &Responses,
        skipped: Skipped,
    ) -> Result<Vec<Result<Estimate, NoEstimate>>, ScoringError> {
        self.each(
            responses,
            skipped,
            || self.search.scratch(),
            |pattern, scratch| self.search.ml(&self.models, pattern, scratch),
        )
    }

    /// [`Scorer::wle`] of every person.
    pub fn wle_all(
        &self,
        responses: &Responses,
        skipped: Skipped,
    ) -> Result<Vec<Result<Weighted, NoEstimate>>, ScoringError> {
        self.each(
            responses,
            skipped,
            || self.search.scratch(),
            |pattern, scratch| self.search.wle(&self.models, pattern, scratch),
        )
    }

    fn each<S: Send, T: Send>(
        &self,
        responses: &Responses,
        skipped: Skipped,
        scratch: impl Fn() -> S + Sync + Send,
        score: impl Fn(&[(usize, usize)], &mut S) -> T + Sync + Send,
    ) -> Result<Vec<T>, ScoringError> {
        if responses.items() != self.models.len() {
            return Err(ScoringError::Items { responses: responses.items(), models: self.models.len() });
        }
        let one = |(pattern, scratch): &mut (Vec<(usize, usize)>, S), person: usize| {
            pattern.clear();
            pattern.extend(responses.categories(person, skipped));
            check_pattern(&self.models, person, pattern)?;
            Ok(score(pattern, scratch))
        };
        (0..responses.persons()).into_par_iter().with_min_len(16).map_init(|| (Vec::new(), scratch()), one).collect()
    }
}
