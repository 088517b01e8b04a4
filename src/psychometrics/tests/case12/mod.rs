//! The published bank and blueprint as a problem of ours.

use std::collections::BTreeMap;

use ukur_psychometrics::ItemModel;
use ukur_psychometrics::assembly::{Attribute, Bound, EnemySet, Problem, Quantity, Target, Tolerance, Weighing};

use crate::common::{case, table};

/// `None` without the reference data. Bands are ±`band` of each target.
pub fn problem(band: f64) -> Option<Problem> {
    let folder = case("12_ata_loft")?;
    let spec: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("spec.json")).ok()?).ok()?;
    let rows = table(&folder.join("bank.csv"));
    let column = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    let number = |name: &str| column(name).iter().map(|cell| cell.parse().unwrap()).collect::<Vec<f64>>();
    let (a, b, g) = (number("a"), number("b"), number("g"));
    let models: Vec<ItemModel> =
        (0..rows.len()).map(|i| ItemModel::Dichotomous { a: a[i], d: -a[i] * b[i], g: g[i] }).collect();
    let length = usize::try_from(spec["length"].as_u64()?).ok()?;
    let count = |value: &serde_json::Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let thetas = spec["theta"].as_array()?.iter().zip(spec["target_tif"].as_array()?);
    let targets = thetas.map(|(theta, target)| Target {
        name: format!("information at {theta}"),
        values: models.iter().map(|model| model.information(theta.as_f64().unwrap())).collect(),
        target: target.as_f64().unwrap(),
        tolerance: Tolerance::Relative(band),
    });
    let domains = attribute("domain", &column("domain"), |name| {
        let exactly = count(&spec["domains"][name]);
        (exactly, exactly)
    });
    let least = count(&spec["subtopic_min"]);
    let range = (count(&spec["key_range"][0]), count(&spec["key_range"][1]));
    Some(Problem {
        items: rows.len(),
        length,
        targets: targets.collect(),
        weighing: Weighing::Absolute,
        attributes: vec![
            domains,
            attribute("subtopic", &column("subtopic"), |_| (least, length)),
            attribute("key", &column("key"), |_| range),
        ],
        quantities: vec![Quantity {
            name: "words".to_owned(),
            values: number("words"),
            min: 0.0,
            max: spec["max_words"].as_f64()?,
        }],
        enemies: enemies(&column("enemy")),
        ..Problem::default()
    })
}

fn attribute(name: &str, cells: &[String], range: impl Fn(&str) -> (usize, usize)) -> Attribute {
    let mut labels: Vec<&String> = cells.iter().collect();
    labels.sort();
    labels.dedup();
    let value = |cell: &String| u16::try_from(labels.iter().position(|label| *label == cell).unwrap()).unwrap();
    let bound = |label: &&String| {
        let (min, max) = range(label.as_str());
        Bound { name: format!("{name} {label}"), value: value(label), min, max }
    };
    Attribute {
        name: name.to_owned(),
        values: cells.iter().map(value).collect(),
        bounds: labels.iter().map(bound).collect(),
    }
}

fn enemies(cells: &[String]) -> Vec<EnemySet> {
    let mut sets: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (item, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        sets.entry(cell).or_default().push(item);
    }
    sets.into_iter().map(|(name, items)| EnemySet { name: name.to_owned(), items }).collect()
}
