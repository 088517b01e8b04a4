//! `partial-credit/1`: the mean of the item scores. Simple, explainable, and without a calibrated bank the honest one.

use std::collections::BTreeMap;

use super::{CompetencyOutcome, DomainOutcome, Outcome, Scoring, item_score};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::form::{Form, FormSection};
use crate::domain::ids::{CompetencyId, DomainId, ItemId};
use crate::domain::item::Item;
use crate::domain::response::Response;

/// Scores are rounded to this many parts of a point, so that a score that equals a cut score in exact arithmetic
/// equals it here too, on every machine.
const PARTS: f64 = 1e6;

/// Domain score = 100 × mean of the item scores over the form's items of the section, in a trial that says so over
/// those with an answer; overall = mean of the domain scores, weighted as the blueprint says; categories by the
/// blueprint's cut scores.
#[derive(Clone, Copy, Debug, Default)]
pub struct PartialCredit;

impl Scoring for PartialCredit {
    fn name(&self) -> &'static str {
        "partial-credit/1"
    }

    fn score(
        &self,
        form: &Form,
        responses: &BTreeMap<ItemId, Response>,
        bank: &Bank,
        blueprint: &Blueprint,
    ) -> Outcome {
        // In the blueprint's order, also when this candidate's sections were drawn in another one.
        let mut sections: Vec<&FormSection> = form.sections.iter().collect();
        sections.sort_by_key(|section| section.rule);
        let marker = Marker { responses, bank, blueprint };
        let domains: Vec<DomainOutcome> = sections.iter().map(|section| marker.domain(section)).collect();
        let weights = sections.iter().map(|section| marker.weight(section));
        let score = weighted_mean(domains.iter().map(|domain| domain.score).zip(weights));
        Outcome {
            scoring: self.name().to_owned(),
            answered: domains.iter().map(|domain| domain.answered).sum(),
            items: domains.iter().map(|domain| domain.items).sum(),
            score,
            category: blueprint.cuts.category(score),
            domains,
            measurement: None,
        }
    }
}

struct Marker<'a> {
    responses: &'a BTreeMap<ItemId, Response>,
    bank: &'a Bank,
    blueprint: &'a Blueprint,
}

impl Marker<'_> {
    fn domain(&self, section: &FormSection) -> DomainOutcome {
        let counted = section.items.iter().filter(|item| self.blueprint.counts(self.responses.get(&item.id)));
        let scores: Vec<(&ItemId, f64)> = counted.map(|item| (&item.id, self.item(&item.id))).collect();
        let score = hundredfold_mean(scores.iter().map(|(_, score)| *score));
        let answered = section.items.iter().filter(|item| self.responses.contains_key(&item.id)).count();
        DomainOutcome {
            domain: section.domain.clone(),
            title: section.title.clone(),
            answered: small(answered),
            items: small(section.items.len()),
            score,
            category: self.blueprint.cuts.category(score),
            competencies: self.competencies(&section.domain, &scores),
            measured: None,
        }
    }

    /// In the bank's order; an item that the bank does not know counts in its domain only.
    fn competencies(&self, domain: &DomainId, scores: &[(&ItemId, f64)]) -> Vec<CompetencyOutcome> {
        let mut by_competency: BTreeMap<&CompetencyId, Vec<f64>> = BTreeMap::new();
        for (id, score) in scores {
            if let Some(item) = self.bank.items.get(*id) {
                by_competency.entry(&item.competency).or_default().push(*score);
            }
        }
        let known = self.bank.domain(domain).map(|domain| domain.competencies.as_slice()).unwrap_or_default();
        let outcome = |id: &CompetencyId, title: &str, scores: &[f64]| CompetencyOutcome {
            competency: id.clone(),
            title: title.to_owned(),
            items: small(scores.len()),
            score: hundredfold_mean(scores.iter().copied()),
        };
        known.iter().filter_map(|info| Some(outcome(&info.id, &info.title, by_competency.get(&info.id)?))).collect()
    }

    fn item(&self, id: &ItemId) -> f64 {
        let item: Option<&Item> = self.bank.items.get(id).map(AsRef::as_ref);
        item.map_or(0.0, |item| item_score(&item.interaction, self.responses.get(id)))
    }

    fn weight(&self, section: &FormSection) -> f64 {
        let rule = self.blueprint.sections.get(usize::from(section.rule));
        rule.map_or(0.0, |rule| rule.weight)
    }
}

fn hundredfold_mean(scores: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = scores.len();
    if count == 0 {
        return 0.0;
    }
    round(100.0 * scores.sum::<f64>() / f64::from(small(count)))
}

fn weighted_mean(scores: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (sum, weights) =
        scores.fold((0.0, 0.0), |(sum, weights), (score, weight)| (sum + score * weight, weights + weight));
    if weights > 0.0 { round(sum / weights) } else { 0.0 }
}

fn round(score: f64) -> f64 {
    ((score * PARTS).round() / PARTS).clamp(0.0, 100.0)
}

