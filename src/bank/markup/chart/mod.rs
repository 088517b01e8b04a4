//! A ```` ```chart ```` fence → a figure: a drawing with direct labels that is readable in grey, its text
//! alternative, and the data as a table behind it.

mod axes;
mod bar;
mod draw;
mod line;
mod pie;
mod spec;

use std::fmt::Write as _;

use self::spec::{Chart, Kind};
use super::escape;
use crate::bank::fault::Faults;

/// The figure of a chart whose text begins on `first_line`; `None` when the text has faults.
pub(super) fn figure(text: &str, first_line: u32, name: &str, faults: &mut Faults) -> Option<String> {
    let chart = spec::read(text, first_line, name, faults)?;
    Some(format!(
        "<figure class=\"chart\"><figcaption>{}</figcaption>{}<details><summary>Data dalam tabel</summary>{}</details></figure>",
        caption(&chart),
        svg(&chart, &drawn(&chart)),
        table(&chart)
    ))
}

/// A chart in parts, for pages that are not ours.
pub(in crate::bank) struct Parts {
    /// As HTML.
    pub(in crate::bank) caption: String,
    /// The drawing as a file of its own.
    pub(in crate::bank) svg: String,
    /// Everything that the drawing says, in words.
    pub(in crate::bank) alternative: String,
    /// As HTML.
    pub(in crate::bank) table: String,
}

/// `None` when the text has faults.
pub(in crate::bank) fn parts(text: &str) -> Option<Parts> {
    let mut faults = Faults::of("");
    let chart = spec::read(text, 1, "chart", &mut faults)?;
    let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" ";
    Some(Parts {
        caption: caption(&chart),
        svg: svg(&chart, &drawn(&chart)).replacen("<svg ", head, 1),
        alternative: format!("{}: {}. {}", chart.kind.title(), chart.title, description(&chart)),
        table: table(&chart),
    })
}

fn drawn(chart: &Chart) -> draw::Drawing {
    match chart.kind {
        Kind::Bar => bar::draw(chart),
        Kind::Line => line::draw(chart),
        Kind::Pie => pie::draw(chart),
    }
}

fn caption(chart: &Chart) -> String {
    let unit = chart.y_label.as_deref().map(|unit| format!(" ({})", escape(unit))).unwrap_or_default();
    format!("{}{unit}", escape(&chart.title))
}

fn svg(chart: &Chart, drawing: &draw::Drawing) -> String {
    let label = escape(&format!("{}: {}", chart.kind.title(), chart.title));
    format!(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{label}\"><title>{label}</title><desc>{}</desc>{}{}</svg>",
        draw::WIDTH,
        draw::number(drawing.height),
        escape(&description(chart)),
        draw::patterns(&chart.mark()),
        drawing.markup
    )
}

/// Every value in words, for those who cannot see the drawing.
fn description(chart: &Chart) -> String {
    let mut text = String::new();
    for (index, x) in chart.x.iter().enumerate() {
        let values: Vec<_> =
            chart.series.iter().map(|s| format!("{} {}", s.name, draw::local(s.values[index]))).collect();
        let _ = write!(text, "{x}: {}. ", values.join(", "));
    }
    text.trim_end().to_owned()
}

fn table(chart: &Chart) -> String {
    let mut html = "<table><thead><tr><td></td>".to_owned();
    for series in &chart.series {
        let _ = write!(html, "<th scope=\"col\" align=\"right\">{}</th>", escape(&series.name));
    }
    html.push_str("</tr></thead><tbody>");
    for (index, x) in chart.x.iter().enumerate() {
        let _ = write!(html, "<tr><th scope=\"row\">{}</th>", escape(x));
        for series in &chart.series {
            let _ = write!(html, "<td align=\"right\">{}</td>", draw::local(series.values[index]));
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::bank::markup::clean::clean;

    fn draw(text: &str) -> (String, Vec<(Option<u32>, &'static str)>) {
        let mut faults = Faults::of("x");
        let figure = figure(text, 5, "stem.chart", &mut faults).unwrap_or_default();
        (figure, faults.into_found().into_iter().map(|f| (f.line, f.code)).collect())
    }

    fn chart(kind: &str, x: usize, series: &[&[f64]]) -> String {
        let names: Vec<_> = (0..x).map(|i| format!("\"Bulan {i}\"")).collect();
        let mut text = format!(
            "type = \"{kind}\"\ntitle = \"Jumlah <pemohon>\"\ny_label = \"orang\"\nx = [{}]\n",
            names.join(",")
        );
        for (index, values) in series.iter().enumerate() {
            let _ = write!(text, "[[series]]\nname = \"Loket {index}\"\nvalues = {values:?}\n");
        }
        text
    }

    #[test]
    fn each_kind_is_drawn_and_passes_the_gate_whole() {
        let values: &[f64] = &[120.0, 150.5, 90.0];
        for (kind, series) in [("bar", vec![values, values]), ("line", vec![values, values]), ("pie", vec![values])] {
            let (figure, faults) = draw(&chart(kind, 3, &series));
            assert_eq!(faults, []);
            assert_eq!(clean(&figure), figure.replace("/>", "></path>").replace("&quot;", "\""), "{kind}");
            for part in [
                "role=\"img\"",
                "<title>",
                "<desc>Bulan 0: Loket 0 120",
                "150,5",
                "<summary>Data dalam tabel</summary>",
                "Jumlah &lt;pemohon&gt;",
            ] {
                assert!(figure.contains(part), "{kind} lacks {part}: {figure}");
            }
        }
    }

    #[test]
    fn faults_of_a_chart_have_their_lines() {
        let (_, faults) = draw(
            "type = \"area\"\ntitle = \"a\"\nx = [\"a\"]\ncolour = 1\n[[series]]\nname = \"s\"\nvalues = [1, 2]\n",
        );
        assert_eq!(faults, [(Some(5), "unknown_name"), (Some(8), "unknown_field"), (Some(11), "chart_values")]);
        assert_eq!(draw("title = 1").1.len(), 4);
        assert_eq!(draw("type =").1, [(Some(5), "not_toml")]);
        assert_eq!(draw(&chart("pie", 2, &[&[1.0, 2.0], &[1.0, 2.0]])).1, [(Some(5), "chart_series")]);
        assert_eq!(draw(&chart("pie", 2, &[&[1.0, -2.0]])).1, [(Some(5), "chart_values")]);
        assert_eq!(draw(&chart("pie", 2, &[&[0.0, 0.0]])).1, [(Some(5), "chart_values")]);
        assert_eq!(draw(&chart("bar", 2, &[&[1e300, 2.0]])).1, [(Some(11), "chart_values")]);
    }

    proptest! {
        #[test]
        fn every_chart_is_drawn_with_finite_numbers(
            kind in prop::sample::select(vec!["bar", "line"]),
            values in prop::collection::vec(-1e9..1e9f64, 1..24),
            pie in prop::collection::vec(0.001..1e9f64, 1..12),
        ) {
            for (figure, faults) in [draw(&chart(kind, values.len(), &[&values, &values])), draw(&chart("pie", pie.len(), &[&pie]))] {
                prop_assert!(faults.is_empty(), "{:?}", faults);
                prop_assert!(!figure.contains("NaN") && !figure.contains("inf"), "{}", figure);
            }
        }
    }
}
