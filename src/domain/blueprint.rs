//! What a form must hold: sections by domain, counts by competency and difficulty, times, navigation, scoring
//! weights and cut scores.

use super::category::Cuts;
use super::ids::{BankId, BlueprintId, BlueprintVersion, CompetencyId, DomainId};
use super::item::{Difficulty, Html, Item};
use super::response::Response;
use super::time::Span;

#[derive(Clone, Debug)]
pub struct Blueprint {
    pub id: BlueprintId,
    pub version: BlueprintVersion,
    pub title: String,
    pub bank: BankId,
    pub navigation: Navigation,
    pub timing: Timing,
    /// True: each candidate gets the sections in an order of its own.
    pub free_domain_order: bool,
    pub shuffle_options: bool,
    pub skipped: Skipped,
    pub sections: Vec<SectionRule>,
    pub cuts: Cuts,
    /// Who set the cut scores; printed wherever a category is.
    pub cuts_source: String,
    pub instructions: Html,
    /// Present: items are chosen one after the other, and the counts of the sections are the proportions of the choice.
    pub adaptive: Option<AdaptiveRule>,
}

/// What becomes of an item that was shown and left without an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Skipped {
    /// It earns nothing.
    #[default]
    Wrong,
    /// It does not count, as though it had never been shown. Whoever leaves what is hard would gain by it, so only a
    /// trial, which decides nothing, may say so: there it keeps haste and boredom out of the items' parameters.
    NotShown,
}

/// How an adaptive test chooses and ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdaptiveRule {
    pub min_items: u16,
    pub max_items: u16,
    /// The questions end when the standard error is at most this, in T points (mean 50, standard deviation 10).
    pub standard_error: Option<f64>,
    /// The next item is one of so many most informative ones (Kingsbury & Zara 1989).
    pub randomesque: u16,
    /// Share of the candidates who may get one and the same item; 1: no limit.
    pub max_exposure: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Navigation {
    Free,
    ForwardOnly,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// One clock over the whole form.
    Whole(Span),
    /// Each section has a clock (`SectionRule::limit` is present in every section).
    BySection,
}

#[derive(Clone, Debug)]
pub struct SectionRule {
    pub domain: DomainId,
    pub title: String,
    pub limit: Option<Span>,
    /// Share in the overall score; the weights of all sections are divided by their sum.
    pub weight: f64,
    pub cells: Vec<Cell>,
}

/// `count` items of this competency and difficulty; `None` means any.
#[derive(Clone, Debug)]
pub struct Cell {
    pub competency: Option<CompetencyId>,
    pub difficulty: Option<Difficulty>,
    pub count: u16,
    /// The blueprint is that of a trial: items on trial may be drawn, too.
    pub trial: bool,
}

impl Blueprint {
    /// Whether an item that was shown is scored, with this response or without one.
    pub fn counts(&self, response: Option<&Response>) -> bool {
        response.is_some() || self.skipped == Skipped::Wrong
    }

    /// Working time without accommodation.
    pub fn duration(&self) -> Span {
        match self.timing {
            Timing::Whole(span) => span,
            Timing::BySection => {
                self.sections.iter().filter_map(|s| s.limit).fold(Span::ZERO, |sum, limit| sum + limit)
            }
        }
    }

    pub fn items(&self) -> u16 {
        self.sections.iter().map(SectionRule::items).sum()
    }
}

impl Cell {
    pub fn fits(&self, item: &Item) -> bool {
        item.interaction.is_scored()
            && (self.trial || !item.pilot)
            && self.competency.as_ref().is_none_or(|competency| item.competency == *competency)
            && self.difficulty.is_none_or(|difficulty| item.difficulty == difficulty)
    }
}

impl SectionRule {
    pub fn items(&self) -> u16 {
        self.cells.iter().map(|cell| cell.count).sum()
    }
}
