//! Cut scores: where one category ends and the next begins.

/// Rising cuts on θ; c cuts make c + 1 categories, counted from 0. A score on a cut belongs to the upper category.
#[derive(Clone, Debug, PartialEq)]
pub struct Cuts {
    theta: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CutError {
    #[error("there is no cut score")]
    None,
    #[error("cut {} is not a finite number", .index + 1)]
    NotFinite { index: usize },
    #[error("cut {} does not lie above the one before", .index + 1)]
    NotRising { index: usize },
}

impl Cuts {
    /// Cuts on the scale of θ.
    pub fn new(theta: &[f64]) -> Result<Self, CutError> {
        if theta.is_empty() {
            return Err(CutError::None);
        }
        if let Some(index) = theta.iter().position(|cut| !cut.is_finite()) {
            return Err(CutError::NotFinite { index });
        }
        match theta.windows(2).position(|pair| pair[1] <= pair[0]) {
            Some(before) => Err(CutError::NotRising { index: before + 1 }),
            None => Ok(Self { theta: theta.to_vec() }),
        }
    }

    /// Cuts on the scale T = 50 + 10 θ.
    pub fn from_t(t: &[f64]) -> Result<Self, CutError> {
        Self::new(&t.iter().map(|t| (t - 50.0) / 10.0).collect::<Vec<f64>>())
    }

    pub fn theta(&self) -> &[f64] {
        &self.theta
    }

    pub fn categories(&self) -> usize {
        self.theta.len() + 1
    }

    /// The category of a score; what is not a number falls into the lowest.
    pub fn category(&self, theta: f64) -> usize {
        self.theta.iter().filter(|cut| theta >= **cut).count()
    }

    /// Probabilities of the categories out of P(below each cut), which rise.
    pub(crate) fn shares(below: &[f64]) -> Vec<f64> {
        let before = std::iter::once(0.0).chain(below.iter().copied());
        let after = below.iter().copied().chain(std::iter::once(1.0));
        before.zip(after).map(|(before, after)| (after - before).max(0.0)).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_score_on_a_cut_is_above_it() {
        let cuts = Cuts::from_t(&[40.0, 50.0, 60.0]).unwrap();
        assert_eq!([-3.0, -1.0, -0.01, 0.0, 0.5, 1.0].map(|t| cuts.category(t)), [0, 1, 1, 2, 2, 3]);
        assert_eq!(Cuts::new(&[]), Err(CutError::None));
        assert_eq!(Cuts::new(&[0.0, f64::NAN]), Err(CutError::NotFinite { index: 1 }));
        assert_eq!(Cuts::new(&[0.0, 0.0]), Err(CutError::NotRising { index: 1 }));
    }
}
