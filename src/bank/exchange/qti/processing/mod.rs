//! Response processing: the rules of an item run over an answer, with the standard's exact meaning. What is not
//! supported is an error that names it; it never scores 0.

mod arithmetic;
pub mod check;
mod compare;
mod container;
mod expression;
mod logic;
mod rules;
pub mod templates;
mod text;

pub use text::without_accent;

use std::collections::BTreeMap;

use super::item::Item;
use super::value::Value;
use super::xml::Element;

pub type Values = BTreeMap<String, Value>;

/// An item with the rules that score it.
#[derive(Clone, Debug)]
pub struct Program {
    pub item: Item,
    /// A `responseProcessing` without reference to a template.
    pub rules: Element,
}

/// The variables of one run.
pub struct Run<'a> {
    item: &'a Item,
    responses: &'a Values,
    outcomes: Values,
    templates: Values,
    /// Keys that template processing has set.
    correct: Values,
}

impl Program {
    /// The outcomes after these responses; a response that is not named is NULL.
    pub fn run(&self, responses: &Values) -> Result<Values, String> {
        let mut run = Run {
            item: &self.item,
            responses,
            outcomes: Values::new(),
            templates: Values::new(),
            correct: Values::new(),
        };
        for declaration in &self.item.outcomes {
            run.outcomes.insert(declaration.identifier.clone(), declaration.initial_outcome());
        }
        for declaration in &self.item.templates {
            run.templates.insert(declaration.identifier.clone(), declaration.default.clone());
        }
        if let Some(rules) = &self.item.template_processing {
            run.rules(rules)?;
        }
        run.rules(&self.rules)?;
        Ok(run.outcomes)
    }
}
