//! Which items can be estimated from these answers, and their cells with categories counted anew where some never
//! occur. Nothing is dropped silently: what is left out or collapsed is named.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::block::Kind;
use super::reason::Reason;
use super::specification::{CalibrationError, ItemSpec, Model, Role, Settings};
use crate::model::ItemModel;
use crate::responses::Responses;

/// An item that could not be estimated, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotEstimated {
    pub id: String,
    pub reason: Reason,
}

/// Categories that nobody chose were joined with the next lower one that somebody chose (the lowest with the next
/// higher): parameters belong to `observed`, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collapsed {
    pub id: String,
    /// The categories with answers, by their original numbers.
    pub observed: Vec<u8>,
    /// For each original category the place of the one it was joined with among `observed`.
    pub joined: Vec<u8>,
}

/// An item of the likelihood.
#[derive(Clone, Debug)]
pub(crate) struct Used {
    /// Its place in the specification.
    pub(crate) item: usize,
    pub(crate) kind: Kind,
    /// Answers of each (estimated) category.
    pub(crate) counts: Vec<usize>,
}

/// (place among the used items, category) by person, compressed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells {
    /// The population of each person, and how many there are.
    pub(crate) groups: Vec<usize>,
    pub(crate) group_count: usize,
    pub(crate) starts: Vec<usize>,
    pub(crate) entries: Vec<(u32, u8)>,
}

impl Cells {
    pub(crate) fn persons(&self) -> usize {
        self.starts.len() - 1
    }

    pub(crate) fn row(&self, person: usize) -> &[(u32, u8)] {
        &self.entries[self.starts[person]..self.starts[person + 1]]
    }
}

pub(crate) struct Prepared {
    pub(crate) used: Vec<Used>,
    pub(crate) cells: Cells,
    pub(crate) not_estimated: Vec<NotEstimated>,
    pub(crate) collapsed: Vec<Collapsed>,
}

/// Counts, screens, recodes. Persons without a usable answer are left out: they carry no information.
pub(crate) fn prepare(
    specs: &[ItemSpec],
    responses: &Responses,
    groups: &[usize],
    settings: &Settings,
) -> Result<Prepared, CalibrationError> {
    check(specs, responses)?;
    if !groups.is_empty() && groups.len() != responses.persons() {
        return Err(CalibrationError::Groups { groups: groups.len(), persons: responses.persons() });
    }
    let mut numbers = groups.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    if let Some((group, _)) = numbers.iter().enumerate().find(|(place, group)| place != *group) {
        return Err(CalibrationError::EmptyGroup { group });
    }
    let counts = count(specs, responses, settings)?;
    let mut prepared =
        Prepared { used: Vec::new(), cells: Cells::default(), not_estimated: Vec::new(), collapsed: Vec::new() };
    let mut recode: Vec<Option<(u32, Vec<u8>)>> = vec![None; specs.len()];
    for (item, (spec, counts)) in specs.iter().zip(&counts).enumerate() {
        if let Err(reason) = estimable(spec, counts, settings.minimum_answers) {
            prepared.not_estimated.push(NotEstimated { id: spec.id.clone(), reason });
            continue;
        }
        let place = u32::try_from(prepared.used.len()).unwrap_or(u32::MAX);
        let (joined, used) = join(item, spec, counts, &mut prepared.collapsed);
        recode[item] = Some((place, joined));
        prepared.used.push(used);
    }
    prepared.cells = gather(responses, groups, settings, &recode);
    if prepared.used.is_empty() {
        return Err(CalibrationError::NothingToEstimate { left: prepared.not_estimated });
    }
    if prepared.cells.persons() == 0 {
        return Err(CalibrationError::NoData);
    }
    let cells = &prepared.cells;
    if let Some(group) = (0..cells.group_count).find(|group| !cells.groups.contains(group)) {
        return Err(CalibrationError::EmptyGroup { group });
    }
    Ok(prepared)
}

fn check(specs: &[ItemSpec], responses: &Responses) -> Result<(), CalibrationError> {
    if specs.len() != responses.items() {
        return Err(CalibrationError::Items { specified: specs.len(), columns: responses.items() });
    }
    let mut seen = HashSet::new();
    for spec in specs {
        let wrong = |problem| Err(CalibrationError::Item { id: spec.id.clone(), problem });
        if !seen.insert(&spec.id) {
            return Err(CalibrationError::Twice { id: spec.id.clone() });
        }
        if spec.fixed_guessing.is_some_and(|g| !(g > 0.0 && g < 1.0) || spec.model != Model::ThreePl) {
            return wrong("a fixed lower asymptote is between 0 and 1, and needs the model 3pl");
        }
        if spec.categories.is_some_and(|c| c < 2) {
            return wrong("an item has at least two categories");
        }
        if let Role::Fixed(model) | Role::Start(model) = &spec.role {
            if !valid(model) {
                return wrong("given parameters must be finite, 0 <= c < 1, graded intercepts falling");
            }
            if let Role::Start(model) = &spec.role
                && !matches(spec.model, model)
            {
                return wrong("the start values are of another model");
            }
        }
    }
    Ok(())
}

