//! The item room: between the wire's shapes and the application's. A number out of bounds is refused by its field.

mod draft;
mod sheet;

pub use draft::{draft_of, source_of};
pub use sheet::{layout_of, look_view};

use crate::authoring::ports::{Trail, Version};
use crate::authoring::{Imported, ItemDetail, ItemLine, Shown, Similar};
use crate::bank::Outline;
use crate::bank::exchange::report::{ReportRow, Status};
use crate::bank::source::{ItemSource, StimulusSource};
use crate::domain::bank::{CompetencyInfo, DomainInfo};
use crate::domain::exposure::{Drift, Exposure};
use crate::domain::ids::{CompetencyId, DomainId};
use crate::domain::item_life::{Stage, Step};
use crate::planning::ports::BankStamp;
use crate::planning::{ItemExposure, SittingExposure};
use crate::wire::authoring::{
    AuthoringBank, AuthoringCompetency, AuthoringDomain, BankOutline, ImportStatus, ItemExposureView, ItemImport,
    ItemImportRow, ItemPage, ItemPreview, ItemRow, ItemStage, ItemStep, ItemVersion, SimilarItems, SittingExposureView,
    StimulusDraft, TrailEntry,
};
use crate::wire::convert::command::response_value;
use crate::wire::convert::item::{item_view, stimulus_view};
use crate::wire::number::InstantMs;
use crate::wire::staff::Fault;

/// Characters of a stem in a list.
const EXCERPT: usize = 160;

/// Without its bench the bank is locked: what stands outside it is shown.
pub fn bank_view(
    id: &str,
    bench: Option<&crate::bank::Bench>,
    counts: &[(Stage, u32)],
    released: Option<&BankStamp>,
) -> AuthoringBank {
    let domain = |domain: &DomainInfo| AuthoringDomain {
        id: domain.id.to_string(),
        title: domain.title.clone(),
        competencies: domain
            .competencies
            .iter()
            .map(|competency| AuthoringCompetency { id: competency.id.to_string(), title: competency.title.clone() })
            .collect(),
    };
    AuthoringBank {
        id: id.to_owned(),
        title: bench.map(crate::bank::Bench::title).or(released.map(|stamp| &*stamp.title)).unwrap_or(id).to_owned(),
        domains: bench.map(|bench| bench.domains().iter().map(domain).collect()).unwrap_or_default(),
        items: counts.iter().map(|(stage, count)| (stage.name().to_owned(), *count)).collect(),
        released: released.map(|stamp| stamp.version.to_string()),
        released_ms: released.map(|stamp| InstantMs(stamp.loaded.0)),
        locked: bench.is_none(),
    }
}

pub fn outline_of(outline: BankOutline) -> Outline {
    let competency = |one: AuthoringCompetency| CompetencyInfo { id: CompetencyId::new(one.id), title: one.title };
    let domain = |domain: AuthoringDomain| DomainInfo {
        id: DomainId::new(domain.id),
        title: domain.title,
        competencies: domain.competencies.into_iter().map(competency).collect(),
    };
    Outline { id: outline.id, title: outline.title, domains: outline.domains.into_iter().map(domain).collect() }
}

pub fn item_row(line: &ItemLine) -> ItemRow {
    let head = &line.head;
    let empty = ItemSource::default();
    let source = line.source.as_ref().unwrap_or(&empty);
    ItemRow {
        id: head.item.to_string(),
        title: source.title.clone(),
        stem: excerpt(&source.stem),
        domain: head.version.domain.clone(),
        competency: source.competency.clone(),
        interaction: source.interaction.name().to_owned(),
        difficulty: source.difficulty.map(|difficulty| difficulty.name().to_owned()),
        job_families: source.job_families.iter().map(|family| family.name().to_owned()).collect(),
        tags: source.tags.clone(),
        stage: stage_view(head.stage),
        version: head.version.number,
        in_use: head.in_use,
        author: head.version.author.clone(),
        changed_ms: InstantMs(head.version.at.0),
        faults: u32::try_from(line.faults).unwrap_or(u32::MAX),
    }
}

pub fn item_page(detail: ItemDetail) -> ItemPage {
    let ItemDetail { head, source, shown, versions, trail } = detail;
    let draft = draft_of(&source);
    let line = ItemLine { faults: shown.faults.len(), head, source: Some(source) };
    ItemPage {
        row: item_row(&line),
        draft,
        preview: preview(shown),
        versions: versions.into_iter().map(version_view).collect(),
        trail: trail.into_iter().map(trail_view).collect(),
    }
}

pub fn preview(shown: Shown) -> ItemPreview {
    let Shown { item, stimulus, faults, keyed, warnings } = shown;
    let key = item.as_ref().filter(|_| keyed).and_then(|item| item.interaction.key_response());
    ItemPreview {
        key: key.as_ref().map(response_value),
        rationale_html: item.as_ref().map(|item| item.rationale.0.clone()).unwrap_or_default(),
        view: item.as_ref().map(item_view),
        stimulus: stimulus.as_ref().map(stimulus_view),
        faults: faults.iter().map(fault_view).collect(),
        warnings: warnings.into_iter().map(warning_view).collect(),
    }
}

