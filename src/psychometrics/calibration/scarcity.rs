//! Whether the answers alone could determine the parameters: counted before anything is climbed.

use super::block::Kind;
use super::output::{Warning, WarningKind};
use super::prepare::{Prepared, Used};
use super::problem::Problem;
use super::specification::CalibrationError;

/// Free parameters can be determined by at most as many numbers as the table of all answer patterns has, less one; where
/// everybody answered one item only, by the shares of each item's categories. What is missing must come from priors.
///
/// # Errors
/// [`CalibrationError::Scarce`], where priors cannot supply what is missing.
pub(super) fn found(prepared: &Prepared, problem: &Problem) -> Result<Option<Warning>, CalibrationError> {
    let longest = (0..prepared.cells.persons()).map(|person| prepared.cells.row(person).len()).max().unwrap_or(0);
    let numbers = numbers(&prepared.used, longest);
    let parameters = problem.free_count;
    if parameters <= numbers || is_anchored(problem) {
        return Ok(None);
    }
    let items = prepared.used.len();
    if parameters - parameters.min(problem.priors.len()) > numbers {
        return Err(CalibrationError::Scarce { items, numbers, parameters });
    }
    let message = format!(
        "the answers to {items} items give {numbers} numbers for {parameters} parameters: what they do not tell is the \
         prior's"
    );
    Ok(Some(Warning { id: None, kind: WarningKind::Scarce, message }))
}

/// Items held fixed tell θ, and so each of the others.
fn is_anchored(problem: &Problem) -> bool {
    let mut items = problem.blocks.iter().filter(|block| block.kind != Kind::Latent);
    items.any(|block| problem.free[block.local..][..block.parameters()].iter().all(Option::is_none))
}

fn numbers(used: &[Used], longest: usize) -> usize {
    if longest < 2 {
        return used.iter().map(|used| used.counts.len() - 1).sum();
    }
    used.iter().fold(1_usize, |cells, used| cells.saturating_mul(used.counts.len())) - 1
}
