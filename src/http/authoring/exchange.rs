//! Import: a file and what was mended of it. The report is the answer in any case.

use axum::Json;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::MAX_FILE_BYTES;
use crate::authoring::ImportRequest;
use crate::bank::exchange::Format;
use crate::domain::ids::BankId;
use crate::http::auth::Administrator;
use crate::http::candidates::flag;
use crate::http::problem::Refusal;
use crate::http::state::HttpState;
use crate::wire::authoring::{ItemImport, MendedRow};
use crate::wire::convert::authoring::{import_view, source_of};

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
    let dry_run = flag(query.dry_run.as_deref())?;
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
            _ => return Err(wrong("form", "only `file` and `mended` are known")),
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
