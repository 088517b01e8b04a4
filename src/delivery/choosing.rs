//! What makes the plans of an adaptive session: the design that its candidates share, and each one's sequence.

use std::sync::Arc;

use crate::domain::adaptive::{Design, Sequence, Undesignable};
use crate::domain::attempt::{Plan, Unplannable};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::calibration::Calibration;
use crate::domain::form::Form;
use crate::domain::scoring::parameters;

/// `None` for a fixed test.
pub(super) fn design(
    blueprint: &Blueprint,
    bank: &Bank,
    calibration: Option<&Calibration>,
) -> Result<Option<Arc<Design>>, Undesignable> {
    if blueprint.adaptive.is_none() {
        return Ok(None);
    }
    Design::new(blueprint, bank, &parameters(blueprint, bank, calibration)).map(|design| Some(Arc::new(design)))
}

/// The plan of one candidate, choosing out of their pool.
pub(super) fn choosing(plan: Plan, form: &Form, design: Option<&Arc<Design>>) -> Result<Plan, Unplannable> {
    let Some(design) = design else { return Ok(plan) };
    Ok(plan.choosing(Sequence::new(design.clone(), form).map_err(Unplannable::UnknownItem)?))
}
