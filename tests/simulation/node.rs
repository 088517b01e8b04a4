//! One node: a clock of its own, the owners it holds, and what it does every round. The owners, the outages and the
//! finaliser are the real ones; the mailboxes and timers around them are not needed in virtual time.

use std::collections::BTreeMap;
use std::sync::Arc;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use ukur::delivery::finaliser::Finaliser;
use ukur::delivery::outages::Outages;
use ukur::delivery::owner::{Owner, Refusal, Title};
use ukur::delivery::ports::{self, CheckpointStore, Why};
use ukur::delivery::roster::Roster;
use ukur::domain::attempt::{Attempt, Command};
use ukur::domain::board::{Line, Standing};
use ukur::domain::ids::{AttemptId, NodeId, OwnerId, SessionId};
use ukur::domain::scoring::PartialCredit;
use ukur::domain::session::Enrolment;
use ukur::domain::time::{Instant, Span};

use crate::client::Shown;
use crate::setting::{Place, Setting};
use crate::stores::{Link, SimStore};

pub struct Node {
    number: usize,
    /// Counts its runs: a node that starts again is another one.
    run: u64,
    owners_made: u64,
    skew: Span,
    is_up: bool,
    last_sign: Option<Instant>,
    link: Arc<Link>,
    records: Arc<SimStore>,
    outages: Arc<Outages>,
    owners: BTreeMap<usize, Held>,
    roster: Roster,
    /// Owners of earlier runs that do not know it: they must never write again.
    zombies: Vec<(usize, Owner)>,
    finaliser: Finaliser,
}

struct Held {
    owner: Owner,
    place: ports::Place,
    settled: Option<u64>,
    /// What the board was told last.
    told: Option<Standing>,
    parts: (Enrolment, ukur::domain::form::Form),
}

impl Held {
    /// As the attempt's task does after everything.
    fn tell(&mut self, roster: &Roster) {
        let standing = self.owner.standing();
        if self.told.as_ref() != Some(&standing) {
            self.owner.tell(roster);
            self.told = Some(standing);
        }
    }
}

impl Node {
    pub fn new(
        number: usize,
        store: &Arc<SimStore>,
        setting: &Setting,
        enrolled: &[Enrolment],
        rng: &mut ChaCha8Rng,
    ) -> Self {
        Self {
            number,
            run: 1,
            owners_made: 0,
            // What a badly kept clock may be off.
            skew: Span(rng.random_range(-2_000..2_000)),
            is_up: true,
            last_sign: None,
            link: Arc::new(Link { store: store.clone(), node: number }),
            records: store.clone(),
            outages: Arc::default(),
            owners: BTreeMap::new(),
            roster: roster(enrolled),
            zombies: Vec::new(),
            finaliser: Finaliser {
                session: setting.session.id.clone(),
                bank: setting.bank.clone(),
                blueprint: setting.blueprint.clone(),
                scoring: Arc::new(PartialCredit),
                records: store.clone(),
            },
        }
    }

    fn clock(&self, now: Instant) -> Instant {
        now + self.skew
    }

    /// Stops in the middle of everything; a stopped process may go on later without knowing that it was gone.
    pub fn crash(&mut self) {
        self.is_up = false;
        let owners = std::mem::take(&mut self.owners);
        self.zombies.extend(owners.into_iter().map(|(place, held)| (place, held.owner)));
    }

    pub fn start(&mut self, _: &Setting) {
        if !self.is_up {
            self.is_up = true;
            self.run += 1;
            self.outages = Arc::default();
        }
    }

    /// Whether the others take it for alive.
    pub fn seen(&self, now: Instant, lease: Span) -> bool {
        self.last_sign.is_some_and(|last| now - last <= lease)
    }

    /// Owns the attempt; true when somebody had to be asked for it.
    pub async fn own(&mut self, place: usize, at: &Place, now: Instant) -> bool {
        if !self.is_up || self.owners.contains_key(&place) {
            return false;
        }
        self.owners_made += 1;
        let key = ports::Place { session: at.enrolment.session.clone(), attempt: at.enrolment.attempt.clone() };
        let node = format!("{}-{}", self.number, self.run);
        let title = Title {
            place: key.clone(),
            own: OwnerId::new(format!("{node}/{}", self.owners_made)),
            node: NodeId::new(node),
            plan: at.plan.clone(),
            store: self.link.clone(),
            outages: self.outages.clone(),
        };
        // As the supervisor does: the stamp comes before the claim.
        if self.beat(&key.session, now).await.is_none() {
            return false;
        }
        let Ok(owner) = Owner::claim(title, Why::Attached, self.clock(now)).await else { return false };
        let parts = (at.enrolment.clone(), at.form.clone());
        let mut held = Held { owner, place: key, settled: None, told: None, parts };
        held.tell(&self.roster);
        self.owners.insert(place, held);
        true
    }

    /// `None`: this node does not serve the attempt, or not any more.
    pub async fn command(&mut self, place: usize, now: Instant, command: Command) -> Option<Result<u64, Refusal>> {
        self.wake_zombies(place, now, &command).await;
        if !self.is_up {
            return None;
        }
        let now = self.clock(now);
        let held = self.owners.get_mut(&place)?;
        let reply = held.owner.command(now, command).await;
        if reply == Err(Refusal::NotOwner) {
            self.owners.remove(&place);
        } else {
            held.tell(&self.roster);
        }
        Some(reply)
    }

