//! The measured part of `docs/performance.md`: everything between two marks is written anew, the rest is people's.

use anyhow::Context;

use crate::world::root;

const BEGIN: &str = "<!-- bench: begin -->";
const END: &str = "<!-- bench: end -->";

pub(super) fn write(table: &str, machine: &[String]) -> anyhow::Result<()> {
    let path = root().join("docs/performance.md");
    let page = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let machine = machine.iter().fold(String::new(), |list, line| list + "- " + line + "\n");
    let page = replaced(&page, &format!("{machine}\n{table}")).context("docs/performance.md has lost its marks")?;
    std::fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))
}

fn replaced(page: &str, measured: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{measured}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let page = format!("a\n{BEGIN}\nold\n{END}\nb\n");
        assert_eq!(replaced(&page, "new\n").unwrap(), format!("a\n{BEGIN}\nnew\n{END}\nb\n"));
        assert_eq!(replaced("no marks", "new"), None);
    }
}
