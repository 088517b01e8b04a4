//! Parameters of a statement, for whichever engine.

use sqlx::{Encode, Type};

use super::super::value::{Value, broken};
use crate::delivery::ports::StoreError;

type Query<DB> = sqlx::query::Query<'static, DB, <DB as sqlx::Database>::Arguments>;

/// Binds every parameter, or refuses: `SQLite` would silently read a missing one as NULL, and not every text
/// can be stored.
pub(super) fn bound<DB>(sql: &'static str, args: Vec<Value>) -> Result<Query<DB>, StoreError>
where
    DB: sqlx::Database,
    Option<String>: Encode<'static, DB> + Type<DB>,
    i64: Encode<'static, DB> + Type<DB>,
    f64: Encode<'static, DB> + Type<DB>,
    bool: Encode<'static, DB> + Type<DB>,
{
    if parameters(sql) != args.len() {
        return Err(broken("statement", format!("{} parameters bound to: {sql}", args.len())));
    }
    if !args.iter().all(Value::is_storable) {
        return Err(StoreError::Unstorable);
    }
    Ok(args.into_iter().fold(sqlx::query(sql), |query, value| match value {
        Value::Text(text) => query.bind(text),
        Value::Int(number) => query.bind(number),
        Value::Real(number) => query.bind(number),
        Value::Bool(flag) => query.bind(flag),
    }))
}

/// The highest `$n` in the text.
fn parameters(sql: &str) -> usize {
    let number = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
    sql.split('$').skip(1).map(number).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_highest_parameter() {
        assert_eq!(parameters("SELECT 1"), 0);
        assert_eq!(parameters("UPDATE t SET a=$2, b=$12 WHERE c=$1 AND d=$2"), 12);
    }
}
