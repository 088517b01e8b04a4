//! Which commands of one client were applied, so that a repeat is acknowledged again and never applied twice.
//!
//! A client numbers its commands from 1. Refused ones leave holes, which are remembered: a repeat of a refused
//! command must not be mistaken for an applied one.

use std::collections::BTreeSet;

use super::rejection::Rejection;

/// How far a command may jump ahead of the last applied one, and how many holes are remembered. A browser whose
/// every command is refused makes one hole a click; a thousand is hours of that.
pub const MAX_GAP: u64 = 1_000;

/// Browsers an attempt may meet: a candidate changes computers a few times, an attacker many.
pub const MAX_CLIENTS: usize = 64;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientLedger {
    last: u64,
    holes: BTreeSet<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    Fresh,
    Repeated,
}

impl ClientLedger {
    /// The highest applied number.
    pub fn last(&self) -> u64 {
        self.last
    }

    pub fn holds(&self, client_seq: u64) -> bool {
        client_seq <= self.last && !self.holes.contains(&client_seq)
    }

    pub(super) fn judge(&self, client_seq: u64) -> Result<Freshness, Rejection> {
        if self.holds(client_seq) {
            return Ok(Freshness::Repeated);
        }
        let new_holes = client_seq.saturating_sub(self.last + 1);
        if self.holes.len() as u64 + new_holes > MAX_GAP {
            return Err(Rejection::SequenceGap);
        }
        Ok(Freshness::Fresh)
    }

    pub(super) fn record(&mut self, client_seq: u64) {
        if !self.holes.remove(&client_seq) {
            self.holes.extend(self.last + 1..client_seq);
            self.last = self.last.max(client_seq);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_hole_is_fresh_once() {
        let mut ledger = ClientLedger::default();
        ledger.record(1);
        ledger.record(4);
        assert_eq!(ledger.judge(4), Ok(Freshness::Repeated));
        assert_eq!(ledger.judge(2), Ok(Freshness::Fresh));
        ledger.record(2);
        assert_eq!(ledger.judge(2), Ok(Freshness::Repeated));
        assert_eq!(ledger.judge(3), Ok(Freshness::Fresh));
    }

    #[test]
    fn a_jump_past_the_bound_is_refused() {
        let ledger = ClientLedger::default();
        assert_eq!(ledger.judge(MAX_GAP + 1), Ok(Freshness::Fresh));
        assert_eq!(ledger.judge(MAX_GAP + 2), Err(Rejection::SequenceGap));
        assert_eq!(ledger.judge(u64::MAX), Err(Rejection::SequenceGap));
    }

    proptest! {
        #[test]
        fn repeated_means_recorded(seqs in proptest::collection::vec(1u64..200, 0..100), probe in 1u64..220) {
            let mut ledger = ClientLedger::default();
            for seq in &seqs {
                if ledger.judge(*seq) == Ok(Freshness::Fresh) {
                    ledger.record(*seq);
                }
            }
            prop_assert_eq!(ledger.holds(probe), seqs.contains(&probe));
        }
    }
}
