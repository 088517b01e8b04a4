//! Import: a file and what was mended of it; the report is the answer in any case. Export: a file, and what it cannot
//! say.

use axum::Json;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::MAX_FILE_BYTES;
use crate::authoring::{AuthoringError, ExportRequest, ImportRequest};
use crate::bank::exchange::{Format, sheet};
use crate::domain::ids::BankId;
use crate::domain::item_life::Stage;
use crate::http::auth::Administrator;
use crate::http::candidates::flag;
use crate::http::problem::Refusal;
use crate::http::state::HttpState;
use crate::wire::authoring::{ExportLoss, ItemImport, MendedRow, SheetLayout, SheetLook};
use crate::wire::convert::authoring::{import_view, layout_of, look_view, source_of};

#[derive(Deserialize)]
pub(in crate::http) struct ImportQuery {
    dry_run: Option<String>,
    /// Absent: found out.
    format: Option<String>,
    #[serde(default)]
    domain: String,
    #[serde(default)]
    competency: String,
}

pub(in crate::http) async fn import(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
    Query(query): Query<ImportQuery>,
    form: Multipart,
) -> Result<Json<ItemImport>, Refusal> {
    let format = query.format.filter(|name| !name.is_empty() && name != "auto");
    let format = format.map(|name| Format::from_name(&name).ok_or_else(|| wrong("format", "unknown"))).transpose()?;
    let dry_run = flag("dry_run", query.dry_run.as_deref())?;
    let mut request = ImportRequest {
        format,
        dry_run,
        domain: query.domain,
        competency: query.competency,
        ..ImportRequest::default()
    };
    read(form, &mut request).await?;
    let imported = state.authoring.import(&BankId::new(bank), request, &mut state.actor(&me.username)).await?;
    Ok(Json(import_view(imported, !dry_run)))
}

/// How a foreign sheet looks and what its columns seem to hold, before its import; nothing is stored.
pub(in crate::http) async fn look_at_sheet(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(bank): Path<String>,
    form: Multipart,
) -> Result<Json<SheetLook>, Refusal> {
    let mut request = ImportRequest { dry_run: true, ..ImportRequest::default() };
    read(form, &mut request).await?;
    let file = request.file.clone();
    let looked = state.authoring.look_at_sheet(&BankId::new(bank), request).await?;
    Ok(Json(look_view(file, looked)))
}

#[derive(Deserialize)]
pub(in crate::http) struct ExportQuery {
    format: String,
    /// Names of stages with commas between; absent: all.
    #[serde(default)]
    stage: String,
    /// Ids with commas between; absent: all.
    #[serde(default)]
    item: String,
}

/// The file, to be saved.
pub(in crate::http) async fn export(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Path(bank): Path<String>,
    Query(query): Query<ExportQuery>,
) -> Result<Response, Refusal> {
    let (format, request) = wanted(&query)?;
    let by = &mut state.actor(&me.username);
    let export = state.authoring.export(&BankId::new(bank.as_str()), format, &request, by).await?;
    let name = format!("{bank}-{}.{}", format.name(), export.extension);
    Ok(file(&name, "application/octet-stream", export.bytes))
}

/// What the format cannot say, before anybody saves the file.
pub(in crate::http) async fn losses(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
    Path(bank): Path<String>,
    Query(query): Query<ExportQuery>,
) -> Result<Json<Vec<ExportLoss>>, Refusal> {
    let (format, request) = wanted(&query)?;
    let lost = state.authoring.losses(&BankId::new(bank), format, &request).await?;
    Ok(Json(lost.into_iter().map(|loss| ExportLoss { item: loss.item, what: loss.what }).collect()))
}

/// The table that people fill in.
pub(in crate::http) async fn template(Administrator(_): Administrator) -> Result<Response, Refusal> {
    let bytes = sheet::template().map_err(AuthoringError::from)?;
    Ok(file("soal.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes))
}

fn wanted(query: &ExportQuery) -> Result<(Format, ExportRequest), Refusal> {
    let format = Format::from_name(&query.format).ok_or_else(|| wrong("format", "unknown"))?;
    let names = |text: &str| text.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let stage = |name: String| Stage::from_name(&name).ok_or_else(|| wrong("stage", "unknown"));
    let stages = names(&query.stage).into_iter().map(stage).collect::<Result<_, _>>()?;
    Ok((format, ExportRequest { stages, items: names(&query.item).into_iter().collect() }))
}

fn file(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

async fn read(mut form: Multipart, request: &mut ImportRequest) -> Result<(), Refusal> {
    let broken = |_| wrong("file", "the form ended early or is too large");
    while let Some(part) = form.next_field().await.map_err(broken)? {
        match part.name() {
            Some("file") => {
                part.file_name().unwrap_or("file").clone_into(&mut request.file);
                request.bytes = part.bytes().await.map_err(broken)?.to_vec();
            }
            Some("mended") => {
                let rows: Vec<MendedRow> = serde_json::from_slice(&part.bytes().await.map_err(broken)?)
                    .map_err(|_| wrong("mended", "no list of mended rows"))?;
                for MendedRow { row, draft } in rows {
                    let row = usize::try_from(row).map_err(|_| wrong("mended", "row"))?;
                    request.mended.insert(row, source_of(draft)?);
                }
            }
            Some("layout") => {
                let layout: SheetLayout = serde_json::from_slice(&part.bytes().await.map_err(broken)?)
                    .map_err(|_| wrong("layout", "no layout of a sheet"))?;
                request.layout = Some(layout_of(layout)?);
            }
            _ => return Err(wrong("form", "only `file`, `mended` and `layout` are known")),
        }
    }
    if request.bytes.is_empty() {
        return Err(wrong("file", &format!("the form has no file of 1 to {MAX_FILE_BYTES} bytes")));
    }
    Ok(())
}

fn wrong(field: &'static str, detail: &str) -> Refusal {
    let fault = crate::planning::fault::Fault::of(field, "invalid", detail);
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail).with_faults(vec![fault])
}
