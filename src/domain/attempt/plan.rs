//! What an attempt is measured against, fixed before it starts: its form with the items' interactions, its clocks
//! with the candidate's accommodation in them, and the session's policy.

use std::sync::Arc;

use super::state::Attempt;
use crate::domain::adaptive::Sequence;
use crate::domain::bank::Bank;
use crate::domain::blueprint::{Blueprint, Navigation, Timing};
use crate::domain::form::Form;
use crate::domain::ids::ItemId;
use crate::domain::item::Item;
use crate::domain::session::{Enrolment, Session, StartRule};
use crate::domain::time::{Instant, Span};

#[derive(Debug)]
pub struct Plan {
    pub sections: Vec<PlanSection>,
    /// One clock over the whole form; `None`: each section has its own.
    pub limit: Option<Span>,
    pub navigation: Navigation,
    pub start: StartRule,
    pub admission_required: bool,
    pub opens: Instant,
    pub closes: Instant,
    pub allowances: Allowances,
    /// Present: the form is a pool, and this chooses out of it.
    pub adaptive: Option<Sequence>,
    /// Every item's place, in the order of the items' ids: a few bytes an item, where a map would hold kilobytes for
    /// each of thousands of attempts.
    places: Box<[Place]>,
}

/// What the server gives every candidate alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowances {
    /// An answer that arrives this long after a deadline still counts.
    pub grace: Span,
    /// Time lost to outages that is given back without asking a proctor, in all.
    pub outage_credit: Span,
}

#[derive(Debug)]
pub struct PlanSection {
    /// With accommodation; present when each section has a clock.
    pub limit: Option<Span>,
    pub items: Vec<Arc<Item>>,
}

/// Where an item stands in the form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub section: u16,
    /// Over the whole form, from 0.
    pub position: u16,
}

/// The stored form and the pinned bank do not belong together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unplannable {
    #[error("the bank has no item {0}")]
    UnknownItem(ItemId),
    #[error("section {0} needs a clock of its own and has none")]
    MissingLimit(u16),
}

impl Plan {
    pub fn new(
        form: &Form,
        bank: &Bank,
        blueprint: &Blueprint,
        session: &Session,
        enrolment: &Enrolment,
        allowances: Allowances,
    ) -> Result<Self, Unplannable> {
        let extra = enrolment.extra_time_percent;
        let limit = match blueprint.timing {
            Timing::Whole(span) => Some(span.with_extra_percent(extra)),
            Timing::BySection => None,
        };
        let mut sections = Vec::with_capacity(form.sections.len());
        for (index, section) in (0u16..).zip(&form.sections) {
            let own = section.limit.map(|span| span.with_extra_percent(extra));
            if limit.is_none() && own.is_none() {
                return Err(Unplannable::MissingLimit(index));
            }
            let items = section.items.iter().map(|item| item_of(bank, &item.id)).collect::<Result<_, _>>()?;
            sections.push(PlanSection { limit: if limit.is_none() { own } else { None }, items });
        }
        Ok(Self {
            places: places(&sections),
            sections,
            limit,
            navigation: blueprint.navigation,
            start: session.start,
            admission_required: session.admission_required,
            opens: session.opens,
            closes: session.closes,
            allowances,
            adaptive: None,
        })
    }

    /// The plan of an adaptive attempt: what comes out of the pool is chosen by `sequence`.
    #[must_use]
    pub fn choosing(self, sequence: Sequence) -> Self {
        Self { adaptive: Some(sequence), ..self }
    }

    /// Working time with accommodation.
    pub fn duration(&self) -> Span {
        self.limit.unwrap_or_else(|| self.limits_from(0))
    }

    /// Most items that the candidate can get.
    pub fn most(&self) -> usize {
        self.adaptive.as_ref().map_or(self.len(), |sequence| sequence.most().min(self.len()))
    }

    /// Items by which the attempt's progress is told: those that came when no more will, else the most that can.
    pub fn items_of(&self, attempt: &Attempt) -> usize {
        let is_over = attempt.items_ended.is_some() || attempt.is_closed();
        if self.adaptive.is_some() && is_over { attempt.offered.len() } else { self.most() }
    }

    /// Number of items in the form or the pool.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    pub(super) fn place(&self, item: &ItemId) -> Option<Place> {
        let found = self.places.binary_search_by(|place| self.id(*place).cmp(&Some(item)));
        found.ok().map(|index| self.places[index])
    }

    fn id(&self, place: Place) -> Option<&ItemId> {
        Some(&self.item(place)?.id)
    }

    /// The bank's own copy of the item's id, so that no attempt keeps another.
    pub(super) fn shared(&self, item: &ItemId) -> ItemId {
        let own = self.place(item).and_then(|place| self.id(place));
        own.unwrap_or(item).clone()
    }

    pub(super) fn item(&self, place: Place) -> Option<&Arc<Item>> {
        let before: usize = self.sections[..usize::from(place.section)].iter().map(|s| s.items.len()).sum();
        self.sections[usize::from(place.section)].items.get(usize::from(place.position) - before)
    }

    /// Sum of the clocks of the sections from `section` on.
    pub(super) fn limits_from(&self, section: usize) -> Span {
        self.sections.iter().skip(section).filter_map(|s| s.limit).fold(Span::ZERO, |sum, limit| sum + limit)
    }
}

fn item_of(bank: &Bank, id: &ItemId) -> Result<Arc<Item>, Unplannable> {
    bank.items.get(id).cloned().ok_or_else(|| Unplannable::UnknownItem(id.clone()))
}

fn places(sections: &[PlanSection]) -> Box<[Place]> {
    let sectioned =
        (0u16..).zip(sections).flat_map(|(section, rule)| rule.items.iter().map(move |item| (section, item)));
    let mut placed: Vec<(&ItemId, Place)> =
        sectioned.zip(0u16..).map(|((section, item), position)| (&item.id, Place { section, position })).collect();
    placed.sort_by_key(|(id, _)| *id);
    placed.into_iter().map(|(_, place)| place).collect()
}
