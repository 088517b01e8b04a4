//! Candidates: NIP and access code in, token out.

use std::time::Duration;

use super::error::AccessError;
use super::ports::{CandidateLogin, Standing};
use super::{Access, code, token};
use crate::audit::Actor;
use crate::domain::ids::AttemptId;
use crate::domain::nip;
use crate::domain::session::SessionStatus;
use crate::domain::time::{Instant, Span};

/// A token outlives the session's window, so that late answers still reach the server and the closing page is read.
pub const AFTER_CLOSE: Span = Span::minutes(12 * 60);
/// How long a store is waited for whose word is known from before.
const PATIENCE: Duration = Duration::from_secs(1);
/// Computers of one attempt that stay signed in; the oldest goes first.
const MAX_LOGINS: u32 = 16;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    pub token: String,
    pub attempt: AttemptId,
}

impl Access {
    /// A candidate may stand in several sessions: the code decides which is meant.
    ///
    /// Only failures count against a NIP, and a right code always passes: NIPs are known to colleagues, and whoever
    /// spends a neighbour's tries must not lock the neighbour out. Fifty random bits cannot be guessed anyway.
    pub async fn sign_in(&self, nip: &str, typed: &str, by: &mut Actor) -> Result<SignedIn, AccessError> {
        let (Some(nip), Some(typed)) = (nip::normalise(nip), code::normalise(typed)) else {
            return Err(AccessError::WrongCredentials);
        };
        let standings = self.store.standings(&nip).await?;
        match chosen(standings, &typed) {
            Some(standing) => self.admit(standing, &nip, by).await,
            None => Err(self.failed(&nip, by.now)),
        }
    }

    /// Whose token this is, while it is valid. With the store away, a token that it vouched for lately is believed: a
    /// broken line must not end a test that the checkpoint can carry on.
    pub async fn attempt_of(&self, token: &str, now: Instant) -> Result<Option<AttemptId>, AccessError> {
        let Some(hash) = token::hash(token) else { return Ok(None) };
        if let Some(attempt) = self.known.just_made(&hash, now) {
            return Ok(Some(attempt));
        }
        let known = self.known.attempt_of(&hash, now);
        let asked = self.store.attempt_of_login(&hash, now);
        let answer = match known {
            // Whoever was in is not kept waiting by a store that does not answer.
            Some(_) => tokio::time::timeout(PATIENCE, asked)
                .await
                .unwrap_or_else(|late| Err(crate::delivery::ports::StoreError::Unavailable(Box::new(late)))),
            None => asked.await,
        };
        match answer {
            Ok(Some(attempt)) => {
                self.known.vouched(&hash, &attempt, now);
                Ok(Some(attempt))
            }
            Ok(None) => {
                self.known.forget(&hash);
                Ok(None)
            }
            Err(error) => known.map(Some).ok_or(error.into()),
        }
    }

    pub async fn sign_out(&self, token: &str) -> Result<(), AccessError> {
        if let Some(hash) = token::hash(token) {
            self.known.forget(&hash);
            self.store.remove_candidate_login(&hash).await?;
        }
        Ok(())
    }

    /// Makes every token of the attempt worthless; the card stays good.
    pub async fn reset(&self, attempt: &AttemptId) -> Result<u64, AccessError> {
        self.known.forget_attempt(attempt);
        Ok(self.store.remove_candidate_logins(attempt).await?)
    }

    async fn admit(&self, standing: Standing, nip: &str, by: &mut Actor) -> Result<SignedIn, AccessError> {
        let expires = standing.closes + AFTER_CLOSE;
        match standing.status {
            SessionStatus::Draft => return Err(AccessError::SessionNotOpen),
            SessionStatus::Closed => return Err(AccessError::SessionOver),
            SessionStatus::Open if by.now >= expires => return Err(AccessError::SessionOver),
            SessionStatus::Open => {}
        }
        let token = token::write(&by.new_secret());
        let hash = token::hash(&token).ok_or(AccessError::Hashing)?;
        by.who = nip::mask(nip);
        let act = by.act(Some(&standing.session), "candidate_signed_in", &standing.name);
        let attempt = standing.attempt;
        let login = CandidateLogin { token_hash: hash, attempt, expires, keep: MAX_LOGINS, act };
        self.store.add_candidate_login(&login).await?;
        self.known.made(&login.token_hash, &login.attempt, by.now);
        Ok(SignedIn { token, attempt: login.attempt })
    }

    fn failed(&self, nip: &str, now: Instant) -> AccessError {
        match self.candidate_limit.take(nip, now) {
            Ok(()) => AccessError::WrongCredentials,
            Err(wait) => AccessError::TooManyAttempts(wait),
        }
    }
}

/// Compares with every standing, so that the time taken does not tell which one was near. An open session goes first.
fn chosen(standings: Vec<Standing>, typed: &str) -> Option<Standing> {
    let right = |s: &Standing| code::matches(&code::derive(&s.secret, &s.attempt, s.code_version), typed);
    standings.into_iter().filter(right).min_by_key(|s| s.status != SessionStatus::Open)
}
