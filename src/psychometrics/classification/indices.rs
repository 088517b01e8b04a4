//! Accuracy, consistency and kappa out of category probabilities.

/// Indices of a test over a group of persons or a population.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// Probability that true and reported category are the same.
    pub accuracy: f64,
    /// Probability that two sittings report the same category.
    pub consistency: f64,
    /// Consistency beyond chance: Cohen's κ.
    pub kappa: f64,
    /// `joint[i][j]`: share of persons whose category is i at their θ, and who fall into j by chance. Sums to 1.
    pub joint: Vec<Vec<f64>>,
    /// The same for each cut alone, above against below.
    pub cuts: Vec<CutIndex>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CutIndex {
    pub accuracy: f64,
    pub consistency: f64,
    pub kappa: f64,
}

impl Indices {
    /// Share of category `category` that stays in it; nothing for a category that nobody has.
    pub fn accuracy_of(&self, category: usize) -> Option<f64> {
        let row = self.joint.get(category)?;
        let share: f64 = row.iter().sum();
        (share > 0.0).then(|| row[category] / share)
    }
}

/// Sums over persons or nodes.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    joint: Vec<Vec<f64>>,
    same: f64,
    /// For each cut: accuracy, consistency, share above.
    cuts: Vec<[f64; 3]>,
    weight: f64,
}

impl Tally {
    pub(super) fn new(categories: usize) -> Self {
        Self {
            joint: vec![vec![0.0; categories]; categories],
            same: 0.0,
            cuts: vec![[0.0; 3]; categories - 1],
            weight: 0.0,
        }
    }

    /// A person or node of this weight, its category, and the probability of each category around it.
    pub(super) fn add(&mut self, weight: f64, category: usize, probabilities: &[f64]) {
        self.weight += weight;
        for (place, p) in self.joint[category].iter_mut().zip(probabilities) {
            *place += weight * p;
        }
        self.same += weight * probabilities.iter().map(|p| p * p).sum::<f64>();
        for (cut, sums) in self.cuts.iter_mut().enumerate() {
            let above: f64 = probabilities[cut + 1..].iter().sum();
            let right = if category > cut { above } else { 1.0 - above };
            sums[0] += weight * right;
            sums[1] += weight * (above * above + (1.0 - above) * (1.0 - above));
            sums[2] += weight * above;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.weight += other.weight;
        self.same += other.same;
        self.joint.iter_mut().flatten().zip(other.joint.iter().flatten()).for_each(|(sum, share)| *sum += share);
        self.cuts.iter_mut().flatten().zip(other.cuts.iter().flatten()).for_each(|(sum, share)| *sum += share);
    }

    pub(super) fn indices(mut self) -> Indices {
        let total = self.weight;
        self.joint.iter_mut().flatten().for_each(|share| *share /= total);
        let categories = self.joint.len();
        let accuracy = (0..categories).map(|k| self.joint[k][k]).sum();
        let reported = (0..categories).map(|k| self.joint.iter().map(|row| row[k]).sum::<f64>());
        let consistency = self.same / total;
        let chance: f64 = reported.map(|share| share * share).sum();
        let cut = |sums: &[f64; 3]| {
            let (consistency, above) = (sums[1] / total, sums[2] / total);
            let chance = above * above + (1.0 - above) * (1.0 - above);
            CutIndex { accuracy: sums[0] / total, consistency, kappa: kappa(consistency, chance) }
        };
        Indices {
            accuracy,
            consistency,
            kappa: kappa(consistency, chance),
            cuts: self.cuts.iter().map(cut).collect(),
            joint: self.joint,
        }
    }
}

/// Cohen (1960). Where chance alone agrees always: 1, for then there is no disagreement.
fn kappa(agreement: f64, chance: f64) -> f64 {
    if chance < 1.0 { (agreement - chance) / (1.0 - chance) } else { 1.0 }
}
