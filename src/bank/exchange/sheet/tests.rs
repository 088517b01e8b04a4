//! Tables as authors and other systems make them, in words of our own, and what must not get through.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use super::*;
use crate::bank::exchange::Fate;
use crate::bank::exchange::export::Selection;
use crate::bank::source::{GapSource, InteractionSource, ItemSource, Marking};
use crate::domain::item::{Difficulty, JobFamily};

fn csv(text: &str) -> Import {
    read_csv(text.as_bytes(), &Supplied::new()).unwrap()
}

fn reasons(import: &Import) -> Vec<&str> {
    import
        .rows
        .iter()
        .map(|row| match &row.fate {
            Fate::LeftOut { reason } => reason.as_str(),
            Fate::Taken { .. } => "",
        })
        .collect()
}

fn taken(import: &Import, at: usize) -> (&ItemSource, &[String]) {
    import.rows[at].taken().unwrap_or_else(|| panic!("{:?}", import.rows[at]))
}

fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in (0..).zip(["id", "pokok soal", "pilihan A", "pilihan B", "kunci"]) {
        sheet.write_string(0, column, header).unwrap();
    }
    for (column, text) in (0..).zip(["a-1", "Soal?", "x", "y", "B"]) {
        sheet.write_string(1, column, text).unwrap();
    }
    fill(sheet);
    book.save_to_buffer().unwrap()
}

fn xlsx(fill: impl FnOnce(&mut Worksheet)) -> Import {
    read_xlsx(&book(fill), &Supplied::new()).unwrap()
}

#[test]
fn the_template_reads_as_its_examples_say() {
    let import = read_xlsx(&template().unwrap(), &Supplied::new()).unwrap();
    assert_eq!(reasons(&import), [""; 10]);
    let names: Vec<_> = (0..10).map(|at| taken(&import, at).0.interaction.name()).collect();
    assert_eq!(
        names,
        [
            "single_choice",
            "multiple_response",
            "graded_judgement",
            "numeric_entry",
            "gap_text",
            "single_choice",
            "ordering",
            "matching",
            "gap_text",
            "extended_text"
        ]
    );
    let (item, changes) = taken(&import, 0);
    assert_eq!(
        (item.id.as_str(), item.difficulty, item.seconds, changes.len()),
        ("contoh-01", Some(Difficulty::Easy), Some(60), 0)
    );
    assert_eq!(import.rows[0].source, "row 2");
}

#[test]
fn an_open_quote_refuses_the_file_and_an_id_alone_is_listed() {
    let refused = read_csv(b"sep=,\nid,soal,a,b,kunci\nx,\"S?,1,2,A\ny,T?,1,2,B\n", &Supplied::new()).unwrap_err();
    assert_eq!((refused.code, refused.message.contains("line 3:")), ("open_quote", true), "{refused}");
    let import = csv("id,soal,a,b,kunci\nx,S?,1,2,A\ny,,,,\n,,,,\n");
    assert_eq!(reasons(&import), ["", "row 3, column `soal`: the question has no text"]);
}

#[test]
fn signs_between_cells_and_encodings_are_told() {
    let rows = |sign: &str| {
        format!("No{sign}Soal{sign}A{sign}B{sign}Kunci\n1{sign}\"Berapa\n1{sign}2 {sign} x?\"{sign}5{sign}6{sign}b\n\n")
    };
    for sign in [",", ";", "\t"] {
        let import = csv(&rows(sign));
        assert_eq!(import.rows.len(), 1, "{sign:?}");
        let (item, _) = taken(&import, 0);
        assert_eq!(item.stem, format!("Berapa\\\n1{sign}2 {sign} x?").replace('\t', " "));
        assert_eq!((import.rows[0].source.as_str(), import.rows[0].source_id.as_str()), ("row 2", "1"));
    }
    assert_eq!(csv("\u{feff}sep=;\nsoal;a;b;kunci\nx;1;2;A").rows[0].source, "row 3");
    let import = read_csv(b"soal,a,b,kunci\ncaf\xe9,1,2,A", &Supplied::new()).unwrap();
    assert_eq!(
        (taken(&import, 0).0.stem.as_str(), taken(&import, 0).1),
        ("café", &["read as Windows-1252".to_owned()][..])
    );
    let import = csv("Judul di atas,,,\n,,,\nsoal,a,b,kunci\nx,1,2,A\n,,,\n2,,,\n");
    assert_eq!((import.rows.len(), import.rows[0].source.as_str()), (2, "row 4"));
    assert_eq!(read_csv(b"a,b\n1,2", &Supplied::new()).unwrap_err().code, "no_header");
}

