//! What `bank.toml` says, to be written by the program: name, domains, competencies.

use std::fmt::Write as _;

use super::fault::{BankFault, Faults};
use super::files::BankFiles;
use super::manifest;
use crate::domain::bank::DomainInfo;

/// A bank without its items.
#[derive(Clone, Debug)]
pub struct Outline {
    pub id: String,
    pub title: String,
    pub domains: Vec<DomainInfo>,
}

impl Outline {
    /// Where its text stands in a bank.
    pub const FILE: &str = manifest::FILE;

    /// The text of `bank.toml`, if a bank may look like that.
    pub fn to_text(&self) -> Result<String, Vec<BankFault>> {
        let text = self.written();
        let mut files = BankFiles::default();
        let mut own = Faults::of(manifest::FILE);
        if let Err(error) = files.insert(manifest::FILE, text.clone().into_bytes()) {
            own.add_whole("file_size", error.to_string());
            return Err(own.into_found());
        }
        let mut faults = Vec::new();
        manifest::read(&files, &mut faults);
        if faults.is_empty() { Ok(text) } else { Err(faults) }
    }

    fn written(&self) -> String {
        let line = |text: &str| toml::Value::String(text.trim().to_owned()).to_string();
        let mut out = format!("id = {}\ntitle = {}\nlanguage = \"id\"\n", line(&self.id), line(&self.title));
        for domain in &self.domains {
            let _ = write!(out, "\n[[domain]]\nid = {}\ntitle = {}\n", line(domain.id.as_str()), line(&domain.title));
            for one in &domain.competencies {
                let (id, title) = (line(one.id.as_str()), line(&one.title));
                let _ = write!(out, "\n[[domain.competency]]\nid = {id}\ntitle = {title}\n");
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::CompetencyInfo;
    use crate::domain::ids::{CompetencyId, DomainId};

    fn outline(title: &str, competency: &str) -> Outline {
        let competencies = vec![CompetencyInfo { id: CompetencyId::new(competency), title: "Anggaran".into() }];
        let domains = vec![DomainInfo { id: DomainId::new("technical"), title: "Teknis".into(), competencies }];
        Outline { id: "uji".into(), title: title.into(), domains }
    }

    #[test]
    fn any_title_is_written_so_that_it_reads_back() {
        for title in ["Uji", "\"dua\" 'satu' \\ # [x]", "  é\u{1f600}  "] {
            let mut files = BankFiles::default();
            files.insert(manifest::FILE, outline(title, "budgeting").to_text().unwrap().into_bytes()).unwrap();
            let read = manifest::read(&files, &mut Vec::new()).unwrap();
            assert_eq!((read.title.as_str(), read.domains.len()), (title.trim(), 1));
        }
    }

    #[test]
    fn what_no_bank_may_hold_is_named() {
        let faults = outline("Uji", "Budget ing").to_text().unwrap_err();
        assert_eq!((faults[0].code, faults.len()), ("bad_id", 1));
        assert!(outline(&"x".repeat(201), "budgeting").to_text().is_err());
        assert!(outline("a\nb", "budgeting").to_text().is_err());
    }
}
