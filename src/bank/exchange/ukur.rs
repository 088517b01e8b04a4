//! Our own format as one file: a bank's folder in a ZIP, or a single item's text. Nothing is lost either way.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::archive::Archive;
use super::export::{Export, Selection};
use super::{Fate, Import, Refused, Row};
use crate::bank::source::{ItemSource, StimulusSource};

const STIMULI: &str = "stimuli/";
const IMAGES: &str = "images/";
/// Files of a bank's folder that are no items.
const BESIDE: [&str; 2] = ["bank.toml", "README.md"];

/// Reads a ZIP of a bank's folder (which may stand in one folder more), or one item.
pub fn read(name: &str, bytes: &[u8]) -> Result<Import, Refused> {
    if !bytes.starts_with(b"PK") {
        let text = std::str::from_utf8(bytes).map_err(|_| Refused::new("not_utf8", format!("{name} is not UTF-8")))?;
        let row = row(name, "", text);
        return Ok(Import { rows: vec![row], stimuli: Vec::new(), pictures: BTreeMap::new() });
    }
    let archive = Archive::open(bytes)?;
    let folder = common_folder(&archive);
    let mut import = Import::default();
    for entry in archive.entries() {
        let Some(path) = entry.strip_prefix(&folder) else { continue };
        let content = archive.get(entry).unwrap_or_default();
        if path.starts_with(IMAGES) {
            import.pictures.insert(path.to_owned(), content.to_vec());
        } else if let Some(name) = path.strip_prefix(STIMULI).filter(|name| !name.is_empty()) {
            import.stimuli.push(stimulus(name, content)?);
        } else if !BESIDE.contains(&path) {
            import.rows.push(entry_row(path, content));
        }
    }
    Ok(import)
}

/// The items as a bank's folder, without `bank.toml`: which domains there are is the receiving bank's affair.
pub fn write(selection: &Selection<'_>) -> Result<Export, Refused> {
    let broken = |error: &dyn std::fmt::Display| Refused::new("archive_broken", error.to_string());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut files: BTreeMap<String, Vec<u8>> = selection.pictures.clone();
    for stimulus in selection.stimuli {
        files.insert(format!("{STIMULI}{}.md", stimulus.id), stimulus.to_text().into_bytes());
    }
    for item in selection.items {
        let domain = if item.domain.is_empty() { "unsorted" } else { &item.domain };
        files.insert(format!("{domain}/{}.md", item.id), item.to_text().into_bytes());
    }
    for (path, bytes) in files {
        zip.start_file(path, SimpleFileOptions::default()).map_err(|error| broken(&error))?;
        zip.write_all(&bytes).map_err(|error| broken(&error))?;
    }
    let bytes = zip.finish().map_err(|error| broken(&error))?.into_inner();
    Ok(Export { bytes, extension: "zip", lost: Vec::new() })
}

/// The folder that everything stands in, with its slash; often the bank's own name.
fn common_folder(archive: &Archive) -> String {
    let manifest = archive.entries().find(|entry| entry.ends_with("bank.toml"));
    let folder = manifest.and_then(|entry| entry.strip_suffix("bank.toml"));
    folder.map(str::to_owned).unwrap_or_default()
}

fn entry_row(path: &str, content: &[u8]) -> Row {
    let left_out = |reason: &str| Row {
        source: path.to_owned(),
        source_id: String::new(),
        title: String::new(),
        interaction: String::new(),
        fate: Fate::LeftOut { reason: reason.to_owned() },
        remains: None,
    };
    match (path.strip_suffix(".md").and_then(|path| path.split_once('/')), std::str::from_utf8(content)) {
        (Some((domain, _)), Ok(text)) => row(path, domain, text),
        (Some(_), Err(_)) => left_out("the text is not UTF-8"),
        (None, _) => left_out("a bank holds bank.toml, <domain>/<id>.md, stimuli/<id>.md and images/"),
    }
}

fn row(path: &str, domain: &str, text: &str) -> Row {
    let text = text.replace("\r\n", "\n");
    let (source_id, title, interaction, fate) = match ItemSource::from_text(domain, text.trim_start_matches('\u{feff}'))
    {
        Ok(item) => {
            let facts = (item.id.clone(), item.title.clone(), item.interaction.name().to_owned());
            (facts.0, facts.1, facts.2, Fate::Taken { item: Box::new(item), changes: Vec::new() })
        }
        Err(faults) => {
            let reason = faults.first().map(ToString::to_string).unwrap_or_default();
            (String::new(), String::new(), String::new(), Fate::LeftOut { reason })
        }
    };
    Row { source: path.to_owned(), source_id, title, interaction, fate, remains: None }
}

fn stimulus(name: &str, content: &[u8]) -> Result<StimulusSource, Refused> {
    let wrong = |what: &str| Refused::new("stimulus", format!("{STIMULI}{name}: {what}"));
    let text = std::str::from_utf8(content).map_err(|_| wrong("not UTF-8"))?;
    let read = StimulusSource::from_text(text);
    read.map_err(|faults| wrong(&faults.first().map(ToString::to_string).unwrap_or_default()))
}
