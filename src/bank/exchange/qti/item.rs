//! One item of any QTI version in the model that everything else here reads.

use super::declaration::{self, Declaration};
use super::interaction;
use super::value::{Atom, Base, Cardinality, boolean};
use super::xml::Element;

/// Generated items declare dozens.
const MAX_VARIABLES: usize = 1_000;

#[derive(Clone, Debug)]
pub struct Item {
    pub identifier: String,
    pub title: String,
    pub adaptive: bool,
    pub responses: Vec<Declaration>,
    pub outcomes: Vec<Declaration>,
    pub templates: Vec<Declaration>,
    pub template_processing: Option<Element>,
    pub processing: Option<Element>,
    pub body: Element,
    pub modal_feedback: Vec<Element>,
    pub stimulus_refs: Vec<Element>,
    /// Stylesheets, catalogues and the like: named as removed.
    pub extras: Vec<&'static str>,
}

/// Identifier and title before anything can be wrong with the rest.
pub fn names(root: &Element) -> (String, String) {
    let identifier = root.said("identifier").unwrap_or_default().to_owned();
    (identifier, root.said("title").unwrap_or_default().to_owned())
}

pub fn is_item(root: &Element) -> bool {
    root.name == "assessmentItem"
}

pub fn read(root: &Element) -> Result<Item, String> {
    if !is_item(root) {
        return Err(format!("the root is {}, not <assessmentItem>", root.place()));
    }
    let (identifier, title) = names(root);
    if identifier.is_empty() {
        return Err(format!("{} has no identifier", root.place()));
    }
    let declared = |name: &str| root.named(name).map(declaration::read).collect::<Result<Vec<_>, String>>();
    let mut item = Item {
        identifier,
        title,
        adaptive: root.said("adaptive").and_then(boolean).unwrap_or(false),
        responses: declared("responseDeclaration")?,
        outcomes: declared("outcomeDeclaration")?,
        templates: declared("templateDeclaration")?,
        template_processing: root.first("templateProcessing").cloned(),
        processing: root.first("responseProcessing").cloned(),
        body: root.first("itemBody").cloned().unwrap_or_default(),
        modal_feedback: root.named("modalFeedback").cloned().collect(),
        stimulus_refs: root.named("assessmentStimulusRef").cloned().collect(),
        extras: extras(root),
    };
    check_variables(&item)?;
    mend_pairs(&mut item);
    Ok(item)
}

fn extras(root: &Element) -> Vec<&'static str> {
    let known = [
        ("stylesheet", "stylesheet"),
        ("catalogInfo", "accessibility catalogue"),
        ("companionMaterialsInfo", "companion materials"),
        ("apipAccessibility", "APIP accessibility information"),
        ("contextDeclaration", "context declaration"),
    ];
    known.into_iter().filter(|(name, _)| root.first(name).is_some()).map(|(_, said)| said).collect()
}

fn check_variables(item: &Item) -> Result<(), String> {
    let mut seen: Vec<&Declaration> = Vec::new();
    let count = item.responses.len() + item.outcomes.len() + item.templates.len();
    if count > MAX_VARIABLES {
        return Err(format!("the item declares {count} variables; at most {MAX_VARIABLES} are read"));
    }
    for declaration in item.responses.iter().chain(&item.outcomes).chain(&item.templates) {
        if let Some(first) = seen.iter().find(|other| other.identifier == declaration.identifier) {
            return Err(format!(
                "the variable `{}` is declared twice (lines {} and {})",
                declaration.identifier, first.line, declaration.line
            ));
        }
        seen.push(declaration);
    }
    Ok(())
}

/// Tools declare the pairs of a match as identifiers (`A1 B1`), which no answer can be; the interaction knows better.
fn mend_pairs(item: &mut Item) {
    let found: Vec<(String, Base)> = interaction::elements(&item.body)
        .into_iter()
        .filter_map(|element| {
            Some((element.said("responseIdentifier")?.to_owned(), interaction::pair_base(&element.name)?))
        })
        .collect();
    for declaration in &mut item.responses {
        let pair = found.iter().find(|(identifier, _)| *identifier == declaration.identifier);
        let Some((_, base)) = pair.filter(|_| declaration.base == Base::Identifier) else { continue };
        declaration.base = *base;
        let atoms = declaration.correct.atoms().iter().map(|atom| atom.cast(*base).unwrap_or_else(|| atom.clone()));
        let cardinality = if declaration.cardinality == Cardinality::Single {
            Cardinality::Multiple
        } else {
            declaration.cardinality
        };
        declaration.correct = cardinality.hold(atoms.collect());
        for entry in declaration.mapping.iter_mut().flat_map(|mapping| &mut mapping.entries) {
            entry.key = entry.key.cast(*base).unwrap_or_else(|| entry.key.clone());
        }
    }
}

impl Item {
    pub fn response(&self, identifier: &str) -> Option<&Declaration> {
        self.responses.iter().find(|declaration| declaration.identifier == identifier)
    }

    pub fn outcome(&self, identifier: &str) -> Option<&Declaration> {
        self.outcomes.iter().find(|declaration| declaration.identifier == identifier)
    }

    pub fn declared(&self, identifier: &str) -> Option<&Declaration> {
        self.response(identifier)
            .or_else(|| self.outcome(identifier))
            .or_else(|| self.templates.iter().find(|declaration| declaration.identifier == identifier))
    }

    /// A set of choices holds each of them once: a key that names one twice could never be given.
    pub fn drop_repeated_keys(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        let kinds = [Base::Identifier, Base::Pair, Base::DirectedPair];
        for declaration in self.responses.iter_mut().filter(|declaration| kinds.contains(&declaration.base)) {
            let mut once: Vec<Atom> = Vec::new();
            for atom in declaration.correct.atoms() {
                if !once.iter().any(|other| other.same(atom)) {
                    once.push(atom.clone());
                }
            }
            if once.len() < declaration.correct.atoms().len() {
                said.push(format!(
                    "the correctResponse of `{}` names a value twice; it counts once",
                    declaration.identifier
                ));
                declaration.correct = declaration.cardinality.hold(once);
            }
        }
        said
    }

    /// True when no rule says how an answer scores.
    pub fn without_rules(&self) -> bool {
        self.processing
            .as_ref()
            .is_none_or(|rules| rules.said("template").is_none() && rules.elements().next().is_none())
    }
}
