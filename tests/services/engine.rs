//! The engines of the record store, as tests name them, and the macro that runs a test on each.
#![allow(dead_code, unused_imports, unreachable_pub)] // each test crate uses its own part

#[derive(Clone, Copy, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// `both_engines!(a, b)`: the functions `a(Engine)` and `b(Engine)` as tests on SQLite and on PostgreSQL.
macro_rules! both_engines {
    ($($test:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $test() { super::$test(super::Engine::Sqlite).await; })*
        }
        mod on_postgres {
            $(#[tokio::test]
            async fn $test() { super::$test(super::Engine::Postgres).await; })*
        }
    };
}
pub(crate) use both_engines;
