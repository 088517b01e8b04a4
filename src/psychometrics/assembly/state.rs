//! A form in the making: its items with every sum that a rule or a target looks at, kept current by each exchange.

use super::compiled::{Amount, Compiled, Mask, Slot, WORDS};

const ABSENT: u32 = u32::MAX;

#[derive(Clone)]
pub(super) struct Form<'c> {
    pub c: &'c Compiled,
    pub slots: Vec<Slot>,
    place: Vec<u32>,
    counts: Vec<i32>,
    /// Count rules at or above their maximum; at or below their minimum.
    full: Mask,
    low: Mask,
    /// Σ - target per target, scaled.
    pub away: Vec<f64>,
    sums: Vec<f64>,
    members: Vec<u32>,
    /// Items that stay for the time being.
    pub held: Vec<Slot>,
}

/// Bits that decide on a class at a glance.
pub(super) struct Gate {
    barred: Mask,
    needed: Mask,
}

impl Gate {
    #[inline]
    pub fn passes(&self, entering: &Mask) -> bool {
        let clash = |word: usize| entering[word] & self.barred[word] | !entering[word] & self.needed[word];
        (0..WORDS).fold(0, |clashes, word| clashes | clash(word)) == 0
    }
}

impl<'c> Form<'c> {
    pub fn empty(c: &'c Compiled) -> Self {
        let mut form = Self {
            c,
            slots: Vec::with_capacity(c.length),
            place: vec![ABSENT; c.slots()],
            counts: vec![0; c.rules.len()],
            full: Mask::default(),
            low: Mask::default(),
            away: c.targets.iter().map(|target| -target).collect(),
            sums: vec![0.0; c.amounts.len()],
            members: vec![0; c.enemy_names.len()],
            held: Vec::new(),
        };
        (0..c.rules.len()).for_each(|rule| form.mark(rule));
        form
    }

    pub fn of(c: &'c Compiled, slots: &[Slot]) -> Self {
        let mut form = Self::empty(c);
        slots.iter().for_each(|slot| form.add(*slot));
        form
    }

    /// Other items, the held ones still held.
    pub fn reset(&mut self, slots: &[Slot]) {
        let held = std::mem::take(&mut self.held);
        *self = Self { held, ..Self::of(self.c, slots) };
    }

    pub fn has(&self, slot: Slot) -> bool {
        self.place[slot] != ABSENT
    }

    pub fn add(&mut self, slot: Slot) {
        self.place[slot] = u32::try_from(self.slots.len()).unwrap_or(ABSENT);
        self.slots.push(slot);
        self.count(slot, 1);
    }

    /// Puts `entering` where `leaving` was.
    pub fn exchange(&mut self, leaving: Slot, entering: Slot) {
        let place = self.place[leaving];
        self.slots[place as usize] = entering;
        self.place[entering] = place;
        self.place[leaving] = ABSENT;
        self.count(leaving, -1);
        self.count(entering, 1);
    }

    fn count(&mut self, slot: Slot, sign: i32) {
        let c = self.c;
        for rule in &c.classes[c.class_of[slot]].rules {
            self.counts[*rule] += sign;
            self.mark(*rule);
        }
        let sign_f = f64::from(sign);
        self.away.iter_mut().zip(c.at(slot)).for_each(|(away, value)| *away += sign_f * value);
        self.sums.iter_mut().zip(&c.amounts).for_each(|(sum, amount)| *sum += sign_f * amount.values[slot]);
        for set in &c.sets_of[slot] {
            self.members[*set] = self.members[*set].saturating_add_signed(sign);
        }
    }

    fn mark(&mut self, rule: usize) {
        let (word, bit) = (rule / 64, 1_u64 << (rule % 64));
        let set = |mask: &mut Mask, on: bool| if on { mask[word] |= bit } else { mask[word] &= !bit };
        set(&mut self.full, self.counts[rule] >= self.c.rules[rule].max);
        set(&mut self.low, self.counts[rule] <= self.c.rules[rule].min);
    }

    /// Sums from the start again: the rounding of thousands of exchanges goes.
    pub fn refresh(&mut self) {
        let slots = std::mem::take(&mut self.slots);
        self.reset(&slots);
    }

    /// Largest |deviation| over the targets.
    pub fn worst(&self) -> f64 {
        self.away.iter().fold(0.0, |worst, away| worst.max(away.abs()))
    }

    /// What a class must not have, and must have, to replace this one without a new breach of a count rule.
    pub fn gate(&self, leaving: usize) -> Gate {
        let out = &self.c.classes[leaving].mask;
        Gate {
            barred: std::array::from_fn(|word| self.full[word] & !out[word]),
            needed: std::array::from_fn(|word| self.low[word] & out[word]),
        }
    }

    /// May an item of class `entering` replace one of class `leaving` without a new breach of a count rule?
    pub fn classes_fit(&self, leaving: usize, entering: usize) -> bool {
        self.gate(leaving).passes(&self.c.classes[entering].mask)
    }

