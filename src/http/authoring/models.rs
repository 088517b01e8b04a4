//! Item models: which there are, and items out of one.

use axum::Json;
use axum::extract::{Path, State};

use crate::bank::item_model::Kind;
use crate::domain::ids::BankId;
use crate::http::auth::Administrator;
use crate::http::body::Body;
use crate::http::problem::Refusal;
use crate::http::state::HttpState;
use crate::wire::authoring::{GenerateItems, ItemDraft, ItemModelView};
use crate::wire::convert::authoring::draft_of;

pub(in crate::http) async fn models(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
) -> Result<Json<Vec<ItemModelView>>, Refusal> {
    let view = |model: &crate::bank::item_model::ItemModel| ItemModelView {
        id: model.id.clone(),
        title: model.title.clone(),
        competency: model.competency.clone(),
        indicator: model.indicator.clone(),
        difficulty: model.difficulty.name().to_owned(),
        interaction: match model.interaction {
            Kind::SingleChoice => "single_choice".to_owned(),
            Kind::NumericEntry => "numeric_entry".to_owned(),
        },
    };
    Ok(Json(state.models.iter().map(view).collect()))
}

pub(in crate::http) async fn generate(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path((bank, model)): Path<(String, String)>,
    Body(GenerateItems { seed, count, dry_run }): Body<GenerateItems>,
) -> Result<Json<Vec<ItemDraft>>, Refusal> {
    let model = state.models.iter().find(|known| known.id == model).ok_or_else(|| Refusal::not_found("model"))?;
    let seeds = seed..seed.saturating_add(count);
    let by = &mut state.actor(&me.username);
    let items = state.authoring.generate(&BankId::new(bank), model, seeds, dry_run, by).await?;
    Ok(Json(items.iter().map(draft_of).collect()))
}
