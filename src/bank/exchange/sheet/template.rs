//! The template that authors fill in: a sheet with lists to choose from and an example of each kind, and a sheet that
//! explains the columns.

use rust_xlsxwriter::{DataValidation, Format, Workbook, Worksheet, XlsxError};

use super::build::KINDS;
use super::columns::{COLUMNS, Cells};
use super::write::{fill, header};
use crate::bank::exchange::Refused;

/// The sheet that explains the columns.
pub(super) const EXPLANATION: &str = "Petunjuk";
/// Rows that have the lists.
const LAST_ROW: u32 = 2_000;
const DOMAINS: [&str; 4] = ["technical", "sociocultural", "digital_literacy", "numerical_reasoning"];
const EXAMPLES: &[&[(&str, &str)]] = &[
    &[
        ("id", "contoh-01"),
        ("jenis", "pilihan ganda"),
        ("domain", "technical"),
        ("tingkat", "mudah"),
        ("pokok soal", "Surat dinas diberi nomor pada tahap …"),
        ("pilihan A", "penyusunan konsep"),
        ("pilihan B", "pencatatan surat keluar"),
        ("pilihan C", "pengarsipan"),
        ("kunci", "B"),
        ("acak", "ya"),
        ("waktu", "60"),
        ("pembahasan", "Nomor diberikan saat surat dicatat sebelum dikirim."),
    ],
    &[
        ("id", "contoh-02"),
        ("jenis", "pilihan ganda kompleks"),
        ("tingkat", "sedang"),
        ("pokok soal", "Pilih dua bilangan prima."),
        ("pilihan A", "7"),
        ("pilihan B", "9"),
        ("pilihan C", "11"),
        ("pilihan D", "15"),
        ("kunci", "A, C"),
        ("waktu", "60"),
    ],
    &[
        ("id", "contoh-03"),
        ("jenis", "skala"),
        ("pokok soal", "Rekan Anda terlambat menyerahkan data. Apa yang Anda lakukan?"),
        ("pilihan A", "Menunggu saja."),
        ("pilihan B", "Menawarkan bantuan dan menyepakati waktu."),
        ("pilihan C", "Melapor kepada atasan."),
        ("pilihan D", "Mengingatkan lewat pesan."),
        ("skor A", "1"),
        ("skor B", "5"),
        ("skor C", "2"),
        ("skor D", "4"),
        ("waktu", "90"),
    ],
    &[
        ("id", "contoh-04"),
        ("jenis", "isian angka"),
        ("pokok soal", "Harga 120.000 turun menjadi 96.000. Berapa persen turunnya?"),
        ("kunci", "20"),
        ("toleransi", "0,5"),
        ("satuan", "persen"),
        ("hitungan", "(120000 - 96000) / 120000 * 100"),
        ("waktu", "90"),
    ],
    &[
        ("id", "contoh-05"),
        ("jenis", "isian singkat"),
        ("pokok soal", "ASN adalah singkatan dari Aparatur Sipil _____."),
        ("kunci", "Negara | negara"),
        ("waktu", "45"),
    ],
    &[
        ("id", "contoh-06"),
        ("jenis", "benar salah"),
        ("pokok soal", "Satu jam sama dengan 3.600 detik."),
        ("kunci", "benar"),
        ("acak", "tidak"),
        ("waktu", "30"),
    ],
    &[
        ("id", "contoh-07"),
        ("jenis", "mengurutkan"),
        ("pokok soal", "Urutkan dari yang terkecil."),
        ("pilihan A", "0,5"),
        ("pilihan B", "1/4"),
        ("pilihan C", "75%"),
        ("kunci", "B, A, C"),
        ("waktu", "60"),
    ],
    &[
        ("id", "contoh-08"),
        ("jenis", "menjodohkan"),
        ("pokok soal", "Pasangkan satuan dengan besarannya."),
        ("kiri 1", "meter"),
        ("kiri 2", "kilogram"),
        ("kiri 3", "detik"),
        ("pilihan A", "waktu"),
        ("pilihan B", "panjang"),
        ("pilihan C", "massa"),
        ("kunci", "1=B; 2=C; 3=A"),
        ("waktu", "60"),
    ],
    &[
        ("id", "contoh-09"),
        ("jenis", "rumpang"),
        ("pokok soal", "Air membeku pada suhu [[1]] dan mendidih pada suhu [[2]]."),
        ("kunci", "1: =0 °C ~10 °C ~100 °C\n2: =100 °C ~50 °C ~0 °C"),
        ("waktu", "45"),
    ],
    &[
        ("id", "contoh-10"),
        ("jenis", "uraian"),
        ("pokok soal", "Jelaskan langkah Anda menyusun jadwal kerja tim."),
        ("waktu", "600"),
    ],
];

pub fn template() -> Result<Vec<u8>, Refused> {
    make().map_err(|error| Refused::new("workbook", format!("the template cannot be written: {error}")))
}

fn make() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Soal")?;
    header(sheet)?;
    // Text everywhere: `1/2` must not become a date.
    let text = Format::new().set_num_format("@").set_text_wrap();
    for (column, (_, width, _)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, *width)?;
        sheet.set_column_format(column, &text)?;
    }
    lists(sheet)?;
    for (row, example) in (1..).zip(EXAMPLES) {
        let cells: Cells = example.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        fill(sheet, row, &cells)?;
    }
    explain(book.add_worksheet())?;
    book.save_to_buffer()
}

fn lists(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let kinds: Vec<&str> = KINDS.iter().filter_map(|(_, words)| words.first().copied()).collect();
    let lists: [(&str, Vec<&str>); 6] = [
        ("jenis", kinds),
        ("domain", DOMAINS.to_vec()),
        ("tingkat", vec!["mudah", "sedang", "sukar"]),
        ("acak", vec!["ya", "tidak"]),
        ("penilaian", vec!["tepat"]),
        ("format", vec!["teks", "markdown"]),
    ];
    for (name, words) in lists {
        let column = (0..).zip(COLUMNS).find(|(_, (header, ..))| *header == name).map_or(0, |(column, _)| column);
        let list = DataValidation::new().allow_list_strings(&words)?;
        sheet.add_data_validation(1, column, LAST_ROW, column, &list)?;
    }
    Ok(())
}

fn explain(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(EXPLANATION)?;
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap();
    sheet.set_column_width(0, 18)?;
    sheet.set_column_width(1, 100)?;
    sheet.write_string_with_format(0, 0, "Kolom", &bold)?;
    sheet.write_string_with_format(0, 1, "Isi", &bold)?;
    let mut row = 1;
    for (name, _, text) in COLUMNS.iter().filter(|(_, _, text)| !text.is_empty()) {
        let name = match *name {
            "pilihan A" => "pilihan A … J",
            "skor A" => "skor A … J",
            "kiri 1" => "kiri 1 … 6",
            other => other,
        };
        sheet.write_string(row, 0, name)?;
        sheet.write_string_with_format(row, 1, *text, &wrap)?;
        row += 1;
    }
    sheet.write_string_with_format(row + 1, 1, "Satu baris satu butir. Hapus baris contoh sebelum mengunggah. Baris kosong diabaikan. Rumus Excel tidak dijalankan.", &wrap)?;
    Ok(())
}
