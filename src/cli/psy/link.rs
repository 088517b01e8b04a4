//! `ukur psy link`.

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::{anyhow, bail, ensure};
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Map, Value, json};
use ukur_psychometrics::Grid;
use ukur_psychometrics::linking::{
    Characteristic, Criterion, Direction, DriftRule, LinkingError, Method, Transformation, drift, link,
    link_without_drift,
};
use ukur_psychometrics::parameters::ItemRecord;

use super::calibrate::table;
use super::moved::Moved;
use super::read::{Parameters, shown};
use super::write::{OutArgs, Table, number};

#[derive(Clone, Copy, ValueEnum)]
enum Named {
    #[value(alias = "mm")]
    MeanMean,
    #[value(alias = "ms")]
    MeanSigma,
    #[value(alias = "hb")]
    Haebara,
    #[value(alias = "sl")]
    StockingLord,
}

#[derive(Args)]
pub(in crate::cli) struct LinkArgs {
    /// Parameters on the scale to leave (as --params elsewhere)
    #[arg(long, value_name = "A.json")]
    from: PathBuf,
    /// Parameters on the scale to reach
    #[arg(long, value_name = "B.json")]
    to: PathBuf,
    /// How A and B are found
    #[arg(long, value_enum, ignore_case = true, default_value = "stocking-lord")]
    method: Named,
    /// Only these items are anchors; by default all that stand in both files
    #[arg(long, value_delimiter = ',', value_name = "ITEM,…")]
    anchors: Option<Vec<String>>,
    /// haebara, stocking-lord: the sum of the criterion on both scales
    #[arg(long)]
    symmetric: bool,
    /// Take out anchors that drift, the worst first
    #[arg(long)]
    drop_drifting: bool,
    /// Nodes at which curves are compared
    #[arg(long, default_value_t = 41, value_name = "COUNT")]
    nodes: usize,
    /// Nodes from -BOUND to BOUND, in θ
    #[arg(long, default_value_t = 4.0, value_name = "BOUND")]
    bound: f64,
    #[command(flatten)]
    out: OutArgs,
}

/// θ on the scale to reach = A θ + B. `items` are those of --from on it.
#[derive(Serialize)]
struct Linked {
    method: String,
    /// Of one scale; of several domains each has its own.
    #[serde(flatten)]
    whole: Option<Link>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link>,
    /// Anchors whose models differ, and what of them was compared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Value>,
    /// Standard errors that do not follow from the file, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without: Vec<&'static str>,
    items: Vec<ItemRecord>,
    /// What else the file to leave said, on the scale to reach.
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Serialize)]
struct Link {
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<String>,
    #[serde(rename = "A")]
    a: f64,
    #[serde(rename = "B")]
    b: f64,
    /// After those that drift were taken out.
    anchors_used: usize,
    anchors: Table,
}

impl Link {
    fn transformation(&self) -> Transformation {
        Transformation { a: self.a, b: self.b }
    }
}

pub(super) fn run(args: &LinkArgs) -> anyhow::Result<()> {
    let (from, to) = (Parameters::read(&args.from)?, Parameters::read(&args.to)?);
    ensure!((3..=10_001).contains(&args.nodes), "--nodes must be 3 to 10001");
    ensure!(args.bound > 0.0 && args.bound <= 100.0, "--bound must be above 0 and at most 100");
    let common = args.common(&from, &to)?;
    ensure!(!common.is_empty(), "{} and {} have no item in common", from.file, to.file);
    let warnings = differing(args.method, &from, &to, &common);
    let scales = scales(&from, &to);
    let mut links = Vec::new();
    for domain in &scales {
        links.push(linked(args, &from, &to, &common, domain.as_deref())?);
    }
    let of = |domain: Option<&str>| {
        let own = |link: &&Link| link.domain.is_none() || link.domain.as_deref() == domain;
        links.iter().find(own).map(Link::transformation)
    };
    let moved = Moved::new(&from, of)?;
    let whole = if scales == [None] { links.pop() } else { None };
    let method = args.method.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let Moved { items, without, rest } = moved;
    let linked = Linked { method, whole, links, warnings, without, items, rest };
    args.out.write(&linked, &table(&linked.items))
}

/// One scale, or the domains that were calibrated each on its own.
fn scales(from: &Parameters, to: &Parameters) -> Vec<Option<String>> {
    let apart = |file: &Parameters| file.beside["domains"].is_array() || file.beside["correlations"].is_object();
    let domains = Parameters::domains(&from.items);
    if domains.len() > 1 && (apart(from) || apart(to)) {
        return domains.into_iter().map(Some).collect();
    }
    if domains.len() > 1 && !from.beside["latent"].is_object() {
        eprintln!("note: the domains of {} are taken for one scale", from.file);
    }
    vec![None]
}

