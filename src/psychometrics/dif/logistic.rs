//! Logistic regression DIF (Swaminathan & Rogers 1990).

use super::DifError;
use super::matching::Matched;
use crate::numeric::{Cholesky, chi_square_tail, log1p_exp, logistic};

/// One fitted regression on the scale of the matching value.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// Intercept, matching, group (focal = 1), matching × group; terms that the model lacks are 0.
    pub coefficients: [f64; 4],
    pub log_likelihood: f64,
    /// 1 - (L₀/L)^(2/n) over its largest value (Nagelkerke 1991).
    pub nagelkerke: f64,
}

/// Classes of the change in Nagelkerke's R², by size alone: B and C count where the test of both effects is significant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum R2Class {
    A,
    B,
    C,
}

/// All three tests of one item: likelihood ratios, Wald, effect size.
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticDif {
    /// Matching alone; and group; and interaction.
    pub base: Fitted,
    pub uniform: Fitted,
    pub full: Fitted,
    /// Uniform and non-uniform together, 2 df.
    pub both: f64,
    pub both_p: f64,
    /// Group over matching, 1 df.
    pub uniform_only: f64,
    pub uniform_p: f64,
    /// Interaction over group, 1 df.
    pub nonuniform: f64,
    pub nonuniform_p: f64,
    /// Wald test of group and interaction, 2 df.
    pub wald_both: f64,
    /// R² of the full model less that of the base.
    pub r2_change: f64,
    /// .035 and .070 (Jodoin & Gierl 2001).
    pub jodoin_gierl: R2Class,
    /// .13 and .26 (Zumbo & Thomas 1997).
    pub zumbo_thomas: R2Class,
}

/// Groups 0 (reference) and 1 (focal); scores above 0 count as right, so the caller passes items scored 0 and 1.
///
/// Errors: everyone the same answer or the same matching value, one group only, separation.
pub fn logistic_dif(found: &Matched) -> Result<LogisticDif, DifError> {
    let expected = found.matching.len();
    for (what, given) in [("groups", found.group.len()), ("scores", found.score.len())] {
        if given != expected {
            return Err(DifError::Length { what, given, expected });
        }
    }
    let design = Design::new(found)?;
    let null = design.null();
    let base = design.fit(2)?;
    let uniform = design.fit(3)?;
    let full = design.fit(4)?;
    let ratio = |larger: &Fit, smaller: &Fit| (2.0 * (larger.log_likelihood - smaller.log_likelihood)).max(0.0);
    let (both, uniform_only, nonuniform) = (ratio(&full, &base), ratio(&uniform, &base), ratio(&full, &uniform));
    let r2 = |fit: &Fit| design.nagelkerke(fit.log_likelihood, null);
    let r2_change = r2(&full) - r2(&base);
    let class = |b: f64, c: f64| match r2_change {
        change if change < b => R2Class::A,
        change if change < c => R2Class::B,
        _ => R2Class::C,
    };
    let shown = |fit: &Fit| Fitted {
        coefficients: design.raw(&fit.beta),
        log_likelihood: fit.log_likelihood,
        nagelkerke: r2(fit),
    };
    Ok(LogisticDif {
        base: shown(&base),
        uniform: shown(&uniform),
        full: shown(&full),
        both,
        both_p: chi_square_tail(both, 2.0),
        uniform_only,
        uniform_p: chi_square_tail(uniform_only, 1.0),
        nonuniform,
        nonuniform_p: chi_square_tail(nonuniform, 1.0),
        wald_both: wald(&full)?,
        r2_change,
        jodoin_gierl: class(0.035, 0.07),
        zumbo_thomas: class(0.13, 0.26),
    })
}

struct Fit {
    beta: Vec<f64>,
    log_likelihood: f64,
    /// Inverse of the information.
    covariance: Vec<f64>,
}

/// Persons with equal values stand in one cell; matching standardised, so that the information is well conditioned.
struct Design {
    /// (1, z, g, z g), right, wrong.
    cells: Vec<([f64; 4], f64, f64)>,
    persons: f64,
    mean: f64,
    scale: f64,
}

impl Design {
    fn new(found: &Matched) -> Result<Self, DifError> {
        let (mean, variance) = crate::classical::mean_variance(&found.matching);
        let scale = variance.sqrt();
        if scale.is_nan() || scale <= 1e-12 {
            return Err(DifError::NoInformation);
        }
        let mut order: Vec<usize> = (0..found.matching.len()).collect();
        order.sort_by(|x, y| {
            found.matching[*x].total_cmp(&found.matching[*y]).then(found.group[*x].cmp(&found.group[*y]))
        });
        let mut cells: Vec<([f64; 4], f64, f64)> = Vec::new();
        let mut last = None;
        for person in order {
            let here = (found.matching[person].to_bits(), found.group[person]);
            if last != Some(here) {
                let (z, g) = ((found.matching[person] - mean) / scale, f64::from(u8::from(found.group[person] == 1)));
                cells.push(([1.0, z, g, z * g], 0.0, 0.0));
                last = Some(here);
            }
            if let Some(cell) = cells.last_mut() {
                let right = f64::from(u8::from(found.score[person] > 0));
                cell.1 += right;
                cell.2 += 1.0 - right;
            }
        }
        let design = Self { cells, persons: found.matching.len() as f64, mean, scale };
        let focal: f64 = design.cells.iter().map(|(x, right, wrong)| x[2] * (right + wrong)).sum();
        let right: f64 = design.cells.iter().map(|(_, right, _)| right).sum();
        let inside = |part: f64| part > 0.0 && part < design.persons;
        if inside(focal) && inside(right) { Ok(design) } else { Err(DifError::NoInformation) }
    }

