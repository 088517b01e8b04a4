//! Protected banks over real databases: two people, nothing readable at rest, locked by time, by hand and by a restart.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fall over

mod beside;
#[path = "../hall/mod.rs"]
mod hall;
mod log;
mod rest;
mod room;

use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::beside::{
    a_running_server_hears_of_a_version_that_it_cannot_read, what_is_locked_while_it_is_read_stays_out,
};
use crate::hall::{Engine, HOUR, Hall, both_engines};
use axum::body::Body;
use axum::http::Request;
use axum::response::IntoResponse as _;
use tower::ServiceExt as _;
use ukur::access::role::Role;
use ukur::access::{AccessError, NewAccount};
use ukur::authoring::vault::{Standing, VaultError};
use ukur::authoring::{AuthoringError, NewText};
use ukur::bank::BankFiles;
use ukur::delivery::alone::Alone;
use ukur::delivery::clock::SystemClock;
use ukur::delivery::ports::{RecordStore as _, StoreError};
use ukur::delivery::supervisor::{GRACE, ServeError, Sittings, Supervisor};
use ukur::domain::attempt::Allowances;
use ukur::domain::ids::{BankId, BankVersion, NodeId};
use ukur::domain::time::Span;
use ukur::http::problem::Refusal;
use ukur::http::routes;
use ukur::planning::PlanError;
use ukur::store::sqlite::SqliteCheckpoint;
use ukur::trust::vault::Passphrase;

use crate::log::heard;
use crate::rest::{change, found, rows_of, text_of};
use crate::room::{MANIFEST, MARKERS, PASSPHRASES, Room, item};

both_engines!(
    a_protected_bank_leaves_nothing_readable_at_rest,
    one_person_alone_protects_and_unlocks_nothing,
    a_wrong_passphrase_is_refused_and_counted,
    a_restart_locks_and_both_open_it_again,
    the_time_runs_out_and_a_hand_locks_earlier,
    what_is_written_while_it_is_unlocked_is_sealed_too,
    rows_that_changed_places_or_were_put_in_are_broken_not_locked,
    a_session_waits_for_its_bank_and_keeps_it,
    a_session_that_was_open_is_served_again_when_both_have_come,
    two_at_once_protect_it_once,
    administrators_do_it_over_http,
    a_running_server_hears_of_a_version_that_it_cannot_read,
    what_is_locked_while_it_is_read_stays_out,
);

fn is_locked(error: &AuthoringError) -> bool {
    matches!(error, AuthoringError::Store(StoreError::Locked(bank)) if bank == "uji")
}

fn is_refused(error: &AuthoringError) -> bool {
    matches!(error, AuthoringError::Vault(VaultError::WrongPassphrase))
}

async fn a_protected_bank_leaves_nothing_readable_at_rest(engine: Engine) {
    let room = Room::new(engine).await;
    for n in 0..40 {
        // Pages split and move: their old bytes must go, too.
        room.write(&format!("b{n}"), 0).await.unwrap();
    }
    assert!(found(&room.hall.place).await.len() >= 3, "the markers are found where nothing is sealed");
    let before = files_of(&room).await;
    let room = room.protected().await;
    assert_eq!(found(&room.hall.place).await, Vec::<String>::new());
    assert_eq!(room.stem().await.unwrap(), format!("{} nomor a?", MARKERS[0]));
    assert_eq!(files_of(&room).await, before, "word for word");
    for (_, passphrase) in PASSPHRASES {
        assert!(!heard().contains(passphrase));
    }
    for marker in MARKERS {
        let line = heard().lines().find(|line| line.contains(marker)).map(str::to_owned);
        assert_eq!(line, None, "{marker} is in a log");
    }
    assert!(!text_of(&room.hall.place, "audit").await.contains("payung"), "a passphrase is in the trail");
}

