//! Parse the command line, load the settings, run one command.

use std::process::ExitCode;

use clap::Parser;

/// What it gains is in `docs/performance.md`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match ukur::cli::run(ukur::cli::Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ukur: {error:#}");
            ExitCode::FAILURE
        }
    }
}
