//! Bytes → rows: a package or a single item, each item on its own.

use std::collections::{BTreeMap, BTreeSet};

use super::content::pictures::{Shelf, resolve};
use super::content::{Desk, Files, Marks};
use super::item::Item;
use super::own::Own;
use super::package::Entry;
use super::processing::{Program, templates};
use super::reduce::{Reduced, reduce};
use super::xml::Element;
use super::{interaction, item, naming, package, xml};
use crate::bank::exchange::archive::Archive;
use crate::bank::exchange::{Fate, Import, Refused, Row};
use crate::bank::source::{InteractionSource, ItemSource, StimulusSource};

const ZIP: &[u8] = b"PK";

/// A ZIP package or the XML of one item.
pub fn read(name: &str, bytes: &[u8]) -> Result<Import, Refused> {
    let mut desk = Importer::default();
    if bytes.starts_with(ZIP) {
        let archive = Archive::open(bytes)?;
        let package = package::open(&archive)?;
        desk.about = package.about;
        for entry in package.items {
            let files = Files(Some(&archive));
            let row = match &entry.foreign {
                Some(kind) => left_out(&entry.path, format!("`{kind}` is QTI 1; items of 2.0 to 3.0 are read")),
                None => desk.row(&entry.path, archive.get(&entry.path).unwrap_or_default(), &entry, files),
            };
            desk.import.rows.push(row);
        }
        let stray = |path: &String| left_out(path, "it is not listed in imsmanifest.xml as an item".to_owned());
        desk.import.rows.extend(package.unlisted.iter().map(stray));
        return Ok(desk.import);
    }
    let root = xml::parse(bytes).map_err(|why| Refused::new("xml_broken", format!("{name}: {why}")))?;
    if !item::is_item(&root) {
        let message = format!("{name}: the root is {}; a QTI item is an <assessmentItem>", root.place());
        return Err(Refused::new("no_item", message));
    }
    let alone = Entry { path: name.to_owned(), keywords: Vec::new(), foreign: None };
    let row = desk.row(name, bytes, &alone, Files(None));
    desk.import.rows.push(row);
    Ok(desk.import)
}

fn left_out(source: &str, reason: String) -> Row {
    Row {
        source: source.to_owned(),
        source_id: String::new(),
        title: String::new(),
        interaction: String::new(),
        fate: Fate::LeftOut { reason },
        remains: None,
    }
}

/// What the items of one file share.
#[derive(Default)]
struct Importer {
    import: Import,
    shelf: Shelf,
    /// Identifier → the file that had it first.
    seen: BTreeMap<String, String>,
    ids: BTreeSet<String>,
    /// Path of a stimulus → its id here.
    stimuli: BTreeMap<String, String>,
    /// Path of an item or a stimulus → what a package of ours says about it besides.
    about: BTreeMap<String, Own>,
}

/// An item on its way in.
struct Taken {
    item: ItemSource,
    changes: Vec<String>,
    pictures: BTreeMap<String, Vec<u8>>,
    stimulus: Option<(String, StimulusSource)>,
}

impl Importer {
    fn row(&mut self, path: &str, bytes: &[u8], entry: &Entry, files: Files<'_>) -> Row {
        let root = match xml::parse(bytes) {
            Ok(root) => root,
            Err(why) => return left_out(path, why),
        };
        let (source_id, title) = item::names(&root);
        let kinds = root.first("itemBody").map(interaction::kinds).unwrap_or_default();
        let mut row = Row { source_id: source_id.clone(), title, interaction: kinds, ..left_out(path, String::new()) };
        let first = self.seen.get(&source_id).cloned();
        let result = match first {
            Some(first) => Err(format!("the identifier `{source_id}` stands already in `{first}`")),
            None => self.take(path, &root, files, self.about.get(path).cloned().as_ref()),
        };
        self.seen.entry(source_id).or_insert_with(|| path.to_owned());
        row.fate = match result {
            Ok(taken) => self.keep(taken, entry.keywords.clone()),
            Err(reason) if row.interaction.split(" + ").any(|kind| reason.contains(kind)) => Fate::LeftOut { reason },
            Err(reason) if row.interaction.is_empty() => Fate::LeftOut { reason },
            Err(reason) => Fate::LeftOut { reason: format!("{}: {reason}", row.interaction) },
        };
        row
    }

    fn keep(&mut self, taken: Taken, keywords: Vec<String>) -> Fate {
        let Taken { mut item, changes, pictures, stimulus } = taken;
        if !item.id.is_empty() {
            self.ids.insert(item.id.clone());
        }
        self.import.pictures.extend(pictures);
        if let Some((path, stimulus)) = stimulus
            && self.stimuli.insert(path, stimulus.id.clone()).is_none()
        {
            self.import.stimuli.push(stimulus);
        }
        item.tags = keywords;
        Fate::Taken { item: Box::new(item), changes }
    }

