//! The readers of `ukur psy`, taken as they stand in the command line, which shows them to nobody else.
#![allow(dead_code, unused_imports, reason = "the targets call the readers, not all that stands beside them")]

#[path = "../../src/cli/psy"]
mod psy {
    pub(in crate::cli) mod options;
    pub(in crate::cli) mod read;
}

use psy::options::understood;
use psy::read::{AnswerSheet, Coding, Groups, Parameters, Sheet, by_person, pairs};

/// Between two files in one text.
const BETWEEN: &str = "\n---\n";

/// Answers, scored or as options.
pub fn responses(text: &str) {
    let Ok(sheet) = Sheet::parse("file", text) else { return };
    for coding in [Coding::Scored, Coding::Options { first: 1 }] {
        if let Ok(answers) = AnswerSheet::take(&sheet, None, coding) {
            let _ = answers.person(answers.responses.persons() - 1);
        }
    }
}

/// Item parameters, with answers to them behind the line of dashes.
pub fn parameters(text: &str) {
    let (parameters, answers) = text.split_once(BETWEEN).unwrap_or((text, ""));
    let Ok(parameters) = Parameters::parse("file", parameters) else { return };
    let Ok(sheet) = Sheet::parse("answers", answers) else { return };
    if let Ok(answers) = AnswerSheet::take(&sheet, None, Coding::Scored)
        && let Ok(aligned) = parameters.align(&answers, true)
    {
        let _ = aligned.check(&answers);
    }
}

/// Priors as TOML or JSON.
pub fn priors(text: &str) {
    let _ = understood::<ukur_psychometrics::calibration::Priors>("file", text);
}

/// Groups and pairs of persons, with their answers behind the line of dashes.
pub fn groups(text: &str) {
    let (groups, answers) = text.split_once(BETWEEN).unwrap_or((text, "person,i\na,1\nb,0\n"));
    let (Ok(groups), Ok(answers)) = (Sheet::parse("file", groups), Sheet::parse("answers", answers)) else { return };
    let Ok(answers) = AnswerSheet::take(&answers, None, Coding::Scored) else { return };
    let _ = Groups::take(&groups, &answers);
    let _ = by_person(&groups, &answers);
    let _ = pairs(&groups, &answers);
}
