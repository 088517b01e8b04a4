//! `word/document.xml` → tables of cells with HTML.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use roxmltree::Node;

use crate::bank::exchange::Refused;
use crate::bank::exchange::archive::Archive;
use crate::bank::exchange::xml::parse;

/// A template with two hundred questions has a thousand rows.
const MAX_ROWS: usize = 20_000;

#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub(super) html: String,
    /// Without markup, on one line.
    pub(super) plain: String,
    /// Entries of the archive that the cell shows.
    pub(super) pictures: Vec<String>,
    /// Formulas of Word, whose parts in a row would say something else.
    pub(super) formulas: usize,
}

pub(super) type Table = Vec<Vec<Cell>>;

pub(super) fn tables(archive: &Archive) -> Result<Vec<Table>, Refused> {
    let text = |path: &str| archive.get(path).and_then(|bytes| std::str::from_utf8(bytes).ok());
    let body = text("word/document.xml").ok_or_else(|| Refused::new("not_docx", "the file is no Word document"))?;
    let rels = text("word/_rels/document.xml.rels").map(parse).transpose()?;
    let targets: BTreeMap<String, String> =
        rels.iter().flat_map(|rels| rels.descendants()).filter_map(target).collect();
    let document = parse(body)?;
    let mut tables = Vec::new();
    let mut count = 0;
    for table in document.descendants().filter(|node| node.has_tag_name("tbl") && !inside(*node, "tbl")) {
        let rows = table.children().filter(|node| node.has_tag_name("tr"));
        let rows: Table = rows.take(MAX_ROWS).map(|row| cells(row, &targets)).collect();
        count += rows.len();
        if count >= MAX_ROWS {
            return Err(Refused::new("too_many_rows", format!("the tables have more than {MAX_ROWS} rows")));
        }
        tables.push(rows);
    }
    Ok(tables)
}

fn target(node: Node<'_, '_>) -> Option<(String, String)> {
    let inside = node.attribute("TargetMode").is_none_or(|mode| mode != "External");
    inside.then(|| Some((node.attribute("Id")?.to_owned(), format!("word/{}", node.attribute("Target")?)))).flatten()
}

fn inside(node: Node<'_, '_>, name: &str) -> bool {
    node.ancestors().skip(1).any(|above| above.tag_name().name() == name)
}

fn cells(row: Node<'_, '_>, targets: &BTreeMap<String, String>) -> Vec<Cell> {
    row.children().filter(|node| node.has_tag_name("tc")).map(|cell| read(cell, targets)).collect()
}

fn read(node: Node<'_, '_>, targets: &BTreeMap<String, String>) -> Cell {
    let mut cell = Cell::default();
    for paragraph in
        node.descendants().filter(|node| node.has_tag_name("p") && node.tag_name().namespace().is_some_and(is_word))
    {
        cell.html.push_str("<p>");
        for part in paragraph.descendants() {
            match part.tag_name().name() {
                // A second form of the same drawing, for old programs.
                _ if inside(part, "Fallback") => {}
                "t" if part.tag_name().namespace().is_some_and(is_word) => cell.text(part),
                "oMath" => cell.formulas += 1,
                "br" | "cr" => cell.html.push_str("<br>"),
                "tab" if part.parent().is_some_and(|run| run.has_tag_name("r")) => cell.html.push(' '),
                "blip" => cell.picture(part, targets),
                _ => {}
            }
        }
        cell.html.push_str("</p>");
        cell.plain.push(' ');
    }
    cell.plain = cell.plain.split_whitespace().collect::<Vec<_>>().join(" ");
    cell
}

fn is_word(namespace: &str) -> bool {
    namespace.ends_with("/main")
}

impl Cell {
    pub(super) fn is_empty(&self) -> bool {
        self.plain.is_empty() && self.pictures.is_empty()
    }

    fn text(&mut self, node: Node<'_, '_>) {
        let text = node.text().unwrap_or_default();
        self.plain.push_str(text);
        let properties = node.parent().and_then(|run| run.children().find(|child| child.has_tag_name("rPr")));
        let marks: Vec<&str> = properties.into_iter().flat_map(|list| list.children()).filter_map(mark).collect();
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        for mark in &marks {
            let _ = write!(self.html, "<{mark}>");
        }
        self.html.push_str(&escaped);
        for mark in marks.iter().rev() {
            let _ = write!(self.html, "</{mark}>");
        }
    }

    fn picture(&mut self, node: Node<'_, '_>, targets: &BTreeMap<String, String>) {
        let id = node.attributes().find(|attribute| attribute.name() == "embed").map(|attribute| attribute.value());
        let path = id.and_then(|id| targets.get(id)).cloned().unwrap_or_else(|| "linked picture".to_owned());
        let drawing = node.ancestors().find(|above| above.has_tag_name("drawing"));
        let properties = drawing.and_then(|drawing| drawing.descendants().find(|node| node.has_tag_name("docPr")));
        let said = properties.and_then(|node| node.attribute("descr")).unwrap_or_default();
        let said = said.replace('&', "&amp;").replace('"', "&quot;");
        let _ = write!(self.html, "<img src=\"{}\" alt=\"{said}\">", path.replace(['"', '&'], "_"));
        self.pictures.push(path);
    }
}

/// What a run looks like, as far as our Markdown says it.
fn mark(property: Node<'_, '_>) -> Option<&'static str> {
    let value = property.attributes().find(|attribute| attribute.name() == "val").map(|attribute| attribute.value());
    let on = !matches!(value, Some("0" | "false" | "none" | "off"));
    match (property.tag_name().name(), value) {
        ("b", _) if on => Some("b"),
        ("i", _) if on => Some("i"),
        ("u", _) if on => Some("u"),
        ("vertAlign", Some("subscript")) => Some("sub"),
        ("vertAlign", Some("superscript")) => Some("sup"),
        _ => None,
    }
}
