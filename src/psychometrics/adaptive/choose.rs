//! The next item, out of the log of answers and nothing else.

use serde::{Deserialize, Serialize};

use super::bank::{AdaptiveError, Bank};
use super::course::{Course, Left, Shadow};
use super::posterior::{Estimate, Posterior};
use super::rules::{Content, Rules, Selection};
use crate::random::{Rng, below, stream, unit};

/// The log of a sitting: items in the order given, with the category of each answer. θ and SE follow from it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdaptiveState {
    pub answered: Vec<(usize, usize)>,
}

impl AdaptiveState {
    /// # Errors
    /// An item or category that the bank does not have, an item given twice.
    pub fn posterior<'b>(&self, bank: &'b Bank, rules: &Rules) -> Result<Posterior<'b>, AdaptiveError> {
        let mut posterior = Posterior::new(bank, rules.prior);
        let mut given = vec![false; bank.len()];
        for (item, category) in self.answered.iter().copied() {
            if item >= bank.len() {
                return Err(AdaptiveError::NoSuchItem { item, items: bank.len() });
            }
            if category >= bank.categories(item) {
                return Err(AdaptiveError::Category { item, category });
            }
            if std::mem::replace(&mut given[item], true) {
                return Err(AdaptiveError::Twice { item });
            }
            posterior.update(item, category);
        }
        Ok(posterior)
    }

    /// # Errors
    /// As [`AdaptiveState::posterior`].
    pub fn estimate(&self, bank: &Bank, rules: &Rules) -> Result<Estimate, AdaptiveError> {
        Ok(self.posterior(bank, rules)?.estimate())
    }
}

/// Why a sitting ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StopReason {
    /// The standard error is small enough and the least length reached.
    Precise,
    Length,
    /// No item is left that the rules allow.
    NoItem,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Next {
    Item(usize),
    Stop(StopReason),
}

/// The next item of a sitting. The same arguments give the same answer on every machine whose `exp` is the same;
/// `seed` is the sitting's own and stays the same throughout.
///
/// # Errors
/// Rules that do not fit the bank, a log that is none.
pub fn next(bank: &Bank, rules: &Rules, state: &AdaptiveState, seed: u64) -> Result<Next, AdaptiveError> {
    choose_next(bank, rules, state, Sitting::new(bank, rules, seed))
}

/// The same for a sitting that may get no items but those of `pool`, in whatever order they stand there.
///
/// # Errors
/// As [`next`], and an item of the pool that the bank does not have.
pub fn next_within(
    bank: &Bank,
    rules: &Rules,
    state: &AdaptiveState,
    seed: u64,
    pool: &[usize],
) -> Result<Next, AdaptiveError> {
    let mut sitting = Sitting::new(bank, rules, seed);
    sitting.keep_to(pool)?;
    choose_next(bank, rules, state, sitting)
}

fn choose_next(
    bank: &Bank,
    rules: &Rules,
    state: &AdaptiveState,
    mut sitting: Sitting<'_>,
) -> Result<Next, AdaptiveError> {
    rules.check(bank)?;
    let estimate = state.estimate(bank, rules)?;
    state.answered.iter().for_each(|(item, _)| sitting.give(*item));
    Ok(sitting.choose(estimate))
}

/// What has been given, counted; and the sitting's own lots.
pub(super) struct Sitting<'b> {
    bank: &'b Bank,
    rules: &'b Rules,
    seed: u64,
    given: Vec<bool>,
    enemies: Vec<u32>,
    by_area: Vec<usize>,
    length: usize,
    /// Items that would have come but lost their lot, once each.
    pub refused: Vec<usize>,
    /// Under a course the cell of each place.
    pub places: Vec<u16>,
    lots: Option<Vec<bool>>,
    /// Where a pool was drawn.
    pub pool: Option<Vec<usize>>,
    ranked: Vec<(f64, usize)>,
    ahead: Ahead,
}

/// What is known of the rest of a sitting under a course.
enum Ahead {
    /// Nothing has been given or chosen.
    Unasked,
    Complete(Shadow),
    /// No complete sitting is left.
    Nothing,
}

impl Ahead {
    fn ask(&mut self, left: &Left<'_>) -> Option<&mut Shadow> {
        if let Self::Unasked = self {
            *self = Shadow::new(left).map_or(Self::Nothing, Self::Complete);
        }
        if let Self::Complete(shadow) = self { Some(shadow) } else { None }
    }
}

