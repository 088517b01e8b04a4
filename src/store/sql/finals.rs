//! Columns of a final record: the few that lists need, and the whole as its versioned twin.

use super::record;
use super::value::{Value, args};
use crate::delivery::ports::{FinalRecord, StoreError};

pub(super) fn columns(record: &FinalRecord) -> Result<Vec<Value>, StoreError> {
    Ok(args![
        record.attempt.as_str(),
        record.session.as_str(),
        record::final_record::ending_name(record.ending),
        record.closed_at.0,
        record.outcome.score,
        record::outcome::category_name(record.outcome.category),
        record::final_record::write(record)?,
        record.seq.cast_signed()
    ])
}
