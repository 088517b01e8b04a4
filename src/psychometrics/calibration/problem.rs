//! The marginal log posterior as a function of the free parameters: which parameters there are, where they act, and
//! what is known at one point.

use super::block::{Block, Kind};
use super::curvature::Curves;
use super::packed::Packed;
use super::prepare::Prepared;
use super::priors::{Density, Priors};
use super::specification::{ItemSpec, Model, Role, Settings};
use super::start;
use crate::grid::equally_spaced;

/// ln density of one parameter, or of the difference of two (steps of partial credit).
#[derive(Clone, Copy, Debug)]
pub(crate) struct PriorTerm {
    pub(crate) local: usize,
    pub(crate) less: Option<usize>,
    pub(crate) density: Density,
}

/// Parameters are numbered twice: "local" ones by block, and the free ones among them, where a shared slope is one.
pub(crate) struct Problem {
    /// Items, then the latent distribution of each group.
    pub(crate) blocks: Vec<Block>,
    pub(crate) groups: usize,
    pub(crate) nodes: Vec<f64>,
    pub(crate) packed: Packed,
    /// The free parameter of each local one; `None` is fixed.
    pub(crate) free: Vec<Option<usize>>,
    /// Local values: fixed ones, and where the free ones start.
    pub(crate) start: Vec<f64>,
    pub(crate) priors: Vec<PriorTerm>,
    /// The free parameter that is the slope of all 1PL items.
    pub(crate) shared_slope: Option<usize>,
    pub(crate) free_count: usize,
    pub(crate) cell_count: usize,
    pub(crate) score_count: usize,
    /// Parameters that neither priors nor many answers hold.
    pub(crate) weak: bool,
}

/// With fewer answers to a parameter, slopes without a prior run away.
const MANY_ANSWERS: usize = 200;

/// Everything at one point; reused from evaluation to evaluation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Point {
    pub(crate) local: Vec<f64>,
    /// ln P by cell and node; derivatives by (cell, predictor) and node.
    pub(crate) log_p: Vec<f64>,
    pub(crate) scores: Vec<f64>,
    /// ln P of the rows of the packs.
    pub(crate) table: Vec<f64>,
    /// Pattern × node, times the weight of the pattern.
    pub(crate) posterior: Vec<f64>,
    pub(crate) pattern_log: Vec<f64>,
    /// Expected counts by cell and node.
    pub(crate) counts: Vec<f64>,
    pub(crate) log_likelihood: f64,
    pub(crate) log_prior: f64,
    pub(crate) gradient: Vec<f64>,
}

impl Point {
    pub(crate) fn log_posterior(&self) -> f64 {
        self.log_likelihood + self.log_prior
    }

    pub(crate) fn largest_gradient(&self) -> f64 {
        self.gradient.iter().fold(0.0, |largest, g| largest.max(g.abs()))
    }
}

impl Problem {
    pub(crate) fn new(specs: &[ItemSpec], prepared: &Prepared, settings: &Settings) -> Self {
        let (mut blocks, mut start): (Vec<Block>, Vec<f64>) = (Vec::new(), Vec::new());
        let (mut cell, mut score) = (0, 0);
        let kinds = prepared.used.iter().map(|used| (used.kind, used.counts.len()));
        for (kind, categories) in kinds.chain(std::iter::repeat_n((Kind::Latent, 1), prepared.cells.group_count)) {
            let block = Block { kind, categories, cell, local: start.len(), score };
            cell += categories;
            score += categories * block.predictors();
            start.resize(start.len() + block.parameters(), 0.0);
            blocks.push(block);
        }
        for (block, used) in blocks.iter().zip(&prepared.used) {
            let values = &mut start[block.local..][..block.parameters()];
            start::values(&specs[used.item], *block, &used.counts, settings, values);
        }
        for latent in blocks.iter().filter(|block| block.kind == Kind::Latent).map(|block| block.local) {
            (start[latent], start[latent + 1]) = (settings.latent.mean, settings.latent.variance.ln());
        }
        let mut problem = Self {
            groups: prepared.cells.group_count,
            packed: Packed::new(&prepared.cells, &blocks),
            nodes: equally_spaced(settings.quadrature.nodes, -settings.quadrature.bound, settings.quadrature.bound),
            free: vec![None; start.len()],
            blocks,
            start,
            priors: Vec::new(),
            shared_slope: None,
            free_count: 0,
            cell_count: cell,
            score_count: score,
            weak: false,
        };
        problem.number(specs, prepared, settings);
        problem.set_priors(specs, prepared, &settings.priors);
        let guessing = specs.iter().any(|spec| spec.model == Model::ThreePl && spec.fixed_guessing.is_none());
        let scarce = prepared.cells.entries.len() < MANY_ANSWERS * problem.free_count;
        problem.weak = scarce && settings.priors.log_slope.is_none() || guessing && settings.priors.guessing.is_none();
        problem
    }

