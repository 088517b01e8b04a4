//! `TeX` as Moodle and MathJax mark it → `$…$`.

/// A formula of an item is a line, not a page; the renderer has the same bound.
const MAX_CHARACTERS: usize = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Text(&'a str),
    Formula { tex: &'a str, display: bool },
}

const MARKS: [(&str, &str, bool); 3] = [("\\(", "\\)", false), ("\\[", "\\]", true), ("$$", "$$", false)];

/// Splits at the marks; a mark that nothing closes is text.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let (mut rest, mut from) = (text, 0);
    while let Some((at, open, close, display)) = next_mark(rest, from) {
        let inside = &rest[at + open.len()..];
        let Some(end) = inside.find(close).filter(|end| is_formula(&inside[..*end])) else {
            from = at + open.len();
            continue;
        };
        if at > 0 {
            found.push(Part::Text(&rest[..at]));
        }
        found.push(Part::Formula { tex: inside[..end].trim(), display });
        rest = &inside[end + close.len()..];
        from = 0;
    }
    if !rest.is_empty() {
        found.push(Part::Text(rest));
    }
    found
}

fn next_mark(text: &str, from: usize) -> Option<(usize, &'static str, &'static str, bool)> {
    let place = |(open, close, display)| text[from..].find(open).map(|at| (from + at, open, close, display));
    MARKS.into_iter().filter_map(place).min_by_key(|(at, ..)| *at)
}

pub(super) fn is_formula(tex: &str) -> bool {
    let mut open = 0_i32;
    let balanced = tex.bytes().all(|byte| {
        open += i32::from(byte == b'{') - i32::from(byte == b'}');
        open >= 0
    });
    let said = !tex.trim().is_empty() && tex.chars().count() <= MAX_CHARACTERS;
    said && balanced && open == 0 && !tex.contains(['$', '`']) && !tex.trim_end().ends_with('\\')
}

/// In the form of FORMAT.md, on one line.
pub(super) fn formula(tex: &str, display: bool) -> String {
    let tex = tex.split_whitespace().collect::<Vec<_>>().join(" ");
    if display { format!("$${tex}$$") } else { format!("${tex}$") }
}
