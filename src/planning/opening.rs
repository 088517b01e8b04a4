//! Opening a session: a form for every candidate, checked, then all of them and the new status in one transaction.

use std::collections::HashMap;
use std::sync::Arc;

use super::Planning;
use super::error::PlanError;
use super::fairness::{Assurance, Drawing, Drawn, Ingredients, draw};
use super::ports::Opened;
use crate::audit::Actor;
use crate::domain::adaptive::AdaptiveReport;
use crate::domain::assembly;
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, ItemId, SessionId};
use crate::domain::session::{Enrolment, Session};

/// Draws of one opening: each time another session of the event opens first, the forms are drawn again to share the
/// exposure with it.
const DRAWS: usize = 8;

/// What the opening did.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    pub forms: u32,
    pub items_per_form: u16,
    pub distinct_items: u32,
    /// Largest share of forms that hold one and the same item, 0 to 1.
    pub max_exposure: f64,
    /// Mean share of items that two forms have in common, 0 to 1.
    pub mean_overlap: f64,
}

impl Planning {
    pub async fn open_session(&self, id: &SessionId, by: &mut Actor) -> Result<Opening, PlanError> {
        let record = self.draft(id).await?;
        let missing = self.missing(&record, by.now).await?;
        if !missing.is_empty() {
            return Err(PlanError::NotReady(missing));
        }
        for _ in 0..DRAWS {
            match self.draw_and_open(&record.session, by).await? {
                (Opened::Stored, opening) => return Ok(opening),
                (Opened::DraftChanged, _) => break,
                (Opened::EventMoved, _) => {}
            }
        }
        Err(PlanError::Changed)
    }

    async fn draw_and_open(&self, draft: &Session, by: &mut Actor) -> Result<(Opened, Opening), PlanError> {
        let ingredients = Arc::new(self.ingredients(draft).await?);
        let calibration = ingredients.calibration.as_ref().map(|calibration| calibration.id.clone());
        let session = Session { calibration, ..draft.clone() };
        let Drawn { forms, assurance } = draw(ingredients.clone()).await?;
        let forms = checked(forms, &ingredients)?;
        let opening = match &assurance {
            Assurance::Fixed(_) => measure(&forms),
            Assurance::Adaptive(report) => expected(forms.len(), report),
        };
        let act = by.act(Some(&session.id), "session_opened", &session.title);
        let act = act.with(&format!("{} forms", opening.forms));
        let drawing = Drawing { assurance, served: ingredients.served.clone() };
        let opened = self.store.open(&session, &forms, &drawing, ingredients.siblings, &act).await?;
        Ok((opened, opening))
    }
}

fn checked(forms: Vec<Form>, ingredients: &Ingredients) -> Result<Vec<(AttemptId, Form)>, PlanError> {
    let one = |(candidate, form): (&Enrolment, Form)| {
        let attempt = candidate.attempt.clone();
        match check(&form, candidate, &ingredients.blueprint, &ingredients.bank) {
            Ok(()) => Ok((attempt, form)),
            Err(reason) => Err(PlanError::BrokenForm { attempt, reason }),
        }
    };
    ingredients.candidates.iter().zip(forms).map(one).collect()
}

/// The auditor's eyes: what the drawing claims is judged again before anything is stored.
fn check(form: &Form, candidate: &Enrolment, blueprint: &Blueprint, bank: &Bank) -> Result<(), String> {
    assembly::verify(form, blueprint, bank).map_err(|fault| fault.to_string())?;
    let fits = |id: &ItemId| bank.items.get(id).is_some_and(|i| assembly::is_eligible(i, candidate.job_family));
    match form.items().find(|item| !fits(&item.id)) {
        Some(item) => Err(format!("item {} is for other job families", item.id)),
        None => Ok(()),
    }
}

/// Of pools: what sittings are expected to be.
fn expected(forms: usize, report: &AdaptiveReport) -> Opening {
    Opening {
        forms: u32::try_from(forms).unwrap_or(u32::MAX),
        items_per_form: report.rule.max_items,
        distinct_items: report.items,
        max_exposure: report.exposure_max,
        mean_overlap: report.overlap,
    }
}

fn measure(forms: &[(AttemptId, Form)]) -> Opening {
    let mut uses: HashMap<&ItemId, u32> = HashMap::new();
    for item in forms.iter().flat_map(|(_, form)| form.items()) {
        *uses.entry(&item.id).or_default() += 1;
    }
    let count = u32::try_from(forms.len()).unwrap_or(u32::MAX);
    let items = forms.iter().map(|(_, form)| form.len()).max().unwrap_or(0);
    Opening {
        forms: count,
        items_per_form: u16::try_from(items).unwrap_or(u16::MAX),
        distinct_items: u32::try_from(uses.len()).unwrap_or(u32::MAX),
        max_exposure: share(uses.values().copied().max().unwrap_or(0).into(), count.into()),
        mean_overlap: overlap(uses.values().map(|n| f64::from(*n)), f64::from(count), items),
    }
}

/// An item in `n` forms is shared by `n(n-1)/2` pairs of forms; the sum over the items, divided by all pairs and by
/// the length of a form.
fn overlap(uses: impl Iterator<Item = f64>, forms: f64, items: usize) -> f64 {
    let pairs = |n: f64| n * (n - 1.0) / 2.0;
    let items = f64::from(u16::try_from(items).unwrap_or(u16::MAX));
    share(uses.map(pairs).sum(), pairs(forms) * items)
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::{FormItem, FormSection, Seed};
    use crate::domain::ids::{BankVersion, BlueprintVersion, DomainId};

    fn form(items: &[&str]) -> (AttemptId, Form) {
        let items = items.iter().map(|id| FormItem { id: ItemId::new(*id), order: [].into() }).collect();
        let section = FormSection { rule: 0, domain: DomainId::new("d"), title: String::new(), limit: None, items };
        let form = Form {
            algorithm: 1,
            seed: Seed([0; 32]),
            bank: BankVersion::new("b"),
            blueprint: BlueprintVersion::new("p"),
            sections: vec![section],
        };
        (AttemptId::new("a"), form)
    }

    #[test]
    fn exposure_and_overlap_of_three_forms() {
        let opening = measure(&[form(&["a", "b"]), form(&["a", "c"]), form(&["a", "b"])]);
        assert_eq!((opening.forms, opening.items_per_form, opening.distinct_items), (3, 2, 3));
        assert!((opening.max_exposure - 1.0).abs() < 1e-12);
        // Pairs share 1, 2 and 1 of 2 items: (0.5 + 1 + 0.5) / 3.
        assert!((opening.mean_overlap - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn one_form_overlaps_with_nothing() {
        let opening = measure(&[form(&["a", "b"])]);
        assert!(opening.mean_overlap.abs() < 1e-12);
        assert!(measure(&[]).max_exposure.abs() < 1e-12);
    }
}
