//! Results as an analysis sees them: persons, the items of their forms, and what they did with each. Three states are
//! kept apart: not shown (no cell), shown and left (a cell without an answer, or none where the blueprint of a trial
//! says so), answered.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::delivery::ports::{Ending, FinalRecord};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::calibration::fingerprint;
use crate::domain::category::PotentialCategory;
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, BankVersion, DomainId, ItemId};
use crate::domain::item::Item;
use crate::domain::measure::Measure;
use crate::domain::response::Response;
use crate::domain::scoring::item_score;
use crate::domain::session::{Enrolment, Session};
use crate::domain::time::Instant;
use crate::wire::analysis::FollowedRescoring;

/// Longer on one item than a day is a clock's mistake.
const LONGEST_S: f64 = 86_400.0;

/// Results of one bank.
#[derive(Debug)]
pub struct Data {
    /// The newest version.
    pub bank: Arc<Bank>,
    pub sittings: Vec<Sitting>,
    /// Everything that was shown, in the bank's order of domains, then by id.
    pub items: Vec<DataItem>,
    /// Without the voided ones.
    pub persons: Vec<Person>,
}

#[derive(Debug)]
pub struct Sitting {
    pub session: Session,
    pub blueprint: Arc<Blueprint>,
    pub persons: u32,
    pub voided: u32,
    pub rescored: Option<FollowedRescoring>,
}

/// An item with one content; changed since, it is another.
#[derive(Clone, Debug)]
pub struct DataItem {
    pub id: ItemId,
    pub fingerprint: String,
    /// Its content is that of the newest bank version.
    pub current: bool,
    pub item: Arc<Item>,
    /// Item score of each category, rising.
    pub scores: Vec<f64>,
    /// How the author's word measures it.
    pub weak: Measure,
}

#[derive(Debug)]
pub struct Person {
    pub sitting: usize,
    pub who: Enrolment,
    /// Overall, 0 to 100, as recorded.
    pub score: f64,
    pub category: PotentialCategory,
    /// In the order of items.
    pub cells: Vec<Cell>,
}

#[derive(Debug)]
pub struct Cell {
    pub item: usize,
    /// 0 to 1; what was left scores 0.
    pub score: f64,
    /// `None`: shown and left.
    pub given: Option<Given>,
}

#[derive(Debug)]
pub struct Given {
    pub response: Response,
    /// As the browser measured it; nothing where it measured nothing.
    pub seconds: Option<f64>,
    /// Of the last answer.
    pub at: Instant,
}

/// What is stored of one session.
pub struct Stored {
    pub session: Session,
    pub bank: Arc<Bank>,
    pub blueprint: Arc<Blueprint>,
    pub forms: BTreeMap<AttemptId, Form>,
    pub records: Vec<FinalRecord>,
    pub enrolments: BTreeMap<AttemptId, Enrolment>,
    /// The rescoring whose keys the bank has and whose outcomes the records.
    pub rescored: Option<FollowedRescoring>,
}

impl DataItem {
    /// Its name in addresses: the id alone where the content is that of today.
    pub fn variant(&self) -> String {
        let mark: String = self.fingerprint.chars().take(8).collect();
        if self.current { self.id.to_string() } else { format!("{}@{mark}", self.id) }
    }

    pub fn category(&self, score: f64) -> usize {
        self.weak.category(score)
    }

    pub fn is_dichotomous(&self) -> bool {
        self.scores.len() == 2
    }
}

impl Data {
    pub fn new(newest: Arc<Bank>, stored: Vec<Stored>) -> Self {
        let mut build = Build { newest, items: Vec::new(), places: BTreeMap::new(), marks: BTreeMap::new() };
        let (mut sittings, mut persons) = (Vec::new(), Vec::new());
        for one in stored {
            let sitting = sittings.len();
            let before = persons.len();
            let voided = one.records.iter().filter(|record| record.ending == Ending::Voided).count();
            persons.extend(build.persons(&one, sitting));
            let counted = persons.len() - before;
            sittings.push(Sitting {
                session: one.session,
                blueprint: one.blueprint,
                persons: small(counted),
                voided: small(voided),
                rescored: one.rescored,
            });
        }
        build.finish(sittings, persons)
    }

    /// Domains of the newest bank version, in its order, then those that only older versions had.
    pub fn domains(&self) -> Vec<DomainId> {
        let mut domains: Vec<DomainId> = self.bank.domains.iter().map(|domain| domain.id.clone()).collect();
        for item in &self.items {
            if !domains.contains(&item.item.domain) {
                domains.push(item.item.domain.clone());
            }
        }
        domains
    }

