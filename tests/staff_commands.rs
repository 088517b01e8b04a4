//! Commands of administrators on a real store, as they are typed: calibrations by two people, a closed session scored
//! again.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const BANK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/item_bank/umum");
const BLUEPRINT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/item_bank/blueprints/asn-singkat.toml");

/// A data directory with the shipped bank and two administrators.
struct Office(tempfile::TempDir);

impl Office {
    fn new() -> Self {
        let office = Self(tempfile::tempdir().unwrap());
        office.done(&["bank", "load", BANK]);
        for person in ["tina", "rudi"] {
            let add = ["staff", "add", person, "--name", person, "--role", "administrator"];
            let output = office.ukur(&add, "kata sandi panjang\n");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        office
    }

    fn ukur(&self, args: &[&str], typed: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ukur"));
        command.args(args).arg("--data-dir").arg(self.0.path().join("data"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    fn done(&self, args: &[&str]) -> String {
        let output = self.ukur(args, "");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a refused command says, on both streams.
    fn refused(&self, args: &[&str]) -> String {
        let output = self.ukur(args, "");
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn params(&self, items: &Value) -> String {
        self.write("params.json", &json!({"model": "2pl", "converged": true, "items": items}).to_string())
    }

    /// A session of twenty that made-up people answered.
    fn rehearsed(&self) -> String {
        self.done(&["blueprint", "load", BLUEPRINT]);
        let event = self.done(&["event", "add", "--title", "Gladi", "--organiser", "BKD"]);
        let (opens, closes) = (hours(-1), hours(20));
        let times = ["--opens", &opens, "--closes", &closes, "--capacity", "20"];
        let named = ["session", "add", "--event", event.trim(), "--title", "Gladi satu", "--blueprint", "asn-singkat"];
        let session = self.done(&[&named[..], &times].concat()).trim().to_owned();
        let head = "nip,nama,unit,kelompok_jabatan,email,tambahan_waktu_persen,ruang,kursi\n";
        let row =
            |n: u32| format!("198001{:02}2005011{n:03},Peserta {n},Contoh,pelaksana,,0,Ruang 1,A-{n:02}\n", n + 1);
        let list = self.write("list.csv", &(head.to_owned() + &(1..=20).map(row).collect::<String>()));
        self.done(&["candidate", "import", &session, &list]);
        self.done(&["session", "open", &session]);
        self.done(&["session", "rehearse", &session, "--seed", "3"]);
        session
    }
}

/// So many hours from now, as sessions take times.
fn hours(count: i64) -> String {
    let zone = jiff::tz::TimeZone::get("Asia/Jakarta").unwrap();
    let moment = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(count);
    moment.to_zoned(zone).strftime("%Y-%m-%dT%H:%M").to_string()
}

fn an_item(number: u32) -> String {
    format!("tek-{number:03}")
}

#[test]
fn a_calibration_is_proposed_by_one_and_accepted_by_another() {
    let office = Office::new();
    let by = |who: &'static str| ["--bank", "umum", "--by", who];
    let import = |path: &str| office.refused(&[&["calibration", "import", "--params", path], &by("tina")[..]].concat());
    // A single choice: two categories.
    let fits = |id: &str| {
        let one = office.params(&json!([{"id": id, "a": 1.1, "b": 0.2, "se_a": 0.1, "se_b": 0.1}]));
        office.ukur(&["calibration", "import", "--bank", "umum", "--by", "tina", "--params", &one], "").status.success()
    };
    let id = (1..=40).map(an_item).find(|id| fits(id)).unwrap();

    assert!(import("nowhere.json").contains("cannot read nowhere.json"));
    assert!(import(&office.write("broken.json", "{")).contains("line 1"));
    let odd = json!([
        {"id": id, "a": -1.0, "b": 0.0}, {"id": "tek-002", "a": 1e300, "b": 0.0},
        {"id": "nowhere-1", "a": 1.0, "b": 0.0},
    ]);
    let said = import(&office.params(&odd));
    for place in
        [&format!("items[0] {id}: a is below 0"), "items[1] tek-002: item tek-002: a must be", "items[2] nowhere-1"]
    {
        assert!(said.contains(place), "{said}");
    }
    let again = office.params(&json!([{"id": id, "a": 1.1, "b": 0.2, "se_a": 0.1, "se_b": 0.1}]));
    assert!(import(&again).contains("stored already"));
    let stranger = ["calibration", "import", "--bank", "umum", "--params", &again, "--by", "nobody"];
    assert!(office.refused(&stranger).contains("no administrator has the username nobody"));

    let list = || office.done(&["calibration", "list", "--bank", "umum"]);
    let made = list().split_whitespace().next().unwrap().to_owned();
    assert!(list().contains("proposed  1 items  proposed by tina"));
    let accept = |who| [&["calibration", "accept", &made], &by(who)[..]].concat();
    assert!(office.refused(&accept("tina")).contains("whoever proposed"));
    office.done(&accept("rudi"));
    assert!(list().contains("accepted"));
    let withdraw = [&["calibration", "withdraw", &made], &by("rudi")[..], &["--reason", "hanya percobaan"]].concat();
    office.done(&withdraw);
    assert!(list().contains("withdrawn"));
    assert!(
        office.refused(&["calibration", "accept", "nowhere", "--bank", "umum", "--by", "rudi"]).contains("unknown")
    );
}

#[test]
fn a_closed_session_is_scored_again_by_two_people() {
    let office = Office::new();
    let session = office.rehearsed();
    let rescore = |more: &[&str]| office.ukur(&[&["session", "rescore", &session], more].concat(), "");
    assert!(
        office.refused(&["session", "rescore", &session, "--drop", "nowhere"]).contains("nowhere was given to nobody")
    );
    assert!(office.refused(&["session", "rescore", "nowhere"]).contains("unknown"));
    let changes = |item: &String| {
        let tried = rescore(&["--drop", item, "--json"]);
        let changed = || serde_json::from_slice::<Value>(&tried.stdout).unwrap()["rises"]["attempts"] != json!(0);
        tried.status.success() && changed()
    };
    let item = (1..=60).map(an_item).find(changes).unwrap();

    let trial: Value = serde_json::from_slice(&rescore(&["--drop", &item, "--json"]).stdout).unwrap();
    assert_eq!((&trial["attempts"], &trial["revision"]), (&json!(20), &Value::Null));
    assert!(rescore(&["--drop", &item, "--dry-run"]).status.success());
    let list = || office.done(&["session", "rescoring", "list", &session]);
    assert!(list().is_empty(), "a look stores nothing");
    assert_eq!(rescore(&["--propose", "--drop", &item]).status.code(), Some(2), "--by and --reason are needed");
    let why = ["--reason", "soal ini tidak layak"];
    assert!(rescore(&[&["--propose", "--drop", &item, "--by", "tina"][..], &why].concat()).status.success());
    let settle = |what, who| [&["session", "rescoring", what, &session, "1", "--by", who][..], &why].concat();
    assert!(!office.refused(&settle("publish", "tina")).is_empty(), "nobody publishes what is his own");
    office.done(&settle("publish", "rudi"));
    assert!(list().contains('1'));
    assert!(!office.refused(&settle("withdraw", "rudi")).is_empty(), "what counts is not withdrawn");
}

/// Files of other programs and of nobody must not be left behind by a refusal.
#[test]
fn a_refused_import_stores_nothing() {
    let office = Office::new();
    let odd = office.params(&json!([{"id": "nowhere", "a": 1.0, "b": 0.0}]));
    office.refused(&["calibration", "import", "--bank", "umum", "--params", &odd, "--by", "tina"]);
    assert!(office.done(&["calibration", "list", "--bank", "umum"]).is_empty());
    assert!(office.refused(&["calibration", "list", "--bank", "nowhere"]).contains("unknown bank"));
    assert!(Path::new(&odd).exists());
}
