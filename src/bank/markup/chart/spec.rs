//! What a chart's text says, checked.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::bank::fault::Faults;
use crate::bank::fields::{self, At, Fields, Source};
use crate::bank::files::hex;

/// More points than this cannot be labelled one by one.
const MAX_POINTS: usize = 24;
/// A slice for each point; more cannot be told apart.
const MAX_SLICES: usize = 12;
const MAX_SERIES: usize = 4;
const MAX_TITLE: usize = 160;
const MAX_LABEL: usize = 40;
/// Larger numbers need another unit in the label.
const MAX_VALUE: f64 = 1e12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Bar,
    Line,
    Pie,
}

/// One chart; every series has a value for every `x`.
pub(super) struct Chart {
    pub(super) kind: Kind,
    pub(super) title: String,
    pub(super) x: Vec<String>,
    pub(super) y_label: Option<String>,
    pub(super) series: Vec<Series>,
}

pub(super) struct Series {
    pub(super) name: String,
    pub(super) values: Vec<f64>,
}

impl Kind {
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Bar => "Diagram batang",
            Self::Line => "Diagram garis",
            Self::Pie => "Diagram lingkaran",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        match name {
            "bar" => Some(Self::Bar),
            "line" => Some(Self::Line),
            "pie" => Some(Self::Pie),
            _ => None,
        }
    }
}

impl Chart {
    /// Distinguishes the ids of this chart's patterns from another's on the same page.
    pub(super) fn mark(&self) -> String {
        let mut hash = Sha256::new();
        for text in self.x.iter().chain(self.series.iter().map(|s| &s.name)).chain([&self.title]) {
            hash.update(text);
            hash.update([0]);
        }
        hex(&hash.finalize()[..4])
    }

    /// Smallest and largest value.
    pub(super) fn extremes(&self) -> (f64, f64) {
        let values = self.series.iter().flat_map(|series| series.values.iter().copied());
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    }
}

/// Reads a chart; `None` when anything is wrong with it.
pub(super) fn read(text: &str, first_line: u32, name: &str, faults: &mut Faults) -> Option<Chart> {
    let before = faults.len();
    let source = Source { text, first_line };
    let table = fields::parse(source, faults)?;
    let mut fields = Fields::within(&table, source, name);
    let kind = kind(&mut fields, faults);
    let title = fields.text("title", MAX_TITLE, faults);
    let x = labels(&mut fields, kind, faults);
    let y_label = fields.optional_text("y_label", MAX_LABEL, faults).map(|at| at.value);
    let series = series(&mut fields, x.len(), faults);
    if kind == Some(Kind::Pie) {
        check_pie(&fields, &series, faults);
    }
    fields.finish(faults);
    let chart = Chart { kind: kind?, title: title?.value, x, y_label, series };
    (faults.len() == before).then_some(chart)
}

fn kind(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<Kind> {
    let At { value, line } = fields.text("type", MAX_LABEL, faults)?;
    let kind = Kind::from_name(&value);
    if kind.is_none() {
        faults.add(line, &fields.name("type"), "unknown_name", format!("`{value}` is none of bar, line, pie"));
    }
    kind
}

fn labels(fields: &mut Fields<'_, '_>, kind: Option<Kind>, faults: &mut Faults) -> Vec<String> {
    let labels: Vec<String> = fields.texts("x", MAX_LABEL, faults).into_iter().map(|at| at.value).collect();
    let max = if kind == Some(Kind::Pie) { MAX_SLICES } else { MAX_POINTS };
    let distinct = labels.iter().collect::<BTreeSet<_>>().len();
    if labels.is_empty() || labels.len() > max || distinct < labels.len() {
        let message = format!("`x` needs 1 to {max} different labels");
        faults.add(fields.line(), &fields.name("x"), "chart_labels", message);
    }
    labels
}

fn series(fields: &mut Fields<'_, '_>, points: usize, faults: &mut Faults) -> Vec<Series> {
    let tables = fields.tables("series", faults);
    if tables.is_empty() || tables.len() > MAX_SERIES {
        let message = format!("a chart has 1 to {MAX_SERIES} series");
        faults.add(fields.line(), &fields.name("series"), "chart_series", message);
    }
    tables.into_iter().filter_map(|table| one_series(table, points, faults)).collect()
}

fn one_series(mut fields: Fields<'_, '_>, points: usize, faults: &mut Faults) -> Option<Series> {
    let name = fields.text("name", MAX_LABEL, faults);
    let values = fields.numbers("values", faults);
    if let Some(At { value, line }) = &values
        && (value.len() != points || value.iter().any(|v| v.abs() > MAX_VALUE))
    {
        let message = format!("needs {points} values, one for each `x`, each at most {MAX_VALUE:e}");
        faults.add(*line, &fields.name("values"), "chart_values", message);
    }
    fields.finish(faults);
    Some(Series { name: name?.value, values: values?.value })
}

fn check_pie(fields: &Fields<'_, '_>, series: &[Series], faults: &mut Faults) {
    let [only] = series else {
        return faults.add(fields.line(), &fields.name("series"), "chart_series", "a pie has exactly one series");
    };
    if only.values.iter().any(|v| *v < 0.0) || only.values.iter().sum::<f64>() <= 0.0 {
        let message = "the values of a pie are not negative and not all zero";
        faults.add(fields.line(), &fields.name("series"), "chart_values", message);
    }
}
