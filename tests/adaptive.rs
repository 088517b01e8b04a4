//! Planning an adaptive session: what it misses, what its opening freezes, and the simulation in the certificate's place.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fall over

#[path = "services/calibration.rs"]
mod calibration;
mod hall;

use calibration::{accept, calibration};
use hall::{Engine, Hall, both_engines};
use ukur::analysis::Choice;
use ukur::delivery::ports::RecordStore;
use ukur::domain::adaptive::AdaptiveReport;
use ukur::domain::form::ADAPTIVE_CELLS;
use ukur::domain::ids::{BankId, BankVersion, BlueprintId, ItemId, SessionId};
use ukur::domain::session::SessionStatus;
use ukur::planning::ports::PlanStore;
use ukur::planning::session::SessionDraft;
use ukur::planning::{Assurance, PlanError, Rehearsal};
use ukur::wire::analysis::items::ReliabilityEstimate;

both_engines!(
    what_is_missing_is_told,
    an_opening_freezes_pools_and_keeps_the_simulation,
    a_rehearsal_is_answered_adaptively,
    a_blueprint_tells_its_accuracy_before_use,
);

async fn enrolled(hall: &Hall) -> SessionId {
    let mut by = hall.actor("petugas");
    hall.planning.add_blueprint("adaptif 2".into(), &mut by).await.unwrap();
    let event = hall.planning.add_event("Seleksi 2026", "BKPSDM", &mut by).await.unwrap();
    let draft = SessionDraft { blueprint: BlueprintId::new("adaptif"), ..hall::plan() };
    let session = hall.planning.add_session(&event.id, draft, &mut by).await.unwrap().session.id;
    hall.planning.import(&session, hall::list(30).as_bytes(), false, &mut by).await.unwrap();
    session
}

async fn know(hall: &Hall, knows: impl Fn(&ItemId) -> bool) {
    // The one accepted last counts.
    hall.advance(1);
    let bank = hall.catalogue.bank(&BankVersion::new("bank-4")).unwrap();
    accept(&*hall.store, &calibration(&bank, knows), hall.now()).await;
}

async fn codes(hall: &Hall, session: &SessionId) -> Vec<(String, String)> {
    let missing = hall.planning.missing(&hall.record(session).await, hall.now()).await.unwrap();
    missing.into_iter().map(|fault| (fault.field, fault.code.to_string())).collect()
}

async fn what_is_missing_is_told(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = enrolled(&hall).await;
    assert_eq!(codes(&hall, &session).await, [("blueprint_id".into(), "not_calibrated".into())]);
    let refused = hall.planning.open_session(&session, &mut hall.actor("petugas")).await;
    assert!(matches!(refused, Err(PlanError::NotReady(_))), "{refused:?}");
    know(&hall, |id| id.as_str().starts_with("budgeting")).await;
    assert_eq!(codes(&hall, &session).await, [("blueprint_id".into(), "calibration_too_small".into())]);
    know(&hall, |_| true).await;
    assert_eq!(codes(&hall, &session).await, []);
}

async fn an_opening_freezes_pools_and_keeps_the_simulation(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = enrolled(&hall).await;
    // A fifth may be unknown; such items are in no pool.
    know(&hall, |id| !id.as_str().ends_with("-3") || id.as_str().contains("hard")).await;
    let draft = report(&hall, &session).await;
    assert_eq!(draft, report(&hall, &session).await);
    assert_eq!((draft.items, draft.rule.max_items), (20, 10));
    assert_eq!((draft.broken, draft.cells.len()), (Some(0), 6));
    assert!(draft.mean_length >= 6.0 && draft.rmse > 0.0 && draft.by_theta.len() == 7);
    let opening = hall.planning.open_session(&session, &mut hall.actor("petugas")).await.unwrap();
    assert_eq!((opening.forms, opening.items_per_form), (30, 10));
    assert_eq!(report(&hall, &session).await, draft, "the stored one is the draft's");
    assert!(hall.record(&session).await.session.calibration.is_some());
    let forms = hall.store.forms(&session).await.unwrap();
    for (_, pool) in &forms {
        assert_eq!(pool.algorithm, ADAPTIVE_CELLS);
        assert!((10..=20).contains(&pool.len()), "{}", pool.len());
        let unknown = |id: &str| id.ends_with("-3") && !id.contains("hard");
        assert!(!pool.items().any(|item| unknown(item.id.as_str())));
    }
    assert!(forms.iter().any(|(_, pool)| pool.len() < 20), "lots keep some items out");
    // Another session of the event does not take pools for forms that were served.
    let second = hall.drawn(&session).await.1;
    assert_eq!(second.served.forms, 0);
    assert_eq!(hall.store.drawing(&session).await.unwrap().unwrap().served.forms, 0);
}

