//! One attempt with one clock, and two moments: before its deadline and after it. Its form has one item, or it is adaptive:
//! the first of three items comes to everybody, the second by the answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ukur::domain::adaptive::{Design, Sequence};
use ukur::domain::attempt::{Allowances, CandidateAction, Plan};
use ukur::domain::bank::Bank;
use ukur::domain::blueprint::{AdaptiveRule, Blueprint, Cell, Navigation, SectionRule, Skipped, Timing};
use ukur::domain::category::Cuts;
use ukur::domain::form::{ADAPTIVE_CELLS, ALGORITHM, Form, FormItem, FormSection, Seed};
use ukur::domain::ids::*;
use ukur::domain::item::{Choice, Difficulty, Html, Interaction, Item};
use ukur::domain::measure::{ItemModel, Measure, Parameters, Source};
use ukur::domain::response::Response;
use ukur::domain::session::{Enrolment, Session, SessionStatus, StartRule};
use ukur::domain::time::{Instant, Span};

pub const BEFORE: Instant = Instant(1_000_000);
pub const DEADLINE: Instant = Instant(1_000_000 + 20_000);
pub const AFTER: Instant = Instant(1_000_000 + 24_000);
pub const GRACE: Span = Span::seconds(3);

/// Number `client_seq` answers the one item with an option of its own: 2 → A, 3 → B …
pub fn answer(client_seq: u64) -> CandidateAction {
    CandidateAction::Answer { item: ItemId::new("i"), response: Some(response(client_seq)), seen_seq: 1, spent_ms: 1 }
}

pub fn response(client_seq: u64) -> Response {
    Response::Choice(ChoiceId::new(if client_seq.is_multiple_of(2) { "A" } else { "B" }))
}

/// In an adaptive test number 3 closes the first item.
pub fn confirm() -> CandidateAction {
    CandidateAction::Confirm { item: ItemId::new("i"), seen_seq: u64::MAX }
}

pub fn plan() -> Arc<Plan> {
    Arc::new(plan_of(&["i"], &blueprint(None)))
}

/// `i` comes first; then `j` if it was right, `k` if not.
pub fn adaptive_plan() -> Arc<Plan> {
    Arc::new(plan_of(&IDS, &adaptive_blueprint()).choosing(sequence()))
}

pub fn sequence() -> Sequence {
    let design = Design::new(&adaptive_blueprint(), &bank(&IDS), &parameters()).unwrap();
    Sequence::new(Arc::new(design), &form(ADAPTIVE_CELLS, &IDS)).unwrap()
}

const IDS: [&str; 3] = ["i", "j", "k"];

fn plan_of(ids: &[&str], blueprint: &Blueprint) -> Plan {
    let allowances = Allowances { grace: GRACE, outage_credit: Span::minutes(15) };
    let algorithm = if blueprint.adaptive.is_some() { ADAPTIVE_CELLS } else { ALGORITHM };
    Plan::new(&form(algorithm, ids), &bank(ids), blueprint, &session(), &enrolment(), allowances).unwrap()
}

fn parameters() -> Parameters {
    let measure = |b: f64| Measure {
        model: ItemModel::Dichotomous { a: 1.5, d: -1.5 * b, g: 0.0 },
        scores: vec![0.0, 1.0],
        source: Source::Calibrated,
    };
    IDS.iter().zip([0.0, 1.5, -1.5]).map(|(id, b)| (ItemId::new(*id), measure(b))).collect()
}

fn adaptive_blueprint() -> Blueprint {
    let rule = AdaptiveRule { min_items: 2, max_items: 2, standard_error: None, randomesque: 1, max_exposure: 1.0 };
    blueprint(Some(rule))
}

fn form(algorithm: u16, ids: &[&str]) -> Form {
    let items = ids.iter().map(|id| FormItem { id: ItemId::new(*id), order: [0, 1].into() }).collect();
    let section = FormSection { rule: 0, domain: DomainId::new("d"), title: String::new(), limit: None, items };
    Form {
        algorithm,
        seed: Seed([0; 32]),
        bank: BankVersion::new("b"),
        blueprint: BlueprintVersion::new("p"),
        sections: vec![section],
    }
}

fn bank(ids: &[&str]) -> Bank {
    let option = |letter: &str| Choice { id: ChoiceId::new(letter), html: Html(letter.into()) };
    let item = |id: &&str| Item {
        id: ItemId::new(*id),
        domain: DomainId::new("d"),
        competency: CompetencyId::new("c"),
        indicator: String::new(),
        difficulty: Difficulty::Medium,
        seconds: 60,
        tags: Vec::new(),
        job_families: BTreeSet::new(),
        shuffle: true,
        stimulus: None,
        enemies: BTreeSet::new(),
        stem: Html(String::new()),
        interaction: Interaction::SingleChoice {
            options: ["A", "B"].map(option).to_vec(),
            key: ChoiceId::new("A"),
            credit: BTreeMap::new(),
        },
        rationale: Html(String::new()),
        pilot: false,
    };
    Bank {
        id: BankId::new("b"),
        title: String::new(),
        version: BankVersion::new("b"),
        domains: Vec::new(),
        items: ids.iter().map(|id| (ItemId::new(*id), Arc::new(item(id)))).collect(),
        stimuli: BTreeMap::new(),
        media: BTreeMap::new(),
    }
}

fn blueprint(adaptive: Option<AdaptiveRule>) -> Blueprint {
    let cells = vec![Cell { competency: None, difficulty: None, count: 2, trial: false }];
    let rule = SectionRule { domain: DomainId::new("d"), title: String::new(), limit: None, weight: 1.0, cells };
    Blueprint {
        id: BlueprintId::new("p"),
        version: BlueprintVersion::new("p"),
        title: String::new(),
        bank: BankId::new("b"),
        navigation: if adaptive.is_some() { Navigation::ForwardOnly } else { Navigation::Free },
        timing: Timing::Whole(DEADLINE - BEFORE),
        free_domain_order: false,
        shuffle_options: true,
        skipped: Skipped::Wrong,
        sections: vec![rule],
        cuts: Cuts { cukup_potensial: 55.0, potensial: 70.0, sangat_potensial: 85.0 },
        cuts_source: String::new(),
        instructions: Html(String::new()),
        adaptive,
    }
}

fn session() -> Session {
    Session {
        id: SessionId::new("s"),
        event: EventId::new("e"),
        event_title: String::new(),
        title: String::new(),
        status: SessionStatus::Open,
        opens: BEFORE,
        closes: BEFORE + Span::minutes(60),
        time_zone: "Asia/Jakarta".into(),
        capacity: 1,
        start: StartRule::Candidate,
        admission_required: false,
        blueprint: BlueprintVersion::new("p"),
        bank: BankVersion::new("b"),
        calibration: None,
    }
}

fn enrolment() -> Enrolment {
    Enrolment {
        attempt: AttemptId::new("a"),
        session: SessionId::new("s"),
        nip: String::new(),
        name: String::new(),
        unit: String::new(),
        job_family: None,
        email: None,
        extra_time_percent: 0,
        room: None,
        seat: None,
    }
}
