//! Hand-written items for every rule of the importer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod choices;
mod faults;
mod field;
mod gaps;
mod graphic;
mod own_metadata;
mod packages;
mod pairs;
mod robust;
mod samples;
mod scoring;
mod structure;
mod texts;
mod there_and_back;

use super::read;
use crate::bank::exchange::{Fate, Row};
use crate::bank::source::{InteractionSource, ItemSource};

/// Rules that give the mapping's or the key's points.
pub const MAP: &str =
    "<responseProcessing template='http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response'/>";
pub const MATCH: &str =
    "<responseProcessing template='http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct'/>";
pub const SCORE: &str = "<outcomeDeclaration identifier='SCORE' cardinality='single' baseType='float'/>";

pub fn item(declarations: &str, body: &str, rules: &str) -> String {
    format!(
        "<assessmentItem identifier='Soal_01' title='Judul'>{declarations}{SCORE}<itemBody>{body}</itemBody>{rules}</assessmentItem>"
    )
}

pub fn response(cardinality: &str, base: &str, inside: &str) -> String {
    format!(
        "<responseDeclaration identifier='RESPONSE' cardinality='{cardinality}' baseType='{base}'>{inside}</responseDeclaration>"
    )
}

pub fn correct(values: &str) -> String {
    let values: String = values.split(',').map(|value| ["<value>", value, "</value>"].concat()).collect();
    format!("<correctResponse>{values}</correctResponse>")
}

/// `A=1,B=-1` with attributes of the mapping.
pub fn mapping(attributes: &str, entries: &str) -> String {
    let entry = |entry: &str| {
        let (key, value) = entry.split_once('=').unwrap();
        format!("<mapEntry mapKey='{key}' mappedValue='{value}'/>")
    };
    format!("<mapping {attributes}>{}</mapping>", entries.split(',').map(entry).collect::<String>())
}

/// `A B C` as choices with their names in small letters as texts.
pub fn choices(element: &str, names: &str, attributes: &str) -> String {
    let one = |name: &str| format!("<{element} identifier='{name}' {attributes}>{}</{element}>", name.to_lowercase());
    names.split(' ').map(one).collect()
}

pub fn row(xml: &str) -> Row {
    read("soal.xml", xml.as_bytes()).unwrap().rows.remove(0)
}

pub fn taken(xml: &str) -> (ItemSource, Vec<String>) {
    match row(xml).fate {
        Fate::Taken { item, changes } => (*item, changes),
        Fate::LeftOut { reason } => panic!("left out: {reason}"),
    }
}

pub fn interaction(xml: &str) -> InteractionSource {
    taken(xml).0.interaction
}

pub fn reason(xml: &str) -> String {
    match row(xml).fate {
        Fate::LeftOut { reason } => reason,
        Fate::Taken { item, .. } => panic!("taken: {item:?}"),
    }
}
