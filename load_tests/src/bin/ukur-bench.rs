//! `make bench`: runs the benchmark.

use clap::Parser;
use ukur_load::bench::{Bench, Length};

/// Scenarios beside their limits, as one table of ratios, also written into docs/performance.md.
#[derive(Parser)]
struct Cli {
    /// About two minutes, to see that it runs; writes nothing
    #[arg(long)]
    quick: bool,
}

/// One thread: it only starts others and waits.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let length = if Cli::parse().quick { Length::Quick } else { Length::Full };
    Bench::new(length)?.run().await
}
