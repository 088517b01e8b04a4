//! Evidence of a session: what is planted is found, and how often honest people would be flagged, and copiers found, is
//! simulated on the session's own forms.

use ukur::wire::analysis::integrity::{IntegrityReport, NotComputed, PairDesign, Visibility};

use crate::simulated::Planted;
use crate::{over, sat};

#[tokio::test]
async fn copiers_guessers_and_bursts_are_shown_and_nobody_by_name() {
    let planted = Planted { copies: vec![(41, 40, 0.9)], rapid: vec![7], bursts: vec![90], ..Planted::default() };
    let hall = over(7).await;
    let session = sat(&hall, 200, &planted, 5).await;
    let report = hall.analysis.integrity(&session).await.unwrap();
    let seats = |place: usize| format!("{}-{}", ["A", "B", "C", "D", "E"][place / 20], place % 20 + 1);
    let pair = &report.similarity.flagged[0];
    let mut who = [pair.first.seat.clone().unwrap(), pair.second.seat.clone().unwrap()];
    who.sort();
    assert_eq!(who, [seats(40), seats(41)], "{:?}", report.similarity);
    assert!(pair.neighbours && pair.p_corrected < 0.01 && f64::from(pair.same) > pair.expected);
    assert_eq!(report.rapid.flagged.len(), 1, "{:?}", report.rapid);
    assert_eq!(report.rapid.flagged[0].person.seat, Some(seats(7)));
    assert_eq!(report.bursts.flagged.len(), 1, "{:?}", report.bursts);
    assert_eq!(report.bursts.flagged[0].person.seat, Some(seats(90)));
    assert!(report.bursts.flagged[0].pause_s >= 600.0);
    let text = serde_json::to_string(&*report).unwrap();
    assert!(!text.contains("Peserta 4") && !text.contains("198001012005"), "names are masked");
}

async fn report(per_cell: usize, count: usize, seed: u64) -> IntegrityReport {
    let hall = over(per_cell).await;
    let session = sat(&hall, count, &Planted::default(), seed).await;
    (*hall.analysis.integrity(&session).await.unwrap()).clone()
}

fn found(design: &PairDesign) -> Vec<f64> {
    design.power.iter().map(|one| f64::from(one.found) / f64::from(one.planted)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_everybody_has_the_same_items_copying_is_seen_and_honesty_is_not_accused() {
    let one = report(7, 120, 11).await;
    let similarity = &one.similarity;
    assert_eq!((similarity.not_computed, similarity.pairs), (None, 120 * 119 / 2));
    let honest = similarity.false_positives.unwrap();
    assert_eq!(honest.examined, honest.halls * 120 * 119 / 2);
    assert!(honest.halls >= 20 && honest.halls_flagged * 10 <= honest.halls, "{honest:?}");
    for design in [&similarity.near, &similarity.far] {
        assert_eq!((design.comparable, design.shared_most), (design.pairs, 42));
        let found = found(design);
        assert!(found[0] < found[1] && found[1] < found[2] && found[2] > 0.8, "{design:?}");
        assert!(design.power.iter().all(|power| power.planted == honest.halls * 60));
    }
    assert_eq!(similarity.near.pairs + similarity.far.pairs, similarity.pairs);
    assert!(found(&similarity.near)[1] > found(&similarity.far)[1], "fewer tests, more power");
    for honest in [one.rapid.false_positives.unwrap(), one.bursts.false_positives.unwrap()] {
        assert_eq!((honest.halls, honest.examined), (20, 20 * 120));
        assert!(honest.flagged <= 2, "{honest:?}");
    }
    assert_eq!(report(7, 120, 11).await.similarity.near, similarity.near, "the same session, the same figures");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_neighbours_share_nothing_that_is_said_and_no_power_is_claimed() {
    let one = report(14, 60, 12).await.similarity;
    assert!(matches!(one.near.visibility, Visibility::NothingShared | Visibility::TooFewShared), "{:?}", one.near);
    assert_eq!((one.near.comparable, one.neighbours), (0, 0));
    assert!(one.near.shared_mean < one.far.shared_mean);
    assert!(one.near.power.iter().all(|power| power.found == 0), "{:?}", one.near);
}

#[tokio::test]
async fn too_few_persons_get_no_figure_but_are_told_what_their_forms_share() {
    let one = report(7, 20, 13).await;
    assert_eq!(one.similarity.not_computed, Some(NotComputed::FewPersons));
    assert_eq!((one.similarity.false_positives, one.rapid.false_positives), (None, None));
    assert_eq!((one.similarity.near.visibility, one.similarity.near.shared_most), (Visibility::Unknown, 42));
    assert!(one.similarity.near.power.is_empty());
}
