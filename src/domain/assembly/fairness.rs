//! The fairness certificate of a session: how alike its forms are, how often items serve, how much two forms share;
//! and the same for forms drawn by chance alone.

use ukur_psychometrics::assembly::{Certificate, Comparison, TargetSummary};

use super::target::CutPoint;
use crate::domain::ids::DomainId;

/// How the forms came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Matched to one target.
    Parallel,
    /// By chance alone, because a matched set is not to be had.
    Chance(WhyChance),
}

/// Why the forms could not be matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyChance {
    /// Cells of the blueprint overlap too much to be counted.
    Cells,
    /// Even the widest tolerance leaves a candidate without a form: the bank is too small.
    Bank,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Fairness {
    pub method: Method,
    /// Items in play, and how many of them have calibrated parameters.
    pub items: u32,
    pub calibrated: u32,
    /// Of a form's items, those that decide its categories; absent where none is calibrated: then points decide.
    pub deciding: Option<Deciding>,
    pub tolerance: Tolerance,
    /// Largest share of the forms that may hold one item, earlier sessions of the event included; 1: no limit.
    pub exposure_limit: f64,
    /// Forms of earlier sessions of the event that count.
    pub earlier_forms: u32,
    /// Pairs of seats side by side or one behind the other.
    pub neighbours: u32,
    /// Pairs of seats one row and one seat apart; 0 also where nobody counted them.
    pub diagonals: u32,
    pub cuts: Vec<CutPoint>,
    pub sections: Vec<DomainId>,
    pub drawn: Figures,
    /// Drawn by chance for the same candidates.
    pub chance: Figures,
}

/// How many items of a form have calibrated parameters, so that θ rests on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    pub overall: FormCount,
    /// In the order of the blueprint's sections.
    pub sections: Vec<FormCount>,
}

/// A number of items over all forms of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormCount {
    /// Of the form that has fewest.
    pub min: u32,
    pub max: u32,
    /// Of the longest form, whether they decide or not.
    pub items: u32,
}

/// How far a form may lie from the target at each cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// Times the narrowest; 1 when nothing had to be widened.
    pub widened: f64,
    /// Points of the overall score.
    pub score: f64,
    /// Points of a section's score.
    pub section: f64,
    /// Share of the target's information.
    pub information: f64,
}

/// What is true of a set of forms.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub forms: u32,
    /// Expected overall score, by cut.
    pub score: Vec<Spread>,
    pub information: Vec<Spread>,
    /// Expected score of each section, by section, then cut.
    pub sections: Vec<Vec<Spread>>,
    pub exposure: Exposure,
    pub overlap: Overlap,
}

/// One sum over all forms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub target: f64,
    pub mean: f64,
    pub sd: f64,
    pub min: f64,
    pub max: f64,
    /// Share of forms inside the band.
    pub within: f64,
}

/// Share of forms that hold an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Exposure {
    pub mean: f64,
    pub max: f64,
    /// The largest over all sessions of the event so far.
    pub event_max: f64,
    /// Of the items that the blueprint can draw; the analysis counts over the whole bank.
    pub unused: u32,
    /// Items by exposure in 20 classes of 5 %.
    pub histogram: Vec<u32>,
}

/// Share of items that two forms have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    pub mean: f64,
    pub max: f64,
    /// No set of as many forms from these items has less in the mean.
    pub minimum: f64,
    pub neighbours_mean: f64,
    pub neighbours_max: f64,
    pub diagonal_mean: f64,
    pub diagonal_max: f64,
}

impl Spread {
    /// Between any two forms.
    pub fn largest_difference(&self) -> f64 {
        self.max - self.min
    }
}

impl Figures {
    /// Of targets in the order of `target::Scale::targets`.
    pub(super) fn of(certificate: &Certificate, cuts: usize, event_max: f64) -> Self {
        let mut by_cut = certificate.targets.chunks(cuts.max(1)).map(|part| part.iter().map(Spread::of).collect());
        Self {
            forms: small(certificate.forms),
            score: by_cut.next().unwrap_or_default(),
            information: by_cut.next().unwrap_or_default(),
            sections: by_cut.collect(),
            exposure: Exposure {
                mean: certificate.exposure.mean,
                max: certificate.exposure.max,
                event_max,
                unused: small(certificate.exposure.unused),
                histogram: certificate.exposure.histogram.iter().map(|n| small(*n)).collect(),
            },
            overlap: Overlap {
                mean: certificate.overlap.mean,
                max: certificate.overlap.max,
                minimum: certificate.overlap.minimum,
                neighbours_mean: certificate.overlap.neighbours_mean,
                neighbours_max: certificate.overlap.neighbours_max,
                diagonal_mean: certificate.overlap.diagonal_mean,
                diagonal_max: certificate.overlap.diagonal_max,
            },
        }
    }

    /// Of both sets.
    pub(super) fn both(comparison: &Comparison, cuts: usize, event_max: [f64; 2]) -> [Self; 2] {
        [Self::of(&comparison.assembled, cuts, event_max[0]), Self::of(&comparison.naive, cuts, event_max[1])]
    }
}

impl Spread {
    fn of(summary: &TargetSummary) -> Self {
        Self {
            target: summary.target,
            mean: summary.mean,
            sd: summary.sd,
            min: summary.min,
            max: summary.max,
            within: summary.within_band,
        }
    }
}

impl Deciding {
    /// `decides` and `section_of` speak of the items of the pool, `forms` are positions in it.
    pub(super) fn of(forms: &[Vec<usize>], decides: &[bool], section_of: &[usize], sections: usize) -> Self {
        let count = |counted: &dyn Fn(usize) -> bool| {
            let of = |form: &Vec<usize>, wanted: &dyn Fn(usize) -> bool| form.iter().filter(|at| wanted(**at)).count();
            let own = forms.iter().map(|form| of(form, &|at| counted(at) && decides[at]));
            FormCount {
                min: small(own.clone().min().unwrap_or(0)),
                max: small(own.max().unwrap_or(0)),
                items: small(forms.iter().map(|form| of(form, counted)).max().unwrap_or(0)),
            }
        };
        let section = |section: usize| count(&|at| section_of[at] == section);
        Self { overall: count(&|_| true), sections: (0..sections).map(section).collect() }
    }
}

pub(super) fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_differ_in_how_many_of_their_items_decide() {
        let forms = [vec![0, 1], vec![2, 3], vec![0, 3]];
        let counted = Deciding::of(&forms, &[true, false, true, true], &[0, 0, 1, 1], 2);
        let count = |min, max| FormCount { min, max, items: 2 };
        assert_eq!(counted, Deciding { overall: count(1, 2), sections: vec![count(0, 1), count(0, 2)] });
    }
}
