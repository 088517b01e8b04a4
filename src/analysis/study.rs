//! What the views of one set of results share: scores by item, and where everybody stands by the calibration.

use std::sync::Arc;

use ukur_psychometrics::classical::{Criterion, ScoreTable};
use ukur_psychometrics::scoring::{Prior, Scorer};
use ukur_psychometrics::{Answer, ItemModel, Responses};

use super::data::{Data, DataItem};
use crate::domain::calibration::{CalibratedItem, Calibration};
use crate::domain::ids::DomainId;
use crate::domain::measure::{Measure, Source};
use crate::planning::ports::CalibrationStamp;
use crate::wire::analysis::CalibrationRef;

/// Nodes of θ: what is read off them is exact far beyond what is shown.
const NODES: usize = 121;

pub struct Study {
    pub data: Arc<Data>,
    pub table: ScoreTable,
    pub criterion: Criterion,
    pub known: Option<Known>,
}

/// A calibration, put to these items and persons.
pub struct Known {
    pub reference: CalibrationRef,
    pub stamp: CalibrationStamp,
    pub calibration: Calibration,
    /// By item: its parameters, where they speak of this content.
    pub items: Vec<Option<CalibratedItem>>,
    pub domains: Vec<KnownDomain>,
    /// By item: place of its domain.
    pub domain_of: Vec<usize>,
}

/// One scale, with the items that are known well enough to be used on it.
pub struct KnownDomain {
    pub id: DomainId,
    /// As indices of items, with their models.
    pub items: Vec<(usize, ItemModel)>,
    /// The persons' answers to these items, in their order, in the calibration's categories.
    pub responses: Responses,
    /// EAP of each person; NaN for whoever met none of them.
    pub theta: Vec<f64>,
    pub se: Vec<f64>,
}

impl Study {
    pub fn new(data: Arc<Data>, known: Option<(CalibrationRef, CalibrationStamp, Calibration)>) -> Self {
        let rows = data.persons.iter().map(|person| person.cells.iter().map(|cell| (cell.item, cell.score)));
        let table = ScoreTable::of_scores(data.items.len(), rows);
        let criterion = table.criterion();
        let known = known.map(|known| Known::new(&data, known));
        Self { data, table, criterion, known }
    }

    /// Mean score on the other items of the form, 0 to 1; `None` where there are none.
    pub fn rest(&self, person: usize, score: f64) -> Option<f64> {
        self.table.rest(person, score, Criterion::MeanPerShownItem)
    }

    /// θ of everybody on the scale of an item, where it is calibrated.
    pub fn theta_of(&self, item: usize) -> Option<&[f64]> {
        let known = self.known.as_ref()?;
        known.items[item].as_ref()?;
        Some(&known.domains.get(known.domain_of[item])?.theta)
    }

    pub fn measure(&self, item: usize) -> Option<Measure> {
        self.known.as_ref()?.items[item].as_ref().map(measure)
    }
}

impl Known {
    fn new(data: &Data, (reference, stamp, calibration): (CalibrationRef, CalibrationStamp, Calibration)) -> Self {
        let of = |item: &DataItem| {
            calibration.items.get(&item.id).filter(|known| known.fingerprint == item.fingerprint).cloned()
        };
        let items: Vec<Option<CalibratedItem>> = data.items.iter().map(of).collect();
        let ids = data.domains();
        let domain_of: Vec<usize> = data
            .items
            .iter()
            .map(|item| ids.iter().position(|id| *id == item.item.domain).unwrap_or(usize::MAX))
            .collect();
        let domains = ids.into_iter().enumerate();
        let domains = domains.map(|(place, id)| KnownDomain::new(data, id, &items, &domain_of, place)).collect();
        Self { reference, stamp, calibration, items, domains, domain_of }
    }
}

impl KnownDomain {
    fn new(data: &Data, id: DomainId, known: &[Option<CalibratedItem>], domain_of: &[usize], place: usize) -> Self {
        let usable = |item: &usize| {
            domain_of[*item] == place && known[*item].as_ref().is_some_and(CalibratedItem::is_publishable)
        };
        let places: Vec<usize> = (0..known.len()).filter(usable).collect();
        let measures: Vec<Measure> = places.iter().filter_map(|item| known[*item].as_ref()).map(measure).collect();
        let responses = answers(data, &places, |column, score| measures[column].category(score));
        let models: Vec<ItemModel> = measures.into_iter().map(|measure| measure.model).collect();
        let (theta, se) = abilities(&models, &responses);
        Self { id, items: places.into_iter().zip(models).collect(), responses, theta, se }
    }
}

fn measure(item: &CalibratedItem) -> Measure {
    Measure { model: item.model.clone(), scores: item.scores.clone(), source: Source::Calibrated }
}

/// Persons × the items at `places`, in the categories that `category` gives to a column's item score.
pub fn answers(data: &Data, places: &[usize], category: impl Fn(usize, f64) -> usize) -> Responses {
    let mut column = vec![None; data.items.len()];
    places.iter().enumerate().for_each(|(at, item)| column[*item] = Some(at));
    let mut responses = Responses::new(places.len());
    for person in &data.persons {
        let row = person.cells.iter().filter_map(|cell| {
            let at = column[cell.item]?;
            let category = u8::try_from(category(at, cell.score)).unwrap_or(u8::MAX);
            Some((at, if cell.given.is_some() { Answer::Category(category) } else { Answer::Skipped }))
        });
        let pushed = responses.push(row);
        debug_assert!(pushed.is_ok(), "a form holds an item once, and items have few categories");
        if pushed.is_err() {
            // Whoever cannot be read is as somebody who was shown nothing, so that rows stay persons.
            let _ = responses.push([]);
        }
    }
    responses
}

/// EAP and its standard error of every row, NaN where a row is empty.
fn abilities(models: &[ItemModel], responses: &Responses) -> (Vec<f64>, Vec<f64>) {
    let nothing = || (vec![f64::NAN; responses.persons()], vec![f64::NAN; responses.persons()]);
    if models.is_empty() {
        return nothing();
    }
    let prior = Prior::default();
    let scored = Scorer::new(models, prior, &prior.grid(NODES))
        .and_then(|scorer| scorer.eap_all(responses, ukur_psychometrics::Skipped::Zero));
    let Ok(scored) = scored else { return nothing() };
    let met = |person: usize| responses.row(person).next().is_some();
    let value = |person: usize, value: f64| if met(person) { value } else { f64::NAN };
    let theta = scored.iter().enumerate().map(|(person, eap)| value(person, eap.theta)).collect();
    let se = scored.iter().enumerate().map(|(person, eap)| value(person, eap.se)).collect();
    (theta, se)
}
