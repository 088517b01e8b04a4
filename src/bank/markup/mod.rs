//! Markdown → HTML that a browser may show: formulas as `MathML`, charts as SVG, pictures from `/media/`. Of raw HTML
//! only what Markdown cannot say (`sub`, `sup`, `u`, `br`, `MathML`) is let through, links are refused, and whatever comes
//! out passes the allow-list of `clean`.

mod chart;
mod clean;
mod formula;
mod table;

pub(super) use self::chart::parts as chart_parts;
pub(super) use self::clean::MATHML;
pub(super) use self::clean::is_plain_tag;
pub(super) use self::table::TableState;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::fault::Faults;
use super::page::Passage;
use super::text::line_at;
use crate::domain::item::Html;

/// A text alternative longer than this belongs into the text.
const MAX_ALTERNATIVE: usize = 1_000;

/// Renders the passages of one bank.
pub(super) struct Renderer<'a> {
    /// Path in the bank → address of the picture.
    pub(super) pictures: &'a BTreeMap<String, String>,
}

/// Where a passage stands, for faults, and how long it may be.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) field: &'a str,
    pub(super) max: usize,
}

impl Renderer<'_> {
    /// Paragraphs, tables and all; an empty passage is a fault.
    pub(super) fn block(&self, passage: &Passage, spot: Spot<'_>, faults: &mut Faults) -> Html {
        self.render(passage, spot, false, faults)
    }

    /// Like `block`, without the `<p>` around a single paragraph: the text of a choice.
    pub(super) fn choice(&self, passage: &Passage, spot: Spot<'_>, faults: &mut Faults) -> Html {
        self.render(passage, spot, true, faults)
    }

    fn render(&self, passage: &Passage, spot: Spot<'_>, unwrap: bool, faults: &mut Faults) -> Html {
        let length = passage.text.trim().chars().count();
        if length == 0 {
            faults.add(passage.line, spot.field, "empty", "the text is empty");
            return Html(String::new());
        }
        if length > spot.max {
            let message = format!("{length} characters; at most {} are allowed", spot.max);
            faults.add(passage.line, spot.field, "too_long", message);
            return Html(String::new());
        }
        let mut sheet = Sheet { renderer: self, passage, spot, faults, out: Vec::new(), table: None, held: None };
        for (event, span) in Parser::new_ext(&passage.text, markdown_options()).into_offset_iter() {
            sheet.take(event, &span);
        }
        let events = if unwrap { without_paragraph(sheet.out) } else { sheet.out };
        let mut out = String::new();
        html::push_html(&mut out, events.into_iter());
        Html(clean::clean(out.trim()))
    }
}

/// A formula of ours as `MathML`; `None` when it cannot be read.
pub(super) fn mathml(tex: &str, display: bool) -> Option<String> {
    formula::mathml(tex, display).ok()
}

fn markdown_options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_MATH
}

/// The passage on its way through: what has been rendered, and what is being held back until it is complete.
struct Sheet<'s, 'a> {
    renderer: &'s Renderer<'s>,
    passage: &'a Passage,
    spot: Spot<'s>,
    faults: &'s mut Faults,
    out: Vec<Event<'a>>,
    table: Option<TableState>,
    held: Option<Held>,
}

/// Text that becomes something else than text.
enum Held {
    Picture { path: String, line: u32, alternative: String },
    Chart { line: u32, text: String },
}

