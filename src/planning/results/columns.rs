//! The columns of the results as a workbook: what each is called, how wide it is, and what stands in it.

use super::csv::{category, ending};
use super::{ResultLine, Results};
use crate::domain::category::PotentialCategory;
use crate::domain::item::JobFamily;
use crate::domain::scoring::{Basis, DomainOutcome, Measured, Outcome};
use crate::domain::time::Instant;

/// What stands in a cell. A number stays a number, and whatever a person typed stays a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Whole(f64),
    /// With so many decimals.
    Decimal(f64, u8),
    /// 0 to 1, shown in per cent.
    Share(f64),
    /// Shown in the session's time zone.
    At(Instant),
    Category(PotentialCategory),
}

pub(super) struct Column {
    pub name: String,
    /// In characters.
    pub width: f64,
}

/// How many columns stay in sight when the table is moved to the side: NIP and name.
pub(super) const FIXED: u16 = 2;

pub(super) fn columns(results: &Results) -> Vec<Column> {
    let mut columns = vec![column("NIP", 22.0), column("Nama", 30.0), column("Unit kerja", 28.0)];
    columns.extend(narrow(["Kelompok jabatan", "Cara selesai"]));
    columns.push(column("Selesai", 18.0));
    columns.extend(narrow(["Terjawab", "Soal", "Skor T", "Galat baku T", "Soal penentu T", "Nilai 0–100"]));
    columns.push(column("Kategori", 18.0));
    columns.extend(narrow(["Peluang kategori", "Perlu ditinjau kedua"]));
    columns.push(column("Kategori lebih mungkin", 18.0));
    columns.push(column("Persentil", 11.0));
    for section in &results.blueprint.sections {
        let of = |what: &str| format!("{}: {what}", section.title);
        columns.extend(["skor T", "nilai"].map(|what| column(&of(what), 14.0)));
        columns.push(column(&of("kategori"), 18.0));
        columns.push(column(&of("peluang"), 14.0));
        columns.push(column(&of("kategori lebih mungkin"), 18.0));
        columns.push(column(&of("persentil"), 14.0));
    }
    columns.extend(narrow(["Tambahan waktu (detik)", "Pengganti gangguan (detik)", "Penilaian ulang ke-"]));
    columns.extend(narrow(["Nilai semula"]));
    columns.push(column("Kategori semula", 18.0));
    columns.push(column("Kode pengerjaan", 38.0));
    columns
}

pub(super) fn cells(line: &ResultLine, results: &Results) -> Vec<Cell> {
    let (who, record, outcome) = (&line.candidate, &line.record, line.outcome());
    let percentiles = results.norms.as_ref().map(|norms| line.percentiles(&norms.kept.group));
    let (percentile, by_domain) = percentiles.unwrap_or_default();
    let mut cells = vec![
        Cell::text(&who.nip),
        Cell::text(&who.name),
        Cell::text(&who.unit),
        Cell::text(who.job_family.map_or("", JobFamily::name)),
        Cell::text(ending(record.ending)),
        Cell::At(record.closed_at),
        Cell::Whole(outcome.answered.into()),
        Cell::Whole(outcome.items.into()),
    ];
    cells.extend(overall(outcome));
    cells.push(percentile.map_or(Cell::Empty, |rank| Cell::Decimal(rank, 1)));
    for section in &results.blueprint.sections {
        let at = outcome.domains.iter().position(|domain| domain.domain == section.domain);
        let rank = at.and_then(|at| *by_domain.get(at)?);
        cells.extend(domain(at.map(|at| &outcome.domains[at]), outcome, rank));
    }
    cells.push(Cell::seconds(record.extended.0));
    cells.push(Cell::seconds(record.outage_credit.0));
    cells.extend(original(line, results));
    cells.push(Cell::text(record.attempt.as_str()));
    cells
}

fn overall(outcome: &Outcome) -> [Cell; 8] {
    let measurement = outcome.measurement.as_ref();
    let measured = measurement.map(|known| &known.overall);
    let decisive = measured.filter(|_| follows_t(outcome));
    let or_empty = |known: Option<Cell>| known.unwrap_or(Cell::Empty);
    [
        or_empty(decisive.map(|known| Cell::Decimal(known.t(), 1))),
        or_empty(decisive.map(|known| Cell::Decimal(known.t_error(), 1))),
        or_empty(decisive.map(|known| Cell::Whole(known.items.into()))),
        Cell::Decimal(outcome.score, 2),
        Cell::Category(outcome.category),
        probability(measured, outcome.category),
        or_empty(measurement.map(|known| Cell::text(if known.borderline { "ya" } else { "tidak" }))),
        or_empty(outcome.likelier().map(|likelier| Cell::text(category(likelier)))),
    ]
}

fn domain(domain: Option<&DomainOutcome>, of: &Outcome, rank: Option<f64>) -> [Cell; 6] {
    let Some(domain) = domain else { return [const { Cell::Empty }; 6] };
    let decisive = domain.measured.filter(|_| follows_t(of));
    [
        decisive.map_or(Cell::Empty, |known| Cell::Decimal(known.t(), 1)),
        Cell::Decimal(domain.score, 2),
        Cell::Category(domain.category),
        probability(domain.measured.as_ref(), domain.category),
        domain.likelier().map_or(Cell::Empty, |likelier| Cell::text(category(likelier))),
        rank.map_or(Cell::Empty, |rank| Cell::Decimal(rank, 1)),
    ]
}

/// Where categories follow the score, T decides nothing and is not told: a guess beside a figure would be read as one.
fn follows_t(outcome: &Outcome) -> bool {
    outcome.measurement.as_ref().is_some_and(|known| matches!(known.basis, Basis::Calibrated(_)))
}

/// Of the category that is reported.
fn probability(measured: Option<&Measured>, reported: PotentialCategory) -> Cell {
    measured.map_or(Cell::Empty, |known| Cell::Share(known.probabilities[reported as usize]))
}

/// Empty where the final record counts as it is.
fn original(line: &ResultLine, results: &Results) -> [Cell; 3] {
    let (Some(_), Some(revision)) = (&line.revised, &results.standing) else { return [const { Cell::Empty }; 3] };
    let first = &line.record.outcome;
    [Cell::Whole(revision.number.into()), Cell::Decimal(first.score, 2), Cell::Category(first.category)]
}

fn column(name: &str, width: f64) -> Column {
    Column { name: name.to_owned(), width }
}

fn narrow<const N: usize>(names: [&str; N]) -> [Column; N] {
    names.map(|name| column(name, 14.0))
}

impl Cell {
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    fn seconds(millis: i64) -> Self {
        Self::Whole(f64::from(i32::try_from(millis / 1_000).unwrap_or(i32::MAX)))
    }
}
