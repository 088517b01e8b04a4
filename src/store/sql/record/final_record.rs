//! The twin of a final record: what is kept of an attempt for good.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::database::Row;
use super::outcome::OutcomeTwin;
use super::response::ResponseTwin;
use super::{from_text, to_text};
use crate::delivery::ports::{Ending, FinalRecord, FinalResponse, StoreError};
use crate::domain::ids::{AttemptId, ItemId, SessionId};
use crate::domain::time::{Instant, Span};

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Versioned {
    #[serde(rename = "1")]
    V1(RecordTwin),
}

#[derive(Serialize, Deserialize)]
struct RecordTwin {
    attempt: AttemptId,
    session: SessionId,
    ending: EndingTwin,
    closed_ms: i64,
    seq: u64,
    reason: Option<String>,
    responses: BTreeMap<ItemId, FinalResponseTwin>,
    outcome: OutcomeTwin,
    build: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    offered: Vec<ItemId>,
    #[serde(default)]
    extended_ms: i64,
    #[serde(default)]
    outage_credit_ms: i64,
}

#[derive(Serialize, Deserialize)]
struct FinalResponseTwin {
    response: ResponseTwin,
    seq: u64,
    at_ms: i64,
    spent_ms: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EndingTwin {
    Submitted,
    Expired,
    Ended,
    Voided,
}

/// The name in the column that lists are filtered by.
pub(in crate::store::sql) fn ending_name(ending: Ending) -> &'static str {
    match ending {
        Ending::Submitted => "submitted",
        Ending::Expired => "expired",
        Ending::Ended => "ended",
        Ending::Voided => "voided",
    }
}

pub(in crate::store::sql) fn write(record: &FinalRecord) -> Result<String, StoreError> {
    let twin = RecordTwin {
        attempt: record.attempt.clone(),
        session: record.session.clone(),
        ending: record.ending.into(),
        closed_ms: record.closed_at.0,
        seq: record.seq,
        reason: record.reason.clone(),
        responses: record.responses.iter().map(|(item, r)| (item.clone(), r.into())).collect(),
        offered: record.offered.clone(),
        outcome: (&record.outcome).into(),
        build: record.build.clone(),
        extended_ms: record.extended.0,
        outage_credit_ms: record.outage_credit.0,
    };
    to_text(record.attempt.as_str(), &Versioned::V1(twin))
}

pub(in crate::store::sql) fn read(row: &Row) -> Result<FinalRecord, StoreError> {
    parse(&row.text("record")?)
}

fn parse(text: &str) -> Result<FinalRecord, StoreError> {
    let Versioned::V1(twin) = from_text("final record", text)?;
    Ok(FinalRecord {
        attempt: twin.attempt,
        session: twin.session,
        ending: twin.ending.into(),
        closed_at: Instant(twin.closed_ms),
        seq: twin.seq,
        reason: twin.reason,
        responses: twin.responses.into_iter().map(|(item, r)| (item, r.into())).collect(),
        offered: twin.offered,
        outcome: twin.outcome.into(),
        build: twin.build,
        extended: Span(twin.extended_ms),
        outage_credit: Span(twin.outage_credit_ms),
    })
}

impl From<&FinalResponse> for FinalResponseTwin {
    fn from(given: &FinalResponse) -> Self {
        Self { response: (&given.response).into(), seq: given.seq, at_ms: given.at.0, spent_ms: given.spent_ms }
    }
}

impl From<FinalResponseTwin> for FinalResponse {
    fn from(twin: FinalResponseTwin) -> Self {
        Self { response: twin.response.into(), seq: twin.seq, at: Instant(twin.at_ms), spent_ms: twin.spent_ms }
    }
}

impl From<Ending> for EndingTwin {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Submitted => Self::Submitted,
            Ending::Expired => Self::Expired,
            Ending::Ended => Self::Ended,
            Ending::Voided => Self::Voided,
        }
    }
}

