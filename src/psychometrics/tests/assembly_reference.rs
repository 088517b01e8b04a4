//! The published bank and blueprint: one form, several, a hall. Objective and constraints count, never item lists.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

mod case12;
mod common;

use ukur_psychometrics::assembly::{
    Assembler, Effort, HallRules, Near, Neighbours, Problem, Reuse, Usage, assemble, assemble_parallel, certify,
    compare, verify,
};
use ukur_psychometrics::random::stream;

#[test]
fn one_form_meets_the_target() {
    let Some(problem) = case12::problem(0.05) else { return };
    for seed in 0..4 {
        let quick = assemble(&problem, Effort::QUICK, &mut stream(seed, 0)).unwrap();
        println!("quick: {:.5}", quick.deviation);
        assert!(quick.deviation <= 0.03 && verify(&problem, &quick.items, true).is_empty());
        let thorough = assemble(&problem, Effort { scans: 12_000, enough: 0.0 }, &mut stream(seed, 0)).unwrap();
        println!("thorough: {:.5}", thorough.deviation);
        assert!(thorough.deviation <= 0.005 && verify(&problem, &thorough.items, true).is_empty());
        assert!((problem.deviation(&thorough.items) - thorough.deviation).abs() < 1e-12);
    }
}

#[test]
fn several_forms_meet_it_alike() {
    let Some(problem) = case12::problem(0.05) else { return };
    for (reuse, limit) in [(Reuse { forms: 4, max_use: 1 }, 0.06), (Reuse { forms: 8, max_use: 2 }, 0.15)] {
        let effort = Effort { scans: 4_000, enough: 0.0 };
        let forms = assemble_parallel(&problem, reuse, effort, &mut stream(3, 0)).unwrap();
        let worst = forms.iter().map(|form| form.deviation).fold(0.0, f64::max);
        println!("{reuse:?}: {worst:.5}");
        assert!(worst <= limit);
        for item in 0..problem.items {
            assert!(forms.iter().filter(|form| form.items.contains(&item)).count() <= reuse.max_use);
        }
        assert!(forms.iter().all(|form| verify(&problem, &form.items, true).is_empty()));
    }
}

/// Rows of 20: beside and behind, and the diagonals.
fn seats() -> [Vec<(usize, usize)>; 2] {
    let beside = (0..400).filter(|i| i % 20 < 19).map(|i| (i, i + 1));
    let left = (0..380).filter(|i| i % 20 > 0).map(|i| (i, i + 19));
    let right = (0..380).filter(|i| i % 20 < 19).map(|i| (i, i + 21));
    [beside.chain((0..380).map(|i| (i, i + 20))).collect(), left.chain(right).collect()]
}

#[test]
fn a_hall_is_fair_and_level() {
    for (band, overlap) in [(0.05, 0.013), (0.02, 0.013)] {
        let Some(problem) = case12::problem(band) else { return };
        let assembler = Assembler::new(&problem).unwrap();
        let [beside, diagonal] = seats();
        let near = Neighbours { beside: &beside, diagonal: &diagonal };
        let forms = assembler.hall(&HallRules::new(400), &Usage::none(400), 400, near, 11).unwrap();
        let naive = assembler.naive(400, 11).unwrap();
        let report = compare(&problem, &forms, &naive, near);
        let (ours, chance) = (&report.assembled, &report.naive);
        println!(
            "band {band}: {:?} {:?}; by chance {:?} {:?}",
            ours.exposure, ours.overlap, chance.exposure, chance.overlap
        );
        assert!(ours.breaches.is_empty() && chance.breaches.is_empty());
        assert!(ours.targets.iter().all(|target| target.within_band >= 1.0));
        assert!(ours.exposure.max <= 0.20 && ours.exposure.unused == 0);
        assert!(ours.overlap.mean <= ours.overlap.minimum + overlap && ours.overlap.mean <= 0.12);
        assert!(ours.overlap.max <= chance.overlap.max, "no two forms share more than chance lets two share");
        assert!(ours.overlap.neighbours_mean < 0.02);
        assert!(ours.overlap.diagonal_mean <= ours.overlap.mean);
        // Chance alone misses the bands, and neighbours share as much as anybody.
        assert!(chance.targets.iter().any(|target| target.within_band < 0.5));
        assert!(chance.overlap.neighbours_mean > 0.05);
    }
}

#[test]
fn who_comes_late_gets_the_same_form_again() {
    let Some(problem) = case12::problem(0.02) else { return };
    let assembler = Assembler::new(&problem).unwrap();
    let rules = HallRules::new(60);
    let mut usage = Usage::none(400);
    let mut forms: Vec<Vec<usize>> = Vec::new();
    for index in 0..60 {
        let beside: Vec<&[usize]> = forms.last().map(Vec::as_slice).into_iter().collect();
        let near = Near { beside: &beside, ..Near::default() };
        let form = assembler.form(&rules, &usage, near, 5, index).unwrap();
        assert_eq!(form, assembler.form(&rules, &usage, near, 5, index).unwrap());
        assert!(verify(assembler.problem(), &form, true).is_empty());
        usage.add(&form);
        forms.push(form);
    }
    assert_ne!(forms[0], assembler.form(&rules, &Usage::none(400), Near::default(), 6, 0).unwrap());
    let report = certify(&problem, &forms, Neighbours::default());
    assert!(report.exposure.max <= 0.2, "{:?}", report.exposure);
}

#[test]
fn a_later_hall_spares_what_the_event_has_used() {
    let Some(problem) = case12::problem(0.05) else { return };
    let assembler = Assembler::new(&problem).unwrap();
    let mut usage = Usage::none(400);
    let rules = HallRules::new(200);
    let first = assembler.hall(&rules, &usage, 100, Neighbours::default(), 1).unwrap();
    first.iter().for_each(|form| usage.add(form));
    let second = assembler.hall(&rules, &usage, 100, Neighbours::default(), 2).unwrap();
    second.iter().for_each(|form| usage.add(form));
    assert!(usage.counts.iter().all(|count| (1..=40).contains(count)), "{:?}", usage.counts);
}

#[test]
fn what_cannot_be_is_named() {
    let Some(problem) = case12::problem(0.05) else { return };
    let broken = |change: &dyn Fn(&mut Problem)| {
        let mut problem = problem.clone();
        change(&mut problem);
        assemble(&problem, Effort::QUICK, &mut stream(1, 0)).unwrap_err().to_string()
    };
    let words = broken(&|problem| problem.quantities[0].max = 700.0);
    assert!(words.contains("words may be 700, cannot be below"), "{words}");
    let subtopic = problem.attributes[1].bounds[3].clone();
    let words = broken(&|problem| {
        let of = |item: &usize| problem.attributes[1].values[*item] == subtopic.value;
        problem.forbidden = (0..400).filter(of).skip(1).collect();
    });
    assert!(words.contains(&format!("{} needs 2, has 1 left after enemies", subtopic.name)), "{words}");
    let words = broken(&|problem| {
        problem.attributes[0].bounds[0].min = 9;
        problem.attributes[0].bounds[0].max = 9;
    });
    assert!(words.contains("domain allows 39 items in all, a form has 40"), "{words}");
    let mut narrow = problem.clone();
    narrow.targets[2].target = 40.0;
    let words = Assembler::new(&narrow).err().unwrap().to_string();
    assert!(words.contains("information at 0") && words.contains("can reach"), "{words}");
}
