//! Whole banks through `load`: what a good one becomes, and that a bad one names every fault with its line.

use super::*;
use crate::domain::ids::{ChoiceId, ItemId};
use crate::domain::item::Interaction;

const MANIFEST: &str = "id = \"t\"\ntitle = \"T\"\nlanguage = \"id\"\n\
    [[domain]]\nid = \"technical\"\ntitle = \"Teknis\"\n[[domain.competency]]\nid = \"budgeting\"\ntitle = \"Anggaran\"\n";
const OPTIONS: &str = "## Options\n\n- A. 10\n- B. 20\n- C. 30\n- D. 40\n\n";

/// An item whose front matter has these lines in addition.
fn item(id: &str, interaction: &str, head: &str, sections: &str) -> (String, String) {
    let text = format!(
        "+++\nid = \"{id}\"\ninteraction = \"{interaction}\"\ncompetency = \"budgeting\"\nindicator = \"x\"\n\
         difficulty = \"easy\"\nseconds = 60\n{head}\n+++\n\nStem\n\n{sections}## Rationale\n\nWhy\n"
    );
    (format!("technical/{id}.md"), text)
}

fn files(pairs: &[(String, String)]) -> BankFiles {
    let mut files = BankFiles::default();
    files.insert("bank.toml", MANIFEST.into()).unwrap();
    for (path, text) in pairs {
        files.insert(path, text.clone().into_bytes()).unwrap();
    }
    files
}

/// Line, field and code of every fault.
fn faults(pairs: &[(String, String)]) -> Vec<(Option<u32>, String, &'static str)> {
    load(&files(pairs)).unwrap_err().into_iter().map(|f| (f.line, f.field, f.code)).collect()
}

fn one(interaction: &str, head: &str, sections: &str) -> Vec<(Option<u32>, String, &'static str)> {
    faults(&[item("a", interaction, head, sections)])
}

fn at(line: u32, field: &str, code: &'static str) -> (Option<u32>, String, &'static str) {
    (Some(line), field.to_owned(), code)
}

/// A choice of two, then a word.
fn gap_text(id: &str, head: &str) -> (String, String) {
    let (path, text) = item(id, "gap_text", head, "## Gap 1\n- A. x\n- B. y\n");
    (path, text.replace("\nStem\n", "\nIni [[1]] dan [[2]].\n"))
}

#[test]
fn gaps_become_places_and_their_faults_are_named() {
    let files = files(&[gap_text("a", "key = { 1 = \"B\", 2 = [\"kata\"] }")]);
    let bank = load(&files).unwrap();
    assert_eq!(
        bank.items[&ItemId::new("a")].stem.0,
        "<p>Ini <span class=\"gap\" data-gap=\"1\"></span> dan <span class=\"gap\" data-gap=\"2\"></span>.</p>"
    );
    for (head, field, code) in [
        ("key = { 1 = \"C\", 2 = [\"kata\"] }", "key", "unknown_choice"),
        ("key = { 1 = \"B\", 2 = [] }", "key", "list_size"),
        ("key = { 1 = \"B\", 2 = [\" \"] }", "key", "list_size"),
        ("key = { 1 = \"B\", 2 = [\"a\"], 3 = [\"b\"] }", "stem", "gap_place"),
        ("key = { 1 = \"B\", 5 = [\"a\"] }", "key", "key_size"),
        ("key = { 1 = \"B\", 2 = [\"a\"] }\ncredit = { \"1 B\" = 0.5 }", "credit", "out_of_range"),
    ] {
        assert_eq!(faults(&[gap_text("a", head)]), [at(8, field, code)], "{head}");
    }
}

#[test]
fn markings_that_contradict_or_name_nothing_are_faults() {
    let head = |extra: &str| format!("key = [\"A\", \"C\"]\n{extra}");
    for (extra, code) in [
        ("exact = true\ncredit = { A = 0.5 }", "contradiction"),
        ("credit = { A = 2 }", "out_of_range"),
        ("credit = { Z = 1 }", "unknown_choice"),
    ] {
        let found = one("multiple_response", &head(extra), OPTIONS);
        assert_eq!(found.iter().map(|f| f.2).collect::<Vec<_>>(), [code], "{extra}");
    }
    assert_eq!(one("single_choice", "key = \"A\"\ncredit = { A = 0.5 }", OPTIONS)[0].2, "out_of_range");
    assert_eq!(one("numeric_entry", "key = 1\nslider = [5, 1, 1]", "")[0].2, "out_of_range");
}