    /// What an adaptive test shows whoever comes to this node now; nothing while the owner is not certain.
    pub fn shown(&self, place: usize) -> Shown {
        let Some(held) = self.owners.get(&place).filter(|held| held.owner.is_certain()) else { return Shown::Nothing };
        let attempt = held.owner.attempt();
        match attempt.open_item() {
            Some(item) => Shown::Item(item.clone()),
            None if attempt.items_ended.is_some() => Shown::End,
            None => Shown::Nothing,
        }
    }

    /// An old owner that wakes up with a command in hand must find that it owns nothing once somebody took over (I3).
    async fn wake_zombies(&mut self, place: usize, now: Instant, command: &Command) {
        if self.owners.contains_key(&place) {
            for (at, mut zombie) in std::mem::take(&mut self.zombies) {
                if at != place {
                    self.zombies.push((at, zombie));
                    continue;
                }
                let attempt = zombie.place().attempt.clone();
                let (before, seq) = (self.records.log(&attempt), zombie.attempt().seq);
                let reply = zombie.command(now, command.clone()).await;
                assert_eq!(before, self.records.log(&attempt), "a fenced owner wrote");
                if reply.is_ok() {
                    assert_eq!(zombie.attempt().seq, seq, "a fenced owner acknowledged something new");
                }
            }
        }
    }

    /// The node that owns the attempt as the store says; `None`: the store does not say.
    pub async fn owner_of(&self, attempt: &AttemptId, setting: &Setting) -> Option<Option<usize>> {
        if !self.is_up {
            return None;
        }
        let place = ports::Place { session: setting.session.id.clone(), attempt: attempt.clone() };
        let owner = self.link.owner(&place).await.ok()?;
        Some(owner.map(|owner| self.number_of(&owner)))
    }

    /// A node of an earlier run is nobody: an impossible number.
    fn number_of(&self, owner: &OwnerId) -> usize {
        let node = owner.as_str().split('/').next().unwrap_or_default();
        let (number, run) = node.split_once('-').unwrap_or_default();
        let number: usize = number.parse().unwrap_or(usize::MAX);
        let is_earlier = number == self.number && run != self.run.to_string();
        if is_earlier { self.number } else { number }
    }

    async fn beat(&mut self, session: &SessionId, now: Instant) -> Option<()> {
        let clock = self.clock(now);
        self.outages.told(self.link.beat(session, clock).await.ok()?);
        self.outages.answered(clock);
        Some(())
    }

    /// Stamp, sign of life, and what is overdue with the number of its owner's node.
    pub async fn round(&mut self, now: Instant, setting: &Setting) -> Option<Vec<(AttemptId, usize)>> {
        if !self.is_up {
            return None;
        }
        let session = setting.session.id.clone();
        self.beat(&session, now).await?;
        self.last_sign = Some(now);
        self.post(&session).await?;
        let overdue = self.link.overdue(&session, self.clock(now), 100).await.ok()?;
        Some(overdue.into_iter().map(|(attempt, owner)| (attempt, self.number_of(&owner))).collect())
    }

    /// Tells what no append carried. From then on the board shows what this node knows, or what a later owner told.
    async fn post(&self, session: &SessionId) -> Option<()> {
        let rows = self.roster.take_untold();
        if self.link.post(session, rows.clone()).await.is_err() {
            self.roster.keep_untold(&rows);
            return None;
        }
        for held in self.owners.values().filter(|held| held.owner.is_certain()) {
            let row = self.records.row(&held.place.attempt).expect("a row");
            let is_known = row.standing == held.owner.standing() || row.epoch > held.owner.epoch();
            assert!(is_known, "the board shows {row:?}, the owner knows {:?}", held.owner.standing());
        }
        Some(())
    }

    /// What the attempts' timers do.
    pub async fn tick(&mut self, now: Instant) {
        if !self.is_up {
            return;
        }
        let now = self.clock(now);
        let mut lost = Vec::new();
        for (place, held) in &mut self.owners {
            if held.owner.tick(now).await == Err(Refusal::NotOwner) {
                lost.push(*place);
                continue;
            }
            held.tell(&self.roster);
            let attempt = held.owner.attempt();
            if attempt.is_closed() && held.settled != Some(attempt.seq) {
                let recorded = self.finaliser.finalise(&held.parts.0, &held.parts.1, attempt).await.is_ok();
                if recorded && self.link.settled(&held.place, attempt.seq).await.is_ok() {
                    held.settled = Some(attempt.seq);
                }
            }
        }
        lost.iter().for_each(|place| drop(self.owners.remove(place)));
    }

    pub async fn unsettled(&self, setting: &Setting) -> u64 {
        self.link.unsettled(&setting.session.id).await.expect("the store is back")
    }
}

fn roster(enrolled: &[Enrolment]) -> Roster {
    let untouched = Standing::of(&Attempt::default(), 0, false, Line::default());
    Roster::new(enrolled.iter().map(|enrolment| (Arc::new(enrolment.clone()), untouched.clone())))
}
