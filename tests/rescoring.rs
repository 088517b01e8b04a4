//! A closed session scored again, over HTTP on a real store: who moves, two people, what results say, what stays.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fall over

#[path = "services/calibration.rs"]
mod calibration;
mod hall;

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use hall::{Engine, Hall, both_engines};
use serde_json::{Value, json};
use ukur::audit::AuditLog;
use ukur::delivery::ports::{Ending, RecordStore};
use ukur::domain::calibration::{Calibration, CalibrationFacts};
use ukur::domain::category::PotentialCategory;
use ukur::domain::ids::{AttemptId, BankVersion, CalibrationId, ChoiceId, ItemId, SessionId};
use ukur::domain::rescoring::{Rescored, compare};
use ukur::domain::response::Response;
use ukur::domain::scoring::{Basis, Measured, Measurement, Outcome};
use ukur::planning::Rehearsal;
use ukur::planning::ports::{CalibrationStore, PlanStore};

both_engines!(
    a_dry_run_says_who_moves_and_stores_nothing,
    another_person_publishes_and_results_follow,
    publishing_twice_is_publishing_once,
    the_analysis_follows_what_was_published,
    the_former_rules_again_undo_a_revision,
    a_record_that_arrived_since_makes_a_proposal_stale,
    one_proposal_waits_at_a_time,
    dropped_and_credited_items_are_those_that_were_given,
    voided_attempts_keep_their_outcome,
    the_desk_says_which_items_take_part_in_t,
    what_was_proposed_is_published_also_while_its_bank_is_locked,
    strange_rules_are_refused_with_their_field,
    other_sessions_of_the_event_with_the_same_trouble_are_named,
    the_desk_says_what_each_calibration_knows,
);

/// A closed session of eight: everybody answers all with the key `B`, but the odd ones give `A` to `wrong`, an item that
/// everybody was given.
struct Room {
    hall: Hall,
    router: Router,
    session: SessionId,
    attempts: Vec<AttemptId>,
    wrong: ItemId,
}

impl Room {
    async fn new(engine: Engine) -> Self {
        Self::over(Hall::new(engine).await).await
    }

    async fn over(hall: Hall) -> Self {
        let router = hall.desk(&["tina", "rudi"]).await;
        let session = hall.opened(8).await;
        let attempts: Vec<AttemptId> =
            hall.store.enrolments(&session).await.unwrap().into_iter().map(|one| one.attempt).collect();
        let wrong = most_given(&hall, &session).await;
        let room = Self { hall, router, session, attempts, wrong };
        for (index, attempt) in room.attempts.iter().enumerate() {
            room.finish(attempt, index % 2 == 1, Ending::Submitted, 20).await;
        }
        room.hall.planning.close_session(&room.session, "over", &mut room.hall.actor("tina")).await.unwrap();
        room.hall.advance(1_000);
        let text = format!("4 {}=A", room.wrong);
        room.hall.planning.add_bank(text, &mut room.hall.actor("tina")).await.unwrap();
        room
    }

    async fn finish(&self, attempt: &AttemptId, odd: bool, ending: Ending, seq: u64) {
        let form = self.hall.form(attempt).await;
        let letter = |item: &ItemId| if odd && *item == self.wrong { "A" } else { "B" };
        // The last of each domain stays empty, so that nobody is at the top whatever the key.
        let blank = |item: &ItemId| form.sections.iter().any(|section| section.items.last().unwrap().id == *item);
        let answered = form.items().map(|item| &item.id).filter(|item| !blank(item) || **item == self.wrong);
        let given = answered.map(|item| (item.clone(), Response::Choice(ChoiceId::new(letter(item))))).collect();
        self.hall.finish(&self.session, attempt, given, (ending, seq)).await;
    }

    async fn ask(&self, who: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        self.hall.ask(&self.router, who, method, path, body).await
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/sessions/{}/rescorings{rest}", self.session)
    }

    async fn post(&self, who: &str, rest: &str, body: &Value) -> (u16, Value) {
        self.ask(who, "POST", &self.path(rest), body).await
    }

