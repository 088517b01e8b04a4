//! Two desks at the candidates' door: who sits where, and the logins of those who may come in.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::database::{Database, Row, Tx};
use super::desk::Clerk;
use super::value::{Value, args};
use super::{audit, rows, statements};
use crate::access::ports::{CandidateLogin, Standing};
use crate::delivery::ports::StoreError;

/// A person needs seconds to sign in and does not feel this; four hundred who come within a second stand here in
/// twenty-five batches of sixteen, which is one block, instead of four hundred of one.
pub(super) const STANDINGS_LINGER: Duration = Duration::from_millis(40);
/// Whoever was looked up together comes on together.
pub(super) const LOGINS_LINGER: Duration = Duration::from_millis(5);
/// Standings of one NIP: more than anybody has.
const MAX_STANDINGS: usize = 200;

/// Attempts with no more than this part of the logins that they keep are far from the limit: nobody looks whether
/// another node is storing logins of theirs. Eight nodes at once do not get past the limit this way.
const FAR: u32 = 8;

/// Looks up NIPs.
pub(super) struct Standings(pub(super) Arc<Database>);

/// Stores logins with their acts.
pub(super) struct Logins(pub(super) Arc<Database>);

/// A login as it is stored.
pub(super) struct Entry {
    attempt: String,
    keep: u32,
    login: Vec<Value>,
    act: Vec<Value>,
}

impl Entry {
    /// Refuses here what no store can keep, before it stands among others.
    pub(super) fn of(login: &CandidateLogin) -> Result<Self, StoreError> {
        let CandidateLogin { token_hash, attempt, expires, keep, act } = login;
        let entry = Self {
            attempt: attempt.as_str().to_owned(),
            keep: *keep,
            login: args![token_hash, attempt.as_str(), act.at.0, expires.0],
            act: audit::columns(act),
        };
        let storable = entry.login.iter().chain(&entry.act).all(Value::is_storable);
        if storable { Ok(entry) } else { Err(StoreError::Unstorable) }
    }
}

#[async_trait]
impl Clerk for Standings {
    type Question = String;
    type Answer = Vec<Standing>;

    async fn serve(&self, nips: &[String]) -> Result<Vec<Vec<Standing>>, StoreError> {
        let read = |row: &Row| Ok((row.text("nip")?, rows::standing(row)?));
        let mut found: HashMap<String, Vec<Standing>> = HashMap::new();
        for block in nips.chunks(statements::BLOCK) {
            for (nip, standing) in self.0.all(statements::STANDINGS, keys(block), read).await? {
                found.entry(nip).or_default().push(standing);
            }
        }
        let of = |nip: &String| found.get(nip).map(|all| all.iter().take(MAX_STANDINGS).cloned().collect());
        Ok(nips.iter().map(|nip| of(nip).unwrap_or_default()).collect())
    }
}

#[async_trait]
impl Clerk for Logins {
    type Question = Entry;
    type Answer = ();

    async fn serve(&self, entries: &[Entry]) -> Result<Vec<()>, StoreError> {
        let mut tx = self.0.begin().await?;
        for block in entries.chunks(statements::BLOCK) {
            let logins = block.iter().map(|entry| entry.login.clone());
            tx.execute(
                statements::ADD_CANDIDATE_LOGINS,
                padded(logins, args![None::<&str>, None::<&str>, 0_i64, 0_i64]),
            )
            .await?;
        }
        // Everybody keeps as many; who does not is a run of his own.
        for alike in entries.chunk_by(|one, next| one.keep == next.keep) {
            keep_newest(&mut tx, alike).await?;
        }
        for block in entries.chunks(statements::BLOCK) {
            let acts = block.iter().map(|entry| entry.act.clone());
            tx.execute(statements::ADD_ACTS, padded(acts, audit::blank())).await?;
        }
        tx.commit().await?;
        Ok(vec![(); entries.len()])
    }
}

/// Where an attempt comes near its limit, its enrolment is held first, so that of two nodes each sees what the other one
/// stored: in the order of ids, lest they wait for each other in a circle. Where they still do, because the engine walks
/// the rows of one statement otherwise, it ends one of them, whose entries then come one by one and hold one row each.
async fn keep_newest(tx: &mut Tx, alike: &[Entry]) -> Result<(), StoreError> {
    let Some(keep) = alike.first().map(|entry| entry.keep) else { return Ok(()) };
    let mut attempts: Vec<_> = alike.iter().map(|entry| entry.attempt.as_str()).collect();
    attempts.sort_unstable();
    attempts.dedup();
    for block in attempts.chunks(statements::BLOCK) {
        let near = [keys(block), args![keep / FAR]].concat();
        if tx.one(statements::NEAR_THE_LIMIT, near, |_| Ok(())).await?.is_some() {
            tx.execute(statements::HOLD_ENROLMENTS, keys(block)).await?;
            tx.execute(statements::KEEP_NEWEST_LOGINS, [keys(block), args![keep]].concat()).await?;
        }
    }
    Ok(())
}

/// As many as the statement has places; the empty ones match nothing.
fn keys(block: &[impl AsRef<str>]) -> Vec<Value> {
    padded(block.iter().map(|key| args![key.as_ref()]), args![None::<&str>])
}

fn padded(rows: impl Iterator<Item = Vec<Value>>, blank: Vec<Value>) -> Vec<Value> {
    rows.chain(std::iter::repeat(blank)).take(statements::BLOCK).flatten().collect()
}

#[cfg(test)]
mod tests;
