//! Several nodes change the same thing in the same moment. Whoever comes second reads what the first one left: nothing
//! is lost, doubled or half done, on either engine.
#![allow(clippy::unwrap_used)] // a test may fall over

mod hall;

use futures_util::future::join_all;
use hall::{Engine, HOUR, Hall, both_engines, list, plan};
use ukur::access::ports::{AccessStore, CandidateLogin, StaffAccount};
use ukur::access::role::{Role, StaffMember};
use ukur::delivery::ports::RecordStore;
use ukur::domain::ids::{AttemptId, SessionId};
use ukur::domain::session::{Enrolment, SessionStatus};
use ukur::domain::time::Instant;
use ukur::planning::ports::{Enrolled, Opened, PlanStore};

both_engines!(
    of_equal_imports_one_is_stored,
    imports_do_not_mix,
    a_session_opens_once,
    sessions_that_open_together_share_the_exposure,
    what_opened_has_a_form_for_everybody,
    only_the_newest_logins_stay,
    whole_halls_sign_in_at_two_nodes,
    a_name_is_given_once,
);

/// How many do the same at once.
const CROWD: usize = 8;
/// A race that is lost one time in five shows with this many.
const ROUNDS: usize = 12;

async fn of_equal_imports_one_is_stored(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.draft().await;
    let people = || people(&hall, &session, "a", 3);
    let imports = (0..CROWD).map(|_| import(&hall, &session, people()));
    let stored = join_all(imports).await.into_iter().filter(|end| *end == Enrolled::Stored).count();
    assert_eq!((stored, hall.record(&session).await.candidates), (1, 3));
}

async fn imports_do_not_mix(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.draft().await;
    let lists: Vec<_> = (0..CROWD).map(|n| people(&hall, &session, &n.to_string(), 5)).collect();
    for end in join_all(lists.into_iter().map(|people| import(&hall, &session, people))).await {
        assert_eq!(end, Enrolled::Stored);
    }
    let order = hall.store.enrolments(&session).await.unwrap();
    assert_eq!(order.len(), CROWD * 5);
    for cards in order.chunks(5) {
        let units: Vec<_> = cards.iter().map(|card| &card.unit).collect();
        assert!(units.iter().all(|unit| *unit == units[0]), "the cards of two imports are mixed: {units:?}");
    }
}

async fn a_session_opens_once(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.enrolled(5).await;
    let (forms, drawing) = hall.drawn(&session).await;
    let record = hall.record(&session).await.session;
    let open = async || {
        let act = hall.actor("petugas").act(Some(&session), "session_opened", "x");
        hall.store.open(&record, &forms, &drawing, 0, &act).await.unwrap() == Opened::Stored
    };
    let opened = join_all((0..CROWD).map(|_| open())).await.into_iter().filter(|opened| *opened).count();
    assert_eq!((opened, hall.record(&session).await.forms), (1, 5));
}

/// Whoever opens second draws again with the forms of the first before its eyes.
async fn sessions_that_open_together_share_the_exposure(engine: Engine) {
    let hall = Hall::new(engine).await;
    let first = hall.enrolled(4).await;
    let event = hall.record(&first).await.session.event;
    let mut sessions = vec![first];
    for _ in 1..3 {
        let mut by = hall.actor("petugas");
        let next = hall.planning.add_session(&event, plan(), &mut by).await.unwrap().session.id;
        hall.planning.import(&next, list(4).as_bytes(), false, &mut by).await.unwrap();
        sessions.push(next);
    }
    let neighbour = hall.neighbour().await;
    let planners = [&hall.planning, &neighbour, &hall.planning];
    let open = async |node: usize| {
        planners[node].open_session(&sessions[node], &mut hall.actor("petugas")).await.unwrap();
        let drawing = hall.store.drawing(&sessions[node]).await.unwrap().unwrap();
        drawing.served.forms
    };
    let mut earlier = join_all((0..3).map(open)).await;
    earlier.sort_unstable();
    assert_eq!(earlier, [0, 4, 8]);
}

/// Opening meets an import, a withdrawal and a deletion, each of which is whole or not at all.
async fn what_opened_has_a_form_for_everybody(engine: Engine) {
    let hall = Hall::new(engine).await;
    for round in 0..ROUNDS {
        let session = hall.enrolled(4).await;
        let leaving = hall.store.enrolments(&session).await.unwrap().remove(round % 4).attempt;
        let [mut one, mut two, mut three, mut four] = ["a", "b", "c", "d"].map(|who| hall.actor(who));
        let more = format!("{}199001012020011001,Susulan,Dinas B,,,,,\n", list(0));
        let (opening, _, (), ()) = tokio::join!(
            hall.planning.open_session(&session, &mut one),
            hall.planning.import(&session, more.as_bytes(), false, &mut two),
            async {
                if round % 2 == 0 {
                    let _ = hall.planning.withdraw(&session, &leaving, &mut three).await;
                }
            },
            async {
                if round % 3 == 0 {
                    let _ = hall.planning.delete_session(&session, &mut four).await;
                }
            },
        );
        match hall.planning.session(&session).await {
            Ok(record) if record.session.status == SessionStatus::Open => {
                assert_eq!(record.forms, record.candidates, "round {round}: {opening:?}");
            }
            Ok(record) => assert_eq!(record.forms, 0, "round {round}: a draft with forms"),
            Err(_) => assert!(hall.store.enrolments(&session).await.unwrap().is_empty(), "round {round}"),
        }
    }
}

