//! Files → `Bank`, or every fault in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fault::{BankFault, Faults};
use super::files::BankFiles;
use super::item_file::{self, Setting};
use super::manifest::{self, Manifest};
use super::markup::Renderer;
use super::pictures::{self, Pictures};
use super::stimulus_file;
use super::text::decode;
use crate::domain::bank::{Bank, CompetencyInfo, DomainInfo, Stimulus};
use crate::domain::ids::{CompetencyId, DomainId, ItemId, StimulusId};
use crate::domain::item::Item;

/// FORMAT.md, Bounds.
pub const MAX_ITEMS: usize = 20_000;
/// A candidate tries the controls on a few items, not on a second test.
pub const MAX_PRACTICE_ITEMS: usize = 10;
/// Domain and competency of every practice item.
pub const PRACTICE: &str = "practice";

/// Loads a bank version. On failure every fault is named, sorted by file and line.
pub fn load(files: &BankFiles) -> Result<Bank, Vec<BankFault>> {
    let mut all = Vec::new();
    let manifest = manifest::read(files, &mut all);
    let pictures = pictures::read(files, &mut all);
    let bank = manifest.map(|manifest| Loading::new(files, manifest, &mut all).bank(pictures));
    all.sort();
    match bank {
        Some(bank) if all.is_empty() => Ok(bank),
        _ => Err(all),
    }
}

/// Loads the practice items: files `*.md` without folders, competency `practice`, no part of any bank.
pub fn load_practice(files: &BankFiles) -> Result<Vec<Item>, Vec<BankFault>> {
    let mut all = Vec::new();
    let pictures = pictures::read(files, &mut all);
    let names: BTreeSet<&str> = files.iter().filter_map(|(path, _)| path.strip_suffix(".md")).collect();
    let competency = CompetencyInfo { id: CompetencyId::new(PRACTICE), title: "Latihan".to_owned() };
    let domain =
        DomainInfo { id: DomainId::new(PRACTICE), title: "Latihan".to_owned(), competencies: vec![competency] };
    let renderer = Renderer { pictures: &pictures.addresses };
    let setting = Setting { domain: &domain, items: &names, stimuli: &BTreeSet::new(), renderer: &renderer };
    let mut items = Vec::new();
    for (path, bytes) in files.iter().filter(|(path, _)| !path.starts_with(pictures::FOLDER)) {
        let mut faults = Faults::of(path);
        items.extend(practice_item(path, bytes, &setting, &mut faults));
        all.extend(faults.into_found());
    }
    if items.len() > MAX_PRACTICE_ITEMS {
        let mut faults = Faults::of(".");
        faults.add_whole("too_many_items", format!("at most {MAX_PRACTICE_ITEMS} practice items"));
        all.extend(faults.into_found());
    }
    if all.is_empty() { Ok(items) } else { Err(all) }
}

fn practice_item(path: &str, bytes: &[u8], setting: &Setting<'_>, faults: &mut Faults) -> Option<Item> {
    match path.strip_suffix(".md") {
        Some(name) if !name.contains('/') => item_file::read(name, decode(bytes, faults)?, setting, faults),
        _ => {
            faults.add_whole("unexpected_file", "practice items are .md files without folders");
            None
        }
    }
}

/// The state of loading: what names exist, and what was wrong so far.
struct Loading<'a> {
    files: &'a BankFiles,
    manifest: Manifest,
    items: BTreeSet<&'a str>,
    stimuli: BTreeSet<&'a str>,
    all: &'a mut Vec<BankFault>,
}

impl<'a> Loading<'a> {
    fn new(files: &'a BankFiles, manifest: Manifest, all: &'a mut Vec<BankFault>) -> Self {
        let (mut items, mut stimuli) = (BTreeSet::new(), BTreeSet::new());
        for (path, _) in files.iter() {
            match Place::of(path) {
                Place::Item { name, .. } if !items.insert(name) => {
                    all.push(whole(path, "repeated", format!("another domain has an item `{name}` too")));
                }
                Place::Stimulus(name) => {
                    stimuli.insert(name);
                }
                _ => {}
            }
        }
        if items.is_empty() || items.len() > MAX_ITEMS {
            all.push(whole(".", "bank_size", format!("a bank has 1 to {MAX_ITEMS} items, this one {}", items.len())));
        }
        Self { files, manifest, items, stimuli, all }
    }

