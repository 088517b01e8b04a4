//! Guttman's λ₄: the greatest split-half reliability.

/// Which splits count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Halves {
    /// As many items on both sides, or one more: what is commonly meant (Callender & Osburn 1979).
    #[default]
    Equal,
    /// Any two parts.
    Any,
}

/// The best split found.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitHalf {
    /// 4 cov(A, B) / var(A + B); NaN when the total has no variance or the matrix is not n × n.
    pub lambda4: f64,
    /// Which items stand in the half of item 0.
    pub half: Vec<bool>,
    /// Every split was tried. Otherwise the value is a lower bound from local search.
    pub exhaustive: bool,
}

/// Up to here every split is tried (2^(k-1) of them in Gray order, k steps each).
const EXHAUSTIVE: usize = 20;

/// Greatest λ₄ (Guttman 1945) over the splits of a covariance or correlation `matrix`, n × n, row by row.
/// Above 20 items (then a lower bound): one- and two-item exchanges from fixed starts, each to its local optimum; no randomness.
///
/// With many items and few persons it capitalises on chance (Ten Berge & Sočan 2004): it is no estimate of
/// reliability then.
pub fn greatest_split_half(matrix: &[f64], n: usize, halves: Halves) -> SplitHalf {
    if matrix.len() != n * n {
        return SplitHalf { lambda4: f64::NAN, half: Vec::new(), exhaustive: false };
    }
    let total: f64 = matrix.iter().sum();
    let (cut, half) = if n <= EXHAUSTIVE { all_splits(matrix, n, halves) } else { local_search(matrix, n, halves) };
    SplitHalf { lambda4: 4.0 * cut / total, half, exhaustive: n <= EXHAUSTIVE }
}

/// The split as signs s = ±1 with gradient g = M s without the diagonal; cov(A, B) changes by s_i g_i when i moves.
struct Split<'a> {
    matrix: &'a [f64],
    n: usize,
    sign: Vec<f64>,
    pull: Vec<f64>,
    cut: f64,
}

impl<'a> Split<'a> {
    fn new(matrix: &'a [f64], n: usize, sign: Vec<f64>) -> Self {
        let other = |i: usize| (0..n).filter(move |j| *j != i);
        let pull: Vec<f64> = (0..n).map(|i| other(i).map(|j| matrix[i * n + j] * sign[j]).sum()).collect();
        let mut cut = 0.0;
        for i in 0..n {
            cut += (0..i).filter(|j| sign[i] * sign[*j] < 0.0).map(|j| matrix[i * n + j]).sum::<f64>();
        }
        Self { matrix, n, sign, pull, cut }
    }

    fn gain(&self, i: usize) -> f64 {
        self.sign[i] * self.pull[i]
    }

    fn flip(&mut self, i: usize) {
        self.cut += self.gain(i);
        let step = -2.0 * self.sign[i];
        for j in 0..self.n {
            if j != i {
                self.pull[j] += step * self.matrix[i * self.n + j];
            }
        }
        self.sign[i] = -self.sign[i];
    }

    /// More items on the one side than on the other.
    fn surplus(&self) -> f64 {
        self.sign.iter().sum()
    }

    fn allowed(&self, surplus: f64, halves: Halves) -> bool {
        halves == Halves::Any || surplus.abs() < 1.5 - (1 - self.n % 2) as f64
    }

    fn half(&self) -> Vec<bool> {
        self.sign.iter().map(|sign| sign * self.sign[0] > 0.0).collect()
    }
}

fn all_splits(matrix: &[f64], n: usize, halves: Halves) -> (f64, Vec<bool>) {
    let mut split = Split::new(matrix, n, vec![1.0; n]);
    let mut best = (if halves == Halves::Any { split.cut } else { f64::NEG_INFINITY }, split.half());
    if n < 2 {
        return (split.cut, split.half());
    }
    let mut surplus = split.surplus();
    for code in 1..(1_u32 << (n - 1)) {
        // Gray order: one item moves at a time; item 0 stays.
        let item = 1 + code.trailing_zeros() as usize;
        split.flip(item);
        surplus += 2.0 * split.sign[item];
        if split.cut > best.0 + 1e-13 && split.allowed(surplus, halves) {
            best = (split.cut, split.half());
        }
    }
    best
}

