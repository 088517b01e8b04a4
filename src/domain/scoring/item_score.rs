//! One response against one key: 0 to 1 (FORMAT.md, Interactions).

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::decimal::Decimal;
use crate::domain::ids::ChoiceId;
use crate::domain::item::Interaction;
use crate::domain::response::Response;

/// The largest weight of a graded judgement.
const FULL_WEIGHT: f64 = 5.0;

/// Score of an item; 0 for a blank, and for a response that does not fit the item.
pub fn item_score(interaction: &Interaction, response: Option<&Response>) -> f64 {
    let Some(response) = response.filter(|response| response.check(interaction).is_ok()) else { return 0.0 };
    match (interaction, response) {
        (Interaction::SingleChoice { key, .. }, Response::Choice(given)) => one_if(given == key),
        (Interaction::MultipleResponse { key, .. }, Response::Choices(given)) => several(key, given),
        (Interaction::GradedJudgement { weights, .. }, Response::Choice(given)) => {
            weights.get(given).map_or(0.0, |weight| f64::from(*weight) / FULL_WEIGHT)
        }
        (Interaction::NumericEntry { key, tolerance, .. }, Response::Number(given)) => number(*key, *tolerance, given),
        (Interaction::Ordering { key, .. }, Response::Order(given)) => order(key, given),
        (Interaction::Matching { key, .. }, Response::Match(given)) => pairs(key, given),
        _ => 0.0,
    }
}

/// max(0, (chosen right − chosen wrong) ÷ size of key): choosing everything earns nothing.
fn several(key: &BTreeSet<ChoiceId>, given: &[ChoiceId]) -> f64 {
    let right = given.iter().filter(|id| key.contains(id)).count();
    share(right, given.len() - right, key.len())
}

fn number(key: f64, tolerance: f64, given: &str) -> f64 {
    let parts = (Decimal::parse(given), Decimal::from_f64(key), Decimal::from_f64(tolerance));
    let (Some(given), Some(key), Some(tolerance)) = parts else { return 0.0 };
    one_if(given.is_within(key, tolerance))
}

/// max(0, (pairs in right order − pairs in wrong order) ÷ all pairs): Kendall's tau, cut at 0.
fn order(key: &[ChoiceId], given: &[ChoiceId]) -> f64 {
    let rank: BTreeMap<&ChoiceId, usize> = key.iter().enumerate().map(|(rank, id)| (id, rank)).collect();
    let ranks: Vec<usize> = given.iter().filter_map(|id| rank.get(id).copied()).collect();
    let later = |(at, rank): (usize, &usize)| ranks[at + 1..].iter().filter(|other| *other > rank).count();
    let right: usize = ranks.iter().enumerate().map(later).sum();
    let all = key.len() * key.len().saturating_sub(1) / 2;
    share(right, all.saturating_sub(right), all)
}

fn pairs(key: &BTreeMap<ChoiceId, ChoiceId>, given: &[(ChoiceId, ChoiceId)]) -> f64 {
    let right = given.iter().filter(|(from, to)| key.get(from) == Some(to)).count();
    share(right, 0, key.len())
}

fn one_if(right: bool) -> f64 {
    if right { 1.0 } else { 0.0 }
}

