//! Two forms of a hall never share much more than others do: who sits where is not known for sure, so the largest
//! overlap counts, not the mean alone.
//!
//! When all forms are known, the pairs that share most give up a common item each, by a valid exchange inside the bands
//! that brings no other pair up to where this one was, no neighbours nearer, nor a diagonal above the mean. Again from
//! what is then the largest, until an exchange is not to be had. Nothing here is drawn: the same forms give the same
//! forms.

use super::compiled::{Compiled, Slot};
use super::hall::{Around, ENOUGH, Usage};
use super::search::{below_limit, valid};
use super::state::Form;

/// A bit for each form.
type Bits = Vec<u64>;

/// The forms of a hall, with what any two have in common.
pub(super) struct Crowd<'h, 'c> {
    /// What each form is chosen from.
    compiled: &'h [&'c Compiled],
    forms: &'h mut [Vec<usize>],
    usage: &'h mut Usage,
    /// Forms of those who sit near.
    around: &'h [Around],
    /// Items that two forms share in the mean: the diagonal gives room up to here.
    mean: u16,
    /// Forms that hold an item.
    holders: Vec<Bits>,
    /// Items that two forms share, row by row.
    common: Vec<u16>,
    /// No item may enter a form more when it stands in so many.
    ceiling: u32,
}

/// An exchange and what it costs: how much more the entering item has served, then the largest deviation.
#[derive(Clone, Copy)]
struct Parting {
    leaving: Slot,
    entering: Slot,
    price: i64,
    worst: f64,
}

/// Which exchanges are looked for.
struct Wanted {
    /// Forms that must not come nearer.
    near: Bits,
    /// Only items of this form leave, and none of it enters.
    from: Option<usize>,
}

/// What is kept of the exchanges that are found.
enum Found {
    /// The cheapest inside the bands; among equals the nearest to the targets.
    Cheapest(Option<Parting>),
    /// Any, also outside the bands.
    All(Vec<Parting>),
}

impl Found {
    /// The largest deviation at which an exchange of this price is of use.
    fn edge(&self, price: i64) -> Option<f64> {
        match self {
            Self::Cheapest(Some(best)) if best.price < price => None,
            Self::Cheapest(Some(best)) if best.price == price => Some(best.worst),
            Self::Cheapest(_) => Some(ENOUGH),
            Self::All(_) => Some(f64::INFINITY),
        }
    }

    fn take(&mut self, parting: Parting) {
        match self {
            Self::Cheapest(best) => *best = Some(parting),
            Self::All(all) => all.push(parting),
        }
    }
}

/// So many first halves of two exchanges at once are tried.
const TRIES: usize = 24;

