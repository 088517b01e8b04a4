//! `item_bank/schema/item.schema.json` and the loader say the same of an item's front matter: same fields, same names,
//! same bounds. Every shipped item uses only what the schema knows.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test crate")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use ukur::bank::{BankFault, BankFiles, load};
use ukur::domain::item::{Difficulty, JobFamily};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("item_bank").join(name)
}

fn schema() -> Value {
    let text = std::fs::read_to_string(folder("schema").join("item.schema.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn names(value: &Value) -> BTreeSet<String> {
    let texts = value.as_array().unwrap().iter();
    texts.map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// A bank of one item with this front matter; its faults.
fn faults(head: &str, sections: &str) -> Vec<BankFault> {
    let manifest = "id = \"t\"\ntitle = \"T\"\nlanguage = \"id\"\n[[domain]]\nid = \"technical\"\ntitle = \"T\"\n\
                    [[domain.competency]]\nid = \"a\"\ntitle = \"A\"\n";
    let item = format!(
        "+++\nid = \"i\"\ncompetency = \"a\"\nindicator = \"x\"\n{head}\n+++\nStem\n{sections}## Rationale\nx\n"
    );
    let mut files = BankFiles::default();
    files.insert("bank.toml", manifest.into()).unwrap();
    files.insert("technical/i.md", item.into()).unwrap();
    load(&files).err().unwrap_or_default()
}

fn codes(head: &str) -> Vec<(String, &'static str)> {
    let head = format!("interaction = \"numeric_entry\"\nkey = 1\n{head}");
    faults(&head, "").into_iter().map(|fault| (fault.field, fault.code)).collect()
}

#[test]
fn enumerations_are_the_same() {
    let schema = schema();
    let properties = &schema["properties"];
    let difficulties = Difficulty::ALL.map(|d| d.name().to_owned());
    assert_eq!(names(&properties["difficulty"]["enum"]), BTreeSet::from(difficulties));
    let families = JobFamily::ALL.map(|f| f.name().to_owned());
    assert_eq!(names(&properties["job_families"]["items"]["enum"]), BTreeSet::from(families));
    // The loader names the interactions it knows when it is given another one.
    let found = faults("difficulty = \"easy\"\nseconds = 60\ninteraction = \"essay\"", "");
    let message = &found.iter().find(|fault| fault.field == "interaction").unwrap().message;
    let known: BTreeSet<String> = message.rsplit("none of ").next().unwrap().split(", ").map(str::to_owned).collect();
    assert_eq!(names(&properties["interaction"]["enum"]), known);
}

#[test]
fn required_fields_are_the_same() {
    let found = faults("", "");
    let mut missing: BTreeSet<String> =
        found.iter().filter(|fault| fault.code == "missing_field").map(|fault| fault.field.clone()).collect();
    missing.extend(["id", "competency", "indicator"].map(str::to_owned));
    assert_eq!(names(&schema()["required"]), missing);
}

#[test]
fn bounds_are_the_same() {
    let schema = schema();
    let seconds = &schema["properties"]["seconds"];
    let (low, high) = (seconds["minimum"].as_i64().unwrap(), seconds["maximum"].as_i64().unwrap());
    for (value, fine) in [(low - 1, false), (low, true), (high, true), (high + 1, false)] {
        assert_eq!(codes(&format!("difficulty = \"easy\"\nseconds = {value}")).is_empty(), fine, "{value}");
    }
    let unit = usize::try_from(schema["properties"]["unit"]["maxLength"].as_u64().unwrap()).unwrap();
    for (length, fine) in [(unit, true), (unit + 1, false)] {
        let head = format!("difficulty = \"easy\"\nseconds = 60\nunit = \"{}\"", "x".repeat(length));
        assert_eq!(codes(&head).is_empty(), fine, "{length}");
    }
}

#[test]
fn every_shipped_item_uses_only_fields_of_the_schema() {
    let schema = schema();
    let properties = schema["properties"].as_object().unwrap();
    let mut seen = BTreeSet::new();
    let files = BankFiles::read_dir(&folder("umum")).unwrap();
    for (path, bytes) in files
        .iter()
        .filter(|(path, _)| path.contains('/') && !path.starts_with("stimuli/") && !path.starts_with("images/"))
    {
        let text = std::str::from_utf8(bytes).unwrap();
        let head: toml::Table = text.split("+++\n").nth(1).unwrap().parse().unwrap();
        for name in head.keys() {
            assert!(properties.contains_key(name), "{path}: {name}");
            seen.insert(name.clone());
        }
    }
    // What nobody uses would be a field that the test above does not reach.
    for name in ["key", "weights", "tags", "computation", "stimulus", "enemies", "unit"] {
        assert!(seen.contains(name), "no shipped item uses {name}");
    }
}

#[test]
fn a_field_that_the_schema_does_not_know_is_a_fault() {
    assert_eq!(codes("difficulty = \"easy\"\nseconds = 60\nlevel = 1"), [("level".to_owned(), "unknown_field")]);
}