    /// Numbers the free parameters.
    fn number(&mut self, specs: &[ItemSpec], prepared: &Prepared, settings: &Settings) {
        for (index, used) in prepared.used.iter().enumerate() {
            let (block, spec) = (self.blocks[index], &specs[used.item]);
            if matches!(spec.role, Role::Fixed(_)) {
                continue;
            }
            for parameter in 0..block.parameters() {
                let slope = parameter == 0 && block.kind != Kind::Nominal;
                self.free[block.local + parameter] = if slope && spec.model.has_unit_slope()
                    || parameter == 2 && block.kind == Kind::Guessing && spec.fixed_guessing.is_some()
                {
                    None
                } else if slope && spec.model == Model::OnePl {
                    let shared = self.shared_slope.unwrap_or(self.free_count);
                    self.free_count = self.free_count.max(shared + 1);
                    self.shared_slope = Some(shared);
                    Some(shared)
                } else {
                    self.free_count += 1;
                    Some(self.free_count - 1)
                };
            }
        }
        self.number_latent(specs, prepared, settings);
    }

    /// Mean and variance are free where items carry the scale: fixed items give both, unit slopes the unit. Those of
    /// later groups are free always: the first gives the scale (Bock & Zimowski, 1997).
    fn number_latent(&mut self, specs: &[ItemSpec], prepared: &Prepared, settings: &Settings) {
        let mut of_used = prepared.used.iter().map(|used| &specs[used.item]);
        let anchored = of_used.clone().any(|spec| matches!(spec.role, Role::Fixed(_)));
        let unit = of_used.all(|spec| spec.model.has_unit_slope() || matches!(spec.role, Role::Fixed(_)));
        let free =
            [settings.latent.free_mean.unwrap_or(anchored), settings.latent.free_variance.unwrap_or(anchored || unit)];
        for group in 0..self.groups {
            let local = self.latent(group).local;
            for parameter in (0..2).filter(|parameter| group > 0 || free[*parameter]) {
                self.free[local + parameter] = Some(self.free_count);
                self.free_count += 1;
            }
        }
    }

    /// The latent distribution of one group.
    pub(crate) fn latent(&self, group: usize) -> Block {
        self.blocks[self.blocks.len() - self.groups + group]
    }

    /// Priors act on free parameters only; a shared slope has its prior once.
    pub(crate) fn set_priors(&mut self, specs: &[ItemSpec], prepared: &Prepared, priors: &Priors) {
        self.priors.clear();
        let mut shared = false;
        for (index, used) in prepared.used.iter().enumerate() {
            let block = self.blocks[index];
            for parameter in 0..block.parameters() {
                let local = block.local + parameter;
                let Some(free) = self.free[local] else { continue };
                if Some(free) == self.shared_slope && std::mem::replace(&mut shared, true) {
                    continue;
                }
                let slope = parameter == 0;
                let density = match block.kind {
                    Kind::Nominal if parameter < block.categories - 1 => priors.nominal_slope.map(Density::Normal),
                    Kind::Guessing if parameter == 2 => priors.guessing_of(specs[used.item].options),
                    Kind::Latent => None,
                    Kind::Nominal => priors.intercept.map(Density::Normal),
                    _ if slope => priors.log_slope.map(Density::LogNormal),
                    _ => priors.intercept.map(Density::Normal),
                };
                let steps = priors.steps && block.kind == Kind::PartialCredit;
                let less = (steps && parameter > 1).then(|| local - 1);
                self.priors.extend(density.map(|density| PriorTerm { local, less, density }));
            }
        }
    }

    /// The free values among the local ones.
    pub(crate) fn free_values(&self, local: &[f64]) -> Vec<f64> {
        let mut values = vec![0.0; self.free_count];
        for (free, value) in self.free.iter().zip(local) {
            if let Some(free) = free {
                values[*free] = *value;
            }
        }
        values
    }

    pub(crate) fn local_values(&self, values: &[f64]) -> Vec<f64> {
        self.free.iter().zip(&self.start).map(|(free, start)| free.map_or(*start, |free| values[free])).collect()
    }

