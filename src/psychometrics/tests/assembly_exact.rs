//! Against an exact solver on problems small enough for it: the swap search comes near the optimum, and both agree
//! on what cannot be.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate")]

use good_lp::solvers::{WithMipGap, WithTimeLimit};
use good_lp::{Expression, ProblemVariables, Solution, SolverModel, constraint, microlp, variable};
use ukur_psychometrics::assembly::{
    Attribute, Bound, Effort, EnemySet, Problem, Quantity, Target, Tolerance, Weighing, assemble, verify,
};
use ukur_psychometrics::random::{stream, unit};

/// 24 items in 3 areas, forms of 8, two points, words, enemies.
fn problem(seed: u64) -> Problem {
    let mut rng = stream(seed, 0);
    let items = 24;
    let mut draw = |low: f64, high: f64| (0..items).map(|_| low + (high - low) * unit(&mut rng)).collect::<Vec<f64>>();
    let target = |name: &str, values: Vec<f64>, target| Target {
        name: name.to_owned(),
        values,
        target,
        tolerance: Tolerance::Relative(0.05),
    };
    let (low, high, words) = (draw(0.05, 0.6), draw(0.05, 0.6), draw(20.0, 90.0));
    let bound = |value: u16, min, max| Bound { name: format!("area {value}"), value, min, max };
    Problem {
        items,
        length: 8,
        targets: vec![target("information at -1", low, 2.5), target("information at 1", high, 2.8)],
        weighing: Weighing::Absolute,
        attributes: vec![Attribute {
            name: "area".to_owned(),
            values: (0..24).map(|item| item % 3).collect(),
            bounds: vec![bound(0, 3, 3), bound(1, 2, 3), bound(2, 2, 4)],
        }],
        quantities: vec![Quantity { name: "words".to_owned(), values: words, min: 0.0, max: 430.0 }],
        enemies: vec![
            EnemySet { name: "e1".to_owned(), items: vec![0, 3, 7] },
            EnemySet { name: "e2".to_owned(), items: vec![5, 14] },
        ],
        ..Problem::default()
    }
}

/// The least largest deviation, within the solver's gap; nothing when no form exists.
fn exact(problem: &Problem) -> Option<f64> {
    let mut variables = ProblemVariables::new();
    let taken = variables.add_vector(variable().binary(), problem.items);
    let worst = variables.add(variable().min(0.0));
    let sum = |values: &dyn Fn(usize) -> f64| -> Expression {
        taken.iter().enumerate().map(|(item, variable)| values(item) * *variable).sum()
    };
    let indicator = |yes: bool| f64::from(u8::from(yes));
    let mut rules = vec![constraint!(sum(&|_| 1.0) == problem.length as f64)];
    for attribute in &problem.attributes {
        for bound in &attribute.bounds {
            let count = |item: usize| indicator(attribute.values[item] == bound.value);
            rules.push(constraint!(sum(&count) >= bound.min as f64));
            rules.push(constraint!(sum(&count) <= bound.max as f64));
        }
    }
    for quantity in &problem.quantities {
        rules.push(constraint!(sum(&|item| quantity.values[item]) <= quantity.max));
        rules.push(constraint!(sum(&|item| quantity.values[item]) >= quantity.min));
    }
    for set in &problem.enemies {
        rules.push(constraint!(sum(&|item| indicator(set.items.contains(&item))) <= 1.0));
    }
    for target in &problem.targets {
        rules.push(constraint!(sum(&|item| target.values[item]) - worst <= target.target));
        rules.push(constraint!(sum(&|item| target.values[item]) + worst >= target.target));
    }
    let model = variables.minimise(worst).using(microlp).with_mip_gap(0.01).unwrap().with_time_limit(20.0);
    let solution = rules.into_iter().fold(model, SolverModel::with).solve().ok()?;
    Some(solution.value(worst))
}

#[test]
fn the_search_comes_to_the_optimum() {
    for seed in 0..6 {
        let problem = problem(seed);
        let effort = Effort { scans: 20_000, enough: 0.0 };
        let optimum = exact(&problem);
        match assemble(&problem, effort, &mut stream(seed, 1)) {
            Ok(found) => {
                let optimum = optimum.unwrap();
                println!("seed {seed}: search {:.6}, exact {optimum:.6}", found.deviation);
                assert!(verify(&problem, &found.items, false).is_empty());
                // The solver's own gap is 1 %; it may also end at its time limit.
                assert!(found.deviation <= optimum * 1.02 + 1e-3, "seed {seed}");
            }
            Err(error) => assert!(optimum.is_none(), "seed {seed}: {error}"),
        }
    }
}

#[test]
fn both_agree_on_what_cannot_be() {
    let mut cramped = problem(1);
    cramped.quantities[0].max = 170.0;
    let mut crossed = problem(2);
    crossed.enemies.push(EnemySet { name: "all of area 0".to_owned(), items: (0..24).step_by(3).collect() });
    // Each rule alone can be met; together they ask for more items than a form has.
    let mut crowded = problem(3);
    crowded.attributes[0].bounds[1].min = 4;
    crowded.attributes[0].bounds[1].max = 4;
    for problem in [cramped, crossed, crowded] {
        assert!(exact(&problem).is_none());
        let error = assemble(&problem, Effort::QUICK, &mut stream(1, 1)).unwrap_err();
        println!("{error}");
    }
}