/// What a reviewer should look at, in the shape of a fault.
fn warning_view(warning: crate::bank::Warning) -> Fault {
    Fault { row: None, field: String::new(), code: warning.code.to_owned(), detail: warning.message }
}

pub fn exposure_view(exposure: &ItemExposure) -> ItemExposureView {
    let seconds = |of: &Exposure| of.mean_ms().map(|ms| ms / 1_000.0);
    let sitting = |sitting: &SittingExposure| SittingExposureView {
        session: sitting.session.id.to_string(),
        title: sitting.session.title.clone(),
        opens_ms: InstantMs(sitting.session.opens.0),
        shown: sitting.exposure.shown,
        mean_score: sitting.exposure.mean_score(),
        mean_s: seconds(&sitting.exposure),
    };
    ItemExposureView {
        item: exposure.item.to_string(),
        shown: exposure.total.shown,
        mean_score: exposure.total.mean_score(),
        mean_s: seconds(&exposure.total),
        drift: exposure.drift.map(|drift| match drift {
            Drift::Easier => "easier".to_owned(),
            Drift::Faster => "faster".to_owned(),
        }),
        sittings: exposure.sittings.iter().map(sitting).collect(),
    }
}

/// Place and code of a bank's fault as a form's fault.
pub fn fault_view(fault: &crate::bank::BankFault) -> Fault {
    Fault { row: fault.line, field: fault.field.clone(), code: fault.code.to_owned(), detail: fault.message.clone() }
}

pub fn import_view(imported: Imported, stored: bool) -> ItemImport {
    let Imported { report, items } = imported;
    let mut items = items.into_iter();
    let rows = report.items.into_iter().map(|row| import_row(row, items.next().flatten().as_ref())).collect();
    ItemImport {
        file: report.file,
        format: report.format.map(str::to_owned),
        stored: stored && report.refused.is_none(),
        refused: report.refused,
        rows,
    }
}

fn import_row(row: ReportRow, item: Option<&ItemSource>) -> ItemImportRow {
    ItemImportRow {
        source: row.source,
        source_id: row.source_id,
        title: row.title,
        interaction: row.interaction,
        status: match row.status {
            Status::Imported => ImportStatus::Imported,
            Status::Changed => ImportStatus::Changed,
            Status::LeftOut => ImportStatus::LeftOut,
        },
        reason: row.reason,
        changes: row.changes,
        draft: item.map(draft_of),
    }
}

pub fn similar_view(similar: &Similar) -> SimilarItems {
    let Similar { one, other, resemblance } = similar;
    SimilarItems { one: one.to_string(), other: other.to_string(), resemblance: *resemblance }
}

pub fn stimulus_draft((source, version): (StimulusSource, u32)) -> StimulusDraft {
    let StimulusSource { id, title, domain, body } = source;
    StimulusDraft { id, title, domain, body, version: Some(version) }
}

/// A stimulus, and the version over which it goes.
pub fn stimulus_source(draft: StimulusDraft) -> (StimulusSource, Option<u32>) {
    let StimulusDraft { id, title, domain, body, version } = draft;
    (StimulusSource { id, title, domain, body }, version)
}

pub fn stage_view(stage: Stage) -> ItemStage {
    match stage {
        Stage::Draft => ItemStage::Draft,
        Stage::InReview => ItemStage::InReview,
        Stage::Approved => ItemStage::Approved,
        Stage::Pilot => ItemStage::Pilot,
        Stage::Active => ItemStage::Active,
        Stage::Retired => ItemStage::Retired,
    }
}

pub fn step_of(step: ItemStep) -> Step {
    match step {
        ItemStep::Submit => Step::Submit,
        ItemStep::Return => Step::Return,
        ItemStep::Approve => Step::Approve,
        ItemStep::Pilot => Step::Pilot,
        ItemStep::Activate => Step::Activate,
        ItemStep::Retire => Step::Retire,
        ItemStep::Revive => Step::Revive,
    }
}

fn version_view(version: Version) -> ItemVersion {
    ItemVersion { number: version.number, author: version.author, at_ms: InstantMs(version.at.0), note: version.note }
}

fn trail_view(trail: Trail) -> TrailEntry {
    let Trail { number, at, who, kind, text, .. } = trail;
    TrailEntry { number, at_ms: InstantMs(at.0), who, kind, text }
}

fn excerpt(stem: &str) -> String {
    let plain: String = stem.chars().filter(|c| !matches!(c, '*' | '`' | '#' | '\\')).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let text = words.join(" ");
    if text.chars().count() <= EXCERPT { text } else { text.chars().take(EXCERPT).chain(['…']).collect() }
}
