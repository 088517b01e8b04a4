//! What shows only over many items: keys that are always longest or always C, competencies and pictures that nobody
//! uses.

use std::collections::BTreeMap;

use super::Warning;
use crate::domain::bank::{Bank, DomainInfo};
use crate::domain::ids::ChoiceId;
use crate::domain::item::{Html, Interaction, Item};

/// The keyed option is called longest when it exceeds the next by this factor; less is not seen at a glance.
const LONGEST: f64 = 1.3;
/// Short options have no telling length.
const LONG_CHARACTERS: usize = 25;
/// Below this many keys a distribution says nothing.
const MIN_KEYS: usize = 12;
/// A letter that keys more than this share of a domain's items invites guessing.
const MAX_KEY_SHARE: f64 = 0.4;
/// In a bank without habit the longest option is the key about as often as any other.
const MAX_LONGEST_SHARE: f64 = 0.45;

pub(super) fn find(bank: &Bank) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for domain in &bank.domains {
        let items: Vec<&Item> = bank.items.values().map(AsRef::as_ref).filter(|i| i.domain == domain.id).collect();
        warnings.extend(key_letters(domain, &items));
        warnings.extend(longest_habit(domain, &items));
        warnings.extend(unused_competencies(domain, &items));
    }
    warnings.extend(unused_material(bank));
    warnings
}

/// Options and the best of them, where one is best.
pub(super) fn best(item: &Item) -> Option<(&[crate::domain::item::Choice], &ChoiceId)> {
    match &item.interaction {
        Interaction::SingleChoice { options, key, .. } => Some((options, key)),
        Interaction::GradedJudgement { options, weights } => {
            let (best, _) = weights.iter().max_by_key(|(_, weight)| **weight)?;
            Some((options, best))
        }
        _ => None,
    }
}

/// How many times longer the best option is than the longest other one.
fn key_length_ratio(item: &Item) -> Option<f64> {
    let (options, key) = best(item)?;
    let longest = |keyed: bool| {
        options.iter().filter(|o| (o.id == *key) == keyed).map(|o| text_length(&o.html)).max().unwrap_or(0)
    };
    let (own, other) = (longest(true), longest(false));
    let as_number = |n: usize| u32::try_from(n).map_or(0.0, f64::from);
    (own >= LONG_CHARACTERS && other > 0).then(|| as_number(own) / as_number(other))
}

pub(super) fn longest_key(item: &Item) -> Option<Warning> {
    let ratio = key_length_ratio(item).filter(|ratio| *ratio >= LONGEST)?;
    let message = format!("the key is the longest option by far ({ratio:.1} times the next)");
    Some(Warning { subject: item.id.to_string(), code: "longest_key", message })
}

fn longest_habit(domain: &DomainInfo, items: &[&Item]) -> Option<Warning> {
    let ratios: Vec<f64> = items.iter().filter_map(|item| key_length_ratio(item)).collect();
    let longest = ratios.iter().filter(|ratio| **ratio > 1.0).count();
    let share = share(longest, ratios.len());
    let message = format!("the key is the longest option in {longest} of {} items with long options", ratios.len());
    (ratios.len() >= MIN_KEYS && share > MAX_LONGEST_SHARE).then(|| Warning {
        subject: domain.id.to_string(),
        code: "longest_key_habit",
        message,
    })
}

fn key_letters(domain: &DomainInfo, items: &[&Item]) -> Option<Warning> {
    let mut letters: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, key) in items.iter().filter_map(|item| best(item)) {
        *letters.entry(key.as_str()).or_default() += 1;
    }
    let keys: usize = letters.values().sum();
    let most = letters.values().copied().max().unwrap_or(0);
    let list: Vec<_> = letters.iter().map(|(letter, count)| format!("{letter} {count}")).collect();
    let message = format!("key letters are uneven: {}", list.join(", "));
    (keys >= MIN_KEYS && share(most, keys) > MAX_KEY_SHARE).then(|| Warning {
        subject: domain.id.to_string(),
        code: "key_letters",
        message,
    })
}

