//! Values that go into a statement and rows that come out, without a word about the engine.

use crate::delivery::ports::StoreError;

/// One bound parameter. Only what both engines store alike.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(Option<String>),
    Int(i64),
    Real(f64),
    Bool(bool),
}

impl Value {
    /// `PostgreSQL` has no text with U+0000.
    pub(super) fn is_storable(&self) -> bool {
        !matches!(self, Self::Text(Some(text)) if text.contains('\0'))
    }
}

/// The parameters of one statement, in the order of `$1`, `$2` …
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::sql::value::Value::from($value)),*] };
}
pub(super) use args;

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

/// A stored text or number that this build cannot read.
pub(super) fn broken(record: impl Into<String>, reason: impl std::fmt::Display) -> StoreError {
    StoreError::Broken { record: record.into(), reason: reason.to_string() }
}