    async fn get(&self, rest: &str) -> (u16, Value) {
        self.ask("rudi", "GET", &self.path(rest), &Value::Null).await
    }

    /// The bank version in which the key is mended.
    fn mended(&self) -> Value {
        json!(format!("bank-4-{}-A", self.wrong))
    }

    fn rules(&self, propose: bool) -> Value {
        let reason = if propose { "kunci salah" } else { "" };
        json!({"bank_version": self.mended(), "calibration": null, "items": [], "reason": reason, "propose": propose})
    }

    async fn publish_mended(&self) {
        assert_eq!(self.post("tina", "", &self.rules(true)).await.0, 201);
        assert_eq!(self.post("rudi", "/1/publish", &json!({"reason": "sudah diperiksa"})).await.0, 200);
    }

    async fn results(&self) -> Value {
        self.ask("tina", "GET", &format!("/api/sessions/{}/results", self.session), &Value::Null).await.1
    }

    async fn scores(&self) -> Vec<f64> {
        let results = self.results().await;
        results["rows"].as_array().unwrap().iter().map(|row| row["score"].as_f64().unwrap()).collect()
    }

    async fn actions(&self) -> Vec<String> {
        let acts = self.hall.store.acts(&self.session, 99).await.unwrap();
        acts.into_iter().rev().map(|act| act.action).filter(|action| action.starts_with("rescoring")).collect()
    }
}

/// Forms of a hall share the bank evenly: no item is on all of them, so the one that is on most will do.
async fn most_given(hall: &Hall, session: &SessionId) -> ItemId {
    let mut given: BTreeMap<ItemId, usize> = BTreeMap::new();
    for (_, form) in hall.store.forms(session).await.unwrap() {
        form.items().for_each(|item| *given.entry(item.id.clone()).or_default() += 1);
    }
    given.into_iter().max_by_key(|(_, n)| *n).unwrap().0
}

fn refusal(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["code"].as_str().unwrap_or(""))
}

fn fault(answer: &(u16, Value)) -> (&str, &str) {
    let fault = &answer.1["faults"][0];
    (fault["field"].as_str().unwrap_or(""), fault["code"].as_str().unwrap_or(""))
}

async fn a_dry_run_says_who_moves_and_stores_nothing(engine: Engine) {
    let room = Room::new(engine).await;
    let (status, desk) = room.get("").await;
    assert_eq!(status, 200);
    let version = desk["versions"].as_array().unwrap().iter().find(|one| one["version"] == room.mended()).unwrap();
    let mended = &version["mended"][0];
    assert_eq!((&mended["item"], &mended["mending"]), (&json!(room.wrong.as_str()), &json!("rekeyed")));
    assert_eq!((&mended["before"], &mended["after"]), (&json!("B"), &json!("A")));
    let before = room.scores().await;
    let (status, tried) = room.post("tina", "", &room.rules(false)).await;
    assert_eq!(status, 200);
    let difference = &tried["difference"];
    let given = mended["given"].as_u64().unwrap();
    assert_eq!(difference["attempts"], 8);
    assert_eq!(difference["unchanged"].as_u64().unwrap(), 8 - given, "whoever was given the item gets another score");
    let most = |way: &str| difference[way]["most"].as_f64().unwrap();
    assert!(most("rises").max(-most("falls")) > 8.0, "{difference}");
    let changed = |way: &str| difference[way]["attempts"].as_u64().unwrap();
    assert_eq!(changed("rises") + changed("falls"), given, "{difference}");
    let all: u64 = difference["overall"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row.as_array().unwrap())
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!((all, tried["revision"].is_null()), (8, true));
    let moves = difference["moves"].as_array().unwrap();
    assert!(!moves.is_empty() && moves.iter().all(|one| one["after"]["t"].is_null()), "points decide: {difference}");
    assert!(desk["items"].as_array().unwrap().iter().all(|one| one["measured"] == json!([])));
    assert!(!difference.to_string().contains("198001012005011001"), "the NIP is masked");
    assert_eq!((room.scores().await, room.actions().await), (before, vec![]));
    assert_eq!(room.get("").await.1["revisions"], json!([]));
    let same = json!({"bank_version": null, "calibration": null, "items": [], "reason": "", "propose": false});
    let (_, nothing) = room.post("tina", "", &same).await;
    assert_eq!((&nothing["difference"]["unchanged"], &nothing["difference"]["moves"]), (&json!(8), &json!([])));
}

