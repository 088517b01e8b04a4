//! What every exporter takes and gives. What a format cannot say is listed, item by item.

use std::collections::BTreeMap;

use crate::bank::source::{ItemSource, StimulusSource};

/// Items on their way out, with the material that they name.
#[derive(Clone, Copy)]
pub struct Selection<'a> {
    pub items: &'a [ItemSource],
    pub stimuli: &'a [StimulusSource],
    /// Path in the bank (`images/…`) → bytes.
    pub pictures: &'a BTreeMap<String, Vec<u8>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Export {
    pub bytes: Vec<u8>,
    /// Without the dot.
    pub extension: &'static str,
    pub lost: Vec<Loss>,
}

/// Something of an item that the format has no place for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    pub item: String,
    pub what: String,
}

/// The losses of one item while it is written.
pub(super) struct Losses<'a> {
    item: &'a str,
    pub(super) found: Vec<Loss>,
}

impl<'a> Selection<'a> {
    pub fn of(items: &'a [ItemSource], pictures: &'a BTreeMap<String, Vec<u8>>) -> Self {
        Self { items, stimuli: &[], pictures }
    }

    /// The shared material of an item as Markdown; `None` when it names none or none that is here.
    pub(super) fn material(&self, item: &ItemSource) -> Option<&'a str> {
        let id = item.stimulus.as_deref()?;
        self.stimuli.iter().find(|stimulus| stimulus.id == id).map(|stimulus| stimulus.body.as_str())
    }
}

impl<'a> Losses<'a> {
    pub(super) fn of(item: &'a ItemSource) -> Self {
        Self { item: &item.id, found: Vec::new() }
    }

    pub(super) fn say(&mut self, what: impl Into<String>) {
        self.found.push(Loss { item: self.item.to_owned(), what: what.into() });
    }

    pub(super) fn say_if(&mut self, lost: bool, what: &str) {
        if lost {
            self.say(what);
        }
    }

    /// The fields that no format of other people's has a place for.
    pub(super) fn own_fields(&mut self, item: &ItemSource) {
        self.say_if(!item.domain.is_empty(), "the domain");
        self.say_if(!item.competency.is_empty(), "the competency");
        self.say_if(!item.indicator.is_empty(), "the indicator");
        self.say_if(item.difficulty.is_some(), "the difficulty");
        self.say_if(item.seconds.is_some(), "the estimate of time");
        self.say_if(!item.job_families.is_empty(), "the job families");
        self.say_if(!item.enemies.is_empty(), "the items that may not share a form with it");
        self.say_if(item.computation.is_some(), "the computation of the key");
    }
}
