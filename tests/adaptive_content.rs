//! The shipped bank under an adaptive copy of the shipped blueprint: what candidates really get, counted from their
//! pools and sittings alone.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate that counts little")]

#[path = "services/calibration.rs"]
mod calibration;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ukur::bank::{BankFiles, load, load_blueprints};
use ukur::domain::adaptive::{AdaptiveReport, Design, Sequence, Step};
use ukur::domain::assembly::{Candidate, Place, PoolHall, derive_seed, draw_pools};
use ukur::domain::bank::Bank;
use ukur::domain::blueprint::{AdaptiveRule, Blueprint, Cell, Navigation, SectionRule};
use ukur::domain::form::Form;
use ukur::domain::ids::{AttemptId, ItemId};
use ukur::domain::item::{Difficulty, Item, JobFamily};
use ukur::domain::measure::Parameters;
use ukur::domain::rehearsal::response_earning;
use ukur::domain::response::Response;
use ukur_psychometrics::random::{normal, stream, unit};

const PEOPLE: usize = 1_200;
const RULE: AdaptiveRule =
    AdaptiveRule { min_items: 12, max_items: 24, standard_error: Some(4.0), randomesque: 5, max_exposure: 0.3 };

struct Shipped {
    bank: Bank,
    blueprint: Blueprint,
    parameters: Parameters,
    design: Arc<Design>,
}

impl Shipped {
    fn new(rule: AdaptiveRule) -> Self {
        let files =
            |name| BankFiles::read_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("item_bank").join(name)).unwrap();
        let blueprints = load_blueprints(&files("blueprints")).unwrap();
        let full = blueprints.into_iter().find(|blueprint| blueprint.id.as_str() == "asn-umum").unwrap();
        let blueprint = Blueprint { navigation: Navigation::ForwardOnly, adaptive: Some(rule), ..full };
        let bank = load(&files("umum")).unwrap();
        let parameters = calibration::calibration(&bank, |_| true).parameters(&bank);
        let design = Arc::new(Design::new(&blueprint, &bank, &parameters).unwrap());
        Self { bank, blueprint, parameters, design }
    }

    /// Everybody's items, under chances from a simulation.
    fn hall(&self) -> (AdaptiveReport, Vec<Vec<ItemId>>) {
        let tried = self.design.try_out(&self.blueprint, None, 11).unwrap();
        let pools = self.pools(&tried.chances);
        let sittings = pools.iter().enumerate().map(|(number, pool)| self.sitting(pool, number)).collect();
        (tried.report, sittings)
    }

    fn pools(&self, chances: &[f64]) -> Vec<Form> {
        let one = |n: usize| Candidate {
            family: JobFamily::ALL.get(n % 6).copied(),
            seed: derive_seed(&[5; 32], &AttemptId::new(format!("a-{n}"))),
            place: Place::default(),
        };
        let candidates: Vec<Candidate> = (0..PEOPLE).map(one).collect();
        let hall = PoolHall {
            blueprint: &self.blueprint,
            bank: &self.bank,
            design: &self.design,
            chances,
            candidates: &candidates,
        };
        draw_pools(&hall).unwrap()
    }

    fn item(&self, id: &ItemId) -> &Item {
        &self.bank.items[id]
    }

    /// The items of somebody whose ability is drawn from the population.
    fn sitting(&self, pool: &Form, number: usize) -> Vec<ItemId> {
        let sequence = Sequence::new(self.design.clone(), pool).unwrap();
        let mut rng = stream(77, number as u64);
        let theta = normal(&mut rng);
        let mut given: Vec<(ItemId, Option<Response>)> = Vec::new();
        while let Step::Offer(id) = sequence.step(given.iter().map(|(id, response)| (id, response.as_ref()))) {
            let measure = &self.parameters[&id];
            let mut lot = unit(&mut rng);
            let passed = measure.model.probabilities(theta).into_iter().take_while(|p| {
                lot -= p;
                lot >= 0.0
            });
            let score = measure.scores[passed.count().min(measure.scores.len() - 1)];
            let response = response_earning(&self.item(&id).interaction, score, &mut rng);
            given.push((id, response));
        }
        given.into_iter().map(|(id, _)| id).collect()
    }
}

