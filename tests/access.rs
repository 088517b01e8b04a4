//! Sign-in over a real store: staff by password, candidates by access code.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fall over

mod hall;

use hall::{Engine, HOUR, Hall, NIP, both_engines};
use ukur::access::role::Role;
use ukur::access::{Access, AccessError, NewAccount};
use ukur::delivery::ports::RecordStore;

both_engines!(
    a_card_signs_in_and_its_token_names_the_attempt,
    a_neighbour_s_card_is_worth_nothing,
    in_several_sessions_the_code_decides,
    a_right_code_before_and_after_the_session_is_told_so,
    a_token_lives_until_twelve_hours_after_the_window,
    a_reset_throws_every_computer_out_and_the_card_stays_good,
    while_the_store_is_away_whoever_was_in_comes_back,
    signing_out_ends_only_this_computer_and_old_ones_fall_off,
    guessing_is_slowed_down_but_locks_nobody_out,
    staff_sign_in_for_twelve_hours,
    signed_out_staff_are_out,
    a_wrong_password_and_an_unknown_name_look_alike_and_are_slowed_down,
    accounts_have_a_shape_and_names_are_unique,
    staff_are_listed_in_one_order_in_every_language,
);

async fn a_card_signs_in_and_its_token_names_the_attempt(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.opened(3).await;
    let code = hall.codes(&session).await.remove(0);
    let signed =
        hall.access.sign_in(" 19800101 200501 1 001", &code.to_lowercase(), &mut hall.actor("")).await.unwrap();
    let found = hall.access.attempt_of(&signed.token, hall.now()).await.unwrap();
    assert_eq!(found, Some(signed.attempt.clone()));
    assert_eq!(hall.store.enrolment(&signed.attempt).await.unwrap().unwrap().nip, NIP);
    let acts = hall.planning.acts(&session).await.unwrap();
    let act = acts.iter().find(|act| act.action == "candidate_signed_in").unwrap();
    assert_eq!((act.who.as_str(), act.subject.as_str()), ("1980••••001", "Peserta 1"));
}

async fn a_neighbour_s_card_is_worth_nothing(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.opened(2).await;
    let neighbour = hall.codes(&session).await.remove(1);
    let refused = hall.access.sign_in(NIP, &neighbour, &mut hall.actor("")).await;
    assert!(matches!(refused, Err(AccessError::WrongCredentials)));
}

async fn in_several_sessions_the_code_decides(engine: Engine) {
    let hall = Hall::new(engine).await;
    let (one, two) = (hall.opened(1).await, hall.opened(1).await);
    for session in [&one, &two] {
        let code = hall.codes(session).await.remove(0);
        let signed = hall.access.sign_in(NIP, &code, &mut hall.actor("")).await.unwrap();
        assert_eq!(hall.store.enrolment(&signed.attempt).await.unwrap().unwrap().session, *session);
    }
}

async fn a_right_code_before_and_after_the_session_is_told_so(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.enrolled(1).await;
    let code = hall.codes(&session).await.remove(0);
    let early = hall.access.sign_in(NIP, &code, &mut hall.actor("")).await;
    assert!(matches!(early, Err(AccessError::SessionNotOpen)), "{early:?}");
    hall.planning.open_session(&session, &mut hall.actor("petugas")).await.unwrap();
    hall.planning.close_session(&session, "selesai", &mut hall.actor("petugas")).await.unwrap();
    let late = hall.access.sign_in(NIP, &code, &mut hall.actor("")).await;
    assert!(matches!(late, Err(AccessError::SessionOver)), "{late:?}");
}

async fn a_token_lives_until_twelve_hours_after_the_window(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.opened(1).await;
    let code = hall.codes(&session).await.remove(0);
    let token = hall.access.sign_in(NIP, &code, &mut hall.actor("")).await.unwrap().token;
    hall.advance(20 * HOUR - 1);
    assert!(hall.access.attempt_of(&token, hall.now()).await.unwrap().is_some());
    hall.advance(1);
    assert!(hall.access.attempt_of(&token, hall.now()).await.unwrap().is_none());
    let late = hall.access.sign_in(NIP, &code, &mut hall.actor("")).await;
    assert!(matches!(late, Err(AccessError::SessionOver)));
}

async fn a_reset_throws_every_computer_out_and_the_card_stays_good(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.opened(1).await;
    let code = hall.codes(&session).await.remove(0);
    let first = hall.access.sign_in(NIP, &code, &mut hall.actor("")).await.unwrap();
    let second = hall.access.sign_in(NIP, &code, &mut hall.actor("")).await.unwrap();
    assert_eq!(hall.access.reset(&first.attempt).await.unwrap(), 2);
    for token in [&first.token, &second.token] {
        assert_eq!(hall.access.attempt_of(token, hall.now()).await.unwrap(), None);
    }
    assert!(hall.access.sign_in(NIP, &code, &mut hall.actor("")).await.is_ok());
}

async fn while_the_store_is_away_whoever_was_in_comes_back(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.opened(2).await;
    let codes = hall.codes(&session).await;
    let known = hall.access.sign_in(NIP, &codes[0], &mut hall.actor("")).await.unwrap();
    assert!(hall.access.attempt_of(&known.token, hall.now()).await.unwrap().is_some());
    let elsewhere = Access::new(hall.store.clone());
    let other = elsewhere.sign_in(NIP, &codes[0], &mut hall.actor("")).await.unwrap();
    hall.store.close().await;
    assert_eq!(hall.access.attempt_of(&known.token, hall.now()).await.unwrap(), Some(known.attempt.clone()));
    assert!(hall.access.attempt_of(&other.token, hall.now()).await.is_err(), "never vouched for here");
    assert!(hall.access.reset(&known.attempt).await.is_err());
    assert!(hall.access.attempt_of(&known.token, hall.now()).await.is_err(), "a reset is believed at once");
}