    /// Newton-Raphson with step halving; the log likelihood is concave.
    fn fit(&self, terms: usize) -> Result<Fit, DifError> {
        let mut beta = vec![0.0; terms];
        let mut value = self.log_likelihood(&beta);
        for _ in 0..60 {
            let (mut step, information) = self.derivatives(&beta);
            let factor = Cholesky::new(&information, terms).map_err(|_| DifError::Separated)?;
            let gradient = step.clone();
            factor.solve(&mut step);
            let gain: f64 = gradient.iter().zip(&step).map(|(g, s)| g * s).sum();
            if gain < 1e-12 * (1.0 + value.abs()) {
                // So near the top the log likelihood no longer tells up from down: the last step is taken unasked, and
                // its error is of the order of its square.
                let beta: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| b + s).collect();
                let (_, information) = self.derivatives(&beta);
                let factor = Cholesky::new(&information, terms).map_err(|_| DifError::Separated)?;
                return Ok(Fit { log_likelihood: self.log_likelihood(&beta), beta, covariance: factor.inverse() });
            }
            let mut share = 1.0;
            let (mut next, mut higher) = (beta.clone(), f64::NEG_INFINITY);
            while share > 1e-9 {
                next = beta.iter().zip(&step).map(|(b, s)| b + share * s).collect();
                higher = self.log_likelihood(&next);
                if higher >= value {
                    break;
                }
                share *= 0.5;
            }
            (beta, value) = (next, higher);
            // Standardised coefficients of this size mean fitted probabilities of 0 and 1.
            if beta.iter().any(|b| b.abs() > 60.0) {
                return Err(DifError::Separated);
            }
        }
        Err(DifError::Separated)
    }

    fn logit(beta: &[f64], x: &[f64; 4]) -> f64 {
        beta.iter().zip(x).map(|(b, x)| b * x).sum()
    }

    fn log_likelihood(&self, beta: &[f64]) -> f64 {
        let cell = |(x, right, wrong): &([f64; 4], f64, f64)| {
            let z = Self::logit(beta, x);
            -right * log1p_exp(-z) - wrong * log1p_exp(z)
        };
        self.cells.iter().map(cell).sum()
    }

    fn derivatives(&self, beta: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let terms = beta.len();
        let (mut gradient, mut information) = (vec![0.0; terms], vec![0.0; terms * terms]);
        for (x, right, wrong) in &self.cells {
            let z = Self::logit(beta, x);
            let (p, q) = (logistic(z), logistic(-z));
            let (residual, weight) = (right * q - wrong * p, (right + wrong) * p * q);
            for i in 0..terms {
                gradient[i] += residual * x[i];
                for j in 0..terms {
                    information[i * terms + j] += weight * x[i] * x[j];
                }
            }
        }
        (gradient, information)
    }

    fn null(&self) -> f64 {
        let right: f64 = self.cells.iter().map(|(_, right, _)| right).sum();
        let wrong = self.persons - right;
        right * (right / self.persons).ln() + wrong * (wrong / self.persons).ln()
    }

    fn nagelkerke(&self, log_likelihood: f64, null: f64) -> f64 {
        let share = |difference: f64| -(2.0 * difference / self.persons).exp_m1();
        share(null - log_likelihood) / share(null)
    }

    /// Back from the standardised matching value to its own scale.
    fn raw(&self, beta: &[f64]) -> [f64; 4] {
        let at = |place: usize| beta.get(place).copied().unwrap_or(0.0);
        let (slope, bend) = (at(1) / self.scale, at(3) / self.scale);
        [at(0) - slope * self.mean, slope, at(2) - bend * self.mean, bend]
    }
}

/// β' V⁻¹ β of group and interaction; the same on any linear scale of the matching value.
fn wald(full: &Fit) -> Result<f64, DifError> {
    let v = |i: usize, j: usize| full.covariance[i * 4 + j];
    let factor = Cholesky::new(&[v(2, 2), v(2, 3), v(3, 2), v(3, 3)], 2).map_err(|_| DifError::Separated)?;
    let mut solved = [full.beta[2], full.beta[3]];
    factor.solve(&mut solved);
    Ok(full.beta[2] * solved[0] + full.beta[3] * solved[1])
}
