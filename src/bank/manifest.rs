//! `bank.toml`: the bank's name, its domains and their competencies.

use std::collections::BTreeSet;

use super::fault::{BankFault, Faults};
use super::fields::{self, At, Fields, Source};
use super::files::BankFiles;
use super::text::decode;
use crate::domain::bank::{CompetencyInfo, DomainInfo};
use crate::domain::ids::{BankId, CompetencyId, DomainId};

pub(super) const FILE: &str = "bank.toml";
/// Ids of items, stimuli, banks, domains and competencies.
pub(super) const MAX_ID: usize = 40;
pub(super) const MAX_TITLE: usize = 200;
/// The domains an event can test; other ones have no place in a report.
const DOMAINS: [&str; 4] = ["technical", "sociocultural", "digital_literacy", "numerical_reasoning"];
const MAX_COMPETENCIES: usize = 50;

#[derive(Clone)]
pub(super) struct Manifest {
    pub(super) id: BankId,
    pub(super) title: String,
    pub(super) domains: Vec<DomainInfo>,
}

/// Reads `bank.toml`; `None` when it is missing or so broken that items cannot be checked against it.
pub(super) fn read(files: &BankFiles, all: &mut Vec<BankFault>) -> Option<Manifest> {
    let mut faults = Faults::of(FILE);
    let bytes = files.get(FILE);
    if bytes.is_none() {
        faults.add_whole("missing_file", "the bank has no bank.toml");
    }
    let text = bytes.and_then(|bytes| decode(bytes, &mut faults));
    let manifest = text.and_then(|text| parse(text, &mut faults));
    all.extend(faults.into_found());
    manifest
}

/// `[a-z0-9]` and the given sign, 1 to 40 characters.
pub fn is_id(text: &str, sign: char) -> bool {
    (1..=MAX_ID).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == sign)
}

fn parse(text: &str, faults: &mut Faults) -> Option<Manifest> {
    let source = Source { text, first_line: 1 };
    let table = fields::parse(source, faults)?;
    let mut fields = Fields::new(&table, source);
    let id = id(&mut fields, '-', faults);
    let title = fields.text("title", MAX_TITLE, faults);
    let language = fields.text("language", 2, faults);
    if let Some(At { line, .. }) = language.filter(|at| at.value.len() != 2) {
        faults.add(line, "language", "bad_language", "two letters (ISO 639-1), such as `id`");
    }
    let tables = fields.tables("domain", faults);
    let domains: Vec<_> = tables.into_iter().filter_map(|table| domain(table, faults)).collect();
    if domains.is_empty() {
        faults.add(1, "domain", "missing_field", "the bank has no domain");
    }
    refuse_repeats(domains.iter().map(|d| d.id.as_str()), "domain", faults);
    let competencies = domains.iter().flat_map(|d| &d.competencies).map(|c| c.id.as_str());
    refuse_repeats(competencies, "domain.competency", faults);
    fields.finish(faults);
    Some(Manifest { id: BankId::new(id?.value), title: title?.value, domains })
}

fn domain(mut fields: Fields<'_, '_>, faults: &mut Faults) -> Option<DomainInfo> {
    let id = id(&mut fields, '_', faults);
    if let Some(At { value, line }) = id.as_ref().filter(|at| !DOMAINS.contains(&at.value.as_str())) {
        let message = format!("`{value}` is none of {}", DOMAINS.join(", "));
        faults.add(*line, "domain.id", "unknown_name", message);
    }
    let title = fields.text("title", MAX_TITLE, faults);
    let tables = fields.tables("competency", faults);
    if tables.is_empty() || tables.len() > MAX_COMPETENCIES {
        let message = format!("a domain has 1 to {MAX_COMPETENCIES} competencies");
        faults.add(fields.line(), "domain.competency", "list_size", message);
    }
    let competencies = tables.into_iter().filter_map(|table| competency(table, faults)).collect();
    fields.finish(faults);
    Some(DomainInfo { id: DomainId::new(id?.value), title: title?.value, competencies })
}

fn competency(mut fields: Fields<'_, '_>, faults: &mut Faults) -> Option<CompetencyInfo> {
    let id = id(&mut fields, '_', faults);
    let title = fields.text("title", MAX_TITLE, faults);
    fields.finish(faults);
    Some(CompetencyInfo { id: CompetencyId::new(id?.value), title: title?.value })
}

/// The field `id` of this table.
pub(super) fn id(fields: &mut Fields<'_, '_>, sign: char, faults: &mut Faults) -> Option<At<String>> {
    let at = fields.text("id", MAX_ID, faults)?;
    if is_id(&at.value, sign) {
        return Some(at);
    }
    let message = format!("`{}` must be lower-case letters, digits and `{sign}`, at most {MAX_ID}", at.value);
    faults.add(at.line, &fields.name("id"), "bad_id", message);
    None
}

fn refuse_repeats<'a>(ids: impl Iterator<Item = &'a str>, field: &str, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            faults.add(1, field, "repeated", format!("`{id}` stands there twice"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(Option<u32>, String, &'static str)> {
        let mut files = BankFiles::default();
        files.insert(FILE, text.as_bytes().to_vec()).unwrap();
        let mut all = Vec::new();
        read(&files, &mut all);
        all.into_iter().map(|f| (f.line, f.field, f.code)).collect()
    }

    #[test]
    fn every_fault_of_a_manifest_is_found_with_its_line() {
        assert_eq!(
            faults("id = \"Umum\"\ntitel = \"a\"\nlanguage = \"x\"\n[[domain]]\nid = \"managerial\"\ntitle = \"b\"\n"),
            [
                (Some(1), "id".into(), "bad_id"),
                (Some(1), "title".into(), "missing_field"),
                (Some(2), "titel".into(), "unknown_field"),
                (Some(3), "language".into(), "bad_language"),
                (Some(4), "domain.competency".into(), "list_size"),
                (Some(5), "domain.id".into(), "unknown_name"),
            ]
        );
    }

    #[test]
    fn a_missing_and_a_broken_manifest_are_named() {
        let mut all = Vec::new();
        assert!(read(&BankFiles::default(), &mut all).is_none());
        assert_eq!(all[0].code, "missing_file");
        assert_eq!(faults("id = \n")[0].2, "not_toml");
        assert_eq!(faults(&"[".repeat(60_000))[0].2, "not_toml");
    }
}
