//! States, steps and what must hold in every state.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use futures_util::FutureExt;
use stateright::{Model, Property};
use ukur::delivery::outages::Outages;
use ukur::delivery::owner::{Owner, Refusal, Title};
use ukur::delivery::ports::{Place, Why};
use ukur::domain::adaptive::{Sequence, Step as Choice};
use ukur::domain::attempt::{Attempt, CandidateAction, Command, Event, EventKind, Phase, Plan, replay};
use ukur::domain::ids::{AttemptId, ClientId, ItemId, NodeId, OwnerId, SessionId};
use ukur::domain::response::Response;
use ukur::domain::time::Instant;

use crate::setting::{AFTER, BEFORE, DEADLINE, GRACE, adaptive_plan, answer, confirm, plan, response, sequence};
use crate::store::{Fault, Log, ModelStore};

const NODES: usize = 2;
const START: u64 = 1;
/// Of an adaptive test; 2 is the answer.
const CONFIRM: u64 = 3;

/// What is sat. The candidate's commands after the start: answers to the one item; or an answer to the first item and
/// its confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Fixed,
    Adaptive,
}

/// How far the world may go.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub kind: Kind,
    pub answers: u64,
    pub claims: u64,
    pub crashes: u32,
    pub store_faults: u32,
}

pub struct Protocol {
    bounds: Bounds,
    plan: Arc<Plan>,
    /// Made apart from the plan's.
    sequence: Option<Sequence>,
    store: Arc<ModelStore>,
    outages: Arc<Outages>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    log: Log,
    owners: [Option<Held>; NODES],
    claims: u64,
    crashes: u32,
    store_faults: u32,
    is_late: bool,
    /// Commands that the candidate has given: 1 is the start, answers follow.
    given: u64,
    /// An owner that was none any more refused a command for good: the page would drop it.
    is_misled: bool,
    /// Acks that a node has given, heard or not.
    acked: BTreeSet<u64>,
    record: Option<Record>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Record {
    seq: u64,
    response: Option<Response>,
}

/// An owner, compared by what it knows.
#[derive(Clone)]
struct Held(Owner);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The candidate comes to a node, or a node adopts the attempt.
    Claim(usize),
    Give,
    /// A request reaches a node: any that was given, at any time and any number of times. One that never comes is lost.
    Decide(usize, u64, Fault),
    Tick(usize, Fault),
    Finalise(usize),
    Crash(usize),
    /// An append that nobody waits for any more arrives. One that never does is lost.
    Arrive(usize),
    DeadlinePasses,
}

impl Protocol {
    pub fn new(bounds: Bounds) -> Self {
        let outages = Arc::new(Outages::default());
        // The store answers somebody all the time: outage credit is another matter.
        (BEFORE.0..=AFTER.0).step_by(1_000).for_each(|at| outages.answered(Instant(at)));
        let (plan, sequence) = match bounds.kind {
            Kind::Fixed => (plan(), None),
            Kind::Adaptive => (adaptive_plan(), Some(sequence())),
        };
        Self { bounds, plan, sequence, store: Arc::default(), outages }
    }

    fn title(&self, node: usize, claim: u64) -> Title {
        Title {
            place: Place { session: SessionId::new("s"), attempt: AttemptId::new("a") },
            own: OwnerId::new(format!("{node}/{claim}")),
            node: NodeId::new(node.to_string()),
            plan: self.plan.clone(),
            store: self.store.clone(),
            outages: self.outages.clone(),
        }
    }

    fn claim(&self, state: &mut State, node: usize) {
        state.claims += 1;
        self.store.put(state.log.clone(), Fault::None);
        let claiming = Owner::claim(self.title(node, state.claims), Why::Attached, state.now());
        state.owners[node] = Some(Held(now(claiming).expect("the store is there")));
        state.log = self.store.take();
    }

    /// Has an owner do something against the state's store; one that finds itself fenced ends, as its task does.
    fn with_owner(
        &self,
        state: &mut State,
        node: usize,
        fault: Fault,
        act: impl AsyncFnOnce(&mut Owner) -> Result<bool, Refusal>,
    ) -> bool {
        let Some(Held(mut owner)) = state.owners[node].take() else { return false };
        state.store_faults += u32::from(fault != Fault::None);
        self.store.put(state.log.clone(), fault);
        let done = now(act(&mut owner));
        state.log = self.store.take();
        state.is_misled |= matches!(done, Err(Refusal::Rejected(_))) && owner.epoch() < state.log.epoch;
        if done != Err(Refusal::NotOwner) {
            state.owners[node] = Some(Held(owner));
        }
        done.is_ok()
    }

