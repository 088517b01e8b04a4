//! The columns of our own table, the same in the template, in CSV and in exports.

use std::collections::BTreeMap;

use super::number::typed;
use crate::bank::exchange::draft::letter;
use crate::bank::exchange::gift::block;
use crate::bank::source::{GapSource, InteractionSource, ItemSource, Marking};
use crate::domain::item::Difficulty;

/// Header, width, and what the sheet `Petunjuk` says about it.
pub(super) const COLUMNS: &[(&str, f64, &str)] = &[
    (
        "id",
        14.0,
        "Pengenal butir: huruf kecil, angka, tanda hubung; paling panjang 40. Boleh kosong. Tidak boleh sama.",
    ),
    (
        "jenis",
        22.0,
        "Pilih dari daftar: pilihan ganda; benar salah; pilihan ganda kompleks; skala; isian angka; isian singkat; rumpang; mengurutkan; menjodohkan; memasangkan; uraian.",
    ),
    ("domain", 22.0, "Pilih dari daftar."),
    ("kompetensi", 20.0, "Kode kompetensi pada bank soal."),
    ("indikator", 30.0, "Kemampuan yang ditunjukkan, satu baris."),
    ("tingkat", 10.0, "mudah, sedang, atau sukar (perkiraan penulis)."),
    ("judul", 20.0, "Judul singkat; boleh kosong."),
    ("pokok soal", 50.0, "Pertanyaan. Rumus ditulis \\( … \\). Bagian rumpang ditulis [[1]], [[2]]."),
    ("pilihan A", 24.0, "Pilihan jawaban; unsur yang diurutkan atau dipasangkan; lajur kanan pada menjodohkan."),
    ("pilihan B", 24.0, ""),
    ("pilihan C", 24.0, ""),
    ("pilihan D", 24.0, ""),
    ("pilihan E", 24.0, ""),
    ("pilihan F", 24.0, ""),
    ("pilihan G", 24.0, ""),
    ("pilihan H", 24.0, ""),
    ("pilihan I", 24.0, ""),
    ("pilihan J", 24.0, ""),
    (
        "skor A",
        8.0,
        "Skala: bobot 1 sampai 5, satu pilihan saja bernilai 5. Pilihan ganda: bagian nilai pilihan lain terhadap kunci. Pilihan ganda kompleks: bagian nilai setiap pilihan. Boleh kosong.",
    ),
    ("skor B", 8.0, ""),
    ("skor C", 8.0, ""),
    ("skor D", 8.0, ""),
    ("skor E", 8.0, ""),
    ("skor F", 8.0, ""),
    ("skor G", 8.0, ""),
    ("skor H", 8.0, ""),
    ("skor I", 8.0, ""),
    ("skor J", 8.0, ""),
    ("kiri 1", 20.0, "Menjodohkan: lajur kiri."),
    ("kiri 2", 20.0, ""),
    ("kiri 3", 20.0, ""),
    ("kiri 4", 20.0, ""),
    ("kiri 5", 20.0, ""),
    ("kiri 6", 20.0, ""),
    (
        "kunci",
        20.0,
        "Pilihan ganda: C. Kompleks: A, C. Benar salah: benar. Angka: 12,5. Isian singkat: jawaban | jawaban lain. Mengurutkan: C, A, B. Menjodohkan: 1=B; 2=A. Memasangkan: A-C; B-D. Rumpang, satu baris tiap rumpang: 1: =benar ~salah ~salah",
    ),
    ("penilaian", 12.0, "Kosong: nilai sebagian. tepat: hanya jawaban yang lengkap dan benar."),
    ("toleransi", 10.0, "Isian angka: selisih yang masih benar."),
    ("satuan", 10.0, "Isian angka: satuan di samping kolom isian."),
    ("acak", 8.0, "ya atau tidak: urutan pilihan boleh diacak."),
    ("waktu", 8.0, "Perkiraan waktu dalam detik, 10 sampai 900."),
    ("tag", 16.0, "Kata kunci, dipisah koma."),
    ("rumpun jabatan", 16.0, "pimpinan, administrator, pengawas, fungsional, pelaksana; kosong berarti semua."),
    ("stimulus", 14.0, "Pengenal bacaan bersama pada bank soal."),
    ("butir seteru", 14.0, "Pengenal butir yang tidak boleh muncul bersama, dipisah koma."),
    ("hitungan", 20.0, "Rumus hitungan yang menghasilkan kunci."),
    ("gambar", 18.0, "Nama berkas gambar yang diunggah bersama tabel, dipisah koma."),
    ("pembahasan", 50.0, "Mengapa kunci benar dan yang lain salah."),
    ("format", 10.0, "Kosong: teks apa adanya. markdown: teks ditulis dalam Markdown bank soal."),
];

pub(super) const OPTIONS: usize = 10;
const LEFTS: usize = 6;

/// Cells by header.
pub(super) type Cells = BTreeMap<String, String>;

pub(super) fn difficulty(value: Difficulty) -> &'static str {
    match value {
        Difficulty::Easy => "mudah",
        Difficulty::Medium => "sedang",
        Difficulty::Hard => "sukar",
    }
}

