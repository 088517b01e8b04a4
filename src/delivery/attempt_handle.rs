//! The way to an attempt's task from anywhere in the process: what it can be asked, and what it shows unasked.

use tokio::sync::{mpsc, oneshot, watch};

use super::ports::{Reply, Why};
use crate::domain::attempt::{Attempt, Command, Note, Phase, Progress};

/// Commands waiting for one attempt: a browser sends at most a window of 32 at once, a proctor a few.
const MAILBOX: usize = 64;

/// The way to an attempt from anywhere in the process.
#[derive(Clone)]
pub struct AttemptHandle {
    mailbox: mpsc::Sender<Message>,
    changes: watch::Receiver<Public>,
}

/// What a connection shows without asking: the newest value, so that nothing is missed and nothing queues up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public {
    pub seq: u64,
    pub phase: Phase,
    /// As of `seq`; it only follows changes of the phase, the notes and the items offered.
    pub progress: Progress,
    pub notes: Vec<Note>,
}

/// A connection's registration. Newest wins: `removed` fires when another one takes over or the login is reset.
pub struct Attached {
    pub connection: u64,
    pub attempt: Attempt,
    pub removed: oneshot::Receiver<Removal>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    Replaced,
    LoginReset,
    /// Another node took the attempt, though its candidate was here: come again.
    Moved,
}

/// The attempt's task has ended: the session closed, or another node owns the attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the attempt is not served here")]
pub struct NotServed;

pub(super) enum Message {
    /// Boxed: a channel makes room for 32 messages at once, in each of thousands of attempts.
    Command(Box<Command>, oneshot::Sender<Reply>),
    Attach(oneshot::Sender<Attached>),
    Detach {
        connection: u64,
    },
    Contact {
        connection: u64,
    },
    Look(oneshot::Sender<Attempt>),
    /// Another node owns the attempt as of this epoch.
    Fenced {
        epoch: u64,
        why: Why,
    },
    /// Time or an outage may have caused something.
    Nudge,
    Stop,
}

/// The two ends that the task keeps.
pub(super) struct Ends {
    pub messages: mpsc::Receiver<Message>,
    pub public: watch::Sender<Public>,
}

impl AttemptHandle {
    pub(super) fn new(attempt: &Attempt) -> (Self, Ends) {
        let (mailbox, messages) = mpsc::channel(MAILBOX);
        let (public, changes) = watch::channel(Public::of(attempt));
        (Self { mailbox, changes }, Ends { messages, public })
    }

    pub async fn command(&self, command: Command) -> Result<Reply, NotServed> {
        let (reply, answer) = oneshot::channel();
        self.mailbox.send(Message::Command(Box::new(command), reply)).await.map_err(|_| NotServed)?;
        answer.await.map_err(|_| NotServed)
    }

    /// Registers the newest connection and gives the whole state.
    pub async fn attach(&self) -> Result<Attached, NotServed> {
        let (reply, answer) = oneshot::channel();
        self.mailbox.send(Message::Attach(reply)).await.map_err(|_| NotServed)?;
        answer.await.map_err(|_| NotServed)
    }

    pub async fn detach(&self, connection: u64) {
        let _ = self.mailbox.send(Message::Detach { connection }).await;
    }

    /// The candidate was heard of. Lossy on purpose: when the mailbox is full, commands say the same.
    pub fn contact(&self, connection: u64) {
        let _ = self.mailbox.try_send(Message::Contact { connection });
    }

    pub async fn look(&self) -> Result<Attempt, NotServed> {
        let (reply, answer) = oneshot::channel();
        self.mailbox.send(Message::Look(reply)).await.map_err(|_| NotServed)?;
        answer.await.map_err(|_| NotServed)
    }

    pub fn changes(&self) -> watch::Receiver<Public> {
        self.changes.clone()
    }

    /// Another node claimed the attempt. When the mailbox is full, its next append will find out.
    pub fn fenced(&self, epoch: u64, why: Why) {
        let _ = self.mailbox.try_send(Message::Fenced { epoch, why });
    }

    /// Looks at what an outage that is over gives back. When the mailbox is full, commands make it look.
    pub fn nudge(&self) {
        let _ = self.mailbox.try_send(Message::Nudge);
    }

    pub fn is_ended(&self) -> bool {
        self.mailbox.is_closed()
    }

    /// Ends the task after what already waits in its mailbox.
    pub async fn stop(&self) {
        let _ = self.mailbox.send(Message::Stop).await;
        self.mailbox.closed().await;
    }
}

impl Public {
    pub fn of(attempt: &Attempt) -> Self {
        Self {
            seq: attempt.seq,
            phase: attempt.phase.clone(),
            progress: Progress::of(attempt),
            notes: attempt.notes.clone(),
        }
    }
}
