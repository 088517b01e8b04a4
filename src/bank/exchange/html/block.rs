//! Walks over parsed HTML: blocks, and the runs of inline content in them.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use super::inline::{Mark, Piece, run};
use super::list::{Block, joined, list};
use super::tex::{self, Part};
use super::{escape, math, table};

/// Elements in elements; what is deeper keeps its text only.
const MAX_DEPTH: usize = 64;
/// Kinds of removed things that are named.
const MAX_REMOVED: usize = 30;

const BLOCKS: &[&str] = &[
    "p",
    "div",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "table",
    "pre",
    "blockquote",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "nav",
    "figure",
    "figcaption",
    "center",
    "form",
    "fieldset",
    "legend",
    "details",
    "summary",
    "address",
    "li",
    "html",
    "body",
];
const DROPPED: &[&str] = &[
    "script", "style", "iframe", "object", "embed", "applet", "audio", "video", "canvas", "svg", "noscript", "frame",
    "frameset", "input", "button", "select", "textarea", "map", "template",
];
/// Nothing that anybody would see.
const SILENT: &[&str] = &["link", "meta", "base", "head", "title", "source", "track", "param", "xml"];

pub(super) struct Walker<'p> {
    picture: &'p mut dyn FnMut(&str) -> Option<String>,
    pub(super) removed: Vec<String>,
}

impl<'p> Walker<'p> {
    pub(super) fn new(picture: &'p mut dyn FnMut(&str) -> Option<String>) -> Self {
        Self { picture, removed: Vec::new() }
    }

    pub(super) fn say(&mut self, what: &str) {
        if self.removed.len() < MAX_REMOVED && !self.removed.iter().any(|said| said == what) {
            self.removed.push(what.to_owned());
        }
    }

    /// The children of a node; `marks` are open around all of them.
    pub(super) fn flow(&mut self, node: NodeRef<'_, Node>, marks: &[Mark], depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut pieces = Vec::new();
        for child in node.children() {
            if depth < MAX_DEPTH && is_block(child, depth) {
                self.flush(&mut pieces, marks, &mut blocks);
                self.block(child, marks, depth + 1, &mut blocks);
            } else {
                self.inline(child, &mut pieces, depth + 1);
            }
        }
        self.flush(&mut pieces, marks, &mut blocks);
        blocks
    }

    fn flush(&mut self, pieces: &mut Vec<Piece>, marks: &[Mark], blocks: &mut Vec<Block>) {
        let text = self.run_of(std::mem::take(pieces), marks);
        if !text.is_empty() {
            blocks.push(Block::plain(text));
        }
    }

    fn run_of(&mut self, pieces: Vec<Piece>, marks: &[Mark]) -> String {
        let mut marked: Vec<Piece> = marks.iter().map(|mark| Piece::Open(*mark)).collect();
        marked.extend(pieces);
        marked.extend(marks.iter().rev().map(|mark| Piece::Close(*mark)));
        let run = run(marked);
        if run.emphasis_lost {
            self.say("emphasis that Markdown cannot say was removed");
        }
        run.markdown
    }

    fn block(&mut self, node: NodeRef<'_, Node>, marks: &[Mark], depth: usize, blocks: &mut Vec<Block>) {
        let Node::Element(element) = node.value() else { return };
        self.inspect(element);
        match element.name() {
            "ul" => self.list(node, None, depth, blocks),
            "ol" => self.list(node, Some(first_number(element)), depth, blocks),
            "table" => self.table(node, depth, blocks),
            "pre" => blocks.push(Block::plain(fenced(&text_of(node)))),
            "hr" => blocks.push(Block::plain("***".to_owned())),
            "blockquote" => self.quote(node, marks, depth, blocks),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(node, depth, blocks),
            _ => {
                let marks = with(marks, mark_of(element));
                blocks.extend(self.flow(node, &marks, depth));
            }
        }
    }

    fn list(&mut self, node: NodeRef<'_, Node>, start: Option<u64>, depth: usize, blocks: &mut Vec<Block>) {
        if let Node::Element(element) = node.value()
            && element.attr("type").is_some_and(|kind| matches!(kind, "a" | "A" | "i" | "I"))
        {
            self.say("a list with letters or Roman numerals got numbers");
        }
        let mut items = Vec::new();
        for child in node.children() {
            let blocks = match child.value() {
                Node::Element(element) if element.name() == "li" => self.flow(child, &[], depth),
                Node::Element(_) => self.single(child, depth),
                _ => Vec::new(),
            };
            if !blocks.is_empty() {
                items.push(blocks);
            }
        }
        if !items.is_empty() {
            let made = list(&items, start, blocks.last());
            blocks.push(made);
        }
    }

    /// One node as if it stood alone.
    fn single(&mut self, node: NodeRef<'_, Node>, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut pieces = Vec::new();
        if is_block(node, depth) && depth < MAX_DEPTH {
            self.block(node, &[], depth + 1, &mut blocks);
        } else {
            self.inline(node, &mut pieces, depth + 1);
            self.flush(&mut pieces, &[], &mut blocks);
        }
        blocks
    }

