//! Numbers: the rules are asked at every limit that they name, between the limits and beyond them; what is right must be
//! one interval.

use super::Reduced;
use super::scorer::{SLACK, Scorer, declared, same};
use crate::bank::exchange::qti::content::Marks;
use crate::bank::exchange::qti::declaration::Declaration;
use crate::bank::exchange::qti::own::Own;
use crate::bank::exchange::qti::processing::Values;
use crate::bank::exchange::qti::value::{Atom, Base, Value, number, to_integer};
use crate::bank::exchange::qti::xml::Element;
use crate::bank::source::{InteractionSource, SliderSource};

/// More steps are no slider for a person.
const MAX_STEPS: usize = 10_000;
/// An open limit is left out by less than anybody writes.
const OPEN: f64 = 1e-9;

pub fn is_number(scorer: &Scorer, element: &Element) -> bool {
    declared(scorer, element).is_ok_and(|declaration| declaration.base.is_number())
}

pub fn entry(scorer: &mut Scorer, element: &Element, own: Option<&Own>) -> Result<Reduced, String> {
    let declaration = declared(scorer, element)?.clone();
    let limits = limits(scorer, &declaration);
    let Some((first, last)) = limits.first().copied().zip(limits.last().copied()) else {
        return Err("the rules name no number that could be the key".to_owned());
    };
    let mut points = limits.clone();
    points.extend(limits.windows(2).map(|pair| f64::midpoint(pair[0], pair[1])));
    points.extend([first - 1.0, last + 1.0, first - 1e6, last + 1e6]);
    let points = tidy(points, declaration.base);
    let (low, high) = interval(scorer, &declaration, &points, Some(&limits))?;
    let correct = declaration.correct.as_number();
    let middle = f64::midpoint(low, high);
    let key = correct.filter(|key| (key - middle).abs() <= 1e-7 * middle.abs().max(1.0)).unwrap_or(middle);
    let tolerance = rounded((high - low) / 2.0);
    let said = own.and_then(|own| own.tolerance).filter(|said| (said - tolerance).abs() <= 2e-9);
    let interaction = InteractionSource::NumericEntry {
        key: Some(key),
        tolerance: said.unwrap_or(tolerance),
        unit: None,
        slider: None,
    };
    let marks = Marks::from([(declaration.identifier, "…".to_owned())]);
    Ok(Reduced { interaction, marks, fixed_order: false })
}