async fn one_person_alone_protects_and_unlocks_nothing(engine: Engine) {
    let room = Room::new(engine).await;
    let by = &mut room.hall.actor("ani");
    let short = room.hall.vault.protect(&room.bank, Passphrase::new("sebelas hrf".into()), by).await.unwrap_err();
    assert!(matches!(short, AuthoringError::Invalid { field: "passphrase", .. }), "{short}");
    for _ in 0..2 {
        let state = room.protect(0).await.unwrap();
        assert_eq!((state.standing, state.waiting.unwrap().first.as_str()), (Standing::Unprotected, "ani"));
    }
    assert!(!found(&room.hall.place).await.is_empty(), "nothing changes before the second came");
    room.hall.advance(15 * 60_000);
    let late = room.protect(1).await.unwrap();
    assert_eq!((late.standing, late.waiting.unwrap().first.as_str()), (Standing::Unprotected, "budi"));
    room.protect(0).await.unwrap();
    let twice = room.protect(1).await.unwrap_err();
    assert!(matches!(twice, AuthoringError::Vault(VaultError::AlreadyProtected)), "{twice}");
    room.lock().await;
    let (ani, passphrase) = PASSPHRASES[0];
    for _ in 0..2 {
        let state = room.unlock_as(ani, passphrase, 8).await.unwrap();
        assert_eq!((state.standing, state.waiting.unwrap().first.as_str()), (Standing::Locked, "ani"));
    }
    assert!(is_locked(&room.stem().await.unwrap_err()));
    room.hall.advance(15 * 60_000);
    let (budi, passphrase) = PASSPHRASES[1];
    assert_eq!(room.unlock_as(budi, passphrase, 8).await.unwrap().standing, Standing::Locked, "too late");
    let (ani, passphrase) = PASSPHRASES[0];
    assert!(matches!(room.unlock_as(ani, passphrase, 8).await.unwrap().standing, Standing::Unlocked(_)));
    let unknown = room.hall.vault.state(&BankId::new("tidak-ada"), room.hall.now()).await.unwrap_err();
    assert!(matches!(unknown, AuthoringError::Unknown("bank")));
    let open = room.hall.vault.lock(&BankId::new("umum"), &mut room.hall.actor("ani")).await.unwrap_err();
    assert!(matches!(open, AuthoringError::Vault(VaultError::NotProtected)), "{open}");
}

async fn a_wrong_passphrase_is_refused_and_counted(engine: Engine) {
    let room = Room::new(engine).await.protected().await;
    room.lock().await;
    room.unlock_as("ani", PASSPHRASES[0].1, 8).await.unwrap();
    for (name, passphrase) in [("budi", PASSPHRASES[0].1), ("budi", ""), ("cici", PASSPHRASES[1].1)] {
        let refused = room.unlock_as(name, passphrase, 8).await.unwrap_err();
        assert!(is_refused(&refused), "{name}: {refused}");
    }
    for hours in [0, 15] {
        let wrong = room.unlock_as("budi", PASSPHRASES[1].1, hours).await.unwrap_err();
        assert!(matches!(wrong, AuthoringError::Invalid { field: "hours", .. }), "{wrong}");
    }
    assert_eq!(text_of(&room.hall.place, "audit").await.matches("bank_unlock_refused").count(), 3);
    assert!(heard().contains("a bank was not unlocked"));
    let mut last = None;
    for _ in 0..11 {
        let by = &mut room.hall.actor("budi");
        last = room.hall.vault.unlock(&room.bank, Passphrase::new("bukan ini juga".into()), 8, by).await.err();
    }
    assert!(matches!(last, Some(AuthoringError::Access(AccessError::TooManyAttempts(_)))), "{last:?}");
}

async fn a_restart_locks_and_both_open_it_again(engine: Engine) {
    let room = Room::new(engine).await.protected().await;
    let loaded = room.loaded();
    assert_eq!(loaded.len(), 1);
    let room = room.restarted().await;
    assert_eq!(room.state().await.standing, Standing::Locked);
    assert_eq!(room.loaded(), []);
    assert!(room.hall.catalogue.is_locked(&loaded[0]));
    assert!(room.hall.catalogue.bank(&BankVersion::new("bank-4")).is_some(), "other banks are there");
    for error in [
        room.stem().await.unwrap_err(),
        room.authoring.items(&room.bank).await.err().unwrap(),
        room.write("b", 0).await.unwrap_err(),
        room.authoring.release(&room.bank, &mut room.hall.actor("ani")).await.unwrap_err(),
    ] {
        assert!(is_locked(&error), "{error}");
    }
    // What the start of a server makes items of.
    let files = room.hall.planning.newest_bank_files().await.unwrap();
    assert_eq!(files.iter().map(|(bank, _)| bank.as_str()).collect::<Vec<_>>(), ["umum"]);
    let mut files = BankFiles::default();
    files.insert("bank.toml", MANIFEST.into()).unwrap();
    files.insert("technical/c.md", item("c").to_text().into_bytes()).unwrap();
    let by_hand = room.hall.planning.add_bank(files.to_json(), &mut room.hall.actor("cli")).await.unwrap_err();
    assert!(matches!(by_hand, PlanError::Store(StoreError::Locked(_))), "{by_hand}");
    assert!(matches!(room.unlock(8).await.standing, Standing::Unlocked(_)));
    assert_eq!(room.loaded(), loaded);
    assert_eq!(room.stem().await.unwrap(), format!("{} nomor a?", MARKERS[0]));
}

