//! The standard's named rule templates, written out; a template that the package ships is read as rules. No address is
//! ever fetched.

use super::Program;
use super::check;
use crate::bank::exchange::qti::declaration::Declaration;
use crate::bank::exchange::qti::item::Item;
use crate::bank::exchange::qti::value::{Base, Cardinality, Value};
use crate::bank::exchange::qti::xml::{self, Element};

const MATCH: &str = "<responseCondition><responseIf><match><variable identifier='RESPONSE'/><correct identifier='RESPONSE'/></match>\
    RIGHT</responseIf><responseElse>WRONG</responseElse></responseCondition>";
const MAP: &str = "<responseCondition><responseIf><isNull><variable identifier='RESPONSE'/></isNull>NOTHING</responseIf>\
    <responseElse><setOutcomeValue identifier='SCORE'><MAPPER identifier='RESPONSE'/></setOutcomeValue></responseElse>\
    </responseCondition>";
/// What the feedback outcome of the Common Cartridge templates says.
const CC_FEEDBACK: &str = "<responseCondition><responseIf><match><variable identifier='RESPONSE'/>\
    <correct identifier='RESPONSE'/></match><setOutcomeValue identifier='FEEDBACKBASIC'><baseValue baseType='identifier'>correct\
    </baseValue></setOutcomeValue></responseIf><responseElse><setOutcomeValue identifier='FEEDBACKBASIC'>\
    <baseValue baseType='identifier'>incorrect</baseValue></setOutcomeValue></responseElse></responseCondition>";

/// A template that the package may ship: its rules by the address or path that the item names.
pub type Shipped<'a> = &'a dyn Fn(&str) -> Option<Element>;

/// The item with its rules, whatever way it names them. Items without rules get an empty set.
pub fn program(item: Item, shipped: Shipped<'_>) -> Result<Program, String> {
    let Some(processing) = item.processing.clone() else {
        return Ok(Program { item, rules: Element::default() });
    };
    let named = processing.said("template").or_else(|| processing.said("templateLocation")).map(str::to_owned);
    let rules = match named {
        Some(named) if processing.elements().next().is_none() => {
            let location = processing.said("templateLocation");
            let found = shipped(&named).or_else(|| location.and_then(shipped));
            return with_template(item, &processing, &named, found);
        }
        _ => processing,
    };
    check::rules(&rules, &item)?;
    Ok(Program { item, rules })
}

fn with_template(mut item: Item, at: &Element, named: &str, found: Option<Element>) -> Result<Program, String> {
    if let Some(rules) = found {
        check::rules(&rules, &item)?;
        return Ok(Program { item, rules });
    }
    let file = named.rsplit(['/', '#']).next().unwrap_or_default();
    let name = file.trim_end_matches(".xml").to_lowercase();
    let Some(text) = written(&name, &item) else {
        return Err(format!(
            "{} names the template `{named}`, which is neither standard nor in the package",
            at.place()
        ));
    };
    let Some(response) = item.response("RESPONSE") else {
        return Err(format!("{} uses the template `{name}`, but no response RESPONSE is declared", at.place()));
    };
    if name.contains("map_response") && response.mapping.is_none() && response.areas.is_none() {
        return Err(format!("{} uses the template `{name}`, but RESPONSE has no mapping", at.place()));
    }
    if item.outcome("SCORE").is_none() {
        item.outcomes.push(score());
    }
    let rules = xml::parse(format!("<responseProcessing>{text}</responseProcessing>").as_bytes())?;
    Ok(Program { item, rules })
}

/// The outcome that a template fills although the item forgot to declare it.
pub fn score() -> Declaration {
    Declaration {
        identifier: "SCORE".to_owned(),
        line: 0,
        base: Base::Float,
        cardinality: Cardinality::Single,
        default: Value::Null,
        correct: Value::Null,
        mapping: None,
        areas: None,
        table: None,
        normal_maximum: None,
        external: false,
    }
}

fn set(value: &str) -> String {
    format!("<setOutcomeValue identifier='SCORE'>{value}</setOutcomeValue>")
}

fn float(number: u8) -> String {
    format!("<baseValue baseType='float'>{number}</baseValue>")
}

/// The rules of a standard template, without the element around them.
pub fn written(name: &str, item: &Item) -> Option<String> {
    let matching = |right: &str| MATCH.replace("RIGHT", &set(right)).replace("WRONG", &set(&float(0)));
    let mapping = |mapper: &str| MAP.replace("NOTHING", &set(&float(0))).replace("MAPPER", mapper);
    let basic = || if item.outcome("FEEDBACKBASIC").is_some() { CC_FEEDBACK } else { "" };
    Some(match name {
        "match_correct" | "cc2_match" => matching(&float(1)),
        "map_response" | "cc2_map_response" => mapping("mapResponse"),
        "map_response_point" | "cc2_map_response_point" => mapping("mapResponsePoint"),
        "cc2_match_basic" if item.outcome("MAXSCORE").is_some() => {
            matching("<variable identifier='MAXSCORE'/>") + basic()
        }
        "cc2_match_basic" => matching(&float(1)) + basic(),
        "cc2_map_response_basic" => mapping("mapResponse") + basic(),
        _ => return None,
    })
}
