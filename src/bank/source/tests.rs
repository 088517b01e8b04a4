//! The text of an item and the item, back and forth; and that the strict reading agrees.

use std::path::Path;

use super::*;
use crate::bank::{BankFiles, load};

fn all() -> Vec<ItemSource> {
    let texts = |list: &str| list.split_whitespace().map(|word| format!("teks {word}")).collect::<Vec<_>>();
    let interactions = vec![
        InteractionSource::SingleChoice { options: texts("a b c"), key: Some(1), credit: BTreeMap::from([(2, 0.5)]) },
        InteractionSource::MultipleResponse {
            options: texts("a b c d"),
            key: BTreeSet::from([0, 2]),
            marking: Marking::Credit(vec![(0, 0.5), (1, -0.25), (2, 0.5)]),
        },
        InteractionSource::MultipleResponse {
            options: texts("a b c d"),
            key: BTreeSet::from([3]),
            marking: Marking::Exact,
        },
        InteractionSource::GradedJudgement { options: texts("a b c d"), weights: vec![2, 5, 1, 4] },
        InteractionSource::NumericEntry {
            key: Some(12.5),
            tolerance: 0.05,
            unit: Some("persen".into()),
            slider: Some(SliderSource { lower: 0.0, upper: 100.0, step: 0.5 }),
        },
        InteractionSource::Ordering { elements: texts("a b c"), key: vec![2, 0, 1], exact: true },
        InteractionSource::Matching {
            left: texts("a b"),
            right: texts("c d e"),
            key: BTreeMap::from([(0, 2), (1, 2)]),
            reuse: true,
            marking: Marking::Credit(vec![((0, 2), 0.5), ((1, 2), 0.5)]),
        },
        InteractionSource::Association {
            elements: texts("a b c d"),
            key: BTreeSet::from([(0, 3), (1, 2)]),
            exact: false,
        },
        InteractionSource::GapText {
            gaps: vec![
                GapSource::Choice { options: texts("a b c"), key: Some(2), credit: BTreeMap::from([(0, 0.25)]) },
                GapSource::Text {
                    accepted: vec![("DKI \"Jakarta\"".into(), 1.0), ("Jakarta".into(), 1.0), ("jkt".into(), 0.5)],
                    case_sensitive: true,
                },
            ],
            exact: true,
        },
        InteractionSource::ExtendedText,
    ];
    (1..).zip(interactions).map(|(number, interaction)| item(number, interaction)).collect()
}

fn item(number: usize, interaction: InteractionSource) -> ItemSource {
    ItemSource {
        id: format!("i-{number}"),
        title: "Judul \"dua\"".into(),
        domain: "technical".into(),
        competency: "budgeting".into(),
        indicator: "Menyebut".into(),
        difficulty: Some(Difficulty::Hard),
        seconds: Some(90),
        tags: vec!["satu".into(), "dua".into()],
        job_families: BTreeSet::from([JobFamily::Pelaksana]),
        fixed_order: true,
        stimulus: None,
        enemies: Vec::new(),
        computation: None,
        origin: Some("gift:q".into()),
        stem: "Isi [[1]] dan [[2]]:\n\n| a | b |\n|---|---|\n| 1 | 2 |".into(),
        interaction,
        rationale: "Sebab.".into(),
    }
}

#[test]
fn an_item_is_read_as_it_was_written_and_a_bank_takes_it() {
    let manifest = "id = \"t\"\ntitle = \"T\"\nlanguage = \"id\"\n[[domain]]\nid = \"technical\"\ntitle = \"T\"\n\
                    [[domain.competency]]\nid = \"budgeting\"\ntitle = \"A\"\n";
    let mut files = BankFiles::default();
    files.insert("bank.toml", manifest.into()).unwrap();
    for item in all() {
        let text = item.to_text();
        assert_eq!(ItemSource::from_text("technical", &text).unwrap(), item, "{text}");
        files.insert(&format!("technical/{}.md", item.id), text.into_bytes()).unwrap();
    }
    let bank = load(&files).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(bank.items.len(), all().len());
}

#[test]
fn an_unfinished_item_is_kept_and_a_bank_refuses_it() {
    let draft = ItemSource { stem: "Belum selesai".into(), ..ItemSource::default() };
    assert_eq!(ItemSource::from_text("", &draft.to_text()).unwrap(), draft);
    assert!(ItemSource::from_text("", "no front matter").is_err());
    assert!(ItemSource::from_text("", "+++\nid = \n+++\n").is_err());
}

#[test]
fn every_shipped_item_survives_being_written_again() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("item_bank/umum");
    let files = BankFiles::read_dir(&folder).unwrap();
    let before = load(&files).unwrap();
    let mut again = BankFiles::default();
    for (path, bytes) in files.iter() {
        let item = path.strip_suffix(".md").and_then(|path| path.split_once('/')).filter(|(f, _)| *f != "stimuli");
        let bytes = match item {
            Some((domain, _)) => {
                let text = std::str::from_utf8(bytes).unwrap();
                ItemSource::from_text(domain, text).unwrap().to_text().into_bytes()
            }
            None => bytes.to_vec(),
        };
        again.insert(path, bytes).unwrap();
    }
    let after = load(&again).unwrap();
    for (id, item) in &before.items {
        assert_eq!(format!("{item:?}"), format!("{:?}", after.items[id]));
    }
}

#[test]
fn an_item_without_a_key_is_shown_all_the_same_and_the_key_is_named_as_missing() {
    let mut files = BankFiles::default();
    let manifest = "id = \"t\"\ntitle = \"T\"\nlanguage = \"id\"\n[[domain]]\nid = \"technical\"\ntitle = \"T\"\n\
                    [[domain.competency]]\nid = \"budgeting\"\ntitle = \"A\"\n";
    files.insert("bank.toml", manifest.into()).unwrap();
    let bench = crate::bank::Bench::new(&files).unwrap().0;
    for item in all() {
        let (shown, faults) = bench.shown(&item);
        assert!(shown.is_some() && faults.is_empty(), "{faults:?}");
        assert_eq!(item.interaction.has_key(), item.interaction != InteractionSource::ExtendedText);
    }
    let options = vec!["satu".to_owned(), "dua".to_owned()];
    let draft = ItemSource {
        stem: "Apa?".into(),
        interaction: InteractionSource::SingleChoice { options, key: None, credit: BTreeMap::new() },
        ..ItemSource::default()
    };
    let (shown, faults) = bench.shown(&draft);
    let shown = shown.unwrap();
    assert_eq!((shown.stem.0.as_str(), shown.rationale.0.as_str()), ("<p>Apa?</p>", ""));
    assert!(faults.iter().any(|fault| fault.field == "key"), "{faults:?}");
}