    fn decide(&self, state: &mut State, node: usize, client_seq: u64, fault: Fault) {
        let at = state.now();
        let action = match (client_seq, self.bounds.kind) {
            (START, _) => CandidateAction::Start,
            (CONFIRM, Kind::Adaptive) => confirm(),
            _ => answer(client_seq),
        };
        let command = Command::Candidate { client: ClientId::new("tab"), client_seq, action };
        let done = self.with_owner(state, node, fault, async |owner| owner.command(at, command).await.map(|_| true));
        if done {
            state.acked.insert(client_seq);
        }
    }

    fn finalise(state: &mut State, node: usize) {
        let Some(Held(owner)) = &state.owners[node] else { return };
        let attempt = owner.attempt();
        let response = attempt.answers.values().next().and_then(|answer| answer.response.clone());
        // As the record store: of two records the one of more events stands.
        if state.record.as_ref().is_none_or(|record| record.seq < attempt.seq) {
            state.record = Some(Record { seq: attempt.seq, response });
        }
    }
}

impl Model for Protocol {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            log: Log::default(),
            owners: [None, None],
            claims: 0,
            crashes: 0,
            store_faults: 0,
            is_late: false,
            given: 1,
            is_misled: false,
            acked: BTreeSet::new(),
            record: None,
        }]
    }

    fn actions(&self, state: &State, steps: &mut Vec<Step>) {
        let faults = if state.store_faults < self.bounds.store_faults {
            &[Fault::None, Fault::Refused, Fault::Unheard, Fault::Floating, Fault::UnheardAndUnreadable][..]
        } else {
            &[Fault::None][..]
        };
        for node in 0..NODES {
            if state.claims < self.bounds.claims {
                steps.push(Step::Claim(node));
            }
            if let Some(held) = &state.owners[node] {
                for client_seq in 1..=state.given {
                    steps.extend(faults.iter().map(|fault| Step::Decide(node, client_seq, *fault)));
                }
                steps.extend(faults.iter().filter(|_| state.is_late).map(|fault| Step::Tick(node, *fault)));
                if held.0.attempt().is_closed() && held.0.is_certain() {
                    steps.push(Step::Finalise(node));
                }
                if state.crashes < self.bounds.crashes {
                    steps.push(Step::Crash(node));
                }
            }
        }
        if state.given <= self.bounds.answers {
            steps.push(Step::Give);
        }
        steps.extend((0..state.log.floating.len()).map(Step::Arrive));
        if !state.is_late {
            steps.push(Step::DeadlinePasses);
        }
    }

    fn next_state(&self, before: &State, step: Step) -> Option<State> {
        let mut state = before.clone();
        match step {
            Step::Claim(node) => self.claim(&mut state, node),
            Step::Give => state.given += 1,
            Step::Decide(node, client_seq, fault) => self.decide(&mut state, node, client_seq, fault),
            Step::Tick(node, fault) => {
                let at = state.now();
                self.with_owner(&mut state, node, fault, async |owner| owner.tick(at).await);
            }
            Step::Finalise(node) => Self::finalise(&mut state, node),
            Step::Crash(node) => {
                state.owners[node] = None;
                state.crashes += 1;
            }
            Step::Arrive(index) => {
                let late = state.log.floating.remove(index);
                state.log.append(&late);
            }
            Step::DeadlinePasses => state.is_late = true,
        }
        (state != *before).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("I1: an ack is in the durable log", |_, state: &State| {
                state.acked.iter().all(|seq| state.origins().filter(|origin| origin == seq).count() == 1)
            }),
            Property::always("no command is applied twice", |_, state: &State| {
                let mut seen = BTreeSet::new();
                state.origins().all(|origin| seen.insert(origin))
            }),
            Property::always("I2: the record holds the last answer of the log", |model, state: &State| {
                state.record.as_ref().is_none_or(|record| {
                    let attempt = replay(&model.plan, &state.log.events);
                    let last = attempt.answers.values().next().and_then(|answer| answer.response.clone());
                    record.seq == attempt.seq && record.response == last
                })
            }),
            Property::always("I3: what any owner knows is the beginning of the log", |model, state: &State| {
                state.owners.iter().flatten().all(|held| {
                    let seq = usize::try_from(held.0.attempt().seq).unwrap();
                    let known = state.log.events.get(..seq).map(|events| replay(&model.plan, events));
                    known.as_ref() == Some(held.0.attempt())
                })
            }),
            Property::always("nobody is refused by an owner that is none any more", |_, state: &State| {
                !state.is_misled
            }),
            Property::always("I4: the deadline stands, and nothing counts after it", |_, state: &State| {
                let deadline = state.log.events.iter().find_map(deadline);
                state.log.events.iter().all(|event| in_time(event, deadline))
            }),
            Property::always("nothing is answered after the end", |_, state: &State| {
                let end = state.log.events.iter().position(|event| matches!(event.kind, EventKind::Expired { .. }));
                end.is_none_or(|end| end + 1 == state.log.events.len())
            }),
            Property::always("every item was chosen by the answers before it, in one append with its cause", follows),
            Property::sometimes("both answers are acknowledged and recorded", |model: &Self, state: &State| {
                let last = if model.bounds.kind == Kind::Fixed { 3 } else { 2 };
                state.acked.len() == 3
                    && state.record.as_ref().is_some_and(|record| record.response == Some(response(last)))
            }),
            // Who is right gets j, whose confirmation comes before the answer gets k.
            Property::sometimes("the answer leads", |model: &Self, state: &State| {
                model.sequence.is_none() || state.offered().nth(1).is_some_and(|item| item.as_str() == "k")
            }),
            Property::sometimes("a late append is fenced", |_, state: &State| {
                state.log.floating.iter().any(|late| late.epoch < state.log.epoch)
            }),
            Property::sometimes("a fenced owner still believes", |_, state: &State| {
                state.owners.iter().flatten().any(|held| held.0.epoch() < state.log.epoch)
            }),
        ]
    }
}

