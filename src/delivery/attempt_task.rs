//! One task owns one attempt: it takes commands from a bounded mailbox one after the other, keeps the attempt's only
//! timer, knows the candidate's newest connection, and tells the roster. The rules are in the domain, the durable
//! steps in `owner`.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use super::attempt_handle::{Attached, AttemptHandle, Message, Public, Removal};
use super::finaliser::Finaliser;
use super::owner::{Owner, Refusal};
use super::ports::{CheckpointStore, Clock, Reply, Why};
use super::roster::Roster;
use crate::domain::attempt::{Command, ProctorAction, next_deadline};
use crate::domain::board::{Line, Standing};
use crate::domain::form::Form;
use crate::domain::session::Enrolment;
use crate::domain::time::Instant;
use crate::telemetry::metrics::Metrics;

/// Between tries when a store is unavailable.
const RETRY: Duration = Duration::from_secs(1);

/// A timer never sleeps longer: deadlines move, and a machine may have slept.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// A record store that does not answer must not keep the candidate from reading the closing page.
const FINALISING: Duration = Duration::from_secs(2);

/// What the task is made of.
pub struct Parts {
    pub owner: Owner,
    pub enrolment: Arc<Enrolment>,
    pub form: Arc<Form>,
    pub finaliser: Arc<Finaliser>,
    pub checkpoints: Arc<dyn CheckpointStore>,
    pub roster: Arc<Roster>,
    pub clock: Arc<dyn Clock>,
    pub metrics: Arc<Metrics>,
}

/// Starts the task.
pub fn spawn(parts: Parts) -> AttemptHandle {
    let (handle, ends) = AttemptHandle::new(parts.owner.attempt());
    let task = AttemptTask {
        parts,
        public: ends.public,
        current: None,
        next_connection: 1,
        stalled: false,
        told: None,
        recorded: None,
        settled: None,
    };
    tokio::spawn(Box::new(task).run(ends.messages));
    handle
}

struct AttemptTask {
    parts: Parts,
    public: watch::Sender<Public>,
    current: Option<(u64, oneshot::Sender<Removal>)>,
    next_connection: u64,
    /// The checkpoint refused the last try: wait before the next one that time causes.
    stalled: bool,
    /// What the board was told last.
    told: Option<Standing>,
    /// Number of events that the record store's final record holds.
    recorded: Option<u64>,
    /// The same, as the checkpoint was told.
    settled: Option<u64>,
}

/// Whether the loop goes on.
enum Next {
    Serve,
    End,
}