    fn take(&mut self, path: &str, root: &Element, files: Files<'_>, own: Option<&Own>) -> Result<Taken, String> {
        if let Some(unsupported) = root.first("itemBody").and_then(interaction::unsupported) {
            return Err(format!("{} is not supported", unsupported.place()));
        }
        let item = checked(item::read(root)?)?;
        let stimuli = stimuli(&item, path, files)?;
        let mut desk = Desk::new(&mut self.shelf, files, path, own);
        let mut item = item;
        for repeated in item.drop_repeated_keys() {
            desk.change(repeated);
        }
        let program = program(item.clone(), path, files)?;
        let Reduced { interaction, marks, fixed_order } = reduce(program, &mut desk)?;
        let mut stem = desk.stem(&item.body, &marks);
        if !matches!(interaction, InteractionSource::GapText { .. }) && stem.is_empty() && own.is_none() {
            desk.change("the source has no question text; write one");
        }
        let rationale = desk.rationale(&item);
        desk.name_extras(&item);
        let Desk { used: mut pictures, mut changes, .. } = desk;
        let mut stimulus = None;
        for (stimulus_path, body) in stimuli {
            let mut desk = Desk::new(&mut self.shelf, files, &stimulus_path, self.about.get(&stimulus_path));
            let text = desk.stem(&body, &Marks::new());
            desk.name_hidden(&stimulus_path);
            pictures.append(&mut desk.used);
            changes.append(&mut desk.changes);
            if stimulus.is_none() {
                stimulus = Some(self.stimulus(&stimulus_path, &body, text));
            } else {
                changes.push("a second stimulus stands in the stem".to_owned());
                stem = format!("{text}\n\n{stem}");
            }
        }
        let read = ItemSource {
            id: self.free(own.map_or(&item.identifier, |own| own.id.as_deref().unwrap_or_default())),
            title: item.title.clone(),
            origin: Some(format!("qti:{}", item.identifier)),
            stimulus: stimulus.as_ref().map(|(_, stimulus): &(String, StimulusSource)| stimulus.id.clone()),
            stem,
            interaction,
            rationale,
            fixed_order,
            ..ItemSource::default()
        };
        let item = match own {
            Some(own) => {
                changes.extend(own.faults.iter().cloned());
                own.complete(read)
            }
            None => read,
        };
        Ok(Taken { item, changes, pictures, stimulus })
    }

    fn free(&self, name: &str) -> String {
        naming::free(name, &|name| self.ids.contains(name))
    }

    fn stimulus(&self, path: &str, body: &Element, text: String) -> (String, StimulusSource) {
        let own = self.about.get(path);
        let identifier = body.said("identifier").unwrap_or("stimulus");
        let named = own.and_then(|own| own.id.as_deref()).unwrap_or(identifier);
        let used = &self.import.stimuli;
        let known = self.stimuli.get(path).cloned();
        let id = known.unwrap_or_else(|| naming::free(named, &|name| used.iter().any(|other| other.id == name)));
        let untitled = own.is_some_and(|own| own.untitled);
        let title = if untitled { String::new() } else { body.said("title").unwrap_or(identifier).to_owned() };
        let domain = own.map(|own| own.domain.clone()).filter(|domain| !domain.is_empty());
        (path.to_owned(), StimulusSource { id, title, domain, body: text })
    }
}

/// Faults, and kinds of items that cannot be answered here.
fn checked(item: Item) -> Result<Item, String> {
    if item.adaptive {
        return Err("the item is adaptive (adaptive=\"true\"): it is answered in several turns".to_owned());
    }
    if let Some(template) = &item.template_processing {
        return Err(format!("{} is not supported: the item changes with every candidate", template.place()));
    }
    if let Some(template) = item.templates.first() {
        return Err(format!("templateDeclaration `{}` (line {}) is not supported", template.identifier, template.line));
    }
    if interaction::elements(&item.body).is_empty() {
        return Err("the item has no interaction: there is nothing to answer".to_owned());
    }
    let score = item.outcomes.iter().find(|outcome| outcome.external && outcome.identifier == "SCORE");
    if let Some(score) = score.filter(|_| interaction::kinds(&item.body) != "extendedTextInteraction") {
        return Err(format!(
            "the outcome SCORE (line {}) is given by people (externalScored), not by a rule",
            score.line
        ));
    }
    interaction::check(&item)?;
    Ok(item)
}

/// Rules of an essay score nothing that we could use; everything else needs rules that run.
fn program(item: Item, path: &str, files: Files<'_>) -> Result<Program, String> {
    let kinds = interaction::kinds(&item.body);
    if kinds == "extendedTextInteraction" {
        return Ok(Program { item, rules: Element::default() });
    }
    if item.without_rules() {
        return Ok(Program { item, rules: Element::default() });
    }
    let shipped = |named: &str| {
        let tail = named.rsplit('/').next().unwrap_or(named);
        let near = resolve(path, named).and_then(|path| files.get(&path));
        let bytes = near.or_else(|| files.get(tail)).or_else(|| files.get(&format!("rptemplates/{tail}")))?;
        xml::parse(bytes).ok().filter(|root| root.name == "responseProcessing")
    };
    templates::program(item, &shipped)
}

/// Shared material that the item refers to: the path and the body, which carries identifier and title.
fn stimuli(item: &Item, path: &str, files: Files<'_>) -> Result<Vec<(String, Element)>, String> {
    let mut found = Vec::new();
    for reference in &item.stimulus_refs {
        let href = reference.said("href").unwrap_or_default();
        let missing = || format!("{} names the stimulus `{href}`, which is not in the file", reference.place());
        let at = resolve(path, href).ok_or_else(missing)?;
        let root =
            xml::parse(files.get(&at).ok_or_else(missing)?).map_err(|why| format!("the stimulus `{at}`: {why}"))?;
        let mut body =
            root.first("stimulusBody").cloned().ok_or_else(|| format!("the stimulus `{at}` has no <stimulusBody>"))?;
        for name in ["identifier", "title"] {
            body.attributes.extend(root.said(name).map(|value| (name.to_owned(), value.to_owned())));
        }
        found.push((at, body));
    }
    Ok(found)
}
