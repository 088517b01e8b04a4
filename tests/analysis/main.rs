//! The analysis of simulated halls: statistics agree with the package, what is planted is found, calibrations go the
//! whole way from answers to acceptance, hostile requests are told so.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fall over
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "small counts and seconds")]

#[path = "../hall/mod.rs"]
#[allow(unused_macros, unused_imports, reason = "on one engine: the store's own tests run on both")]
mod hall;
mod integrity;
mod life;
mod measured;
mod simulated;
mod statistics;

use std::sync::Arc;

use crate::hall::{Engine, Hall};
use simulated::{Planted, sit, two_units};
use ukur::analysis::Choice;
use ukur::domain::ids::{BankId, SessionId};

/// A hall over a bank of so many items per competency and difficulty; forms hold seven of each, 42 in all.
pub(crate) async fn over(per_cell: usize) -> Hall {
    over_bank(&per_cell.to_string()).await
}

/// The same over a bank of that text.
pub(crate) async fn over_bank(text: &str) -> Hall {
    let hall = Hall::new(Engine::Sqlite).await;
    hall.advance(1_000);
    hall.planning.add_bank(text.to_owned(), &mut hall.actor("ukur")).await.unwrap();
    hall.planning.add_blueprint("7".into(), &mut hall.actor("ukur")).await.unwrap();
    hall
}

/// A session that `count` people of two units sat.
pub(crate) async fn sat(hall: &Hall, count: usize, planted: &Planted, seed: u64) -> SessionId {
    let session = hall.draft().await;
    let list = two_units(count);
    let import = hall.planning.import(&session, list.as_bytes(), false, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!(import.faults, []);
    hall.planning.open_session(&session, &mut hall.actor("petugas")).await.unwrap();
    sit(hall, &session, planted, seed).await;
    session
}

pub(crate) fn bank() -> BankId {
    BankId::new("umum")
}

pub(crate) fn all() -> Choice {
    Choice::default()
}

/// The instant at which a job ends.
pub(crate) fn clock(hall: &Hall) -> ukur::analysis::Clock {
    let now = hall.now();
    Arc::new(move || now)
}
