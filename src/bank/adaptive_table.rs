//! `[adaptive]` of a blueprint → `AdaptiveRule`.

use std::ops::RangeInclusive;

use super::fault::Faults;
use super::fields::{At, Fields};
use crate::domain::blueprint::{AdaptiveRule, Navigation, Skipped, Timing};

/// Fewer answers say too little of a person to end by.
const MIN_ADAPTIVE: i64 = 5;
const MAX_ADAPTIVE: i64 = 150;
/// T points; 10 is what is known before the first answer.
const STANDARD_ERRORS: RangeInclusive<f64> = 1.0..=9.0;
const MAX_RANDOMESQUE: i64 = 20;
const RANDOMESQUE: u16 = 5;
const EXPOSURES: RangeInclusive<f64> = 0.05..=1.0;

/// What an adaptive test needs of the rest of the blueprint.
pub(super) struct Shape {
    pub navigation: Option<Navigation>,
    pub timing: Option<Timing>,
    pub free_domain_order: bool,
    pub skipped: Skipped,
    pub sections: usize,
}

impl Shape {
    pub fn check(&self, rule: AdaptiveRule, line: u32, faults: &mut Faults) {
        if self.navigation.is_some_and(|navigation| navigation != Navigation::ForwardOnly) {
            faults.add(line, "navigation", "adaptive_needs", "an adaptive test goes forward only");
        }
        if self.timing == Some(Timing::BySection) {
            faults.add(line, "timing", "adaptive_needs", "an adaptive test has one clock: timing = \"whole\"");
        }
        if self.free_domain_order {
            faults.add(line, "free_domain_order", "adaptive_needs", "the answers order the items of an adaptive test");
        }
        if self.skipped == Skipped::NotShown {
            faults.add(line, "skipped", "adaptive_needs", "what an adaptive test shows is an answer, given or not");
        }
        if usize::from(rule.min_items) < self.sections {
            let message = format!("{} items cannot meet {} sections", rule.min_items, self.sections);
            faults.add(line, "adaptive.min_items", "out_of_range", message);
        }
    }
}

/// `[adaptive]`, with the line it stands in.
pub(super) fn adaptive(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<(AdaptiveRule, u32)> {
    let mut table = fields.optional_table("adaptive", faults)?;
    let min = table.whole("min_items", MIN_ADAPTIVE..MAX_ADAPTIVE + 1, faults);
    let max = table.whole("max_items", MIN_ADAPTIVE..MAX_ADAPTIVE + 1, faults);
    let standard_error = table.optional_number("standard_error", faults);
    let randomesque = table.optional_whole("randomesque", 1..MAX_RANDOMESQUE + 1, faults);
    let max_exposure = table.optional_number("max_exposure", faults);
    let line = table.line();
    table.finish(faults);
    within(standard_error.as_ref(), "adaptive.standard_error", &STANDARD_ERRORS, faults);
    within(max_exposure.as_ref(), "adaptive.max_exposure", &EXPOSURES, faults);
    let (min, max) = (min?, max?);
    if min.value > max.value {
        let message = format!("the least number {} is above the greatest {}", min.value, max.value);
        faults.add(max.line, "adaptive.max_items", "out_of_range", message);
    }
    let rule = AdaptiveRule {
        min_items: u16::try_from(min.value).ok()?,
        max_items: u16::try_from(max.value).ok()?,
        standard_error: standard_error.map(|at| at.value),
        randomesque: randomesque.and_then(|at| u16::try_from(at.value).ok()).unwrap_or(RANDOMESQUE),
        max_exposure: max_exposure.map_or(1.0, |at| at.value),
    };
    Some((rule, line))
}

fn within(number: Option<&At<f64>>, field: &str, range: &RangeInclusive<f64>, faults: &mut Faults) {
    if let Some(At { value, line }) = number.filter(|at| !range.contains(&at.value)) {
        let message = format!("{value} is not in {} to {}", range.start(), range.end());
        faults.add(*line, field, "out_of_range", message);
    }
}