fn valid(model: &ItemModel) -> bool {
    let finite = |values: &[f64]| !values.is_empty() && values.iter().all(|v| v.is_finite());
    match model {
        ItemModel::Dichotomous { a, d, g } => finite(&[*a, *d]) && (0.0..1.0).contains(g),
        ItemModel::Graded { a, d } => finite(d) && a.is_finite() && d.windows(2).all(|pair| pair[1] < pair[0]),
        ItemModel::PartialCredit { a, d } => finite(d) && a.is_finite(),
        ItemModel::Nominal { a, d } => finite(a) && finite(d) && a.len() == d.len() && a.len() > 1,
    }
}

fn matches(model: Model, given: &ItemModel) -> bool {
    match given {
        ItemModel::Dichotomous { .. } => model.is_dichotomous(),
        ItemModel::Graded { .. } => model == Model::Graded,
        ItemModel::PartialCredit { .. } => matches!(model, Model::GeneralisedPartialCredit | Model::PartialCredit),
        ItemModel::Nominal { .. } => model == Model::Nominal,
    }
}

/// How many categories the item can have; `None`: as many as are observed.
fn declared(spec: &ItemSpec) -> Option<usize> {
    match &spec.role {
        Role::Fixed(model) | Role::Start(model) => Some(model.categories()),
        Role::Free if spec.model.is_dichotomous() => Some(2),
        Role::Free => spec.categories.map(usize::from),
    }
}

/// Answers of each category of each item.
fn count(specs: &[ItemSpec], responses: &Responses, settings: &Settings) -> Result<Vec<Vec<usize>>, CalibrationError> {
    let mut counts: Vec<Vec<usize>> = specs.iter().map(|spec| vec![0; declared(spec).unwrap_or(1)]).collect();
    for person in 0..responses.persons() {
        for (item, category) in responses.categories(person, settings.skipped) {
            let of_item = &mut counts[item];
            if category >= of_item.len() {
                if let Some(categories) = declared(&specs[item]) {
                    let id = specs[item].id.clone();
                    return Err(CalibrationError::Category { person, id, category, categories });
                }
                of_item.resize(category + 1, 0);
            }
            of_item[category] += 1;
        }
    }
    Ok(counts)
}

fn estimable(spec: &ItemSpec, counts: &[usize], minimum: usize) -> Result<(), Reason> {
    let answers: usize = counts.iter().sum();
    let chosen = counts.iter().filter(|count| **count > 0).count();
    match spec.role {
        _ if answers == 0 => Err(Reason::NoAnswers),
        Role::Fixed(_) => Ok(()),
        _ if chosen == 1 => {
            let category = counts.iter().position(|count| *count > 0).unwrap_or(0);
            Err(Reason::OneCategory { answers, category })
        }
        _ if answers < minimum => Err(Reason::FewAnswers { answers, needed: minimum }),
        _ => Ok(()),
    }
}

/// The used item, and for each original category its estimated one.
fn join(item: usize, spec: &ItemSpec, counts: &[usize], collapsed: &mut Vec<Collapsed>) -> (Vec<u8>, Used) {
    let small = |value: usize| u8::try_from(value).unwrap_or(u8::MAX);
    let fixed = matches!(spec.role, Role::Fixed(_));
    let observed: Vec<usize> = (0..counts.len()).filter(|k| fixed || counts[*k] > 0).collect();
    let joined: Vec<u8> =
        (0..counts.len()).map(|k| small(observed.partition_point(|o| *o <= k).saturating_sub(1))).collect();
    if observed.len() < counts.len() {
        let observed = observed.iter().map(|k| small(*k)).collect();
        collapsed.push(Collapsed { id: spec.id.clone(), observed, joined: joined.clone() });
    }
    let counts = observed.iter().map(|k| counts[*k]).collect();
    (joined, Used { item, kind: kind(spec), counts })
}

fn kind(spec: &ItemSpec) -> Kind {
    if let Role::Fixed(model) = &spec.role {
        return match model {
            ItemModel::Dichotomous { g, .. } if *g > 0.0 => Kind::Guessing,
            ItemModel::Dichotomous { .. } => Kind::Logistic,
            ItemModel::Graded { .. } => Kind::Graded,
            ItemModel::PartialCredit { .. } => Kind::PartialCredit,
            ItemModel::Nominal { .. } => Kind::Nominal,
        };
    }
    match spec.model {
        Model::Rasch | Model::OnePl | Model::TwoPl => Kind::Logistic,
        Model::ThreePl => Kind::Guessing,
        Model::Graded => Kind::Graded,
        Model::GeneralisedPartialCredit | Model::PartialCredit => Kind::PartialCredit,
        Model::Nominal => Kind::Nominal,
    }
}

fn gather(responses: &Responses, groups: &[usize], settings: &Settings, recode: &[Option<(u32, Vec<u8>)>]) -> Cells {
    let mut cells = Cells {
        groups: Vec::new(),
        group_count: groups.iter().max().map_or(1, |largest| largest + 1),
        starts: vec![0],
        entries: Vec::with_capacity(responses.len()),
    };
    for person in 0..responses.persons() {
        cells.entries.extend(
            responses
                .categories(person, settings.skipped)
                .filter_map(|(item, category)| recode[item].as_ref().map(|(place, joined)| (*place, joined[category]))),
        );
        if cells.starts.last().is_some_and(|start| *start < cells.entries.len()) {
            cells.starts.push(cells.entries.len());
            cells.groups.push(groups.get(person).copied().unwrap_or(0));
        }
    }
    cells
}
