//! What an answer is worth by the item's own rules, as a share of the maximum.

use crate::bank::exchange::qti::declaration::Declaration;
use crate::bank::exchange::qti::interaction;
use crate::bank::exchange::qti::item::Item;
use crate::bank::exchange::qti::processing::{Program, Values, templates};
use crate::bank::exchange::qti::value::Value;
use crate::bank::exchange::qti::xml::{self, Element};

/// Shares that differ by less are the same; mappings write thirds with fifteen digits.
pub const SLACK: f64 = 1e-6;

/// Rules times answers; a real item stays below a million.
const MAX_STEPS: usize = 20_000_000;

pub struct Scorer {
    program: Program,
    outcome: String,
    declared: Option<f64>,
    pub changes: Vec<String>,
}

/// The shares of a list of answers, between 0 and 1, in its order.
#[derive(Debug)]
pub struct Shares {
    pub parts: Vec<f64>,
    /// The scores as the rules give them, and the one that counts as full.
    pub raw: Vec<f64>,
    pub full: f64,
}

impl Scorer {
    /// `compare`: say so where key and mapping disagree; ours pay for more than the key on purpose. With the item's rules, or with rules made of its key where it has none that score.
    pub fn new(program: Program, interactions: &[&Element], compare: bool) -> Result<Self, String> {
        let mut scorer = Self { program, outcome: String::new(), declared: None, changes: Vec::new() };
        match scorer.scored_outcome() {
            Some(outcome) => {
                scorer.declared = scorer.maximum(&outcome);
                scorer.outcome = outcome;
            }
            None => scorer.score_by_key(interactions)?,
        }
        if compare {
            scorer.compare_keys();
        }
        Ok(scorer)
    }

    pub fn response(&self, identifier: &str) -> Option<&Declaration> {
        self.program.item.response(identifier)
    }

    pub fn item(&self) -> &Item {
        &self.program.item
    }

    /// Whether this is the full score, by what the item declares.
    pub fn full_is(&self, score: f64) -> bool {
        self.outcome == "SCORE" && self.declared.is_none_or(|declared| same(declared, score))
    }

    pub fn rules(&self) -> &Element {
        &self.program.rules
    }

    /// The outcome that the rules fill: SCORE, or the only number among those they set.
    fn scored_outcome(&self) -> Option<String> {
        let setters = ["setOutcomeValue", "lookupOutcomeValue"];
        let all = self.program.rules.all();
        let set: Vec<&str> = all
            .iter()
            .filter(|rule| setters.contains(&rule.name.as_str()))
            .filter_map(|rule| rule.said("identifier"))
            .filter(|name| self.program.item.outcome(name).is_some_and(|outcome| outcome.base.is_number()))
            .collect();
        if let Some(score) = set.iter().find(|name| name.eq_ignore_ascii_case("score")) {
            return Some((*score).to_owned());
        }
        let first = *set.first()?;
        (set.iter().all(|name| *name == first) && !first.eq_ignore_ascii_case("maxscore")).then(|| first.to_owned())
    }

    /// MAXSCORE, `normalMaximum`, or the upper bound of the only mapping that is scored.
    fn maximum(&self, outcome: &str) -> Option<f64> {
        let item = &self.program.item;
        let named =
            item.outcomes.iter().find(|o| ["maxscore", "max_score"].contains(&o.identifier.to_lowercase().as_str()));
        let said = named.and_then(|outcome| outcome.default.as_number());
        let said = said.or_else(|| item.outcome(outcome).and_then(|outcome| outcome.normal_maximum));
        said.filter(|maximum| *maximum > 0.0)
    }

    fn score_by_key(&mut self, interactions: &[&Element]) -> Result<(), String> {
        let mut rules = String::new();
        for element in interactions {
            let identifier = element.said("responseIdentifier").unwrap_or_default();
            let declaration = self.program.item.response(identifier);
            let declaration = declaration.ok_or_else(|| format!("{} has no response", element.place()))?;
            let has_mapping = declaration.mapping.as_ref().is_some_and(|mapping| !mapping.entries.is_empty());
            let keyed = !declaration.correct.is_null();
            let by_mapping = has_mapping && (!keyed || agree(declaration));
            if !by_mapping && !keyed {
                return Err(format!(
                    "no rule scores {}, and its response `{identifier}` has neither a correctResponse nor a mapping",
                    element.place()
                ));
            }
            rules.push_str(&key_rule(identifier, by_mapping));
            self.changes.push(format!(
                "the source has no rules that score `{identifier}`; its {} is taken as the key",
                if by_mapping { "mapping" } else { "correctResponse" }
            ));
        }
        if self.program.item.outcome("SCORE").is_none() {
            self.program.item.outcomes.push(templates::score());
        }
        self.program.rules = xml::parse(format!("<responseProcessing>{rules}</responseProcessing>").as_bytes())?;
        "SCORE".clone_into(&mut self.outcome);
        Ok(())
    }

