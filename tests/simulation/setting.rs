//! The sitting that is simulated: a small synthetic bank, a random blueprint, and its candidates.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use ukur::domain::adaptive::{Design, Sequence};
use ukur::domain::assembly::{self, Candidate, PoolHall, assemble, derive_seed, draw_pools};
use ukur::domain::attempt::{Allowances, Plan};
use ukur::domain::bank::Bank;
use ukur::domain::blueprint::{AdaptiveRule, Blueprint, Cell, Navigation, SectionRule, Skipped, Timing};
use ukur::domain::category::Cuts;
use ukur::domain::form::Form;
use ukur::domain::ids::*;
use ukur::domain::item::{Choice, Difficulty, Html, Interaction, Item};
use ukur::domain::measure::{ItemModel, Measure, Parameters, Source};
use ukur::domain::session::{Enrolment, Session, SessionStatus, StartRule};
use ukur::domain::time::{Instant, Span};

pub const OPENS: Instant = Instant(1_700_000_000_000);
pub const ALLOWANCES: Allowances = Allowances { grace: Span::seconds(3), outage_credit: Span::minutes(5) };
/// That a pool holds an item; the rest is filled up as the rules need it.
const CHANCE: f64 = 0.8;
const DOMAINS: [&str; 2] = ["technical", "numerical_reasoning"];

pub struct Setting {
    pub bank: Arc<Bank>,
    pub blueprint: Arc<Blueprint>,
    pub session: Session,
    pub secret: [u8; 32],
    /// Of an adaptive test.
    pub design: Option<Arc<Design>>,
}

/// One candidate's place in it.
pub struct Place {
    pub enrolment: Enrolment,
    pub form: Form,
    pub plan: Arc<Plan>,
}

impl Setting {
    pub fn draw(rng: &mut ChaCha8Rng) -> Self {
        let bank = bank();
        let blueprint = if rng.random_range(0..3) == 0 { adaptive(rng) } else { blueprint(rng) };
        let design = blueprint.adaptive.map(|_| Arc::new(Design::new(&blueprint, &bank, &parameters(&bank)).unwrap()));
        Self {
            bank: Arc::new(bank),
            blueprint: Arc::new(blueprint),
            session: session(rng),
            secret: rng.random(),
            design,
        }
    }

    pub fn place(&self, number: usize, rng: &mut ChaCha8Rng) -> Place {
        let enrolment = Enrolment {
            attempt: AttemptId::new(format!("attempt-{number}")),
            session: self.session.id.clone(),
            nip: format!("{number:018}"),
            name: format!("Peserta Uji {number}"),
            unit: String::new(),
            job_family: None,
            email: None,
            extra_time_percent: if rng.random_range(0..4) == 0 { 30 } else { 0 },
            room: None,
            seat: None,
        };
        let form = self.form(&enrolment.attempt);
        let plan = Plan::new(&form, &self.bank, &self.blueprint, &self.session, &enrolment, ALLOWANCES).unwrap();
        let plan = match self.sequence(&form) {
            Some(sequence) => plan.choosing(sequence),
            None => plan,
        };
        Place { enrolment, form, plan: Arc::new(plan) }
    }

    /// Draws the attempt's form or pool; the auditor draws it again (I5).
    pub fn form(&self, attempt: &AttemptId) -> Form {
        let seed = derive_seed(&self.secret, attempt);
        let Some(design) = &self.design else {
            return assemble(&self.blueprint, &self.bank, None, seed).unwrap();
        };
        let chances = vec![CHANCE; design.items().count()];
        let candidates = [Candidate { family: None, seed, place: assembly::Place::default() }];
        let (blueprint, bank) = (&*self.blueprint, &*self.bank);
        draw_pools(&PoolHall { blueprint, bank, design, chances: &chances, candidates: &candidates }).unwrap().remove(0)
    }

    /// What chooses out of a pool, made anew; the auditor asks one of its own.
    pub fn sequence(&self, form: &Form) -> Option<Sequence> {
        self.design.as_ref().map(|design| Sequence::new(design.clone(), form).unwrap())
    }
}

fn bank() -> Bank {
    let items = DOMAINS.iter().flat_map(|domain| (0..12).map(|number| item(domain, number)));
    Bank {
        id: BankId::new("sim"),
        title: String::new(),
        version: BankVersion::new("sim-1"),
        domains: Vec::new(),
        items: items.map(|item| (item.id.clone(), Arc::new(item))).collect(),
        stimuli: BTreeMap::new(),
        media: BTreeMap::new(),
    }
}

