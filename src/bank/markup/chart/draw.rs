//! Small strokes that the kinds of charts share: numbers, text, fills that differ without colour.

use std::fmt::Write as _;

use crate::bank::markup::escape;

/// Width of every drawing, in its own units; the page scales it.
pub(super) const WIDTH: f64 = 640.0;
/// Mean width of a character at font size 1.
const CHARACTER: f64 = 0.56;
const LEGEND: f64 = 17.0;
const LEGEND_ROW: f64 = 25.0;

pub(super) struct Drawing {
    pub(super) markup: String,
    pub(super) height: f64,
}

#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A coordinate: two decimals are finer than any screen.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // `-0` would only be noise in a diff.
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

/// A value as Indonesians write it: points group thousands, a comma is the decimal sign.
pub(super) fn local(value: f64) -> String {
    let plain = value.abs().to_string();
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = if value < 0.0 { "−".to_owned() } else { String::new() };
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    if !decimals.is_empty() {
        let _ = write!(text, ",{decimals}");
    }
    text
}

pub(super) fn text_width(text: &str, size: f64) -> f64 {
    count(text.chars().count()) * size * CHARACTER
}

/// Counts in drawings are small.
pub(super) fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

pub(super) fn text(x: f64, y: f64, size: f64, anchor: Anchor, content: &str) -> String {
    turned_text(x, y, size, anchor, 0.0, content)
}

/// Text turned around its anchor by `degrees`.
pub(super) fn turned_text(x: f64, y: f64, size: f64, anchor: Anchor, degrees: f64, content: &str) -> String {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let (x, y) = (number(x), number(y));
    let turn =
        if degrees == 0.0 { String::new() } else { format!(" transform=\"rotate({} {x} {y})\"", number(degrees)) };
    format!(
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\" text-anchor=\"{anchor}\" fill=\"currentColor\"{turn}>{}</text>",
        number(size),
        escape(content)
    )
}

/// The hatchings of one chart; `mark` keeps their ids apart from other charts' on the page.
pub(super) fn patterns(mark: &str) -> String {
    let stripe = |id: &str, size: &str, path: &str| {
        format!(
            "<pattern id=\"{id}-{mark}\" patternUnits=\"userSpaceOnUse\" width=\"{size}\" height=\"{size}\">\
             <path d=\"{path}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\"></path></pattern>"
        )
    };
    format!(
        "<defs>{}{}{}</defs>",
        stripe("hatch", "8", "M-2 10L10 -2M-2 2L2 -2M6 10L10 6"),
        stripe("cross", "8", "M0 4L8 4M4 0L4 8"),
        stripe("flat", "6", "M0 3L6 3")
    )
}

/// Fill of the n-th thing: dark, empty, hatched, grey, crossed, lined; each readable without colour.
pub(super) fn fill(index: usize, mark: &str) -> String {
    match index % 6 {
        0 => "fill=\"currentColor\" fill-opacity=\"0.78\"".to_owned(),
        1 => "fill=\"none\"".to_owned(),
        2 => format!("fill=\"url(#hatch-{mark})\""),
        3 => "fill=\"currentColor\" fill-opacity=\"0.32\"".to_owned(),
        4 => format!("fill=\"url(#cross-{mark})\""),
        _ => format!("fill=\"url(#flat-{mark})\""),
    }
}

/// A key of names below the drawing, from `y` down; gives its height.
pub(super) fn legend(names: &[&str], sample: impl Fn(usize, f64, f64) -> String, y: f64, markup: &mut String) -> f64 {
    let (mut x, mut row) = (56.0, y);
    for (index, name) in names.iter().enumerate() {
        let width = 40.0 + text_width(name, LEGEND);
        if x + width > WIDTH && x > 56.0 {
            x = 56.0;
            row += LEGEND_ROW;
        }
        markup.push_str(&sample(index, x, row));
        markup.push_str(&text(x + 26.0, row + 5.0, LEGEND, Anchor::Start, name));
        x += width + 14.0;
    }
    row - y + LEGEND_ROW
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_indonesians_do() {
        for (value, text) in [
            (0.0, "0"),
            (12.5, "12,5"),
            (-3.0, "−3"),
            (999.0, "999"),
            (1_250_000.0, "1.250.000"),
            (1234.25, "1.234,25"),
        ] {
            assert_eq!(local(value), text);
        }
    }
}
