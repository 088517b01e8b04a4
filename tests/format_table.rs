//! The table "There and back" of docs/formats.md is what the program does: each way of answering written in each format
//! and read again.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use ukur::bank::exchange::export::Selection;
use ukur::bank::exchange::{self, Format};
use ukur::bank::source::{GapSource, InteractionSource, ItemSource, Marking, SliderSource};

const FORMATS: [Format; 7] =
    [Format::Qti, Format::MoodleXml, Format::Gift, Format::Aiken, Format::Xlsx, Format::Csv, Format::Ukur];

fn texts(words: &str) -> Vec<String> {
    words.split_whitespace().map(|word| format!("teks {word}")).collect()
}

/// Name in the table, and the interaction.
fn kinds() -> Vec<(&'static str, InteractionSource)> {
    let single = |credit| InteractionSource::SingleChoice { options: texts("a b c"), key: Some(1), credit };
    let several = |marking| InteractionSource::MultipleResponse {
        options: texts("a b c d"),
        key: BTreeSet::from([0, 2]),
        marking,
    };
    let number = |tolerance, slider| InteractionSource::NumericEntry { key: Some(12.5), tolerance, unit: None, slider };
    let order = |exact| InteractionSource::Ordering { elements: texts("a b c"), key: vec![2, 0, 1], exact };
    let matching = |other: usize, reuse, marking| InteractionSource::Matching {
        left: texts("a b"),
        right: texts("c d e"),
        key: BTreeMap::from([(0, 0), (1, other)]),
        reuse,
        marking,
    };
    let choice = GapSource::Choice { options: texts("a b c"), key: Some(2), credit: BTreeMap::new() };
    let accepted = vec![("Jakarta".to_owned(), 1.0), ("jkt".to_owned(), 0.5)];
    let typed = GapSource::Text { accepted, case_sensitive: false };
    let gaps = |gaps: Vec<GapSource>, exact| InteractionSource::GapText { gaps, exact };
    vec![
        ("single_choice", single(BTreeMap::new())),
        ("single_choice, credit", single(BTreeMap::from([(2, 0.5)]))),
        ("multiple_response", several(Marking::Standard)),
        ("multiple_response, exact", several(Marking::Exact)),
        ("multiple_response, credit", several(Marking::Credit(vec![(0, 0.5), (1, -0.25), (2, 0.5)]))),
        (
            "graded_judgement",
            InteractionSource::GradedJudgement { options: texts("a b c d"), weights: vec![2, 5, 1, 4] },
        ),
        ("numeric_entry", number(0.05, None)),
        ("numeric_entry, slider", number(0.0, Some(SliderSource { lower: 0.0, upper: 100.0, step: 0.5 }))),
        ("ordering", order(false)),
        ("ordering, exact", order(true)),
        ("matching", matching(1, false, Marking::Standard)),
        ("matching, reuse, exact", matching(0, true, Marking::Exact)),
        (
            "association",
            InteractionSource::Association {
                elements: texts("a b c d"),
                key: BTreeSet::from([(0, 3), (1, 2)]),
                exact: false,
            },
        ),
        ("gap_text, chosen", gaps(vec![choice.clone()], false)),
        ("gap_text, typed", gaps(vec![typed.clone()], false)),
        ("gap_text, both", gaps(vec![choice, typed], false)),
        ("extended_text", InteractionSource::ExtendedText),
    ]
}

/// `same`, what is lost, or `–`.
fn cell(interaction: &InteractionSource, format: Format) -> String {
    let stem = match interaction {
        InteractionSource::GapText { gaps, .. } if gaps.len() == 2 => "Ini [[1]] dan [[2]].",
        InteractionSource::GapText { .. } => "Ini [[1]].",
        _ => "Apa?",
    };
    let item = ItemSource {
        id: "x".into(),
        stem: stem.into(),
        interaction: interaction.clone(),
        rationale: "Sebab.".into(),
        ..ItemSource::default()
    };
    let (items, pictures) = ([item.clone()], BTreeMap::new());
    let export = exchange::write(format, &Selection::of(&items, &pictures)).unwrap();
    let whole = |what: &String| what.starts_with("the whole item");
    let lost: Vec<String> = export.lost.into_iter().map(|loss| loss.what).collect();
    if lost.iter().any(whole) {
        return "–".to_owned();
    }
    let lost: Vec<&str> = lost.iter().map(String::as_str).filter(|what| *what != "the identifier").collect();
    let import = exchange::read("x", &export.bytes, format).unwrap();
    let back = import.rows.first().and_then(|row| row.taken()).unwrap_or_else(|| panic!("{format:?} {interaction:?}"));
    let same = back.0.interaction == item.interaction && back.0.stem == item.stem;
    match (same, lost.is_empty()) {
        (true, true) => "same".to_owned(),
        (false, true) => panic!("{format:?} silently changes {interaction:?} to {:?}", back.0),
        (_, false) => format!("without {}", lost.join(", ")),
    }
}

#[test]
fn the_table_of_the_page_is_what_happens() {
    let mut table = String::from("| |");
    FORMATS.iter().for_each(|format| _ = write!(table, " {} |", format.name()));
    table.push_str("\n|---|---|---|---|---|---|---|---|\n");
    for (name, interaction) in kinds() {
        let _ = write!(table, "| `{name}` |");
        FORMATS.iter().for_each(|format| _ = write!(table, " {} |", cell(&interaction, *format)));
        table.push('\n');
    }
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md")).unwrap();
    assert!(page.contains(&table), "docs/formats.md should hold:\n\n{table}");
}
