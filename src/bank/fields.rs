//! Reads a TOML table field by field, so that every fault of a file is found at once and has its line. (A derived
//! deserialiser stops at the first.)

use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::fault::Faults;
use super::text::line_at;

/// TOML text and where its first line stands in the file.
#[derive(Clone, Copy)]
pub(super) struct Source<'i> {
    pub(super) text: &'i str,
    pub(super) first_line: u32,
}

/// A value and its line.
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) line: u32,
}

/// One table; a field that nobody asked for is a fault at `finish`.
pub(super) struct Fields<'t, 'i> {
    table: &'t DeTable<'i>,
    source: Source<'i>,
    line: u32,
    prefix: String,
    asked: BTreeSet<&'static str>,
}

/// Parses the text; faults for what is no TOML.
pub(super) fn parse<'i>(source: Source<'i>, faults: &mut Faults) -> Option<DeTable<'i>> {
    let (table, errors) = DeTable::parse_recoverable(source.text);
    for error in &errors {
        let line = error.span().map_or(source.first_line, |span| source.line(&span));
        faults.add(line, "", "not_toml", error.message().to_owned());
    }
    errors.is_empty().then(|| table.into_inner())
}

impl Source<'_> {
    fn line(&self, span: &Range<usize>) -> u32 {
        line_at(self.text.as_bytes(), span.start) - 1 + self.first_line
    }
}

impl<'t, 'i> Fields<'t, 'i> {
    pub(super) fn new(table: &'t DeTable<'i>, source: Source<'i>) -> Self {
        Self { table, source, line: source.first_line, prefix: String::new(), asked: BTreeSet::new() }
    }

    /// A table inside another text; faults name its fields after `name`.
    pub(super) fn within(table: &'t DeTable<'i>, source: Source<'i>, name: &str) -> Self {
        Self { prefix: format!("{name}."), ..Self::new(table, source) }
    }

    /// The line where this table begins.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// Name of a field as faults say it: `section.cell.count`.
    pub(super) fn name(&self, field: &str) -> String {
        format!("{}{field}", self.prefix)
    }

    pub(super) fn raw(&mut self, field: &'static str) -> Option<At<&'t DeValue<'i>>> {
        self.asked.insert(field);
        let (_, value) = self.table.iter().find(|(name, _)| name.get_ref() == field)?;
        Some(At { value: value.get_ref(), line: self.source.line(&value.span()) })
    }

    pub(super) fn required(&mut self, field: &'static str, faults: &mut Faults) -> Option<At<&'t DeValue<'i>>> {
        let found = self.raw(field);
        if found.is_none() {
            faults.add(self.line, &self.name(field), "missing_field", format!("`{field}` is missing"));
        }
        found
    }

    /// A text of 1 to `max` characters, on one line.
    pub(super) fn text(&mut self, field: &'static str, max: usize, faults: &mut Faults) -> Option<At<String>> {
        let at = self.required(field, faults)?;
        self.check_text(field, &at, max, faults)
    }

    pub(super) fn optional_text(&mut self, field: &'static str, max: usize, faults: &mut Faults) -> Option<At<String>> {
        let at = self.raw(field)?;
        self.check_text(field, &at, max, faults)
    }

    /// Like `text`, but may have several lines.
    pub(super) fn long_text(&mut self, field: &'static str, max: usize, faults: &mut Faults) -> Option<At<String>> {
        let at = self.required(field, faults)?;
        let text = self.typed(field, &at, "a text", as_text, faults)?;
        self.check_length(field, text, at.line, max, faults)
    }

    pub(super) fn texts(&mut self, field: &'static str, max: usize, faults: &mut Faults) -> Vec<At<String>> {
        let Some(at) = self.raw(field) else { return Vec::new() };
        let Some(array) = self.typed(field, &at, "a list of texts", DeValue::as_array, faults) else {
            return Vec::new();
        };
        let mut texts = Vec::new();
        for value in array {
            let at = At { value: value.get_ref(), line: self.source.line(&value.span()) };
            texts.extend(self.check_text(field, &at, max, faults));
        }
        texts
    }

    pub(super) fn flag(&mut self, field: &'static str, default: bool, faults: &mut Faults) -> bool {
        let Some(at) = self.raw(field) else { return default };
        self.typed(field, &at, "true or false", DeValue::as_bool, faults).unwrap_or(default)
    }

    /// A whole number within the bounds.
    pub(super) fn whole(&mut self, field: &'static str, within: Range<i64>, faults: &mut Faults) -> Option<At<i64>> {
        let at = self.required(field, faults)?;
        let value = self.typed(field, &at, "a whole number", as_whole, faults)?;
        if within.contains(&value) {
            return Some(At { value, line: at.line });
        }
        let message = format!("{value} is not between {} and {}", within.start, within.end - 1);
        faults.add(at.line, &self.name(field), "out_of_range", message);
        None
    }

    pub(super) fn optional_whole(
        &mut self,
        field: &'static str,
        within: Range<i64>,
        faults: &mut Faults,
    ) -> Option<At<i64>> {
        self.raw(field)?;
        self.whole(field, within, faults)
    }

