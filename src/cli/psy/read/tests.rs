//! Hostile and clumsy files: what is read, what is refused, and that nothing breaks the readers.

use proptest::prelude::*;
use ukur_psychometrics::{Answer, ItemModel, Skipped};

use super::*;

fn answers(text: &str) -> Result<AnswerSheet, ReadError> {
    AnswerSheet::take(&Sheet::parse("R.csv", text)?, None, Coding::Scored)
}

#[test]
fn three_states_and_persons_are_read() {
    let sheet = answers("Person;i1;i2;i3;i4\np1;1;S;.;NA\n\"p;2\";0; 2 ;;1.0\n").unwrap();
    assert_eq!(sheet.persons.as_deref(), Some(&["p1".to_owned(), "p;2".to_owned()][..]));
    assert_eq!(sheet.responses.row(0).collect::<Vec<_>>(), [(0, Answer::Category(1)), (1, Answer::Skipped)]);
    let second: Vec<_> = sheet.responses.categories(1, Skipped::Zero).collect();
    assert_eq!(second, [(0, 0), (1, 2), (3, 1)]);
    assert_eq!(answers("i1\n1\n").unwrap().person(0), "1");
}

#[test]
fn refusals_of_answers_name_the_place() {
    let said = |text: &str| answers(text).unwrap_err().to_string();
    assert!(said("i1,i2\n1,0\n1,x\n").starts_with("R.csv, row 3, column i2: \"x\" is no answer"));
    for cell in ["-1", "1.5", "31", "1e0", "०", "TRUE", "999999999999"] {
        assert!(said(&format!("i1,i2\n{cell},0\n")).contains("is no answer"), "{cell}");
    }
    assert_eq!(said("person,i1\na,1\na,0\n"), "R.csv, row 3, column person: person a stands twice");
    assert_eq!(said("person,i1\n,1\n"), "R.csv, row 2, column person: the person is missing");
    assert_eq!(said("person\na\n"), "R.csv: there is no column of answers");
    assert_eq!(said("i1\n"), "R.csv: there is no row of answers");
}

#[test]
fn options_are_letters_or_numbers() {
    let sheet = Sheet::parse("C.csv", "id,i1,i2,i3\np,b,4,-\n").unwrap();
    let choices = AnswerSheet::take(&sheet, None, Coding::Options { first: 1 }).unwrap();
    let row: Vec<_> = choices.responses.row(0).collect();
    assert_eq!(row, [(0, Answer::Category(1)), (1, Answer::Category(3)), (2, Answer::Skipped)]);
    let zero = Sheet::parse("C.csv", "i1\n0\n").unwrap();
    assert!(AnswerSheet::take(&zero, None, Coding::Options { first: 1 }).is_err());
}

#[test]
fn parameters_come_in_many_forms() {
    let same = [
        r#"{"model":"grm","items":[{"id":"x","domain":"n","a":2,"b":[-1,1]}]}"#,
        r#"[{"item":"x","domain":"n","type":"graded","a":2,"d":[2,-2],"note":{"deep":[1]}}]"#,
        "item,domain,type,a,b1,b2,b3\nx,n,GRM,2,-1,1,\n",
        "\u{feff}id;domain;model;a;d1;d2\nx;n;grm;2,0;2;-2\n",
    ];
    for text in same {
        let read = Parameters::parse("P", text).unwrap();
        assert_eq!(read.items[0].id, "x");
        assert_eq!(read.items[0].model, ItemModel::Graded { a: 2.0, d: vec![2.0, -2.0] }, "{text}");
        assert_eq!(Parameters::domains(&read.items), ["n"]);
    }
    let plain = Parameters::parse("P", "item,a,b,g\nx,2,1,0.2\n").unwrap();
    assert_eq!(plain.items[0].model, ItemModel::Dichotomous { a: 2.0, d: -2.0, g: 0.2 });
    let nominal = Parameters::parse("P", "item,model,a1,a2,c1,c2\nx,nominal,0,1,0,.5\n").unwrap();
    assert_eq!(nominal.items[0].model, ItemModel::Nominal { a: vec![0.0, 1.0], d: vec![0.0, 0.5] });
}

