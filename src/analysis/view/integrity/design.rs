//! What this session's forms and seats let the comparison of answers do: how often it accuses honest people, and how many
//! of planted copiers it finds. Everything is drawn from one seed, so the same session gives the same figures.

use rayon::prelude::*;
use ukur_psychometrics::integrity::copying::{Family, ScreenedPair, copied};
use ukur_psychometrics::random::{ChaCha8Rng, below, stream};
use ukur_psychometrics::{Answer, Responses};

use super::choices::Choices;
use super::fitted::{Fitted, LEAST_COMMON, LEVEL, corrected};
use super::honest::Honest;
use crate::analysis::data::{Data, small};
use crate::wire::analysis::integrity::{CopyingPower, FalsePositives, PairDesign, Visibility};

const SEED: u64 = 1_999;
/// Pairs that are simulated, about; a small hall is not simulated more often, nor a large one less often, than this.
const PAIRS: usize = 1_000_000;
const LEAST_HALLS: usize = 3;
const MOST_HALLS: usize = 40;
/// Of the items that both answered.
const SHARES: [f64; 3] = [0.4, 0.6, 0.8];
/// Planted pairs of each kind in a hall; each stands for a hall in which nobody else copies.
const PLANTED: usize = 60;
/// Below: copying is hardly seen. From the second on: it is seen well.
const HARDLY: f64 = 0.2;
const WELL: f64 = 0.8;

/// Of all halls.
#[derive(Clone, Debug, Default)]
pub struct Rates {
    pub honest: Count,
    /// By kind of pair (neighbours, others) and share copied.
    pub found: [[(usize, usize); SHARES.len()]; 2],
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    pub examined: usize,
    pub flagged: usize,
    pub halls: usize,
    pub halls_flagged: usize,
}

impl Count {
    pub fn hall(examined: usize, flagged: usize) -> Self {
        Self { examined, flagged, halls: 1, halls_flagged: usize::from(flagged > 0) }
    }

    pub fn and(self, other: Self) -> Self {
        Self {
            examined: self.examined + other.examined,
            flagged: self.flagged + other.flagged,
            halls: self.halls + other.halls,
            halls_flagged: self.halls_flagged + other.halls_flagged,
        }
    }

    /// `None`: nothing was examined.
    pub fn told(self) -> Option<FalsePositives> {
        (self.examined > 0).then(|| FalsePositives {
            rate: super::real(self.flagged) / super::real(self.examined),
            examined: small(self.examined),
            flagged: small(self.flagged),
            halls: small(self.halls),
            halls_flagged: small(self.halls_flagged),
        })
    }
}

/// `None`: it cannot be simulated. `pairs`: tested ones of the session itself.
pub fn rates(data: &Data, fitted: &Fitted, beside: &[(usize, usize)], pairs: usize) -> Option<Rates> {
    let honest = Honest::of(data, fitted)?;
    let halls = (PAIRS / pairs.max(1)).clamp(LEAST_HALLS, MOST_HALLS);
    let one = |hall: usize| hall_of(&honest, beside, &mut stream(SEED, hall as u64));
    let halls: Vec<Rates> = (0..halls).into_par_iter().filter_map(one).collect();
    halls.into_iter().reduce(|mut sum, hall| {
        sum.honest = sum.honest.and(hall.honest);
        for (sum, one) in sum.found.iter_mut().flatten().zip(hall.found.iter().flatten()) {
            *sum = (sum.0 + one.0, sum.1 + one.1);
        }
        sum
    })
}

/// One honest hall, judged as in earnest, then pairs of it in which one copies.
fn hall_of(honest: &Honest<'_>, beside: &[(usize, usize)], rng: &mut ChaCha8Rng) -> Option<Rates> {
    let fitted = Fitted::of(&honest.sit(rng)?)?;
    let pairs = fitted.screen(beside)?;
    let flagged = pairs.iter().filter(|pair| corrected(pair) < LEVEL).count();
    let mut rates = Rates { honest: Count::hall(pairs.len(), flagged), ..Rates::default() };
    let persons = fitted.choices.chosen.persons();
    for (kind, family) in [Family::Neighbours, Family::Rest].into_iter().enumerate() {
        let planted = chosen_pairs(family, beside, persons, rng);
        let least = LEVEL / tests(&pairs, family);
        for (found, share) in rates.found[kind].iter_mut().zip(SHARES) {
            *found = (planted.len(), found_of(&fitted, &planted, share, least, rng)?);
        }
    }
    Some(rates)
}

/// Two directions of each tested pair. The first step of Holm takes p times all tests: nobody else copies.
fn tests(pairs: &[ScreenedPair], family: Family) -> f64 {
    super::real(2 * pairs.iter().filter(|pair| pair.family == family).count().max(1))
}

