//! Scoring cases: given answers, what the item's own rules make of them, beside what the case expects.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::declaration::Declaration;
use super::processing::{Program, Values, templates};
use super::value::{Atom, Value};
use super::{item, xml};
use crate::bank::exchange::Refused;

#[derive(Clone, Debug, Serialize)]
pub struct CaseResult {
    pub name: String,
    /// Every outcome; containers as arrays, NULL as null. Empty when the item cannot be scored.
    pub outcomes: BTreeMap<String, Json>,
    /// Whether everything that the case expects came out.
    pub matches: bool,
    /// What came out differently, a sentence each.
    pub differences: Vec<String>,
    /// Why the rules cannot be run; nothing is scored then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unsupported: Option<String>,
}

/// Numbers that differ by less are the same: decimals do not survive binary sums.
const SLACK: f64 = 1e-9;

pub fn score_check(item_xml: &[u8], cases_json: &[u8]) -> Result<Vec<CaseResult>, Refused> {
    let cases: Json = serde_json::from_slice(cases_json)
        .map_err(|error| Refused::new("cases_broken", format!("the cases are no JSON: {error}")))?;
    let root = xml::parse(item_xml).map_err(|message| Refused::new("xml_broken", message))?;
    if !item::is_item(&root) {
        return Err(Refused::new("no_item", format!("the root is {}, not <assessmentItem>", root.place())));
    }
    let program = item::read(&root).and_then(|item| templates::program(item, &|_| None));
    let defaults = member(&cases, &["responses"]).and_then(Json::as_object).cloned().unwrap_or_default();
    let list = match &cases {
        Json::Array(list) => list.clone(),
        Json::Object(_) => match member(&cases, &["cases", "tests"]) {
            Some(Json::Array(list)) => list.clone(),
            _ => vec![cases.clone()],
        },
        _ => return Err(Refused::new("cases_broken", "the cases are no list and have no list `cases`")),
    };
    Ok(list.iter().enumerate().map(|(at, case)| check(&program, case, &defaults, at)).collect())
}

fn member<'j>(holder: &'j Json, names: &[&str]) -> Option<&'j Json> {
    names.iter().find_map(|name| holder.get(name))
}

fn check(program: &Result<Program, String>, case: &Json, defaults: &Map<String, Json>, at: usize) -> CaseResult {
    let name = member(case, &["name", "id", "title"]).and_then(Json::as_str);
    let mut result = CaseResult {
        name: name.map_or_else(|| format!("case {}", at + 1), str::to_owned),
        outcomes: BTreeMap::new(),
        matches: false,
        differences: Vec::new(),
        unsupported: None,
    };
    let run = |program: &Program| program.run(&responses(program, case, defaults));
    match program.as_ref().map_err(String::clone).and_then(run) {
        Ok(outcomes) => {
            result.outcomes = outcomes.iter().map(|(name, value)| (name.clone(), to_json(value))).collect();
            result.differences = differences(case, &result.outcomes);
            result.matches = result.differences.is_empty();
        }
        Err(message) => result.unsupported = Some(message),
    }
    result
}

fn responses(program: &Program, case: &Json, defaults: &Map<String, Json>) -> Values {
    let mut given = defaults.clone();
    let own = member(case, &["responses", "response", "candidateResponses", "input"]);
    match own {
        Some(Json::Object(own)) => given.extend(own.clone()),
        // A lone value answers the only response.
        Some(value) if !value.is_null() => {
            let only = program.item.responses.first().map(|declaration| declaration.identifier.clone());
            given.insert(only.unwrap_or_default(), value.clone());
        }
        _ => {}
    }
    let mut values = Values::new();
    for (name, json) in &given {
        if let Some(declaration) = program.item.response(name) {
            values.insert(name.clone(), from_json(declaration, json));
        }
    }
    values
}

