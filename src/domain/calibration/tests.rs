//! A small calibration, what is asked of one, and what may be used of it.

use super::*;
use crate::domain::blueprint::Blueprint;
use crate::domain::item::{Difficulty, Html, Item};
use crate::domain::samples;
use crate::domain::time::Instant;

fn items(domain: &'static str, n: usize) -> impl Iterator<Item = Item> {
    (0..n).map(move |i| samples::item(&format!("{domain}{i}"), domain, "x", Difficulty::ALL[i % 3]))
}

fn bank() -> Bank {
    samples::bank(items("a", 10).chain(items("b", 10)))
}

fn blueprint() -> Blueprint {
    let cells = || vec![samples::cell(None, None, 5)];
    samples::blueprint(vec![samples::section("a", 1.0, cells()), samples::section("b", 1.0, cells())])
}

fn calibration(bank: &Bank) -> Calibration {
    samples::calibration(bank, 0.5)
}

#[test]
fn the_content_is_the_name() {
    let first = calibration(&bank());
    assert_eq!(first.id.as_str().len(), 64);
    assert_eq!(first, calibration(&bank()));
    let mut other = first.clone();
    other.facts.persons += 1;
    assert_ne!(other.sealed().unwrap().id, first.id);
    let mut other = first.clone();
    other.items.values_mut().next().unwrap().model = ItemModel::Dichotomous { a: 1.1, d: 0.0, g: 0.25 };
    assert_ne!(other.sealed().unwrap().id, first.id);
}

#[test]
fn an_item_that_was_changed_since_has_no_parameters() {
    let mut bank = bank();
    let calibration = calibration(&bank);
    assert_eq!(calibration.parameters(&bank).len(), 20);
    assert_eq!(calibration.coverage(&blueprint(), &bank), [1.0, 1.0]);
    let id = ItemId::new("a0");
    let mut edited = samples::item("a0", "a", "x", Difficulty::Easy);
    edited.stem = Html("another question".into());
    bank.items.insert(id.clone(), edited.into());
    let parameters = calibration.parameters(&bank);
    assert!(!parameters.contains_key(&id) && parameters.len() == 19);
    assert_eq!(calibration.coverage(&blueprint(), &bank), [0.9, 1.0]);
    assert!(calibration.covers(&blueprint(), &bank));
    bank.items.extend((20..24).map(|i| {
        let item = samples::item(&format!("a{i}"), "a", "x", Difficulty::Easy);
        (item.id.clone(), item.into())
    }));
    assert!(!calibration.covers(&blueprint(), &bank), "9 of 14 are too few");
    let gaps = calibration.gaps(&blueprint(), &bank);
    let [gap] = gaps.as_slice() else { panic!("{gaps:?}") };
    assert_eq!((gap.known, gap.pool, gap.needed, gap.placed), (9, 14, 12, true));
    assert!(gap.to_string().ends_with("9 of 14 items known (64.3 %), 12 needed (80 %)"), "{gap}");
}

#[test]
fn what_is_not_known_well_enough_is_left_out() {
    let bank = bank();
    let mut calibration = calibration(&bank);
    let [first, second, third] = ["a0", "a1", "a2"].map(ItemId::new);
    calibration.items.get_mut(&first).unwrap().errors.insert("se_b".into(), 0.51);
    calibration.items.get_mut(&second).unwrap().errors.clear();
    calibration.items.get_mut(&third).unwrap().model = ItemModel::Dichotomous { a: 4.5, d: 0.0, g: 0.0 };
    let parameters = calibration.parameters(&bank);
    assert!([first, second, third].iter().all(|id| !parameters.contains_key(id)));
    assert_eq!(parameters.len(), 17);
}

#[test]
fn of_several_steps_their_mean_must_be_precise() {
    let bank = bank();
    let mut item = calibration(&bank).items.pop_first().unwrap().1;
    item.errors = [("se_b1".to_owned(), 0.4), ("se_b2".to_owned(), 0.9)].into();
    assert!(!item.is_precise());
    item.errors.insert("se_location".into(), 0.3);
    assert!(item.is_precise());
    item.errors.insert("se_location".into(), 0.51);
    assert!(!item.is_precise());
}

#[test]
fn correlations_that_scoring_cannot_resolve_are_lowered_and_said() {
    let mut close = calibration(&bank());
    close.correlations = vec![1.0, 0.99, 0.99, 1.0];
    let made = close.made().unwrap();
    let [Remark::Lowered(said)] = made.facts.warnings[..] else { panic!("{:?}", made.facts.warnings) };
    assert_eq!(said.from, 9_900);
    let used = made.correlations[1];
    assert!(used < 0.99 && used > 0.9, "{used}");
    assert!(
        (used - f64::from(said.to) / 1e4).abs() < 1e-4 && (used - 0.99 * f64::from(said.factor) / 1e4).abs() < 1e-4
    );
    assert!(made.can_score().is_ok() && made.can_score_on(&blueprint()));
    assert_eq!(made.clone().made(), Ok(made), "once is enough");
    let fine = calibration(&bank());
    assert_eq!(fine.clone().made(), Ok(fine), "what scores stays as it is");
    // An earlier build stored these: finer nodes than those of scoring resolve them.
    let stored = Calibration { correlations: vec![1.0, 0.97, 0.97, 1.0], ..calibration(&bank()) }.sealed().unwrap();
    assert!(stored.can_score().is_err() && !stored.can_score_on(&blueprint()));
    let proposed = Status::Proposed { by: "tina".into(), at: Instant(1) };
    assert_eq!(may_accept(&stored, &proposed, "rudi", Answers::Real, None), Err(WhyNot::CannotScore));
    let one = samples::blueprint(vec![samples::section("a", 1.0, vec![samples::cell(None, None, 5)])]);
    assert!(stored.can_score_on(&one), "one domain has no neighbour");
}

