//! A run of inline content → Markdown: blanks as a browser shows them, marks that Markdown recognises.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::escape::{guard, inline};
use super::math::Formula;
use super::tex;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Emphasis,
    Strong,
    Underline,
    Subscript,
    Superscript,
}

pub(super) enum Piece {
    Text(String),
    Open(Mark),
    Close(Mark),
    Code(String),
    Tex { tex: String, display: bool },
    Math(Formula),
    Picture { alternative: String, path: String },
    Break,
}

/// Markdown of a run, and whether emphasis had to go because Markdown cannot say it here.
pub(super) struct Run {
    pub(super) markdown: String,
    pub(super) emphasis_lost: bool,
}

/// Blanks collapsed, empty marks gone, marks close to the words.
#[derive(Default)]
struct Tidy {
    out: Vec<Piece>,
    blank: String,
    waiting: Vec<Mark>,
    open: Vec<Mark>,
    /// Marks that repeat an open one, and wait for their end.
    repeated: Vec<Mark>,
    breaks: usize,
}

pub(super) fn run(pieces: Vec<Piece>) -> Run {
    let mut tidy = Tidy::default();
    pieces.into_iter().for_each(|piece| tidy.take(piece));
    let pieces = tidy.out;
    let markdown = written(&pieces, true);
    let emphasised = pieces.iter().any(|piece| matches!(piece, Piece::Open(Mark::Emphasis | Mark::Strong)));
    if !emphasised || signature(&markdown) == expected(&pieces) {
        return Run { markdown, emphasis_lost: false };
    }
    Run { markdown: written(&pieces, false), emphasis_lost: true }
}

impl Tidy {
    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Text(text) => self.text(&text),
            Piece::Open(mark) if self.open.contains(&mark) || self.waiting.contains(&mark) => self.repeated.push(mark),
            Piece::Open(mark) => self.waiting.push(mark),
            Piece::Close(mark) => self.close(mark),
            Piece::Break => {
                self.blank.clear();
                self.breaks += 1;
            }
            other => {
                self.settle();
                self.out.push(other);
            }
        }
    }

    fn text(&mut self, text: &str) {
        for sign in text.chars() {
            match sign {
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => {
                    if !self.blank.ends_with(' ') {
                        self.blank.push(' ');
                    }
                }
                sign if sign.is_whitespace() => self.blank.push(sign),
                sign => {
                    self.settle();
                    self.push(sign);
                }
            }
        }
    }

    fn push(&mut self, sign: char) {
        if let Some(Piece::Text(text)) = self.out.last_mut() {
            text.push(sign);
        } else {
            self.out.push(Piece::Text(sign.to_string()));
        }
    }

    /// Before something visible: what has been held back.
    fn settle(&mut self) {
        let blank = std::mem::take(&mut self.blank);
        let breaks = std::mem::take(&mut self.breaks);
        if !self.out.is_empty() {
            if breaks > 0 {
                self.out.extend((0..breaks.min(2)).map(|_| Piece::Break));
            } else {
                blank.chars().for_each(|sign| self.push(sign));
            }
        }
        for mark in std::mem::take(&mut self.waiting) {
            self.open.push(mark);
            self.out.push(Piece::Open(mark));
        }
    }

    fn close(&mut self, mark: Mark) {
        if let Some(at) = self.repeated.iter().rposition(|repeated| *repeated == mark) {
            self.repeated.remove(at);
        } else if let Some(at) = self.waiting.iter().rposition(|waiting| *waiting == mark) {
            self.waiting.remove(at);
        } else if let Some(at) = self.open.iter().rposition(|open| *open == mark) {
            self.open.remove(at);
            self.out.push(Piece::Close(mark));
        }
    }
}

