//! K, K1, K2, S1, S2: how many identical wrong answers do other persons of the copier's level share with the source?
//!
//! No item parameters. Needs persons who saw the same items: the comparison group are the persons who were shown every
//! item that the pair has in common, so with personal forms there may be nobody, and then no index.

use serde::Serialize;

use super::CopyingError;
use super::counts::{binomial_at_least, poisson_between};
use super::regression::{poisson, polynomial};
use crate::responses::{Answer, Responses};

/// Answers of a hall for the indices that count. A skipped item counts as wrong in the number wrong of the comparison
/// persons, and is never identical with anything.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    choices: &'a Responses,
    key: &'a [u8],
    guessing: f64,
}

/// The indices of one pair, the first person as the copier. `None` where no comparison is possible.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CountedIndices {
    pub common: usize,
    pub wrong_copier: usize,
    pub wrong_source: usize,
    pub identical_wrong: usize,
    /// Persons who were shown all common items, the pair among them.
    pub comparable: usize,
    /// Those with as many wrong as the copier, the copier among them: where he is alone, K is about one half.
    pub same_level: usize,
    /// Mean number of wrong answers that persons of the copier's level share with the source.
    pub expected: Option<f64>,
    /// K: binomial with the level's own mean (Holland, 1996).
    pub k: Option<f64>,
    /// K1: binomial, the means smoothed linearly over levels (Sotaridona & Meijer, 2002).
    pub k1: Option<f64>,
    /// K2: the same, quadratically.
    pub k2: Option<f64>,
    /// S1: Poisson, the means smoothed log-linearly (Sotaridona & Meijer, 2003).
    pub s1: Option<f64>,
    /// S2: as S1, with identical right answers counted too, the more the rarer.
    pub s2: Option<f64>,
}

/// What one comparison person shares with the source.
struct Shared {
    person: usize,
    wrong: usize,
    identical_wrong: usize,
    /// By common item: both right.
    both_right: Vec<bool>,
}

/// Means of one number-wrong level.
struct Level {
    wrong: f64,
    identical_wrong: f64,
    /// By common item: share of persons who are right together with the source.
    both_right: Vec<f64>,
}

impl<'a> Counted<'a> {
    /// `key`: right option of each item; `guessing`: chance of a blind right answer, 1 / options (for S2 alone). For
    /// scored answers the key is 1 throughout.
    ///
    /// # Errors
    /// A key of another length, a chance outside (0, 1).
    pub fn new(choices: &'a Responses, key: &'a [u8], guessing: f64) -> Result<Self, CopyingError> {
        if key.len() != choices.items() {
            return Err(CopyingError::Length { what: "keys", found: key.len(), expected: choices.items() });
        }
        if !(guessing > 0.0 && guessing < 1.0) {
            return Err(CopyingError::Guessing);
        }
        Ok(Self { choices, key, guessing })
    }

    /// All five indices of one pair.
    ///
    /// # Errors
    /// A person who does not exist, a pair of one.
    pub fn pair(&self, copier: usize, source: usize) -> Result<CountedIndices, CopyingError> {
        let persons = self.choices.persons();
        if let Some(person) = [copier, source].into_iter().find(|person| *person >= persons) {
            return Err(CopyingError::NoSuchPerson { person, persons });
        }
        if copier == source {
            return Err(CopyingError::SamePerson { person: copier });
        }
        let items = self.common(copier, source);
        let shared: Vec<Shared> = (0..persons).filter_map(|person| self.shared(person, &items)).collect();
        Ok(self.indices(copier, source, &items, &shared))
    }

    /// Items that both answered, with the source's choice.
    fn common(&self, copier: usize, source: usize) -> Vec<(usize, u8)> {
        let answered = |person: usize| {
            self.choices.row(person).filter_map(|(item, answer)| match answer {
                Answer::Category(choice) => Some((item, choice)),
                Answer::Skipped => None,
            })
        };
        let mut mine = answered(copier).peekable();
        answered(source)
            .filter(|(item, _)| {
                while mine.next_if(|(other, _)| other < item).is_some() {}
                mine.peek().is_some_and(|(other, _)| other == item)
            })
            .collect()
    }

    /// `None` for a person who was not shown all items.
    fn shared(&self, person: usize, items: &[(usize, u8)]) -> Option<Shared> {
        let mut row = self.choices.row(person);
        let mut shared = Shared { person, wrong: 0, identical_wrong: 0, both_right: Vec::with_capacity(items.len()) };
        for &(item, of_source) in items {
            let (_, answer) = row.find(|(other, _)| *other >= item).filter(|(other, _)| *other == item)?;
            let right = answer == Answer::Category(self.key[item]);
            shared.wrong += usize::from(!right);
            shared.identical_wrong += usize::from(!right && answer == Answer::Category(of_source));
            shared.both_right.push(right && of_source == self.key[item]);
        }
        Some(shared)
    }

