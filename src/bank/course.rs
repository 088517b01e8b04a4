//! How a test goes, as a blueprint says it: where candidates may go, the clock, what becomes of what they skip.

use super::fault::Faults;
use super::fields::{At, Fields};
use super::manifest::MAX_ID;
use crate::domain::blueprint::{Navigation, Skipped, Timing};
use crate::domain::time::Span;

/// A working day.
const MAX_MINUTES: i64 = 480;

pub(super) fn navigation(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<Navigation> {
    let At { value, line } = fields.text("navigation", MAX_ID, faults)?;
    match value.as_str() {
        "free" => Some(Navigation::Free),
        "forward_only" => Some(Navigation::ForwardOnly),
        _ => {
            faults.add(line, "navigation", "unknown_name", format!("`{value}` is none of free, forward_only"));
            None
        }
    }
}

/// `timing = "whole"` with `minutes`, or `"by_section"` with `minutes` in every section.
pub(super) fn timing(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<Timing> {
    let At { value, line } = fields.text("timing", MAX_ID, faults)?;
    match value.as_str() {
        "whole" => Some(Timing::Whole(minutes(fields, faults)?)),
        "by_section" => Some(Timing::BySection),
        _ => {
            faults.add(line, "timing", "unknown_name", format!("`{value}` is none of whole, by_section"));
            None
        }
    }
}

pub(super) fn minutes(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<Span> {
    fields.whole("minutes", 1..MAX_MINUTES + 1, faults).map(|at| Span::minutes(at.value))
}

/// What is skipped is wrong, unless a trial says otherwise.
pub(super) fn skipped(fields: &mut Fields<'_, '_>, trial: bool, faults: &mut Faults) -> Skipped {
    let Some(At { value, line }) = fields.optional_text("skipped", MAX_ID, faults) else { return Skipped::Wrong };
    match value.as_str() {
        "wrong" => {}
        "not_shown" if trial => return Skipped::NotShown,
        "not_shown" => {
            let message = "whoever skips what is hard would gain: only a trial may say so (trial = true)";
            faults.add(line, "skipped", "skipped_needs_trial", message);
        }
        _ => faults.add(line, "skipped", "unknown_name", format!("`{value}` is none of wrong, not_shown")),
    }
    Skipped::Wrong
}
