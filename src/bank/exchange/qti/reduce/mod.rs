//! Item → `InteractionSource` by evaluation: the item's own rules score every answer, and ours must give the same share
//! of the maximum. What cannot be proved is left out with the first answer that differs.

mod assign;
mod association;
mod choice;
mod gap;
mod known;
mod matching;
mod number;
mod ordering;
mod picture;
mod scorer;
mod text_gap;

use super::content::{Desk, Marks};
use super::interaction;
use super::processing::Program;
use super::value::boolean;
use super::xml::Element;
use crate::bank::source::InteractionSource;

use self::scorer::Scorer;

pub struct Reduced {
    pub interaction: InteractionSource,
    /// What stands in the stem where gaps were.
    pub marks: Marks,
    pub fixed_order: bool,
}

/// Interactions that stand inside a sentence and can share an item.
const GAPS: &[&str] = &["textEntryInteraction", "inlineChoiceInteraction", "gapMatchInteraction"];

pub fn reduce(program: Program, desk: &mut Desk<'_>) -> Result<Reduced, String> {
    let body = program.item.body.clone();
    let all = interaction::elements(&body);
    let first = *all.first().ok_or("the item has no interaction: there is nothing to answer")?;
    if let Some(unsupported) = interaction::unsupported(&body) {
        return Err(format!("{} is not supported", unsupported.place()));
    }
    if all.iter().all(|element| element.name == "extendedTextInteraction") {
        desk.stranger("people must mark it; it stays a draft");
        let fixed_order = desk.own.is_some_and(|own| own.fixed_order);
        return Ok(Reduced { interaction: InteractionSource::ExtendedText, marks: Marks::new(), fixed_order });
    }
    if let Some(open) = all.iter().find(|element| element.name == "extendedTextInteraction") {
        return Err(format!("{} stands beside other interactions; people mark it, the others not", open.place()));
    }
    let in_text = |element: &&Element| GAPS.contains(&element.name.as_str());
    if all.len() > 1 && !all.iter().all(in_text) {
        return Err(format!(
            "{} interactions ({}) in one item cannot become one here",
            all.len(),
            interaction::kinds(&body)
        ));
    }
    let mut scorer = Scorer::new(program, &all, desk.own.is_none())?;
    let reduced = one(&mut scorer, first, &all, desk);
    for change in std::mem::take(&mut scorer.changes) {
        desk.change(change);
    }
    let mut reduced = reduced?;
    if let Some(own) = desk.own.filter(|_| first.name != "choiceInteraction") {
        reduced.fixed_order = own.fixed_order;
    }
    check_leftovers(&reduced, first, desk);
    Ok(reduced)
}

fn one(scorer: &mut Scorer, first: &Element, all: &[&Element], desk: &mut Desk<'_>) -> Result<Reduced, String> {
    let plain = |interaction| Reduced { interaction, marks: Marks::new(), fixed_order: is_fixed(first) };
    match first.name.as_str() {
        "choiceInteraction" | "hottextInteraction" | "hotspotInteraction" => {
            choice::reduce(scorer, first, desk).map(plain)
        }
        "orderInteraction" | "graphicOrderInteraction" => ordering::reduce(scorer, first, desk).map(plain),
        "matchInteraction" | "graphicGapMatchInteraction" => matching::reduce(scorer, first, desk).map(plain),
        "associateInteraction" | "graphicAssociateInteraction" => association::reduce(scorer, first, desk).map(plain),
        "sliderInteraction" => number::slider(scorer, first, desk.own).map(plain),
        "textEntryInteraction" if all.len() == 1 && number::is_number(scorer, first) => {
            match number::entry(scorer, first, desk.own) {
                Ok(reduced) => Ok(reduced),
                // Several numbers with credits of their own are a list of texts.
                Err(why) => gap::reduce(scorer, all, desk).map_err(|_| why),
            }
        }
        name if GAPS.contains(&name) => gap::reduce(scorer, all, desk),
        name => Err(format!("{name} (line {}) is not supported", first.line)),
    }
}

/// The source keeps the order of the choices unless it says `shuffle="true"`; one fixed choice among others keeps all.
fn is_fixed(element: &Element) -> bool {
    let fixed = |part: &Element| part.said("fixed").and_then(boolean).unwrap_or(false);
    let shuffled = element.said("shuffle").and_then(boolean).unwrap_or(false);
    let ordered = matches!(element.name.as_str(), "choiceInteraction" | "hottextInteraction" | "hotspotInteraction");
    ordered && (!shuffled || interaction::choices(element).iter().any(|choice| fixed(choice.element)))
}

fn check_leftovers(reduced: &Reduced, first: &Element, desk: &mut Desk<'_>) {
    let shuffled = first.said("shuffle").and_then(boolean).unwrap_or(false);
    if reduced.fixed_order && shuffled {
        desk.change("some choices were fixed in their place; all of them keep their order here");
    }
    for (name, said) in
        [("minChoices", "the smallest number of choices"), ("minAssociations", "the smallest number of pairs")]
    {
        let orders = first.name.ends_with("rderInteraction");
        if !orders && interaction::bound(first, name).is_some_and(|least| least > 1) {
            desk.change(format!("{said} ({}) is not asked for here", first.said(name).unwrap_or_default()));
        }
    }
}
