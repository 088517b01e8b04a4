//! A bank begins, and grows: its name, domains and competencies. Items name competencies by id, so ids stay.

use std::collections::BTreeSet;

use super::ports::{Additions, Material};
use super::{Authoring, AuthoringError};
use crate::audit::Actor;
use crate::bank::Outline;
use crate::domain::bank::DomainInfo;
use crate::domain::ids::BankId;

/// Stands where banks stand in the addresses of the item room.
const RESERVED: &str = "models";

impl Authoring {
    /// A bank without items.
    pub async fn found(&self, outline: &Outline, by: &mut Actor) -> Result<(), AuthoringError> {
        let bank = BankId::new(outline.id.as_str());
        if outline.id == RESERVED {
            return Err(AuthoringError::Invalid {
                field: "id",
                detail: format!("`{RESERVED}` is a word of our addresses"),
            });
        }
        let taken = self.store.banks().await?.contains(&bank) || self.planning.is_registered(&bank).await?;
        if taken {
            return Err(AuthoringError::Invalid { field: "id", detail: format!("a bank `{bank}` is there already") });
        }
        self.outline(&bank, outline, "bank_founded", by).await
    }

    /// Other titles, more domains, more competencies. What is there stays, because items may name it.
    pub async fn reshape(&self, outline: &Outline, by: &mut Actor) -> Result<(), AuthoringError> {
        let bank = BankId::new(outline.id.as_str());
        let bench = self.bench(&bank).await?;
        let kept = names(&outline.domains);
        if let Some((domain, competency)) = names(bench.domains()).difference(&kept).next() {
            let name = competency.map_or_else(|| domain.to_string(), |one| format!("{domain}/{one}"));
            let detail = format!("`{name}` may not go: items can name it");
            return Err(AuthoringError::Invalid { field: "domains", detail });
        }
        self.outline(&bank, outline, "bank_reshaped", by).await
    }

    async fn outline(
        &self,
        bank: &BankId,
        outline: &Outline,
        action: &str,
        by: &mut Actor,
    ) -> Result<(), AuthoringError> {
        let bytes = outline.to_text().map_err(AuthoringError::Unreadable)?.into_bytes();
        let materials = vec![Material::next(Outline::FILE.to_owned(), bytes)];
        let act = by.act(None, action, bank.as_str()).with(&outline.title);
        let additions = Additions { versions: Vec::new(), materials };
        self.store.add(bank, &additions, &act).await?.map_err(AuthoringError::Changed)
    }
}

/// Every domain, and every competency in its domain.
fn names(domains: &[DomainInfo]) -> BTreeSet<(&str, Option<&str>)> {
    let mut names = BTreeSet::new();
    for domain in domains {
        names.insert((domain.id.as_str(), None));
        names.extend(domain.competencies.iter().map(|one| (domain.id.as_str(), Some(one.id.as_str()))));
    }
    names
}
