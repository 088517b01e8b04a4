//! Categories that a calibration joined because nobody was in them.

use ukur_psychometrics::parameters::{Beside, ItemRecord};
use ukur_psychometrics::responses::{Answer, MAX_CATEGORY, Responses};

/// The categories that the parameters of an item belong to, where they are not simply the first ones.
pub(super) fn observed(record: &ItemRecord) -> Result<Option<Vec<u8>>, String> {
    let Some(beside) = record.errors.get("categories") else { return Ok(None) };
    let Beside::Numbers(values) = beside else { return Err("categories are no list of numbers".to_owned()) };
    let category = |value: &Option<f64>| (0..=MAX_CATEGORY).find(|category| Some(f64::from(*category)) == *value);
    let list: Option<Vec<u8>> = values.iter().map(category).collect();
    match list.filter(|list| !list.is_empty() && list.windows(2).all(|pair| pair[0] < pair[1])) {
        Some(list) => Ok(Some(list)),
        None => Err(format!("categories must be rising numbers from 0 to {MAX_CATEGORY}")),
    }
}

/// Categories that were joined for the calibration are joined here: with the next lower that somebody chose.
pub(super) fn recoded(responses: &Responses, observed: &[Option<&Vec<u8>>]) -> Responses {
    if observed.iter().all(Option::is_none) {
        return responses.clone();
    }
    let joined = |item: usize, answer: Answer| match (answer, observed[item]) {
        (Answer::Category(category), Some(list)) => {
            let place = list.iter().rposition(|kept| *kept <= category).unwrap_or(0);
            Answer::Category(u8::try_from(place).unwrap_or(category))
        }
        _ => answer,
    };
    let mut out = Responses::new(responses.items());
    for person in 0..responses.persons() {
        let row = responses.row(person).map(|(item, answer)| (item, joined(item, answer)));
        // The same cells as before, with smaller categories: nothing here can be refused.
        let _ = out.push(row);
    }
    out
}
