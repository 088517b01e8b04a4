//! Pairs with more of the same options than their abilities explain: ω by the exact law of matches, on the choices that
//! both answered, corrected for the number of pairs (Holm) with seat neighbours as a family of their own. Abilities and
//! curves are those of this session: 2PL with the product's priors on right or wrong, all domains as one scale; shares of
//! the wrong options are learnt beside (`WrongOptions`).

use ukur_psychometrics::calibration::{ItemSpec, Model, Settings, calibrate};
use ukur_psychometrics::integrity::copying::{
    Abilities, Family, Hall, ScreenedPair, Screening, WrongOptions, WrongOptionsSource,
};
use ukur_psychometrics::scoring::{Prior, Scorer};
use ukur_psychometrics::{Answer, ItemModel, Responses, Skipped};

use super::{LEAST_PERSONS, MOST, masked};
use crate::analysis::data::{Cell, Data, Person, small};
use crate::domain::assembly::{Place, neighbours};
use crate::domain::ids::ChoiceId;
use crate::domain::item::{Choice, Interaction};
use crate::domain::response::Response;
use crate::wire::analysis::integrity::{FalsePositives, SimilarPair, SimilarityReport};

/// Chance alone makes few answers alike.
const LEAST_COMMON: usize = 10;
/// Of the whole family.
const LEVEL: f64 = 0.01;
const MAX_OPTIONS: usize = 31;
const NODES: usize = 61;
/// Measured on simulated honest halls: docs/psychometrics.md.
const FALSE: FalsePositives = FalsePositives { rate: 0.0, examined: 1_196_000 };

pub fn similarity(data: &Data) -> SimilarityReport {
    match screened(data) {
        Ok(found) => report(data, &found.0, None, found.1),
        Err(reason) => report(data, &[], Some(reason), 0),
    }
}

fn report(data: &Data, pairs: &[ScreenedPair], reason: Option<&str>, neighbours: usize) -> SimilarityReport {
    let corrected = |pair: &ScreenedPair| pair.omega_first_corrected.min(pair.omega_second_corrected);
    let mut flagged: Vec<&ScreenedPair> = pairs.iter().filter(|pair| corrected(pair) < LEVEL).collect();
    let far = |pair: &ScreenedPair| pair.family == Family::Rest;
    flagged.sort_by(|x, y| far(x).cmp(&far(y)).then(corrected(x).total_cmp(&corrected(y))));
    flagged.truncate(MOST);
    let line = |pair: &ScreenedPair| {
        let evidence = &pair.evidence;
        let (first, second) = (&evidence.omega_first, &evidence.omega_second);
        let stronger = if first.exact_p <= second.exact_p { first } else { second };
        SimilarPair {
            first: masked(&data.persons[evidence.first]),
            second: masked(&data.persons[evidence.second]),
            neighbours: pair.family == Family::Neighbours,
            common: small(evidence.common),
            same: small(evidence.matches),
            expected: stronger.expected,
            same_wrong: small(evidence.identical_wrong),
            p: stronger.exact_p,
            p_corrected: corrected(pair),
        }
    };
    SimilarityReport {
        not_computed: reason.map(str::to_owned),
        pairs: small(pairs.len()),
        neighbours: small(neighbours),
        least_common: small(LEAST_COMMON),
        level: LEVEL,
        false_positives: FALSE,
        flagged: flagged.into_iter().map(line).collect(),
    }
}

/// The choices of a session, by option.
struct Choices {
    /// Indices of the items.
    items: Vec<usize>,
    key: Vec<u8>,
    options: Vec<u8>,
    chosen: Responses,
    /// Right (1) or wrong.
    right: Responses,
}

