//! What is wrong with an item, as a stable code with the values that plain words need.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// From the gravest to the least; lists of flags stand in this order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
#[ts(export)]
pub enum ItemFlag {
    /// The able chose this option rather than the key: the key may be wrong.
    KeySuspect {
        /// Letter of the option.
        option: String,
        key: String,
        /// Share of the ablest fifth who chose it, and of those who chose the key.
        option_share: f64,
        key_share: f64,
    },
    /// The able do worse than the weak.
    NegativeDiscrimination {
        item_rest: f64,
    },
    /// Does not tell the able from the weak.
    LowDiscrimination {
        item_rest: f64,
    },
    /// The answers do not follow the item's curve.
    Misfit {
        infit: f64,
        outfit: f64,
    },
    /// Easier (below 0) or harder than in the accepted calibration, on the scale of θ.
    Drift {
        difference: f64,
    },
    TooEasy {
        p: f64,
    },
    TooHard {
        p: f64,
    },
    /// Hardly anybody chose it.
    UnusedOption {
        option: String,
        share: f64,
    },
    /// Takes much longer than its author thought.
    Slow {
        median_s: f64,
        expected_s: f64,
    },
    /// So fast that the item cannot have been worked on.
    Guessed {
        share: f64,
    },
    /// Too few answers for any word on its quality; nothing else is flagged then.
    FewAnswers {
        shown: u32,
        needed: u32,
    },
}
