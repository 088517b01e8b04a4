//! Markdown tables, written out here because the alignment must survive a page without inline styles (the content
//! security policy forbids them): `align` needs none.

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

pub(in crate::bank) struct TableState {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
}

impl TableState {
    pub(in crate::bank) fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, column: 0, head: false }
    }

    /// Markup of an event that belongs to the table's frame; `None` for what stands in a cell.
    pub(in crate::bank) fn markup(&mut self, event: &Event<'_>) -> Option<String> {
        Some(match event {
            Event::Start(Tag::Table(_)) => "<table>".to_owned(),
            Event::End(TagEnd::Table) => "</tbody></table>".to_owned(),
            Event::Start(Tag::TableHead) => self.row("<thead><tr>", true),
            Event::End(TagEnd::TableHead) => self.row("</tr></thead><tbody>", false),
            Event::Start(Tag::TableRow) => self.row("<tr>", false),
            Event::End(TagEnd::TableRow) => "</tr>".to_owned(),
            Event::Start(Tag::TableCell) => self.cell(),
            Event::End(TagEnd::TableCell) => if self.head { "</th>" } else { "</td>" }.to_owned(),
            _ => return None,
        })
    }

    fn row(&mut self, markup: &str, head: bool) -> String {
        self.column = 0;
        self.head = head;
        markup.to_owned()
    }

    fn cell(&mut self) -> String {
        let align = match self.alignments.get(self.column) {
            Some(Alignment::Right) => " align=\"right\"",
            Some(Alignment::Center) => " align=\"center\"",
            _ => "",
        };
        self.column += 1;
        if self.head { format!("<th scope=\"col\"{align}>") } else { format!("<td{align}>") }
    }
}