#[test]
fn a_move_tells_t_where_it_decides() {
    let outcome = |basis: Basis, theta: f64, category: PotentialCategory| Outcome {
        scoring: "four-domains/1".into(),
        answered: 1,
        items: 1,
        score: 50.0,
        category,
        domains: Vec::new(),
        measurement: Some(Measurement {
            basis,
            overall: Measured { theta, sd: 0.3, probabilities: [0.25; 4], items: 1 },
            cuts: [-1.0, 0.0, 1.0],
            borderline: false,
        }),
    };
    let moved = |basis: &Basis| {
        let before = outcome(basis.clone(), -0.25, PotentialCategory::CukupPotensial);
        let after = outcome(basis.clone(), 0.5, PotentialCategory::Potensial);
        let after = [Rescored { attempt: AttemptId::new("a"), seq: 1, outcome: after }];
        let difference = compare(&BTreeMap::from([(AttemptId::new("a"), &before)]), &after);
        let (from, to) = difference.moves[0].overall;
        (from.t, to.t)
    };
    assert_eq!(moved(&Basis::Calibrated(CalibrationId::new("c"))), (Some(47.5), Some(55.0)));
    assert_eq!(moved(&Basis::Uncalibrated), (None, None), "points decide");
}

async fn the_desk_says_which_items_take_part_in_t(engine: Engine) {
    let hall = Hall::new(engine).await;
    let bank = hall.catalogue.bank(&BankVersion::new("bank-4")).unwrap();
    let left_out = |item: &ItemId| item.as_str().ends_with("-easy-0");
    let made = calibration::calibration(&bank, |item| !left_out(item));
    calibration::accept(&*hall.store, &made, hall.now()).await;
    let room = Room::over(hall).await;
    assert_eq!(room.hall.record(&room.session).await.session.calibration.as_ref(), Some(&made.id));
    let (_, desk) = room.get("").await;
    let items = desk["items"].as_array().unwrap();
    for one in items {
        let id = ItemId::new(one["item"].as_str().unwrap());
        let by: &[&str] = if left_out(&id) { &[] } else { &[made.id.as_str()] };
        assert_eq!(one["measured"], json!(by), "{one}");
    }
    let kinds: BTreeSet<usize> = items.iter().map(|one| one["measured"].as_array().unwrap().len()).collect();
    assert_eq!(kinds.len(), 2, "some of both were given");
}

