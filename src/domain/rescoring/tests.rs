//! Scoring again: corrected keys, items treated apart, and what the difference says of people.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::domain::category::PotentialCategory::{CukupPotensial, KurangPotensial, Potensial, SangatPotensial};
use crate::domain::form::{ALGORITHM, FormItem, FormSection, Seed};
use crate::domain::ids::{AttemptId, ChoiceId};
use crate::domain::item::{Difficulty, Html, Interaction, Item};
use crate::domain::samples;
use crate::domain::scoring::item_score;
use crate::domain::time::Instant;

const ITEMS: [(&str, usize); 2] = [("a", 6), ("b", 4)];

struct Setting {
    bank: Bank,
    blueprint: Blueprint,
    form: Form,
}

/// Six single choices in `a`, four in `b`; the key is C.
fn setting() -> Setting {
    let items = ITEMS.into_iter().flat_map(|(domain, n)| {
        (0..n).map(move |i| samples::item(&format!("{domain}{i}"), domain, "x", Difficulty::Medium))
    });
    let bank = samples::bank(items);
    let cell = |n| vec![samples::cell(None, None, n)];
    let blueprint = samples::blueprint(vec![samples::section("a", 1.0, cell(6)), samples::section("b", 1.0, cell(4))]);
    let section = |(rule, (domain, n)): (u16, (&str, usize))| FormSection {
        rule,
        domain: DomainId::new(domain),
        title: domain.to_uppercase(),
        limit: None,
        items: (0..n).map(|i| FormItem { id: id(&format!("{domain}{i}")), order: [0, 1, 2, 3].into() }).collect(),
    };
    let form = Form {
        algorithm: ALGORITHM,
        seed: Seed([0; 32]),
        bank: bank.version.clone(),
        blueprint: blueprint.version.clone(),
        sections: (0..).zip(ITEMS).map(section).collect(),
    };
    Setting { bank, blueprint, form }
}

fn id(text: &str) -> ItemId {
    ItemId::new(text)
}

fn choice(text: &str) -> Response {
    Response::Choice(ChoiceId::new(text))
}

/// `text` has a letter for each item of the form; a blank is a dot.
fn given(form: &Form, text: &str) -> BTreeMap<ItemId, Response> {
    let one = |(item, c): (&FormItem, char)| (c != '.').then(|| (item.id.clone(), choice(&c.to_string())));
    form.items().zip(text.chars()).filter_map(one).collect()
}

/// The bank's next version, in which these items are others.
fn later(bank: &Bank, change: impl Fn(&mut Item), items: &[&str]) -> Bank {
    let mut bank = bank.clone();
    bank.version = BankVersion::new("v2");
    for item in items {
        let mut changed = bank.items[&id(item)].as_ref().clone();
        change(&mut changed);
        bank.items.insert(id(item), Arc::new(changed));
    }
    bank
}

fn key_is(letter: &'static str) -> impl Fn(&mut Item) {
    move |item| {
        if let Interaction::SingleChoice { key, .. } = &mut item.interaction {
            *key = ChoiceId::new(letter);
        }
    }
}

fn treated(items: &[(&str, Treatment)]) -> BTreeMap<ItemId, Treatment> {
    items.iter().map(|(item, treatment)| (id(item), *treatment)).collect()
}

impl Setting {
    fn outcome(&self, chosen: &Bank, items: &[(&str, Treatment)], answers: &str) -> Outcome {
        let items = treated(items);
        let rescorer = Rescorer::new(&self.bank, chosen, &self.blueprint, None, &items);
        rescorer.outcome(&self.form, &given(&self.form, answers)).unwrap()
    }

    fn original(&self, answers: &str) -> Outcome {
        scoring_of(&self.blueprint, &self.bank, None).score(
            &self.form,
            &given(&self.form, answers),
            &self.bank,
            &self.blueprint,
        )
    }
}

#[test]
fn a_corrected_key_counts_and_the_question_stays() {
    let setting = setting();
    let chosen = later(&setting.bank, key_is("A"), &["a0"]);
    let outcome = setting.outcome(&chosen, &[], "ACCCCCCCCC");
    assert_eq!((setting.original("ACCCCCCCCC").score, outcome.score), (91.666_666, 100.0));
    assert!((setting.outcome(&chosen, &[], "CCCCCCCCCC").domains[0].score - 83.333_333).abs() < 1e-9);
}

