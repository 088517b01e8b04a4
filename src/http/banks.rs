//! Banks: every loaded version, as numbers.

use axum::Json;
use axum::extract::State;

use super::auth::Administrator;
use super::problem::Refusal;
use super::state::HttpState;
use crate::wire::admin::BankView;
use crate::wire::convert::admin::library::bank_view;

pub(super) async fn list(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
) -> Result<Json<Vec<BankView>>, Refusal> {
    let versions = state.planning.bank_versions().await?;
    Ok(Json(versions.iter().map(|(stamp, bank)| bank_view(stamp, bank)).collect()))
}
