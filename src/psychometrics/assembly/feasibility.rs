//! Counts that prove, before any search, that no form can exist, with the rules that clash by name.
//!
//! Each test relaxes the problem: what it refuses is impossible; what it passes may still be. Enemies are bounded by
//! a cover with cliques (each set gives one item at most), a single attribute by its matroid, two attributes together
//! by a flow with lower bounds (Ford & Fulkerson 1962, ch. II).

use super::flow::transport_exists;
use super::problem::{AssemblyError, Attribute, Problem};

/// Refuses what is impossible for one form.
pub(super) fn prove(problem: &Problem) -> Result<(), AssemblyError> {
    let attainable = attainable_items(problem);
    let mut reasons = required_clashes(problem);
    reasons.extend(length_reasons(problem, &attainable));
    for attribute in &problem.attributes {
        reasons.extend(attribute_reasons(problem, attribute, &attainable));
    }
    if reasons.is_empty() {
        reasons.extend(pair_reasons(problem, &attainable));
        reasons.extend(quantity_reasons(problem, &attainable));
    }
    if reasons.is_empty() { Ok(()) } else { Err(AssemblyError::Infeasible { reasons }) }
}

/// Refuses bands that no form reaches: the largest or smallest sum that an attribute's counts allow lies outside.
pub(super) fn prove_bands(problem: &Problem) -> Result<(), AssemblyError> {
    let attainable = attainable_items(problem);
    let mut reasons = Vec::new();
    for target in &problem.targets {
        let (low, high) = reach(problem, &attainable, &target.values);
        let (least, most) = (target.target - target.band(), target.target + target.band());
        if high < least {
            reasons.push(format!("{} needs {least:.3} at least, can reach {high:.3}", target.name));
        }
        if low > most {
            reasons.push(format!("{} needs {most:.3} at most, cannot be below {low:.3}", target.name));
        }
    }
    if reasons.is_empty() { Ok(()) } else { Err(AssemblyError::Infeasible { reasons }) }
}

/// Neither forbidden nor an enemy of a required item.
fn attainable_items(problem: &Problem) -> Vec<bool> {
    let mut attainable = vec![true; problem.items];
    let required = |item: &usize| problem.required.contains(item);
    for set in problem.enemies.iter().filter(|set| set.items.iter().any(required)) {
        set.items.iter().filter(|item| !required(item)).for_each(|item| attainable[*item] = false);
    }
    problem.forbidden.iter().for_each(|item| attainable[*item] = false);
    attainable
}

fn required_clashes(problem: &Problem) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut required = problem.required.clone();
    required.sort_unstable();
    required.dedup();
    for item in required.iter().filter(|item| problem.forbidden.contains(item)) {
        reasons.push(format!("item {item} is required and forbidden"));
    }
    for set in &problem.enemies {
        let count = required.iter().filter(|item| set.items.contains(item)).count();
        if count > 1 {
            reasons.push(format!("{count} required items are enemies in set {}", set.name));
        }
    }
    for attribute in &problem.attributes {
        for bound in &attribute.bounds {
            let count = required.iter().filter(|item| attribute.values[**item] == bound.value).count();
            if count > bound.max {
                reasons.push(format!("{} may have {}, {count} are required", bound.name, bound.max));
            }
        }
    }
    if required.len() > problem.length {
        reasons.push(format!("{} items are required, a form has {}", required.len(), problem.length));
    }
    reasons
}

fn length_reasons(problem: &Problem, attainable: &[bool]) -> Option<String> {
    let most = at_most(problem, |item| attainable[item]);
    (most < problem.length).then(|| format!("length needs {}, has {most} left after enemies", problem.length))
}

/// Upper bound for the number of such items in one form: one per enemy set, greedily the largest first.
pub(super) fn at_most(problem: &Problem, counts: impl Fn(usize) -> bool) -> usize {
    let mut open: Vec<bool> = (0..problem.items).map(counts).collect();
    let mut sets: Vec<&Vec<usize>> = problem.enemies.iter().map(|set| &set.items).collect();
    sets.sort_by_key(|set| std::cmp::Reverse(set.iter().filter(|item| open[**item]).count()));
    let mut cliques = 0;
    for set in sets {
        let covered = set.iter().filter(|item| std::mem::take(&mut open[**item])).count();
        cliques += usize::from(covered > 0);
    }
    cliques + open.iter().filter(|open| **open).count()
}

/// Range of counts of one value: its bounds, what the bank has.
struct Room {
    value: u16,
    min: usize,
    max: usize,
}

