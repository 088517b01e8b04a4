//! What people do in a test: how long they think, what they answer, how they move about, and what happens to them.

use std::time::Duration;

use rand::{Rng, RngExt};
use rand_distr::{Distribution, LogNormal};
use ukur::wire::item::ResponseValue;

use crate::door::Kind;

/// Median and spread (σ of the logarithm) of the time on an item. Response times on test items are close to log-normal
/// (van der Linden 2006, doi:10.3102/10769986031002181); the median leaves a person of the shipped 60 items in 90
/// minutes with a third of the time for going back.
pub const THINK_MEDIAN: Duration = Duration::from_mins(1);
const THINK_SIGMA: f64 = 0.6;
/// Nobody answers faster than a hand moves.
const FASTEST: Duration = Duration::from_millis(600);

/// Shares of items, or of people.
const REVISITED: f64 = 0.15;
const FLAGGED: f64 = 0.08;
const RELOADS: f64 = 0.02;
const DROPS_OUT: f64 = 0.01;
pub const ON_A_SLOW_LINK: f64 = 0.05;

/// What a person does beside answering one item.
#[derive(Clone, Copy, Debug, Default)]
pub struct Habits {
    pub revisits: bool,
    pub flags: bool,
    pub reloads: bool,
    pub drops_out: bool,
}

pub fn habits(rng: &mut impl Rng) -> Habits {
    Habits {
        revisits: rng.random_bool(REVISITED),
        flags: rng.random_bool(FLAGGED),
        reloads: rng.random_bool(RELOADS),
        drops_out: rng.random_bool(DROPS_OUT),
    }
}

/// Time on an item, before it is compressed.
pub fn think(rng: &mut impl Rng) -> Duration {
    let seconds = LogNormal::new(THINK_MEDIAN.as_secs_f64().ln(), THINK_SIGMA).map_or(60.0, |times| times.sample(rng));
    Duration::from_secs_f64(seconds.min(600.0)).max(FASTEST)
}

/// What a slow link adds to everything that is sent over it.
pub fn slow_link(rng: &mut impl Rng) -> Duration {
    Duration::from_millis(rng.random_range(100..800))
}

/// How long a person who dropped out stays away, before it is compressed.
pub fn absence(rng: &mut impl Rng) -> Duration {
    Duration::from_secs(rng.random_range(60..300))
}

/// A response that fits the item.
pub fn respond(kind: &Kind, rng: &mut impl Rng) -> ResponseValue {
    match kind {
        Kind::One(options) => ResponseValue::Choice { option: options[rng.random_range(0..options.len())].clone() },
        Kind::Some(options) => {
            let first = rng.random_range(0..options.len());
            ResponseValue::Choices { options: options[first..].to_vec() }
        }
        Kind::Number => ResponseValue::Number { value: rng.random_range(0..10_000).to_string() },
        Kind::Order(elements) => ResponseValue::Order { elements: rotated(elements, rng) },
        Kind::Match(left, right) => {
            ResponseValue::Match { pairs: left.iter().cloned().zip(rotated(right, rng)).collect() }
        }
        Kind::Gaps(gaps) => {
            let filled = |options: &[String]| options.first().cloned().unwrap_or_else(|| "kata".to_owned());
            ResponseValue::Gaps { gaps: gaps.iter().map(|(gap, options)| (gap.clone(), filled(options))).collect() }
        }
    }
}

fn rotated(ids: &[String], rng: &mut impl Rng) -> Vec<String> {
    let mut ids = ids.to_vec();
    let by = rng.random_range(0..ids.len().max(1));
    ids.rotate_left(by);
    ids
}
