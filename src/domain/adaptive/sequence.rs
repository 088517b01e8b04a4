//! One candidate's sequence: the next item as a function of their pool, their seed and their answers. Nothing is
//! remembered between two steps.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use ukur_psychometrics::adaptive::{AdaptiveState, Next, StopReason, next_within};

use super::design::Design;
use crate::domain::assembly::first_word;
use crate::domain::form::{Form, FormItem};
use crate::domain::ids::ItemId;
use crate::domain::response::Response;

#[derive(Debug)]
pub struct Sequence {
    design: Arc<Design>,
    /// Numbers in the design.
    pool: Box<[usize]>,
    seed: u64,
    /// Of the drawing: an attempt goes on by the rules under which its pool was frozen.
    algorithm: u16,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Offer(ItemId),
    End(Stop),
}

/// Why the questions end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// The standard error is small enough, and the least number was given.
    Precise,
    Length,
    /// No item is left that the rules allow.
    NoItem,
}

impl Sequence {
    /// `Err` names an item of the pool that the design does not have.
    pub fn new(design: Arc<Design>, form: &Form) -> Result<Self, ItemId> {
        let number = |item: &FormItem| design.number(&item.id).ok_or_else(|| item.id.clone());
        let pool = form.items().map(number).collect::<Result<_, _>>()?;
        let seed = first_word(&form.seed.0);
        Ok(Self { design, pool, seed, algorithm: form.algorithm })
    }

    /// Most items that the candidate can get.
    pub fn most(&self) -> usize {
        usize::from(self.design.rule.max_items)
    }

    /// `given`: the items so far in their order, each with its final response.
    pub fn step<'a>(&self, given: impl IntoIterator<Item = (&'a ItemId, Option<&'a Response>)>) -> Step {
        let design = &self.design;
        // An item that the design does not have cannot tell anything of the next one.
        let known = given.into_iter().filter_map(|(item, response)| Some((design.number(item)?, response)));
        let answered = known.map(|(number, response)| (number, design.category(number, response))).collect();
        let rules = design.rules_of(self.algorithm);
        match next_within(&design.table, rules, &AdaptiveState { answered }, self.seed, &self.pool) {
            Ok(Next::Item(number)) => Step::Offer(design.items[number].id.clone()),
            Ok(Next::Stop(StopReason::Precise)) => Step::End(Stop::Precise),
            Ok(Next::Stop(StopReason::Length)) => Step::End(Stop::Length),
            // Rules and pool were checked when they were made: what is wrong now is a log with an item twice.
            Ok(Next::Stop(StopReason::NoItem)) | Err(_) => Step::End(Stop::NoItem),
        }
    }
}
