//! The rounds: something breaks, the hall recovers, and every so many rounds the sitting is ended and judged.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::{sleep, sleep_until, timeout};
use ukur::domain::ids::SessionId;
use ukur::domain::session::SessionStatus;

use crate::Plan;
use crate::calm;
use crate::candidate::Candidate;
use crate::faults::{self, Deed, Fault, Place};
use crate::hall::Hall;
use crate::server::{Card, Items, PASSWORD, Setup, open_session};
use crate::table::{Row, Table};
use crate::verdict;
use crate::world::{Order, World};

/// Rounds of one sitting: long enough for attempts to wander, short enough to be judged often.
const SITTING: usize = 20;
/// After this everything must work again: the longest wait of a client and its patience (10 s each, once each way), the
/// lease, a node's start.
const RECOVERY: Duration = Duration::from_mins(1);
/// For the first answers of a sitting, and for its end.
const TURN: Duration = Duration::from_mins(2);
const LOOK_AGAIN: Duration = Duration::from_millis(100);
const NODES: usize = 2;

struct Director {
    plan: Plan,
    hall: Hall,
    world: Arc<World>,
    rng: ChaCha8Rng,
    table: Table,
    /// Candidates of all sittings so far.
    seated: usize,
}

struct Sitting {
    session: SessionId,
    cards: Vec<Card>,
    candidates: Vec<JoinHandle<Candidate>>,
}

pub async fn run(plan: Plan) {
    println!("SEED={} ROUNDS={} CANDIDATES={}", plan.seed, plan.rounds, plan.candidates);
    let hall = Hall::start(NODES).await;
    let doors = hall.nodes.iter().map(|node| node.door.port).collect();
    let world = Arc::new(World::new(doors, plan.candidates));
    let (rng, rounds) = (ChaCha8Rng::seed_from_u64(plan.seed), plan.rounds);
    let mut director = Director { plan, hall, world, rng, table: Table::default(), seated: 0 };
    director.until("the first nodes", TURN, async |director| director.hall.is_ready(&director.world.http).await).await;
    let mut done = 0;
    while done < rounds && director.is_clean() {
        let next = SITTING.min(rounds - done);
        director.sitting(done, next).await;
        done += next;
    }
    director.finish();
}

impl Director {
    async fn sitting(&mut self, done: usize, rounds: usize) {
        let mut sitting = self.open().await;
        self.until("the first acks", TURN, async |director| director.world.waiting(0).is_empty()).await;
        if let Some(span) = self.plan.calm.take() {
            calm::measure(&self.hall, &self.world, span).await;
        }
        for round in 1..=rounds {
            if self.is_clean() {
                self.round(done + round).await;
            }
        }
        self.close(&mut sitting).await;
        self.judge(sitting).await;
    }

    async fn open(&mut self) -> Sitting {
        let setup = Setup { candidates: self.plan.candidates, items: Items::Number, ..Setup::default() };
        let (session, cards) = open_session(&self.hall.app, &self.hall.event, setup, self.seated).await;
        self.world.begin();
        let sit = |(index, card): (usize, &Card)| {
            let mark = self.seated + index + 1;
            tokio::spawn(Candidate::new(self.world.clone(), index, mark, card.clone(), self.plan.seed).sit())
        };
        let candidates = cards.iter().enumerate().map(sit).collect();
        self.seated += self.plan.candidates;
        Sitting { session, cards, candidates }
    }

    async fn round(&mut self, round: usize) {
        let faults = faults::draw(&mut self.rng, self.plan.only.as_deref());
        let name = faults.iter().map(|fault| fault.name).collect::<Vec<_>>().join(" + ");
        println!("round {round}: {name}");
        let replaced = self.world.counted("bye replaced");
        let began = Instant::now();
        self.play(&faults).await;
        let (healed, since) = (Instant::now(), self.world.millis());
        self.until(&format!("readiness after {name}"), RECOVERY, async |director| {
            director.hall.is_ready(&director.world.http).await
        })
        .await;
        let ready = healed.elapsed();
        let world = self.world.clone();
        self.until(&format!("recovery from {name}"), RECOVERY, async |_| world.waiting(since).is_empty()).await;
        self.table.add(Row {
            round,
            kinds: faults.iter().map(|fault| fault.name).collect(),
            broken: healed - began,
            ready,
            recovery: healed.elapsed(),
            acks: self.world.acks(),
            replaced: self.world.counted("bye replaced") - replaced,
        });
        sleep(Duration::from_millis(self.rng.random_range(300..1_500))).await;
    }

