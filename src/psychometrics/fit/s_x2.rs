//! S-X²: item fit over sum-score groups.

use std::collections::BTreeMap;

use super::gradient::free_parameters;
use super::posterior::OnGrid;
use super::sum_score::score_likelihoods;
use super::{FitError, check};
use crate::grid::Grid;
use crate::model::ItemModel;
use crate::numeric::chi_square_tail;
use crate::responses::{Responses, Skipped};

/// S-X² of one item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoreFit {
    pub item: usize,
    /// Persons of the forms that count.
    pub persons: usize,
    /// Forms (sets of shown items) that were frequent enough.
    pub forms: usize,
    pub x2: f64,
    pub df: usize,
    pub p: f64,
    /// √(max(X² - df, 0) / (df (N - 1))).
    pub rmsea: f64,
}

/// What is needed for a table and its cells.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreFitSettings {
    /// Expected persons in a cell; smaller cells are joined.
    pub minimum_cell: f64,
    /// Persons who took a form (the same set of items) for its table to count.
    pub minimum_form: usize,
    /// Estimated parameters of each item; `None`: all of its model's.
    pub parameters: Option<Vec<usize>>,
}

impl Default for ScoreFitSettings {
    fn default() -> Self {
        Self { minimum_cell: 1.0, minimum_form: 100, parameters: None }
    }
}

/// Orlando & Thissen (2000), polytomous Kang & Chen (2008): observed against model-implied answers in groups of equal
/// sum score. A sum score compares only within one set of items: forms that too few took are left out, and where no form is
/// frequent enough the item is [`FitError::FormsTooRare`] (randomised forms: use
/// [`super::root_mean_square_deviations`] or infit and outfit).
pub fn s_x2(
    items: &[ItemModel],
    responses: &Responses,
    skipped: Skipped,
    grid: &Grid,
    settings: &ScoreFitSettings,
) -> Result<Vec<Result<ScoreFit, FitError>>, FitError> {
    check(items, responses, skipped)?;
    if let Some(parameters) = settings.parameters.as_ref().filter(|list| list.len() != items.len()) {
        return Err(FitError::Length { what: "parameter counts", given: parameters.len(), expected: items.len() });
    }
    let on_grid = OnGrid::new(items, grid);
    let forms = by_form(responses, skipped);
    let mut sums = vec![Sums::default(); items.len()];
    for (form, persons) in &forms {
        for item in form {
            sums[*item].largest = sums[*item].largest.max(persons.len());
        }
        if persons.len() >= settings.minimum_form.max(2) && form.len() > 1 {
            add_form(&on_grid, form, persons, settings.minimum_cell, &mut sums);
        }
    }
    let one = |(item, sums): (usize, &Sums)| {
        if sums.forms == 0 {
            return Err(FitError::FormsTooRare { largest: sums.largest, needed: settings.minimum_form.max(2) });
        }
        let parameters = settings.parameters.as_ref().map_or_else(|| free_parameters(&items[item]), |list| list[item]);
        let df = sums.free.checked_sub(parameters).filter(|df| *df > 0);
        let df = df.ok_or(FitError::NoDegrees { cells: sums.free, parameters })?;
        let rmsea = ((sums.x2 - df as f64).max(0.0) / (df as f64 * (sums.persons - 1) as f64)).sqrt();
        Ok(ScoreFit {
            item,
            persons: sums.persons,
            forms: sums.forms,
            x2: sums.x2,
            df,
            p: chi_square_tail(sums.x2, df as f64),
            rmsea,
        })
    };
    Ok(sums.iter().enumerate().map(one).collect())
}

#[derive(Clone, Copy, Default)]
struct Sums {
    x2: f64,
    /// Cells less rows.
    free: usize,
    persons: usize,
    forms: usize,
    largest: usize,
}

/// Answers of the persons of each set of items, in the order of the set.
type Forms = BTreeMap<Vec<usize>, Vec<Vec<usize>>>;

fn by_form(responses: &Responses, skipped: Skipped) -> Forms {
    let mut forms = Forms::new();
    for person in 0..responses.persons() {
        let (form, answers) = responses.categories(person, skipped).unzip();
        forms.entry(form).or_default().push(answers);
    }
    forms
}

