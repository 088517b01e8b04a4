//! The bridge to the assembly of forms.

use crate::domain::assembly::Shortage;
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::form::{Form, FormItem, FormSection, Seed};
use crate::domain::ids::AttemptId;
use crate::domain::item::{Item, JobFamily};

// STAND-IN until `domain::assembly` has landed: takes the first items that fit, in order of id.
pub(super) fn assemble(
    blueprint: &Blueprint,
    bank: &Bank,
    family: Option<JobFamily>,
    seed: Seed,
) -> Result<Form, Shortage> {
    let mut sections = Vec::new();
    for (rule, section) in (0_u16..).zip(&blueprint.sections) {
        let mut items: Vec<FormItem> = Vec::new();
        for cell in &section.cells {
            let fits = |item: &Item| {
                item.domain == section.domain
                    && cell.competency.as_ref().is_none_or(|c| *c == item.competency)
                    && cell.difficulty.is_none_or(|d| d == item.difficulty)
                    && (item.job_families.is_empty() || family.is_none_or(|f| item.job_families.contains(&f)))
            };
            let eligible: Vec<_> =
                bank.items.values().filter(|i| fits(i) && !items.iter().any(|taken| taken.id == i.id)).collect();
            if eligible.len() < usize::from(cell.count) {
                return Err(Shortage {
                    domain: section.domain.clone(),
                    competency: cell.competency.clone(),
                    difficulty: cell.difficulty,
                    needed: cell.count,
                    available: u32::try_from(eligible.len()).unwrap_or(u32::MAX),
                });
            }
            let order = |i: &Item| (0..u8::try_from(i.interaction.drawable().len()).unwrap_or(0)).collect();
            items.extend(
                eligible.iter().take(cell.count.into()).map(|i| FormItem { id: i.id.clone(), order: order(i) }),
            );
        }
        sections.push(FormSection {
            rule,
            domain: section.domain.clone(),
            title: section.title.clone(),
            limit: section.limit,
            items,
        });
    }
    Ok(Form { algorithm: 1, seed, bank: bank.version.clone(), blueprint: blueprint.version.clone(), sections })
}

pub(super) fn verify(form: &Form, blueprint: &Blueprint, _bank: &Bank) -> Result<(), String> {
    if form.len() == usize::from(blueprint.items()) { Ok(()) } else { Err("wrong number of items".into()) }
}

pub(super) fn derive_seed(secret: &[u8; 32], attempt: &AttemptId) -> Seed {
    use sha2::{Digest, Sha256};
    Seed(Sha256::new().chain_update(secret).chain_update(attempt.as_str()).finalize().into())
}