#[test]
fn every_interaction_is_read() {
    let elements = OPTIONS.replace("Options", "Elements");
    let sides = "## Left\n- 1. a\n- 2. b\n- 3. c\n## Right\n- A. x\n- B. y\n- C. z\n- D. w\n";
    let bank = load(&files(&[
        item("a", "single_choice", "key = \"C\"", OPTIONS),
        item("b", "multiple_response", "key = [\"A\", \"C\"]", OPTIONS),
        item("c", "graded_judgement", "weights = { A = 2, B = 5, C = 1, D = 4 }", OPTIONS),
        item("d", "numeric_entry", "key = 12.5\ntolerance = 0.05\nunit = \"persen\"", ""),
        item("e", "ordering", "key = [\"C\", \"A\", \"D\", \"B\"]\nshuffle = false", &elements),
        item(
            "f",
            "matching",
            "key = { 1 = \"B\", 2 = \"A\", 3 = \"D\" }\nenemies = [\"a\"]\njob_families = [\"pelaksana\"]",
            sides,
        ),
        item("g", "association", "key = [\"A C\", \"D B\"]", &elements),
        gap_text("h", "key = { 1 = \"B\", 2 = [\"kata\"] }\ncredit = { \"1 A\" = 0.5 }"),
        item("i", "extended_text", "", ""),
    ]))
    .unwrap();
    let names: Vec<_> = bank.items.values().map(|item| item.interaction.name()).collect();
    assert_eq!(names, interaction_file::NAMES);
    let first = &bank.items[&ItemId::new("a")];
    assert_eq!((first.stem.0.as_str(), first.rationale.0.as_str(), first.seconds), ("<p>Stem</p>", "<p>Why</p>", 60));
    assert_eq!(first.interaction.drawable()[2].html.0, "30");
    assert!(first.enemies.contains(&ItemId::new("f")), "enemies are symmetric");
    assert!(!bank.items[&ItemId::new("e")].shuffle);
    let Interaction::Matching { key, right, .. } = &bank.items[&ItemId::new("f")].interaction else { panic!() };
    assert_eq!((key[&ChoiceId::new("3")].as_str(), right.len()), ("D", 4));
}

