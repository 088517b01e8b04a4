//! The short form of the hall, on both store pairs: 400 people, a sitting of minutes in seconds, and every acknowledged
//! answer looked for in the final records.
#![allow(clippy::unwrap_used, reason = "a test may fall over")]

use std::time::Duration;

use ukur_load::report::Report;
use ukur_load::scenario::{Scenario, Setup, run};
use ukur_load::world::{Stores, World, built_ukur};

/// A sitting of an hour and more goes by in less than one minute.
const COMPRESS: f64 = 200.0;

async fn hall(stores: Stores) -> Report {
    let world = World::start(&built_ukur().unwrap(), stores).await.unwrap();
    let (site, office) = world.enter().await.unwrap();
    let setup = Setup {
        scenario: Scenario::Hall,
        candidates: 400,
        span: Duration::from_mins(1),
        pace: Duration::from_secs(1),
        compress: COMPRESS,
        boards: 0,
        session_size: 400,
        blueprint: "asn-umum".to_owned(),
        seed: 4,
        audit: true,
    };
    let report = run(site, office, world.meter(), setup).await.unwrap();
    println!("{}", report.table());
    report
}

/// One after the other: two halls at once on a small machine measure the machine.
#[tokio::test]
async fn no_acknowledged_answer_is_lost_or_doubled_on_either_store_pair() {
    for stores in [Stores::Embedded, Stores::Networked] {
        let report = hall(stores).await;
        assert!(report.answers_acked >= 400 * 10, "{stores:?}: people answered");
        assert_eq!((report.lost, report.doubled), (Some(0), Some(0)), "{stores:?}");
    }
}