#[test]
fn what_cannot_be_a_calibration_is_named() {
    let good = calibration(&bank());
    let id = ItemId::new("a0");
    let with = |change: &dyn Fn(&mut Calibration)| {
        let mut bad = good.clone();
        change(&mut bad);
        bad.sealed().unwrap_err()
    };
    let item = |change: fn(&mut CalibratedItem)| with(&|bad| change(bad.items.get_mut(&id).unwrap()));
    assert_eq!(with(&|bad| bad.items.clear()), CalibrationFault::Items);
    assert_eq!(item(|one| one.domain = DomainId::new("c")), CalibrationFault::Domain(id.clone()));
    assert_eq!(item(|one| one.scores = vec![1.0, 0.0]), CalibrationFault::Scores(id.clone()));
    assert_eq!(item(|one| one.scores = vec![0.0, f64::NAN]), CalibrationFault::Scores(id.clone()));
    assert_eq!(item(|one| one.scores = vec![0.0, 0.5, 1.0]), CalibrationFault::Scores(id.clone()));
    assert_eq!(item(|one| one.errors.extend([("se_a".into(), f64::INFINITY)])), CalibrationFault::Error(id.clone()));
    assert_eq!(with(&|bad| bad.facts.log_likelihood = f64::NAN), CalibrationFault::Facts);
    let strange = item(|one| one.model = ItemModel::Dichotomous { a: f64::NAN, d: 0.0, g: 0.0 });
    assert!(matches!(strange, CalibrationFault::Scale(_)));
    for correlations in [vec![1.0], vec![1.0, 2.0, 2.0, 1.0], vec![1.0, f64::NAN, f64::NAN, 1.0], vec![]] {
        let fault = with(&|bad| bad.correlations.clone_from(&correlations));
        assert!(matches!(fault, CalibrationFault::Scale(_)), "{correlations:?}");
    }
}

#[test]
fn another_person_accepts_what_converged() {
    let good = calibration(&bank());
    let accept = |one: &Calibration, status: &Status, who: &str| may_accept(one, status, who, Answers::Real, None);
    let proposed = Status::Proposed { by: "tina".into(), at: Instant(1) };
    assert_eq!(accept(&good, &proposed, "rudi"), Ok(()));
    assert_eq!(accept(&good, &proposed, "tina"), Err(WhyNot::SamePerson));
    let accepted = Status::Accepted { by: "rudi".into(), at: Instant(2) };
    let withdrawn = Status::Withdrawn { by: "rudi".into(), at: Instant(2), reason: "x".into() };
    assert_eq!(accept(&good, &accepted, "adi"), Err(WhyNot::NotProposed));
    assert_eq!(accept(&good, &withdrawn, "adi"), Err(WhyNot::NotProposed));
    let mut bad = good.clone();
    bad.facts.converged = false;
    assert_eq!(accept(&bad, &proposed, "rudi"), Err(WhyNot::NotConverged));
    let mut bad = good;
    bad.items.values_mut().for_each(|item| item.errors.clear());
    assert_eq!(accept(&bad, &proposed, "rudi"), Err(WhyNot::NothingUsable));
    assert_eq!((may_withdraw(&proposed), may_withdraw(&accepted)), (Ok(()), Ok(())));
    assert_eq!(may_withdraw(&withdrawn), Err(WhyNot::Withdrawn));
}

#[test]
fn made_up_answers_supersede_no_real_ones() {
    let good = calibration(&bank());
    let proposed = Status::Proposed { by: "tina".into(), at: Instant(1) };
    let accept = |answers, in_force| may_accept(&good, &proposed, "rudi", answers, in_force);
    assert_eq!(accept(Answers::MadeUp, Some(Answers::Real)), Err(WhyNot::RealInForce));
    assert_eq!(WhyNot::RealInForce.code(), "real_in_force");
    for (answers, in_force) in [
        (Answers::MadeUp, None),
        (Answers::MadeUp, Some(Answers::MadeUp)),
        (Answers::Real, Some(Answers::MadeUp)),
        (Answers::Real, Some(Answers::Real)),
    ] {
        assert_eq!(accept(answers, in_force), Ok(()), "{answers:?} beside {in_force:?}");
    }
}
