//! Log lines: human-readable on a terminal, JSON on request. `UKUR_LOG` filters (`info`, `ukur=debug`).

use tracing_subscriber::EnvFilter;

/// Starts logging to standard error. A second call (tests) changes nothing.
pub fn start(json: bool) {
    let filter =
        EnvFilter::try_from_env("UKUR_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,memory_serve=warn"));
    // A log that cannot be written (a full disk) is lost; reporting that on standard error would panic in the middle of
    // whatever was logging.
    let logs =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false);
    let _ = if json { logs.json().try_init() } else { logs.compact().with_target(false).try_init() };
}
