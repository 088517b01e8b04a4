//! One attempt with two items and one clock, and two moments: before its deadline and after it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ukur::domain::attempt::{Allowances, CandidateAction, Plan};
use ukur::domain::bank::Bank;
use ukur::domain::blueprint::{Blueprint, Navigation, SectionRule, Timing};
use ukur::domain::category::Cuts;
use ukur::domain::form::{ALGORITHM, Form, FormItem, FormSection, Seed};
use ukur::domain::ids::*;
use ukur::domain::item::{Choice, Difficulty, Html, Interaction, Item};
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

pub fn plan() -> Arc<Plan> {
    let allowances = Allowances { grace: GRACE, outage_credit: Span::minutes(15) };
    Arc::new(Plan::new(&form(), &bank(), &blueprint(), &session(), &enrolment(), allowances).unwrap())
}

fn form() -> Form {
    let items = vec![FormItem { id: ItemId::new("i"), order: [0, 1].into() }];
    let section = FormSection { rule: 0, domain: DomainId::new("d"), title: String::new(), limit: None, items };
    Form {
        algorithm: ALGORITHM,
        seed: Seed([0; 32]),
        bank: BankVersion::new("b"),
        blueprint: BlueprintVersion::new("p"),
        sections: vec![section],
    }
}

fn bank() -> Bank {
    let option = |letter: &str| Choice { id: ChoiceId::new(letter), html: Html(letter.into()) };
    let item = Item {
        id: ItemId::new("i"),
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
        items: BTreeMap::from([(item.id.clone(), Arc::new(item))]),
        stimuli: BTreeMap::new(),
        media: BTreeMap::new(),
    }
}

fn blueprint() -> Blueprint {
    let rule =
        SectionRule { domain: DomainId::new("d"), title: String::new(), limit: None, weight: 1.0, cells: Vec::new() };
    Blueprint {
        id: BlueprintId::new("p"),
        version: BlueprintVersion::new("p"),
        title: String::new(),
        bank: BankId::new("b"),
        navigation: Navigation::Free,
        timing: Timing::Whole(DEADLINE - BEFORE),
        free_domain_order: false,
        shuffle_options: true,
        sections: vec![rule],
        cuts: Cuts { cukup_potensial: 55.0, potensial: 70.0, sangat_potensial: 85.0 },
        cuts_source: String::new(),
        instructions: Html(String::new()),
        adaptive: None,
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