#[test]
fn faults_name_row_and_column() {
    let import = csv("id,soal,A,B,C,kunci,tingkat,waktu\n\
         x-1,q,1,2,3,,,\n\
         x-2,q,1,2,3,D,,\n\
         x-3,q,1,,3,A,,\n\
         x-4,q,1,2,3,A,,\n\
         X 4,q,1,2,3,A,,\n\
         x-5,,1,2,3,A,,\n\
         x-6,q,5,6,7,1.0,sulit sekali,\n\
         x-7,q,1,2,3,A,,5\n\
         x-8,q,1,2,3,A,,,lebih\n\
         x-9,q,1,,,A,,\n");
    assert_eq!(
        reasons(&import),
        [
            "row 2, column `kunci`: there is no key",
            "row 3, column `kunci`: the key `D` has no option: there are 3",
            "row 4, column `B`: the option is empty and a later one is not",
            "",
            "row 6, column `id`: the id `X 4` stands in the table twice",
            "row 7, column `soal`: the question has no text",
            "",
            "row 9, column `waktu`: it must be whole seconds from 10 to 900",
            "row 10: it has 9 cells and the header 8 (is a separator inside a text without quotes?)",
            "row 11, column `B`: fewer than two options",
        ]
    );
    let (item, changes) = taken(&import, 6);
    assert!(matches!(item.interaction, InteractionSource::SingleChoice { key: Some(0), .. }));
    assert_eq!(changes.len(), 2);
}

#[test]
fn layouts_of_others_are_known_by_their_headers() {
    let import = csv(
        "name ,question ,shuffle,max_choices,choice_1,choice_1_score,choice_2,choice_2_score,choice_3,choice_3_score,choice_4,choice_4_score,correct_answer\n\
         T1,Satu <strong>x</strong>?,0,1,a,,b,,c,,,,choice_2\n\
         T2,Dua?,1,1,a,0,b,2,c,4,d,1,choice_3\n\
         T3,Tiga?,,,a,4,b,2,c,1,d,5,choice_4\n\
         T4,Empat?,,,a,1,b,1,c,0,,0,\"choice_1,choice_2\"\n",
    );
    assert_eq!(reasons(&import), [""; 4]);
    assert_eq!((taken(&import, 0).0.stem.as_str(), taken(&import, 0).0.fixed_order), ("Satu **x**?", true));
    assert!(
        matches!(&taken(&import, 1).0.interaction, InteractionSource::SingleChoice { key: Some(2), credit, .. } if *credit == BTreeMap::from([(1, 0.5), (3, 0.25)]))
    );
    assert!(
        matches!(&taken(&import, 2).0.interaction, InteractionSource::GradedJudgement { weights, .. } if *weights == [4, 2, 1, 5])
    );
    assert!(
        matches!(&taken(&import, 3).0.interaction, InteractionSource::MultipleResponse { marking: Marking::Credit(list), .. } if *list == [(0, 0.5), (1, 0.5)])
    );
    let import = csv("question_text,question_type,options,correct_answer,subject,difficulty\n\
         a,multiple_choice,\"[\"\"x\"\",\"\"y\"\"]\",B,IPA,easy\n\
         b,true_false,\"[\"\"Benar\"\",\"\"Salah\"\"]\",A,IPA,easy\n\
         c,essay,null,model,IPA,easy\n\
         d,multiple_choice,x | y,y,IPA,easy\n");
    assert_eq!(reasons(&import), [""; 4]);
    assert_eq!(
        (&taken(&import, 0).0.tags, taken(&import, 2).0.interaction.name()),
        (&vec!["IPA".to_owned()], "extended_text")
    );
    let import = csv(
        "No Soal\tSoal\tPilA\tPilB\tjawab\tJenis\tfile1\tfileA\n1\tq\tx\ty\tB\t1\t\t\n2\tr\t\t\t\t2\t\t\n3\ts\tx\ty\tA\t1\tp.png\t\n4\tt\t\t\t\t9\t\t\n",
    );
    assert_eq!(reasons(&import)[..2], ["", ""]);
    assert_eq!(
        reasons(&import)[2..],
        ["row 4: the picture `p.png` was not supplied", "row 5, column `Jenis`: the kind `9` is not known"]
    );
}

