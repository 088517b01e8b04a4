//! Figures of docs/psychometrics.md: how long a page takes, how often honest people are shown. Run by name with
//! `cargo test --test analysis measured -- --ignored --nocapture`.

use std::collections::BTreeMap;
use std::time::Instant;

use ukur::analysis::view::DifChoice;
use ukur::domain::ids::{CalibrationId, ItemId};
use ukur::wire::analysis::dif::DifAttribute;
use ukur::wire::analysis::flag::ItemFlag;
use ukur::wire::analysis::job::JobStanding;

use crate::hall::Hall;
use crate::simulated::Planted;
use crate::{all, bank, clock, over, sat};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn seconds_of_each_page() {
    for sittings in [1, 5] {
        let hall = over(20).await;
        let mut last = None;
        for sitting in 0..sittings {
            last = Some(sat(&hall, 400, &Planted::default(), 100 + sitting).await);
        }
        println!("{} persons, 42 of 120 items", 400 * sittings);
        pages(&hall, "before").await;
        let start = Instant::now();
        let request = serde_json::from_str("{}").unwrap();
        let job = hall.analysis.calibrate(&bank(), request, hall.actor("tina"), clock(&hall)).await.unwrap();
        let id = loop {
            let now = hall.analysis.job(&job.id, hall.now()).await.unwrap();
            match now.standing {
                JobStanding::Proposed { calibration_id } => break CalibrationId::new(calibration_id),
                JobStanding::Running { .. } => tokio::task::yield_now().await,
                other => panic!("{other:?}"),
            }
        };
        println!("  calibration {:.3}", start.elapsed().as_secs_f64());
        hall.analysis.accept(&bank(), &id, &mut hall.actor("rudi")).await.unwrap();
        pages(&hall, "calibrated").await;
        let start = Instant::now();
        hall.analysis.scale(&bank(), &all(), None).await.unwrap();
        println!("  scale {:.3}", start.elapsed().as_secs_f64());
        let start = Instant::now();
        let report = hall.analysis.integrity(&last.unwrap()).await.unwrap();
        println!("  integrity of 400 {:.3}, {:?}", start.elapsed().as_secs_f64(), report.similarity.false_positives);
        println!("    near {:?}\n    far {:?}", report.similarity.near, report.similarity.far);
        println!("    rapid {:?}, bursts {:?}", report.rapid.false_positives, report.bursts.false_positives);
    }
}

async fn pages(hall: &Hall, name: &str) {
    let start = Instant::now();
    hall.analysis.overview().await.unwrap();
    println!("  {name}: overview (reads everything) {:.3}", start.elapsed().as_secs_f64());
    for turn in ["first", "again"] {
        let start = Instant::now();
        hall.analysis.items(&bank(), &all()).await.unwrap();
        println!("  {name}: items {turn} {:.3}", start.elapsed().as_secs_f64());
    }
    let start = Instant::now();
    hall.analysis.item(&bank(), "series-easy-2", &all()).await.unwrap();
    println!("  {name}: item {:.3}", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let choice = DifChoice { by: Some(DifAttribute::Unit), ..DifChoice::default() };
    hall.analysis.dif(&bank(), &all(), choice).await.unwrap();
    println!("  {name}: dif {:.3}", start.elapsed().as_secs_f64());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn how_often_honest_people_are_shown() {
    for (name, per_cell) in [("one form for all", 7), ("personal forms", 14)] {
        let (mut pairs, mut persons) = ([0_u64; 2], [0_u64; 4]);
        for seed in 0..10 {
            let hall = over(per_cell).await;
            let session = sat(&hall, 400, &Planted::default(), 1_000 + seed).await;
            let report = hall.analysis.integrity(&session).await.unwrap();
            pairs[0] += u64::from(report.similarity.pairs);
            pairs[1] += report.similarity.flagged.len() as u64;
            persons[0] += u64::from(report.rapid.persons);
            persons[1] += report.rapid.flagged.len() as u64;
            persons[2] += u64::from(report.bursts.persons);
            persons[3] += report.bursts.flagged.len() as u64;
        }
        println!("{name}: similarity {pairs:?}, rapid and bursts {persons:?}");
    }
}

/// Halls whose items are so much harder than their authors say: most of the flags fall where few know the key.
const HARDER: [f64; 2] = [0.0, 1.5];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn how_often_a_right_key_is_suspected_and_a_wrong_one_found() {
    for (answers, per_cell, persons) in [(45, 62, 400), (190, 14, 380)] {
        for harder in HARDER {
            let (mut flags, mut found, mut planted, mut items) = (Vec::new(), 0, 0, 0);
            for seed in 0..10 {
                let honest = suspects(per_cell, persons, &Planted { harder, ..Planted::default() }, 2_000 + seed).await;
                items += honest.len();
                flags.push(honest.iter().filter(|(_, suspect)| *suspect).count());
                let mut ids: Vec<ItemId> = honest.into_iter().map(|(id, _)| id).collect();
                ids.sort();
                let wrong = ids.iter().skip(seed as usize % 5).step_by(ids.len() / 10).map(|id| (id.clone(), "C"));
                let keys: BTreeMap<ItemId, &'static str> = wrong.collect();
                let hall = Planted { keys: keys.clone(), harder, ..Planted::default() };
                let sat = suspects(per_cell, persons, &hall, 3_000 + seed).await;
                planted += sat.iter().filter(|(id, _)| keys.contains_key(id)).count();
                found += sat.iter().filter(|(id, suspect)| *suspect && keys.contains_key(id)).count();
            }
            println!("{answers} answers an item, {harder} harder: {flags:?} of {items} items in ten honest halls");
            println!("  {found} of {planted} wrong keys found");
        }
    }
}

/// Every item that served in a hall of its own, and whether its key is suspected.
async fn suspects(per_cell: usize, persons: usize, planted: &Planted, seed: u64) -> Vec<(ItemId, bool)> {
    let hall = over(per_cell).await;
    sat(&hall, persons, planted, seed).await;
    let view = hall.analysis.items(&bank(), &all()).await.unwrap();
    let suspect = |flag: &ItemFlag| matches!(flag, ItemFlag::KeySuspect { .. });
    view.items.iter().map(|row| (ItemId::new(row.id.as_str()), row.flags.iter().any(suspect))).collect()
}
