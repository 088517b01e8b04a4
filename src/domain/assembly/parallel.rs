//! The forms of a whole session: each fills the blueprint, all match one target at the cut scores, items serve evenly
//! over the sessions of the event, neighbours share little.
//!
//! The search is `ukur_psychometrics::assembly`; here stands what it is asked, and what happens when it finds nothing:
//! tolerance and exposure are widened in stated steps, and at last the forms are those of plain drawing, with the
//! reason in the certificate. A session that can be drawn by chance always opens.

use std::collections::BTreeMap;

use ukur_psychometrics::assembly::draw_hall as draw_forms;
use ukur_psychometrics::assembly::{Assembler, AssemblyError, HallRules, Neighbours, Problem, Seat, Usage, compare};

use super::fairness::{Deciding, Fairness, Figures, Method, Tolerance, WhyChance, small};
use super::problem::Search;
use super::seats::{Place, diagonals, neighbours};
use super::seed::first_word;
use super::target::{CutPoint, INFORMATION_BAND, Pool, SCORE_BAND, SECTION_BAND, Scale};
use super::{Shortage, arrange, assemble};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::form::{Form, Seed};
use crate::domain::ids::ItemId;
use crate::domain::item::JobFamily;
use crate::domain::measure::{Parameters, Source};

/// No item stands in more than so large a share of the event's forms, when the bank allows.
const MAX_EXPOSURE: f64 = 0.20;
/// Where it does not: so many times the least that is possible.
const ROOM: f64 = 1.25;
/// Tried in turn: times the bands, times the exposure limit.
const STEPS: [(f64, f64); 6] = [(1.0, 1.0), (1.5, 1.0), (2.0, 1.0), (2.0, 1.5), (4.0, 1.5), (4.0, f64::INFINITY)];

/// Who gets a form.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub family: Option<JobFamily>,
    /// Of this candidate's form alone.
    pub seed: Seed,
    pub place: Place,
}

/// What earlier sessions of the event have given out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Served {
    pub counts: BTreeMap<ItemId, u32>,
    pub forms: u32,
}

/// Everything that the forms of a session follow from.
#[derive(Clone, Copy, Debug)]
pub struct Hall<'h> {
    pub blueprint: &'h Blueprint,
    pub bank: &'h Bank,
    pub parameters: &'h Parameters,
    pub candidates: &'h [Candidate],
    pub served: &'h Served,
    pub seed: u64,
}

/// In the order of the candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    pub forms: Vec<Form>,
    pub fairness: Fairness,
}

/// The widths at which a set of forms was found.
#[derive(Clone, Copy)]
struct Width {
    bands: f64,
    exposure: f64,
}

impl Served {
    pub fn add(&mut self, form: &Form) {
        form.items().for_each(|item| *self.counts.entry(item.id.clone()).or_default() += 1);
        self.forms += 1;
    }
}

/// Draws everybody's form. The same arguments give the same forms on any machine.
///
/// # Errors
/// [`Shortage`] when a candidate cannot get any form, matched or not.
pub fn draw_hall(hall: &Hall<'_>) -> Result<Drawn, Shortage> {
    let by_chance = hall.by_chance()?;
    let pool = Pool::new(hall.blueprint, hall.bank, hall.parameters);
    let scale = Scale::new(hall.blueprint, &pool);
    let cuts = scale.cuts();
    let places: Vec<Place> = hall.candidates.iter().map(|candidate| candidate.place.clone()).collect();
    let (beside, diagonal) = (neighbours(&places), diagonals(&places));
    let near = Neighbours { beside: &beside, diagonal: &diagonal };
    let search = Search::new(hall, &pool);
    let found = match &search {
        Ok(search) => hall.matched(search, &scale, &cuts, near).ok_or(WhyChance::Bank),
        Err(_) => Err(WhyChance::Cells),
    };
    let indices = |forms: &[Form]| forms.iter().map(|form| pool.indices(form)).collect::<Vec<_>>();
    let chance = indices(&by_chance);
    let (method, width, forms, drawn) = match found {
        Ok((width, sets)) => {
            let forms = hall.candidates.iter().zip(&sets).map(|(candidate, set)| hall.form(candidate, set, &pool));
            (Method::Parallel, width, forms.collect(), sets)
        }
        Err(why) => (Method::Chance(why), Width { bands: 1.0, exposure: 1.0 }, by_chance, chance.clone()),
    };
    // Without counts to keep, sums and shares can still be told.
    let problem = search.map_or_else(|_| hall.bare(&pool), |search| search.problem);
    let problem = Problem { targets: scale.targets(&cuts, width.bands), ..problem };
    let comparison = compare(&problem, &drawn, &chance, near);
    let event_max = [&drawn, &chance].map(|sets| hall.event_max(&pool, sets));
    let decides: Vec<bool> = pool.measures.iter().map(|measure| measure.source == Source::Calibrated).collect();
    let calibrated = decides.iter().filter(|decides| **decides).count();
    let sections = hall.blueprint.sections.len();
    let deciding = (calibrated > 0).then(|| Deciding::of(&drawn, &decides, &pool.section_of, sections));
    let [drawn, chance] = Figures::both(&comparison, cuts.len(), event_max);
    let fairness = Fairness {
        method,
        items: small(pool.items.len() - problem.forbidden.len()),
        calibrated: small(calibrated),
        deciding,
        tolerance: width.tolerance(),
        exposure_limit: width.exposure,
        earlier_forms: hall.served.forms,
        neighbours: small(beside.len()),
        diagonals: small(diagonal.len()),
        cuts: cuts.to_vec(),
        sections: hall.blueprint.sections.iter().map(|section| section.domain.clone()).collect(),
        drawn,
        chance,
    };
    Ok(Drawn { forms, fairness })
}

