//! One response against one key: 0 to 1 (FORMAT.md, Interactions).

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::decimal::Decimal;
use crate::domain::ids::ChoiceId;
use crate::domain::item::{Filling, Gap, Interaction, Marking};
use crate::domain::response::Response;

/// The largest weight of a graded judgement.
const FULL_WEIGHT: f64 = 5.0;
/// A sum of parts that is full but for the dust of floating point.
const FULL: f64 = 1.0 - 1e-9;

/// Score of an item; 0 for a blank, and for a response that does not fit the item.
pub fn item_score(interaction: &Interaction, response: Option<&Response>) -> f64 {
    let Some(response) = response.filter(|response| response.check(interaction).is_ok()) else { return 0.0 };
    match (interaction, response) {
        (Interaction::SingleChoice { key, credit, .. }, Response::Choice(given)) => chosen(key, credit, given),
        (Interaction::MultipleResponse { key, marking, .. }, Response::Choices(given)) => match marking {
            Marking::Standard => several(key, given),
            Marking::Exact => one_if(given.len() == key.len() && given.iter().all(|id| key.contains(id))),
            Marking::Credit(credit) => sum(given.iter().map(|id| credit.get(id))),
        },
        (Interaction::GradedJudgement { weights, .. }, Response::Choice(given)) => {
            weights.get(given).map_or(0.0, |weight| f64::from(*weight) / FULL_WEIGHT)
        }
        (Interaction::NumericEntry { key, tolerance, .. }, Response::Number(given)) => number(*key, *tolerance, given),
        (Interaction::Ordering { key, exact: true, .. }, Response::Order(given)) => one_if(given == key),
        (Interaction::Ordering { key, .. }, Response::Order(given)) => order(key, given),
        (Interaction::Matching { key, marking, .. }, Response::Match(given)) => match marking {
            Marking::Standard => pairs(key, given),
            Marking::Exact => one_if(pairs(key, given) >= 1.0),
            Marking::Credit(credit) => sum(given.iter().map(|pair| credit.get(pair))),
        },
        (Interaction::Association { key, exact, .. }, Response::Match(given)) => associations(key, *exact, given),
        (Interaction::GapText { gaps, exact }, Response::Gaps(given)) => gap_text(gaps, *exact, given),
        _ => 0.0,
    }
}

fn chosen(key: &ChoiceId, credit: &BTreeMap<ChoiceId, f64>, given: &ChoiceId) -> f64 {
    if given == key { 1.0 } else { credit.get(given).copied().unwrap_or(0.0) }
}

/// The credits together, cut at 0 and 1. The dust of adding thirds is not a missing part.
fn sum<'a>(credits: impl Iterator<Item = Option<&'a f64>>) -> f64 {
    let sum: f64 = credits.flatten().sum();
    if sum >= FULL { 1.0 } else { sum.max(0.0) }
}

/// Right pairs ÷ pairs of the key, less what was paired wrongly: pairing everything with something earns nothing.
fn associations(key: &BTreeSet<(ChoiceId, ChoiceId)>, exact: bool, given: &[(ChoiceId, ChoiceId)]) -> f64 {
    let known = |(one, other): &&(ChoiceId, ChoiceId)| {
        key.contains(&(one.clone(), other.clone())) || key.contains(&(other.clone(), one.clone()))
    };
    let right = given.iter().filter(known).count();
    let score = share(right, given.len() - right, key.len());
    if exact { one_if(score >= 1.0) } else { score }
}

/// The mean over all gaps; an empty one counts 0.
fn gap_text(gaps: &[Gap], exact: bool, given: &[(ChoiceId, String)]) -> f64 {
    let score = |gap: &Gap| {
        let given = given.iter().find(|(id, _)| *id == gap.id).map(|(_, given)| given.as_str());
        given.map_or(0.0, |given| filled(&gap.filling, given))
    };
    let sum: f64 = gaps.iter().map(score).sum();
    let mean = sum / u32::try_from(gaps.len()).map_or(1.0, f64::from).max(1.0);
    if exact { one_if(mean >= FULL) } else { mean }
}

fn filled(filling: &Filling, given: &str) -> f64 {
    match filling {
        Filling::Choice { key, credit, .. } => chosen(key, credit, &ChoiceId::new(given)),
        Filling::Text { accepted, case_sensitive } => {
            let given = plain(given, *case_sensitive);
            let found = accepted.iter().find(|(text, _)| plain(text, *case_sensitive) == given);
            found.map_or(0.0, |(_, credit)| *credit)
        }
    }
}

