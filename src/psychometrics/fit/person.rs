//! Person fit: lz, lz*, infit and outfit.

use super::{FitError, check};
use crate::model::{Curve, ItemModel, SMALLEST};
use crate::responses::{Responses, Skipped};

/// How θ was estimated: lz* corrects for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Estimator {
    MaximumLikelihood,
    /// Mode of the posterior under a normal prior.
    Map {
        mean: f64,
        sd: f64,
    },
    /// Warm (1989).
    Wle,
    /// Any other, such as EAP: lz is computed, lz* is not defined.
    Other,
}

/// Fit of one person's answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PersonFit {
    /// Items that count.
    pub items: usize,
    /// Standardised log likelihood (Drasgow, Levine & Williams 1985), dichotomous and polytomous; also called Zh. Low
    /// values are misfit. With estimated θ its variance is below 1.
    pub lz: Result<f64, FitError>,
    /// Corrected for the estimation of θ (Snijders 2001; Magis, Raîche & Béland 2012; polytomous Sinharay 2016): standard
    /// normal in long tests.
    pub lz_star: Result<f64, FitError>,
    /// Mean square of the standardised residuals, and its normal form (Wright & Masters 1982, chapter 5).
    pub outfit: f64,
    pub outfit_z: f64,
    /// Weighted by information: Σ (x - E)² / Σ V.
    pub infit: f64,
    pub infit_z: f64,
}

/// Person fit of everyone at the given θ, each with its own reason where there is none (θ infinite, nothing shown).
///
/// - `items`: one model an item of `responses`.
/// - `theta`: one value a person.
///
/// Error for all: lengths that do not fit, categories beyond the model's.
pub fn person_fit(
    items: &[ItemModel],
    responses: &Responses,
    skipped: Skipped,
    theta: &[f64],
    estimator: Estimator,
) -> Result<Vec<Result<PersonFit, FitError>>, FitError> {
    check(items, responses, skipped)?;
    if theta.len() != responses.persons() {
        return Err(FitError::Length { what: "θ", given: theta.len(), expected: responses.persons() });
    }
    let widest = items.iter().map(ItemModel::categories).max().unwrap_or(0);
    let mut curves = vec![Curve::default(); widest];
    let mut one = |person: usize| {
        let theta = theta[person];
        if !theta.is_finite() {
            return Err(FitError::Infinite { person });
        }
        let mut sums = Sums::default();
        let mut squares = MeanSquares::default();
        for (item, category) in responses.categories(person, skipped) {
            let curves = &mut curves[..items[item].categories()];
            items[item].curves(theta, curves);
            sums.add(curves, category);
            squares.add(Moments::of(curves), category);
        }
        if squares.count == 0 {
            return Err(FitError::NothingShown { person });
        }
        let fit = squares.fit();
        Ok(PersonFit {
            items: squares.count,
            lz: sums.lz(person),
            lz_star: sums.lz_star(person, theta, estimator),
            outfit: fit.outfit,
            outfit_z: fit.outfit_z,
            infit: fit.infit,
            infit_z: fit.infit_z,
        })
    };
    Ok((0..responses.persons()).map(&mut one).collect())
}

/// Sums over a person's items of what lz and lz* need.
#[derive(Default)]
struct Sums {
    /// ln P of the answers, less its expectation.
    away: f64,
    variance: f64,
    /// Covariance of ln P with the score function: Σ P' ln P.
    covariance: f64,
    information: f64,
    /// Warm's J = Σ P' P'' / P.
    bias: f64,
}

impl Sums {
    fn add(&mut self, curves: &[Curve], category: usize) {
        let log = |curve: &Curve| curve.p.max(SMALLEST).ln();
        let mean: f64 = curves.iter().map(|c| c.p * log(c)).sum();
        self.away += log(&curves[category]) - mean;
        for curve in curves {
            let p = curve.p.max(SMALLEST);
            let centred = log(curve) - mean;
            self.variance += curve.p * centred * centred;
            self.covariance += curve.dp * centred;
            self.information += curve.dp * curve.dp / p;
            self.bias += curve.dp * curve.d2p / p;
        }
    }

    fn lz(&self, person: usize) -> Result<f64, FitError> {
        if self.variance > 1e-14 { Ok(self.away / self.variance.sqrt()) } else { Err(FitError::NoVariance { person }) }
    }

    /// Project ln P on what estimation of θ leaves free: with c = cov(ln P, score) / I and the estimating equation
    /// score + r₀ = 0, lz* = (l - E l + c r₀) / √(var l - c² I). For two categories this is Snijders (2001) with
    /// w̃ = w - c r; for more, Sinharay (2016).
    fn lz_star(&self, person: usize, theta: f64, estimator: Estimator) -> Result<f64, FitError> {
        let prior = match estimator {
            Estimator::MaximumLikelihood => 0.0,
            Estimator::Map { mean, sd } => -(theta - mean) / (sd * sd),
            Estimator::Wle => self.bias / (2.0 * self.information),
            Estimator::Other => return Err(FitError::NotDefined),
        };
        let share = self.covariance / self.information;
        let variance = self.variance - share * share * self.information;
        if variance > 1e-12 * self.variance && prior.is_finite() {
            Ok((self.away + share * prior) / variance.sqrt())
        } else {
            Err(FitError::NoVariance { person })
        }
    }
}

/// Mean, variance and fourth central moment of an item score.
#[derive(Clone, Copy)]
pub(crate) struct Moments {
    pub mean: f64,
    pub variance: f64,
    pub fourth: f64,
}

impl Moments {
    pub fn of(curves: &[Curve]) -> Self {
        let mean: f64 = curves.iter().enumerate().map(|(k, c)| k as f64 * c.p).sum();
        let central =
            |power: i32| curves.iter().enumerate().map(|(k, c)| (k as f64 - mean).powi(power) * c.p).sum::<f64>();
        Self { mean, variance: central(2), fourth: central(4) }
    }
}

/// Sums for infit and outfit, over the items of a person or the persons of an item (Wright & Masters 1982, ch. 5).
#[derive(Clone, Copy, Default)]
pub(crate) struct MeanSquares {
    pub count: usize,
    residuals: f64,
    standardized: f64,
    variance: f64,
    /// Σ (C / V² - 1) and Σ (C - V²).
    spread_outfit: f64,
    spread_infit: f64,
}

pub(crate) struct MeanSquareFit {
    pub outfit: f64,
    pub outfit_z: f64,
    pub infit: f64,
    pub infit_z: f64,
}

impl MeanSquares {
    pub fn add(&mut self, m: Moments, category: usize) {
        let square = (category as f64 - m.mean).powi(2);
        let variance = m.variance.max(SMALLEST);
        self.count += 1;
        self.residuals += square;
        self.standardized += square / variance;
        self.variance += variance;
        self.spread_outfit += m.fourth / (variance * variance) - 1.0;
        self.spread_infit += m.fourth - variance * variance;
    }

    pub fn fit(&self) -> MeanSquareFit {
        let n = self.count as f64;
        let (outfit, infit) = (self.standardized / n, self.residuals / self.variance);
        // Wilson-Hilferty cube root; q² is the variance of the mean square.
        let normal = |mean_square: f64, q: f64| (mean_square.cbrt() - 1.0) * 3.0 / q + q / 3.0;
        MeanSquareFit {
            outfit,
            outfit_z: normal(outfit, self.spread_outfit.sqrt() / n),
            infit,
            infit_z: normal(infit, self.spread_infit.sqrt() / self.variance),
        }
    }
}
