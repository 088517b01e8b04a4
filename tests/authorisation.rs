//! Who may ask what over HTTP, route by route, and what strange requests get.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fall over

mod hall;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, Response, StatusCode, header};
use hall::library::PICTURE;
use hall::{Engine, Hall, NIP, START, both_engines};
use serde_json::{Value, json};
use tower::ServiceExt;
use ukur::access::NewAccount;
use ukur::access::role::Role;
use ukur::delivery::ports::RecordStore;
use ukur::http::{layered, routes};

const PASSWORD: &str = "kata sandi panjang";
const MAX_REPLY: usize = 1 << 20;

/// Route, and its status for: nobody, a candidate, a proctor, an administrator. `{s}` is an open session, `{a}` an
/// attempt without a result. A status beyond the door (404, 409, 422) shows that the role was let in.
const TABLE: &[(&str, &str, [u16; 4])] = &[
    ("GET", "/api/staff/me", [401, 401, 200, 200]),
    ("GET", "/api/staff", [401, 401, 403, 200]),
    ("GET", "/api/audit", [401, 401, 403, 200]),
    ("POST", "/api/staff", [401, 401, 403, 422]),
    ("GET", "/api/events", [401, 401, 403, 200]),
    ("POST", "/api/events", [401, 401, 403, 422]),
    ("POST", "/api/events/x/sessions", [401, 401, 403, 422]),
    ("GET", "/api/sessions", [401, 401, 200, 200]),
    ("GET", "/api/sessions/{s}", [401, 401, 200, 200]),
    ("PUT", "/api/sessions/{s}", [401, 401, 403, 422]),
    ("DELETE", "/api/sessions/{s}", [401, 401, 403, 409]),
    ("POST", "/api/sessions/{s}/open", [401, 401, 403, 409]),
    ("GET", "/api/sessions/{s}/certificate", [401, 401, 200, 200]),
    ("GET", "/api/sessions/{s}/accuracy", [401, 401, 200, 200]),
    ("GET", "/api/sessions/{s}/candidates", [401, 401, 200, 200]),
    ("POST", "/api/sessions/{s}/candidates", [401, 401, 403, 409]),
    ("DELETE", "/api/sessions/{s}/candidates/{a}", [401, 401, 403, 409]),
    ("GET", "/api/sessions/{s}/cards", [401, 401, 403, 200]),
    ("GET", "/api/sessions/{s}/results", [401, 401, 403, 200]),
    ("GET", "/api/sessions/{s}/results.csv", [401, 401, 403, 200]),
    ("GET", "/api/sessions/{s}/results.xlsx", [401, 401, 403, 200]),
    ("GET", "/api/sessions/{s}/responses.csv", [401, 401, 403, 200]),
    ("GET", "/api/sessions/{s}/rescorings", [401, 401, 403, 409]),
    ("POST", "/api/sessions/{s}/rescorings", [401, 401, 403, 422]),
    ("GET", "/api/sessions/{s}/rescorings/1", [401, 401, 403, 404]),
    ("POST", "/api/sessions/{s}/rescorings/1/publish", [401, 401, 403, 422]),
    ("POST", "/api/sessions/{s}/rescorings/1/withdraw", [401, 401, 403, 422]),
    ("GET", "/api/sessions/{s}/audit", [401, 401, 200, 200]),
    ("GET", "/api/attempts/{a}/result", [401, 401, 403, 404]),
    ("GET", "/api/norms", [401, 401, 403, 200]),
    ("POST", "/api/norms", [401, 401, 403, 422]),
    ("POST", "/api/norms/g/withdraw", [401, 401, 403, 422]),
    ("GET", "/api/candidates/template.csv", [401, 401, 403, 200]),
    ("GET", "/api/blueprints", [401, 401, 403, 200]),
    ("GET", "/api/blueprints/x/accuracy", [401, 401, 403, 404]),
    ("GET", "/api/banks", [401, 401, 403, 200]),
    ("GET", "/api/authoring", [401, 401, 403, 200]),
    ("POST", "/api/authoring", [401, 401, 403, 422]),
    ("PUT", "/api/authoring/x", [401, 401, 403, 422]),
    ("GET", "/api/authoring/x/items", [401, 401, 403, 404]),
    ("POST", "/api/authoring/x/items", [401, 401, 403, 422]),
    ("GET", "/api/authoring/x/items/y", [401, 401, 403, 404]),
    ("GET", "/api/authoring/x/items/y/versions/1", [401, 401, 403, 404]),
    ("POST", "/api/authoring/x/items/y/steps", [401, 401, 403, 422]),
    ("POST", "/api/authoring/x/items/y/comments", [401, 401, 403, 422]),
    ("POST", "/api/authoring/x/preview", [401, 401, 403, 422]),
    ("POST", "/api/authoring/x/pictures", [401, 401, 403, 400]),
    ("GET", "/api/authoring/x/stimuli", [401, 401, 403, 404]),
    ("POST", "/api/authoring/x/stimuli", [401, 401, 403, 422]),
    ("GET", "/api/authoring/x/similar", [401, 401, 403, 200]),
    ("GET", "/api/authoring/models", [401, 401, 403, 200]),
    ("POST", "/api/authoring/x/models/m", [401, 401, 403, 422]),
    ("POST", "/api/authoring/x/import", [401, 401, 403, 400]),
    ("POST", "/api/authoring/x/import/sheet", [401, 401, 403, 400]),
    ("GET", "/api/authoring/template.xlsx", [401, 401, 403, 200]),
    ("GET", "/api/authoring/x/export", [401, 401, 403, 400]),
    ("GET", "/api/authoring/x/export/losses", [401, 401, 403, 400]),
    ("GET", "/api/authoring/x/exposure", [401, 401, 403, 200]),
    ("POST", "/api/authoring/x/release", [401, 401, 403, 404]),
    ("GET", "/api/authoring/x/vault", [401, 401, 403, 404]),
    ("POST", "/api/authoring/x/vault/protect", [401, 401, 403, 422]),
    ("POST", "/api/authoring/x/vault/unlock", [401, 401, 403, 422]),
    ("POST", "/api/authoring/x/vault/lock", [401, 401, 403, 404]),
    ("GET", "/api/analysis", [401, 401, 403, 200]),
    ("GET", "/api/analysis/jobs", [401, 401, 403, 200]),
    ("GET", "/api/analysis/jobs/j", [401, 401, 403, 404]),
    ("DELETE", "/api/analysis/jobs/j", [401, 401, 403, 404]),
    ("GET", "/api/analysis/sessions/{s}/integrity", [401, 401, 403, 200]),
    ("GET", "/api/analysis/x/items", [401, 401, 403, 404]),
    ("GET", "/api/analysis/x/items/y", [401, 401, 403, 404]),
    ("GET", "/api/analysis/x/scale", [401, 401, 403, 404]),
    ("GET", "/api/analysis/x/dif", [401, 401, 403, 404]),
    ("GET", "/api/analysis/x/responses.csv", [401, 401, 403, 404]),
    ("GET", "/api/analysis/x/calibrations", [401, 401, 403, 404]),
    ("POST", "/api/analysis/x/calibrations", [401, 401, 403, 404]),
    ("GET", "/api/analysis/x/calibrations/compare", [401, 401, 403, 404]),
    ("POST", "/api/analysis/x/calibrations/import", [401, 401, 403, 404]),
    ("GET", "/api/analysis/x/calibrations/c", [401, 401, 403, 404]),
    ("POST", "/api/analysis/x/calibrations/c/accept", [401, 401, 403, 404]),
    ("POST", "/api/analysis/x/calibrations/c/withdraw", [401, 401, 403, 422]),
    ("GET", "/api/analysis/x/calibrations/c/export", [401, 401, 403, 404]),
    ("GET", "/api/candidate/me", [401, 200, 401, 401]),
    ("POST", "/api/candidate/sign-out", [401, 204, 401, 401]),
    ("POST", "/api/staff/sign-out", [204, 204, 204, 204]),
    ("GET", "/media/aa.svg", [200, 200, 200, 200]),
];

