//! Import: what a file's reader took becomes drafts, all of them in one transaction or none.

use std::collections::{BTreeMap, BTreeSet};

use super::items::{NewText, addition, source};
use super::ports::{Additions, Head, Material};
use super::{Authoring, AuthoringError, import_stimuli};
use crate::audit::Actor;
use crate::bank::exchange::report::Report;
use crate::bank::exchange::sheet::{Layout, Sheet, Supplied};
use crate::bank::exchange::{self, Fate, Format, Import, Refused, Row, picture};
use crate::bank::source::ItemSource;
use crate::bank::{BankFiles, Bench};
use crate::domain::ids::{BankId, ItemId};
use crate::domain::item_life::Stage;

pub(super) const MAX_ID: usize = 40;

/// A file to import, and what its owner says of it.
#[derive(Default)]
pub struct ImportRequest {
    pub file: String,
    pub bytes: Vec<u8>,
    /// `None`: found out from name and content.
    pub format: Option<Format>,
    /// What somebody said of the columns of a foreign sheet; then it is read as such, whatever its headers say.
    pub layout: Option<Layout>,
    /// Where items go that do not say it themselves; empty: it stays open.
    pub domain: String,
    pub competency: String,
    /// Rows that were mended by hand, by their place in the report.
    pub mended: BTreeMap<usize, ItemSource>,
    /// What makes the bank when there is none yet: its `bank.toml`.
    pub manifest: Option<Vec<u8>>,
    /// Nothing is stored.
    pub dry_run: bool,
}

/// What became of the file, and the items of its rows as they are (or would be) stored.
pub struct Imported {
    pub report: Report,
    /// A row each; `None` where nothing could be read.
    pub items: Vec<Option<ItemSource>>,
}

impl Authoring {
    /// A refused file is an answer, not an error: nothing was stored then.
    pub async fn import(
        &self,
        bank: &BankId,
        request: ImportRequest,
        by: &mut Actor,
    ) -> Result<Imported, AuthoringError> {
        let heads = self.store.heads(bank).await?;
        let known = self.store.materials(bank).await?;
        let made = known.is_empty().then(|| request.manifest.clone()).flatten();
        let bench = match &made {
            Some(manifest) => bench_of(manifest)?,
            None => self.bench(bank).await?,
        };
        let (file, dry_run) = (request.file.clone(), request.dry_run);
        let read = tokio::task::spawn_blocking(move || settle(request, &heads, &bench)).await;
        let read = read.map_err(|_| AuthoringError::Interrupted("reading a file"))?;
        let (format, mut import) = match read {
            Ok(read) => read,
            Err((format, refused)) => {
                let report = Report::refused(&file, format, &refused);
                return Ok(Imported { report, items: Vec::new() });
            }
        };
        import_stimuli::settle(&mut import, &known);
        let imported = Imported { report: Report::of(&file, format, &import), items: items_of(&import) };
        let taken = imported.report.totals.imported + imported.report.totals.changed;
        if dry_run || taken == 0 {
            return Ok(imported);
        }
        let mut additions = additions(import, &format!("{} ({})", file, format.name()), by)?;
        additions.materials.extend(made.map(|bytes| Material::next(MANIFEST.to_owned(), bytes)));
        let act = by.act(None, "items_imported", &file).with(&format!("{bank}: {taken} items"));
        match self.store.add(bank, &additions, &act).await? {
            Ok(()) => Ok(imported),
            Err(newest) => Err(AuthoringError::Changed(newest)),
        }
    }
}

const MANIFEST: &str = "bank.toml";

fn bench_of(manifest: &[u8]) -> Result<Bench, AuthoringError> {
    let mut files = BankFiles::default();
    files.insert(MANIFEST, manifest.to_vec()).map_err(|error| AuthoringError::Broken(error.to_string()))?;
    Bench::new(&files).map(|(bench, _)| bench).map_err(AuthoringError::Unreadable)
}

type Unread = (Option<Format>, Refused);

/// Reads the file and fits its items into the bank: ids, repeats, pictures, what their owner said of them.
fn settle(request: ImportRequest, heads: &[Head], bench: &Bench) -> Result<(Format, Import), Unread> {
    let ImportRequest { file, bytes, format, layout, domain, competency, mended, .. } = request;
    let (format, mut import) = match layout {
        Some(layout) => read_sheet(&bytes, layout)?,
        None => read_file(&file, &bytes, format)?,
    };
    for (index, item) in mended {
        if let Some(row) = import.rows.get_mut(index) {
            row.fate = Fate::Taken { item: Box::new(item), changes: vec!["mended by hand".to_owned()] };
        }
    }
    fit(&mut import, &domain, &competency, heads, bench);
    if import.rows.is_empty() {
        return Err((Some(format), Refused::new("no_items", "the file holds no items")));
    }
    Ok((format, import))
}

