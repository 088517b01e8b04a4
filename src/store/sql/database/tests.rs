//! What both engines promise alike, and what only one of them could break.

use super::super::testing::postgres::{database, run};
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

#[tokio::test]
async fn a_commit_is_on_disk_whatever_the_database_prefers() {
    let url = database().await;
    let name = url.rsplit('/').next().unwrap();
    run(
        &url,
        &format!("ALTER DATABASE {name} SET synchronous_commit = off; ALTER DATABASE {name} SET lock_timeout = 0"),
    )
    .await;
    let db = Database::open_postgres(&url).await.unwrap();
    for (setting, needed) in [
        ("synchronous_commit", "on"),
        ("lock_timeout", "5s"),
        ("statement_timeout", "15s"),
        ("idle_in_transaction_session_timeout", "15s"),
    ] {
        let read = |row: &Row| row.text("value");
        let value = db.one("SELECT current_setting($1) AS value", vec![setting.into()], read).await.unwrap();
        assert_eq!(value.as_deref(), Some(needed), "{setting}");
    }
}

#[tokio::test]
async fn a_database_that_spoils_names_is_refused() {
    let url = database().await;
    let name = format!("{}_ascii", url.rsplit('/').next().unwrap());
    run(&url, &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"))
        .await;
    let error = Database::open_postgres(&format!("{url}_ascii")).await.err().unwrap();
    assert!(error.to_string().contains("server_encoding = SQL_ASCII"), "{error}");
}

#[tokio::test]
async fn broken_connections_are_replaced_unnoticed() {
    let url = database().await;
    let db = Database::open_postgres(&url).await.unwrap();
    db.ping().await.unwrap();
    run(
        &url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .await;
    db.ping().await.unwrap();
}
