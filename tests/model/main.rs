//! The protocol of ownership, append, ack and takeover, checked exhaustively within bounds: two nodes that a candidate
//! reaches in any order, crashes at any step, requests lost and repeated, appends whose outcome the owner does not
//! learn and which may still arrive later, deadlines that pass at any moment.
//!
//! What ties it to the code: the nodes run the real `Owner` with the real `decide`, `elapse` and `apply`; only the
//! store, the lines and time are the model's. An owner handles one command at a time, and a store does an append in
//! one step, so "asked", "stored" and "heard" of one append need no steps of their own: what other nodes and crashes
//! can see of them is covered by appends that arrive without being heard, and by those that arrive late. What an
//! append carries beside its events is looked at in `appends`, step by step.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test crate")]

mod appends;
mod protocol;
mod setting;
mod store;

use stateright::{Checker, HasDiscoveries, Model};

use protocol::{Bounds, Kind, Protocol};

/// Checks everything reachable within the bounds; a counterexample is printed step by step.
fn check(bounds: Bounds) {
    let checker = Protocol::new(bounds).checker().finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    println!(
        "{bounds:?}: {} states, {} unique, depth {}",
        checker.state_count(),
        checker.unique_state_count(),
        checker.max_depth()
    );
    checker.assert_properties();
}

#[test]
fn nothing_acknowledged_is_lost_doubled_or_moved() {
    check(Bounds { kind: Kind::Fixed, answers: 2, claims: 3, crashes: 1, store_faults: 2 });
}

#[test]
fn the_next_item_of_an_adaptive_test_follows_from_the_log_on_any_node() {
    check(Bounds { kind: Kind::Adaptive, answers: 2, claims: 3, crashes: 1, store_faults: 2 });
}

/// `make proof`: a day's coffee instead of a sip.
#[test]
#[ignore = "minutes: make proof runs it"]
fn nothing_acknowledged_is_lost_with_wider_bounds() {
    check(Bounds { kind: Kind::Fixed, answers: 2, claims: 4, crashes: 2, store_faults: 3 });
}
