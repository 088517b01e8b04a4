//! The session's times once more, of honest people: working times by the lognormal model of this session's own items and
//! speeds, in the order in which each really answered, with the waits between answers that really happened here, put
//! anywhere. The model is estimated from everybody, the hurried too: it spreads rather too wide, so that honest people
//! are flagged rather too often than too seldom.

use rayon::prelude::*;
use ukur_psychometrics::integrity::times::{
    ResponseTimes, TimeCalibration, TimeError, TimeFit, calibrate, honest_times,
};
use ukur_psychometrics::random::{ChaCha8Rng, below, stream};

use super::design::Count;
use super::tracks::{Answered, Track, times};

const SEED: u64 = 2_006;
const HALLS: u64 = 20;
/// β within a hundredth is more than a rate needs.
const HOW: TimeCalibration = TimeCalibration { tolerance: 1e-3, cycles: 300, minimum_times: 10 };
/// Less than this share of the timed items with a model tells nothing of the session.
const LEAST_ITEMS: f64 = 0.5;

pub struct HonestTimes<'t> {
    tracks: &'t [Track],
    items: usize,
    /// Items with a model.
    kept: Vec<usize>,
    seen: ResponseTimes,
    fit: TimeFit,
    /// From one answer to the opening of the next item, seconds.
    waits: Vec<f64>,
}

impl<'t> HonestTimes<'t> {
    /// `None`: times do not suffice.
    pub fn of(tracks: &'t [Track], items: usize) -> Option<Self> {
        let all = times(tracks, items);
        let (kept, seen, fit) = fitted(&all)?;
        let wait = |answered: &Answered| Some((answered.step? - answered.seconds?).max(0.0));
        let waits = tracks.iter().flatten().filter_map(wait).collect();
        Some(Self { tracks, items, kept, seen, fit, waits })
    }

    /// What `look` sees in each of so many simulated halls, together.
    pub fn halls(&self, look: impl Fn(&[Track]) -> Count + Sync) -> Count {
        let one = |hall: u64| self.sit(&mut stream(SEED, hall)).map_or_else(Count::default, |tracks| look(&tracks));
        let halls: Vec<Count> = (0..HALLS).into_par_iter().map(one).collect();
        halls.into_iter().fold(Count::default(), Count::and)
    }

    fn sit(&self, rng: &mut ChaCha8Rng) -> Option<Vec<Track>> {
        let drawn = honest_times(&self.seen, &self.fit, rng).ok()?;
        let mut seconds = vec![None; self.items];
        let mut one = |person: usize| {
            seconds.fill(None);
            drawn.row(person).for_each(|(at, time)| seconds[self.kept[at]] = Some(time));
            self.tracks[person].iter().map(|answered| self.answered(answered, seconds[answered.item], rng)).collect()
        };
        Some((0..self.tracks.len()).map(&mut one).collect())
    }

    /// Where an item has no model its own time stands.
    fn answered(&self, real: &Answered, drawn: Option<f64>, rng: &mut ChaCha8Rng) -> Answered {
        let Some(seconds) = drawn else { return real.clone() };
        let step = real.step.map(|_| match self.waits.len() {
            0 => seconds,
            many => seconds + self.waits[below(rng, many)],
        });
        Answered { item: real.item, step, seconds: Some(seconds) }
    }
}

/// Items whose times suffice, the times on them, and their model.
fn fitted(all: &ResponseTimes) -> Option<(Vec<usize>, ResponseTimes, TimeFit)> {
    let mut counts = vec![0_usize; all.items()];
    (0..all.persons()).flat_map(|person| all.row(person)).for_each(|(item, _)| counts[item] += 1);
    let timed: Vec<usize> = (0..counts.len()).filter(|item| counts[*item] > 0).collect();
    let least = LEAST_ITEMS * super::real(timed.len());
    let mut kept: Vec<usize> = timed.iter().copied().filter(|item| counts[*item] >= HOW.minimum_times).collect();
    while !kept.is_empty() && super::real(kept.len()) >= least {
        let seen = on(all, &kept)?;
        match calibrate(&seen, &HOW) {
            Ok(fit) => return Some((kept, seen, fit)),
            Err(TimeError::TooFewTimes { item, .. } | TimeError::NoSpread { item }) => drop(kept.remove(item)),
            Err(_) => return None,
        }
    }
    None
}

fn on(all: &ResponseTimes, kept: &[usize]) -> Option<ResponseTimes> {
    let mut seen = ResponseTimes::new(kept.len());
    for person in 0..all.persons() {
        let row = all.row(person).filter_map(|(item, seconds)| Some((kept.binary_search(&item).ok()?, seconds)));
        seen.push(row).ok()?;
    }
    Some(seen)
}
