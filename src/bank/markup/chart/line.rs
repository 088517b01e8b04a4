//! Lines, told apart by dashes and the shape of their points, each named at its end.

use std::fmt::Write as _;

use super::axes::{Axes, Room};
use super::draw::{Anchor, Drawing, local, number, text, text_width};
use super::spec::{Chart, Series};

const DASHES: [&str; 4] = ["", "7 4", "2 4", "10 4 2 4"];
const VALUE: f64 = 17.0;
const NAME: f64 = 17.0;
const MAX_NAME_WIDTH: f64 = 180.0;

pub(super) fn draw(chart: &Chart) -> Drawing {
    let named = chart.series.len() > 1;
    let widest = chart.series.iter().map(|s| text_width(&s.name, NAME)).fold(0.0, f64::max).min(MAX_NAME_WIDTH);
    let room = if named { Room { right: widest, above: 0.0, below: 18.0 } } else { Room::default() };
    let axes = Axes::new(chart, false, room);
    let mut markup = axes.grid();
    for (row, series) in chart.series.iter().enumerate() {
        markup.push_str(&line(&axes, series, DASHES[row % DASHES.len()]));
        for (point, value) in series.values.iter().enumerate() {
            markup.push_str(&dot(row, axes.x(point), axes.y(*value)));
            let y = if is_upper(chart, row, point) { axes.y(*value) - 9.0 } else { axes.y(*value) + 19.0 };
            markup.push_str(&text(axes.x(point), y, VALUE, Anchor::Middle, &local(*value)));
        }
    }
    if named {
        markup.push_str(&names(chart, &axes));
    }
    let height = axes.labels(&chart.x, &mut markup);
    Drawing { markup, height }
}

fn line(axes: &Axes, series: &Series, dash: &str) -> String {
    let points: Vec<_> = series
        .values
        .iter()
        .enumerate()
        .map(|(index, value)| format!("{},{}", number(axes.x(index)), number(axes.y(*value))))
        .collect();
    let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
    format!(
        "<polyline points=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"{dash}></polyline>",
        points.join(" ")
    )
}

/// Disc, square, diamond, ring: one for each series.
fn dot(row: usize, x: f64, y: f64) -> String {
    let mut markup = String::new();
    let diamond =
        if row % 4 == 2 { format!(" transform=\"rotate(45 {} {})\"", number(x), number(y)) } else { String::new() };
    let _ = match row % 4 {
        1 | 2 => write!(
            markup,
            "<rect x=\"{}\" y=\"{}\" width=\"8\" height=\"8\" fill=\"currentColor\"{diamond}></rect>",
            number(x - 4.0),
            number(y - 4.0)
        ),
        row => write!(
            markup,
            "<circle cx=\"{}\" cy=\"{}\" r=\"4.5\" fill=\"{}\" stroke=\"currentColor\" stroke-width=\"2\"></circle>",
            number(x),
            number(y),
            if row == 0 { "currentColor" } else { "none" }
        ),
    };
    markup
}

/// Whether this point's label goes above: the highest one's does, the lowest one's does not, and between them it goes
/// where more room is.
fn is_upper(chart: &Chart, row: usize, point: usize) -> bool {
    let mut over: Vec<(f64, usize)> = chart.series.iter().enumerate().map(|(row, s)| (s.values[point], row)).collect();
    over.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let rank = over.iter().position(|(_, other)| *other == row).unwrap_or(0);
    match (rank.checked_sub(1).and_then(|higher| over.get(higher)), over.get(rank + 1)) {
        (Some(higher), Some(lower)) => higher.0 - over[rank].0 >= over[rank].0 - lower.0,
        (higher, _) => higher.is_none(),
    }
}

/// Names beside the last points, pushed apart where they would lie on each other.
fn names(chart: &Chart, axes: &Axes) -> String {
    let last = chart.x.len().saturating_sub(1);
    let mut ends: Vec<(f64, &str)> = chart.series.iter().map(|s| (axes.y(s.values[last]), s.name.as_str())).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut markup = String::new();
    let mut free_from = f64::NEG_INFINITY;
    for (y, name) in ends {
        let y = y.max(free_from);
        free_from = y + NAME + 2.0;
        markup.push_str(&text(axes.x(last) + 14.0, y + 5.0, NAME, Anchor::Start, name));
    }
    markup
}
