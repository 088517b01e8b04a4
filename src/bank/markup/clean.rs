//! The last gate: an allow-list over everything the renderer made. What is not named here never reaches a browser.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

const TEXT: &[&str] = &[
    "p",
    "br",
    "sub",
    "sup",
    "u",
    "hr",
    "em",
    "strong",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "figure",
    "figcaption",
    "details",
    "summary",
    "img",
];
pub(in crate::bank) const MATHML: &[&str] = &[
    "math",
    "mrow",
    "mi",
    "mo",
    "mn",
    "ms",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "mstyle",
    "mover",
    "munder",
    "munderover",
    "msub",
    "msup",
    "msubsup",
    "mmultiscripts",
    "mprescripts",
    "mtable",
    "mtr",
    "mtd",
    "mpadded",
    "mphantom",
    "menclose",
];
const SVG: &[&str] =
    &["svg", "title", "desc", "defs", "pattern", "g", "path", "rect", "circle", "line", "polyline", "text", "tspan"];

const MATHML_ATTRIBUTES: &[&str] = &[
    "display",
    "displaystyle",
    "scriptlevel",
    "mathvariant",
    "mathsize",
    "stretchy",
    "symmetric",
    "fence",
    "separator",
    "form",
    "lspace",
    "rspace",
    "minsize",
    "maxsize",
    "largeop",
    "movablelimits",
    "accent",
    "accentunder",
    "linethickness",
    "columnspan",
    "rowspan",
    "columnalign",
    "width",
    "height",
    "depth",
    "voffset",
    "notation",
];
const SVG_ATTRIBUTES: &[&str] = &[
    "viewBox",
    "role",
    "aria-label",
    "id",
    "patternUnits",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "d",
    "points",
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-dasharray",
    "text-anchor",
    "dominant-baseline",
    "font-size",
    "font-weight",
    "transform",
];

/// Tags that an author may write as they are, without attributes; `MathML` may carry its own.
const PLAIN: &[&str] = &["sub", "sup", "u", "br"];

/// Whether this one tag of raw HTML may stand in Markdown. Attributes of `MathML` are left to `clean`.
pub(in crate::bank) fn is_plain_tag(tag: &str) -> bool {
    let inner = tag.trim_start_matches('<').trim_start_matches('/').trim_end_matches('>').trim_end_matches('/').trim();
    let name = inner.split_whitespace().next().unwrap_or_default();
    (PLAIN.contains(&name) && inner == name) || MATHML.contains(&name)
}

/// Keeps what the lists name.
pub(super) fn clean(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(TEXT.iter().chain(MATHML).chain(SVG).copied().collect())
        .tag_attributes(attributes())
        .allowed_classes(HashMap::from([("figure", HashSet::from(["chart"]))]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .url_schemes(HashSet::new())
        .url_relative(UrlRelative::Custom(Box::new(media_only)))
        .link_rel(None)
        .strip_comments(true);
    builder
});

fn attributes() -> HashMap<&'static str, HashSet<&'static str>> {
    let mut attributes: HashMap<_, HashSet<_>> = HashMap::from([
        ("img", HashSet::from(["src", "alt"])),
        ("th", HashSet::from(["scope", "align"])),
        ("td", HashSet::from(["align"])),
        ("ol", HashSet::from(["start"])),
    ]);
    for (tags, names) in [(MATHML, MATHML_ATTRIBUTES), (SVG, SVG_ATTRIBUTES)] {
        for tag in tags {
            attributes.entry(tag).or_default().extend(names);
        }
    }
    attributes
}

/// `/media/<hex>.<letters>` and nothing else.
fn media_only(address: &str) -> Option<Cow<'_, str>> {
    let (name, extension) = address.strip_prefix("/media/")?.split_once('.')?;
    let plain = name.bytes().all(|b| b.is_ascii_hexdigit()) && extension.bytes().all(|b| b.is_ascii_lowercase());
    plain.then_some(Cow::Borrowed(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_listed_goes() {
        for (dirty, clean_html) in [
            ("<p onclick=\"x()\" style=\"color:red\">a</p>", "<p>a</p>"),
            ("<script>alert(1)</script>b", "b"),
            ("<a href=\"https://example.org\">c</a>", "c"),
            ("<img src=\"https://example.org/x.png\" alt=\"d\">", "<img alt=\"d\">"),
            ("<img src=\"//example.org/x.png\" alt=\"d\">", "<img alt=\"d\">"),
            ("<img src=\"/api/sessions\" alt=\"d\">", "<img alt=\"d\">"),
            ("<img src=\"/media/../x\" alt=\"d\">", "<img alt=\"d\">"),
            ("<img src=\"data:image/png;base64,x\" alt=\"d\">", "<img alt=\"d\">"),
            ("<figure class=\"chart evil\">e</figure>", "<figure class=\"chart\">e</figure>"),
            (
                "<math><mi onclick=\"x()\">f</mi><mtext><script>1</script></mtext></math>",
                "<math><mi>f</mi><mtext></mtext></math>",
            ),
            ("<svg><foreignObject><p>g</p></foreignObject></svg>", "<svg></svg>"),
            ("<svg onload=\"x()\"><a href=\"#\">h</a></svg>", "<svg>h</svg>"),
            ("<iframe src=\"/media/00.svg\"></iframe><form><input></form>", ""),
        ] {
            assert_eq!(clean(dirty), clean_html, "{dirty}");
        }
    }

    #[test]
    fn what_is_listed_stays_as_it_is() {
        for html in [
            "<img src=\"/media/00ff.svg\" alt=\"a\">",
            "<svg viewBox=\"0 0 640 360\" role=\"img\" aria-label=\"a\"><title>a</title><pattern id=\"b\" patternUnits=\"userSpaceOnUse\"></pattern><path fill=\"url(#b)\"></path></svg>",
            "<details><summary>a</summary><table><thead><tr><th scope=\"col\">b</th></tr></thead></table></details>",
        ] {
            assert_eq!(clean(html), html);
        }
    }
}
