//! Points of θ with weights: where integrals over ability become sums.

/// Nodes in rising order; weights sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    pub nodes: Vec<f64>,
    pub weights: Vec<f64>,
}

impl Grid {
    /// `count` equally spaced nodes on [-`bound`, `bound`], weighted by the normal density and normalised.
    pub fn normal(count: usize, bound: f64, mean: f64, sd: f64) -> Self {
        let nodes = equally_spaced(count, -bound, bound);
        let mut weights: Vec<f64> = nodes.iter().map(|x| (-0.5 * ((x - mean) / sd).powi(2)).exp()).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|w| *w /= sum);
        Self { nodes, weights }
    }

    /// N(0, 1) on [-6, 6].
    pub fn standard(count: usize) -> Self {
        Self::normal(count, 6.0, 0.0, 1.0)
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

/// `count` (at least 2) points from `low` to `high`, symmetric to the last bit when the bounds are.
pub fn equally_spaced(count: usize, low: f64, high: f64) -> Vec<f64> {
    let step = (high - low) / (count - 1) as f64;
    let middle = 0.5 * (low + high);
    (0..count).map(|i| middle + (i as f64 - 0.5 * (count - 1) as f64) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_has_its_moments() {
        let grid = Grid::standard(121);
        let mean: f64 = grid.nodes.iter().zip(&grid.weights).map(|(x, w)| x * w).sum();
        let variance: f64 = grid.nodes.iter().zip(&grid.weights).map(|(x, w)| x * x * w).sum();
        assert!(mean.abs() < 1e-15 && (variance - 1.0).abs() < 1e-6, "{mean} {variance}");
        assert!((grid.nodes[0] + 6.0).abs() < 1e-12 && grid.nodes[60].abs() < 1e-15);
    }
}
