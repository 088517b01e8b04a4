//! Why a row has no numbers, in words that name items and persons as the file does. The mathematics counts both from 0.

use ukur_psychometrics::classical::ClassicalError;
use ukur_psychometrics::dif::DifError;
use ukur_psychometrics::fit::FitError;

use super::read::{AnswerSheet, shown};

pub(super) fn classical(answers: &AnswerSheet, error: &ClassicalError) -> String {
    let name = |item: usize| item_name(answers, item);
    match *error {
        ClassicalError::NotComplete { person, item } => {
            let person = shown(&answers.person(person));
            format!("item {} was not shown to person {person}: forms differ", name(item))
        }
        ClassicalError::Item { item, reason } => format!("item {}: {reason}", name(item)),
        ClassicalError::Pair { first, second, reason } => {
            format!("items {} and {}: {reason}", name(first), name(second))
        }
        other => other.to_string(),
    }
}

pub(super) fn dif(answers: &AnswerSheet, error: &DifError) -> String {
    let name = |item: usize| item_name(answers, item);
    match *error {
        DifError::GroupTooSmall { item, count, needed, .. } => {
            format!("item {}: a group has {count} persons, {needed} are needed", name(item))
        }
        DifError::NotComplete { item, person } => {
            let person = shown(&answers.person(person));
            format!("item {} was not shown to person {person}: number correct does not compare", name(item))
        }
        DifError::NotDichotomous { item } => format!("item {} is not scored 0 and 1", name(item)),
        other => other.to_string(),
    }
}

/// Of a row that names its person or item itself.
pub(super) fn fit(error: &FitError) -> String {
    match error {
        FitError::NothingShown { .. } => "nothing was shown that counts".to_owned(),
        FitError::Infinite { .. } => "θ is not finite".to_owned(),
        FitError::NoVariance { .. } => "the variance of the statistic is 0".to_owned(),
        other => other.to_string(),
    }
}

fn item_name(answers: &AnswerSheet, item: usize) -> String {
    answers.items.get(item).map_or_else(|| (item + 1).to_string(), |id| shown(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::psy::read::{Coding, Sheet};

    #[test]
    fn reasons_name_items_as_the_file_does() {
        let sheet = Sheet::parse("R.csv", "person,first,second\nada,1,\nbo,,0\n").unwrap();
        let answers = AnswerSheet::take(&sheet, None, Coding::Scored).unwrap();
        let error = ClassicalError::NotComplete { person: 1, item: 0 };
        assert_eq!(classical(&answers, &error), "item first was not shown to person bo: forms differ");
        assert_eq!(dif(&answers, &DifError::NotDichotomous { item: 1 }), "item second is not scored 0 and 1");
        let small = DifError::GroupTooSmall { item: 0, group: 1, count: 3, needed: 5 };
        assert_eq!(dif(&answers, &small), "item first: a group has 3 persons, 5 are needed");
    }
}
