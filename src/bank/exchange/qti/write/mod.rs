//! Items of ours → a QTI 3.0 package: a file for each item and each stimulus, the pictures, a file
//! of ours with what QTI has no place for, and a manifest that lists them.

mod choices;
mod gaps;
mod item;
mod manifest;
mod markdown;
mod number;
pub(super) mod order;
mod page;
mod pairs;
pub(super) mod parts;
mod xhtml;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use self::item::Reference;
use self::manifest::{MANIFEST, Resource};
use self::page::Page;
use super::own::{self, Own};
use crate::bank::exchange::Refused;
use crate::bank::exchange::archive::MAX_ENTRIES;
use crate::bank::exchange::export::{Export, Loss, Losses, Selection};
use crate::bank::exchange::xml::escaped;
use crate::bank::source::{ItemSource, StimulusSource};

/// A package with a manifest, an item a file, the stimuli and the pictures.
pub fn write(selection: &Selection<'_>) -> Result<Export, Refused> {
    let mut package = Package::new(selection);
    package.stimuli();
    package.items();
    let Package { mut files, mut resources, pictures, about, lost, .. } = package;
    for path in pictures {
        if let Some(bytes) = selection.pictures.get(&path) {
            files.insert(path.clone(), bytes.clone());
        }
        resources.push(Resource::file(&path));
    }
    files.insert(own::FILE.to_owned(), Own::file(&about).into_bytes());
    resources.push(Resource::file(own::FILE));
    files.insert(MANIFEST.to_owned(), manifest::written(&resources).into_bytes());
    if files.len() > MAX_ENTRIES {
        let message = format!(
            "the package would have {} files; readers take {MAX_ENTRIES}: export fewer items at once",
            files.len()
        );
        return Err(Refused::new("too_many_files", message));
    }
    Ok(Export { bytes: packed(files)?, extension: "zip", lost })
}

fn packed(files: BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, Refused> {
    let broken = |error: &dyn std::fmt::Display| Refused::new("archive_broken", error.to_string());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        zip.start_file(path, SimpleFileOptions::default()).map_err(|error| broken(&error))?;
        zip.write_all(&bytes).map_err(|error| broken(&error))?;
    }
    Ok(zip.finish().map_err(|error| broken(&error))?.into_inner())
}

/// The package while it grows.
struct Package<'a> {
    selection: &'a Selection<'a>,
    /// Identifiers that are taken, in small letters: they are file names as well.
    names: BTreeSet<String>,
    /// Id of a stimulus → how items refer to it, and its resource.
    shown: BTreeMap<String, Reference>,
    files: BTreeMap<String, Vec<u8>>,
    resources: Vec<Resource>,
    /// Pictures and drawings that any file names.
    pictures: BTreeSet<String>,
    /// Path of an item or stimulus → what QTI has no place for.
    about: BTreeMap<String, Own>,
    lost: Vec<Loss>,
}

impl<'a> Package<'a> {
    fn new(selection: &'a Selection<'a>) -> Self {
        Self {
            selection,
            names: BTreeSet::new(),
            shown: BTreeMap::new(),
            files: BTreeMap::new(),
            resources: Vec::new(),
            pictures: BTreeSet::new(),
            about: BTreeMap::new(),
            lost: Vec::new(),
        }
    }

    fn stimuli(&mut self) {
        let used: BTreeSet<&str> = self.selection.items.iter().filter_map(|item| item.stimulus.as_deref()).collect();
        for stimulus in self.selection.stimuli.iter().filter(|stimulus| used.contains(stimulus.id.as_str())) {
            if !self.shown.contains_key(&stimulus.id) {
                self.stimulus(stimulus);
            }
        }
    }

    fn stimulus(&mut self, stimulus: &StimulusSource) {
        let identifier = self.name(&stimulus.id, "stimulus");
        let holder = ItemSource { id: stimulus.id.clone(), ..ItemSource::default() };
        let mut page = Page::new(self.selection, &identifier, Losses::of(&holder));
        let title = if stimulus.title.is_empty() { &identifier } else { &stimulus.title };
        let body = page.blocks(&stimulus.body);
        let text = item::root("qti-assessment-stimulus", &identifier, title, "")
            + &format!("<qti-stimulus-body>\n{body}\n</qti-stimulus-body>\n</qti-assessment-stimulus>\n");
        let path = format!("stimuli/{identifier}.xml");
        self.about.insert(path.clone(), Own::of_stimulus(stimulus, page.charts.clone()));
        let title = title.clone();
        self.resources.push(Resource::stimulus(&identifier, &path, &page));
        self.files.insert(path.clone(), text.into_bytes());
        let lost = self.keep(page);
        self.lost.extend(lost);
        let reference = Reference { href: format!("../{path}"), title, identifier };
        self.shown.insert(stimulus.id.clone(), reference);
    }

    fn items(&mut self) {
        for item in self.selection.items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &ItemSource) {
        let identifier = self.name(&item.id, "item");
        let mut page = Page::new(self.selection, &identifier, Losses::of(item));
        let shown = item.stimulus.as_ref().and_then(|id| self.shown.get(id));
        let absent = item.stimulus.clone().filter(|_| shown.is_none());
        page.losses.say_if(absent.is_some(), "the shared material: it is not among what is exported");
        let text = item::written(&mut page, &identifier, item, shown);
        let path = format!("items/{identifier}.xml");
        self.about.insert(path.clone(), Own::of_item(item, page.charts.clone(), absent));
        let material = shown.map(|reference| reference.identifier.as_str());
        self.resources.push(Resource::item(&identifier, &path, &item.tags, &page, material));
        self.files.insert(path, text.into_bytes());
        let lost = self.keep(page);
        self.lost.extend(lost);
    }

    /// Takes over what a finished page has brought along.
    fn keep(&mut self, page: Page<'_>) -> Vec<Loss> {
        self.pictures.extend(page.files().cloned());
        self.files.extend(page.drawings);
        page.losses.found
    }

    /// An identifier of QTI: it does not begin with a digit, and nobody else has it.
    fn name(&mut self, id: &str, otherwise: &str) -> String {
        let plain: String =
            id.chars().filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_')).collect();
        let base = match plain.chars().next() {
            None => otherwise.to_owned(),
            Some(first) if first.is_ascii_alphabetic() => plain,
            Some(_) => format!("_{plain}"),
        };
        let mut name = base.clone();
        let mut number = 2;
        while !self.names.insert(name.to_lowercase()) {
            name = format!("{base}-{number}");
            number += 1;
        }
        name
    }
}
