//! Differential item functioning by an attribute of the candidates. Persons are matched on θ of the item's domain where
//! the item is calibrated; on the number right where everybody had the same right-or-wrong items; else on the mean
//! score of the person's other items.

use std::collections::BTreeMap;

use ukur_psychometrics::classical::Criterion;
use ukur_psychometrics::dif::{
    DELTA_LIMITS, DifError, EFFECT_LIMITS, EtsClass, Matched, Matching, Strata, empirical_bayes, logistic_dif, mantel,
    mantel_haenszel, standardization, strata,
};

use super::items::{Column, columns};
use super::text::excerpt;
use super::{finite, real, sessions};
use crate::analysis::AnalysisError;
use crate::analysis::data::{Data, DataItem, Person, small};
use crate::analysis::study::Study;
use crate::domain::item::JobFamily;
use crate::wire::analysis::dif::{
    DifAnalysis, DifAttribute, DifAttributeView, DifClass, DifGroup, DifItem, DifMatching, DifMethod, DifNotJudged,
    DifPosterior, DifResult, DifSide,
};

/// Persons a group must have on an item; from the second number on a verdict is not weak.
const LEAST_GROUP: usize = 50;
const ADVISED_GROUP: usize = 200;
/// Strata of θ or of the rest score.
const STRATA: usize = 10;
const MAX_VALUES: usize = 200;
const LEVEL: f64 = 0.05;

const ATTRIBUTES: [DifAttribute; 8] = [
    DifAttribute::Unit,
    DifAttribute::JobFamily,
    DifAttribute::Room,
    DifAttribute::Session,
    DifAttribute::Event,
    DifAttribute::Sex,
    DifAttribute::BirthDecade,
    DifAttribute::ExtraTime,
];

/// Which groups are compared.
#[derive(Clone, Debug, Default)]
pub struct DifChoice {
    pub by: Option<DifAttribute>,
    pub focal: Option<String>,
    pub reference: Option<String>,
}

pub fn dif(study: &Study, choice: &DifChoice) -> Result<DifAnalysis, AnalysisError> {
    let data = &study.data;
    let result = choice.by.map(|by| compared(study, by, choice)).transpose()?.flatten();
    Ok(DifAnalysis {
        bank_id: data.bank.id.to_string(),
        sessions: sessions(data),
        calibration: study.known.as_ref().map(|known| known.reference.clone()),
        attributes: ATTRIBUTES.into_iter().map(|by| attribute(data, by)).collect(),
        result,
    })
}

fn attribute(data: &Data, attribute: DifAttribute) -> DifAttributeView {
    let mut values = counts(data, attribute);
    values.truncate(MAX_VALUES);
    DifAttributeView { attribute, values }
}

/// Most persons first.
fn counts(data: &Data, attribute: DifAttribute) -> Vec<DifGroup> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for person in &data.persons {
        if let Some(value) = value(data, person, attribute) {
            *counts.entry(value).or_default() += 1;
        }
    }
    let mut groups: Vec<DifGroup> = counts.into_iter().map(|(value, persons)| DifGroup { value, persons }).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.persons));
    groups
}

fn value(data: &Data, person: &Person, attribute: DifAttribute) -> Option<String> {
    let (who, session) = (&person.who, &data.sittings[person.sitting].session);
    let digit = |range: std::ops::Range<usize>| who.nip.get(range);
    let text = match attribute {
        DifAttribute::Unit => who.unit.trim().to_owned(),
        DifAttribute::JobFamily => who.job_family.map(JobFamily::name)?.to_owned(),
        DifAttribute::Room => who.room.clone()?,
        DifAttribute::Session => session.title.clone(),
        DifAttribute::Event => session.event_title.clone(),
        DifAttribute::Sex => match digit(14..15)? {
            "1" => "man".to_owned(),
            "2" => "woman".to_owned(),
            _ => return None,
        },
        DifAttribute::BirthDecade => {
            format!("{}0", digit(0..3).filter(|d| d.starts_with("19") || d.starts_with("20"))?)
        }
        DifAttribute::ExtraTime => if who.extra_time_percent > 0 { "yes" } else { "no" }.to_owned(),
    };
    (!text.is_empty()).then_some(text)
}

