//! What honest people would have chosen on the very items that a hall answered, and what one of them would have had by
//! copying. How often a statistic accuses the first and finds the second depends on the forms, so both are drawn on the
//! forms that were really given (van der Linden & Sotaridona, 2006, study power in the same way).

use super::{Abilities, CopyingError, OptionModel};
use crate::random::{Rng, shuffle, unit};
use crate::responses::{Answer, Responses};

/// A choice for every answered cell of `pattern`, drawn from `model` at the person's θ; what was skipped stays skipped.
///
/// # Errors
/// θ of another number of persons or scales, a model of other items, probabilities that are none.
pub fn honest_choices<'a, M: OptionModel + ?Sized>(
    pattern: &Responses,
    theta: impl Into<Abilities<'a>>,
    model: &M,
    rng: &mut impl Rng,
) -> Result<Responses, CopyingError> {
    let theta = theta.into();
    theta.check(pattern.persons(), pattern.items())?;
    if model.items() != pattern.items() {
        let (found, expected) = (model.items(), pattern.items());
        return Err(CopyingError::Length { what: "items of the model", found, expected });
    }
    let mut drawn = Responses::new(pattern.items());
    let mut chances = Vec::new();
    for person in 0..pattern.persons() {
        let mut row = Vec::new();
        for (item, answer) in pattern.row(person) {
            let answer = match answer {
                Answer::Skipped => Answer::Skipped,
                Answer::Category(_) => {
                    chances.clear();
                    chances.resize(model.options(item), 0.0);
                    model.fill(item, theta.at(person, item), &mut chances);
                    Answer::Category(choice(&chances, rng).ok_or(CopyingError::Probability { person, item })?)
                }
            };
            row.push((item, answer));
        }
        drawn.push(row).map_err(|_| CopyingError::NoSuchPerson { person, persons: pattern.persons() })?;
    }
    Ok(drawn)
}

fn choice(chances: &[f64], rng: &mut impl Rng) -> Option<u8> {
    let mut lot = unit(rng);
    if chances.is_empty() || !chances.iter().all(|p| p.is_finite() && *p >= 0.0) {
        return None;
    }
    let place = chances.iter().position(|p| {
        lot -= p;
        lot < 0.0
    });
    u8::try_from(place.unwrap_or(chances.len() - 1)).ok()
}

/// The choices of a person who took over the source's on `share` (0 to 1) of the items that both answered, which ones by
/// lot; elsewhere his own stand. Both in the order of items.
pub fn copied(copier: &[(usize, u8)], source: &[(usize, u8)], share: f64, rng: &mut impl Rng) -> Vec<(usize, u8)> {
    let theirs = |item: usize| source.binary_search_by_key(&item, |(item, _)| *item).ok().map(|at| source[at].1);
    let mut common: Vec<(usize, u8)> =
        copier.iter().enumerate().filter_map(|(place, (item, _))| Some((place, theirs(*item)?))).collect();
    shuffle(rng, &mut common);
    let wanted = share.clamp(0.0, 1.0) * common.len() as f64;
    let mut row = copier.to_vec();
    for (_, (place, choice)) in common.into_iter().enumerate().filter(|(taken, _)| (*taken as f64) < wanted.round()) {
        row[place].1 = choice;
    }
    row
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::model::ItemModel;
    use crate::random::stream;

    fn items() -> Vec<ItemModel> {
        (0..2).map(|d| ItemModel::Nominal { a: vec![0.0, 1.0, 0.0], d: vec![0.0, f64::from(d), -1.0] }).collect()
    }

    #[test]
    fn draws_follow_the_model_on_the_cells_that_were_answered() {
        let mut pattern = Responses::new(2);
        for person in 0..6_000 {
            let second = if person % 3 == 0 { Answer::Skipped } else { Answer::Category(0) };
            pattern.push([(0, Answer::Category(2)), (1, second)]).unwrap();
        }
        let theta = vec![0.5; 6_000];
        let drawn = honest_choices(&pattern, &theta, &items(), &mut stream(1, 1)).unwrap();
        assert_eq!((drawn.persons(), drawn.len()), (6_000, 12_000));
        let p = items()[1].probabilities(0.5);
        let mut counts = [0.0; 3];
        for person in 0..6_000 {
            match drawn.row(person).nth(1).unwrap().1 {
                Answer::Skipped => assert_eq!(person % 3, 0),
                Answer::Category(choice) => counts[usize::from(choice)] += 1.0 / 4_000.0,
            }
        }
        assert!(counts.iter().zip(p).all(|(seen, p)| (seen - p).abs() < 0.03), "{counts:?}");
        assert_eq!(drawn, honest_choices(&pattern, &theta, &items(), &mut stream(1, 1)).unwrap());
    }

    #[test]
    fn a_copier_takes_so_many_of_the_common_items_and_no_other() {
        let own: Vec<(usize, u8)> = (0..20).map(|item| (item, 0)).collect();
        let source: Vec<(usize, u8)> = (10..30).map(|item| (item, 1)).collect();
        for (share, taken) in [(0.0, 0), (0.44, 4), (0.6, 6), (1.0, 10), (7.0, 10)] {
            let row = copied(&own, &source, share, &mut stream(2, 3));
            assert_eq!(row.iter().filter(|(_, choice)| *choice == 1).count(), taken);
            assert!(row[..10].iter().all(|(_, choice)| *choice == 0));
        }
        assert_eq!(copied(&own, &[], 1.0, &mut stream(2, 3)), own);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let mut pattern = Responses::new(2);
        pattern.push([(0, Answer::Category(0))]).unwrap();
        let rng = &mut stream(1, 1);
        assert!(honest_choices(&pattern, &vec![], &items(), rng).is_err());
        assert!(honest_choices(&pattern, &vec![f64::NAN], &items(), rng).is_err());
        let other = items()[..1].to_vec();
        assert!(matches!(honest_choices(&pattern, &vec![0.0], &other, rng), Err(CopyingError::Length { .. })));
    }
}
