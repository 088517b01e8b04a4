//! A desk: what many ask in the same moment is served together. When a hall starts, four hundred candidates sign in
//! within a second; one query and one transaction for many of them cost the database little more than for one.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::join_all;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};

use super::database;
use crate::delivery::ports::StoreError;

/// Served together at most: bounds how long the last one waits, and what fails together.
const MAX_BATCH: usize = 64;
/// Waiting for the desk. Past it, whoever asks waits outside, with the same patience.
const MAILBOX: usize = 1_024;
/// The longest wait for an answer: a store that is away is tried for five seconds at a time, and whoever stands behind
/// several such batches is told no sooner than this. Nobody is served after he was told.
const PATIENCE: Duration = Duration::from_secs(10);

/// What stands behind a desk.
#[async_trait]
pub(super) trait Clerk: Send + Sync + 'static {
    type Question: Send + Sync + 'static;
    type Answer: Send + 'static;

    /// An answer to each question, in their order. Asked with one question it must not fail for another one.
    async fn serve(&self, questions: &[Self::Question]) -> Result<Vec<Self::Answer>, StoreError>;
}

/// The way to a clerk, who goes when the desk does.
pub(super) struct Desk<C: Clerk>(mpsc::Sender<Call<C>>);

struct Call<C: Clerk> {
    question: C::Question,
    reply: oneshot::Sender<Result<C::Answer, StoreError>>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
enum NoAnswer {
    #[error("no answer in {0:?}")]
    Late(Duration),
    #[error("the desk has closed")]
    Closed,
    /// One failure, told to everybody whom it befell.
    #[error("{0}")]
    Together(Arc<StoreError>),
}

impl<C: Clerk> Desk<C> {
    /// `linger`: how long the first of a batch is kept waiting for others.
    pub(super) fn open(clerk: C, linger: Duration) -> Self {
        let (calls, mailbox) = mpsc::channel(MAILBOX);
        tokio::spawn(run(clerk, linger, mailbox));
        Self(calls)
    }

    pub(super) async fn ask(&self, question: C::Question) -> Result<C::Answer, StoreError> {
        self.ask_within(PATIENCE, question).await
    }

    async fn ask_within(&self, patience: Duration, question: C::Question) -> Result<C::Answer, StoreError> {
        let (reply, answer) = oneshot::channel();
        let asked = async {
            self.0.send(Call { question, reply }).await.map_err(|_| unavailable(NoAnswer::Closed))?;
            answer.await.map_err(|_| unavailable(NoAnswer::Closed))?
        };
        timeout(patience, asked).await.unwrap_or_else(|_| Err(unavailable(NoAnswer::Late(patience))))
    }
}

/// One batch at a time: what comes meanwhile makes the next one larger.
async fn run<C: Clerk>(clerk: C, linger: Duration, mut mailbox: mpsc::Receiver<Call<C>>) {
    let mut calls = Vec::with_capacity(MAX_BATCH);
    while mailbox.recv_many(&mut calls, MAX_BATCH).await > 0 {
        if calls.len() < MAX_BATCH {
            sleep(linger).await;
        }
        while calls.len() < MAX_BATCH
            && let Ok(call) = mailbox.try_recv()
        {
            calls.push(call);
        }
        // Nobody would hear the answer.
        calls.retain(|call| !call.reply.is_closed());
        answer(&clerk, calls.drain(..)).await;
    }
}

async fn answer<C: Clerk>(clerk: &C, calls: impl Iterator<Item = Call<C>>) {
    let (questions, replies): (Vec<_>, Vec<_>) = calls.map(|call| (call.question, call.reply)).unzip();
    for (reply, answer) in replies.into_iter().zip(answers(clerk, &questions).await) {
        let _ = reply.send(answer);
    }
}

/// All together, and one by one when something among them is wrong: one that cannot be stored or read must not take the
/// others along. A store that is away would only be away for each of them again.
async fn answers<C: Clerk>(clerk: &C, questions: &[C::Question]) -> Vec<Result<C::Answer, StoreError>> {
    if questions.is_empty() {
        return Vec::new();
    }
    match clerk.serve(questions).await {
        Ok(answers) => answers.into_iter().map(Ok).collect(),
        Err(error) if questions.len() > 1 && !is_away(&error) => {
            join_all(questions.chunks(1).map(|one| alone(clerk, one))).await
        }
        Err(error) => together(error, questions.len()),
    }
}

async fn alone<C: Clerk>(clerk: &C, one: &[C::Question]) -> Result<C::Answer, StoreError> {
    clerk.serve(one).await?.pop().ok_or_else(|| unavailable(NoAnswer::Closed))
}

fn together<A>(error: StoreError, count: usize) -> Vec<Result<A, StoreError>> {
    if count == 1 {
        return vec![Err(error)];
    }
    let error = Arc::new(error);
    (0..count).map(|_| Err(unavailable(NoAnswer::Together(error.clone())))).collect()
}

fn is_away(error: &StoreError) -> bool {
    matches!(error, StoreError::Unavailable(_)) && !database::is_refusal(error)
}

fn unavailable(reason: NoAnswer) -> StoreError {
    StoreError::Unavailable(Box::new(reason))
}

#[cfg(test)]
mod tests;
