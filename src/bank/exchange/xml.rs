//! XML of strangers: no DOCTYPE, bounded in depth, attributes and number of nodes.

use roxmltree::{Document, Error, ParsingOptions};

use super::Refused;

/// Elements, attributes and texts; a large bank has some hundred thousand.
const MAX_NODES: u32 = 4_000_000;
/// Question formats nest a dozen deep, and plugins add some.
const MAX_DEPTH: usize = 64;
/// Of one element, names of namespaces included. The parser compares each with all others.
const MAX_ATTRIBUTES: usize = 100;

pub(super) fn parse(text: &str) -> Result<Document<'_>, Refused> {
    parse_nodes(text, MAX_NODES)
}

/// With a bound of the format's own.
pub(super) fn parse_nodes(text: &str, nodes_limit: u32) -> Result<Document<'_>, Refused> {
    check_tags(text)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| {
        let message = match error {
            Error::DtdDetected => "a document type (<!DOCTYPE>) is refused: it could define entities".to_owned(),
            other => format!("the file is no well-formed XML: {other}"),
        };
        Refused::new("not_xml", message)
    })
}

/// Elements that are open at once and attributes of each, before the parser builds them.
fn check_tags(text: &str) -> Result<(), Refused> {
    let (mut depth, mut rest) = (0_usize, text);
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let length = match () {
            () if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
            () if rest.starts_with("<![CDATA[") => rest.find("]]>").map(|at| at + 3),
            () if rest.starts_with("<?") => rest.find("?>").map(|at| at + 2),
            () => tag_length(rest),
        };
        let tag = &rest[..length.unwrap_or(rest.len())];
        match tag.as_bytes().get(1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') | None => {}
            _ => {
                let open = depth + 1;
                let refuse = |code, what: String| {
                    let line = text[..text.len() - rest.len()].matches('\n').count() + 1;
                    Err(Refused::new(code, format!("line {line}: {what}")))
                };
                if open > MAX_DEPTH {
                    return refuse("too_deep", format!("elements nest deeper than {MAX_DEPTH}"));
                }
                if attributes(tag) > MAX_ATTRIBUTES {
                    return refuse(
                        "too_many_attributes",
                        format!("an element has more than {MAX_ATTRIBUTES} attributes"),
                    );
                }
                depth = if tag.ends_with("/>") { depth } else { open };
            }
        }
        rest = &rest[tag.len()..];
    }
    Ok(())
}

/// The `=` outside of quotes.
fn attributes(tag: &str) -> usize {
    let mut quoted = Quoted::default();
    tag.bytes().filter(|byte| !quoted.hides(*byte) && *byte == b'=').count()
}

/// Up to the `>` that no quoted value hides.
fn tag_length(text: &str) -> Option<usize> {
    let mut quoted = Quoted::default();
    text.bytes().position(|byte| !quoted.hides(byte) && byte == b'>').map(|at| at + 1)
}

/// The quote that is open inside of a tag.
#[derive(Default)]
struct Quoted(Option<u8>);

impl Quoted {
    /// Whether the byte stands in a quoted value or is a quote itself.
    fn hides(&mut self, byte: u8) -> bool {
        let quote = matches!(byte, b'"' | b'\'');
        match self.0 {
            Some(open) if open == byte => self.0 = None,
            None if quote => self.0 = Some(byte),
            None => return false,
            Some(_) => {}
        }
        true
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        parse(text).map_or_else(|refused| refused.code, |_| "")
    }

    #[test]
    fn depth_and_attributes_are_bounded_before_parsing() {
        let attribute = |at: usize| [" a", &at.to_string(), "='=>'"].concat();
        let many = |count: usize| (0..count).map(attribute).collect::<String>();
        assert_eq!(code(&format!("<q{}/>", many(100))), "");
        // The scan alone answers: the parser would need hours.
        assert_eq!(code(&format!("<q{}/>", many(1_000_000))), "too_many_attributes");
        assert_eq!(code(&format!("<?x ' ?><q{}/>", many(101))), "too_many_attributes");
        assert_eq!(code(&format!("<!-- ' --><q>\n<b{}/></q>", many(101))), "too_many_attributes");
        let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        assert_eq!((code(&nested(64)), code(&nested(65))), ("", "too_deep"));
    }
}