    fn table(&mut self, node: NodeRef<'_, Node>, depth: usize, blocks: &mut Vec<Block>) {
        // Markdown has no captions: a paragraph above says the same.
        for caption in node.children().filter(|child| is_named(*child, "caption")) {
            blocks.extend(self.flow(caption, &[], depth + 1));
        }
        let grid = table::grid(node);
        for note in &grid.notes {
            self.say(note);
        }
        let cells: Vec<Vec<Vec<Block>>> =
            grid.rows.iter().map(|row| row.iter().map(|cell| self.flow(*cell, &[], depth + 1)).collect()).collect();
        if grid.rows.iter().map(Vec::len).max().unwrap_or(0) <= 1 {
            blocks.extend(cells.into_iter().flatten().flatten());
            return;
        }
        if !grid.header {
            self.say("the first row of a table became its header");
        }
        blocks.push(Block::plain(table::written(&cells, &grid.sides())));
    }

    fn quote(&mut self, node: NodeRef<'_, Node>, marks: &[Mark], depth: usize, blocks: &mut Vec<Block>) {
        let inner = joined(&self.flow(node, marks, depth));
        let lines: Vec<String> = inner.split('\n').map(|line| format!("> {line}").trim_end().to_owned()).collect();
        if !inner.is_empty() {
            blocks.push(Block::plain(lines.join("\n")));
        }
    }

    fn heading(&mut self, node: NodeRef<'_, Node>, depth: usize, blocks: &mut Vec<Block>) {
        let mut pieces = Vec::new();
        node.children().for_each(|child| self.inline(child, &mut pieces, depth + 1));
        for piece in &mut pieces {
            if matches!(piece, Piece::Break) {
                *piece = Piece::Text(" ".to_owned());
            }
        }
        let text = self.run_of(pieces, &[]);
        if !text.is_empty() {
            blocks.push(Block::plain(format!("### {text}")));
        }
    }

    fn inline(&mut self, node: NodeRef<'_, Node>, pieces: &mut Vec<Piece>, depth: usize) {
        match node.value() {
            Node::Text(text) => self.words(text, pieces),
            Node::Element(_) if depth >= MAX_DEPTH => {
                self.say("elements nested too deep were flattened");
                pieces.push(Piece::Text(text_of(node)));
            }
            Node::Element(element) => self.element(node, element, pieces, depth),
            _ => {}
        }
    }

    fn words(&mut self, text: &str, pieces: &mut Vec<Piece>) {
        if text.chars().any(escape::is_direction) {
            self.say("signs that turn the direction of writing were removed");
        }
        for part in tex::parts(text) {
            pieces.push(match part {
                Part::Text(text) => Piece::Text(text.to_owned()),
                Part::Formula { tex, display } => Piece::Tex { tex: tex.to_owned(), display },
            });
        }
    }

    fn element(&mut self, node: NodeRef<'_, Node>, element: &Element, pieces: &mut Vec<Piece>, depth: usize) {
        self.inspect(element);
        let name = element.name();
        match name {
            "br" => return pieces.push(Piece::Break),
            "img" => return self.image(element, pieces),
            "math" => {
                let formula = formula(node);
                if matches!(&formula, Piece::Math(formula) if formula.clicked) {
                    self.say("the parts of a formula that a click shows were removed");
                }
                return pieces.push(formula);
            }
            "code" | "kbd" | "samp" | "tt" => return code(node, pieces),
            name if SILENT.contains(&name) => return,
            name if DROPPED.contains(&name) => return self.say(&format!("`{name}` was removed")),
            "a" if element.attr("href").is_some() => self.say("a link was removed; its text stays"),
            "abbr" | "acronym" => self.abbreviation(element),
            "s" | "del" | "strike" => self.say("strike-through was removed"),
            _ => {}
        }
        let quoted = name == "q";
        let marks = with(&[], mark_of(element));
        pieces.extend(marks.iter().map(|mark| Piece::Open(*mark)));
        pieces.extend(quoted.then(|| Piece::Text("“".to_owned())));
        let split = BLOCKS.contains(&name);
        pieces.extend(split.then(|| Piece::Text(" ".to_owned())));
        node.children().for_each(|child| self.inline(child, pieces, depth + 1));
        pieces.extend(split.then(|| Piece::Text(" ".to_owned())));
        pieces.extend(quoted.then(|| Piece::Text("”".to_owned())));
        pieces.extend(marks.iter().rev().map(|mark| Piece::Close(*mark)));
    }

    fn abbreviation(&mut self, element: &Element) {
        if let Some(title) = element.attr("title").map(str::trim).filter(|title| !title.is_empty()) {
            let title: String = title.chars().take(60).collect();
            self.say(&format!("the long form `{title}` of an abbreviation was removed"));
        }
    }