async fn another_person_publishes_and_results_follow(engine: Engine) {
    let room = Room::new(engine).await;
    let original = room.scores().await;
    let (status, proposed) = room.post("tina", "", &room.rules(true)).await;
    assert_eq!((status, &proposed["revision"]["state"]), (201, &json!("proposed")));
    assert_eq!(room.results().await["proposed"]["proposed_by"], "tina");
    assert_eq!(room.scores().await, original, "a proposal changes nothing");
    let reason = json!({"reason": "sudah diperiksa"});
    assert_eq!(refusal(&room.post("tina", "/1/publish", &reason).await), (409, "same_person"));
    assert_eq!(fault(&room.post("rudi", "/1/publish", &json!({"reason": " "})).await), ("reason", "missing"));
    let (status, published) = room.post("rudi", "/1/publish", &reason).await;
    assert_eq!((status, &published["revision"]["state"]), (200, &json!("published")));
    assert_eq!(published["difference"], proposed["difference"], "what was seen is what was published");

    let results = room.results().await;
    assert_eq!((&results["standing"]["reason"], &results["proposed"]), (&json!("kunci salah"), &Value::Null));
    assert_eq!(results["standing"]["settled_by"], "rudi");
    let now = room.scores().await;
    assert_ne!(now, original);
    let moved = original.iter().zip(&now).position(|(before, after)| (before - after).abs() > 1e-9).unwrap();
    let attempt = &room.attempts[moved];
    let (_, detail) = room.ask("tina", "GET", &format!("/api/attempts/{attempt}/result"), &Value::Null).await;
    assert_eq!((&detail["result"]["rescored"], &detail["rescored"]["revision"]["number"]), (&json!(true), &json!(1)));
    assert_eq!(detail["rescored"]["score"], json!(original[moved]));
    assert_eq!(detail["result"]["score"], json!(now[moved]));
    let kept = room.hall.store.final_record(attempt).await.unwrap().unwrap();
    assert_eq!(json!(kept.outcome.score), json!(original[moved]), "a final record never changes");
    let csv = room.hall.planning.export_results(&room.session, &mut room.hall.actor("tina")).await.unwrap();
    let mut lines = csv.lines();
    let head = lines.next().unwrap();
    assert!(head.contains(",penilaian_ulang,alasan_penilaian_ulang,nilai_semula,kategori_semula,"), "{head}");
    let settled = "penilaian_ulang_diusulkan_oleh,penilaian_ulang_diterbitkan_oleh,penilaian_ulang_diterbitkan";
    assert!(head.ends_with(settled), "{head}");
    let line = lines.nth(moved).unwrap();
    assert!(line.contains(",tina,rudi,20"), "{line}");
    assert!(line.contains(&format!(",1,kunci salah,{:.2},", original[moved])), "{line}");
    assert_eq!(room.actions().await, ["rescoring_proposed", "rescoring_published"]);
    let acts = room.hall.store.acts(&room.session, 99).await.unwrap();
    let published = acts.iter().find(|act| act.action == "rescoring_published").unwrap();
    assert_eq!((published.who.as_str(), published.reason.as_str()), ("rudi", "sudah diperiksa"));
    assert!(published.detail.contains("proposed by tina"), "{}", published.detail);
    let (difference, act) = (&proposed["difference"], |act: &&ukur::audit::Act| act.action == "rescoring_proposed");
    let cell = |from: usize, to: usize| difference["overall"][from][to].as_u64().unwrap();
    let overall: u64 = (0..16).map(|at| (at / 4, at % 4)).filter(|(a, b)| a != b).map(|(a, b)| cell(a, b)).sum();
    let all = difference["moves"].as_array().unwrap().len();
    let proposed = acts.iter().find(act).unwrap();
    assert_eq!(proposed.detail, format!("revision 1, {overall} move overall, {all} with sections"));
}

async fn the_analysis_follows_what_was_published(engine: Engine) {
    let room = Room::new(engine).await;
    let (bank, all) = (ukur::domain::ids::BankId::new("umum"), ukur::analysis::Choice::default());
    let row = async || {
        let view = room.hall.analysis.items(&bank, &all).await.unwrap();
        let row = view.items.iter().find(|row| row.id == room.wrong.to_string()).unwrap().clone();
        (row.p, row.current, view.sessions[0].rescored, view.scores.mean)
    };
    let before = row().await;
    assert_eq!((before.1, before.2), (false, None), "the newest version has another key");
    room.publish_mended().await;
    let after = row().await;
    assert!((before.0 + after.0 - 1.0).abs() < 1e-12, "who was wrong is right: {before:?} {after:?}");
    assert!(after.1, "what was asked is what the newest version asks");
    assert_eq!(after.2.map(|followed| (followed.number, followed.items)), Some((1, 1)));
    assert_ne!(before.3, after.3, "scores are the published ones");
}

async fn publishing_twice_is_publishing_once(engine: Engine) {
    let room = Room::new(engine).await;
    room.publish_mended().await;
    let again = room.post("rudi", "/1/publish", &json!({"reason": "sekali lagi"})).await;
    assert_eq!((again.0, &again.1["revision"]["note"]), (200, &json!("sudah diperiksa")));
    let other = room.post("tina", "/1/publish", &json!({"reason": "saya juga"})).await;
    assert_eq!(refusal(&other), (409, "already_published"), "whoever did not publish it is not told that they did");
    let withdrawn = room.post("rudi", "/1/withdraw", &json!({"reason": "sudah terbit"})).await;
    assert_eq!(refusal(&withdrawn), (409, "not_proposed"));
    assert_eq!(room.actions().await, ["rescoring_proposed", "rescoring_published"]);
}

