//! Potential categories and the cut scores between them.

/// From lowest to highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PotentialCategory {
    KurangPotensial,
    CukupPotensial,
    Potensial,
    SangatPotensial,
}

impl PotentialCategory {
    pub const ALL: [Self; 4] = [Self::KurangPotensial, Self::CukupPotensial, Self::Potensial, Self::SangatPotensial];
}

/// Lowest score (0 to 100) of each category above `kurang potensial`, rising.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cuts {
    pub cukup_potensial: f64,
    pub potensial: f64,
    pub sangat_potensial: f64,
}

/// The three numbers are no cut scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cut scores must be above 0, at most 100, and rise from category to category")]
pub struct CutsFault;

impl Cuts {
    pub fn new(cukup_potensial: f64, potensial: f64, sangat_potensial: f64) -> Result<Self, CutsFault> {
        let rising = 0.0 < cukup_potensial
            && cukup_potensial < potensial
            && potensial < sangat_potensial
            && sangat_potensial <= 100.0;
        if rising { Ok(Self { cukup_potensial, potensial, sangat_potensial }) } else { Err(CutsFault) }
    }

    /// A score that equals a cut score has reached its category.
    pub fn category(&self, score: f64) -> PotentialCategory {
        let reached = |cut: f64| score >= cut;
        if reached(self.sangat_potensial) {
            PotentialCategory::SangatPotensial
        } else if reached(self.potensial) {
            PotentialCategory::Potensial
        } else if reached(self.cukup_potensial) {
            PotentialCategory::CukupPotensial
        } else {
            PotentialCategory::KurangPotensial
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_begins_at_its_cut_score() {
        let cuts = Cuts::new(55.0, 70.0, 85.0).unwrap();
        let categories =
            [0.0, 54.999_999, 55.0, 69.999_999, 70.0, 84.999_999, 85.0, 100.0].map(|s| cuts.category(s) as u8);
        assert_eq!(categories, [0, 0, 1, 1, 2, 2, 3, 3]);
        assert_eq!(cuts.category(f64::NAN), PotentialCategory::KurangPotensial);
    }

    #[test]
    fn impossible_cut_scores_are_refused() {
        for (a, b, c) in [
            (0.0, 1.0, 2.0),
            (-1.0, 1.0, 2.0),
            (50.0, 50.0, 60.0),
            (70.0, 60.0, 80.0),
            (10.0, 20.0, 100.1),
            (f64::NAN, 1.0, 2.0),
        ] {
            assert_eq!(Cuts::new(a, b, c), Err(CutsFault));
        }
    }
}
