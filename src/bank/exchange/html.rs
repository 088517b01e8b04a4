//! HTML of strangers → Markdown of ours. What our Markdown cannot say is removed and named.

mod block;
mod escape;
mod inline;
mod list;
mod math;
mod plain;
mod table;
mod tex;

use scraper::Html;

use self::block::Walker;
pub use self::escape::escape;
pub(super) use self::escape::gap_mark;
pub use self::plain::{to_html, to_plain};

/// Markup of one passage, with pictures inside it; a longer one is no passage of an item.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// The parser looks at all open elements for each tag, so their number squared is its work.
const MAX_TAGS: usize = 10_000;

/// Markdown, and a sentence for each kind of thing that is not in it any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Converted {
    pub markdown: String,
    pub removed: Vec<String>,
}

/// `picture` gets the address of each picture and answers with its path in the bank, or `None` when there is none;
/// then the picture is removed and named.
pub fn to_markdown(html: &str, picture: &mut dyn FnMut(&str) -> Option<String>) -> Converted {
    if html.len() > MAX_BYTES || html.bytes().filter(|byte| *byte == b'<').count() > MAX_TAGS {
        let removed = vec![format!("the text was left out: it has more than {MAX_TAGS} tags or {MAX_BYTES} bytes")];
        return Converted { markdown: String::new(), removed };
    }
    let tree = Html::parse_fragment(&math::plain_guillemets(html));
    let mut walker = Walker::new(picture);
    let blocks = walker.flow(tree.tree.root(), &[], 0);
    Converted { markdown: list::joined(&blocks), removed: walker.removed }
}

/// True when the text holds a tag or an entity that an author of HTML would write.
pub(super) fn looks_like_html(text: &str) -> bool {
    const NAMES: &[&str] = &[
        "p",
        "br",
        "b",
        "i",
        "u",
        "em",
        "strong",
        "sub",
        "sup",
        "span",
        "div",
        "img",
        "table",
        "ul",
        "ol",
        "li",
        "font",
        "code",
        "pre",
        "math",
        "a",
        "h1",
        "h2",
        "h3",
        "h4",
        "blockquote",
        "center",
        "hr",
        "script",
        "iframe",
        "style",
    ];
    let entity = ["&nbsp;", "&lt;", "&gt;", "&amp;", "&quot;", "&#"].iter().any(|name| text.contains(name));
    entity
        || text.match_indices('<').any(|(at, _)| {
            let rest = text[at + 1..].trim_start_matches('/');
            let end = rest.find(|sign: char| !sign.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let closes = rest[end..].starts_with(['>', ' ', '/', '\n', '\t']) && rest[end..].contains('>');
            closes && NAMES.contains(&rest[..end].to_ascii_lowercase().as_str())
        })
}

/// Text that may be HTML and may be plain, as cells and GIFT's default format have it.
pub(super) fn text_or_html(text: &str, picture: &mut dyn FnMut(&str) -> Option<String>) -> Converted {
    if looks_like_html(text) {
        return to_markdown(&text.replace('\n', "<br>"), picture);
    }
    Converted { markdown: escape::with_tex(text), removed: Vec::new() }
}

#[cfg(test)]
mod tests;
