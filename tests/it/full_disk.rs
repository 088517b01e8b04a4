//! A disk that is full: no ack, a clear error, and recovery when space is back. The process's file size limit plays
//! the full disk: every write that would make a file longer fails.

use serde_json::{Value, json};

use crate::candidate::{answer, ask, command, connect, items, sign_in};
use crate::server::{Server, Setup};

fn limit_files(pid: i32, bytes: u64) {
    let limit = libc::rlimit { rlim_cur: bytes, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: sets a limit of a child that this test started.
    #[allow(unsafe_code)]
    let done = unsafe { libc::prlimit(pid, libc::RLIMIT_FSIZE, &raw const limit, std::ptr::null_mut()) };
    assert_eq!(done, 0, "prlimit");
}

async fn readiness(server: &Server) -> (u16, Value) {
    let answer = reqwest::get(server.url("/readyz")).await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_full_disk_gives_no_ack_and_space_brings_it_back() {
    let server = Server::start(Setup::default()).await;
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut line, _) = connect(&server, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let form = items(&server, &token).await;
    ask(&mut line, answer(2, &form[0], "A", 9)).await.unwrap();

    limit_files(server.pid(), 1);
    let refused = ask(&mut line, answer(3, &form[1], "B", 9)).await.unwrap();
    assert_eq!((&refused["code"], refused["retry_after_ms"].is_number()), (&json!("unavailable"), true));
    let (status, ready) = readiness(&server).await;
    assert_eq!((status, &ready["checkpoint"]), (503, &json!(false)));

    limit_files(server.pid(), libc::RLIM_INFINITY);
    let acked = ask(&mut line, answer(3, &form[1], "B", 9)).await.unwrap();
    assert_eq!(acked["type"], "ack", "{acked}");
    assert_eq!(readiness(&server).await.0, 200);
    ask(&mut line, command("submit", 4)).await.unwrap();
    let record = server.final_record(&server.cards[0].attempt).await;
    assert_eq!(record.responses.len(), 2);
}
