//! Which populations a grid resolves: the closer domains correlate, the narrower is one of them given the others, and
//! the closer its nodes must lie.

use super::population::check_grid;
use super::{MAX_CELLS, MultidimError, Population};

/// Factors are told to a thousandth, so that the last bits of another machine decide nothing.
const PARTS: u32 = 1_000;

impl Population {
    /// Whether scoring on so many nodes for each domain, out to `bound` standard deviations, is possible, whatever the
    /// weights of a composite (the heaviest domain runs along the rows).
    ///
    /// # Errors
    /// What stands against it.
    pub fn resolved_by(&self, nodes: usize, bound: f64) -> Result<(), MultidimError> {
        let domains = self.domains();
        self.check()?;
        for last in 0..domains {
            let order: Vec<usize> = (0..domains).filter(|domain| *domain != last).chain([last]).collect();
            let turned = self.reordered(&order);
            let precision = turned.check()?.inverse();
            check_grid(&turned, &precision, nodes, bound).map_err(|error| error.in_order(&order))?;
        }
        Ok(())
    }

    /// The fewest nodes for each domain that resolve it; `None` where no grid does.
    pub fn nodes_needed(&self, bound: f64) -> Option<usize> {
        let exponent = u32::try_from(self.domains()).ok()?;
        let fits = |nodes: &usize| nodes.checked_pow(exponent).is_some_and(|cells| cells <= MAX_CELLS);
        let mut counts = (5..=MAX_CELLS).take_while(fits);
        counts.find_map(|nodes| match self.resolved_by(nodes, bound) {
            Ok(()) => Some(Some(nodes)),
            Err(MultidimError::TooCoarse { .. }) => None,
            Err(_) => Some(None),
        })?
    }

    /// The largest factor, in thousandths, by which covariances between domains can be multiplied so that the grid
    /// resolves them; 1 where it does already. Positive definite matrices stay so (it is a mean of them and of their
    /// diagonal), and 1/Q_dd, the variance of a domain given the others, falls as the factor rises: (I + λ(R - I))⁻¹ is
    /// convex in λ and flat at 0.
    ///
    /// # Errors
    /// What no factor mends.
    pub fn resolvable(&self, nodes: usize, bound: f64) -> Result<f64, MultidimError> {
        match self.resolved_by(nodes, bound) {
            Ok(()) => return Ok(1.0),
            Err(MultidimError::TooCoarse { .. } | MultidimError::TooClose { .. }) => {}
            Err(error) => return Err(error),
        }
        let factor = |parts: u32| f64::from(parts) / f64::from(PARTS);
        self.lowered(0.0).resolved_by(nodes, bound)?;
        let (mut good, mut bad) = (0, PARTS);
        while bad - good > 1 {
            let middle = u32::midpoint(good, bad);
            let resolved = self.lowered(factor(middle)).resolved_by(nodes, bound).is_ok();
            if resolved { good = middle } else { bad = middle }
        }
        Ok(factor(good))
    }

    /// Covariances between domains times `factor`; variances stay.
    #[must_use]
    pub fn lowered(&self, factor: f64) -> Self {
        let domains = self.domains();
        let one = |(place, value): (usize, &f64)| {
            if place % (domains + 1) == 0 { *value } else { *value * factor }
        };
        Self { means: self.means.clone(), covariance: self.covariance.iter().enumerate().map(one).collect() }
    }
}

impl MultidimError {
    /// Axes of a reordered population are named by their domains.
    pub(super) fn in_order(self, order: &[usize]) -> Self {
        match self {
            Self::TooCoarse { domain, step, conditional_sd } => {
                let domain = order.get(domain).copied().unwrap_or(domain);
                Self::TooCoarse { domain, step, conditional_sd }
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(domains: usize, r: f64) -> Population {
        let entry = |place: usize| if place.is_multiple_of(domains + 1) { 1.0 } else { r };
        Population::correlated(domains, &(0..domains * domains).map(entry).collect::<Vec<_>>())
    }

    #[test]
    fn what_a_grid_resolves_stays_and_the_rest_is_lowered_just_far_enough() {
        assert_eq!(alike(4, 0.6).resolvable(27, 5.0), Ok(1.0));
        for r in [0.955, 0.99, 0.999_999] {
            let close = alike(4, r);
            assert!(close.resolved_by(27, 5.0).is_err(), "{r}");
            let factor = close.resolvable(27, 5.0).unwrap();
            assert!(factor > 0.9 && factor < 1.0, "{r}: {factor}");
            let lowered = close.lowered(factor);
            assert_eq!(lowered.resolved_by(27, 5.0), Ok(()));
            assert!(close.lowered(factor + 0.001).resolved_by(27, 5.0).is_err(), "{r}: {factor} is too far");
            // Once lowered it stays as it is.
            assert_eq!(lowered.resolvable(27, 5.0), Ok(1.0));
        }
    }

    #[test]
    fn a_finer_grid_resolves_more_and_no_domain_is_named_by_its_axis() {
        let needed = alike(4, 0.955).nodes_needed(5.0).unwrap();
        assert!(needed > 27, "{needed}");
        assert!(alike(4, 0.955).resolved_by(needed, 5.0).is_ok());
        assert!(alike(4, 0.955).resolved_by(needed - 1, 5.0).is_err());
        assert_eq!(alike(4, 0.999_999).nodes_needed(5.0), None);
        // Of three domains the last two are nearly one.
        let two = Population::correlated(3, &[1.0, 0.1, 0.1, 0.1, 1.0, 0.99, 0.1, 0.99, 1.0]);
        let error = two.resolved_by(27, 5.0).unwrap_err();
        assert!(matches!(error, MultidimError::TooCoarse { domain: 1 | 2, .. }), "{error}");
    }

    #[test]
    fn what_no_factor_mends_is_said() {
        assert!(matches!(alike(5, 0.5).resolvable(27, 5.0), Err(MultidimError::Nodes { .. })));
        assert!(matches!(alike(2, 1.5).resolvable(27, 5.0), Err(MultidimError::NotPositiveDefinite { .. })));
        assert!(matches!(alike(2, f64::NAN).resolvable(27, 5.0), Err(MultidimError::Covariance { .. })));
        assert!(matches!(alike(0, 0.5).resolvable(27, 5.0), Err(MultidimError::Domains { .. })));
    }
}
