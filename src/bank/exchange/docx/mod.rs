//! Word tables of questions, as GarudaCBT's templates have them.

mod document;
mod items;

use self::document::tables;
use super::archive::Archive;
use super::gallery::Gallery;
use super::{Import, Refused};

pub fn read(bytes: &[u8]) -> Result<Import, Refused> {
    let archive = Archive::open(bytes)?;
    if archive.entries().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin")) {
        return Err(Refused::new("macros", "the document carries macros (.docm); save it as .docx without them"));
    }
    let tables = tables(&archive)?;
    let mut gallery = Gallery::default();
    let mut rows = Vec::new();
    let mut known = false;
    for (number, table) in (1..).zip(&tables) {
        known |= items::table(number, table, &archive, &mut gallery, &mut rows);
    }
    if !known {
        let message = "no table has a header that is known (NO, SOAL, JAWABAN A …, or NO, SOAL, JENIS …)";
        return Err(Refused::new("no_header", message));
    }
    Ok(Import { rows, pictures: gallery.pictures, ..Import::default() })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::bank::exchange::Fate;
    use crate::bank::source::InteractionSource;

    fn docx(tables: &[&[&[&str]]]) -> Vec<u8> {
        let cell = |text: &&str| format!("<w:tc><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let row = |row: &&[&str]| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>());
        let table = |table: &&[&[&str]]| format!("<w:tbl>{}</w:tbl>", table.iter().map(row).collect::<String>());
        let body: String = tables.iter().map(table).collect();
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        writer.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
        write!(writer, "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>").unwrap();
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn both_layouts_are_read_and_empty_rows_are_nothing() {
        let import = read(&docx(&[
            &[
                &["NO", "SOAL", "JAWABAN A", "JAWABAN B", "JAWABAN BENAR"],
                &["1", "q", "x", "y", "b"],
                &["2", "r", "x", "", ""],
                &["3", "", "", "", ""],
            ],
            &[
                &["NO", "SOAL", "JENIS", "OPSI", "JAWABAN", "KUNCI"],
                &["1", "s", "2", "A", "x", "v"],
                &["", "", "", "B", "y", ""],
                &["", "", "", "C", "z", "V"],
                &["2", "", "2", "A", "", ""],
            ],
            &[
                &["NO", "SOAL", "JENIS", "BARIS", "KOLOM", "KUNCI"],
                &["", "", "", "KODE", "NAMA BARIS", "KODE", "NAMA KOLOM", "KODE BARIS", "KODE KOLOM"],
                &["1", "m", "3", "1", "l1", "A", "r1", "1", "b"],
                &["", "", "", "2", "l2", "B", "r2", "2", "A,c"],
                &["", "", "", "", "", "C", "r3", "", ""],
            ],
            &[&["NO", "SOAL", "JENIS", "JAWABAN"], &["1", "t", "4", "ya"], &["2", "u", "5", ""], &["3", "", "4", ""]],
        ]))
        .unwrap();
        let names: Vec<_> =
            import.rows.iter().map(|row| row.taken().map_or("", |(item, _)| item.interaction.name())).collect();
        assert_eq!(names, ["single_choice", "", "multiple_response", "matching", "gap_text", "extended_text"]);
        assert!(matches!(&import.rows[1].fate, Fate::LeftOut { reason } if reason.contains("fewer than two options")));
        let (item, _) = import.rows[2].taken().unwrap();
        assert!(matches!(&item.interaction, InteractionSource::MultipleResponse { key, .. } if *key == [0, 2].into()));
        assert_eq!(item.stem, "**s**");
        let (item, _) = import.rows[3].taken().unwrap();
        let InteractionSource::Matching { left, right, key, reuse, .. } = &item.interaction else { panic!() };
        assert_eq!(
            (left.len(), right.len(), key.values().copied().collect::<Vec<_>>(), *reuse),
            (3, 2, vec![0, 1, 0], true)
        );
        assert_eq!(read(&docx(&[&[&["a", "b"]]])).unwrap_err().code, "no_header");
    }

    #[test]
    fn a_formula_is_named_and_its_parts_are_not_taken_for_words() {
        let formula = "Hitung </w:t></w:r><m:oMath xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\">\
            <m:r><m:t>x2</m:t></m:r></m:oMath><w:r><w:t>!";
        let header = ["NO", "SOAL", "JAWABAN A", "JAWABAN B", "JAWABAN BENAR"];
        let import = read(&docx(&[&[&header, &["1", formula, "x", "y", "b"]]])).unwrap();
        let (item, changes) = import.rows[0].taken().unwrap();
        assert!(!item.stem.contains("x2"), "{}", item.stem);
        assert_eq!(changes, ["a formula of Word is not taken over; write it again as TeX"]);
    }
}
