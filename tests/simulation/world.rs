//! The world around the server: virtual time, lines that drop requests and replies, crashes, proctors.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use ukur::delivery::finaliser::Finaliser;
use ukur::delivery::owner::{Owner, Refusal};
use ukur::domain::attempt::{CandidateAction, Command, ProctorAction};
use ukur::domain::ids::OwnerId;
use ukur::domain::scoring::PartialCredit;
use ukur::domain::time::{Instant, Span};

use crate::auditor::Auditor;
use crate::client::Client;
use crate::setting::{OPENS, Place, Setting};
use crate::stores::{Faults, SimStore};

/// What a run met; a run is compared with its replay by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub answers_acked: u64,
    pub rejected: u64,
    pub requests_dropped: u64,
    pub replies_dropped: u64,
    pub doubled: u64,
    pub crashes: u64,
    pub zombies_fenced: u64,
    pub interventions: u64,
    pub store: Faults,
}

impl Tally {
    pub fn add(&mut self, other: &Self) {
        self.answers_acked += other.answers_acked;
        self.rejected += other.rejected;
        self.requests_dropped += other.requests_dropped;
        self.replies_dropped += other.replies_dropped;
        self.doubled += other.doubled;
        self.crashes += other.crashes;
        self.zombies_fenced += other.zombies_fenced;
        self.interventions += other.interventions;
        self.store.refused += other.store.refused;
        self.store.unknown_applied += other.store.unknown_applied;
        self.store.unknown_lost += other.store.unknown_lost;
        self.store.fenced += other.store.fenced;
        self.store.record_failures += other.store.record_failures;
    }