#[test]
fn tcexams_rows_are_known_with_padding_and_blanks() {
    let import = csv(
        "M=MODULE\tmodule_enabled\tmodule_name\n\nM\t1\tMod\nS\t1\tSub\t\nQ\t1\tPilih&nbsp;satu\t\tS\t1\t\t0\t0\t0\t0\t\t\nA\t1\tx\t\t1\t\t\nA\t1\ty\t\t0\t\t\n\nQ\t1\tDua\t\tS\t1\nA\t1\tx\t\t1\nA\t1\ty\t\t1\nQ\t1\tUrut\t\tO\t1\nA\t1\tb\t\t1\t2\nA\t1\ta\t\t1\t1\nQ\t1\tKata\t\tT\t1\nA\t1\tya\t\t1\nQ\t1\tApa\t\tX\t1\n",
    );
    assert_eq!(
        reasons(&import),
        ["", "row 9: a question S has 2 answers, 2 of them right", "", "", "row 17: the type `X` is not S, M, T or O"]
    );
    assert_eq!(
        (taken(&import, 0).0.stem.as_str(), &taken(&import, 0).0.tags),
        ("Pilih\u{a0}satu", &vec!["Mod".to_owned(), "Sub".to_owned()])
    );
    assert!(matches!(&taken(&import, 2).0.interaction, InteractionSource::Ordering { exact: true, .. }));
    let import = csv("M\t1\tMod\nQ\t1\tx\t\tS\t1\nZ\t1\n");
    assert_eq!(
        reasons(&import),
        ["row 2: a question stands before its subject", "row 3: the row begins with `Z`, not with M, S, Q or A"]
    );
    assert_eq!(reasons(&csv("S\t1\tx\nA\t1\tx\t\t1\n")), ["row 2: an answer stands before its question"]);
}

#[test]
fn cells_of_a_workbook_are_text_numbers_formulas_and_dates() {
    let import = xlsx(|sheet| {
        sheet.write_number(2, 0, 7.0).unwrap();
        sheet.write_formula(2, 1, Formula::new("=1+1").set_result("Dua?")).unwrap();
        sheet.write_number(2, 2, 1.0).unwrap();
        sheet.write_number(2, 3, 0.1 + 0.2).unwrap();
        sheet.write_string(2, 4, "a").unwrap();
        sheet.write_string(3, 1, "Tanggal?").unwrap();
        sheet.write_number_with_format(3, 2, 46_024.0, &Format::new().set_num_format("d-mmm")).unwrap();
        sheet.write_string(3, 3, "y").unwrap();
        sheet.write_string(3, 4, "A").unwrap();
    });
    let (item, changes) = taken(&import, 1);
    assert!(matches!(&item.interaction, InteractionSource::SingleChoice { options, .. } if *options == ["1", "0.3"]));
    assert_eq!(
        (item.id.as_str(), changes),
        ("7", &["column `pokok soal`: the stored value of a formula was taken".to_owned()][..])
    );
    assert!(
        reasons(&import)[2].starts_with("row 4, column `pilihan A`: the cell became a date"),
        "{:?}",
        reasons(&import)
    );
    let import = xlsx(|sheet| _ = sheet.merge_range(2, 1, 2, 2, "gabung", &Format::new()).unwrap());
    assert!(
        reasons(&import)[1].contains("there is no key") || reasons(&import)[1].contains("fewer"),
        "{:?}",
        reasons(&import)
    );
}

