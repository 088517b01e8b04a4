//! Nothing for long, then answers one upon the other. What an item would have taken a person: its median time, times
//! the person's own pace (the median ratio of own to median time).

use ukur_psychometrics::integrity::times::{PauseRule, pauses};

use super::super::{quantile, real};
use super::{LEAST_PERSONS, MOST, masked, score_on};
use crate::analysis::data::{Data, Given, Person, small};
use crate::wire::analysis::integrity::{BurstPerson, BurstReport, FalsePositives};

/// Measured on simulated honest halls: docs/psychometrics.md.
const FALSE: FalsePositives = FalsePositives { rate: 0.0, examined: 8_000 };

pub fn bursts(data: &Data) -> BurstReport {
    let rule = PauseRule::default();
    let medians = medians(data);
    let examined: Vec<usize> =
        (0..data.persons.len()).filter(|n| pace(&data.persons[*n], &medians).is_some()).collect();
    let few = examined.len() < LEAST_PERSONS;
    let mut flagged: Vec<BurstPerson> = Vec::new();
    for person in examined.iter().filter(|_| !few) {
        flagged.extend(burst(data, *person, &medians, &rule));
    }
    flagged.sort_by(|x, y| y.pause_s.total_cmp(&x.pause_s));
    flagged.truncate(MOST);
    BurstReport {
        not_computed: few.then(|| "few_persons".to_owned()),
        persons: small(examined.len()),
        pause_s: rule.pause,
        answers: small(rule.run),
        fast_share: rule.fast_share,
        false_positives: FALSE,
        flagged,
    }
}

/// The longest burst of a person.
fn burst(data: &Data, person: usize, medians: &[Option<f64>], rule: &PauseRule) -> Option<BurstPerson> {
    let one = &data.persons[person];
    let pace = pace(one, medians)?;
    let mut given: Vec<(usize, &Given)> =
        one.cells.iter().filter_map(|cell| Some((cell.item, cell.given.as_ref()?))).collect();
    given.sort_by_key(|(_, given)| given.at);
    let step = |pair: &[(usize, &Given)]| {
        let seconds = f64::from(u32::try_from(pair[1].1.at.0 - pair[0].1.at.0).unwrap_or(0)) / 1_000.0;
        Some((seconds, pace * medians[pair[1].0]?))
    };
    let steps: Vec<(f64, f64)> = given.windows(2).map(step).collect::<Option<_>>()?;
    let bursts = pauses(&steps, rule).ok()?;
    let longest = bursts.into_iter().max_by(|x, y| x.pause_seconds.total_cmp(&y.pause_seconds))?;
    let items: Vec<usize> = given[longest.from + 1..][..longest.answers].iter().map(|(item, _)| *item).collect();
    Some(BurstPerson {
        person: masked(one),
        pause_s: longest.pause_seconds,
        answers: small(longest.answers),
        seconds: longest.seconds,
        expected_seconds: longest.expected_seconds,
        score: score_on(data, person, &items),
    })
}

/// Median seconds of each item.
fn medians(data: &Data) -> Vec<Option<f64>> {
    let mut seconds: Vec<Vec<f64>> = vec![Vec::new(); data.items.len()];
    for cell in data.persons.iter().flat_map(|person| &person.cells) {
        if let Some(taken) = cell.given.as_ref().and_then(|given| given.seconds) {
            seconds[cell.item].push(taken);
        }
    }
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        quantile(&values, 0.5)
    };
    seconds.into_iter().map(median).collect()
}

/// How much longer than the median a person takes; `None` without times.
fn pace(person: &Person, medians: &[Option<f64>]) -> Option<f64> {
    let ratio = |cell: &crate::analysis::data::Cell| Some(cell.given.as_ref()?.seconds? / medians[cell.item]?);
    let mut ratios: Vec<f64> = person.cells.iter().filter_map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    quantile(&ratios, 0.5).filter(|pace| *pace > 0.0 && real(ratios.len()) >= 2.0)
}
