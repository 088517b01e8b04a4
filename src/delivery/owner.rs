//! One attempt in the hands of its owner: decide → checkpoint → apply. No mailbox, no timer, no clock here, so that
//! the simulation drives exactly this code in virtual time.

use std::borrow::Cow;
use std::sync::Arc;

use super::outages::Outages;
use super::ports::{Append, AppendError, BoardRow, CheckpointStore, Due, Place, StoreError, Why};
use super::roster::Roster;
use crate::domain::attempt::{
    Attempt, Command, Event, Phase, Plan, Rejection, apply, decide, elapse, next_deadline, replay,
};
use crate::domain::board::{Line, Standing};
use crate::domain::ids::{NodeId, OwnerId};
use crate::domain::time::Instant;

/// Who claims an attempt, and with what.
#[derive(Clone)]
pub struct Title {
    pub place: Place,
    pub own: OwnerId,
    pub node: NodeId,
    pub plan: Arc<Plan>,
    pub store: Arc<dyn CheckpointStore>,
    pub outages: Arc<Outages>,
}

#[derive(Clone)]
pub struct Owner {
    title: Title,
    epoch: u64,
    /// Since when the attempt is in these hands.
    since: Instant,
    /// What is durable.
    attempt: Attempt,
    line: Line,
    /// The newest row that went out, with an append or by the roster; `None`: nobody knows what the others heard last.
    published: Option<BoardRow>,
    /// Counts what was told of the attempt, for [`BoardRow::version`].
    told: u64,
    /// False after an append whose outcome is unknown, until the log has been read again: nothing is decided on a
    /// state that may be behind.
    certain: bool,
}

/// Why a command was not acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The rules say no; saying it again changes nothing.
    Rejected(Rejection),
    /// Not durable: send it again.
    Unavailable,
    /// Another node owns the attempt now.
    NotOwner,
}

impl Owner {
    /// Takes the attempt over from whoever had it and rebuilds its state from the log.
    pub async fn claim(title: Title, why: Why, now: Instant) -> Result<Self, StoreError> {
        let claim = title.store.claim(&title.place, &title.own, why).await?;
        title.outages.answered(now);
        let attempt = replay(&title.plan, &claim.events);
        let line = Line::default();
        Ok(Self { title, epoch: claim.epoch, since: now, attempt, line, published: None, told: 0, certain: true })
    }

    pub fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    pub fn plan(&self) -> &Plan {
        &self.title.plan
    }

    pub fn place(&self) -> &Place {
        &self.title.place
    }

    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// False: the outcome of the last append is not known yet.
    pub fn is_certain(&self) -> bool {
        self.certain
    }

    pub fn line(&self) -> Line {
        self.line
    }

    pub fn set_line(&mut self, line: Line) {
        self.line = line;
    }

    /// What the board shows of the attempt now.
    pub fn standing(&self) -> Standing {
        standing(&self.attempt, &self.title.plan, self.line)
    }

    /// Tells the roster, which tells the other nodes unless they heard with the last append.
    pub fn tell(&mut self, roster: &Roster) {
        let standing = self.standing();
        match &self.published {
            Some(row) if row.standing == standing => roster.set(row.clone()),
            _ => {
                let row = self.row_of(standing);
                self.published = Some(row.clone());
                roster.tell(row);
            }
        }
    }

    /// `Ok` with the new sequence number: durable and applied, now or (a repeat) before.
    pub async fn command(&mut self, now: Instant, command: impl Into<Box<Command>>) -> Result<u64, Refusal> {
        // Boxed, so that little is carried over the waits.
        let command = command.into();
        self.tick(now).await?;
        match decide(&self.attempt, &self.title.plan, now, *command) {
            Ok(events) => self.persist(now, events).await?,
            // No append tells that somebody else has taken the attempt on, and a "no" makes the candidate drop an answer.
            Err(rejection) => return Err(self.confirmed(rejection).await),
        }
        Ok(self.attempt.seq)
    }

    /// Whether the attempt is in these hands still: somebody may have claimed it while this node slept or was cut off.
    pub async fn holds(&self) -> Result<bool, StoreError> {
        Ok(self.title.store.owner(&self.title.place).await?.as_ref() == Some(&self.title.own))
    }

    async fn confirmed(&self, rejection: Rejection) -> Refusal {
        match self.holds().await {
            Ok(true) => Refusal::Rejected(rejection),
            Ok(false) => Refusal::NotOwner,
            Err(_) => Refusal::Unavailable,
        }
    }

    /// Does what time and outages cause; true when something changed.
    pub async fn tick(&mut self, now: Instant) -> Result<bool, Refusal> {
        if !self.certain {
            self.read_again(now).await?;
        }
        let outages = self.title.outages.since(self.since, now);
        let events = elapse(&self.attempt, &self.title.plan, now, &outages);
        let changed = !events.is_empty();
        self.persist(now, events).await?;
        Ok(changed)
    }