fn add_form(on_grid: &OnGrid, form: &[usize], persons: &[Vec<usize>], minimum: f64, sums: &mut [Sums]) {
    let totals: Vec<usize> = persons.iter().map(|answers| answers.iter().sum()).collect();
    for (place, item) in form.iter().enumerate() {
        let others: Vec<usize> = form.iter().copied().filter(|other| other != item).collect();
        let rest = score_likelihoods(on_grid, &others);
        let mut table = Table::expected(on_grid, *item, &rest);
        for (answers, total) in persons.iter().zip(&totals) {
            table.observed[*total][answers[place]] += 1.0;
        }
        table.scale();
        table.join(minimum);
        let (x2, free) = table.statistic();
        let sum = &mut sums[*item];
        sum.x2 += x2;
        sum.free += free;
        sum.persons += persons.len();
        sum.forms += 1;
    }
}

/// Rows are sum scores, columns categories. An expected cell of NaN is one that does not exist (or was joined).
struct Table {
    observed: Vec<Vec<f64>>,
    expected: Vec<Vec<f64>>,
}

impl Table {
    /// P(X = k | sum = s) = ∫ P_k P(rest = s - k) / ∫ P(sum = s) (Orlando & Thissen 2000).
    fn expected(on_grid: &OnGrid, item: usize, rest: &[Vec<f64>]) -> Self {
        let p = &on_grid.p[item];
        let scores = rest.len() + p.len() - 1;
        let mut expected = vec![vec![f64::NAN; p.len()]; scores];
        for (score, row) in expected.iter_mut().enumerate() {
            for (k, cell) in row.iter_mut().enumerate().filter(|(k, _)| *k <= score && score - k < rest.len()) {
                let joint = p[k].iter().zip(&rest[score - k]).zip(&on_grid.grid.weights);
                *cell = joint.map(|((p, l), w)| p * l * w).sum();
            }
            let total: f64 = row.iter().filter(|cell| !cell.is_nan()).sum();
            row.iter_mut().for_each(|cell| *cell /= total);
        }
        Self { observed: vec![vec![0.0; p.len()]; scores], expected }
    }

    /// Proportions times the persons of the score.
    fn scale(&mut self) {
        for (expected, observed) in self.expected.iter_mut().zip(&self.observed) {
            let persons: f64 = observed.iter().sum();
            expected.iter_mut().for_each(|cell| *cell *= persons);
        }
    }

    /// The lowest and highest score say nothing. Scores at which some category cannot occur join the next score inside (Kang
    /// & Chen 2008); empty scores go, scores with a single person join the next. Then small cells: within
    /// a row of more than two categories, at last whole rows. Any joining is valid; the order is that of mirt 1.4x.
    fn join(&mut self, minimum: f64) {
        let last = self.observed.len() - 1;
        self.remove(last);
        self.remove(0);
        self.join_impossible();
        let empty = |row: &Vec<f64>| row.iter().sum::<f64>() < 0.5;
        for row in (0..self.observed.len()).rev() {
            if empty(&self.observed[row]) {
                self.remove(row);
            }
        }
        self.join_single_persons();
        if self.expected.first().is_some_and(|row| row.len() > 2) {
            self.join_categories(minimum);
            self.join_rare_places(minimum);
        }
        self.join_rows(minimum);
    }

    fn remove(&mut self, row: usize) {
        self.observed.remove(row);
        self.expected.remove(row);
    }

    /// Row `from` into row `to`; a cell that one of them lacks counts as 0.
    fn merge(&mut self, from: usize, to: usize) {
        for table in [&mut self.observed, &mut self.expected] {
            let moved = table[from].clone();
            for (cell, more) in table[to].iter_mut().zip(moved) {
                *cell = match (cell.is_nan(), more.is_nan()) {
                    (true, true) => f64::NAN,
                    (true, false) => more,
                    (false, true) => *cell,
                    (false, false) => *cell + more,
                };
            }
        }
        self.remove(from);
    }