async fn a_rehearsal_is_answered_adaptively(engine: Engine) {
    let hall = Hall::new(engine).await;
    let event = hall.record(&enrolled(&hall).await).await.session.event;
    know(&hall, |_| true).await;
    let mut by = hall.actor("petugas");
    let draft = SessionDraft { title: "Gladi 1".into(), blueprint: BlueprintId::new("adaptif"), ..hall::plan() };
    let session = hall.planning.add_session(&event, draft, &mut by).await.unwrap().session.id;
    hall.planning.import(&session, hall::list(20).as_bytes(), false, &mut by).await.unwrap();
    hall.planning.open_session(&session, &mut by).await.unwrap();
    let done = hall.planning.rehearse(&session, Rehearsal { seed: 3, odd: true }, &mut by).await.unwrap();
    assert_eq!((done.session.status, done.closed_attempts), (SessionStatus::Closed, 20));
    let lines = hall.planning.results(&session).await.unwrap().lines;
    for line in &lines {
        assert_eq!(usize::from(line.record.outcome.items), line.record.offered.len());
        assert!((6..=10).contains(&line.record.offered.len()));
        assert!(line.record.responses.keys().all(|item| line.record.offered.contains(item)));
    }
    assert!(lines.iter().any(|line| line.record.offered != lines[0].record.offered));

    // Items that follow the answers have no typical form, and no alpha.
    let (bank, choice) = (BankId::new("umum"), Choice { sessions: Some(vec![session]), calibration: None });
    let facts = hall.analysis.items(&bank, &choice).await.unwrap().facts.clone();
    assert!(matches!(&facts.reliability, ReliabilityEstimate::Unknown { reason } if reason == "adaptive"));
    let scale = hall.analysis.scale(&bank, &choice, None).await.unwrap();
    assert!(scale.information.is_none() && scale.blueprints.iter().all(|one| one.id != "adaptif"));
}

async fn a_blueprint_tells_its_accuracy_before_use(engine: Engine) {
    let hall = Hall::new(engine).await;
    let session = enrolled(&hall).await;
    let adaptive = BlueprintId::new("adaptif");
    let unknown = hall.planning.blueprint_forecast(&adaptive, false).await.unwrap().accuracy;
    assert_eq!(unknown, None, "nothing to choose by");
    know(&hall, |_| true).await;
    let found = hall.planning.blueprint_forecast(&adaptive, false).await.unwrap().accuracy.unwrap();
    assert!((6.0..=10.0).contains(&found.items) && found.sections.len() == 2, "{found:?}");
    assert!(0.3 < found.overall.accuracy && found.overall.accuracy < 0.9, "{found:?}");
    assert_eq!(hall.planning.session_forecast(&session).await.unwrap().accuracy, Some(found.clone()));
    let report = report(&hall, &session).await;
    assert!((found.items - report.mean_length).abs() < 0.3, "{} beside {}", found.items, report.mean_length);
    let told = report.accuracy.unwrap();
    assert!((told.overall.accuracy - found.overall.accuracy).abs() < 0.06, "two seeds, one design");
}

async fn report(hall: &Hall, session: &SessionId) -> AdaptiveReport {
    match hall.planning.certificate(session, hall.now()).await.unwrap().assurance {
        Assurance::Adaptive(report) => *report,
        Assurance::Fixed(fairness) => panic!("{fairness:?}"),
    }
}