/// `None`: there are no two groups.
fn compared(study: &Study, by: DifAttribute, choice: &DifChoice) -> Result<Option<DifResult>, AnalysisError> {
    let data = &study.data;
    let groups = counts(data, by);
    let known = |wanted: &String, field: &'static str| {
        let found = groups.iter().any(|group| group.value == *wanted);
        if found { Ok(()) } else { Err(AnalysisError::invalid(field, "unknown", "nobody has this value")) }
    };
    choice.focal.iter().try_for_each(|focal| known(focal, "focal"))?;
    choice.reference.iter().try_for_each(|reference| known(reference, "reference"))?;
    if choice.focal.is_some() && choice.focal == choice.reference {
        return Err(AnalysisError::invalid("reference", "same", "the two groups are one"));
    }
    let (focal, reference) = match (&choice.focal, &choice.reference) {
        (Some(focal), reference) => (focal.clone(), reference.clone()),
        (None, Some(reference)) => {
            let Some(other) = groups.iter().find(|group| group.value != *reference) else { return Ok(None) };
            (other.value.clone(), Some(reference.clone()))
        }
        (None, None) => match groups.as_slice() {
            [first, second, ..] => (second.value.clone(), Some(first.value.clone())),
            _ => return Ok(None),
        },
    };
    let side = |person: &Person| {
        let value = value(data, person, by)?;
        match &reference {
            _ if value == focal => Some(1),
            Some(reference) if value != *reference => None,
            _ => Some(0),
        }
    };
    let sides: Vec<Option<usize>> = data.persons.iter().map(side).collect();
    Ok(Some(result(study, by, (focal, reference), &sides)))
}

fn result(
    study: &Study,
    by: DifAttribute,
    (focal, reference): (String, Option<String>),
    sides: &[Option<usize>],
) -> DifResult {
    let data = &study.data;
    let matching = matching(study);
    let (mut items, mut not_judged) = (Vec::new(), Vec::new());
    for (item, column) in columns(data).iter().enumerate() {
        let found = found(study, item, column, sides, matching);
        let size = |group: usize| found.group.iter().filter(|g| **g == group).count();
        let (reference_shown, focal_shown) = (size(0), size(1));
        match judged(study, item, &found, matching, [reference_shown, focal_shown]) {
            Ok(one) => items.push(one),
            Err(reason) => not_judged.push(DifNotJudged {
                variant: data.items[item].variant(),
                id: data.items[item].id.to_string(),
                focal_shown: small(focal_shown),
                reference_shown: small(reference_shown),
                reason: reason.to_owned(),
            }),
        }
    }
    weigh(&mut items);
    let mut items: Vec<DifItem> = items.into_iter().map(|one| one.item).collect();
    items.sort_by(|x, y| {
        let size = |item: &DifItem| item.difference.unwrap_or(0.0).abs();
        y.class.cmp(&x.class).then(size(y).total_cmp(&size(x)))
    });
    let of = |class: DifClass| small(items.iter().filter(|item| item.class == class).count());
    let persons = |side: usize| small(sides.iter().filter(|s| **s == Some(side)).count());
    DifResult {
        by,
        focal,
        reference,
        focal_persons: persons(1),
        reference_persons: persons(0),
        matching,
        minimum_group: small(LEAST_GROUP),
        advised_group: small(ADVISED_GROUP),
        class_a: of(DifClass::A),
        class_b: of(DifClass::B),
        class_c: of(DifClass::C),
        items,
        not_judged,
    }
}

fn matching(study: &Study) -> DifMatching {
    if study.known.is_some() {
        DifMatching::Theta
    } else if study.criterion == Criterion::SumScore && study.data.items.iter().all(DataItem::is_dichotomous) {
        DifMatching::SumScore
    } else {
        DifMatching::RestScore
    }
}

/// The persons of the two groups who met the item.
fn found(study: &Study, item: usize, column: &Column, sides: &[Option<usize>], matching: DifMatching) -> Matched {
    let theta = study.theta_of(item).filter(|_| matching == DifMatching::Theta);
    let value = |person: usize, score: f64| match (theta, matching) {
        (Some(theta), _) => finite(theta[person]),
        (None, DifMatching::SumScore) => study.table.sums().get(person).copied(),
        (None, _) => study.rest(person, score),
    };
    let mut found = Matched { group: Vec::new(), score: Vec::new(), matching: Vec::new() };
    for (person, cell) in column {
        if let Some((group, value)) = sides[*person].zip(value(*person, cell.score)) {
            found.group.push(group);
            found.score.push(study.data.items[item].category(cell.score));
            found.matching.push(value);
        }
    }
    found
}

