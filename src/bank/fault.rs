//! What is wrong in a bank's files, and where. Faults are collected, never thrown at the first.

use std::fmt;

/// One wrong place in one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub struct BankFault {
    /// Path inside the bank, with `/`.
    pub file: String,
    /// 1-based; absent when the fault is about the file as a whole.
    pub line: Option<u32>,
    /// Front-matter field, `options.B`, `stem`, or empty.
    pub field: String,
    /// Stable, snake case.
    pub code: &'static str,
    /// What is wrong and what would be right, in English.
    pub message: String,
}

impl fmt::Display for BankFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.field.is_empty() {
            write!(f, ": {}", self.field)?;
        }
        write!(f, ": {} [{}]", self.message, self.code)
    }
}

/// The faults of one file, as they are found.
#[derive(Debug)]
pub(super) struct Faults {
    file: String,
    found: Vec<BankFault>,
}

impl Faults {
    pub(super) fn of(file: &str) -> Self {
        Self { file: file.to_owned(), found: Vec::new() }
    }

    pub(super) fn add(&mut self, line: u32, field: &str, code: &'static str, message: impl Into<String>) {
        self.push(Some(line), field, code, message.into());
    }

    /// A fault about the whole file.
    pub(super) fn add_whole(&mut self, code: &'static str, message: impl Into<String>) {
        self.push(None, "", code, message.into());
    }

    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    pub(super) fn into_found(mut self) -> Vec<BankFault> {
        self.found.sort();
        self.found
    }

    fn push(&mut self, line: Option<u32>, field: &str, code: &'static str, message: String) {
        self.found.push(BankFault { file: self.file.clone(), line, field: field.to_owned(), code, message });
    }
}
