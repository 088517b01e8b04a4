//! `ukur demo`: a server with a session that is open now, 400 plainly synthetic candidates and staff accounts. What
//! is made once is kept; the passwords are drawn at the first start and stand in the data directory.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::serve::stop_on_signal;
use super::text::{refuse, say};
use crate::access::role::Role;
use crate::access::{NewAccount, code};
use crate::app::App;
use crate::config::Config;
use crate::domain::ids::{AttemptId, BlueprintId, EventId, SessionId};
use crate::domain::session::{Session, SessionStatus, StartRule};
use crate::domain::time::{Instant, Span};
use crate::planning::session::SessionDraft;
use crate::planning::{PlanError, Rehearsal};

const CANDIDATES: usize = 400;
const UNITS: [&str; 8] = [
    "Dinas Pendidikan",
    "Dinas Kesehatan",
    "Dinas Sosial",
    "Badan Keuangan Daerah",
    "Dinas Perhubungan",
    "Sekretariat Daerah",
    "Kecamatan Utara",
    "Kecamatan Selatan",
];
const JOB_GROUPS: [&str; 4] = ["administrator", "pengawas", "fungsional", "pelaksana"];
/// A demo session stays open for a week; with less than this left a new one is made.
const WINDOW: Span = Span::minutes(7 * 24 * 60);
const LEFT: Span = Span::minutes(3 * 60);
const EVENT: &str = "Demo uji kompetensi ASN";
const SESSION: &str = "Sesi demo";
const REHEARSALS: [&str; 3] = ["Gladi demo 1", "Gladi demo 2", "Gladi demo 3"];

/// The demo's staff passwords, kept beside its data.
#[derive(Clone, Serialize, Deserialize)]
struct SignIn {
    administrator: String,
    proctor: String,
    /// A second administrator: who wrote an item cannot approve it. Absent in data of an older demo.
    #[serde(default)]
    reviewer: String,
}

pub(super) async fn run(config: Config) -> anyhow::Result<()> {
    let app = App::open(config).await?;
    app.load_shipped().await?;
    let sign_in = staff(&app).await?;
    finished(&app).await?;
    let session = session(&app).await?;
    let guide = guide(&app, &session, &sign_in).await?;
    app.serve(stop_on_signal()?, |address| say!("{}", greeting(address, &guide))).await
}

async fn staff(app: &App) -> anyhow::Result<SignIn> {
    let path = app.config.data_dir.join("demo.json");
    let known = std::fs::read_to_string(&path).ok();
    let known = known.map(|text| serde_json::from_str::<SignIn>(&text)).transpose();
    let known = known.with_context(|| format!("{} is broken; `make reset`", path.display()))?;
    if let Some(known) = known.as_ref().filter(|known| !known.reviewer.is_empty()) {
        return Ok(known.clone());
    }
    let sign_in = match known {
        Some(known) => SignIn { reviewer: password(app), ..known },
        None => {
            let made = SignIn { administrator: password(app), proctor: password(app), reviewer: password(app) };
            add(app, "admin", "Admin Demo", Role::Administrator, &made.administrator).await?;
            add(app, "pengawas", "Pengawas Demo", Role::Proctor, &made.proctor).await?;
            made
        }
    };
    add(app, "penelaah", "Penelaah Demo", Role::Administrator, &sign_in.reviewer).await?;
    write(&path, &serde_json::to_string(&sign_in)?)?;
    Ok(sign_in)
}

fn password(app: &App) -> String {
    code::printed(&code::derive(&app.actor("ukur").new_secret(), &AttemptId::new("demo"), 0)).to_lowercase()
}

