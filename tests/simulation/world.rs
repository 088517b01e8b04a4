//! The world around the nodes: virtual time with a clock for each node, lines that drop requests and replies, nodes
//! that crash or are cut off from the store, candidates who come to any node, proctors who intervene at any.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use ukur::delivery::owner::Refusal;
use ukur::domain::attempt::{CandidateAction, Command, ProctorAction};
use ukur::domain::time::{Instant, Span};

use crate::auditor::{self, Auditor};
use crate::client::{Client, Shown};
use crate::node::Node;
use crate::setting::{OPENS, Place, Setting};
use crate::stores::SimStore;
use crate::tally::Tally;

pub const NODES: usize = 2;
/// How long the others take a silent node for alive.
const LEASE: Span = Span::seconds(3);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// The candidate does something on one of their computers.
    Act {
        place: usize,
        client: usize,
    },
    /// A request reaches a node.
    Arrive {
        place: usize,
        client: usize,
        client_seq: u64,
        node: usize,
    },
    /// The browser connects anew, wherever the load balancer sends it, and sends again what it still has.
    Connect {
        place: usize,
        client: usize,
    },
    Intervene {
        place: usize,
        node: usize,
    },
    /// A proctor loads what a browser saved.
    Recover {
        place: usize,
        client: usize,
    },
    /// What a node does every second.
    Round {
        node: usize,
    },
    Crash {
        node: usize,
    },
    Start {
        node: usize,
    },
    /// A node's line to the store breaks, or every node's.
    Cut {
        node: Option<usize>,
        is_cut: bool,
    },
}

struct Table {
    place: Place,
    clients: Vec<Client>,
    /// Where each client's line goes.
    lines: Vec<usize>,
}