    /// The title of a domain, or its id where the newest version has none.
    pub fn domain_title(&self, id: &DomainId) -> String {
        self.bank.domain(id).map_or_else(|| id.to_string(), |domain| domain.title.clone())
    }

    pub fn answers(&self) -> usize {
        self.persons.iter().map(|person| person.cells.iter().filter(|cell| cell.given.is_some()).count()).sum()
    }

    pub fn shown(&self) -> usize {
        self.persons.iter().map(|person| person.cells.len()).sum()
    }

    pub fn place(&self, variant: &str) -> Option<usize> {
        self.items.iter().position(|item| item.variant() == variant)
    }
}

struct Build {
    newest: Arc<Bank>,
    items: Vec<DataItem>,
    /// By id and fingerprint.
    places: BTreeMap<(ItemId, String), usize>,
    /// Fingerprints of the items of each version, made once.
    marks: BTreeMap<BankVersion, BTreeMap<ItemId, usize>>,
}

impl Build {
    fn persons(&mut self, stored: &Stored, sitting: usize) -> Vec<Person> {
        let counts = |record: &&FinalRecord| record.ending != Ending::Voided;
        let mut persons = Vec::with_capacity(stored.records.len());
        for record in stored.records.iter().filter(counts) {
            let known = stored.forms.get(&record.attempt).zip(stored.enrolments.get(&record.attempt));
            let Some((form, who)) = known else { continue };
            let form = record.given(form);
            let counted = form.items().filter(|place| {
                let given = record.responses.get(&place.id);
                stored.blueprint.counts(given.map(|given| &given.response))
            });
            let cells = counted.filter_map(|place| self.cell(&place.id, record, &stored.bank)).collect();
            persons.push(Person {
                sitting,
                who: who.clone(),
                score: record.outcome.score,
                category: record.outcome.category,
                cells,
            });
        }
        persons
    }

    fn cell(&mut self, id: &ItemId, record: &FinalRecord, bank: &Arc<Bank>) -> Option<Cell> {
        let item = self.item(id, bank)?;
        let given = record.responses.get(id);
        let score = item_score(&self.items[item].item.interaction, given.map(|given| &given.response));
        let given = given.map(|given| Given {
            response: given.response.clone(),
            seconds: seconds(given.spent_ms),
            at: given.at,
        });
        Some(Cell { item, score, given })
    }

    /// The place of an item of this version; its content is read once for each version.
    fn item(&mut self, id: &ItemId, bank: &Arc<Bank>) -> Option<usize> {
        if let Some(place) = self.marks.get(&bank.version).and_then(|marks| marks.get(id)) {
            return Some(*place);
        }
        let item = bank.items.get(id)?;
        let mark = fingerprint(item, bank);
        let place = match self.places.get(&(id.clone(), mark.clone())) {
            Some(place) => *place,
            None => self.add(item, mark),
        };
        self.marks.entry(bank.version.clone()).or_default().insert(id.clone(), place);
        Some(place)
    }

    fn add(&mut self, item: &Arc<Item>, mark: String) -> usize {
        let now = self.newest.items.get(&item.id);
        let current = now.is_some_and(|now| fingerprint(now, &self.newest) == mark);
        let weak = Measure::weak(item);
        let place = self.items.len();
        self.places.insert((item.id.clone(), mark.clone()), place);
        let scores = weak.scores.clone();
        let item = DataItem { id: item.id.clone(), fingerprint: mark, current, item: item.clone(), scores, weak };
        self.items.push(item);
        place
    }

    /// Items into their lasting order, cells along with them.
    fn finish(self, sittings: Vec<Sitting>, mut persons: Vec<Person>) -> Data {
        let rank = |domain: &DomainId| self.newest.domains.iter().position(|known| known.id == *domain);
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        let key = |place: &usize| {
            let item = &self.items[*place];
            (rank(&item.item.domain).unwrap_or(usize::MAX), item.id.clone(), !item.current, item.fingerprint.clone())
        };
        order.sort_by_cached_key(key);
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        for person in &mut persons {
            person.cells.iter_mut().for_each(|cell| cell.item = place[cell.item]);
            person.cells.sort_unstable_by_key(|cell| cell.item);
        }
        let items = order.iter().map(|old| self.items[*old].clone()).collect();
        Data { bank: self.newest, sittings, items, persons }
    }
}

#[allow(clippy::cast_precision_loss, reason = "milliseconds of a sitting stay far below 2^52")]
fn seconds(spent_ms: i64) -> Option<f64> {
    let seconds = spent_ms as f64 / 1_000.0;
    (seconds > 0.0).then(|| seconds.min(LONGEST_S))
}

/// A count for the wire.
pub(super) fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
