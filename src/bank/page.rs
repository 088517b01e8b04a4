//! A page of the bank: TOML front matter between `+++` lines, a Markdown body, and the body's `## ` sections. What
//! the parts mean is not known here.

use super::fault::Faults;
use super::fields::Source;

/// A stretch of Markdown and where its first line stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passage {
    pub(super) text: String,
    pub(super) line: u32,
}

/// A `## name` of the body; the passage begins on the line after the heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) line: u32,
    pub(super) passage: Passage,
}

const FENCE: &str = "+++";

/// Front matter and body; `None` (and a fault) when the two `+++` lines are not there.
pub(super) fn split<'i>(text: &'i str, faults: &mut Faults) -> Option<(Source<'i>, Passage)> {
    let Some(rest) = text.strip_prefix("+++\n") else {
        faults.add(1, "", "no_front_matter", "the first line must be `+++`");
        return None;
    };
    let mut offset = 0;
    for (index, line) in (2..).zip(rest.split_inclusive('\n')) {
        if line.trim_end() == FENCE {
            let head = Source { text: &rest[..offset], first_line: 2 };
            return Some((head, Passage { text: rest[offset + line.len()..].to_owned(), line: index + 1 }));
        }
        offset += line.len();
    }
    faults.add(1, "", "no_front_matter", "the second `+++` line, which ends the front matter, is missing");
    None
}

/// The text before the first `## ` heading, and the sections. Headings inside code fences do not count.
pub(super) fn sections(body: &Passage) -> (Passage, Vec<Section>) {
    let mut stem = Passage { text: String::new(), line: body.line };
    let mut sections: Vec<Section> = Vec::new();
    let mut code = CodeFence::default();
    for (line, text) in (body.line..).zip(body.text.split_inclusive('\n')) {
        let heading = if code.enter(text) { None } else { text.strip_prefix("## ") };
        if let Some(name) = heading {
            let passage = Passage { text: String::new(), line: line + 1 };
            sections.push(Section { name: name.trim().to_owned(), line, passage });
        } else {
            sections.last_mut().map_or(&mut stem, |section| &mut section.passage).text.push_str(text);
        }
    }
    (stem, sections)
}

/// Follows ```` ``` ```` and `~~~` fences line by line.
#[derive(Default)]
struct CodeFence {
    open: Option<(char, usize)>,
}

impl CodeFence {
    /// Takes the next line; true when it is code or a fence.
    fn enter(&mut self, line: &str) -> bool {
        let mark = fence(line);
        match (self.open, mark) {
            (None, None) => false,
            (None, Some((sign, length, _))) => {
                self.open = Some((sign, length));
                true
            }
            (Some((sign, length)), Some((closing, closing_length, bare)))
                if sign == closing && closing_length >= length && bare =>
            {
                self.open = None;
                true
            }
            (Some(_), _) => true,
        }
    }
}

/// Sign and length of a fence, and whether nothing follows it (only such a one closes).
fn fence(line: &str) -> Option<(char, usize, bool)> {
    let text = line.trim();
    let sign = text.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let length = text.chars().take_while(|other| *other == sign).count();
    (length >= 3).then(|| (sign, length, text.chars().count() == length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_and_body_are_told_apart_with_their_lines() {
        let mut faults = Faults::of("x");
        let (head, body) = split("+++\nid = \"a\"\nkey = 1\n+++\n\nStem\n", &mut faults).unwrap();
        assert_eq!((head.text, head.first_line), ("id = \"a\"\nkey = 1\n", 2));
        assert_eq!(body, Passage { text: "\nStem\n".into(), line: 5 });
        for text in ["", "Stem", "+++\nid = 1\n", " +++\n+++\n"] {
            assert!(split(text, &mut faults).is_none(), "{text:?}");
        }
        assert_eq!(faults.len(), 4);
    }

    #[test]
    fn sections_begin_at_second_level_headings_outside_code() {
        let body =
            Passage { text: "Stem\n\n```chart\n## not\n```\n## Options\n- A. x\n## Rationale\ny\n".into(), line: 10 };
        let (stem, sections) = sections(&body);
        assert_eq!(stem.text, "Stem\n\n```chart\n## not\n```\n");
        let found: Vec<_> = sections.iter().map(|s| (s.name.as_str(), s.line, s.passage.text.as_str())).collect();
        assert_eq!(found, [("Options", 15, "- A. x\n"), ("Rationale", 17, "y\n")]);
    }
}
