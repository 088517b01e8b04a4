//! A foreign sheet by the columns that an administrator names: looked at, tried, imported.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fall over

mod hall;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use hall::{Engine, Hall, both_engines};
use proptest::prelude::*;
use serde_json::{Value, json};
use tower::ServiceExt;
use ukur::access::NewAccount;
use ukur::access::role::Role;
use ukur::bank::BankFiles;
use ukur::bank::exchange::sheet::{Field, KeyStyle, Layout, Sheet, Supplied};
use ukur::domain::ids::BankId;
use ukur::http::{layered, routes};

const PASSWORD: &str = "kata sandi panjang";
const MANIFEST: &str = "id = \"uji\"\ntitle = \"Uji\"\nlanguage = \"id\"\n[[domain]]\nid = \"technical\"\ntitle = \"Teknis\"\n\
    [[domain.competency]]\nid = \"budgeting\"\ntitle = \"Anggaran\"\n";
/// Semicolons and Windows-1252, as older spreadsheet programs save it; no header says what a column is.
const FOREIGN: &[u8] = b"Bank soal lama;;;;;\r\nUrut;Uraian;Satu;Dua;Tiga;Betul\r\n\
    1;Apa arti \x93caf\xe9\x94?;Kedai;Kantor;Kebun;1\r\n2;Berapa 2 + 3?;4;5;6;2\r\n3;Berapa 1 + 1?;1;2;3;7\r\n";

both_engines!(
    a_sheet_is_looked_at_mapped_and_imported,
    a_layout_that_does_not_fit_is_told_by_name,
    domain_and_competency_may_stand_by_their_titles,
    strange_files_are_answered_and_store_nothing,
);

struct Room {
    hall: Hall,
    router: Router,
    cookie: String,
}

impl Room {
    async fn new(engine: Engine) -> Self {
        let hall = Hall::new(engine).await;
        let name = "petugas".to_owned();
        let account = NewAccount { username: name.clone(), name, role: Role::Administrator, password: PASSWORD.into() };
        hall.access.add_staff(account, &mut hall.actor("ukur")).await.unwrap();
        let cookie = hall.access.sign_in_staff("petugas", PASSWORD.into(), &mut hall.actor("")).await.unwrap().0;
        let state = hall.http();
        let mut files = BankFiles::default();
        files.insert("bank.toml", MANIFEST.into()).unwrap();
        state.authoring.adopt(&BankId::new("uji"), &files, &mut hall.actor("petugas")).await.unwrap();
        Self { router: layered(routes(state), false), hall, cookie }
    }

    /// Status and answer of a form with the file and its layout.
    async fn send(&self, path: &str, file: &[u8], layout: Option<&Value>) -> (u16, Value) {
        let mut body =
            b"--grenze\r\nContent-Disposition: form-data; name=\"file\"; filename=\"lama.csv\"\r\n\r\n".to_vec();
        body.extend_from_slice(file);
        if let Some(layout) = layout {
            let part = format!("\r\n--grenze\r\nContent-Disposition: form-data; name=\"layout\"\r\n\r\n{layout}");
            body.extend_from_slice(part.as_bytes());
        }
        body.extend_from_slice(b"\r\n--grenze--\r\n");
        let request = Request::post(format!("/api/authoring/uji/{path}"))
            .header(header::HOST, "ukur.example")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=grenze")
            .header(header::COOKIE, format!("ukur_staff={}", self.cookie));
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_slice(&to_bytes(response.into_body(), 1 << 22).await.unwrap()).unwrap())
    }

    async fn look(&self, file: &[u8], layout: Option<&Value>) -> Value {
        let (status, answer) = self.send("import/sheet", file, layout).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    async fn items(&self) -> usize {
        self.hall.http().authoring.items(&BankId::new("uji")).await.unwrap().len()
    }
}

fn layout() -> Value {
    json!({
        "sheet": null, "delimiter": null, "header": 2, "key": "number",
        "columns": ["number", "stem", "option_1", "option_2", "option_3", "key"],
        "constants": {"domain": "technical", "competency": "budgeting", "difficulty": "easy", "seconds": "60"}
    })
}

