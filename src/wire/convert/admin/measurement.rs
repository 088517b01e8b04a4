//! Measures of persons and of blueprints; people read T.

use crate::domain::calibration::LEAST_COVERAGE;
use crate::domain::scoring::{Basis, Expected, LEAST_ACCURACY, Measured, Measurement, SectionAccuracy};
use crate::planning::{CalibrationAtHand, Forecast};
use crate::wire::measurement::{
    AccuracyView, CalibrationUse, ExpectedView, MeasuredView, MeasurementBasis, MeasurementView, SectionAccuracyView,
    SectionCoverage,
};

impl From<Measurement> for MeasurementView {
    fn from(measurement: Measurement) -> Self {
        let (basis, calibration_id) = match &measurement.basis {
            Basis::Calibrated(id) => (MeasurementBasis::Calibrated, Some(id.to_string())),
            Basis::Uncalibrated => (MeasurementBasis::Uncalibrated, None),
        };
        Self {
            basis,
            calibration_id,
            cuts: measurement.cuts_t().to_vec(),
            overall: measurement.overall.into(),
            borderline: measurement.borderline,
        }
    }
}

impl From<Measured> for MeasuredView {
    fn from(measured: Measured) -> Self {
        Self {
            t: measured.t(),
            t_error: measured.t_error(),
            probabilities: measured.probabilities.to_vec(),
            items: measured.items,
        }
    }
}

pub fn accuracy_view(forecast: Forecast) -> AccuracyView {
    let Forecast { blueprint, calibration, for_rehearsals, accuracy } = forecast;
    let titles = blueprint.sections.iter().map(|section| section.title.clone());
    let shares = calibration.as_ref().map(|known| known.coverage.clone()).unwrap_or_default();
    let sections = accuracy.iter().flat_map(|found| found.sections.iter().cloned());
    AccuracyView {
        calibration: match &calibration {
            None if for_rehearsals => CalibrationUse::ForRehearsals,
            None => CalibrationUse::None,
            Some(CalibrationAtHand { used: false, .. }) => CalibrationUse::TooNarrow,
            Some(_) if accuracy.is_none() => CalibrationUse::Idle,
            Some(CalibrationAtHand { used: true, .. }) => CalibrationUse::Used,
        },
        coverage: titles.zip(shares).map(|(title, share)| SectionCoverage { title, share }).collect(),
        calibration_id: calibration.map(|known| known.id.to_string()),
        least_coverage: LEAST_COVERAGE,
        items: accuracy.as_ref().map_or_else(|| blueprint.items().into(), |found| found.items),
        least_accuracy: LEAST_ACCURACY,
        sections: sections.map(Into::into).collect(),
        overall: accuracy.map(|found| found.overall.into()),
    }
}

impl From<SectionAccuracy> for SectionAccuracyView {
    fn from(section: SectionAccuracy) -> Self {
        Self {
            domain: section.domain.to_string(),
            title: section.title,
            items: section.items,
            expected: section.expected.into(),
            needed: section.needed,
        }
    }
}

impl From<Expected> for ExpectedView {
    fn from(expected: Expected) -> Self {
        Self { accuracy: expected.accuracy, low: expected.low, high: expected.high }
    }
}