/// Text as it is compared: inner blanks as one, none outside, and in lower case where that does not matter.
fn plain(text: &str, case_sensitive: bool) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    if case_sensitive { text } else { text.to_lowercase() }
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

    fn gaps(choice: &str, text: &str) -> Response {
        Response::Gaps(vec![(ChoiceId::new("1"), choice.into()), (ChoiceId::new("2"), text.into())])
    }

    /// The right answer to each of `samples::interactions`.
    fn right() -> [Response; 8] {
        [
            choice("C"),
            Response::Choices(ids("CA")),
            choice("B"),
            Response::Number("12.5".into()),
            Response::Order(ids("CADB")),
            matched("1B 2A 3D"),
            matched("DA BE CF"),
            gaps("B", " kayu  JATI"),
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
        let [single, several, judged, number, order, matching, association, text, essay] = samples::interactions();
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
            (&association, matched("DA"), 1.0 / 3.0),
            (&association, matched("AD BE FC"), 1.0),
            (&association, matched("AB EC"), 0.0),
            (&association, matched("AD BC"), 0.0),
            (&text, gaps("C", "jati"), 0.5),
            (&text, gaps("A", "Kayu jati"), 0.5),
            (&text, Response::Gaps(vec![(ChoiceId::new("1"), "B".into())]), 0.5),
            (&essay, choice("A"), 0.0),
        ] {
            let found = item_score(interaction, Some(&response));
            assert!((found - score).abs() < 1e-12, "{} {response:?}: {found}", interaction.name());
        }
    }

    #[test]
    fn other_markings_than_the_standard_are_kept() {
        let [_, several, _, _, order, matching, association, text, _] = samples::interactions();
        let exact = |interaction: &Interaction| match interaction.clone() {
            Interaction::MultipleResponse { options, key, .. } => {
                Interaction::MultipleResponse { options, key, marking: Marking::Exact }
            }
            Interaction::Ordering { elements, key, .. } => Interaction::Ordering { elements, key, exact: true },
            Interaction::Matching { left, right, key, reuse, .. } => {
                Interaction::Matching { left, right, key, reuse, marking: Marking::Exact }
            }
            Interaction::Association { elements, key, .. } => Interaction::Association { elements, key, exact: true },
            Interaction::GapText { gaps, .. } => Interaction::GapText { gaps, exact: true },
            other => other,
        };
        let [_, all, _, _, row, pairs, links, filled] = right();
        for (interaction, whole, part) in [
            (exact(&several), all, Response::Choices(ids("A"))),
            (exact(&order), row, Response::Order(ids("ACDB"))),
            (exact(&matching), pairs, matched("1B 2A")),
            (exact(&association), links, matched("DA BE")),
            (exact(&text), filled, gaps("B", "jati")),
        ] {
            assert!(item_score(&interaction, Some(&whole)) >= 1.0, "{}", interaction.name());
            assert!(item_score(&interaction, Some(&part)) <= 0.0, "{}", interaction.name());
        }
    }

    #[test]
    fn credits_add_up_between_nothing_and_all() {
        let third = 1.0 / 3.0;
        let credit = ids("ABCD").into_iter().zip([third, third, third, -0.5]).collect();
        let interaction = Interaction::MultipleResponse {
            options: samples::choices("ABCDE"),
            key: ids("ABC").into_iter().collect(),
            marking: Marking::Credit(credit),
        };
        for (given, score) in [("ABC", 1.0), ("A", third), ("AD", 0.0), ("ABD", 2.0 * third - 0.5), ("E", 0.0)] {
            let found = item_score(&interaction, Some(&Response::Choices(ids(given))));
            assert!((found - score).abs() < 1e-12, "{given}: {found}");
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
            let interaction = Interaction::MultipleResponse { options: samples::choices("ABCDEFGH"), key: key.iter().cloned().collect(), marking: Marking::Standard };
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
            let interaction = Interaction::Ordering { elements: samples::choices("ABCDEF"), key: key.clone(), exact: false };
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
            let interaction = Interaction::Matching { left: samples::choices("1234"), right: samples::choices("ABCD"), key, reuse: false, marking: Marking::Standard };
            let given: Vec<_> = ids("1234").into_iter().zip(order).take(n).collect();
            let expected = f64::from(u32::try_from(n).unwrap()) / 4.0;
            prop_assert!((item_score(&interaction, Some(&Response::Match(given))) - expected).abs() < 1e-12);
        }

        #[test]
        fn a_number_scores_exactly_within_its_tolerance(key in -10_000i32..10_000, off in -100i32..100, tolerance in 0i32..60) {
            let hundredth = |n: i32| f64::from(n) / 100.0;
            let interaction = Interaction::NumericEntry { key: hundredth(key), tolerance: hundredth(tolerance), unit: None, slider: None };
            let given = Response::Number(format!("{}", hundredth(key + off)));
            prop_assert_eq!(item_score(&interaction, Some(&given)) >= 1.0, off.abs() <= tolerance);
        }
    }
}
