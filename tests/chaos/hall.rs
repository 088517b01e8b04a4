//! The processes: two nodes, each behind links of its own to candidates and stores, one Redis, one PostgreSQL.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use ukur::app::App;
use ukur::domain::ids::EventId;

use crate::faults::{Deed, Place};
use crate::postgres::Postgres;
use crate::proxy::Proxy;
use crate::redis_server::Redis;
use crate::server::{Items, Server, Stores, config, found};

/// A drain may take this long: `app::DRAIN` twice, and the goodbyes.
const DRAINING: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

pub struct Hall {
    pub app: App,
    pub event: EventId,
    pub redis: Redis,
    postgres: Postgres,
    pub nodes: Vec<Node>,
    _data: tempfile::TempDir,
}

pub struct Node {
    pub server: Server,
    pub door: Proxy,
    to_redis: Proxy,
    to_postgres: Proxy,
    /// Whether it is meant to run: then it is started again when it ends, as a service manager does.
    up: bool,
    draining: Option<Instant>,
    frozen: bool,
}

impl Hall {
    pub async fn start(nodes: usize) -> Self {
        let (redis, postgres) = (Redis::start(), Postgres::start());
        let records = postgres.database().await;
        let data = tempfile::tempdir().unwrap();
        let app = App::open(config(data.path(), &records)).await.unwrap();
        let event = found(&app, Items::Number).await;
        let mut hall = Self { app, event, redis, postgres, nodes: Vec::new(), _data: data };
        for _ in 0..nodes {
            let node = hall.node(&records).await;
            hall.nodes.push(node);
        }
        hall
    }

    async fn node(&self, records: &str) -> Node {
        let (before, database) = records.rsplit_once('/').unwrap();
        let (before, port) = before.rsplit_once(':').unwrap();
        let to_redis = Proxy::to(self.redis.port).await;
        let to_postgres = Proxy::to(port.parse().unwrap()).await;
        let mut server = Server::node(Stores {
            records_url: format!("{before}:{}/{database}", to_postgres.port),
            checkpoint_url: format!("redis://127.0.0.1:{}", to_redis.port),
        });
        let door = Proxy::to(server.port).await;
        server.launch();
        Node { server, door, to_redis, to_postgres, up: true, draining: None, frozen: false }
    }

    /// Does one thing of a fault; gives what went wrong with it.
    pub fn act(&mut self, place: Place, deed: Deed) -> Result<(), String> {
        match (place, deed) {
            (Place::Node(node), deed) => return self.nodes[node].act(deed),
            (Place::Redis, Deed::Kill) => self.redis.kill(),
            (Place::Redis, Deed::Freeze) => self.redis.freeze(),
            (Place::Redis, _) if self.redis.is_running() => self.redis.thaw(),
            (Place::Redis, _) => self.redis.restart(),
            (Place::Postgres, Deed::Kill) => self.postgres.kill(),
            (Place::Postgres, _) => self.postgres.restart(),
            (Place::ToRedis(node), deed) => spoil(&self.nodes[node].to_redis, deed),
            (Place::ToPostgres(node), deed) => spoil(&self.nodes[node].to_postgres, deed),
            (Place::Door(node), deed) => spoil(&self.nodes[node].door, deed),
        }
        Ok(())
    }

    /// Starts what ended by itself, as a service manager does; gives which, and how.
    pub fn tend(&mut self) -> Vec<String> {
        let ended = self.nodes.iter_mut().enumerate().filter_map(|(number, node)| {
            if !node.up || !node.server.is_launched() {
                return None;
            }
            let status = node.server.ended()?;
            node.server.launch();
            Some(format!("node {number} ended by itself: {status}"))
        });
        ended.collect()
    }

    pub async fn is_ready(&self, http: &reqwest::Client) -> bool {
        self.lacking(http).await.is_none()
    }

    /// What the first node that is not ready says.
    pub async fn lacking(&self, http: &reqwest::Client) -> Option<String> {
        for node in &self.nodes {
            let url = format!("http://127.0.0.1:{}/readyz", node.door.port);
            match http.get(url).timeout(Duration::from_secs(5)).send().await {
                Ok(answer) if answer.status().is_success() => {}
                Ok(answer) => return Some(answer.text().await.unwrap_or_default()),
                Err(error) => return Some(error.to_string()),
            }
        }
        None
    }

    /// Keeps the logs of the nodes and of Redis; gives where.
    pub fn keep_logs(&self, seed: u64) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("chaos-{seed}"));
        std::fs::create_dir_all(&folder).unwrap();
        for (number, node) in self.nodes.iter().enumerate() {
            let _ = std::fs::copy(node.server.log(), folder.join(format!("node-{number}.log")));
        }
        std::fs::write(folder.join("redis.log"), self.redis.log()).unwrap();
        folder
    }
}

impl Node {
    fn act(&mut self, deed: Deed) -> Result<(), String> {
        match deed {
            Deed::Kill => {
                self.up = false;
                self.server.kill();
            }
            Deed::Terminate => {
                self.up = false;
                self.draining = Some(Instant::now());
                self.server.signal(libc::SIGTERM);
            }
            Deed::Freeze => {
                self.frozen = true;
                self.server.signal(libc::SIGSTOP);
            }
            _ if self.frozen => {
                self.frozen = false;
                self.server.signal(libc::SIGCONT);
            }
            _ => {
                let drained = self.drained();
                self.up = true;
                self.server.launch();
                return drained;
            }
        }
        Ok(())
    }

    /// Waits for the end of a node that was told to stop.
    fn drained(&mut self) -> Result<(), String> {
        let Some(since) = self.draining.take() else { return Ok(()) };
        while since.elapsed() < DRAINING {
            match self.server.ended() {
                Some(status) if status.success() => return Ok(()),
                Some(status) => return Err(format!("a node that was told to stop ended with {status}")),
                None => std::thread::sleep(LOOK_AGAIN),
            }
        }
        self.server.kill();
        Err(format!("a node that was told to stop still runs after {DRAINING:?}"))
    }
}

fn spoil(link: &Proxy, deed: Deed) {
    match deed {
        Deed::Cut(cut) => link.cut(cut),
        Deed::Flow(up, down) => link.set(up, down),
        Deed::Storm => link.storm(),
        Deed::Kill | Deed::Terminate | Deed::Freeze | Deed::Revive => {}
    }
}