impl AttemptTask {
    /// Boxed: by value the task would stand in its future twice.
    async fn run(mut self: Box<Self>, mut messages: mpsc::Receiver<Message>) {
        self.tell();
        // An adopted attempt may be overdue, or miss its final record.
        if matches!(Box::pin(self.on_timer()).await, Next::End) {
            return;
        }
        // Work is boxed: a task that waits, as most do most of the time, keeps no room for it.
        loop {
            let next = tokio::select! {
                message = messages.recv() => match message {
                    Some(message) => Box::pin(self.handle(message)).await,
                    None => Next::End,
                },
                () = tokio::time::sleep(self.sleep()) => Box::pin(self.on_timer()).await,
            };
            if matches!(next, Next::End) {
                return;
            }
        }
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Command(command, reply) => return self.command(command, reply).await,
            Message::Attach(reply) => return self.attach(reply).await,
            Message::Detach { connection } => self.detach(connection),
            Message::Contact { connection } => {
                if self.is_current(connection) {
                    self.heard();
                    self.tell();
                }
            }
            Message::Fenced { epoch, why } => return self.fenced(epoch, why),
            Message::Look(reply) => {
                if self.is_lost().await {
                    return Next::End;
                }
                let _ = reply.send(self.parts.owner.attempt().clone());
            }
            Message::Nudge => return self.on_timer().await,
            Message::Stop => {
                // A record store that was slow a moment ago may take it now; if not, the checkpoint keeps it.
                self.finalise_if_closed().await;
                return Next::End;
            }
        }
        Next::Serve
    }

    async fn command(&mut self, command: Box<Command>, reply: oneshot::Sender<Reply>) -> Next {
        let now = self.now();
        let after = Aftermath::of(&command);
        if after.is_contact {
            self.heard();
        }
        let outcome = self.parts.owner.command(now, command).await;
        let mut next = self.after_owner(outcome);
        if outcome.is_ok() && after.resets_login {
            self.remove_current(Removal::LoginReset);
        }
        if outcome.is_ok() && after.releases && self.parts.owner.line().connected {
            let resumed = self.parts.owner.command(now, Command::Attach).await;
            next = self.after_owner(resumed);
        }
        let _ = reply.send(outcome);
        self.finalise_if_closed().await;
        next
    }

    async fn attach(&mut self, reply: oneshot::Sender<Attached>) -> Next {
        if self.is_lost().await {
            return Next::End;
        }
        let now = self.now();
        self.remove_current(Removal::Replaced);
        let (remove, removed) = oneshot::channel();
        let connection = self.next_connection;
        self.next_connection += 1;
        self.current = Some((connection, remove));
        let connections = self.parts.owner.line().connections + 1;
        self.parts.owner.set_line(Line { connected: true, connections, last_contact: Some(now), lost_at: None });
        if connections > 1 {
            self.parts.metrics.reconnects_total.inc();
        }
        // Without a durable "arrived" or "resumed" the candidate still sees the truth as it stands.
        let outcome = self.parts.owner.command(now, Command::Attach).await;
        let next = self.after_owner(outcome);
        let _ = reply.send(Attached { connection, attempt: self.parts.owner.attempt().clone(), removed });
        self.finalise_if_closed().await;
        next
    }

    /// Somebody else claimed the attempt, and the news did not come through. Asked before the state is shown: without an
    /// append nothing else would tell. A store that is away keeps nobody from it.
    async fn is_lost(&self) -> bool {
        matches!(self.parts.owner.holds().await, Ok(false))
    }

    fn detach(&mut self, connection: u64) {
        if self.is_current(connection) {
            self.current = None;
            self.line_lost();
        }
    }

    fn heard(&mut self) {
        let line = Line { last_contact: Some(self.now()), ..self.parts.owner.line() };
        self.parts.owner.set_line(line);
    }

    fn line_lost(&mut self) {
        let line = Line { connected: false, lost_at: Some(self.now()), ..self.parts.owner.line() };
        self.parts.owner.set_line(line);
        self.tell();
    }

    fn fenced(&mut self, epoch: u64, why: Why) -> Next {
        if epoch <= self.parts.owner.epoch() {
            return Next::Serve;
        }
        if let Some((_, remove)) = self.current.take() {
            let _ = remove.send(match why {
                Why::Attached => Removal::Replaced,
                Why::Adopted => Removal::Moved,
            });
        }
        Next::End
    }

    fn is_current(&self, connection: u64) -> bool {
        self.current.as_ref().is_some_and(|(current, _)| *current == connection)
    }

    fn remove_current(&mut self, removal: Removal) {
        if let Some((_, remove)) = self.current.take() {
            let _ = remove.send(removal);
            self.line_lost();
        }
    }

    /// Tells everybody who watches; ends the task when another owner took the attempt.
    fn after_owner<T: Copy>(&mut self, outcome: Result<T, Refusal>) -> Next {
        if matches!(outcome, Err(Refusal::NotOwner)) {
            tracing::info!(attempt = %self.parts.enrolment.attempt, "another owner took the attempt");
            return Next::End;
        }
        self.tell();
        self.stalled = matches!(outcome, Err(Refusal::Unavailable));
        Next::Serve
    }

    async fn on_timer(&mut self) -> Next {
        let outcome = self.parts.owner.tick(self.now()).await;
        let next = self.after_owner(outcome);
        self.finalise_if_closed().await;
        next
    }

    /// Final record first, then the checkpoint's word that nothing is left to do. Each can run twice.
    async fn finalise_if_closed(&mut self) {
        let seq = self.parts.owner.attempt().seq;
        if self.is_settled() {
            return;
        }
        if self.recorded != Some(seq) && !self.finalise().await {
            return;
        }
        self.recorded = Some(seq);
        match self.parts.checkpoints.settled(self.parts.owner.place(), seq).await {
            Ok(()) => self.settled = Some(seq),
            Err(error) => tracing::warn!(attempt = %self.parts.enrolment.attempt, %error, "not marked as recorded"),
        }
    }

    async fn finalise(&self) -> bool {
        let (enrolment, form) = (&self.parts.enrolment, &self.parts.form);
        let storing = self.parts.finaliser.finalise(enrolment, form, self.parts.owner.attempt());
        let stored = tokio::time::timeout(FINALISING, storing).await;
        let done = matches!(stored, Ok(Ok(())));
        let result = if done { "done" } else { "retried" };
        self.parts.metrics.finalisations_total.with_label_values(&[result]).inc();
        match stored {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(attempt = %enrolment.attempt, %error, "final record not stored yet"),
            Err(_) => tracing::error!(attempt = %enrolment.attempt, "the record store does not answer"),
        }
        done
    }

    /// Nothing is left to do for the record: the attempt is open, or its record is stored and marked so.
    fn is_settled(&self) -> bool {
        let attempt = self.parts.owner.attempt();
        !attempt.is_closed() || self.settled == Some(attempt.seq)
    }

    fn sleep(&self) -> Duration {
        let attempt = self.parts.owner.attempt();
        if self.stalled || !self.is_settled() {
            return RETRY;
        }
        let Some(deadline) = next_deadline(attempt, self.parts.owner.plan()) else { return LONGEST_SLEEP };
        // One millisecond past: `due` is empty at the deadline itself.
        let wait = deadline.0.saturating_sub(self.now().0).saturating_add(1);
        Duration::from_millis(u64::try_from(wait).unwrap_or(0)).min(LONGEST_SLEEP)
    }

    fn now(&self) -> Instant {
        self.parts.clock.now()
    }

    fn tell(&mut self) {
        let standing = self.parts.owner.standing();
        if self.told.as_ref() != Some(&standing) {
            self.parts.owner.tell(&self.parts.roster);
            let before = self.told.as_ref().map_or(standing.outage_credit, |told| told.outage_credit);
            if standing.outage_credit != before {
                let given_back_ms = standing.outage_credit.0 - before.0;
                tracing::info!(attempt = %self.parts.enrolment.attempt, given_back_ms, "outage credit");
            }
            self.told = Some(standing);
        }
        let attempt = self.parts.owner.attempt();
        self.public.send_if_modified(|public| {
            let shown = &public.progress;
            let changed = public.phase != attempt.phase
                || public.notes.len() != attempt.notes.len()
                || shown.offered != attempt.offered.len()
                || shown.open_item.as_ref() != attempt.open_item();
            if changed {
                *public = Public::of(attempt);
            }
            changed
        });
    }
}

/// What the task does after a command succeeded.
struct Aftermath {
    is_contact: bool,
    resets_login: bool,
    releases: bool,
}

impl Aftermath {
    fn of(command: &Command) -> Self {
        Self {
            is_contact: matches!(command, Command::Candidate { .. }),
            resets_login: matches!(command, Command::Proctor { action: ProctorAction::ResetLogin, .. }),
            releases: matches!(command, Command::Proctor { action: ProctorAction::Resume, .. }),
        }
    }
}