fn from_json(declaration: &Declaration, json: &Json) -> Value {
    let parts: Vec<&Json> = match json {
        Json::Null => Vec::new(),
        // A pair may come as a list of its two ends.
        Json::Array(parts) if is_one_pair(declaration, parts) => vec![json],
        Json::Array(parts) => parts.iter().collect(),
        other => vec![other],
    };
    let texts = parts.into_iter().filter_map(text_of).filter(|text| !text.is_empty());
    // What is no value of the response's type is no answer: letters in a field for numbers.
    declaration.cardinality.hold(texts.filter_map(|text| declaration.atom(&text)).collect())
}

fn is_one_pair(declaration: &Declaration, parts: &[Json]) -> bool {
    let bare = |part: &Json| part.as_str().is_some_and(|text| !text.contains(' ')) || part.is_number();
    let pairs = matches!(declaration.atom("a b"), Some(Atom::Pair(..) | Atom::DirectedPair(..)))
        || matches!(declaration.atom("1 2"), Some(Atom::Point(..)));
    pairs && parts.len() == 2 && parts.iter().all(bare)
}

fn text_of(json: &Json) -> Option<String> {
    match json {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        Json::Array(parts) => Some(parts.iter().filter_map(text_of).collect::<Vec<_>>().join(" ")),
        // `{"base": {"identifier": "A"}}` and `{"x": 1, "y": 2}`: the values count.
        Json::Object(parts) => Some(parts.values().filter_map(text_of).collect::<Vec<_>>().join(" ")),
        other => Some(other.to_string()),
    }
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Single(atom) => atom_json(atom),
        Value::Multiple(atoms) | Value::Ordered(atoms) => Json::Array(atoms.iter().map(atom_json).collect()),
    }
}

fn atom_json(atom: &Atom) -> Json {
    match atom {
        Atom::Integer(n) => Json::from(*n),
        Atom::Float(n) => Json::from(*n),
        Atom::Boolean(yes) => Json::from(*yes),
        other => Json::from(other.to_string()),
    }
}

fn differences(case: &Json, outcomes: &BTreeMap<String, Json>) -> Vec<String> {
    let expect = member(case, &["expect", "expected", "expectedOutcomes"]).unwrap_or(case);
    let mut wanted: Vec<(String, Json)> = Vec::new();
    match expect {
        Json::Object(all) => {
            match member(expect, &["outcomes", "outcome"]) {
                Some(Json::Object(named)) => wanted.extend(named.clone()),
                _ => wanted.extend(
                    all.iter().filter(|(name, _)| outcomes.contains_key(*name)).map(|(a, b)| (a.clone(), b.clone())),
                ),
            }
            for (short, name) in [("score", "SCORE"), ("maxScore", "MAXSCORE")] {
                let said = all.get(short).filter(|_| outcomes.contains_key(name));
                // A plain score knows no NULL.
                let zero = said.and_then(Json::as_f64) == Some(0.0) && outcomes.get(name).is_some_and(Json::is_null);
                wanted.extend(said.filter(|_| !zero).map(|said| (name.to_owned(), said.clone())));
            }
        }
        score if !score.is_null() => wanted.push(("SCORE".to_owned(), score.clone())),
        _ => {}
    }
    let differs = |(name, want): (String, Json)| {
        let got = outcomes.get(&name).unwrap_or(&Json::Null);
        (!same(&want, got)).then(|| format!("{name} is {got}, expected {want}"))
    };
    wanted.into_iter().filter_map(differs).collect()
}

fn same(want: &Json, got: &Json) -> bool {
    match (want, got) {
        (Json::Array(want), Json::Array(got)) => {
            want.len() == got.len() && want.iter().zip(got).all(|(a, b)| same(a, b))
        }
        (Json::Array(want), got) if want.len() == 1 => same(&want[0], got),
        (Json::Array(want), Json::Null) => want.is_empty(),
        (want, got) => match (as_number(want), as_number(got)) {
            (Some(a), Some(b)) => (a - b).abs() <= SLACK,
            _ => want == got,
        },
    }
}

fn as_number(json: &Json) -> Option<f64> {
    json.as_f64().or_else(|| json.as_str().and_then(super::value::number))
}
