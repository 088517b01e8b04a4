//! Made-up people: the same seed gives the same answers, ability shows, and what is planted can be found.

use super::*;
use crate::domain::adaptive::fixture::{RULE, Small};
use crate::domain::assembly::assemble;
use crate::domain::blueprint::AdaptiveRule;
use crate::domain::form::Seed;
use crate::domain::ids::ChoiceId;
use crate::domain::item::{Difficulty, Interaction, Item};
use crate::domain::samples;
use crate::domain::scoring::item_score;

fn bank() -> Bank {
    let item = |n: usize| {
        let level = Difficulty::ALL[n % 3];
        samples::item(&format!("i{n:02}"), "a", "x", level)
    };
    samples::bank((0..30).map(item))
}

fn form(bank: &Bank) -> Form {
    let blueprint = samples::blueprint(vec![samples::section("a", 1.0, vec![samples::cell(None, None, 20)])]);
    assemble(&blueprint, bank, None, Seed([7; 32])).unwrap()
}

fn share_of_key(bank: &Bank, answers: &[Answers]) -> f64 {
    let scored =
        answers.iter().flatten().map(|(id, given)| item_score(&bank.items[id].interaction, Some(&given.response)));
    let scores: Vec<f64> = scored.collect();
    scores.iter().sum::<f64>() / f64::from(u32::try_from(scores.len()).unwrap())
}

#[test]
fn every_interaction_gets_a_response_that_fits_and_earns_about_what_is_wanted() {
    let mut rng = ukur_psychometrics::random::stream(3, 0);
    for interaction in samples::interactions().into_iter().filter(Interaction::is_scored) {
        let full = response_earning(&interaction, 1.0, &mut rng).unwrap();
        assert!((item_score(&interaction, Some(&full)) - 1.0).abs() < 1e-9, "{}", interaction.name());
        for _ in 0..50 {
            let low = response_earning(&interaction, 0.0, &mut rng).unwrap();
            low.check(&interaction).unwrap();
            assert!(item_score(&interaction, Some(&low)) < 0.5, "{}: {low:?}", interaction.name());
        }
    }
    assert_eq!(response_earning(&Interaction::ExtendedText, 1.0, &mut rng), None);
}

#[test]
fn the_same_seed_gives_the_same_people() {
    let bank = bank();
    let form = form(&bank);
    let people = vec![Person { form: &form, family: None, sequence: None }; 40];
    let run = |seed| rehearse(&bank, &people, &Oddities::default(), seed);
    assert_eq!(run(5), run(5));
    assert_ne!(run(5), run(6));
    let share = share_of_key(&bank, &run(5));
    assert!((0.35..0.85).contains(&share), "{share}");
}

#[test]
fn where_the_key_is_wrong_people_choose_what_they_hold_for_right() {
    let bank = bank();
    let form = form(&bank);
    let people = vec![Person { form: &form, family: None, sequence: None }; 200];
    let item = form.items().next().unwrap().id.clone();
    let other = ChoiceId::new("A");
    let oddities = Oddities { wrong_keys: BTreeMap::from([(item.clone(), other.clone())]), ..Oddities::default() };
    let chose = |answers: &[Answers]| {
        answers
            .iter()
            .filter(|one| one.get(&item).is_some_and(|g| g.response == Response::Choice(other.clone())))
            .count()
    };
    assert!(
        chose(&rehearse(&bank, &people, &oddities, 1)) > 2 * chose(&rehearse(&bank, &people, &Oddities::default(), 1))
    );
}

#[test]
fn who_copies_shares_answers_and_who_hurries_is_quick() {
    let bank = bank();
    let form = form(&bank);
    let people = vec![Person { form: &form, family: None, sequence: None }; 100];
    let oddities = Oddities::of_each(&bank, people.len(), JobFamily::Pelaksana);
    assert_eq!((oddities.wrong_keys.len(), oddities.unfair.len(), oddities.copying.len()), (1, 1, 2));
    let answers = rehearse(&bank, &people, &oddities, 2);
    let same = |one: usize, other: usize| {
        let shared = answers[one]
            .iter()
            .filter(|(id, given)| answers[other].get(*id).is_some_and(|theirs| theirs.response == given.response));
        shared.count()
    };
    // One form for all: the last person before is copied from.
    let honest: usize = (4..44).step_by(2).map(|at| same(at + 1, at)).sum::<usize>() / 20;
    assert!(same(50, 49) + same(99, 98) > 2 * (honest + 3), "{} {} {honest}", same(50, 49), same(99, 98));
    let quick = |who: usize| answers[who].values().filter(|given| given.spent_ms < 3_500).count();
    assert!(quick(17) >= 7 && quick(18) == 0, "{} {}", quick(17), quick(18));
}

#[test]
fn what_the_bank_does_not_have_stays_without_an_answer() {
    let full = bank();
    let form = form(&full);
    let mut empty = full.clone();
    empty.items = BTreeMap::<ItemId, std::sync::Arc<Item>>::new();
    let answers = rehearse(&empty, &[Person { form: &form, family: None, sequence: None }], &Oddities::default(), 1);
    assert!(answers[0].is_empty());
}

#[test]
fn an_adaptive_test_is_answered_item_by_item() {
    let small = Small::new(AdaptiveRule { standard_error: None, ..RULE }, &[10, 10]);
    let (sequence, pool) = small.sequence(3);
    let people = vec![Person { form: &pool, family: None, sequence: Some(&sequence) }; 30];
    let all = rehearse(&small.bank, &people, &Oddities { copying: vec![1], ..Oddities::default() }, 5);
    let everybody: Vec<Vec<ItemId>> = all.iter().map(|answers| offered(&sequence, answers)).collect();
    assert!(everybody.iter().all(|items| items.len() == 20), "to the greatest length");
    assert!(everybody.iter().zip(&all).all(|(items, answers)| answers.keys().all(|item| items.contains(item))));
    assert!(everybody.iter().any(|items| *items != everybody[0]), "the answers lead");
    assert_eq!(all, rehearse(&small.bank, &people, &Oddities::default(), 5), "nobody copies");
}