/// An item as cells, and what has no column.
pub(super) fn cells(item: &ItemSource) -> (Cells, Vec<&'static str>) {
    let mut cells = Cells::new();
    let mut lost = Vec::new();
    let joined = |list: &[String]| list.join(", ");
    let families: Vec<String> = item.job_families.iter().map(|family| family.name().to_owned()).collect();
    for (header, text) in [
        ("id", item.id.clone()),
        ("domain", item.domain.clone()),
        ("kompetensi", item.competency.clone()),
        ("indikator", item.indicator.clone()),
        ("tingkat", item.difficulty.map(difficulty).unwrap_or_default().to_owned()),
        ("judul", item.title.clone()),
        ("pokok soal", item.stem.clone()),
        ("acak", if item.fixed_order { "tidak" } else { "ya" }.to_owned()),
        ("waktu", item.seconds.map(|seconds| seconds.to_string()).unwrap_or_default()),
        ("tag", joined(&item.tags)),
        ("rumpun jabatan", joined(&families)),
        ("stimulus", item.stimulus.clone().unwrap_or_default()),
        ("butir seteru", joined(&item.enemies)),
        ("hitungan", item.computation.clone().unwrap_or_default()),
        ("pembahasan", item.rationale.clone()),
        ("format", "markdown".to_owned()),
    ] {
        cells.insert(header.to_owned(), text);
    }
    answering(&item.interaction, &mut cells, &mut lost);
    (cells, lost)
}

fn put_list(cells: &mut Cells, word: &str, list: &[String], lost: &mut Vec<&'static str>) {
    let limit = if word == "kiri" { LEFTS } else { OPTIONS };
    if list.len() > limit {
        lost.push("texts beyond the last column");
    }
    for (at, text) in list.iter().take(limit).enumerate() {
        let name = if word == "kiri" { (at + 1).to_string() } else { letter(at) };
        cells.insert(format!("{word} {name}"), text.clone());
    }
}

fn put(cells: &mut Cells, header: &str, text: impl Into<String>) {
    cells.insert(header.to_owned(), text.into());
}

fn letters<'k>(key: impl IntoIterator<Item = &'k usize>) -> String {
    key.into_iter().map(|at| letter(*at)).collect::<Vec<_>>().join(", ")
}

fn answering(interaction: &InteractionSource, cells: &mut Cells, lost: &mut Vec<&'static str>) {
    match interaction {
        InteractionSource::SingleChoice { options, key, credit } => {
            put(cells, "jenis", "pilihan ganda");
            put_list(cells, "pilihan", options, lost);
            put(cells, "kunci", letters(key));
            let full = key.filter(|_| !credit.is_empty()).map(|key| (key, 1.0));
            scores(cells, credit.iter().map(|(at, part)| (*at, *part)).chain(full));
        }
        InteractionSource::MultipleResponse { options, key, marking } => {
            put(cells, "jenis", "pilihan ganda kompleks");
            put_list(cells, "pilihan", options, lost);
            put(cells, "kunci", letters(key));
            match marking {
                Marking::Standard => {}
                Marking::Exact => put(cells, "penilaian", "tepat"),
                Marking::Credit(list) => scores(cells, list.iter().copied()),
            }
        }
        InteractionSource::GradedJudgement { options, weights } => {
            put(cells, "jenis", "skala");
            put_list(cells, "pilihan", options, lost);
            scores(cells, weights.iter().map(|weight| f64::from(*weight)).enumerate());
        }
        InteractionSource::NumericEntry { key, tolerance, unit, slider } => {
            put(cells, "jenis", "isian angka");
            put(cells, "kunci", key.map(number).unwrap_or_default());
            put(cells, "toleransi", if *tolerance > 0.0 { number(*tolerance) } else { String::new() });
            put(cells, "satuan", unit.clone().unwrap_or_default());
            lost.extend(slider.map(|_| "the slider: a field stands in its place"));
        }
        InteractionSource::Ordering { elements, key, exact } => {
            put(cells, "jenis", "mengurutkan");
            put_list(cells, "pilihan", elements, lost);
            put(cells, "kunci", letters(key));
            put(cells, "penilaian", if *exact { "tepat" } else { "" });
        }
        InteractionSource::Matching { left, right, key, marking, .. } => {
            put(cells, "jenis", "menjodohkan");
            put_list(cells, "kiri", left, lost);
            put_list(cells, "pilihan", right, lost);
            let pairs: Vec<String> = key.iter().map(|(from, to)| format!("{}={}", from + 1, letter(*to))).collect();
            put(cells, "kunci", pairs.join("; "));
            put(cells, "penilaian", if *marking == Marking::Exact { "tepat" } else { "" });
            lost.extend(matches!(marking, Marking::Credit(_)).then_some("marks of single pairs"));
        }
        InteractionSource::Association { elements, key, exact } => {
            put(cells, "jenis", "memasangkan");
            put_list(cells, "pilihan", elements, lost);
            let pairs: Vec<String> = key.iter().map(|(a, b)| format!("{}-{}", letter(*a), letter(*b))).collect();
            put(cells, "kunci", pairs.join("; "));
            put(cells, "penilaian", if *exact { "tepat" } else { "" });
        }
        InteractionSource::GapText { gaps, exact } => {
            put(cells, "jenis", "rumpang");
            put(cells, "kunci", gap_lines(gaps));
            put(cells, "penilaian", if *exact { "tepat" } else { "" });
        }
        InteractionSource::ExtendedText => put(cells, "jenis", "uraian"),
    }
}

fn gap_lines(gaps: &[GapSource]) -> String {
    let line = |(at, gap): (usize, &GapSource)| {
        let capitals = matches!(gap, GapSource::Text { case_sensitive: true, .. });
        format!("{}{}: {}", at + 1, if capitals { "!" } else { "" }, block::line(gap))
    };
    gaps.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

fn scores(cells: &mut Cells, list: impl Iterator<Item = (usize, f64)>) {
    for (at, score) in list.filter(|(at, _)| *at < OPTIONS) {
        put(cells, &format!("skor {}", letter(at)), number(score));
    }
}

/// As it is read back: with three decimals, `1.250` could be a thousand, so that a fourth stands behind them.
fn number(value: f64) -> String {
    let text = value.to_string();
    if typed(&text).is_ok() { text } else { format!("{text}0") }
}
