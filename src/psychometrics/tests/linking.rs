//! Linking against reference case 09, and laws on items that were moved by a known amount.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

mod common;

use std::path::Path;

use proptest::prelude::*;
use ukur_psychometrics::linking::{
    Characteristic, Criterion, Direction, DriftRule, LinkingError, Method, Transformation, drift, link,
    link_without_drift,
};
use ukur_psychometrics::{Grid, ItemModel};

fn form(path: &Path) -> Vec<ItemModel> {
    let model = |row: &std::collections::BTreeMap<String, String>| {
        let number = |column: &str| row[column].parse::<f64>().ok();
        let a = number("a").unwrap();
        match row["type"].as_str() {
            "2PL" | "3PL" | "Rasch" => {
                ItemModel::Dichotomous { a, d: -a * number("p2").unwrap(), g: number("p3").unwrap_or(0.0) }
            }
            _ => ItemModel::Graded {
                a,
                d: ["p2", "p3", "p4"].iter().filter_map(|c| number(c)).map(|b| -a * b).collect(),
            },
        }
    };
    common::table(path).iter().map(model).collect()
}

fn characteristic(criterion: Criterion, direction: Direction) -> Method {
    Method::Characteristic(Characteristic::new(criterion, direction))
}

#[test]
fn all_methods_equal_the_exact_transformations() {
    let Some(folder) = common::case("09_linking_2pl") else { return };
    let (base, new) = (form(&folder.join("form_base_X.csv")), form(&folder.join("form_new_Y.csv")));
    let text = std::fs::read_to_string(folder.join("exact.json")).unwrap();
    let exact: serde_json::Value = serde_json::from_str(&text).unwrap();
    for (side, direction) in [("asym", Direction::Asymmetric), ("sym", Direction::Symmetric)] {
        let methods = [
            ("MM", Method::MeanMean),
            ("MS", Method::MeanSigma),
            ("HB", characteristic(Criterion::Haebara, direction)),
            ("SL", characteristic(Criterion::StockingLord, direction)),
        ];
        for (name, method) in methods {
            let found = link(&base, &new, &method).unwrap();
            let off = |value: f64, key: &str| (value - exact[side][name][key].as_f64().unwrap()).abs();
            let (a, b) = (off(found.a, "A"), off(found.b, "B"));
            println!("{side} {name}: A off by {a:.1e}, B by {b:.1e}");
            assert!(a < 1e-7 && b < 1e-7, "{side} {name} {found:?}");
        }
    }
}

fn mixture() -> Vec<ItemModel> {
    let mut models = vec![
        ItemModel::Graded { a: 1.7, d: vec![2.0, 0.1, -1.5] },
        ItemModel::PartialCredit { a: 0.8, d: vec![0.9, 1.1, -0.4] },
        ItemModel::Nominal { a: vec![0.0, 0.5, 1.4], d: vec![0.0, 0.3, -0.2] },
    ];
    models.extend((0..12).map(|i| {
        let (a, b) = (0.8 + 0.07 * f64::from(i), 0.3 * f64::from(i) - 1.6);
        ItemModel::Dichotomous { a, d: -a * b, g: 0.2 * f64::from(i % 2) }
    }));
    models
}

const MOVE: Transformation = Transformation { a: 1.3, b: -0.45 };

/// The mixture on another scale, whose way back is [`MOVE`].
fn moved(models: &[ItemModel]) -> Vec<ItemModel> {
    models.iter().map(|model| MOVE.inverse().model(model)).collect()
}

#[test]
fn mixed_formats_are_moved_back() {
    let base = mixture();
    let new = moved(&base);
    for direction in [Direction::Asymmetric, Direction::Symmetric] {
        for criterion in [Criterion::Haebara, Criterion::StockingLord] {
            let found = link(&base, &new, &characteristic(criterion, direction)).unwrap();
            assert!((found.a - MOVE.a).abs() < 1e-9 && (found.b - MOVE.b).abs() < 1e-9, "{found:?}");
        }
    }
    assert_eq!(link(&base, &new, &Method::MeanMean), Err(LinkingError::NoLocation { anchor: 2 }));
    for method in [Method::MeanMean, Method::MeanSigma] {
        let (base, new): (Vec<_>, Vec<_>) = base
            .iter()
            .zip(&new)
            .filter(|(b, _)| !matches!(b, ItemModel::Nominal { .. }))
            .map(|(b, n)| (b.clone(), n.clone()))
            .unzip();
        let found = link(&base, &new, &method).unwrap();
        assert!((found.a - MOVE.a).abs() < 1e-12 && (found.b - MOVE.b).abs() < 1e-12, "{found:?}");
    }
}

