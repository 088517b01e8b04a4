//! `ukur form assemble` on an item bank of ours and a blueprint of ours: the forms that a session would freeze, by the
//! same draw.

use std::path::Path;

use anyhow::{anyhow, ensure};
use serde::Serialize;
use serde_json::{Value, json};

use super::AssembleArgs;
use super::unused::{Unused, Why};
use crate::bank::{self, BankFault, BankFiles};
use crate::cli::psy::read::{Parameters as ParameterFile, text};
use crate::cli::psy::write::{Table, number, write};
use crate::domain::assembly::{
    Candidate, Drawn, Fairness, Figures, Hall, Method, Place, Served, Spread, WhyChance, derive_hall_seed, derive_seed,
    draw_hall, verify,
};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::category::PotentialCategory;
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, ItemId};
use crate::domain::measure::{Measure, Parameters, Source};

/// Rows of seats are named A to Z, as a session's list names them.
const MOST_ROWS: usize = 26;
/// Faults that are told; `ukur bank check` lists all.
const TOLD: usize = 5;

#[derive(Serialize)]
struct Report {
    bank: String,
    bank_version: String,
    blueprint: String,
    blueprint_version: String,
    seed: u64,
    length: u16,
    forms: Table,
}

pub(super) fn run(args: &AssembleArgs) -> anyhow::Result<()> {
    let elsewhere = args.band.is_some() || args.max_exposure.is_some() || args.max_use.is_some();
    ensure!(
        !elsewhere,
        "--band, --max-exposure and --max-use are for a calibrated bank; a folder's forms are a session's"
    );
    let bank = read_bank(&args.bank)?;
    let blueprint = read_blueprint(&args.blueprint)?;
    ensure!(blueprint.bank == bank.id, "the blueprint is of the bank {}, the folder holds {}", blueprint.bank, bank.id);
    ensure!(blueprint.adaptive.is_none(), "the blueprint is adaptive: its items are chosen while a candidate sits");
    let (parameters, unused) =
        args.params.as_deref().map(|path| read_parameters(path, &bank)).transpose()?.unwrap_or_default();
    let candidates = candidates(args)?;
    let hall = Hall {
        blueprint: &blueprint,
        bank: &bank,
        parameters: &parameters,
        candidates: &candidates,
        served: &Served::default(),
        seed: derive_hall_seed(&secret(args.seed)),
    };
    let Drawn { forms, fairness } = draw_hall(&hall)?;
    for (place, form) in forms.iter().enumerate() {
        verify(form, &blueprint, &bank).map_err(|fault| anyhow!("form {}: {fault}", place + 1))?;
    }
    let report = Report {
        bank: bank.id.to_string(),
        bank_version: bank.version.to_string(),
        blueprint: blueprint.id.to_string(),
        blueprint_version: blueprint.version.to_string(),
        seed: args.seed,
        length: blueprint.items(),
        forms: table(&forms),
    };
    // The certificate first: forms never stand without the one that was asked for.
    if let Some(path) = &args.certificate {
        write(Some(path), &(serde_json::to_string_pretty(&certificate(&fairness, &unused))? + "\n"))?;
    }
    unused.told().iter().for_each(|line| eprintln!("warning: {line}"));
    eprintln!("{}", told(&fairness));
    args.out.write(&report, &report.forms)
}

fn read_bank(dir: &Path) -> anyhow::Result<Bank> {
    let files = BankFiles::read_dir(dir).map_err(|faults| faulty(dir, &faults))?;
    bank::load(&files).map_err(|faults| faulty(dir, &faults))
}

