//! How instants, faults and tables look on a terminal.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write as _};

use anyhow::{Context, bail};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::domain::time::Instant;
use crate::planning::fault::Fault;

/// A line on standard output, as `println!`, which panics when the reader has seen enough (`head`).
macro_rules! say {
    ($($part:tt)*) => { $crate::cli::text::line_out(format_args!($($part)*)) };
}
pub(super) use say;

pub(super) fn line_out(line: Arguments<'_>) {
    match writeln!(std::io::stdout().lock(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => eprintln!("cannot write to standard output: {error}"),
        _ => {}
    }
}

/// `2026-11-22T08:00` in the session's zone → an instant.
pub(super) fn instant(text: &str, zone: &str) -> anyhow::Result<Instant> {
    let zone = TimeZone::get(zone).with_context(|| format!("unknown time zone {zone}"))?;
    let local: DateTime = text.parse().with_context(|| format!("{text} is not a time like 2026-11-22T08:00"))?;
    let zoned = local.to_zoned(zone).with_context(|| format!("{text} does not exist there"))?;
    Ok(Instant(zoned.timestamp().as_millisecond()))
}

pub(super) fn local(instant: Instant, zone: &str) -> String {
    let shown = Timestamp::from_millisecond(instant.0)
        .and_then(|moment| Ok(moment.to_zoned(TimeZone::get(zone)?).strftime("%Y-%m-%d %H:%M %Z").to_string()));
    shown.unwrap_or_else(|_| instant.0.to_string())
}

/// Prints faults, one a line, and fails when there are any.
pub(super) fn refuse(what: &str, faults: &[Fault]) -> anyhow::Result<()> {
    for fault in faults {
        say!("{}", line(fault));
    }
    if faults.is_empty() { Ok(()) } else { bail!("{what}: {} faults, nothing was stored", faults.len()) }
}

pub(super) fn line(fault: &Fault) -> String {
    let place = fault.row.map_or_else(String::new, |row| format!("row {row}, "));
    format!("{place}{}: {} ({})", fault.field, fault.detail, fault.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_times_go_both_ways() {
        let moment = instant("2026-11-22T08:00", "Asia/Makassar").unwrap();
        assert_eq!(moment, Instant(1_795_305_600_000));
        assert_eq!(local(moment, "Asia/Makassar"), "2026-11-22 08:00 WITA");
        assert!(instant("tomorrow", "Asia/Makassar").is_err());
        assert!(instant("2026-11-22T08:00", "Asia/Atlantis").is_err());
    }
}
