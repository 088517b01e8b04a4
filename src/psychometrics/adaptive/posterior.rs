//! The posterior of θ over the nodes: expected a posteriori and its standard deviation.

use serde::{Deserialize, Serialize};

use super::bank::Bank;
use super::rules::Prior;

/// θ and its standard error: mean and standard deviation of the posterior.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub theta: f64,
    pub se: f64,
}

/// ln of prior times likelihood at every node.
#[derive(Clone, Debug)]
pub struct Posterior<'b> {
    bank: &'b Bank,
    prior: Prior,
    log: Vec<f64>,
    answers: usize,
}

impl<'b> Posterior<'b> {
    pub fn new(bank: &'b Bank, prior: Prior) -> Self {
        let density = |node: &f64| -0.5 * ((node - prior.mean) / prior.sd).powi(2);
        let mut log: Vec<f64> = bank.nodes().iter().map(density).collect();
        // Trapezoid: the ends count half.
        let last = log.len() - 1;
        log[0] -= std::f64::consts::LN_2;
        log[last] -= std::f64::consts::LN_2;
        Self { bank, prior, log, answers: 0 }
    }

    /// One more answer. Item and category must be the bank's.
    pub fn update(&mut self, item: usize, category: usize) {
        let row = self.bank.log_probability(item, category);
        self.log.iter_mut().zip(row).for_each(|(log, p)| *log += p);
        self.answers += 1;
    }

    /// EAP (Bock & Mislevy 1982). Without an answer: the prior itself, free of the rounding of nodes.
    pub fn estimate(&self) -> Estimate {
        if self.answers == 0 {
            return Estimate { theta: self.prior.mean, se: self.prior.sd };
        }
        let largest = self.log.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (mut total, mut first, mut second) = (0.0, 0.0, 0.0);
        for (log, node) in self.log.iter().zip(self.bank.nodes()) {
            let away = log - largest;
            // Less than 1e-19 of the mode adds nothing to a sum of doubles.
            if away > -44.0 {
                let weight = away.exp();
                total += weight;
                first += weight * node;
                second += weight * node * node;
            }
        }
        let theta = first / total;
        Estimate { theta, se: (second / total - theta * theta).max(0.0).sqrt() }
    }
}
