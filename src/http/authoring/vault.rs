//! Protecting, unlocking and locking a bank.

use axum::Json;
use axum::extract::{Path, State};

use crate::authoring::vault::USUAL_HOURS;
use crate::domain::ids::BankId;
use crate::http::auth::Administrator;
use crate::http::body::Body;
use crate::http::problem::Refusal;
use crate::http::state::HttpState;
use crate::trust::vault::Passphrase;
use crate::wire::convert::vault::vault_view;
use crate::wire::vault::{ProtectBank, UnlockBank, VaultView};

pub(in crate::http) async fn vault(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(bank): Path<String>,
) -> Result<Json<VaultView>, Refusal> {
    Ok(Json(vault_view(state.vault.state(&BankId::new(bank), state.now()).await?)))
}

pub(in crate::http) async fn protect(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
    Body(ProtectBank { passphrase }): Body<ProtectBank>,
) -> Result<Json<VaultView>, Refusal> {
    let (passphrase, by) = (Passphrase::new(passphrase), &mut state.actor(&me.username));
    Ok(Json(vault_view(state.vault.protect(&BankId::new(bank), passphrase, by).await?)))
}

pub(in crate::http) async fn unlock(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
    Body(UnlockBank { passphrase, hours }): Body<UnlockBank>,
) -> Result<Json<VaultView>, Refusal> {
    let (passphrase, by) = (Passphrase::new(passphrase), &mut state.actor(&me.username));
    let hours = hours.unwrap_or(USUAL_HOURS);
    Ok(Json(vault_view(state.vault.unlock(&BankId::new(bank), passphrase, hours, by).await?)))
}

pub(in crate::http) async fn lock(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
) -> Result<Json<VaultView>, Refusal> {
    Ok(Json(vault_view(state.vault.lock(&BankId::new(bank), &mut state.actor(&me.username)).await?)))
}
