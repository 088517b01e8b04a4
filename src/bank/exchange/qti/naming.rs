//! Names that a bank can use, out of identifiers that strangers chose.

/// The longest id of an item.
const MAX: usize = 40;

/// `[a-z0-9-]`, at most 40 characters; empty when nothing usable is left.
pub fn safe(identifier: &str) -> String {
    let mut out = String::new();
    for c in identifier.chars().flat_map(char::to_lowercase) {
        let c = super::processing::without_accent(c);
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() == MAX {
            break;
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// The name with a number when it is taken.
pub fn free(identifier: &str, taken: &dyn Fn(&str) -> bool) -> String {
    let name = safe(identifier);
    if name.is_empty() || !taken(&name) {
        return name;
    }
    let stem: String = name.chars().take(MAX - 4).collect();
    (2..1_000).map(|n| format!("{stem}-{n}")).find(|name| !taken(name)).unwrap_or_default()
}
