//! The beginning of a rendered text as plain words.

/// Characters of an excerpt.
const LENGTH: usize = 140;

/// Text without tags; what is written twice for programs (the TeX of a formula) is left out.
pub fn excerpt(html: &str) -> String {
    let mut plain = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        let tag = &rest[at..];
        let hidden = tag.starts_with("<annotation").then(|| tag.find("</annotation>")).flatten();
        let from = hidden.unwrap_or(0);
        let Some(end) = tag[from..].find('>') else {
            rest = "";
            break;
        };
        if !is_inline(tag) {
            plain.push(' ');
        }
        rest = &tag[from + end + 1..];
    }
    plain.push_str(rest);
    let words: Vec<&str> = plain.split_whitespace().collect();
    cut(&unescaped(&words.join(" ")))
}

/// Tags inside a word or formula put no blank between letters.
fn is_inline(tag: &str) -> bool {
    let name: String = tag[1..].trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
    matches!(name.as_str(), "em" | "strong" | "b" | "i" | "sub" | "sup" | "code" | "span" | "mi" | "mn" | "mo")
}

fn unescaped(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    pairs.into_iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LENGTH {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LENGTH - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_go_and_words_stay() {
        assert_eq!(excerpt("<p>Satu <strong>d</strong>ua</p><p>a &lt; b</p>"), "Satu dua a < b");
        assert_eq!(excerpt("<math><mi>x</mi><annotation encoding=\"t\">\\x</annotation></math>"), "x");
        assert_eq!(excerpt("a < b"), "a");
        assert_eq!(excerpt(&"é".repeat(500)).chars().count(), LENGTH);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(\\PC|<|>|&|</annotation>|<annotation){0,60}") {
            let _ = excerpt(&text);
        }
    }
}
