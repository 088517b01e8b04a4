//! Loops over contiguous numbers, written so that the compiler keeps several sums in flight.

/// Σ x y over the shorter of the two; four partial sums, so the order of addition is fixed but not left to right.
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    let (mut sums, n) = ([0.0_f64; 4], x.len().min(y.len()));
    let (left, right) = (x[..n].chunks_exact(4), y[..n].chunks_exact(4));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in left.zip(right) {
        for k in 0..4 {
            sums[k] += x[k] * y[k];
        }
    }
    (sums[0] + sums[2]) + (sums[1] + sums[3]) + rest
}

/// y += factor · x.
pub fn add_scaled(y: &mut [f64], factor: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += factor * x;
    }
}

/// e^x in place for x ≤ 0, within 2 units of the last place; below -700 it is e^-700. Cody & Waite's reduction
/// x = k ln 2 + r, |r| ≤ ln 2 / 2, and Taylor's series to degree 13, free of branches.
pub fn exp_in_place(values: &mut [f64]) {
    const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 · 2^52: adding it rounds to an integer in the low bits
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    for value in values {
        let x = value.max(-700.0);
        let shifted = x * std::f64::consts::LOG2_E + ROUND;
        let k = shifted - ROUND;
        let r = (x - k * LN2_HIGH) - k * LN2_LOW;
        let mut series = 1.0 / 6_227_020_800.0;
        for factorial in FACTORIALS {
            series = series * r + factorial;
        }
        *value = series * f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    }
}

/// 1/12!, 1/11! … 1/0!.
const FACTORIALS: [f64; 13] = [
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
    1.0,
    1.0,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_that_of_the_standard_library() {
        let points: Vec<f64> = (0..=70_000).map(|i| f64::from(i) * -0.01).collect();
        let mut fast = points.clone();
        exp_in_place(&mut fast);
        for (x, fast) in points.iter().zip(&fast) {
            assert!((fast / x.exp() - 1.0).abs() < 5e-16, "{x} {fast}");
        }
        let mut far = [-1e9, f64::NEG_INFINITY];
        exp_in_place(&mut far);
        assert!(far.iter().all(|p| *p > 0.0 && *p < 1e-300));
    }

    #[test]
    fn sums_take_every_place() {
        for n in 0..11 {
            let x: Vec<f64> = (0..n).map(f64::from).collect();
            let mut y = vec![1.0; x.len()];
            assert!((dot(&x, &y) - f64::from(n * (n - 1) / 2)).abs() < 1e-12);
            add_scaled(&mut y, 2.0, &x);
            assert!(y.iter().zip(&x).all(|(y, x)| (y - 1.0 - 2.0 * x).abs() < 1e-12));
        }
    }
}