fn read_file(file: &str, bytes: &[u8], format: Option<Format>) -> Result<(Format, Import), Unread> {
    let format = match format {
        Some(format) => format,
        None => exchange::detect(file, bytes).map_err(|refused| (None, refused))?,
    };
    let import = exchange::read(file, bytes, format).map_err(|refused| (Some(format), refused))?;
    Ok((format, import))
}

fn read_sheet(bytes: &[u8], layout: Layout) -> Result<(Format, Import), Unread> {
    let sheet = Sheet::open(bytes, layout).map_err(|refused| (None, refused))?;
    let import = sheet.import(&Supplied::new()).map_err(|refused| (Some(sheet.format), refused))?;
    Ok((sheet.format, import))
}

/// What a bank asks of every item that comes in.
pub(super) fn fit(import: &mut Import, domain: &str, competency: &str, heads: &[Head], bench: &Bench) {
    let pictures = accept_pictures(import);
    let bench = &bench.awaiting(import.pictures.keys().map(String::as_str));
    let mut room = Room::of(heads);
    for row in &mut import.rows {
        room.place(row, domain, competency, &pictures, bench);
    }
}

/// Path in the import → path in the bank and what was changed, or why it is refused.
type Pictures = BTreeMap<String, Result<(String, Vec<String>), String>>;

fn accept_pictures(import: &mut Import) -> Pictures {
    let mut fates = Pictures::new();
    for (path, bytes) in std::mem::take(&mut import.pictures) {
        let fate = match picture::accept(&path, &bytes) {
            Ok(accepted) => {
                import.pictures.insert(accepted.path.clone(), accepted.bytes);
                Ok((accepted.path, accepted.changes))
            }
            Err(reason) => Err(reason),
        };
        fates.insert(path, fate);
    }
    for stimulus in &mut import.stimuli {
        for (from, to) in fates.iter().filter_map(|(from, fate)| Some((from, fate.as_ref().ok()?))) {
            stimulus.body = stimulus.body.replace(from, &to.0);
        }
    }
    fates
}

/// The ids and contents that are taken.
struct Room {
    ids: BTreeSet<String>,
    /// Content → item of the bank.
    contents: BTreeMap<String, String>,
    /// Content → item of this file.
    taken: BTreeMap<String, String>,
    next: usize,
}

impl Room {
    fn of(heads: &[Head]) -> Self {
        let sources = heads.iter().filter_map(|head| source(&head.version).ok());
        let contents = sources.map(|source| (source.content_hash(), source.id)).collect();
        Self {
            ids: heads.iter().map(|head| head.item.to_string()).collect(),
            contents,
            taken: BTreeMap::new(),
            next: 1,
        }
    }

    fn place(&mut self, row: &mut Row, domain: &str, competency: &str, pictures: &Pictures, bench: &Bench) {
        let Fate::Taken { item, changes } = &mut row.fate else { return };
        if item.domain.is_empty() {
            domain.clone_into(&mut item.domain);
        }
        if item.competency.is_empty() {
            competency.clone_into(&mut item.competency);
        }
        by_titles(item, bench, changes);
        changes.extend(unknown_place(item, bench));
        if let Err(reason) = set_pictures(item, pictures, changes) {
            row.fate = Fate::LeftOut { reason };
            return;
        }
        let hash = item.content_hash();
        if let Some(twin) = self.contents.get(&hash) {
            let reason = format!("a repeat: the item `{twin}` of the bank has the same text and key");
            row.fate = Fate::LeftOut { reason };
            return;
        }
        if let Some(twin) = self.taken.get(&hash) {
            changes.push(format!("a repeat: `{twin}` of this file has the same text and key"));
        }
        let wanted = item.id.clone();
        item.id = self.free_id(&wanted);
        if !wanted.is_empty() && wanted != item.id {
            changes.push(format!("the id `{wanted}` is taken in this bank; the item is `{}` here", item.id));
        }
        let (_, faults) = bench.shown(item);
        changes.extend(faults.iter().map(|fault| format!("to be mended before use: {}", fault.message)));
        self.ids.insert(item.id.clone());
        self.taken.insert(hash, item.id.clone());
    }

    /// The wanted id, or one like it, or a number.
    fn free_id(&mut self, wanted: &str) -> String {
        if !wanted.is_empty() && !self.ids.contains(wanted) {
            return wanted.to_owned();
        }
        loop {
            let id = if wanted.is_empty() {
                format!("impor-{:04}", self.next)
            } else {
                let stem: String = wanted.chars().take(MAX_ID - 6).collect();
                format!("{stem}-{}", self.next + 1)
            };
            self.next += 1;
            if !self.ids.contains(&id) {
                return id;
            }
        }
    }
}

