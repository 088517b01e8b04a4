//! Norm groups over HTTP on a real store: who may make one of what, where results stand in it, what it never speaks of.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fall over

mod hall;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use axum::Router;
use hall::{Engine, Hall, both_engines};
use serde_json::{Value, json};
use ukur::audit::AuditLog;
use ukur::delivery::ports::{Ending, RecordStore};
use ukur::domain::ids::{ChoiceId, ItemId, SessionId};
use ukur::domain::rescoring::Treatment;
use ukur::domain::response::Response;
use ukur::domain::session::Enrolment;
use ukur::planning::session::SessionDraft;
use ukur::planning::{Ask, Rehearsal};

/// Enough for a group.
const PEOPLE: usize = 32;

both_engines!(
    results_stand_in_the_newest_group_in_use,
    without_a_group_nothing_is_invented,
    made_up_people_are_no_norm_for_real_ones,
    a_person_counts_once_and_a_voided_attempt_not_at_all,
    strange_groups_are_refused_with_their_field,
    a_group_says_when_its_sessions_were_scored_again,
);

struct Room {
    hall: Hall,
    router: Router,
}

impl Room {
    async fn new(engine: Engine) -> Self {
        let hall = Hall::new(engine).await;
        let router = hall.desk(&["tina"]).await;
        Self { hall, router }
    }

    /// A closed session in which the n-th person answers the first n items of the form rightly; `voided` of the last
    /// ones were voided.
    async fn sat(&self, people: usize, voided: usize) -> SessionId {
        let session = self.hall.opened(people).await;
        let seated = self.hall.store.enrolments(&session).await.unwrap();
        for (n, who) in seated.iter().enumerate() {
            let ending = if n + voided >= people { Ending::Voided } else { Ending::Submitted };
            self.finish(&session, who, n, ending).await;
        }
        self.close(&session).await;
        session
    }

    async fn finish(&self, session: &SessionId, who: &Enrolment, right: usize, ending: Ending) {
        let form = self.hall.form(&who.attempt).await;
        let given: BTreeMap<ItemId, Response> =
            form.items().take(right).map(|item| (item.id.clone(), Response::Choice(ChoiceId::new("B")))).collect();
        self.hall.finish(session, &who.attempt, given, (ending, 3)).await;
    }

    async fn close(&self, session: &SessionId) {
        self.hall.planning.close_session(session, "over", &mut self.hall.actor("tina")).await.unwrap();
    }

    async fn rehearsed(&self) -> SessionId {
        let mut by = self.hall.actor("tina");
        let event = self.hall.planning.add_event("Gladi", "BKPSDM", &mut by).await.unwrap();
        let draft = SessionDraft { title: "Gladi bersih".into(), ..hall::plan() };
        let session = self.hall.planning.add_session(&event.id, draft, &mut by).await.unwrap().session.id;
        self.hall.planning.import(&session, hall::list(PEOPLE).as_bytes(), false, &mut by).await.unwrap();
        self.hall.planning.open_session(&session, &mut by).await.unwrap();
        self.hall.planning.rehearse(&session, Rehearsal { seed: 1, odd: false }, &mut by).await.unwrap();
        session
    }

    async fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        self.hall.ask(&self.router, "tina", method, path, body).await
    }

    async fn raw(&self, method: &str, path: &str, body: &Value) -> (u16, Vec<u8>) {
        self.hall.raw(&self.router, "tina", method, path, &body.to_string()).await
    }

    async fn make(&self, title: &str, sessions: &[&SessionId]) -> (u16, Value) {
        let sessions: Vec<&str> = sessions.iter().map(|session| session.as_str()).collect();
        self.ask("POST", "/api/norms", &json!({"title": title, "sessions": sessions, "reason": "acuan"})).await
    }

    async fn results(&self, session: &SessionId) -> Value {
        self.ask("GET", &format!("/api/sessions/{session}/results"), &Value::Null).await.1
    }

    async fn actions(&self) -> Vec<String> {
        let acts = self.hall.store.house_acts(99).await.unwrap();
        acts.into_iter().rev().map(|act| act.action).filter(|action| action.starts_with("norms")).collect()
    }
}

