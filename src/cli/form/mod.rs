//! `ukur form …`: test forms out of a calibrated bank, and the certificate that they measure alike.

pub(super) mod bank;
mod blueprint;
mod folder;
mod unused;

use std::path::PathBuf;

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::json;
use ukur_psychometrics::assembly::{
    Assembler, Certificate, Comparison, Effort, HallRules, Neighbours, Problem, Reuse, Usage, assemble,
    assemble_parallel, certify, compare,
};
use ukur_psychometrics::random::stream;

use super::psy::options::settings;
use super::psy::write::{OutArgs, Table, number, write};
use bank::BankFile;
use blueprint::{Blueprint, problem};

#[derive(Subcommand)]
pub(super) enum FormCommand {
    /// Assemble forms that keep a blueprint and meet the same target, with a certificate of fairness
    Assemble(AssembleArgs),
}

#[derive(Args)]
pub(super) struct AssembleArgs {
    /// Bank: CSV or JSON with item, a, b, c (as item parameters), and domain, subtopic, key, words, enemy where the
    /// blueprint names them; or the folder of an item bank of ours
    #[arg(long, value_name = "BANK")]
    bank: PathBuf,
    /// Blueprint as TOML or JSON: length, domains (items of each), subtopic_min, key_range, max_words, theta with
    /// target_tif (information of a form), score_theta with target_score, required, forbidden, band; for a folder a
    /// blueprint of ours
    #[arg(long, value_name = "FILE")]
    blueprint: PathBuf,
    /// For a folder: item parameters, where there are some. Other items measure as their authors guess
    #[arg(long, value_name = "PARAMS")]
    params: Option<PathBuf>,
    /// Forms to make; 1: the one nearest to the target
    #[arg(long, default_value_t = 1, value_name = "COUNT")]
    count: usize,
    /// Same seed, same forms
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Share of the target by which a form may miss it [default: the blueprint's, or 0.05]
    #[arg(long, value_name = "SHARE")]
    band: Option<f64>,
    /// No item in a larger share of the forms [default: 0.2]
    #[arg(long, value_name = "SHARE")]
    max_exposure: Option<f64>,
    /// Few parallel forms, as near to the target as can be, each item in so many of them at most
    #[arg(long, value_name = "COUNT", conflicts_with = "row")]
    max_use: Option<usize>,
    /// Seats in a row: forms of neighbours, beside, behind and in the diagonal, share little. Without it nobody has a
    /// neighbour; for a folder, who follows in the list sits beside
    #[arg(long, value_name = "SEATS")]
    row: Option<usize>,
    /// File for the certificate: information and expected score, exposure, overlap, and forms by chance beside it
    #[arg(long, value_name = "CERT.json")]
    certificate: Option<PathBuf>,
    #[command(flatten)]
    out: OutArgs,
}

/// More forms than this are made event by event.
const MAX_FORMS: usize = 10_000;
const MAX_EXPOSURE: f64 = 0.2;

#[derive(Serialize)]
struct Report {
    bank: String,
    seed: u64,
    length: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
    forms: Table,
}

/// The comparison, and what of the wishes it does not keep.
#[derive(Serialize)]
struct Told<'c> {
    #[serde(flatten)]
    comparison: &'c Comparison,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    warnings: &'c [String],
}

pub(super) fn run(command: &FormCommand) -> anyhow::Result<()> {
    let FormCommand::Assemble(args) = command;
    ensure!((1..=MAX_FORMS).contains(&args.count), "--count must be 1 to {MAX_FORMS}");
    ensure!(args.row != Some(0), "--row: a row has at least one seat");
    if args.bank.is_dir() {
        return folder::run(args);
    }
    ensure!(args.params.is_none(), "--params is for a folder; a bank in one file has its parameters in it");
    let max_exposure = args.max_exposure.unwrap_or(MAX_EXPOSURE);
    ensure!(max_exposure > 0.0 && max_exposure <= 1.0, "--max-exposure must lie above 0, at most 1");
    let bank = BankFile::read(&args.bank)?;
    let blueprint: Blueprint = settings(&args.blueprint)?;
    let band = args.band.or(blueprint.band).unwrap_or(0.05);
    let problem = problem(&bank, &blueprint, band).with_context(|| args.blueprint.display().to_string())?;
    problem.check()?;
    let [beside, diagonal] = args.row.map(|row| seats(args.count, row)).unwrap_or_default();
    let near = Neighbours { beside: &beside, diagonal: &diagonal };
    let forms = forms(args, &problem, near)?;
    let comparison = comparison(args, &problem, &forms, near)?;
    let warnings = unkept(args, max_exposure, &comparison.assembled);
    warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
    // The certificate first: forms never stand without the one that was asked for.
    if let Some(path) = &args.certificate {
        let told = Told { comparison: &comparison, warnings: &warnings };
        write(Some(path), &(serde_json::to_string_pretty(&told)? + "\n"))?;
    }
    let ours = &comparison.assembled;
    eprintln!(
        "{} form{}: exposure at most {:.3}, {} items unused, mean overlap {:.4} (least possible {:.4}), largest {:.3}, \
         {} breaches",
        ours.forms,
        if ours.forms == 1 { "" } else { "s" },
        ours.exposure.max,
        ours.exposure.unused,
        ours.overlap.mean,
        ours.overlap.minimum,
        ours.overlap.max,
        ours.breaches.len()
    );
    let report = Report {
        bank: bank.file.clone(),
        seed: args.seed,
        length: blueprint.length,
        warnings,
        forms: table(&bank, &problem, &forms),
    };
    args.out.write(&report, &report.forms)
}

