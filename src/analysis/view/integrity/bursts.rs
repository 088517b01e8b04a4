//! Nothing for long, then answers one upon the other. What an item would have taken a person: its median time, times
//! the person's own pace (the median ratio of own to median time).

use ukur_psychometrics::integrity::times::{Burst, PauseRule, pauses};

use super::design::Count;
use super::honest_times::HonestTimes;
use super::tracks::{Answered, Track, medians, pace};
use super::{LEAST_PERSONS, MOST, masked, score_on};
use crate::analysis::data::{Data, small};
use crate::wire::analysis::integrity::{BurstPerson, BurstReport, NotComputed};

pub fn bursts(data: &Data, tracks: &[Track], honest: Option<&HonestTimes>) -> BurstReport {
    let rule = PauseRule::default();
    let found = found(tracks, data.items.len(), &rule);
    let few = found.examined < LEAST_PERSONS;
    let bursts = found.bursts.iter().filter(|_| !few);
    let mut flagged: Vec<BurstPerson> = bursts.map(|(person, burst)| told(data, tracks, *person, burst)).collect();
    flagged.sort_by(|x, y| y.pause_s.total_cmp(&x.pause_s));
    flagged.truncate(MOST);
    BurstReport {
        not_computed: few.then_some(NotComputed::FewPersons),
        persons: small(found.examined),
        pause_s: rule.pause,
        answers: small(rule.run),
        fast_share: rule.fast_share,
        false_positives: honest.filter(|_| !few).and_then(|honest| {
            let halls = honest.halls(|tracks| {
                let found = self::found(tracks, data.items.len(), &rule);
                Count::hall(found.examined, found.bursts.len())
            });
            halls.told()
        }),
        flagged,
    }
}

struct Found {
    /// Persons whose pace is known.
    examined: usize,
    /// The longest burst of each who has one.
    bursts: Vec<(usize, Burst)>,
}

fn found(tracks: &[Track], items: usize, rule: &PauseRule) -> Found {
    let medians = medians(tracks, items);
    let mut found = Found { examined: 0, bursts: Vec::new() };
    for (person, track) in tracks.iter().enumerate() {
        let Some(pace) = pace(track, &medians) else { continue };
        found.examined += 1;
        found.bursts.extend(burst(track, pace, &medians, rule).map(|burst| (person, burst)));
    }
    found
}

/// The longest burst of a person.
fn burst(track: &[Answered], pace: f64, medians: &[Option<f64>], rule: &PauseRule) -> Option<Burst> {
    let steps = track.get(1..)?.iter().map(|answered| Some((answered.step?, pace * medians[answered.item]?)));
    let steps: Vec<(f64, f64)> = steps.collect::<Option<_>>()?;
    let bursts = pauses(&steps, rule).ok()?;
    bursts.into_iter().max_by(|x, y| x.pause_seconds.total_cmp(&y.pause_seconds))
}

fn told(data: &Data, tracks: &[Track], person: usize, burst: &Burst) -> BurstPerson {
    let answers = &tracks[person][burst.from + 1..][..burst.answers];
    let items: Vec<usize> = answers.iter().map(|answered| answered.item).collect();
    BurstPerson {
        person: masked(&data.persons[person]),
        pause_s: burst.pause_seconds,
        answers: small(burst.answers),
        seconds: burst.seconds,
        expected_seconds: burst.expected_seconds,
        score: score_on(data, person, &items),
    }
}
