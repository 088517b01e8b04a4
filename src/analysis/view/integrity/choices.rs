//! The choices of a session by option: what the comparison of answers works on.

use ukur_psychometrics::{Answer, Responses};

use crate::analysis::data::{Cell, Data};
use crate::domain::ids::ChoiceId;
use crate::domain::item::{Choice, Interaction};
use crate::domain::response::Response;

const MAX_OPTIONS: usize = 31;

#[derive(Clone)]
pub struct Choices {
    /// Indices of the items.
    pub items: Vec<usize>,
    pub key: Vec<u8>,
    pub options: Vec<u8>,
    pub chosen: Responses,
    /// Right (1) or wrong.
    pub right: Responses,
}

impl Choices {
    /// `None`: no item has options of which one is the key.
    pub fn of(data: &Data) -> Option<Self> {
        let mut column = vec![None; data.items.len()];
        let (mut items, mut known) = (Vec::new(), Vec::new());
        for (item, one) in data.items.iter().enumerate() {
            if let Some(found) = listed(&one.item.interaction) {
                column[item] = Some(items.len());
                items.push(item);
                known.push(found);
            }
        }
        let mut chosen = Responses::new(items.len());
        for person in &data.persons {
            let option = |cell: &Cell| {
                let at = column[cell.item]?;
                let Response::Choice(id) = &cell.given.as_ref()?.response else { return None };
                let option = known[at].0.iter().position(|known| known == id)?;
                Some((at, Answer::Category(u8::try_from(option).ok()?)))
            };
            chosen.push(person.cells.iter().filter_map(option)).ok()?;
        }
        let options = known.iter().map(|(ids, _)| u8::try_from(ids.len()).unwrap_or(u8::MAX)).collect();
        let key = known.iter().map(|(_, key)| *key).collect();
        (!items.is_empty()).then(|| Self { items, key, options, right: Responses::default(), chosen }.marked())
    }

    /// The same items, answered by others (or otherwise).
    pub fn with(&self, chosen: Responses) -> Self {
        let (items, key, options) = (self.items.clone(), self.key.clone(), self.options.clone());
        Self { items, key, options, right: Responses::default(), chosen }.marked()
    }

    /// Some of the items, by their places.
    pub fn select(&self, kept: &[usize]) -> Self {
        Self {
            items: kept.iter().map(|at| self.items[*at]).collect(),
            key: kept.iter().map(|at| self.key[*at]).collect(),
            options: kept.iter().map(|at| self.options[*at]).collect(),
            chosen: self.chosen.select(kept),
            right: self.right.select(kept),
        }
    }

    /// (place of the item, option) of a person, by item.
    pub fn row(&self, person: usize) -> Vec<(usize, u8)> {
        let category = |(at, answer)| match answer {
            Answer::Category(option) => Some((at, option)),
            Answer::Skipped => None,
        };
        self.chosen.row(person).filter_map(category).collect()
    }

    fn marked(mut self) -> Self {
        self.right = Responses::new(self.items.len());
        for person in 0..self.chosen.persons() {
            let row = self.row(person);
            let mark = |(at, option): (usize, u8)| (at, Answer::Category(u8::from(option == self.key[at])));
            let pushed = self.right.push(row.into_iter().map(mark));
            debug_assert!(pushed.is_ok(), "a row of right and wrong has the cells of the row of choices");
        }
        self
    }
}

/// The options of an item and the place of its key.
fn listed(interaction: &Interaction) -> Option<(Vec<ChoiceId>, u8)> {
    let (Interaction::SingleChoice { options, .. } | Interaction::GradedJudgement { options, .. }) = interaction else {
        return None;
    };
    let Some(Response::Choice(key)) = interaction.key_response() else { return None };
    let ids: Vec<ChoiceId> = options.iter().map(|choice: &Choice| choice.id.clone()).collect();
    let key = ids.iter().position(|id| *id == key)?;
    (2..=MAX_OPTIONS).contains(&ids.len()).then_some((ids, u8::try_from(key).ok()?))
}
