//! Many who sign in together, on either engine.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use super::super::testing::{Engine, Opened, both_engines};
use super::*;
use crate::access::ports::AccessStore as _;
use crate::audit::{Act, AuditLog as _};
use crate::domain::ids::{AttemptId, SessionId};
use crate::domain::time::Instant;

both_engines!(
    who_signs_in_together_is_in_with_an_act_each,
    an_unknown_attempt_fails_alone,
    a_text_that_cannot_be_stored_fails_alone,
    of_one_attempt_the_newest_stay,
    each_keeps_as_many_as_it_says,
    a_store_that_fails_stores_nothing_and_works_again,
    everybody_finds_his_own_standings,
);

const EXPIRES: Instant = Instant(1_000);

/// More than two blocks and less than three: the last one has empty places.
const CROWD: usize = 40;

async fn who_signs_in_together_is_in_with_an_act_each(engine: Engine) {
    let opened = enrolled(engine).await;
    let crowd: Vec<_> = (0..CROWD).map(|n| login(n, n, 16)).collect();
    assert!(add(&opened, &crowd).await.iter().all(Result::is_ok));
    for one in &crowd {
        let attempt = opened.store.attempt_of_login(&one.token_hash, Instant(999)).await.unwrap();
        assert_eq!(attempt, Some(one.attempt.clone()));
        assert_eq!(opened.store.attempt_of_login(&one.token_hash, EXPIRES).await.unwrap(), None);
    }
    assert_eq!(acts(&opened).await, crowd.iter().map(|one| one.act.id.clone()).collect());
    let act = opened.store.acts(&SessionId::new("s"), 1).await.unwrap().remove(0);
    assert_eq!(act, crowd[CROWD - 1].act);
}

async fn an_unknown_attempt_fails_alone(engine: Engine) {
    let opened = enrolled(engine).await;
    let crowd: Vec<_> = (0..CROWD).map(|n| login(n, if n == 20 { 1_000 } else { n }, 16)).collect();
    fails_alone(&opened, &crowd, 20).await;
}

async fn a_text_that_cannot_be_stored_fails_alone(engine: Engine) {
    let opened = enrolled(engine).await;
    let mut crowd: Vec<_> = (0..CROWD).map(|n| login(n, n, 16)).collect();
    crowd[7].act.subject = "a\0b".into();
    fails_alone(&opened, &crowd, 7).await;
    assert!(matches!(Entry::of(&crowd[7]), Err(StoreError::Unstorable)), "it stood among others");
    assert!(matches!(opened.store.add_candidate_login(&crowd[7]).await, Err(StoreError::Unstorable)));
    assert!(matches!(opened.store.standings("1\0").await, Err(StoreError::Unstorable)));
}

async fn of_one_attempt_the_newest_stay(engine: Engine) {
    let opened = enrolled(engine).await;
    let crowd: Vec<_> = (0..20).map(|n| login(n, 0, 16)).chain((20..CROWD).map(|n| login(n, n, 16))).collect();
    assert!(add(&opened, &crowd).await.iter().all(Result::is_ok));
    assert_eq!(valid(&opened, &crowd).await, (4..CROWD).collect::<Vec<_>>());
    assert!(add(&opened, &[login(90, 0, 16)]).await[0].is_ok());
    assert_eq!(valid(&opened, &crowd).await, (5..CROWD).collect::<Vec<_>>());
}

/// Of the same instant, the first hash counts as the newest.
async fn each_keeps_as_many_as_it_says(engine: Engine) {
    let opened = enrolled(engine).await;
    let mut crowd: Vec<_> = (0..12).map(|n| login(n, n % 2, if n < 6 { 6 } else { 2 })).collect();
    crowd.iter_mut().filter(|one| one.attempt == attempt(0)).for_each(|one| one.act.at = Instant(7));
    assert!(add(&opened, &crowd).await.iter().all(Result::is_ok));
    assert_eq!(valid(&opened, &crowd).await, [0, 2, 9, 11]);
}

async fn a_store_that_fails_stores_nothing_and_works_again(engine: Engine) {
    let opened = enrolled(engine).await;
    let crowd: Vec<_> = (0..CROWD).map(|n| login(n, n, 16)).collect();
    opened.db().execute("ALTER TABLE audit RENAME TO elsewhere", args![]).await.unwrap();
    assert!(add(&opened, &crowd).await.iter().all(Result::is_err));
    assert_eq!(valid(&opened, &crowd).await, Vec::<usize>::new());
    opened.db().execute("ALTER TABLE elsewhere RENAME TO audit", args![]).await.unwrap();
    assert!(add(&opened, &crowd).await.iter().all(Result::is_ok));
    assert_eq!(acts(&opened).await.len(), CROWD);
    opened.store.close().await;
    assert!(add(&opened, &crowd).await.iter().all(Result::is_err));
}

