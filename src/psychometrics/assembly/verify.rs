//! Does a form keep every rule? Read off the problem as stated; not a line is shared with the search.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::problem::Problem;

/// One rule that a form does not keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Breach {
    pub rule: String,
    pub found: f64,
    pub min: f64,
    pub max: f64,
}

/// Every breach of a form, bands around the targets included when `bands` says so. Empty: the form is valid.
pub fn verify(problem: &Problem, form: &[usize], bands: bool) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut check = |rule: &str, found: f64, min: f64, max: f64| {
        // NaN fails too.
        if !(found >= min && found <= max) {
            breaches.push(Breach { rule: rule.to_owned(), found, min, max });
        }
    };
    let unknown = form.iter().filter(|item| **item >= problem.items).count();
    check("items outside the bank", unknown as f64, 0.0, 0.0);
    let known: Vec<usize> = form.iter().copied().filter(|item| *item < problem.items).collect();
    let distinct: HashSet<usize> = known.iter().copied().collect();
    check("length", form.len() as f64, problem.length as f64, problem.length as f64);
    check("items that stand twice", (known.len() - distinct.len()) as f64, 0.0, 0.0);
    for attribute in &problem.attributes {
        for bound in &attribute.bounds {
            let count = known.iter().filter(|item| attribute.values[**item] == bound.value).count();
            check(&bound.name, count as f64, bound.min as f64, bound.max as f64);
        }
    }
    for quantity in &problem.quantities {
        let sum: f64 = known.iter().map(|item| quantity.values[*item]).sum();
        let slack = 1e-8 * (1.0 + sum.abs());
        check(&quantity.name, sum, quantity.min - slack, quantity.max + slack);
    }
    for set in &problem.enemies {
        let enemies: HashSet<usize> = set.items.iter().copied().collect();
        let count = known.iter().filter(|item| enemies.contains(item)).count();
        check(&format!("enemy set {}", set.name), count as f64, 0.0, 1.0);
    }
    let missing = problem.required.iter().filter(|item| !distinct.contains(item)).count();
    check("required items that are missing", missing as f64, 0.0, 0.0);
    let forbidden = problem.forbidden.iter().filter(|item| distinct.contains(item)).count();
    check("forbidden items", forbidden as f64, 0.0, 0.0);
    for target in problem.targets.iter().filter(|_| bands) {
        let sum: f64 = known.iter().map(|item| target.values[*item]).sum();
        check(&target.name, sum, target.target - target.band(), target.target + target.band());
    }
    breaches
}
