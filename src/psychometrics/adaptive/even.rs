//! Shares laid out in time: which of several parts each step is for, so that at every step each part has its share.

/// The part of each of `length` steps. After any number m of steps a part with share p has been taken less than one
/// time more or fewer than p·m: Tijdeman (1980), The chairman assignment problem, Discrete Mathematics 32, 323-330. In
/// whole numbers throughout, so the same everywhere; ties go to the part that stands first. Nothing when all shares
/// are 0.
pub fn even_order(shares: &[u16], length: usize) -> Vec<usize> {
    let shares: Vec<i64> = shares.iter().map(|share| i64::from(*share)).collect();
    let parts: Vec<usize> = (0..shares.len()).filter(|part| shares[*part] > 0).collect();
    let Some(first) = parts.first().copied() else { return Vec::new() };
    let total: i64 = shares.iter().sum();
    // 2k - 2 of the paper's bound 1 - 1/(2k - 2).
    let bound = parts.iter().map(|_| 2).sum::<i64>() - 2;
    let mut taken = vec![0; shares.len()];
    let mut order = Vec::with_capacity(length);
    for step in (1..).take(length) {
        let behind = |part: usize| shares[part] * step - taken[part] * total;
        // How many steps the part can wait, times its share.
        let slack = |part: usize| (bound - 1) * total - bound * behind(part);
        let due = parts.iter().copied().filter(|part| bound * behind(*part) >= total);
        let sooner = |a: usize, b: usize| if slack(b) * shares[a] < slack(a) * shares[b] { b } else { a };
        let part = due.reduce(sooner).unwrap_or(first);
        taken[part] += 1;
        order.push(part);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{below, stream};

    #[test]
    fn every_part_has_its_share_at_every_step() {
        let mut rng = stream(7, 0);
        for _ in 0..300 {
            let parts = 1 + below(&mut rng, 12);
            let shares: Vec<u16> = (0..parts).map(|_| u16::try_from(below(&mut rng, 40)).unwrap()).collect();
            let total: u16 = shares.iter().sum();
            let order = even_order(&shares, 150);
            assert_eq!(order.len(), if total == 0 { 0 } else { 150 });
            let mut taken = vec![0.0; parts];
            for (step, part) in order.iter().enumerate() {
                taken[*part] += 1.0;
                for (share, taken) in shares.iter().zip(&taken) {
                    let exact = f64::from(*share) * (step + 1) as f64 / f64::from(total);
                    assert!((taken - exact).abs() < 1.0, "{shares:?}: {taken} of {exact} at {step}");
                }
            }
        }
    }

    #[test]
    fn a_whole_round_gives_everybody_what_was_asked() {
        assert_eq!(even_order(&[2, 0, 1], 3), [0, 2, 0]);
        let order = even_order(&[3, 10, 1], 14);
        assert_eq!([0, 1, 2].map(|part| order.iter().filter(|taken| **taken == part).count()), [3, 10, 1]);
        assert_eq!(even_order(&[0, 0], 5), Vec::<usize>::new());
    }
}
