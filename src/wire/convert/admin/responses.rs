//! Final responses as a file for whoever analyses or checks them: one line a response, in the protocol's own words.

use std::fmt::Write as _;

use crate::delivery::ports::FinalRecord;
use crate::wire::convert::command::response_value;

const HEADER: &str = "attempt_id,item_id,response,seq,given_ms,spent_ms\r\n";

/// `response` is the JSON of a `ResponseValue`, `seq` the number of the event that holds it, `given_ms` an instant,
/// `spent_ms` the time on the item over all its answers.
pub fn responses_csv(records: &[FinalRecord]) -> String {
    let mut csv = String::from(HEADER);
    for record in records {
        for (item, last) in &record.responses {
            // Strings and lists only: it always has a JSON form.
            let response = serde_json::to_string(&response_value(&last.response)).unwrap_or_default();
            let response = response.replace('"', "\"\"");
            let (attempt, seq, at, spent) = (&record.attempt, last.seq, last.at.0, last.spent_ms);
            let _ = write!(csv, "{attempt},{item},\"{response}\",{seq},{at},{spent}\r\n");
        }
    }
    csv
}
