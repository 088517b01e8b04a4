//! The twin of an outcome.

use serde::{Deserialize, Serialize};

use crate::domain::category::PotentialCategory;
use crate::domain::ids::{CalibrationId, CompetencyId, DomainId};
use crate::domain::scoring::{Basis, CompetencyOutcome, DomainOutcome, Measured, Measurement, Outcome};

#[derive(Serialize, Deserialize)]
pub(super) struct OutcomeTwin {
    scoring: String,
    answered: u16,
    items: u16,
    score: f64,
    category: CategoryTwin,
    domains: Vec<DomainTwin>,
    /// Absent in records of builds before there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    measurement: Option<MeasurementTwin>,
}

#[derive(Serialize, Deserialize)]
struct MeasurementTwin {
    /// `None`: uncalibrated.
    calibration: Option<CalibrationId>,
    overall: MeasuredTwin,
    cuts: [f64; 3],
    borderline: bool,
}

#[derive(Serialize, Deserialize)]
struct MeasuredTwin {
    theta: f64,
    sd: f64,
    probabilities: [f64; 4],
    items: u16,
}

#[derive(Serialize, Deserialize)]
struct DomainTwin {
    domain: DomainId,
    title: String,
    answered: u16,
    items: u16,
    score: f64,
    category: CategoryTwin,
    competencies: Vec<CompetencyTwin>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    measured: Option<MeasuredTwin>,
}

#[derive(Serialize, Deserialize)]
struct CompetencyTwin {
    competency: CompetencyId,
    title: String,
    items: u16,
    score: f64,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum CategoryTwin {
    KurangPotensial,
    CukupPotensial,
    Potensial,
    SangatPotensial,
}

/// The name in the column that lists are filtered by.
pub(in crate::store::sql) fn category_name(category: PotentialCategory) -> &'static str {
    match category {
        PotentialCategory::KurangPotensial => "kurang_potensial",
        PotentialCategory::CukupPotensial => "cukup_potensial",
        PotentialCategory::Potensial => "potensial",
        PotentialCategory::SangatPotensial => "sangat_potensial",
    }
}

impl From<&Outcome> for OutcomeTwin {
    fn from(outcome: &Outcome) -> Self {
        Self {
            scoring: outcome.scoring.clone(),
            answered: outcome.answered,
            items: outcome.items,
            score: outcome.score,
            category: outcome.category.into(),
            domains: outcome.domains.iter().map(DomainTwin::from).collect(),
            measurement: outcome.measurement.as_ref().map(MeasurementTwin::from),
        }
    }
}

impl From<OutcomeTwin> for Outcome {
    fn from(twin: OutcomeTwin) -> Self {
        Self {
            scoring: twin.scoring,
            answered: twin.answered,
            items: twin.items,
            score: twin.score,
            category: twin.category.into(),
            domains: twin.domains.into_iter().map(DomainOutcome::from).collect(),
            measurement: twin.measurement.map(Measurement::from),
        }
    }
}

impl From<&DomainOutcome> for DomainTwin {
    fn from(domain: &DomainOutcome) -> Self {
        Self {
            domain: domain.domain.clone(),
            title: domain.title.clone(),
            answered: domain.answered,
            items: domain.items,
            score: domain.score,
            category: domain.category.into(),
            competencies: domain.competencies.iter().map(CompetencyTwin::from).collect(),
            measured: domain.measured.map(MeasuredTwin::from),
        }
    }
}

impl From<DomainTwin> for DomainOutcome {
    fn from(twin: DomainTwin) -> Self {
        Self {
            domain: twin.domain,
            title: twin.title,
            answered: twin.answered,
            items: twin.items,
            score: twin.score,
            category: twin.category.into(),
            competencies: twin.competencies.into_iter().map(CompetencyOutcome::from).collect(),
            measured: twin.measured.map(Measured::from),
        }
    }
}

impl From<&Measurement> for MeasurementTwin {
    fn from(measurement: &Measurement) -> Self {
        Self {
            calibration: match &measurement.basis {
                Basis::Calibrated(id) => Some(id.clone()),
                Basis::Uncalibrated => None,
            },
            overall: measurement.overall.into(),
            cuts: measurement.cuts,
            borderline: measurement.borderline,
        }
    }
}

impl From<MeasurementTwin> for Measurement {
    fn from(twin: MeasurementTwin) -> Self {
        Self {
            basis: twin.calibration.map_or(Basis::Uncalibrated, Basis::Calibrated),
            overall: twin.overall.into(),
            cuts: twin.cuts,
            borderline: twin.borderline,
        }
    }
}

impl From<Measured> for MeasuredTwin {
    fn from(measured: Measured) -> Self {
        let Measured { theta, sd, probabilities, items } = measured;
        Self { theta, sd, probabilities, items }
    }
}

impl From<MeasuredTwin> for Measured {
    fn from(twin: MeasuredTwin) -> Self {
        let MeasuredTwin { theta, sd, probabilities, items } = twin;
        Self { theta, sd, probabilities, items }
    }
}

impl From<&CompetencyOutcome> for CompetencyTwin {
    fn from(c: &CompetencyOutcome) -> Self {
        Self { competency: c.competency.clone(), title: c.title.clone(), items: c.items, score: c.score }
    }
}

impl From<CompetencyTwin> for CompetencyOutcome {
    fn from(twin: CompetencyTwin) -> Self {
        Self { competency: twin.competency, title: twin.title, items: twin.items, score: twin.score }
    }
}

impl From<PotentialCategory> for CategoryTwin {
    fn from(category: PotentialCategory) -> Self {
        match category {
            PotentialCategory::KurangPotensial => Self::KurangPotensial,
            PotentialCategory::CukupPotensial => Self::CukupPotensial,
            PotentialCategory::Potensial => Self::Potensial,
            PotentialCategory::SangatPotensial => Self::SangatPotensial,
        }
    }
}

impl From<CategoryTwin> for PotentialCategory {
    fn from(twin: CategoryTwin) -> Self {
        match twin {
            CategoryTwin::KurangPotensial => Self::KurangPotensial,
            CategoryTwin::CukupPotensial => Self::CukupPotensial,
            CategoryTwin::Potensial => Self::Potensial,
            CategoryTwin::SangatPotensial => Self::SangatPotensial,
        }
    }
}
