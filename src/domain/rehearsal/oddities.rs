//! What goes wrong in halls, so that a rehearsal shows how it looks in the analysis.

use std::collections::{BTreeMap, HashSet};

use ukur_psychometrics::random::{Rng, unit};

use super::{Answers, Given, Person};
use crate::domain::bank::Bank;
use crate::domain::form::Form;
use crate::domain::ids::{ChoiceId, DomainId, ItemId};
use crate::domain::item::{Interaction, JobFamily};

/// Share of the common items that a copier takes over.
const COPIED: f64 = 0.95;
/// A look and a click.
const COPYING_MS: i64 = 6_000;
/// How much harder the odd item is for its group, in θ.
pub(super) const DISADVANTAGE: f64 = 1.2;

/// Nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Oddities {
    /// Items whose key is wrong: the option that knowledgeable people choose instead.
    pub wrong_keys: BTreeMap<ItemId, ChoiceId>,
    /// Items that are harder for a group of equal ability.
    pub unfair: BTreeMap<ItemId, JobFamily>,
    /// Indices of people who click through from some point on.
    pub hurried: Vec<usize>,
    /// Indices of people who copy from whoever before them has most of the same items.
    pub copying: Vec<usize>,
}

impl Oddities {
    /// One of each kind: a wrong key and an unfair item in the first domain, `people / 50` in a hurry, two copiers. The
    /// unfair item is harder for `family`.
    pub fn of_each(bank: &Bank, people: usize, family: JobFamily) -> Self {
        let mut choices = bank.items.values().filter_map(|item| match &item.interaction {
            Interaction::SingleChoice { options, key, .. }
                if in_first(bank, &item.domain) && item.job_families.is_empty() =>
            {
                let other = options.iter().map(|option| &option.id).find(|id| *id != key)?;
                Some((item.id.clone(), other.clone()))
            }
            _ => None,
        });
        let wrong_keys = choices.next().into_iter().collect();
        let unfair = choices.next().map(|(item, _)| (item, family)).into_iter().collect();
        let hurried = (0..people / 50).map(|number| number * 50 + 17).collect();
        let copying = [people / 2, people.saturating_sub(1)].into_iter().filter(|who| *who > 0).collect();
        Self { wrong_keys, unfair, hurried, copying }
    }

    pub(super) fn hurries(&self, person: usize) -> bool {
        self.hurried.contains(&person)
    }

    pub(super) fn copies(&self, person: usize) -> bool {
        self.copying.contains(&person)
    }
}

fn in_first(bank: &Bank, domain: &DomainId) -> bool {
    bank.domains.first().is_some_and(|first| first.id == *domain)
}

/// Index of the person with most of the form's items; of equals the last.
pub(super) fn model(people: &[Person<'_>], form: &Form) -> Option<usize> {
    let own: HashSet<&ItemId> = form.items().map(|item| &item.id).collect();
    let shared = |other: &Person<'_>| other.form.items().filter(|item| own.contains(&item.id)).count();
    (0..people.len()).max_by_key(|index| shared(&people[*index]))
}

/// Most of what both were shown is taken over.
pub(super) fn copy(from: &Answers, form: &Form, answers: &mut Answers, rng: &mut impl Rng) {
    for item in form.items() {
        let Some(theirs) = from.get(&item.id) else { continue };
        if unit(rng) < COPIED {
            answers.insert(item.id.clone(), Given { response: theirs.response.clone(), spent_ms: COPYING_MS });
        }
    }
}
