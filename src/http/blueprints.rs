//! Blueprints: the newest version of each.

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::auth::Administrator;
use super::candidates::flag;
use super::problem::Refusal;
use super::state::HttpState;
use crate::domain::ids::BlueprintId;
use crate::wire::admin::BlueprintView;
use crate::wire::convert::admin::library::blueprint_view;
use crate::wire::convert::admin::measurement::accuracy_view;
use crate::wire::measurement::AccuracyView;

pub(super) async fn list(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
) -> Result<Json<Vec<BlueprintView>>, Refusal> {
    let newest = state.planning.newest_blueprints().await?;
    Ok(Json(newest.iter().map(|(blueprint, bank)| blueprint_view(blueprint, bank.as_deref())).collect()))
}

#[derive(Deserialize)]
pub(super) struct AccuracyQuery {
    /// Of a rehearsal: a calibration that rests on one counts for it.
    rehearsal: Option<String>,
}

/// How sure the categories of its newest version will be.
pub(super) async fn accuracy(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(id): Path<String>,
    Query(query): Query<AccuracyQuery>,
) -> Result<Json<AccuracyView>, Refusal> {
    let rehearsal = flag("rehearsal", query.rehearsal.as_deref())?;
    Ok(Json(accuracy_view(state.planning.blueprint_forecast(&BlueprintId::new(id), rehearsal).await?)))
}