fn fault(answer: &(u16, Value)) -> (u16, &str, &str) {
    let fault = &answer.1["faults"][0];
    (answer.0, fault["field"].as_str().unwrap_or(""), fault["code"].as_str().unwrap_or(""))
}

/// The share of the others below, with half of those who score the same, counted by hand.
fn by_hand(scores: &[f64], score: f64) -> f64 {
    let share = |one: &f64| match one.total_cmp(&score) {
        Ordering::Less => 1.0,
        Ordering::Equal => 0.5,
        Ordering::Greater => 0.0,
    };
    100.0 * scores.iter().map(share).sum::<f64>() / f64::from(u32::try_from(scores.len()).unwrap())
}

async fn results_stand_in_the_newest_group_in_use(engine: Engine) {
    let room = Room::new(engine).await;
    let (norm, later) = (room.sat(PEOPLE, 0).await, room.sat(8, 0).await);
    let (status, desk) = room.make("Uji 2026", &[&norm]).await;
    assert_eq!(status, 201);
    let group = &desk["groups"][0];
    assert_eq!((&group["title"], &group["persons"], &group["in_use"]), (&json!("Uji 2026"), &json!(32), &json!(true)));
    assert_eq!((&group["calibration_id"], &group["reason"]), (&Value::Null, &json!("acuan")));
    let scores = |results: &Value| -> Vec<f64> {
        results["rows"].as_array().unwrap().iter().map(|row| row["score"].as_f64().unwrap()).collect()
    };
    let table = scores(&room.results(&norm).await);
    let told = room.results(&later).await;
    assert_eq!((&told["norms"]["title"], &told["norms"]["persons"]), (&json!("Uji 2026"), &json!(32)));
    for row in told["rows"].as_array().unwrap() {
        let expected = by_hand(&table, row["score"].as_f64().unwrap());
        assert!((row["percentile"].as_f64().unwrap() - expected).abs() < 1e-9, "{row}");
        assert!(row["domains"].as_array().unwrap().iter().all(|domain| domain["percentile"].is_number()));
    }
    let row = &told["rows"][3];
    let attempt = row["attempt_id"].as_str().unwrap();
    let (_, detail) = room.ask("GET", &format!("/api/attempts/{attempt}/result"), &Value::Null).await;
    assert_eq!((&detail["norms"], &detail["result"]["percentile"]), (&told["norms"], &row["percentile"]));
    let (_, csv) = room.raw("GET", &format!("/api/sessions/{later}/results.csv"), &Value::Null).await;
    let csv = String::from_utf8(csv).unwrap();
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let mut column = |name: &str| reader.headers().unwrap().iter().position(|known| known == name).unwrap();
    let (rank, title, people) = (column("persentil"), column("kelompok_norma"), column("kelompok_norma_orang"));
    let line = reader.records().nth(3).unwrap().unwrap();
    assert_eq!(line[rank], format!("{:.1}", row["percentile"].as_f64().unwrap()));
    assert_eq!((&line[title], &line[people]), ("Uji 2026", "32"));

    let (_, desk) = room.make("Uji 2027", &[&norm, &later]).await;
    let standing: Vec<(&Value, &Value)> =
        desk["groups"].as_array().unwrap().iter().map(|one| (&one["title"], &one["in_use"])).collect();
    let (yes, no, new, old) = (json!(true), json!(false), json!("Uji 2027"), json!("Uji 2026"));
    assert_eq!(standing, [(&new, &yes), (&old, &no)]);
    assert_eq!(room.results(&later).await["norms"]["title"], "Uji 2027");
    let path = format!("/api/norms/{}/withdraw", desk["groups"][0]["id"].as_str().unwrap());
    assert_eq!(room.ask("POST", &path, &json!({"reason": "terlalu campur"})).await.0, 200);
    assert_eq!(room.ask("POST", &path, &json!({"reason": "terlalu campur"})).await.0, 409);
    assert_eq!(room.results(&later).await["norms"]["title"], "Uji 2026");
    assert_eq!(room.make("Uji 2026", &[&norm]).await.0, 409, "the same content is the same group");
    assert_eq!(room.actions().await, ["norms_made", "norms_made", "norms_withdrawn"]);
}

