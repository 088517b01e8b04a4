//! The item room over HTTP: for administrators alone, because keys are seen and written here.

mod exchange;
mod items;
mod materials;
mod models;
mod vault;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

pub(super) use exchange::{export, import, look_at_sheet, losses, template};
pub(super) use items::{comment, item, items, preview, step, version, write};
pub(super) use materials::{add_picture, stimuli, write_stimulus};
pub(super) use models::{generate, models};
pub(super) use vault::{lock, protect, unlock, vault};

use super::auth::Administrator;
use super::body::Body;
use super::problem::Refusal;
use super::state::HttpState;
use crate::authoring::AuthoringError;
use crate::authoring::vault::VaultError;
use crate::bank::Outline;
use crate::delivery::ports::StoreError;
use crate::domain::ids::BankId;
use crate::planning::fault::Fault;
use crate::wire::authoring::{AuthoringBank, BankOutline, BankReleased, ItemExposureView, SimilarItems};
use crate::wire::convert::authoring::{bank_view, exposure_view, outline_of, similar_view};
use crate::wire::convert::command::OutOfBounds;

/// A package of items with its pictures.
pub(super) const MAX_FILE_BYTES: usize = 32 * 1024 * 1024;
/// What a form holds beside the file: rows mended by hand, the meaning of columns.
pub(super) const FORM_BYTES: usize = 4 * 1024 * 1024;
/// A draft with its bounds in JSON.
pub(super) const MAX_ITEM_BYTES: usize = 512 * 1024;

pub(super) async fn banks(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
) -> Result<Json<Vec<AuthoringBank>>, Refusal> {
    let counts = state.authoring.counts().await?;
    let released = state.planning.bank_stamps().await?;
    let mut views = Vec::new();
    for id in state.authoring.banks().await? {
        let bench = match state.authoring.bench(&id).await {
            Err(AuthoringError::Store(StoreError::Locked(_))) => None,
            bench => Some(bench?),
        };
        let of_bank = counts.iter().filter(|(bank, ..)| *bank == id).map(|(_, stage, count)| (*stage, *count));
        let newest = released.iter().find(|stamp| stamp.id == id);
        views.push(bank_view(id.as_str(), bench.as_ref(), &of_bank.collect::<Vec<_>>(), newest));
    }
    Ok(Json(views))
}

pub(super) async fn found(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Body(outline): Body<BankOutline>,
) -> Result<StatusCode, Refusal> {
    state.authoring.found(&outline_of(outline), &mut state.actor(&me.username)).await?;
    Ok(StatusCode::CREATED)
}

pub(super) async fn reshape(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
    Body(outline): Body<BankOutline>,
) -> Result<StatusCode, Refusal> {
    let outline = Outline { id: bank, ..outline_of(outline) };
    state.authoring.reshape(&outline, &mut state.actor(&me.username)).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn similar(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(bank): Path<String>,
) -> Result<Json<Vec<SimilarItems>>, Refusal> {
    let found = state.authoring.similar(&BankId::new(bank)).await?;
    Ok(Json(found.iter().map(similar_view).collect()))
}

pub(super) async fn exposure(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(bank): Path<String>,
) -> Result<Json<Vec<ItemExposureView>>, Refusal> {
    let found = state.planning.exposure(&BankId::new(bank)).await?;
    Ok(Json(found.iter().map(exposure_view).collect()))
}

pub(super) async fn release(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
) -> Result<Json<BankReleased>, Refusal> {
    let version = state.authoring.release(&BankId::new(bank), &mut state.actor(&me.username)).await?;
    Ok(Json(BankReleased { version: version.to_string() }))
}

impl From<AuthoringError> for Refusal {
    fn from(error: AuthoringError) -> Self {
        let (code, detail) = (error.code(), error.to_string());
        match error {
            AuthoringError::Unknown(what) => Self::not_found(what),
            AuthoringError::Unreadable(faults) => {
                let faults = faults.into_iter().map(|fault| Fault {
                    row: fault.line,
                    field: format!("{}: {}", fault.file, fault.field),
                    code: fault.code,
                    detail: fault.message,
                });
                Self::new(StatusCode::CONFLICT, code, detail).with_faults(faults.collect())
            }
            AuthoringError::Refused(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail),
            AuthoringError::Invalid { field, detail: wrong } => {
                let faults = vec![Fault::of(field, "invalid", &wrong)];
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).with_faults(faults)
            }
            AuthoringError::Broken(_) | AuthoringError::Interrupted(_) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the item room failed");
                Self::internal()
            }
            // Not 401: whoever asks is signed in, and stays so.
            AuthoringError::Vault(VaultError::WrongPassphrase) => Self::new(StatusCode::FORBIDDEN, code, detail),
            AuthoringError::Changed(_)
            | AuthoringError::InUse(_)
            | AuthoringError::Life(_)
            | AuthoringError::Vault(_) => Self::new(StatusCode::CONFLICT, code, detail),
            AuthoringError::Access(error) => error.into(),
            AuthoringError::Plan(error) => error.into(),
            AuthoringError::Store(error) => error.into(),
        }
    }
}

impl From<OutOfBounds> for Refusal {
    fn from(OutOfBounds(field): OutOfBounds) -> Self {
        let detail = format!("{field} is out of bounds");
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail.clone())
            .with_faults(vec![Fault::of(field, "invalid", &detail)])
    }
}
