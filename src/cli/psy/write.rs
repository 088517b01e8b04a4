//! What a command hands back: one document as JSON, or its rows as CSV; whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum Format {
    Json,
    Csv,
}

#[derive(Args)]
pub(in crate::cli) struct OutArgs {
    /// File to write; - or nothing: standard output. A refused run writes nothing
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// json: everything; csv: the rows alone
    #[arg(long, value_enum, ignore_case = true, default_value = "json")]
    format: Format,
}

impl OutArgs {
    pub fn write(&self, json: &impl Serialize, rows: &Table) -> anyhow::Result<()> {
        let text = match self.format {
            Format::Json => serde_json::to_string_pretty(json)? + "\n",
            Format::Csv => rows.csv()?,
        };
        write(self.out.as_deref(), &text)
    }
}

/// To a file that appears whole under its name, or to standard output.
pub(in crate::cli) fn write(path: Option<&Path>, text: &str) -> anyhow::Result<()> {
    match path.filter(|path| path.as_os_str() != "-") {
        Some(path) => replace(path, text).with_context(|| format!("cannot write {}", path.display())),
        None => print(text).context("cannot write to standard output"),
    }
}

/// A reader who has seen enough (`head`) is no fault.
fn print(text: &str) -> std::io::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

/// What is no file, a device or a pipe, is written to and stays what it is; of a link the file behind it is replaced.
fn replace(path: &Path, text: &str) -> anyhow::Result<()> {
    if std::fs::metadata(path).is_ok_and(|known| !known.is_file()) {
        return Ok(std::fs::write(path, text)?);
    }
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = path.file_name().context("no name of a file")?.to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    Ok(written?)
}

/// Rows with the same columns in their order: a list of objects in JSON, lines in CSV.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

impl Table {
    pub fn new<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
        Self { columns: columns.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    pub fn push(&mut self, row: Vec<Value>) {
        debug_assert_eq!(row.len(), self.columns.len());
        self.rows.push(row);
    }

    fn csv(&self) -> anyhow::Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.columns)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(cell))?;
        }
        Ok(String::from_utf8(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)?)
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.rows.len()))?;
        for row in &self.rows {
            list.serialize_element(&Row { columns: &self.columns, row })?;
        }
        list.end()
    }
}

struct Row<'a> {
    columns: &'a [String],
    row: &'a [Value],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.row.len()))?;
        for (column, value) in self.columns.iter().zip(self.row) {
            map.serialize_entry(column, value)?;
        }
        map.end()
    }
}

/// A number; an infinite one is a word, what is no number is nothing.
pub(in crate::cli) fn number(value: f64) -> Value {
    match value {
        f64::INFINITY => Value::from("infinity"),
        f64::NEG_INFINITY => Value::from("-infinity"),
        value => serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number),
    }
}

/// A number where it exists.
pub(in crate::cli) fn known<E>(value: &Result<f64, E>) -> Value {
    value.as_ref().map_or(Value::Null, |value| number(*value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_keep_their_columns_and_infinity_is_a_word() {
        let mut table = Table::new(["z", "a", "list"]);
        table.push(vec![number(0.5), number(f64::NEG_INFINITY), Value::from(vec!["x", "y"])]);
        table.push(vec![number(f64::NAN), Value::from("q,\"r"), Value::Null]);
        assert_eq!(table.csv().unwrap(), "z,a,list\n0.5,-infinity,x y\n,\"q,\"\"r\",\n");
        let json = serde_json::to_string(&table).unwrap();
        assert!(json.starts_with(r#"[{"z":0.5,"a":"-infinity","list":["x","y"]},{"z":null"#), "{json}");
    }

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.json");
        write(Some(&path), "one").unwrap();
        write(Some(&path), "two").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert!(write(Some(&dir.path().join("none/out.json")), "x").is_err());
        assert!(write(Some(dir.path()), "x").is_err());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    /// A device that was replaced by a file would be gone for every program of the machine.
    #[test]
    fn what_is_no_file_stays_what_it_is() {
        use std::os::unix::fs::FileTypeExt;
        let dir = tempfile::tempdir().unwrap();
        let (pipe, link, file) = (dir.path().join("pipe"), dir.path().join("link"), dir.path().join("file"));
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || std::fs::read_to_string(pipe).unwrap()
        });
        write(Some(&pipe), "through").unwrap();
        assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
        assert_eq!(reader.join().unwrap(), "through");
        std::fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write(Some(&link), "new").unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
    }
}