/// (copier, source) by lot.
fn chosen_pairs(
    family: Family,
    beside: &[(usize, usize)],
    persons: usize,
    rng: &mut ChaCha8Rng,
) -> Vec<(usize, usize)> {
    let all = persons * persons.saturating_sub(1) / 2;
    if (family == Family::Neighbours && beside.is_empty()) || (family == Family::Rest && beside.len() >= all) {
        return Vec::new();
    }
    let mut planted = Vec::with_capacity(PLANTED);
    while planted.len() < PLANTED {
        let (one, other) = match family {
            Family::Neighbours => beside[below(rng, beside.len())],
            Family::Rest => (below(rng, persons), below(rng, persons)),
        };
        let apart = beside.binary_search(&(one.min(other), one.max(other))).is_err();
        if one != other && apart == (family == Family::Rest) {
            planted.push(if below(rng, 2) == 0 { (one, other) } else { (other, one) });
        }
    }
    planted
}

/// How many of the planted have a p below `least` in one direction.
fn found_of(
    fitted: &Fitted,
    planted: &[(usize, usize)],
    share: f64,
    least: f64,
    rng: &mut ChaCha8Rng,
) -> Option<usize> {
    let choices = &fitted.choices;
    let mut rows = Responses::new(choices.items.len());
    for (copier, source) in planted {
        let theirs = choices.row(*source);
        let own = copied(&choices.row(*copier), &theirs, share, rng);
        for row in [own, theirs] {
            rows.push(row.into_iter().map(|(at, option)| (at, Answer::Category(option)))).ok()?;
        }
    }
    let hall = fitted.others(rows)?;
    let seen = |pair: usize| {
        hall.pair(2 * pair, 2 * pair + 1).is_ok_and(|pair| {
            pair.common >= LEAST_COMMON && pair.omega_first.exact_p.min(pair.omega_second.exact_p) < least
        })
    };
    Some((0..planted.len()).filter(|pair| seen(*pair)).count())
}

/// Neighbours and others: what they share, and what would be seen.
pub fn designs(
    data: &Data,
    choices: Option<&Choices>,
    beside: &[(usize, usize)],
    rates: Option<&Rates>,
) -> [PairDesign; 2] {
    let shown = Sets::of(data.items.len(), data.persons.iter().map(|one| one.cells.iter().map(|cell| cell.item)));
    let answered = choices.map(|choices| {
        let rows = (0..choices.chosen.persons()).map(|person| choices.chosen.row(person).map(|(at, _)| at));
        Sets::of(choices.items.len(), rows)
    });
    let mut kinds = [Shared::default(), Shared::default()];
    for first in 0..data.persons.len() {
        for second in first + 1..data.persons.len() {
            let kind = usize::from(beside.binary_search(&(first, second)).is_err());
            let common = answered.as_ref().map_or(0, |sets| sets.common(first, second));
            kinds[kind].add(shown.common(first, second), common);
        }
    }
    let [near, far] = kinds;
    [near.told(rates.map(|rates| rates.found[0])), far.told(rates.map(|rates| rates.found[1]))]
}

#[derive(Default)]
struct Shared {
    pairs: usize,
    comparable: usize,
    sum: usize,
    most: usize,
}

impl Shared {
    fn add(&mut self, shown: usize, answered: usize) {
        self.pairs += 1;
        self.comparable += usize::from(answered >= LEAST_COMMON);
        self.sum += shown;
        self.most = self.most.max(shown);
    }

    fn told(&self, found: Option<[(usize, usize); SHARES.len()]>) -> PairDesign {
        let found = found.filter(|found| found[0].0 > 0);
        let power = |(share, (planted, found)): (f64, (usize, usize))| CopyingPower {
            share,
            planted: small(planted),
            found: small(found),
        };
        PairDesign {
            pairs: small(self.pairs),
            comparable: small(self.comparable),
            shared_mean: super::real(self.sum) / super::real(self.pairs.max(1)),
            shared_most: small(self.most),
            visibility: self.visibility(found.as_ref()),
            power: found.map_or_else(Vec::new, |found| SHARES.into_iter().zip(found).map(power).collect()),
        }
    }

    fn visibility(&self, found: Option<&[(usize, usize); SHARES.len()]>) -> Visibility {
        let share = |(planted, found): (usize, usize)| super::real(found) / super::real(planted);
        match found {
            _ if self.pairs == 0 => Visibility::NoPairs,
            _ if self.most == 0 => Visibility::NothingShared,
            _ if self.comparable == 0 => Visibility::TooFewShared,
            None => Visibility::Unknown,
            Some([_, _, much]) if share(*much) < HARDLY => Visibility::Hardly,
            Some([_, some, _]) if share(*some) >= WELL => Visibility::Well,
            Some(_) => Visibility::Partly,
        }
    }
}

/// Items by person, a bit each: what pairs have in common is counted for every pair.
struct Sets(Vec<Vec<u64>>);

impl Sets {
    fn of(items: usize, rows: impl Iterator<Item = impl Iterator<Item = usize>>) -> Self {
        let set = |row: &mut dyn Iterator<Item = usize>| {
            let mut bits = vec![0_u64; items.div_ceil(64)];
            row.for_each(|item| bits[item / 64] |= 1 << (item % 64));
            bits
        };
        Self(rows.map(|mut row| set(&mut row)).collect())
    }

    fn common(&self, first: usize, second: usize) -> usize {
        self.0[first].iter().zip(&self.0[second]).map(|(one, other)| (one & other).count_ones() as usize).sum()
    }
}
