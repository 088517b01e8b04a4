//! What a run met; a run is compared with its replay by it.

use crate::stores::Faults;

/// Writes the counters once: the sum, and the list in which none may stay zero.
macro_rules! tally {
    ($($counter:ident $what:literal)*) => {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Tally {
            $(pub $counter: u64,)*
            pub store: Faults,
        }

        impl Tally {
            pub fn add(&mut self, other: &Self) {
                $(self.$counter += other.$counter;)*
                self.store.refused += other.store.refused;
                self.store.unknown_applied += other.store.unknown_applied;
                self.store.unknown_lost += other.store.unknown_lost;
                self.store.fenced += other.store.fenced;
                self.store.record_failures += other.store.record_failures;
            }

            pub fn met(&self) -> Vec<(&'static str, u64)> {
                let mut met = vec![$(($what, self.$counter)),*];
                met.extend([
                    ("refused call", self.store.refused),
                    ("fenced append", self.store.fenced),
                    ("unknown append that applied", self.store.unknown_applied),
                    ("unknown append that did not", self.store.unknown_lost),
                    ("failure of the record store", self.store.record_failures),
                ]);
                met
            }
        }
    };
}

tally! {
    answers_acked "acked answer"
    rejected "rejection"
    requests_dropped "dropped request"
    replies_dropped "dropped reply"
    doubled "doubled request"
    crashes "crash of a node"
    cuts "line to the store that broke"
    takeovers "attempt that moved with its candidate"
    adopted "overdue attempt of a dead node"
    relayed "command for another node"
    fenced_owners "owner that found itself fenced"
    interventions "intervention"
    recovered "emergency file"
    confirmed "confirmed item of an adaptive test"
    ended "adaptive test that ran out of questions"
    went_on "adaptive test that went on elsewhere in its middle"
}
