//! What authors and Word and attackers write, and what becomes of it.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser};

use super::*;

fn md(html: &str) -> String {
    both(html).0
}

fn both(html: &str) -> (String, Vec<String>) {
    let converted =
        to_markdown(html, &mut |address| address.strip_prefix("@@PLUGINFILE@@/").map(|name| format!("images/{name}")));
    (converted.markdown, converted.removed)
}

/// The text that a browser would show, blanks as one.
fn shown(markdown: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_MATH) {
        match event {
            Event::Text(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => out.push(' '),
            Event::Start(tag) => assert!(matches!(tag, pulldown_cmark::Tag::Paragraph), "{tag:?} in {markdown:?}"),
            other => panic!("{other:?} in {markdown:?}"),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn usual_markup_becomes_markdown() {
    for (html, markdown) in [
        ("<p>a <b>b</b> <i>c</i></p><p>d</p>", "a **b** *c*\n\nd"),
        ("a<br>b<br/>", "a\\\nb"),
        ("a<br><br>b", "a\n\nb"),
        ("H<sub>2</sub>O x<sup>2</sup> <u>u</u>", "H<sub>2</sub>O x<sup>2</sup> <u>u</u>"),
        ("<p>&nbsp;</p><p>x&nbsp; y</p>", "x\u{a0} y"),
        ("<b> a </b>b", "**a** b"),
        ("<b></b>x<i> </i>y", "x y"),
        ("<b>a<b>b</b>c</b>", "**abc**"),
        ("<b>(a)</b>b", "**(a)**&#98;"),
        ("<div><b><p>a</p><p>b</p></b></div>", "**a**\n\n**b**"),
        ("<span style=\"font-weight: bold\">a</span>", "**a**"),
        ("<h1>T *x*</h1>y", "### T \\*x\\*\n\ny"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<code>a`b</code>", "``a`b``"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol start=3><li>a</li><li><p>b</p><p>c</p></li></ol>", "3. a\n4. b\n\n   c"),
        ("<ol><li>a</li></ol><ol><li>b</li></ol>", "1. a\n\n1) b"),
        ("[[1]] dan [[12]] [x]", "[[1]] dan [[12]] \\[x\\]"),
        ("\\(a+b\\) dan $$x^2$$ \\[y\\] $5", "$a+b$ dan $x^2$ $$y$$ \\$5"),
        ("1. a", "1\\. a"),
        ("<p>- a</p><p># b</p><p>+++</p><p>1.5</p>", "\\- a\n\n\\# b\n\n\\+++\n\n1.5"),
        ("<!-- c -->a<o:p></o:p>", "a"),
        ("5 < 6 & 7 > 2", "5 \\< 6 & 7 > 2"),
    ] {
        assert_eq!(md(html), markdown, "{html}");
    }
}

#[test]
fn tables_are_filled_and_what_they_lose_is_named() {
    let (text, removed) = both("<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td>x<br>y</td></tr></table>");
    assert_eq!((text.as_str(), removed.len()), ("| a | b |\n|---|---|\n| 1\\|2 | x<br>y |", 0));
    let (text, removed) = both(
        "<table><tbody><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr><tr><td colspan=2>d</td></tr></tbody></table>",
    );
    assert_eq!(text, "| a | b |\n|---|---|\n| a | c |\n| d | d |");
    assert_eq!(removed, ["merged cells of a table were filled", "the first row of a table became its header"]);
    assert_eq!(md("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>"), "a\n\nb");
}

#[test]
fn columns_keep_their_side() {
    let html = "<table><tr><th>a</th><th style='text-align: right'>b</th><th>c</th></tr>\
        <tr><td class='qti-align-left'>1</td><td align='right'>2</td><td style='text-align:center'>3</td></tr></table>";
    assert_eq!(md(html), "| a | b | c |\n|:---|---:|:---:|\n| 1 | 2 | 3 |");
}

#[test]
fn a_formula_with_its_source_is_that_source() {
    let math = |tex: &str, more: &str| {
        format!(
            "<math{more}><semantics><mi>x</mi><annotation encoding='application/x-tex'>{tex}</annotation></semantics></math>"
        )
    };
    assert_eq!(md(&math("x^2 &lt; 5", "")), "$x^2 < 5$");
    assert_eq!(md(&math("x^2", " display='block'")), "$$x^2$$");
    // What is no formula of ours stays what can be seen.
    assert_eq!(md(&math("\\nosuch{x}", "")), "<math><mi>x</mi></math>");
    assert_eq!(md(&math("x$ <b>", "")), "<math><mi>x</mi></math>");
}

#[test]
fn pictures_keep_their_alternative_or_get_a_name() {
    assert_eq!(both("<img src=\"@@PLUGINFILE@@/a.png\" alt=\"x]y\">"), ("![x\\]y](images/a.png)".into(), vec![]));
    let (text, removed) = both("<img src=\"@@PLUGINFILE@@/a.png\">");
    assert_eq!(text, "![a.png](images/a.png)");
    assert_eq!(removed, ["the picture `a.png` has no text alternative; its file name stands in for it"]);
    let (text, removed) = both("x<img src=\"https://example.org/b.png?x=1\" alt=b>");
    assert_eq!(
        (text.as_str(), removed),
        ("x", vec!["the picture `b.png` was removed: the file does not hold it".into()])
    );
}

#[test]
fn what_acts_or_leads_away_is_removed_and_named() {
    for (html, markdown, named) in [
        ("<script>alert(1)</script>a", "a", "`script` was removed"),
        ("<p onclick='x()'>a</p>", "a", "the event handler `onclick` was removed"),
        ("<a href='javascript:x()'>a</a>", "a", "a `javascript:` address was removed"),
        ("<a href='https://example.org'>a</a>", "a", "a link was removed; its text stays"),
        ("<iframe src='//x'></iframe>a", "a", "`iframe` was removed"),
        ("<video controls>x</video>a", "a", "`video` was removed"),
        ("<span style='color: red'>a</span>", "a", "text colour was removed"),
        ("<s>a</s>", "a", "strike-through was removed"),
        ("<svg><script>1</script></svg>a", "a", "`svg` was removed"),
        ("<form><input value=1>a</form>", "a", "`input` was removed"),
        ("a\u{202e}b", "ab", "signs that turn the direction of writing were removed"),
    ] {
        let (text, removed) = both(html);
        assert_eq!(text, markdown, "{html}");
        assert!(removed.iter().any(|what| what == named), "{html}: {removed:?}");
    }
}

#[test]
fn mathml_stays_on_one_line_and_markdown_leaves_it_alone() {
    assert_eq!(
        md(
            "<math xmlns='x'><semantics><mrow><mi>a</mi>\n<mo>*</mo></mrow><annotation>t</annotation></semantics></math>"
        ),
        "<math><mrow><mi>a</mi><mo>&#42;</mo></mrow></math>"
    );
    assert_eq!(
        md("«math xmlns=¨http://www.w3.org/1998/Math/MathML¨»«mfenced»«mi»x«/mi»«mi»y«/mi»«/mfenced»«/math»"),
        "<math><mrow><mo>&#40;</mo><mi>x</mi><mo>&#44;</mo><mi>y</mi><mo>&#41;</mo></mrow></math>"
    );
    assert!(!md("<math><mtext><script>alert(1)</script></mtext><mi onclick=x>a</mi></math>").contains("alert"));
}

#[test]
fn what_a_click_shows_a_caption_and_a_long_form_are_kept_or_named() {
    let (markdown, removed) = both("<math><maction><mn>777</mn><mn>888</mn></maction></math>");
    assert!(markdown.contains("<mn>777</mn>") && !markdown.contains("888"), "{markdown}");
    assert_eq!(removed, ["the parts of a formula that a click shows were removed"]);
    assert!(both("<math><maction selection='2'><mn>1</mn><mn>2</mn></maction></math>").0.contains("<mn>2</mn>"));
    let table = "<table><caption>Harga <b>2019</b></caption><tr><th>a</th><th>b</th></tr></table>";
    assert!(md(table).starts_with("Harga **2019**\n\n| a | b |"), "{}", md(table));
    let (markdown, removed) = both("<p><abbr title='Aparatur Sipil Negara'>ASN</abbr></p>");
    assert_eq!(markdown, "ASN");
    assert_eq!(removed, ["the long form `Aparatur Sipil Negara` of an abbreviation was removed"]);
}

#[test]
fn hostile_shapes_are_answered_in_bounded_time() {
    for html in [
        "<div>".repeat(9_000),
        "<b>".repeat(9_000),
        "<ul><li>".repeat(4_000),
        "<table><tr><td>".repeat(3_000),
        "<math>".repeat(9_000),
        "<div></x>".repeat(4_900),
        "<p><b><i><a href=x>".repeat(2_000),
    ] {
        let _ = to_markdown(&html, &mut |_| None);
    }
    assert!(to_markdown(&"<b>".repeat(10_001), &mut |_| None).markdown.is_empty());
}

#[test]
fn plain_text_comes_back() {
    assert_eq!(to_plain("a **b** $x$\\\nc\n\n- d\n- e\n\n![p](images/a.png)"), "a b \\(x\\)\nc\n\n- d\n- e\n[p]");
    assert_eq!(
        to_html("a <sub>2</sub> $x$ <script>", &mut str::to_owned),
        "<p>a <sub>2</sub> \\(x\\) &lt;script&gt;</p>"
    );
    assert_eq!(
        to_html("![p](images/a.png)", &mut |p| format!("@@/{p}")),
        "<p><img src=\"@@/images/a.png\" alt=\"p\" /></p>"
    );
}

#[test]
fn only_what_is_markup_looks_like_it() {
    for text in ["<b>x</b>", "a<br>", "<p class=\"x\">", "x&nbsp;y", "</p>"] {
        assert!(looks_like_html(text), "{text}");
    }
    for text in ["a < b > c", "<html-ish>", "if x<y", "AT&T", "<b"] {
        assert!(!looks_like_html(text), "{text}");
    }
}

proptest! {
    #[test]
    fn escaped_text_shows_as_written(text in "([-+*_#>=|`~$!&<:.)(\\[\\]\\\\{}a1 \n\"']|10\\. |&amp;|\\[\\[1\\]\\]|---|\\(x\\)|http://a\\.b|<b>|[[:print:]]){0,30}") {
        let wanted = text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(shown(&escape(&text)), wanted.clone());
        prop_assert_eq!(to_plain(&escape(&text)).split_whitespace().collect::<Vec<_>>().join(" "), wanted);
    }

    #[test]
    fn text_of_html_shows_as_written(text in "[-+*_#>=|`~!&:.)(\\[\\]{}ab1 ]{0,20}", bold in "[-a*_.(]{1,5}") {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        let markdown = md(&format!("<p>{}<b>{}</b>{}</p>", escaped(&text), escaped(&bold), escaped(&text)));
        let wanted: String = format!("{text}{bold}{text}").split_whitespace().collect();
        prop_assert_eq!(to_plain(&markdown).split_whitespace().collect::<String>(), wanted, "{}", markdown);
    }

    #[test]
    fn any_html_is_answered(html in "(<(b|p|ul|li|table|tr|td|math|mi|script|img src=x|/b|/p|/ul)>|[a-z*_\\\\$|]){0,60}") {
        let markdown = md(&html);
        prop_assert!(!markdown.contains("<script"));
    }
}
