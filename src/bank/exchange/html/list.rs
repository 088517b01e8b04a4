//! Blocks one below the other, and lists of them.

/// A paragraph, a table, a list …; lists know their marker, so that two in a row stay two.
pub(super) struct Block {
    pub(super) text: String,
    pub(super) list: Option<char>,
}

impl Block {
    pub(super) fn plain(text: String) -> Self {
        Self { text, list: None }
    }
}

pub(super) fn joined(blocks: &[Block]) -> String {
    let texts: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
    texts.join("\n\n")
}

/// `start` of a numbered list; `None` for bullets. `before` is the block above.
pub(super) fn list(items: &[Vec<Block>], start: Option<u64>, before: Option<&Block>) -> Block {
    let usual = if start.is_some() { '.' } else { '-' };
    let other = if start.is_some() { ')' } else { '*' };
    let marker = if before.and_then(|block| block.list) == Some(usual) { other } else { usual };
    let numbers = start.unwrap_or(0)..;
    let lines: Vec<String> = items
        .iter()
        .zip(numbers)
        .map(|(blocks, number)| {
            item(blocks, &if start.is_some() { format!("{number}{marker} ") } else { format!("{marker} ") })
        })
        .collect();
    Block { text: lines.join("\n"), list: Some(marker) }
}

fn item(blocks: &[Block], marker: &str) -> String {
    let mut text = String::new();
    for (index, block) in blocks.iter().enumerate() {
        let gap = if block.list.is_some() { "\n" } else { "\n\n" };
        text.push_str(if index == 0 { "" } else { gap });
        text.push_str(&block.text);
    }
    let indented = indent(&text, &" ".repeat(marker.len()));
    format!("{marker}{indented}").trim_end().to_owned()
}

/// All lines but the first.
fn indent(text: &str, blanks: &str) -> String {
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(blanks);
            out.push_str(line);
        }
    }
    out
}