    pub(super) fn number(&mut self, field: &'static str, faults: &mut Faults) -> Option<At<f64>> {
        let at = self.required(field, faults)?;
        self.check_number(field, &at, faults)
    }

    pub(super) fn optional_number(&mut self, field: &'static str, faults: &mut Faults) -> Option<At<f64>> {
        let at = self.raw(field)?;
        self.check_number(field, &at, faults)
    }

    pub(super) fn numbers(&mut self, field: &'static str, faults: &mut Faults) -> Option<At<Vec<f64>>> {
        let at = self.required(field, faults)?;
        let array = self.typed(field, &at, "a list of numbers", DeValue::as_array, faults)?;
        let values: Vec<f64> = array.iter().filter_map(|value| as_number(value.get_ref())).collect();
        if values.len() == array.len() {
            return Some(At { value: values, line: at.line });
        }
        faults.add(at.line, &self.name(field), "wrong_type", format!("`{field}` must be a list of numbers"));
        None
    }

    pub(super) fn table(&mut self, field: &'static str, faults: &mut Faults) -> Option<Fields<'t, 'i>> {
        let at = self.required(field, faults)?;
        let table = self.typed(field, &at, "a table", DeValue::as_table, faults)?;
        Some(self.inner(table, field, at.line))
    }

    pub(super) fn optional_table(&mut self, field: &'static str, faults: &mut Faults) -> Option<Self> {
        self.raw(field)?;
        self.table(field, faults)
    }

    /// `[[field]]`, in the order of the file.
    pub(super) fn tables(&mut self, field: &'static str, faults: &mut Faults) -> Vec<Fields<'t, 'i>> {
        let Some(at) = self.raw(field) else { return Vec::new() };
        let Some(array) = self.typed(field, &at, "a list of tables", DeValue::as_array, faults) else {
            return Vec::new();
        };
        let mut tables = Vec::new();
        for value in array {
            let at = At { value: value.get_ref(), line: self.source.line(&value.span()) };
            let table = self.typed(field, &at, "a table", DeValue::as_table, faults);
            tables.extend(table.map(|table| self.inner(table, field, at.line)));
        }
        tables
    }

    pub(super) fn finish(self, faults: &mut Faults) {
        for (name, _) in self.table.iter().filter(|(name, _)| !self.asked.contains(name.get_ref().as_ref())) {
            let line = self.source.line(&name.span());
            let field = self.name(name.get_ref());
            faults.add(line, &field, "unknown_field", format!("`{}` is not a field here", name.get_ref()));
        }
    }

    /// Takes a value of the right type out, or says what type was wanted.
    pub(super) fn typed<'v, T>(
        &self,
        field: &str,
        at: &At<&'v DeValue<'i>>,
        wanted: &str,
        take: impl Fn(&'v DeValue<'i>) -> Option<T>,
        faults: &mut Faults,
    ) -> Option<T> {
        let taken = take(at.value);
        if taken.is_none() {
            faults.add(at.line, &self.name(field), "wrong_type", format!("`{field}` must be {wanted}"));
        }
        taken
    }

    fn inner(&self, table: &'t DeTable<'i>, field: &str, line: u32) -> Self {
        let prefix = format!("{}{field}.", self.prefix);
        Self { table, source: self.source, line, prefix, asked: BTreeSet::new() }
    }

    fn check_text(&self, field: &str, at: &At<&'t DeValue<'i>>, max: usize, faults: &mut Faults) -> Option<At<String>> {
        let text = self.typed(field, at, "a text", as_text, faults)?;
        if text.contains('\n') {
            faults.add(at.line, &self.name(field), "several_lines", format!("`{field}` must stand on one line"));
            return None;
        }
        self.check_length(field, text, at.line, max, faults)
    }

    fn check_length(&self, field: &str, text: &str, line: u32, max: usize, faults: &mut Faults) -> Option<At<String>> {
        let text = text.trim();
        let length = text.chars().count();
        if (1..=max).contains(&length) {
            return Some(At { value: text.to_owned(), line });
        }
        let (code, message) = if length == 0 {
            ("empty", format!("`{field}` is empty"))
        } else {
            ("too_long", format!("`{field}` has {length} characters; at most {max} are allowed"))
        };
        faults.add(line, &self.name(field), code, message);
        None
    }

    fn check_number(&self, field: &str, at: &At<&'t DeValue<'i>>, faults: &mut Faults) -> Option<At<f64>> {
        self.typed(field, at, "a number", as_number, faults).map(|value| At { value, line: at.line })
    }
}

pub(super) fn as_text<'v>(value: &'v DeValue<'_>) -> Option<&'v str> {
    value.as_str()
}

pub(super) fn as_whole(value: &DeValue<'_>) -> Option<i64> {
    let whole = value.as_integer()?;
    i64::from_str_radix(whole.as_str(), whole.radix()).ok()
}

/// Finite numbers only.
pub(super) fn as_number(value: &DeValue<'_>) -> Option<f64> {
    let number = match value {
        #[expect(clippy::cast_precision_loss, reason = "numbers of items have at most 15 digits, checked where used")]
        DeValue::Integer(_) => as_whole(value)? as f64,
        DeValue::Float(float) => float.as_str().parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}