both_engines!(
    every_route_lets_in_whom_it_should,
    staff_sign_in_sets_a_cookie_that_scripts_cannot_read,
    a_wrong_password_is_a_problem_and_many_of_them_a_pause,
    a_candidate_signs_in_and_sees_neither_key_nor_nip,
    masked_nips_everywhere_but_on_cards,
    an_administrator_plans_a_session_from_the_event_to_the_opening,
    strange_requests_get_problem_documents,
    forged_tickets_open_nothing,
    answers_carry_the_headers_that_protect_a_browser,
    a_picture_is_kept_for_ever_and_cannot_run_scripts,
    a_store_that_is_gone_is_told_without_its_words,
);

async fn every_route_lets_in_whom_it_should(engine: Engine) {
    let door = Door::new(engine).await;
    for (method, path, statuses) in TABLE {
        let path = path.replace("{s}", &door.session).replace("{a}", &door.attempt);
        for (role, expected) in
            [Role4::Nobody, Role4::Candidate, Role4::Proctor, Role4::Administrator].into_iter().zip(statuses)
        {
            // Signing out ends the login, so each cell gets a fresh one.
            let request = Door::request(method, &path, door.sign_in(role).await).body(Body::from("{}")).unwrap();
            let response = door.ask(request).await;
            assert_eq!(response.status().as_u16(), *expected, "{method} {path} as {role:?}");
        }
    }
}