async fn add(app: &App, username: &str, name: &str, role: Role, password: &str) -> anyhow::Result<()> {
    let account = NewAccount { username: username.into(), name: name.into(), role, password: password.into() };
    app.access.add_staff(account, &mut app.actor("ukur")).await?;
    Ok(())
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create(true).truncate(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The open demo session with time left, or a new one.
async fn session(app: &App) -> anyhow::Result<SessionId> {
    let enough = app.actor("ukur").now + LEFT;
    let known = app.planning.sessions().await?.into_iter().find(|record| is_own(&record.session, enough));
    match known {
        Some(record) => Ok(record.session.id),
        None => new_session(app, SESSION, WINDOW).await,
    }
}

/// Not one that somebody tried out beside it, in the same event: the greeting prints codes of this demo's people.
fn is_own(session: &Session, enough: Instant) -> bool {
    let named = session.event_title == EVENT && session.title == SESSION;
    named && session.status == SessionStatus::Open && session.closes > enough
}

/// Rehearsals that are over, so that results and analysis have something to show.
async fn finished(app: &App) -> anyhow::Result<()> {
    let known: Vec<String> = app.planning.sessions().await?.into_iter().map(|record| record.session.title).collect();
    for (seed, title) in (1..).zip(REHEARSALS).filter(|(_, title)| !known.iter().any(|known| known == title)) {
        let session = new_session(app, title, Span::minutes(2 * 60)).await?;
        app.planning.rehearse(&session, Rehearsal { seed, odd: true }, &mut app.actor("ukur")).await?;
    }
    Ok(())
}

async fn new_session(app: &App, title: &str, left: Span) -> anyhow::Result<SessionId> {
    let mut by = app.actor("ukur");
    let draft = SessionDraft {
        title: title.into(),
        opens: by.now + Span::minutes(-60),
        closes: by.now + left,
        time_zone: "Asia/Jakarta".into(),
        capacity: 400,
        start: StartRule::Candidate,
        admission_required: false,
        blueprint: BlueprintId::new("asn-umum"),
        bank: None,
    };
    let event = event(app).await?;
    let session = app.planning.add_session(&event, draft, &mut by).await?.session.id;
    app.planning.import(&session, candidates().as_bytes(), false, &mut by).await?;
    match app.planning.open_session(&session, &mut by).await {
        Ok(_) => Ok(session),
        Err(PlanError::NotReady(missing)) => refuse("the demo session cannot open", &missing).map(|()| session),
        Err(error) => Err(error.into()),
    }
}

async fn event(app: &App) -> anyhow::Result<EventId> {
    let known = app.planning.events().await?.into_iter().find(|event| event.title == EVENT);
    match known {
        Some(event) => Ok(event.id),
        None => Ok(app.planning.add_event(EVENT, "Ukur", &mut app.actor("ukur")).await?.id),
    }
}

/// Synthetic on the face of it: numbered names, one birthday for all.
fn candidates() -> String {
    let mut csv = String::from("nip,nama,unit,kelompok_jabatan,email,tambahan_waktu_persen,ruang,kursi\n");
    for number in 1..=CANDIDATES {
        let unit = UNITS[number % UNITS.len()];
        let group = JOB_GROUPS[number % JOB_GROUPS.len()];
        let extra = if number.is_multiple_of(100) { "30" } else { "" };
        let (room, seat) = (if number <= CANDIDATES / 2 { "A" } else { "B" }, (number - 1) % 200 + 1);
        let _ =
            writeln!(csv, "199001012020011{number:03},Peserta Uji {number:03},{unit},{group},,{extra},{room},{seat}");
    }
    csv
}

/// How to sign in, for the greeting.
struct Guide {
    candidates: Vec<(String, String)>,
    sign_in: SignIn,
}

async fn guide(app: &App, session: &SessionId, sign_in: &SignIn) -> anyhow::Result<Guide> {
    let cards = app.planning.cards(session, &mut app.actor("ukur")).await?;
    let candidates = cards.into_iter().take(3).map(|card| (card.candidate.nip, card.access_code));
    Ok(Guide { candidates: candidates.collect(), sign_in: sign_in.clone() })
}

fn greeting(address: SocketAddr, guide: &Guide) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "\nUkur demo: one open session, {CANDIDATES} synthetic candidates.\n");
    let _ = writeln!(text, "  Candidate      http://{address}/");
    for (nip, code) in &guide.candidates {
        let _ = writeln!(text, "                   NIP {nip}   access code {code}");
    }
    let _ = writeln!(text, "                   (all codes: administrator > session > access cards)");
    let _ = writeln!(text, "  Proctor        http://{address}/proctor");
    let _ = writeln!(text, "                   username pengawas   password {}", guide.sign_in.proctor);
    let _ = writeln!(text, "  Administrator  http://{address}/admin");
    let _ = writeln!(text, "                   username admin      password {}", guide.sign_in.administrator);
    let _ =
        writeln!(text, "  Second person  username penelaah   password {}  (approves items)", guide.sign_in.reviewer);
    let _ = writeln!(text, "\nStop: Ctrl-C. The data stay; `make reset` removes them.");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{BankVersion, BlueprintVersion};

    #[test]
    fn only_the_demos_own_open_session_with_time_left_is_greeted_with() {
        let own = Session {
            id: SessionId::new("s"),
            event: EventId::new("e"),
            event_title: EVENT.into(),
            title: SESSION.into(),
            status: SessionStatus::Open,
            opens: Instant(0),
            closes: Instant(10),
            time_zone: "Asia/Jakarta".into(),
            capacity: 400,
            start: StartRule::Candidate,
            admission_required: false,
            blueprint: BlueprintVersion::new("b"),
            bank: BankVersion::new("v"),
            calibration: None,
        };
        assert!(is_own(&own, Instant(9)));
        let tried = Session { title: "Sesi saya".into(), ..own.clone() };
        let elsewhere = Session { event_title: "Seleksi 2026".into(), ..own.clone() };
        let over = Session { status: SessionStatus::Closed, ..own.clone() };
        assert!([tried, elsewhere, over].iter().all(|other| !is_own(other, Instant(9))));
        assert!(!is_own(&own, Instant(10)));
    }
}