async fn the_former_rules_again_undo_a_revision(engine: Engine) {
    let room = Room::new(engine).await;
    let original = room.scores().await;
    room.publish_mended().await;
    assert_eq!(refusal(&room.post("tina", "", &room.rules(true)).await), (409, "nothing_changes"));
    let undo =
        json!({"bank_version": null, "calibration": null, "items": [], "reason": "ternyata benar", "propose": true});
    let (status, proposed) = room.post("rudi", "", &undo).await;
    assert_eq!((status, &proposed["base"]), (201, &json!(1)));
    assert_eq!(room.post("tina", "/2/publish", &json!({"reason": "setuju"})).await.0, 200);
    assert_eq!(room.scores().await, original);
    assert_eq!(room.results().await["standing"]["number"], 2);
    let (_, first) = room.get("/1").await;
    assert!(!first["difference"]["moves"].as_array().unwrap().is_empty(), "the first one still tells what it did");
}

async fn a_record_that_arrived_since_makes_a_proposal_stale(engine: Engine) {
    let room = Room::new(engine).await;
    assert_eq!(room.post("tina", "", &room.rules(true)).await.0, 201);
    room.finish(&room.attempts[0], true, Ending::Submitted, 21).await;
    let reason = json!({"reason": "sudah diperiksa"});
    assert_eq!(refusal(&room.post("rudi", "/1/publish", &reason).await), (409, "stale"));
    assert_eq!(room.results().await["standing"], Value::Null);
    assert_eq!(room.actions().await, ["rescoring_proposed"]);
    assert_eq!(room.post("rudi", "/1/withdraw", &reason).await.0, 200);
    assert_eq!(room.post("tina", "", &room.rules(true)).await.0, 201);
    assert_eq!(room.post("rudi", "/2/publish", &reason).await.0, 200);
    // A record that comes later still counts as it is: no revision speaks of it.
    room.finish(&room.attempts[0], false, Ending::Submitted, 22).await;
    let rows = room.results().await["rows"].clone();
    assert_eq!((&rows[0]["rescored"], &rows[1]["rescored"]), (&json!(false), &json!(true)));
}

async fn one_proposal_waits_at_a_time(engine: Engine) {
    let room = Room::new(engine).await;
    let (_, first) = room.post("tina", "", &room.rules(true)).await;
    let again = room.post("tina", "", &room.rules(true)).await;
    assert_eq!((again.0, &again.1["revision"]["number"]), (201, &json!(1)), "the same again is the same proposal");
    assert_eq!(first["revision"]["hash"], again.1["revision"]["hash"]);
    assert_eq!(refusal(&room.post("rudi", "", &room.rules(true)).await), (409, "another_waits"));
    assert_eq!(room.post("rudi", "/1/withdraw", &json!({"reason": "belum tepat"})).await.0, 200);
    assert_eq!(room.post("rudi", "/1/withdraw", &json!({"reason": "belum tepat"})).await.0, 200);
    assert_eq!(refusal(&room.post("rudi", "/1/publish", &json!({"reason": "x"})).await), (409, "not_proposed"));
    assert_eq!(room.actions().await, ["rescoring_proposed", "rescoring_withdrawn"]);
}

async fn dropped_and_credited_items_are_those_that_were_given(engine: Engine) {
    let room = Room::new(engine).await;
    let treated = |treatment: &str| {
        let items = json!([{"item": room.wrong.as_str(), "treatment": treatment}]);
        json!({"bank_version": null, "calibration": null, "items": items, "reason": "", "propose": false})
    };
    for treatment in ["dropped", "credited"] {
        let (status, tried) = room.post("tina", "", &treated(treatment)).await;
        assert_eq!((status, &tried["rules"]["items"][0]["treatment"]), (200, &json!(treatment)));
        let difference = &tried["difference"];
        assert!(difference["unchanged"].as_u64().unwrap() < 8, "{difference}");
        assert!(
            treatment == "dropped" || difference["falls"]["attempts"] == 0,
            "crediting lowers nobody: {difference}"
        );
    }
}

