//! Each person's way through the form, as far as times tell it: what was answered in which order, how long after the
//! answer before, and how long the item itself was open.

use ukur_psychometrics::integrity::times::ResponseTimes;

use super::super::{quantile, real};
use crate::analysis::data::{Data, Given, Person};

#[derive(Clone)]
pub struct Answered {
    pub item: usize,
    /// Since the answer before; nothing for the first.
    pub step: Option<f64>,
    pub seconds: Option<f64>,
}

pub type Track = Vec<Answered>;

pub fn tracks(data: &Data) -> Vec<Track> {
    data.persons.iter().map(track).collect()
}

fn track(person: &Person) -> Track {
    let mut given: Vec<(usize, &Given)> =
        person.cells.iter().filter_map(|cell| Some((cell.item, cell.given.as_ref()?))).collect();
    given.sort_by_key(|(_, given)| given.at);
    let step = |place: usize| {
        let before = given[place.checked_sub(1)?].1.at.0;
        Some(f64::from(u32::try_from(given[place].1.at.0 - before).unwrap_or(0)) / 1_000.0)
    };
    let answered = |(place, (item, given)): (usize, &(usize, &Given))| Answered {
        item: *item,
        step: step(place),
        seconds: given.seconds,
    };
    given.iter().enumerate().map(answered).collect()
}

/// Working seconds by person and item.
pub fn times(tracks: &[Track], items: usize) -> ResponseTimes {
    let mut times = ResponseTimes::new(items);
    for track in tracks {
        let row = track.iter().filter_map(|answered| Some((answered.item, answered.seconds?)));
        if times.push(row).is_err() {
            // Rows stay persons.
            let _ = times.push([]);
        }
    }
    times
}

/// Median seconds of each item.
pub fn medians(tracks: &[Track], items: usize) -> Vec<Option<f64>> {
    let mut seconds: Vec<Vec<f64>> = vec![Vec::new(); items];
    for answered in tracks.iter().flatten() {
        seconds[answered.item].extend(answered.seconds);
    }
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        quantile(&values, 0.5)
    };
    seconds.into_iter().map(median).collect()
}

/// How much longer than the median a person takes; `None` without times.
pub fn pace(track: &[Answered], medians: &[Option<f64>]) -> Option<f64> {
    let ratio = |answered: &Answered| Some(answered.seconds? / medians[answered.item]?);
    let mut ratios: Vec<f64> = track.iter().filter_map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    quantile(&ratios, 0.5).filter(|pace| *pace > 0.0 && real(ratios.len()) >= 2.0)
}