fn unused_competencies(domain: &DomainInfo, items: &[&Item]) -> Vec<Warning> {
    let unused = |id: &crate::domain::ids::CompetencyId| !items.iter().any(|item| item.competency == *id);
    let warn =
        |subject: String| Warning { subject, code: "no_items", message: "the competency has no item".to_owned() };
    domain.competencies.iter().filter(|c| unused(&c.id)).map(|c| warn(format!("{}/{}", domain.id, c.id))).collect()
}

/// Stimuli that no item names, pictures that no text shows.
fn unused_material(bank: &Bank) -> Vec<Warning> {
    let stimuli = bank.stimuli.keys().filter(|id| !bank.items.values().any(|item| item.stimulus.as_ref() == Some(*id)));
    let stimuli = stimuli.map(|id| Warning {
        subject: format!("stimuli/{id}"),
        code: "unused_stimulus",
        message: "no item names it".to_owned(),
    });
    let shown = |name: &str| texts(bank).any(|html| html.0.contains(name));
    let pictures = bank.media.keys().filter(|name| !shown(name)).map(|name| Warning {
        subject: format!("/media/{name}"),
        code: "unused_picture",
        message: "no text shows it".to_owned(),
    });
    stimuli.chain(pictures).collect()
}

fn texts(bank: &Bank) -> impl Iterator<Item = &Html> {
    let items = bank.items.values().flat_map(|item| {
        let left = if let Interaction::Matching { left, .. } = &item.interaction { left.as_slice() } else { &[] };
        let choices = item.interaction.drawable().iter().chain(left).map(|choice| &choice.html);
        choices.chain([&item.stem, &item.rationale])
    });
    items.chain(bank.stimuli.values().map(|stimulus| &stimulus.html))
}

/// Characters of the text, tags not counted.
fn text_length(html: &Html) -> usize {
    let mut inside = false;
    html.0
        .chars()
        .filter(|c| {
            inside = (inside || *c == '<') && *c != '>';
            !inside && *c != '>'
        })
        .count()
}

fn share(part: usize, whole: usize) -> f64 {
    let as_number = |n: usize| u32::try_from(n).map_or(0.0, f64::from);
    if whole == 0 { 0.0 } else { as_number(part) / as_number(whole) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::{BankFiles, load};

    fn bank(options: [&str; 3], key: &str) -> Bank {
        let mut files = BankFiles::default();
        let manifest = "id = \"t\"\ntitle = \"T\"\nlanguage = \"id\"\n[[domain]]\nid = \"technical\"\ntitle = \"T\"\n\
                        [[domain.competency]]\nid = \"a\"\ntitle = \"A\"\n[[domain.competency]]\nid = \"b\"\ntitle = \"B\"\n";
        files.insert("bank.toml", manifest.into()).unwrap();
        files.insert("stimuli/s.md", "+++\nid = \"s\"\ntitle = \"S\"\n+++\nx\n".into()).unwrap();
        for index in 0..12 {
            let text = format!(
                "+++\nid = \"i{index}\"\ninteraction = \"single_choice\"\ncompetency = \"a\"\nindicator = \"x\"\ndifficulty = \"easy\"\n\
                 seconds = 60\nkey = \"{key}\"\n+++\nStem\n## Options\n- A. {}\n- B. {}\n- C. {}\n## Rationale\nx\n",
                options[0], options[1], options[2]
            );
            files.insert(&format!("technical/i{index}.md"), text.into()).unwrap();
        }
        load(&files).unwrap()
    }

    #[test]
    fn habits_that_give_keys_away_are_named() {
        let bank =
            bank(["pendek sekali", "pendek juga", "pilihan yang **panjang** sekali karena ditulis paling teliti"], "C");
        let warnings = super::super::find(&bank);
        let count = |code| warnings.iter().filter(|w| w.code == code).count();
        assert_eq!(
            ["longest_key", "longest_key_habit", "key_letters", "no_items", "unused_stimulus"].map(count),
            [12, 1, 1, 1, 1]
        );
    }

    #[test]
    fn even_options_give_no_warning_of_length() {
        let bank = bank(["pilihan pertama yang cukup panjang", "pilihan kedua yang juga cukup panjang", "ketiga"], "A");
        assert!(super::super::find(&bank).iter().all(|w| !w.code.starts_with("longest")));
    }
}
