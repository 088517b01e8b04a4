//! Our items as a package and back: nothing is lost on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::samples;
use crate::bank::BankFiles;
use crate::bank::exchange::export::Selection;
use crate::bank::exchange::html::to_html;
use crate::bank::exchange::qti::{read, write};
use crate::bank::exchange::{Fate, Import};
use crate::bank::source::{InteractionSource, ItemSource, StimulusSource};

/// A bank's folder as sources.
#[derive(Default)]
struct Bank {
    items: Vec<ItemSource>,
    stimuli: Vec<StimulusSource>,
    pictures: BTreeMap<String, Vec<u8>>,
}

impl Bank {
    fn shipped() -> Self {
        let files = BankFiles::read_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("item_bank/umum")).unwrap();
        let mut bank = Self::default();
        for (path, bytes) in files.iter() {
            let text = || std::str::from_utf8(bytes).unwrap();
            match path.split_once('/') {
                Some(("images", _)) => _ = bank.pictures.insert(path.to_owned(), bytes.to_vec()),
                Some(("stimuli", _)) => bank.stimuli.push(StimulusSource::from_text(text()).unwrap()),
                Some((domain, _)) => bank.items.push(ItemSource::from_text(domain, text()).unwrap()),
                None => {}
            }
        }
        bank
    }

    fn there_and_back(&self) -> Import {
        let Self { items, stimuli, pictures } = self;
        let export = write(&Selection { items, stimuli, pictures }).unwrap();
        assert_eq!(export.lost, [], "lost");
        read("paket.zip", &export.bytes).unwrap()
    }
}

/// How a text looks, whatever way it is written.
fn look(markdown: &str) -> String {
    let html = to_html(markdown, &mut str::to_owned).replace("<br>", "<br />");
    let words: Vec<&str> = html.split_whitespace().collect();
    words.join(" ").replace("> ", ">").replace(" <", "<")
}

/// The item with every Markdown text replaced by its look.
fn looks(item: &ItemSource) -> ItemSource {
    let mut item = item.clone();
    item.stem = look(&item.stem);
    item.rationale = look(&item.rationale);
    item.interaction.choices_mut().into_iter().for_each(|choice| *choice = look(choice));
    item
}

fn same(import: &Import, items: &[ItemSource]) {
    assert_eq!(import.rows.len(), items.len());
    let mut wrong = Vec::new();
    for (row, item) in import.rows.iter().zip(items) {
        match &row.fate {
            Fate::LeftOut { reason } => wrong.push(format!("{}: left out: {reason}", item.id)),
            Fate::Taken { item: back, changes } => {
                if !changes.is_empty() {
                    wrong.push(format!("{}: {changes:?}", item.id));
                }
                if **back != *item && looks(back) != looks(item) {
                    wrong.push(format!("{}:\n{}\nbecame\n{}", item.id, item.to_text(), back.to_text()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), items.len(), wrong.join("\n\n"));
}

#[test]
fn every_shipped_item_comes_back() {
    let bank = Bank::shipped();
    assert_eq!(bank.items.len(), 408);
    let import = bank.there_and_back();
    same(&import, &bank.items);
    let (drawn, used) = (import.pictures, &bank.pictures);
    assert!(drawn.iter().all(|(path, bytes)| used.get(path) == Some(bytes)));
    let known: BTreeMap<&str, StimulusSource> = bank.stimuli.iter().map(|s| (s.id.as_str(), look_of(s))).collect();
    assert!(!import.stimuli.is_empty());
    for stimulus in &import.stimuli {
        assert_eq!(Some(&look_of(stimulus)), known.get(stimulus.id.as_str()));
    }
}

fn look_of(stimulus: &StimulusSource) -> StimulusSource {
    StimulusSource { body: look(&stimulus.body), ..stimulus.clone() }
}

#[test]
fn every_kind_of_interaction_comes_back_as_it_was() {
    let items = samples::all();
    let kinds: BTreeSet<&str> = items.iter().map(|item| item.interaction.name()).collect();
    assert_eq!(kinds.len(), 9, "a kind of interaction has no sample");
    let pictures = samples::pictures();
    let export = write(&Selection { items: &items, stimuli: &[], pictures: &pictures }).unwrap();
    let typed = |item: &&ItemSource| matches!(item.interaction, InteractionSource::GapText { .. });
    assert!(
        export.lost.iter().all(|loss| items.iter().filter(typed).any(|item| item.id == loss.item)),
        "{:?}",
        export.lost
    );
    same(&read("paket.zip", &export.bytes).unwrap(), &items);
}