async fn voided_attempts_keep_their_outcome(engine: Engine) {
    let room = Room::new(engine).await;
    room.finish(&room.attempts[1], true, Ending::Voided, 30).await;
    let before = room.scores().await[1];
    let (_, tried) = room.post("tina", "", &room.rules(true)).await;
    assert_eq!((&tried["difference"]["attempts"], &tried["difference"]["voided"]), (&json!(7), &json!(1)));
    assert_eq!(room.post("rudi", "/1/publish", &json!({"reason": "sudah diperiksa"})).await.0, 200);
    let rows = room.results().await["rows"].clone();
    assert_eq!((&rows[1]["score"], &rows[1]["rescored"]), (&json!(before), &json!(false)));
}

async fn what_was_proposed_is_published_also_while_its_bank_is_locked(engine: Engine) {
    let room = Room::new(engine).await;
    assert_eq!(room.post("tina", "", &room.rules(true)).await.0, 201);
    for version in ["bank-4".to_owned(), format!("bank-4-{}-A", room.wrong)] {
        room.hall.catalogue.lock_bank(&BankVersion::new(version));
    }
    assert_eq!(refusal(&room.get("").await), (423, "bank_locked"));
    assert_eq!(room.get("/1").await.0, 200);
    assert_eq!(room.post("rudi", "/1/publish", &json!({"reason": "sudah diperiksa"})).await.0, 200);
    assert_eq!(room.results().await["standing"]["number"], 1);
}

async fn strange_rules_are_refused_with_their_field(engine: Engine) {
    let room = Room::new(engine).await;
    let rules = |change: Value| {
        let mut rules = room.rules(false);
        for (field, value) in change.as_object().unwrap() {
            rules[field] = value.clone();
        }
        rules
    };
    let item = |id: &str| json!({"item": id, "treatment": "dropped"});
    let one = item(room.wrong.as_str());
    let form = room.hall.form(&room.attempts[0]).await;
    let whole: Vec<Value> = form.sections[0].items.iter().map(|shown| item(shown.id.as_str())).collect();
    let many: Vec<Value> = (0..201).map(|n| item(&format!("i{n}"))).collect();
    for (change, field, code) in [
        (json!({"bank_version": "bank-9"}), "bank_version", "unknown"),
        (json!({"bank_version": "\u{0}"}), "bank_version", "unknown"),
        (json!({"calibration": "none"}), "calibration", "unknown"),
        (json!({"items": [item("elsewhere")]}), "items", "not_given"),
        (json!({"items": [one.clone(), one]}), "items", "twice"),
        (json!({"items": many}), "items", "too_many"),
        (json!({"items": whole}), "items", "section_emptied"),
        (json!({"propose": true, "reason": ""}), "reason", "missing"),
        (json!({"propose": true, "reason": "x".repeat(301)}), "reason", "too_long"),
    ] {
        let answer = room.post("tina", "", &rules(change.clone())).await;
        assert_eq!((answer.0, fault(&answer)), (422, (field, code)), "{change}");
    }
    for body in [json!([]), json!({"propose": true}), rules(json!({"items": [{"item": "x", "treatment": "doubled"}]}))]
    {
        assert_eq!(refusal(&room.post("tina", "", &body).await), (422, "invalid"));
    }
    for rest in ["/0", "/9", "/4294967295"] {
        assert_eq!(room.get(rest).await.0, 404, "{rest}");
    }
    for rest in ["/x", "/-1", "/4294967296"] {
        assert_eq!(room.get(rest).await.0, 400, "{rest}");
    }
    assert_eq!(room.actions().await, Vec::<String>::new());
}

