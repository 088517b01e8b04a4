//! The administrator: plans the sessions of a run, hands out the cards, closes, and fetches what is on record. All over
//! the API that the administrator's page uses.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ukur::wire::admin::{AccessCard, EventView, ImportReport, NewEvent, NewSession, SessionView};
use ukur::wire::candidate::StartRule;
use ukur::wire::item::ResponseValue;
use ukur::wire::number::InstantMs;
use ukur::wire::staff::StaffSignIn;

use crate::audit::Record;
use crate::door::Card;
use crate::site::Site;

/// Opening draws a form for everybody; closing stores what is missing. Both may take a while on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
/// Tries to close while final records are still being stored.
const CLOSING: u32 = 30;
const REASON: &str = "end of the load test";

pub struct Office {
    site: Arc<Site>,
    /// The staff cookie, `name=value`.
    pub cookie: String,
}

/// What a run is planned like.
#[derive(Clone, Debug)]
pub struct Plan {
    pub blueprint: String,
    pub candidates: usize,
    /// Candidates of one session at most: a hall.
    pub session_size: usize,
    /// From now to the end of the window, which cuts everybody's time.
    pub closes_in: Duration,
}

/// One row of `responses.csv`.
#[derive(Deserialize)]
struct ResponseRow {
    attempt_id: String,
    item_id: String,
    response: String,
    spent_ms: i64,
}

impl Office {
    pub async fn sign_in(site: Arc<Site>, username: &str, password: &str) -> anyhow::Result<Self> {
        let body = StaffSignIn { username: username.to_owned(), password: password.to_owned() };
        let answer = site.http.post(site.url("/api/staff/sign-in")).json(&body).send().await;
        let answer = answer.context("the server does not answer")?;
        ensure!(answer.status().is_success(), "{username} cannot sign in: HTTP {}", answer.status());
        let cookie = answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok()?.split(';').next());
        let cookie = cookie.context("the sign-in sets no cookie")?.to_owned();
        Ok(Self { site, cookie })
    }

    /// Plans and opens the sessions; gives their ids and everybody's cards.
    pub async fn plan(&self, plan: &Plan) -> anyhow::Result<(Vec<String>, Vec<Card>)> {
        let title = format!("Uji beban {}", now_ms());
        let event: EventView = self.post("/api/events", &NewEvent { title, organiser: "ukur-load".to_owned() }).await?;
        let (mut sessions, mut cards) = (Vec::new(), Vec::new());
        while cards.len() < plan.candidates {
            let count = plan.session_size.min(plan.candidates - cards.len());
            let session = self.add_session(&event.id, plan, sessions.len() + 1, count).await?;
            let list = candidates(cards.len(), count);
            let import: ImportReport = self.send_text(&format!("/api/sessions/{session}/candidates"), list).await?;
            ensure!(import.faults.is_empty(), "the list of candidates was refused: {:?}", import.faults.first());
            let _: Value = self.post(&format!("/api/sessions/{session}/open"), &json!({})).await?;
            let given: Vec<AccessCard> = self.get(&format!("/api/sessions/{session}/cards")).await?;
            cards.extend(given.into_iter().map(card));
            sessions.push(session);
        }
        Ok((sessions, cards))
    }

    /// Ends what still runs and waits until everything is on record.
    pub async fn close(&self, session: &str) -> anyhow::Result<()> {
        let mut tries = 0;
        loop {
            let closed: anyhow::Result<SessionView> =
                self.post(&format!("/api/sessions/{session}/close"), &json!({ "reason": REASON })).await;
            match closed {
                Ok(_) => return Ok(()),
                Err(error) if tries >= CLOSING => return Err(error.context("the session cannot be closed")),
                Err(_) => tries += 1,
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// The final records of a session's attempts; an attempt without a response is not among them.
    pub async fn records(&self, session: &str) -> anyhow::Result<HashMap<String, Record>> {
        let path = format!("/api/sessions/{session}/responses.csv");
        let text = self.ask(self.site.http.get(self.site.url(&path))).await?.text().await?;
        let mut records: HashMap<String, Record> = HashMap::new();
        for row in csv::Reader::from_reader(text.as_bytes()).deserialize() {
            let row: ResponseRow = row.context("responses.csv")?;
            let response: ResponseValue = serde_json::from_str(&row.response).context("a response in responses.csv")?;
            let record = records.entry(row.attempt_id).or_default();
            record.responses.insert(row.item_id, (response, row.spent_ms));
        }
        Ok(records)
    }

    /// How many attempts of a session have their final record.
    pub async fn recorded(&self, session: &str) -> anyhow::Result<usize> {
        let results: Value = self.get(&format!("/api/sessions/{session}/results")).await?;
        Ok(results["rows"].as_array().map_or(0, Vec::len))
    }

    async fn add_session(&self, event: &str, plan: &Plan, number: usize, count: usize) -> anyhow::Result<String> {
        let now = now_ms();
        let closes_in = i64::try_from(plan.closes_in.as_millis())?;
        let new = NewSession {
            title: format!("Sesi beban {number}"),
            // Long enough for any working time, however soon it closes.
            opens_ms: InstantMs(now - 12 * 3_600_000),
            closes_ms: InstantMs(now + closes_in),
            time_zone: "Asia/Jakarta".to_owned(),
            capacity: u32::try_from(count)?,
            start: StartRule::Candidate,
            admission_required: false,
            blueprint_id: plan.blueprint.clone(),
            bank_version: None,
        };
        let session: SessionView = self.post(&format!("/api/events/{event}/sessions"), &new).await?;
        Ok(session.id)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        Ok(self.ask(self.site.http.get(self.site.url(path))).await?.json().await?)
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl serde::Serialize) -> anyhow::Result<T> {
        Ok(self.ask(self.site.http.post(self.site.url(path)).json(body)).await?.json().await?)
    }

    async fn send_text<T: DeserializeOwned>(&self, path: &str, body: String) -> anyhow::Result<T> {
        Ok(self.ask(self.site.http.post(self.site.url(path)).body(body)).await?.json().await?)
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> anyhow::Result<reqwest::Response> {
        let request = request.header("cookie", &self.cookie).timeout(PATIENCE).build()?;
        let what = format!("{} {}", request.method(), request.url().path());
        let answer = self.site.http.execute(request).await.with_context(|| what.clone())?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let status = answer.status();
        anyhow::bail!("{what}: HTTP {status}: {}", answer.text().await.unwrap_or_default())
    }
}

/// Plainly synthetic people, numbered from `before` on.
fn candidates(before: usize, count: usize) -> String {
    let mut list = "nip,nama,unit,kelompok_jabatan,email,tambahan_waktu_persen,ruang,kursi\n".to_owned();
    for number in before + 1..=before + count {
        let _ = writeln!(list, "199001012020{number:06},Peserta Beban {number},Unit Beban,,,,A,{number}");
    }
    list
}

fn card(card: AccessCard) -> Card {
    Card { attempt: card.attempt_id, nip: card.nip, code: card.access_code }
}

#[allow(clippy::disallowed_methods, reason = "a session's window is planned on the wall clock, as a person does")]
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
