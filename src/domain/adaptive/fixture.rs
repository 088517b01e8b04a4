//! An adaptive session in small for the tests: 40 items in each of some domains, every fifth pair of them enemies, with
//! parameters made up for the purpose.

use std::sync::Arc;

use ukur_psychometrics::ItemModel;

use super::{Design, Sequence};
use crate::domain::assembly::{Candidate, Place, PoolHall, draw_pools};
use crate::domain::bank::Bank;
use crate::domain::blueprint::{AdaptiveRule, Blueprint, Navigation};
use crate::domain::form::{Form, Seed};
use crate::domain::item::{Difficulty, Item, JobFamily};
use crate::domain::measure::{Measure, Parameters, Source};
use crate::domain::samples;

pub const PER_DOMAIN: usize = 40;
pub const RULE: AdaptiveRule =
    AdaptiveRule { min_items: 8, max_items: 20, standard_error: Some(4.0), randomesque: 4, max_exposure: 1.0 };

/// Domains a, b, c … with so many items in the cells of each.
pub struct Small {
    pub bank: Bank,
    pub blueprint: Blueprint,
    pub parameters: Parameters,
}

impl Small {
    pub fn new(rule: AdaptiveRule, counts: &[u16]) -> Self {
        let names: Vec<String> = ('a'..).take(counts.len()).map(String::from).collect();
        let bank = samples::bank(names.iter().flat_map(|domain| items(domain)));
        let section =
            |(domain, count): (&String, &u16)| samples::section(domain, 1.0, vec![samples::cell(None, None, *count)]);
        let sections = names.iter().zip(counts).map(section).collect();
        let blueprint =
            Blueprint { navigation: Navigation::ForwardOnly, adaptive: Some(rule), ..samples::blueprint(sections) };
        let parameters = bank.items.values().enumerate().map(|(n, item)| (item.id.clone(), measure(n))).collect();
        Self { bank, blueprint, parameters }
    }

    pub fn design(&self) -> Arc<Design> {
        Arc::new(Design::new(&self.blueprint, &self.bank, &self.parameters).unwrap())
    }

    /// The pool of one candidate under these chances.
    pub fn pool(&self, design: &Design, chances: &[f64], seed: u8, family: Option<JobFamily>) -> Form {
        let candidates = [Candidate { family, seed: Seed([seed; 32]), place: Place::default() }];
        let hall = PoolHall { blueprint: &self.blueprint, bank: &self.bank, design, chances, candidates: &candidates };
        draw_pools(&hall).unwrap().remove(0)
    }

    pub fn whole_pool(&self, design: &Design, seed: u8) -> Form {
        self.pool(design, &vec![1.0; design.items().count()], seed, None)
    }

    pub fn sequence(&self, seed: u8) -> (Sequence, Form) {
        let design = self.design();
        let form = self.whole_pool(&design, seed);
        (Sequence::new(design, &form).unwrap(), form)
    }
}

fn items(domain: &str) -> impl Iterator<Item = Item> {
    (0..PER_DOMAIN).map(move |n| {
        let id = |n: usize| format!("{domain}{n:02}");
        let mut item = samples::item(&id(n), domain, "x", Difficulty::ALL[n % 3]);
        if n % 10 < 2 {
            item.enemies.insert(crate::domain::ids::ItemId::new(id(n / 10 * 10 + 1 - n % 10)));
        }
        item
    })
}

fn measure(n: usize) -> Measure {
    let part = |n: usize| f64::from(u32::try_from(n).unwrap());
    let (a, b) = (0.8 + 0.03 * part(n * 7 % 40), -2.0 + 0.1 * part(n * 11 % 40));
    Measure {
        model: ItemModel::Dichotomous { a, d: -a * b, g: 0.2 },
        scores: vec![0.0, 1.0],
        source: Source::Calibrated,
    }
}
