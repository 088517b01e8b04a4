//! `ukur bank import` as a person runs it: exit status, the report that was asked for, nothing stored after a refusal.
#![allow(clippy::unwrap_used, reason = "a test crate")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

const AIKEN: &str = "Ibu kota provinsi Jawa Barat?\nA. Bandung\nB. Serang\nANSWER: A\n";

fn ukur(dir: &Path, args: &[&str]) -> (bool, String) {
    let data = dir.join("data");
    let mut command = Command::new(env!("CARGO_BIN_EXE_ukur"));
    let done = command.args(args).arg("--data-dir").arg(data).current_dir(dir).output().unwrap();
    (done.status.success(), String::from_utf8_lossy(&done.stdout).into_owned())
}

fn report(dir: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(dir.join("r.json")).unwrap()).unwrap()
}

#[test]
fn every_refusal_is_in_the_report_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    std::fs::write(dir.join("a.txt"), AIKEN).unwrap();
    std::fs::write(dir.join("empty.csv"), "").unwrap();
    for (file, more) in [
        ("nowhere.csv", [].as_slice()),
        ("data", &[]),
        ("empty.csv", &[]),
        ("a.txt", &["--format", "zzz"]),
        ("a.txt", &["--format", "qti"]),
        ("a.txt", &["--bank", "../../etc"]),
        ("a.txt", &["--mapping", "nowhere.toml"]),
    ] {
        let args = [&["bank", "import", file, "--json", "r.json"], more].concat();
        assert!(!ukur(dir, &args).0, "{args:?}");
        let report = report(dir);
        assert!(report["refused"].is_string() && report["totals"]["imported"] == 0, "{args:?}: {report}");
    }
    assert!(!ukur(dir, &["bank", "import", "a.txt", "--json", "nowhere/r.json"]).0);
    // Nothing of all that is a repeat now.
    assert!(ukur(dir, &["bank", "import", "a.txt", "--json", "r.json"]).0);
    let report = report(dir);
    assert!(report["refused"].is_null() && report["totals"]["imported"] == 1, "{report}");
    assert_eq!(report["items"][0]["status"], "imported");
}
