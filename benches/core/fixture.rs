//! What the measurements work on: the shipped bank, a form of 60 items drawn from it, and an attempt on that form
//! with an answer to every item.

use ukur::bank::{load, parse_blueprint};
use ukur::delivery::ports::{Append, BoardRow, Due, Place};
use ukur::domain::assembly::{assemble, derive_seed};
use ukur::domain::attempt::{Allowances, Attempt, CandidateAction, Command, Event, Plan, apply, decide};
use ukur::domain::bank::Bank;
use ukur::domain::blueprint::Blueprint;
use ukur::domain::board::{Line, Standing};
use ukur::domain::form::Form;
use ukur::domain::ids::{AttemptId, ChoiceId, ClientId, EventId, ItemId, NodeId, SessionId};
use ukur::domain::item::{Choice, Interaction};
use ukur::domain::response::Response;
use ukur::domain::session::{Enrolment, Session, SessionStatus, StartRule};
use ukur::domain::time::{Instant, Span};

const BLUEPRINT: &str = "asn-umum.toml";
const BLUEPRINT_TEXT: &[u8] = include_bytes!("../../item_bank/blueprints/asn-umum.toml");
const OPENS: Instant = Instant(1_767_229_200_000);
/// An item is given a minute.
const PER_ITEM: Span = Span::minutes(1);
pub const SECRET: [u8; 32] = [7; 32];
/// As long as the ids that Ukur gives itself (UUID) and that a browser gives itself.
const ATTEMPT: &str = "0199b2a4-7c11-7d30-9b1e-2f6d41a3c001";
const SESSION: &str = "0199b2a4-7c11-7d30-9b1e-2f6d41a3c002";
const CLIENT: &str = "3f0c2f0e-51b7-4b7e-9d0c-6a1f7be2a003";
const NODE: &str = "0199b2a4-7c11-7d30-9b1e-2f6d41a3c004";

pub struct Fixture {
    pub bank: Bank,
    pub blueprint: Blueprint,
    pub form: Form,
    pub plan: Plan,
    /// In progress, every item answered once.
    pub attempt: Attempt,
    /// How it came there.
    pub log: Vec<Event>,
}

impl Fixture {
    pub fn new() -> Self {
        let bank = load(&ukur::shipped::bank()).unwrap();
        let blueprint = parse_blueprint(BLUEPRINT, BLUEPRINT_TEXT).unwrap();
        let form = assemble(&blueprint, &bank, None, derive_seed(&SECRET, &attempt_id())).unwrap();
        assert_eq!(form.len(), 60);
        let allowances = Allowances { grace: Span::seconds(3), outage_credit: Span::minutes(15) };
        let session = session(&bank, &blueprint);
        let plan = Plan::new(&form, &bank, &blueprint, &session, &enrolment(), allowances).unwrap();
        let mut fixture = Self { bank, blueprint, form, plan, attempt: Attempt::default(), log: Vec::new() };
        fixture.take(OPENS, command(1, CandidateAction::Start));
        let items: Vec<ItemId> = fixture.form.items().map(|item| item.id.clone()).collect();
        let mut now = OPENS;
        for (client_seq, item) in (2..).zip(&items) {
            now = now + PER_ITEM;
            fixture.take(now, fixture.answer(client_seq, item));
        }
        fixture
    }

    fn take(&mut self, now: Instant, command: Command) {
        for event in decide(&self.attempt, &self.plan, now, command).unwrap() {
            apply(&mut self.attempt, &self.plan, &event);
            self.log.push(event);
        }
    }

    fn answer(&self, client_seq: u64, item: &ItemId) -> Command {
        let response = response_to(&self.bank.items[item].interaction);
        let (item, seen_seq) = (item.clone(), self.attempt.seq);
        command(client_seq, CandidateAction::Answer { item, response: Some(response), seen_seq, spent_ms: 41_250 })
    }

