//! The importers against files that other people's programs wrote, where those files are at hand. They are not part of
//! the project and never will be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp, reason = "a test crate")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use ukur::bank::exchange::html::{to_markdown, to_plain};
use ukur::bank::exchange::sheet::{self, Supplied};
use ukur::bank::exchange::{Import, Refused, aiken, docx, gift, moodle, qti12};
use ukur::bank::source::{GapSource, InteractionSource, ItemSource, Marking};

/// `None` (and a word about it) when the files are not there.
fn folder(name: &str) -> Option<PathBuf> {
    let candidates = ["../shared/reference/formats", "../../shared/reference/formats"];
    let root =
        candidates.iter().map(|path| Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).find(|path| path.is_dir());
    if root.is_none() {
        println!("reference data not present");
    }
    root.map(|root| root.join(name))
}

fn read(dir: &Path, name: &str, reader: fn(&[u8]) -> Result<Import, Refused>) -> Import {
    reader(&std::fs::read(dir.join(name)).unwrap()).unwrap_or_else(|refused| panic!("{name}: {refused}"))
}

fn items(import: &Import) -> Vec<&ItemSource> {
    import.rows.iter().map(|row| row.taken().unwrap_or_else(|| panic!("{row:?}")).0).collect()
}

fn plain(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| to_plain(text)).collect()
}

