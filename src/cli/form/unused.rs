//! Parameters of a file that an item bank has no use for: never silently.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::domain::ids::ItemId;

/// Ids that are named; more are counted.
const NAMED: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// The bank has no item of this id.
    Unknown,
    /// The model has other categories than the item's scoring.
    Categories,
}

#[derive(Debug, Default)]
pub(super) struct Unused(BTreeMap<Why, Vec<ItemId>>);

impl Unused {
    pub fn add(&mut self, why: Why, id: &ItemId) {
        self.0.entry(why).or_default().push(id.clone());
    }

    /// A line a reason.
    pub fn told(&self) -> Vec<String> {
        let line = |(why, ids): (&Why, &Vec<ItemId>)| {
            let more = if ids.len() > NAMED { ", …" } else { "" };
            let because = match why {
                Why::Unknown => "the bank has no such item",
                Why::Categories => "the model has other categories than the item's scoring",
            };
            format!(
                "parameters of {} items are not used ({}): {because}: {}{more}",
                ids.len(),
                why.code(),
                named(ids).join(", ")
            )
        };
        self.0.iter().map(line).collect()
    }

    pub fn values(&self) -> Vec<Value> {
        let value =
            |(why, ids): (&Why, &Vec<ItemId>)| json!({"code": why.code(), "count": ids.len(), "items": named(ids)});
        self.0.iter().map(value).collect()
    }
}

impl Why {
    fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Categories => "categories",
        }
    }
}

fn named(ids: &[ItemId]) -> Vec<&str> {
    ids.iter().take(NAMED).map(ItemId::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_count_and_its_first_items() {
        let mut unused = Unused::default();
        assert_eq!((unused.told(), unused.values()), (vec![], vec![]));
        unused.add(Why::Categories, &ItemId::new("m1"));
        (0..21).for_each(|n| unused.add(Why::Unknown, &ItemId::new(format!("x{n}"))));
        let told = unused.told();
        assert!(told[0].starts_with("parameters of 21 items are not used (unknown)") && told[0].ends_with("x19, …"));
        assert!(told[1].ends_with(": m1"), "{told:?}");
        assert_eq!(unused.values()[0]["items"].as_array().map(Vec::len), Some(20));
        assert_eq!(unused.values()[1], json!({"code": "categories", "count": 1, "items": ["m1"]}));
    }
}
