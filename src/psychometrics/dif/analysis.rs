//! All methods on all items.

use super::DifError;
use super::breslow_day::{BreslowDay, breslow_day};
use super::generalized::{GeneralizedMantelHaenszel, generalized_mantel_haenszel, mantel};
use super::logistic::{LogisticDif, logistic_dif};
use super::mantel_haenszel::{MantelHaenszel, mantel_haenszel};
use super::matching::{Matched, Matching, Scoring, Strata, matched, strata};
use super::purification::{Purified, purify};
use super::standardization::{Standardization, standardization};

/// When an item is analysed and when it is flagged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Persons each group must have on the item. Mantel-Haenszel is trusted from about 200 a group; below, use
    /// [`super::empirical_bayes`] or the effect with its interval.
    pub minimum_group: usize,
    /// Level of the tests that flag.
    pub level: f64,
    /// Rounds of purification at most.
    pub rounds: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { minimum_group: 50, level: 0.05, rounds: 20 }
    }
}

/// All methods for one item and two groups. The polytomous tests stand for every item; what needs an item scored 0 and 1
/// is an error for others.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemDif {
    pub item: usize,
    /// Persons of the reference and the focal group.
    pub persons: [usize; 2],
    pub mantel_haenszel: Result<MantelHaenszel, DifError>,
    pub logistic: Result<LogisticDif, DifError>,
    pub breslow_day: Result<BreslowDay, DifError>,
    pub standardization: Result<Standardization, DifError>,
    pub mantel: Result<GeneralizedMantelHaenszel, DifError>,
    pub generalized: Result<GeneralizedMantelHaenszel, DifError>,
}

/// Every item; `groups`: labels of the reference and the focal group. `anchors`: the matching items.
pub fn dif(
    data: &Scoring,
    groups: [usize; 2],
    anchors: &[usize],
    matching: &Matching,
    settings: &Settings,
) -> Vec<Result<ItemDif, DifError>> {
    per_item(data, &groups, anchors, matching, settings, |item, found, tables| {
        let size = |group: usize| found.group.iter().filter(|g| **g == group).count();
        Ok(ItemDif {
            item,
            persons: [size(0), size(1)],
            mantel_haenszel: dichotomous(item, tables).and_then(|()| mantel_haenszel(tables)),
            logistic: dichotomous(item, tables).and_then(|()| logistic_dif(found)),
            breslow_day: dichotomous(item, tables).and_then(|()| breslow_day(tables)),
            standardization: standardization(tables),
            mantel: mantel(tables),
            generalized: generalized_mantel_haenszel(tables),
        })
    })
}

/// Several groups at once, the first the reference: generalised Mantel-Haenszel of every item (mean scores where the item
/// has more than two categories).
pub fn multigroup(
    data: &Scoring,
    groups: &[usize],
    anchors: &[usize],
    matching: &Matching,
    settings: &Settings,
) -> Vec<Result<GeneralizedMantelHaenszel, DifError>> {
    per_item(data, groups, anchors, matching, settings, |_, _, tables| mantel(tables))
}

/// Mantel-Haenszel (χ² with continuity correction) with purification.
pub fn purified_mantel_haenszel(
    data: &Scoring,
    groups: [usize; 2],
    matching: &Matching,
    settings: &Settings,
) -> Purified<Result<MantelHaenszel, DifError>> {
    let analyse = |anchors: &[usize]| {
        per_item(data, &groups, anchors, matching, settings, |item, _, tables| {
            dichotomous(item, tables).and_then(|()| mantel_haenszel(tables))
        })
    };
    let flag = |result: &Result<MantelHaenszel, DifError>| result.as_ref().is_ok_and(|mh| mh.p < settings.level);
    purify(data.responses.items(), settings.rounds, analyse, flag)
}

/// Logistic regression (uniform and non-uniform together, likelihood ratio) with purification.
pub fn purified_logistic(
    data: &Scoring,
    groups: [usize; 2],
    matching: &Matching,
    settings: &Settings,
) -> Purified<Result<LogisticDif, DifError>> {
    let analyse = |anchors: &[usize]| {
        per_item(data, &groups, anchors, matching, settings, |item, found, tables| {
            dichotomous(item, tables).and_then(|()| logistic_dif(found))
        })
    };
    let flag = |result: &Result<LogisticDif, DifError>| result.as_ref().is_ok_and(|fit| fit.both_p < settings.level);
    purify(data.responses.items(), settings.rounds, analyse, flag)
}

/// θ of the anchors is estimated once for all items, not once an item.
fn per_item<T>(
    data: &Scoring,
    groups: &[usize],
    anchors: &[usize],
    matching: &Matching,
    settings: &Settings,
    method: impl Fn(usize, &Matched, &Strata) -> Result<T, DifError>,
) -> Vec<Result<T, DifError>> {
    let estimated;
    let fixed = match matching {
        Matching::Estimated { estimate, strata } => {
            estimated = estimate(anchors);
            Matching::Theta { theta: &estimated, strata: *strata }
        }
        other => *other,
    };
    let one = |item: usize| {
        let found = matched(data, item, groups, anchors, &fixed)?;
        for (place, group) in groups.iter().enumerate() {
            let (count, needed) = (found.group.iter().filter(|g| **g == place).count(), settings.minimum_group.max(1));
            if count < needed {
                return Err(DifError::GroupTooSmall { item, group: *group, count, needed });
            }
        }
        let tables = strata(&found, groups.len(), &fixed);
        method(item, &found, &tables)
    };
    (0..data.responses.items()).map(one).collect()
}

fn dichotomous(item: usize, tables: &Strata) -> Result<(), DifError> {
    if tables.categories == 2 { Ok(()) } else { Err(DifError::NotDichotomous { item }) }
}