    fn indices(&self, copier: usize, source: usize, items: &[(usize, u8)], shared: &[Shared]) -> CountedIndices {
        let of = |person: usize| shared.iter().find(|s| s.person == person);
        let (wrong_copier, identical_wrong) = of(copier).map_or((0, 0), |s| (s.wrong, s.identical_wrong));
        let wrong_source = of(source).map_or(0, |s| s.wrong);
        let same: Vec<&Shared> = shared.iter().filter(|s| s.wrong == wrong_copier).collect();
        let expected = mean(same.iter().map(|s| s.identical_wrong as f64));
        let mut indices = CountedIndices {
            common: items.len(),
            wrong_copier,
            wrong_source,
            identical_wrong,
            comparable: shared.len(),
            same_level: same.len(),
            expected,
            k: None,
            k1: None,
            k2: None,
            s1: None,
            s2: None,
        };
        // A source without a wrong answer leaves nothing to share.
        if wrong_source == 0 {
            return indices;
        }
        let levels = levels(shared, source, items.len());
        self.smoothed(&mut indices, &levels, of(copier));
        let p = expected.map(|expected| expected / wrong_source as f64);
        indices.k = p.map(|p| binomial_at_least(identical_wrong, wrong_source, p));
        indices
    }

    fn smoothed(&self, out: &mut CountedIndices, levels: &[Level], copier: Option<&Shared>) {
        let (source, items) = (out.wrong_source as f64, out.common as f64);
        let at = out.wrong_copier as f64;
        let wrong: Vec<f64> = levels.iter().map(|level| level.wrong).collect();
        let part: Vec<f64> = levels.iter().map(|level| level.identical_wrong / source).collect();
        let count: Vec<f64> = levels.iter().map(|level| level.identical_wrong).collect();
        let binomial = |p: f64| {
            // A straight line may leave (0, 1): the nearest probability that still is one.
            let p = if p >= 1.0 {
                0.999
            } else if p <= 0.0 {
                0.001
            } else {
                p
            };
            binomial_at_least(out.identical_wrong, out.wrong_source, p)
        };
        let (k1, k2) = (polynomial(&wrong, &part, 1, at), polynomial(&wrong, &part, 2, at));
        let s1 = poisson(&wrong, &count, at);
        let (k1, k2) = (k1.map(binomial), k2.map(binomial));
        let s1 = s1.map(|mean| poisson_between(out.identical_wrong, out.wrong_source, mean.min(source)));
        let with_right: Vec<f64> =
            levels.iter().map(|level| level.identical_wrong + self.right_evidence(level).ceil()).collect();
        let s2 = poisson(&wrong, &with_right, at).zip(copier).map(|(mean, copier)| {
            let own = levels.iter().find(|level| level.wrong.total_cmp(&at).is_eq());
            let right: f64 = own.map_or(0.0, |level| {
                let both = copier.both_right.iter().zip(&level.both_right);
                both.filter(|(both, _)| **both).map(|(_, share)| self.weight(*share)).sum()
            });
            let seen = out.identical_wrong as f64 + right.ceil();
            let seen = (0..=out.common).find(|n| *n as f64 >= seen).unwrap_or(out.common + 1);
            poisson_between(seen, out.common, mean.min(items))
        });
        (out.k1, out.k2, out.s1, out.s2) = (k1, k2, s1, s2);
    }

    /// Weight of an identical right answer, 1 for one that nobody of the level shares, towards 0 for one that all
    /// share (Sotaridona & Meijer, 2003): d1^(d2 P) with d1 = e (1 + g) / (1 - g), d2 = -(1 + g) / g.
    fn weight(&self, share: f64) -> f64 {
        let g = self.guessing;
        let base = std::f64::consts::E * (1.0 + g) / (1.0 - g);
        base.powf(-share * (1.0 + g) / g)
    }

    fn right_evidence(&self, level: &Level) -> f64 {
        level.both_right.iter().map(|share| share * self.weight(*share)).sum()
    }
}

/// Levels that have persons, the source left out, by number wrong.
fn levels(shared: &[Shared], source: usize, items: usize) -> Vec<Level> {
    (0..=items)
        .filter_map(|wrong| {
            let of: Vec<&Shared> = shared.iter().filter(|s| s.wrong == wrong && s.person != source).collect();
            Some(Level {
                wrong: wrong as f64,
                identical_wrong: mean(of.iter().map(|s| s.identical_wrong as f64))?,
                both_right: (0..items)
                    .map(|item| of.iter().filter(|s| s.both_right[item]).count() as f64 / of.len() as f64)
                    .collect(),
            })
        })
        .collect()
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0_usize, 0.0), |(count, sum), value| (count + 1, sum + value));
    (count > 0).then(|| sum / count as f64)
}