async fn signing_out_ends_only_this_computer_and_old_ones_fall_off(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.opened(1).await;
    let code = hall.codes(&session).await.remove(0);
    let mut tokens = Vec::new();
    for _ in 0..18 {
        hall.advance(1);
        tokens.push(hall.access.sign_in(NIP, &code, &mut hall.actor("")).await.unwrap().token);
    }
    hall.access.sign_out(&tokens[17]).await.unwrap();
    // From here on the store is asked, not what was made a moment ago believed.
    hall.advance(60_000);
    let mut alive = Vec::new();
    for (n, token) in tokens.iter().enumerate() {
        if hall.access.attempt_of(token, hall.now()).await.unwrap().is_some() {
            alive.push(n);
        }
    }
    assert_eq!(alive, (2..17).collect::<Vec<_>>());
}

async fn guessing_is_slowed_down_but_locks_nobody_out(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.opened(1).await;
    let code = hall.codes(&session).await.remove(0);
    for _ in 0..10 {
        let refused = hall.access.sign_in(NIP, "AAAAA-AAAAA", &mut hall.actor("")).await;
        assert!(matches!(refused, Err(AccessError::WrongCredentials)));
    }
    let refused = hall.access.sign_in(NIP, "AAAAA-AAAAA", &mut hall.actor("")).await;
    assert!(matches!(refused, Err(AccessError::TooManyAttempts(wait)) if wait.0 == 6), "{refused:?}");
    assert!(hall.access.sign_in(NIP, &code, &mut hall.actor("")).await.is_ok());
}

async fn staff_sign_in_for_twelve_hours(engine: Engine) {
    let hall = Hall::new(engine).await;
    hall.access.add_staff(account("petugas"), &mut hall.actor("ukur")).await.unwrap();
    let (token, member) = hall.access.sign_in_staff("Petugas ", PASSWORD.into(), &mut hall.actor("")).await.unwrap();
    assert_eq!((member.username.as_str(), member.role), ("petugas", Role::Administrator));
    hall.advance(12 * HOUR - 1);
    assert!(hall.access.staff_of(&token, hall.now()).await.unwrap().is_some());
    hall.advance(1);
    assert!(hall.access.staff_of(&token, hall.now()).await.unwrap().is_none());
}

async fn signed_out_staff_are_out(engine: Engine) {
    let hall = Hall::new(engine).await;
    hall.access.add_staff(account("petugas"), &mut hall.actor("ukur")).await.unwrap();
    let (token, _) = hall.access.sign_in_staff("petugas", PASSWORD.into(), &mut hall.actor("")).await.unwrap();
    hall.access.sign_out_staff(&token, &mut hall.actor("petugas")).await.unwrap();
    assert!(hall.access.staff_of(&token, hall.now()).await.unwrap().is_none());
}

async fn a_wrong_password_and_an_unknown_name_look_alike_and_are_slowed_down(engine: Engine) {
    let hall = Hall::new(engine).await;
    hall.access.add_staff(account("petugas"), &mut hall.actor("ukur")).await.unwrap();
    for name in ["petugas", "nobody", "' OR 1=1 --", ""] {
        let refused = hall.access.sign_in_staff(name, "salah salah salah".into(), &mut hall.actor("")).await;
        assert!(matches!(refused, Err(AccessError::WrongCredentials)), "{name}");
    }
    let mut last = Ok(());
    for _ in 0..10 {
        last = hall.access.sign_in_staff("petugas", "salah".into(), &mut hall.actor("")).await.map(drop);
    }
    assert!(matches!(last, Err(AccessError::TooManyAttempts(_))));
    // A password can be guessed, so here the right one waits too.
    let right = hall.access.sign_in_staff("petugas", PASSWORD.into(), &mut hall.actor("")).await;
    assert!(matches!(right, Err(AccessError::TooManyAttempts(_))));
}

async fn accounts_have_a_shape_and_names_are_unique(engine: Engine) {
    let hall = Hall::new(engine).await;
    let add = async |account| hall.access.add_staff(account, &mut hall.actor("ukur")).await;
    add(account("petugas")).await.unwrap();
    assert!(matches!(add(account("petugas")).await, Err(AccessError::UsernameTaken)));
    let field = async |account| match add(account).await {
        Err(AccessError::BadField { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(field(account("An")).await, "username");
    assert_eq!(field(account("a\u{0}nii")).await, "username");
    assert_eq!(field(NewAccount { name: "\n".into(), ..account("pengganti") }).await, "name");
    assert_eq!(field(NewAccount { password: "pendek".into(), ..account("pengganti") }).await, "password");
    assert_eq!(field(NewAccount { password: "x".repeat(257), ..account("pengganti") }).await, "password");
}

const PASSWORD: &str = "kata sandi panjang";

fn account(username: &str) -> NewAccount {
    NewAccount {
        username: username.into(),
        name: "Petugas".into(),
        role: Role::Administrator,
        password: PASSWORD.into(),
    }
}

/// Signs are what languages disagree about: the order of bytes is the same everywhere.
async fn staff_are_listed_in_one_order_in_every_language(engine: Engine) {
    let hall = Hall::new(engine).await;
    let names = ["b-z", "b.a", "b0c", "b_a", "bab"];
    for name in names.iter().rev() {
        let password = "kata sandi panjang".to_owned();
        let account = NewAccount { username: (*name).into(), name: (*name).into(), role: Role::Proctor, password };
        hall.access.add_staff(account, &mut hall.actor("ukur")).await.unwrap();
    }
    let listed: Vec<_> = hall.access.staff().await.unwrap().into_iter().map(|member| member.username).collect();
    assert_eq!(listed, names);
}
