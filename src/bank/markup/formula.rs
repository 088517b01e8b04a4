//! `TeX` → `MathML`. Bounded before the parser sees it: it recurses into groups.

use std::convert::Infallible;

use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

/// A formula of an item is a line, not a page.
const MAX_CHARACTERS: usize = 1_000;
const MAX_DEPTH: usize = 20;

#[derive(Debug, thiserror::Error)]
pub(super) enum FormulaError {
    #[error("the formula has {0} characters; at most {MAX_CHARACTERS} are allowed")]
    TooLong(usize),
    #[error("the formula's braces nest deeper than {MAX_DEPTH}")]
    TooDeep,
    #[error("the formula defines or redefines a command; write it out instead")]
    Definition,
    #[error("the formula is not understood: {0}")]
    Tex(String),
}

pub(super) fn mathml(tex: &str, display: bool) -> Result<String, FormulaError> {
    check(tex)?;
    let storage = Storage::new();
    let events: Vec<_> = Parser::new(tex, &storage).collect::<Result<_, _>>().map_err(|error| in_a_line(&error))?;
    let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    let mut markup = String::new();
    push_mathml(&mut markup, events.into_iter().map(Ok::<_, Infallible>), config)
        .map_err(|error| FormulaError::Tex(error.to_string()))?;
    // The writer escapes the entity that it uses for a space itself.
    Ok(markup.replace("&amp;nbsp;", "\u{a0}"))
}

fn check(tex: &str) -> Result<(), FormulaError> {
    let length = tex.chars().count();
    if length > MAX_CHARACTERS {
        return Err(FormulaError::TooLong(length));
    }
    // A macro can expand without end; items need none.
    if ["\\def", "\\let", "\\newcommand", "\\renewcommand", "\\futurelet"].iter().any(|name| tex.contains(name)) {
        return Err(FormulaError::Definition);
    }
    if depth(tex) > MAX_DEPTH { Err(FormulaError::TooDeep) } else { Ok(()) }
}

/// Groups, `\left`s and `\begin`s that are open at once, at most.
fn depth(tex: &str) -> usize {
    let mut open: usize = 0;
    let mut deepest = 0;
    for byte in tex.bytes() {
        match byte {
            b'{' => open += 1,
            b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest.max(tex.matches("\\left").count()).max(tex.matches("\\begin").count())
}

/// The parser draws its errors over several lines; a report has one.
fn in_a_line(error: &pulldown_latex::ParserError) -> FormulaError {
    let text = error.to_string();
    FormulaError::Tex(text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("unknown error").to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usual_formulas_are_rendered() {
        for tex in [
            r"\frac{3}{4} \times 100\%",
            r"\sqrt{12^2 + 9^2}",
            r"x_1 \le 5",
            r"\text{Rp}1.250.000",
            r"\left(\frac{a}{b}\right)",
        ] {
            assert!(mathml(tex, false).unwrap().starts_with("<math"), "{tex}");
        }
    }

    #[test]
    fn a_space_is_a_space() {
        assert!(mathml(r"1,\ 2", false).unwrap().contains("<mtext>\u{a0}</mtext>"));
    }

    #[test]
    fn hostile_formulas_are_typed_errors() {
        assert!(matches!(mathml(&"{".repeat(900), false), Err(FormulaError::TooDeep)));
        assert!(matches!(mathml(&"x".repeat(1_001), false), Err(FormulaError::TooLong(_))));
        assert!(matches!(mathml(r"\def\a{\a\a}\a", false), Err(FormulaError::Definition)));
        assert!(matches!(mathml(r"\frac{1}", false), Err(FormulaError::Tex(_))));
    }

    proptest! {
        #[test]
        fn any_formula_is_answered(tex in "(\\\\[a-z]{1,8}|[a-z0-9{}^_&\\\\ +=().]){0,30}") {
            let _ = mathml(&tex, true);
        }
    }
}