impl Width {
    fn tolerance(self) -> Tolerance {
        Tolerance {
            widened: self.bands,
            score: SCORE_BAND * self.bands,
            section: SECTION_BAND * self.bands,
            information: INFORMATION_BAND * self.bands,
        }
    }
}

impl Hall<'_> {
    fn by_chance(&self) -> Result<Vec<Form>, Shortage> {
        self.candidates.iter().map(|one| assemble(self.blueprint, self.bank, one.family, one.seed)).collect()
    }

    /// The first width at which everybody finds a form.
    fn matched(
        &self,
        search: &Search,
        scale: &Scale<'_, '_>,
        cuts: &[CutPoint],
        near: Neighbours<'_>,
    ) -> Option<(Width, Vec<Vec<usize>>)> {
        let forms = self.served.forms as usize + self.candidates.len();
        let limit = exposure_limit(search.least_exposure(), forms);
        STEPS.into_iter().find_map(|(bands, more)| {
            let width = Width { bands, exposure: (limit * more).min(1.0) };
            let problem = Problem { targets: scale.targets(cuts, bands), ..search.problem.clone() };
            let rules = HallRules { max_exposure: width.exposure, ..HallRules::new(forms) };
            self.drawn_at(search, &problem, &rules, near).ok().map(|sets| (width, sets))
        })
    }

    fn drawn_at(
        &self,
        search: &Search,
        problem: &Problem,
        rules: &HallRules,
        near: Neighbours<'_>,
    ) -> Result<Vec<Vec<usize>>, AssemblyError> {
        let assemblers = search.assemblers(problem)?;
        let seat = |candidate: &Candidate| {
            let assembler = of_family(&assemblers, candidate.family)?;
            Ok(Seat { assembler, index: first_word(&candidate.seed.0) })
        };
        let seats = self.candidates.iter().map(seat).collect::<Result<Vec<_>, AssemblyError>>()?;
        draw_forms(&seats, rules, &search.served, near, self.seed)
    }

    fn form(&self, candidate: &Candidate, set: &[usize], pool: &Pool<'_>) -> Form {
        arrange(self.blueprint, self.bank, set.iter().map(|item| &pool.items[*item].id), candidate.seed)
    }

    fn bare(&self, pool: &Pool<'_>) -> Problem {
        Problem { items: pool.items.len(), length: usize::from(self.blueprint.items()), ..Problem::default() }
    }

    /// The largest share of the event's forms that hold one item of this pool.
    fn event_max(&self, pool: &Pool<'_>, sets: &[Vec<usize>]) -> f64 {
        let mut usage = pool.usage(self.served);
        sets.iter().for_each(|set| usage.add(set));
        let most = usage.counts.iter().max().copied().unwrap_or(0);
        f64::from(most) / f64::from(small(usage.forms.max(1)))
    }
}

/// Whole forms have to fit under the limit: in a small session one form more is a large share.
fn exposure_limit(least: f64, forms: usize) -> f64 {
    let forms = f64::from(small(forms.max(1)));
    let whole = (least * forms - 1e-9).ceil() / forms;
    MAX_EXPOSURE.max(ROOM * least).max(whole).min(1.0)
}

fn of_family(
    assemblers: &BTreeMap<Option<JobFamily>, Assembler>,
    family: Option<JobFamily>,
) -> Result<&Assembler, AssemblyError> {
    assemblers.get(&family).ok_or_else(|| AssemblyError::Infeasible { reasons: vec!["unknown job family".to_owned()] })
}

impl Pool<'_> {
    /// Rising positions of a form's items.
    fn indices(&self, form: &Form) -> Vec<usize> {
        let mut indices: Vec<usize> = form.items().filter_map(|item| self.index(&item.id)).collect();
        indices.sort_unstable();
        indices
    }

    pub(super) fn index(&self, id: &ItemId) -> Option<usize> {
        self.items.binary_search_by(|item| item.id.cmp(id)).ok()
    }

    pub(super) fn usage(&self, served: &Served) -> Usage {
        let count = |item: &&crate::domain::item::Item| served.counts.get(&item.id).copied().unwrap_or(0);
        Usage { counts: self.items.iter().map(count).collect(), forms: served.forms as usize }
    }
}