    fn join_impossible(&mut self) {
        let lacks = |row: &Vec<f64>| row.iter().any(|cell| cell.is_nan());
        // Where no score allows every category there is no inside to join to.
        if self.expected.iter().all(lacks) {
            return;
        }
        while self.expected.len() > 1 && lacks(&self.expected[0]) {
            self.merge(0, 1);
        }
        while self.expected.len() > 1 && self.expected.last().is_some_and(lacks) {
            let last = self.expected.len() - 1;
            self.merge(last, last - 1);
        }
    }

    fn join_single_persons(&mut self) {
        let single = |row: &Vec<f64>| row.iter().sum::<f64>() < 1.5;
        let mut row = 0;
        while row + 1 < self.observed.len() {
            if single(&self.observed[row]) {
                self.merge(row, row + 1);
            } else {
                row += 1;
            }
        }
        let last = self.observed.len().saturating_sub(1);
        if last > 0 && single(&self.observed[last]) {
            self.merge(last, last - 1);
        }
    }

    /// While a row has a small cell and more than two, its smallest joins the smaller neighbour. What is left stands in the
    /// first places of the row.
    fn join_categories(&mut self, minimum: f64) {
        for (expected, observed) in self.expected.iter_mut().zip(&mut self.observed) {
            let places = expected.len();
            while expected.len() > 2 && expected.iter().any(|cell| *cell < minimum) {
                let least = expected.iter().copied().fold(f64::INFINITY, f64::min);
                let Some(small) = expected.iter().rposition(|cell| *cell <= least) else { break };
                let left = small + 1 == expected.len() || (small > 0 && expected[small - 1] <= expected[small + 1]);
                let to = if left { small - 1 } else { small + 1 };
                for row in [&mut *expected, &mut *observed] {
                    row[to] += row[small];
                    row.remove(small);
                }
            }
            expected.resize(places, f64::NAN);
            observed.resize(places, 0.0);
        }
    }

    /// A place that few rows still have joins the place before it: the last ones while their expectation over all rows is
    /// below the minimum for a tenth of the rows, then any that fewer than 5 % of the rows have.
    fn join_rare_places(&mut self, minimum: f64) {
        let rows = self.expected.len();
        let sum = |table: &Self, place: usize| {
            table.expected.iter().map(|row| row[place]).filter(|cell| !cell.is_nan()).sum::<f64>()
        };
        let enough = minimum * rows.div_ceil(10) as f64;
        let mut places = self.expected.first().map_or(0, Vec::len);
        while places > 2 && sum(self, places - 1) < enough {
            places -= 1;
            self.join_place(places);
        }
        for place in (1..places).rev() {
            let filled = self.expected.iter().filter(|row| row[place] > 0.0).count();
            if 20 * filled < rows {
                self.join_place(place);
            }
        }
    }

    fn join_place(&mut self, place: usize) {
        for (expected, observed) in self.expected.iter_mut().zip(&mut self.observed) {
            if !expected[place].is_nan() {
                expected[place - 1] += expected[place];
                observed[place - 1] += observed[place];
                expected[place] = f64::NAN;
                observed[place] = 0.0;
            }
        }
    }

    /// A row with a small cell joins the neighbour with fewer persons.
    fn join_rows(&mut self, minimum: f64) {
        while self.expected.len() > 1 {
            let small = self.expected.iter().position(|row| row.iter().any(|cell| *cell < minimum));
            let Some(row) = small else { return };
            let persons = |row: usize| self.observed[row].iter().sum::<f64>();
            let to = match row {
                0 => 1,
                _ if row + 1 == self.expected.len() => row - 1,
                _ if persons(row - 1) <= persons(row + 1) => row - 1,
                _ => row + 1,
            };
            self.merge(row, to);
        }
    }

    /// X² and cells less rows.
    fn statistic(&self) -> (f64, usize) {
        let (mut x2, mut free) = (0.0, 0_usize);
        for (expected, observed) in self.expected.iter().zip(&self.observed) {
            let cells = expected.iter().zip(observed).filter(|(e, _)| !e.is_nan() && **e > 0.0);
            let mut count = 0_usize;
            for (e, o) in cells {
                x2 += (o - e).powi(2) / e;
                count += 1;
            }
            free += count.saturating_sub(1);
        }
        (x2, free)
    }
}
