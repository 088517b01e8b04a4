//! The QTI importer against reference data of other projects, where that lies beside this repository.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};
use ukur::bank::exchange::qti::{read, score_check::score_check};
use ukur::bank::exchange::{Fate, Import, Row};
use ukur::bank::source::{GapSource, InteractionSource, ItemSource};

/// Items that the reference calls readable and that say themselves that a faithful importer refuses them, and those
/// whose rules no key of ours can express.
const LEFT_OUT: &[(&str, &str)] = &[
    ("qti3/kennisnet/default-value-wrong-tag.xml", "wrongTag"),
    ("qti3/kennisnet/else-if-after-else.xml", "responseElseIf"),
    ("qti3/kennisnet/empty-correct-response-value.xml", "empty"),
    ("qti3/kennisnet/non-existing-outcome.xml", "NON-EXISTING"),
    ("qti3/kennisnet/wrong-expression-element.xml", "wrongElement"),
    ("qti3/kennisnet/wrong-processing-element.xml", "wrongElement"),
    // Rules that pay for any text, for the lack of one, or for every positive number.
    ("qti22-scoring/isNull_isNotNull/item.xml", "no text"),
    ("qti22-scoring/mapResponse_mapping_caseSensitive_defaultValue/item.xml", "texts that no key names"),
    ("qti22-scoring/responseCondition_elseIf_chain/item.xml", "empty answer"),
    ("qti22-scoring/stringMatch_caseSensitive_substring/item.xml", "cannot be listed"),
    ("qti22-scoring/responseProcessing_equalRounded_tolerance/item.xml", "neither a correctResponse nor a mapping"),
];

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/formats");
    let folder = if folder.is_dir() { folder } else { Path::new("/work/shared/reference/formats").to_owned() };
    if !folder.is_dir() {
        println!("reference data not present");
        return None;
    }
    Some(folder)
}

fn import(folder: &Path, file: &str) -> Import {
    read(file, &std::fs::read(folder.join(file)).unwrap()).unwrap()
}

