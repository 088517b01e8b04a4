//! Our Markdown on its way out: as plain text, and as HTML that other systems read.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// For formats that know no markup.
pub fn to_plain(markdown: &str) -> String {
    let mut plain = Plain::default();
    for event in Parser::new_ext(markdown, options()) {
        plain.take(event);
    }
    let lines: Vec<&str> = plain.out.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// For formats that carry HTML; `picture` turns a path in the bank into an address there. Formulas become `\( \)`.
pub fn to_html(markdown: &str, picture: &mut dyn FnMut(&str) -> String) -> String {
    let events = Parser::new_ext(markdown, options()).map(|event| match event {
        Event::InlineMath(tex) => Event::Text(format!("\\({tex}\\)").into()),
        Event::DisplayMath(tex) => Event::Text(format!("\\[{tex}\\]").into()),
        Event::Html(raw) | Event::InlineHtml(raw) if !is_ours(&raw) => Event::Text(raw),
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: CowStr::from(picture(&dest_url)), title, id })
        }
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out.trim().to_owned()
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_MATH
}

/// Tags without attributes that FORMAT.md allows, and formulas.
fn is_ours(raw: &str) -> bool {
    let inner = raw.trim().trim_start_matches('<').trim_end_matches('>').trim_matches('/').trim();
    let name = inner.split(' ').next().unwrap_or_default();
    matches!(inner, "sub" | "sup" | "u" | "br") || (name.starts_with('m') && !inner.contains("on") && name.len() < 16)
}

#[derive(Default)]
struct Plain {
    out: String,
    /// Next number of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
}

impl Plain {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.out.push_str(&text),
            Event::InlineMath(tex) => self.surround(&tex, "\\(", "\\)"),
            Event::DisplayMath(tex) => self.surround(&tex, "\\[", "\\]"),
            Event::SoftBreak => self.out.push(' '),
            Event::HardBreak => self.out.push('\n'),
            Event::InlineHtml(raw) if raw.starts_with("<br") => self.out.push('\n'),
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn surround(&mut self, tex: &str, open: &str, close: &str) {
        self.out.push_str(open);
        self.out.push_str(tex);
        self.out.push_str(close);
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::List(first) => {
                self.line();
                self.lists.push(*first);
            }
            Tag::Item => {
                self.line();
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.out.push_str(&marker);
            }
            Tag::Image { .. } => self.out.push('['),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Table => {
                self.line();
                if self.lists.is_empty() {
                    self.out.push('\n');
                }
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.line();
            }
            TagEnd::TableRow | TagEnd::TableHead | TagEnd::Item => self.line(),
            TagEnd::TableCell => self.out.push_str(" | "),
            TagEnd::Image => self.out.push(']'),
            _ => {}
        }
    }

    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }
}