async fn the_time_runs_out_and_a_hand_locks_earlier(engine: Engine) {
    let room = Room::new(engine).await.protected().await;
    room.lock().await;
    assert!(is_locked(&room.stem().await.unwrap_err()));
    assert_eq!(room.loaded(), []);
    let Standing::Unlocked(until) = room.unlock(2).await.standing else { panic!("locked") };
    room.hall.advance(until.0 - room.hall.now().0 - 1);
    room.keep().await;
    assert!(room.stem().await.is_ok());
    room.hall.advance(1);
    assert_eq!(room.state().await.standing, Standing::Locked);
    room.keep().await;
    assert!(is_locked(&room.stem().await.unwrap_err()));
    assert_eq!(room.loaded(), []);
    let trail = text_of(&room.hall.place, "audit").await;
    for action in ["bank_protection_begun", "bank_protected", "bank_unlock_begun", "bank_unlocked", "bank_locked"] {
        assert!(trail.contains(action), "{action}");
    }
}

async fn what_is_written_while_it_is_unlocked_is_sealed_too(engine: Engine) {
    let room = Room::new(engine).await.protected().await;
    room.write("a", 1).await.unwrap();
    let by = &mut room.hall.actor("ani");
    for (who, id) in [("ani", "d")] {
        room.authoring
            .write(&room.bank, NewText { source: item(id), after: 0, note: String::new() }, &mut room.hall.actor(who))
            .await
            .unwrap();
    }
    let (stimulus, read) = room.authoring.stimuli(&room.bank).await.unwrap().remove(0);
    room.authoring.write_stimulus(&room.bank, &stimulus, Some(read), by).await.unwrap();
    let mut files = BankFiles::default();
    files.insert("bank.toml", MANIFEST.into()).unwrap();
    files.insert("technical/e.md", item("e").to_text().into_bytes()).unwrap();
    let version = room.hall.planning.add_bank(files.to_json(), by).await.unwrap().version.clone();
    room.authoring.adopt(&room.bank, &files, by).await.unwrap();
    assert_eq!(found(&room.hall.place).await, Vec::<String>::new());
    let room = room.restarted().await;
    room.unlock(1).await;
    assert!(room.loaded().contains(&version));
    assert_eq!(room.authoring.stimuli(&room.bank).await.unwrap(), [(stimulus, read + 1)]);
    assert_eq!(room.authoring.items(&room.bank).await.unwrap().len(), 3);
}

async fn rows_that_changed_places_or_were_put_in_are_broken_not_locked(engine: Engine) {
    let room = Room::new(engine).await;
    room.write("b", 0).await.unwrap();
    let room = room.protected().await;
    let other = "SELECT content FROM bank_item_version WHERE item_id = 'b'";
    let content = rows_of(&room.hall.place, other).await.remove(0);
    let put = |content: String| {
        let place = &room.hall.place;
        async move { change(place, "UPDATE bank_item_version SET content = $1 WHERE item_id = 'a'", &content).await }
    };
    put(content.clone()).await;
    let swapped = room.stem().await.unwrap_err();
    assert!(matches!(swapped, AuthoringError::Store(StoreError::Broken { .. })), "{swapped}");
    put(item("a").to_text()).await;
    let planted = room.stem().await.unwrap_err();
    assert!(matches!(planted, AuthoringError::Store(StoreError::Broken { .. })), "{planted}");
    // A version that cannot be read keeps no other from being loaded.
    change(&room.hall.place, "UPDATE bank SET files = $1 WHERE id = 'uji'", &content).await;
    room.lock().await;
    assert!(matches!(room.unlock(1).await.standing, Standing::Unlocked(_)));
    assert_eq!(room.loaded(), []);
    assert!(heard().contains("cannot be read"));
    // A share that was changed opens for nobody.
    room.lock().await;
    change(&room.hall.place, "UPDATE bank_vault_share SET sealed = $1 WHERE holder = 'ani'", &content).await;
    assert!(is_refused(&room.unlock_as("ani", PASSPHRASES[0].1, 1).await.unwrap_err()));
}

