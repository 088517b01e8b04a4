//! How the scoring of an item differs between two versions of a bank, and whether answers to the one can be scored by
//! the other.

use std::sync::Arc;

use crate::domain::bank::Bank;
use crate::domain::ids::{BankVersion, ChoiceId};
use crate::domain::item::{Choice, Filling, Gap, Html, Interaction, Item};

/// What a later version of an item means for answers to the earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mending {
    /// Other scoring of the same question.
    Rekeyed,
    /// Other scoring, and what candidates would see differs, too: a person must judge whether the new key is right for
    /// what they saw.
    Reworded,
    /// Another question under the same id, or none any more: answers stay scored as the pinned version says.
    Replaced,
}

/// `None`: both score alike. `later` is the item in the later version, when it is there.
pub fn mending(pinned: &Item, later: Option<&Item>) -> Option<Mending> {
    let Some(later) = later else { return Some(Mending::Replaced) };
    let (before, after) = (bare(&pinned.interaction), bare(&later.interaction));
    if before == after && pinned.domain == later.domain {
        return None;
    }
    if pinned.domain != later.domain || !answerable(&before, &after) {
        return Some(Mending::Replaced);
    }
    let same = pinned.stem == later.stem && texts(&pinned.interaction) == texts(&later.interaction);
    Some(if same { Mending::Rekeyed } else { Mending::Reworded })
}

/// The pinned bank with the scoring of the chosen one: what was asked, and how it is scored now.
pub fn mended(pinned: &Bank, chosen: &Bank) -> Bank {
    let mut bank = pinned.clone();
    if pinned.version == chosen.version {
        return bank;
    }
    bank.version = chosen.version.clone();
    for (id, item) in &mut bank.items {
        let later = chosen.items.get(id).map(AsRef::as_ref);
        if let (Some(Mending::Rekeyed | Mending::Reworded), Some(later)) = (mending(item, later), later) {
            let interaction = later.interaction.clone();
            *item = Arc::new(Item { interaction, ..item.as_ref().clone() });
        }
    }
    bank
}

/// The pinned bank with the chosen one's keys of questions that are asked alike in both, and how many these are. Its
/// version names both: it is neither.
pub fn rekeyed(pinned: &Bank, chosen: &Bank) -> (Bank, usize) {
    let mut bank = pinned.clone();
    bank.version = BankVersion::new(format!("{}+{}", pinned.version, chosen.version));
    let mut changed = 0;
    for (id, item) in &mut bank.items {
        if let Some(later) = chosen.items.get(id)
            && mending(item, Some(later)) == Some(Mending::Rekeyed)
        {
            *item = Arc::new(Item { interaction: later.interaction.clone(), ..item.as_ref().clone() });
            changed += 1;
        }
    }
    (bank, changed)
}

/// Every answer that fitted the earlier interaction fits the later one.
fn answerable(before: &Interaction, after: &Interaction) -> bool {
    match (before, after) {
        (Interaction::Matching { reuse: true, .. }, Interaction::Matching { reuse: false, .. }) => false,
        _ => before.name() == after.name() && places(before) == places(after),
    }
}

/// The scoring alone: no texts, and options in the order of their ids.
fn bare(interaction: &Interaction) -> Interaction {
    let mut bare = interaction.clone();
    match &mut bare {
        Interaction::SingleChoice { options, .. }
        | Interaction::MultipleResponse { options, .. }
        | Interaction::GradedJudgement { options, .. } => strip(options),
        Interaction::Ordering { elements, .. } | Interaction::Association { elements, .. } => strip(elements),
        Interaction::Matching { left, right, .. } => {
            strip(left);
            strip(right);
        }
        Interaction::NumericEntry { unit, slider, .. } => (*unit, *slider) = (None, None),
        Interaction::GapText { gaps, .. } => {
            for gap in gaps {
                if let Filling::Choice { options, .. } = &mut gap.filling {
                    strip(options);
                }
            }
        }
        Interaction::ExtendedText => {}
    }
    bare
}

fn strip(choices: &mut [Choice]) {
    choices.iter_mut().for_each(|choice| choice.html = Html(String::new()));
    choices.sort_unstable_by(|one, other| one.id.cmp(&other.id));
}

/// Ids that an answer may name, by the list that they stand in.
fn places(bare: &Interaction) -> Vec<Vec<ChoiceId>> {
    lists(bare).into_iter().map(|list| list.into_iter().map(|(id, _)| id).collect()).collect()
}

/// What candidates see of the choices, by id.
fn texts(interaction: &Interaction) -> Vec<Vec<(ChoiceId, String)>> {
    let mut lists = lists(interaction);
    lists.iter_mut().for_each(|list| list.sort_unstable());
    if let Interaction::NumericEntry { unit, .. } = interaction {
        lists.push(vec![(ChoiceId::new("unit"), unit.clone().unwrap_or_default())]);
    }
    lists
}

fn lists(interaction: &Interaction) -> Vec<Vec<(ChoiceId, String)>> {
    match interaction {
        Interaction::Matching { left, right, .. } => vec![list(left), list(right)],
        Interaction::GapText { gaps, .. } => gaps.iter().map(filled).collect(),
        other => vec![list(other.drawable())],
    }
}

fn list(choices: &[Choice]) -> Vec<(ChoiceId, String)> {
    choices.iter().map(|choice| (choice.id.clone(), choice.html.0.clone())).collect()
}

fn filled(gap: &Gap) -> Vec<(ChoiceId, String)> {
    let options = if let Filling::Choice { options, .. } = &gap.filling { list(options) } else { Vec::new() };
    std::iter::once((gap.id.clone(), String::new())).chain(options).collect()
}