    fn compare_keys(&mut self) {
        let all = self.program.rules.all();
        let mapped =
            |name: &str| all.iter().any(|rule| rule.name == "mapResponse" && rule.said("identifier") == Some(name));
        let mut found = Vec::new();
        for declaration in &self.program.item.responses {
            let has = declaration.mapping.as_ref().is_some_and(|mapping| !mapping.entries.is_empty());
            if has && !declaration.correct.is_null() && !agree(declaration) {
                let name = &declaration.identifier;
                let which = if mapped(name) { "mapping" } else { "correctResponse" };
                found.push(format!(
                    "correctResponse and mapping of `{name}` (line {}) disagree; what is scored is the {which}",
                    declaration.line
                ));
            }
        }
        self.changes.extend(found);
    }

    pub fn raw(&self, answer: &Values) -> Result<f64, String> {
        let outcomes = self.program.run(answer)?;
        Ok(outcomes.get(&self.outcome).and_then(Value::as_number).unwrap_or(0.0))
    }

    /// Shares of all answers; the first one must be blank.
    pub fn shares(&mut self, answers: &[Values]) -> Result<Shares, String> {
        self.drop_lower_bounds();
        let raw = self.all(answers)?;
        if let Some(blank) = raw.first().filter(|blank| **blank > SLACK) {
            return Err(format!("an empty answer scores {blank} by the item's own rules; here it is worth nothing"));
        }
        let best = raw.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if best <= SLACK {
            return Err("no answer that can be given scores above 0 by the item's own rules".to_owned());
        }
        let full = self.full(best);
        if raw.iter().any(|score| *score < -SLACK) {
            self.changes.push("answers that scored below 0 score 0 here".to_owned());
        }
        let parts = raw.iter().map(|score| (score / full).clamp(0.0, 1.0)).collect();
        Ok(Shares { parts, raw, full })
    }

    fn all(&self, answers: &[Values]) -> Result<Vec<f64>, String> {
        let size = self.program.rules.all().len();
        if size.saturating_mul(answers.len()) > MAX_STEPS {
            return Err(format!(
                "{size} rules and expressions over {} possible answers are too many to prove",
                answers.len()
            ));
        }
        answers.iter().map(|answer| self.raw(answer)).collect()
    }

    /// A bound above 0 pays for answers that earn nothing.
    fn drop_lower_bounds(&mut self) {
        let mut dropped = false;
        for mapping in self.program.item.responses.iter_mut().filter_map(|response| response.mapping.as_mut()) {
            if mapping.lower.is_some_and(|lower| lower > 0.0) {
                mapping.lower = Some(0.0);
                dropped = true;
            }
        }
        if dropped {
            self.changes.push("a lower bound above 0, which pays for an empty or wrong answer, is not kept".to_owned());
        }
    }

    fn full(&mut self, best: f64) -> f64 {
        match self.declared {
            Some(declared) if best < declared - SLACK => {
                self.changes.push(format!(
                    "the declared maximum {declared} is never reached; the best score {best} counts as full"
                ));
                best
            }
            Some(declared) => {
                if best > declared + SLACK {
                    self.changes.push(format!("scores above the declared maximum {declared} count as full"));
                }
                declared
            }
            None => best,
        }
    }
}

fn key_rule(identifier: &str, by_mapping: bool) -> String {
    let named = format!("identifier='{}'", identifier.replace(['\'', '<', '&'], ""));
    let add = |value: &str| {
        format!(
            "<setOutcomeValue identifier='SCORE'><sum><variable identifier='SCORE'/>{value}</sum></setOutcomeValue>"
        )
    };
    if by_mapping {
        return add(&format!("<mapResponse {named}/>"));
    }
    format!(
        "<responseCondition><responseIf><match><variable {named}/><correct {named}/></match>{}</responseIf></responseCondition>",
        add("<baseValue baseType='float'>1</baseValue>")
    )
}

/// Whether the key of a response is what its mapping pays best.
fn agree(declaration: &Declaration) -> bool {
    let Some(mapping) = &declaration.mapping else { return true };
    let paid: Vec<_> = mapping.entries.iter().filter(|entry| entry.value > 0.0).collect();
    let best = paid.iter().map(|entry| entry.value).fold(0.0, f64::max);
    let correct = declaration.correct.atoms();
    let single = declaration.cardinality == crate::bank::exchange::qti::value::Cardinality::Single;
    let known = |atom| paid.iter().any(|entry| entry.key.same(atom) && (!single || entry.value >= best - SLACK));
    correct.iter().all(known) && (single || paid.iter().all(|entry| correct.iter().any(|atom| entry.key.same(atom))))
}

/// An interaction with the declaration of its answer.
pub fn declared<'s>(scorer: &'s Scorer, element: &Element) -> Result<&'s Declaration, String> {
    let identifier = element.said("responseIdentifier").unwrap_or_default();
    scorer.response(identifier).ok_or_else(|| format!("{} has no response `{identifier}`", element.place()))
}

/// How many choices may be given at once: `None` is without limit.
pub fn limit(element: &Element, name: &str, absent: Option<usize>) -> Option<usize> {
    match interaction::bound(element, name) {
        Some(0) => None,
        Some(most) => Some(most),
        None => absent,
    }
}

pub fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= SLACK
}