/// The file's name is that of the blueprint.
fn read_blueprint(path: &Path) -> anyhow::Result<Blueprint> {
    let (_, text) = text(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    bank::parse_blueprint(&name, text.as_bytes()).map_err(|faults| faulty(path, &faults))
}

fn faulty(path: &Path, faults: &[BankFault]) -> anyhow::Error {
    let first: Vec<String> = faults.iter().take(TOLD).map(ToString::to_string).collect();
    anyhow!("{}: {} faults\n{}", path.display(), faults.len(), first.join("\n"))
}

/// Of items that the bank has (there must be some), with a category for each score that they give; and those that are
/// of no use.
fn read_parameters(path: &Path, bank: &Bank) -> anyhow::Result<(Parameters, Unused)> {
    let file = ParameterFile::read(path)?;
    let ours = file.items.iter().any(|item| bank.items.contains_key(&ItemId::new(item.id.as_str())));
    ensure!(ours, "{}: no item is of the bank {}", path.display(), bank.id);
    let (mut known, mut unused) = (Parameters::new(), Unused::default());
    for item in file.items {
        let id = ItemId::new(item.id);
        let Some(ours) = bank.items.get(&id) else {
            unused.add(Why::Unknown, &id);
            continue;
        };
        let scores = Measure::weak(ours).scores;
        if item.model.categories() == scores.len() {
            known.insert(id, Measure { model: item.model, scores, source: Source::Calibrated });
        } else {
            unused.add(Why::Categories, &id);
        }
    }
    Ok((known, unused))
}

fn candidates(args: &AssembleArgs) -> anyhow::Result<Vec<Candidate>> {
    let secret = secret(args.seed);
    if let Some(row) = args.row {
        let rows = args.count.div_ceil(row.max(1));
        ensure!(rows <= MOST_ROWS, "--row: {rows} rows, {MOST_ROWS} are the most");
    }
    let candidate = |place: usize| Candidate {
        family: None,
        seed: derive_seed(&secret, &AttemptId::new(format!("form-{}", place + 1))),
        place: args.row.map(|row| seat(place, row.max(1))).unwrap_or_default(),
    };
    Ok((0..args.count).map(candidate).collect())
}

/// `A-1`, `A-2` …, then the row behind.
fn seat(place: usize, row: usize) -> Place {
    let letter = char::from(b'A' + u8::try_from(place / row).unwrap_or(0));
    Place { room: None, seat: Some(format!("{letter}-{}", place % row + 1)) }
}

/// What a session keeps secret stands in the seed here.
fn secret(seed: u64) -> [u8; 32] {
    let mut secret = [0; 32];
    secret[..8].copy_from_slice(&seed.to_le_bytes());
    secret
}

fn table(forms: &[Form]) -> Table {
    let mut table = Table::new(["form", "algorithm", "items", "orders"]);
    for (place, form) in forms.iter().enumerate() {
        let ids: Vec<&str> = form.items().map(|item| item.id.as_str()).collect();
        let orders: Vec<String> = form.items().map(|item| order(&item.order)).collect();
        table.push(vec![json!(place + 1), json!(form.algorithm), json!(ids), json!(orders)]);
    }
    table
}

/// The author's places in the order shown, from 1.
fn order(order: &[u8]) -> String {
    order.iter().map(|place| (place + 1).to_string()).collect::<Vec<_>>().join("-")
}

fn method(fairness: &Fairness) -> &'static str {
    match fairness.method {
        Method::Parallel => "parallel",
        Method::Chance(WhyChance::Cells) => "chance: the blueprint's cells overlap too much to be matched",
        Method::Chance(WhyChance::Bank) => "chance: the bank is too small for matched forms",
    }
}

fn told(fairness: &Fairness) -> String {
    let Figures { forms, exposure, overlap, .. } = &fairness.drawn;
    format!(
        "{forms} forms, {}: exposure at most {:.3}, {} items unused, mean overlap {:.4} (least possible {:.4}), largest \
         {:.3} (by chance {:.3}); {} of {} items calibrated",
        method(fairness),
        exposure.max,
        exposure.unused,
        overlap.mean,
        overlap.minimum,
        overlap.max,
        fairness.chance.overlap.max,
        fairness.calibrated,
        fairness.items,
    )
}

fn category(category: PotentialCategory) -> &'static str {
    match category {
        PotentialCategory::KurangPotensial => "kurang_potensial",
        PotentialCategory::CukupPotensial => "cukup_potensial",
        PotentialCategory::Potensial => "potensial",
        PotentialCategory::SangatPotensial => "sangat_potensial",
    }
}

fn certificate(fairness: &Fairness, unused: &Unused) -> Value {
    let cut = |cut: &crate::domain::assembly::CutPoint| json!({ "category": category(cut.category), "score": cut.score, "theta": number(cut.theta) });
    json!({
        "method": method(fairness),
        "items": fairness.items,
        "calibrated": fairness.calibrated,
        "parameters_not_used": unused.values(),
        "tolerance": {
            "widened": fairness.tolerance.widened,
            "score": fairness.tolerance.score,
            "section": fairness.tolerance.section,
            "information": fairness.tolerance.information,
        },
        "exposure_limit": fairness.exposure_limit,
        "neighbours": fairness.neighbours,
        "diagonals": fairness.diagonals,
        "cuts": fairness.cuts.iter().map(cut).collect::<Vec<_>>(),
        "sections": fairness.sections.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "assembled": figures(&fairness.drawn),
        "naive": figures(&fairness.chance),
    })
}

fn figures(figures: &Figures) -> Value {
    let spreads = |list: &[Spread]| list.iter().map(spread).collect::<Vec<_>>();
    let (exposure, overlap) = (&figures.exposure, &figures.overlap);
    json!({
        "forms": figures.forms,
        "score": spreads(&figures.score),
        "information": spreads(&figures.information),
        "sections": figures.sections.iter().map(|list| spreads(list)).collect::<Vec<_>>(),
        "exposure": {
            "mean": exposure.mean, "max": exposure.max, "unused": exposure.unused, "histogram": exposure.histogram,
        },
        "overlap": {
            "mean": overlap.mean, "max": overlap.max, "minimum": overlap.minimum,
            "neighbours_mean": overlap.neighbours_mean, "neighbours_max": overlap.neighbours_max,
            "diagonal_mean": overlap.diagonal_mean, "diagonal_max": overlap.diagonal_max,
        },
    })
}

fn spread(spread: &Spread) -> Value {
    json!({
        "target": number(spread.target), "mean": number(spread.mean), "sd": number(spread.sd),
        "min": number(spread.min), "max": number(spread.max), "within_band": number(spread.within),
        "largest_difference": number(spread.largest_difference()),
    })
}
