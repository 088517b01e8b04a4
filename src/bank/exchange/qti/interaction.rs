//! The interactions of an item's body: which there are, their choices, and what is wrong with them.

use super::declaration::Declaration;
use super::item::Item;
use super::value::{Atom, Base, Value, number};
use super::xml::Element;

/// What can be answered here; everything else that ends in `Interaction` is left out by name.
const KNOWN: &[&str] = &[
    "choiceInteraction",
    "orderInteraction",
    "matchInteraction",
    "associateInteraction",
    "gapMatchInteraction",
    "inlineChoiceInteraction",
    "textEntryInteraction",
    "extendedTextInteraction",
    "hottextInteraction",
    "sliderInteraction",
    "hotspotInteraction",
    "graphicOrderInteraction",
    "graphicAssociateInteraction",
    "graphicGapMatchInteraction",
];
/// Elements that an answer can name.
const CHOICES: &[&str] = &[
    "simpleChoice",
    "simpleAssociableChoice",
    "inlineChoice",
    "gapText",
    "gapImg",
    "gap",
    "hottext",
    "hotspotChoice",
    "associableHotspot",
];

/// Nobody reads more.
const MAX_CHOICES: usize = 500;

/// A choice of an interaction.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    pub identifier: String,
    pub element: &'a Element,
}

pub fn is_interaction(name: &str) -> bool {
    name.ends_with("Interaction")
}

/// In the order of the body; an interaction inside another is none.
pub fn elements(body: &Element) -> Vec<&Element> {
    let mut found = Vec::new();
    for child in body.elements() {
        if is_interaction(&child.name) {
            found.push(child);
        } else {
            found.extend(elements(child));
        }
    }
    found
}

/// Each kind once, in the order of the body, for the report.
pub fn kinds(body: &Element) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    for element in elements(body) {
        if !kinds.contains(&element.name.as_str()) {
            kinds.push(&element.name);
        }
    }
    kinds.join(" + ")
}

pub fn pair_base(name: &str) -> Option<Base> {
    match name {
        "matchInteraction" | "gapMatchInteraction" | "graphicGapMatchInteraction" => Some(Base::DirectedPair),
        "associateInteraction" | "graphicAssociateInteraction" => Some(Base::Pair),
        _ => None,
    }
}

pub fn unsupported(body: &Element) -> Option<&Element> {
    elements(body).into_iter().find(|element| !KNOWN.contains(&element.name.as_str()))
}

pub fn choices(interaction: &Element) -> Vec<Choice<'_>> {
    let named = |element: &&Element| CHOICES.contains(&element.name.as_str());
    let all = interaction.all().into_iter().filter(named);
    all.map(|element| Choice { identifier: element.said("identifier").unwrap_or_default().to_owned(), element })
        .collect()
}

/// `maxChoices` and its kin: absent → `None`, 0 means no limit.
pub fn bound(element: &Element, name: &str) -> Option<usize> {
    element.said(name).and_then(number).and_then(|n| format!("{n:.0}").parse().ok())
}

/// Every interaction has a declaration of its own, its choices have identifiers, and the key names no others.
pub fn check(item: &Item) -> Result<(), String> {
    let all = elements(&item.body);
    let mut answered: Vec<&str> = Vec::new();
    for element in &all {
        let identifier = element
            .said("responseIdentifier")
            .ok_or_else(|| format!("{} has no responseIdentifier", element.place()))?;
        let declaration = item.response(identifier).ok_or_else(|| {
            format!("{} answers `{identifier}`, which no responseDeclaration declares", element.place())
        })?;
        if answered.contains(&identifier) {
            return Err(format!("{} answers `{identifier}` a second time", element.place()));
        }
        answered.push(identifier);
        check_bounds(element)?;
        check_choices(element, declaration)?;
    }
    Ok(())
}

fn check_bounds(element: &Element) -> Result<(), String> {
    for part in element.all() {
        for name in
            ["maxChoices", "minChoices", "matchMax", "matchMin", "maxAssociations", "lowerBound", "upperBound", "step"]
        {
            if let Some(text) = part.said(name).filter(|text| number(text).is_none()) {
                return Err(format!("{}: {name} `{text}` is no number", part.place()));
            }
        }
    }
    Ok(())
}

fn check_choices(interaction: &Element, declaration: &Declaration) -> Result<(), String> {
    let choices = choices(interaction);
    if choices.len() > MAX_CHOICES {
        return Err(format!("{} has {} choices; at most {MAX_CHOICES} are read", interaction.place(), choices.len()));
    }
    for (at, choice) in choices.iter().enumerate() {
        if choice.identifier.is_empty() {
            return Err(format!("{} has no identifier", choice.element.place()));
        }
        if let Some(first) = choices.iter().take(at).find(|other| other.identifier == choice.identifier) {
            return Err(format!(
                "the identifier `{}` stands twice among the choices of {} (lines {} and {})",
                choice.identifier,
                interaction.place(),
                first.element.line,
                choice.element.line
            ));
        }
    }
    if choices.is_empty() || !matches!(declaration.base, Base::Identifier | Base::Pair | Base::DirectedPair) {
        return Ok(());
    }
    let known = |name: &str| choices.iter().any(|choice| choice.identifier == name);
    check_key(&declaration.correct, declaration, &known)?;
    for entry in declaration.mapping.iter().flat_map(|mapping| &mapping.entries) {
        if let Some(name) = stranger(&entry.key, &known) {
            return Err(format!(
                "the mapKey of `{}` (line {}) names `{name}`, which is not among the choices",
                declaration.identifier, entry.line
            ));
        }
    }
    Ok(())
}

fn check_key(correct: &Value, declaration: &Declaration, known: &dyn Fn(&str) -> bool) -> Result<(), String> {
    match correct.atoms().iter().find_map(|atom| stranger(atom, known)) {
        Some(name) => Err(format!(
            "the correctResponse of `{}` (line {}) names `{name}`, which is not among the choices",
            declaration.identifier, declaration.line
        )),
        None => Ok(()),
    }
}

fn stranger(atom: &Atom, known: &dyn Fn(&str) -> bool) -> Option<String> {
    match atom {
        Atom::Text(name) => (!known(name)).then(|| name.clone()),
        Atom::Pair(a, b) | Atom::DirectedPair(a, b) => [a, b].into_iter().find(|name| !known(name)).cloned(),
        _ => None,
    }
}