    pub fn faults(&self) -> [(&'static str, u64); 11] {
        [
            ("acked answer", self.answers_acked),
            ("rejection", self.rejected),
            ("dropped request", self.requests_dropped),
            ("dropped reply", self.replies_dropped),
            ("doubled request", self.doubled),
            ("crash", self.crashes),
            ("fenced zombie", self.zombies_fenced),
            ("intervention", self.interventions),
            ("unknown append that applied", self.store.unknown_applied),
            ("unknown append that did not", self.store.unknown_lost),
            ("failure of the record store", self.store.record_failures),
        ]
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// The candidate does something on one of their computers.
    Act {
        place: usize,
        client: usize,
    },
    /// A request reaches the server.
    Arrive {
        place: usize,
        client: usize,
        client_seq: u64,
    },
    /// The browser sends again what it still has.
    Resend {
        place: usize,
        client: usize,
    },
    Intervene {
        place: usize,
    },
    Tick {
        place: usize,
    },
    Crash,
}

struct Table {
    place: Place,
    clients: Vec<Client>,
    owner: Option<Owner>,
    /// Owners from before a crash that do not know it: they must never write again.
    zombies: Vec<Owner>,
    finalised: bool,
}

pub struct World {
    rng: ChaCha8Rng,
    now: Instant,
    queue: BinaryHeap<Reverse<(Instant, u64, Step)>>,
    queued: u64,
    owners: u64,
    setting: Setting,
    store: Arc<SimStore>,
    tables: Vec<Table>,
    auditor: Auditor,
    tally: Tally,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let setting = Setting::draw(&mut rng);
        let tables = (0..rng.random_range(1..4))
            .map(|number| Table {
                place: setting.place(number, &mut rng),
                clients: vec![Client::new("laptop"), Client::new("spare")],
                owner: None,
                zombies: Vec::new(),
                finalised: false,
            })
            .collect();
        let store = SimStore::new(seed);
        let mut world = Self {
            rng,
            now: OPENS,
            queue: BinaryHeap::new(),
            queued: 0,
            owners: 0,
            setting,
            store,
            tables,
            auditor: Auditor::default(),
            tally: Tally::default(),
        };
        world.schedule();
        world
    }

    pub async fn run(mut self) -> Tally {
        self.store.set_trouble(self.rng.random_range(0..200));
        while let Some(Reverse((at, _, step))) = self.queue.pop() {
            self.now = self.now.max(at);
            self.step(step).await;
        }
        self.settle().await;
        self.audit();
        self.tally.store = self.store.faults();
        self.tally
    }

    fn schedule(&mut self) {
        let end = self.setting.session.closes + Span::minutes(5);
        let length = (end - OPENS).0;
        for place in 0..self.tables.len() {
            self.tables[place].clients[0].put(CandidateAction::Start);
            for _ in 0..self.rng.random_range(10..60) {
                let at = OPENS + Span(self.rng.random_range(0..length));
                // Mostly one computer; the spare takes part now and then.
                let client = usize::from(self.rng.random_range(0..5) == 0);
                self.push(at, Step::Act { place, client });
            }
            for client in 0..2 {
                for _ in 0..20 {
                    let at = OPENS + Span(self.rng.random_range(0..length));
                    self.push(at, Step::Resend { place, client });
                }
            }
            for _ in 0..self.rng.random_range(2..8) {
                let at = OPENS + Span(self.rng.random_range(0..length));
                self.push(at, Step::Intervene { place });
            }
            for minute in 0..length / 60_000 {
                self.push(OPENS + Span::minutes(minute), Step::Tick { place });
            }
        }
        for _ in 0..self.rng.random_range(0..4) {
            let at = OPENS + Span(self.rng.random_range(0..length));
            self.push(at, Step::Crash);
        }
    }

    fn push(&mut self, at: Instant, step: Step) {
        self.queued += 1;
        self.queue.push(Reverse((at, self.queued, step)));
    }

    async fn step(&mut self, step: Step) {
        match step {
            Step::Act { place, client } => {
                let table = &mut self.tables[place];
                let seq = table.clients[client].act(&table.place.plan, &mut self.rng);
                self.send(place, client, seq);
            }
            Step::Resend { place, client } => {
                for (seq, _) in self.tables[place].clients[client].pending() {
                    self.send(place, client, seq);
                }
            }
            Step::Arrive { place, client, client_seq } => self.arrive(place, client, client_seq).await,
            Step::Intervene { place } => self.intervene(place).await,
            Step::Tick { place } => self.tick(place).await,
            Step::Crash => self.crash(),
        }
    }

    /// Puts a request on the line: delayed, sometimes dropped, sometimes doubled, in no certain order.
    fn send(&mut self, place: usize, client: usize, client_seq: u64) {
        if self.rng.random_range(0..100) < 10 {
            self.tally.requests_dropped += 1;
            return;
        }
        let copies = if self.rng.random_range(0..100) < 5 { 2 } else { 1 };
        self.tally.doubled += copies - 1;
        for _ in 0..copies {
            let at = self.now + Span(self.rng.random_range(1..3_000));
            self.push(at, Step::Arrive { place, client, client_seq });
        }
    }

    async fn arrive(&mut self, place: usize, client: usize, client_seq: u64) {
        // A late copy of something the browser has settled is on the line all the same; the log decides.
        let Some(action) = self.tables[place].clients[client].get(client_seq).cloned() else { return };
        let id = self.tables[place].clients[client].id.clone();
        let command = Command::Candidate { client: id.clone(), client_seq, action: action.clone() };
        let Some(reply) = self.command(place, command).await else { return };
        match (&reply, &action) {
            (Ok(_), CandidateAction::Answer { item, response, .. }) => {
                self.tally.answers_acked += 1;
                let table = &self.tables[place];
                let log = self.store.log(&table.place.enrolment.attempt);
                self.auditor.acked(place, &id, client_seq, item, response.as_ref(), &log);
            }
            (Err(Refusal::Rejected(_)), _) => self.tally.rejected += 1,
            _ => {}
        }
        if self.rng.random_range(0..100) < 10 {
            self.tally.replies_dropped += 1;
            return;
        }
        self.tables[place].clients[client].hear(client_seq, reply);
    }

    async fn command(&mut self, place: usize, command: Command) -> Option<Result<u64, Refusal>> {
        if self.tables[place].owner.is_none() {
            self.owners += 1;
            let table = &self.tables[place];
            let claimed = Owner::claim(
                table.place.enrolment.attempt.clone(),
                OwnerId::new(format!("owner-{}", self.owners)),
                table.place.plan.clone(),
                self.store.clone(),
            );
            let mut owner = claimed.await.ok()?;
            let _ = owner.command(self.now, Command::Attach).await;
            self.tables[place].owner = Some(owner);
            self.wake_zombies(place, &command).await;
        }
        let now = self.now;
        let reply = self.tables[place].owner.as_mut()?.command(now, command).await;
        assert!(reply != Err(Refusal::NotOwner), "the only living owner lost its attempt");
        Some(reply)
    }

    /// An old owner that wakes up with a command in hand must find that it owns nothing (I3).
    async fn wake_zombies(&mut self, place: usize, command: &Command) {
        for mut zombie in std::mem::take(&mut self.tables[place].zombies) {
            let before = self.store.log(&self.tables[place].place.enrolment.attempt);
            let seq = zombie.attempt().seq;
            let reply = zombie.command(self.now, command.clone()).await;
            let after = self.store.log(&self.tables[place].place.enrolment.attempt);
            assert_eq!(before, after, "a fenced owner wrote");
            match reply {
                Err(Refusal::NotOwner) => self.tally.zombies_fenced += 1,
                Ok(_) => assert_eq!(zombie.attempt().seq, seq, "a fenced owner acknowledged something new"),
                Err(_) => {}
            }
        }
    }

    async fn intervene(&mut self, place: usize) {
        let action = match self.rng.random_range(0..9) {
            0 | 1 => ProctorAction::Start,
            2 => ProctorAction::Admit,
            3 => ProctorAction::Suspend,
            4 | 5 => ProctorAction::Resume,
            6 => ProctorAction::Extend { added: Span::minutes(self.rng.random_range(1..5)) },
            7 => ProctorAction::Message { text: "pesan".into() },
            _ => ProctorAction::ResetLogin,
        };
        let resumes = action == ProctorAction::Resume;
        let command = Command::Proctor { by: "pengawas".into(), reason: "uji".into(), action };
        if let Some(Ok(_)) = self.command(place, command).await {
            self.tally.interventions += 1;
            if resumes {
                let _ = self.command(place, Command::Attach).await;
            }
        }
    }

    async fn tick(&mut self, place: usize) {
        let now = self.now;
        if let Some(owner) = &mut self.tables[place].owner {
            let _ = owner.tick(now).await;
        }
        self.finalise(place).await;
    }

    fn crash(&mut self) {
        self.tally.crashes += 1;
        for table in &mut self.tables {
            table.zombies.extend(table.owner.take());
        }
    }

    async fn finalise(&mut self, place: usize) {
        let table = &self.tables[place];
        let Some(owner) = &table.owner else { return };
        if table.finalised || !owner.attempt().is_closed() {
            return;
        }
        let finaliser = Finaliser {
            session: self.setting.session.id.clone(),
            bank: self.setting.bank.clone(),
            blueprint: self.setting.blueprint.clone(),
            scoring: Arc::new(PartialCredit),
            records: self.store.clone(),
        };
        let done = finaliser.finalise(&table.place.enrolment, &table.place.form, owner.attempt()).await.is_ok();
        self.tables[place].finalised = done;
    }

    /// The trouble ends; a proctor ends what still waits; everything must converge.
    async fn settle(&mut self) {
        self.store.set_trouble(0);
        self.now = self.now + Span::minutes(600);
        for place in 0..self.tables.len() {
            self.tables[place].finalised = false;
            let _ = self.command(place, Command::Attach).await;
            let end = |action| Command::Proctor { by: "pengawas".into(), reason: "selesai".into(), action };
            let _ = self.command(place, end(ProctorAction::End)).await;
            let _ = self.command(place, end(ProctorAction::Void)).await;
            self.tick(place).await;
            assert!(self.tables[place].finalised, "attempt {place} is stuck");
        }
    }

    fn audit(&self) {
        let mut logs = BTreeMap::new();
        for (place, table) in self.tables.iter().enumerate() {
            let attempt = &table.place.enrolment.attempt;
            logs.insert(place, self.store.log(attempt));
            let record = self.store.final_record(attempt).expect("a final record");
            self.auditor.judge(place, &logs[&place], &record, &table.place, &self.setting);
        }
    }
}
