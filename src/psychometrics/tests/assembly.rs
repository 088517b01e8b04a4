//! Form assembly on small made-up banks, small enough to look at every form there is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use proptest::prelude::*;
use ukur_psychometrics::assembly::{
    Assembler, AssemblyError, Attribute, Bound, Effort, EnemySet, HallRules, Near, Neighbours, Problem, Quantity,
    Reuse, Target, Tolerance, Usage, Weighing, assemble, assemble_parallel, certify, verify,
};
use ukur_psychometrics::random::stream;

fn bound(name: &str, value: u16, min: usize, max: usize) -> Bound {
    Bound { name: name.to_owned(), value, min, max }
}

fn target(values: Vec<f64>, target: f64, band: f64) -> Target {
    Target { name: "information".to_owned(), values, target, tolerance: Tolerance::Absolute(band) }
}

/// Every valid form, by going through all subsets.
fn all_forms(problem: &Problem) -> Vec<Vec<usize>> {
    let subsets = (0_u32..1 << problem.items).filter(|subset| subset.count_ones() as usize == problem.length);
    let forms = subsets.map(|subset| (0..problem.items).filter(|item| subset >> item & 1 == 1).collect::<Vec<_>>());
    forms.filter(|form| verify(problem, form, false).is_empty()).collect()
}