/// Forms hold a few hundred items at most.
fn small(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::blueprint::Skipped;
    use crate::domain::category::PotentialCategory;
    use crate::domain::form::{ALGORITHM, FormItem, Seed};
    use crate::domain::ids::ChoiceId;
    use crate::domain::item::Difficulty;
    use crate::domain::samples;

    /// Ten single choices in `a` (two competencies), five in `b`; `b` weighs three times as much.
    fn setting() -> (Form, Bank, Blueprint) {
        let items = |domain: &str, n: usize| {
            let domain = domain.to_owned();
            (0..n).map(move |i| samples::item(&format!("{domain}{i}"), &domain, ["x", "y"][i % 2], Difficulty::Easy))
        };
        let bank = samples::bank(items("a", 10).chain(items("b", 5)));
        let cell = |n| vec![samples::cell(None, None, n)];
        let blueprint =
            samples::blueprint(vec![samples::section("a", 1.0, cell(10)), samples::section("b", 3.0, cell(5))]);
        let section = |rule: u16, domain: &str, n: usize| FormSection {
            rule,
            domain: DomainId::new(domain),
            title: domain.to_uppercase(),
            limit: None,
            items: (0..n)
                .map(|i| FormItem { id: ItemId::new(format!("{domain}{i}")), order: [0, 1, 2, 3].into() })
                .collect(),
        };
        let form = Form {
            algorithm: ALGORITHM,
            seed: Seed([0; 32]),
            bank: bank.version.clone(),
            blueprint: blueprint.version.clone(),
            sections: vec![section(1, "b", 5), section(0, "a", 10)],
        };
        (form, bank, blueprint)
    }

    fn right(items: &[&str]) -> BTreeMap<ItemId, Response> {
        items.iter().map(|id| (ItemId::new(*id), Response::Choice(ChoiceId::new("C")))).collect()
    }

    #[test]
    fn domains_are_means_and_the_whole_is_weighted() {
        let (form, bank, blueprint) = setting();
        let outcome =
            PartialCredit.score(&form, &right(&["a0", "a1", "a2", "a4", "b0", "b1", "b2", "b3"]), &bank, &blueprint);
        assert_eq!(
            outcome.domains.iter().map(|d| (d.domain.as_str(), d.score, d.items, d.answered)).collect::<Vec<_>>(),
            [("a", 40.0, 10, 4), ("b", 80.0, 5, 4)]
        );
        assert_eq!((outcome.score, outcome.items, outcome.answered), (70.0, 15, 8));
        assert_eq!(outcome.category, PotentialCategory::Potensial);
        assert_eq!(outcome.domains[0].category, PotentialCategory::KurangPotensial);
        let competencies: Vec<_> =
            outcome.domains[0].competencies.iter().map(|c| (c.competency.as_str(), c.items, c.score)).collect();
        assert_eq!(competencies, [("x", 5, 60.0), ("y", 5, 20.0)]);
        assert_eq!(outcome.domains[0].competencies[0].title, "title of x");
        assert_eq!(outcome.scoring, "partial-credit/1");
    }

    #[test]
    fn the_denominator_is_the_form_whatever_the_bank_or_the_responses_hold() {
        let (form, mut bank, blueprint) = setting();
        bank.items.remove(&ItemId::new("b4"));
        let mut responses = right(&["b0", "b1", "b2", "b3", "b4", "foreign"]);
        let outcome = PartialCredit.score(&form, &responses, &bank, &blueprint);
        assert_eq!((outcome.domains[1].score, outcome.domains[1].items), (80.0, 5));
        responses.clear();
        assert!(PartialCredit.score(&form, &responses, &bank, &blueprint).score <= 0.0);
    }

    #[test]
    fn a_trial_may_leave_out_what_was_skipped() {
        let (form, bank, mut blueprint) = setting();
        blueprint.skipped = Skipped::NotShown;
        let mut responses = right(&["a0", "a2"]);
        responses.insert(ItemId::new("a1"), Response::Choice(ChoiceId::new("A")));
        let outcome = PartialCredit.score(&form, &responses, &bank, &blueprint);
        let domain = &outcome.domains[0];
        assert_eq!((domain.score, domain.items, domain.answered), (66.666_667, 10, 3));
        let competencies: Vec<_> = domain.competencies.iter().map(|c| (c.items, c.score)).collect();
        assert_eq!(competencies, [(2, 100.0), (1, 0.0)]);
        assert_eq!((outcome.domains[1].score, outcome.domains[1].competencies.len()), (0.0, 0), "nothing answered");
    }

    #[test]
    fn an_empty_form_scores_zero() {
        let (mut form, bank, blueprint) = setting();
        form.sections.clear();
        let outcome = PartialCredit.score(&form, &BTreeMap::new(), &bank, &blueprint);
        assert_eq!((outcome.score, outcome.items), (0.0, 0));
    }

    proptest! {
        #[test]
        fn the_score_is_bounded_and_no_right_answer_lowers_it(given in prop::collection::vec(0usize..3, 15), at in 0usize..15) {
            let (form, bank, blueprint) = setting();
            let ids: Vec<ItemId> = form.items().map(|item| item.id.clone()).collect();
            let mut responses: BTreeMap<_, _> = ids.iter().zip(&given).filter(|(_, g)| **g > 0)
                .map(|(id, g)| (id.clone(), Response::Choice(ChoiceId::new(["", "A", "C"][*g])))).collect();
            let before = PartialCredit.score(&form, &responses, &bank, &blueprint);
            prop_assert!((0.0..=100.0).contains(&before.score));
            prop_assert_eq!(usize::from(before.items), form.len());
            responses.insert(ids[at].clone(), Response::Choice(ChoiceId::new("C")));
            let after = PartialCredit.score(&form, &responses, &bank, &blueprint);
            prop_assert!(after.score >= before.score);
            prop_assert!(after.category >= before.category);
        }
    }
}
