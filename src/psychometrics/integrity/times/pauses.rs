//! Idle, then burst: nothing for long, then answers one upon the other, as when answers come from elsewhere.

use serde::Serialize;

use super::{TimeError, data::LONGEST};

/// When a pause with what follows is worth a look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PauseRule {
    /// A step of at least that many seconds is a pause.
    pub pause: f64,
    /// A following step is fast below (strictly) this share of the seconds expected for it.
    pub fast_share: f64,
    /// So many fast steps in a row make a burst.
    pub run: usize,
}

impl Default for PauseRule {
    /// Five minutes of nothing, then at least five answers each in under a quarter of its time.
    fn default() -> Self {
        Self { pause: 300.0, fast_share: 0.25, run: 5 }
    }
}

/// A pause and the fast answers after it; places count from 0 in the order of answering.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Burst {
    /// Place of the answer that ended the pause.
    pub pause_at: usize,
    pub pause_seconds: f64,
    /// Place of the first fast answer, always `pause_at` + 1.
    pub from: usize,
    /// Fast answers in a row, counted until the first that is not.
    pub answers: usize,
    pub seconds: f64,
    /// What was expected for them together.
    pub expected_seconds: f64,
}

/// Finds every idle-then-burst in one sitting. `steps` are the answers in the order in which they were given:
/// (seconds since the answer before, or since the start; seconds expected for this person and item, for example
/// [`super::Residual::expected_seconds`]).
///
/// A burst is: a step of at least [`PauseRule::pause`] seconds, **immediately** followed by at least
/// [`PauseRule::run`] steps each below [`PauseRule::fast_share`] of what was expected. The answer that ends the pause
/// is no part of the run, whatever its own share. No p-value: the place was sought in the data.
///
/// # Errors
/// [`TimeError::Setting`] for a rule without sense; [`TimeError::Seconds`] (person 0, item = place of the step) for
/// seconds that are negative, no number or above a day, and for expectations that are not above 0.
pub fn pauses(steps: &[(f64, f64)], rule: &PauseRule) -> Result<Vec<Burst>, TimeError> {
    if !(rule.pause > 0.0 && rule.fast_share > 0.0 && rule.run > 0) {
        return Err(TimeError::Setting { what: "pause, fast share and run", must: "above 0" });
    }
    for (item, &(seconds, expected)) in steps.iter().enumerate() {
        if !(0.0..=LONGEST).contains(&seconds) {
            return Err(TimeError::Seconds { person: 0, item, seconds });
        }
        if !(expected > 0.0 && expected.is_finite()) {
            return Err(TimeError::Seconds { person: 0, item, seconds: expected });
        }
    }
    let is_fast = |&&(seconds, expected): &&(f64, f64)| seconds < rule.fast_share * expected;
    let burst = |(pause_at, &(pause_seconds, _)): (usize, &(f64, f64))| {
        let run: Vec<&(f64, f64)> = steps[pause_at + 1..].iter().take_while(is_fast).collect();
        (pause_seconds >= rule.pause && run.len() >= rule.run).then(|| Burst {
            pause_at,
            pause_seconds,
            from: pause_at + 1,
            answers: run.len(),
            seconds: run.iter().map(|(seconds, _)| seconds).sum(),
            expected_seconds: run.iter().map(|(_, expected)| expected).sum(),
        })
    };
    Ok(steps.iter().enumerate().filter_map(burst).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const RULE: PauseRule = PauseRule { pause: 100.0, fast_share: 0.5, run: 2 };

    #[test]
    fn a_burst_needs_pause_run_and_nearness() {
        let found = |seconds: &[f64]| {
            let steps: Vec<(f64, f64)> = seconds.iter().map(|s| (*s, 20.0)).collect();
            pauses(&steps, &RULE).unwrap()
        };
        let bursts = found(&[20.0, 100.0, 3.0, 9.9, 10.0, 3.0]);
        assert_eq!(
            bursts,
            [Burst { pause_at: 1, pause_seconds: 100.0, from: 2, answers: 2, seconds: 12.9, expected_seconds: 40.0 }]
        );
        assert!(found(&[20.0, 99.9, 3.0, 3.0]).is_empty(), "no pause");
        assert!(found(&[20.0, 100.0, 3.0, 10.0]).is_empty(), "no run");
        assert!(found(&[100.0, 20.0, 3.0, 3.0]).is_empty(), "not at once");
        assert!(found(&[]).is_empty());
        assert_eq!(found(&[100.0, 1.0, 1.0, 100.0, 1.0, 1.0, 1.0]).len(), 2);
    }

    #[test]
    fn hostile_steps_are_refused() {
        assert!(matches!(pauses(&[(1.0, 1.0), (f64::NAN, 1.0)], &RULE), Err(TimeError::Seconds { item: 1, .. })));
        assert!(pauses(&[(-1.0, 1.0)], &RULE).is_err() && pauses(&[(1.0, 0.0)], &RULE).is_err());
        assert!(pauses(&[], &PauseRule { run: 0, ..RULE }).is_err());
    }
}