    /// The candidate thinks again about the item in the middle, and when.
    pub fn another_answer(&self) -> (Instant, Command) {
        let item = &self.form.sections[self.form.sections.len() / 2].items[0].id;
        (OPENS + Span::minutes(61), self.answer(62, item))
    }

    /// The event of [`Self::another_answer`].
    pub fn event(&self) -> Event {
        let (now, command) = self.another_answer();
        decide(&self.attempt, &self.plan, now, command).unwrap().remove(0)
    }

    /// That event on its way to the store, made as the attempt's owner makes it.
    pub fn append(&self) -> Append {
        Append {
            place: Place { session: SessionId::new(SESSION), attempt: attempt_id() },
            epoch: 3,
            expected_seq: self.attempt.seq,
            expected_closed: false,
            events: [self.event()].into(),
            closed: false,
            due: Due::Unchanged,
            row: None,
        }
    }

    /// As it goes to the other nodes.
    pub fn row(&self) -> BoardRow {
        BoardRow { attempt: attempt_id(), epoch: 3, version: 70, node: NodeId::new(NODE), standing: self.standing() }
    }

    pub fn standing(&self) -> Standing {
        let line = Line { connected: true, connections: 1, last_contact: Some(OPENS), lost_at: None };
        Standing::of(&self.attempt, self.plan.len(), self.plan.admission_required, line)
    }
}

pub fn attempt_id() -> AttemptId {
    AttemptId::new(ATTEMPT)
}

pub fn client() -> ClientId {
    ClientId::new(CLIENT)
}

fn command(client_seq: u64, action: CandidateAction) -> Command {
    Command::Candidate { client: client(), client_seq, action }
}

/// Complete, and right only by chance.
fn response_to(interaction: &Interaction) -> Response {
    let ids = |choices: &[Choice]| -> Vec<ChoiceId> { choices.iter().map(|choice| choice.id.clone()).collect() };
    match interaction {
        Interaction::SingleChoice { options, .. } | Interaction::GradedJudgement { options, .. } => {
            Response::Choice(options[0].id.clone())
        }
        Interaction::MultipleResponse { options, .. } => Response::Choices(ids(&options[..2])),
        Interaction::NumericEntry { .. } => Response::Number("1250.5".to_owned()),
        Interaction::Ordering { elements, .. } => Response::Order(ids(elements)),
        Interaction::Matching { left, right, .. } => Response::Match(ids(left).into_iter().zip(ids(right)).collect()),
        Interaction::Association { .. } | Interaction::GapText { .. } | Interaction::ExtendedText => {
            unreachable!("not in the shipped bank")
        }
    }
}

fn session(bank: &Bank, blueprint: &Blueprint) -> Session {
    Session {
        id: SessionId::new(SESSION),
        event: EventId::new("e"),
        event_title: "Pemetaan kompetensi".to_owned(),
        title: "Sesi 1".to_owned(),
        status: SessionStatus::Open,
        opens: OPENS,
        closes: OPENS + Span::minutes(240),
        time_zone: "Asia/Makassar".to_owned(),
        capacity: 400,
        start: StartRule::Candidate,
        admission_required: false,
        blueprint: blueprint.version.clone(),
        bank: bank.version.clone(),
        calibration: None,
    }
}

fn enrolment() -> Enrolment {
    Enrolment {
        attempt: attempt_id(),
        session: SessionId::new(SESSION),
        nip: "199001012015011001".to_owned(),
        name: "Peserta Uji".to_owned(),
        unit: "Dinas Pendidikan".to_owned(),
        job_family: None,
        email: None,
        extra_time_percent: 0,
        room: None,
        seat: None,
    }
}

/// The final responses, as the scoring gets them.
pub fn responses(attempt: &Attempt) -> std::collections::BTreeMap<ItemId, Response> {
    let given = attempt.answers.iter().filter_map(|(item, answer)| Some((item.clone(), answer.response.clone()?)));
    given.collect()
}
