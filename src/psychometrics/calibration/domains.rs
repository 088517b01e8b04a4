//! Several domains, each calibrated for itself on its own scale.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::{Calibration, CalibrationError, ItemSpec, Progress, Settings, calibrate};
use crate::responses::Responses;

/// The calibration of one domain; `domain` is `None` for the items that name none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DomainCalibration {
    pub domain: Option<String>,
    pub calibration: Calibration,
}

/// Calibrates the items of each domain with the answers to them, in the order in which domains first appear.
///
/// `progress` hears the place of the domain as well; a stop ends the domain at work and leaves the later ones out.
///
/// # Errors
/// The domain that failed, with its [`CalibrationError`].
pub fn calibrate_domains(
    items: &[ItemSpec],
    responses: &Responses,
    settings: &Settings,
    mut progress: impl FnMut(usize, Progress) -> ControlFlow<()>,
) -> Result<Vec<DomainCalibration>, (Option<String>, CalibrationError)> {
    if items.len() != responses.items() {
        let error = CalibrationError::Items { specified: items.len(), columns: responses.items() };
        return Err((None, error));
    }
    let mut domains: Vec<(Option<String>, Vec<usize>)> = Vec::new();
    for (column, item) in items.iter().enumerate() {
        match domains.iter_mut().find(|(domain, _)| *domain == item.domain) {
            Some((_, columns)) => columns.push(column),
            None => domains.push((item.domain.clone(), vec![column])),
        }
    }
    let mut results = Vec::with_capacity(domains.len());
    for (place, (domain, columns)) in domains.into_iter().enumerate() {
        let own: Vec<ItemSpec> = columns.iter().map(|column| items[*column].clone()).collect();
        let calibration = calibrate(&own, &responses.select(&columns), settings, |step| progress(place, step));
        let calibration = calibration.map_err(|error| (domain.clone(), error))?;
        let stopped = calibration.stopped;
        results.push(DomainCalibration { domain, calibration });
        if stopped {
            break;
        }
    }
    Ok(results)
}
