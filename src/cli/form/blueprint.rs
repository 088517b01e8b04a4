//! The blueprint of a form over a calibrated bank, and the problem that both make together.

use std::collections::BTreeMap;

use anyhow::{anyhow, bail, ensure};
use serde::Deserialize;
use ukur_psychometrics::assembly::{Attribute, Bound, EnemySet, Problem, Quantity, Target, Tolerance, Weighing};

use super::bank::BankFile;
use crate::cli::psy::read::{is_empty, shown};

/// What a form holds; everything but the length may be left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Blueprint {
    pub length: usize,
    /// Items of each domain.
    #[serde(default)]
    domains: BTreeMap<String, usize>,
    /// Items of each subtopic at least.
    subtopic_min: Option<usize>,
    /// Items with each key, least and most.
    key_range: Option<[usize; 2]>,
    max_words: Option<f64>,
    min_words: Option<f64>,
    /// Points of θ, and the information of the form there.
    #[serde(default)]
    theta: Vec<f64>,
    #[serde(default)]
    target_tif: Vec<f64>,
    /// Points of θ, and the expected score of the form there.
    #[serde(default)]
    score_theta: Vec<f64>,
    #[serde(default)]
    target_score: Vec<f64>,
    /// Share of the target by which a form may miss it.
    pub band: Option<f64>,
    /// A remark: enemies are those of the bank's column, one of each set.
    #[serde(rename = "enemy_rule")]
    _enemy_rule: Option<String>,
    #[serde(default)]
    required: Vec<String>,
    #[serde(default)]
    forbidden: Vec<String>,
}

/// More items than this have no place in one form.
const LONGEST: usize = 1_000;

pub(super) fn problem(bank: &BankFile, blueprint: &Blueprint, band: f64) -> anyhow::Result<Problem> {
    let length = blueprint.length;
    ensure!((1..=LONGEST).contains(&length), "length must be 1 to {LONGEST}");
    ensure!(length <= bank.items.len(), "{}: {} items, a form has {length}", bank.file, bank.items.len());
    let mut attributes = Vec::new();
    if !blueprint.domains.is_empty() {
        attributes.push(domains(bank, blueprint)?);
    }
    if let Some(least) = blueprint.subtopic_min {
        attributes.push(attribute(bank, "subtopic", |_| (least, length))?);
    }
    if let Some([least, most]) = blueprint.key_range {
        attributes.push(attribute(bank, "key", |_| (least, most))?);
    }
    if let Some(id) = blueprint.required.iter().find(|id| blueprint.forbidden.contains(id)) {
        bail!("item {} is required and forbidden", shown(id));
    }
    Ok(Problem {
        items: bank.items.len(),
        length,
        targets: targets(bank, blueprint, band)?,
        weighing: Weighing::Absolute,
        attributes,
        quantities: words(bank, blueprint)?,
        enemies: enemies(bank),
        required: places(bank, &blueprint.required)?,
        forbidden: places(bank, &blueprint.forbidden)?,
    })
}

fn domains(bank: &BankFile, blueprint: &Blueprint) -> anyhow::Result<Attribute> {
    let labels = needed(bank, "domain")?;
    if let Some(name) = blueprint.domains.keys().find(|name| !labels.contains(name)) {
        bail!("{}: no item has the domain {}", bank.file, shown(name));
    }
    attribute(bank, "domain", |label| {
        let count = blueprint.domains.get(label).copied().unwrap_or(0);
        (count, count)
    })
}

fn needed<'b>(bank: &'b BankFile, name: &str) -> anyhow::Result<&'b [String]> {
    bank.column(name).ok_or_else(|| anyhow!("{}: there is no column {name}, which the blueprint names", bank.file))
}

fn attribute(bank: &BankFile, name: &str, range: impl Fn(&str) -> (usize, usize)) -> anyhow::Result<Attribute> {
    let cells = needed(bank, name)?;
    let mut labels: Vec<&String> = cells.iter().collect();
    labels.sort();
    labels.dedup();
    let places: BTreeMap<&String, usize> = labels.iter().enumerate().map(|(place, label)| (*label, place)).collect();
    let value =
        |cell: &String| u16::try_from(places[cell]).map_err(|_| anyhow!("{}: too many values of {name}", bank.file));
    let bound = |label: &&String| {
        let (min, max) = range(label.as_str());
        Ok(Bound { name: format!("{name} {label}"), value: value(label)?, min, max })
    };
    Ok(Attribute {
        name: name.to_owned(),
        values: cells.iter().map(value).collect::<anyhow::Result<_>>()?,
        bounds: labels.iter().map(bound).collect::<anyhow::Result<_>>()?,
    })
}

