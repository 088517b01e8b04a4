//! Items: the list, one of them, a new version, a step, a remark, a look at what is not stored yet.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::authoring::NewText;
use crate::domain::ids::{BankId, ItemId};
use crate::http::auth::Administrator;
use crate::http::body::Body;
use crate::http::problem::Refusal;
use crate::http::state::HttpState;
use crate::wire::authoring::{
    ItemDraft, ItemPage, ItemPreview, ItemRow, ItemWritten, NewComment, StepTaken, TakeStep, WriteItem,
};
use crate::wire::convert::authoring;

pub(in crate::http) async fn items(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(bank): Path<String>,
) -> Result<Json<Vec<ItemRow>>, Refusal> {
    let lines = state.authoring.items(&BankId::new(bank)).await?;
    Ok(Json(lines.iter().map(authoring::item_row).collect()))
}

pub(in crate::http) async fn item(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path((bank, item)): Path<(String, String)>,
) -> Result<Json<ItemPage>, Refusal> {
    let detail = state.authoring.item(&BankId::new(bank), &ItemId::new(item)).await?;
    Ok(Json(authoring::item_page(detail)))
}

pub(in crate::http) async fn version(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path((bank, item, number)): Path<(String, String, u32)>,
) -> Result<Json<ItemDraft>, Refusal> {
    let source = state.authoring.version(&BankId::new(bank), &ItemId::new(item), number).await?;
    Ok(Json(authoring::draft_of(&source)))
}

pub(in crate::http) async fn write(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
    Body(WriteItem { draft, after, note }): Body<WriteItem>,
) -> Result<Json<ItemWritten>, Refusal> {
    let new = NewText { source: authoring::source_of(draft)?, after, note };
    let version = state.authoring.write(&BankId::new(bank), new, &mut state.actor(&me.username)).await?;
    Ok(Json(ItemWritten { version }))
}

pub(in crate::http) async fn step(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path((bank, item)): Path<(String, String)>,
    Body(TakeStep { step, version, reason }): Body<TakeStep>,
) -> Result<Json<StepTaken>, Refusal> {
    let (bank, item, step) = (BankId::new(bank), ItemId::new(item), authoring::step_of(step));
    let by = &mut state.actor(&me.username);
    let stage = state.authoring.step(&bank, &item, version, step, &reason, by).await?;
    Ok(Json(StepTaken { stage: authoring::stage_view(stage) }))
}

pub(in crate::http) async fn comment(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path((bank, item)): Path<(String, String)>,
    Body(NewComment { text }): Body<NewComment>,
) -> Result<StatusCode, Refusal> {
    let by = &mut state.actor(&me.username);
    state.authoring.comment(&BankId::new(bank), &ItemId::new(item), &text, by).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(in crate::http) async fn preview(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(bank): Path<String>,
    Body(draft): Body<ItemDraft>,
) -> Result<Json<ItemPreview>, Refusal> {
    let shown = state.authoring.show(&BankId::new(bank), &authoring::source_of(draft)?).await?;
    Ok(Json(authoring::preview(shown)))
}