#[test]
fn numbers_that_could_be_thousands_are_said_or_left_out() {
    let of = |key: &str| csv(&format!("jenis;soal;kunci\nisian angka;S?;{key}\n"));
    let key = |import: &Import| match taken(import, 0).0.interaction {
        InteractionSource::NumericEntry { key: Some(key), .. } => key.to_string(),
        _ => String::new(),
    };
    for (text, value) in [("1,250", "1.25"), ("1.250.000", "1250000"), ("1.250,5", "1250.5")] {
        let import = of(text);
        assert_eq!(key(&import), value);
        assert_eq!(taken(&import, 0).1, [format!("column `kunci`: `{text}` was read as {value}")]);
    }
    assert!(taken(&of("1,25"), 0).1.is_empty());
    assert!(reasons(&of("1.250"))[0].starts_with("row 2, column `kunci`: `1.250` may be a thousand or a fraction"));
    let stored = xlsx(|sheet| {
        _ = sheet.write_string(2, 1, "Berapa?").unwrap();
        _ = sheet.write_number(2, 4, 1.125).unwrap();
    });
    let InteractionSource::NumericEntry { key: Some(key), .. } = taken(&stored, 1).0.interaction else { panic!() };
    assert!((key - 1.125).abs() < f64::EPSILON && taken(&stored, 1).1.is_empty());
}

#[test]
fn sheets_that_are_not_read_are_left_out_by_name() {
    let mut book = Workbook::new();
    for name in ["Soal", "Lain", "Kosong"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (column, text) in (0..).zip(["soal", "a", "b", "kunci"]).filter(|_| name != "Kosong") {
            sheet.write_string(0, column, text).unwrap().write_string(1, column, "A").unwrap();
        }
        sheet.set_hidden(name == "Lain");
    }
    let bytes = book.save_to_buffer().unwrap();
    let reason = "the sheet `Lain` holds 2 rows; one sheet is read at a time";
    assert_eq!(reasons(&read_xlsx(&bytes, &Supplied::new()).unwrap()), ["", reason]);
    let by_layout = |sheet: Option<&str>| {
        let layout = Layout { sheet: sheet.map(str::to_owned), ..Layout::default() };
        Sheet::open(&bytes, layout).unwrap().import(&Supplied::new()).unwrap().rows.len()
    };
    assert_eq!((by_layout(None), by_layout(Some("Lain"))), (2, 1));
}

#[test]
fn a_million_blank_rows_cost_nothing() {
    let import = xlsx(|sheet| {
        let blank = Format::new().set_bold();
        (2..20_000).for_each(|row| _ = sheet.write_blank(row, 0, &blank).unwrap());
        sheet.write_string(1_048_575, 16_383, " ").unwrap();
    });
    assert_eq!(import.rows.len(), 1);
    let far = book(|sheet| _ = sheet.write_string(1_048_575, 16_383, "x").unwrap());
    assert_eq!(read_xlsx(&far, &Supplied::new()).unwrap_err().code, "too_many_columns");
}

#[test]
fn workbooks_that_act_are_refused() {
    let repacked = |name: &str, content: &[u8]| {
        let bytes = book(|_| {});
        let mut writer = zip::ZipWriter::new_append(std::io::Cursor::new(bytes)).unwrap();
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, content).unwrap();
        read_xlsx(&writer.finish().unwrap().into_inner(), &Supplied::new()).unwrap_err().code
    };
    assert_eq!(repacked("xl/vbaProject.bin", b"x"), "macros");
    assert_eq!(repacked("xl/externalLinks/externalLink1.xml", b"<x/>"), "external_links");
    assert_eq!(repacked("xl/extra.xml", b"<!DOCTYPE x [<!ENTITY a 'a'>]><x/>"), "doctype");
    assert_eq!(read_xlsx(b"PK\x03\x04", &Supplied::new()).unwrap_err().code, "archive_broken");
    assert_eq!(read_xlsx(b"\xd0\xcf\x11\xe0\xa1", &Supplied::new()).unwrap_err().code, "old_workbook");
    assert_eq!(read_xlsx(b"id,soal", &Supplied::new()).unwrap_err().code, "archive_broken");
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