impl<'a> Sheet<'_, 'a> {
    fn take(&mut self, event: Event<'a>, span: &Range<usize>) {
        if self.held.is_some() {
            return self.hold(&event);
        }
        let line = line_at(self.passage.text.as_bytes(), span.start) - 1 + self.passage.line;
        match event {
            Event::InlineHtml(tag) if clean::is_plain_tag(&tag) => self.out.push(Event::InlineHtml(tag)),
            Event::Html(_) | Event::InlineHtml(_) => self.refuse_html(line),
            Event::InlineMath(tex) => self.formula(&tex, false, line),
            Event::DisplayMath(tex) => self.formula(&tex, true, line),
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock | TagEnd::Link) => {}
            Event::Start(Tag::Link { .. }) => {
                self.fault(line, "link", "links are refused: a test leads nowhere else; write the address as `code`");
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. }) => {
                self.fault(line, "heading", "headings here begin at `###` (mind a line of dashes below a paragraph)");
                self.out.push(event);
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let path = dest_url.into_string();
                self.held = Some(Held::Picture { path, line, alternative: String::new() });
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(kind))) if &*kind == "chart" => {
                self.held = Some(Held::Chart { line: line + 1, text: String::new() });
            }
            other => self.table_or_plain(other),
        }
    }

    fn table_or_plain(&mut self, event: Event<'a>) {
        if let Event::Start(Tag::Table(alignments)) = &event {
            self.table = Some(TableState::new(alignments.clone()));
        }
        match self.table.as_mut().and_then(|table| table.markup(&event)) {
            Some(markup) => self.html(markup),
            None => self.out.push(event),
        }
    }

    /// Collects the text of a picture's alternative or of a chart until its end.
    fn hold(&mut self, event: &Event<'a>) {
        let text = match event {
            Event::Text(text) | Event::Code(text) => text,
            Event::SoftBreak | Event::HardBreak => " ",
            Event::Html(_) | Event::InlineHtml(_) => return self.refuse_html(self.passage.line),
            Event::End(TagEnd::Image | TagEnd::CodeBlock) => return self.release(),
            _ => return,
        };
        match &mut self.held {
            Some(Held::Picture { alternative, .. }) => alternative.push_str(text),
            Some(Held::Chart { text: chart, .. }) => chart.push_str(text),
            None => {}
        }
    }

    fn release(&mut self) {
        match self.held.take() {
            Some(Held::Picture { path, line, alternative }) => self.picture(&path, alternative.trim(), line),
            Some(Held::Chart { line, text }) => {
                let name = format!("{}.chart", self.spot.field);
                if let Some(figure) = chart::figure(&text, line, &name, self.faults) {
                    self.html(figure);
                }
            }
            None => {}
        }
    }

    fn picture(&mut self, path: &str, alternative: &str, line: u32) {
        let length = alternative.chars().count();
        if length == 0 || length > MAX_ALTERNATIVE {
            let message = format!("`{path}` needs a text alternative of 1 to {MAX_ALTERNATIVE} characters");
            self.fault(line, "text_alternative", &message);
        }
        match self.renderer.pictures.get(path) {
            Some(address) => self.html(format!(r#"<img src="{address}" alt="{}">"#, escape(alternative))),
            None => self.fault(line, "unknown_picture", &format!("the bank has no usable picture `{path}`")),
        }
    }

    fn formula(&mut self, tex: &str, display: bool, line: u32) {
        match formula::mathml(tex, display) {
            Ok(markup) => self.html(markup),
            Err(error) => self.fault(line, "formula", &error.to_string()),
        }
    }

    fn html(&mut self, markup: String) {
        self.out.push(Event::InlineHtml(CowStr::from(markup)));
    }

    fn refuse_html(&mut self, line: u32) {
        self.fault(line, "raw_html", "raw HTML is refused; use Markdown");
    }

    fn fault(&mut self, line: u32, code: &'static str, message: &str) {
        self.faults.add(line, self.spot.field, code, message);
    }
}

/// `<p>text</p>` → `text`, when nothing else is there.
fn without_paragraph(mut events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let paragraphs = events.iter().filter(|event| matches!(event, Event::Start(Tag::Paragraph))).count();
    let whole = matches!(events.first(), Some(Event::Start(Tag::Paragraph)))
        && matches!(events.last(), Some(Event::End(TagEnd::Paragraph)));
    if whole && paragraphs == 1 {
        events.pop();
        events.remove(0);
    }
    events
}

/// Text as HTML text or attribute value.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn render(text: &str) -> (String, Vec<(Option<u32>, &'static str)>) {
        let pictures = BTreeMap::from([("images/a.svg".to_owned(), "/media/00ff.svg".to_owned())]);
        let mut faults = Faults::of("x");
        let passage = Passage { text: text.to_owned(), line: 10 };
        let spot = Spot { field: "stem", max: 6_000 };
        let html = Renderer { pictures: &pictures }.block(&passage, spot, &mut faults).0;
        (html, faults.into_found().into_iter().map(|f| (f.line, f.code)).collect())
    }

    #[test]
    fn plain_markdown_becomes_html() {
        let (html, faults) = render("Satu **dua** `tiga`\n\n1. a\n2. b\n\n> q\n\n### h\n");
        assert_eq!(faults, []);
        assert_eq!(
            html.replace('\n', ""),
            "<p>Satu <strong>dua</strong> <code>tiga</code></p><ol><li>a</li><li>b</li></ol><blockquote><p>q</p></blockquote><h3>h</h3>"
        );
    }

    #[test]
    fn a_table_keeps_its_alignment_and_names_its_columns() {
        let (html, faults) = render("| Unit | n |\n|---|---:|\n| A | 12 |\n");
        assert_eq!(faults, []);
        assert_eq!(
            html,
            "<table><thead><tr><th scope=\"col\">Unit</th><th scope=\"col\" align=\"right\">n</th></tr></thead>\
             <tbody><tr><td>A</td><td align=\"right\">12</td></tr></tbody></table>"
        );
    }

    #[test]
    fn formulas_become_mathml() {
        let (html, faults) = render("$\\frac{a}{b}$ seharga \\$5\n\n$$x^2$$");
        assert_eq!(faults, []);
        assert!(html.contains("<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>"), "{html}");
        assert!(html.contains("seharga $5") && html.contains("display=\"block\"") && html.contains("<msup>"), "{html}");
    }

    #[test]
    fn a_picture_comes_from_media_with_its_alternative() {
        let (html, faults) = render("![Alur \"surat\" & \\<arsip>](images/a.svg)");
        assert_eq!(faults, []);
        assert!(
            html.contains(r#"<img src="/media/00ff.svg" alt="Alur &quot;surat&quot; &amp; &lt;arsip&gt;">"#),
            "{html}"
        );
        assert_eq!(render("![x <b>](images/a.svg)").1, [(Some(10), "raw_html")]);
        assert_eq!(render("a\n\n![](images/a.svg)").1, [(Some(12), "text_alternative")]);
        assert_eq!(render("![x](https://example.org/a.png)").1, [(Some(10), "unknown_picture")]);
    }

    #[test]
    fn what_markdown_cannot_say_passes_as_html() {
        let (html, faults) = render("H<sub>2</sub>O dan <u>m</u><sup>2</sup><br>");
        assert_eq!((html.as_str(), faults), ("<p>H<sub>2</sub>O dan <u>m</u><sup>2</sup><br></p>", vec![]));
        let (html, faults) =
            render("<math display=\"inline\"><mn>2</mn><mo>&#42;</mo><mi onclick=\"x\">x</mi></math> dan x");
        assert_eq!(faults, []);
        assert_eq!(html, "<p><math display=\"inline\"><mn>2</mn><mo>*</mo><mi>x</mi></math> dan x</p>");
        assert_eq!(render("<sub onclick=\"x\">2</sub>").1, [(Some(10), "raw_html")]);
    }

    #[test]
    fn what_is_no_markdown_of_ours_is_refused_with_its_line() {
        assert_eq!(render("a\n\n<script>alert(1)</script>").1, [(Some(12), "raw_html")]);
        assert_eq!(render("a <b>b</b>").1, [(Some(10), "raw_html"), (Some(10), "raw_html")]);
        assert_eq!(render("[a](javascript:alert(1))").1, [(Some(10), "link")]);
        assert_eq!(render("<https://example.org>").1, [(Some(10), "link")]);
        assert_eq!(render("a\n\nb\n---").1, [(Some(12), "heading")]);
        assert_eq!(render("a $\\nosuch{x}$").1, [(Some(10), "formula")]);
        assert_eq!(render(" \n").1, [(Some(10), "empty")]);
        assert_eq!(render(&"a".repeat(6_001)).1, [(Some(10), "too_long")]);
    }

    #[test]
    fn deep_nesting_neither_hangs_nor_overflows() {
        for text in ["> ".repeat(2_900), "- ".repeat(2_900), "*".repeat(5_900), "[".repeat(5_900), "![".repeat(2_900)] {
            let _ = render(&text);
        }
    }

    proptest! {
        #[test]
        fn nothing_active_ever_comes_out(text in "(<script>|</p>|onload=|javascript:|\\[a\\]\\(|\\)|!\\[|`|\\$|\\\\|\\{|\\}|\\||\n|[a-z<>\"'&^_ ]){0,40}") {
            let (html, _) = render(&text);
            prop_assert!(!html.contains("<script") && !html.contains("<a ") && !html.contains("href="), "{}", html);
        }
    }
}