/// All tested pairs, and how many of them are neighbours.
fn screened(data: &Data) -> Result<(Vec<ScreenedPair>, usize), &'static str> {
    if data.persons.len() < LEAST_PERSONS {
        return Err("few_persons");
    }
    let choices = choices(data).ok_or("no_common_items")?;
    let (choices, models) = calibrated(&choices).ok_or("no_common_items")?;
    let prior = Prior::default();
    let theta = Scorer::new(&models, prior, &prior.grid(NODES))
        .and_then(|scorer| scorer.eap_all(&choices.right, Skipped::Zero))
        .map_err(|_| "no_common_items")?;
    let theta: Vec<f64> = theta.into_iter().map(|eap| eap.theta).collect();
    let source = WrongOptionsSource {
        choices: &choices.chosen,
        key: &choices.key,
        options: &choices.options,
        theta: Abilities::from(&theta),
        items: &models,
    };
    let model = WrongOptions::learn(&source).map_err(|_| "no_common_items")?;
    let hall = Hall::new(&choices.chosen, &choices.key, &theta, &model).map_err(|_| "no_common_items")?;
    let places: Vec<Place> = data.persons.iter().map(place).collect();
    let beside = neighbours(&places);
    let how = Screening { minimum_common: LEAST_COMMON, neighbours: &beside, ..Screening::default() };
    let pairs = hall.screen(&how).map_err(|_| "no_common_items")?.pairs;
    if pairs.is_empty() {
        return Err("no_common_items");
    }
    let near = pairs.iter().filter(|pair| pair.family == Family::Neighbours).count();
    Ok((pairs, near))
}

fn place(person: &Person) -> Place {
    Place { room: person.who.room.clone(), seat: person.who.seat.clone() }
}

fn choices(data: &Data) -> Option<Choices> {
    let listed = |interaction: &Interaction| -> Option<(Vec<ChoiceId>, u8)> {
        let (Interaction::SingleChoice { options, .. } | Interaction::GradedJudgement { options, .. }) = interaction
        else {
            return None;
        };
        let Some(Response::Choice(key)) = interaction.key_response() else { return None };
        let ids: Vec<ChoiceId> = options.iter().map(|choice: &Choice| choice.id.clone()).collect();
        let key = ids.iter().position(|id| *id == key)?;
        (2..=MAX_OPTIONS).contains(&ids.len()).then_some((ids, u8::try_from(key).ok()?))
    };
    let mut column = vec![None; data.items.len()];
    let (mut items, mut known) = (Vec::new(), Vec::new());
    for (item, one) in data.items.iter().enumerate() {
        if let Some(found) = listed(&one.item.interaction) {
            column[item] = Some(items.len());
            items.push(item);
            known.push(found);
        }
    }
    let (mut chosen, mut right) = (Responses::new(items.len()), Responses::new(items.len()));
    for person in &data.persons {
        let option = |cell: &Cell| {
            let at = column[cell.item]?;
            let Response::Choice(id) = &cell.given.as_ref()?.response else { return None };
            let option = known[at].0.iter().position(|known| known == id)?;
            Some((at, u8::try_from(option).ok()?))
        };
        let row: Vec<(usize, u8)> = person.cells.iter().filter_map(option).collect();
        chosen.push(row.iter().map(|(at, option)| (*at, Answer::Category(*option)))).ok()?;
        right.push(row.iter().map(|(at, option)| (*at, Answer::Category(u8::from(*option == known[*at].1))))).ok()?;
    }
    let options = known.iter().map(|(ids, _)| u8::try_from(ids.len()).unwrap_or(u8::MAX)).collect();
    let key = known.iter().map(|(_, key)| *key).collect();
    (!items.is_empty()).then_some(Choices { items, key, options, chosen, right })
}

/// Curves of right and wrong; items that cannot be estimated are left out.
fn calibrated(choices: &Choices) -> Option<(Choices, Vec<ItemModel>)> {
    let mut specs: Vec<ItemSpec> =
        choices.items.iter().map(|item| ItemSpec::new(item.to_string(), Model::TwoPl)).collect();
    specs.iter_mut().for_each(|spec| spec.categories = Some(2));
    let settings = Settings { standard_errors: false, ..Settings::default() };
    let progress = |_| std::ops::ControlFlow::Continue(());
    let found = calibrate(&specs, &choices.right, &settings, progress).ok()?.item_parameters().ok()?;
    let kept: Vec<usize> =
        found.iter().filter_map(|item| choices.items.iter().position(|i| i.to_string() == item.id)).collect();
    let models: Vec<ItemModel> = found.into_iter().map(|item| item.model).collect();
    if kept.len() != models.len() {
        return None;
    }
    let choices = Choices {
        items: kept.iter().map(|at| choices.items[*at]).collect(),
        key: kept.iter().map(|at| choices.key[*at]).collect(),
        options: kept.iter().map(|at| choices.options[*at]).collect(),
        chosen: choices.chosen.select(&kept),
        right: choices.right.select(&kept),
    };
    let all_known = models.iter().all(|model| model.categories() == 2);
    (all_known && !models.is_empty()).then_some((choices, models))
}
