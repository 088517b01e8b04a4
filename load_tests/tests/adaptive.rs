//! Adaptive sittings in small, on the embedded stores: everybody follows the server from item to item to the end, and
//! every acknowledged answer is looked for in the final records.
#![allow(clippy::unwrap_used, reason = "a test may fall over")]

use std::time::Duration;

use ukur_load::scenario::{Scenario, Setup, run};
use ukur_load::world::{ADAPTIVE, Stores, World, built_ukur};

#[tokio::test]
async fn everybody_is_led_to_the_end_and_no_acknowledged_answer_is_lost() {
    let world = World::start_adaptive(&built_ukur().unwrap(), Stores::Embedded).await.unwrap();
    let (site, office) = world.enter().await.unwrap();
    let setup = Setup {
        scenario: Scenario::Adaptive,
        candidates: 20,
        // Longer than 20 items take: who is through has submitted.
        span: Duration::from_secs(20),
        pace: Duration::from_millis(50),
        compress: 1.0,
        boards: 0,
        session_size: 20,
        blueprint: ADAPTIVE.to_owned(),
        seed: 4,
        audit: true,
    };
    let report = run(site, office, world.meter(), setup).await.unwrap();
    println!("{}", report.table());
    assert!(report.answers_acked >= 20 * 12, "the least number of items each: {}", report.answers_acked);
    assert_eq!((report.lost, report.doubled), (Some(0), Some(0)));
}
