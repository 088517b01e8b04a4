//! Results as a file for a spreadsheet: UTF-8 with a byte order mark, comma, full NIP.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{ResultLine, Results, measurement, percentile};
use crate::delivery::ports::Ending;
use crate::domain::category::PotentialCategory;
use crate::domain::item::JobFamily;
use crate::domain::nip;
use crate::domain::rescoring::State;
use crate::domain::scoring::DomainOutcome;
use crate::domain::time::Instant;

const FIXED: [&str; 13] = [
    "nip",
    "nama",
    "unit",
    "kelompok_jabatan",
    "cara_selesai",
    "selesai",
    "terjawab",
    "butir",
    "nilai",
    "kategori",
    "dasar_batas_kategori",
    "tambahan_waktu_detik",
    "pengganti_gangguan_detik",
];

/// Of who was scored again: by which revision and why, and what the final record says.
const REVISED: [&str; 4] = ["penilaian_ulang", "alasan_penilaian_ulang", "nilai_semula", "kategori_semula"];
/// And whose it is. Behind all others, so that whoever reads the file by places finds them where they were.
const SETTLED: [&str; 3] =
    ["penilaian_ulang_diusulkan_oleh", "penilaian_ulang_diterbitkan_oleh", "penilaian_ulang_diterbitkan"];

/// One line a candidate; two columns for each section of the blueprint; then how sure all of it is.
pub(super) fn results_csv(results: &Results) -> String {
    let zone = TimeZone::get(&results.session.time_zone).unwrap_or(TimeZone::UTC);
    let mut csv = String::from("\u{feff}");
    push_row(&mut csv, header(results));
    for line in &results.lines {
        push_row(&mut csv, cells(line, results, &zone));
    }
    csv
}

fn header(results: &Results) -> Vec<String> {
    let mut header: Vec<String> = FIXED.iter().map(ToString::to_string).collect();
    for section in &results.blueprint.sections {
        header.push(format!("nilai_{}", section.domain));
        header.push(format!("kategori_{}", section.domain));
    }
    header.extend(measurement::OVERALL.map(str::to_owned));
    for section in &results.blueprint.sections {
        header.extend(measurement::SECTION.map(|name| format!("{name}_{}", section.domain)));
    }
    header.extend(REVISED.map(str::to_owned));
    header.push("kategori_lebih_mungkin".to_owned());
    header.extend(percentile::header(&results.blueprint));
    for section in &results.blueprint.sections {
        header.push(format!("kategori_lebih_mungkin_{}", section.domain));
    }
    header.extend(SETTLED.map(str::to_owned));
    header
}

fn cells(line: &ResultLine, results: &Results, zone: &TimeZone) -> Vec<String> {
    let (who, outcome) = (&line.candidate, line.outcome());
    let mut cells = vec![
        // With spaces a spreadsheet takes it as a text; 18 digits as a number would lose the last three.
        nip::spaced(&who.nip),
        who.name.clone(),
        who.unit.clone(),
        who.job_family.map_or("", JobFamily::name).to_owned(),
        ending(line.record.ending).to_owned(),
        local(line.record.closed_at, zone),
        outcome.answered.to_string(),
        outcome.items.to_string(),
        format!("{:.2}", outcome.score),
        category(outcome.category).to_owned(),
        results.blueprint.cuts_source.clone(),
        (line.record.extended.0 / 1_000).to_string(),
        (line.record.outage_credit.0 / 1_000).to_string(),
    ];
    for section in &results.blueprint.sections {
        let domain = outcome.domains.iter().find(|domain| domain.domain == section.domain);
        cells.push(domain.map_or_else(String::new, |domain| format!("{:.2}", domain.score)));
        cells.push(domain.map_or("", |domain| category(domain.category)).to_owned());
    }
    cells.extend(measurement::overall(outcome));
    for section in &results.blueprint.sections {
        let domain = outcome.domains.iter().find(|domain| domain.domain == section.domain);
        cells.extend(measurement::section(domain));
    }
    cells.extend(revised(line, results));
    cells.push(outcome.likelier().map_or("", category).to_owned());
    cells.extend(percentile::cells(line, results, zone));
    for section in &results.blueprint.sections {
        let domain = outcome.domains.iter().find(|domain| domain.domain == section.domain);
        cells.push(domain.and_then(DomainOutcome::likelier).map_or("", category).to_owned());
    }
    cells.extend(settled(line, results, zone));
    cells
}

/// Empty where the final record counts as it is.
fn revised(line: &ResultLine, results: &Results) -> [String; 4] {
    let (Some(_), Some(revision)) = (&line.revised, &results.standing) else { return Default::default() };
    let original = &line.record.outcome;
    [
        revision.number.to_string(),
        revision.reason.clone(),
        format!("{:.2}", original.score),
        category(original.category).to_owned(),
    ]
}

/// Empty as [`revised`] is.
fn settled(line: &ResultLine, results: &Results, zone: &TimeZone) -> [String; 3] {
    let (Some(_), Some(revision)) = (&line.revised, &results.standing) else { return Default::default() };
    let State::Published { by, at, .. } = &revision.state else { return Default::default() };
    [revision.proposed_by.clone(), by.clone(), local(*at, zone)]
}

fn push_row(csv: &mut String, cells: Vec<String>) {
    let cells: Vec<String> = cells.into_iter().map(|cell| quoted(&harmless(cell))).collect();
    csv.push_str(&cells.join(","));
    csv.push_str("\r\n");
}

/// A spreadsheet runs a cell that begins with one of these as a formula, also behind spaces (OWASP, "CSV injection").
fn harmless(cell: String) -> String {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    if cell.starts_with(begins) || cell.trim_start().starts_with(begins) { format!("'{cell}") } else { cell }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', ';', '"', '\r', '\n', '\t']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

pub(super) fn local(instant: Instant, zone: &TimeZone) -> String {
    let timestamp = Timestamp::from_millisecond(instant.0).unwrap_or(Timestamp::UNIX_EPOCH);
    timestamp.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

pub(super) fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Submitted => "dikirim",
        Ending::Expired => "waktu habis",
        Ending::Ended => "dihentikan",
        Ending::Voided => "dibatalkan",
    }
}

pub(super) fn category(category: PotentialCategory) -> &'static str {
    match category {
        PotentialCategory::KurangPotensial => "kurang potensial",
        PotentialCategory::CukupPotensial => "cukup potensial",
        PotentialCategory::Potensial => "potensial",
        PotentialCategory::SangatPotensial => "sangat potensial",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_defused() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"] {
            assert!(harmless(cell.into()).starts_with('\''), "{cell:?}");
        }
        assert_eq!(harmless("Satu-Dua".into()), "Satu-Dua");
    }

    #[test]
    fn instants_are_local() {
        let zone = TimeZone::get("Asia/Jayapura").unwrap();
        assert_eq!(local(Instant(1_767_225_600_000), &zone), "2026-01-01 09:00:00");
    }

    proptest! {
        #[test]
        fn a_cell_reads_back_as_it_was(cells in prop::collection::vec("\\PC{0,20}|[,;\"\r\n=]{0,6}", 1..5)) {
            let mut csv = String::new();
            push_row(&mut csv, cells.clone());
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
            let expected: Vec<String> = cells.into_iter().map(harmless).collect();
            if expected.iter().any(|cell| !cell.is_empty()) {
                let record = reader.records().next().unwrap().unwrap();
                prop_assert_eq!(record.iter().collect::<Vec<_>>(), expected);
            }
        }
    }
}
