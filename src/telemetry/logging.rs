//! Log lines: human-readable on a terminal, JSON on request. `UKUR_LOG` filters (`info`, `ukur=debug`).

use tracing_subscriber::EnvFilter;

const USUAL: &str = "info,sqlx=warn,memory_serve=warn";
/// Libraries that log the very texts of items, whatever is asked for.
const TALKATIVE: [&str; 3] = ["html5ever=off", "markup5ever=off", "selectors=off"];

/// What is logged: as asked for, if that can be read, but never the contents of items.
pub fn filter(asked: Option<&str>) -> EnvFilter {
    let filter = asked.and_then(|asked| EnvFilter::try_new(asked).ok()).unwrap_or_else(|| EnvFilter::new(USUAL));
    let quiet = TALKATIVE.iter().filter_map(|quiet| quiet.parse().ok());
    quiet.fold(filter, EnvFilter::add_directive)
}

/// Starts logging to standard error. A second call (tests) changes nothing.
pub fn start(json: bool) {
    let filter = filter(std::env::var("UKUR_LOG").ok().as_deref());
    // A log that cannot be written (a full disk) is lost; reporting that on standard error would panic in the middle of
    // whatever was logging.
    let logs =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false);
    let _ = if json { logs.json().try_init() } else { logs.compact().with_target(false).try_init() };
}
