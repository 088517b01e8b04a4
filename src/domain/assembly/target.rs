//! What every form should measure: the expected score at each cut, in all and by section, and the information there.
//!
//! The target is what plain drawing gives in the mean, by cell: the count of a cell times the mean of the items that
//! fit it. It follows from blueprint and bank alone, so the sessions of an event have one target, whoever sits them.

use ukur_psychometrics::assembly::{Target, Tolerance};

use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::category::PotentialCategory;
use crate::domain::item::Item;
use crate::domain::measure::{Measure, Parameters, Source};

/// How far a form may lie from the target before anything is widened: points of 100 in the overall score, points in a
/// section's score, and a share of the information.
pub const SCORE_BAND: f64 = 0.25;
pub const SECTION_BAND: f64 = 1.0;
pub const INFORMATION_BAND: f64 = 0.05;
/// A cut that no θ between these reaches is looked at from the nearer end.
const THETA_RANGE: (f64, f64) = (-4.0, 4.0);
/// Halvings of that range: far below any printed digit.
const HALVINGS: usize = 48;
/// Of targets that are near 0: a band must have some width.
const LEAST_BAND: f64 = 1e-6;

/// A cut score and where it lies for a typical form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CutPoint {
    pub category: PotentialCategory,
    /// 0 to 100.
    pub score: f64,
    pub theta: f64,
}

/// The items of a bank that fit a cell, in the order of their ids, as a search sees them.
pub(in crate::domain) struct Pool<'b> {
    pub items: Vec<&'b Item>,
    pub measures: Vec<Measure>,
    /// Index of the item's section in the blueprint.
    pub section_of: Vec<usize>,
}

impl<'b> Pool<'b> {
    pub fn new(blueprint: &Blueprint, bank: &'b Bank, parameters: &Parameters) -> Self {
        let mut pool = Self { items: Vec::new(), measures: Vec::new(), section_of: Vec::new() };
        for item in bank.items.values().map(AsRef::as_ref) {
            let wants = |rule: &crate::domain::blueprint::SectionRule| {
                rule.domain == item.domain && rule.cells.iter().any(|cell| cell.fits(item))
            };
            if let Some(section) = blueprint.sections.iter().position(wants) {
                pool.items.push(item);
                pool.measures.push(Measure::of(item, parameters));
                pool.section_of.push(section);
            }
        }
        pool
    }
}

/// Scales of one blueprint: what an item adds to the scores of a form.
pub(in crate::domain) struct Scale<'p, 'b> {
    blueprint: &'p Blueprint,
    pool: &'p Pool<'b>,
    /// Points of the overall score that a full item of the section is worth.
    worth: Vec<f64>,
    /// Whether the pool is calibrated: then only calibrated items decide a category, and only they inform.
    calibrated: bool,
}

impl<'p, 'b> Scale<'p, 'b> {
    pub fn new(blueprint: &'p Blueprint, pool: &'p Pool<'b>) -> Self {
        let weights: f64 = blueprint.sections.iter().map(|section| section.weight).sum();
        let share = |weight: f64| if weights > 0.0 { weight / weights } else { 0.0 };
        let worth = blueprint.sections.iter().map(|s| share(s.weight) * 100.0 / f64::from(s.items().max(1)));
        let calibrated = pool.measures.iter().any(|measure| measure.source == Source::Calibrated);
        Self { blueprint, pool, worth: worth.collect(), calibrated }
    }

    pub fn cuts(&self) -> [CutPoint; 3] {
        let cuts = &self.blueprint.cuts;
        let point = |category, score| CutPoint { category, score, theta: self.theta_at(score) };
        [
            point(PotentialCategory::CukupPotensial, cuts.cukup_potensial),
            point(PotentialCategory::Potensial, cuts.potensial),
            point(PotentialCategory::SangatPotensial, cuts.sangat_potensial),
        ]
    }