/// The link of one scale, by the anchors on it.
fn linked(
    args: &LinkArgs,
    from: &Parameters,
    to: &Parameters,
    all: &[(usize, usize)],
    domain: Option<&str>,
) -> anyhow::Result<Link> {
    let own = |place: usize| domain.is_none() || from.items[place].domain.as_deref() == domain;
    let common: Vec<(usize, usize)> = all.iter().copied().filter(|(place, _)| own(*place)).collect();
    let context = domain.map_or_else(String::new, |domain| format!("domain {}: ", shown(domain)));
    ensure!(!common.is_empty(), "{context}{} and {} have no item in common", from.file, to.file);
    let theirs = |place: usize| domain.is_none() || to.items[place].domain.as_deref() == domain;
    if let Some((place, _)) = common.iter().find(|(_, place)| !theirs(*place)) {
        bail!("{context}item {} belongs to another domain in {}", shown(&from.items[*place].id), to.file);
    }
    let curves = matches!(args.method, Named::Haebara | Named::StockingLord);
    ensure!(!curves || common.len() > 1, "{context}one anchor gives no A and B by curves; mean-mean takes one");
    let new: Vec<_> = common.iter().map(|(place, _)| from.items[*place].model.clone()).collect();
    let base: Vec<_> = common.iter().map(|(_, place)| to.items[*place].model.clone()).collect();
    let grid = Grid::normal(args.nodes, args.bound, 0.0, 1.0);
    let (method, rule) = (args.method(&grid), DriftRule::default());
    let named = |error: LinkingError| {
        let of = |anchor: usize| from.items[common[anchor].0].id.clone();
        placed(error, [&from.file, &to.file], of)
    };
    let (Transformation { a, b }, anchors, anchors_used) = if args.drop_drifting {
        let found = link_without_drift(&base, &new, &method, &grid, rule, 3).map_err(named)?;
        (found.transformation, found.anchors, found.kept.len())
    } else {
        let found = link(&base, &new, &method).map_err(named)?;
        (found, drift(&base, &new, found, &grid, rule).map_err(named)?, common.len())
    };
    let optional = |value: Option<f64>| value.map_or(Value::Null, number);
    let mut rows = Table::new(["item", "location", "location_z", "slope_z", "signed_area", "unsigned_area", "flagged"]);
    for anchor in &anchors {
        rows.push(vec![
            json!(from.items[common[anchor.anchor].0].id),
            optional(anchor.location),
            optional(anchor.location_z),
            optional(anchor.slope_z),
            number(anchor.signed_area),
            number(anchor.unsigned_area),
            json!(anchor.flagged),
        ]);
    }
    eprintln!("{context}{anchors_used} anchors: A = {a:.6}, B = {b:.6}");
    Ok(Link { domain: domain.map(str::to_owned), a, b, anchors_used, anchors: rows })
}

/// A fault of linking, with the anchor by its name.
fn placed(error: LinkingError, [from, to]: [&String; 2], of: impl Fn(usize) -> String) -> anyhow::Error {
    let (anchor, reason) = match error {
        LinkingError::Categories { anchor, base, new } => {
            (anchor, format!("{new} categories in {from}, {base} in {to}: an anchor has as many on both scales"))
        }
        LinkingError::Different { anchor } => {
            (anchor, format!("models of different kind in {from} and {to}: their parameters do not compare"))
        }
        LinkingError::Model { anchor, flaw } => (anchor, flaw.to_owned()),
        LinkingError::NoLocation { anchor } => {
            (anchor, "a nominal item has no location, which mean-mean and mean-sigma need".to_owned())
        }
        LinkingError::Slope { anchor } => {
            (anchor, "its slopes on the two scales differ in sign, or one is 0".to_owned())
        }
        other => return other.into(),
    };
    anyhow!("item {}: {reason}", shown(&of(anchor)))
}

/// Anchors whose models differ and compare all the same (1PL, 2PL, 3PL): told in the report and on standard error.
fn differing(method: Named, from: &Parameters, to: &Parameters, common: &[(usize, usize)]) -> Vec<Value> {
    let used = match method {
        Named::MeanMean | Named::MeanSigma => "slopes and locations; lower asymptotes do not count",
        Named::Haebara | Named::StockingLord => "the curves as they stand, lower asymptotes included",
    };
    let mut warnings: Vec<Value> = Vec::new();
    for (one, other) in common {
        let (item, models) = (&from.items[*one].id, [&from.models[*one], &to.models[*other]]);
        if models[0] != models[1] {
            let [new, base] = models;
            if warnings.is_empty() {
                let (item, from, to) = (shown(item), &from.file, &to.file);
                eprintln!("warning: item {item}: {new} in {from}, {base} in {to}; used: {used}");
            }
            warnings.push(json!({ "item": item, "from": new, "to": base, "used": used }));
        }
    }
    if warnings.len() > 1 {
        eprintln!("warning: the models of {} more anchors differ too (warnings)", warnings.len() - 1);
    }
    warnings
}

impl LinkArgs {
    /// Anchors as places in both files.
    fn common(&self, from: &Parameters, to: &Parameters) -> anyhow::Result<Vec<(usize, usize)>> {
        if let Some(names) = &self.anchors {
            let mut seen = HashSet::new();
            if let Some(twice) = names.iter().find(|name| !seen.insert(name.as_str())) {
                bail!("--anchors: {} stands twice", shown(twice));
            }
            let place = |file: &Parameters, name: &str| {
                file.place(name).ok_or_else(|| anyhow!("{}, item {}: it is not there", file.file, shown(name)))
            };
            return names.iter().map(|name| Ok((place(from, name)?, place(to, name)?))).collect();
        }
        let pair = |(place, item): (usize, &ukur_psychometrics::ItemParameters)| Some((place, to.place(&item.id)?));
        Ok(from.items.iter().enumerate().filter_map(pair).collect())
    }

    fn method(&self, grid: &Grid) -> Method {
        let direction = if self.symmetric { Direction::Symmetric } else { Direction::Asymmetric };
        let curves = |criterion| Method::Characteristic(Characteristic { criterion, direction, grid: grid.clone() });
        match self.method {
            Named::MeanMean => Method::MeanMean,
            Named::MeanSigma => Method::MeanSigma,
            Named::Haebara => curves(Criterion::Haebara),
            Named::StockingLord => curves(Criterion::StockingLord),
        }
    }
}
