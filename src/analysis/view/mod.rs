//! Statistics in the shapes that administrators read. Pure: a study in, a wire type out.

mod comparison;
mod coverage;
mod dif;
mod distribution;
mod fit;
mod flags;
mod form;
mod integrity;
mod item;
mod items;
mod overview;
mod parameters;
mod reliability;
mod scale;
mod text;

pub use comparison::comparison;
pub use coverage::coverage;
pub use dif::{DifChoice, dif};
pub use integrity::integrity;
pub use item::item;
pub use items::items;
pub use overview::session;
pub use parameters::{calibrated_item, parameters};
pub use scale::scale;
pub use text::excerpt;

use crate::analysis::data::Data;
use crate::domain::bank::{Bank, DomainInfo};
use crate::wire::analysis::{AnalysedDomain, AnalysedSession};

fn sessions(data: &Data) -> Vec<AnalysedSession> {
    data.sittings.iter().map(overview::session).collect()
}

/// Of one bank version.
pub fn domains(bank: &Bank) -> Vec<AnalysedDomain> {
    let of = |domain: &DomainInfo| AnalysedDomain { id: domain.id.to_string(), title: domain.title.clone() };
    bank.domains.iter().map(of).collect()
}

/// Of everything that was shown.
fn shown_domains(data: &Data) -> Vec<AnalysedDomain> {
    let of = |id: &crate::domain::ids::DomainId| AnalysedDomain { id: id.to_string(), title: data.domain_title(id) };
    data.domains().iter().map(of).collect()
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn real(count: usize) -> f64 {
    count as f64
}

/// A number for the wire, which knows no infinity.
fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}

/// Linear between order statistics (Hyndman & Fan 1996, type 7); `None` of nothing.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share * real(last);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the last index")]
    let below = place as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (place - real(below)) * (sorted[above] - sorted[below]))
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / real(values.len()))
}

/// Unbiased; `None` below two values.
fn sd(values: &[f64]) -> Option<f64> {
    let middle = mean(values)?;
    let squares: f64 = values.iter().map(|value| (value - middle).powi(2)).sum();
    (values.len() > 1).then(|| (squares / real(values.len() - 1)).sqrt())
}
