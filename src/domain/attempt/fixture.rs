//! A small form for the unit and property tests of the attempt machine: two sections of three single choices.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::*;
use crate::domain::bank::Bank;
use crate::domain::blueprint::{Blueprint, Navigation, SectionRule, Skipped, Timing};
use crate::domain::category::Cuts;
use crate::domain::form::{ALGORITHM, Form, FormItem, FormSection, Seed};
use crate::domain::ids::*;
use crate::domain::item::{Choice, Difficulty, Html, Interaction, Item};
use crate::domain::response::Response;
use crate::domain::session::{Enrolment, Session, SessionStatus, StartRule};
use crate::domain::time::{Instant, Span};

pub(super) const OPENS: Instant = Instant(1_000_000);
pub(super) const ALLOWANCES: Allowances = Allowances { grace: Span::seconds(3), outage_credit: Span::minutes(15) };

/// What a test varies; everything else is fixed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Policy {
    pub navigation: Navigation,
    pub by_section: bool,
    pub start: StartRule,
    pub admission_required: bool,
    pub extra_time_percent: u16,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            navigation: Navigation::Free,
            by_section: false,
            start: StartRule::Candidate,
            admission_required: false,
            extra_time_percent: 0,
        }
    }
}

pub(super) fn plan(policy: Policy) -> Plan {
    let ids: Vec<Vec<ItemId>> = (0..2).map(|s| (0..3).map(|i| ItemId::new(format!("s{s}-{i}"))).collect()).collect();
    let bank = bank(&ids);
    let form = form(&ids, policy);
    let blueprint = blueprint(policy);
    Plan::new(&form, &bank, &blueprint, &session(policy), &enrolment(policy), ALLOWANCES).unwrap()
}

fn bank(ids: &[Vec<ItemId>]) -> Bank {
    let items = ids.iter().flatten().map(|id| (id.clone(), Arc::new(single_choice(id)))).collect();
    Bank {
        id: BankId::new("b"),
        title: "b".into(),
        version: BankVersion::new("v"),
        domains: vec![],
        items,
        stimuli: BTreeMap::new(),
        media: BTreeMap::new(),
    }
}

fn single_choice(id: &ItemId) -> Item {
    let option = |letter: &str| Choice { id: ChoiceId::new(letter), html: Html(letter.into()) };
    Item {
        id: id.clone(),
        domain: DomainId::new("technical"),
        competency: CompetencyId::new("c"),
        indicator: String::new(),
        difficulty: Difficulty::Easy,
        seconds: 60,
        tags: vec![],
        job_families: BTreeSet::new(),
        shuffle: true,
        stimulus: None,
        enemies: BTreeSet::new(),
        stem: Html(String::new()),
        interaction: Interaction::SingleChoice {
            options: ["A", "B", "C"].map(option).to_vec(),
            key: ChoiceId::new("A"),
            credit: BTreeMap::new(),
        },
        rationale: Html(String::new()),
        pilot: false,
    }
}

fn form(ids: &[Vec<ItemId>], policy: Policy) -> Form {
    let section = |rule: usize| FormSection {
        rule: u16::try_from(rule).unwrap(),
        domain: DomainId::new("technical"),
        title: String::new(),
        limit: policy.by_section.then_some(Span::minutes(10)),
        items: ids[rule].iter().map(|id| FormItem { id: id.clone(), order: [0, 1, 2].into() }).collect(),
    };
    Form {
        algorithm: ALGORITHM,
        seed: Seed([0; 32]),
        bank: BankVersion::new("v"),
        blueprint: BlueprintVersion::new("v"),
        sections: (0..2).map(section).collect(),
    }
}

fn blueprint(policy: Policy) -> Blueprint {
    let rule = SectionRule {
        domain: DomainId::new("technical"),
        title: String::new(),
        limit: policy.by_section.then_some(Span::minutes(10)),
        weight: 1.0,
        cells: vec![],
    };
    Blueprint {
        id: BlueprintId::new("b"),
        version: BlueprintVersion::new("v"),
        title: String::new(),
        bank: BankId::new("b"),
        navigation: policy.navigation,
        timing: if policy.by_section { Timing::BySection } else { Timing::Whole(Span::minutes(20)) },
        free_domain_order: false,
        shuffle_options: true,
        skipped: Skipped::Wrong,
        sections: vec![rule.clone(), rule],
        cuts: Cuts { cukup_potensial: 55.0, potensial: 70.0, sangat_potensial: 85.0 },
        cuts_source: String::new(),
        instructions: Html(String::new()),
        adaptive: None,
    }
}

pub(super) fn session(policy: Policy) -> Session {
    Session {
        id: SessionId::new("s"),
        event: EventId::new("e"),
        event_title: String::new(),
        title: String::new(),
        status: SessionStatus::Open,
        opens: OPENS,
        closes: OPENS + Span::minutes(240),
        time_zone: "Asia/Makassar".into(),
        capacity: 1,
        start: policy.start,
        admission_required: policy.admission_required,
        blueprint: BlueprintVersion::new("v"),
        bank: BankVersion::new("v"),
        calibration: None,
    }
}

pub(super) fn enrolment(policy: Policy) -> Enrolment {
    Enrolment {
        attempt: AttemptId::new("a"),
        session: SessionId::new("s"),
        nip: "199001012015011001".into(),
        name: "Peserta Uji".into(),
        unit: String::new(),
        job_family: None,
        email: None,
        extra_time_percent: policy.extra_time_percent,
        room: None,
        seat: None,
    }
}

pub(super) fn candidate(client: &str, client_seq: u64, action: CandidateAction) -> Command {
    Command::Candidate { client: ClientId::new(client), client_seq, action }
}

pub(super) fn answer(item: &str, option: &str, seen_seq: u64) -> CandidateAction {
    CandidateAction::Answer {
        item: ItemId::new(item),
        response: Some(Response::Choice(ChoiceId::new(option))),
        seen_seq,
        spent_ms: 1_000,
    }
}

pub(super) fn proctor(action: ProctorAction) -> Command {
    Command::Proctor { by: "pengawas".into(), reason: "alasan".into(), action }
}

/// Decides and applies, as the attempt's task does.
pub(super) fn run(attempt: &mut Attempt, plan: &Plan, now: Instant, command: Command) -> Result<usize, Rejection> {
    for event in due(attempt, plan, now) {
        apply(attempt, plan, &event);
    }
    let events = decide(attempt, plan, now, command)?;
    for event in &events {
        apply(attempt, plan, event);
    }
    Ok(events.len())
}