    /// Where a typical form expects this score; expected scores rise with θ.
    fn theta_at(&self, score: f64) -> f64 {
        let expects = |theta: f64| self.typical(|item| self.points(item, theta));
        let (mut low, mut high) = THETA_RANGE;
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if expects(middle) < score { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    }

    fn points(&self, item: usize, theta: f64) -> f64 {
        self.worth[self.pool.section_of[item]] * self.pool.measures[item].expected(theta)
    }

    /// What an item tells of the ability that decides the category.
    fn information(&self, item: usize, theta: f64) -> f64 {
        let measure = &self.pool.measures[item];
        let silent = self.calibrated && measure.source == Source::Uncalibrated;
        if silent { 0.0 } else { measure.information(theta) }
    }

    /// The sum over a form that plain drawing gives in the mean.
    fn typical(&self, value: impl Fn(usize) -> f64) -> f64 {
        let mut sum = 0.0;
        for (section, rule) in self.blueprint.sections.iter().enumerate() {
            for cell in &rule.cells {
                let mine = |item: &usize| self.pool.section_of[*item] == section && cell.fits(self.pool.items[*item]);
                let (n, total) =
                    (0..self.pool.items.len()).filter(mine).fold((0_u32, 0.0), |(n, t), i| (n + 1, t + value(i)));
                sum += f64::from(cell.count) * total / f64::from(n.max(1));
            }
        }
        sum
    }

    /// In this order: for each cut the overall score, for each cut the information, for each section and cut the
    /// section's score. Bands are `widened` times the ones above.
    pub fn targets(&self, cuts: &[CutPoint], widened: f64) -> Vec<Target> {
        let name = |what: &str, cut: &CutPoint| format!("{what} at {:.0}", cut.score);
        let score = cuts.iter().map(|cut| {
            let band = Tolerance::Absolute(SCORE_BAND * widened);
            self.target(name("score", cut), |item| self.points(item, cut.theta), |_| band)
        });
        let information = cuts.iter().map(|cut| {
            let value = |item: usize| self.information(item, cut.theta);
            let band = |target: f64| Tolerance::Absolute((INFORMATION_BAND * widened * target).max(LEAST_BAND));
            self.target(name("information", cut), value, band)
        });
        let sections = self.blueprint.sections.iter().enumerate().flat_map(|(at, rule)| {
            cuts.iter().map(move |cut| {
                let worth = 100.0 / f64::from(rule.items().max(1));
                let expected = |item: usize| worth * self.pool.measures[item].expected(cut.theta);
                let value = |item: usize| if self.pool.section_of[item] == at { expected(item) } else { 0.0 };
                let band = Tolerance::Absolute(SECTION_BAND * widened);
                self.target(name(rule.domain.as_str(), cut), value, |_| band)
            })
        });
        score.chain(information).chain(sections).collect()
    }

    fn target(&self, name: String, value: impl Fn(usize) -> f64, band: impl Fn(f64) -> Tolerance) -> Target {
        let target = self.typical(&value);
        let values = (0..self.pool.items.len()).map(value).collect();
        Target { name, values, target, tolerance: band(target) }
    }
}

/// Where each cut score lies for a typical form of the blueprint.
pub fn cut_points(blueprint: &Blueprint, bank: &Bank, parameters: &Parameters) -> [CutPoint; 3] {
    Scale::new(blueprint, &Pool::new(blueprint, bank, parameters)).cuts()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::item::Difficulty;
    use crate::domain::samples::{bank, blueprint, cell, item, section};

    #[test]
    fn cuts_rise_and_a_typical_form_expects_the_cut_there() {
        let of = |i: usize| item(&format!("i{i}"), ["a", "b"][i % 2], "x", Difficulty::ALL[i % 3]);
        let bank = bank((0..24).map(of));
        let cells = || vec![cell(None, Some(Difficulty::Easy), 1), cell(None, Some(Difficulty::Hard), 2)];
        let blueprint = blueprint(vec![section("a", 1.0, cells()), section("b", 3.0, cells())]);
        let pool = Pool::new(&blueprint, &bank, &Parameters::new());
        assert_eq!(pool.items.len(), 16, "medium items fit no cell");
        let scale = Scale::new(&blueprint, &pool);
        let cuts = scale.cuts();
        assert!(cuts[0].theta < cuts[1].theta && cuts[1].theta < cuts[2].theta);
        let targets = scale.targets(&cuts, 1.0);
        assert_eq!(targets.len(), 3 + 3 + 2 * 3);
        for (target, cut) in targets.iter().zip(&cuts) {
            assert!((target.target - cut.score).abs() < 1e-9, "{} {}", target.name, target.target);
        }
        // Two sections alike: the overall score is that of either.
        assert!((targets[6].target - 55.0).abs() < 1e-9 && (targets[9].target - 55.0).abs() < 1e-9);
    }

    #[test]
    fn in_a_calibrated_pool_the_others_inform_of_nothing() {
        let bank = bank((0..8).map(|i| item(&format!("i{i}"), "a", "x", Difficulty::Easy)));
        let blueprint = blueprint(vec![section("a", 1.0, vec![cell(None, None, 4)])]);
        let known = |item: &&std::sync::Arc<Item>| item.id.as_str() < "i4";
        let measure = |item: &Item| Measure { source: Source::Calibrated, ..Measure::weak(item) };
        let parameters = bank.items.values().filter(known).map(|item| (item.id.clone(), measure(item))).collect();
        let informs = |parameters: &Parameters| {
            let pool = Pool::new(&blueprint, &bank, parameters);
            let scale = Scale::new(&blueprint, &pool);
            let target = scale.targets(&scale.cuts(), 1.0).swap_remove(3);
            (target.values.iter().filter(|value| **value > 0.0).count(), target.target)
        };
        let (all, whole) = informs(&Parameters::new());
        let (half, part) = informs(&parameters);
        assert_eq!((all, half), (8, 4));
        assert!((part - whole / 2.0).abs() < 1e-9, "the same items, half of them silent");
    }

    #[test]
    fn a_cut_out_of_reach_is_looked_at_from_the_end() {
        let bank = bank([item("i", "a", "x", Difficulty::Easy)]);
        let mut blueprint = blueprint(vec![section("a", 1.0, vec![cell(None, None, 1)])]);
        blueprint.cuts.cukup_potensial = 1.0; // guessing alone gives 25
        blueprint.cuts.sangat_potensial = 100.0;
        let pool = Pool::new(&blueprint, &bank, &Parameters::new());
        let cuts = Scale::new(&blueprint, &pool).cuts();
        assert!((cuts[0].theta + 4.0).abs() < 1e-9 && (cuts[2].theta - 4.0).abs() < 1e-9);
    }
}
