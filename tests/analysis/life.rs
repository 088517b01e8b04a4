//! From answers to parameters in use: a job, a proposal, a second person; files in and out; what is refused.

use serde_json::{Value, json};
use ukur::analysis::AnalysisError;
use ukur::audit::AuditLog as _;
use ukur::domain::calibration::WhyNot;
use ukur::domain::ids::{CalibrationId, ItemId};
use ukur::planning::ports::{JobRecord, JobStore as _};
use ukur::wire::analysis::CalibrationStatus;
use ukur::wire::analysis::calibration::{CalibrationOrigin, CalibrationRemark, CalibrationSummary};
use ukur::wire::analysis::job::{CalibrationJob, CalibrationRequest, JobStanding};
use ukur_psychometrics::ItemModel;

use crate::hall::Hall;
use crate::simulated::{Planted, truth};
use crate::{all, bank, clock, over, sat};

fn request() -> CalibrationRequest {
    serde_json::from_value(json!({"sessions": null})).unwrap()
}

async fn ended(hall: &Hall, job: CalibrationJob) -> CalibrationJob {
    loop {
        let now = hall.analysis.job(&job.id, hall.now()).await.unwrap();
        if now.ended_ms.is_some() {
            return now;
        }
        tokio::task::yield_now().await;
    }
}