fn written(pieces: &[Piece], emphasis: bool) -> String {
    let mut out = String::new();
    let mut open = 0_usize;
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => {
                let before = emphasis
                    && index > 0
                    && flanks(&pieces[index - 1], false, text.chars().next(), pieces.get(index.wrapping_sub(2)));
                let after = emphasis
                    && pieces
                        .get(index + 1)
                        .is_some_and(|next| flanks(next, true, text.chars().last(), pieces.get(index + 2)));
                push_text(&mut out, text, before, after);
            }
            Piece::Open(mark) => {
                open += 1;
                out.push_str(tag(*mark, false, emphasis));
            }
            Piece::Close(mark) => {
                open = open.saturating_sub(1);
                out.push_str(tag(*mark, true, emphasis));
            }
            Piece::Code(code) => out.push_str(&code_span(code)),
            Piece::Tex { tex, display } => out.push_str(&tex::formula(tex, *display)),
            Piece::Math(formula) => out.push_str(&formula.markup),
            Piece::Picture { alternative, path } => {
                out.push_str("![");
                out.push_str(&inline(alternative, false));
                out.push_str("](");
                out.push_str(path);
                out.push(')');
            }
            Piece::Break => break_line(&mut out, pieces.get(index + 1), open),
        }
    }
    let lines: Vec<String> = out.trim().lines().map(guard).collect();
    lines.join("\n")
}

/// Two breaks begin a paragraph, where no mark is open.
fn break_line(out: &mut String, next: Option<&Piece>, open: usize) {
    if out.ends_with("\\\n") {
        if open == 0 {
            out.truncate(out.len() - 2);
            out.push_str("\n\n");
        }
    } else if next.is_some() {
        out.push_str("\\\n");
    }
}

/// True when the word's sign at a mark must become an entity, so that Markdown sees the mark: a letter outside of it
/// with punctuation inside.
fn flanks(mark: &Piece, opens: bool, outside: Option<char>, inside: Option<&Piece>) -> bool {
    let is_mark = match mark {
        Piece::Open(mark) => opens && matches!(mark, Mark::Emphasis | Mark::Strong),
        Piece::Close(mark) => !opens && matches!(mark, Mark::Emphasis | Mark::Strong),
        _ => false,
    };
    let letter = |sign: char| sign.is_alphanumeric();
    let inner = match inside {
        Some(Piece::Text(text)) => {
            if opens {
                text.chars().next()
            } else {
                text.chars().last()
            }
        }
        _ => None,
    };
    is_mark && outside.is_some_and(letter) && !inner.is_some_and(letter)
}

fn push_text(out: &mut String, text: &str, first: bool, last: bool) {
    let entity = |sign: char| format!("&#{};", u32::from(sign));
    let mut signs = text.chars();
    if first && let Some(sign) = signs.next() {
        out.push_str(&entity(sign));
    }
    let end = if last { signs.next_back() } else { None };
    out.push_str(&inline(signs.as_str(), true));
    if let Some(sign) = end {
        out.push_str(&entity(sign));
    }
}

fn tag(mark: Mark, closes: bool, emphasis: bool) -> &'static str {
    match (mark, closes) {
        (Mark::Emphasis, _) if emphasis => "*",
        (Mark::Strong, _) if emphasis => "**",
        (Mark::Emphasis | Mark::Strong, _) => "",
        (Mark::Underline, false) => "<u>",
        (Mark::Underline, true) => "</u>",
        (Mark::Subscript, false) => "<sub>",
        (Mark::Subscript, true) => "</sub>",
        (Mark::Superscript, false) => "<sup>",
        (Mark::Superscript, true) => "</sup>",
    }
}

fn code_span(code: &str) -> String {
    let longest = code.split(|sign| sign != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{code}{pad}{fence}")
}

/// Letters and emphasis of a Markdown text, without blanks.
fn signature(markdown: &str) -> String {
    let mut out = String::new();
    let mut picture = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_MATH) {
        match event {
            Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) => out.push('\u{1}'),
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => out.push('\u{2}'),
            Event::Start(Tag::Image { .. }) => picture = true,
            Event::End(TagEnd::Image) => picture = false,
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) if !picture => {
                out.extend(text.chars().filter(|sign| !sign.is_whitespace()));
            }
            _ => {}
        }
    }
    out
}

fn expected(pieces: &[Piece]) -> String {
    let mut out = String::new();
    let mut push = |text: &str| out.extend(text.chars().filter(|sign| !sign.is_whitespace()));
    for piece in pieces {
        match piece {
            Piece::Open(Mark::Emphasis) | Piece::Close(Mark::Emphasis) => push("\u{1}"),
            Piece::Open(Mark::Strong) | Piece::Close(Mark::Strong) => push("\u{2}"),
            Piece::Text(text) | Piece::Code(text) | Piece::Tex { tex: text, .. } => push(text),
            Piece::Math(formula) => push(&formula.text),
            _ => {}
        }
    }
    out
}
