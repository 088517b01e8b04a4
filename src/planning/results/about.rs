//! The second sheet of the workbook: what the results rest on, so that a file that was sent on still says it.

use jiff::tz::TimeZone;

use super::Results;
use super::csv::local;
use crate::audit::Actor;
use crate::domain::rescoring::State;
use crate::domain::scoring::Basis;

/// Name and value, one line each. Texts alone.
pub(super) fn about(results: &Results, zone: &TimeZone, by: &Actor) -> Vec<(&'static str, String)> {
    let Results { session, blueprint, .. } = results;
    let mut lines = vec![
        ("Kegiatan", session.event_title.clone()),
        ("Sesi", session.title.clone()),
        ("Waktu sesi", format!("{} – {}", local(session.opens, zone), local(session.closes, zone))),
        ("Zona waktu", session.time_zone.clone()),
    ];
    lines.extend(session.is_rehearsal().then(|| ("Gladi", "jawaban buatan, bukan hasil orang sungguhan".to_owned())));
    lines.extend([
        ("Rancangan tes", blueprint.title.clone()),
        ("Versi rancangan tes", session.blueprint.to_string()),
        ("Bank soal", blueprint.bank.to_string()),
        ("Versi bank soal", session.bank.to_string()),
    ]);
    lines.extend(basis(results));
    lines.extend(revision(results, zone));
    lines.extend(norms(results, zone));
    lines.extend([
        ("Jumlah hasil", results.lines.len().to_string()),
        ("Versi program yang mencatat", builds(results)),
        ("Berkas dibuat", format!("{}, oleh {}", local(by.now, zone), by.who)),
    ]);
    lines
}

fn basis(results: &Results) -> Vec<(&'static str, String)> {
    let blueprint = &results.blueprint;
    let cuts = blueprint.cuts;
    let points = [cuts.cukup_potensial, cuts.potensial, cuts.sangat_potensial];
    let mut lines = Vec::new();
    let measured = results.lines.iter().find_map(|line| line.outcome().measurement.as_ref());
    match measured.map(|known| (&known.basis, known.cuts_t())) {
        Some((Basis::Calibrated(id), cuts)) => {
            lines.push(("Dasar kategori", "skor T dari kalibrasi".to_owned()));
            lines.push(("Kalibrasi", id.to_string()));
            lines.push(("Batas kategori pada skor T", numbers(cuts, 1)));
        }
        _ => lines.push(("Dasar kategori", "nilai 0–100; belum terkalibrasi".to_owned())),
    }
    lines.push(("Batas kategori pada nilai", numbers(points, 2)));
    lines.push(("Penetap batas kategori", blueprint.cuts_source.clone()));
    lines
}

fn revision(results: &Results, zone: &TimeZone) -> Vec<(&'static str, String)> {
    let Some(revision) = &results.standing else { return vec![("Penilaian ulang", "tidak ada".to_owned())] };
    let mut lines = vec![("Penilaian ulang", format!("ke-{}", revision.number))];
    let proposed = format!("{}, oleh {}", local(revision.proposed_at, zone), revision.proposed_by);
    lines.push(("Penilaian ulang diusulkan", proposed));
    if let State::Published { by, at, .. } = &revision.state {
        lines.push(("Penilaian ulang diterbitkan", format!("{}, oleh {by}", local(*at, zone))));
    }
    lines.extend([
        ("Alasan penilaian ulang", revision.reason.clone()),
        ("Versi bank soal untuk kunci", revision.change.bank.to_string()),
    ]);
    lines
}

fn norms(results: &Results, zone: &TimeZone) -> Vec<(&'static str, String)> {
    let Some(norms) = &results.norms else { return vec![("Kelompok norma", "tidak ada".to_owned())] };
    let group = &norms.kept.group;
    let told = format!("{} ({} orang, dibuat {})", group.title, group.persons(), local(norms.kept.made_at, zone));
    let mut lines = vec![("Kelompok norma", told), ("Sidik kelompok norma", group.id.to_string())];
    for since in &norms.rescored {
        let told = format!("kelompok norma dibuat sebelum penilaian ulang ke-{} sesi {}", since.revision, since.title);
        lines.push(("Catatan", told));
    }
    lines
}

fn builds(results: &Results) -> String {
    let mut builds: Vec<&str> = results.lines.iter().map(|line| line.record.build.as_str()).collect();
    builds.sort_unstable();
    builds.dedup();
    builds.join(", ")
}

/// As Indonesians write them.
fn numbers(values: [f64; 3], decimals: usize) -> String {
    values.map(|value| format!("{value:.decimals$}").replace('.', ",")).join(" · ")
}
