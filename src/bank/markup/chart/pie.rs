//! A pie with the name and value of each slice beside it.

use std::f64::consts::TAU;
use std::fmt::Write as _;

use super::draw::{Anchor, Drawing, WIDTH, fill, local, number, text};
use super::spec::Chart;

const RADIUS: f64 = 120.0;
const CENTRE: (f64, f64) = (WIDTH / 2.0, 170.0);
const HEIGHT: f64 = 340.0;
const NAME: f64 = 14.0;
const ROW: f64 = 19.0;

/// One slice: angles clockwise from the top.
struct Slice {
    from: f64,
    to: f64,
    label: String,
}

pub(super) fn draw(chart: &Chart) -> Drawing {
    let mark = chart.mark();
    let slices = slices(chart);
    let mut markup = String::new();
    for (index, slice) in slices.iter().enumerate().filter(|(_, slice)| slice.to > slice.from) {
        // The last slice must not look like the first one beside it.
        let look = if index > 0 && index + 1 == slices.len() && index.is_multiple_of(6) { index + 2 } else { index };
        let _ = write!(
            markup,
            "<path d=\"{}\" {} stroke=\"currentColor\" stroke-width=\"1.5\"></path>",
            outline(slice),
            fill(look, &mark)
        );
    }
    markup.push_str(&labels(&slices));
    Drawing { markup, height: HEIGHT }
}

fn slices(chart: &Chart) -> Vec<Slice> {
    let Some(series) = chart.series.first() else { return Vec::new() };
    let sum: f64 = series.values.iter().sum();
    let mut from = 0.0;
    let slice = |(name, value): (&String, &f64)| {
        let to = from + value / sum * TAU;
        let slice = Slice { from, to, label: format!("{name}: {}", local(*value)) };
        from = to;
        slice
    };
    chart.x.iter().zip(&series.values).map(slice).collect()
}

fn at(angle: f64, radius: f64) -> (f64, f64) {
    (CENTRE.0 + radius * angle.sin(), CENTRE.1 - radius * angle.cos())
}

fn outline(slice: &Slice) -> String {
    let r = number(RADIUS);
    let point = |angle| {
        let (x, y) = at(angle, RADIUS);
        format!("{} {}", number(x), number(y))
    };
    if slice.to - slice.from > TAU - 1e-6 {
        // An arc from a point to itself is nothing: two halves make the circle.
        return format!("M{}A{r} {r} 0 1 1 {}A{r} {r} 0 1 1 {}Z", point(0.0), point(TAU / 2.0), point(0.0));
    }
    let large = u8::from(slice.to - slice.from > TAU / 2.0);
    let (x, y) = CENTRE;
    format!("M{} {}L{}A{r} {r} 0 {large} 1 {}Z", number(x), number(y), point(slice.from), point(slice.to))
}

/// Labels right and left of the pie, from top to bottom, pushed apart where they would lie on each other.
fn labels(slices: &[Slice]) -> String {
    let mut sides: [Vec<(f64, &str, f64)>; 2] = [Vec::new(), Vec::new()];
    for slice in slices {
        let middle = f64::midpoint(slice.from, slice.to);
        let (_, y) = at(middle, RADIUS + 16.0);
        sides[usize::from(middle > TAU / 2.0)].push((y, &slice.label, middle));
    }
    let [right, left] = sides;
    column(right, Anchor::Start) + &column(left, Anchor::End)
}

fn column(mut labels: Vec<(f64, &str, f64)>, anchor: Anchor) -> String {
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    let shift = if matches!(anchor, Anchor::Start) { 1.0 } else { -1.0 };
    let mut markup = String::new();
    let mut free_from = ROW;
    for (y, label, middle) in labels {
        let y = y.max(free_from);
        free_from = y + ROW;
        let (edge_x, edge_y) = at(middle, RADIUS);
        let x = CENTRE.0 + shift * (RADIUS + 22.0);
        let _ = write!(
            markup,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"currentColor\" stroke-opacity=\"0.6\"></line>",
            number(edge_x),
            number(edge_y),
            number(x - shift * 4.0),
            number(y)
        );
        markup.push_str(&text(x, y + 5.0, NAME, anchor, label));
    }
    markup
}
