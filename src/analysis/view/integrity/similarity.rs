//! Pairs with more of the same options than their abilities explain: ω by the exact law of matches, on the choices that
//! both answered, corrected for the number of pairs (Holm) with seat neighbours as a family of their own. Abilities and
//! curves are those of this session (`fitted.rs`); what this can see here is simulated on its own forms (`design.rs`).

use ukur_psychometrics::integrity::copying::{Family, ScreenedPair};

use super::choices::Choices;
use super::design::{designs, rates};
use super::fitted::{Fitted, LEAST_COMMON, LEVEL, corrected};
use super::{LEAST_PERSONS, MOST, masked};
use crate::analysis::data::{Data, Person, small};
use crate::domain::assembly::{Place, neighbours};
use crate::wire::analysis::integrity::{NotComputed, SimilarPair, SimilarityReport};

pub fn similarity(data: &Data) -> SimilarityReport {
    let places: Vec<Place> = data.persons.iter().map(place).collect();
    let beside = neighbours(&places);
    let choices = Choices::of(data);
    let screened = screened(data, choices.as_ref(), &beside);
    let rates = screened.as_ref().ok().and_then(|(fitted, pairs)| rates(data, fitted, &beside, pairs.len()));
    let [near, far] = designs(data, choices.as_ref(), &beside, rates.as_ref());
    let (not_computed, pairs) = match screened {
        Ok((_, pairs)) => (None, pairs),
        Err(reason) => (Some(reason), Vec::new()),
    };
    let tested = pairs.iter().filter(|pair| pair.family == Family::Neighbours).count();
    SimilarityReport {
        not_computed,
        pairs: small(pairs.len()),
        neighbours: small(tested),
        least_common: small(LEAST_COMMON),
        level: LEVEL,
        false_positives: rates.and_then(|rates| rates.honest.told()),
        near,
        far,
        flagged: flagged(data, &pairs),
    }
}

/// All tested pairs, and by which curves.
fn screened(
    data: &Data,
    choices: Option<&Choices>,
    beside: &[(usize, usize)],
) -> Result<(Fitted, Vec<ScreenedPair>), NotComputed> {
    if data.persons.len() < LEAST_PERSONS {
        return Err(NotComputed::FewPersons);
    }
    let fitted = Fitted::of(choices.ok_or(NotComputed::NoChoices)?).ok_or(NotComputed::NotCalibrated)?;
    let pairs = fitted.screen(beside).ok_or(NotComputed::NotCalibrated)?;
    if pairs.is_empty() { Err(NotComputed::NoCommonItems) } else { Ok((fitted, pairs)) }
}

fn flagged(data: &Data, pairs: &[ScreenedPair]) -> Vec<SimilarPair> {
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
    flagged.into_iter().map(line).collect()
}

fn place(person: &Person) -> Place {
    Place { room: person.who.room.clone(), seat: person.who.seat.clone() }
}
