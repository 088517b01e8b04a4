//! What every candidate was told against what is kept: the log in Redis and the final records in PostgreSQL.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use redis::AsyncCommands;
use serde_json::Value;
use ukur::delivery::ports::FinalRecord;
use ukur::domain::ids::SessionId;
use ukur::domain::response::Response;

use crate::candidate::Candidate;
use crate::hall::Hall;
use crate::ledger::{Doing, Told};

#[derive(Default)]
pub struct Verdict {
    pub acked: usize,
    pub events: usize,
    pub lost: usize,
    pub doubled: usize,
    pub misplaced: usize,
    pub stuck: usize,
    pub faults: Vec<String>,
}

/// An event of the log that a candidate caused.
struct Logged {
    client: String,
    number: u64,
    kind: Value,
}

pub async fn judge(hall: &Hall, session: &SessionId, candidates: &[Candidate]) -> Verdict {
    let client = redis::Client::open(hall.redis.url()).unwrap();
    let mut redis = client.get_multiplexed_async_connection().await.unwrap();
    let results = hall.app.planning.results(session).await.unwrap();
    let records: HashMap<String, FinalRecord> =
        results.lines.into_iter().map(|line| (line.record.attempt.as_str().to_owned(), line.record)).collect();
    let mut verdict = Verdict::default();
    for candidate in candidates {
        let log: Vec<String> =
            redis.lrange(format!("ukur:{{{session}}}:log:{}", candidate.card.attempt), 0, -1).await.unwrap();
        verdict.judge(candidate, &log, records.get(candidate.card.attempt.as_str()));
    }
    let due: usize = redis.zcard(format!("ukur:{{{session}}}:due")).await.unwrap();
    if due > 0 {
        verdict.stuck += due;
        verdict.faults.push(format!("stuck: {due} attempts are still due"));
    }
    verdict
}

impl Verdict {
    fn judge(&mut self, candidate: &Candidate, log: &[String], record: Option<&FinalRecord>) {
        let events: Vec<Value> = log.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
        let logged: Vec<Logged> = events.iter().filter_map(Logged::read).collect();
        self.acked += candidate.ledger.acked();
        self.events += events.len();
        self.check_origins(candidate, &logged);
        self.check_acks(candidate, &logged);
        let started = events.iter().any(|event| event["kind"].get("started").is_some());
        match record {
            Some(record) => self.check_record(candidate, record, log.len()),
            None if started => self.stuck(candidate, "started, and has no final record"),
            None => {}
        }
    }

    /// Every command once, by this candidate, and as it was said.
    fn check_origins(&mut self, candidate: &Candidate, logged: &[Logged]) {
        let mut seen = HashSet::new();
        for event in logged {
            if !seen.insert((&event.client, event.number)) {
                self.doubled += 1;
                self.fault(candidate, &format!("doubled: number {}", event.number));
            }
            let entry = candidate.ledger.entries.get(&event.number).filter(|_| event.client == candidate.ledger.client);
            if entry.is_none_or(|entry| !event.says(&entry.doing)) {
                self.misplaced += 1;
                self.fault(candidate, &format!("misplaced: {} {} {}", event.client, event.number, event.kind));
            }
        }
    }

    /// Every acknowledged command is in the log, and no refused one.
    fn check_acks(&mut self, candidate: &Candidate, logged: &[Logged]) {
        let kept: HashSet<u64> = logged.iter().map(|event| event.number).collect();
        for (number, entry) in &candidate.ledger.entries {
            match entry.told {
                Told::Acked if !kept.contains(number) => self.lost(candidate, &format!("number {number} {entry:?}")),
                Told::Refused(_) if kept.contains(number) => {
                    self.fault(candidate, &format!("refused and applied: {number} {entry:?}"));
                }
                _ => {}
            }
        }
    }

    fn check_record(&mut self, candidate: &Candidate, record: &FinalRecord, events: usize) {
        if record.seq != events as u64 {
            self.stuck(candidate, &format!("the record is of {} events, the log has {events}", record.seq));
        }
        let recorded: BTreeMap<&str, &Response> =
            record.responses.iter().map(|(item, given)| (item.as_str(), &given.response)).collect();
        for item in &candidate.ledger.form {
            let value = recorded.get(item.as_str()).map(|response| match response {
                Response::Number(number) => number.as_str(),
                _ => "not a number",
            });
            if !candidate.ledger.may_stand(item).contains(&value) {
                self.lost(candidate, &format!("{item} is {value:?}"));
            }
        }
        let own = &format!("{}", candidate.mark);
        for (item, response) in recorded {
            let is_own = matches!(response, Response::Number(number) if number.len() == own.len() + 6 && number.starts_with(own));
            if !is_own || !candidate.ledger.form.iter().any(|of| of == item) {
                self.misplaced += 1;
                self.fault(candidate, &format!("misplaced: {item} {response:?}"));
            }
        }
    }

    fn lost(&mut self, candidate: &Candidate, what: &str) {
        self.lost += 1;
        self.fault(candidate, &format!("lost: {what}"));
    }

    fn stuck(&mut self, candidate: &Candidate, what: &str) {
        self.stuck += 1;
        self.fault(candidate, &format!("stuck: {what}"));
    }

    fn fault(&mut self, candidate: &Candidate, what: &str) {
        self.faults.push(format!("candidate {} ({}): {what}", candidate.mark, candidate.card.attempt));
    }
}

impl Logged {
    /// `None`: the event is not a candidate's command.
    fn read(event: &Value) -> Option<Self> {
        let by = event["by"].as_array()?;
        Some(Self { client: by[0].as_str()?.to_owned(), number: by[1].as_u64()?, kind: event["kind"].clone() })
    }

    fn says(&self, doing: &Doing) -> bool {
        let text = self.kind.to_string();
        match doing {
            Doing::Start => self.kind.get("started").is_some(),
            Doing::Submit => text.contains("submitted"),
            Doing::Visit { item } => self.kind["visited"]["item"] == item.as_str(),
            Doing::Flag { item, flagged } => {
                self.kind["flagged"]["item"] == item.as_str() && self.kind["flagged"]["flagged"] == *flagged
            }
            Doing::Answer { item, number: None } => {
                self.kind["answered"]["item"] == item.as_str() && self.kind["answered"]["response"].is_null()
            }
            Doing::Answer { item, number: Some(number) } => {
                self.kind["answered"]["item"] == item.as_str() && text.contains(&format!("\"{number}\""))
            }
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} commands acked, {} events kept; lost {}, doubled {}, misplaced {}, stuck {}",
            self.acked, self.events, self.lost, self.doubled, self.misplaced, self.stuck
        )
    }
}