async fn proposed(hall: &Hall, request: CalibrationRequest, who: &str) -> CalibrationId {
    let job = hall.analysis.calibrate(&bank(), request, hall.actor(who), clock(hall)).await.unwrap();
    match ended(hall, job).await.standing {
        JobStanding::Proposed { calibration_id } => CalibrationId::new(calibration_id),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_calibration_goes_from_answers_to_use_by_two_people() {
    let hall = over(14).await;
    sat(&hall, 400, &Planted::default(), 10).await;
    let models = json!({"models": {"technical": "2pl", "numerical_reasoning": "2pl"}});
    let id = proposed(&hall, serde_json::from_value(models).unwrap(), "tina").await;
    let overview = hall.analysis.overview().await.unwrap();
    assert_eq!((overview.banks[0].proposals, overview.banks[0].accepted.is_none()), (1, true));
    let list = hall.analysis.calibrations(&bank(), "tina").await.unwrap();
    assert_eq!((list.len(), list[0].acceptable, list[0].origin), (1, false, CalibrationOrigin::Computed));
    assert!(hall.analysis.calibrations(&bank(), "rudi").await.unwrap()[0].acceptable);
    let same = hall.analysis.accept(&bank(), &id, &mut hall.actor("tina")).await;
    assert!(matches!(same, Err(AnalysisError::Refused(WhyNot::SamePerson))));
    covered(&hall, &id).await;
    let accepted = hall.analysis.accept(&bank(), &id, &mut hall.actor("rudi")).await.unwrap();
    assert_eq!((accepted.status, accepted.accepted_by.as_deref()), (CalibrationStatus::Accepted, Some("rudi")));
    let again = hall.analysis.accept(&bank(), &id, &mut hall.actor("adi")).await;
    assert!(matches!(again, Err(AnalysisError::Refused(WhyNot::NotProposed))));

    let overview = hall.analysis.overview().await.unwrap();
    assert_eq!(overview.banks[0].accepted.as_ref().unwrap().id, id.as_str());
    let view = hall.analysis.items(&bank(), &all()).await.unwrap();
    assert!(view.items.iter().all(|row| row.parameters.is_some()));
    let errors: Vec<f64> = view
        .items
        .iter()
        .map(|row| {
            let ItemModel::Dichotomous { a, d, .. } = truth(&ItemId::new(row.id.as_str())) else { panic!() };
            row.parameters.as_ref().unwrap().b[0] + d / a
        })
        .collect();
    let rmse = (errors.iter().map(|e| e * e).sum::<f64>() / errors.len() as f64).sqrt();
    assert!(rmse < 0.35, "recovers the curves: {rmse}");
    let scale = hall.analysis.scale(&bank(), &all(), None).await.unwrap();
    assert_eq!(scale.domains.len(), 2);
    assert_eq!(scale.domains[0].persons.iter().map(|bin| bin.count).sum::<u32>(), 400);
    let information = scale.information.as_ref().unwrap();
    assert_eq!((information.items, information.cuts.len()), (42, 3));
    assert_eq!(information.cuts[0].given.unwrap().forms, 400);
    let page = hall.analysis.item(&bank(), &view.items[0].variant, &all()).await.unwrap();
    assert_eq!(page.model.as_ref().unwrap().t.len(), 81);

    let actions: Vec<String> =
        hall.store.house_acts(20).await.unwrap().into_iter().map(|act| format!("{} {}", act.who, act.action)).collect();
    for act in ["tina calibration_proposed", "rudi calibration_accepted"] {
        assert!(actions.iter().any(|told| told == act), "{actions:?}");
    }
}

/// What acceptance would bring is known before.
async fn covered(hall: &Hall, id: &CalibrationId) {
    let detail = hall.analysis.detail(&bank(), id, "rudi").await.unwrap();
    let usable: u32 = detail.domains.iter().map(|domain| domain.usable).sum();
    let [blueprint] = &detail.coverage[..] else { panic!("{:?}", detail.coverage) };
    assert_eq!(blueprint.sections.iter().map(|section| section.pool).sum::<u32>(), 84);
    assert_eq!(blueprint.sections.iter().map(|section| section.usable).sum::<u32>(), usable);
    let enough = |n: u32, all: u32| f64::from(n) >= 0.8 * f64::from(all);
    assert!(blueprint.sections.iter().all(|section| section.enough == enough(section.usable, section.pool)));
    assert_eq!(blueprint.covered, blueprint.sections.iter().all(|section| section.enough));
    let overview = hall.analysis.overview().await.unwrap();
    assert_eq!(overview.banks[0].domains.len(), 2);
}

#[tokio::test]
async fn an_empty_list_of_sessions_is_refused_by_its_name_and_starts_nothing() {
    let hall = over(7).await;
    sat(&hall, 60, &Planted::default(), 9).await;
    let empty = serde_json::from_value(json!({"sessions": []})).unwrap();
    let refused = hall.analysis.calibrate(&bank(), empty, hall.actor("tina"), clock(&hall)).await.unwrap_err();
    let AnalysisError::Invalid(faults) = refused else { panic!("{refused}") };
    assert_eq!((faults[0].field.as_str(), faults[0].code), ("sessions", "empty"));
    assert!(hall.analysis.last_job(hall.now()).await.unwrap().is_none());
}

#[tokio::test]
async fn anchored_to_the_accepted_one_keeps_its_items_and_can_be_compared_and_withdrawn() {
    let hall = over(7).await;
    sat(&hall, 300, &Planted::default(), 11).await;
    let missing = hall
        .analysis
        .calibrate(
            &bank(),
            CalibrationRequest { anchored_to_accepted: true, ..request() },
            hall.actor("tina"),
            clock(&hall),
        )
        .await;
    assert!(matches!(missing, Err(AnalysisError::NotCalibrated)));
    let first = proposed(&hall, request(), "tina").await;
    hall.analysis.accept(&bank(), &first, &mut hall.actor("rudi")).await.unwrap();
    sat(&hall, 300, &Planted::default(), 12).await;
    let second = proposed(&hall, CalibrationRequest { anchored_to_accepted: true, ..request() }, "tina").await;
    let free = proposed(&hall, request(), "tina").await;
    let detail = hall.analysis.detail(&bank(), &second, "rudi").await.unwrap();
    assert_eq!(detail.summary.origin, CalibrationOrigin::Anchored);
    assert!(detail.items.iter().filter(|item| item.parameters.fixed).count() > 20);
    let kept = hall.analysis.compare(&bank(), &first, &second, "rudi").await.unwrap();
    let fixed = kept.items.iter().filter(|item| item.b.fixed);
    assert!(fixed.clone().count() > 20 && fixed.clone().all(|item| (item.a.b[0] - item.b.b[0]).abs() < 0.2));
    let compared = hall.analysis.compare(&bank(), &first, &free, "rudi").await.unwrap();
    assert_eq!((compared.items.len(), compared.only_a.len(), compared.only_b.len()), (42, 0, 0));
    let linked = compared.domains[0].link.unwrap();
    assert!((linked.slope - 1.0).abs() < 0.2 && linked.shift.abs() < 0.2, "{linked:?}");
    assert!(compared.domains.iter().all(|domain| domain.correlation_b.unwrap() > 0.9));

    let short = hall.analysis.withdraw(&bank(), &first, "salah", &mut hall.actor("rudi")).await;
    assert!(matches!(short, Err(AnalysisError::Invalid(_))));
    let reason = "kunci satu butir ternyata salah";
    let withdrawn = hall.analysis.withdraw(&bank(), &first, reason, &mut hall.actor("rudi")).await.unwrap();
    assert_eq!((withdrawn.status, withdrawn.withdrawn_reason.as_deref()), (CalibrationStatus::Withdrawn, Some(reason)));
    assert!(hall.analysis.overview().await.unwrap().banks[0].accepted.is_none());
}

#[tokio::test]
async fn one_at_a_time_and_whoever_began_it_can_end_it() {
    let hall = over(7).await;
    sat(&hall, 300, &Planted::default(), 13).await;
    // Nothing runs before this task waits: the job hears that it is over at its first step.
    let job = hall.analysis.calibrate(&bank(), request(), hall.actor("tina"), clock(&hall)).await.unwrap();
    hall.analysis.cancel(&job.id, hall.now()).await.unwrap();
    let second = hall.analysis.calibrate(&bank(), request(), hall.actor("rudi"), clock(&hall)).await;
    assert!(matches!(second, Err(AnalysisError::Running)));
    assert!(matches!(ended(&hall, job).await.standing, JobStanding::Cancelled));
    assert_eq!(hall.analysis.calibrations(&bank(), "rudi").await.unwrap().len(), 0);
    assert!(matches!(hall.analysis.job("other", hall.now()).await, Err(AnalysisError::Unknown(_))));
    proposed(&hall, request(), "rudi").await;
}

#[tokio::test]
async fn the_job_of_another_node_is_told_asked_to_end_and_given_up_when_that_node_falls_silent() {
    let hall = over(7).await;
    sat(&hall, 300, &Planted::default(), 17).await;
    let standing = r#"{"state":"running","phase":"reading","domain":null,"place":0,"domains":0,"iteration":0,
        "gradient":null,"share":null}"#;
    let elsewhere = JobRecord {
        id: "elsewhere".into(),
        bank: bank(),
        by: "rudi".into(),
        started: hall.now(),
        heard: hall.now(),
        ended: None,
        cancelled: false,
        standing: standing.into(),
    };
    assert!(hall.store.begin_job(&elsewhere, hall.now()).await.unwrap());
    let begin = async || hall.analysis.calibrate(&bank(), request(), hall.actor("tina"), clock(&hall)).await;
    assert!(matches!(begin().await, Err(AnalysisError::Running)));
    let seen = hall.analysis.last_job(hall.now()).await.unwrap().unwrap();
    assert_eq!((seen.id.as_str(), seen.started_by.as_str(), seen.ended_ms), ("elsewhere", "rudi", None));
    hall.analysis.cancel("elsewhere", hall.now()).await.unwrap();
    assert!(!hall.store.tell_job("elsewhere", hall.now(), standing).await.unwrap(), "its node hears of it");
    hall.advance(30_001);
    let lost = hall.analysis.job("elsewhere", hall.now()).await.unwrap();
    assert!(matches!(&lost.standing, JobStanding::Failed { code, .. } if code == "node_lost"), "{lost:?}");
    let job = begin().await.unwrap();
    assert!(matches!(ended(&hall, job).await.standing, JobStanding::Proposed { .. }));
}

#[tokio::test]
async fn too_few_people_calibrate_nothing() {
    let hall = over(7).await;
    sat(&hall, 20, &Planted::default(), 14).await;
    let job = hall.analysis.calibrate(&bank(), request(), hall.actor("tina"), clock(&hall)).await.unwrap();
    let standing = ended(&hall, job).await.standing;
    assert!(matches!(&standing, JobStanding::Failed { code, .. } if code == "few_persons"), "{standing:?}");
}

#[tokio::test]
async fn a_file_goes_out_and_comes_back_as_it_was_and_hostile_ones_are_told_so() {
    let hall = over(7).await;
    sat(&hall, 300, &Planted::default(), 15).await;
    let id = proposed(&hall, request(), "tina").await;
    let file = hall.analysis.export(&bank(), &id, &mut hall.actor("tina")).await.unwrap();
    let import = async |file: &Value| -> Result<CalibrationSummary, AnalysisError> {
        hall.analysis.import(&bank(), file.to_string().into_bytes(), &mut hall.actor("rudi")).await
    };
    let back = import(&file).await.unwrap();
    assert_eq!((back.origin, back.items, back.converged), (CalibrationOrigin::Imported, 42, true));
    let (own, theirs) = (
        hall.analysis.detail(&bank(), &id, "x").await.unwrap(),
        hall.analysis.detail(&bank(), &CalibrationId::new(back.id.as_str()), "x").await.unwrap(),
    );
    for (own, theirs) in own.items.iter().zip(&theirs.items) {
        assert_eq!((&own.id, &own.parameters), (&theirs.id, &theirs.parameters));
    }
    assert_eq!(own.correlations, theirs.correlations);
    assert!(matches!(import(&file).await, Err(AnalysisError::Known)));

    let with = |change: &dyn Fn(&mut Value)| {
        let mut file = file.clone();
        change(&mut file);
        file
    };
    let before = hall.analysis.calibrations(&bank(), "x").await.unwrap().len();
    for (name, hostile) in [
        ("no object", json!([1, 2])),
        ("no items", json!({"items": []})),
        ("unknown item", with(&|f| f["items"][3]["id"] = json!("x"))),
        ("twice", with(&|f| f["items"][3] = f["items"][4].clone())),
        ("slope 0", with(&|f| f["items"][3]["a"] = json!(0))),
        ("a text", with(&|f| f["items"][3]["a"] = json!("besar"))),
        ("other domain", with(&|f| f["items"][3]["domain"] = json!("x"))),
        ("other content", with(&|f| f["items"][3]["fingerprint"] = json!("x"))),
        ("other categories", with(&|f| f["items"][3]["scores"] = json!([0.0, 0.5, 1.0]))),
        ("falling scores", with(&|f| f["items"][3]["scores"] = json!([1.0, 0.0]))),
        ("negative error", with(&|f| f["items"][3]["se_a"] = json!(-1.0))),
        ("no correlations", with(&|f| f["correlations"] = Value::Null)),
        ("impossible correlations", with(&|f| f["correlations"]["matrix"][0][1] = json!(7.0))),
    ] {
        assert!(matches!(import(&hostile).await, Err(AnalysisError::Invalid(_))), "{name}");
    }
    assert_eq!(hall.analysis.calibrations(&bank(), "x").await.unwrap().len(), before, "all or nothing");
    let Err(AnalysisError::Invalid(faults)) = import(&with(&|f| f["items"][3]["a"] = json!(0))).await else { panic!() };
    assert!(faults[0].field.starts_with("items[3] ") && faults[0].code == "value_a", "{:?}", faults[0]);
    for (code, at_item, hostile) in [
        ("value_scores", true, with(&|f| f["items"][3]["scores"] = json!([1.0, 0.0]))),
        ("value_se", true, with(&|f| f["items"][3]["se_a"] = json!(-1.0))),
        ("correlations_wrong", false, with(&|f| f["correlations"]["matrix"][0][1] = json!(7.0))),
    ] {
        let Err(AnalysisError::Invalid(faults)) = import(&hostile).await else { panic!("{code}") };
        assert_eq!((faults[0].code, faults[0].field.starts_with("items[3] ")), (code, at_item), "{:?}", faults[0]);
    }
    // Domains that are nearly one are a finding: lowered for scoring, and said.
    let nearly_one = with(&|f| {
        let rows = f["correlations"]["matrix"].as_array_mut().unwrap();
        for (i, row) in rows.iter_mut().enumerate() {
            let cells = row.as_array_mut().unwrap().iter_mut().enumerate();
            cells.filter(|(j, _)| *j != i).for_each(|(_, r)| *r = json!(0.99));
        }
    });
    let close = import(&nearly_one).await.unwrap();
    let detail = hall.analysis.detail(&bank(), &CalibrationId::new(close.id.as_str()), "x").await.unwrap();
    let lowered = detail.warnings.iter().find_map(|remark| match remark {
        CalibrationRemark::Lowered { from, to } => Some((*from, *to)),
        _ => None,
    });
    let (from, to) = lowered.unwrap();
    assert!((from - 0.99).abs() < 1e-9 && to < 0.99 && (detail.correlations[0][1] - to).abs() < 1e-4, "{from} {to}");
    let id = CalibrationId::new(close.id.as_str());
    let again = hall.analysis.export(&bank(), &id, &mut hall.actor("rudi")).await.unwrap();
    assert!(matches!(import(&again).await, Err(AnalysisError::Known)), "a file keeps the remark");
    // Without the names of models a right-or-wrong item is what its c says: the same calibration again.
    let bare = with(&|f| {
        f["model"] = Value::Null;
        let items = f["items"].as_array_mut().unwrap().iter_mut();
        items.filter(|item| item["b"].is_number()).for_each(|item| item["model"] = Value::Null);
    });
    assert!(bare["items"].as_array().unwrap().iter().any(|item| item["model"].is_null()));
    assert!(matches!(import(&bare).await, Err(AnalysisError::Known)));
}

#[tokio::test]
async fn an_item_with_joined_categories_says_which_its_parameters_have() {
    let hall = over(7).await;
    hall.planning.add_bank("7 judgement=series".into(), &mut hall.actor("ukur")).await.unwrap();
    sat(&hall, 300, &Planted::default(), 15).await;
    let id = proposed(&hall, request(), "tina").await;
    let file = hall.analysis.export(&bank(), &id, &mut hall.actor("tina")).await.unwrap();
    let several = |item: &Value| item["scores"].as_array().unwrap().len() > 2;
    let place = file["items"].as_array().unwrap().iter().position(several).unwrap();
    let scores = file["items"][place]["scores"].as_array().unwrap();
    let (all, ends) = (scores.len(), [&scores[0], &scores[scores.len() - 1]]);
    assert_eq!(file["items"][place]["categories"], json!((0..all).collect::<Vec<_>>()));
    let mut joined = file.clone();
    let item = joined["items"][place].as_object_mut().unwrap();
    item.retain(|key, _| ["id", "domain", "fingerprint"].contains(&key.as_str()));
    item.extend(json!({"model": "2pl", "a": 1, "b": 0, "scores": ends}).as_object().unwrap().clone());
    let bytes = joined.to_string().into_bytes();
    let joined = hall.analysis.import(&bank(), bytes, &mut hall.actor("rudi")).await.unwrap();
    let id = CalibrationId::new(joined.id.as_str());
    let out = hall.analysis.export(&bank(), &id, &mut hall.actor("tina")).await.unwrap();
    let id = &file["items"][place]["id"];
    let item = out["items"].as_array().unwrap().iter().find(|item| item["id"] == *id).unwrap();
    assert_eq!(item["categories"], json!([0, all - 1]), "{item}");
    let told = out["collapsed"].as_array().unwrap().iter().find(|one| one["id"] == *id);
    assert_eq!(told, Some(&json!({"id": id, "categories": all, "observed": [0, all - 1]})));
}

#[tokio::test]
async fn strange_requests_get_problem_documents() {
    let hall = over(7).await;
    let session = sat(&hall, 60, &Planted::default(), 16).await;
    let desk = hall.desk(&["tina"]).await;
    let ask = async |method: &str, path: &str, body: &str| -> (u16, String) {
        let (status, body) = hall.raw(&desk, "tina", method, path, body).await;
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        (status, body["code"].as_str().unwrap_or_default().to_owned())
    };
    let long = format!("/api/analysis/umum/items?sessions={}", "x,".repeat(9_000));
    let reason = format!(r#"{{"reason":"{}"}}"#, "x".repeat(501));
    for (method, path, body, status, code) in [
        ("GET", "/api/analysis/x/items", "", 404, "not_found"),
        ("GET", "/api/analysis/umum/items?sessions=x", "", 422, "invalid"),
        ("GET", long.as_str(), "", 422, "invalid"),
        ("GET", "/api/analysis/umum/items?calibration=x", "", 404, "not_found"),
        ("GET", "/api/analysis/umum/items/x", "", 404, "not_found"),
        ("GET", "/api/analysis/umum/items/..%2f", "", 404, "not_found"),
        ("GET", "/api/analysis/umum/scale", "", 409, "not_calibrated"),
        ("GET", "/api/analysis/umum/dif?by=nip", "", 422, "invalid"),
        ("GET", "/api/analysis/umum/dif?by=unit&focal=x", "", 422, "invalid"),
        ("GET", "/api/analysis/umum/dif?by=unit&focal=Dinas%20A&reference=Dinas%20A", "", 422, "invalid"),
        ("GET", "/api/analysis/sessions/x/integrity", "", 404, "not_found"),
        ("GET", "/api/analysis/umum/calibrations/compare?a=x", "", 404, "not_found"),
        ("POST", "/api/analysis/umum/calibrations", r#"{"models":{"x":"auto"}}"#, 422, "invalid"),
        ("POST", "/api/analysis/umum/calibrations", r#"{"models":{"technical":"4pl"}}"#, 422, "invalid"),
        ("POST", "/api/analysis/umum/calibrations", r#"{"sessions":[],"x":1}"#, 422, "invalid"),
        ("POST", "/api/analysis/umum/calibrations/x/accept", "", 404, "not_found"),
        ("POST", "/api/analysis/umum/calibrations/x/withdraw", reason.as_str(), 422, "invalid"),
        ("POST", "/api/analysis/umum/calibrations/import", "{", 422, "invalid"),
        ("GET", "/api/analysis/x/calibrations", "", 404, "not_found"),
        ("GET", "/api/analysis/jobs/x", "", 404, "not_found"),
        ("DELETE", "/api/analysis/jobs/%00", "", 404, "not_found"),
        ("GET", "/api/analysis/%00/items", "", 404, "not_found"),
    ] {
        assert_eq!(ask(method, path, body).await, (status, code.to_owned()), "{method} {path}");
    }
    for path in ["/api/analysis", "/api/analysis/umum/items", "/api/analysis/umum/dif?by=sex", "/api/analysis/jobs"] {
        assert_eq!(ask("GET", path, "").await.0, 200, "{path}");
    }
    assert_eq!(ask("GET", &format!("/api/analysis/sessions/{session}/integrity"), "").await.0, 200);
}