async fn a_sheet_is_looked_at_mapped_and_imported(engine: Engine) {
    let room = Room::new(engine).await;
    let (_, blind) = room.send("import?dry_run=true", FOREIGN, None).await;
    assert!(blind["refused"].as_str().unwrap().ends_with("[no_header]"), "{blind}");

    let look = room.look(FOREIGN, None).await;
    let sheet = &look["sheet"];
    assert_eq!((&sheet["format"], &sheet["encoding"]), (&json!("csv"), &json!("Windows-1252")));
    assert_eq!(sheet["layout"]["delimiter"], ";");
    assert_eq!(sheet["first"][0], json!({"number": 1, "cells": ["Bank soal lama", "", "", "", "", ""]}));
    assert!(sheet["unfit"].as_str().unwrap().ends_with("[no_stem]"), "{look}");

    let look = room.look(FOREIGN, Some(&layout())).await;
    let sheet = &look["sheet"];
    assert_eq!((&sheet["rows"], &sheet["ready"], &sheet["left_out"]), (&json!(3), &json!(2), &json!(1)));
    assert_eq!(
        sheet["columns"][1],
        json!({"header": "Uraian", "samples": ["Apa arti “café”?", "Berapa 2 + 3?", "Berapa 1 + 1?"]})
    );
    let first = &sheet["items"][0]["draft"];
    assert_eq!(
        (&first["stem"], &first["difficulty"], &first["seconds"]),
        (&json!("Apa arti “café”?"), &json!("easy"), &json!(60))
    );
    assert_eq!(sheet["items"][1]["draft"]["interaction"]["key"], 1);
    assert_eq!(sheet["items"][2]["reason"], "row 5, column `Betul`: the key `7` has no option: there are 3");

    let (_, dry) = room.send("import?dry_run=true", FOREIGN, Some(&layout())).await;
    assert_eq!((&dry["format"], dry["rows"].as_array().unwrap().len(), room.items().await), (&json!("csv"), 3, 0));
    let (_, stored) = room.send("import?dry_run=false", FOREIGN, Some(&layout())).await;
    assert_eq!((&stored["stored"], room.items().await), (&json!(true), 2));
}

async fn domain_and_competency_may_stand_by_their_titles(engine: Engine) {
    let room = Room::new(engine).await;
    let file =
        b"Soal;A;B;Kunci;Ranah;Kompetensi\nBerapa 1 + 1?;1;2;B;TEKNIS;anggaran\nBerapa 1 + 2?;1;3;B;Lain;Anggaran\n";
    let look = room.look(file, None).await;
    let draft = |at: usize| &look["sheet"]["items"][at]["draft"];
    assert_eq!((&draft(0)["domain"], &draft(0)["competency"]), (&json!("technical"), &json!("budgeting")));
    assert_eq!(look["sheet"]["items"][0]["changes"][0], "the domain `TEKNIS` is `technical` in this bank");
    assert_eq!((&draft(1)["domain"], &draft(1)["competency"]), (&json!("Lain"), &json!("Anggaran")));
}