    /// A point with room for everything.
    pub(crate) fn point(&self) -> Point {
        let q = self.nodes.len();
        Point {
            local: self.start.clone(),
            log_p: vec![0.0; self.cell_count * q],
            scores: vec![0.0; self.score_count * q],
            table: vec![0.0; self.packed.row_count() * q],
            posterior: vec![0.0; self.packed.patterns() * q],
            pattern_log: vec![0.0; self.packed.patterns()],
            counts: vec![0.0; self.cell_count * q],
            log_likelihood: f64::NEG_INFINITY,
            log_prior: 0.0,
            gradient: vec![0.0; self.free_count],
        }
    }

    /// Log posterior and gradient at `values`. False, with a log posterior of minus infinity, where they are no items.
    pub(crate) fn evaluate(&self, values: &[f64], point: &mut Point) -> bool {
        if !self.fill(values, point) {
            point.log_likelihood = f64::NEG_INFINITY;
            return false;
        }
        self.expect(point);
        self.fill_gradient(point);
        if point.log_posterior().is_finite() && point.gradient.iter().all(|g| g.is_finite()) {
            return true;
        }
        point.log_likelihood = f64::NEG_INFINITY;
        false
    }

    /// Curves and log prior at `values`.
    pub(crate) fn fill(&self, values: &[f64], point: &mut Point) -> bool {
        point.local = self.local_values(values);
        point.log_prior = self.priors.iter().map(|term| term.density.at(term.value(&point.local)).value).sum();
        point.log_prior.is_finite() && self.blocks.iter().all(|block| self.fill_block(*block, point))
    }

    fn fill_block(&self, block: Block, point: &mut Point) -> bool {
        let q = self.nodes.len();
        block.fill(
            &point.local[block.local..][..block.parameters()],
            &self.nodes,
            &mut point.log_p[block.cell * q..][..block.categories * q],
            &mut point.scores[block.score * q..][..block.categories * block.predictors() * q],
        )
    }

    /// The curves of some blocks at `values`; those of the others stay.
    pub(crate) fn refill(&self, blocks: &[usize], values: &[f64], point: &mut Point) -> bool {
        blocks.iter().all(|index| {
            let block = self.blocks[*index];
            for local in block.local..block.local + block.parameters() {
                point.local[local] = self.free[local].map_or(self.start[local], |free| values[free]);
            }
            self.fill_block(block, point)
        })
    }

    pub(crate) fn curves<'a>(&'a self, block: Block, point: &'a Point) -> Curves<'a> {
        let q = self.nodes.len();
        Curves {
            parameters: &point.local[block.local..][..block.parameters()],
            nodes: &self.nodes,
            log_p: &point.log_p[block.cell * q..][..block.categories * q],
            scores: &point.scores[block.score * q..][..block.categories * block.predictors() * q],
        }
    }

    pub(crate) fn counts<'a>(&self, block: Block, point: &'a Point) -> &'a [f64] {
        let q = self.nodes.len();
        &point.counts[block.cell * q..][..block.categories * q]
    }

    /// The gradient from expected counts: that of the complete data is that of the marginal log-likelihood (Fisher's
    /// identity; Louis, 1982, eq. 3.1).
    pub(crate) fn fill_gradient(&self, point: &mut Point) {
        let mut gradient = vec![0.0; self.free_count];
        for block in &self.blocks {
            let mut of_block = vec![0.0; block.parameters()];
            let free = &self.free[block.local..][..block.parameters()];
            if free.iter().all(Option::is_none) {
                continue;
            }
            block.gradient(self.curves(*block, point), self.counts(*block, point), &mut of_block);
            for (free, value) in free.iter().zip(of_block) {
                if let Some(free) = free {
                    gradient[*free] += value;
                }
            }
        }
        for term in &self.priors {
            let first = term.density.at(term.value(&point.local)).first;
            for (local, sign) in term.locals() {
                if let Some(free) = self.free[local] {
                    gradient[free] += sign * first;
                }
            }
        }
        point.gradient = gradient;
    }
}

impl PriorTerm {
    pub(crate) fn value(&self, local: &[f64]) -> f64 {
        local[self.local] - self.less.map_or(0.0, |less| local[less])
    }

    /// The local parameters it depends on, with their signs.
    pub(crate) fn locals(self) -> impl Iterator<Item = (usize, f64)> + Clone {
        std::iter::once((self.local, 1.0)).chain(self.less.map(|less| (less, -1.0)))
    }
}
