//! Where a score stands in a norm group: percentile rank with half of the ties (Crocker & Algina, 1986, ch. 19).

/// Scores of a norm group, as a cumulated table.
#[derive(Clone, Debug, PartialEq)]
pub struct Norms {
    rows: Vec<NormRow>,
    size: u64,
}

/// One distinct score of the group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormRow {
    pub score: f64,
    pub count: u64,
    /// Persons below this score.
    pub below: u64,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NormError {
    #[error("the norm group is empty")]
    Empty,
    #[error("score {index} of the norm group is not a finite number")]
    NotFinite { index: usize },
}

impl Norms {
    /// Scores of the persons, in any order.
    pub fn new(scores: &[f64]) -> Result<Self, NormError> {
        let pairs: Vec<(f64, u64)> = scores.iter().map(|score| (*score, 1)).collect();
        Self::from_counts(&pairs)
    }

    /// (score, how many persons), in any order; the same score may stand more than once.
    pub fn from_counts(counts: &[(f64, u64)]) -> Result<Self, NormError> {
        if let Some(index) = counts.iter().position(|(score, _)| !score.is_finite()) {
            return Err(NormError::NotFinite { index });
        }
        let mut sorted: Vec<(f64, u64)> = counts.iter().copied().filter(|(_, count)| *count > 0).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut rows: Vec<NormRow> = Vec::new();
        let mut size = 0_u64;
        for (score, count) in sorted {
            match rows.last_mut() {
                // -0 and 0 are one score.
                Some(row) if row.score >= score => row.count += count,
                _ => rows.push(NormRow { score, count, below: size }),
            }
            size += count;
        }
        if rows.is_empty() { Err(NormError::Empty) } else { Ok(Self { rows, size }) }
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn rows(&self) -> &[NormRow] {
        &self.rows
    }

    /// 100 (below + ½ equal) / n: from 0 to 100. Nothing for a score that is not a number.
    pub fn percentile(&self, score: f64) -> Option<f64> {
        if score.is_nan() {
            return None;
        }
        let place = self.rows.partition_point(|row| row.score < score);
        let doubled = match self.rows.get(place) {
            Some(row) if row.score <= score => 2 * row.below + row.count,
            Some(row) => 2 * row.below,
            None => 2 * self.size,
        };
        Some(100.0 * doubled as f64 / (2 * self.size) as f64)
    }

    /// T by rank (McCall): the normal deviate of the percentile rank, 50 + 10 z. Nothing at rank 0 or 100.
    pub fn normalized_t(&self, score: f64) -> Option<f64> {
        use statrs::distribution::{ContinuousCDF, Normal};
        let rank = self.percentile(score)? / 100.0;
        (rank > 0.0 && rank < 1.0).then(|| crate::t_score(Normal::standard().inverse_cdf(rank)))
    }
}
