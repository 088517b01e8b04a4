//! What a proctor does reaches the candidate, the board and the audit log.

use serde_json::{Value, json};
use ukur::domain::session::StartRule;

use crate::candidate::{answer, ask, close_code, command, connect, items, sign_in, wait_for};
use crate::server::{PASSWORD, Server, Setup};

pub struct Staff<'a> {
    server: &'a Server,
    http: reqwest::Client,
    cookie: String,
}

impl<'a> Staff<'a> {
    pub async fn sign_in(server: &'a Server, username: &str) -> Self {
        let http = reqwest::Client::new();
        let body = json!({"username": username, "password": PASSWORD});
        let answer = http.post(server.url("/api/staff/sign-in")).json(&body).send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Self { server, http, cookie }
    }

    pub async fn intervene(&self, intervention: Value, reason: &str) -> Value {
        let path = format!("/api/sessions/{}/interventions", self.server.session);
        let body = json!({"intervention": intervention, "attempts": null, "reason": reason});
        let request = self.http.post(self.server.url(&path)).header("cookie", &self.cookie).json(&body);
        request.send().await.unwrap().json().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.http.post(self.server.url(path)).header("cookie", &self.cookie).json(body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    pub async fn get(&self, path: &str) -> Value {
        let request = self.http.get(self.server.url(path)).header("cookie", &self.cookie);
        request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
    }
}

#[tokio::test]
async fn a_guided_session_from_admission_to_end() {
    let setup = Setup { start: StartRule::Proctor, admission: true, candidates: 2, ..Setup::default() };
    let server = Server::start(setup).await;
    let staff = Staff::sign_in(&server, "pengawas").await;
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut line, welcome) = connect(&server, &token, "laptop").await.unwrap();
    assert_eq!(welcome["snapshot"]["phase"]["phase"], "registered");
    assert_eq!(ask(&mut line, command("start", 1)).await.unwrap()["code"], "not_admitted");

    assert_eq!(staff.intervene(json!({"action": "admit"}), "").await["done"], 1, "only those who are here");
    assert_eq!(wait_for(&mut line, "phase").await["phase"]["phase"], "admitted");
    assert_eq!(staff.intervene(json!({"action": "start"}), "").await["done"], 1);
    let started = wait_for(&mut line, "phase").await;

    let deadline = started["phase"]["deadline_ms"].as_i64().unwrap();
    let form = items(&server, &token).await;
    ask(&mut line, answer(1, &form[0], "A", 9)).await.unwrap();

    assert_eq!(staff.intervene(json!({"action": "suspend"}), "Gangguan\0listrik").await["code"], "invalid");
    staff.intervene(json!({"action": "suspend"}), "Gangguan listrik").await;
    let suspended = wait_for(&mut line, "phase").await;
    assert_eq!(suspended["phase"]["reason"], "Gangguan listrik");
    assert_eq!(ask(&mut line, answer(2, &form[1], "A", 9)).await.unwrap()["code"], "suspended");
    staff.intervene(json!({"action": "resume"}), "Listrik kembali").await;
    let resumed = wait_for(&mut line, "phase").await["phase"]["deadline_ms"].as_i64().unwrap();
    assert!(resumed > deadline, "the clock stood still");
    assert_eq!(ask(&mut line, answer(2, &form[1], "A", 9)).await.unwrap()["type"], "ack");

    staff.intervene(json!({"action": "extend", "added_ms": 600_000}), "Gangguan listrik").await;
    assert_eq!(wait_for(&mut line, "notice").await["notice"]["body"]["kind"], "extended");
    assert_eq!(wait_for(&mut line, "phase").await["phase"]["deadline_ms"], resumed + 600_000);
    staff.intervene(json!({"action": "message", "text": "Sisa waktu cukup."}), "").await;
    assert_eq!(wait_for(&mut line, "notice").await["notice"]["body"]["text"], "Sisa waktu cukup.");
    ask(&mut line, json!({"type": "call_proctor", "client_seq": 3, "calling": true})).await.unwrap();
    assert_eq!(staff.intervene(json!({"action": "answer_call"}), "").await["done"], 1);
    assert_eq!(wait_for(&mut line, "notice").await["notice"]["body"]["kind"], "call_answered");

    staff.intervene(json!({"action": "end"}), "Peserta sakit").await;
    let ended = wait_for(&mut line, "phase").await["phase"].clone();
    assert_eq!(
        (&ended["how"], &ended["reason"], &ended["answered"]),
        (&json!("ended"), &json!("Peserta sakit"), &json!(2))
    );

    let audit = staff.get(&format!("/api/sessions/{}/audit", server.session)).await;
    let acts: Vec<&str> = audit.as_array().unwrap().iter().map(|act| act["action"].as_str().unwrap()).collect();
    for action in ["admit", "start", "suspend", "resume", "extend", "message", "answer_call", "end"] {
        assert!(acts.contains(&action), "{action} is not in {acts:?}");
    }
}

#[tokio::test]
async fn a_reset_throws_the_old_computer_out_and_the_place_is_kept() {
    let server = Server::start(Setup::default()).await;
    let staff = Staff::sign_in(&server, "pengawas").await;
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut line, _) = connect(&server, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let form = items(&server, &token).await;
    ask(&mut line, answer(2, &form[3], "A", 9)).await.unwrap();
    ask(&mut line, json!({"type": "visit", "client_seq": 3, "item_id": form[4]})).await.unwrap();
    staff.intervene(json!({"action": "reset_login"}), "Pindah komputer").await;
    assert_eq!(wait_for(&mut line, "bye").await["code"], "not_signed_in");
    assert_eq!(close_code(&mut line).await, 4401);
    let me = reqwest::Client::new().get(server.url("/api/candidate/me")).bearer_auth(&token);
    assert_eq!(me.send().await.unwrap().status(), 401);
    let token = sign_in(&server, &server.cards[0]).await;
    let (_, welcome) = connect(&server, &token, "spare").await.unwrap();
    assert_eq!(welcome["snapshot"]["position"], form[4].as_str());
    assert_eq!(welcome["snapshot"]["responses"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn interventions_are_bounded_and_void_is_for_administrators() {
    let server = Server::start(Setup::default()).await;
    let proctor = Staff::sign_in(&server, "pengawas").await;
    let code = |problem: Value| problem["code"].as_str().unwrap_or_default().to_owned();
    assert_eq!(code(proctor.intervene(json!({"action": "void"}), "Alasan kuat").await), "forbidden");
    assert_eq!(code(proctor.intervene(json!({"action": "suspend"}), "").await), "invalid");
    assert_eq!(code(proctor.intervene(json!({"action": "extend", "added_ms": 1}), "alasan").await), "invalid");
    assert_eq!(code(proctor.intervene(json!({"action": "message", "text": ""}), "").await), "invalid");
    assert_eq!(code(proctor.intervene(json!({"action": "explode"}), "alasan").await), "invalid");
}

#[tokio::test]
async fn the_board_shows_what_the_ledger_says() {
    use futures_util::StreamExt;
    use tokio_tungstenite::tungstenite::Message;
    use tokio_tungstenite::tungstenite::client::IntoClientRequest;

    let server = Server::start(Setup { candidates: 3, ..Setup::default() }).await;
    let staff = Staff::sign_in(&server, "pengawas").await;
    let mut request = server.ws_url(&format!("/ws/proctor?session={}", server.session)).into_client_request().unwrap();
    request.headers_mut().insert("cookie", staff.cookie.parse().unwrap());
    let (mut board, _) = tokio_tungstenite::connect_async(request).await.unwrap();
    let mut next = async || loop {
        if let Message::Text(text) = board.next().await.unwrap().unwrap() {
            return serde_json::from_str::<Value>(&text).unwrap();
        }
    };
    let first = next().await;
    assert_eq!((first["rows"].as_array().unwrap().len(), &first["counters"]["not_arrived"]), (3, &json!(3)));
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut line, _) = connect(&server, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let form = items(&server, &token).await;
    ask(&mut line, answer(2, &form[0], "A", 9)).await.unwrap();
    drop(line);
    let row = loop {
        let rows = next().await;
        let row = rows["rows"][0].clone();
        if rows["counters"]["disconnected"] == 1 {
            break row;
        }
    };
    assert_eq!(
        (&row["status"], &row["answered"], &row["connected"]),
        (&json!("in_progress"), &json!(1), &json!(false))
    );
    assert!(!row["nip_masked"].as_str().unwrap().contains(&server.cards[0].nip[4..15]));
}

#[tokio::test]
async fn closing_a_session_ends_what_runs_and_keeps_every_result() {
    let server = Server::start(Setup { candidates: 2, ..Setup::default() }).await;
    let admin = Staff::sign_in(&server, "admin").await;
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut line, _) = connect(&server, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let form = items(&server, &token).await;
    ask(&mut line, answer(2, &form[0], "A", 9)).await.unwrap();
    let path = format!("/api/sessions/{}/close", server.session);
    let request = admin.http.post(server.url(&path)).header("cookie", &admin.cookie);
    let closed: Value = request.json(&json!({"reason": "Waktu habis"})).send().await.unwrap().json().await.unwrap();
    assert_eq!((&closed["status"], &closed["closed_attempts"]), (&json!("closed"), &json!(1)));
    let results = admin.get(&format!("/api/sessions/{}/results", server.session)).await;
    assert_eq!(results["rows"][0]["answered"], 1);
    assert_eq!(results["rows"][0]["score"], json!(5.0), "one of twenty, the key is A");
}