/// Without the noise of binary fractions.
fn rounded(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

pub fn slider(scorer: &mut Scorer, element: &Element, own: Option<&Own>) -> Result<InteractionSource, String> {
    let said = |name: &str| element.said(name).and_then(number);
    let (lower, upper) =
        said("lowerBound").zip(said("upperBound")).ok_or_else(|| format!("{} has no bounds", element.place()))?;
    let step = said("step").filter(|step| *step > 0.0).unwrap_or(1.0);
    let declaration = declared(scorer, element)?.clone();
    let mut points = Vec::new();
    let mut at = lower;
    while at <= upper + step * 1e-6 {
        points.push(rounded(at));
        if points.len() > MAX_STEPS {
            return Err(format!("{} has more than {MAX_STEPS} steps", element.place()));
        }
        at += step;
    }
    let (low, high) = interval(scorer, &declaration, &points, None)?;
    let measured = (rounded(f64::midpoint(low, high)), rounded((high - low) / 2.0));
    let said = declaration.correct.as_number().zip(own.and_then(|own| own.tolerance));
    // The tolerance that a package of ours names, when the same steps are right by it.
    let right = |point: &f64, (key, tolerance): (f64, f64)| (point - key).abs() <= tolerance + OPEN;
    let alike = |said: &(f64, f64)| points.iter().all(|point| right(point, *said) == right(point, measured));
    let (key, tolerance) = said.filter(alike).unwrap_or(measured);
    Ok(InteractionSource::NumericEntry {
        key: Some(key),
        tolerance,
        unit: None,
        slider: Some(SliderSource { lower, upper, step }),
    })
}

fn tidy(mut points: Vec<f64>, base: Base) -> Vec<f64> {
    if base == Base::Integer {
        points = points.iter().flat_map(|point| [point.floor(), point.ceil()]).collect();
    }
    points.sort_by(f64::total_cmp);
    points.dedup_by(|a, b| (*a - *b).abs() < 1e-12);
    points
}

/// The points that score full must be neighbours, and no other may score. Without limits the points are all there are.
fn interval(
    scorer: &mut Scorer,
    declaration: &Declaration,
    points: &[f64],
    limits: Option<&[f64]>,
) -> Result<(f64, f64), String> {
    let atom = |point: f64| match declaration.base {
        Base::Integer => Atom::Integer(to_integer(point)),
        _ => Atom::Float(point),
    };
    let mut answers = vec![Values::new()];
    answers.extend(
        points.iter().map(|point| Values::from([(declaration.identifier.clone(), Value::Single(atom(*point)))])),
    );
    let shares = scorer.shares(&answers)?.parts.split_off(1);
    if let Some(at) = shares.iter().position(|share| *share > SLACK && !same(*share, 1.0)) {
        return Err(format!(
            "the number {} gives part of the score ({:.3}); here a number is right or wrong",
            points[at], shares[at]
        ));
    }
    let right: Vec<usize> = (0..points.len()).filter(|at| same(shares[*at], 1.0)).collect();
    let (Some(first), Some(last)) = (right.first().copied(), right.last().copied()) else {
        return Err("no number gives the full score".to_owned());
    };
    if last - first + 1 != right.len() {
        return Err(format!(
            "the right numbers are not one interval ({} and {}, but not all between)",
            points[first], points[last]
        ));
    }
    let Some(limits) = limits else { return Ok((points[first], points[last])) };
    if first == 0 || last + 1 == points.len() {
        return Err(format!(
            "every number beyond {} is right; here a key has a tolerance",
            points[if first == 0 { last } else { first }]
        ));
    }
    let named =
        |point: f64| declaration.base == Base::Integer || limits.iter().any(|limit| (limit - point).abs() < 1e-12);
    let low = if named(points[first]) { points[first] } else { open(scorer, points[first - 1], 1.0) };
    let high = if named(points[last]) { points[last] } else { open(scorer, points[last + 1], -1.0) };
    Ok((low, high))
}

/// A limit that is itself wrong: the tolerance ends just before it.
fn open(scorer: &mut Scorer, limit: f64, side: f64) -> f64 {
    scorer.changes.push(format!("the limit {limit} itself does not count; the tolerance ends just before it"));
    limit + side * OPEN * limit.abs().max(1.0)
}

/// Every number at which the rules could change their mind.
fn limits(scorer: &Scorer, declaration: &Declaration) -> Vec<f64> {
    let mut named: Vec<f64> = declaration.correct.atoms().iter().filter_map(Atom::as_number).collect();
    let mapped = declaration.mapping.iter().flat_map(|mapping| &mapping.entries);
    named.extend(mapped.filter_map(|entry| entry.key.as_number()));
    let all = scorer.rules().all();
    named.extend(all.iter().filter(|e| e.name == "baseValue").filter_map(|e| number(&e.text())));
    let mut limits = named.clone();
    for rule in all {
        let said = rule.said("tolerance").unwrap_or_default();
        for tolerance in said.split([' ', ',']).filter_map(number) {
            let relative = rule.said("toleranceMode") == Some("relative");
            let width = |key: f64| if relative { key * tolerance / 100.0 } else { tolerance };
            limits.extend(named.iter().flat_map(|key| [key - width(*key), key + width(*key)]));
        }
        if let Some(figures) = rule
            .said("figures")
            .and_then(|figures| figures.parse().ok())
            .filter(|figures: &i32| (0..=15).contains(figures))
        {
            limits.extend(named.iter().flat_map(|key| rounding(*key, figures, rule.said("roundingMode"))));
        }
        if matches!(rule.name.as_str(), "round" | "truncate") {
            limits.extend(named.iter().flat_map(|key| [key - 1.0, key - 0.5, key + 0.5, key + 1.0]));
        }
    }
    limits.iter_mut().for_each(|limit| *limit = rounded(*limit));
    tidy(limits, Base::Float)
}

/// Where rounding goes over to the next value.
fn rounding(key: f64, figures: i32, mode: Option<&str>) -> [f64; 2] {
    let significant = !mode.is_some_and(|mode| mode.starts_with("decimal"));
    let magnitude = format!("{key:e}").rsplit('e').next().and_then(|power| power.parse::<i32>().ok()).unwrap_or(0);
    let scale = 10_f64.powi(if significant { figures - 1 - magnitude } else { figures });
    let near = (key * scale).round();
    [(near - 0.5) / scale, (near + 0.5) / scale]
}
