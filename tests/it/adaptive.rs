//! An adaptive session over a real Redis, whose server is killed with SIGKILL between any two steps: the attempt goes on
//! at exactly the next item, and in the end everything is as if nothing had happened.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use ukur::app::App;
use ukur::delivery::ports::FinalRecord;
use ukur::domain::adaptive::{Design, Sequence, Step};
use ukur::domain::form::Form;
use ukur::domain::ids::ItemId;
use ukur::domain::response::Response;
use ukur::domain::scoring::{Basis, parameters};
use ukur::store::sql::SqlRecords;

use crate::candidate::{Line, answer, ask, command, connect, items, say, sign_in, wait_for};
use crate::redis::Redis;
use crate::server::{Server, Setup, Stores};

async fn begin(stores: Stores) -> (Server, String) {
    let server = Server::start_with(Setup { adaptive: true, ..Setup::default() }, stores).await;
    let token = sign_in(&server, &server.cards[0]).await;
    (server, token)
}

fn open_item(phase: &Value) -> Option<String> {
    phase["offer"]["item_id"].as_str().map(str::to_owned)
}

fn confirm(number: u64, item: &str) -> Value {
    json!({"type": "confirm", "client_seq": number, "item_id": item, "seen_seq": 9_999})
}

async fn phase_after(line: &mut Line) -> Value {
    wait_for(line, "phase").await["phase"].clone()
}

#[tokio::test]
async fn a_killed_server_goes_on_at_exactly_the_next_item() {
    let redis = Redis::start();
    let (mut server, token) = begin(Stores { checkpoint_url: redis.url(), ..Stores::default() }).await;
    let (mut line, _) = connect(&server, &token, "laptop").await.unwrap();
    say(&mut line, command("start", 1)).await.unwrap();
    let mut phase = phase_after(&mut line).await;
    let (mut number, mut offered) = (1, Vec::new());
    while let Some(item) = open_item(&phase) {
        offered.push(item.clone());
        assert_eq!(items(&server, &token).await, offered, "only what was offered leaves the server");
        number += 2;
        let option = ["A", "B"][offered.len() % 2];
        let given = ask(&mut line, answer(number - 1, &item, option, 9_999)).await.unwrap();
        assert_eq!(given["type"], "ack", "{given}");
        match offered.len() {
            // After the step was acknowledged: the next item stands.
            3 => {
                assert_eq!(ask(&mut line, confirm(number, &item)).await.unwrap()["type"], "ack");
                let told = phase_after(&mut line).await;
                server.kill();
                server.restart();
                let (again, welcome) = connect(&server, &token, "laptop").await.unwrap();
                line = again;
                phase = welcome["snapshot"]["phase"].clone();
                assert_eq!(phase, told, "the same item as before the crash");
            }
            // With the step on its way: it is made once, whether the crash came before or after.
            5 => {
                say(&mut line, confirm(number, &item)).await.unwrap();
                server.kill();
                server.restart();
                let (again, _) = connect(&server, &token, "laptop").await.unwrap();
                line = again;
                assert_eq!(ask(&mut line, confirm(number, &item)).await.unwrap()["type"], "ack");
                assert_eq!(ask(&mut line, confirm(number, &item)).await.unwrap()["type"], "ack", "a repeat");
                let (again, welcome) = connect(&server, &token, "laptop").await.unwrap();
                line = again;
                phase = welcome["snapshot"]["phase"].clone();
                assert_eq!(phase["offer"]["number"], 6);
            }
            _ => {
                say(&mut line, confirm(number, &item)).await.unwrap();
                phase = phase_after(&mut line).await;
            }
        }
    }
    assert!((8..=16).contains(&offered.len()), "{} items", offered.len());
    let submitted = ask(&mut line, command("submit", number + 1)).await.unwrap();
    assert_eq!(submitted["type"], "ack", "{submitted}");
    let closed = phase_after(&mut line).await;
    assert_eq!((&closed["items"], &closed["answered"]), (&json!(offered.len()), &json!(offered.len())));
    let app = server.app().await;
    let record = server.final_record(&server.cards[0].attempt).await;
    let given: Vec<&str> = record.offered.iter().map(ItemId::as_str).collect();
    assert_eq!(given, offered);
    measured(&record);
    chosen_again(&server, &app, &record).await;
}