prop_compose! {
    fn small_problem()(
        areas in prop::collection::vec(0_u16..3, 10),
        keys in prop::collection::vec(0_u16..2, 10),
        words in prop::collection::vec(1_u16..9, 10),
        information in prop::collection::vec(0.0_f64..1.0, 20),
        area_ranges in prop::collection::vec((0_usize..3, 0_usize..4), 3),
        key_ranges in prop::collection::vec((0_usize..3, 1_usize..4), 2),
        max_words in 8_u16..30,
        enemies in prop::collection::vec(prop::collection::vec(0_usize..10, 0..4), 0..4),
        required in prop::collection::vec(0_usize..10, 0..2),
        forbidden in prop::collection::vec(0_usize..10, 0..3),
        length in 1_usize..6,
    ) -> Problem {
        let ranged = |name: &str, values: Vec<u16>, ranges: Vec<(usize, usize)>| Attribute {
            name: name.to_owned(),
            values,
            bounds: ranges.into_iter().enumerate().map(|(value, (min, more))| {
                bound(&format!("{name} {value}"), u16::try_from(value).unwrap(), min, min + more)
            }).collect(),
        };
        let (low, high) = information.split_at(10);
        Problem {
            items: 10,
            length,
            targets: vec![target(low.to_vec(), 1.5, 0.1), target(high.to_vec(), 1.2, 0.1)],
            weighing: Weighing::Absolute,
            attributes: vec![ranged("area", areas, area_ranges), ranged("key", keys, key_ranges)],
            quantities: vec![Quantity {
                name: "words".to_owned(),
                values: words.into_iter().map(f64::from).collect(),
                min: 0.0,
                max: f64::from(max_words),
            }],
            enemies: enemies.into_iter().map(|items| EnemySet { name: format!("{items:?}"), items }).collect(),
            required,
            forbidden,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// A form that is found is valid and the best there is; what is called impossible is.
    #[test]
    fn small_problems_are_solved_to_the_end(problem in small_problem(), seed in 0_u64..1_000) {
        let forms = all_forms(&problem);
        let best = forms.iter().map(|form| problem.deviation(form)).fold(f64::INFINITY, f64::min);
        match assemble(&problem, Effort { scans: 400, enough: 0.0 }, &mut stream(seed, 0)) {
            Ok(found) => {
                prop_assert!(verify(&problem, &found.items, false).is_empty());
                prop_assert!(found.deviation < best + 1e-9, "{} against {best}", found.deviation);
            }
            Err(AssemblyError::Infeasible { reasons }) => {
                prop_assert!(forms.is_empty(), "{reasons:?}, yet {:?}", forms[0]);
                prop_assert!(!reasons.is_empty());
            }
            Err(error) => prop_assert!(forms.is_empty(), "{error}, yet {:?}", forms[0]),
        }
    }

    /// The bands are a proof or a promise.
    #[test]
    fn a_form_of_a_hall_lies_in_its_bands(problem in small_problem(), seed in 0_u64..1_000) {
        let rules = HallRules { max_exposure: 1.0, scans: 400, ..HallRules::new(1) };
        let inside = |form: &Vec<usize>| verify(&problem, form, true).is_empty();
        match Assembler::new(&problem).and_then(|a| a.form(&rules, &Usage::none(10), Near::default(), seed, 0)) {
            Ok(form) => prop_assert!(inside(&form)),
            Err(error) => prop_assert!(!all_forms(&problem).iter().any(inside), "{error}"),
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_forms(problem in small_problem(), seed in 0_u64..1_000) {
        let once = || assemble_parallel(&problem, Reuse { forms: 2, max_use: 2 }, Effort { scans: 40, enough: 0.0 }, &mut stream(seed, 0));
        prop_assert_eq!(once(), once());
    }
}

/// 60 items, 3 areas, information that differs: what the tests below share.
fn bank() -> Problem {
    let value = |item: usize| 0.2 + 0.6 * f64::from(u32::try_from(item * 37 % 60).unwrap()) / 60.0;
    Problem {
        items: 60,
        length: 12,
        targets: vec![target((0..60).map(value).collect(), 6.0, 0.2)],
        attributes: vec![Attribute {
            name: "area".to_owned(),
            values: (0..60).map(|item| item % 3).collect(),
            bounds: (0..3).map(|area| bound(&format!("area {area}"), area, 4, 4)).collect(),
        }],
        ..Problem::default()
    }
}

#[test]
fn forms_that_use_up_the_bank_are_balanced_by_exchanges_between_them() {
    let problem = Problem { targets: vec![target(bank().targets[0].values.clone(), 5.94, 0.2)], ..bank() };
    let effort = Effort { scans: 4_000, enough: 0.0 };
    let forms = assemble_parallel(&problem, Reuse { forms: 5, max_use: 1 }, effort, &mut stream(1, 0)).unwrap();
    let mut items: Vec<usize> = forms.iter().flat_map(|form| form.items.clone()).collect();
    items.sort_unstable();
    assert_eq!(items, (0..60).collect::<Vec<_>>());
    assert!(forms.iter().all(|form| form.deviation < 0.06 && verify(&problem, &form.items, false).is_empty()));
}

#[test]
fn required_items_stand_in_all_forms_and_forbidden_ones_in_none() {
    let problem = Problem { required: vec![0, 1, 5], forbidden: vec![2, 3], ..bank() };
    let effort = Effort { scans: 400, enough: 0.0 };
    let forms = assemble_parallel(&problem, Reuse { forms: 3, max_use: 1 }, effort, &mut stream(1, 0)).unwrap();
    assert!(forms.iter().all(|form| verify(&problem, &form.items, false).is_empty()));
    assert!(forms[0].items.iter().all(|item| [0, 1, 5].contains(item) || !forms[1].items.contains(item)));
}

#[test]
fn too_many_forms_for_the_bank_are_refused_with_the_count() {
    let error =
        assemble_parallel(&bank(), Reuse { forms: 6, max_use: 1 }, Effort::QUICK, &mut stream(1, 0)).unwrap_err();
    assert!(error.to_string().contains("length needs 72 places over all forms, items serve 60"), "{error}");
}

#[test]
fn two_rules_that_clash_only_together_are_named() {
    let mut problem = bank();
    // Items of area 0 all have key 0, which may come twice.
    let keys = (0..60_u16).map(|item| u16::from(item % 3 != 0)).collect();
    problem.attributes.push(Attribute {
        name: "key".to_owned(),
        values: keys,
        bounds: vec![bound("key 0", 0, 0, 2), bound("key 1", 1, 0, 12)],
    });
    let error = assemble(&problem, Effort::QUICK, &mut stream(1, 0)).unwrap_err();
    assert!(error.to_string().contains("area and key cannot be met together"), "{error}");
}

#[test]
fn hostile_problems_are_errors() {
    let spoiled = |change: &dyn Fn(&mut Problem)| {
        let mut problem = bank();
        change(&mut problem);
        assemble(&problem, Effort::QUICK, &mut stream(1, 0)).unwrap_err()
    };
    assert!(matches!(spoiled(&|p| p.targets[0].values[3] = f64::NAN), AssemblyError::Value { .. }));
    assert!(matches!(spoiled(&|p| p.targets[0].target = f64::INFINITY), AssemblyError::Value { .. }));
    assert!(matches!(spoiled(&|p| p.targets[0].tolerance = Tolerance::Absolute(0.0)), AssemblyError::Value { .. }));
    assert!(matches!(spoiled(&|p| p.items = 59), AssemblyError::Length { .. }));
    assert!(matches!(spoiled(&|p| p.required = vec![60]), AssemblyError::NoSuchItem { item: 60, .. }));
    assert!(matches!(spoiled(&|p| p.attributes[0].bounds[0].min = 5), AssemblyError::EmptyRange { .. }));
    assert!(matches!(spoiled(&|p| p.length = 61), AssemblyError::Infeasible { .. }));
    assert!(matches!(spoiled(&|p| *p = Problem { length: 1, ..Problem::default() }), AssemblyError::Infeasible { .. }));
}

#[test]
fn nothing_asked_is_nothing_given() {
    let empty = assemble(&Problem::default(), Effort::QUICK, &mut stream(1, 0)).unwrap();
    assert!(empty.items.is_empty() && empty.deviation == 0.0);
    let free = Problem { targets: Vec::new(), ..bank() };
    let forms = Assembler::new(&free)
        .unwrap()
        .hall(&HallRules::new(20), &Usage::none(60), 20, Neighbours::default(), 1)
        .unwrap();
    assert!(forms.iter().all(|form| verify(&free, form, true).is_empty()));
    assert!(
        assemble_parallel(&bank(), Reuse { forms: 0, max_use: 1 }, Effort::QUICK, &mut stream(1, 0))
            .unwrap()
            .is_empty()
    );
    assert_eq!(certify(&bank(), &[], Neighbours::default()).forms, 0);
}

#[test]
fn a_hall_refuses_neighbours_and_usage_that_are_none() {
    let assembler = Assembler::new(&bank()).unwrap();
    let rules = HallRules::new(5);
    for [beside, diagonal] in [[&[(1, 5)][..], &[]], [&[], &[(1, 5)][..]]] {
        let near = Neighbours { beside, diagonal };
        assert!(assembler.hall(&rules, &Usage::none(60), 5, near, 1).is_err());
    }
    assert!(assembler.form(&rules, &Usage::none(59), Near::default(), 1, 1).is_err());
    // Everything has served too often.
    let spent = Usage { counts: vec![9; 60], forms: 4 };
    let error = assembler.form(&rules, &spent, Near::default(), 1, 1).unwrap_err();
    assert!(matches!(error, AssemblyError::NotFound { .. }), "{error}");
}

#[test]
fn the_verifier_sees_each_kind_of_breach() {
    let mut problem = bank();
    problem.enemies = vec![EnemySet { name: "x".to_owned(), items: vec![0, 3] }];
    problem.quantities = vec![Quantity { name: "words".to_owned(), values: vec![10.0; 60], min: 0.0, max: 110.0 }];
    problem.required = vec![59];
    problem.forbidden = vec![6];
    let form = vec![0, 3, 6, 9, 12, 15, 1, 4, 7, 10, 10, 60];
    let rules: Vec<String> = verify(&problem, &form, true).into_iter().map(|breach| breach.rule).collect();
    let expected = [
        "items outside the bank",
        "items that stand twice",
        "area 0",
        "area 1",
        "area 2",
        "enemy set x",
        "required items that are missing",
        "forbidden items",
    ];
    for rule in expected {
        assert!(rules.iter().any(|found| found == rule), "{rule} not in {rules:?}");
    }
}

#[test]
fn a_certificate_counts_right() {
    let mut problem = bank();
    problem.attributes.clear();
    problem.length = 2;
    let forms = vec![vec![0, 1], vec![1, 2], vec![3, 4]];
    let report = certify(&problem, &forms, Neighbours { beside: &[(0, 1), (0, 2)], diagonal: &[(1, 2), (0, 1)] });
    assert!((report.overlap.mean - 1.0 / 6.0).abs() < 1e-12 && (report.overlap.max - 0.5).abs() < 1e-12);
    assert!((report.overlap.neighbours_mean - 0.25).abs() < 1e-12 && report.overlap.minimum == 0.0);
    assert!((report.overlap.diagonal_mean - 0.25).abs() < 1e-12 && (report.overlap.diagonal_max - 0.5).abs() < 1e-12);
    assert!((report.exposure.max - 2.0 / 3.0).abs() < 1e-12 && report.exposure.unused == 55);
    let values = &problem.targets[0].values;
    let sums = [values[0] + values[1], values[1] + values[2], values[3] + values[4]];
    let largest = sums.iter().fold(0.0_f64, |a, b| a.max(*b)) - sums.iter().fold(9.0_f64, |a, b| a.min(*b));
    assert!((report.targets[0].largest_difference - largest).abs() < 1e-12);
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<ukur_psychometrics::assembly::Certificate>(&text).unwrap(), report);
}

prop_compose! {
    /// A bank of several areas with difficulties that differ or are few, as where nothing is calibrated yet.
    fn any_hall()(
        areas in 2_usize..5,
        each in 24_usize..60,
        share in 5_usize..9,
        classes in prop::sample::select(vec![3_usize, 7, 1_000]),
        band in 0.02_f64..0.1,
        candidates in 20_usize..120,
        row in 3_usize..9,
    ) -> (Problem, usize, [Vec<(usize, usize)>; 2]) {
        let items = areas * each;
        let b = |item: usize| f64::from(u32::try_from(item * 7919 % 1_000 % classes).unwrap()) / f64::from(u32::try_from(classes).unwrap()) * 3.0 - 1.5;
        let information = |theta: f64| (0..items).map(|item| {
            let p = 1.0 / (1.0 + (b(item) - theta).exp());
            p * (1.0 - p)
        }).collect::<Vec<f64>>();
        let places = (each / share).max(1);
        let typical = |values: &Vec<f64>| values.iter().sum::<f64>() / f64::from(u32::try_from(items).unwrap()) * f64::from(u32::try_from(places * areas).unwrap());
        let targets = [-1.0, 0.0, 1.0].map(|theta| {
            let values = information(theta);
            let wanted = typical(&values);
            target(values, wanted, (band * wanted).max(0.05))
        });
        let problem = Problem {
            items,
            length: places * areas,
            targets: targets.to_vec(),
            attributes: vec![Attribute {
                name: "area".to_owned(),
                values: (0..items).map(|item| u16::try_from(item % areas).unwrap()).collect(),
                bounds: (0..areas).map(|area| bound("area", u16::try_from(area).unwrap(), places, places)).collect(),
            }],
            ..Problem::default()
        };
        let beside = (0..candidates).filter(|seat| seat % row + 1 < row && seat + 1 < candidates).map(|seat| (seat, seat + 1));
        let diagonal = (0..candidates).filter(|seat| seat % row + 1 < row && seat + row + 1 < candidates).map(|seat| (seat, seat + row + 1));
        (problem, candidates, [beside.collect(), diagonal.collect()])
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever parting does, the forms stay what they were promised to be; and no two share more than chance lets two
    /// share, nor do neighbours come nearer.
    #[test]
    fn no_two_forms_of_a_hall_share_more_than_by_chance((problem, candidates, [beside, diagonal]) in any_hall(), seed in 0_u64..1_000) {
        let assembler = Assembler::new(&problem).unwrap();
        let rules = HallRules { max_exposure: 0.75, ..HallRules::new(candidates) };
        let near = Neighbours { beside: &beside, diagonal: &diagonal };
        let hall = |rules: &HallRules| assembler.hall(rules, &Usage::none(problem.items), candidates, near, seed);
        let Ok(forms) = hall(&rules) else { return Ok(()) };
        let before = hall(&HallRules { partings: 0, ..rules }).unwrap();
        let naive = assembler.naive(candidates, seed).unwrap();
        let report = |forms: &[Vec<usize>]| certify(&problem, forms, near);
        let (ours, unparted, chance) = (report(&forms), report(&before), report(&naive));
        prop_assert!(forms.iter().all(|form| verify(assembler.problem(), form, true).is_empty()));
        prop_assert!(ours.exposure.max <= 0.75);
        prop_assert!(ours.overlap.max <= chance.overlap.max, "{} by chance {}", ours.overlap.max, chance.overlap.max);
        prop_assert!(ours.overlap.max <= unparted.overlap.max);
        prop_assert!(ours.overlap.neighbours_max <= unparted.overlap.neighbours_max + 1e-12);
        prop_assert!(ours.overlap.neighbours_mean <= unparted.overlap.neighbours_mean + 1e-12);
        prop_assert!(ours.overlap.diagonal_max <= unparted.overlap.diagonal_max.max(unparted.overlap.mean) + 1e-12);
        prop_assert!(ours.overlap.mean <= unparted.overlap.mean + 0.01, "{} {}", ours.overlap.mean, unparted.overlap.mean);
    }
}