async fn other_sessions_of_the_event_with_the_same_trouble_are_named(engine: Engine) {
    let room = Room::new(engine).await;
    let event = room.hall.record(&room.session).await.session.event;
    let mut by = room.hall.actor("tina");
    let bank = Some(BankVersion::new("bank-4"));
    let draft = ukur::planning::session::SessionDraft { title: "Gladi".into(), bank, ..hall::plan() };
    let other = room.hall.planning.add_session(&event, draft, &mut by).await.unwrap().session.id;
    room.hall.planning.import(&other, hall::list(8).as_bytes(), false, &mut by).await.unwrap();
    room.hall.planning.open_session(&other, &mut by).await.unwrap();
    let (_, open) = room.post("tina", "", &room.rules(false)).await;
    assert_eq!(open["elsewhere"], json!([]), "who still sits is not scored again");
    room.hall.planning.rehearse(&other, Rehearsal { seed: 1, odd: false }, &mut by).await.unwrap();
    let (_, closed) = room.post("tina", "", &room.rules(false)).await;
    assert_eq!(closed["elsewhere"][0]["session_id"], other.as_str());
    assert!(closed["elsewhere"][0]["attempts"].as_u64().unwrap() > 0);
}

/// Every item of the bank, but one where it is `without`.
async fn calibrated(room: &Room, version: &str, without: Option<&ItemId>, persons: u32) -> CalibrationId {
    let bank = room.hall.catalogue.bank(&BankVersion::new(version)).unwrap();
    let made = calibration::calibration(&bank, |id| Some(id) != without);
    let made = Calibration { facts: CalibrationFacts { persons, ..made.facts }, ..made }.sealed().unwrap();
    calibration::accept(room.hall.store.as_ref(), &made, room.hall.now()).await;
    made.id
}

/// Uncalibrated as it opened: what another calibration would make of T is told item by item, also for a key that the
/// calibration knows only as it was mended, and also of a published one that was withdrawn since.
async fn the_desk_says_what_each_calibration_knows(engine: Engine) {
    let room = Room::new(engine).await;
    let mended_version = format!("bank-4-{}-A", room.wrong);
    let as_asked = calibrated(&room, "bank-4", None, 900).await;
    let as_mended = calibrated(&room, &mended_version, None, 800).await;
    let narrow = calibrated(&room, "bank-4", Some(&room.wrong), 700).await;
    let (_, desk) = room.get("").await;
    let has = |list: &Value, id: &CalibrationId| list.as_array().unwrap().contains(&json!(id.as_str()));
    let version =
        |name: &str| desk["versions"].as_array().unwrap().iter().find(|one| one["version"] == name).unwrap().clone();
    let pinned = version("bank-4");
    for id in [&as_asked, &as_mended, &narrow] {
        assert!(has(&pinned["decisive"], id) && has(&version(&mended_version)["decisive"], id), "{desk}");
    }
    let own = desk["items"].as_array().unwrap().iter().find(|one| one["item"] == room.wrong.as_str()).unwrap();
    let known = |list: &Value| [&as_asked, &as_mended, &narrow].map(|id| has(list, id));
    assert_eq!(known(&own["measured"]), [true, false, false]);
    assert_eq!(known(&version(&mended_version)["mended"][0]["measured"]), [false, true, false]);
    // T decides then: the trial says so, too.
    let rules = json!({"bank_version": mended_version, "calibration": as_mended.as_str(), "items": [],
        "reason": "kalibrasi baru", "propose": true});
    let (status, proposed) = room.post("tina", "", &rules).await;
    assert_eq!(status, 201, "{proposed}");
    assert_eq!(room.post("rudi", "/1/publish", &json!({"reason": "sudah diperiksa"})).await.0, 200);
    let act = room.hall.actor("tina").act(None, "calibration_withdrawn", "umum").because("diganti");
    assert!(room.hall.store.withdraw_calibration(&as_mended, &act).await.unwrap());
    let (_, desk) = room.get("").await;
    let choices = desk["calibrations"].as_array().unwrap();
    assert!(!choices.iter().any(|one| one["id"] == as_mended.as_str()), "it cannot be chosen any more");
    let versions = desk["versions"].as_array().unwrap();
    let then = versions.iter().find(|one| one["version"] == mended_version).unwrap();
    assert!(has(&then["mended"][0]["measured"], &as_mended), "the history still tells what it did");
}