    fn image(&mut self, element: &Element, pieces: &mut Vec<Piece>) {
        let address = element.attr("src").unwrap_or_default().trim();
        let name = short_name(address);
        let Some(path) = (self.picture)(address) else {
            self.say(&format!("the picture `{name}` was removed: the file does not hold it"));
            return;
        };
        let said = element.attr("alt").map(|alt| alt.split_whitespace().collect::<Vec<_>>().join(" "));
        let alternative = said.filter(|alt| !alt.is_empty()).unwrap_or_else(|| {
            self.say(&format!("the picture `{name}` has no text alternative; its file name stands in for it"));
            name.clone()
        });
        pieces.push(Piece::Picture { alternative, path });
    }

    /// Names what an element's attributes do and our Markdown does not.
    fn inspect(&mut self, element: &Element) {
        for (name, value) in element.attrs() {
            let style = if name == "style" { value.to_ascii_lowercase() } else { String::new() };
            if name.starts_with("on") {
                self.say(&format!("the event handler `{}` was removed", name.chars().take(30).collect::<String>()));
            } else if value.trim_start().to_ascii_lowercase().starts_with("javascript:") {
                self.say("a `javascript:` address was removed");
            } else if name == "color" || name == "bgcolor" || style.contains("color") || style.contains("background:") {
                self.say("text colour was removed");
            } else if style.contains("line-through") {
                self.say("strike-through was removed");
            } else if style.contains("display:none") || style.contains("display: none") {
                self.say("hidden text became visible");
            }
        }
    }
}

fn is_named(node: NodeRef<'_, Node>, name: &str) -> bool {
    matches!(node.value(), Node::Element(element) if element.name() == name)
}

fn first_number(element: &Element) -> u64 {
    element.attr("start").and_then(|start| start.trim().parse().ok()).filter(|start| *start < 1_000_000).unwrap_or(1)
}

fn formula(node: NodeRef<'_, Node>) -> Piece {
    match math::annotated(node) {
        Some((tex, display)) => Piece::Tex { tex, display },
        None => Piece::Math(math::formula(node)),
    }
}

fn is_block(node: NodeRef<'_, Node>, depth: usize) -> bool {
    let Node::Element(element) = node.value() else { return false };
    let name = element.name();
    let closed = DROPPED.contains(&name) || SILENT.contains(&name) || matches!(name, "math" | "code" | "img");
    BLOCKS.contains(&name) || (!closed && depth < MAX_DEPTH && node.children().any(|child| is_block(child, depth + 1)))
}

fn with(marks: &[Mark], more: Vec<Mark>) -> Vec<Mark> {
    marks.iter().copied().chain(more).collect()
}

fn mark_of(element: &Element) -> Vec<Mark> {
    let mut marks: Vec<Mark> = match element.name() {
        "em" | "i" | "cite" | "dfn" | "var" => vec![Mark::Emphasis],
        "strong" | "b" | "th" => vec![Mark::Strong],
        "u" | "ins" => vec![Mark::Underline],
        "sub" => vec![Mark::Subscript],
        "sup" => vec![Mark::Superscript],
        _ => Vec::new(),
    };
    let style: String =
        element.attr("style").unwrap_or_default().to_ascii_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    if element.attr("class").is_some_and(|class| class.split_whitespace().any(|name| name == "qti-underline")) {
        marks.push(Mark::Underline);
    }
    for (needle, mark) in [
        ("font-weight:bold", Mark::Strong),
        ("font-weight:7", Mark::Strong),
        ("font-style:italic", Mark::Emphasis),
        ("text-decoration:underline", Mark::Underline),
        ("vertical-align:sub", Mark::Subscript),
        ("vertical-align:super", Mark::Superscript),
    ] {
        if style.contains(needle) && !marks.contains(&mark) {
            marks.push(mark);
        }
    }
    marks
}

fn code(node: NodeRef<'_, Node>, pieces: &mut Vec<Piece>) {
    let text = text_of(node).split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.is_empty() {
        pieces.push(Piece::Code(text));
    }
}

fn fenced(text: &str) -> String {
    let text = text.trim_matches('\n');
    let longest = text.split(|sign| sign != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{text}\n{fence}")
}

/// The text below a node, without recursion.
fn text_of(node: NodeRef<'_, Node>) -> String {
    let mut out = String::new();
    for node in node.descendants() {
        match node.value() {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) if element.name() == "br" => out.push('\n'),
            _ => {}
        }
    }
    out
}

/// The end of an address, short enough for a sentence.
fn short_name(address: &str) -> String {
    if address.starts_with("data:") {
        return "data:".to_owned();
    }
    let address = address.split(['?', '#']).next().unwrap_or_default();
    let name = address.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let name: String = name.replace("%20", " ").chars().filter(|c| !c.is_control() && *c != '`').take(80).collect();
    if name.is_empty() { "picture".to_owned() } else { name }
}
