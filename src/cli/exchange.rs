//! `ukur bank import`, `export`, `generate`: items of other programs in, ours out.

use super::text::say;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::Args;

use crate::app::App;
use crate::authoring::{ExportRequest, ImportRequest};
use crate::bank::exchange::report::{Report, Status};
use crate::bank::exchange::sheet::Layout;
use crate::bank::exchange::{Format, Refused};
use crate::bank::is_id;
use crate::config::Config;
use crate::domain::ids::BankId;
use crate::domain::item_life::Stage;
use crate::shipped;

/// The bank that is meant where none is named.
const USUAL_BANK: &str = shipped::BANK;

#[derive(Args)]
pub(super) struct ImportArgs {
    /// A QTI package or item, Moodle XML, GIFT, Aiken, XLSX, CSV, or a bank of our own in a ZIP
    file: PathBuf,
    /// auto, qti, moodle-xml, gift, aiken, xlsx, csv or ukur
    #[arg(long, default_value = "auto")]
    format: String,
    /// Bank that the items become drafts of; one that does not exist is made
    #[arg(long, default_value = USUAL_BANK)]
    bank: String,
    /// What the columns of a foreign sheet (XLSX, CSV) hold, as TOML: see docs/formats.md
    #[arg(long, value_name = "MAP", conflicts_with = "format")]
    mapping: Option<PathBuf>,
    /// Domain of items that do not say it
    #[arg(long, default_value = "")]
    domain: String,
    /// Competency of items that do not say it
    #[arg(long, default_value = "")]
    competency: String,
    /// Say what would happen and store nothing
    #[arg(long)]
    dry_run: bool,
    /// Write the report as JSON to this file; `-` for standard output
    #[arg(long, value_name = "REPORT")]
    json: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct ExportArgs {
    /// qti, moodle-xml, gift, aiken, xlsx, csv or ukur
    #[arg(long)]
    format: String,
    #[arg(long, default_value = USUAL_BANK)]
    bank: String,
    /// Only items of these stages: draft, in_review, approved, pilot, active, retired
    #[arg(long, value_delimiter = ',')]
    stage: Vec<String>,
    /// Only these items
    #[arg(long, value_delimiter = ',')]
    item: Vec<String>,
    /// Where to; the name gets the format's extension when it has none
    #[arg(long)]
    out: PathBuf,
}

#[derive(Args)]
pub(super) struct GenerateArgs {
    /// Id of a shipped item model
    model: String,
    #[arg(long, default_value_t = 1)]
    count: u32,
    /// The first seed; the items are those of the seeds from here on
    #[arg(long, default_value_t = 1)]
    seed: u32,
    #[arg(long, default_value = USUAL_BANK)]
    bank: String,
    /// Print the items and store nothing
    #[arg(long)]
    dry_run: bool,
}

/// Exit status 0 when something was (or would be) imported, else 1. Whatever the reason, a report that was asked for says
/// it.
pub(super) async fn import(config: Config, args: ImportArgs) -> anyhow::Result<()> {
    let (file, dry_run) = (args.file.display().to_string(), args.dry_run);
    let json = args.json.clone();
    if let Some(path) = json.as_deref() {
        check_writable(path)?;
    }
    let report = match taken(config, args, &file).await {
        Ok(report) => report,
        Err(error) => {
            let refused = Report::refused(&file, None, &Refused::new("not_imported", format!("{error:#}")));
            json.as_deref().map_or(Ok(()), |path| write_json(path, &refused))?;
            return Err(error);
        }
    };
    match &json {
        Some(path) => write_json(path, &report)?,
        None => print(&report, dry_run),
    }
    report.refused.map_or(Ok(()), |reason| bail!("refused: {reason}"))
}

async fn taken(config: Config, args: ImportArgs, file: &str) -> anyhow::Result<Report> {
    let format = match args.format.as_str() {
        "auto" => None,
        name => Some(Format::from_name(name).ok_or_else(|| anyhow!("unknown format {name}"))?),
    };
    if !is_id(&args.bank, '-') {
        bail!("--bank: an id has 1 to 40 lower-case letters, digits and `-`");
    }
    let request = ImportRequest {
        bytes: std::fs::read(&args.file).with_context(|| format!("cannot read {file}"))?,
        file: args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        format,
        layout: args.mapping.as_deref().map(layout).transpose()?,
        domain: args.domain,
        competency: args.competency,
        manifest: Some(shipped::manifest()),
        dry_run: args.dry_run,
        ..ImportRequest::default()
    };
    let app = App::open(config).await?;
    let mut report = app.authoring.import(&BankId::new(args.bank), request, &mut app.actor("cli")).await?.report;
    file.clone_into(&mut report.file);
    refuse_empty(&mut report);
    Ok(report)
}

/// Before anything is stored: whoever asked for a report gets one.
fn check_writable(path: &Path) -> anyhow::Result<()> {
    if path.as_os_str() != "-" {
        let opened = std::fs::OpenOptions::new().append(true).create(true).open(path);
        opened.with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn layout(path: &Path) -> anyhow::Result<Layout> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is no mapping", path.display()))
}

/// A file of which nothing could be taken was refused, whatever the reasons of its items.
fn refuse_empty(report: &mut Report) {
    if report.refused.is_none() && report.totals.imported + report.totals.changed == 0 {
        let reason = report.items.iter().find_map(|row| row.reason.clone()).unwrap_or_default();
        report.refused = Some(format!("no item could be taken; the first: {reason}"));
    }
}

fn write_json(path: &Path, report: &Report) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(report)?;
    if path.as_os_str() == "-" {
        say!("{text}");
        return Ok(());
    }
    std::fs::write(path, text + "\n").with_context(|| format!("cannot write {}", path.display()))
}

fn print(report: &Report, dry_run: bool) {
    for row in &report.items {
        let (sign, said) = match row.status {
            Status::Imported => ("imported", String::new()),
            Status::Changed => ("changed ", row.changes.join("; ")),
            Status::LeftOut => ("left out", row.reason.clone().unwrap_or_default()),
        };
        say!("{sign}  {}  {} {} [{}] {said}", row.source, row.source_id, row.title, row.interaction);
    }
    let totals = report.totals;
    let would = if dry_run { " (nothing was stored)" } else { "" };
    say!("{} imported, {} with changes, {} left out{would}", totals.imported, totals.changed, totals.left_out);
}

pub(super) async fn export(config: Config, args: ExportArgs) -> anyhow::Result<()> {
    let format = Format::from_name(&args.format).ok_or_else(|| anyhow!("unknown format {}", args.format))?;
    let stage = |name: &String| Stage::from_name(name).ok_or_else(|| anyhow!("unknown stage {name}"));
    let stages = args.stage.iter().map(stage).collect::<anyhow::Result<_>>()?;
    let request = ExportRequest { stages, items: args.item.into_iter().collect() };
    let app = App::open(config).await?;
    app.authoring.adopt_registered(&mut app.actor("cli")).await?;
    let export = app.authoring.export(&BankId::new(args.bank), format, &request, &mut app.actor("cli")).await?;
    let out = if args.out.extension().is_none() { args.out.with_extension(export.extension) } else { args.out };
    std::fs::write(&out, &export.bytes).with_context(|| format!("cannot write {}", out.display()))?;
    for loss in &export.lost {
        say!("lost  {}: {}", loss.item, loss.what);
    }
    say!("{}: {} bytes, {} losses", out.display(), export.bytes.len(), export.lost.len());
    Ok(())
}

pub(super) async fn generate(config: Config, args: GenerateArgs) -> anyhow::Result<()> {
    let models = shipped::models();
    let known = || models.iter().map(|model| model.id.as_str()).collect::<Vec<_>>().join(", ");
    let model = models.iter().find(|model| model.id == args.model);
    let model = model.ok_or_else(|| anyhow!("no model {}; there are: {}", args.model, known()))?;
    let app = App::open(config).await?;
    app.authoring.adopt_registered(&mut app.actor("cli")).await?;
    let seeds = args.seed..args.seed.saturating_add(args.count);
    let bank = BankId::new(args.bank);
    let items = app.authoring.generate(&bank, model, seeds, args.dry_run, &mut app.actor("cli")).await?;
    for item in &items {
        say!("{}", if args.dry_run { item.to_text() } else { item.id.clone() });
    }
    Ok(())
}
