//! A foreign sheet before it is imported: its first rows, what its columns seem to hold, and how its items would come
//! in. Nothing is stored.

use super::exchange::{ImportRequest, Imported, fit, items_of};
use super::ports::Head;
use super::{Authoring, AuthoringError};
use crate::bank::Bench;
use crate::bank::exchange::report::{Report, Totals};
use crate::bank::exchange::sheet::{Sheet, Supplied};
use crate::bank::exchange::{Format, Import, Refused};
use crate::domain::ids::BankId;

/// Items that are shown.
const FIRST_ITEMS: usize = 8;

/// What an administrator sees of a sheet.
pub struct SheetLook {
    pub sheet: Sheet,
    /// Its first items, or why its layout makes none.
    pub items: Result<FirstItems, Refused>,
}

pub struct FirstItems {
    pub first: Imported,
    /// Of the whole sheet.
    pub totals: Totals,
}

impl Authoring {
    /// A file that cannot be opened as it was asked for is an answer, not an error.
    pub async fn look_at_sheet(
        &self,
        bank: &BankId,
        request: ImportRequest,
    ) -> Result<Result<SheetLook, Refused>, AuthoringError> {
        let heads = self.store.heads(bank).await?;
        let bench = self.bench(bank).await?;
        let looked = tokio::task::spawn_blocking(move || look(request, &heads, &bench)).await;
        looked.map_err(|_| AuthoringError::Interrupted("looking at a sheet"))
    }
}

fn look(request: ImportRequest, heads: &[Head], bench: &Bench) -> Result<SheetLook, Refused> {
    let ImportRequest { file, bytes, layout, domain, competency, .. } = request;
    let sheet = Sheet::open(&bytes, layout.unwrap_or_default())?;
    let items = sheet.import(&Supplied::new()).map(|mut import| {
        fit(&mut import, &domain, &competency, heads, bench);
        first_items(&file, sheet.format, import)
    });
    Ok(SheetLook { sheet, items })
}

/// Counted over all, shown of the first.
fn first_items(file: &str, format: Format, mut import: Import) -> FirstItems {
    let mut report = Report::of(file, format, &import);
    report.items.truncate(FIRST_ITEMS);
    import.rows.truncate(FIRST_ITEMS);
    FirstItems { totals: report.totals, first: Imported { report, items: items_of(&import) } }
}