async fn a_session_waits_for_its_bank_and_keeps_it(engine: Engine) {
    let hall = Hall::new(engine).await;
    let room = Room { bank: BankId::new("umum"), ..Room::over(hall) };
    let session = room.hall.enrolled(2).await;
    let room = room.protected().await;
    room.lock().await;
    let missing = room.hall.planning.open_session(&session, &mut room.hall.actor("ani")).await.unwrap_err();
    let PlanError::NotReady(faults) = missing else { panic!("{missing}") };
    assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["bank_locked"]);
    room.unlock(1).await;
    room.hall.planning.open_session(&session, &mut room.hall.actor("ani")).await.unwrap();
    room.lock().await;
    assert_eq!(room.loaded().len(), 1, "an open session keeps its bank");
    let room = Room { bank: BankId::new("umum"), ..room.restarted().await };
    assert_eq!(room.loaded(), []);
    room.unlock(1).await;
    assert_eq!(room.loaded().len(), 1);
    room.hall.advance(HOUR);
    room.keep().await;
    assert_eq!(room.loaded().len(), 1);
    room.hall.planning.close_session(&session, "selesai", &mut room.hall.actor("ani")).await.unwrap();
    room.keep().await;
    assert_eq!(room.loaded(), [], "it goes with its last session");
}

/// In the middle of a session the server starts again: its candidates wait, and go on when the two have come.
async fn a_session_that_was_open_is_served_again_when_both_have_come(engine: Engine) {
    let room = Room { bank: BankId::new("umum"), ..Room::over(Hall::new(engine).await) };
    let session = room.hall.opened(2).await;
    let room = room.protected().await;
    let attempt = room.hall.store.enrolments(&session).await.unwrap().remove(0).attempt;
    let room = Room { bank: BankId::new("umum"), ..room.restarted().await };
    let dir = tempfile::tempdir().unwrap();
    let server = supervisor(&room.hall, dir.path()).await;
    server.follow().await.unwrap();
    assert!(server.troubles().iter().any(|trouble| trouble.contains("must unlock")), "{:?}", server.troubles());
    let waits = server.seat(&attempt).await.err().unwrap();
    assert!(matches!(waits, ServeError::Locked { .. }), "{waits}");
    assert_eq!(Refusal::from(waits).into_response().status(), 503, "the page waits");
    room.unlock(8).await;
    server.follow().await.unwrap();
    assert_eq!(server.troubles(), Vec::<String>::new());
    assert!(server.seat(&attempt).await.unwrap().is_some());
    // It goes on when its bank is locked meanwhile.
    room.lock().await;
    server.follow().await.unwrap();
    assert!(server.seat(&attempt).await.unwrap().is_some());
}

async fn supervisor(hall: &Hall, dir: &Path) -> Supervisor {
    let metrics = Arc::new(ukur::telemetry::metrics::Metrics::default());
    let checkpoints = SqliteCheckpoint::open(&dir.join("checkpoint.db"), metrics.clone()).await.unwrap();
    Supervisor {
        records: hall.store.clone(),
        checkpoints: Arc::new(checkpoints),
        peers: Arc::new(Alone),
        catalogue: hall.catalogue.clone(),
        clock: Arc::new(SystemClock::start()),
        metrics,
        sittings: Sittings::default(),
        serving: tokio::sync::Mutex::default(),
        node: NodeId::new("node"),
        owners: std::sync::atomic::AtomicU64::default(),
        allowances: Allowances { grace: GRACE, outage_credit: Span::ZERO },
        troubles: Mutex::default(),
    }
}

