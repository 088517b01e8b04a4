//! Response times: how long an honest person takes for an item, and times that do not fit.
//!
//! - [`TimeModel`]: lognormal model (van der Linden, 2006): speed of a person, residuals, misfit l_t, speed on some
//!   items against speed on the others.
//! - [`calibrate`]: its item parameters by maximum likelihood.
//! - [`Thresholds`]: rapid guessing and response time effort (Wise & Kong, 2005; Wise & Ma, 2012).
//! - [`pauses`]: a long pause followed by a burst of fast answers.
//! - [`honest_times`]: times of honest people on the very items of a hall.
//!
//! Items that were not shown, and items without a time, do not count anywhere.

mod calibration;
mod data;
mod honest;
mod model;
mod pauses;
mod rapid;

pub use calibration::{TimeCalibration, TimeFit, calibrate};
pub use data::{LONGEST, ResponseTimes, TimeError};
pub use honest::honest_times;
pub use model::{ItemTime, PersonSpeed, Residual, SpeedContrast, TimeModel};
pub use pauses::{Burst, PauseRule, pauses};
pub use rapid::{Effort, Fidelity, Thresholds};
