//! What the people of a run share: where the server is, how they behave, and the tally.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use crate::tally::Tally;

/// How long a candidate waits for an answer before the line counts as dead: the protocol's longest.
pub const PATIENCE: Duration = Duration::from_secs(10);

pub struct Site {
    /// `http://127.0.0.1:8080`, without a slash at the end.
    pub base: String,
    pub address: SocketAddr,
    pub http: reqwest::Client,
    pub tally: Tally,
}

impl Site {
    /// Load belongs on one's own machine: another host is refused unless the caller insists.
    pub fn new(server: &str, is_remote_allowed: bool) -> anyhow::Result<Arc<Self>> {
        let base = server.trim_end_matches('/').to_owned();
        let host = base.strip_prefix("http://").context("the server's address begins with http://")?;
        let mut found =
            std::net::ToSocketAddrs::to_socket_addrs(host).with_context(|| format!("no such server: {host}"))?;
        let address = found.next().with_context(|| format!("no such server: {host}"))?;
        anyhow::ensure!(
            address.ip().is_loopback() || is_remote_allowed,
            "{host} is another machine: load tests fill its stores with sessions that stay; give --remote if that is meant"
        );
        // The pool is as large as a hall: everybody comes with a connection of their own.
        let http = reqwest::Client::builder().timeout(PATIENCE * 3).tcp_nodelay(true).build()?;
        Ok(Arc::new(Self { base, address, http, tally: Tally::default() }))
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}