async fn a_layout_that_does_not_fit_is_told_by_name(engine: Engine) {
    let room = Room::new(engine).await;
    let with = |key: &str, value: Value| {
        let mut layout = layout();
        layout[key] = value;
        layout
    };
    for (layout, code) in [
        (with("header", json!(99)), "no_such_row"),
        (with("delimiter", json!("x")), "delimiter"),
        (with("columns", json!(vec!["ignored"; 7])), "columns_differ"),
    ] {
        let look = room.look(FOREIGN, Some(&layout)).await;
        assert!(look["sheet"].is_null() && look["refused"].as_str().unwrap().ends_with(&format!("[{code}]")), "{look}");
        let (_, report) = room.send("import?dry_run=false", FOREIGN, Some(&layout)).await;
        assert!(report["refused"].as_str().unwrap().ends_with(&format!("[{code}]")), "{report}");
    }
    for (layout, code) in [
        (with("columns", json!(["number", "ignored", "option_1"])), "no_stem"),
        (with("columns", json!(["number", "stem", "stem"])), "field_twice"),
        (with("constants", json!({"stem": "x"})), "no_constant"),
        (with("constants", json!({"indicator": "x".repeat(2_001)})), "constant_too_long"),
    ] {
        let look = room.look(FOREIGN, Some(&layout)).await;
        assert!(look["sheet"]["unfit"].as_str().unwrap().ends_with(&format!("[{code}]")), "{look}");
    }
    for layout in [
        json!([]),
        json!({}),
        with("columns", json!(["soal"])),
        with("delimiter", json!(";;")),
        with("key", json!("x")),
    ] {
        let (status, problem) = room.send("import/sheet", FOREIGN, Some(&layout)).await;
        assert_eq!((status, &problem["code"]), (422, &json!("invalid")), "{layout}");
    }
    assert_eq!(room.items().await, 0);
}

async fn strange_files_are_answered_and_store_nothing(engine: Engine) {
    let room = Room::new(engine).await;
    for file in [b"" as &[u8], b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x00\x01\x02", b";;;\n;;\n", &[b';'; 3_000]] {
        let (status, answer) = room.send("import/sheet", file, Some(&layout())).await;
        let told = if file.is_empty() { &answer["code"] } else { &answer["refused"] };
        assert!(status == if file.is_empty() { 422 } else { 200 } && told.is_string(), "{status} {answer}");
    }
    room.look(FOREIGN, Some(&layout())).await;
    assert_eq!(room.items().await, 0);
}

fn opened(text: &str, layout: Layout) -> Sheet {
    Sheet::open(text.as_bytes(), layout).unwrap()
}

#[test]
fn columns_are_guessed_from_headers_in_two_languages() {
    for (header, names) in [
        (
            "No.;Butir pertanyaan;Opsi jawaban A;Opsi jawaban B;Kunci jwb;Ket.",
            "number stem option_1 option_2 key ignored",
        ),
        (
            "Item code,Question text (ID),Choice 1,Choice 2,Correct answer,Points A",
            "id stem option_1 option_2 key score_1",
        ),
        ("Soal\tPil A\tPil B\tJawaban\tMapel\tWaktu (detik)", "stem option_1 option_2 key tags seconds"),
    ] {
        let sheet = opened(
            &format!("{header}\n1{0}2{0}3\n", header.chars().find(|sign| ";,\t".contains(*sign)).unwrap()),
            Layout::default(),
        );
        let found: Vec<String> = sheet.layout.columns.iter().map(|field| field.name()).collect();
        assert_eq!(found.join(" "), names, "{header}");
    }
}

#[test]
fn a_key_is_read_as_it_is_said_to_be_written() {
    let key = |key: &str, style: KeyStyle| {
        let columns =
            ["stem", "option_1", "option_2", "option_3", "key"].map(|name| Field::from_name(name).unwrap()).to_vec();
        let text = format!("x;3;1;2, dan a;{key}\n");
        let sheet = opened(&text, Layout { header: Some(0), columns, key: style, ..Layout::default() });
        let import = sheet.import(&Supplied::new()).unwrap();
        import.rows[0].taken().map(|(item, _)| format!("{:?}", item.interaction))
    };
    for (text, style, place) in [
        ("1", KeyStyle::Any, Some(1)),
        ("1", KeyStyle::Number, Some(0)),
        ("1", KeyStyle::Text, Some(1)),
        ("1", KeyStyle::Letter, None),
        ("b", KeyStyle::Letter, Some(1)),
        ("b", KeyStyle::Number, None),
        ("0", KeyStyle::Number, None),
        ("4", KeyStyle::Number, None),
        ("2, DAN A", KeyStyle::Text, Some(2)),
        ("z", KeyStyle::Text, None),
    ] {
        let found = key(text, style);
        let wanted = place.map(|at| format!("key: Some({at})"));
        assert_eq!(found.is_some(), wanted.is_some(), "{text} {style:?}: {found:?}");
        assert!(wanted.is_none_or(|wanted| found.clone().unwrap().contains(&wanted)), "{text} {style:?}: {found:?}");
    }
}