/// Other people's files say domain and competency by their titles.
fn by_titles(item: &mut ItemSource, bench: &Bench, changes: &mut Vec<String>) {
    let same = |title: &str, said: &str| title.to_lowercase() == said.trim().to_lowercase();
    let mut put = |said: &mut String, what: &str, id: String| {
        if *said != id {
            changes.push(format!("the {what} `{said}` is `{id}` in this bank"));
            *said = id;
        }
    };
    if let Some(domain) = bench.domains().iter().find(|domain| same(&domain.title, &item.domain)) {
        put(&mut item.domain, "domain", domain.id.to_string());
    }
    let Some(domain) = bench.domains().iter().find(|domain| domain.id.as_str() == item.domain) else { return };
    if let Some(competency) = domain.competencies.iter().find(|one| same(&one.title, &item.competency)) {
        put(&mut item.competency, "competency", competency.id.to_string());
    }
}

/// What the bank does not have of the item's domain and competency.
fn unknown_place(item: &ItemSource, bench: &Bench) -> Option<String> {
    let ItemSource { domain, competency, .. } = item;
    let Some(known) = bench.domains().iter().find(|known| known.id.as_str() == domain) else {
        return (!domain.is_empty()).then(|| format!("the bank has no domain `{domain}`"));
    };
    let missing = !competency.is_empty() && !known.competencies.iter().any(|one| one.id.as_str() == competency);
    missing.then(|| format!("the domain `{domain}` of the bank has no competency `{competency}`"))
}

/// Puts the bank's names of pictures in place of the import's.
fn set_pictures(item: &mut ItemSource, pictures: &Pictures, changes: &mut Vec<String>) -> Result<(), String> {
    for text in item.texts_mut() {
        for (from, fate) in pictures.iter().filter(|(from, _)| text.contains(from.as_str())).collect::<Vec<_>>() {
            let (to, said) = fate.as_ref().map_err(|reason| format!("picture {from}: {reason}"))?;
            *text = text.replace(from.as_str(), to);
            changes.extend(said.iter().cloned());
        }
    }
    Ok(())
}

pub(super) fn items_of(import: &Import) -> Vec<Option<ItemSource>> {
    let item = |row: &Row| row.taken().map(|(item, _)| item).or(row.remains.as_deref()).cloned();
    import.rows.iter().map(item).collect()
}

fn additions(import: Import, note: &str, by: &mut Actor) -> Result<Additions, AuthoringError> {
    let mut additions = Additions::default();
    for row in import.rows {
        if let Fate::Taken { item, .. } = row.fate {
            let new = NewText { after: 0, note: note.to_owned(), source: *item };
            additions.versions.push(addition(ItemId::new(new.source.id.as_str()), new, Stage::Draft, by)?);
        }
    }
    let stimuli = import
        .stimuli
        .iter()
        .map(|stimulus| Material::next(format!("stimuli/{}.md", stimulus.id), stimulus.to_text().into_bytes()));
    additions.materials.extend(stimuli);
    additions.materials.extend(import.pictures.into_iter().map(|(path, bytes)| Material::next(path, bytes)));
    Ok(additions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::source::InteractionSource;

    const MANIFEST_TEXT: &str = include_str!("../../item_bank/umum/bank.toml");

    fn noted(import: &mut Import) -> &[String] {
        fit(import, "", "", &[], &bench_of(MANIFEST_TEXT.as_bytes()).unwrap());
        import.rows[0].taken().unwrap().1
    }

    fn import(stem: &str, domain: &str, competency: &str) -> Import {
        let options = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        let interaction = InteractionSource::SingleChoice { options, key: Some(0), credit: BTreeMap::new() };
        let (domain, competency) = (domain.to_owned(), competency.to_owned());
        let item = ItemSource { stem: stem.to_owned(), domain, competency, interaction, ..ItemSource::default() };
        let row = Row {
            source: "row 2".to_owned(),
            source_id: String::new(),
            title: String::new(),
            interaction: String::new(),
            fate: Fate::Taken { item: Box::new(item), changes: Vec::new() },
            remains: None,
        };
        Import { rows: vec![row], ..Import::default() }
    }

    #[test]
    fn a_picture_of_the_file_itself_is_known() {
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>".to_vec();
        let mut with = import("Lihat ![denah](images/a.svg)", "technical", "");
        with.pictures.insert("images/a.svg".to_owned(), svg);
        assert!(!noted(&mut with).iter().any(|said| said.contains("mended")), "{:?}", with.rows);
        assert!(noted(&mut import("Lihat ![denah](images/a.svg)", "technical", ""))[0].contains("no usable picture"));
    }

    #[test]
    fn what_the_bank_does_not_have_is_noted() {
        assert_eq!(noted(&mut import("Soal?", "xyz", "")), ["the bank has no domain `xyz`"]);
        let said = noted(&mut import("Soal?", "technical", "xyz")).to_vec();
        assert_eq!(said, ["the domain `technical` of the bank has no competency `xyz`"]);
        assert!(noted(&mut import("Soal?", "technical", "")).is_empty());
    }
}
