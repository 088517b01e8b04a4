//! A bank's accepted calibration, from the opening that pins it to the results that rest on it.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fall over

mod hall;

use std::collections::BTreeMap;

use hall::{Engine, Hall, START, both_engines, fairness};
use ukur::analysis::AnalysisError;
use ukur::delivery::finaliser::Finaliser;
use ukur::delivery::ports::{Ending, FinalRecord, RecordStore};
use ukur::domain::attempt::{Answer, Attempt, Phase};
use ukur::domain::bank::Bank;
use ukur::domain::calibration::{CalibratedItem, Calibration, CalibrationFacts, Remark, WhyNot, fingerprint};
use ukur::domain::form::Form;
use ukur::domain::ids::{BankVersion, BlueprintId, CalibrationId, ChoiceId, ClientId, ItemId, SessionId};
use ukur::domain::response::Response;
use ukur::domain::scoring::{Basis, score, scoring_of};
use ukur::domain::session::Enrolment;
use ukur::planning::ports::{CalibrationStore, PlanStore};
use ukur::planning::session::SessionDraft;
use ukur::planning::{Ask, PlanError};
use ukur::wire::convert::admin::measurement::accuracy_view;
use ukur::wire::measurement::CalibrationUse;
use ukur_psychometrics::ItemModel;

both_engines!(
    an_opening_pins_what_was_accepted_and_keeps_it,
    what_made_up_people_answered_scores_rehearsals_alone,
    a_rehearsal_supersedes_nothing_real,
    a_calibration_that_covers_too_little_is_told_and_not_used,
    a_calibration_that_cannot_score_keeps_a_session_from_opening,
    results_carry_how_sure_they_are,
    the_certificate_counts_the_items_that_decide,
);

/// Every item known well.
fn calibration(bank: &Bank, items: impl Fn(&ItemId) -> bool) -> Calibration {
    let known = |b: f64| ItemModel::Dichotomous { a: 1.3, d: -1.3 * b, g: 0.2 };
    let item = |item: &ukur::domain::item::Item| CalibratedItem {
        domain: item.domain.clone(),
        model: known(f64::from(item.difficulty as u8) - 1.0),
        scores: vec![0.0, 1.0],
        errors: [("se_b".to_owned(), 0.2)].into(),
        fingerprint: fingerprint(item, bank),
    };
    let known = bank.items.iter().filter(|(id, _)| items(id));
    Calibration {
        id: CalibrationId::new(""),
        bank: bank.id.clone(),
        domains: bank.domains.iter().map(|domain| domain.id.clone()).collect(),
        correlations: vec![1.0, 0.6, 0.6, 1.0],
        items: known.map(|(id, one)| (id.clone(), item(one))).collect(),
        not_estimated: BTreeMap::new(),
        facts: CalibrationFacts { persons: 900, answers: 9_000, converged: true, ..CalibrationFacts::default() },
    }
    .sealed()
    .unwrap()
}

async fn accepted(hall: &Hall, items: impl Fn(&ItemId) -> bool) -> Calibration {
    let bank = hall.catalogue.bank(&BankVersion::new("bank-4")).unwrap();
    accept(hall, calibration(&bank, items)).await
}

async fn accept(hall: &Hall, made: Calibration) -> Calibration {
    let act = |who: &str, action: &str| hall.actor(who).act(None, action, "umum");
    assert!(hall.store.propose(&made, &act("tina", "calibration_proposed")).await.unwrap());
    assert!(hall.store.accept(&made.id, &act("rudi", "calibration_accepted")).await.unwrap());
    made
}

