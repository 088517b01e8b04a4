//! Plain text → Markdown that shows it as it is.

use super::tex::{Part, parts};

/// Lines stay lines, a blank line stays a new paragraph.
pub fn escape(text: &str) -> String {
    written(text, |line| inline(line, false))
}

/// Like `escape`, with `TeX` of `\( \)` and `$$ $$` as formulas and `[[1]]` as gaps.
pub(in crate::bank::exchange) fn with_tex(text: &str) -> String {
    written(text, |line| {
        let part = |part| match part {
            Part::Text(text) => inline(text, true),
            Part::Formula { tex, display } => super::tex::formula(tex, display),
        };
        parts(line).into_iter().map(part).collect()
    })
}

fn written(text: &str, line: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut gap = "";
    for raw in text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let raw = raw.trim();
        if raw.is_empty() {
            gap = if out.is_empty() { "" } else { "\n\n" };
            continue;
        }
        out.push_str(gap);
        out.push_str(&guard(&line(raw)));
        gap = "\\\n";
    }
    out
}

/// Backslashes before what means something anywhere in a line. With `gaps`, `[[1]]` stays.
pub(super) fn inline(text: &str, gaps: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        if let Some(gap) = gaps.then(|| gap_mark(rest)).flatten() {
            out.push_str(gap);
            rest = &rest[gap.len()..];
            continue;
        }
        rest = &rest[sign.len_utf8()..];
        match sign {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' | '$' | '|' => out.extend(['\\', sign]),
            '&' if rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '#') => out.push_str("\\&"),
            '\t' => out.push(' '),
            sign if sign.is_control() || is_direction(sign) => {}
            sign => out.push(sign),
        }
    }
    out
}

/// Signs that turn the direction of the text around them; nobody sees them, and they make one text look like another.
pub(super) fn is_direction(sign: char) -> bool {
    matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `[[12]]` at the beginning of the text.
pub(in crate::bank::exchange) fn gap_mark(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("[[")?;
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let whole = (1..=2).contains(&digits) && inner[digits..].starts_with("]]");
    whole.then(|| &text[..digits + 4])
}

/// A backslash before what means something at the start of a line only.
pub(super) fn guard(line: &str) -> String {
    let line = line.trim_start_matches([' ', '\t']);
    let mut signs = line.chars();
    let (first, second) = (signs.next(), signs.next());
    let ends = second.is_none_or(char::is_whitespace);
    let guarded = match first {
        Some('#' | '>' | '=') => true,
        Some('+') => ends || second == Some('+'),
        Some('-') => ends || matches!(second, Some('-' | ':')),
        Some(':') => second == Some('-'),
        _ => false,
    };
    if guarded {
        return format!("\\{line}");
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = &line[digits..];
    let marker = (1..=9).contains(&digits)
        && after.starts_with(['.', ')'])
        && after[1..].chars().next().is_none_or(char::is_whitespace);
    if marker { format!("{}\\{after}", &line[..digits]) } else { line.to_owned() }
}
