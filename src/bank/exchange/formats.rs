//! Which format a file has, and which reader or writer is asked.

use super::export::{Export, Selection};
use super::sheet::Supplied;
use super::{Format, Import, Refused, aiken, archive::Archive, docx, gift, moodle, qti, qti12, sheet, text, ukur};

/// As much of a text as tells its format.
const HEAD: usize = 64 * 1024;

/// What a file seems to be, by content first, because names lie.
pub fn detect(name: &str, bytes: &[u8]) -> Result<Format, Refused> {
    if bytes.starts_with(b"PK") {
        return Ok(of_archive(&Archive::open(bytes)?));
    }
    let decoded = text::decode(&bytes[..bytes.len().min(HEAD)])?;
    let head = decoded.text.trim_start();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    let format = if head.starts_with("+++") {
        Some(Format::Ukur)
    } else if head.starts_with('<') {
        of_xml(head)
    } else {
        of_extension(&extension).or_else(|| of_lines(head))
    };
    format.ok_or_else(|| Refused::new("unknown_format", format!("{name} has no format that is known; say which")))
}

/// Reads a file of this format.
pub fn read(name: &str, bytes: &[u8], format: Format) -> Result<Import, Refused> {
    match format {
        Format::Qti if is_qti12(bytes) => qti12::read(bytes, &Supplied::default()),
        Format::Qti => qti::read(name, bytes),
        Format::Docx => docx::read(bytes),
        Format::MoodleXml => moodle::read(bytes),
        Format::Gift => gift::read(bytes),
        Format::Aiken => aiken::read(bytes),
        Format::Xlsx => sheet::read_xlsx(bytes, &Supplied::default()),
        Format::Csv => sheet::read_csv(bytes, &Supplied::default()),
        Format::Ukur => ukur::read(name, bytes),
    }
}

/// Writes items in this format.
pub fn write(format: Format, selection: &Selection<'_>) -> Result<Export, Refused> {
    match format {
        Format::Qti => qti::write(selection),
        Format::MoodleXml => Ok(moodle::write(selection)),
        Format::Gift => Ok(gift::write(selection)),
        Format::Aiken => Ok(aiken::write(selection)),
        Format::Xlsx => sheet::write_xlsx(selection),
        Format::Csv => sheet::write_csv(selection),
        Format::Docx => Err(Refused::new("not_written", "Word tables are read, not written")),
        Format::Ukur => ukur::write(selection),
    }
}

fn of_archive(archive: &Archive) -> Format {
    let has = |suffix: &str| archive.entries().any(|entry| entry == suffix || entry.ends_with(&format!("/{suffix}")));
    if archive.get("xl/workbook.xml").is_some() {
        Format::Xlsx
    } else if archive.get("word/document.xml").is_some() {
        Format::Docx
    } else if has("bank.toml") || archive.entries().any(|entry| entry.strip_suffix(".md").is_some()) {
        Format::Ukur
    } else {
        // Without a manifest it is refused by the reader that needs one.
        Format::Qti
    }
}

/// QTI 1.2 has one root for whatever it holds.
fn is_qti12(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    head.trim_start_matches('\u{feff}').trim_start().starts_with('<') && head.contains("<questestinterop")
}

fn of_xml(head: &str) -> Option<Format> {
    let has = |word: &str| head.contains(word);
    if has("<quiz") {
        Some(Format::MoodleXml)
    } else if ["assessmentItem", "qti-assessment-item", "assessmentTest", "questestinterop", "<manifest"]
        .into_iter()
        .any(has)
    {
        Some(Format::Qti)
    } else {
        None
    }
}

fn of_extension(extension: &str) -> Option<Format> {
    match extension {
        "gift" => Some(Format::Gift),
        "aiken" => Some(Format::Aiken),
        "csv" | "tsv" => Some(Format::Csv),
        "md" => Some(Format::Ukur),
        _ => None,
    }
}

/// A text without a telling name: Aiken has lines of answers, GIFT has braces, a sheet has separators in its first
/// line.
fn of_lines(head: &str) -> Option<Format> {
    let first = head.lines().next().unwrap_or_default();
    if head.lines().any(|line| line.trim_start().starts_with("ANSWER:")) {
        Some(Format::Aiken)
    } else if head.contains('{') && head.contains('}') {
        Some(Format::Gift)
    } else if [';', ',', '\t'].into_iter().any(|separator| first.matches(separator).count() >= 2) {
        Some(Format::Csv)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_content() {
        for (name, text, format) in [
            ("a.txt", "Apa?\nA. satu\nB. dua\nANSWER: A\n", Some(Format::Aiken)),
            ("a.txt", "::q:: Apa? {=satu ~dua}", Some(Format::Gift)),
            ("a.csv", "soal;kunci;a", Some(Format::Csv)),
            ("a.txt", "soal;kunci;a", Some(Format::Csv)),
            ("a.xml", "<?xml version=\"1.0\"?><quiz><question/></quiz>", Some(Format::MoodleXml)),
            ("a.xml", "<qti-assessment-item/>", Some(Format::Qti)),
            ("a.md", "+++\nid = \"a\"\n+++\n", Some(Format::Ukur)),
            ("a.xml", "<html/>", None),
            ("a.bin", "apa saja", None),
        ] {
            assert_eq!(detect(name, text.as_bytes()).ok(), format, "{text}");
        }
    }
}