async fn everybody_finds_his_own_standings(engine: Engine) {
    let opened = enrolled(engine).await;
    let nips: Vec<_> = (0..CROWD).map(|n| format!("nip{n}")).chain(["nobody".to_owned()]).collect();
    let found = join_all(nips.iter().map(|nip| opened.store.standings(nip))).await;
    for (n, standings) in found.into_iter().enumerate() {
        let named: Vec<_> =
            standings.unwrap().into_iter().map(|s| (s.session.as_str().to_owned(), s.attempt)).collect();
        let expected = match n {
            0 => vec![("later".to_owned(), AttemptId::new("again")), ("s".to_owned(), attempt(0))],
            CROWD => vec![],
            n => vec![("s".to_owned(), attempt(n))],
        };
        assert_eq!(named, expected);
    }
}

async fn fails_alone(opened: &Opened, crowd: &[CandidateLogin], wrong: usize) {
    let failed: Vec<_> = add(opened, crowd).await.iter().map(Result::is_err).collect();
    assert_eq!(failed, (0..CROWD).map(|n| n == wrong).collect::<Vec<_>>());
    assert_eq!(valid(opened, crowd).await, (0..CROWD).filter(|n| *n != wrong).collect::<Vec<_>>());
    assert_eq!(acts(opened).await.len(), CROWD - 1);
}

async fn add(opened: &Opened, crowd: &[CandidateLogin]) -> Vec<Result<(), StoreError>> {
    join_all(crowd.iter().map(|one| opened.store.add_candidate_login(one))).await
}

/// Those of the crowd who are still in.
async fn valid(opened: &Opened, crowd: &[CandidateLogin]) -> Vec<usize> {
    let read = |row: &Row| row.text("token_hash");
    let stored = opened.db().all("SELECT token_hash FROM candidate_login", args![], read).await.unwrap();
    (0..crowd.len()).filter(|n| stored.contains(&crowd[*n].token_hash)).collect()
}

async fn acts(opened: &Opened) -> BTreeSet<String> {
    opened.db().all("SELECT id FROM audit", args![], |row| row.text("id")).await.unwrap().into_iter().collect()
}

fn attempt(n: usize) -> AttemptId {
    AttemptId::new(format!("{n:032x}"))
}

/// The `n`th, by a clock that moves with it.
fn login(n: usize, of: usize, keep: u32) -> CandidateLogin {
    let act = Act {
        id: format!("{n:036x}"),
        at: Instant(i64::try_from(n).unwrap()),
        session: Some(SessionId::new("s")),
        who: format!("1980••••{n}"),
        action: "candidate_signed_in".into(),
        subject: format!("Peserta {n}"),
        reason: "r".into(),
        detail: "d".into(),
    };
    CandidateLogin { token_hash: format!("{n:064x}"), attempt: attempt(of), expires: EXPIRES, keep, act }
}

/// A session with the crowd in it, and a later one with the first of them.
async fn enrolled(engine: Engine) -> Opened {
    let opened = Opened::new(engine).await;
    let mut tx = opened.db().begin().await.unwrap();
    tx.execute(statements::ADD_EVENT, args!["e", "t", "o", 0_i64]).await.unwrap();
    tx.execute(statements::ADD_BANK, args!["v", "b", "t", "f", 0_i64]).await.unwrap();
    tx.execute(statements::ADD_BLUEPRINT, args!["v", "b", "t", "s", 0_i64]).await.unwrap();
    for (id, opens) in [("s", 0_i64), ("later", 1)] {
        let secret = "ab".repeat(32);
        let columns = args![
            id,
            "e",
            "t",
            "open",
            opens,
            9_i64,
            "Asia/Jakarta",
            9_u32,
            "individual",
            false,
            "v",
            "v",
            secret,
            0_i64
        ];
        tx.execute(statements::ADD_SESSION, columns).await.unwrap();
    }
    let crowd = (0..CROWD).map(|n| (attempt(n), "s", n)).chain([(AttemptId::new("again"), "later", 0)]);
    for (attempt, session, n) in crowd {
        let (nip, position, none) = (format!("nip{n}"), i64::try_from(n).unwrap(), None::<&str>);
        let columns =
            args![attempt.as_str(), session, position, nip, "Peserta", "Dinas", none, none, 0_i64, none, none];
        tx.execute(statements::ENROL, columns).await.unwrap();
    }
    tx.commit().await.unwrap();
    opened
}