fn item(domain: &str, number: usize) -> Item {
    let option = |letter: &str| Choice { id: ChoiceId::new(letter), html: Html(letter.into()) };
    Item {
        id: ItemId::new(format!("{domain}-{number}")),
        domain: DomainId::new(domain),
        competency: CompetencyId::new("c"),
        indicator: String::new(),
        difficulty: Difficulty::ALL[number % 3],
        seconds: 60,
        tags: Vec::new(),
        job_families: BTreeSet::new(),
        shuffle: true,
        stimulus: None,
        enemies: BTreeSet::new(),
        stem: Html(String::new()),
        interaction: Interaction::SingleChoice {
            options: ["A", "B", "C", "D"].map(option).to_vec(),
            key: ChoiceId::new("A"),
            credit: BTreeMap::new(),
        },
        rationale: Html(String::new()),
        pilot: false,
    }
}

fn blueprint(rng: &mut ChaCha8Rng) -> Blueprint {
    let by_section = rng.random_range(0..3) == 0;
    let section = |domain: &str| SectionRule {
        domain: DomainId::new(domain),
        title: domain.into(),
        limit: by_section.then_some(Span::minutes(15)),
        weight: 1.0,
        cells: vec![Cell { competency: None, difficulty: None, count: 5, trial: false }],
    };
    Blueprint {
        id: BlueprintId::new("sim"),
        version: BlueprintVersion::new("sim-1"),
        title: String::new(),
        bank: BankId::new("sim"),
        navigation: if rng.random_range(0..4) == 0 { Navigation::ForwardOnly } else { Navigation::Free },
        timing: if by_section { Timing::BySection } else { Timing::Whole(Span::minutes(30)) },
        free_domain_order: rng.random(),
        shuffle_options: true,
        skipped: Skipped::Wrong,
        sections: DOMAINS.map(section).to_vec(),
        cuts: Cuts { cukup_potensial: 55.0, potensial: 70.0, sangat_potensial: 85.0 },
        cuts_source: String::new(),
        instructions: Html(String::new()),
        adaptive: None,
    }
}

/// Five to ten items, of which every second one is easy in the first section.
fn adaptive(rng: &mut ChaCha8Rng) -> Blueprint {
    let mut blueprint = blueprint(rng);
    let cell = |difficulty, count| Cell { competency: None, difficulty, count, trial: false };
    for section in &mut blueprint.sections {
        section.limit = None;
        section.cells = vec![cell(Some(Difficulty::Easy), 2), cell(None, 3)];
    }
    let standard_error = rng.random::<bool>().then_some(6.0);
    Blueprint {
        navigation: Navigation::ForwardOnly,
        timing: Timing::Whole(Span::minutes(30)),
        free_domain_order: false,
        adaptive: Some(AdaptiveRule { min_items: 5, max_items: 10, standard_error, randomesque: 2, max_exposure: 1.0 }),
        ..blueprint
    }
}

fn parameters(bank: &Bank) -> Parameters {
    let measure = |n: usize| {
        let (a, b) = (1.2, -1.5 + 0.13 * f64::from(u32::try_from(n * 7 % 24).unwrap()));
        let model = ItemModel::Dichotomous { a, d: -a * b, g: 0.2 };
        Measure { model, scores: vec![0.0, 1.0], source: Source::Calibrated }
    };
    bank.items.keys().enumerate().map(|(n, id)| (id.clone(), measure(n))).collect()
}

fn session(rng: &mut ChaCha8Rng) -> Session {
    Session {
        id: SessionId::new("sim"),
        event: EventId::new("sim"),
        event_title: String::new(),
        title: String::new(),
        status: SessionStatus::Open,
        opens: OPENS,
        closes: OPENS + Span::minutes(rng.random_range(8..60)),
        time_zone: "Asia/Jakarta".into(),
        capacity: 10,
        start: if rng.random_range(0..3) == 0 { StartRule::Proctor } else { StartRule::Candidate },
        admission_required: rng.random_range(0..4) == 0,
        blueprint: BlueprintVersion::new("sim-1"),
        bank: BankVersion::new("sim-1"),
        calibration: None,
    }
}