    /// Does what the faults are made of, each at its moment.
    async fn play(&mut self, faults: &[Fault]) {
        let began = Instant::now();
        let mut deeds: Vec<(Duration, Place, Deed)> =
            faults.iter().flat_map(|fault| fault.deeds.iter().map(|(at, deed)| (*at, fault.place, *deed))).collect();
        deeds.sort_by_key(|(at, ..)| *at);
        for (at, place, deed) in deeds {
            sleep_until((began + at).into()).await;
            if let Err(wrong) = self.hall.act(place, deed) {
                self.world.violated(wrong);
            }
        }
    }

    /// Polls a condition; what does not come to be in time is a violation.
    async fn until(&mut self, what: &str, limit: Duration, condition: impl AsyncFn(&mut Self) -> bool) {
        let began = Instant::now();
        while !condition(self).await {
            for ended in self.hall.tend() {
                self.world.count("node ended by itself");
                println!("  {ended}");
            }
            if began.elapsed() > limit {
                let waiting = self.world.waiting(self.world.millis().saturating_sub(30_000));
                let waiting: Vec<_> = waiting.iter().take(20).collect();
                self.world.violated(format!("stuck: {what} not in {limit:?}; without acks: {waiting:?}"));
                return;
            }
            sleep(LOOK_AGAIN).await;
        }
    }

    /// Some submit, the administrator ends the others; half of the time while something breaks.
    async fn close(&mut self, sitting: &mut Sitting) {
        self.world.orders.send_replace(Order::Finish);
        let faults =
            if self.rng.random() { faults::draw(&mut self.rng, self.plan.only.as_deref()) } else { Vec::new() };
        println!("closing: {}", faults.iter().map(|fault| fault.name).collect::<Vec<_>>().join(" + "));
        let closing = tokio::spawn(close_session(self.world.clone(), sitting.session.clone()));
        self.play(&faults).await;
        let session = sitting.session.clone();
        self.until("the end of the session", TURN, async |director| {
            let record = director.hall.app.planning.session(&session).await;
            record.is_ok_and(|record| record.session.status == SessionStatus::Closed)
        })
        .await;
        closing.abort();
        self.until("the nodes after the end", RECOVERY, async |director| {
            director.hall.is_ready(&director.world.http).await
        })
        .await;
    }

    async fn judge(&mut self, sitting: Sitting) {
        let mut candidates = Vec::new();
        let until = Instant::now() + RECOVERY;
        for (task, card) in sitting.candidates.into_iter().zip(&sitting.cards) {
            let left = until.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            match timeout(left, task).await {
                Ok(candidate) => candidates.push(candidate.unwrap()),
                Err(_) => self.world.violated(format!("stuck: candidate {} never came to an end", card.nip)),
            }
        }
        let verdict = verdict::judge(&self.hall, &sitting.session, &candidates).await;
        println!("sitting of {} candidates: {verdict}", candidates.len());
        verdict.faults.iter().for_each(|fault| self.world.violated(fault.clone()));
        self.table.judged(&verdict);
    }

    fn is_clean(&self) -> bool {
        self.world.violations().is_empty()
    }

    fn finish(self) {
        print!("{}", self.table);
        println!("told: {:?}", self.world.counts());
        let violations = self.world.violations();
        if !violations.is_empty() || std::env::var_os("KEEP_LOGS").is_some() {
            let folder = self.hall.keep_logs(self.plan.seed);
            std::fs::write(folder.join("violations"), violations.join("\n")).unwrap();
            println!("logs of the nodes: {}", folder.display());
        }
        let (seed, round) = (self.plan.seed, self.table.rounds());
        assert!(violations.is_empty(), "SEED={seed}, round {round}:\n{}", violations.join("\n"));
    }
}

/// As an administrator's browser does: again on any node until it is done.
async fn close_session(world: Arc<World>, session: SessionId) {
    for door in world.doors.iter().cycle() {
        if close_once(&world, *door, &session).await.is_some_and(|status| status.is_success()) {
            return;
        }
        world.count("close again");
        sleep(Duration::from_secs(1)).await;
    }
}

async fn close_once(world: &World, door: u16, session: &SessionId) -> Option<reqwest::StatusCode> {
    let post = |path: String| world.http.post(format!("http://127.0.0.1:{door}{path}")).timeout(RECOVERY);
    let body = json!({"username": "admin", "password": PASSWORD});
    let signed_in = post("/api/staff/sign-in".into()).json(&body).send().await.ok()?;
    let cookie = signed_in.headers().get("set-cookie")?.to_str().ok()?.split(';').next()?.to_owned();
    let close = post(format!("/api/sessions/{session}/close")).header("cookie", cookie);
    let answer = close.json(&json!({"reason": "Waktu sesi habis"})).send().await.ok()?;
    Some(answer.status())
}
