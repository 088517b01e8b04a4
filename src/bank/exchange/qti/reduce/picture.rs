//! Interactions on a picture: the picture goes into the stem, its spots become options that are told by label or place.

use crate::bank::exchange::html;
use crate::bank::exchange::qti::content::{Desk, plain};
use crate::bank::exchange::qti::declaration::read_shape;
use crate::bank::exchange::qti::interaction::Choice;
use crate::bank::exchange::qti::value::{count, number};
use crate::bank::exchange::qti::xml::Element;

pub fn options(element: &Element, choices: &[Choice<'_>], desk: &mut Desk<'_>) -> Result<Vec<String>, String> {
    let picture = element.elements().find(|inner| matches!(inner.name.as_str(), "object" | "img" | "picture"));
    let picture = picture.ok_or_else(|| format!("{} has no picture", element.place()))?;
    let source = picture.said("data").or_else(|| picture.said("src")).unwrap_or_default();
    if let Err(why) = desk.picture(source) {
        return Err(format!("{}: the picture `{source}` {why}", element.place()));
    }
    desk.change(format!("{}: the spots of the picture are told by their label or place", element.name));
    let size = (picture.said("width").and_then(number), picture.said("height").and_then(number));
    choices.iter().enumerate().map(|(at, choice)| spot(at, choice, size)).collect()
}

fn spot(at: usize, choice: &Choice<'_>, size: (Option<f64>, Option<f64>)) -> Result<String, String> {
    let label = choice.element.said("hotspotLabel").or_else(|| choice.element.said("aria-label"));
    let label = label.map_or_else(|| plain(choice.element), str::to_owned);
    if !label.is_empty() {
        return Ok(html::escape(&label));
    }
    let (shape, coordinates) = read_shape(choice.element)?;
    let (x, y) = centre(&shape, &coordinates).ok_or_else(|| format!("{} has no place", choice.element.place()))?;
    Ok(match size {
        (Some(width), Some(height)) if width > 0.0 && height > 0.0 => format!(
            "Spot {}: {:.0} % from the left, {:.0} % from the top",
            at + 1,
            x / width * 100.0,
            y / height * 100.0
        ),
        _ => format!("Spot {}: {x:.0} pixels from the left, {y:.0} from the top", at + 1),
    })
}

fn centre(shape: &str, at: &[f64]) -> Option<(f64, f64)> {
    match (shape, at) {
        ("circle" | "ellipse", [x, y, ..]) => Some((*x, *y)),
        ("rect", [left, top, right, bottom, ..]) => Some((f64::midpoint(*left, *right), f64::midpoint(*top, *bottom))),
        ("poly", at) if at.len() >= 2 => {
            let corners = at.as_chunks::<2>().0;
            let sum = corners.iter().fold((0.0, 0.0), |(x, y), corner| (x + corner[0], y + corner[1]));
            Some((sum.0 / count(corners.len()), sum.1 / count(corners.len())))
        }
        _ => None,
    }
}