impl From<EndingTwin> for Ending {
    fn from(twin: EndingTwin) -> Self {
        match twin {
            EndingTwin::Submitted => Self::Submitted,
            EndingTwin::Expired => Self::Expired,
            EndingTwin::Ended => Self::Ended,
            EndingTwin::Voided => Self::Voided,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::PotentialCategory;
    use crate::domain::ids::{CalibrationId, ChoiceId, CompetencyId, DomainId};
    use crate::domain::response::Response;
    use crate::domain::scoring::{Basis, CompetencyOutcome, DomainOutcome, Measured, Measurement, Outcome};

    fn given(response: Response, seq: u64) -> FinalResponse {
        FinalResponse { response, seq, at: Instant(7), spent_ms: 9 }
    }

    fn record() -> FinalRecord {
        let choice = ChoiceId::new;
        let responses = [
            given(Response::Choice(choice("A")), 1),
            given(Response::Choices(vec![choice("A"), choice("C")]), 2),
            given(Response::Number("-12.5".into()), 3),
            given(Response::Order(vec![choice("B"), choice("A")]), 4),
            given(Response::Match(vec![(choice("1"), choice("B"))]), 5),
        ];
        let competency = CompetencyOutcome {
            competency: CompetencyId::new("series"),
            title: "Deret".into(),
            items: 2,
            score: 33.333_333_333_333_336,
        };
        let domain = DomainOutcome {
            domain: DomainId::new("numerical_reasoning"),
            title: "Numerik".into(),
            answered: 1,
            items: 2,
            score: 0.1 + 0.2,
            category: PotentialCategory::KurangPotensial,
            competencies: vec![competency],
            measured: Some(Measured { theta: -0.25, sd: 0.45, probabilities: [0.1, 0.4, 0.3, 0.2], items: 2 }),
        };
        FinalRecord {
            attempt: AttemptId::new("a"),
            session: SessionId::new("s"),
            ending: Ending::Voided,
            closed_at: Instant(42),
            seq: 17,
            reason: Some("contek".into()),
            responses: (1..).zip(responses).map(|(n, r)| (ItemId::new(format!("i{n}")), r)).collect(),
            offered: vec![ItemId::new("i2"), ItemId::new("i1")],
            outcome: Outcome {
                scoring: "partial-credit/1".into(),
                answered: 5,
                items: 6,
                score: 77.7,
                category: PotentialCategory::Potensial,
                domains: vec![domain],
                measurement: Some(Measurement {
                    basis: Basis::Calibrated(CalibrationId::new("c")),
                    overall: Measured { theta: 1.0 / 3.0, sd: 0.3, probabilities: [0.0, 0.1, 0.7, 0.2], items: 5 },
                    cuts: [-1.0, 0.1, 1.2],
                    borderline: true,
                }),
            },
            build: "0.1.0".into(),
            extended: Span(4),
            outage_credit: Span(5),
        }
    }

    #[test]
    fn reads_what_it_wrote() {
        let before = record();
        let after = parse(&write(&before).unwrap()).unwrap();
        assert_eq!(after.responses, before.responses);
        assert_eq!(after.outcome, before.outcome);
        assert_eq!(after.offered, before.offered);
        assert_eq!((after.ending, after.closed_at, after.seq), (before.ending, before.closed_at, before.seq));
        assert_eq!((after.reason, after.build), (before.reason, before.build));
        assert_eq!((after.extended, after.outage_credit), (before.extended, before.outage_credit));
    }

    /// What builds wrote that knew no measurement.
    #[test]
    fn reads_a_record_without_a_measurement() {
        let mut before = record();
        before.outcome.measurement = None;
        before.outcome.domains[0].measured = None;
        let text = write(&before).unwrap();
        assert!(!text.contains("measure"), "the shape of then: {text}");
        assert_eq!(parse(&text).unwrap().outcome, before.outcome);
        before.outcome.measurement =
            record().outcome.measurement.map(|m| Measurement { basis: Basis::Uncalibrated, ..m });
        assert_eq!(parse(&write(&before).unwrap()).unwrap().outcome, before.outcome);
    }

    #[test]
    fn a_torn_text_is_named_not_panicked_at() {
        let text = write(&record()).unwrap();
        for end in [0, 1, text.len() / 2, text.len() - 1] {
            assert!(matches!(parse(&text[..end]), Err(StoreError::Broken { .. })));
        }
    }
}
