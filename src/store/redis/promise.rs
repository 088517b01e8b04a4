//! What an ack promises, and what it waits for.

/// How durable an append is when it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// On the server's disk: `appendfsync always` writes and syncs the append-only file before the reply.
    Always,
    /// In the memory of `replicas` other machines (`WAIT`).
    Replicated,
    /// In the server's memory; on its disk a second later. Weaker: a power cut can lose what was acknowledged.
    Everysec,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    pub durability: Durability,
    /// Replicas that must have an append before it is answered.
    pub replicas: u32,
}

impl Promise {
    /// A single server's replicas count only when asked for. Where a replica can be promoted, at least one must have
    /// the append, or the promotion would lose it.
    pub fn new(durability: Durability, replicas: u32, is_promoted: bool) -> Self {
        let replicas = match durability {
            _ if is_promoted => replicas.max(1),
            Durability::Replicated => replicas.max(1),
            Durability::Always | Durability::Everysec => 0,
        };
        Self { durability, replicas }
    }

    pub fn in_words(self) -> String {
        let local = match self.durability {
            Durability::Always => "fsync before every ack (appendfsync always)",
            Durability::Replicated => "no fsync before an ack",
            Durability::Everysec => {
                "WEAKER THAN DEFAULT: fsync once a second, a power cut can lose the last second of acknowledged answers"
            }
        };
        match self.replicas {
            0 => format!("Redis, {local}"),
            n => format!("Redis, {local}, and {n} replica(s) have it (WAIT {n})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_replica_can_be_promoted_one_must_have_it() {
        assert_eq!(Promise::new(Durability::Always, 0, true).replicas, 1);
        assert_eq!(Promise::new(Durability::Everysec, 0, true).replicas, 1);
        assert_eq!(Promise::new(Durability::Always, 2, false).replicas, 0);
        assert_eq!(Promise::new(Durability::Replicated, 2, false).replicas, 2);
    }
}
