//! The twin of what an adaptive session's bank was simulated to do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::twins::twins;
use crate::domain::adaptive::{AdaptiveReport, AtTheta, CellContent, Foretold, SectionLength};
use crate::domain::assembly::Served;
use crate::domain::blueprint::AdaptiveRule;
use crate::domain::ids::{CompetencyId, DomainId, ItemId};
use crate::domain::item::Difficulty;
use crate::domain::scoring::Expected;
use crate::planning::{Assurance, Drawing};

#[derive(Serialize, Deserialize)]
pub(super) struct AdaptiveDrawingTwin {
    report: ReportTwin,
    /// Of earlier sessions of the event.
    served_forms: u32,
    served: BTreeMap<ItemId, u32>,
}

twins! {
    RuleTwin = AdaptiveRule {
        min_items: u16,
        max_items: u16,
        standard_error: Option<f64>,
        randomesque: u16,
        max_exposure: f64,
    }
    SectionTwin = SectionLength { domain: DomainId, mean: f64, least: u32, most: u32 }
    ExpectedTwin = Expected { accuracy: f64, low: f64, high: f64 }
    AtThetaTwin = AtTheta { theta: f64, length: f64, bias: f64, rmse: f64, mean_se: f64 }
}

#[derive(Serialize, Deserialize)]
struct ReportTwin {
    rule: RuleTwin,
    items: u32,
    persons: u32,
    bias: f64,
    rmse: f64,
    mean_se: f64,
    correlation: f64,
    mean_length: f64,
    sd_length: f64,
    precise: f64,
    exposure_max: f64,
    unused: u32,
    histogram: Vec<u32>,
    overlap: f64,
    sections: Vec<SectionTwin>,
    // Absent in what earlier builds wrote.
    #[serde(default)]
    cells: Vec<CellTwin>,
    #[serde(default)]
    broken: Option<u32>,
    #[serde(default)]
    accuracy: Option<ForetoldTwin>,
    by_theta: Vec<AtThetaTwin>,
}

#[derive(Serialize, Deserialize)]
struct CellTwin {
    domain: DomainId,
    competency: Option<CompetencyId>,
    difficulty: Option<DifficultyTwin>,
    planned: f64,
    least: u32,
    most: u32,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DifficultyTwin {
    Easy,
    Medium,
    Hard,
}

#[derive(Serialize, Deserialize)]
struct ForetoldTwin {
    overall: ExpectedTwin,
    sections: Vec<ExpectedTwin>,
}

impl AdaptiveDrawingTwin {
    pub(super) fn new(report: AdaptiveReport, served: Served) -> Self {
        Self { report: report.into(), served_forms: served.forms, served: served.counts }
    }
}

impl From<AdaptiveDrawingTwin> for Drawing {
    fn from(twin: AdaptiveDrawingTwin) -> Self {
        Self {
            assurance: Assurance::Adaptive(Box::new(twin.report.into())),
            served: Served { counts: twin.served, forms: twin.served_forms },
        }
    }
}

impl From<AdaptiveReport> for ReportTwin {
    fn from(report: AdaptiveReport) -> Self {
        Self {
            rule: report.rule.into(),
            items: report.items,
            persons: report.persons,
            bias: report.bias,
            rmse: report.rmse,
            mean_se: report.mean_se,
            correlation: report.correlation,
            mean_length: report.mean_length,
            sd_length: report.sd_length,
            precise: report.precise,
            exposure_max: report.exposure_max,
            unused: report.unused,
            histogram: report.histogram,
            overlap: report.overlap,
            sections: report.sections.into_iter().map(Into::into).collect(),
            cells: report.cells.into_iter().map(Into::into).collect(),
            broken: report.broken,
            accuracy: report.accuracy.map(Into::into),
            by_theta: report.by_theta.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<ReportTwin> for AdaptiveReport {
    fn from(twin: ReportTwin) -> Self {
        Self {
            rule: twin.rule.into(),
            items: twin.items,
            persons: twin.persons,
            bias: twin.bias,
            rmse: twin.rmse,
            mean_se: twin.mean_se,
            correlation: twin.correlation,
            mean_length: twin.mean_length,
            sd_length: twin.sd_length,
            precise: twin.precise,
            exposure_max: twin.exposure_max,
            unused: twin.unused,
            histogram: twin.histogram,
            overlap: twin.overlap,
            sections: twin.sections.into_iter().map(Into::into).collect(),
            cells: twin.cells.into_iter().map(Into::into).collect(),
            broken: twin.broken,
            accuracy: twin.accuracy.map(Into::into),
            by_theta: twin.by_theta.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<CellContent> for CellTwin {
    fn from(cell: CellContent) -> Self {
        let CellContent { domain, competency, difficulty, planned, least, most } = cell;
        let difficulty = difficulty.map(|difficulty| match difficulty {
            Difficulty::Easy => DifficultyTwin::Easy,
            Difficulty::Medium => DifficultyTwin::Medium,
            Difficulty::Hard => DifficultyTwin::Hard,
        });
        Self { domain, competency, difficulty, planned, least, most }
    }
}

impl From<CellTwin> for CellContent {
    fn from(twin: CellTwin) -> Self {
        let CellTwin { domain, competency, difficulty, planned, least, most } = twin;
        let difficulty = difficulty.map(|difficulty| match difficulty {
            DifficultyTwin::Easy => Difficulty::Easy,
            DifficultyTwin::Medium => Difficulty::Medium,
            DifficultyTwin::Hard => Difficulty::Hard,
        });
        Self { domain, competency, difficulty, planned, least, most }
    }
}

impl From<Foretold> for ForetoldTwin {
    fn from(foretold: Foretold) -> Self {
        let sections = foretold.sections.into_iter().map(Into::into).collect();
        Self { overall: foretold.overall.into(), sections }
    }
}

impl From<ForetoldTwin> for Foretold {
    fn from(twin: ForetoldTwin) -> Self {
        Self { overall: twin.overall.into(), sections: twin.sections.into_iter().map(Into::into).collect() }
    }
}

#[cfg(test)]
pub(super) fn sample() -> Drawing {
    let report = AdaptiveReport {
        rule: AdaptiveRule {
            min_items: 8,
            max_items: 20,
            standard_error: Some(4.0),
            randomesque: 5,
            max_exposure: 0.3,
        },
        items: 90,
        persons: 1_000,
        bias: -0.01,
        rmse: 0.3,
        mean_se: 0.31,
        correlation: 0.95,
        mean_length: 14.5,
        sd_length: 2.5,
        precise: 0.75,
        exposure_max: 0.29,
        unused: 3,
        histogram: vec![4, 5],
        overlap: 0.2,
        sections: vec![SectionLength { domain: DomainId::new("technical"), mean: 7.25, least: 4, most: 10 }],
        cells: vec![CellContent {
            domain: DomainId::new("technical"),
            competency: Some(CompetencyId::new("budgeting")),
            difficulty: Some(Difficulty::Hard),
            planned: 3.5,
            least: 2,
            most: 4,
        }],
        broken: Some(0),
        accuracy: Some(Foretold {
            overall: Expected { accuracy: 0.8, low: 0.78, high: 0.82 },
            sections: vec![Expected { accuracy: 0.7, low: 0.68, high: 0.72 }],
        }),
        by_theta: vec![AtTheta { theta: -1.0, length: 15.0, bias: 0.1, rmse: 0.3, mean_se: 0.3 }],
    };
    let served = Served { counts: BTreeMap::from([(ItemId::new("tek-001"), 5)]), forms: 9 };
    Drawing { assurance: Assurance::Adaptive(Box::new(report)), served }
}
