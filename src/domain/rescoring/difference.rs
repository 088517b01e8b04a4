//! What a revision does to people: who moves from which category to which, in the whole and in each domain.

use std::collections::BTreeMap;

use crate::domain::category::PotentialCategory;
use crate::domain::ids::{AttemptId, DomainId};
use crate::domain::scoring::{Basis, DomainOutcome, Measurement, Outcome};

/// The outcome of one attempt under a revision.
#[derive(Clone, Debug, PartialEq)]
pub struct Rescored {
    pub attempt: AttemptId,
    /// Number of events behind the final record that it speaks of; says nothing of a later one.
    pub seq: u64,
    pub outcome: Outcome,
}

/// Attempts by the category before (row) and after (column), lowest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Matrix(pub [[u32; 4]; 4]);

/// What decides one place, and the category that follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// 0 to 100.
    pub score: f64,
    /// Where it decides the category: of a calibrated result.
    pub t: Option<f64>,
    pub category: PotentialCategory,
}

/// Somebody whose category changes, in the whole or in a domain.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    pub attempt: AttemptId,
    /// Before and after.
    pub overall: (Mark, Mark),
    /// Domains whose category changes.
    pub domains: Vec<(DomainId, Mark, Mark)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DomainDifference {
    pub domain: DomainId,
    pub title: String,
    pub matrix: Matrix,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Attempts that were compared.
    pub attempts: u32,
    /// Neither a score nor a category changes.
    pub unchanged: u32,
    pub overall: Matrix,
    /// In the order of the first outcome's domains.
    pub domains: Vec<DomainDifference>,
    /// In the order of the attempts.
    pub moves: Vec<Move>,
    /// Overall scores that rise, and those that fall.
    pub rises: Changes,
    pub falls: Changes,
}

/// Changes of an overall score in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Changes {
    pub attempts: u32,
    /// The largest of them, with its sign.
    pub most: f64,
}

impl Matrix {
    fn count(&mut self, from: PotentialCategory, to: PotentialCategory) {
        self.0[from as usize][to as usize] += 1;
    }

    /// Attempts that end in a higher category.
    pub fn up(&self) -> u32 {
        self.sum(|from, to| to > from)
    }

    /// Attempts that end in a lower category.
    pub fn down(&self) -> u32 {
        self.sum(|from, to| to < from)
    }

    fn sum(&self, belongs: impl Fn(usize, usize) -> bool) -> u32 {
        let cells = self.0.iter().enumerate().flat_map(|(from, row)| row.iter().enumerate().map(move |c| (from, c)));
        cells.filter(|(from, (to, _))| belongs(*from, *to)).map(|(_, (_, n))| n).sum()
    }
}

/// `before` holds what stands now; who is not in it is left out.
pub fn compare(before: &BTreeMap<AttemptId, &Outcome>, after: &[Rescored]) -> Difference {
    let mut difference = Difference::default();
    for one in after {
        if let Some(before) = before.get(&one.attempt) {
            difference.add(&one.attempt, before, &one.outcome);
        }
    }
    difference
}

impl Difference {
    fn add(&mut self, attempt: &AttemptId, before: &Outcome, after: &Outcome) {
        let overall = (Mark::of(before), Mark::of(after));
        self.attempts += 1;
        self.overall.count(overall.0.category, overall.1.category);
        self.note(overall.1.score - overall.0.score);
        let mut same = overall.0.is_as(overall.1);
        let mut moved = Vec::new();
        for domain in &before.domains {
            let Some(later) = after.domains.iter().find(|later| later.domain == domain.domain) else { continue };
            let (from, to) = (Mark::of_domain(domain, before), Mark::of_domain(later, after));
            self.matrix(domain).count(from.category, to.category);
            same &= from.is_as(to);
            if from.category != to.category {
                moved.push((domain.domain.clone(), from, to));
            }
        }
        self.unchanged += u32::from(same);
        if overall.0.category != overall.1.category || !moved.is_empty() {
            self.moves.push(Move { attempt: attempt.clone(), overall, domains: moved });
        }
    }

    fn note(&mut self, change: f64) {
        if change > 0.0 {
            self.rises.add(change);
        } else if change < 0.0 {
            self.falls.add(change);
        }
    }

    fn matrix(&mut self, of: &DomainOutcome) -> &mut Matrix {
        let known = self.domains.iter().position(|known| known.domain == of.domain);
        let at = known.unwrap_or_else(|| {
            let (domain, title) = (of.domain.clone(), of.title.clone());
            self.domains.push(DomainDifference { domain, title, matrix: Matrix::default() });
            self.domains.len() - 1
        });
        &mut self.domains[at].matrix
    }
}

impl Changes {
    fn add(&mut self, change: f64) {
        self.attempts += 1;
        if change.abs() > self.most.abs() {
            self.most = change;
        }
    }
}

impl Mark {
    fn of(outcome: &Outcome) -> Self {
        Self { score: outcome.score, t: decisive(outcome).map(|one| one.overall.t()), category: outcome.category }
    }

    fn of_domain(domain: &DomainOutcome, of: &Outcome) -> Self {
        let t = decisive(of).and(domain.measured).map(|measured| measured.t());
        Self { score: domain.score, t, category: domain.category }
    }

    /// What is published of both is the same.
    fn is_as(self, other: Self) -> bool {
        (self.score, self.category) == (other.score, other.category)
    }
}

fn decisive(outcome: &Outcome) -> Option<&Measurement> {
    outcome.measurement.as_ref().filter(|known| matches!(known.basis, Basis::Calibrated(_)))
}