impl<'h, 'c> Crowd<'h, 'c> {
    pub fn new(
        compiled: &'h [&'c Compiled],
        forms: &'h mut [Vec<usize>],
        usage: &'h mut Usage,
        around: &'h [Around],
        ceiling: u32,
    ) -> Self {
        let n = forms.len();
        let mut holders = vec![bits(n, []); usage.counts.len()];
        for (place, form) in forms.iter().enumerate() {
            form.iter().for_each(|item| set(&mut holders[*item], place, true));
        }
        let mut common: Vec<u16> = vec![0; n * n];
        for (place, form) in forms.iter().enumerate() {
            let row = &mut common[place * n..(place + 1) * n];
            form.iter().for_each(|item| ones(&holders[*item]).for_each(|other| row[other] += 1));
            row[place] = 0;
        }
        let pairs = (n * n.saturating_sub(1)).max(1);
        let mean = common.iter().map(|shared| usize::from(*shared)).sum::<usize>() / pairs;
        let mean = u16::try_from(mean).unwrap_or(u16::MAX);
        Self { compiled, forms, usage, around, mean, holders, common, ceiling }
    }

    /// Lessens the largest overlap by so many exchanges at most.
    pub fn part(&mut self, exchanges: usize) {
        let mut left = exchanges;
        while let Some(limit) = self.common.iter().max().and_then(|most| most.checked_sub(1)) {
            for (one, other) in self.above(limit) {
                while self.share(one, other) > limit {
                    let Some(rest) = left.checked_sub(1) else { return };
                    let Some(work) = self.lessen(one, other, limit) else { return };
                    left = rest.saturating_sub(work);
                }
            }
        }
    }

    fn share(&self, one: usize, other: usize) -> u16 {
        self.common[one * self.forms.len() + other]
    }

    fn above(&self, limit: u16) -> Vec<(usize, usize)> {
        let n = self.forms.len();
        let places = self.common.iter().enumerate().filter(|(_, shared)| **shared > limit);
        places.map(|(at, _)| (at / n, at % n)).filter(|(one, other)| one < other).collect()
    }

    /// An item that both have gives way in one of them. What that took beyond one exchange; nothing when none can.
    fn lessen(&mut self, one: usize, other: usize, limit: u16) -> Option<usize> {
        let both = [(one, other), (other, one)];
        if both.into_iter().any(|(one, other)| self.lessen_at_once(one, other, limit)) {
            return Some(0);
        }
        both.into_iter().any(|(one, other)| self.lessen_in_two(one, other, limit)).then_some(TRIES)
    }

    fn lessen_at_once(&mut self, one: usize, other: usize, limit: u16) -> bool {
        let found = self.cheapest(one, Some(other), limit);
        found.inspect(|(leaving, entering)| self.exchange(one, *leaving, *entering)).is_some()
    }

    /// Where no single exchange stays inside the bands: one that leaves them, and a second that comes back.
    fn lessen_in_two(&mut self, one: usize, other: usize, limit: u16) -> bool {
        let c = self.compiled[one];
        let wanted = Wanted { near: self.near(one, limit), from: Some(other) };
        let mut found = Found::All(Vec::new());
        self.scan(&self.form(one), &wanted, &mut found);
        let Found::All(mut firsts) = found else { return false };
        firsts.sort_by(|x, y| x.worst.total_cmp(&y.worst));
        for first in firsts.into_iter().take(TRIES) {
            let (leaving, entering) = (c.item_of[first.leaving], c.item_of[first.entering]);
            self.exchange(one, leaving, entering);
            if let Some((second, instead)) = self.cheapest(one, None, limit) {
                self.exchange(one, second, instead);
                return true;
            }
            self.exchange(one, entering, leaving);
        }
        false
    }

    /// The items of the cheapest exchange that brings the form inside its bands, no pair above the limit and no
    /// neighbours nearer.
    fn cheapest(&self, one: usize, from: Option<usize>, limit: u16) -> Option<(usize, usize)> {
        let c = self.compiled[one];
        let mut found = Found::Cheapest(None);
        self.scan(&self.form(one), &Wanted { near: self.near(one, limit), from }, &mut found);
        let Found::Cheapest(best) = found else { return None };
        best.map(|best| (c.item_of[best.leaving], c.item_of[best.entering]))
    }

    fn form(&self, one: usize) -> Form<'c> {
        let c = self.compiled[one];
        let slots: Vec<Slot> = self.forms[one].iter().filter_map(|item| c.slot_of[*item]).collect();
        Form::of(c, &slots)
    }

    fn scan(&self, form: &Form<'_>, wanted: &Wanted, found: &mut Found) {
        let c = form.c;
        let shared = |slot: &Slot| wanted.from.is_none_or(|other| has(&self.holders[c.item_of[*slot]], other));
        for leaving in form.leavers().filter(shared) {
            let rest: Vec<f64> = form.away.iter().zip(c.at(leaving)).map(|(away, value)| away - value).collect();
            let gate = form.gate(c.class_of[leaving]);
            let left = &self.holders[c.item_of[leaving]];
            for class in c.classes.iter().filter(|class| gate.passes(&class.mask)) {
                for entering in class.slots.clone() {
                    let Some(price) = self.price(c, leaving, entering) else { continue };
                    let Some(edge) = found.edge(price) else { continue };
                    if !self.keeps_apart(c, entering, left, wanted) {
                        continue;
                    }
                    let Some(worst) = below_limit(&rest, c.at(entering), edge) else { continue };
                    if valid(form, leaving, entering) {
                        found.take(Parting { leaving, entering, price, worst });
                    }
                }
            }
        }
    }

    /// Forms that must not come nearer to this one: those at the limit, of neighbours, and of a diagonal that shares as
    /// much as any two.
    fn near(&self, one: usize, limit: u16) -> Bits {
        let n = self.forms.len();
        let Around { beside, diagonal } = &self.around[one];
        let row = &self.common[one * n..(one + 1) * n];
        let full = diagonal.iter().filter(|place| row[**place] >= self.mean);
        let mut near = bits(n, beside.iter().chain(full));
        row.iter()
            .enumerate()
            .filter(|(_, shared)| **shared >= limit)
            .for_each(|(place, _)| set(&mut near, place, true));
        near
    }

    /// How much more the entering item has served; none where it has served its share.
    fn price(&self, c: &Compiled, leaving: Slot, entering: Slot) -> Option<i64> {
        let served = |slot: Slot| self.usage.counts[c.item_of[slot]];
        (served(entering) < self.ceiling).then(|| i64::from(served(entering)) - i64::from(served(leaving)))
    }

    fn keeps_apart(&self, c: &Compiled, entering: Slot, left: &Bits, wanted: &Wanted) -> bool {
        let entered = &self.holders[c.item_of[entering]];
        let mut words = entered.iter().zip(left).zip(&wanted.near);
        !wanted.from.is_some_and(|other| has(entered, other)) && words.all(|((new, old), near)| new & !old & near == 0)
    }

    fn exchange(&mut self, one: usize, leaving: usize, entering: usize) {
        let n = self.forms.len();
        set(&mut self.holders[leaving], one, false);
        for other in ones(&self.holders[leaving]) {
            self.common[one * n + other] -= 1;
            self.common[other * n + one] -= 1;
        }
        for other in ones(&self.holders[entering]) {
            self.common[one * n + other] += 1;
            self.common[other * n + one] += 1;
        }
        set(&mut self.holders[entering], one, true);
        self.usage.counts[leaving] -= 1;
        self.usage.counts[entering] += 1;
        let form = &mut self.forms[one];
        form.retain(|item| *item != leaving);
        form.insert(form.partition_point(|item| *item < entering), entering);
    }
}

fn bits<'p>(length: usize, places: impl IntoIterator<Item = &'p usize>) -> Bits {
    let mut bits = vec![0; length.div_ceil(64)];
    places.into_iter().for_each(|place| set(&mut bits, *place, true));
    bits
}

fn set(bits: &mut Bits, place: usize, on: bool) {
    let bit = 1_u64 << (place % 64);
    if on { bits[place / 64] |= bit } else { bits[place / 64] &= !bit }
}

fn has(bits: &Bits, place: usize) -> bool {
    bits[place / 64] >> (place % 64) & 1 == 1
}

fn ones(bits: &Bits) -> impl Iterator<Item = usize> + '_ {
    bits.iter()
        .enumerate()
        .flat_map(|(word, bits)| (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit))
}