#[test]
fn a_dropped_item_leaves_numerator_and_denominator() {
    let setting = setting();
    let outcome = setting.outcome(&setting.bank, &[("a0", Treatment::Dropped)], "ACCCCCCCCC");
    assert_eq!((outcome.domains[0].items, outcome.domains[0].answered, outcome.score), (5, 5, 100.0));
    let outcome = setting.outcome(&setting.bank, &[("a0", Treatment::Dropped)], "CAAAA.CCCC");
    assert_eq!((outcome.domains[0].score, outcome.items, outcome.answered), (0.0, 9, 8));
}

#[test]
fn a_credited_item_is_earned_by_whoever_was_shown_it_and_answered_by_nobody() {
    let setting = setting();
    let credited = [("a0", Treatment::Credited), ("elsewhere", Treatment::Credited)];
    let outcome = setting.outcome(&setting.bank, &credited, "..........");
    assert_eq!((outcome.domains[0].score, outcome.domains[0].items, outcome.answered), (16.666_667, 6, 0));
    assert!(outcome.domains[1].score <= 0.0);
    let [.., essay] = samples::interactions();
    for interaction in samples::interactions() {
        let full = interaction.key_response().is_none_or(|key| item_score(&interaction, Some(&key)) >= 1.0);
        assert!(full || interaction == essay, "{}", interaction.name());
    }
}

#[test]
fn a_domain_that_would_keep_no_item_is_named() {
    let setting = setting();
    let all = ["b0", "b1", "b2", "b3"].map(|item| (item, Treatment::Dropped));
    let items = treated(&all);
    let rescorer = Rescorer::new(&setting.bank, &setting.bank, &setting.blueprint, None, &items);
    assert_eq!(rescorer.outcome(&setting.form, &BTreeMap::new()), Err(Emptied(DomainId::new("b"))));
}

#[test]
fn another_calibration_moves_categories_by_what_it_measures() {
    let setting = setting();
    let calibration = samples::calibration(&setting.bank, 0.5);
    let none = BTreeMap::new();
    let rescorer = Rescorer::new(&setting.bank, &setting.bank, &setting.blueprint, Some(&calibration), &none);
    let outcome = rescorer.outcome(&setting.form, &given(&setting.form, "CCCCCCCCCC")).unwrap();
    assert_eq!((outcome.scoring.as_str(), outcome.score), ("four-domains/1", 100.0));
    // An item whose key is another one is not what was calibrated: it says nothing of ability until it is again.
    let chosen = later(&setting.bank, key_is("A"), &["a0"]);
    let rescorer = Rescorer::new(&setting.bank, &chosen, &setting.blueprint, Some(&calibration), &none);
    let outcome = rescorer.outcome(&setting.form, &given(&setting.form, "CCCCCCCCCC")).unwrap();
    assert_eq!(outcome.measurement.unwrap().overall.items, 9);
}

#[test]
fn what_became_of_an_item_is_told() {
    let pinned = samples::item("i", "a", "x", Difficulty::Easy);
    let told = |change: &dyn Fn(&mut Item)| {
        let mut later = pinned.clone();
        change(&mut later);
        mending(&pinned, Some(&later))
    };
    let options = |change: &'static dyn Fn(&mut Vec<crate::domain::item::Choice>)| {
        move |item: &mut Item| {
            key_is("A")(item);
            if let Interaction::SingleChoice { options, .. } = &mut item.interaction {
                change(options);
            }
        }
    };
    assert_eq!(mending(&pinned, None), Some(Mending::Replaced));
    assert_eq!(told(&|_| {}), None);
    assert_eq!(told(&|item| item.stem = Html("clearer".into())), None, "words alone score nobody otherwise");
    assert_eq!(told(&key_is("A")), Some(Mending::Rekeyed));
    assert_eq!(told(&options(&|options| options.reverse())), Some(Mending::Rekeyed), "another order on paper");
    assert_eq!(told(&options(&|options| options[0].html = Html("other".into()))), Some(Mending::Reworded));
    assert_eq!(told(&options(&|options| drop(options.pop()))), Some(Mending::Replaced));
    assert_eq!(told(&|item| item.domain = DomainId::new("b")), Some(Mending::Replaced));
    for other in samples::interactions().into_iter().skip(1) {
        let changed = told(&|item: &mut Item| item.interaction = other.clone());
        assert_eq!(changed, Some(Mending::Replaced), "{}", other.name());
    }
}