impl<'b> Sitting<'b> {
    /// Under a course with chances of exposure a sitting keeps to a pool, drawn as for a candidate; under other rules
    /// lots are drawn on the way.
    pub fn drawn(bank: &'b Bank, rules: &'b Rules, seed: u64) -> Self {
        let mut sitting = Self::new(bank, rules, seed);
        if let (Content::Course(course), Some(chances)) = (&rules.content, &rules.exposure) {
            sitting.lots = None;
            let all: Vec<usize> = (0..bank.len()).collect();
            let pool = course.pool(bank, (chances, &units(bank.len(), seed)), &all, seed).unwrap_or(all);
            sitting.given.fill(true);
            pool.iter().for_each(|item| sitting.given[*item] = false);
            sitting.pool = Some(pool);
        }
        sitting
    }

    pub fn new(bank: &'b Bank, rules: &'b Rules, seed: u64) -> Self {
        Self {
            pool: None,
            bank,
            rules,
            seed,
            given: vec![false; bank.len()],
            enemies: Vec::new(),
            by_area: vec![0; bank.areas()],
            length: 0,
            refused: Vec::new(),
            places: if let Content::Course(course) = &rules.content { course.layout.places(seed) } else { Vec::new() },
            lots: rules.exposure.as_ref().map(|chances| lots(chances, seed)),
            ranked: Vec::new(),
            ahead: Ahead::Unasked,
        }
    }

    /// Everything else is as good as given.
    fn keep_to(&mut self, pool: &[usize]) -> Result<(), AdaptiveError> {
        self.given.fill(true);
        for item in pool {
            let items = self.given.len();
            *self.given.get_mut(*item).ok_or(AdaptiveError::NoSuchItem { item: *item, items })? = false;
        }
        Ok(())
    }

    pub fn give(&mut self, item: usize) {
        if let Content::Course(course) = &self.rules.content {
            self.follow(course, item);
        }
        self.given[item] = true;
        self.by_area[usize::from(self.bank.item(item).content)] += 1;
        self.enemies.extend(&self.bank.item(item).enemies);
        self.length += 1;
    }

    pub fn choose(&mut self, now: Estimate) -> Next {
        if self.length >= self.rules.max_length {
            return Next::Stop(StopReason::Length);
        }
        let precise = self.rules.stop_se.is_some_and(|limit| now.se <= limit);
        if precise && self.length > 0 && self.length >= self.rules.min_length {
            return Next::Stop(StopReason::Precise);
        }
        match self.best(now.theta) {
            Some(item) => Next::Item(item),
            None => Next::Stop(StopReason::NoItem),
        }
    }

    fn best(&mut self, theta: f64) -> Option<usize> {
        let areas = self.areas();
        self.rank(theta, &areas);
        if self.ranked.is_empty() {
            return None;
        }
        let place = if self.ranked.len() > 1 { below(&mut self.step_lot(), self.ranked.len()) } else { 0 };
        Some(self.ranked[place].1)
    }

    /// Items that may come, most informative first as far as the selection looks; lots are drawn on the way down.
    fn rank(&mut self, theta: f64, areas: &[bool]) {
        let wanted = match self.rules.selection {
            Selection::MaxInformation => 1,
            Selection::Randomesque(count) => count,
            Selection::Random => usize::MAX,
        };
        self.ranked.clear();
        for item in 0..self.bank.len() {
            if self.may_come(item, areas) {
                // Chance alone decides among all: no need to know more.
                let worth = if wanted == usize::MAX { 0.0 } else { self.bank.information(item, theta) };
                self.ranked.push((worth, item));
            }
        }
        if let Content::Course(course) = &self.rules.content {
            self.keep_to_course(course);
        }
        if self.lots.is_some() {
            self.drop_refused(wanted);
        } else {
            best_first(&mut self.ranked, wanted);
        }
    }

    /// Sympson and Hetter's walk down the ranks: an item that loses its lot is set aside for the rest of the sitting.
    /// Should all lose, the lots are waived: a sitting never ends for exposure alone.
    fn drop_refused(&mut self, wanted: usize) {
        let Some(lots) = &self.lots else { return };
        let (mut kept, lost): (Vec<_>, Vec<_>) = self.ranked.iter().copied().partition(|(_, item)| lots[*item]);
        best_first(&mut kept, wanted);
        // The walk ends at the last item kept; with too few of them it has seen all.
        let end = kept.last().copied().filter(|_| kept.len() == wanted);
        for entry in lost {
            let passed = end.is_none_or(|end| order(&entry, &end).is_lt());
            if passed && !self.refused.contains(&entry.1) {
                self.refused.push(entry.1);
            }
        }
        if kept.is_empty() {
            best_first(&mut self.ranked, wanted);
        } else {
            self.ranked = kept;
        }
    }

