//! Draws that come out the same on every machine and in every version: a named generator, our own way from bits to
//! numbers. Nothing here makes a seed; the caller has it.

pub use rand_chacha::ChaCha8Rng;
pub use rand_chacha::rand_core::Rng;
use rand_chacha::rand_core::SeedableRng;

/// The generator number `stream` of a seed. Streams of one seed never meet (ChaCha's nonce: Bernstein 2008).
pub fn stream(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    let mut generator = ChaCha8Rng::from_seed(key);
    generator.set_stream(stream);
    generator
}

/// Uniform on 0..`bound`, each value alike to the last bit: Lemire (2019), multiplication with rejection. `bound` 0
/// gives 0.
pub fn below(rng: &mut impl Rng, bound: usize) -> usize {
    let bound = u32::try_from(bound).unwrap_or(u32::MAX);
    if bound == 0 {
        return 0;
    }
    let threshold = bound.wrapping_neg() % bound;
    loop {
        let product = u64::from(rng.next_u32()) * u64::from(bound);
        let (high, low) = (product >> 32, product & u64::from(u32::MAX));
        if low >= u64::from(threshold) {
            return usize::try_from(high).unwrap_or(0);
        }
    }
}

/// Uniform on [0, 1) in steps of 2⁻⁵³.
pub fn unit(rng: &mut impl Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// Standard normal: Box & Muller (1958), the cosine half.
pub fn normal(rng: &mut impl Rng) -> f64 {
    let (radius, turn) = (1.0 - unit(rng), unit(rng));
    (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
}

/// Fisher and Yates: every order alike.
pub fn shuffle<T>(rng: &mut impl Rng, values: &mut [T]) {
    for last in (1..values.len()).rev() {
        values.swap(last, below(rng, last + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_uniform_and_streams_differ() {
        let mut counts = [0_u32; 7];
        let mut rng = stream(5, 1);
        (0..70_000).for_each(|_| counts[below(&mut rng, 7)] += 1);
        assert!(counts.iter().all(|c| (9_600..10_400).contains(c)), "{counts:?}");
        let mean = (0..10_000).map(|_| unit(&mut rng)).sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.02);
        assert_ne!(stream(5, 1).next_u64(), stream(5, 2).next_u64());
        assert_ne!(stream(5, 1).next_u64(), stream(6, 1).next_u64());
        assert_eq!(below(&mut rng, 0), 0);
    }

    #[test]
    fn normal_draws_have_mean_0_and_variance_1() {
        let mut rng = stream(7, 2);
        let drawn: Vec<f64> = (0..20_000).map(|_| normal(&mut rng)).collect();
        let moment = |power: i32| drawn.iter().map(|z| z.powi(power)).sum::<f64>() / 20_000.0;
        assert!(moment(1).abs() < 0.03 && (moment(2) - 1.0).abs() < 0.04 && (moment(4) - 3.0).abs() < 0.25);
    }

    #[test]
    fn the_first_draws_of_a_seed_never_change() {
        let mut rng = stream(2026, 3);
        let drawn: Vec<usize> = (0..6).map(|_| below(&mut rng, 400)).collect();
        assert_eq!(drawn, [223, 249, 161, 253, 62, 121]);
    }
}