fn local_search(matrix: &[f64], n: usize, halves: Halves) -> (f64, Vec<bool>) {
    let mut best = (f64::NEG_INFINITY, Vec::new());
    // Starts: runs of 1, 2, 4, … items in turn, shifted; and a fixed multiplicative sequence.
    let mut starts: Vec<Vec<f64>> = Vec::new();
    let mut width = 1;
    while width < n {
        for shift in 0..width.min(4) {
            starts.push((0..n).map(|i| if ((i + shift) / width).is_multiple_of(2) { 1.0 } else { -1.0 }).collect());
        }
        width *= 2;
    }
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..if n <= 120 { 60 } else { 8 } {
        let mut sign = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if state >> 63 == 0 { 1.0 } else { -1.0 }
        };
        starts.push((0..n).map(|_| sign()).collect());
    }
    for start in starts {
        let mut split = Split::new(matrix, n, start);
        // The start made even, from the last item.
        for item in (0..n).rev() {
            let surplus = split.surplus();
            if !split.allowed(surplus, halves) && surplus * split.sign[item] > 0.0 {
                split.flip(item);
            }
        }
        climb(&mut split, halves);
        if split.cut > best.0 {
            best = (split.cut, split.half());
        }
    }
    best
}

/// Best allowed single move while one helps, else the best allowed move of two. Every step raises the cut.
fn climb(split: &mut Split, halves: Halves) {
    let n = split.n;
    let least = 1e-12 * (1.0 + split.cut.abs());
    for _ in 0..100 * n {
        let surplus = split.surplus();
        let fits = |change: f64| split.allowed(surplus - 2.0 * change, halves);
        let mut best = (least, 0, None);
        for i in 0..n {
            if fits(split.sign[i]) && split.gain(i) > best.0 {
                best = (split.gain(i), i, None);
            }
        }
        if best.0 <= least {
            for i in 0..n {
                for j in (0..i).filter(|j| fits(split.sign[i] + split.sign[*j])) {
                    let meeting = 2.0 * split.sign[i] * split.sign[j] * split.matrix[i * n + j];
                    let both = split.gain(i) + split.gain(j) - meeting;
                    if both > best.0 {
                        best = (both, i, Some(j));
                    }
                }
            }
        }
        if best.0 <= least {
            return;
        }
        split.flip(best.1);
        if let Some(j) = best.2 {
            split.flip(j);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_search_meets_the_exhaustive_maximum() {
        let mut state = 12_345_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 40) as f64 / (1_u64 << 24) as f64
        };
        for round in 0..20 {
            let n = 13 + round % 2;
            let mut matrix = vec![1.0; n * n];
            for i in 0..n {
                for j in 0..i {
                    let value = next() - 0.2;
                    matrix[i * n + j] = value;
                    matrix[j * n + i] = value;
                }
            }
            for halves in [Halves::Equal, Halves::Any] {
                let (exact, half) = all_splits(&matrix, n, halves);
                let size = half.iter().filter(|one| **one).count();
                assert!(halves == Halves::Any || size == n / 2 || size == n - n / 2);
                assert!((local_search(&matrix, n, halves).0 - exact).abs() < 1e-9);
            }
            let (exact, half) = all_splits(&matrix, n, Halves::Any);
            let direct: f64 = (0..n)
                .flat_map(|i| (0..i).map(move |j| (i, j)))
                .filter(|(i, j)| half[*i] != half[*j])
                .map(|(i, j)| matrix[i * n + j])
                .sum();
            assert!((exact - direct).abs() < 1e-9);
        }
    }
}
