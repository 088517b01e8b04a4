//! `ukur serve`: the server until Ctrl-C or SIGTERM.

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::config::Config;

pub(super) async fn run(config: Config) -> anyhow::Result<()> {
    let app = App::open(config).await?;
    let stop = stop_on_signal()?;
    app.serve(stop, |address| println!("Ukur listens on http://{address}. Stop: Ctrl-C.")).await
}

/// A token that Ctrl-C or SIGTERM cancels.
pub(super) fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for Ctrl-C")?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let stopping = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        stopping.cancel();
    });
    Ok(stop)
}
