//! Our Markdown → XHTML for a QTI body: formulas as `MathML` that keeps its `TeX`, charts as figures, alignment and
//! underlining by the classes of QTI's shared vocabulary.

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::page::Page;
use super::{escaped, xhtml};
use crate::bank::markup::{TableState, chart_parts, is_plain_tag, mathml};

/// What stands where a gap's mark is; `None` leaves the mark.
pub(super) type Gaps<'g> = &'g dyn Fn(usize) -> Option<String>;

impl Page<'_> {
    /// Paragraphs, tables and all.
    pub(super) fn blocks(&mut self, markdown: &str) -> String {
        self.with_gaps(markdown, &|_| None)
    }

    pub(super) fn with_gaps(&mut self, markdown: &str, gaps: Gaps<'_>) -> String {
        let html = self.html(markdown);
        xhtml::written(&html, gaps)
    }

    /// Without the paragraph around it, when that is all there is: the text of a choice.
    pub(super) fn choice(&mut self, markdown: &str) -> String {
        let text = self.blocks(markdown);
        let inner = text.strip_prefix("<p>").and_then(|text| text.strip_suffix("</p>"));
        inner.filter(|inner| !inner.contains("<p>")).map_or(text.clone(), str::to_owned)
    }

    fn html(&mut self, markdown: &str) -> String {
        let mut sheet =
            Sheet { page: self, out: Vec::new(), table: None, sides: Vec::new(), column: 0, chart: None, absent: 0 };
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_MATH) {
            sheet.take(event);
        }
        let events = std::mem::take(&mut sheet.out);
        let mut out = String::new();
        html::push_html(&mut out, events.into_iter());
        out.trim().to_owned()
    }
}

struct Sheet<'s, 'p, 'e> {
    page: &'s mut Page<'p>,
    out: Vec<Event<'e>>,
    table: Option<TableState>,
    /// Of the columns, and the one that is being written.
    sides: Vec<Alignment>,
    column: usize,
    /// The text of a chart until its end.
    chart: Option<String>,
    /// Open pictures that are not there; their description stays as text.
    absent: usize,
}

impl<'e> Sheet<'_, '_, 'e> {
    fn take(&mut self, event: Event<'e>) {
        match event {
            Event::Text(text) if self.chart.is_some() => self.chart.iter_mut().for_each(|chart| chart.push_str(&text)),
            Event::End(TagEnd::CodeBlock) if self.chart.is_some() => self.figure(),
            Event::InlineMath(tex) => self.formula(&tex, false),
            Event::DisplayMath(tex) => self.formula(&tex, true),
            Event::Html(raw) | Event::InlineHtml(raw) if !is_plain_tag(&raw) => self.out.push(Event::Text(raw)),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(kind))) if &*kind == "chart" => {
                self.chart = Some(String::new());
            }
            Event::Start(Tag::Image { link_type, dest_url, id, .. }) => match self.page.picture(&dest_url) {
                Some(address) => {
                    let (dest_url, title) = (CowStr::from(address), CowStr::from(""));
                    self.out.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
                }
                None => self.absent += 1,
            },
            Event::End(TagEnd::Image) if self.absent > 0 => self.absent -= 1,
            other => self.table_or_plain(other),
        }
    }

    fn table_or_plain(&mut self, event: Event<'e>) {
        if let Event::Start(Tag::Table(alignments)) = &event {
            self.table = Some(TableState::new(alignments.clone()));
            self.sides.clone_from(alignments);
        }
        match self.table.as_mut().and_then(|table| table.markup(&event)) {
            Some(markup) => {
                let markup = self.with_left(markup, &event);
                self.raw(markup);
            }
            None => self.out.push(event),
        }
    }

    /// Our own pages need no word for what is the rule; here it must come back.
    fn with_left(&mut self, markup: String, event: &Event<'_>) -> String {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => self.column = 0,
            Event::Start(Tag::TableCell) => {
                self.column += 1;
                if self.sides.get(self.column - 1) == Some(&Alignment::Left) {
                    return markup.replace('>', " align=\"left\">");
                }
            }
            _ => {}
        }
        markup
    }

    fn formula(&mut self, tex: &str, display: bool) {
        match mathml(tex, display) {
            Some(markup) => self.raw(annotated(&markup, tex)),
            None => self.out.push(Event::Text(CowStr::from(format!("\\({tex}\\)")))),
        }
    }

    fn figure(&mut self) {
        let Some(text) = self.chart.take() else { return };
        let Some(parts) = chart_parts(&text) else {
            self.page.losses.say("a chart that cannot be drawn");
            return;
        };
        let (number, address) = self.page.chart(text, parts.svg);
        self.raw(format!(
            "<figure data-ukur=\"chart-{number}\"><figcaption>{}</figcaption><img src=\"{address}\" alt=\"{}\"/>{}</figure>",
            parts.caption,
            escaped(&parts.alternative),
            parts.table
        ));
    }

    fn raw(&mut self, markup: String) {
        self.out.push(Event::InlineHtml(CowStr::from(markup)));
    }
}

/// The formula with its source beside it.
fn annotated(markup: &str, tex: &str) -> String {
    let parts = markup.find('>').map(|end| markup.split_at(end + 1));
    let Some((open, inner)) = parts.and_then(|(open, rest)| Some((open, rest.strip_suffix("</math>")?))) else {
        return markup.to_owned();
    };
    let tex = escaped(tex);
    format!(
        "{open}<semantics><mrow>{inner}</mrow><annotation encoding=\"application/x-tex\">{tex}</annotation></semantics></math>"
    )
}
