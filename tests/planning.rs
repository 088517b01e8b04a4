//! Planning over a real store: what an administrator does, from the event to the results.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fall over

mod hall;

use std::collections::BTreeMap;

use hall::{Engine, HOUR, Hall, START, both_engines, fairness, list, plan};
use ukur::audit::AuditLog;
use ukur::delivery::ports::{Ending, FinalRecord, FinalResponse, RecordStore, StoreError};
use ukur::domain::assembly::{self, Candidate, Drawn, Method, Place, Served, derive_hall_seed, derive_seed};
use ukur::domain::category::PotentialCategory;
use ukur::domain::ids::{AttemptId, BankId, BankVersion, ChoiceId, SessionId};
use ukur::domain::measure::Parameters;
use ukur::domain::response::Response;
use ukur::domain::scoring::Outcome;
use ukur::domain::session::{Enrolment, SessionStatus};
use ukur::domain::time::{Instant, Span};
use ukur::planning::ports::{Opened, PlanStore};
use ukur::planning::session::SessionDraft;
use ukur::planning::{PlanError, Rehearsal};

both_engines!(
    opening_freezes_a_form_for_everybody_that_can_be_drawn_again,
    the_certificate_of_a_draft_is_that_of_its_opening,
    sessions_of_an_event_share_the_exposure,
    a_dry_run_stores_nothing,
    one_bad_row_keeps_everybody_out,
    nobody_is_enrolled_twice,
    a_shortage_is_named_and_nothing_opens,
    the_check_list_names_what_is_missing,
    an_impossible_session_is_refused_field_by_field,
    an_open_session_is_no_draft,
    a_draft_that_changed_while_forms_were_drawn_does_not_open,
    a_deleted_draft_leaves_its_trail,
    withdrawing_takes_only_a_candidate_of_this_session,
    the_record_of_more_events_stands,
    results_name_who_and_what_made_them,
    a_rehearsal_fills_a_session_that_is_named_so_and_no_other,
    the_ledger_counts_who_met_an_item_and_how_it_went,
    every_version_is_there_after_a_restart_and_the_newest_is_pinned,
    what_another_process_registers_is_seen_without_a_restart,
    a_text_that_does_not_load_is_not_registered,
    a_store_that_is_gone_says_so,
);

async fn opening_freezes_a_form_for_everybody_that_can_be_drawn_again(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.enrolled(20).await;
    let opening = hall.planning.open_session(&session, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!((opening.forms, opening.items_per_form, opening.distinct_items), (20, 12, 24));
    assert!(opening.mean_overlap > 0.2 && opening.mean_overlap < 0.8, "{}", opening.mean_overlap);

    let record = hall.record(&session).await;
    assert_eq!((record.session.status, record.forms), (SessionStatus::Open, 20));
    let kept = hall.store.drawing(&session).await.unwrap().unwrap();
    let again = drawn_again(&hall, &session, &kept.served).await;
    assert_eq!((fairness(kept.assurance), kept.served), (again.fairness, Served::default()));
    let mut distinct = Vec::new();
    for (candidate, again) in hall.store.enrolments(&session).await.unwrap().iter().zip(again.forms) {
        let form = hall.store.form(&candidate.attempt).await.unwrap().unwrap();
        assert_eq!(form, again);
        distinct.push(form.seed.0);
    }
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 20);
}

/// From what is stored alone: secret, candidates, versions, and what the event had served.
async fn drawn_again(hall: &Hall, session: &SessionId, served: &Served) -> Drawn {
    let record = hall.record(session).await.session;
    let secret = hall.store.secret(session).await.unwrap().unwrap();
    let candidate = |one: Enrolment| Candidate {
        family: one.job_family,
        seed: derive_seed(&secret, &one.attempt),
        place: Place { room: one.room, seat: one.seat },
    };
    let candidates: Vec<_> = hall.store.enrolments(session).await.unwrap().into_iter().map(candidate).collect();
    assembly::draw_hall(&assembly::Hall {
        blueprint: &hall.catalogue.blueprint(&record.blueprint).unwrap(),
        bank: &hall.catalogue.bank(&record.bank).unwrap(),
        parameters: &Parameters::new(),
        candidates: &candidates,
        served,
        seed: derive_hall_seed(&secret),
    })
    .unwrap()
}