#[test]
fn moodle_xml_choices_and_truths() {
    let Some(dir) = folder("moodle-xml") else { return };
    let import = read(&dir, "tuberlin-multiple-choiceRef.xml", moodle::read);
    let found: Vec<_> = items(&import)
        .iter()
        .map(|item| match &item.interaction {
            InteractionSource::SingleChoice { options, key: Some(key), credit } => (
                to_plain(&options[*key]),
                options.len(),
                credit.iter().map(|(at, part)| (*at, *part)).collect::<Vec<_>>(),
            ),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(found, [("Correct answer 1".into(), 3, vec![]), ("Correct answer".into(), 3, vec![(1, 0.5)])]);
    let import = read(&dir, "tuberlin-true-falseRef.xml", moodle::read);
    assert_eq!(items(&import).iter().map(|item| truth(item)).collect::<Vec<_>>(), [false, true, false]);
}

fn truth(item: &ItemSource) -> bool {
    match &item.interaction {
        InteractionSource::SingleChoice { options, key: Some(key), .. } if options.len() == 2 => *key == 0,
        other => panic!("{other:?}"),
    }
}

#[test]
fn moodle_xml_fields_pairs_and_orders() {
    let Some(dir) = folder("moodle-xml") else { return };
    let import = read(&dir, "tuberlin-numericalRef.xml", moodle::read);
    for item in items(&import) {
        assert!(matches!(item.interaction, InteractionSource::NumericEntry { key: Some(4.0), tolerance: 0.0, .. }));
    }
    let changes =
        |at: usize| import.rows[at].taken().unwrap().1.iter().any(|change| change.contains("5 ± 0.1 for 50 %"));
    assert_eq!((import.rows.len(), changes(0), changes(1)), (2, true, false));
    let import = read(&dir, "tuberlin-matchingRef.xml", moodle::read);
    for item in items(&import) {
        let InteractionSource::Matching { left, right, key, reuse: false, .. } = &item.interaction else { panic!() };
        let pairs: BTreeSet<(String, String)> =
            key.iter().map(|(from, to)| (left[*from].clone(), right[*to].clone())).collect();
        let wanted =
            [("ALTER", "DDL"), ("INSERT", "DML"), ("SELECT", "DQL")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!((pairs, right.len()), (wanted.into(), 5));
    }
    assert_eq!(items(&import).iter().map(|item| item.fixed_order).collect::<Vec<_>>(), [false, true]);
    let import = read(&dir, "tuberlin-orderingRef.xml", moodle::read);
    let exact: Vec<bool> = items(&import)
        .iter()
        .map(|item| {
            let InteractionSource::Ordering { elements, key, exact } = &item.interaction else { panic!() };
            let order: Vec<&str> = key.iter().map(|at| elements[*at].as_str()).collect();
            assert_eq!(order, ["SELECT", "DISTINCT", "FROM", "WHERE", "GROUP BY"]);
            *exact
        })
        .collect();
    assert_eq!(exact, [true, false]);
}

#[test]
fn moodle_xml_texts_and_gaps() {
    let Some(dir) = folder("moodle-xml") else { return };
    let import = read(&dir, "tuberlin-shortanswerRef.xml", moodle::read);
    let found: Vec<_> = items(&import).iter().map(|item| accepted(item)).collect();
    let both = vec![("SELECT".to_owned(), 1.0), ("WITH".to_owned(), 0.5)];
    assert_eq!(found, [(both.clone(), false), (both, true), (vec![("SELECT".to_owned(), 1.0)], true)]);
    assert_eq!(items(&import)[1].stem, "An SQL statement starts with a [[1]] clause.");
    let import = read(&dir, "tuberlin-essayRef.xml", moodle::read);
    assert!(
        items(&import).iter().all(|item| item.interaction == InteractionSource::ExtendedText) && import.rows.len() == 2
    );
    let import = read(&dir, "tuberlin-missing-wordsRef.xml", moodle::read);
    let words = |item: &&ItemSource| -> Vec<String> {
        let InteractionSource::GapText { gaps, .. } = &item.interaction else { panic!() };
        let word = |gap: &GapSource| match gap {
            GapSource::Choice { options, key: Some(key), .. } => options[*key].clone(),
            other => panic!("{other:?}"),
        };
        gaps.iter().map(word).collect()
    };
    let found: Vec<_> = items(&import).iter().map(words).collect();
    assert_eq!(found.len(), 6);
    assert_eq!(found[0], ["SELECT", "FROM", "WHERE", "JOIN"]);
    assert!(found[1..].iter().all(|words| *words == ["SELECT", "FROM", "WHERE"]), "{found:?}");
}

fn accepted(item: &ItemSource) -> (Vec<(String, f64)>, bool) {
    match &item.interaction {
        InteractionSource::GapText { gaps, .. } => match gaps.as_slice() {
            [GapSource::Text { accepted, case_sensitive }] => (accepted.clone(), *case_sensitive),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn gift_as_its_grammar_reads_it() {
    let Some(dir) = folder("gift") else { return };
    let mut count = 0;
    for entry in std::fs::read_dir(&dir).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "gift") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        let import = read(&dir, name, gift::read);
        let peer: Value = serde_json::from_slice(&std::fs::read(path.with_extension("json")).unwrap()).unwrap();
        let peer: Vec<&Value> = peer.as_array().unwrap().iter().filter(|node| node["type"] != "Category").collect();
        assert_eq!(import.rows.len(), peer.len(), "{name}");
        for (row, peer) in import.rows.iter().zip(peer) {
            assert_eq!(row.interaction, peer["type"].as_str().unwrap(), "{name}");
            let (item, _) = row.taken().unwrap_or_else(|| panic!("{name}: {row:?}"));
            same(item, peer, &format!("{name}: {}", row.title));
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
}

/// A text of the peer as plain text.
fn said(node: &Value) -> String {
    let text = node["text"].as_str().unwrap_or_default();
    let plain = match node["format"].as_str() {
        Some("html") => to_plain(&to_markdown(text, &mut |_| None).markdown),
        Some("markdown") => to_plain(text),
        _ => text.to_owned(),
    };
    words(&plain)
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn same(item: &ItemSource, peer: &Value, at: &str) {
    if let Some(id) = peer["id"].as_str() {
        assert_eq!(item.id, id, "{at}");
    }
    if let Some(tags) = peer["tags"].as_array() {
        assert_eq!(item.tags, tags.iter().map(|tag| tag.as_str().unwrap()).collect::<Vec<_>>(), "{at}");
    }
    if let Some(title) = peer["title"].as_str() {
        assert_eq!(item.title, title, "{at}");
    }
    let stem = words(&to_plain(&item.stem).replace("[[1]]", "").replace("_____", "")).replace(" .", ".");
    assert_eq!(stem, words(&said(&peer["stem"]).replace("_____", "")).replace(" .", "."), "{at}");
    let choices = peer["choices"].as_array().cloned().unwrap_or_default();
    let weight = |choice: &Value| choice["weight"].as_f64();
    match &item.interaction {
        InteractionSource::SingleChoice { .. } if peer["type"] == "TF" => {
            assert_eq!(truth(item), peer["isTrue"].as_bool().unwrap(), "{at}");
        }
        InteractionSource::SingleChoice { options, key: Some(key), credit } => {
            assert_eq!(plain(options), choices.iter().map(|choice| said(&choice["text"])).collect::<Vec<_>>(), "{at}");
            for (index, choice) in choices.iter().enumerate() {
                let right = choice["isCorrect"] == true && weight(choice).is_none_or(|weight| weight == 100.0);
                assert_eq!(right, *key == index, "{at}");
                let part = weight(choice).filter(|weight| *weight > 0.0 && !right).map(|weight| weight / 100.0);
                assert_eq!(credit.get(&index).copied(), part, "{at}");
            }
        }
        InteractionSource::MultipleResponse { options, key, marking } => {
            assert_eq!(plain(options), choices.iter().map(|choice| said(&choice["text"])).collect::<Vec<_>>(), "{at}");
            for (index, choice) in choices.iter().enumerate() {
                let wanted = weight(choice).unwrap_or(0.0) / 100.0;
                assert_eq!(key.contains(&index), wanted > 0.0, "{at}");
                let given = match marking {
                    Marking::Credit(list) => {
                        list.iter().find(|(option, _)| *option == index).map_or(0.0, |(_, part)| *part)
                    }
                    _ => (if key.contains(&index) { 1.0 } else { -1.0 }) / f64::from(u8::try_from(key.len()).unwrap()),
                };
                assert!((given - wanted).abs() < 1e-6, "{at}: {given} {wanted}");
            }
        }
        InteractionSource::GapText { .. } => {
            let wanted: Vec<_> =
                choices.iter().map(|choice| (said(&choice["text"]), weight(choice).unwrap_or(100.0) / 100.0)).collect();
            assert_eq!(accepted(item).0, wanted, "{at}");
        }
        InteractionSource::NumericEntry { key: Some(key), tolerance, .. } => {
            numeric(*key, *tolerance, &peer["choices"], at);
        }
        InteractionSource::Matching { left, right, key, .. } => {
            for (index, pair) in peer["matchPairs"].as_array().unwrap().iter().enumerate() {
                assert_eq!(to_plain(&left[index]), said(&pair["subquestion"]), "{at}");
                assert_eq!(to_plain(&right[key[&index]]), pair["subanswer"].as_str().unwrap(), "{at}");
            }
        }
        InteractionSource::ExtendedText => assert_eq!(peer["type"], "Essay", "{at}"),
        other => panic!("{at}: {other:?}"),
    }
}

/// One number, or the first of a list that is fully right.
fn numeric(key: f64, tolerance: f64, choices: &Value, at: &str) {
    let full =
        |choice: &&Value| choice["isCorrect"] == true && choice["weight"].as_f64().is_none_or(|weight| weight == 100.0);
    let text = choices.as_array().map_or(choices, |list| &list.iter().find(full).unwrap()["text"]);
    let (wanted, slack) = match text["type"].as_str() {
        Some("simple") => (text["number"].as_f64().unwrap(), 0.0),
        Some("range") => (text["number"].as_f64().unwrap(), text["range"].as_f64().unwrap()),
        _ => {
            let (low, high) = (text["numberLow"].as_f64().unwrap(), text["numberHigh"].as_f64().unwrap());
            (f64::midpoint(low, high), (high - low) / 2.0)
        }
    };
    assert!((key - wanted).abs() < 1e-9 && (tolerance - slack).abs() < 1e-9, "{at}: {key} ± {tolerance}");
}

#[test]
fn aiken_as_moodle_tests_it() {
    let Some(dir) = folder("aiken") else { return };
    let import = read(&dir, "moodle-questions.aiken.txt", aiken::read);
    let found: Vec<String> = items(&import)
        .iter()
        .map(|item| match &item.interaction {
            InteractionSource::SingleChoice { options, key: Some(key), .. } => options[*key].clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(found, ["Martin Dougiamas", "True"]);
    assert!(to_plain(&items(&import)[1].stem).ends_with("<html class=\"cool\"> & images:"));
}

#[test]
fn tables_of_other_systems() {
    let Some(dir) = folder("csv-excel") else { return };
    let csv = |bytes: &[u8]| sheet::read_csv(bytes, &Supplied::new());
    let import = read(&dir, "cbtmatics-template_soal.csv", csv);
    let keys: Vec<Option<usize>> = items(&import)
        .iter()
        .map(|item| match &item.interaction {
            InteractionSource::SingleChoice { key, .. } => *key,
            InteractionSource::ExtendedText => None,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(keys, [Some(2), Some(0), None, Some(2)]);
    let import = read(&dir, "tao-import.sample.csv", csv);
    let found = items(&import);
    let InteractionSource::SingleChoice { options, key: Some(1), credit } = &found[0].interaction else { panic!() };
    assert_eq!((options[1].as_str(), credit.len(), found[0].fixed_order), ("Pacific", 0, true));
    let InteractionSource::SingleChoice { options, key: Some(2), credit } = &found[1].interaction else { panic!() };
    assert_eq!((options[2].as_str(), credit[&1], credit[&3]), ("Mount Everest", 0.4, 0.6));
    assert_eq!(found[1].stem, "What is the **largest** mountain?");
    let InteractionSource::GradedJudgement { weights, .. } = &found[2].interaction else { panic!() };
    assert_eq!(weights, &[4, 2, 1, 3, 5]);
    let InteractionSource::MultipleResponse { key, marking, .. } = &found[3].interaction else { panic!() };
    assert_eq!((key, marking), (&[0, 1].into(), &Marking::Credit(vec![(0, 0.5), (1, 0.5)])));
}

#[test]
fn tcexam_rows() {
    let Some(dir) = folder("tcexam") else { return };
    let import = read(&dir, "tcexam_subject_22_202301121839.tsv", |bytes| sheet::read_csv(bytes, &Supplied::new()));
    let found = items(&import);
    let InteractionSource::SingleChoice { options, key: Some(0), .. } = &found[0].interaction else { panic!() };
    assert_eq!((options.len(), options[0].as_str()), (6, "A"));
    let InteractionSource::MultipleResponse { options, key, .. } = &found[1].interaction else { panic!() };
    assert_eq!((options.len(), key, found.len()), (5, &[0].into(), 2));
}

#[test]
fn a_list_of_people_makes_no_items() {
    let Some(dir) = folder("participants") else { return };
    let bytes = std::fs::read(dir.join("garuda-format_siswa.xlsx")).unwrap();
    assert_eq!(sheet::read_xlsx(&bytes, &Supplied::new()).unwrap_err().code, "no_header");
}

#[test]
fn canvas_quizzes() {
    let Some(dir) = folder("qti12-canvas") else { return };
    let reader = |bytes: &[u8]| qti12::read(bytes, &Supplied::new());
    let one = |name: &str| read(&dir, name, reader);
    let single = |name: &str| match &items(&one(name))[0].interaction {
        InteractionSource::SingleChoice { options, key: Some(key), .. } => (options.len(), *key),
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(single("true_false.xml"), (2, 1));
    assert_eq!(single("multiple_choice.xml").1, 3);
    let import = one("multiple_answer_canvas.xml");
    assert!(
        matches!(&items(&import)[0].interaction, InteractionSource::MultipleResponse { key, .. } if *key == [0, 2, 3].into())
    );
    let import = one("matching.xml");
    assert!(
        matches!(&items(&import)[0].interaction, InteractionSource::Matching { left, right, key, .. } if left.len() == 2 && right.len() == 3 && key[&0] == 0 && key[&1] == 1)
    );
    let numbers = |name: &str| -> Vec<(f64, f64)> {
        let number = |item: &&ItemSource| match item.interaction {
            InteractionSource::NumericEntry { key: Some(key), tolerance, .. } => (key, tolerance),
            ref other => panic!("{other:?}"),
        };
        items(&one(name)).iter().map(number).collect()
    };
    assert_eq!(numbers("numeric_exact_match.xml"), [(1234.0, 0.0), (4321.0, 0.0)]);
    assert_eq!(numbers("numeric_margin_error.xml"), [(77.0, 7.0)]);
    assert_eq!(items(&one("essay.xml"))[0].interaction, InteractionSource::ExtendedText);
    assert!(one("formula.xml").rows[0].taken().is_none());
}

#[test]
fn a_common_cartridge() {
    let Some(dir) = folder("common-cartridge/all-question-types/iaa8f9f400b29e514ea8d28fd7ed067f4") else { return };
    let import = read(&dir, "assessment_qti.xml", |bytes| qti12::read(bytes, &Supplied::new()));
    let found = items(&import);
    assert!(matches!(found[0].interaction, InteractionSource::SingleChoice { key: Some(2), .. }));
    assert!(matches!(found[1].interaction, InteractionSource::SingleChoice { key: Some(1), .. }));
    assert!(
        matches!(&found[2].interaction, InteractionSource::MultipleResponse { key, .. } if *key == [0, 3, 4].into())
    );
    assert_eq!((found.len(), &found[3].interaction), (4, &InteractionSource::ExtendedText));
}

#[test]
fn word_tables_of_garuda() {
    let Some(dir) = folder("csv-excel") else { return };
    let import = read(&dir, "garuda-format_soal.docx", docx::read);
    assert_eq!(import.rows.len(), 3);
    let key = |at: usize| match &import.rows[at].taken().unwrap().0.interaction {
        InteractionSource::SingleChoice { key, .. } => *key,
        other => panic!("{other:?}"),
    };
    assert_eq!((key(0), key(1), import.rows[2].taken().is_none()), (Some(4), Some(2), true));
    assert!(import.rows[1].taken().unwrap().0.stem.contains("](images/"));
    let import = read(&dir, "garuda-format_soal_akm.docx", docx::read);
    let count = |kind: &str| import.rows.iter().filter(|row| row.interaction == kind).count();
    assert_eq!([count("1"), count("2"), count("3"), count("4"), count("5")], [1, 3, 6, 1, 2]);
    let several: Vec<_> = import
        .rows
        .iter()
        .filter_map(|row| match &row.taken()?.0.interaction {
            InteractionSource::SingleChoice { key, .. } => Some(BTreeSet::from([(*key)?])),
            InteractionSource::MultipleResponse { key, .. } => Some(key.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(several, [[2].into(), [1, 3, 4].into(), [0].into(), [1].into()]);
}
