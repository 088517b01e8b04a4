//! What both engines promise alike, and what only one of them could break.

use super::super::testing::{Engine, Opened, both_engines};
use super::*;

both_engines!(refuses_a_missing_parameter, refuses_a_text_with_nul, an_uncommitted_transaction_leaves_nothing);

const ADD_EVENT: &str = "INSERT INTO event (id, title, organiser, created_ms) VALUES ($1, 't', 'o', 0)";

async fn refuses_a_missing_parameter(engine: Engine) {
    let opened = Opened::new(engine).await;
    let error = opened.db().execute("DELETE FROM staff WHERE username=$1", vec![]).await.unwrap_err();
    assert!(matches!(error, StoreError::Broken { .. }), "{error}");
}

async fn refuses_a_text_with_nul(engine: Engine) {
    let opened = Opened::new(engine).await;
    let error = opened.db().execute(ADD_EVENT, vec!["a\0b".into()]).await.unwrap_err();
    assert!(matches!(error, StoreError::Unstorable), "{error}");
}

async fn an_uncommitted_transaction_leaves_nothing(engine: Engine) {
    let opened = Opened::new(engine).await;
    let mut tx = opened.db().begin().await.unwrap();
    tx.execute(ADD_EVENT, vec!["e".into()]).await.unwrap();
    drop(tx);
    opened.db().ping().await.unwrap();
    let found = opened.db().one("SELECT id FROM event", vec![], |row| row.text("id")).await.unwrap();
    assert_eq!(found, None);
}
