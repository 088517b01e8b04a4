//! The columns that say how sure a result is. Empty where nothing was measured.

use crate::domain::category::PotentialCategory;
use crate::domain::scoring::{Basis, DomainOutcome, Measured, Outcome};

pub(super) const OVERALL: [&str; 10] = [
    "dasar_pengukuran",
    "kalibrasi",
    "skor_t",
    "galat_baku_t",
    "peluang_kurang_potensial",
    "peluang_cukup_potensial",
    "peluang_potensial",
    "peluang_sangat_potensial",
    "peluang_kategori",
    "tinjau_kedua",
];
/// Each with the section's domain behind it.
pub(super) const SECTION: [&str; 3] = ["skor_t", "galat_baku_t", "peluang_kategori"];

pub(super) fn overall(outcome: &Outcome) -> [String; 10] {
    let Some(measurement) = &outcome.measurement else { return Default::default() };
    let (basis, calibration) = match &measurement.basis {
        Basis::Calibrated(id) => ("terkalibrasi", id.to_string()),
        Basis::Uncalibrated => ("belum terkalibrasi", String::new()),
    };
    let [lowest, second, third, highest] = measurement.overall.probabilities.map(probability);
    let [t, error, own] = figures(&measurement.overall, outcome.category);
    let look = if measurement.borderline { "ya" } else { "tidak" };
    [basis.to_owned(), calibration, t, error, lowest, second, third, highest, own, look.to_owned()]
}

pub(super) fn section(domain: Option<&DomainOutcome>) -> [String; 3] {
    let measured = domain.and_then(|domain| Some(figures(&domain.measured?, domain.category)));
    measured.unwrap_or_default()
}

fn figures(measured: &Measured, category: PotentialCategory) -> [String; 3] {
    [
        format!("{:.1}", measured.t()),
        format!("{:.1}", measured.t_error()),
        probability(measured.probabilities[category as usize]),
    ]
}

fn probability(p: f64) -> String {
    format!("{p:.3}")
}
