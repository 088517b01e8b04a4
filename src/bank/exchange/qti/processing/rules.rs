//! The rules: conditions, and setting outcomes.

use super::Run;
use crate::bank::exchange::qti::declaration::Table;
use crate::bank::exchange::qti::value::{Atom, Cardinality, Value};
use crate::bank::exchange::qti::xml::Element;

/// What comes after a rule.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Flow {
    On,
    Exit,
}

impl Run<'_> {
    pub(super) fn rules(&mut self, holder: &Element) -> Result<Flow, String> {
        for rule in holder.elements() {
            if self.rule(rule)? == Flow::Exit {
                return Ok(Flow::Exit);
            }
        }
        Ok(Flow::On)
    }

    fn rule(&mut self, rule: &Element) -> Result<Flow, String> {
        match rule.name.as_str() {
            "responseCondition" | "templateCondition" => return self.condition(rule),
            "responseProcessingFragment" => return self.rules(rule),
            "exitResponse" | "exitTemplate" => return Ok(Flow::Exit),
            "setOutcomeValue" => self.set_outcome(rule)?,
            "lookupOutcomeValue" => self.look_up(rule)?,
            "setTemplateValue" => {
                let value = self.only(rule)?;
                self.templates.insert(name(rule)?.to_owned(), value);
            }
            "setCorrectResponse" => {
                let value = self.only(rule)?;
                self.correct.insert(name(rule)?.to_owned(), value);
            }
            _ => return Err(format!("the rule {} is not supported", rule.place())),
        }
        Ok(Flow::On)
    }

    fn condition(&mut self, rule: &Element) -> Result<Flow, String> {
        for branch in rule.elements() {
            let always = matches!(branch.name.as_str(), "responseElse" | "templateElse");
            let mut parts = branch.elements();
            if !always {
                let test = parts.next().ok_or_else(|| format!("{} has no condition", branch.place()))?;
                if self.value(test)? != Value::boolean(true) {
                    continue;
                }
            }
            for inner in parts {
                if self.rule(inner)? == Flow::Exit {
                    return Ok(Flow::Exit);
                }
            }
            return Ok(Flow::On);
        }
        Ok(Flow::On)
    }

    fn set_outcome(&mut self, rule: &Element) -> Result<(), String> {
        let value = self.only(rule)?;
        self.store(rule, &value)
    }

    /// Into the type that the outcome declares.
    fn store(&mut self, rule: &Element, value: &Value) -> Result<(), String> {
        let identifier = name(rule)?;
        let Some(declaration) = self.item.outcome(identifier) else {
            if identifier == "completionStatus" {
                return Ok(());
            }
            return Err(format!("{} sets the outcome `{identifier}`, which is not declared", rule.place()));
        };
        let cast = |atom: &Atom| {
            atom.cast(declaration.base).ok_or_else(|| {
                format!("{} gives `{atom}` to `{identifier}`, which is a {}", rule.place(), declaration.base.name())
            })
        };
        let atoms = value.atoms().iter().map(cast).collect::<Result<Vec<_>, String>>()?;
        if declaration.cardinality == Cardinality::Single && atoms.len() > 1 {
            return Err(format!("{} gives several values to `{identifier}`, which holds one", rule.place()));
        }
        self.outcomes.insert(identifier.to_owned(), declaration.cardinality.hold(atoms));
        Ok(())
    }

    fn look_up(&mut self, rule: &Element) -> Result<(), String> {
        let identifier = name(rule)?;
        let source = self.only(rule)?.as_number();
        let table = self.item.outcome(identifier).and_then(|declaration| declaration.table.clone());
        let table = table.ok_or_else(|| format!("{}: the outcome `{identifier}` has no table", rule.place()))?;
        let value = match (source, table) {
            (None, Table::Match { default, .. } | Table::Interpolation { default, .. }) => default,
            (Some(source), Table::Match { default, entries }) => {
                let found = entries.into_iter().find(|(at, _)| (at - source).abs() < 1e-9);
                found.map_or(default, |(_, value)| value)
            }
            (Some(source), Table::Interpolation { default, entries }) => {
                let reached = |at: f64, included: bool| if included { source >= at } else { source > at };
                let found = entries.into_iter().find(|(at, included, _)| reached(*at, *included));
                found.map_or(default, |(_, _, value)| value)
            }
        };
        self.store(rule, &value)
    }

    /// The value of the rule's one expression.
    fn only(&self, rule: &Element) -> Result<Value, String> {
        let expression = rule.elements().next().ok_or_else(|| format!("{} has no expression", rule.place()))?;
        self.value(expression)
    }
}

pub(super) fn name(rule: &Element) -> Result<&str, String> {
    rule.said("identifier").ok_or_else(|| format!("{} has no identifier", rule.place()))
}