    fn may_come(&self, item: usize, areas: &[bool]) -> bool {
        let entry = self.bank.item(item);
        !self.given[item]
            && areas[usize::from(entry.content)]
            && (self.enemies.is_empty() || !entry.enemies.iter().any(|set| self.enemies.contains(set)))
    }

    /// The content areas from which the next item may come.
    fn areas(&self) -> Vec<bool> {
        match &self.rules.content {
            Content::Free | Content::Course(_) => vec![true; self.bank.areas()],
            Content::Balance(targets) => self.lagging(targets),
            Content::Quota(ranges) => self.with_room(ranges),
        }
    }

    /// The one area whose share lags most behind its target, among those that have an item left.
    fn lagging(&self, targets: &[f64]) -> Vec<bool> {
        let everywhere = vec![true; self.bank.areas()];
        let mut left = vec![false; self.bank.areas()];
        (0..self.bank.len()).filter(|item| self.may_come(*item, &everywhere)).for_each(|item| {
            left[usize::from(self.bank.item(item).content)] = true;
        });
        let total: f64 = targets.iter().sum();
        let mut best: Option<(f64, usize)> = None;
        for area in (0..self.bank.areas()).filter(|area| left[*area] && targets[*area] > 0.0) {
            let observed = self.by_area[area] as f64 / self.length.max(1) as f64;
            let lag = targets[area] / total - observed;
            // Ties by rounding are ties.
            if best.is_none_or(|(most, _)| lag > most + 1e-9) {
                best = Some((lag, area));
            }
        }
        let mut open = vec![false; self.bank.areas()];
        if let Some((_, area)) = best {
            open[area] = true;
        }
        open
    }

    /// Areas in which an item can be given while the least numbers of all areas still fit into what is left.
    fn with_room(&self, ranges: &[(usize, usize)]) -> Vec<bool> {
        let owed = |area: usize| ranges[area].0.saturating_sub(self.by_area[area]);
        let all_owed: usize = (0..self.bank.areas()).map(owed).sum();
        let spare = (self.rules.max_length - self.length).saturating_sub(all_owed);
        (0..self.bank.areas())
            .map(|area| self.by_area[area] < ranges[area].1 && (owed(area) > 0 || spare > 0))
            .collect()
    }

    /// What of the ranked fits the place that is next and leaves a complete sitting. Should there be none, for a pool too
    /// small for its rules, what fits the place; should none fit, anything: a sitting never ends for its content alone.
    fn keep_to_course(&mut self, course: &Course) {
        let left = Left { given: &self.given, barred: &self.enemies, ..Left::new(course, &self.places, self.bank) };
        let (place, admitted) = (self.length, self.ahead.ask(&left));
        let fits = |(_, item): &(f64, usize)| left.fits(*item, place);
        let suits =
            |entry: &(f64, usize)| fits(entry) && admitted.as_ref().is_none_or(|s| s.admits(entry.1, place, &left));
        if self.ranked.iter().any(fits) {
            self.ranked.retain(suits);
        }
    }

    /// The complete sitting that is kept at hand goes along with what is given.
    fn follow(&mut self, course: &Course, item: usize) {
        let left = Left { given: &self.given, barred: &self.enemies, ..Left::new(course, &self.places, self.bank) };
        if self.ahead.ask(&left).is_some_and(|shadow| !shadow.give(item, self.length, &left)) {
            self.ahead = Ahead::Nothing;
        }
    }

    /// Streams from 1 up are the steps'; 0 is that of the lots.
    fn step_lot(&self) -> impl Rng {
        stream(self.seed, self.length as u64 + 1)
    }
}

/// The `wanted` best in their order; all, as they stand, when all are wanted.
fn best_first(ranked: &mut Vec<(f64, usize)>, wanted: usize) {
    if wanted == usize::MAX {
        return;
    }
    if wanted < ranked.len() {
        ranked.select_nth_unstable_by(wanted - 1, order);
        ranked.truncate(wanted);
    }
    ranked.sort_unstable_by(order);
}

fn order(a: &(f64, usize), b: &(f64, usize)) -> std::cmp::Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

/// One lot per item for the whole sitting.
pub(super) fn lots(chances: &[f64], seed: u64) -> Vec<bool> {
    units(chances.len(), seed).into_iter().zip(chances).map(|(lot, chance)| lot < *chance).collect()
}

fn units(count: usize, seed: u64) -> Vec<f64> {
    let mut rng = stream(seed, 0);
    (0..count).map(|_| unit(&mut rng)).collect()
}