async fn administrators_do_it_over_http(engine: Engine) {
    let room = Room::new(engine).await;
    let mut cookies = Vec::new();
    for (username, _) in PASSPHRASES {
        let (role, password) = (Role::Administrator, "kata sandi panjang".to_owned());
        let account = NewAccount { username: username.into(), name: username.into(), role, password: password.clone() };
        room.hall.access.add_staff(account, &mut room.hall.actor("ukur")).await.unwrap();
        let by = &mut room.hall.actor("");
        cookies.push(room.hall.access.sign_in_staff(username, password, by).await.unwrap().0);
    }
    let router = routes(room.hall.http());
    let ask = |method: &str, path: &str, who: usize, body: String| {
        let request = Request::builder().method(method).uri(format!("/api/authoring{path}"));
        let request = request.header("content-type", "application/json");
        let request = request.header("cookie", format!("ukur_staff={}", cookies[who])).body(Body::from(body)).unwrap();
        let router = router.clone();
        async move {
            let response = router.oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
            (status, serde_json::from_slice::<serde_json::Value>(&body).unwrap())
        }
    };
    let typed = |who: usize| serde_json::json!({"passphrase": PASSPHRASES[who].1}).to_string();
    let (_, begun) = ask("POST", "/uji/vault/protect", 0, typed(0)).await;
    assert_eq!((&begun["standing"], &begun["waiting"]["first"]), (&"unprotected".into(), &"ani".into()));
    let (_, made) = ask("POST", "/uji/vault/protect", 1, typed(1)).await;
    assert_eq!((&made["standing"], &made["remains"]), (&"unlocked".into(), &false.into()));
    let (status, locked) = ask("POST", "/uji/vault/lock", 0, String::new()).await;
    assert_eq!((status, &locked["standing"]), (200, &"locked".into()));
    let (status, refused) = ask("GET", "/uji/items", 0, String::new()).await;
    assert_eq!((status, &refused["code"]), (423, &"bank_locked".into()));
    let (status, banks) = ask("GET", "", 0, String::new()).await;
    assert_eq!((status, &banks[0]["title"], &banks[0]["locked"]), (200, &"Uji".into(), &true.into()));
    let (status, wrong) = ask("POST", "/uji/vault/unlock", 0, typed(1)).await;
    assert_eq!((status, &wrong["code"]), (403, &"wrong_passphrase".into()));
    let (status, again) = ask("POST", "/uji/vault/protect", 0, typed(0)).await;
    assert_eq!((status, &again["code"]), (409, &"already_protected".into()));
    ask("POST", "/uji/vault/unlock", 0, typed(0)).await;
    ask("POST", "/uji/vault/unlock", 1, typed(1)).await;
    let (_, state) = ask("GET", "/uji/vault", 0, String::new()).await;
    assert_eq!((&state["standing"], &state["holders"]), (&"unlocked".into(), &serde_json::json!(["ani", "budi"])));
    assert_eq!(state["until_ms"], hall::START.0 + 8 * HOUR);
    assert_eq!(ask("GET", "/uji/items", 0, String::new()).await.0, 200);
}

async fn two_at_once_protect_it_once(engine: Engine) {
    let room = Room::new(engine).await;
    let elsewhere = ukur::authoring::vault::Vault::new(
        room.hall.store.clone(),
        room.hall.planning.clone(),
        Arc::new(ukur::access::Access::new(room.hall.store.clone())),
    );
    let phrase = |n: usize| Passphrase::new(PASSPHRASES[n].1.into());
    let actor = |n: usize| room.hall.actor(PASSPHRASES[n].0);
    for vault in [&room.hall.vault, &elsewhere] {
        vault.protect(&room.bank, phrase(0), &mut actor(0)).await.unwrap();
    }
    let (mut one, mut other) = (actor(1), actor(1));
    let (one, other) = tokio::join!(
        room.hall.vault.protect(&room.bank, phrase(1), &mut one),
        elsewhere.protect(&room.bank, phrase(1), &mut other),
    );
    assert_eq!([&one, &other].iter().filter(|done| done.is_ok()).count(), 1, "{one:?} {other:?}");
    assert!(room.stem().await.is_ok());
    room.lock().await;
    room.unlock(1).await;
    assert!(room.stem().await.is_ok());
}

async fn files_of(room: &Room) -> String {
    let files = room.hall.planning.newest_bank_files().await.unwrap();
    files.into_iter().find(|(bank, _)| *bank == room.bank).unwrap().1
}
