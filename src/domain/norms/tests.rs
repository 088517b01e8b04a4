//! Where scores stand in a group, and what is none.

use super::*;
use crate::domain::category::PotentialCategory;
use crate::domain::scoring::Measurement;

fn outcome(score: f64, theta: Option<f64>) -> Outcome {
    let measured = |theta| Measured { theta, sd: 0.3, probabilities: [0.25; 4], items: 40 };
    let basis = Basis::Calibrated(CalibrationId::new("c"));
    let domain = DomainOutcome {
        domain: DomainId::new("technical"),
        title: "Teknis".into(),
        answered: 10,
        items: 10,
        score: score / 2.0,
        category: PotentialCategory::Potensial,
        competencies: Vec::new(),
        measured: theta.map(|theta| measured(theta - 1.0)),
    };
    Outcome {
        scoring: "test".into(),
        answered: 40,
        items: 40,
        score,
        category: PotentialCategory::Potensial,
        domains: vec![domain],
        measurement: theta.map(|theta| Measurement {
            basis,
            overall: measured(theta),
            cuts: [-1.0, 0.0, 1.0],
            borderline: false,
        }),
    }
}

fn group(outcomes: &[Outcome]) -> Result<NormGroup, NormFault> {
    NormGroup::of(NormSample {
        title: "Uji 2026".into(),
        blueprint: BlueprintVersion::new("b"),
        rehearsal: false,
        sessions: vec![SessionId::new("s")],
        outcomes: outcomes.iter().collect(),
    })
}

/// 1, 2 … n points.
fn rising(n: u32) -> Vec<Outcome> {
    (1..=n).map(|score| outcome(f64::from(score), None)).collect()
}

#[test]
fn a_percentile_counts_half_of_the_ties() {
    let group = group(&rising(40)).unwrap();
    let of = |score: f64| group.percentile(&outcome(score, None)).unwrap();
    for (score, expected) in [(0.0, 0.0), (1.0, 1.25), (20.5, 50.0), (40.0, 98.75), (41.0, 100.0)] {
        assert!((of(score) - expected).abs() < 1e-12, "{score}");
    }
    let one = outcome(20.0, None);
    assert_eq!(group.domain_percentile(&one, &one.domains[0]), Some(48.75), "by the domain's own score");
    assert_eq!((group.persons(), group.score_at(50), group.score_at(100)), (40, 20.0, 40.0));
    assert!((group.mean() - 20.5).abs() < 1e-12 && (group.deviation() - (1_599.0_f64 / 12.0).sqrt()).abs() < 1e-12);
    assert!((group.error_at_median() - 50.0 / 40.0_f64.sqrt()).abs() < 1e-12);
}

#[test]
fn only_scores_of_the_same_scale_have_a_place_in_it() {
    let people: Vec<Outcome> = (0..40).map(|n| outcome(50.0, Some(f64::from(n) / 10.0 - 2.0))).collect();
    let group = group(&people).unwrap();
    assert_eq!(group.scale, NormScale::Ability(CalibrationId::new("c")));
    assert_eq!(group.percentile(&outcome(99.0, Some(-9.0))), Some(0.0), "by θ, not by points");
    assert!((group.scale.read(0.5) - 55.0).abs() < 1e-12 && (group.scale.read_spread(0.5) - 5.0).abs() < 1e-12);
    let raw = outcome(50.0, None);
    assert_eq!((group.percentile(&raw), group.domain_percentile(&raw, &raw.domains[0])), (None, None));
    let mut other = outcome(50.0, Some(0.0));
    other.measurement.as_mut().unwrap().basis = Basis::Calibrated(CalibrationId::new("d"));
    let places = (group.percentile(&other), group.domain_percentile(&other, &other.domains[0]));
    assert_eq!(places, (None, None), "θ of another calibration is another scale");
}

#[test]
fn few_or_mixed_people_are_no_group() {
    assert_eq!(group(&rising(29)), Err(NormFault::TooFew { found: 29 }));
    assert!(group(&rising(30)).is_ok());
    let crowd = vec![outcome(1.0, None); MAX_PERSONS + 1];
    assert_eq!(group(&crowd), Err(NormFault::TooMany { found: MAX_PERSONS + 1 }));
    let mut mixed = rising(40);
    mixed.push(outcome(50.0, Some(0.0)));
    assert_eq!(group(&mixed), Err(NormFault::TwoScales));
    mixed.pop();
    mixed.push(outcome(f64::NAN, None));
    assert_eq!(group(&mixed), Err(NormFault::NotFinite));
}

#[test]
fn the_name_follows_the_content() {
    let one = group(&rising(40)).unwrap();
    assert_eq!(one.id, group(&rising(40)).unwrap().id);
    assert_ne!(one.id, group(&rising(41)).unwrap().id);
    let titled = NormGroup { title: "Uji 2027".into(), ..one.clone() }.sealed();
    assert_ne!(one.id, titled.id);
    let domain = DomainId::new("technical");
    let with = |change: &dyn Fn(&mut NormGroup)| {
        let mut other = one.clone();
        change(&mut other);
        other.sealed().id
    };
    let ids = [
        with(&|g| g.rehearsal = true),
        with(&|g| g.blueprint = BlueprintVersion::new("c")),
        with(&|g| g.sessions = vec![SessionId::new("t")]),
        with(&|g| g.scale = NormScale::Ability(CalibrationId::new("c"))),
        with(&|g| g.scale = NormScale::Ability(CalibrationId::new("d"))),
        with(&|g| g.domains.clear()),
        with(&|g| drop(g.domains.insert(DomainId::new("digital"), g.overall.clone()))),
        with(&|g| drop(g.domains.insert(domain.clone(), g.overall.clone()))),
        with(&|g| g.overall = g.domains[&domain].clone()),
        with(&|g| g.domains = [(DomainId::new("other"), g.domains[&domain].clone())].into()),
        one.id.clone(),
    ];
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    let halves = |first: usize| {
        let people: Vec<Outcome> = (0..40).map(|n| outcome(if n < first { 1.0 } else { 2.0 }, None)).collect();
        group(&people).unwrap().id
    };
    assert_ne!(halves(20), halves(10), "how many have a score counts");
}

#[test]
fn a_domain_of_few_has_no_norms() {
    let with = |domains: usize| {
        let mut people = rising(40);
        people.iter_mut().skip(domains).for_each(|outcome| outcome.domains.clear());
        let one = outcome(20.0, None);
        group(&people).unwrap().domain_percentile(&one, &one.domains[0])
    };
    assert_eq!((with(29).is_some(), with(30).is_some()), (false, true));
}
