//! The place where single items are worked on: a bank's manifest, stimuli and pictures without its items, so that one
//! item can be read and shown while the others are elsewhere.

use std::collections::BTreeSet;

use super::fault::{BankFault, Faults};
use super::files::BankFiles;
use super::item_file::{self, Setting};
use super::load::whole;
use super::manifest::{self, Manifest};
use super::markup::Renderer;
use super::pictures::{self, Pictures};
use super::source::ItemSource;
use super::stimulus_file;
use super::text::decode;
use crate::domain::bank::{DomainInfo, Media, Stimulus};
use crate::domain::item::{Difficulty, Html, Item};

/// The id under which an item without one is shown.
const UNNAMED: &str = "baru";
const SHOWN_SECONDS: u16 = 60;

#[derive(Clone)]
pub struct Bench {
    manifest: Manifest,
    pictures: Pictures,
    stimuli: Vec<Stimulus>,
}

impl Bench {
    /// From `bank.toml`, `stimuli/` and `images/`; anything else is ignored. Faulty stimuli and pictures are left out
    /// and named, so that items can still be worked on; a faulty manifest leaves nothing.
    pub fn new(materials: &BankFiles) -> Result<(Self, Vec<BankFault>), Vec<BankFault>> {
        let mut all = Vec::new();
        let manifest = manifest::read(materials, &mut all);
        let pictures = pictures::read(materials, &mut all);
        let Some(manifest) = manifest else { return Err(all) };
        let renderer = Renderer { pictures: &pictures.addresses };
        let mut stimuli = Vec::new();
        for (path, bytes) in materials.iter() {
            let name = path.strip_prefix(stimulus_file::FOLDER).and_then(|name| name.strip_suffix(".md"));
            let Some(name) = name else { continue };
            let mut faults = Faults::of(path);
            let text = decode(bytes, &mut faults);
            let read = text.and_then(|t| stimulus_file::read(name, t, &manifest.domains, &renderer, &mut faults));
            let faults = faults.into_found();
            stimuli.extend(read.filter(|_| faults.is_empty()));
            all.extend(faults);
        }
        Ok((Self { manifest, pictures, stimuli }, all))
    }

    /// That also knows pictures which are still on their way in: texts may name them, nobody is shown them yet.
    #[must_use]
    pub fn awaiting<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Self {
        let mut bench = self.clone();
        for path in paths {
            bench.pictures.addresses.entry(path.to_owned()).or_insert_with(|| format!("/media/{path}"));
        }
        bench
    }

    pub fn title(&self) -> &str {
        &self.manifest.title
    }

    pub fn domains(&self) -> &[DomainInfo] {
        &self.manifest.domains
    }

    pub fn stimuli(&self) -> &[Stimulus] {
        &self.stimuli
    }

    /// A picture of the bank by its name under `/media/`.
    pub fn media(&self, name: &str) -> Option<&Media> {
        self.pictures.media.get(name)
    }

    /// The item as a bank would take it, and every fault. `items` are the ids that the item may name as enemies.
    pub fn read(&self, source: &ItemSource, items: &BTreeSet<&str>) -> (Option<Item>, Vec<BankFault>) {
        let path = format!("{}/{}.md", source.domain, source.id);
        let Some(domain) = self.manifest.domains.iter().find(|domain| domain.id.as_str() == source.domain) else {
            let message = format!("`{}` is no domain of the bank", source.domain);
            let fault = BankFault { field: "domain".into(), ..whole(&path, "unknown_domain", message) };
            return (None, vec![fault]);
        };
        let mut faults = Faults::of(&path);
        let text = source.to_text();
        let read = decode(text.as_bytes(), &mut faults)
            .and_then(|text| self.read_text(&source.id, text, domain, items, &mut faults));
        let faults = faults.into_found();
        (read.filter(|_| faults.is_empty()), faults)
    }

    /// The item as candidates would see it, as far as it goes, and what is wrong with that: what only administrators
    /// say of an item (competency, difficulty …) neither hides it nor counts.
    pub fn shown(&self, source: &ItemSource) -> (Option<Item>, Vec<BankFault>) {
        let domain = self.manifest.domains.iter().find(|d| d.id.as_str() == source.domain);
        let domain = domain.or(self.manifest.domains.first());
        let competency = domain.and_then(|domain| domain.competencies.first());
        let Some((domain, competency)) = domain.zip(competency) else { return (None, Vec::new()) };
        let stimulus = source.stimulus.clone().filter(|id| self.stimuli.iter().any(|s| s.id.as_str() == id));
        let filled = ItemSource {
            id: UNNAMED.to_owned(),
            competency: competency.id.to_string(),
            indicator: UNNAMED.to_owned(),
            difficulty: Some(Difficulty::Medium),
            seconds: Some(SHOWN_SECONDS),
            tags: Vec::new(),
            enemies: Vec::new(),
            computation: None,
            rationale: if source.rationale.is_empty() { UNNAMED.to_owned() } else { source.rationale.clone() },
            stimulus,
            ..source.clone()
        };
        let read = |filled: &ItemSource| {
            let mut faults = Faults::of(&source.id);
            let item = self.read_text(UNNAMED, &filled.to_text(), domain, &BTreeSet::new(), &mut faults);
            (item, faults.into_found())
        };
        let (item, faults) = read(&filled);
        // Without a key nothing is read; any will do to show what candidates see.
        let item = item.or_else(|| read(&ItemSource { interaction: source.interaction.keyed(), ..filled.clone() }).0);
        let bare = |item: Item| Item { rationale: Html(String::new()), ..item };
        (if source.rationale.is_empty() { item.map(bare) } else { item }, faults)
    }

    fn read_text(
        &self,
        id: &str,
        text: &str,
        domain: &DomainInfo,
        items: &BTreeSet<&str>,
        faults: &mut Faults,
    ) -> Option<Item> {
        let renderer = Renderer { pictures: &self.pictures.addresses };
        let stimuli = self.stimuli.iter().map(|stimulus| stimulus.id.as_str()).collect();
        item_file::read(id, text, &Setting { domain, items, stimuli: &stimuli, renderer: &renderer }, faults)
    }
}
