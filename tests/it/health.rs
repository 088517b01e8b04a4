//! Health, readiness, metrics.

use serde_json::Value;

use crate::server::{Server, Setup};

#[tokio::test]
async fn a_healthy_server_says_so_in_three_ways() {
    let server = Server::start(Setup::default()).await;
    assert_eq!(reqwest::get(server.url("/healthz")).await.unwrap().text().await.unwrap(), "ok");
    let ready = reqwest::get(server.url("/readyz")).await.unwrap();
    assert_eq!(ready.headers()["cache-control"], "no-store");
    let ready: Value = ready.json().await.unwrap();
    for part in ["ready", "checkpoint", "records", "bank"] {
        assert_eq!(ready[part], true, "{ready}");
    }
    let metrics = reqwest::get(server.url("/metrics")).await.unwrap().text().await.unwrap();
    for name in ["ukur_attempts{state=\"not_arrived\"} 1", "ukur_http_request_seconds_bucket{", "route=\"/readyz\""] {
        assert!(metrics.contains(name), "{name} in {metrics}");
    }
    assert!(!metrics.contains(&server.cards[0].nip));
}

#[tokio::test]
async fn an_unknown_address_gets_a_page_and_the_headers_of_all_others() {
    let server = Server::start(Setup::default()).await;
    for path in ["/peserta", "/assets/gone.js"] {
        let answer = reqwest::get(server.url(path)).await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
        assert!(answer.text().await.unwrap().contains("Halaman tidak ditemukan"), "{path}");
    }
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_refused_by_name() {
    let server = Server::start(Setup::default()).await;
    let mut second = std::process::Command::new(env!("CARGO_BIN_EXE_ukur"));
    let output =
        second.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(server.dir.path()).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("another ukur server uses the data directory"));
}

#[test]
fn a_data_directory_that_cannot_be_written_is_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("not-a-directory");
    std::fs::write(&file, "").unwrap();
    for (path, word) in [(file.as_path(), "not-a-directory"), (std::path::Path::new("/proc/ukur"), "/proc/ukur")] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ukur"));
        let output = command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(path).output().unwrap();
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(word) && said.contains("data directory"), "{said}");
    }
}

#[test]
fn impossible_settings_are_refused_by_name() {
    let ukur = |arguments: &[&str], variable: Option<(&str, &str)>| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ukur"));
        command.args(arguments).envs(variable);
        let output = command.output().unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(ukur(&["serve", "--listen", "nowhere"], None).contains("--listen"));
    assert!(ukur(&["serve"], Some(("UKUR_LISTN", "x"))).contains("UKUR_LISTN"));
    assert!(ukur(&["serve", "--config", "/nonexistent.toml"], None).contains("/nonexistent.toml"));
}

#[test]
fn the_example_settings_are_the_defaults() {
    let text = include_str!("../../ukur.example.toml");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ukur.toml");
    std::fs::write(&path, text).unwrap();
    let load = |file| ukur::config::Config::load(file, std::iter::empty(), ukur::config::Layer::default()).unwrap();
    assert_eq!(load(Some(path.as_path())), load(None));
}
