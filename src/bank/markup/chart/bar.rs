//! Bars, side by side for several series, each with its value above it.

use std::fmt::Write as _;

use super::axes::{Axes, Room};
use super::draw::{Anchor, Drawing, count, fill, legend, local, number, text, text_width, turned_text};
use super::spec::Chart;

/// Share of a point's room that its bars fill.
const FILLED: f64 = 0.78;
const VALUE: f64 = 17.0;

pub(super) fn draw(chart: &Chart) -> Drawing {
    let axes = Axes::new(chart, true, Room::default());
    let width = axes.slot() * FILLED / count(chart.series.len());
    let axes = axes.with_room(room(chart, width));
    let mark = chart.mark();
    let mut markup = axes.grid();
    for (row, series) in chart.series.iter().enumerate() {
        for (point, value) in series.values.iter().enumerate() {
            let left = axes.x(point) - axes.slot() * FILLED / 2.0 + width * count(row);
            markup.push_str(&bar(left, width, axes.y(0.0), axes.y(*value), &fill(row, &mark)));
            markup.push_str(&label(left + width / 2.0, width, axes.y(*value), *value));
        }
    }
    let mut height = axes.labels(&chart.x, &mut markup);
    if chart.series.len() > 1 {
        let names: Vec<_> = chart.series.iter().map(|series| series.name.as_str()).collect();
        let sample = |index, x, y: f64| bar(x, 18.0, y + 6.0, y - 6.0, &fill(index, &mark));
        height += legend(&names, sample, height + 8.0, &mut markup) + 4.0;
    }
    Drawing { markup, height }
}

fn bar(left: f64, width: f64, zero: f64, end: f64, fill: &str) -> String {
    let mut markup = String::new();
    let _ = write!(
        markup,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {fill} stroke=\"currentColor\"></rect>",
        number(left + 1.0),
        number(zero.min(end)),
        number((width - 2.0).max(1.0)),
        number((zero - end).abs())
    );
    markup
}

/// Upright labels reach beyond the highest and the lowest bar.
fn room(chart: &Chart, width: f64) -> Room {
    let values = || chart.series.iter().flat_map(|series| series.values.iter().copied());
    let reach = |values: &mut dyn Iterator<Item = f64>| {
        let upright = values.filter(|value| !fits(*value, width));
        upright.map(|value| text_width(&local(value), VALUE)).fold(0.0, f64::max)
    };
    let (low, _) = chart.extremes();
    let below = if low < 0.0 { 16.0 + reach(&mut values().filter(|value| *value < 0.0)) } else { 0.0 };
    Room { above: reach(&mut values().filter(|value| *value >= 0.0)), below, right: 0.0 }
}

fn fits(value: f64, width: f64) -> bool {
    text_width(&local(value), VALUE) <= width + 6.0
}

/// Above the bar (below a negative one); upright when the bar is too narrow.
fn label(middle: f64, width: f64, end: f64, value: f64) -> String {
    let value_text = local(value);
    if fits(value, width) {
        let y = if value < 0.0 { end + VALUE + 2.0 } else { end - 5.0 };
        return text(middle, y, VALUE, Anchor::Middle, &value_text);
    }
    let (y, anchor) = if value < 0.0 { (end + 5.0, Anchor::End) } else { (end - 5.0, Anchor::Start) };
    turned_text(middle + VALUE * 0.35, y, VALUE, anchor, -90.0, &value_text)
}