#[test]
fn every_reference_item_is_taken_or_left_out_with_its_reason() {
    let Some(folder) = folder() else { return };
    let expected: Vec<Json> =
        serde_json::from_slice(&std::fs::read(folder.join("expected/qti-items.json")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for entry in &expected {
        let file = entry["file"].as_str().unwrap();
        let row = import(&folder, file).rows.remove(0);
        println!("{file}: {}", told(&row));
        if let Err(why) = compare(&folder, file, entry, &row) {
            wrong.push(format!("{file}: {why}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), expected.len());
}

fn told(row: &Row) -> String {
    match &row.fate {
        Fate::Taken { item, changes } => {
            format!("{} {:?} | {:?} | {changes:?}", item.interaction.name(), item.interaction, item.stem)
        }
        Fate::LeftOut { reason } => format!("left out: {reason}"),
    }
}

fn compare(folder: &Path, file: &str, entry: &Json, row: &Row) -> Result<(), String> {
    let same = |what: &str, want: &Json, got: &str| {
        let want = want.as_str().unwrap_or_default();
        (want == got).then_some(()).ok_or_else(|| format!("{what}: `{got}` instead of `{want}`"))
    };
    same("id", &entry["id"], &row.source_id)?;
    same("title", &entry["title"], &row.title)?;
    let kinds: BTreeSet<&str> = row.interaction.split(" + ").filter(|kind| !kind.is_empty()).collect();
    let wanted: BTreeSet<&str> = entry["interactions"].as_object().unwrap().keys().map(String::as_str).collect();
    if kinds != wanted {
        return Err(format!("interactions {kinds:?} instead of {wanted:?}"));
    }
    let refused = LEFT_OUT.iter().find(|(name, _)| *name == file).map(|(_, why)| (*why).to_owned());
    let named = match entry["why"][0].as_str() {
        Some("no-interaction") => "no interaction",
        Some("template") => "templateProcessing",
        Some(name) => name,
        None => "",
    };
    let refused = refused.or_else(|| (entry["band"] == "name-and-leave-out").then(|| named.to_owned()));
    match (&row.fate, refused) {
        (Fate::LeftOut { reason }, Some(why)) if reason.contains(&why) => Ok(()),
        (Fate::LeftOut { reason }, _) => Err(format!("left out: {reason}")),
        (Fate::Taken { .. }, Some(why)) => Err(format!("taken, although `{why}`")),
        (Fate::Taken { item, .. }, None) => keys(folder, entry, item),
    }
}

/// The key names what the source calls correct, or what its mapping pays for when nothing is called correct.
fn keys(folder: &Path, entry: &Json, item: &ItemSource) -> Result<(), String> {
    let response = &entry["responses"][0];
    let paid = |least: f64| {
        let entries = response["mapping"]["entries"].as_object().into_iter().flatten();
        let worth = |value: &Json| value.as_str().unwrap().trim().parse::<f64>().unwrap();
        entries.filter(|(_, value)| worth(value) > least).map(|(key, _)| key.clone()).collect::<BTreeSet<String>>()
    };
    let correct = response["correct"].as_array();
    let correct = correct.map(|all| all.iter().map(|value| value.as_str().unwrap().to_owned()).collect());
    let single = matches!(item.interaction, InteractionSource::SingleChoice { .. });
    let best = (0..100).map(f64::from).map(&paid).take_while(|paid| !paid.is_empty()).last().unwrap_or_default();
    let want: BTreeSet<String> = correct.unwrap_or_else(|| if single { best } else { paid(0.0) });
    let text = std::fs::read_to_string(folder.join(entry["file"].as_str().unwrap())).unwrap();
    let names = identifiers(&text);
    let got: BTreeSet<String> = match &item.interaction {
        InteractionSource::SingleChoice { key, .. } => key.iter().map(|at| names[*at].clone()).collect(),
        InteractionSource::MultipleResponse { key, .. } => key.iter().map(|at| names[*at].clone()).collect(),
        InteractionSource::Matching { left, key, .. } if entry["interactions"]["matchInteraction"].is_number() => {
            key.iter().map(|(a, b)| format!("{} {}", names[*a], names[left.len() + b])).collect()
        }
        _ => return Ok(()),
    };
    // Several options may pay less than the whole; the key is the smallest set that pays everything.
    let by_rules = response["correct"].is_null() && !single || want.is_empty();
    if got == want || by_rules && got.is_subset(&want) || want.is_empty() {
        return Ok(());
    }
    Err(format!("the key {got:?} instead of {want:?}"))
}

/// The choices of an item in the order of the document.
fn identifiers(text: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(text).unwrap();
    let kinds = ["simpleChoice", "qti-simple-choice", "simpleAssociableChoice", "qti-simple-associable-choice"];
    let choices = document.descendants().filter(|node| kinds.contains(&node.tag_name().name()));
    choices.map(|node| node.attribute("identifier").unwrap().to_owned()).collect()
}

#[test]
fn every_scoring_case_comes_out_or_names_what_is_missing() {
    let Some(folder) = folder() else { return };
    let (mut exact, mut named, mut wrong) = (0, 0, Vec::new());
    for entry in std::fs::read_dir(folder.join("qti22-scoring")).unwrap() {
        let dir = entry.unwrap().path();
        let item = std::fs::read(dir.join("item.xml")).unwrap();
        for case in score_check(&item, &std::fs::read(dir.join("cases.json")).unwrap()).unwrap() {
            match &case.unsupported {
                None if case.matches => exact += 1,
                Some(why) if why.contains("customOperator") => named += 1,
                _ => wrong.push(format!("{}: {case:?}", dir.display())),
            }
        }
    }
    println!("{exact} cases exact, {named} name what is not supported");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(exact > 60, "{exact}");
}

#[test]
fn reported_results_score_as_their_publisher_says() {
    let Some(folder) = folder() else { return };
    let item = std::fs::read(folder.join("qti-results/2gaps.xml")).unwrap();
    for (file, score) in [("2gaps-result-correct-1.xml", 1), ("2gaps-result-incorrect-1.xml", 0)] {
        let text = std::fs::read_to_string(folder.join("qti-results").join(file)).unwrap();
        let document = roxmltree::Document::parse(text.trim_start_matches('\u{feff}')).unwrap();
        let mut responses = BTreeMap::new();
        for variable in document.descendants().filter(|node| node.tag_name().name() == "responseVariable") {
            let value =
                variable.descendants().find(|node| node.tag_name().name() == "value").and_then(|node| node.text());
            responses.insert(variable.attribute("identifier").unwrap().to_owned(), json!(value));
        }
        let cases = json!([{ "responses": responses, "expect": { "SCORE": score } }]);
        let results = score_check(&item, cases.to_string().as_bytes()).unwrap();
        assert!(results[0].matches, "{file}: {:?}", results[0]);
    }
    let row = import(&folder, "qti-results/2gaps.xml").rows.remove(0);
    println!("{}", told(&row));
    let (item, _) = row.taken().unwrap();
    let InteractionSource::GapText { gaps, exact: true } = &item.interaction else { panic!("{item:?}") };
    assert!(matches!(&gaps[0], GapSource::Text { accepted, .. } if accepted[0].0 == "3"));
}

#[test]
fn bad_packages_are_refused_as_a_whole() {
    let Some(folder) = folder() else { return };
    for (file, code) in [
        ("qtiworks-ZipSlip.zip", "archive_name"),
        ("qtiworks-ExternalHref.zip", "href_outside"),
        ("qtiworks-MissingFile.zip", "file_missing"),
        ("qtiworks-BadManifest.zip", "bad_manifest"),
        ("qtiworks-NotContentPackage.zip", "no_manifest"),
    ] {
        let refused = read(file, &std::fs::read(folder.join("bad-packages").join(file)).unwrap()).unwrap_err();
        println!("{file}: {refused}");
        assert_eq!(refused.code, code, "{refused}");
    }
}

#[test]
fn a_package_without_rules_takes_its_key_and_says_so() {
    let Some(folder) = folder() else { return };
    let import = import(&folder, "qti3-packages/no-response-processing.zip");
    assert_eq!(import.rows.len(), 1);
    println!("{}", told(&import.rows[0]));
    let (item, changes) = import.rows[0].taken().unwrap();
    let InteractionSource::Matching { key, left, .. } = &item.interaction else { panic!("{item:?}") };
    assert_eq!((key.len(), left.len()), (7, 7));
    assert!(changes.iter().any(|change| change.contains("no rules that score")), "{changes:?}");
}
