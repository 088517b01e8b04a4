//! Lines → questions: comments taken off with their tags, escapes resolved, braces matched.

use crate::bank::exchange::Refused;

/// A sign, and whether a backslash stood before it: then it means nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::bank::exchange) struct Sign {
    pub(super) value: char,
    pub(super) escaped: bool,
}

/// A question as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Raw {
    pub(super) line: usize,
    pub(super) id: String,
    pub(super) tags: Vec<String>,
    pub(super) category: Vec<String>,
    pub(super) signs: Vec<Sign>,
}

#[derive(Default)]
struct Scanner {
    found: Vec<Raw>,
    current: Raw,
    /// Line of the brace that is open.
    open: Option<usize>,
    category: Vec<String>,
}

/// The questions of a file. A blank line ends one, unless a brace is open.
pub(super) fn questions(text: &str) -> Result<Vec<Raw>, Refused> {
    let mut scanner = Scanner::default();
    for (number, line) in (1..).zip(text.split('\n')) {
        scanner.line(number, line)?;
    }
    if let Some(line) = scanner.open {
        return Err(Refused::new("unclosed_brace", format!("line {line}: the brace `{{` is never closed")));
    }
    scanner.end();
    Ok(scanner.found)
}

impl Scanner {
    fn line(&mut self, number: usize, line: &str) -> Result<(), Refused> {
        let trimmed = line.trim();
        if let Some(comment) = trimmed.strip_prefix("//") {
            self.comment(comment);
            return Ok(());
        }
        if let Some(path) = trimmed.strip_prefix("$CATEGORY:").filter(|_| self.open.is_none()) {
            self.end();
            self.category = crate::bank::exchange::draft::category(path);
            return Ok(());
        }
        if trimmed.is_empty() && self.open.is_none() {
            self.end();
            return Ok(());
        }
        if self.current.signs.is_empty() {
            self.current.line = number;
        }
        self.signs(number, line)?;
        self.current.signs.push(Sign { value: '\n', escaped: false });
        Ok(())
    }

    /// `[id:x] [tag:y]`
    fn comment(&mut self, text: &str) {
        for part in text.split('[').skip(1) {
            let Some((inner, _)) = part.split_once(']') else { continue };
            if let Some(id) = inner.strip_prefix("id:") {
                id.trim().clone_into(&mut self.current.id);
            } else if let Some(tag) = inner.strip_prefix("tag:") {
                self.current.tags.push(tag.trim().to_owned());
            }
        }
    }

    fn signs(&mut self, number: usize, line: &str) -> Result<(), Refused> {
        let mut signs = line.chars().peekable();
        while let Some(value) = signs.next() {
            if value == '\\'
                && let Some(next) = signs.next_if(|next| "~=#{}:\\n".contains(*next))
            {
                let value = if next == 'n' { '\n' } else { next };
                self.current.signs.push(Sign { value, escaped: true });
                continue;
            }
            match (value, self.open) {
                ('{', Some(line)) => {
                    let message =
                        format!("line {number}: a brace `{{` inside the one of line {line}, which is never closed");
                    return Err(Refused::new("unclosed_brace", message));
                }
                ('{', None) => self.open = Some(number),
                ('}', None) => {
                    let message = format!("line {number}: the brace `}}` closes nothing");
                    return Err(Refused::new("unopened_brace", message));
                }
                ('}', Some(_)) => self.open = None,
                _ => {}
            }
            self.current.signs.push(Sign { value, escaped: false });
        }
        Ok(())
    }

    fn end(&mut self) {
        if self.current.signs.iter().all(|sign| sign.value.is_whitespace()) {
            self.current.signs.clear();
            return;
        }
        let mut found = std::mem::take(&mut self.current);
        found.category.clone_from(&self.category);
        self.found.push(found);
    }
}

/// Where a text begins that no backslash has made harmless.
pub(super) fn find(signs: &[Sign], text: &str) -> Option<usize> {
    let wanted: Vec<char> = text.chars().collect();
    signs
        .windows(wanted.len().max(1))
        .position(|window| window.iter().zip(&wanted).all(|(sign, wanted)| sign.value == *wanted && !sign.escaped))
}

pub(super) fn starts_with(signs: &[Sign], text: &str) -> bool {
    signs.len() >= text.chars().count()
        && text.chars().zip(signs).all(|(wanted, sign)| sign.value == wanted && !sign.escaped)
}

pub(super) fn trim(signs: &[Sign]) -> &[Sign] {
    let blank = |sign: &Sign| sign.value.is_whitespace() && !sign.escaped;
    let start = signs.iter().position(|sign| !blank(sign)).unwrap_or(signs.len());
    let end = signs.iter().rposition(|sign| !blank(sign)).map_or(start, |at| at + 1);
    &signs[start..end]
}

/// Words as one line, blanks as one; `\n` stays a new line.
pub(super) fn text(signs: &[Sign]) -> String {
    let mut out = String::new();
    for sign in trim(signs) {
        if sign.escaped || !sign.value.is_whitespace() {
            out.push(sign.value);
        } else if !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
    out.trim().to_owned()
}

/// For callers whose text is a line of a table.
pub(in crate::bank::exchange) fn signs_of(line: &str) -> Vec<Sign> {
    let mut scanner = Scanner { open: Some(1), ..Scanner::default() };
    // Braces inside would be faults of a file; here they are text.
    let plain = line.replace('{', "\\{").replace('}', "\\}").replace("\\\\{", "\\{").replace("\\\\}", "\\}");
    let _ = scanner.signs(1, &plain);
    scanner.current.signs
}
