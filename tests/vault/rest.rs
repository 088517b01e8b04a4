//! What lies in the database: read past the program, and changed past it.

use std::path::Path;

use sqlx::Row as _;

use crate::hall::Place;
use crate::room::MARKERS;

/// The markers that stand anywhere in the database, as they are or in base64: of SQLite in the very bytes of its files,
/// of PostgreSQL in every row (its files are the server's, and its write-ahead log keeps what was).
pub async fn found(place: &Place) -> Vec<String> {
    let bytes = match place {
        Place::File(dir) => raw(dir.path()),
        Place::Database(_) => {
            let mut all = String::new();
            for table in [
                "bank",
                "bank_item_version",
                "bank_material",
                "bank_item",
                "bank_item_trail",
                "audit",
                "bank_vault_share",
            ] {
                all += &text_of(place, table).await;
            }
            all.into_bytes()
        }
    };
    let forms = MARKERS.iter().flat_map(|marker| std::iter::once((*marker).to_owned()).chain(in_base64(marker)));
    forms.filter(|form| bytes.windows(form.len()).any(|window| window == form.as_bytes())).collect()
}

/// The middle of a text in base64, whichever of three ways it falls.
fn in_base64(marker: &str) -> Vec<String> {
    use base64::Engine as _;
    let coded = |skip: usize| {
        let text = &marker.as_bytes()[skip..];
        base64::engine::general_purpose::STANDARD.encode(&text[..text.len() / 3 * 3])
    };
    (0..3).map(coded).collect()
}

fn raw(dir: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    files.flat_map(|path| std::fs::read(path).unwrap()).collect()
}

pub async fn text_of(place: &Place, table: &str) -> String {
    let sql = match place {
        Place::Database(_) => format!("SELECT CAST(t AS TEXT) FROM {table} t"),
        Place::File(_) => {
            format!("SELECT COALESCE(action, '') || COALESCE(subject, '') || COALESCE(detail, '') FROM {table}")
        }
    };
    rows_of(place, Box::leak(sql.into_boxed_str())).await.join("\n")
}

pub async fn rows_of(place: &Place, sql: &'static str) -> Vec<String> {
    match place {
        Place::File(dir) => {
            let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", dir.path().join("records.db").display())).await;
            let rows = sqlx::query(sql).fetch_all(&pool.unwrap()).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
        Place::Database(url) => {
            let rows = sqlx::query(sql).fetch_all(&sqlx::PgPool::connect(url).await.unwrap()).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
    }
}

/// What somebody with the database's password could do.
pub async fn change(place: &Place, sql: &'static str, content: &str) {
    match place {
        Place::File(dir) => {
            let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", dir.path().join("records.db").display())).await;
            sqlx::query(sql).bind(content).execute(&pool.unwrap()).await.unwrap();
        }
        Place::Database(url) => {
            let pool = sqlx::PgPool::connect(url).await.unwrap();
            sqlx::query(sql).bind(content).execute(&pool).await.unwrap();
        }
    }
}