/// With calibrations that disagree, the minimum is that of the criterion as written down: no point nearby is lower.
#[test]
fn disagreeing_calibrations_are_linked_at_the_minimum() {
    let base = mixture();
    let mut new = moved(&base);
    for (item, model) in new.iter_mut().enumerate() {
        let error = if item % 3 == 0 { 0.3 } else { -0.2 };
        match model {
            ItemModel::Dichotomous { a, d, .. } => (*a, *d) = (*a * (1.0 + 0.5 * error), *d + error),
            ItemModel::Graded { d, .. } | ItemModel::PartialCredit { d, .. } => d[0] += 2.0 * error,
            ItemModel::Nominal { a, .. } => a[2] += error,
        }
    }
    let grid = Grid::normal(41, 4.0, 0.0, 1.0);
    for (criterion, direction) in [
        (Criterion::Haebara, Direction::Asymmetric),
        (Criterion::Haebara, Direction::Symmetric),
        (Criterion::StockingLord, Direction::Asymmetric),
        (Criterion::StockingLord, Direction::Symmetric),
    ] {
        let distance = |fixed: &[ItemModel], other: &[ItemModel]| -> f64 {
            let at = |theta: f64| -> f64 {
                let items = fixed.iter().zip(other);
                if criterion == Criterion::StockingLord {
                    return items.map(|(f, o)| f.expected_score(theta) - o.expected_score(theta)).sum::<f64>().powi(2);
                }
                let curves = items.map(|(f, o)| {
                    let first = usize::from(f.categories() == 2);
                    let (f, o) = (f.probabilities(theta), o.probabilities(theta));
                    f.iter().zip(&o).skip(first).map(|(f, o)| (f - o).powi(2)).sum::<f64>()
                });
                curves.sum()
            };
            grid.nodes.iter().zip(&grid.weights).map(|(theta, weight)| weight * at(*theta)).sum()
        };
        let value = |a: f64, b: f64| {
            let way = Transformation { a, b };
            let there: Vec<ItemModel> = new.iter().map(|model| way.model(model)).collect();
            let back: Vec<ItemModel> = base.iter().map(|model| way.inverse().model(model)).collect();
            let both = direction == Direction::Symmetric;
            distance(&base, &there) + if both { distance(&new, &back) } else { 0.0 }
        };
        let found = link(&base, &new, &characteristic(criterion, direction)).unwrap();
        let h = 1e-4;
        let slope_a = (value(found.a + h, found.b) - value(found.a - h, found.b)) / (2.0 * h);
        let slope_b = (value(found.a, found.b + h) - value(found.a, found.b - h)) / (2.0 * h);
        assert!(slope_a.abs() < 1e-6 && slope_b.abs() < 1e-6, "{criterion:?} {direction:?}: {slope_a} {slope_b}");
        assert!(value(found.a, found.b) > 1e-3, "the calibrations must disagree for this to mean anything");
    }
}

/// A leaked item (much easier), and one whose key is wrong in effect: found, taken out, and the link is right again.
#[test]
fn drifting_anchors_are_taken_out() {
    let base = mixture();
    let mut new = moved(&base);
    let spoil = |model: &mut ItemModel, easier: f64, flatter: f64| {
        if let ItemModel::Dichotomous { a, d, .. } = model {
            *d += easier;
            *a *= flatter;
        }
    };
    spoil(&mut new[6], 1.6, 1.0);
    spoil(&mut new[9], -0.2, 0.35);
    let method = characteristic(Criterion::StockingLord, Direction::Asymmetric);
    let grid = Grid::standard(61);
    let spoiled = link(&base, &new, &method).unwrap();
    assert!((spoiled.a - MOVE.a).abs() + (spoiled.b - MOVE.b).abs() > 0.05);
    let found = link_without_drift(&base, &new, &method, &grid, DriftRule::default(), 5).unwrap();
    let mut removed = found.removed.clone();
    removed.sort_unstable();
    assert_eq!(removed, [6, 9]);
    assert!((found.transformation.a - MOVE.a).abs() < 1e-8 && (found.transformation.b - MOVE.b).abs() < 1e-8);
    assert!(found.anchors[6].flagged && found.anchors[6].signed_area > 0.1, "{:?}", found.anchors[6]);
    assert!(found.anchors.iter().filter(|anchor| anchor.flagged).count() == 2 && found.kept.len() == 13);
    let clean = drift(&base, &moved(&base), MOVE, &grid, DriftRule::default()).unwrap();
    assert!(clean.iter().all(|anchor| !anchor.flagged && anchor.unsigned_area < 1e-12));
    // No more are taken out than asked.
    let few = link_without_drift(&base, &new, &method, &grid, DriftRule::default(), 14).unwrap();
    assert_eq!(few.removed.len(), 1);
}

