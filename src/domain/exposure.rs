//! How often an item was met, and whether it became easier or faster: the sign that it is known outside.

/// Fewer answers say nothing about a change.
const MIN_ANSWERS: u32 = 30;
/// Two-sided 0.1 % of the standard normal distribution: a bank has hundreds of items, and an alarm should be rare.
const LIMIT: f64 = 3.29;
/// A smaller change of the mean score is no leak, however many answers make it certain.
const MIN_CHANGE: f64 = 0.08;
/// Answers that take less than this share of the earlier time.
const FASTER: f64 = 0.67;

/// What one sitting, or several together, say of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Exposure {
    /// Candidates who had the item in their form and whose attempt counts.
    pub shown: u32,
    pub answered: u32,
    /// Sum and sum of squares of the item scores (0 to 1) of all to whom it was shown.
    score: f64,
    squares: f64,
    spent_ms: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drift {
    /// The mean score rose by more than chance.
    Easier,
    /// Answers take much less time than before.
    Faster,
}

impl Exposure {
    /// One candidate; `spent_ms` is the time on the item, where it was answered.
    pub fn add(&mut self, score: f64, answered: Option<i64>) {
        self.shown += 1;
        self.score += score;
        self.squares += score * score;
        if let Some(spent_ms) = answered {
            self.answered += 1;
            self.spent_ms += spent_ms;
        }
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            shown: self.shown + other.shown,
            answered: self.answered + other.answered,
            score: self.score + other.score,
            squares: self.squares + other.squares,
            spent_ms: self.spent_ms + other.spent_ms,
        }
    }

    /// Mean item score (the classical p-value, with part scores); `None` when nobody had it.
    pub fn mean_score(&self) -> Option<f64> {
        (self.shown > 0).then(|| self.score / f64::from(self.shown))
    }

    /// Mean milliseconds of those who answered.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of sittings are far below 2^53")]
    pub fn mean_ms(&self) -> Option<f64> {
        (self.answered > 0).then(|| self.spent_ms as f64 / f64::from(self.answered))
    }

    /// Unbiased variance of the item scores.
    fn variance(&self) -> f64 {
        let n = f64::from(self.shown);
        if self.shown < 2 { 0.0 } else { ((self.squares - self.score * self.score / n) / (n - 1.0)).max(0.0) }
    }
}

/// Whether the last sitting differs from all before: Welch's statistic of the mean scores, and the ratio of the mean
/// times. Both need enough answers on either side.
pub fn drift(before: &Exposure, last: &Exposure) -> Option<Drift> {
    if before.answered.min(last.answered) < MIN_ANSWERS {
        return None;
    }
    let change = last.mean_score()? - before.mean_score()?;
    let error = (before.variance() / f64::from(before.shown) + last.variance() / f64::from(last.shown)).sqrt();
    if change >= MIN_CHANGE && change > LIMIT * error {
        return Some(Drift::Easier);
    }
    (last.mean_ms()? < FASTER * before.mean_ms()?).then_some(Drift::Faster)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sitting(right: u32, wrong: u32, ms: i64) -> Exposure {
        let mut exposure = Exposure::default();
        (0..right).for_each(|_| exposure.add(1.0, Some(ms)));
        (0..wrong).for_each(|_| exposure.add(0.0, Some(ms)));
        exposure
    }

    #[test]
    fn an_item_that_became_easy_or_fast_is_seen() {
        let before = sitting(50, 50, 60_000);
        assert_eq!(drift(&before, &sitting(90, 10, 60_000)), Some(Drift::Easier));
        assert_eq!(drift(&before, &sitting(52, 48, 30_000)), Some(Drift::Faster));
        assert_eq!(drift(&before, &sitting(55, 45, 55_000)), None);
        assert_eq!(drift(&before, &sitting(20, 80, 90_000)), None, "harder is no leak");
    }

    #[test]
    fn few_answers_give_no_alarm() {
        assert_eq!(drift(&sitting(10, 10, 60_000), &sitting(29, 0, 1_000)), None);
        assert_eq!(drift(&Exposure::default(), &Exposure::default()), None);
    }

    #[test]
    fn honest_sittings_raise_about_as_many_alarms_as_promised() {
        use rand::{RngExt, SeedableRng};
        let mut rng = rand_chacha::ChaCha12Rng::from_seed([3; 32]);
        let mut alarms = 0;
        for _ in 0..10_000 {
            let mut draw = |n: u32| {
                let mut exposure = Exposure::default();
                (0..n).for_each(|_| exposure.add(f64::from(u8::from(rng.random_bool(0.6))), Some(60_000)));
                exposure
            };
            alarms += u32::from(drift(&draw(200), &draw(150)).is_some());
        }
        // One-sided 0.05 % of 10,000 would be 5; the least change makes it no more.
        assert!(alarms <= 12, "{alarms} alarms");
    }
}