#[test]
fn refusals_of_parameters_name_the_item() {
    let said = |text: &str| Parameters::parse("P", text).unwrap_err().to_string();
    assert_eq!(said("item,a,b\nx,,1\n"), "P, item x: row 2: a is missing");
    assert_eq!(said("item,a,b\nx,1,q\n"), "P, row 2, column b: \"q\" is no number");
    assert_eq!(said("item,a,b\nx,1,1\nx,1,2\n"), "P: item x stands twice");
    assert_eq!(said(r#"[{"id":"x","b":1}]"#), "P, item x: a is missing");
    assert_eq!(said(r#"[{"id":"x","a":1,"b":0},{"a":1,"b":0}]"#), "P, item 2: it has no id");
    assert_eq!(said(r#"{"items":[]}"#), "P: there are no items");
    assert_eq!(said(r#"{"a":1}"#), "P: there is no list of items");
    assert!(said("[{\"id\":\"x\",").starts_with("P: no JSON"));
    let joined = |list: &str| said(&format!(r#"[{{"id":"x","model":"grm","a":1,"d":[1,-1],"categories":{list}}}]"#));
    for list in ["[2,1,0]", "[0,1,300]", "[]", "7", "[0,0.5]"] {
        assert!(joined(list).starts_with("P, item x: categories"), "{list}");
    }
    assert!(said(r#"[{"id":"x","model":"4pl","a":1,"b":0}]"#).contains("4pl"));
}

#[test]
fn a_scaling_constant_is_taken_into_the_slope() {
    let same = [
        "item,a,b,D\nx,1,2,1.7\n",
        "item,a,d,D\nx,1,-2,1.7\n",
        r#"[{"id":"x","a":1,"b":2,"D":1.7}]"#,
        r#"{"D":1.7,"items":[{"id":"x","a":1,"d":-2}]}"#,
    ];
    for text in same {
        let read = Parameters::parse("P", text).unwrap();
        assert_eq!(read.items[0].model, ItemModel::Dichotomous { a: 1.7, d: -3.4, g: 0.0 }, "{text}");
    }
    let alone = Parameters::parse("P", "item,a,D\nx,1,2\n").unwrap();
    assert_eq!(alone.items[0].model, ItemModel::Dichotomous { a: 1.0, d: 2.0, g: 0.0 }, "an intercept");
    let said = |text: &str| Parameters::parse("P", text).unwrap_err().to_string();
    assert_eq!(
        said("item,a,b,D\nx,1,2,0\n"),
        "P, row 2, column D: the constant D must be a number above 0 and at most 10"
    );
    assert!(said(r#"{"D":"1.7","items":[{"id":"x","a":1,"b":0}]}"#).starts_with("P: the constant D must be"));
}

#[test]
fn half_understood_parameters_are_refused() {
    let said = |text: &str| Parameters::parse("P", text).unwrap_err().to_string();
    assert_eq!(said("item,model,a,b1,b2,b3\nx,grm,1,0,,1\n"), "P, row 2, column b3: b2 is missing before it");
    assert_eq!(said("item,model,a,b1,b3\nx,grm,1,0,1\n"), "P, row 2, column b3: b2 is missing before it");
    assert_eq!(said("item,model,a,d1,d2\nx,grm,1,-1,1\n"), "P, item x: row 2: d must be falling from step to step");
    assert_eq!(
        said("item,a,b,u\nx,1,0,.9\n"),
        "P, row 2, column u: u is 0.9: an upper asymptote other than 1 is not known"
    );
    assert!(said(r#"[{"id":"x","a":1,"b":0,"u":0.9}]"#).starts_with("P, item x: u is 0.9"));
    assert!(Parameters::parse("P", "item,a,b,u\nx,1,0,1\n").is_ok());
}

#[test]
fn answers_find_their_parameters() {
    let sheet = answers("b,a\n1,0\n").unwrap();
    let named = Parameters::parse("P", "item,a,b\na,1,0\nb,2,0\nc,1,0\n").unwrap();
    let aligned = named.align(&sheet, false).unwrap();
    assert_eq!(aligned.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    let unnamed = Parameters::parse("P", r#"[{"a":1,"b":0},{"a":2,"b":0}]"#).unwrap();
    assert_eq!(unnamed.align(&sheet, false).unwrap().items[1].id, "a");
    assert!(unnamed.align(&answers("a\n1\n").unwrap(), false).unwrap_err().to_string().contains("without names"));
    let few = Parameters::parse("P", "item,a,b\na,1,0\n").unwrap();
    let said = few.align(&sheet, false).unwrap_err().to_string();
    assert!(said.starts_with("R.csv, item b: P has no parameters"), "{said}");
    assert_eq!(few.align(&sheet, true).unwrap().dropped, ["b"]);
    let left_out = r#"{"items":[{"id":"a","a":1,"b":0}],"not_estimated":[{"id":"b","reason":"r"}]}"#;
    assert_eq!(Parameters::parse("P", left_out).unwrap().align(&sheet, false).unwrap().dropped, ["b"]);
}

#[test]
fn joined_categories_are_joined_again() {
    let text = r#"[{"id":"x","model":"grm","a":1,"d":[1,-1],"categories":[1,2,4]}]"#;
    let sheet = answers("x\n0\n1\n2\n3\n4\n").unwrap();
    let aligned = Parameters::parse("P", text).unwrap().align(&sheet, false).unwrap();
    let categories: Vec<usize> =
        (0..5).flat_map(|person| aligned.responses.categories(person, Skipped::Zero)).map(|(_, k)| k).collect();
    assert_eq!(categories, [0, 0, 1, 1, 2]);
    let plain = Parameters::parse("P", "item,a,b\nx,1,0\n").unwrap().align(&sheet, false).unwrap();
    assert!(plain.check(&sheet).unwrap_err().to_string().contains("row 4, column x: category 2"));
}

#[test]
fn groups_belong_to_persons_or_rows() {
    let sheet = answers("person,i\na,1\nb,0\n").unwrap();
    let named = Groups::take(&Sheet::parse("G", "person,group\nb,f\nx,m\na,m\n").unwrap(), &sheet).unwrap();
    assert_eq!(named, Groups { labels: vec!["f".to_owned(), "m".to_owned()], of: vec![1, 0] });
    let rows = Groups::take(&Sheet::parse("G", "sex\nm\nf\n").unwrap(), &sheet).unwrap();
    assert_eq!(rows, named);
    let said = |text: &str| Groups::take(&Sheet::parse("G", text).unwrap(), &sheet).unwrap_err().to_string();
    assert_eq!(said("group\nm\n"), "G: 1 rows, R.csv has 2 persons");
    assert_eq!(said("person,group\na,m\n"), "G: person b of R.csv is missing");
    assert_eq!(said("group\nm\nNA\n"), "G, row 3, column group: the group is missing");
    let pairs = pairs(&Sheet::parse("N", "x,y\na,b\n").unwrap(), &sheet).unwrap();
    assert_eq!(pairs, [(0, 1)]);
}

proptest! {
    #[test]
    fn no_text_breaks_a_reader(text in "[\\PC\n\r\t;,\"]{0,200}") {
        let _ = answers(&text);
        let _ = Parameters::parse("P", &text);
        if let (Ok(sheet), Ok(known)) = (Sheet::parse("G", &text), answers("person,i\na,1\n")) {
            let _ = Groups::take(&sheet, &known);
            let _ = pairs(&sheet, &known);
        }
    }

    #[test]
    fn half_sound_parameters_never_break_it(
        a in any::<f64>(), b in prop::collection::vec(any::<f64>(), 0..4), c in any::<f64>(),
        model in "(2pl|3pl|grm|gpcm|nominal|x)?",
    ) {
        let item = serde_json::json!({"id": "x", "model": model, "a": a, "b": b, "c": c});
        if let Ok(read) = Parameters::parse("P", &serde_json::json!([item]).to_string()) {
            prop_assert!(read.items[0].model.categories() >= 2);
        }
    }

    #[test]
    fn a_table_of_answers_reads_back(rows in prop::collection::vec(prop::collection::vec(0_u8..33, 3), 1..20)) {
        let cell = |value: &u8| match value { 31 => String::new(), 32 => "S".to_owned(), k => k.to_string() };
        let text: String = rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\n").collect();
        let sheet = answers(&format!("a,b,c\n{text}")).unwrap();
        for (person, row) in rows.iter().enumerate() {
            let shown = row.iter().filter(|value| **value != 31).count();
            prop_assert_eq!(sheet.responses.row(person).count(), shown);
        }
    }
}