    /// Items that the search may exchange.
    pub fn leavers(&self) -> impl Iterator<Item = Slot> + '_ {
        self.slots.iter().copied().filter(|slot| self.may_leave(*slot))
    }

    pub fn may_leave(&self, slot: Slot) -> bool {
        !self.c.required[slot] && !self.held.contains(&slot)
    }

    /// May an item of this class come in addition?
    pub fn class_has_room(&self, class: usize) -> bool {
        let mask = &self.c.classes[class].mask;
        (0..WORDS).all(|w| mask[w] & self.full[w] == 0)
    }

    pub fn short_of(&self, rule: usize) -> bool {
        self.counts[rule] < self.c.rules[rule].min
    }

    pub fn enemies_fit(&self, leaving: Option<Slot>, entering: Slot) -> bool {
        self.c.sets_of[entering].iter().all(|set| {
            let gone = leaving.is_some_and(|slot| self.c.sets_of[slot].contains(set));
            self.members[*set] <= u32::from(gone)
        })
    }

    /// Do the quantities stay in their ranges, or at least get no farther out?
    pub fn sums_fit(&self, leaving: Slot, entering: Slot) -> bool {
        self.c.amounts.iter().zip(&self.sums).all(|(amount, sum)| {
            let after = breach(amount, sum - amount.values[leaving] + amount.values[entering]);
            after <= 0.0 || after <= breach(amount, *sum)
        })
    }

    /// Would the quantities stay below their maxima with one item more?
    pub fn sums_have_room(&self, entering: Slot) -> bool {
        self.c.amounts.iter().zip(&self.sums).all(|(amount, sum)| sum + amount.values[entering] <= amount.max)
    }

    /// Size of all breaches: 0 is a valid form.
    pub fn breaches(&self) -> f64 {
        let counts: i32 = self.c.rules.iter().zip(&self.counts).map(|(r, n)| outside(*n, r.min, r.max)).sum();
        let enemies: u32 = self.members.iter().map(|n| n.saturating_sub(1)).sum();
        let sums: f64 = self.c.amounts.iter().zip(&self.sums).map(|(amount, sum)| breach(amount, *sum)).sum();
        f64::from(counts) + f64::from(enemies) + sums
    }

    /// What an exchange adds to [`Form::breaches`].
    pub fn breaches_added(&self, leaving: Slot, entering: Slot) -> f64 {
        let counts = self.count_breaches_added(self.c.class_of[leaving], self.c.class_of[entering]);
        f64::from(counts) + self.item_breaches_added(leaving, entering)
    }

    /// The part of the count rules: alike for all items of two classes.
    pub fn count_breaches_added(&self, leaving: usize, entering: usize) -> i32 {
        let (out, into) = (&self.c.classes[leaving], &self.c.classes[entering]);
        let change = |rule: &usize, by: i32| {
            let (n, r) = (self.counts[*rule], &self.c.rules[*rule]);
            outside(n + by, r.min, r.max) - outside(n, r.min, r.max)
        };
        let lost = out.rules.iter().filter(|rule| !holds(&into.mask, **rule)).map(|rule| change(rule, -1));
        let won = into.rules.iter().filter(|rule| !holds(&out.mask, **rule)).map(|rule| change(rule, 1));
        lost.chain(won).sum()
    }

    /// The part of enemies and quantities.
    pub fn item_breaches_added(&self, leaving: Slot, entering: Slot) -> f64 {
        let c = self.c;
        let (left, entered) = (&c.sets_of[leaving], &c.sets_of[entering]);
        let lost = left.iter().filter(|set| !entered.contains(set) && self.members[**set] > 1).count();
        let won = entered.iter().filter(|set| !left.contains(set) && self.members[**set] > 0).count();
        let change = |(amount, sum): (&Amount, &f64)| {
            breach(amount, sum - amount.values[leaving] + amount.values[entering]) - breach(amount, *sum)
        };
        won as f64 - lost as f64 + c.amounts.iter().zip(&self.sums).map(change).sum::<f64>()
    }

    /// Rules that are not met, in words.
    pub fn unmet(&self) -> Vec<String> {
        let c = self.c;
        let counts = c.rules.iter().zip(&self.counts).filter(|(r, n)| outside(**n, r.min, r.max) > 0);
        let counts = counts.map(|(r, n)| format!("{} needs {} to {}, has {n}", r.name, r.min, r.max));
        let sums = c.amounts.iter().zip(&self.sums).filter(|(amount, sum)| breach(amount, **sum) > 0.0);
        let sums = sums.map(|(a, sum)| format!("{} needs {} to {}, has {sum}", a.name, a.min, a.max));
        let enemies = c.enemy_names.iter().zip(&self.members).filter(|(_, n)| **n > 1);
        let enemies = enemies.map(|(name, n)| format!("{n} items of enemy set {name}"));
        counts.chain(sums).chain(enemies).collect()
    }

    pub fn items(&self) -> Vec<usize> {
        let mut items: Vec<usize> = self.slots.iter().map(|slot| self.c.item_of[*slot]).collect();
        items.sort_unstable();
        items
    }
}

fn holds(mask: &Mask, rule: usize) -> bool {
    mask[rule / 64] >> (rule % 64) & 1 == 1
}

fn outside(n: i32, min: i32, max: i32) -> i32 {
    (min - n).max(n - max).max(0)
}

/// How far a quantity lies outside its range, in mean items. Sums of decimals may miss by rounding.
fn breach(amount: &Amount, sum: f64) -> f64 {
    let slack = 1e-9 * (1.0 + sum.abs());
    let far = (amount.min - sum).max(sum - amount.max);
    if far > slack { far / amount.unit } else { 0.0 }
}
