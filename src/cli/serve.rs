//! `ukur serve`: the server until Ctrl-C or SIGTERM.

use super::text::say;
use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::config::Config;

pub(super) async fn run(config: Config) -> anyhow::Result<()> {
    let app = App::open(config).await?;
    let stop = stop_on_signal()?;
    app.serve(stop, |address| say!("Ukur listens on http://{address}. Stop: Ctrl-C.")).await
}

/// A token that Ctrl-C or SIGTERM cancels.
pub(super) fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for Ctrl-C")?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    // A file size limit is a full disk: the write fails and the checkpoint says so. Unhandled, it would kill.
    let mut too_long = signal(SignalKind::from_raw(libc::SIGXFSZ)).context("cannot handle SIGXFSZ")?;
    let stopping = stop.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = interrupt.recv() => break,
                _ = terminate.recv() => break,
                _ = too_long.recv() => tracing::warn!("a file reached the size limit of the process"),
            }
        }
        stopping.cancel();
    });
    Ok(stop)
}