#[test]
fn another_question_under_the_same_id_is_scored_as_it_was_asked() {
    let setting = setting();
    let chosen = later(&setting.bank, |item| item.interaction = samples::interactions()[3].clone(), &["a0"]);
    assert!(setting.outcome(&chosen, &[], "CCCCCCCCCC").score >= 100.0);
    let mut gone = setting.bank.clone();
    (gone.version, gone.items) = (BankVersion::new("v3"), BTreeMap::new());
    assert!(setting.outcome(&gone, &[], "CCCCCCCCCC").score >= 100.0);
}

#[test]
fn the_difference_says_who_moves_where() {
    let setting = setting();
    let answers = ["CCCCCACCCC", "ACCCCACCCC", "AAAAAAAAAA", "ACCCC.CCCC"];
    let before: Vec<Outcome> = answers.iter().map(|text| setting.original(text)).collect();
    let chosen = later(&setting.bank, key_is("A"), &["a0"]);
    let after: Vec<Rescored> = (0..)
        .zip(answers)
        .map(|(n, text)| Rescored {
            attempt: AttemptId::new(format!("p{n}")),
            seq: 3,
            outcome: setting.outcome(&chosen, &[], text),
        })
        .collect();
    let standing = after.iter().zip(&before).take(3).map(|(one, before)| (one.attempt.clone(), before)).collect();
    let difference = compare(&standing, &after);
    assert_eq!((difference.attempts, difference.unchanged), (3, 0), "who has no outcome yet is left out");
    let category = |attempt: usize| (before[attempt].category, after[attempt].outcome.category);
    assert_eq!(category(0), (SangatPotensial, Potensial));
    assert_eq!((category(1), category(2)), ((Potensial, SangatPotensial), (KurangPotensial, KurangPotensial)));
    let matrix = difference.overall;
    assert_eq!((matrix.up(), matrix.down(), matrix.0[0][0]), (1, 1, 1));
    assert_eq!((matrix.0[3][2], matrix.0[2][3]), (1, 1));
    let moved: Vec<&str> = difference.moves.iter().map(|one| one.attempt.as_str()).collect();
    assert_eq!(moved, ["p0", "p1"]);
    let (domain, from, to) = &difference.moves[0].domains[0];
    assert_eq!((domain.as_str(), from.category, to.category), ("a", Potensial, CukupPotensial));
    assert_eq!(difference.domains[1].matrix.0[3][3], 2);
    let (rises, falls) = (difference.rises, difference.falls);
    let change = |attempt: usize| after[attempt].outcome.score - before[attempt].score;
    assert_eq!((rises.attempts, falls.attempts), (2, 1));
    assert!((rises.most - change(1).max(change(2))).abs() < 1e-9 && rises.most > 0.0, "{rises:?}");
    assert!((falls.most - change(0)).abs() < 1e-9 && falls.most < 0.0, "{falls:?}");
}

#[test]
fn two_people_publish_and_nobody_twice() {
    let by = |who: &str| (who.to_owned(), Instant(1), String::new());
    let (who, at, note) = by("rudi");
    let published = State::Published { by: who, at, note };
    let (who, at, note) = by("tina");
    let withdrawn = State::Withdrawn { by: who, at, note };
    assert_eq!(may_publish(&State::Proposed, "tina", "tina"), Err(WhyNot::SamePerson));
    assert_eq!(may_publish(&State::Proposed, "tina", "rudi"), Ok(true));
    assert_eq!(may_publish(&published, "tina", "rudi"), Ok(false), "the same again");
    for other in ["tina", "sari"] {
        assert_eq!(
            may_publish(&published, "tina", other),
            Err(WhyNot::AlreadyPublished),
            "{other} has published nothing"
        );
    }
    assert_eq!(may_publish(&withdrawn, "tina", "rudi"), Err(WhyNot::NotProposed));
    assert_eq!((may_withdraw(&State::Proposed, "rudi"), may_withdraw(&withdrawn, "tina")), (Ok(true), Ok(false)));
    assert_eq!(may_withdraw(&withdrawn, "rudi"), Err(WhyNot::NotProposed));
    assert_eq!(may_withdraw(&published, "rudi"), Err(WhyNot::NotProposed));
}