async fn an_opening_pins_what_was_accepted_and_keeps_it(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.enrolled(12).await;
    let before = hall.planning.certificate(&session, hall.now()).await.unwrap().assurance;
    let before = fairness(before);
    assert_eq!(before.calibrated, 0);
    let made = accepted(&hall, |_| true).await;
    let draft = hall.planning.certificate(&session, hall.now()).await.unwrap().assurance;
    let draft = fairness(draft);
    assert_eq!(before.deciding, None, "points decide");
    assert_eq!((draft.calibrated, draft.items), (24, 24), "the draft's certificate follows the calibration");
    hall.planning.open_session(&session, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!(hall.record(&session).await.session.calibration, Some(made.id.clone()));
    assert_eq!(fairness(hall.store.drawing(&session).await.unwrap().unwrap().assurance), draft);
    let act = hall.actor("rudi").act(None, "calibration_withdrawn", "umum").because("wrong answers");
    assert!(hall.store.withdraw_calibration(&made.id, &act).await.unwrap());
    let open = hall.store.open_sessions().await.unwrap();
    assert_eq!(open[0].calibration, Some(made.id.clone()));
    assert_eq!(hall.store.pinned_calibration(&made.id).await.unwrap(), Some(made.clone()));
    let forecast = hall.planning.session_forecast(&session).await.unwrap();
    assert_eq!(forecast.calibration.map(|known| (known.id, known.used)), Some((made.id, true)));
    let next = hall.planning.blueprint_forecast(&BlueprintId::new("dasar"), false).await.unwrap();
    assert_eq!(next.calibration, None, "withdrawn: the next session is uncalibrated");
}

async fn what_made_up_people_answered_scores_rehearsals_alone(engine: Engine) {
    let hall = Hall::new(engine).await;
    let real = hall.enrolled(12).await;
    let event = hall.record(&real).await.session.event;
    let draft = SessionDraft { title: "Gladi 1".into(), ..hall::plan() };
    let rehearsal = hall.planning.add_session(&event, draft, &mut hall.actor("petugas")).await.unwrap().session.id;
    let bank = hall.catalogue.bank(&BankVersion::new("bank-4")).unwrap();
    let mut learnt = calibration(&bank, |_| true);
    learnt.facts.sessions = vec![rehearsal.clone()];
    let made = accept(&hall, learnt.sealed().unwrap()).await;
    let calibration = async |session| hall.planning.session_forecast(session).await.unwrap().calibration;
    assert_eq!(calibration(&real).await, None);
    assert_eq!(calibration(&rehearsal).await.map(|known| known.id), Some(made.id));
    let planned = async |rehearsal| {
        hall.planning.blueprint_forecast(&BlueprintId::new("dasar"), rehearsal).await.unwrap().calibration
    };
    assert_eq!(planned(false).await, None);
    assert!(planned(true).await.is_some(), "a rehearsal that is being planned would be measured by it");
    hall.planning.open_session(&real, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!(hall.record(&real).await.session.calibration, None);
}

async fn a_rehearsal_supersedes_nothing_real(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.enrolled(12).await;
    let event = hall.record(&session).await.session.event;
    let draft = SessionDraft { title: "Gladi 1".into(), ..hall::plan() };
    let rehearsal = hall.planning.add_session(&event, draft, &mut hall.actor("petugas")).await.unwrap().session.id;
    let bank = hall.catalogue.bank(&BankVersion::new("bank-4")).unwrap();
    let real = accepted(&hall, |_| true).await;
    let mut learnt = calibration(&bank, |_| true);
    learnt.facts.sessions = vec![rehearsal.clone()];
    let learnt = learnt.sealed().unwrap();
    // What is anchored to it stands on its scale.
    let mut anchored = calibration(&bank, |_| true);
    anchored.facts.warnings = vec![Remark::Anchored(learnt.id.clone())];
    let anchored = anchored.sealed().unwrap();
    for made in [&learnt, &anchored] {
        assert!(hall.store.propose(made, &hall.actor("tina").act(None, "calibration_proposed", "umum")).await.unwrap());
        let refused = hall.analysis.accept(&bank.id, &made.id, &mut hall.actor("rudi")).await.unwrap_err();
        assert!(matches!(refused, AnalysisError::Refused(WhyNot::RealInForce)), "{refused}");
        assert_eq!(refused.code(), "real_in_force");
        let told = hall.analysis.detail(&bank.id, &made.id, "rudi").await.unwrap().summary;
        let why = told.refused.as_deref();
        assert_eq!((told.acceptable, told.rehearsal, why), (false, true, Some("real_in_force")));
    }
    let file = hall.analysis.export(&bank.id, &learnt.id, &mut hall.actor("rudi")).await.unwrap().to_string();
    assert!(file.contains("\"rehearsal\":true"));
    let back = hall.analysis.import(&bank.id, file.into_bytes(), &mut hall.actor("rudi")).await.unwrap();
    let told = (back.rehearsal, back.refused.as_deref());
    assert_eq!(told, (true, Some("real_in_force")), "a file makes no real answers of them");
    // Accepted all the same, by an earlier build or in the same instant: the real one still counts.
    hall.advance(1_000);
    for made in [&learnt, &anchored] {
        let act = hall.actor("rudi").act(None, "calibration_accepted", "umum");
        assert!(hall.store.accept(&made.id, &act).await.unwrap());
    }
    for of in [&session, &rehearsal] {
        let known = hall.planning.session_forecast(of).await.unwrap().calibration;
        assert_eq!(known.map(|known| known.id), Some(real.id.clone()));
    }
    let overview = hall.analysis.overview().await.unwrap();
    assert_eq!(overview.banks[0].accepted.as_ref().unwrap().id, real.id.as_str());
    hall.planning.open_session(&session, &mut hall.actor("petugas")).await.unwrap();
    finalised(&hall, &session).await;
    hall.planning.close_session(&session, "over", &mut hall.actor("petugas")).await.unwrap();
    let desk = hall.planning.rescoring_desk(&session).await.unwrap();
    assert_eq!(desk.calibrations.iter().map(|stamp| &stamp.id).collect::<Vec<_>>(), [&real.id]);
    let ask = Ask { calibration: Some(learnt.id.clone()), ..Ask::default() };
    let refused = hall.planning.try_rescoring(&session, &ask).await.unwrap_err();
    let PlanError::Invalid(faults) = refused else { panic!("{refused}") };
    assert_eq!((faults[0].field.as_str(), faults[0].code), ("calibration", "for_rehearsals"));
    // Withdrawn, the real one makes room: the rehearsal's counts for rehearsals alone.
    hall.analysis.withdraw(&bank.id, &real.id, "salah sesi, ulangi", &mut hall.actor("tina")).await.unwrap();
    let after = async |of| hall.planning.session_forecast(of).await.unwrap().calibration.map(|known| known.id);
    let next = hall.enrolled(2).await;
    assert_eq!(after(&next).await, None);
    assert!(after(&rehearsal).await.is_some_and(|id| id != real.id));
}

async fn a_calibration_that_covers_too_little_is_told_and_not_used(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.enrolled(12).await;
    let made = accepted(&hall, |id| id.as_str().starts_with("budgeting")).await;
    let forecast = hall.planning.session_forecast(&session).await.unwrap();
    let known = forecast.calibration.unwrap();
    assert_eq!((known.id, known.used, known.coverage), (made.id, false, vec![1.0, 0.0]));
    assert_eq!(forecast.accuracy.unwrap().basis, Basis::Uncalibrated);
    hall.planning.open_session(&session, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!(hall.record(&session).await.session.calibration, None);
    assert_eq!(fairness(hall.store.drawing(&session).await.unwrap().unwrap().assurance).calibrated, 0);
    let gaps = hall.planning.uncovered(&session).await.unwrap();
    let [gap] = gaps.as_slice() else { panic!("{gaps:?}") };
    assert!(gap.known == 0 && gap.pool > 0 && gap.needed > 0, "{gap}");
}

/// Such as an earlier build accepted: .97 is sound, and too close for the nodes of scoring.
async fn a_calibration_that_cannot_score_keeps_a_session_from_opening(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = hall.enrolled(12).await;
    let bank = hall.catalogue.bank(&BankVersion::new("bank-4")).unwrap();
    let close = Calibration { correlations: vec![1.0, 0.97, 0.97, 1.0], ..calibration(&bank, |_| true) };
    let made = accept(&hall, close.clone().sealed().unwrap()).await;
    let record = hall.record(&session).await;
    let codes: Vec<_> = hall.planning.missing(&record, START).await.unwrap().iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["calibration_cannot_score"]);
    let refused = hall.planning.open_session(&session, &mut hall.actor("petugas")).await;
    assert!(matches!(refused, Err(PlanError::NotReady(_))));
    let view = accuracy_view(hall.planning.session_forecast(&session).await.unwrap());
    assert!(view.overall.is_none() && view.calibration == CalibrationUse::Idle, "{view:?}");
    let act = hall.actor("rudi").act(None, "calibration_withdrawn", "umum").because("it cannot score");
    assert!(hall.store.withdraw_calibration(&made.id, &act).await.unwrap());
    // The same, made today: it opens, is pinned, and scores.
    let lowered = accept(&hall, close.made().unwrap()).await;
    assert_ne!(lowered.id, made.id);
    let view = accuracy_view(hall.planning.session_forecast(&session).await.unwrap());
    assert!(view.overall.is_some() && view.calibration == CalibrationUse::Used, "{view:?}");
    hall.planning.open_session(&session, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!(hall.record(&session).await.session.calibration, Some(lowered.id));
    assert_eq!(hall.planning.uncovered(&session).await.unwrap(), []);
}

/// Every second item answered rightly, the rest left.
fn closed(form: &Form) -> Attempt {
    let answer = |seq| Answer {
        response: Some(Response::Choice(ChoiceId::new("B"))),
        seq,
        at: START,
        client: ClientId::new("tab"),
        client_seq: seq,
        spent_ms: 20_000,
    };
    let answers = form.items().step_by(2).zip(1..).map(|(item, seq)| (item.id.clone(), answer(seq)));
    let phase = Phase::Closed { ending: Ending::Submitted, at: START, reason: None };
    Attempt { phase, seq: 9, answers: answers.collect(), ..Attempt::default() }
}

/// As a node loads it: from what is stored alone.
async fn node(hall: &Hall, session: &SessionId) -> Finaliser {
    let session = hall.store.session(session).await.unwrap().unwrap();
    let bank = hall.catalogue.bank(&session.bank).unwrap();
    let blueprint = hall.catalogue.blueprint(&session.blueprint).unwrap();
    let calibration = match &session.calibration {
        Some(id) => hall.store.pinned_calibration(id).await.unwrap(),
        None => None,
    };
    let scoring = scoring_of(&blueprint, &bank, calibration.as_ref());
    Finaliser { session: session.id, bank, blueprint, scoring, records: hall.store.clone() }
}

async fn finalised(hall: &Hall, session: &SessionId) -> (Vec<Enrolment>, Vec<FinalRecord>) {
    let people = hall.store.enrolments(session).await.unwrap();
    let (one, other) = (node(hall, session).await, node(hall, session).await);
    for (who, node) in people.iter().zip([&one, &other].into_iter().cycle()) {
        let form = hall.store.form(&who.attempt).await.unwrap().unwrap();
        node.finalise(who, &form, &closed(&form)).await.unwrap();
    }
    let records = hall.store.final_records(session).await.unwrap();
    assert_eq!(records.len(), people.len());
    (people, records)
}

async fn results_carry_how_sure_they_are(engine: Engine) {
    let hall = Hall::new(engine).await;
    let uncalibrated = hall.opened(2).await;
    let made = accepted(&hall, |_| true).await;
    let session = hall.opened(3).await;
    let (people, records) = finalised(&hall, &session).await;
    let bank = hall.catalogue.bank(&BankVersion::new("bank-4")).unwrap();
    let pinned = hall.record(&session).await.session.blueprint;
    let blueprint = hall.catalogue.blueprint(&pinned).unwrap();
    for record in &records {
        let measurement = record.outcome.measurement.as_ref().unwrap();
        assert_eq!(measurement.basis, Basis::Calibrated(made.id.clone()));
        let all = record.outcome.domains.iter().map(|domain| domain.measured.unwrap()).chain([measurement.overall]);
        assert!(all.into_iter().all(|one| (one.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-5));
        // Whoever scores again from what is stored gets the same, whichever node stored it.
        let form = hall.store.form(&record.attempt).await.unwrap().unwrap();
        let given = record.responses.iter().map(|(item, last)| (item.clone(), last.response.clone())).collect();
        assert_eq!(record.outcome, score(&form, &given, &bank, &blueprint, Some(&made)));
        let without = score(&form, &given, &bank, &blueprint, None);
        assert_eq!((without.scoring.as_str(), record.outcome.scoring.as_str()), ("partial-credit/1", "four-domains/1"));
        assert_eq!(without.score.to_bits(), record.outcome.score.to_bits());
    }
    let csv = hall.planning.export_results(&session, &mut hall.actor("petugas")).await.unwrap();
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|known| known == name).unwrap();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), people.len());
    for row in &rows {
        assert_eq!((&row[at("dasar_pengukuran")], &row[at("kalibrasi")]), ("terkalibrasi", made.id.as_str()));
        assert!(row[at("skor_t_technical")].parse::<f64>().is_ok());
        assert!(matches!(&row[at("tinjau_kedua")], "ya" | "tidak"));
    }
    let (_, records) = finalised(&hall, &uncalibrated).await;
    let measurement = records[0].outcome.measurement.clone().unwrap();
    assert_eq!(measurement.basis, Basis::Uncalibrated, "it opened before the calibration was accepted");
    assert_eq!(records[0].outcome.scoring, "partial-credit/1");
}

/// Two of the twelve items of a section are unknown: forms differ in how many items T rests on.
async fn the_certificate_counts_the_items_that_decide(engine: Engine) {
    let hall = Hall::new(engine).await;
    let bank = hall.catalogue.bank(&BankVersion::new("bank-4")).unwrap();
    let silent: Vec<ItemId> = bank.items.keys().take(2).cloned().collect();
    let domain = bank.items[&silent[0]].domain.clone();
    accepted(&hall, |id| !silent.contains(id)).await;
    let session = hall.opened(12).await;
    let (_, records) = finalised(&hall, &session).await;
    let told = fairness(hall.store.drawing(&session).await.unwrap().unwrap().assurance);
    let deciding = told.deciding.unwrap();
    let spread =
        |counts: Vec<u16>| (u32::from(*counts.iter().min().unwrap()), u32::from(*counts.iter().max().unwrap()));
    let overall = records.iter().map(|record| record.outcome.measurement.as_ref().unwrap().overall.items).collect();
    assert_eq!((deciding.overall.min, deciding.overall.max), spread(overall), "as every result says of itself");
    assert!(deciding.overall.min < deciding.overall.items, "{:?}", deciding.overall);
    for (section, counted) in told.sections.iter().zip(&deciding.sections) {
        let own = |record: &FinalRecord| {
            let domain = record.outcome.domains.iter().find(|one| one.domain == *section).unwrap();
            domain.measured.unwrap().items
        };
        assert_eq!((counted.min, counted.max), spread(records.iter().map(own).collect()));
        assert_eq!(counted.min == counted.items, *section != domain, "{counted:?}");
    }
}