/// The category is that of θ, whatever the number of right answers says.
fn measured(record: &FinalRecord) {
    let measurement = record.outcome.measurement.as_ref().unwrap();
    assert!(matches!(measurement.basis, Basis::Calibrated(_)));
    let by_theta = measurement.cuts.iter().filter(|cut| measurement.overall.theta >= **cut).count();
    assert_eq!(record.outcome.category as usize, by_theta);
    assert_eq!(usize::from(record.outcome.items), record.offered.len());
    assert_eq!(usize::from(measurement.overall.items), record.offered.len());
}

/// From pool, parameters, rules and answers alone, on another machine: the same items, one by one.
async fn chosen_again(server: &Server, app: &App, record: &FinalRecord) {
    let file = app.planning.result(&record.attempt).await.unwrap();
    let versions = app.planning.bank_versions().await.unwrap();
    let (_, bank) = versions.into_iter().find(|(stamp, _)| stamp.version == file.session.bank).unwrap();
    let records = SqlRecords::open_sqlite(&server.dir.path().join("records.db")).await.unwrap();
    let pinned = file.session.calibration.clone().unwrap();
    let calibration = ukur::delivery::ports::RecordStore::pinned_calibration(&records, &pinned).await.unwrap();
    let parameters = parameters(&file.blueprint, &bank, calibration.as_ref());
    let design = Arc::new(Design::new(&file.blueprint, &bank, &parameters).unwrap());
    replays(&Sequence::new(design, &file.form).unwrap(), record, &file.form);
}

fn replays(sequence: &Sequence, record: &FinalRecord, pool: &Form) {
    let responses: BTreeMap<&ItemId, &Response> = record.responses.iter().map(|(id, r)| (id, &r.response)).collect();
    for (length, item) in record.offered.iter().enumerate() {
        assert!(pool.items().any(|place| place.id == *item), "{item} is outside the pool");
        let log = record.offered[..length].iter().map(|item| (item, responses.get(item).copied()));
        assert_eq!(sequence.step(log), Step::Offer(item.clone()), "item {length}");
    }
}

#[tokio::test]
async fn without_a_websocket_the_steps_go_by_http() {
    let (server, token) = begin(Stores::default()).await;
    let send = async |commands: Value| {
        let body = json!({"client_id": "http", "commands": commands});
        let request =
            reqwest::Client::new().post(server.url("/api/candidate/commands")).bearer_auth(&token).json(&body);
        request.send().await.unwrap().error_for_status().unwrap().json::<Value>().await.unwrap()
    };
    let started = send(json!([command("start", 1)])).await;
    let first = open_item(&started["snapshot"]["phase"]).unwrap();
    let step = json!([answer(2, &first, "A", 9), confirm(3, &first)]);
    let after = send(step.clone()).await;
    let second = open_item(&after["snapshot"]["phase"]).unwrap();
    assert_ne!(second, first);
    let again = send(step).await;
    assert_eq!(open_item(&again["snapshot"]["phase"]), Some(second.clone()), "a repeat gives the same next item");
    assert_eq!(again["snapshot"]["phase"]["offer"]["number"], 2);
    let refused = send(json!([
        answer(4, &first, "B", 99),
        confirm(5, "elsewhere"),
        command("submit", 6),
        json!({"type": "confirm", "client_seq": 7, "item_id": "", "seen_seq": 1}),
    ]))
    .await;
    let codes: Vec<&str> = refused["results"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["passed_item", "unknown_item", "items_left", "malformed"]);
    assert_eq!(items(&server, &token).await, [first, second]);
}
