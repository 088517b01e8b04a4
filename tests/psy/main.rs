//! The psychometricians' command line as a person types it: the real binary on files, against reference cases where
//! they stand beside the project, and on small data of our own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

mod forms;
mod further;
mod hostile;
mod own;
mod reference;
mod reports;
mod scales;
mod seeds;
mod typed;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Runs `ukur` with the words of a line; paths are in `with`, one for each `@`.
fn ukur(line: &str, with: &[&Path]) -> Output {
    let mut paths = with.iter();
    let words = line.split_whitespace().map(|word| match word {
        "@" => paths.next().unwrap().as_os_str().to_owned(),
        word => word.into(),
    });
    Command::new(env!("CARGO_BIN_EXE_ukur")).args(words).output().unwrap()
}

/// The document that a run prints.
fn json(line: &str, with: &[&Path]) -> Value {
    let output = ukur(line, with);
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What a refused run says; it prints nothing and ends with 1.
fn refused(line: &str, with: &[&Path]) -> String {
    let output = ukur(line, with);
    assert_eq!(output.status.code(), Some(1), "{line}");
    assert!(output.stdout.is_empty(), "{line}");
    String::from_utf8(output.stderr).unwrap()
}

/// The folder of a reference case, or nothing, with a printed line.
fn case(name: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../shared", "../../shared"]
        .into_iter()
        .map(|up| here.join(up).join("reference/psychometrics").join(name))
        .find(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: no reference case {name}");
    }
    found
}

fn file(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Columns of a CSV file by name; what is no number is NaN.
struct Columns(Vec<(String, Vec<f64>)>);

impl Columns {
    fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).unwrap();
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let mut columns: Vec<(String, Vec<f64>)> = header.into_iter().map(|name| (name, Vec::new())).collect();
        for record in reader.records() {
            let record = record.unwrap();
            for (column, cell) in columns.iter_mut().zip(&record) {
                column.1.push(cell.parse().unwrap_or(f64::NAN));
            }
        }
        Self(columns)
    }

    fn of(&self, name: &str) -> &[f64] {
        &self.0.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no column {name}")).1
    }
}

/// The field `name` of each object of a list; a word for infinity is infinite, nothing is NaN.
fn field(list: &Value, name: &str) -> Vec<f64> {
    let value = |row: &Value| match &row[name] {
        Value::String(word) if word == "infinity" => f64::INFINITY,
        Value::String(word) if word == "-infinity" => f64::NEG_INFINITY,
        value => value.as_f64().unwrap_or(f64::NAN),
    };
    list.as_array().unwrap().iter().map(value).collect()
}

fn words<'v>(list: &'v Value, name: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().map(|row| row[name].as_str().unwrap_or_default()).collect()
}

/// The largest difference; infinities must be the same, and nothing stands against nothing.
fn away(ours: &[f64], theirs: &[f64]) -> f64 {
    assert_eq!(ours.len(), theirs.len());
    let differ = |(x, y): (&f64, &f64)| match () {
        () if x.is_nan() && y.is_nan() => 0.0,
        () if x.is_infinite() || y.is_infinite() => f64::from(u8::from(x.total_cmp(y).is_ne())),
        () if x.is_nan() || y.is_nan() => f64::INFINITY,
        () => (x - y).abs(),
    };
    ours.iter().zip(theirs).map(differ).fold(0.0, f64::max)
}

/// Prints and checks a largest difference.
fn within(what: &str, ours: &[f64], theirs: &[f64], tolerance: f64) {
    let away = away(ours, theirs);
    println!("{what}: {away:.1e}");
    assert!(away <= tolerance, "{what}: {away:.2e} is beyond {tolerance:.0e}");
}
