//! What a candidate says over HTTP: sign-in, the form, and commands where websockets are blocked.

use std::time::{Duration, Instant};

use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use crate::candidate::{Candidate, End};
use crate::ledger::Doing;
use crate::world::Order;

/// Commands in one batch (protocol, §7).
const BATCH: usize = 50;

/// False: try again.
pub async fn sign_in(me: &mut Candidate) -> bool {
    let url = format!("http://127.0.0.1:{}/api/candidate/sign-in", me.door());
    let body = json!({"nip": me.card.nip, "access_code": me.card.code});
    let Ok(answer) = ask(me, me.world.http.post(url).json(&body)).await else { return false };
    let status = answer.status();
    let Ok(answer) = answer.json::<Value>().await else { return false };
    match answer["token"].as_str() {
        Some(token) => token.clone_into(&mut me.token),
        None => me.world.count(&format!("sign-in {status}")),
    }
    !me.token.is_empty()
}

/// Fetches the items.
pub async fn form(me: &mut Candidate) -> Result<(), End> {
    let url = format!("http://127.0.0.1:{}/api/candidate/form", me.door());
    let Ok(answer) = ask(me, me.world.http.get(url).bearer_auth(&me.token)).await else { return Ok(()) };
    let status = answer.status();
    if status == StatusCode::UNAUTHORIZED {
        return Err(me.signed_out());
    }
    let Ok(form) = answer.json::<Value>().await else { return Ok(()) };
    if status != StatusCode::OK {
        me.world.count(&format!("form {status}"));
        return Ok(());
    }
    let sections = form["sections"].as_array().unwrap().iter();
    let items = sections.flat_map(|section| section["items"].as_array().unwrap());
    me.ledger.form = items.map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    Ok(())
}

/// A batch, and what is told of it. `Err`: nothing was heard.
pub async fn say(me: &mut Candidate, numbers: &[u64]) -> Result<Option<Duration>, End> {
    let url = format!("http://127.0.0.1:{}/api/candidate/commands", me.door());
    let commands: Vec<Value> = numbers.iter().map(|number| me.ledger.frame(*number)).collect();
    numbers.iter().for_each(|number| me.sending(*number));
    let body = json!({"client_id": me.ledger.client, "commands": commands});
    let answer = ask(me, me.world.http.post(url).bearer_auth(&me.token).json(&body)).await?;
    let status = answer.status();
    let retry = answer.headers().get("retry-after").and_then(|text| text.to_str().ok()?.parse().ok());
    if status == StatusCode::UNAUTHORIZED {
        return Err(me.signed_out());
    }
    let Ok(told) = answer.json::<Value>().await else { return Err(End::Broken) };
    if status != StatusCode::OK {
        me.world.count(&format!("commands {status}"));
        return Err(retry.map_or(End::Broken, |seconds| End::After(Duration::from_secs(seconds))));
    }
    let results = told["results"].as_array().unwrap();
    let waits: Vec<Duration> = results.iter().filter_map(|result| me.told(result)).map(|(_, after)| after).collect();
    if me.check(&told["snapshot"], "snapshot over HTTP") {
        return Err(End::Over);
    }
    Ok(waits.into_iter().max())
}

/// A turn of a candidate without websockets: one batch after the other.
pub async fn turn(me: &mut Candidate) -> End {
    if !me.ledger.has(&Doing::Start) {
        me.ledger.add(Doing::Start);
    }
    loop {
        let outbox: Vec<u64> = me.ledger.outbox().into_iter().take(BATCH).collect();
        match say(me, &outbox).await {
            Err(end) => return end,
            Ok(Some(after)) => return End::After(after),
            Ok(None) => me.rested(),
        }
        if me.ledger.form.is_empty()
            && let Err(end) = form(me).await
        {
            return end;
        }
        tokio::time::sleep_until(me.next_command().into()).await;
        me.think();
    }
}

async fn ask(me: &Candidate, request: RequestBuilder) -> Result<Response, End> {
    let started = Instant::now();
    let answer = request.timeout(me.patience).send().await;
    if answer.is_err() && started.elapsed() >= me.patience {
        me.world.count("HTTP without an answer in time");
    }
    answer.map_err(|_| End::Broken)
}

impl Candidate {
    /// The token does not count any more: only right when the session is being closed.
    pub fn signed_out(&self) -> End {
        if *self.world.orders.borrow() != Order::Finish {
            self.world.violated(format!("candidate {}: signed out in the middle of the session", self.mark));
        }
        End::Over
    }
}
