//! Categories that a calibration joined because nobody was in them.

use serde_json::Value;
use ukur_psychometrics::ItemModel;
use ukur_psychometrics::parameters::{Beside, ItemRecord};
use ukur_psychometrics::responses::{Answer, MAX_CATEGORY, Responses};

/// The categories that the parameters of an item belong to, where they are not simply the first ones.
pub(super) fn observed(record: &ItemRecord, model: &ItemModel) -> Result<Option<Vec<u8>>, String> {
    let Some(beside) = record.errors.get("categories") else { return without_categories(record).map(|()| None) };
    let Beside::Numbers(values) = beside else { return Err("categories are no list of numbers".to_owned()) };
    let category = |value: &Option<f64>| (0..=MAX_CATEGORY).find(|category| Some(f64::from(*category)) == *value);
    let list: Option<Vec<u8>> = values.iter().map(category).collect();
    match list.filter(|list| !list.is_empty() && list.windows(2).all(|pair| pair[0] < pair[1])) {
        Some(list) if list.len() != model.categories() => {
            Err(format!("{} categories, its parameters have {}", list.len(), model.categories()))
        }
        Some(list) => Ok(Some(list)),
        None => Err(format!("categories must be rising numbers from 0 to {MAX_CATEGORY}")),
    }
}

/// The item with the categories that the list `collapsed` of its file tells, where it tells none itself.
pub(super) fn with_categories(mut item: Value, file: &Value) -> Value {
    let id = item.get("id").or_else(|| item.get("item")).cloned();
    let all = file.get("collapsed").and_then(Value::as_array);
    let of = |entry: &&Value| id.is_some() && entry.get("id") == id.as_ref();
    let observed = all.and_then(|all| all.iter().find(of)).and_then(|entry| entry.get("observed"));
    if let (Some(observed), Some(item)) = (observed, item.as_object_mut()) {
        item.entry("categories").or_insert_with(|| observed.clone());
    }
    item
}

/// Scores without categories leave open which categories they were joined from: answers would be misread.
fn without_categories(record: &ItemRecord) -> Result<(), String> {
    let whole = match record.errors.get("scores") {
        None => return Ok(()),
        Some(Beside::Numbers(scores)) => scores.as_slice() == [Some(0.0), Some(1.0)],
        Some(_) => false,
    };
    let reason = "it has scores and no categories, so how its categories were joined is open; export it again";
    if whole { Ok(()) } else { Err(reason.to_owned()) }
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