/// Share of the blueprint and items of every sitting, of one kind of item.
struct Kind<'s> {
    name: String,
    share: f64,
    fits: Box<dyn Fn(&Item) -> bool + 's>,
}

/// Sections, difficulties of the whole test and of each section, and cells.
fn kinds(blueprint: &Blueprint) -> Vec<Kind<'_>> {
    let total = f64::from(blueprint.items());
    let counted = |section: &SectionRule, level: Option<Difficulty>| -> f64 {
        let fits = |cell: &&Cell| level.is_none() || cell.difficulty == level;
        section.cells.iter().filter(fits).map(|cell| f64::from(cell.count)).sum::<f64>() / total
    };
    let mut kinds: Vec<Kind<'_>> = Vec::new();
    for level in Difficulty::ALL {
        let share = blueprint.sections.iter().map(|section| counted(section, Some(level))).sum();
        kinds.push(Kind { name: level.name().into(), share, fits: Box::new(move |item| item.difficulty == level) });
    }
    for section in &blueprint.sections {
        let of = move |item: &Item| item.domain == section.domain;
        kinds.push(Kind { name: section.title.clone(), share: counted(section, None), fits: Box::new(of) });
        for level in Difficulty::ALL {
            let name = format!("{} {}", section.title, level.name());
            let fits = Box::new(move |item: &Item| of(item) && item.difficulty == level);
            kinds.push(Kind { name, share: counted(section, Some(level)), fits });
        }
        for cell in &section.cells {
            let name = format!("{} {:?} {:?}", section.title, cell.competency, cell.difficulty);
            let fits = Box::new(move |item: &Item| of(item) && cell.fits(item));
            kinds.push(Kind { name, share: f64::from(cell.count) / total, fits });
        }
    }
    kinds
}

/// Most sittings end near the least number: there, too, every kind must come as often as planned.
#[test]
fn everything_has_its_share_at_the_length_that_tests_really_have() {
    let shipped = Shipped::new(RULE);
    let (report, sittings) = shipped.hall();
    let lengths: f64 = sittings.iter().map(|items| items.len() as f64).sum();
    assert!(lengths / (PEOPLE as f64) < 15.0, "they do end early: {}", lengths / PEOPLE as f64);
    assert!(report.bias.abs() < 0.05 && report.rmse < 0.42 && report.broken == Some(0), "{report:?}");
    for Kind { name, share, fits } in kinds(&shipped.blueprint) {
        let (mut got, mut furthest) = (0.0, 0.0_f64);
        for items in &sittings {
            let mut count = 0.0;
            for (place, id) in items.iter().enumerate() {
                count += f64::from(u8::from(fits(shipped.item(id))));
                furthest = furthest.max((count - share * (place + 1) as f64).abs());
            }
            got += count;
        }
        // Five standard errors of a count by chance; less where it is even.
        let (due, noise) = (share * lengths, 5.0 * (share * lengths).sqrt());
        assert!((got - due).abs() < noise.min(0.25 * due), "{name}: {got} of {due}");
        assert!(furthest <= 2.0 + 1e-9, "{name}: {furthest} from its share in one sitting");
        println!("{name}: {:.3} of its share, at most {furthest:.2} items from it", got / due);
    }
}

/// 24 items for everybody, and a limit just above what the smallest cells of the bank allow (0.114).
#[test]
fn the_exposure_limit_holds_for_what_candidates_see() {
    let limit = 0.12;
    let shipped = Shipped::new(AdaptiveRule { min_items: 24, standard_error: None, max_exposure: limit, ..RULE });
    let (report, sittings) = shipped.hall();
    let mut seen: BTreeMap<&ItemId, f64> = BTreeMap::new();
    for id in sittings.iter().flatten() {
        *seen.entry(id).or_default() += 1.0 / PEOPLE as f64;
    }
    let most = seen.values().copied().fold(0.0, f64::max);
    println!("simulated {:.3}, seen {most:.3}", report.exposure_max);
    // The largest of some fifty items at the limit lies within three standard errors of a share of 1,200.
    let noise = 3.0 * (limit * (1.0 - limit) / PEOPLE as f64).sqrt();
    assert!(most < limit + noise, "{most}");
    assert!((report.exposure_max - most).abs() < noise, "{} told, {most} seen", report.exposure_max);
}
