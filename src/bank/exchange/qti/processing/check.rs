//! What can be wrong with rules before they run: unknown names, branches out of order, variables that nobody declared.

use crate::bank::exchange::qti::item::Item;
use crate::bank::exchange::qti::value::Base;
use crate::bank::exchange::qti::xml::Element;

const EXPRESSIONS: &[&str] = &[
    "variable",
    "correct",
    "default",
    "baseValue",
    "null",
    "mapResponse",
    "mapResponsePoint",
    "isCorrect",
    "isNull",
    "isNotNull",
    "not",
    "and",
    "or",
    "anyN",
    "match",
    "gt",
    "gte",
    "lt",
    "lte",
    "durationGTE",
    "durationLT",
    "equal",
    "equalRounded",
    "inside",
    "sum",
    "product",
    "min",
    "max",
    "subtract",
    "divide",
    "power",
    "integerDivide",
    "integerModulus",
    "truncate",
    "round",
    "roundTo",
    "integerToFloat",
    "gcd",
    "lcm",
    "mathConstant",
    "mathOperator",
    "statsOperator",
    "multiple",
    "ordered",
    "containerSize",
    "member",
    "contains",
    "delete",
    "index",
    "repeat",
    "stringMatch",
    "substring",
    "patternMatch",
    "customOperator",
];
/// Of the standard, and not worked out here.
const UNSUPPORTED: &[&str] = &[
    "random",
    "randomInteger",
    "randomFloat",
    "fieldValue",
    "testVariables",
    "outcomeMaximum",
    "outcomeMinimum",
    "numberCorrect",
    "numberIncorrect",
    "numberPresented",
    "numberResponded",
    "numberSelected",
];
const BUILT_IN: &[&str] = &["completionStatus", "numAttempts", "duration"];
const KNOWN_OPERATORS: &[&str] = &["Trim", "ToAscii", "ParseCommaDecimal", "ParseDotDecimal", "ParseDecimalDot"];

pub fn rules(holder: &Element, item: &Item) -> Result<(), String> {
    holder.elements().try_for_each(|rule| check_rule(rule, item))
}

fn check_rule(rule: &Element, item: &Item) -> Result<(), String> {
    match rule.name.as_str() {
        "responseCondition" => check_condition(rule, item),
        "responseProcessingFragment" => rules(rule, item),
        "exitResponse" => Ok(()),
        "setOutcomeValue" | "lookupOutcomeValue" => {
            let name = super::rules::name(rule)?;
            if item.outcome(name).is_none() && !BUILT_IN.contains(&name) {
                return Err(format!("{} sets the outcome `{name}`, which is not declared", rule.place()));
            }
            match rule.elements().next() {
                Some(value) => check_expression(value, item),
                None => Err(format!("{} has no expression", rule.place())),
            }
        }
        "include" => Err(format!("{} includes another file, which is refused", rule.place())),
        _ => Err(format!("the rule {} is not known", rule.place())),
    }
}

fn check_condition(rule: &Element, item: &Item) -> Result<(), String> {
    let mut closed = false;
    for (at, branch) in rule.elements().enumerate() {
        if closed {
            return Err(format!("{} stands after <responseElse>", branch.place()));
        }
        match branch.name.as_str() {
            "responseIf" if at == 0 => {}
            "responseElseIf" if at > 0 => {}
            "responseElse" => closed = true,
            "responseIf" | "responseElseIf" => return Err(format!("{} stands in the wrong place", branch.place())),
            _ => return Err(format!("{} is no branch of {}", branch.place(), rule.place())),
        }
        let mut parts = branch.elements();
        if !closed {
            let test = parts.next().ok_or_else(|| format!("{} has no condition", branch.place()))?;
            check_expression(test, item)?;
        }
        parts.try_for_each(|inner| check_rule(inner, item))?;
    }
    Ok(())
}

/// Points have areas instead, and the standard lets their missing mapping sum to nothing.
fn check_mapping(e: &Element, item: &Item) -> Result<(), String> {
    let declaration = item.declared(super::rules::name(e)?);
    match declaration.filter(|declaration| declaration.mapping.is_none() && declaration.base != Base::Point) {
        Some(bare) => {
            Err(format!("{} maps `{}` (line {}), which has no mapping", e.place(), bare.identifier, bare.line))
        }
        None => Ok(()),
    }
}

fn check_expression(e: &Element, item: &Item) -> Result<(), String> {
    let name = e.name.as_str();
    if UNSUPPORTED.contains(&name) {
        return Err(format!("the expression {} is not supported", e.place()));
    }
    if !EXPRESSIONS.contains(&name) {
        return Err(format!("the expression {} is not known", e.place()));
    }
    if name == "customOperator" {
        let which = e.said("definition").or_else(|| e.said("class")).unwrap_or_default();
        if !KNOWN_OPERATORS.contains(&which.rsplit(':').next().unwrap_or_default()) {
            return Err(format!("the customOperator `{which}` (line {}) is not supported", e.line));
        }
    }
    if matches!(name, "variable" | "correct" | "mapResponse" | "mapResponsePoint" | "isCorrect" | "default") {
        let variable = super::rules::name(e)?;
        if item.declared(variable).is_none() && !BUILT_IN.contains(&variable) {
            return Err(format!("{} names the variable `{variable}`, which is not declared", e.place()));
        }
    }
    if name == "mapResponse" {
        check_mapping(e, item)?;
    }
    e.elements().try_for_each(|operand| check_expression(operand, item))
}
