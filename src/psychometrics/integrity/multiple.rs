//! Many tests at once: p-values corrected so that a whole family keeps its error rate.

/// How the p-values of a family are corrected. All results are adjusted p-values, to be compared with the level that
/// the family as a whole shall keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Correction {
    /// p m: family-wise error, any dependence (Dunn, 1961).
    Bonferroni,
    /// Step-down: family-wise error, any dependence, never weaker than Bonferroni (Holm, 1979).
    #[default]
    Holm,
    /// Step-up: share of false discoveries, independent or positively dependent tests (Benjamini & Hochberg, 1995).
    BenjaminiHochberg,
}

/// Adjusted p-values in the order of `p`. A value that is not a number stays so and does not count in the family.
pub fn adjusted(p: &[f64], correction: Correction) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|&i| !p[i].is_nan()).collect();
    order.sort_by(|&i, &j| p[i].total_cmp(&p[j]));
    let tests = order.len() as f64;
    let mut out = vec![f64::NAN; p.len()];
    match correction {
        Correction::Bonferroni => order.iter().for_each(|&i| out[i] = (p[i] * tests).min(1.0)),
        Correction::Holm => {
            let mut largest: f64 = 0.0;
            for (rank, &i) in order.iter().enumerate() {
                largest = largest.max((p[i] * (tests - rank as f64)).min(1.0));
                out[i] = largest;
            }
        }
        Correction::BenjaminiHochberg => {
            let mut smallest: f64 = 1.0;
            for (rank, &i) in order.iter().enumerate().rev() {
                smallest = smallest.min(p[i] * tests / (rank + 1) as f64);
                out[i] = smallest;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by hand.
    const P: [f64; 5] = [0.01, 0.04, 0.03, 0.005, 0.5];

    fn close(left: &[f64], right: &[f64]) -> bool {
        left.iter().zip(right).all(|(l, r)| (l - r).abs() < 1e-15)
    }

    #[test]
    fn known_families() {
        assert!(close(&adjusted(&P, Correction::Bonferroni), &[0.05, 0.2, 0.15, 0.025, 1.0]));
        assert!(close(&adjusted(&P, Correction::Holm), &[0.04, 0.09, 0.09, 0.025, 0.5]));
        assert!(close(&adjusted(&P, Correction::BenjaminiHochberg), &[0.025, 0.05, 0.05, 0.025, 0.5]));
    }

    #[test]
    fn nothing_and_not_a_number() {
        assert!(adjusted(&[], Correction::Holm).is_empty());
        let mixed = adjusted(&[f64::NAN, 0.2], Correction::Bonferroni);
        assert!(mixed[0].is_nan() && (mixed[1] - 0.2).abs() < 1e-15);
    }

    proptest::proptest! {
        #[test]
        fn the_corrections_are_ordered_and_keep_the_order(p in proptest::collection::vec(0.0f64..=1.0, 1..60)) {
            let (bonferroni, holm, bh) = (
                adjusted(&p, Correction::Bonferroni),
                adjusted(&p, Correction::Holm),
                adjusted(&p, Correction::BenjaminiHochberg),
            );
            for i in 0..p.len() {
                assert!(p[i] <= bh[i] + 1e-12 && bh[i] <= holm[i] + 1e-12 && holm[i] <= bonferroni[i] + 1e-12);
                for j in 0..p.len() {
                    assert!(p[i] > p[j] || (holm[i] <= holm[j] && bh[i] <= bh[j]));
                }
            }
        }
    }
}