fn judged(
    study: &Study,
    item: usize,
    found: &Matched,
    matching: DifMatching,
    [reference, focal]: [usize; 2],
) -> Result<Judged, &'static str> {
    if reference.min(focal) < LEAST_GROUP {
        return Err("group_too_small");
    }
    let how = match matching {
        DifMatching::SumScore => Matching::SumScore,
        _ => Matching::Theta { theta: &[], strata: STRATA },
    };
    let tables = strata(found, 2, &how);
    let known = &study.data.items[item];
    let test = if known.is_dichotomous() { dichotomous(&tables) } else { polytomous(&tables) };
    let test = test.map_err(|error| reason(&error))?;
    let steps = real(known.scores.len() - 1);
    let difference = standardization(&tables).ok().and_then(|found| finite(found.difference / steps));
    let non_uniform = known.is_dichotomous().then(|| logistic_dif(found).ok()).flatten();
    let item = DifItem {
        variant: known.variant(),
        id: known.id.to_string(),
        domain: known.item.domain.to_string(),
        excerpt: excerpt(&known.item.stem.0),
        focal_shown: small(focal),
        reference_shown: small(reference),
        weak: reference.min(focal) < ADVISED_GROUP,
        method: test.method,
        chi_square: test.chi_square,
        df: 1,
        p: test.p,
        difference,
        delta: test.delta.and_then(finite),
        delta_se: test.delta_se.and_then(finite),
        class: test.class,
        posterior: None,
        favours: favours(test.class, difference),
        non_uniform_p: non_uniform.and_then(|fit| finite(fit.nonuniform_p)),
    };
    Ok(Judged { item, figure: test.figure })
}

/// An item with the figure that its class rests on, and that figure's standard error.
struct Judged {
    item: DifItem,
    figure: (f64, f64),
}

struct Test {
    method: DifMethod,
    chi_square: f64,
    p: f64,
    delta: Option<f64>,
    delta_se: Option<f64>,
    figure: (f64, f64),
    class: DifClass,
}

fn dichotomous(tables: &Strata) -> Result<Test, DifError> {
    let found = mantel_haenszel(tables)?;
    Ok(Test {
        method: DifMethod::MantelHaenszel,
        chi_square: found.chi_square,
        p: found.p,
        delta: Some(found.delta),
        delta_se: Some(found.delta_se),
        figure: (found.delta, found.delta_se),
        class: class(found.ets),
    })
}

fn polytomous(tables: &Strata) -> Result<Test, DifError> {
    let (test, found) = (mantel(tables)?, standardization(tables)?);
    let class = match found.effect.abs() {
        _ if test.p >= LEVEL => DifClass::A,
        size if size > EFFECT_LIMITS[1] => DifClass::C,
        size if size > EFFECT_LIMITS[0] => DifClass::B,
        _ => DifClass::A,
    };
    Ok(Test {
        method: DifMethod::Mantel,
        chi_square: test.chi_square,
        p: test.p,
        delta: None,
        delta_se: None,
        figure: (found.effect, found.effect_se),
        class,
    })
}

/// A small group's verdict follows what is probable, all items of its method considered: its p alone flags honest items
/// too often.
fn weigh(items: &mut [Judged]) {
    for (method, limits) in [(DifMethod::MantelHaenszel, DELTA_LIMITS), (DifMethod::Mantel, EFFECT_LIMITS)] {
        let mut items: Vec<&mut Judged> = items.iter_mut().filter(|one| one.item.method == method).collect();
        let bayes = empirical_bayes(&items.iter().map(|one| one.figure).collect::<Vec<_>>(), limits);
        for (Judged { item, .. }, found) in items.iter_mut().zip(bayes) {
            let Some(found) = found.filter(|_| item.weak) else { continue };
            let [a, b, c] = found.classes();
            item.posterior = Some(DifPosterior { size: found.mean, sd: found.sd, own: found.weight, a, b, c });
            item.class = class(found.class());
            item.favours = favours(item.class, item.difference);
        }
    }
}

fn favours(class: DifClass, difference: Option<f64>) -> Option<DifSide> {
    let side = if difference.unwrap_or(0.0) > 0.0 { DifSide::Focal } else { DifSide::Reference };
    (class != DifClass::A).then_some(side)
}

fn class(ets: EtsClass) -> DifClass {
    match ets {
        EtsClass::A => DifClass::A,
        EtsClass::B => DifClass::B,
        EtsClass::C => DifClass::C,
    }
}

fn reason(error: &DifError) -> &'static str {
    match error {
        DifError::GroupTooSmall { .. } => "group_too_small",
        DifError::Separated => "separated",
        _ => "no_information",
    }
}
