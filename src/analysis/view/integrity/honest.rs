//! The session once more with honest people: on the very items that each answered, at abilities drawn from what is known
//! of each, domain by domain. Domains are drawn apart given their estimates, so profiles differ rather more than real
//! ones: what one scale cannot explain is not underrated.

use std::collections::BTreeMap;

use ukur_psychometrics::ItemModel;
use ukur_psychometrics::integrity::copying::{Abilities, WrongOptions, honest_choices};
use ukur_psychometrics::random::{Rng, normal};

use super::choices::Choices;
use super::fitted::{Fitted, abilities, curves, learnt};
use crate::analysis::data::Data;
use crate::domain::ids::DomainId;

pub struct Honest<'f> {
    choices: &'f Choices,
    scale_of: Vec<usize>,
    /// By person and scale: EAP and its standard error.
    known: Vec<Vec<(f64, f64)>>,
    options: WrongOptions,
}

impl<'f> Honest<'f> {
    /// `None`: the answers do not suffice.
    pub fn of(data: &Data, fitted: &'f Fitted) -> Option<Self> {
        let choices = &fitted.choices;
        let mut domains: BTreeMap<&DomainId, Vec<usize>> = BTreeMap::new();
        for (at, item) in choices.items.iter().enumerate() {
            domains.entry(&data.items[*item].item.domain).or_default().push(at);
        }
        let mut models = fitted.models.clone();
        let mut scale_of = vec![0; models.len()];
        let mut known = vec![Vec::with_capacity(domains.len()); choices.chosen.persons()];
        for (scale, places) in domains.values().enumerate() {
            places.iter().for_each(|at| scale_of[*at] = scale);
            let own = by_domain(choices, places, &mut models)?;
            known.iter_mut().zip(own).for_each(|(person, eap)| person.push(eap));
        }
        let theta: Vec<Vec<f64>> = known.iter().map(|row| row.iter().map(|(theta, _)| *theta).collect()).collect();
        let options = learnt(choices, &models, Abilities::Scales { scale_of: &scale_of, theta: &theta })?;
        Some(Self { choices, scale_of, known, options })
    }

    /// One such session.
    pub fn sit(&self, rng: &mut impl Rng) -> Option<Choices> {
        let mut draw = |(theta, se): &(f64, f64)| theta + se * normal(rng);
        let theta: Vec<Vec<f64>> = self.known.iter().map(|row| row.iter().map(&mut draw).collect()).collect();
        let scales = Abilities::Scales { scale_of: &self.scale_of, theta: &theta };
        Some(self.choices.with(honest_choices(&self.choices.chosen, scales, &self.options, rng).ok()?))
    }
}

/// Abilities on one domain, whose own curves replace those of the one scale where its answers suffice for them.
fn by_domain(choices: &Choices, places: &[usize], models: &mut [ItemModel]) -> Option<Vec<(f64, f64)>> {
    let own = choices.select(places);
    if let Some((kept, curves)) = curves(&own) {
        kept.into_iter().zip(curves).for_each(|(at, model)| models[places[at]] = model);
    }
    let own_models: Vec<ItemModel> = places.iter().map(|at| models[*at].clone()).collect();
    abilities(&own_models, &own.right)
}