    async fn persist(&mut self, now: Instant, events: Vec<Event>) -> Result<(), Refusal> {
        if events.is_empty() {
            return Ok(());
        }
        let events: Arc<[Event]> = events.into();
        let append = self.append(events.clone());
        let row = append.row.clone();
        match self.title.store.append(append).await {
            Ok(()) => {
                self.title.outages.answered(now);
                self.published = row.or(self.published.take());
                events.iter().for_each(|event| apply(&mut self.attempt, &self.title.plan, event));
                Ok(())
            }
            Err(AppendError::Conflict) => Err(Refusal::NotOwner),
            Err(AppendError::Unknown(_)) => self.find_out(now, &events).await,
            Err(AppendError::Unavailable(_)) => Err(Refusal::Unavailable),
        }
    }

    fn append(&mut self, events: Arc<[Event]>) -> Append {
        let after = self.after(&events);
        let (closed, due) = (after.is_closed(), self.due(&after));
        let standing = standing(&after, &self.title.plan, self.line);
        let is_urgent = closed || self.is_news(&standing);
        Append {
            place: self.title.place.clone(),
            epoch: self.epoch,
            expected_seq: self.attempt.seq,
            expected_closed: self.attempt.is_closed(),
            events,
            closed,
            due,
            row: is_urgent.then(|| self.row_of(standing)),
        }
    }

    /// The state with the events in it, as far as an append asks for it: progress moves no deadline, and its row follows
    /// within a second, so that the many events of it need no copy of the state.
    fn after(&self, events: &[Event]) -> Cow<'_, Attempt> {
        if events.iter().all(|event| event.kind.is_progress()) {
            return Cow::Borrowed(&self.attempt);
        }
        let mut after = self.attempt.clone();
        events.iter().for_each(|event| apply(&mut after, &self.title.plan, event));
        Cow::Owned(after)
    }

    /// Progress can wait for the next round. What ends an attempt cannot: nobody may be there to tell it then.
    fn is_news(&self, after: &Standing) -> bool {
        let is_progress = |row: &BoardRow| row.standing.differs_only_in_progress(after);
        !self.published.as_ref().is_some_and(is_progress)
    }

    /// What stands in the list is what the log so far asks for, so that only a change has to be said. A closed attempt is
    /// the exception: it is struck off once it is recorded, and comes back with every event after that.
    fn due(&self, after: &Attempt) -> Due {
        let is_closed = after.is_closed();
        let (before, after) = (due_at(&self.attempt, &self.title.plan), due_at(after, &self.title.plan));
        match after {
            _ if before == after && !is_closed => Due::Unchanged,
            Some(at) => Due::At(at),
            None => Due::Nothing,
        }
    }

    fn row_of(&mut self, standing: Standing) -> BoardRow {
        self.told += 1;
        BoardRow {
            attempt: self.title.place.attempt.clone(),
            epoch: self.epoch,
            version: self.told,
            node: self.title.node.clone(),
            standing,
        }
    }

    /// After an append with an unknown outcome the log is the truth.
    async fn find_out(&mut self, now: Instant, events: &[Event]) -> Result<(), Refusal> {
        self.certain = false;
        let before = usize::try_from(self.attempt.seq).unwrap_or(usize::MAX);
        let log = self.read_again(now).await?;
        let written = log.get(before..before + events.len()) == Some(events);
        if written { Ok(()) } else { Err(Refusal::Unavailable) }
    }

    /// Claims the attempt anew, unless somebody else did, and rebuilds the state.
    async fn read_again(&mut self, now: Instant) -> Result<Vec<Event>, Refusal> {
        let reclaimed = self.title.store.reclaim(&self.title.place, &self.title.own).await;
        let claim = reclaimed.map_err(|_| Refusal::Unavailable)?.ok_or(Refusal::NotOwner)?;
        self.title.outages.answered(now);
        self.epoch = claim.epoch;
        self.attempt = replay(&self.title.plan, &claim.events);
        self.published = None;
        self.certain = true;
        Ok(claim.events)
    }
}

/// When somebody has to look at the attempt, if nobody does anything: at its deadline, or at once for its record.
fn due_at(attempt: &Attempt, plan: &Plan) -> Option<Instant> {
    match &attempt.phase {
        Phase::Closed { at, .. } => Some(*at),
        _ => next_deadline(attempt, plan),
    }
}

fn standing(attempt: &Attempt, plan: &Plan, line: Line) -> Standing {
    Standing::of(attempt, plan.items_of(attempt), plan.admission_required, line)
}
