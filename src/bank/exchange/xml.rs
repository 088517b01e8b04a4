//! XML of strangers: no DOCTYPE, bounded in depth and number of nodes.

use roxmltree::{Document, ParsingOptions};

use super::Refused;

/// Elements, attributes and texts; a large bank has some hundred thousand.
const MAX_NODES: u32 = 4_000_000;
/// Question formats nest a dozen deep, and plugins add some.
const MAX_DEPTH: usize = 64;

pub(super) fn parse(text: &str) -> Result<Document<'_>, Refused> {
    check_depth(text)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options)
        .map_err(|error| Refused::new("not_xml", format!("the file is no well-formed XML: {error}")))
}

/// Elements that are open at once, before the parser builds them. Comments and CDATA are skipped.
fn check_depth(text: &str) -> Result<(), Refused> {
    let (mut depth, mut rest) = (0_usize, text);
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let length = match () {
            () if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
            () if rest.starts_with("<![CDATA[") => rest.find("]]>").map(|at| at + 3),
            () => tag_length(rest),
        };
        let length = length.unwrap_or(rest.len());
        let tag = &rest[..length];
        match tag.as_bytes().get(1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') | None => {}
            _ if tag.ends_with("/>") => {}
            _ => depth += 1,
        }
        if depth > MAX_DEPTH {
            let line = text[..text.len() - rest.len()].matches('\n').count() + 1;
            return Err(Refused::new("too_deep", format!("line {line}: elements nest deeper than {MAX_DEPTH}")));
        }
        rest = &rest[length..];
    }
    Ok(())
}

/// Up to the `>` that no quoted value hides.
fn tag_length(text: &str) -> Option<usize> {
    let mut quote = None;
    let end = text.bytes().position(|byte| {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
        byte == b'>' && quote.is_none()
    });
    end.map(|at| at + 1)
}

/// Where lines begin, so that a place in the text has its line.
#[derive(Default)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    pub(super) fn at(&self, place: usize) -> usize {
        self.0.partition_point(|end| *end < place) + 1
    }
}

/// As XML text or attribute; what XML cannot hold is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            sign if sign.is_control() && !matches!(sign, '\n' | '\t') => {}
            '\u{fffe}' | '\u{ffff}' => {}
            sign => out.push(sign),
        }
    }
    out
}
