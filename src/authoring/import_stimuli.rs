//! Shared material of an import: it never goes over what the bank has, because items that were reviewed may show it.

use std::collections::{BTreeMap, BTreeSet};

use super::ports::Material;
use crate::bank::exchange::{Fate, Import};

/// Keeps what items that were taken show, under ids that are free; what the bank has word for word is not stored again.
/// What became of it is said on the rows.
pub(super) fn settle(import: &mut Import, known: &[Material]) {
    let shown: BTreeSet<String> = import.rows.iter().filter_map(|row| row.taken()?.0.stimulus.clone()).collect();
    let (used, unused): (Vec<_>, Vec<_>) = import.stimuli.drain(..).partition(|one| shown.contains(&one.id));
    let mut ids: BTreeSet<String> = known.iter().filter_map(|file| Some(id_of(&file.path)?.to_owned())).collect();
    let mut renamed = BTreeMap::new();
    for mut stimulus in used {
        let there = known.iter().find(|file| id_of(&file.path) == Some(stimulus.id.as_str()));
        match there {
            Some(file) if file.bytes == stimulus.to_text().into_bytes() => continue,
            Some(_) => {
                let free = free_id(&stimulus.id, &ids);
                renamed.insert(stimulus.id.clone(), free.clone());
                stimulus.id = free;
            }
            None => {}
        }
        ids.insert(stimulus.id.clone());
        import.stimuli.push(stimulus);
    }
    rename(import, &renamed);
    let first = import.rows.iter_mut().find_map(|row| match &mut row.fate {
        Fate::Taken { changes, .. } => Some(changes),
        Fate::LeftOut { .. } => None,
    });
    if let Some(changes) = first {
        let said =
            unused.iter().map(|one| format!("the shared material `{}` is shown by no item and was left out", one.id));
        changes.extend(said);
    }
}

fn rename(import: &mut Import, renamed: &BTreeMap<String, String>) {
    for row in &mut import.rows {
        let Fate::Taken { item, changes } = &mut row.fate else { continue };
        let Some((from, to)) = item.stimulus.as_ref().and_then(|id| renamed.get_key_value(id)) else { continue };
        changes.push(format!("the shared material `{from}` of the bank has another text; this one is `{to}` here"));
        item.stimulus = Some(to.clone());
    }
}

fn id_of(path: &str) -> Option<&str> {
    path.strip_prefix("stimuli/")?.strip_suffix(".md")
}

fn free_id(wanted: &str, taken: &BTreeSet<String>) -> String {
    let stem: String = wanted.chars().take(super::exchange::MAX_ID - 6).collect();
    (2..taken.len() + 3).map(|number| format!("{stem}-{number}")).find(|id| !taken.contains(id)).unwrap_or_default()
}
