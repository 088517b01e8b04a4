//! What is said of a calibration as a whole. Records and digests hold the sentence, which reads back: what was stored
//! before there were cases is understood like what is stored today.

use std::fmt;

use crate::domain::ids::{CalibrationId, DomainId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// It was put on the scale of this one.
    Anchored(CalibrationId),
    /// It came in a file that was written of a calibration of made-up answers.
    MadeUp,
    /// Correlations between domains are closer than scoring can tell apart, and were multiplied by a factor.
    Lowered(Lowered),
    /// Domains are taken as unrelated: their correlations could not be had.
    Unrelated {
        detail: String,
    },
    NotConverged {
        domain: DomainId,
        detail: String,
    },
    /// The data do not determine the parameters, so there are no standard errors.
    NotIdentified {
        domain: DomainId,
        detail: String,
    },
    /// The answers are fewer than the parameters: the rest is the prior's.
    Scarce {
        domain: DomainId,
        detail: String,
    },
    Other(String),
}

/// All in ten thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lowered {
    pub factor: u16,
    /// The largest correlation as it was found, and as it is used.
    pub from: u16,
    pub to: u16,
}

impl Lowered {
    /// The largest correlation, -1 to 1, as it was found and as it is used.
    pub fn correlations(self) -> (f64, f64) {
        (f64::from(self.from) / 10_000.0, f64::from(self.to) / 10_000.0)
    }
}

const ANCHORED: &str = "anchored:";
const MADE_UP: &str = "of made-up answers";
const LOWERED: &str = "correlations lowered for scoring (in 1/10000, factor, from, to): ";
const UNRELATED: &str = "no correlations, so domains are taken as unrelated: ";
const NOT_CONVERGED: &str = "not converged";
const NOT_IDENTIFIED: &str = "no standard errors";
const SCARCE: &str = "the answers to ";

impl fmt::Display for Remark {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anchored(id) => write!(out, "{ANCHORED}{id}"),
            Self::MadeUp => out.write_str(MADE_UP),
            Self::Lowered(Lowered { factor, from, to }) => write!(out, "{LOWERED}{factor} {from} {to}"),
            Self::Unrelated { detail } => write!(out, "{UNRELATED}{detail}"),
            Self::NotConverged { domain, detail } => write!(out, "{domain}: {NOT_CONVERGED}{detail}"),
            Self::NotIdentified { domain, detail } => write!(out, "{domain}: {NOT_IDENTIFIED}{detail}"),
            Self::Scarce { domain, detail } => write!(out, "{domain}: {SCARCE}{detail}"),
            Self::Other(text) => out.write_str(text),
        }
    }
}

impl From<Remark> for String {
    fn from(remark: Remark) -> Self {
        remark.to_string()
    }
}

impl From<String> for Remark {
    fn from(text: String) -> Self {
        if let Some(id) = text.strip_prefix(ANCHORED) {
            return Self::Anchored(CalibrationId::new(id));
        }
        if text == MADE_UP {
            return Self::MadeUp;
        }
        if let Some(lowered) = text.strip_prefix(LOWERED).and_then(Lowered::read) {
            return Self::Lowered(lowered);
        }
        if let Some(detail) = text.strip_prefix(UNRELATED) {
            return Self::Unrelated { detail: detail.to_owned() };
        }
        match text.split_once(": ") {
            Some((domain, said)) => Self::of_domain(DomainId::new(domain), said).unwrap_or(Self::Other(text)),
            None => Self::Other(text),
        }
    }
}

impl Lowered {
    fn read(text: &str) -> Option<Self> {
        let numbers: Vec<u16> = text.split(' ').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let [factor, from, to] = <[u16; 3]>::try_from(numbers).ok()?;
        let lowered = Self { factor, from, to };
        // Only what reads back as it was written: the sentence is part of a digest.
        (Remark::Lowered(lowered).to_string().strip_prefix(LOWERED) == Some(text)).then_some(lowered)
    }
}

impl Remark {
    /// What the estimation of one domain says; `None` where the sentence is none of these.
    pub fn of_domain(domain: DomainId, said: &str) -> Option<Self> {
        let after = |start: &str| said.strip_prefix(start).map(str::to_owned);
        if let Some(detail) = after(NOT_CONVERGED) {
            return Some(Self::NotConverged { domain, detail });
        }
        if let Some(detail) = after(NOT_IDENTIFIED) {
            return Some(Self::NotIdentified { domain, detail });
        }
        after(SCARCE).map(|detail| Self::Scarce { domain, detail })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_reads_back_and_the_sentence_stays() {
        let domain = || DomainId::new("technical");
        let cases = [
            Remark::Anchored(CalibrationId::new("abc")),
            Remark::MadeUp,
            Remark::Lowered(Lowered { factor: 973, from: 9_550, to: 9_292 }),
            Remark::Unrelated { detail: "no common persons".into() },
            Remark::NotConverged { domain: domain(), detail: ": the largest gradient is 1.2e-1".into() },
            Remark::NotIdentified { domain: domain(), detail: String::new() },
            Remark::Scarce { domain: domain(), detail: "2 items give 3 numbers for 4 parameters".into() },
            Remark::Other("b1: some categories have no answers".into()),
            Remark::Other(String::new()),
        ];
        for case in cases {
            assert_eq!(Remark::from(case.to_string()), case);
        }
        for strange in ["", "1 2", "1 2 3 4", "01 2 3", "1 2 x", "1 2 70000"] {
            let text = format!("{LOWERED}{strange}");
            assert_eq!(Remark::from(text.clone()), Remark::Other(text));
        }
        assert_eq!(Remark::from("a: b: not converged".to_owned()), Remark::Other("a: b: not converged".into()));
    }
}