#[test]
fn the_name_is_that_of_rules_and_outcomes() {
    let setting = setting();
    let named = |change: &Change, answers: &str| {
        let outcome = setting.outcome(&setting.bank, &[], answers);
        hash(&SessionId::new("s"), change, &[Rescored { attempt: AttemptId::new("p"), seq: 1, outcome }])
    };
    let plain = Change { bank: BankVersion::new("v1"), calibration: None, items: BTreeMap::new() };
    let dropped = Change { items: treated(&[("a0", Treatment::Dropped)]), ..plain.clone() };
    let credited = Change { items: treated(&[("a0", Treatment::Credited)]), ..plain.clone() };
    let name = named(&plain, "CCCCCCCCCC");
    assert_eq!((name.len(), &name), (64, &named(&plain, "CCCCCCCCCC")));
    for other in [named(&plain, "ACCCCCCCCC"), named(&dropped, "CCCCCCCCCC"), named(&credited, "CCCCCCCCCC")] {
        assert_ne!(name, other);
    }
}

fn answers() -> impl Strategy<Value = String> {
    "[.ABC]{10}"
}

proptest! {
    #[test]
    fn the_same_rules_give_the_same_outcomes(people in prop::collection::vec(answers(), 1..6)) {
        let setting = setting();
        let before: Vec<Outcome> = people.iter().map(|text| setting.original(text)).collect();
        let after: Vec<Rescored> = (0..).zip(&people).map(|(n, text)| Rescored {
            attempt: AttemptId::new(format!("p{n}")), seq: 1, outcome: setting.outcome(&setting.bank, &[], text),
        }).collect();
        for (one, before) in after.iter().zip(&before) {
            prop_assert_eq!(&one.outcome, before);
        }
        let standing = after.iter().zip(&before).map(|(one, before)| (one.attempt.clone(), before)).collect();
        let difference = compare(&standing, &after);
        prop_assert_eq!((difference.unchanged, difference.moves.len()), (difference.attempts, 0));
        prop_assert_eq!((difference.rises.attempts, difference.falls.attempts), (0, 0));
    }

    #[test]
    fn dropping_what_nobody_got_right_lowers_nobody(people in prop::collection::vec(answers(), 1..6), at in 0usize..10) {
        let setting = setting();
        let item = setting.form.items().nth(at).unwrap().id.clone();
        for text in &people {
            let wrong: String = text.char_indices().map(|(i, c)| if i == at { 'A' } else { c }).collect();
            let before = setting.original(&wrong);
            let after = setting.outcome(&setting.bank, &[(item.as_str(), Treatment::Dropped)], &wrong);
            prop_assert!(after.score >= before.score);
            for (before, after) in before.domains.iter().zip(&after.domains) {
                prop_assert!(after.score >= before.score);
            }
        }
    }

    #[test]
    fn crediting_lowers_nobody(text in answers(), at in 0usize..10) {
        let setting = setting();
        let item = setting.form.items().nth(at).unwrap().id.clone();
        let after = setting.outcome(&setting.bank, &[(item.as_str(), Treatment::Credited)], &text);
        prop_assert!(after.score >= setting.original(&text).score);
        prop_assert_eq!(after.answered, setting.original(&text).answered);
    }

    #[test]
    fn the_matrix_holds_everybody_once(people in prop::collection::vec(answers(), 1..12), letter in "[ABC]") {
        let setting = setting();
        let before: Vec<Outcome> = people.iter().map(|text| setting.original(text)).collect();
        let letter: &'static str = match letter.as_str() { "A" => "A", "B" => "B", _ => "C" };
        let chosen = later(&setting.bank, key_is(letter), &["a0", "a1", "b0"]);
        let after: Vec<Rescored> = (0..).zip(&people).map(|(n, text)| Rescored {
            attempt: AttemptId::new(format!("p{n:02}")), seq: 1, outcome: setting.outcome(&chosen, &[], text),
        }).collect();
        let standing = after.iter().zip(&before).map(|(one, before)| (one.attempt.clone(), before)).collect();
        let difference = compare(&standing, &after);
        for matrix in std::iter::once(difference.overall).chain(difference.domains.iter().map(|d| d.matrix)) {
            let all: u32 = matrix.0.iter().flatten().sum();
            let stay: u32 = (0..4).map(|n| matrix.0[n][n]).sum();
            prop_assert_eq!(usize::try_from(all).unwrap(), people.len());
            prop_assert_eq!(stay + matrix.up() + matrix.down(), all);
        }
    }
}