pub struct World {
    rng: ChaCha8Rng,
    now: Instant,
    queue: BinaryHeap<Reverse<(Instant, u64, Step)>>,
    queued: u64,
    setting: Setting,
    store: Arc<SimStore>,
    nodes: Vec<Node>,
    tables: Vec<Table>,
    /// The trouble is over.
    is_calm: bool,
    auditor: Auditor,
    tally: Tally,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let setting = Setting::draw(&mut rng);
        let tables: Vec<Table> = (0..rng.random_range(1..4))
            .map(|number| Table {
                place: setting.place(number, &mut rng),
                clients: vec![Client::new("laptop"), Client::new("spare")],
                lines: vec![rng.random_range(0..NODES), rng.random_range(0..NODES)],
            })
            .collect();
        let store = SimStore::new(seed);
        let enrolled: Vec<_> = tables.iter().map(|table| table.place.enrolment.clone()).collect();
        let nodes = (0..NODES).map(|number| Node::new(number, &store, &setting, &enrolled, &mut rng)).collect();
        let mut world = Self {
            rng,
            now: OPENS,
            queue: BinaryHeap::new(),
            queued: 0,
            setting,
            store,
            nodes,
            tables,
            is_calm: false,
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
            self.tables[place].clients[0].put(CandidateAction::Start, OPENS);
            for _ in 0..self.rng.random_range(10..60) {
                // Mostly one computer; the spare takes part now and then.
                let client = usize::from(self.rng.random_range(0..5) == 0);
                self.sometime(length, Step::Act { place, client });
            }
            for client in 0..2 {
                for _ in 0..20 {
                    self.sometime(length, Step::Connect { place, client });
                }
            }
            for _ in 0..self.rng.random_range(2..8) {
                let node = self.rng.random_range(0..NODES);
                self.sometime(length, Step::Intervene { place, node });
            }
            self.sometime(length, Step::Recover { place, client: 0 });
        }
        for node in 0..NODES {
            for second in 0..length / 2_000 {
                self.push(OPENS + Span::seconds(2 * second), Step::Round { node });
            }
        }
        self.schedule_faults(length);
    }

    fn schedule_faults(&mut self, length: i64) {
        for _ in 0..self.rng.random_range(0..4) {
            let node = self.rng.random_range(0..NODES);
            let at = self.sometime(length, Step::Crash { node });
            let back = at + Span(self.rng.random_range(500..240_000));
            self.push(back, Step::Start { node });
        }
        for _ in 0..self.rng.random_range(0..3) {
            let node = if self.rng.random() { Some(self.rng.random_range(0..NODES)) } else { None };
            let at = self.sometime(length, Step::Cut { node, is_cut: true });
            let back = at + Span(self.rng.random_range(500..600_000));
            self.push(back, Step::Cut { node, is_cut: false });
        }
    }

    fn sometime(&mut self, length: i64, step: Step) -> Instant {
        let at = OPENS + Span(self.rng.random_range(0..length));
        self.push(at, step);
        at
    }

    fn push(&mut self, at: Instant, step: Step) {
        self.queued += 1;
        self.queue.push(Reverse((at, self.queued, step)));
    }

    async fn step(&mut self, step: Step) {
        match step {
            Step::Act { place, client } => {
                let table = &mut self.tables[place];
                let seq = table.clients[client].act(&table.place.plan, self.now, &mut self.rng);
                self.send(place, client, seq);
            }
            Step::Connect { place, client } => self.connect(place, client).await,
            Step::Arrive { place, client, client_seq, node } => self.arrive(place, client, client_seq, node).await,
            Step::Intervene { place, node } => self.intervene(place, node).await,
            Step::Recover { place, client } => self.recover(place, client).await,
            Step::Round { node } => self.round(node).await,
            Step::Crash { node } => {
                self.tally.crashes += 1;
                self.nodes[node].crash();
            }
            Step::Start { node } => self.nodes[node].start(&self.setting),
            Step::Cut { node, is_cut } => {
                self.tally.cuts += u64::from(is_cut);
                let nodes = node.map_or(0..NODES, |node| node..node + 1);
                nodes.for_each(|node| self.store.cut(node, is_cut));
            }
        }
    }

    /// Puts a request on the line: delayed, sometimes dropped, sometimes doubled, in no certain order.
    fn send(&mut self, place: usize, client: usize, client_seq: u64) {
        if self.rng.random_range(0..100) < 10 {
            self.tally.requests_dropped += 1;
            return;
        }
        let node = self.tables[place].lines[client];
        let copies = if self.rng.random_range(0..100) < 5 { 2 } else { 1 };
        self.tally.doubled += copies - 1;
        for _ in 0..copies {
            let at = self.now + Span(self.rng.random_range(1..3_000));
            self.push(at, Step::Arrive { place, client, client_seq, node });
        }
    }

    async fn connect(&mut self, place: usize, client: usize) {
        // Who has submitted and heard so does not come back.
        if self.tables[place].clients[client].is_done() {
            return;
        }
        let node = self.rng.random_range(0..NODES);
        self.tables[place].lines[client] = node;
        self.attach(place, node).await;
        self.show(place, client, node);
        for (seq, _) in self.tables[place].clients[client].pending() {
            self.send(place, client, seq);
        }
    }

    /// The attempt is this node's now, if it lives and reaches the store.
    async fn attach(&mut self, place: usize, node: usize) {
        let moved = self.nodes[node].own(place, &self.tables[place].place, self.now).await;
        self.tally.takeovers += u64::from(moved);
        let _ = self.nodes[node].command(place, self.now, Command::Attach).await;
        let shown = self.nodes[node].shown(place);
        if moved && matches!(shown, Shown::Item(_)) {
            self.tally.went_on += 1;
            let log = self.store.log(&self.tables[place].place.enrolment.attempt);
            assert_eq!(auditor::turn(&log, &shown), auditor::last_turn(&log), "another item than before the move");
        }
    }

    /// The state of the attempt comes through to the page. A node that does not know yet that it owns nothing any more
    /// may be behind; what it shows was offered, in that place.
    fn show(&mut self, place: usize, client: usize, node: usize) {
        let shown = self.nodes[node].shown(place);
        if shown != Shown::Nothing {
            let log = self.store.log(&self.tables[place].place.enrolment.attempt);
            assert!(auditor::turn(&log, &shown).is_some(), "{shown:?} is not the log's");
            self.tables[place].clients[client].shown = shown;
        }
    }

    async fn arrive(&mut self, place: usize, client: usize, client_seq: u64, node: usize) {
        // A late copy of something the browser has settled is on the line all the same; the log decides.
        let Some(action) = self.tables[place].clients[client].get(client_seq).cloned() else { return };
        let id = self.tables[place].clients[client].id.clone();
        let command = Command::Candidate { client: id.clone(), client_seq, action: action.clone() };
        let Some(reply) = self.nodes[node].command(place, self.now, command).await else { return };
        match (&reply, &action) {
            (Ok(_), CandidateAction::Answer { item, response, .. }) => {
                self.tally.answers_acked += 1;
                let log = self.store.log(&self.tables[place].place.enrolment.attempt);
                self.auditor.acked(place, &id, client_seq, item, response.as_ref(), &log);
            }
            (Ok(_), CandidateAction::Confirm { item, .. }) => {
                self.tally.confirmed += 1;
                let log = self.store.log(&self.tables[place].place.enrolment.attempt);
                let shown = self.nodes[node].shown(place);
                let confirmed = auditor::turn(&log, &Shown::Item(item.clone()));
                assert!(auditor::turn(&log, &shown) > confirmed, "{shown:?} after {item} was confirmed");
                if shown == Shown::End {
                    self.tally.ended += 1;
                }
                // The next item is chosen and durable, and nobody has heard of it.
                if self.rng.random_range(0..8) == 0 {
                    self.tally.crashes += 1;
                    self.nodes[node].crash();
                    let back = self.now + Span(self.rng.random_range(500..240_000));
                    self.push(back, Step::Start { node });
                    return;
                }
            }
            // The moment at which a crash leaves most undone: closed, acknowledged, not recorded.
            (Ok(_), CandidateAction::Submit) if self.rng.random_range(0..4) == 0 => {
                self.tally.crashes += 1;
                self.nodes[node].crash();
                let back = self.now + Span(self.rng.random_range(500..240_000));
                self.push(back, Step::Start { node });
            }
            (Err(Refusal::Rejected(_)), _) => self.tally.rejected += 1,
            (Err(Refusal::NotOwner), _) => self.tally.fenced_owners += 1,
            _ => {}
        }
        if self.rng.random_range(0..100) < 10 {
            self.tally.replies_dropped += 1;
            return;
        }
        if reply.is_ok() {
            self.show(place, client, node);
        }
        self.tables[place].clients[client].hear(client_seq, reply);
    }

    /// At any node: it asks the attempt's owner if that node lives, or owns the attempt itself from now on.
    async fn command_from(&mut self, place: usize, node: usize, command: Command) -> Option<Result<u64, Refusal>> {
        let attempt = &self.tables[place].place.enrolment.attempt;
        let owner = self.nodes[node].owner_of(attempt, &self.setting).await?;
        let elsewhere = owner.filter(|owner| *owner != node && self.is_alive(*owner));
        if let Some(owner) = elsewhere {
            self.tally.relayed += 1;
            if !self.is_calm && self.rng.random_range(0..10) == 0 {
                return None;
            }
            return self.nodes[owner].command(place, self.now, command).await;
        }
        // Its owner here may be one that was fenced and does not know yet.
        for _ in 0..2 {
            self.attach(place, node).await;
            let reply = self.nodes[node].command(place, self.now, command.clone()).await;
            if reply != Some(Err(Refusal::NotOwner)) {
                return reply;
            }
        }
        None
    }

    async fn intervene(&mut self, place: usize, node: usize) {
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
        if let Some(Ok(_)) = self.command_from(place, node, command).await {
            self.tally.interventions += 1;
            if resumes {
                let _ = self.command_from(place, node, Command::Attach).await;
            }
        }
    }

    async fn recover(&mut self, place: usize, client: usize) {
        let saved = self.tables[place].clients[client].saved();
        let id = self.tables[place].clients[client].id.clone();
        let command = Command::Recover { by: "pengawas".into(), client: id, answers: saved };
        if let Some(Ok(_)) = self.command_from(place, 0, command).await {
            self.tally.recovered += 1;
        }
    }

    async fn round(&mut self, node: usize) {
        if let Some(overdue) = self.nodes[node].round(self.now, &self.setting).await {
            for (attempt, owner) in overdue {
                let place = self.tables.iter().position(|table| table.place.enrolment.attempt == attempt);
                if let Some(place) = place.filter(|_| owner == node || !self.is_alive(owner)) {
                    let moved = self.nodes[node].own(place, &self.tables[place].place, self.now).await;
                    self.tally.adopted += u64::from(moved);
                }
            }
        }
        self.nodes[node].tick(self.now).await;
    }

    fn is_alive(&self, node: usize) -> bool {
        self.nodes[node].seen(self.now, LEASE)
    }

    /// The trouble ends; a proctor ends what still waits; everything must converge by the nodes' own rounds.
    async fn settle(&mut self) {
        self.store.set_trouble(0);
        self.is_calm = true;
        for node in 0..NODES {
            self.store.cut(node, false);
            self.nodes[node].start(&self.setting);
        }
        self.now = self.now + Span::minutes(600);
        self.round(0).await;
        // What is closed is recorded without anybody coming back to it.
        let open = |world: &Self, place: usize| world.store.is_open(&world.tables[place].place.enrolment.attempt);
        for place in (0..self.tables.len()).filter(|place| open(self, *place)).collect::<Vec<_>>() {
            let end = |action| Command::Proctor { by: "pengawas".into(), reason: "selesai".into(), action };
            let _ = self.command_from(place, 0, Command::Attach).await;
            let _ = self.command_from(place, 0, end(ProctorAction::End)).await;
            let _ = self.command_from(place, 0, end(ProctorAction::Void)).await;
        }
        self.now = self.now + Span::seconds(10);
        for _ in 0..3 {
            for node in 0..NODES {
                self.round(node).await;
            }
        }
        let left = self.nodes[0].unsettled(&self.setting).await;
        assert_eq!(left, 0, "stuck attempts");
    }

    fn audit(&self) {
        for (place, table) in self.tables.iter().enumerate() {
            let attempt = &table.place.enrolment.attempt;
            let log = self.store.log(attempt);
            let record = self.store.final_record(attempt).expect("a final record");
            let row = self.store.row(attempt).expect("a row");
            self.auditor.judge(place, &log, &record, &row, &table.place, &self.setting);
        }
    }
}