/// A route that is added to the map but not to the table fails here.
#[test]
fn the_table_names_every_route() {
    let map = include_str!("../src/http/router.rs");
    let known = ["/api/staff/sign-in", "/api/candidate/sign-in", "/api/{*rest}"];
    for route in map.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let pattern = route
            .replace("events/{id}", "events/x")
            .replace("blueprints/{id}", "blueprints/x")
            .replace("attempts/{id}", "attempts/{a}");
        let pattern = pattern.replace("{id}", "{s}").replace("{attempt}", "{a}").replace("{name}", PICTURE);
        let pattern = pattern
            .replace("{job}", "j")
            .replace("{calibration}", "c")
            .replace("{bank}", "x")
            .replace("{item}", "y")
            .replace("{number}", "1")
            .replace("{model}", "m")
            .replace("{norms}", "g");
        assert!(
            known.contains(&route) || TABLE.iter().any(|(_, path, _)| *path == pattern),
            "{route} is in no row of the table"
        );
    }
}

async fn staff_sign_in_sets_a_cookie_that_scripts_cannot_read(engine: Engine) {
    let door = Door::new(engine).await;
    let body = json!({"username": "petugas", "password": PASSWORD});
    let response = door.post("/api/staff/sign-in", Ticket::None, &body).await;
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    for part in ["ukur_staff=", "; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age=43200"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"));
    assert_eq!(json_of(response).await["role"], "administrator");
}

async fn a_wrong_password_is_a_problem_and_many_of_them_a_pause(engine: Engine) {
    let door = Door::new(engine).await;
    let body = json!({"username": "nobody", "password": "salah salah salah"});
    let mut last = door.post("/api/staff/sign-in", Ticket::None, &body).await;
    assert_eq!(problem(last).await, (401, "wrong_credentials".into()));
    for _ in 0..9 {
        door.post("/api/staff/sign-in", Ticket::None, &body).await;
    }
    last = door.post("/api/staff/sign-in", Ticket::None, &body).await;
    assert_eq!(last.headers()[header::RETRY_AFTER], "6");
    assert_eq!(problem(last).await, (429, "too_many_attempts".into()));
}

async fn a_candidate_signs_in_and_sees_neither_key_nor_nip(engine: Engine) {
    let door = Door::new(engine).await;
    let body = json!({"nip": NIP, "access_code": door.code});
    let response = door.post("/api/candidate/sign-in", Ticket::None, &body).await;
    assert_eq!(response.status(), 200);
    let text = text_of(response).await;
    assert!(!text.contains(NIP) && !text.contains("rahasia"), "{text}");
    let signed: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(signed["me"]["nip_masked"], "1980••••001");
    assert_eq!(signed["me"]["session"]["duration_ms"], 3_600_000);
    assert_eq!(signed["me"]["session"]["sections"][1]["items"], 6);
    let token = signed["token"].as_str().unwrap().to_owned();
    let me = door.get("/api/candidate/me", Ticket::Bearer(token.clone())).await;
    assert_eq!(json_of(me).await["server_ms"], START.0);
    door.post("/api/candidate/sign-out", Ticket::Bearer(token.clone()), &json!({})).await;
    assert_eq!(door.get("/api/candidate/me", Ticket::Bearer(token)).await.status(), 401);
}

async fn masked_nips_everywhere_but_on_cards(engine: Engine) {
    let door = Door::new(engine).await;
    let administrator = door.sign_in(Role4::Administrator).await;
    for (path, shown) in [("candidates", false), ("audit", false), ("results", false), ("cards", true)] {
        let path = format!("/api/sessions/{}/{path}", door.session);
        let text = text_of(door.get(&path, administrator.clone()).await).await;
        assert_eq!(text.contains(NIP), shown, "{path}");
    }
}

async fn an_administrator_plans_a_session_from_the_event_to_the_opening(engine: Engine) {
    let door = Door::new(engine).await;
    let me = door.sign_in(Role4::Administrator).await;
    let event = json_of(door.post("/api/events", me.clone(), &json!({"title": "E", "organiser": "O"})).await).await;
    let path = format!("/api/events/{}/sessions", event["id"].as_str().unwrap());
    let session = json_of(door.post(&path, me.clone(), &new_session()).await).await;
    assert_eq!(session["missing"][0]["code"], "no_candidates");
    let base = format!("/api/sessions/{}", session["id"].as_str().unwrap());

    let refused = door.post(&format!("{base}/open"), me.clone(), &json!({})).await;
    assert_eq!(problem(refused).await, (409, "not_ready".into()));
    for (query, stored) in [("?dry_run", 0), ("?dry_run=true", 0), ("?dry_run=false", 3)] {
        let path = format!("{base}/candidates{query}");
        let request = Door::request("POST", &path, me.clone()).body(Body::from(hall::list(3))).unwrap();
        assert_eq!(json_of(door.ask(request).await).await["accepted"], 3);
        assert_eq!(json_of(door.get(&base, me.clone()).await).await["candidates"], stored, "{query}");
    }
    let opening = json_of(door.post(&format!("{base}/open"), me.clone(), &json!({})).await).await;
    assert_eq!((&opening["forms"], &opening["items_per_form"]), (&json!(3), &json!(12)));
    let trail = json_of(door.get(&format!("{base}/audit"), me).await).await;
    let actions: Vec<_> = trail.as_array().unwrap().iter().map(|act| act["action"].as_str().unwrap()).collect();
    for action in ["session_added", "candidates_imported", "session_opened"] {
        assert!(actions.contains(&action), "{actions:?}");
    }
    assert_eq!(trail[0]["who"], "petugas");
}

async fn strange_requests_get_problem_documents(engine: Engine) {
    let door = Door::new(engine).await;
    let me = door.sign_in(Role4::Administrator).await;
    let json = |body: &str| Door::request("POST", "/api/events", me.clone()).body(Body::from(body.to_owned())).unwrap();
    let csv = |path: &str, body: Vec<u8>| Door::request("POST", path, me.clone()).body(Body::from(body)).unwrap();
    let plain = |method: &str, path: &str| Door::request(method, path, me.clone()).body(Body::empty()).unwrap();
    let candidates = format!("/api/sessions/{}/candidates", door.session);
    let mut no_type = json("{}");
    no_type.headers_mut().remove(header::CONTENT_TYPE);
    let mut foreign = json(r#"{"title":"E","organiser":"O"}"#);
    foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    let mut forged = json(r#"{"title":"E","organiser":"O"}"#);
    forged.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().unwrap());

    let cases = [
        (json("{"), 400, "bad_request"),
        (json("{}"), 422, "invalid"),
        (json(r#"{"title":1,"organiser":"O"}"#), 422, "invalid"),
        (json(r#"{"title":"E","organiser":"O","role":"x"}"#), 422, "invalid"),
        (json(r#"{"title":"\u0000","organiser":"O"}"#), 422, "invalid"),
        (json(&format!(r#"{{"title":"{}","organiser":"O"}}"#, "x".repeat(70_000))), 413, "too_large"),
        (json(&"[".repeat(50_000)), 422, "invalid"),
        (no_type, 415, "unsupported_media_type"),
        (foreign, 403, "forbidden"),
        (forged, 403, "forbidden"),
        (csv(&candidates, vec![b'x'; 5 * 1024 * 1024 + 1]), 413, "too_large"),
        (csv(&format!("{candidates}?dry_run=maybe"), vec![]), 422, "invalid"),
        (plain("GET", "/api/nothing"), 404, "not_found"),
        (plain("PATCH", "/api/events"), 405, "method_not_allowed"),
        (plain("GET", "/api/sessions/'%20OR%201=1%20--"), 404, "not_found"),
        (plain("GET", "/api/sessions/%ff"), 400, "bad_request"),
        (plain("GET", "/api/sessions/a%00b"), 422, "invalid"),
        (plain("GET", "/api/attempts/%00/result"), 422, "invalid"),
        (plain("GET", &format!("/api/attempts/{}/result", "x".repeat(5_000))), 404, "not_found"),
    ];
    for (request, status, code) in cases {
        let asked = format!("{} {}", request.method(), request.uri());
        assert_eq!(problem(door.ask(request).await).await, (status, code.to_owned()), "{asked}");
    }
}

async fn forged_tickets_open_nothing(engine: Engine) {
    let door = Door::new(engine).await;
    let long = "a".repeat(10_000);
    for token in ["", "x", "' OR 1=1 --", &"0".repeat(64), &long, "é"] {
        for path in ["/api/staff/me", "/api/candidate/me"] {
            assert_eq!(door.get(path, Ticket::Cookie(token.into())).await.status(), 401, "{path} {token}");
            assert_eq!(door.get(path, Ticket::Bearer(token.into())).await.status(), 401, "{path} {token}");
        }
    }
}

async fn answers_carry_the_headers_that_protect_a_browser(engine: Engine) {
    let door = Door::new(engine).await;
    let response = door.get("/api/staff/me", Ticket::None).await;
    let headers = response.headers();
    assert!(headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'self'; style-src"));
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(headers[header::REFERRER_POLICY], "same-origin");
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    assert!(headers.contains_key("x-request-id"));
    assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
}

async fn a_picture_is_kept_for_ever_and_cannot_run_scripts(engine: Engine) {
    let door = Door::new(engine).await;
    let response = door.get("/media/aa.svg", Ticket::None).await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "image/svg+xml");
    assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert!(response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("sandbox"));
    assert_eq!(text_of(response).await, "<svg/>");
    for name in ["bb.svg", "..%2f..%2fetc%2fpasswd", "%00"] {
        assert_eq!(door.get(&format!("/media/{name}"), Ticket::None).await.status(), 404, "{name}");
    }
}

async fn a_store_that_is_gone_is_told_without_its_words(engine: Engine) {
    let door = Door::new(engine).await;
    let me = door.sign_in(Role4::Administrator).await;
    door.hall.store.close().await;
    let response = door.get("/api/sessions", me).await;
    assert_eq!(response.headers()[header::RETRY_AFTER], "5");
    let text = text_of(response).await;
    assert!(text.contains("\"unavailable\"") && !text.contains("pool"), "{text}");
}

#[derive(Clone, Copy, Debug)]
enum Role4 {
    Nobody,
    Candidate,
    Proctor,
    Administrator,
}

#[derive(Clone)]
enum Ticket {
    None,
    Cookie(String),
    Bearer(String),
}

/// The HTTP side of a hall with one open session.
struct Door {
    hall: Hall,
    router: Router,
    session: String,
    attempt: String,
    code: String,
}

impl Door {
    async fn new(engine: Engine) -> Self {
        let hall = Hall::new(engine).await;
        for (username, role) in [("petugas", Role::Administrator), ("pengganti", Role::Proctor)] {
            let account =
                NewAccount { username: username.into(), name: username.into(), role, password: PASSWORD.into() };
            hall.access.add_staff(account, &mut hall.actor("ukur")).await.unwrap();
        }
        let session = hall.opened(2).await;
        let attempt = hall.store.enrolments(&session).await.unwrap().remove(0).attempt.to_string();
        let code = hall.codes(&session).await.remove(0);
        let router = layered(routes(hall.http()), false);
        Self { hall, router, session: session.to_string(), attempt, code }
    }

    async fn sign_in(&self, role: Role4) -> Ticket {
        self.hall.advance(6_000); // one more try for the sign-in limit
        let staff = async |name: &str| {
            let by = &mut self.hall.actor("");
            Ticket::Cookie(self.hall.access.sign_in_staff(name, PASSWORD.into(), by).await.unwrap().0)
        };
        match role {
            Role4::Nobody => Ticket::None,
            Role4::Proctor => staff("pengganti").await,
            Role4::Administrator => staff("petugas").await,
            Role4::Candidate => {
                let by = &mut self.hall.actor("");
                Ticket::Bearer(self.hall.access.sign_in(NIP, &self.code, by).await.unwrap().token)
            }
        }
    }

    fn request(method: &str, path: &str, ticket: Ticket) -> axum::http::request::Builder {
        let request = Request::builder()
            .method(method.parse::<Method>().unwrap())
            .uri(path)
            .header(header::HOST, "ukur.example")
            .header(header::CONTENT_TYPE, "application/json");
        match ticket {
            Ticket::None => request,
            Ticket::Cookie(token) => request.header(header::COOKIE, format!("ukur_staff={token}")),
            Ticket::Bearer(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
        }
    }

    async fn get(&self, path: &str, ticket: Ticket) -> Response<Body> {
        self.ask(Self::request("GET", path, ticket).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, ticket: Ticket, body: &Value) -> Response<Body> {
        self.ask(Self::request("POST", path, ticket).body(Body::from(body.to_string())).unwrap()).await
    }

    async fn ask(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }
}

async fn text_of(response: Response<Body>) -> String {
    String::from_utf8(to_bytes(response.into_body(), MAX_REPLY).await.unwrap().to_vec()).unwrap()
}

async fn json_of(response: Response<Body>) -> Value {
    serde_json::from_str(&text_of(response).await).unwrap()
}

/// Status and code, after checking that it is a problem document that agrees with its response.
async fn problem(response: Response<Body>) -> (u16, String) {
    let status: StatusCode = response.status();
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    let body = json_of(response).await;
    assert_eq!(body["status"], status.as_u16());
    assert_eq!(body["type"], format!("urn:ukur:problem:{}", body["code"].as_str().unwrap()));
    (status.as_u16(), body["code"].as_str().unwrap().to_owned())
}

fn new_session() -> Value {
    json!({
        "title": "Sesi 2", "opens_ms": START.0, "closes_ms": START.0 + hall::HOUR * 3, "time_zone": "Asia/Makassar",
        "capacity": 40, "start": "proctor", "admission_required": true, "blueprint_id": "dasar", "bank_version": null
    })
}
