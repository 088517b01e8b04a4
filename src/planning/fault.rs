//! A wrong place in what was given, and a bounded list of them.

/// More faults than this help nobody, and a hostile file could make millions.
pub const MAX_FAULTS: usize = 200;

/// One wrong place: a row and column of a file, or a field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// 1-based line of the file, when there is one.
    pub row: Option<u32>,
    pub field: String,
    /// Stable; the UI translates it.
    pub code: &'static str,
    pub detail: String,
}

/// Faults in the order they were found; the first `MAX_FAULTS` are kept, the rest is counted.
#[derive(Debug, Default)]
pub struct Faults {
    list: Vec<Fault>,
    more: usize,
}

impl Fault {
    pub fn of(field: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { row: None, field: field.to_owned(), code, detail: detail.into() }
    }

    pub fn at(row: u32, field: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { row: Some(row), ..Self::of(field, code, detail) }
    }
}

impl Faults {
    pub fn push(&mut self, fault: Fault) {
        if self.list.len() < MAX_FAULTS {
            self.list.push(fault);
        } else {
            self.more += 1;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// With a last entry that says how many were left out.
    pub fn into_vec(mut self) -> Vec<Fault> {
        if self.more > 0 {
            self.list.push(Fault::of("", "more_faults", format!("and {} more", self.more)));
        }
        self.list
    }

    /// A text of 1 to `max` characters without control characters, trimmed.
    pub fn text(&mut self, field: &str, given: &str, max: usize) -> String {
        let text = given.trim();
        if text.is_empty() {
            self.push(Fault::of(field, "missing", "must not be empty"));
        } else if text.chars().count() > max {
            self.push(Fault::of(field, "too_long", format!("at most {max} characters")));
        } else if text.chars().any(char::is_control) {
            self.push(Fault::of(field, "control_character", "line breaks and control characters are not allowed"));
        }
        text.chars().take(max).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_it_does_not_keep() {
        let mut faults = Faults::default();
        for n in 0..1_000 {
            faults.push(Fault::at(n, "nip", "missing", ""));
        }
        let list = faults.into_vec();
        assert_eq!(list.len(), MAX_FAULTS + 1);
        assert_eq!(list[MAX_FAULTS].detail, "and 800 more");
    }

    #[test]
    fn a_title_has_a_shape() {
        let mut faults = Faults::default();
        assert_eq!(faults.text("title", "  Seleksi 2026 ", 20), "Seleksi 2026");
        assert!(faults.is_empty());
        faults.text("title", " ", 20);
        faults.text("title", "a\u{0}b", 20);
        faults.text("title", &"x".repeat(21), 20);
        let codes: Vec<_> = faults.into_vec().iter().map(|f| f.code).collect();
        assert_eq!(codes, ["missing", "control_character", "too_long"]);
    }
}