#[test]
fn stimuli_and_pictures_are_found() {
    let mut files = files(&[
        item("a", "numeric_entry", "key = 1\nstimulus = \"s\"", ""),
        (
            "stimuli/s.md".into(),
            "+++\nid = \"s\"\ntitle = \"S\"\ndomain = \"technical\"\n+++\n![Alur](images/a.svg)\n".into(),
        ),
    ]);
    files.insert("images/a.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()).unwrap();
    let bank = load(&files).unwrap();
    let (name, media) = bank.media.first_key_value().unwrap();
    assert_eq!(media.content_type, "image/svg+xml");
    let html = &bank.stimuli.first_key_value().unwrap().1.html.0;
    assert_eq!(html, &format!("<p><img src=\"/media/{name}\" alt=\"Alur\"></p>"));
    assert_eq!(bank.version, files.version());
    assert_eq!(load(&BankFiles::from_json(&files.to_json()).unwrap()).unwrap().version, bank.version);
}

#[test]
fn all_faults_of_a_front_matter_are_found_at_once() {
    let text = "+++\nid = \"b\"\ninteraction = \"essay\"\ncompetency = \"cooking\"\ndifficulty = \"huge\"\nseconds = 5\n\
                tags = [\"\"]\njob_families = [\"raja\"]\nshuffle = 1\nstimulus = \"no\"\nenemies = [\"a\", \"no\"]\nkey = \"C\"\ncolour = 1\n+++\nStem\n";
    assert_eq!(
        faults(&[("technical/a.md".into(), text.into())]),
        [
            at(2, "id", "id_is_not_file_name"),
            at(2, "indicator", "missing_field"),
            at(3, "interaction", "unknown_name"),
            at(4, "competency", "unknown_competency"),
            at(5, "difficulty", "unknown_name"),
            at(6, "seconds", "out_of_range"),
            at(7, "tags", "empty"),
            at(8, "job_families", "unknown_name"),
            at(9, "shuffle", "wrong_type"),
            at(10, "stimulus", "unknown_stimulus"),
            at(11, "enemies", "own_enemy"),
            at(11, "enemies", "unknown_enemy"),
            at(12, "key", "unknown_field"),
            at(13, "colour", "unknown_field"),
            at(15, "Rationale", "missing_section"),
        ]
    );
}

#[test]
fn wrong_keys_are_named() {
    let elements = OPTIONS.replace("Options", "Elements");
    assert_eq!(one("single_choice", "key = \"E\"", OPTIONS), [at(8, "key", "unknown_choice")]);
    assert_eq!(one("single_choice", "key = [\"A\"]", OPTIONS), [at(8, "key", "wrong_type")]);
    assert_eq!(one("single_choice", "", OPTIONS), [at(2, "key", "missing_field")]);
    assert_eq!(one("single_choice", "key = \"A\"\nweights = { A = 5 }", OPTIONS), [at(9, "weights", "unknown_field")]);
    assert_eq!(one("multiple_response", "key = [\"A\", \"A\"]", OPTIONS), [at(8, "key", "repeated")]);
    assert_eq!(one("multiple_response", "key = []", OPTIONS), [at(8, "key", "key_size")]);
    assert_eq!(one("multiple_response", "key = [\"A\", \"B\", \"C\", \"D\"]", OPTIONS), [at(8, "key", "key_size")]);
    assert_eq!(
        one("graded_judgement", "weights = { A = 5, B = 5, C = 1, D = 1 }", OPTIONS),
        [at(8, "weights", "no_best_option")]
    );
    assert_eq!(
        one("graded_judgement", "weights = { A = 5, B = 0, C = 1, D = 1 }", OPTIONS),
        [at(8, "weights", "out_of_range")]
    );
    assert_eq!(one("graded_judgement", "weights = { A = 5, B = 1 }", OPTIONS), [at(8, "weights", "key_size")]);
    assert_eq!(one("numeric_entry", "key = 1e20", ""), [at(8, "key", "out_of_range")]);
    assert_eq!(
        one("numeric_entry", "key = nan\ntolerance = -1", ""),
        [at(8, "key", "wrong_type"), at(9, "tolerance", "out_of_range")]
    );
    assert_eq!(one("ordering", "key = [\"A\", \"B\", \"C\", \"D\"]", &elements), [at(8, "key", "key_shown")]);
    assert_eq!(one("ordering", "key = [\"A\", \"B\"]", &elements), [at(8, "key", "key_size")]);
    let sides = "## Left\n- 1. a\n- 2. b\n- 3. c\n## Right\n- A. x\n- B. y\n- C. z\n";
    assert_eq!(one("matching", "key = { 1 = \"A\", 2 = \"A\", 3 = \"B\" }", sides), [at(8, "key", "key_size")]);
    assert_eq!(one("matching", "key = { 1 = \"A\", 4 = \"B\" }", sides), [at(8, "key", "unknown_choice")]);
}

#[test]
fn wrong_sections_are_named() {
    assert_eq!(
        one("single_choice", "key = \"A\"", ""),
        [at(3, "Options", "missing_section"), at(8, "key", "unknown_choice")]
    );
    let twice = format!("{OPTIONS}## Options\n");
    assert_eq!(one("single_choice", "key = \"A\"", &twice), [at(20, "Options", "repeated")]);
    assert_eq!(one("numeric_entry", "key = 1", OPTIONS), [at(13, "Options", "unknown_section")]);
    let same = OPTIONS.replace("20", "10");
    assert_eq!(one("single_choice", "key = \"A\"", &same), [at(16, "options.B", "repeated")]);
}

#[test]
fn computations_are_compared_with_the_key() {
    let good = |interaction, head: &str, sections| load(&files(&[item("a", interaction, head, sections)])).is_ok();
    assert!(good("single_choice", "key = \"B\"\ncomputation = \"5 * 4\"", OPTIONS));
    assert!(good("numeric_entry", "key = 33.3\ntolerance = 0.05\ncomputation = \"100 / 3\"", ""));
    let differs = [at(9, "computation", "computation_differs")];
    assert_eq!(one("single_choice", "key = \"B\"\ncomputation = \"21\"", OPTIONS), differs);
    assert_eq!(one("numeric_entry", "key = 33\ncomputation = \"100 / 3\"", ""), differs);
    let twin = OPTIONS.replace("- A. 10", "- A. 20,0");
    assert_eq!(one("single_choice", "key = \"B\"\ncomputation = \"20\"", &twin), differs);
    assert_eq!(one("numeric_entry", "key = 1\ncomputation = \"1 +\"", ""), [at(9, "computation", "computation")]);
    assert_eq!(
        one("multiple_response", "key = [\"A\"]\ncomputation = \"1\"", OPTIONS),
        [at(9, "computation", "computation_misplaced")]
    );
}

#[test]
fn odd_banks_are_answered_clearly() {
    let codes = |files: &BankFiles| load(files).unwrap_err().into_iter().map(|f| f.code).collect::<Vec<_>>();
    assert_eq!(codes(&BankFiles::default()), ["missing_file"]);
    assert_eq!(codes(&files(&[])), ["bank_size"]);
    let (_, text) = item("a", "numeric_entry", "key = 1", "");
    assert_eq!(codes(&files(&[("cooking/a.md".into(), text.clone())])), ["unknown_domain"]);
    assert_eq!(codes(&files(&[("technical/a.txt".into(), text.clone())])), ["bank_size", "unexpected_file"]);
    let twice = [("technical/a.md".into(), text.clone()), ("sociocultural/a.md".into(), text.clone())];
    assert_eq!(codes(&files(&twice)), ["unknown_domain", "repeated"]);
    assert_eq!(codes(&files(&[("technical/a.md".into(), text.replace('\n', "\r\n"))])), ["carriage_return"]);
    assert_eq!(codes(&files(&[("technical/a.md".into(), format!("\u{feff}{text}"))])), ["byte_order_mark"]);
    assert_eq!(codes(&files(&[("technical/a.md".into(), String::new())])), ["no_front_matter"]);
}

#[test]
fn practice_items_stand_apart() {
    let (_, text) = item("a", "numeric_entry", "key = 1", "");
    let text = text.replace("budgeting", "practice");
    let mut files = BankFiles::default();
    files.insert("a.md", text.clone().into_bytes()).unwrap();
    assert_eq!(load_practice(&files).unwrap()[0].competency.as_str(), PRACTICE);
    files.insert("x/a.md", text.into_bytes()).unwrap();
    assert_eq!(load_practice(&files).unwrap_err()[0].code, "unexpected_file");
}
