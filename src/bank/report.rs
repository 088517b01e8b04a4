//! `ukur bank check`: is the bank sound, and what is in it? Text for a terminal; the command line prints it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use super::fault::BankFault;
use super::files::BankFiles;
use super::lint::{self, Warning};
use super::load::load;
use crate::domain::bank::{Bank, DomainInfo};
use crate::domain::item::{Difficulty, Item, JobFamily};

/// A sound bank, counted.
#[derive(Clone, Debug)]
pub struct CheckReport {
    pub title: String,
    pub version: String,
    pub items: usize,
    pub tables: Vec<Table>,
    pub warnings: Vec<Warning>,
}

/// Every fault of a bank that is not sound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct CheckFailure {
    pub faults: Vec<BankFault>,
}

/// Counts with a heading above each column; the first column is text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub title: String,
    pub columns: Vec<String>,
    pub rows: Vec<(String, Vec<usize>)>,
}

/// Reads and checks the bank in a folder.
pub fn check(dir: &Path) -> Result<CheckReport, CheckFailure> {
    let failure = |faults| CheckFailure { faults };
    let files = BankFiles::read_dir(dir).map_err(failure)?;
    let bank = load(&files).map_err(failure)?;
    Ok(CheckReport::of(&bank))
}

impl CheckReport {
    pub fn of(bank: &Bank) -> Self {
        let mut tables: Vec<Table> = bank.domains.iter().map(|domain| by_competency(bank, domain)).collect();
        tables.push(by_interaction(bank));
        tables.push(by_family(bank));
        Self {
            title: bank.title.clone(),
            version: bank.version.to_string(),
            items: bank.items.len(),
            tables,
            warnings: lint::find(bank),
        }
    }
}

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {} items, version {}", self.title, self.items, self.version)?;
        for table in &self.tables {
            write!(f, "\n{table}")?;
        }
        if !self.warnings.is_empty() {
            writeln!(f, "\n{} warnings", self.warnings.len())?;
        }
        self.warnings.iter().try_for_each(|warning| writeln!(f, "  {warning}"))
    }
}

impl fmt::Display for CheckFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.faults.iter().try_for_each(|fault| writeln!(f, "{fault}"))?;
        let files = self.faults.iter().map(|fault| &fault.file).collect::<BTreeSet<_>>().len();
        write!(f, "{} faults in {files} files", self.faults.len())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.rows.iter().map(|(name, _)| name).chain([&self.title]);
        let first = names.map(|name| name.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = self.columns.iter().map(|column| column.chars().count().max(4)).collect();
        write!(f, "{:<first$}", self.title)?;
        for (column, width) in self.columns.iter().zip(&widths) {
            write!(f, "  {column:>width$}")?;
        }
        for (name, counts) in &self.rows {
            write!(f, "\n{name:<first$}")?;
            for (count, width) in counts.iter().zip(&widths) {
                write!(f, "  {count:>width$}")?;
            }
        }
        writeln!(f)
    }
}

fn by_competency(bank: &Bank, domain: &DomainInfo) -> Table {
    let items: Vec<&Item> = bank.items.values().map(AsRef::as_ref).filter(|item| item.domain == domain.id).collect();
    let mut rows: Vec<_> = domain
        .competencies
        .iter()
        .map(|c| (c.id.to_string(), difficulties(items.iter().copied().filter(|item| item.competency == c.id))))
        .collect();
    rows.push(("total".to_owned(), difficulties(items.iter().copied())));
    Table { title: domain.id.to_string(), columns: difficulty_columns(), rows }
}

fn by_interaction(bank: &Bank) -> Table {
    let names: BTreeSet<&str> = bank.items.values().map(|item| item.interaction.name()).collect();
    let count = |name: &&str| {
        let items = bank.items.values().filter(|item| item.interaction.name() == *name);
        let by_domain = domain_counts(bank, items.map(AsRef::as_ref));
        ((*name).to_owned(), by_domain)
    };
    Table { title: "interaction".to_owned(), columns: domain_columns(bank), rows: names.iter().map(count).collect() }
}

/// How many items a candidate of each job family may get.
fn by_family(bank: &Bank) -> Table {
    let fits = |item: &Item, family| item.job_families.is_empty() || item.job_families.contains(&family);
    let mut rows: Vec<_> = JobFamily::ALL
        .into_iter()
        .map(|family| {
            let items = bank.items.values().map(AsRef::as_ref).filter(|item| fits(item, family));
            (family.name().to_owned(), domain_counts(bank, items))
        })
        .collect();
    let every = bank.items.values().map(AsRef::as_ref).filter(|item| item.job_families.is_empty());
    rows.push(("(none given)".to_owned(), domain_counts(bank, every)));
    Table { title: "eligible by job family".to_owned(), columns: domain_columns(bank), rows }
}

fn difficulty_columns() -> Vec<String> {
    Difficulty::ALL.iter().map(|d| d.name().to_owned()).chain(["total".to_owned()]).collect()
}

fn difficulties<'a>(items: impl Iterator<Item = &'a Item>) -> Vec<usize> {
    let mut counts: BTreeMap<Difficulty, usize> = BTreeMap::new();
    for item in items {
        *counts.entry(item.difficulty).or_default() += 1;
    }
    let counts: Vec<usize> = Difficulty::ALL.iter().map(|d| counts.get(d).copied().unwrap_or(0)).collect();
    let total = counts.iter().sum();
    counts.into_iter().chain([total]).collect()
}

fn domain_columns(bank: &Bank) -> Vec<String> {
    bank.domains.iter().map(|domain| domain.id.to_string()).chain(["total".to_owned()]).collect()
}

fn domain_counts<'a>(bank: &Bank, items: impl Iterator<Item = &'a Item>) -> Vec<usize> {
    let items: Vec<&Item> = items.collect();
    let count = |domain: &DomainInfo| items.iter().filter(|item| item.domain == domain.id).count();
    bank.domains.iter().map(count).chain([items.len()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_aligned() {
        let table = Table {
            title: "technical".into(),
            columns: vec!["easy".into(), "medium".into()],
            rows: vec![("budgeting".into(), vec![3, 12]), ("correspondence".into(), vec![100, 0])],
        };
        assert_eq!(
            table.to_string(),
            "technical       easy  medium\nbudgeting          3      12\ncorrespondence   100       0\n"
        );
    }

    #[test]
    fn a_missing_folder_is_a_failure_that_says_so() {
        let failure = check(Path::new("no/such/bank")).unwrap_err();
        assert!(failure.to_string().ends_with("[unreadable_folder]\n1 faults in 1 files"), "{failure}");
    }
}
