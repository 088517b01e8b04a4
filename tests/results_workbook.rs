//! The results as an Excel workbook, read back by another library: numbers are numbers, a NIP is a text, nothing that
//! people typed becomes a formula, and the second sheet says what it all rests on.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fall over

mod hall;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use hall::{Engine, Hall, START, both_engines};
use ukur::audit::AuditLog;
use ukur::delivery::ports::{Ending, FinalRecord, RecordStore};
use ukur::domain::ids::{CalibrationId, ChoiceId, ItemId, SessionId};
use ukur::domain::response::Response;
use ukur::domain::scoring::{Basis, score};
use ukur::domain::time::Span;

both_engines!(everybody_has_a_row_of_texts_and_numbers, without_results_there_is_a_header_and_what_it_rests_on);

/// What a spreadsheet would run, were it no text.
const HOSTILE: [&str; 4] = ["=1+1", "@SUM(A1)", "+HYPERLINK(1)", "-2+3"];

/// Whose categories follow T.
const BY_T: usize = 4;

async fn opened(hall: &Hall) -> SessionId {
    let session = hall.draft().await;
    let header = "nip,nama,unit,kelompok_jabatan,email,tambahan_waktu_persen,ruang,kursi\n".to_owned();
    let row = |(n, unit): (usize, &&str)| format!("198001012005011{n:03},Peserta {n},{unit},pelaksana,,0,R1,A-{n}\n");
    let list: String = std::iter::once(header).chain((1..).zip(&HOSTILE).map(row)).collect();
    let import = hall.planning.import(&session, list.as_bytes(), false, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!(import.faults, []);
    hall.planning.open_session(&session, &mut hall.actor("petugas")).await.unwrap();
    session
}

/// The n-th person answers the first n items rightly.
async fn sat(hall: &Hall, session: &SessionId) -> Vec<FinalRecord> {
    let record = hall.record(session).await.session;
    let bank = hall.catalogue.bank(&record.bank).unwrap();
    let blueprint = hall.catalogue.blueprint(&record.blueprint).unwrap();
    let mut records = Vec::new();
    for (n, who) in (1..).zip(hall.store.enrolments(session).await.unwrap()) {
        let form = hall.store.form(&who.attempt).await.unwrap().unwrap();
        let right = |item: &ItemId| (item.clone(), Response::Choice(ChoiceId::new("B")));
        let given: BTreeMap<ItemId, Response> = form.items().take(n).map(|item| right(&item.id)).collect();
        let mut outcome = score(&form, &given, &bank, &blueprint, None);
        if n == BY_T {
            outcome.measurement.as_mut().unwrap().basis = Basis::Calibrated(CalibrationId::new("c1"));
        }
        let record = FinalRecord {
            attempt: who.attempt,
            session: session.clone(),
            ending: Ending::Submitted,
            closed_at: START,
            seq: 3,
            reason: None,
            outcome,
            responses: BTreeMap::new(),
            offered: Vec::new(),
            extended: Span(90_000),
            outage_credit: Span::ZERO,
            build: "test".into(),
        };
        hall.store.finalise(&record).await.unwrap();
        records.push(record);
    }
    records
}

async fn sheets(hall: &Hall, session: &SessionId) -> (Range<Data>, BTreeMap<String, String>) {
    let bytes = hall.planning.export_workbook(session, &mut hall.actor("petugas")).await.unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["Hasil", "Keterangan"]);
    for name in ["Hasil", "Keterangan"] {
        let formulas = book.worksheet_formula(name).unwrap();
        assert!(formulas.used_cells().next().is_none(), "a formula in {name}");
    }
    let facts = book.worksheet_range("Keterangan").unwrap();
    let facts = facts.rows().map(|row| (row[0].to_string(), row[1].to_string())).collect();
    (book.worksheet_range("Hasil").unwrap(), facts)
}

fn close(cell: &Data, expected: f64) -> bool {
    matches!(cell, Data::Float(value) if (value - expected).abs() < 1e-9)
}

async fn everybody_has_a_row_of_texts_and_numbers(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = opened(&hall).await;
    let records = sat(&hall, &session).await;
    let (people, facts) = sheets(&hall, &session).await;
    let header: Vec<String> = people.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let at = |name: &str| header.iter().position(|known| known == name).unwrap_or_else(|| panic!("{name}: {header:?}"));
    assert_eq!(people.height(), records.len() + 1);
    for ((row, record), (n, unit)) in people.rows().skip(1).zip(&records).zip((1..).zip(HOSTILE)) {
        let text = |name: &str| match &row[at(name)] {
            Data::String(text) => text.clone(),
            other => panic!("{name} is {other:?}"),
        };
        assert_eq!(text("NIP"), format!("198001012005011{n:03}"), "all 18 digits");
        assert_eq!(text("Unit kerja"), unit, "as it was typed");
        assert_eq!(text("Kode pengerjaan"), record.attempt.as_str());
        let outcome = &record.outcome;
        let measurement = outcome.measurement.as_ref().unwrap();
        assert!(close(&row[at("Nilai 0–100")], outcome.score));
        if n == BY_T {
            assert!(close(&row[at("Skor T")], measurement.overall.t()));
            assert!(close(&row[at("Soal penentu T")], f64::from(measurement.overall.items)));
        } else {
            let of_t = header.iter().enumerate().filter(|(_, name)| name.to_lowercase().contains("skor t"));
            assert!(of_t.clone().count() > 1, "{header:?}");
            assert!(of_t.clone().all(|(place, _)| row[place] == Data::Empty), "T decides nothing here");
        }
        for domain in &outcome.domains {
            let cell = &row[at(&format!("{}: kategori lebih mungkin", domain.title))];
            assert_eq!(*cell == Data::Empty, domain.likelier().is_none(), "{cell:?}");
        }
        assert!(close(&row[at("Terjawab")], f64::from(outcome.answered)));
        assert!(close(&row[at("Peluang kategori")], measurement.overall.probabilities[outcome.category as usize]));
        assert!(close(&row[at("Tambahan waktu (detik)")], 90.0));
        assert!(text("Kategori").ends_with("potensial"));
        assert!(matches!(&row[at("Selesai")], Data::DateTime(_)), "{:?}", row[at("Selesai")]);
        assert_eq!(row[at("Persentil")], Data::Empty, "no group, no percentile");
    }
    let blueprint = hall.record(&session).await.session.blueprint;
    for (name, expected) in [
        ("Sesi", "Sesi 1"),
        ("Versi bank soal", "bank-4"),
        ("Versi rancangan tes", blueprint.as_str()),
        ("Dasar kategori", "nilai 0–100; belum terkalibrasi"),
        ("Kelompok norma", "tidak ada"),
        ("Penilaian ulang", "tidak ada"),
        ("Jumlah hasil", "4"),
        ("Versi program yang mencatat", "test"),
    ] {
        assert_eq!(facts.get(name).map(String::as_str), Some(expected), "{facts:?}");
    }
    assert!(facts["Berkas dibuat"].ends_with("oleh petugas"));
    let acts = hall.store.acts(&session, 9).await.unwrap();
    let taken = |act: &&ukur::audit::Act| act.action == "results_exported";
    assert_eq!(acts.iter().filter(taken).count(), 1, "it names people: an act");
}

async fn without_results_there_is_a_header_and_what_it_rests_on(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = opened(&hall).await;
    let (people, facts) = sheets(&hall, &session).await;
    assert_eq!((people.height(), facts["Jumlah hasil"].as_str()), (1, "0"));
}