/// Targets that some form misses, and exposures above the bound that was asked for or that a hall has.
fn unkept(args: &AssembleArgs, max_exposure: f64, made: &Certificate) -> Vec<String> {
    let missed = made.targets.iter().filter(|target| target.within_band < 1.0).map(|target| {
        let (name, band, aim) = (&target.name, target.band, target.target);
        format!("{name}: from {:.4} to {:.4}, outside the band {aim:.4} ± {band:.4}", target.min, target.max)
    });
    let hall = args.count > 1 && args.max_use.is_none();
    let bound = (hall || args.max_exposure.is_some()).then_some(max_exposure);
    let over = bound.filter(|bound| made.exposure.max > bound + 1e-9);
    let over = over.map(|bound| {
        format!(
            "--max-exposure {bound}: an item is in {:.3} of the forms; fewer is not possible here",
            made.exposure.max
        )
    });
    missed.chain(over).collect()
}

fn forms(args: &AssembleArgs, problem: &Problem, near: Neighbours<'_>) -> anyhow::Result<Vec<Vec<usize>>> {
    if args.count == 1 && args.max_use.is_none() {
        return Ok(vec![assemble(problem, Effort::THOROUGH, &mut stream(args.seed, 0))?.items]);
    }
    if let Some(max_use) = args.max_use {
        let effort = Effort { scans: 4_000, enough: 0.0 };
        let reuse = Reuse { forms: args.count, max_use };
        let made = assemble_parallel(problem, reuse, effort, &mut stream(args.seed, 0))?;
        return Ok(made.into_iter().map(|form| form.items).collect());
    }
    let max_exposure = args.max_exposure.unwrap_or(MAX_EXPOSURE);
    let rules = HallRules { max_exposure, ..HallRules::new(args.count) };
    let made = Assembler::new(problem)?.hall(&rules, &Usage::none(problem.items), args.count, near, args.seed);
    made.with_context(|| format!("with an item in at most {max_exposure} of the forms (--max-exposure)"))
}

/// Who sits beside and behind whom, and who in the diagonal, rows of `row` seats filled in order.
fn seats(count: usize, row: usize) -> [Vec<(usize, usize)>; 2] {
    let row = row.max(1);
    let not_last = |seat: &usize| seat % row + 1 < row;
    let beside = (0..count).filter(|seat| not_last(seat) && seat + 1 < count).map(|seat| (seat, seat + 1));
    let behind = (0..count.saturating_sub(row)).map(|seat| (seat, seat + row));
    let left = (0..(count + 1).saturating_sub(row)).filter(|seat| seat % row > 0).map(|seat| (seat, seat + row - 1));
    let right = (0..count.saturating_sub(row + 1)).filter(not_last).map(|seat| (seat, seat + row + 1));
    [beside.chain(behind).collect(), left.chain(right).collect()]
}

/// The forms against forms that chance draws under the same counts. A problem whose bands no hall could hold still
/// has its certificate, without chance beside it.
fn comparison(
    args: &AssembleArgs,
    problem: &Problem,
    forms: &[Vec<usize>],
    near: Neighbours<'_>,
) -> anyhow::Result<Comparison> {
    match Assembler::new(problem) {
        Ok(assembler) => Ok(compare(problem, forms, &assembler.naive(args.count, args.seed)?, near)),
        Err(_) => Ok(Comparison { assembled: certify(problem, forms, near), naive: certify(problem, &[], near) }),
    }
}

fn table(bank: &BankFile, problem: &Problem, forms: &[Vec<usize>]) -> Table {
    let mut table = Table::new(["form", "items", "deviation", "sums"]);
    for (place, form) in forms.iter().enumerate() {
        let ids: Vec<&str> = form.iter().map(|item| bank.items[*item].id.as_str()).collect();
        let sums: Vec<_> = problem.sums_at_targets(form).into_iter().map(number).collect();
        table.push(vec![json!(place + 1), json!(ids), number(problem.deviation(form)), json!(sums)]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_have_neighbours_beside_behind_and_in_the_diagonal() {
        let none: Vec<(usize, usize)> = Vec::new();
        assert_eq!(seats(5, 2), [vec![(0, 1), (2, 3), (0, 2), (1, 3), (2, 4)], vec![(1, 2), (3, 4), (0, 3)]]);
        assert_eq!(seats(3, 1), [vec![(0, 1), (1, 2)], none.clone()]);
        assert_eq!(seats(1, 20), [none.clone(), none]);
    }
}