#[test]
fn a_mapping_is_a_file_too() {
    let layout: Layout = toml::from_str(
        "header = 2\ncolumns = [\"number\", \"stem\", \"option_1\", \"option_2\", \"option_3\", \"key\"]\nkey = \"number\"\n[constants]\ndomain = \"technical\"\n",
    )
    .unwrap();
    let import = Sheet::open(FOREIGN, layout).unwrap().import(&Supplied::new()).unwrap();
    assert_eq!(import.rows.iter().filter(|row| row.taken().is_some()).count(), 2);
    assert!(toml::from_str::<Layout>("columns = [\"soal\"]").is_err());
    assert!(toml::from_str::<Layout>("kolom = []").is_err());
}

#[test]
fn a_sheet_without_a_header_has_columns_by_letter() {
    let sheet = opened("a,b,c\nd,e,f\n", Layout { header: Some(0), ..Layout::default() });
    assert_eq!((sheet.headers.join(""), sheet.rows().len()), ("ABC".into(), 2));
}

#[test]
fn a_workbook_of_several_sheets_is_read_where_the_questions_are() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("Sampul").unwrap().write_string(0, 0, "Bank soal").unwrap();
    let data = book.add_worksheet().set_name("Data").unwrap();
    for (row, cells) in (2..).zip([["Butir soal", "A", "B", "Jawaban benar"], ["Berapa 1 + 1?", "1", "2", "B"]]) {
        for (column, text) in (0..).zip(cells) {
            data.write_string(row, column, text).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let open =
        |sheet: Option<&str>| Sheet::open(&bytes, Layout { sheet: sheet.map(str::to_owned), ..Layout::default() });
    let found = open(None).unwrap();
    assert_eq!((found.layout.sheet.as_deref(), found.layout.header, found.sheets.len()), (Some("Data"), Some(3), 2));
    assert!(found.import(&Supplied::new()).unwrap().rows[0].taken().is_some());
    assert_eq!(open(Some("Sampul")).unwrap().headers, ["Bank soal"]);
    assert_eq!(open(Some("Tidak ada")).unwrap_err().code, "no_such_sheet");
}

#[test]
fn a_sheet_is_bounded() {
    let code = |text: String| Sheet::open(text.as_bytes(), Layout::default()).map(drop).unwrap_err().code;
    assert_eq!(code("x;".repeat(300)), "too_many_columns");
    assert_eq!(code("x;y\n".repeat(50_001)), "too_many_rows");
    assert_eq!(code(format!("x;{}", "y".repeat(100_001))), "cell_too_large");
    let sheet = opened(&format!("soal {};kunci\nx;A\n", "y".repeat(10_000)), Layout::default());
    assert_eq!(sheet.headers[0].len(), 200);
}

proptest! {
    #[test]
    fn any_sheet_and_layout_are_answered(
        text in "(soal|kunci|A|B|1|,|;|\t|\n|\"|[a-z ]){0,60}",
        header in proptest::option::of(0_usize..4),
        columns in proptest::collection::vec(0_usize..8, 0..6),
        key in 0_usize..4,
    ) {
        let names = ["stem", "option_1", "option_2", "key", "score_1", "kind", "left_1", "ignored"];
        let columns = columns.into_iter().map(|at| Field::from_name(names[at]).unwrap()).collect();
        let key = [KeyStyle::Any, KeyStyle::Letter, KeyStyle::Number, KeyStyle::Text][key];
        if let Ok(sheet) = Sheet::open(text.as_bytes(), Layout { header, columns, key, ..Layout::default() }) {
            let _ = sheet.import(&Supplied::new());
        }
    }
}