async fn without_a_group_nothing_is_invented(engine: Engine) {
    let room = Room::new(engine).await;
    let session = room.sat(PEOPLE, 0).await;
    let told = room.results(&session).await;
    assert_eq!((&told["norms"], &told["rows"][0]["percentile"]), (&Value::Null, &Value::Null));
    let (_, csv) = room.raw("GET", &format!("/api/sessions/{session}/results.csv"), &Value::Null).await;
    let csv = String::from_utf8(csv).unwrap();
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let rank = reader.headers().unwrap().iter().position(|known| known == "persentil").unwrap();
    assert!(reader.records().all(|line| line.unwrap()[rank].is_empty()));
}

async fn made_up_people_are_no_norm_for_real_ones(engine: Engine) {
    let room = Room::new(engine).await;
    let (real, rehearsal) = (room.sat(PEOPLE, 0).await, room.rehearsed().await);
    assert_eq!(fault(&room.make("Campur", &[&real, &rehearsal]).await), (422, "sessions", "rehearsal"));
    let (status, desk) = room.make("Gladi", &[&rehearsal]).await;
    assert_eq!((status, &desk["groups"][0]["rehearsal"]), (201, &json!(true)));
    assert_eq!(room.results(&real).await["norms"], Value::Null, "nothing of it beside real people");
    assert_eq!(room.results(&rehearsal).await["norms"]["rehearsal"], true);
}

async fn a_person_counts_once_and_a_voided_attempt_not_at_all(engine: Engine) {
    let room = Room::new(engine).await;
    // The same people, by their NIPs: the second sitting adds nobody but the four who were new.
    let (first, second) = (room.sat(PEOPLE, 0).await, room.sat(PEOPLE + 4, 1).await);
    let (_, desk) = room.make("Dua kali", &[&first, &second]).await;
    assert_eq!(desk["groups"][0]["persons"], 35);
    let rows = room.results(&second).await["rows"].clone();
    assert_eq!((&rows[35]["voided"], &rows[35]["percentile"]), (&json!(true), &Value::Null));
    assert!(rows[34]["percentile"].is_number());
}

async fn strange_groups_are_refused_with_their_field(engine: Engine) {
    let room = Room::new(engine).await;
    let (few, open) = (room.sat(29, 0).await, room.hall.opened(2).await);
    let other = room.sat(PEOPLE, 0).await;
    let post = |body: Value| {
        let room = &room;
        async move { room.ask("POST", "/api/norms", &body).await }
    };
    let one = few.as_str();
    let many: Vec<String> = (0..201).map(|n| format!("s{n}")).collect();
    for (body, field, code) in [
        (json!({"title": " ", "sessions": [one], "reason": "x"}), "title", "missing"),
        (json!({"title": "x".repeat(201), "sessions": [one], "reason": "x"}), "title", "too_long"),
        (json!({"title": "a\u{0}b", "sessions": [one], "reason": "x"}), "title", "control_character"),
        (json!({"title": "x", "sessions": [one], "reason": ""}), "reason", "missing"),
        (json!({"title": "x", "sessions": [], "reason": "x"}), "sessions", "missing"),
        (json!({"title": "x", "sessions": ["nowhere"], "reason": "x"}), "sessions", "unknown"),
        (json!({"title": "x", "sessions": [open.as_str()], "reason": "x"}), "sessions", "not_closed"),
        (json!({"title": "x", "sessions": many, "reason": "x"}), "sessions", "too_long"),
        (json!({"title": "x", "sessions": [one, one], "reason": "x"}), "sessions", "too_few"),
    ] {
        assert_eq!(fault(&post(body.clone()).await), (422, field, code), "{body}");
    }
    assert_eq!(post(json!({"title": "x", "sessions": ["\u{0}"], "reason": "x"})).await.0, 422);
    room.hall.planning.add_blueprint("1".into(), &mut room.hall.actor("tina")).await.unwrap();
    let shorter = room.sat(PEOPLE, 0).await;
    assert_eq!(fault(&room.make("x", &[&other, &shorter]).await), (422, "sessions", "another_blueprint"));
    assert_eq!(room.make("x", &[&shorter]).await.0, 201);
    assert_eq!(room.results(&other).await["norms"], Value::Null, "another blueprint, another scale");
    for path in ["/api/norms/x/withdraw", "/api/norms/%00/withdraw"] {
        assert_eq!(room.ask("POST", path, &json!({"reason": "salah"})).await.0, 404);
    }
    assert_eq!(room.ask("POST", "/api/norms/x/withdraw", &json!({"reason": ""})).await.0, 422);
    assert_eq!(room.actions().await, ["norms_made"]);
}