async fn the_certificate_of_a_draft_is_that_of_its_opening(engine: Engine) {
    let hall = Hall::new(engine).await;
    let empty = hall.draft().await;
    assert!(matches!(hall.planning.certificate(&empty, hall.now()).await, Err(PlanError::NotReady(_))));
    let session = hall.enrolled(20).await;
    let before = fairness(hall.planning.certificate(&session, hall.now()).await.unwrap().assurance);
    assert_eq!(fairness(hall.planning.certificate(&session, hall.now()).await.unwrap().assurance), before);
    assert_eq!(hall.record(&session).await.forms, 0, "a dry draw is not kept");
    assert_eq!((before.method, before.drawn.forms, before.neighbours), (Method::Parallel, 20, 19));
    let gone = hall.store.enrolments(&session).await.unwrap().remove(3).attempt;
    hall.planning.withdraw(&session, &gone, &mut hall.actor("petugas")).await.unwrap();
    let fewer = fairness(hall.planning.certificate(&session, hall.now()).await.unwrap().assurance);
    assert_eq!(fewer.drawn.forms, 19, "the list changed");
    hall.planning.open_session(&session, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!(fairness(hall.planning.certificate(&session, hall.now()).await.unwrap().assurance), fewer);
}

async fn sessions_of_an_event_share_the_exposure(engine: Engine) {
    let hall = Hall::new(engine).await;
    let first = hall.opened(6).await;
    let event = hall.record(&first).await.session.event;
    let mut by = hall.actor("petugas");
    let second = hall.planning.add_session(&event, plan(), &mut by).await.unwrap().session.id;
    hall.planning.import(&second, list(6).as_bytes(), false, &mut by).await.unwrap();
    hall.planning.open_session(&second, &mut by).await.unwrap();
    let kept = hall.store.drawing(&second).await.unwrap().unwrap();
    let mut served = Served::default();
    hall.store.forms(&first).await.unwrap().iter().for_each(|(_, form)| served.add(form));
    assert_eq!((fairness(kept.assurance).earlier_forms, &kept.served), (6, &served));
    hall.store.forms(&second).await.unwrap().iter().for_each(|(_, form)| served.add(form));
    // 24 items, 12 forms of 12: 6 each, when both sessions draw evenly together.
    assert!(served.counts.values().all(|n| (5..=7).contains(n)), "{:?}", served.counts);
    let elsewhere = hall.opened(2).await;
    assert_eq!(hall.store.drawing(&elsewhere).await.unwrap().unwrap().served, Served::default(), "another event");
}

async fn a_dry_run_stores_nothing(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.draft().await;
    let import = hall.planning.import(&session, list(3).as_bytes(), true, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!((import.rows, import.accepted, import.preview.len()), (3, 3, 3));
    assert_eq!(hall.record(&session).await.candidates, 0);
}

async fn one_bad_row_keeps_everybody_out(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.draft().await;
    let csv = format!("{}123,Orang,Dinas B,,,,,\n", list(3));
    let import = hall.planning.import(&session, csv.as_bytes(), false, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!((import.accepted, import.faults[0].row, import.faults[0].code), (0, Some(5), "not_a_nip"));
    assert!(!import.faults[0].detail.contains("123"));
    assert_eq!(hall.record(&session).await.candidates, 0);
}

async fn nobody_is_enrolled_twice(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.enrolled(2).await;
    let rows = list(3).lines().nth(3).unwrap().to_owned();
    let csv = format!("{}{rows}\n{rows}\n", list(1));
    let import = hall.planning.import(&session, csv.as_bytes(), false, &mut hall.actor("petugas")).await.unwrap();
    let found: Vec<_> = import.faults.iter().map(|fault| (fault.row, fault.code)).collect();
    assert_eq!(found, [(Some(2), "already_enrolled"), (Some(4), "duplicate")]);
    let seats: Vec<_> = import.warnings.iter().map(|warning| (warning.row, warning.code)).collect();
    assert_eq!(seats, [(Some(2), "seat_taken"), (Some(4), "seat_taken")]);
    assert_eq!(hall.record(&session).await.candidates, 2);
}

async fn a_shortage_is_named_and_nothing_opens(engine: Engine) {
    let hall = Hall::new(engine).await;
    hall.planning.add_blueprint("5".into(), &mut hall.actor("ukur")).await.unwrap();
    let session = hall.enrolled(2).await;
    let error = hall.planning.open_session(&session, &mut hall.actor("petugas")).await.unwrap_err();
    let PlanError::NotReady(faults) = error else { panic!("{error}") };
    assert_eq!((faults[0].field.as_str(), faults[0].code), ("technical/budgeting/easy", "shortage"));
    assert_eq!(faults[0].detail, "needs 5, the bank has 4 for pelaksana");
    let record = hall.record(&session).await;
    assert_eq!((record.session.status, record.forms), (SessionStatus::Draft, 0));
}

async fn the_check_list_names_what_is_missing(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.draft().await;
    let codes = async |now: Instant| {
        let faults = hall.planning.missing(&hall.record(&session).await, now).await.unwrap();
        faults.iter().map(|fault| fault.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(START).await, ["no_candidates"]);
    hall.planning.import(&session, list(3).as_bytes(), false, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!(codes(START).await, [""; 0]);
    assert_eq!(codes(Instant(START.0 + 8 * HOUR)).await, ["window_over"]);
    let tight = ukur::planning::session::SessionDraft { capacity: 2, closes: Instant(START.0 - 1), ..plan() };
    hall.planning.change_session(&session, tight, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!(codes(Instant(START.0 - HOUR)).await, ["capacity_exceeded", "window_too_short"]);
}

async fn an_impossible_session_is_refused_field_by_field(engine: Engine) {
    let hall = Hall::new(engine).await;
    let event = hall.planning.add_event("E", "O", &mut hall.actor("petugas")).await.unwrap();
    let mut wrong = plan();
    wrong.title = " ".into();
    wrong.closes = wrong.opens;
    wrong.opens = Instant(i64::MIN);
    wrong.time_zone = "../etc/passwd".into();
    wrong.capacity = 0;
    wrong.bank = Some(BankVersion::new("nope"));
    let error = hall.planning.add_session(&event.id, wrong, &mut hall.actor("petugas")).await.unwrap_err();
    let PlanError::Invalid(faults) = error else { panic!("{error}") };
    let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["title", "opens_ms", "closes_ms", "time_zone", "capacity", "bank_version"]);
}

async fn an_open_session_is_no_draft(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.opened(2).await;
    let attempt = hall.store.enrolments(&session).await.unwrap().remove(0).attempt;
    let by = &mut hall.actor("petugas");
    let refusals = [
        hall.planning.change_session(&session, plan(), by).await.map(drop),
        hall.planning.delete_session(&session, by).await,
        hall.planning.import(&session, list(9).as_bytes(), false, by).await.map(drop),
        hall.planning.withdraw(&session, &attempt, by).await,
        hall.planning.open_session(&session, by).await.map(drop),
    ];
    for refusal in refusals {
        assert!(matches!(refusal, Err(PlanError::NotDraft)), "{refusal:?}");
    }
    assert_eq!(
        hall.planning.close_session(&session, "selesai", by).await.unwrap().session.status,
        SessionStatus::Closed
    );
    assert!(matches!(hall.planning.close_session(&session, "selesai", by).await, Err(PlanError::NotOpen)));
}

async fn a_draft_that_changed_while_forms_were_drawn_does_not_open(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.enrolled(2).await;
    let record = hall.record(&session).await.session;
    let (mut forms, drawing) = hall.drawn(&session).await;
    let act = hall.actor("petugas").act(Some(&session), "session_opened", "x");

    let one_short = &forms[..1];
    let refused = Opened::DraftChanged;
    assert_eq!(hall.store.open(&record, one_short, &drawing, 0, &act).await.unwrap(), refused);
    let mut other_bank = record.clone();
    other_bank.bank = BankVersion::new("bank-9");
    assert_eq!(hall.store.open(&other_bank, &forms, &drawing, 0, &act).await.unwrap(), refused);
    forms[1].0 = AttemptId::new("a stranger");
    assert_eq!(hall.store.open(&record, &forms, &drawing, 0, &act).await.unwrap(), refused);

    let after = hall.record(&session).await;
    assert_eq!((after.session.status, after.forms), (SessionStatus::Draft, 0));
    assert!(hall.store.acts(&session, 99).await.unwrap().iter().all(|act| act.action != "session_opened"));
}

async fn a_deleted_draft_leaves_its_trail(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.enrolled(3).await;
    hall.planning.delete_session(&session, &mut hall.actor("petugas")).await.unwrap();
    assert!(matches!(hall.planning.session(&session).await, Err(PlanError::Unknown("session"))));
    let mut actions: Vec<_> = hall.planning.acts(&session).await.unwrap().into_iter().map(|act| act.action).collect();
    actions.sort();
    assert_eq!(actions, ["candidates_imported", "session_added", "session_deleted"]);
}

async fn withdrawing_takes_only_a_candidate_of_this_session(engine: Engine) {
    let hall = Hall::new(engine).await;
    let (one, other) = (hall.enrolled(2).await, hall.enrolled(2).await);
    let foreign = hall.store.enrolments(&other).await.unwrap().remove(0).attempt;
    let by = &mut hall.actor("petugas");
    assert!(matches!(hall.planning.withdraw(&one, &foreign, by).await, Err(PlanError::Unknown(_))));
    let own = hall.store.enrolments(&one).await.unwrap().remove(0).attempt;
    hall.planning.withdraw(&one, &own, by).await.unwrap();
    assert_eq!((hall.record(&one).await.candidates, hall.record(&other).await.candidates), (1, 2));
}

async fn the_record_of_more_events_stands(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.opened(2).await;
    let attempt = hall.store.enrolments(&session).await.unwrap().remove(0).attempt;
    hall.store.finalise(&final_record(&session, &attempt, 70.0)).await.unwrap();
    for (seq, score, stands) in [(3, 10.0, 70.0), (2, 20.0, 70.0), (4, 80.0, 80.0)] {
        let record = FinalRecord { seq, ..final_record(&session, &attempt, score) };
        hall.store.finalise(&record).await.unwrap();
        let kept = hall.store.final_record(&attempt).await.unwrap().unwrap();
        assert!((kept.outcome.score - stands).abs() < 1e-12, "{}", kept.outcome.score);
    }
    assert_eq!(hall.store.finalised(&session).await.unwrap(), [(attempt, 4)]);
    assert_eq!(hall.record(&session).await.closed_attempts, 1);
}

async fn results_name_who_and_what_made_them(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.opened(2).await;
    let attempt = hall.store.enrolments(&session).await.unwrap().remove(1).attempt;
    hall.store.finalise(&final_record(&session, &attempt, 70.0)).await.unwrap();
    let results = hall.planning.results(&session).await.unwrap();
    assert_eq!((results.lines.len(), results.lines[0].candidate.name.as_str()), (1, "Peserta 2"));
    let file = hall.planning.result(&attempt).await.unwrap();
    assert_eq!(file.form.bank.as_str(), "bank-4");
    let csv = hall.planning.export_results(&session, &mut hall.actor("petugas")).await.unwrap();
    let line = csv.lines().nth(1).unwrap();
    assert!(
        line.starts_with("19800101 200501 1 002,Peserta 2,Dinas A,pelaksana,dikirim,2026-11-22 07:00:00,"),
        "{line}"
    );
}

async fn a_rehearsal_fills_a_session_that_is_named_so_and_no_other(engine: Engine) {
    let hall = Hall::new(engine).await;
    let how = Rehearsal { seed: 3, odd: true };
    let real = hall.opened(3).await;
    let refused = hall.planning.rehearse(&real, how, &mut hall.actor("petugas")).await.unwrap_err();
    assert!(matches!(&refused, PlanError::Invalid(faults) if faults[0].code == "no_rehearsal"), "{refused:?}");
    assert_eq!(hall.record(&real).await.closed_attempts, 0);

    let event = hall.record(&real).await.session.event;
    let draft = SessionDraft { title: "Gladi 1".into(), ..plan() };
    let session = hall.planning.add_session(&event, draft, &mut hall.actor("petugas")).await.unwrap().session.id;
    hall.planning.import(&session, list(20).as_bytes(), false, &mut hall.actor("petugas")).await.unwrap();
    let early = hall.planning.rehearse(&session, how, &mut hall.actor("petugas")).await.unwrap_err();
    assert!(matches!(early, PlanError::NotOpen));
    hall.planning.open_session(&session, &mut hall.actor("petugas")).await.unwrap();
    let draft = SessionDraft { title: "Gladi 2".into(), ..plan() };
    let entered = hall.planning.add_session(&event, draft, &mut hall.actor("petugas")).await.unwrap().session.id;
    hall.planning.import(&entered, list(2).as_bytes(), false, &mut hall.actor("petugas")).await.unwrap();
    hall.planning.open_session(&entered, &mut hall.actor("petugas")).await.unwrap();
    let code = hall.codes(&entered).await.remove(1);
    let nip = hall.store.enrolments(&entered).await.unwrap().remove(1).nip;
    hall.access.sign_in(&nip, &code, &mut hall.actor("")).await.unwrap();
    let refused = hall.planning.rehearse(&entered, how, &mut hall.actor("petugas")).await.unwrap_err();
    assert!(matches!(&refused, PlanError::Invalid(faults) if faults[0].code == "not_untouched"), "{refused:?}");
    assert_eq!(hall.record(&entered).await.closed_attempts, 0, "what somebody began stays");

    let done = hall.planning.rehearse(&session, how, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!((done.session.status, done.closed_attempts), (SessionStatus::Closed, 20));
    let lines = hall.planning.results(&session).await.unwrap().lines;
    assert!(lines.iter().all(|line| line.record.outcome.items == 12 && line.record.outcome.answered >= 8));
    let scores = || lines.iter().map(|line| line.record.outcome.score);
    assert!(scores().fold(0.0, f64::max) > scores().fold(100.0, f64::min));
    let again = hall.planning.rehearse(&session, how, &mut hall.actor("petugas")).await.unwrap_err();
    assert!(matches!(again, PlanError::NotOpen));
}

async fn the_ledger_counts_who_met_an_item_and_how_it_went(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.opened(3).await;
    let bank = BankId::new("umum");
    let attempts: Vec<AttemptId> =
        hall.store.enrolments(&session).await.unwrap().into_iter().map(|one| one.attempt).collect();
    assert!(hall.planning.exposure(&bank).await.unwrap().is_empty(), "nobody has finished");
    let form = hall.store.form(&attempts[0]).await.unwrap().unwrap();
    let first = form.items().next().unwrap().id.clone();
    let given = |choice: &str| FinalResponse {
        response: Response::Choice(ChoiceId::new(choice)),
        seq: 3,
        at: START,
        spent_ms: 30_000,
    };
    let right = BTreeMap::from([(first.clone(), given("B"))]);
    let record = FinalRecord { responses: right, ..final_record(&session, &attempts[0], 10.0) };
    hall.store.finalise(&record).await.unwrap();
    let voided = FinalRecord { ending: Ending::Voided, ..final_record(&session, &attempts[1], 0.0) };
    hall.store.finalise(&voided).await.unwrap();
    let ledger = hall.planning.exposure(&bank).await.unwrap();
    assert_eq!(ledger.len(), form.items().count(), "who never finished or was voided met nothing");
    for item in ledger {
        let answered = item.item == first;
        assert_eq!((item.total.shown, item.total.answered), (1, u32::from(answered)));
        assert_eq!(item.total.mean_score(), Some(if answered { 1.0 } else { 0.0 }));
        assert_eq!(item.total.mean_ms(), answered.then_some(30_000.0));
        assert_eq!((item.sittings.len(), item.drift), (1, None));
    }
}

async fn every_version_is_there_after_a_restart_and_the_newest_is_pinned(engine: Engine) {
    let hall = Hall::new(engine).await;
    hall.advance(1_000);
    hall.planning.add_bank("9".into(), &mut hall.actor("ukur")).await.unwrap();
    let pinned = async |hall: &Hall| {
        let draft = hall.draft().await;
        hall.record(&draft).await.session.bank
    };
    assert_eq!(pinned(&hall).await.as_str(), "bank-9");
    hall.store.close().await;
    let hall = Hall::over(hall.place).await;
    assert!(hall.catalogue.bank(&BankVersion::new("bank-4")).is_some());
    assert_eq!(pinned(&hall).await.as_str(), "bank-9");
    hall.advance(2_000);
    hall.planning.add_bank("4".into(), &mut hall.actor("ukur")).await.unwrap();
    assert_eq!(pinned(&hall).await.as_str(), "bank-4");
}

async fn what_another_process_registers_is_seen_without_a_restart(engine: Engine) {
    let hall = Hall::new(engine).await;
    let neighbour = hall.neighbour().await;
    hall.advance(1_000);
    neighbour.add_bank("9".into(), &mut hall.actor("ukur")).await.unwrap();
    neighbour.add_blueprint("3".into(), &mut hall.actor("ukur")).await.unwrap();
    let (blueprint, bank) = hall.planning.newest_blueprints().await.unwrap().remove(0);
    assert_eq!((blueprint.version.as_str(), bank.unwrap().version.as_str()), ("blueprint-3", "bank-9"));

    // A session that pins what only the other process knows.
    hall.advance(1_000);
    neighbour.add_bank("11".into(), &mut hall.actor("ukur")).await.unwrap();
    neighbour.add_blueprint("4".into(), &mut hall.actor("ukur")).await.unwrap();
    let event = neighbour.add_event("Seleksi", "BKPSDM", &mut hall.actor("petugas")).await.unwrap();
    let session = neighbour.add_session(&event.id, plan(), &mut hall.actor("petugas")).await.unwrap().session;
    assert!(hall.catalogue.bank(&session.bank).is_none() && hall.catalogue.blueprint(&session.blueprint).is_none());
    let faults = hall.planning.missing(&hall.record(&session.id).await, hall.now()).await.unwrap();
    assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["no_candidates"]);
    assert!(hall.planning.session_forecast(&session.id).await.is_ok());
}

async fn a_text_that_does_not_load_is_not_registered(engine: Engine) {
    let hall = Hall::new(engine).await;
    let error = hall.planning.add_bank("rubbish".into(), &mut hall.actor("ukur")).await.unwrap_err();
    assert!(matches!(error, PlanError::Unloadable { .. }));
    assert_eq!(hall.planning.bank_versions().await.unwrap().len(), 1);
}

async fn a_store_that_is_gone_says_so(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.draft().await;
    hall.store.close().await;
    assert!(matches!(hall.store.open_sessions().await, Err(StoreError::Unavailable(_))));
    let refused = hall.planning.delete_session(&session, &mut hall.actor("petugas")).await;
    assert!(matches!(refused, Err(PlanError::Store(StoreError::Unavailable(_)))));
}

fn final_record(session: &SessionId, attempt: &AttemptId, score: f64) -> FinalRecord {
    FinalRecord {
        attempt: attempt.clone(),
        session: session.clone(),
        ending: Ending::Submitted,
        closed_at: START,
        seq: 3,
        reason: None,
        responses: BTreeMap::new(),
        offered: Vec::new(),
        outcome: Outcome {
            scoring: "partial-credit/1".into(),
            answered: 1,
            items: 12,
            score,
            category: PotentialCategory::Potensial,
            domains: Vec::new(),
            measurement: None,
        },
        extended: Span::ZERO,
        outage_credit: Span::ZERO,
        build: "0.1.0".into(),
    }
}