/// max(0, (right − wrong) ÷ all).
fn share(right: usize, wrong: usize, all: usize) -> f64 {
    let small = |n: usize| u32::try_from(n).map_or(0.0, f64::from);
    if all == 0 { 0.0 } else { small(right.saturating_sub(wrong)) / small(all) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::samples;

    fn ids(text: &str) -> Vec<ChoiceId> {
        text.chars().map(|c| ChoiceId::new(c.to_string())).collect()
    }

    fn choice(text: &str) -> Response {
        Response::Choice(ChoiceId::new(text))
    }

    fn matched(text: &str) -> Response {
        Response::Match(text.split_whitespace().map(|p| (ChoiceId::new(&p[..1]), ChoiceId::new(&p[1..]))).collect())
    }

    /// The right answer to each of `samples::interactions`.
    fn right() -> [Response; 6] {
        [
            choice("C"),
            Response::Choices(ids("CA")),
            choice("B"),
            Response::Number("12.5".into()),
            Response::Order(ids("CADB")),
            matched("1B 2A 3D"),
        ]
    }

    #[test]
    fn blank_is_zero_and_key_is_one() {
        for (interaction, right) in samples::interactions().iter().zip(right()) {
            assert!(item_score(interaction, None) <= 0.0);
            assert!(item_score(interaction, Some(&right)) >= 1.0, "{}", interaction.name());
        }
    }

    #[test]
    fn partial_credit_is_as_the_format_says() {
        let [single, several, judged, number, order, matching] = samples::interactions();
        for (interaction, response, score) in [
            (&single, choice("A"), 0.0),
            (&several, Response::Choices(ids("A")), 0.5),
            (&several, Response::Choices(ids("ACB")), 0.5),
            (&several, Response::Choices(ids("ABCD")), 0.0),
            (&several, Response::Choices(ids("BD")), 0.0),
            (&judged, choice("A"), 0.4),
            (&judged, choice("C"), 0.2),
            (&number, Response::Number("12.55".into()), 1.0),
            (&number, Response::Number("12.551".into()), 0.0),
            (&order, Response::Order(ids("BDAC")), 0.0),
            (&order, Response::Order(ids("ACDB")), 4.0 / 6.0),
            (&order, Response::Order(ids("ACBD")), 2.0 / 6.0),
            (&matching, matched("1B"), 1.0 / 3.0),
            (&matching, matched("1B 2D 3A"), 1.0 / 3.0),
            (&matching, matched("1A"), 0.0),
        ] {
            let found = item_score(interaction, Some(&response));
            assert!((found - score).abs() < 1e-12, "{} {response:?}: {found}", interaction.name());
        }
    }

    #[test]
    fn a_response_that_does_not_fit_scores_nothing() {
        let several = &samples::interactions()[1];
        assert!(item_score(several, Some(&Response::Choices(ids("AACC")))) <= 0.0);
        assert!(item_score(several, Some(&choice("A"))) <= 0.0);
    }

    fn subset() -> impl Strategy<Value = Vec<ChoiceId>> {
        prop::sample::subsequence(ids("ABCDEFGH"), 1..=8)
    }

    proptest! {
        #[test]
        fn a_multiple_response_stays_within_bounds_and_rises_with_each_right_choice(key in subset(), given in subset()) {
            let interaction = Interaction::MultipleResponse { options: samples::choices("ABCDEFGH"), key: key.iter().cloned().collect() };
            let score = |given: &Vec<ChoiceId>| item_score(&interaction, Some(&Response::Choices(given.clone())));
            let before = score(&given);
            prop_assert!((0.0..=1.0).contains(&before));
            for id in ids("ABCDEFGH").into_iter().filter(|id| !given.contains(id)) {
                let mut more = given.clone();
                more.push(id.clone());
                if key.contains(&id) { prop_assert!(score(&more) >= before) } else { prop_assert!(score(&more) <= before) }
            }
        }

        #[test]
        fn an_ordering_stays_within_bounds_and_never_falls_when_neighbours_are_put_right(
            key in Just(ids("ABCDEF")).prop_shuffle(), given in Just(ids("ABCDEF")).prop_shuffle(), at in 0usize..5,
        ) {
            let interaction = Interaction::Ordering { elements: samples::choices("ABCDEF"), key: key.clone() };
            let score = |given: &[ChoiceId]| item_score(&interaction, Some(&Response::Order(given.to_vec())));
            prop_assert!((0.0..=1.0).contains(&score(&given)));
            prop_assert_eq!(score(&given) >= 1.0, given == key);
            let rank = |id: &ChoiceId| key.iter().position(|k| k == id);
            if rank(&given[at]) > rank(&given[at + 1]) {
                let mut better = given.clone();
                better.swap(at, at + 1);
                prop_assert!(score(&better) >= score(&given));
            }
        }

        #[test]
        fn a_match_rises_by_its_share_with_each_right_pair(order in Just(ids("ABCD")).prop_shuffle(), n in 1usize..=4) {
            let key: BTreeMap<_, _> = ids("1234").into_iter().zip(order.clone()).collect();
            let interaction = Interaction::Matching { left: samples::choices("1234"), right: samples::choices("ABCD"), key };
            let given: Vec<_> = ids("1234").into_iter().zip(order).take(n).collect();
            let expected = f64::from(u32::try_from(n).unwrap()) / 4.0;
            prop_assert!((item_score(&interaction, Some(&Response::Match(given))) - expected).abs() < 1e-12);
        }

        #[test]
        fn a_number_scores_exactly_within_its_tolerance(key in -10_000i32..10_000, off in -100i32..100, tolerance in 0i32..60) {
            let hundredth = |n: i32| f64::from(n) / 100.0;
            let interaction = Interaction::NumericEntry { key: hundredth(key), tolerance: hundredth(tolerance), unit: None };
            let given = Response::Number(format!("{}", hundredth(key + off)));
            prop_assert_eq!(item_score(&interaction, Some(&given)) >= 1.0, off.abs() <= tolerance);
        }
    }
}