/// Proposed by one, published by another, some time later.
async fn rescored(room: &Room, session: &SessionId, ask: &Ask) {
    room.hall.advance(60_000);
    let trial = room.hall.planning.propose_rescoring(session, ask, "soal rancu", &mut room.hall.actor("rudi")).await;
    let number = trial.unwrap().revision.unwrap().number;
    room.hall.planning.publish_rescoring(session, number, "setuju", &mut room.hall.actor("tina")).await.unwrap();
    room.hall.advance(60_000);
}

async fn a_group_says_when_its_sessions_were_scored_again(engine: Engine) {
    let room = Room::new(engine).await;
    let session = room.sat(PEOPLE, 0).await;
    let desk = room.make("Acuan 2026", &[&session]).await.1;
    assert_eq!((&desk["groups"][0]["rescored"], &desk["groups"][0]["successor"]), (&json!([]), &Value::Null));
    let item = room.hall.store.forms(&session).await.unwrap()[PEOPLE - 1].1.items().next().unwrap().id.clone();
    let drop = Ask { items: vec![(item, Treatment::Dropped)], ..Ask::default() };
    rescored(&room, &session, &drop).await;
    let (_, desk) = room.ask("GET", "/api/norms", &Value::Null).await;
    let since = &desk["groups"][0]["rescored"][0];
    assert_eq!((&since["session_id"], &since["revision"]), (&json!(session.as_str()), &json!(1)), "{desk}");
    assert_eq!(since["title"], "Sesi 1");
    let told = room.results(&session).await["norms"].clone();
    assert_eq!(told["rescored"][0], *since, "results say it, too");

    // Back to the first rules: the group would be the same, so nobody is asked to make it anew.
    rescored(&room, &session, &Ask::default()).await;
    assert_eq!(room.results(&session).await["norms"]["rescored"], json!([]));
    rescored(&room, &session, &drop).await;
    assert_eq!(room.results(&session).await["norms"]["rescored"][0]["revision"], 3);

    let (status, desk) = room.make("Acuan 2026", &[&session]).await;
    assert_eq!(status, 201, "{desk}");
    let groups = &desk["groups"];
    assert_eq!((&groups[0]["in_use"], &groups[0]["rescored"]), (&json!(true), &json!([])));
    assert_eq!((&groups[1]["in_use"], &groups[1]["rescored"]), (&json!(false), &json!([])));
    assert_eq!(groups[1]["successor"]["title"], "Acuan 2026");
    assert_eq!(groups[1]["successor"]["made_ms"], groups[0]["made_ms"]);
    let told = room.results(&session).await["norms"].clone();
    assert_eq!((&told["id"], &told["rescored"]), (&groups[0]["id"], &json!([])));
}
