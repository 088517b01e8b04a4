//! The frame of bars and lines: scale, grid, ticks and the labels below.

use std::fmt::Write as _;

use super::draw::{Anchor, WIDTH, count, local, number, text, text_width, turned_text};
use super::spec::Chart;

const TOP: f64 = 30.0;
const PLOT_HEIGHT: f64 = 260.0;
const RIGHT: f64 = 14.0;
const LABEL: f64 = 17.0;
/// Ticks wanted on the scale; the nice step decides how many it becomes.
const TICKS: f64 = 5.0;
/// Values that differ by less than this share of themselves are drawn as equal.
const FLAT: f64 = 1e-3;

/// Room that labels need beyond the plot.
#[derive(Clone, Copy, Default)]
pub(super) struct Room {
    pub(super) right: f64,
    pub(super) above: f64,
    pub(super) below: f64,
}

pub(super) struct Axes {
    room: Room,
    left: f64,
    low: f64,
    high: f64,
    step: f64,
    points: usize,
}

impl Axes {
    /// `from_zero`: bars must begin at zero; a line may begin near its smallest value.
    pub(super) fn new(chart: &Chart, from_zero: bool, room: Room) -> Self {
        let (min, max) = chart.extremes();
        let flat = max - min <= max.abs() * FLAT;
        let near = from_zero || flat || min < 0.0 || min < max / 2.0;
        let (bottom, top) = (if near { min.min(0.0) } else { min }, max.max(0.0));
        let span = if top > bottom { top - bottom } else { 1.0 };
        let step = nice_step(span / TICKS);
        let (low, high) = ((bottom / step).floor() * step, (top / step).ceil() * step);
        let high = if high > low { high } else { low + step };
        let widest = [low, high].map(|v| text_width(&local(tidy(v, step)), LABEL)).into_iter().fold(0.0, f64::max);
        Self { room, left: widest + 16.0, low, high, step, points: chart.x.len() }
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        TOP + self.room.above + PLOT_HEIGHT * (1.0 - (value - self.low) / (self.high - self.low))
    }

    /// Width of the room of one point.
    pub(super) fn slot(&self) -> f64 {
        (self.right() - self.left) / count(self.points)
    }

    pub(super) fn with_room(self, room: Room) -> Self {
        Self { room, ..self }
    }

    /// Middle of the room of point `index`.
    pub(super) fn x(&self, index: usize) -> f64 {
        self.left + self.slot() * (count(index) + 0.5)
    }

    /// Grid lines with their values, and the line of zero (or of the lowest value).
    pub(super) fn grid(&self) -> String {
        let mut markup = String::new();
        let ticks = ((self.high - self.low) / self.step).round().clamp(1.0, 20.0);
        let mut tick = 0.0;
        while tick <= ticks {
            let value = tidy(self.low + tick * self.step, self.step);
            self.rule(value, if value == 0.0 || tick == 0.0 { "0.9" } else { "0.2" }, &mut markup);
            tick += 1.0;
        }
        markup
    }

    /// Names of the points below the plot, slanted when they do not fit; gives the y where they end.
    pub(super) fn labels(&self, names: &[String], markup: &mut String) -> f64 {
        let base = TOP + self.room.above + PLOT_HEIGHT + self.room.below + 20.0;
        let widest = names.iter().map(|name| text_width(name, LABEL)).fold(0.0, f64::max);
        let fits = widest <= self.slot() - 4.0;
        for (index, name) in names.iter().enumerate() {
            markup.push_str(&if fits {
                text(self.x(index), base, LABEL, Anchor::Middle, name)
            } else {
                turned_text(self.x(index) + 4.0, base - 4.0, LABEL, Anchor::End, -40.0, name)
            });
        }
        // The sine of 40 degrees is 0.64.
        if fits { base + 10.0 } else { base + widest * 0.64 + 10.0 }
    }

    fn right(&self) -> f64 {
        WIDTH - RIGHT - self.room.right
    }

    fn rule(&self, value: f64, opacity: &str, markup: &mut String) {
        let y = self.y(value);
        let _ = write!(
            markup,
            "<line x1=\"{}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"currentColor\" stroke-opacity=\"{opacity}\"></line>",
            number(self.left),
            number(self.right()),
            y = number(y)
        );
        markup.push_str(&text(self.left - 8.0, y + 5.0, LABEL, Anchor::End, &local(value)));
    }
}

/// 1, 2 or 5 times a power of ten, at least `rough`.
fn nice_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= rough * 0.999).unwrap_or(10.0);
    (factor * power).max(1e-12)
}

/// Takes the dust of floating point off a multiple of `step`.
fn tidy(value: f64, step: f64) -> f64 {
    let decimals = 10_f64.powf((-step.log10().floor()).clamp(0.0, 9.0));
    (value * decimals).round() / decimals + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_nice() {
        for (rough, step) in [(30.0, 50.0), (1.0, 1.0), (1.2, 2.0), (0.03, 0.05), (7_000.0, 10_000.0)] {
            assert!((nice_step(rough) / step - 1.0).abs() < 1e-9, "{rough}: {}", nice_step(rough));
        }
    }
}
