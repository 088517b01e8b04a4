//! QTI 1.2 as Canvas and Common Cartridge write it: one file of `questestinterop`.

mod item;
mod node;
#[cfg(test)]
mod tests;

use self::item::item;
use self::node::{metadata, named};
use super::draft::{Desk, Ids, Label, row};
use super::gallery::Gallery;
use super::sheet::Supplied;
use super::text::decode;
use super::xml::{Lines, parse};
use super::{Import, Refused};
use crate::bank::MAX_ITEMS;

/// `supplied` are the files of the package by name.
pub fn read(bytes: &[u8], supplied: &Supplied) -> Result<Import, Refused> {
    let decoded = decode(bytes)?;
    let text = decoded.text.trim_start();
    let document = parse(text)?;
    let root = document.root_element();
    if !root.has_tag_name("questestinterop") {
        let message = format!("the root is `{}`, not `questestinterop`: this is no QTI 1.2", root.tag_name().name());
        return Err(Refused::new("not_qti_1_2", message));
    }
    let lines = Lines::of(text);
    let (mut gallery, mut ids, mut import) = (Gallery::default(), Ids::default(), Import::default());
    for node in named(root, "item") {
        if import.rows.len() >= MAX_ITEMS {
            return Err(Refused::new("too_many_items", format!("the file has more than {MAX_ITEMS} items")));
        }
        let kind = metadata(node, "question_type").or_else(|| metadata(node, "cc_profile")).unwrap_or_default();
        let mut desk = Desk::new(&mut gallery);
        decoded.note.iter().for_each(|note| desk.change(note.as_str()));
        let made = item(node, &kind, supplied, &mut ids, &mut desk);
        // What the file alone does not hold is often only an ornament; the author is told.
        if let Some(reason) = desk.missing.take() {
            desk.change(format!("{reason}; the item may need it"));
        }
        let label = Label {
            source: format!("line {}", lines.at(node.range().start)),
            source_id: node.attribute("ident").unwrap_or_default(),
            title: node.attribute("title").unwrap_or_default(),
            interaction: &kind,
        };
        import.rows.push(row(label, made, desk));
    }
    import.pictures = gallery.pictures;
    Ok(import)
}
