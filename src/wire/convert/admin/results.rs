//! Results.

use super::library::cut_views;
use super::norms::norm_ref;
use super::plan::job_group;
use super::rescoring::revision_view;
use crate::delivery::ports::Ending;
use crate::domain::nip;
use crate::domain::norms::NormGroup;
use crate::domain::scoring::{Basis, CompetencyOutcome, DomainOutcome, Outcome};
use crate::domain::time::Instant;
use crate::hex;
use crate::planning::{ResultFile, ResultLine, Results};
use crate::wire::admin::{CompetencyResult, DomainResult, Provenance, ResultDetail, ResultRow, ResultsView};
use crate::wire::candidate::ClosedHow;
use crate::wire::number::{InstantMs, SpanMs};
use crate::wire::rescoring::RescoredView;

pub fn results_view(results: Results, now: Instant) -> ResultsView {
    let scoring = results.lines.first().map_or_else(String::new, |line| line.outcome().scoring.clone());
    let norms = results.norms.as_ref().map(|norms| &norms.kept.group);
    ResultsView {
        server_ms: InstantMs(now.0),
        cuts_source: results.blueprint.cuts_source.clone(),
        scoring,
        standing: results.standing.as_ref().map(revision_view),
        proposed: results.proposed.as_ref().map(revision_view),
        norms: results.norms.as_ref().map(norm_ref),
        rows: results.lines.into_iter().map(|line| result_row(line, norms)).collect(),
    }
}

pub fn result_detail(file: ResultFile) -> ResultDetail {
    let provenance = Provenance {
        build: file.line.record.build.clone(),
        bank_version: file.form.bank.to_string(),
        blueprint_version: file.form.blueprint.to_string(),
        form_seed: hex::encode(&file.form.seed.0),
        scoring: file.line.record.outcome.scoring.clone(),
        calibration: calibration(&file.line.record.outcome),
    };
    ResultDetail {
        rescored: rescored(&file),
        norms: file.norms.as_ref().map(norm_ref),
        result: result_row(file.line, file.norms.as_ref().map(|norms| &norms.kept.group)),
        session_title: file.session.title,
        event_title: file.session.event_title,
        time_zone: file.session.time_zone,
        cuts: cut_views(file.blueprint.cuts),
        cuts_source: file.blueprint.cuts_source.clone(),
        provenance,
    }
}

/// What the final record says, beside the revision that counts.
fn rescored(file: &ResultFile) -> Option<RescoredView> {
    let (revision, _) = file.standing.as_ref().zip(file.line.revised.as_ref())?;
    let original = file.line.record.outcome.clone();
    Some(RescoredView {
        revision: revision_view(revision),
        score: original.score,
        category: original.category.into(),
        domains: original.domains.into_iter().map(Into::into).collect(),
        measurement: original.measurement.map(Into::into),
    })
}

fn calibration(outcome: &Outcome) -> Option<String> {
    match &outcome.measurement.as_ref()?.basis {
        Basis::Calibrated(id) => Some(id.to_string()),
        Basis::Uncalibrated => None,
    }
}

fn result_row(line: ResultLine, norms: Option<&NormGroup>) -> ResultRow {
    let (percentile, by_domain) = norms.map(|norms| line.percentiles(norms)).unwrap_or_default();
    let ResultLine { candidate, record, revised } = line;
    let rescored = revised.is_some();
    let outcome = revised.unwrap_or(record.outcome);
    ResultRow {
        attempt_id: candidate.attempt.to_string(),
        nip_masked: nip::mask(&candidate.nip),
        name: candidate.name,
        unit: candidate.unit,
        job_group: job_group(candidate.job_family),
        how: how(record.ending),
        closed_ms: InstantMs(record.closed_at.0),
        answered: outcome.answered,
        items: outcome.items,
        score: outcome.score,
        category: outcome.category.into(),
        likelier: outcome.likelier().map(Into::into),
        percentile,
        domains: domains(outcome.domains, &by_domain),
        voided: record.ending == Ending::Voided,
        rescored,
        extended_ms: SpanMs(record.extended.0),
        outage_credit_ms: SpanMs(record.outage_credit.0),
        measurement: outcome.measurement.map(Into::into),
    }
}

fn domains(outcomes: Vec<DomainOutcome>, percentiles: &[Option<f64>]) -> Vec<DomainResult> {
    let percentiles = percentiles.iter().copied().chain(std::iter::repeat(None));
    let told = |(domain, percentile)| DomainResult { percentile, ..DomainResult::from(domain) };
    outcomes.into_iter().zip(percentiles).map(told).collect()
}

/// A voided attempt was ended by the proctor; that it counts for nothing is told apart.
fn how(ending: Ending) -> ClosedHow {
    match ending {
        Ending::Submitted => ClosedHow::Submitted,
        Ending::Expired => ClosedHow::Expired,
        Ending::Ended | Ending::Voided => ClosedHow::Ended,
    }
}

impl From<DomainOutcome> for DomainResult {
    fn from(domain: DomainOutcome) -> Self {
        Self {
            likelier: domain.likelier().map(Into::into),
            percentile: None,
            domain: domain.domain.to_string(),
            title: domain.title,
            answered: domain.answered,
            items: domain.items,
            score: domain.score,
            category: domain.category.into(),
            competencies: domain.competencies.into_iter().map(Into::into).collect(),
            measured: domain.measured.map(Into::into),
        }
    }
}

impl From<CompetencyOutcome> for CompetencyResult {
    fn from(c: CompetencyOutcome) -> Self {
        Self { competency: c.competency.to_string(), title: c.title, items: c.items, score: c.score }
    }
}