#[test]
fn bad_anchors_are_named() {
    let base = mixture();
    let haebara = characteristic(Criterion::Haebara, Direction::Asymmetric);
    assert_eq!(link(&base, &base[1..], &haebara), Err(LinkingError::Lengths { base: 15, new: 14 }));
    assert_eq!(link(&[], &[], &haebara), Err(LinkingError::TooFew { anchors: 0, least: 1 }));
    let mut other = base.clone();
    other.swap(0, 1);
    assert_eq!(link(&base, &other, &haebara), Err(LinkingError::Different { anchor: 0 }));
    let steps = |d: &[f64]| [ItemModel::Graded { a: 1.0, d: d.to_vec() }];
    let other_steps = link(&steps(&[1.0, 0.0]), &steps(&[1.0, 0.0, -1.0]), &haebara);
    assert_eq!(other_steps, Err(LinkingError::Categories { anchor: 0, base: 3, new: 4 }));
    let graded = ItemModel::Graded { a: 1.0, d: vec![1.0, -1.0] };
    let credit = ItemModel::PartialCredit { a: 1.0, d: vec![1.0, -1.0] };
    assert_eq!(link(&[graded], &[credit], &haebara), Err(LinkingError::Different { anchor: 0 }));
    // With one step a graded item is the 2PL.
    let two =
        |slope: f64| [ItemModel::Graded { a: slope, d: vec![0.5] }, ItemModel::Graded { a: slope, d: vec![-1.0] }];
    let plain = |d: f64| ItemModel::Dichotomous { a: 1.2, d, g: 0.0 };
    let same = link(&two(1.2), &[plain(0.5), plain(-1.0)], &haebara).unwrap();
    assert!((same.a - 1.0).abs() < 1e-9 && same.b.abs() < 1e-9);
    other = base.clone();
    other[4] = ItemModel::Dichotomous { a: f64::NAN, d: 0.0, g: 0.0 };
    assert!(matches!(link(&base, &other, &haebara), Err(LinkingError::Model { anchor: 4, .. })));
    let one = [ItemModel::Dichotomous { a: 1.0, d: 0.0, g: 0.0 }];
    assert_eq!(link(&one, &one, &Method::MeanSigma), Err(LinkingError::TooFew { anchors: 1, least: 2 }));
    let equal = [one[0].clone(), one[0].clone()];
    assert_eq!(link(&equal, &equal, &Method::MeanSigma), Err(LinkingError::Degenerate));
    let flat = [ItemModel::Dichotomous { a: 0.0, d: 0.0, g: 0.0 }];
    assert_eq!(link(&flat, &flat, &Method::MeanMean), Err(LinkingError::Slope { anchor: 0 }));
    assert_eq!(link(&flat, &flat, &haebara), Err(LinkingError::NotConverged));
    let weightless = Characteristic {
        grid: Grid { nodes: vec![0.0], weights: vec![0.0] },
        ..Characteristic::new(Criterion::Haebara, Direction::Symmetric)
    };
    assert_eq!(link(&base, &base, &Method::Characteristic(weightless)), Err(LinkingError::Grid));
    let nowhere = Transformation { a: 0.0, b: 0.0 };
    let refused = drift(&base, &base, nowhere, &Grid::standard(5), DriftRule::default());
    assert!(matches!(refused, Err(LinkingError::Value { .. })));
}

proptest! {
    /// A moved item at a moved θ is the item.
    #[test]
    fn moving_changes_no_probability(a in 0.3..3.0_f64, b in -2.0..2.0_f64, theta in -3.0..3.0_f64) {
        let there = Transformation { a, b };
        for model in mixture() {
            let before = model.probabilities(theta);
            let after = there.model(&model).probabilities(there.theta(theta));
            prop_assert!(before.iter().zip(&after).all(|(x, y)| (x - y).abs() < 1e-12));
            let back = there.inverse().model(&there.model(&model)).probabilities(theta);
            prop_assert!(before.iter().zip(&back).all(|(x, y)| (x - y).abs() < 1e-12));
        }
    }

    #[test]
    fn any_move_is_found(a in 0.5..2.0_f64, b in -1.5..1.5_f64) {
        let base = mixture();
        let way = Transformation { a, b };
        let new: Vec<ItemModel> = base.iter().map(|model| way.inverse().model(model)).collect();
        for criterion in [Criterion::Haebara, Criterion::StockingLord] {
            let found = link(&base, &new, &characteristic(criterion, Direction::Asymmetric)).unwrap();
            prop_assert!((found.a - a).abs() < 1e-7 && (found.b - b).abs() < 1e-7, "{:?}", found);
        }
    }
}
