//! Number of successes in independent trials that differ in probability, exactly.

/// P(M ≥ `least`) where trial i succeeds with probability `chances[i]`: the generalised (Poisson) binomial by the
/// recursion of Lord & Wingersky (1984), as van der Linden & Sotaridona (2006) use it.
pub fn at_least(least: usize, chances: &[f64]) -> f64 {
    let [tail] = tails(least, chances.as_chunks().0, &mut Vec::new());
    tail
}

/// The same for `N` numbers of matches side by side, so that one pass serves all. `table` is working memory. Counts
/// from `least` on are one absorbing state: sums of positive terms alone, so that the smallest tail keeps its digits.
pub(super) fn tails<const N: usize>(least: usize, chances: &[[f64; N]], table: &mut Vec<[f64; N]>) -> [f64; N] {
    let Some(last) = least.checked_sub(1) else { return [1.0; N] };
    table.clear();
    table.resize(least, [0.0; N]);
    table[0] = [1.0; N];
    let mut tail = [0.0; N];
    for (done, p) in chances.iter().enumerate() {
        for lane in 0..N {
            tail[lane] += table[last][lane] * p[lane];
        }
        let q = p.map(|p| 1.0 - p);
        let mut before = [0.0; N];
        for here in &mut table[..=last.min(done + 1)] {
            let was = *here;
            for lane in 0..N {
                here[lane] = was[lane] * q[lane] + before[lane] * p[lane];
            }
            before = was;
        }
    }
    tail.map(|p| p.min(1.0))
}

/// P(X ≥ `least`) of a binomial.
pub fn binomial_at_least(least: usize, trials: usize, p: f64) -> f64 {
    at_least(least, &vec![p; trials])
}

/// P(`least` ≤ X ≤ `most`) of a Poisson with mean `mean`.
pub fn poisson_between(least: usize, most: usize, mean: f64) -> f64 {
    if mean <= 0.0 {
        return if least == 0 { 1.0 } else { 0.0 };
    }
    let mut log_factorial = 0.0;
    let mut terms = Vec::with_capacity(most + 1);
    for count in 0..=most {
        if count > 0 {
            log_factorial += (count as f64).ln();
        }
        terms.push((count as f64 * mean.ln() - mean - log_factorial).exp());
    }
    terms.iter().skip(least).rev().sum::<f64>().min(1.0)
}

/// Joint distribution of two exclusive kinds of success: `out[x][y]` = P(x of the first, y of the second), by the same
/// recursion in two dimensions (generalised trinomial; Maynes, 2014). Rows and columns run from 0 to the trials.
pub fn trinomial(first: &[f64], second: &[f64]) -> Vec<Vec<f64>> {
    let trials = first.len();
    let mut out = vec![vec![0.0; trials + 1]; trials + 1];
    out[0][0] = 1.0;
    for (done, (&p, &q)) in first.iter().zip(second).enumerate() {
        let neither = 1.0 - p - q;
        for x in (0..=done + 1).rev() {
            for y in (0..=done + 1 - x).rev() {
                let from_first = if x > 0 { out[x - 1][y] * p } else { 0.0 };
                let from_second = if y > 0 { out[x][y - 1] * q } else { 0.0 };
                out[x][y] = out[x][y] * neither + from_first + from_second;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enumerated(least: usize, chances: &[f64]) -> f64 {
        (0_u32..1 << chances.len())
            .filter(|set| set.count_ones() as usize >= least)
            .map(|set| {
                chances.iter().enumerate().map(|(i, p)| if set >> i & 1 == 1 { *p } else { 1.0 - p }).product::<f64>()
            })
            .sum()
    }

    #[test]
    fn known_tails() {
        assert!((binomial_at_least(2, 3, 0.5) - 0.5).abs() < 1e-15);
        assert!((poisson_between(0, 1, 2.0) - 3.0 * (-2.0_f64).exp()).abs() < 1e-15);
        assert!((poisson_between(1, 1, 0.0)).abs() < 1e-15);
        assert!(at_least(3, &[0.2, 0.3]).abs() < 1e-15);
    }

    proptest::proptest! {
        #[test]
        fn the_recursion_is_the_enumeration(
            chances in proptest::collection::vec(0.0f64..=1.0, 0..10), least in 0_usize..12,
        ) {
            assert!((at_least(least, &chances) - enumerated(least, &chances)).abs() < 1e-12);
        }

        #[test]
        fn the_sum_of_both_kinds_is_the_binomial(
            pairs in proptest::collection::vec((0.0f64..=0.5, 0.0f64..=0.5), 1..9), least in 0_usize..9,
        ) {
            let (p, q): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
            let both: Vec<f64> = p.iter().zip(&q).map(|(p, q)| p + q).collect();
            let table = trinomial(&p, &q);
            let total: f64 = table.iter().enumerate()
                .flat_map(|(x, row)| row.iter().enumerate().map(move |(y, p)| (x + y, *p)))
                .filter(|(sum, _)| *sum >= least).map(|(_, p)| p).sum();
            assert!((total - at_least(least, &both)).abs() < 1e-12);
        }
    }
}