    fn bank(self, pictures: Pictures) -> Bank {
        let renderer = Renderer { pictures: &pictures.addresses };
        let (mut items, mut stimuli) = (BTreeMap::new(), BTreeMap::new());
        for (path, bytes) in self.files.iter() {
            let mut faults = Faults::of(path);
            match Place::of(path) {
                Place::Item { domain, name } => {
                    items.extend(
                        self.item(domain, name, bytes, &renderer, &mut faults).map(|item| (item.id.clone(), item)),
                    );
                }
                Place::Stimulus(name) => {
                    let stimulus = self.stimulus(name, bytes, &renderer, &mut faults);
                    stimuli.extend(stimulus.map(|stimulus| (stimulus.id.clone(), stimulus)));
                }
                Place::Known => {}
                Place::Unexpected => faults.add_whole(
                    "unexpected_file",
                    "a bank holds bank.toml, <domain>/<id>.md, stimuli/<id>.md and images/",
                ),
            }
            self.all.extend(faults.into_found());
        }
        make_symmetric(&mut items);
        finish(self.files, self.manifest, items, stimuli, pictures)
    }

    fn item(
        &self,
        domain: &str,
        name: &str,
        bytes: &[u8],
        renderer: &Renderer<'_>,
        faults: &mut Faults,
    ) -> Option<Item> {
        let text = decode(bytes, faults)?;
        let Some(domain) = self.manifest.domains.iter().find(|known| known.id.as_str() == domain) else {
            faults.add_whole("unknown_domain", format!("bank.toml has no domain `{domain}`"));
            return None;
        };
        let setting = Setting { domain, items: &self.items, stimuli: &self.stimuli, renderer };
        item_file::read(name, text, &setting, faults)
    }

    fn stimulus(&self, name: &str, bytes: &[u8], renderer: &Renderer<'_>, faults: &mut Faults) -> Option<Stimulus> {
        let text = decode(bytes, faults)?;
        stimulus_file::read(name, text, &self.manifest.domains, renderer, faults)
    }
}

/// What a path says about its file.
enum Place<'p> {
    Item {
        domain: &'p str,
        name: &'p str,
    },
    Stimulus(&'p str),
    /// Read elsewhere, or notes for people.
    Known,
    Unexpected,
}

impl<'p> Place<'p> {
    fn of(path: &'p str) -> Self {
        if path == manifest::FILE || path == "README.md" || path.starts_with(pictures::FOLDER) {
            return Self::Known;
        }
        match path.strip_suffix(".md").and_then(|path| path.split_once('/')) {
            Some((_, name)) if name.contains('/') => Self::Unexpected,
            Some((folder, name)) if stimulus_file::FOLDER.strip_suffix('/') == Some(folder) => Self::Stimulus(name),
            Some((domain, name)) => Self::Item { domain, name },
            None => Self::Unexpected,
        }
    }
}

/// An enemy of mine has me as its enemy.
fn make_symmetric(items: &mut BTreeMap<ItemId, Item>) {
    let pairs: Vec<(ItemId, ItemId)> =
        items.values().flat_map(|item| item.enemies.iter().map(|enemy| (enemy.clone(), item.id.clone()))).collect();
    for (item, enemy) in pairs {
        if let Some(item) = items.get_mut(&item) {
            item.enemies.insert(enemy);
        }
    }
}

fn finish(
    files: &BankFiles,
    manifest: Manifest,
    items: BTreeMap<ItemId, Item>,
    stimuli: BTreeMap<StimulusId, Stimulus>,
    pictures: Pictures,
) -> Bank {
    Bank {
        id: manifest.id,
        title: manifest.title,
        version: files.version(),
        domains: manifest.domains,
        items: items.into_iter().map(|(id, item)| (id, Arc::new(item))).collect(),
        stimuli,
        media: pictures.media,
    }
}

pub(super) fn whole(file: &str, code: &'static str, message: String) -> BankFault {
    BankFault { file: file.to_owned(), line: None, field: String::new(), code, message }
}
