//! Answers given faster than they can be read: NT10 (Wise & Ma 2012), and the share of items worked on (Wise & Kong
//! 2005).

use ukur_psychometrics::integrity::times::{Effort, Thresholds};

use super::design::Count;
use super::honest_times::HonestTimes;
use super::tracks::{Track, times};
use super::{LEAST_PERSONS, MOST, masked, score_on};
use crate::analysis::data::{Data, small};
use crate::wire::analysis::integrity::{NotComputed, RapidPerson, RapidReport};

/// Share of items worked on below which a person is told of (Wise & Kong 2005).
const EFFORT: f64 = 0.9;

pub fn rapid(data: &Data, tracks: &[Track], honest: Option<&HonestTimes>) -> RapidReport {
    let (examined, hurried) = found(tracks, data.items.len());
    let few = examined < LEAST_PERSONS;
    let line = |(person, effort): &(usize, Effort)| RapidPerson {
        person: masked(&data.persons[*person]),
        timed: small(effort.timed),
        rapid: small(effort.rapid.len()),
        effort: effort.effort.unwrap_or(1.0),
        rapid_score: score_on(data, *person, &effort.rapid),
    };
    let mut flagged: Vec<RapidPerson> = hurried.iter().filter(|_| !few).map(line).collect();
    flagged.sort_by(|x, y| x.effort.total_cmp(&y.effort));
    flagged.truncate(MOST);
    RapidReport {
        not_computed: few.then_some(NotComputed::FewPersons),
        persons: small(examined),
        effort_below: EFFORT,
        false_positives: honest.filter(|_| !few).and_then(|honest| {
            let halls = honest.halls(|tracks| {
                let (examined, hurried) = found(tracks, data.items.len());
                Count::hall(examined, hurried.len())
            });
            halls.told()
        }),
        flagged,
    }
}

/// Persons with times, and those who worked on too few items.
fn found(tracks: &[Track], items: usize) -> (usize, Vec<(usize, Effort)>) {
    let times = times(tracks, items);
    let thresholds = Thresholds::nt10(&times);
    let timed = |person: &usize| times.row(*person).len() > 0;
    let efforts = (0..tracks.len()).filter(timed).filter_map(|n| Some((n, thresholds.effort(&times, n).ok()?)));
    let efforts: Vec<(usize, Effort)> = efforts.collect();
    let examined = efforts.len();
    let hurried = efforts.into_iter().filter(|(_, effort)| effort.effort.is_some_and(|share| share < EFFORT));
    (examined, hurried.collect())
}
