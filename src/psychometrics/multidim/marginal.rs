//! Probability of each category out of a posterior known at nodes.
//!
//! The logarithm of a posterior is smooth, nearly a parabola: it is interpolated by cubics through four neighbouring
//! nodes, and the curve between is integrated. Sums over whole nodes would be off by up to half a node's mass.

/// Gauss-Legendre, four points on \[0, 1\] (Abramowitz & Stegun, 1964, table 25.4).
const POINTS: [(f64, f64); 4] = [
    (0.069_431_844_202_973_71, 0.173_927_422_568_726_93),
    (0.330_009_478_207_571_87, 0.326_072_577_431_273_07),
    (0.669_990_521_792_428_1, 0.326_072_577_431_273_07),
    (0.930_568_155_797_026_3, 0.173_927_422_568_726_93),
];

/// Nodes of less mass than this share of the largest do not count.
const FAINT: f64 = 1e-12;

/// P(θ < cut) for each cut. `masses` belong to equally spaced `nodes` and need not sum to 1.
pub(super) fn below(nodes: &[f64], masses: &[f64], cuts: &[f64]) -> Vec<f64> {
    let largest = masses.iter().copied().fold(0.0, f64::max);
    let counts = |mass: &f64| *mass > FAINT * largest;
    let first = masses.iter().position(counts).unwrap_or(0);
    let last = masses.iter().rposition(counts).unwrap_or(0);
    let logs: Vec<f64> = masses[first..=last].iter().map(|mass| mass.max(f64::MIN_POSITIVE).ln()).collect();
    let (start, step) = (nodes[first], nodes[1] - nodes[0]);
    if logs.len() < 2 {
        return cuts.iter().map(|cut| f64::from(u8::from(start < *cut))).collect();
    }
    let mut until = vec![0.0];
    for interval in 0..logs.len() - 1 {
        until.push(until[interval] + area(&logs, interval, 1.0));
    }
    let total = until[logs.len() - 1];
    let under = |cut: &f64| {
        let place = (cut - start) / step;
        if place <= 0.0 {
            return 0.0;
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "above 0; saturates")]
        let interval = place as usize;
        if interval + 1 >= logs.len() {
            return 1.0;
        }
        ((until[interval] + area(&logs, interval, place - interval as f64)) / total).clamp(0.0, 1.0)
    };
    cuts.iter().map(under).collect()
}

/// ∫ of the interpolated curve from node `interval` over `part` of a step.
fn area(logs: &[f64], interval: usize, part: f64) -> f64 {
    POINTS.iter().map(|(x, w)| w * part * interpolate(logs, interval, x * part).exp()).sum()
}

/// The cubic through the four nodes around the interval (at an end: the four nearest; of fewer, the line).
fn interpolate(logs: &[f64], interval: usize, t: f64) -> f64 {
    if logs.len() < 4 {
        return logs[interval] + t * (logs[interval + 1] - logs[interval]);
    }
    let base = interval.saturating_sub(1).min(logs.len() - 4);
    let x = (interval - base) as f64 + t;
    let (x1, x2, x3) = (x - 1.0, x - 2.0, x - 3.0);
    -logs[base] * x1 * x2 * x3 / 6.0 + logs[base + 1] * x * x2 * x3 / 2.0 - logs[base + 2] * x * x1 * x3 / 2.0
        + logs[base + 3] * x * x1 * x2 / 6.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Normal};

    #[test]
    fn a_normal_posterior_on_coarse_nodes_has_its_probabilities() {
        let normal = Normal::standard();
        let nodes: Vec<f64> = (-12..=12).map(f64::from).collect();
        let masses: Vec<f64> = nodes.iter().map(|x| 7.0 * (-0.5 * (x - 0.2) * (x - 0.2)).exp()).collect();
        let cuts: Vec<f64> = (-20..=20).map(|i| f64::from(i) * 0.1).collect();
        for (cut, found) in cuts.iter().zip(below(&nodes, &masses, &cuts)) {
            assert!((found - normal.cdf(cut - 0.2)).abs() < 1e-6, "{cut} {found}");
        }
        let lonely = below(&nodes, &[vec![0.0; 12], vec![1.0], vec![0.0; 12]].concat(), &[-1.0, 0.5]);
        assert!(lonely[0].abs() < 1e-15 && (lonely[1] - 1.0).abs() < 1e-15);
    }
}