fn all_kinds() -> Vec<InteractionSource> {
    let choice =
        GapSource::Choice { options: texts(&["x", "%y: ~"]), key: Some(1), credit: BTreeMap::from([(0, 0.5)]) };
    let text = GapSource::Text { accepted: vec![("a*b".into(), 1.0), ("c".into(), 0.25)], case_sensitive: true };
    vec![
        InteractionSource::SingleChoice {
            options: texts(&["=1+1", "**b**", "-c"]),
            key: Some(2),
            credit: BTreeMap::from([(0, 0.5)]),
        },
        InteractionSource::MultipleResponse {
            options: texts(&["a", "b", "c"]),
            key: [0, 2].into(),
            marking: Marking::Exact,
        },
        InteractionSource::MultipleResponse {
            options: texts(&["a", "b", "c"]),
            key: [0, 2].into(),
            marking: Marking::Credit(vec![(0, 0.75), (1, -0.5), (2, 0.25)]),
        },
        InteractionSource::GradedJudgement { options: texts(&["a", "b", "c", "d"]), weights: vec![1, 5, 2, 2] },
        InteractionSource::NumericEntry { key: Some(-0.25), tolerance: 0.05, unit: Some("m".into()), slider: None },
        InteractionSource::Ordering { elements: texts(&["c", "b", "a"]), key: vec![2, 1, 0], exact: true },
        InteractionSource::Matching {
            left: texts(&["a", "b"]),
            right: texts(&["c", "d", "e"]),
            key: [(0, 1), (1, 1)].into(),
            reuse: true,
            marking: Marking::Exact,
        },
        InteractionSource::Association {
            elements: texts(&["a", "b", "c", "d"]),
            key: [(0, 3), (1, 2)].into(),
            exact: true,
        },
        InteractionSource::GapText { gaps: vec![choice, text], exact: true },
        InteractionSource::ExtendedText,
    ]
}

fn whole(at: usize, interaction: InteractionSource, stem: &str) -> ItemSource {
    ItemSource {
        id: format!("id-{at}"),
        title: "Judul".into(),
        domain: "technical".into(),
        competency: "budgeting".into(),
        indicator: "Menghitung".into(),
        difficulty: Some(Difficulty::Hard),
        seconds: Some(75),
        tags: texts(&["a", "b"]),
        job_families: [JobFamily::Pelaksana].into(),
        fixed_order: at.is_multiple_of(2),
        stimulus: Some("s-1".into()),
        enemies: texts(&["id-9"]),
        computation: Some("1 + 1".into()),
        origin: None,
        stem: stem.into(),
        interaction,
        rationale: "@Sebab $x^2$".into(),
    }
}

#[test]
fn what_is_written_reads_back_as_it_was() {
    let items: Vec<ItemSource> = all_kinds()
        .into_iter()
        .enumerate()
        .map(|(at, kind)| whole(at, kind, "+ a [[1]]\n\n| b | c |\n|---|---|\n| *d* | [[2]] |"))
        .collect();
    let pictures = BTreeMap::new();
    let selection = Selection::of(&items, &pictures);
    for import in [
        read_xlsx(&write_xlsx(&selection).unwrap().bytes, &Supplied::new()).unwrap(),
        read_csv(&write_csv(&selection).unwrap().bytes, &Supplied::new()).unwrap(),
    ] {
        assert_eq!(import.rows.len(), items.len());
        for (at, item) in items.iter().enumerate() {
            assert_eq!(taken(&import, at).0, item);
        }
    }
}

#[test]
fn no_cell_of_an_export_is_a_formula() {
    let item = whole(0, all_kinds().remove(0), "=HYPERLINK(1)");
    let pictures = BTreeMap::new();
    let text = String::from_utf8(write_csv(&Selection::of(&[item], &pictures)).unwrap().bytes).unwrap();
    for cell in ["'=HYPERLINK", "'=1+1", "'-c", "'@Sebab"] {
        assert!(text.contains(cell), "{cell} in {text}");
    }
}

proptest! {
    #[test]
    fn any_table_is_answered(text in "(soal|kunci|A|B|skor A|jenis|1|,|;|\t|\n|\"|Q\t1|choice_1|[a-z ]){0,60}") {
        let _ = read_csv(text.as_bytes(), &Supplied::new());
    }

    #[test]
    fn plain_cells_read_back(stem in "[a-z*_#=+@|$-]{1,12}", option in "[a-z*.()~-]{1,8}") {
        let text = format!("soal\tA\tB\tkunci\n\"{stem}\"\t\"{option}\"\tzz zz\tB\n");
        let import = csv(&text);
        prop_assume!(import.rows.len() == 1 && import.rows[0].taken().is_some());
        let shown = crate::bank::exchange::html::to_plain(&taken(&import, 0).0.stem);
        prop_assert!(shown == stem || stem.contains("_____") || stem.contains("$$"), "{} {}", shown, stem);
    }
}
