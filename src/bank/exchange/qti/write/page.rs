//! One file of the package while it is written: the pictures and charts that its texts name.

use std::collections::BTreeMap;

use crate::bank::exchange::export::{Losses, Selection};

pub(super) struct Page<'a> {
    selection: &'a Selection<'a>,
    /// The name of the file without its ending, for the names of its charts.
    name: String,
    pub(super) losses: Losses<'a>,
    /// Paths in the bank.
    pub(super) pictures: Vec<String>,
    /// The texts of the charts, in the order of their figures.
    pub(super) charts: Vec<String>,
    /// Path in the package → drawing.
    pub(super) drawings: BTreeMap<String, Vec<u8>>,
}

impl<'a> Page<'a> {
    pub(super) fn new(selection: &'a Selection<'a>, name: &str, losses: Losses<'a>) -> Self {
        Self {
            selection,
            name: name.to_owned(),
            losses,
            pictures: Vec::new(),
            charts: Vec::new(),
            drawings: BTreeMap::new(),
        }
    }

    /// The address of a picture, seen from a file in a folder of the package.
    pub(super) fn picture(&mut self, path: &str) -> Option<String> {
        let safe = path.starts_with("images/") && !path.contains("..") && path.bytes().all(is_plain);
        if !self.selection.pictures.contains_key(path) || !safe {
            self.losses
                .say(format!("the picture `{path}`: it is not in the bank; its description stands in its place"));
            return None;
        }
        if !self.pictures.iter().any(|known| known == path) {
            self.pictures.push(path.to_owned());
        }
        Some(format!("../{path}"))
    }

    /// The number of a chart and the address of its drawing.
    pub(super) fn chart(&mut self, text: String, drawing: String) -> (usize, String) {
        self.charts.push(text);
        let number = self.charts.len();
        let path = format!("charts/{}-{number}.svg", self.name);
        self.drawings.insert(path.clone(), drawing.into_bytes());
        (number, format!("../{path}"))
    }

    /// The files of the page besides itself.
    pub(super) fn files(&self) -> impl Iterator<Item = &String> {
        self.pictures.iter().chain(self.drawings.keys())
    }
}

/// What needs no escape in an address.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_./".contains(&byte)
}
