//! Blueprints: the newest version of each.

use axum::Json;
use axum::extract::State;

use super::auth::Administrator;
use super::problem::Refusal;
use super::state::HttpState;
use crate::wire::admin::BlueprintView;
use crate::wire::convert::admin::library::blueprint_view;

pub(super) async fn list(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
) -> Result<Json<Vec<BlueprintView>>, Refusal> {
    let newest = state.planning.newest_blueprints().await?;
    Ok(Json(newest.iter().map(|(blueprint, bank)| blueprint_view(blueprint, bank.as_deref())).collect()))
}
