//! θ of every person: one, or one for each scale (domain) of the test.

use super::CopyingError;

/// Abilities on the scales of the items' calibration.
#[derive(Clone, Copy, Debug)]
pub enum Abilities<'a> {
    /// One θ for each person.
    One(&'a [f64]),
    /// `scale_of[item]` says to which scale an item belongs, `theta[person][scale]` is θ there.
    Scales { scale_of: &'a [usize], theta: &'a [Vec<f64>] },
}

impl<'a> From<&'a [f64]> for Abilities<'a> {
    fn from(theta: &'a [f64]) -> Self {
        Self::One(theta)
    }
}

impl<'a> From<&'a Vec<f64>> for Abilities<'a> {
    fn from(theta: &'a Vec<f64>) -> Self {
        Self::One(theta)
    }
}

impl<'a, const N: usize> From<&'a [f64; N]> for Abilities<'a> {
    fn from(theta: &'a [f64; N]) -> Self {
        Self::One(theta)
    }
}

impl Abilities<'_> {
    /// θ on the scale of the item. Checked before by [`Abilities::check`].
    pub(super) fn at(&self, person: usize, item: usize) -> f64 {
        match self {
            Self::One(theta) => theta[person],
            Self::Scales { scale_of, theta } => theta[person][scale_of[item]],
        }
    }

    /// θ of all persons on all scales.
    pub(super) fn all(&self) -> impl Iterator<Item = f64> + '_ {
        let (one, scales) = match self {
            Self::One(theta) => (*theta, &[][..]),
            Self::Scales { theta, .. } => (&[][..], *theta),
        };
        one.iter().chain(scales.iter().flatten()).copied()
    }

    pub(super) fn check(&self, persons: usize, items: usize) -> Result<(), CopyingError> {
        let length = |what, found, expected| {
            if found == expected { Ok(()) } else { Err(CopyingError::Length { what, found, expected }) }
        };
        let broken = match self {
            Self::One(theta) => {
                length("θ", theta.len(), persons)?;
                theta.iter().position(|theta| !theta.is_finite())
            }
            Self::Scales { scale_of, theta } => {
                length("persons with θ", theta.len(), persons)?;
                length("scales of items", scale_of.len(), items)?;
                let scales = scale_of.iter().max().map_or(0, |highest| highest + 1);
                theta.iter().position(|row| row.len() < scales || row.iter().any(|theta| !theta.is_finite()))
            }
        };
        broken.map_or(Ok(()), |person| Err(CopyingError::Theta { person }))
    }
}
