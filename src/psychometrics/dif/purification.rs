//! Iterative purification: items that show DIF leave the matching score.

use std::collections::BTreeSet;

/// Why purification ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The flagged items stayed the same.
    Stable,
    /// A set came back that was left before: the sets go round in a circle of this length.
    Cycle(usize),
    /// The number of rounds was used up.
    Limit,
    /// Every item was flagged: nothing is left to match on. The last results still had anchors.
    NoAnchors,
}

/// The last round, and the way there.
#[derive(Clone, Debug, PartialEq)]
pub struct Purified<T> {
    /// One result an item, from the last round.
    pub items: Vec<T>,
    pub flagged: Vec<usize>,
    /// Rounds after the first analysis, in which every item was an anchor.
    pub rounds: usize,
    /// Flagged items of each analysis, the first one included.
    pub history: Vec<Vec<usize>>,
    pub ended: Ended,
}

/// Candell & Drasgow (1988); Clauser, Mazor & Hambleton (1993): analyse with all `items` as anchors, drop the flagged ones
/// from the anchors, analyse again, until the flagged set repeats, at most `limit` rounds. The studied item itself always
/// counts in its own matching score.
///
/// `analyse(anchors)` gives one result an item, `flag` says whether it shows DIF.
pub fn purify<T>(
    items: usize,
    limit: usize,
    analyse: impl Fn(&[usize]) -> Vec<T>,
    flag: impl Fn(&T) -> bool,
) -> Purified<T> {
    let round = |anchors: &[usize]| {
        let results = analyse(anchors);
        let flagged: Vec<usize> = (0..results.len()).filter(|item| flag(&results[*item])).collect();
        (results, flagged)
    };
    let all: Vec<usize> = (0..items).collect();
    let (mut results, mut flagged) = round(&all);
    let mut history = vec![flagged.clone()];
    // The first analysis had nothing left out: with nothing flagged it is already stable.
    if flagged.is_empty() {
        return Purified { items: results, flagged, rounds: 0, history, ended: Ended::Stable };
    }
    let mut ended = Ended::Limit;
    let mut rounds = 0;
    while rounds < limit {
        let out: BTreeSet<usize> = flagged.iter().copied().collect();
        let anchors: Vec<usize> = all.iter().copied().filter(|item| !out.contains(item)).collect();
        if anchors.is_empty() {
            ended = Ended::NoAnchors;
            break;
        }
        rounds += 1;
        let next = round(&anchors);
        results = next.0;
        let back = history.iter().rposition(|before| *before == next.1);
        flagged = next.1;
        history.push(flagged.clone());
        if let Some(place) = back {
            let length = history.len() - 1 - place;
            ended = if length == 1 { Ended::Stable } else { Ended::Cycle(length) };
            break;
        }
    }
    Purified { items: results, flagged, rounds, history, ended }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_and_exhaustion_end_it() {
        // Flags depend on the anchors so that two sets follow each other for ever.
        let swing =
            |anchors: &[usize]| (0..4).map(|i| i == usize::from(anchors.len() == 4 || anchors.contains(&1))).collect();
        let round: Purified<bool> = purify(4, 20, swing, |x| *x);
        assert_eq!((round.ended, round.rounds), (Ended::Cycle(2), 2));
        let all: Purified<bool> = purify(3, 20, |_| vec![true; 3], |x| *x);
        assert_eq!((all.ended, all.flagged), (Ended::NoAnchors, vec![0, 1, 2]));
        let none: Purified<bool> = purify(3, 20, |_| vec![false; 3], |x| *x);
        assert_eq!((none.ended, none.rounds), (Ended::Stable, 0));
    }
}
