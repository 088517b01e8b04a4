//! Embeds the built UI (`web/dist`) into the binary, or a page that says how to build it, and names the build.

use std::path::Path;
use std::process::Command;

fn main() {
    let dir = if Path::new("web/dist/index.html").exists() { "web/dist" } else { "web/unbuilt" };
    println!("cargo::rerun-if-changed=web/dist");
    println!("cargo::rerun-if-changed=web/unbuilt");
    // sqlx embeds the folder, but only sees changes of files it knows already.
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rustc-env=BUILD_NAME={}", build_name());
    memory_serve::load_directory(dir);
}

/// Version and commit, so that a record names exactly what made it; without git the version alone.
fn build_name() -> String {
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    // Grows with every commit of this checkout.
    if Path::new(".git/logs/HEAD").exists() {
        println!("cargo::rerun-if-changed=.git/logs/HEAD");
    }
    let commit = Command::new("git").args(["rev-parse", "--short=12", "HEAD"]).output();
    match commit.ok().filter(|output| output.status.success()) {
        Some(output) => format!("ukur/{version}+{}", String::from_utf8_lossy(&output.stdout).trim()),
        None => format!("ukur/{version}"),
    }
}
