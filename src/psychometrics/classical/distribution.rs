//! The distribution of scores.

use super::{ClassicalError, mean_variance};

/// Summary of person scores.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreSummary {
    pub persons: usize,
    pub mean: f64,
    /// Unbiased (n - 1); NaN for one person.
    pub variance: f64,
    pub sd: f64,
    /// m₃ / s³ with s² unbiased (type 3 of Joanes & Gill 1998, b₁). NaN without variance.
    pub skewness: f64,
    /// m₄ / s⁴ - 3, the same type (b₂). NaN without variance.
    pub kurtosis: f64,
    pub minimum: f64,
    pub maximum: f64,
    /// 5, 25, 50, 75 and 95 %: linear between order statistics (Hyndman & Fan 1996, type 7).
    pub percentiles: [f64; 5],
    /// (score, persons), rising.
    pub frequencies: Vec<(f64, usize)>,
}

/// Summary of one score for each person. Scores that are not finite are an error that names the person.
pub fn score_summary(scores: &[f64]) -> Result<ScoreSummary, ClassicalError> {
    if scores.is_empty() {
        return Err(ClassicalError::NoPersons);
    }
    if let Some(person) = scores.iter().position(|score| !score.is_finite()) {
        return Err(ClassicalError::Value { what: "score", person });
    }
    let n = scores.len() as f64;
    let (mean, variance) = mean_variance(scores);
    let moment = |power: i32| scores.iter().map(|x| (x - mean).powi(power)).sum::<f64>() / n;
    let sd = variance.sqrt();
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut frequencies: Vec<(f64, usize)> = Vec::new();
    for score in &sorted {
        match frequencies.last_mut() {
            Some((value, count)) if value.to_bits() == score.to_bits() => *count += 1,
            _ => frequencies.push((*score, 1)),
        }
    }
    Ok(ScoreSummary {
        persons: scores.len(),
        mean,
        variance,
        sd,
        skewness: moment(3) / sd.powi(3),
        kurtosis: moment(4) / sd.powi(4) - 3.0,
        minimum: sorted[0],
        maximum: sorted[sorted.len() - 1],
        percentiles: [5, 25, 50, 75, 95].map(|percent| percentile(&sorted, percent)),
        frequencies,
    })
}

fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let place = (sorted.len() - 1) * percent;
    let (low, part) = (place / 100, (place % 100) as f64 / 100.0);
    let high = (low + 1).min(sorted.len() - 1);
    sorted[low] + part * (sorted[high] - sorted[low])
}
