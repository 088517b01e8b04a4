//! A content package: the manifest, and the files that it says are items, stimuli and rule templates.

use std::collections::{BTreeMap, BTreeSet};

use super::content::pictures::resolve;
use super::item;
use super::own::{self, Own};
use super::xml::{self, Element};
use crate::bank::exchange::Refused;
use crate::bank::exchange::archive::Archive;

const MANIFEST: &str = "imsmanifest.xml";

#[derive(Debug)]
pub struct Package {
    pub items: Vec<Entry>,
    /// Resources of kinds that are not items, each with its path, to be named when there is no item at all.
    pub others: Vec<String>,
    /// Path of an item or of shared material → what a package of ours says about it besides.
    pub about: BTreeMap<String, Own>,
    /// Paths of items that the manifest does not name as such.
    pub unlisted: Vec<String>,
}

#[derive(Debug)]
pub struct Entry {
    pub path: String,
    /// Keywords of the item's metadata.
    pub keywords: Vec<String>,
    /// What the resource says it is, when that is another version of QTI altogether.
    pub foreign: Option<String>,
}

pub fn open(archive: &Archive) -> Result<Package, Refused> {
    let Some(bytes) = archive.get(MANIFEST) else {
        return Err(Refused::new(
            "no_manifest",
            format!("the archive has no {MANIFEST} at its root: it is no QTI package"),
        ));
    };
    let manifest = xml::parse(bytes).map_err(|why| Refused::new("bad_manifest", format!("{MANIFEST}: {why}")))?;
    if manifest.name != "manifest" {
        let message = format!("{MANIFEST}: the root is {}, not <manifest>", manifest.place());
        return Err(Refused::new("bad_manifest", message));
    }
    let mut package = Package { items: Vec::new(), others: Vec::new(), about: about(archive)?, unlisted: Vec::new() };
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let base = said_base(&manifest, "");
    for holder in manifest.named("resources") {
        let base = said_base(holder, &base);
        for resource in holder.named("resource") {
            let identifier = resource.said("identifier").unwrap_or_default().to_owned();
            if let Some(line) = seen.insert(identifier.clone(), resource.line).filter(|_| !identifier.is_empty()) {
                let message = format!(
                    "{MANIFEST}: the resource `{identifier}` stands twice (lines {line} and {})",
                    resource.line
                );
                return Err(Refused::new("bad_manifest", message));
            }
            add(&mut package, archive, resource, &said_base(resource, &base))?;
        }
    }
    if package.items.is_empty() {
        let kinds = if package.others.is_empty() { "nothing".to_owned() } else { package.others.join(", ") };
        return Err(Refused::new("no_items", format!("{MANIFEST} names no item ({kinds})")));
    }
    package.unlisted = unlisted(&package.items, archive);
    Ok(package)
}

fn unlisted(items: &[Entry], archive: &Archive) -> Vec<String> {
    let listed: BTreeSet<&str> = items.iter().map(|entry| entry.path.as_str()).collect();
    let named =
        |path: &&str| path.to_ascii_lowercase().ends_with(".xml") && *path != MANIFEST && !listed.contains(path);
    let is_item = |path: &&str| {
        archive.get(path).and_then(|bytes| xml::parse(bytes).ok()).is_some_and(|root| item::is_item(&root))
    };
    archive.entries().filter(named).filter(is_item).map(str::to_owned).collect()
}

/// What a package of ours says besides; nothing in anybody else's.
fn about(archive: &Archive) -> Result<BTreeMap<String, Own>, Refused> {
    let Some(bytes) = archive.get(own::FILE) else { return Ok(BTreeMap::new()) };
    let root = xml::parse(bytes).map_err(|why| Refused::new("bad_manifest", format!("{}: {why}", own::FILE)))?;
    Ok(Own::read_file(&root))
}

/// `xml:base` of an element under the base around it.
fn said_base(element: &Element, around: &str) -> String {
    match element.said("base") {
        Some(base) if base.ends_with('/') => format!("{around}{base}"),
        Some(base) => format!("{around}{base}/"),
        None => around.to_owned(),
    }
}

fn add(package: &mut Package, archive: &Archive, resource: &Element, base: &str) -> Result<(), Refused> {
    let kind = resource.said("type").unwrap_or_default().to_lowercase();
    let mut main = None;
    for (at, holder) in std::iter::once(resource).chain(resource.named("file")).enumerate() {
        let Some(href) = holder.said("href") else { continue };
        let path = checked(archive, holder, base, href)?;
        if at == 0 || main.is_none() {
            main = path.or(main);
        }
    }
    let is_item =
        kind.contains("imsqti_item") || kind.contains("imsqti_apipitem") || kind.contains("imsqti_assessmentitem");
    let older = kind.starts_with("imsqti_xmlv1") || kind.contains("imsqti_xmlv1p");
    match main {
        Some(path) if is_item || older => {
            let foreign = older.then(|| kind.clone());
            package.items.push(Entry { path, keywords: keywords(resource), foreign });
        }
        _ => package.others.push(kind),
    }
    Ok(())
}

/// The path inside the archive; `None` for an address on the network, which nobody fetches.
fn checked(archive: &Archive, holder: &Element, base: &str, href: &str) -> Result<Option<String>, Refused> {
    if href.contains("://") && !href.starts_with("file:") {
        return Ok(None);
    }
    let full = format!("{base}{href}");
    let Some(path) = resolve(MANIFEST, &full) else {
        let message = format!("{MANIFEST}: {} names `{href}`, which leads out of the package", holder.place());
        return Err(Refused::new("href_outside", message));
    };
    if archive.get(&path).is_none() {
        let message = format!("{MANIFEST}: {} names `{href}`, which is not in the archive", holder.place());
        return Err(Refused::new("file_missing", message));
    }
    Ok(Some(path))
}

fn keywords(resource: &Element) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let metadata = resource.named("metadata").flat_map(Element::all);
    for keyword in metadata.filter(|element| element.name == "keyword") {
        let texts: Vec<&Element> = keyword.elements().collect();
        let all: Vec<String> =
            if texts.is_empty() { vec![keyword.text()] } else { texts.into_iter().map(Element::text).collect() };
        for word in all.iter().map(|word| word.split_whitespace().collect::<Vec<_>>().join(" ")) {
            if !word.is_empty() && !words.contains(&word) {
                words.push(word);
            }
        }
    }
    words
}