/// The log read by a sequence of its own: what every owner, on whatever node, then knows is the beginning of this log.
fn follows(model: &Protocol, state: &State) -> bool {
    let Some(sequence) = &model.sequence else { return true };
    let (mut given, mut standing) = (Vec::new(), None);
    let mut due = false;
    state.log.events.iter().all(|event| match &event.kind {
        EventKind::Started { .. } => !std::mem::replace(&mut due, true),
        EventKind::Answered { response, .. } => {
            standing.clone_from(response);
            !due
        }
        EventKind::Confirmed { item } => {
            given.push((item.clone(), standing.take()));
            !std::mem::replace(&mut due, true)
        }
        EventKind::Offered { item } => {
            let step = sequence.step(given.iter().map(|(item, response)| (item, response.as_ref())));
            std::mem::take(&mut due) && step == Choice::Offer(item.clone())
        }
        _ => !due,
    }) && !due
}

fn deadline(event: &Event) -> Option<Instant> {
    match &event.kind {
        EventKind::Started { deadline, .. } => Some(*deadline),
        _ => None,
    }
}

fn in_time(event: &Event, set: Option<Instant>) -> bool {
    match &event.kind {
        EventKind::Started { deadline, .. } => *deadline == event.at + (DEADLINE - BEFORE),
        EventKind::Answered { .. } => set.is_some_and(|deadline| event.at <= deadline + GRACE),
        EventKind::Expired { deadline } => Some(*deadline) == set,
        _ => true,
    }
}

impl State {
    fn now(&self) -> Instant {
        if self.is_late { AFTER } else { BEFORE }
    }

    fn offered(&self) -> impl Iterator<Item = &ItemId> + '_ {
        self.log.events.iter().filter_map(|event| match &event.kind {
            EventKind::Offered { item } => Some(item),
            _ => None,
        })
    }

    fn origins(&self) -> impl Iterator<Item = u64> + '_ {
        self.log.events.iter().filter_map(|event| Some(event.origin.as_ref()?.client_seq))
    }
}

impl Held {
    fn essence(&self) -> (u64, bool, &Attempt) {
        (self.0.epoch(), self.0.is_certain(), self.0.attempt())
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        self.essence() == other.essence()
    }
}

impl Eq for Held {}

impl Hash for Held {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (epoch, certain, attempt) = self.essence();
        (epoch, certain, attempt.seq, matches!(attempt.phase, Phase::Closed { .. })).hash(state);
    }
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (epoch, certain, attempt) = self.essence();
        write!(f, "epoch {epoch}, certain {certain}, seq {}, {:?}", attempt.seq, attempt.phase)
    }
}

/// The model's store never lets anybody wait.
fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("nothing waits in the model")
}
