//! Why an item has no parameters. Programs read the case, files and terminals its sentence, which reads back.

use std::fmt;

use serde::{Deserialize, Serialize};

/// In JSON the sentence; a sentence that is none of these is kept as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum Reason {
    NoAnswers,
    FewAnswers {
        answers: usize,
        needed: usize,
    },
    /// Everybody is in the same category.
    OneCategory {
        answers: usize,
        category: usize,
    },
    /// Conditional estimation: nobody with a score between none and all tells it apart.
    NoContrast,
    Other(String),
}

const NO_CONTRAST: &str = "no person with neither none nor all right has both a right and a wrong answer to it";

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswers => out.write_str("no answers"),
            Self::FewAnswers { answers, needed } => write!(out, "{answers} answers, at least {needed} are needed"),
            Self::OneCategory { answers, category } => write!(out, "all {answers} answers are category {category}"),
            Self::NoContrast => out.write_str(NO_CONTRAST),
            Self::Other(text) => out.write_str(text),
        }
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.to_string()
    }
}

impl From<String> for Reason {
    fn from(text: String) -> Self {
        let number = |word: &&str| word.parse::<usize>().ok();
        let mut numbers = text.split(' ').filter_map(|word| number(&word));
        let pair = (numbers.next(), numbers.next());
        let cases = match pair {
            (Some(first), Some(second)) => [
                Some(Self::FewAnswers { answers: first, needed: second }),
                Some(Self::OneCategory { answers: first, category: second }),
            ],
            _ => [Some(Self::NoAnswers), Some(Self::NoContrast)],
        };
        // The sentence itself decides: what does not come out again the same is somebody else's.
        cases.into_iter().flatten().find(|case| case.to_string() == text).unwrap_or(Self::Other(text))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn every_case_reads_back_and_nothing_else_is_taken_for_one() {
        let cases = [
            Reason::NoAnswers,
            Reason::FewAnswers { answers: 18, needed: 30 },
            Reason::OneCategory { answers: 44, category: 1 },
            Reason::NoContrast,
            Reason::Other("18 answers, at least 030 are needed".into()),
            Reason::Other(String::new()),
            Reason::Other("all 99999999999999999999999 answers are category 1".into()),
        ];
        for case in cases {
            assert_eq!(Reason::from(case.to_string()), case);
            let json = serde_json::to_string(&case).unwrap();
            assert_eq!(json, serde_json::to_string(&case.to_string()).unwrap());
            assert_eq!(serde_json::from_str::<Reason>(&json).unwrap(), case);
        }
    }
}