fn targets(bank: &BankFile, blueprint: &Blueprint, band: f64) -> anyhow::Result<Vec<Target>> {
    let pairs = [
        ("information", &blueprint.theta, &blueprint.target_tif),
        ("expected score", &blueprint.score_theta, &blueprint.target_score),
    ];
    let mut targets = Vec::new();
    for (what, thetas, sums) in pairs {
        ensure!(thetas.len() == sums.len(), "{what}: {} points of θ, {} targets", thetas.len(), sums.len());
        for (theta, target) in thetas.iter().zip(sums) {
            ensure!(*target > 0.0 && target.is_finite(), "{what} at {theta}: the target {target} must lie above 0");
            let value = |item: &ukur_psychometrics::ItemParameters| {
                if what == "information" { item.model.information(*theta) } else { item.model.expected_score(*theta) }
            };
            targets.push(Target {
                name: format!("{what} at {theta}"),
                values: bank.items.iter().map(value).collect(),
                target: *target,
                tolerance: Tolerance::Relative(band),
            });
        }
    }
    Ok(targets)
}

fn words(bank: &BankFile, blueprint: &Blueprint) -> anyhow::Result<Vec<Quantity>> {
    if blueprint.max_words.is_none() && blueprint.min_words.is_none() {
        return Ok(Vec::new());
    }
    let number = |(row, cell): (usize, &String)| {
        let known = cell.parse::<f64>().ok().filter(|words| words.is_finite());
        known.ok_or_else(|| {
            anyhow!("{}, item {}: words \"{}\" is no number", bank.file, bank.items[row].id, shown(cell))
        })
    };
    Ok(vec![Quantity {
        name: "words".to_owned(),
        values: needed(bank, "words")?.iter().enumerate().map(number).collect::<anyhow::Result<_>>()?,
        min: blueprint.min_words.unwrap_or(0.0),
        max: blueprint.max_words.unwrap_or(f64::INFINITY),
    }])
}

fn enemies(bank: &BankFile) -> Vec<EnemySet> {
    let mut sets: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (item, cell) in bank.column("enemy").into_iter().flatten().enumerate().filter(|(_, cell)| !is_empty(cell)) {
        sets.entry(cell).or_default().push(item);
    }
    sets.into_iter().map(|(name, items)| EnemySet { name: name.to_owned(), items }).collect()
}

fn places(bank: &BankFile, ids: &[String]) -> anyhow::Result<Vec<usize>> {
    let place = |id: &String| bank.place(id).ok_or_else(|| anyhow!("{}: there is no item {}", bank.file, shown(id)));
    ids.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BANK: &str = "item,domain,a,b,g,words,enemy\ni1,x,1,0,.2,10,e\ni2,x,1,1,.2,20,e\ni3,y,2,0,,30,\n";

    fn stated(blueprint: &str) -> anyhow::Result<Problem> {
        problem(&BankFile::parse("bank.csv", BANK)?, &toml::from_str(blueprint)?, 0.05)
    }

    #[test]
    fn bank_and_blueprint_make_a_problem() {
        let made =
            stated("length = 2\ndomains = {x = 1, y = 1}\nmax_words = 50\ntheta = [0]\ntarget_tif = [1.2]").unwrap();
        assert_eq!((made.items, made.length, made.enemies.len(), made.quantities.len()), (3, 2, 1, 1));
        assert_eq!(made.attributes[0].bounds[1].name, "domain y");
        assert!((made.targets[0].values[2] - 1.0).abs() < 1e-12);
        made.check().unwrap();
    }

    #[test]
    fn refusals_name_what_does_not_fit() {
        let said = |text: &str| format!("{:#}", stated(text).unwrap_err());
        assert_eq!(said("length = 2\ndomains = {z = 2}"), "bank.csv: no item has the domain z");
        assert_eq!(said("length = 4"), "bank.csv: 3 items, a form has 4");
        assert_eq!(
            said("length = 2\nkey_range = [0, 1]"),
            "bank.csv: there is no column key, which the blueprint names"
        );
        assert_eq!(said("length = 2\ntheta = [0]"), "information: 1 points of θ, 0 targets");
        assert_eq!(said("length = 2\nrequired = [\"i9\"]"), "bank.csv: there is no item i9");
        assert!(said("length = 2\nlenght = 3").contains("lenght"));
    }

    proptest! {
        #[test]
        fn no_bank_and_no_blueprint_breaks_it(
            bank in "[\\PC\n;,\"]{0,120}",
            length in any::<usize>(),
            count in any::<usize>(),
            range in any::<[usize; 2]>(),
            numbers in prop::collection::vec(any::<f64>(), 0..3),
        ) {
            let _ = BankFile::parse("bank.csv", &bank);
            let known = BankFile::parse("bank.csv", BANK).unwrap();
            let stated = serde_json::json!({
                "length": length, "domains": { "x": count }, "subtopic_min": count, "key_range": range,
                "theta": numbers, "target_tif": numbers,
            });
            if let Ok(blueprint) = serde_json::from_value::<Blueprint>(stated)
                && let Ok(problem) = problem(&known, &blueprint, 0.05)
            {
                let _ = problem.check();
            }
        }
    }
}