/// Two computers at two nodes, room for one: each of the two sign-ins must see the other.
async fn only_the_newest_logins_stay(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.opened(ROUNDS).await;
    let nodes = [hall.store.clone(), hall.place.open().await];
    let expires = Instant(hall.now().0 + HOUR);
    let add = async |node: usize, token: &str, attempt: &AttemptId| {
        let act = hall.actor("a").act(Some(&session), "candidate_signed_in", "x");
        let login = CandidateLogin { token_hash: token.to_owned(), attempt: attempt.clone(), expires, keep: 1, act };
        nodes[node].add_candidate_login(&login).await.unwrap();
    };
    for (round, person) in hall.store.enrolments(&session).await.unwrap().iter().enumerate() {
        let tokens = [1, 2].map(|computer| format!("{round:032x}{computer:032x}"));
        tokio::join!(add(0, &tokens[0], &person.attempt), add(1, &tokens[1], &person.attempt));
        let mut valid = 0;
        for token in &tokens {
            valid += usize::from(hall.store.attempt_of_login(token, hall.now()).await.unwrap().is_some());
        }
        assert_eq!(valid, 1, "round {round}");
    }
}

/// The halls of two nodes start together, each in its own order: nobody waits for the other in a circle.
async fn whole_halls_sign_in_at_two_nodes(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.opened(3 * ROUNDS).await;
    let nodes = [hall.store.clone(), hall.place.open().await];
    let expires = Instant(hall.now().0 + HOUR);
    let people = hall.store.enrolments(&session).await.unwrap();
    let add = async |node: usize, place: usize| {
        let person = if node == 0 { place } else { people.len() - 1 - place };
        let act = hall.actor("a").act(Some(&session), "candidate_signed_in", "x");
        let (token_hash, attempt) = (format!("{node:032x}{person:032x}"), people[person].attempt.clone());
        let login = CandidateLogin { token_hash, attempt, expires, keep: 2, act };
        nodes[node].add_candidate_login(&login).await.unwrap();
    };
    let places = || 0..people.len();
    tokio::join!(join_all(places().map(|place| add(0, place))), join_all(places().map(|place| add(1, place))));
    for token in places().flat_map(|person| [0, 1].map(|node| format!("{node:032x}{person:032x}"))) {
        assert!(hall.store.attempt_of_login(&token, hall.now()).await.unwrap().is_some());
    }
}

async fn a_name_is_given_once(engine: Engine) {
    let hall = Hall::new(engine).await;
    let member = StaffMember { username: "petugas".into(), name: "P".into(), role: Role::Proctor };
    let account = StaffAccount { member, password: "$argon2id$".into() };
    let add = async || {
        let act = hall.actor("a").act(None, "staff_added", "petugas");
        hall.store.add_staff(&account, hall.now(), &act).await.unwrap()
    };
    assert_eq!(join_all((0..CROWD).map(|_| add())).await.into_iter().filter(|added| *added).count(), 1);
}

/// Only nodes of one PostgreSQL start together; the embedded file has one.
#[tokio::test]
async fn nodes_that_start_together_find_the_tables() {
    let place = hall::Place::new(Engine::Postgres).await;
    for store in join_all((0..CROWD).map(|_| place.open())).await {
        assert!(store.open_sessions().await.unwrap().is_empty());
    }
}

async fn import(hall: &Hall, session: &SessionId, people: Vec<Enrolment>) -> Enrolled {
    let act = hall.actor("petugas").act(Some(session), "candidates_imported", "x");
    hall.store.enrol(session, &people, &act).await.unwrap()
}

/// `count` people of a unit of their own, each time with new attempts.
fn people(hall: &Hall, session: &SessionId, unit: &str, count: usize) -> Vec<Enrolment> {
    let person = |n: usize| Enrolment {
        attempt: AttemptId::new(hall.actor("a").new_id()),
        session: session.clone(),
        nip: format!("{unit}{n}"),
        name: "Peserta".into(),
        unit: unit.into(),
        job_family: None,
        email: None,
        extra_time_percent: 0,
        room: None,
        seat: None,
    };
    (0..count).map(person).collect()
}