fn rooms(problem: &Problem, attribute: &Attribute, attainable: &[bool]) -> Vec<Room> {
    let mut values: Vec<u16> = attribute.values.clone();
    values.extend(attribute.bounds.iter().map(|bound| bound.value));
    values.sort_unstable();
    values.dedup();
    let room = |value: u16| {
        let bounds = || attribute.bounds.iter().filter(|bound| bound.value == value);
        let has = at_most(problem, |item| attainable[item] && attribute.values[item] == value);
        let max = bounds().map(|bound| bound.max).min().unwrap_or(problem.length);
        Room { value, min: bounds().map(|bound| bound.min).max().unwrap_or(0), max: max.min(has) }
    };
    values.into_iter().map(room).collect()
}

fn attribute_reasons(problem: &Problem, attribute: &Attribute, attainable: &[bool]) -> Vec<String> {
    let mut reasons = Vec::new();
    for bound in &attribute.bounds {
        let has = at_most(problem, |item| attainable[item] && attribute.values[item] == bound.value);
        if has < bound.min {
            reasons.push(format!("{} needs {}, has {has} left after enemies", bound.name, bound.min));
        }
    }
    let rooms = rooms(problem, attribute, attainable);
    let (least, most) = (rooms.iter().map(|r| r.min).sum::<usize>(), rooms.iter().map(|r| r.max).sum::<usize>());
    if least > problem.length {
        reasons.push(format!("{} needs {least} items in all, a form has {}", attribute.name, problem.length));
    }
    if most < problem.length && reasons.is_empty() {
        reasons.push(format!("{} allows {most} items in all, a form has {}", attribute.name, problem.length));
    }
    reasons
}

/// Two attributes at a time: is there a table of counts with these margins and these cells?
fn pair_reasons(problem: &Problem, attainable: &[bool]) -> Vec<String> {
    let mut reasons = Vec::new();
    let bound: Vec<&Attribute> = problem.attributes.iter().filter(|attribute| !attribute.bounds.is_empty()).collect();
    for (place, first) in bound.iter().enumerate() {
        for second in &bound[place + 1..] {
            let (rows, columns) = (rooms(problem, first, attainable), rooms(problem, second, attainable));
            let cell = |row: &Room, column: &Room| {
                at_most(problem, |i| attainable[i] && first.values[i] == row.value && second.values[i] == column.value)
            };
            let cells: Vec<Vec<usize>> = rows.iter().map(|r| columns.iter().map(|c| cell(r, c)).collect()).collect();
            let margin = |rooms: &[Room]| rooms.iter().map(|room| (room.min, room.max)).collect::<Vec<_>>();
            if !transport_exists(&margin(&rows), &margin(&columns), &cells, problem.length) {
                reasons.push(format!("{} and {} cannot be met together", first.name, second.name));
            }
        }
    }
    reasons
}

fn quantity_reasons(problem: &Problem, attainable: &[bool]) -> Vec<String> {
    let mut reasons = Vec::new();
    for quantity in &problem.quantities {
        let (low, high) = reach(problem, attainable, &quantity.values);
        let slack = 1e-9 * (1.0 + low.abs().max(high.abs()));
        if low > quantity.max + slack {
            reasons.push(format!("{} may be {}, cannot be below {low}", quantity.name, quantity.max));
        }
        if high < quantity.min - slack {
            reasons.push(format!("{} needs {}, can reach {high}", quantity.name, quantity.min));
        }
    }
    reasons
}

/// Bounds of a sum over a form: for each attribute the smallest and largest sum that its counts allow (greedy is
/// exact on this matroid: Edmonds 1971), of these the tightest.
fn reach(problem: &Problem, attainable: &[bool], values: &[f64]) -> (f64, f64) {
    let nothing = Attribute { name: String::new(), values: vec![0; problem.items], bounds: Vec::new() };
    let mut range = (f64::NEG_INFINITY, f64::INFINITY);
    for attribute in problem.attributes.iter().chain([&nothing]) {
        let low = extreme_sum(problem, attribute, attainable, |item| values[item]);
        let high = -extreme_sum(problem, attribute, attainable, |item| -values[item]);
        range = (range.0.max(low), range.1.min(high));
    }
    range
}

fn extreme_sum(problem: &Problem, attribute: &Attribute, attainable: &[bool], value: impl Fn(usize) -> f64) -> f64 {
    let rooms = rooms(problem, attribute, attainable);
    let mut items: Vec<usize> = (0..problem.items).filter(|item| attainable[*item]).collect();
    items.sort_by(|a, b| value(*a).total_cmp(&value(*b)));
    let room_of = |item: usize| rooms.partition_point(|room| room.value < attribute.values[item]);
    let mut taken = vec![0; rooms.len()];
    let (mut sum, mut count, mut later) = (0.0, 0, Vec::new());
    for item in items {
        let room = room_of(item);
        if taken[room] < rooms[room].min {
            taken[room] += 1;
            count += 1;
            sum += value(item);
        } else {
            later.push(item);
        }
    }
    for item in later {
        let room = room_of(item);
        if count < problem.length && taken[room] < rooms[room].max {
            taken[room] += 1;
            count += 1;
            sum += value(item);
        }
    }
    sum
}
