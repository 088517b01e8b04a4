//! The lists of choices: `- A. text` (or `- 1. text` on the left of a match), marks in order, continuation lines
//! indented by two spaces.

use std::ops::RangeInclusive;

use super::fault::Faults;
use super::page::{Passage, Section};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marks {
    Letters,
    Numbers,
}

/// One choice as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) passage: Passage,
}

/// The section's choices; every line that is not part of one is a fault.
pub(super) fn parse(section: &Section, marks: Marks, sizes: RangeInclusive<usize>, faults: &mut Faults) -> Vec<Entry> {
    let field = section.name.to_lowercase();
    let mut entries: Vec<Entry> = Vec::new();
    for (line, text) in (section.passage.line..).zip(section.passage.text.lines()) {
        if let Some((id, text)) = opening(text) {
            let wanted = marks.nth(entries.len());
            if id != wanted {
                faults.add(line, &field, "list_mark", format!("expected `- {wanted}.`, found `- {id}.`"));
            }
            entries.push(Entry { id: wanted, passage: Passage { text: text.to_owned(), line } });
        } else if !continues(&mut entries, text) {
            faults.add(line, &field, "list_line", "expected `- X. text` or a line indented by two spaces");
        }
    }
    if !sizes.contains(&entries.len()) {
        let message = format!("{} entries; {} to {} are allowed", entries.len(), sizes.start(), sizes.end());
        faults.add(section.line, &field, "list_size", message);
    }
    entries
}

impl Marks {
    fn nth(self, index: usize) -> String {
        match self {
            Self::Numbers => (index + 1).to_string(),
            Self::Letters => {
                let letter = u8::try_from(index).ok().and_then(|i| b'A'.checked_add(i)).filter(u8::is_ascii_uppercase);
                letter.map_or_else(|| "?".to_owned(), |letter| char::from(letter).to_string())
            }
        }
    }
}

/// Mark and text of `- A. text`.
fn opening(line: &str) -> Option<(&str, &str)> {
    let (mark, text) = line.strip_prefix("- ")?.split_once('.')?;
    let plain = !mark.is_empty() && mark.len() <= 2 && mark.chars().all(|c| c.is_ascii_alphanumeric());
    (plain && (text.is_empty() || text.starts_with(' '))).then(|| (mark, text.trim()))
}

fn continues(entries: &mut [Entry], line: &str) -> bool {
    let text = if line.trim().is_empty() { Some("") } else { line.strip_prefix("  ") };
    match (text, entries.last_mut()) {
        (Some(""), None) => true,
        (Some(text), Some(entry)) => {
            entry.passage.text.push('\n');
            entry.passage.text.push_str(text);
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Found = (Vec<(String, String)>, Vec<(Option<u32>, &'static str)>);

    fn read(text: &str, marks: Marks) -> Found {
        let section = Section { name: "Options".into(), line: 9, passage: Passage { text: text.into(), line: 10 } };
        let mut faults = Faults::of("x");
        let entries = parse(&section, marks, 2..=3, &mut faults);
        let entries = entries.into_iter().map(|e| (e.id, e.passage.text.trim_end().to_owned())).collect();
        (entries, faults.into_found().into_iter().map(|f| (f.line, f.code)).collect())
    }

    #[test]
    fn entries_with_continuations_are_read() {
        let (entries, faults) = read("\n- A. one\n  more\n\n  para\n- B. two. three\n", Marks::Letters);
        assert_eq!(entries, [("A".into(), "one\nmore\n\npara".into()), ("B".into(), "two. three".into())]);
        assert_eq!(faults, []);
        assert_eq!(read("- 1. a\n- 2. b\n", Marks::Numbers).1, []);
    }

    #[test]
    fn wrong_marks_stray_lines_and_sizes_are_named() {
        assert_eq!(read("- A. a\n- C. b\n", Marks::Letters).1, [(Some(11), "list_mark")]);
        assert_eq!(
            read("stray\n- A. a\n- B. b\nstray\n", Marks::Letters).1,
            [(Some(10), "list_line"), (Some(13), "list_line")]
        );
        assert_eq!(read("- A. a\n", Marks::Letters).1, [(Some(9), "list_size")]);
        assert_eq!(read("- 1. a\n- 2. b\n", Marks::Letters).1, [(Some(10), "list_mark"), (Some(11), "list_mark")]);
        let many = "- A. a\n".repeat(40);
        assert!(read(&many, Marks::Letters).1.contains(&(Some(9), "list_size")));
    }
}
