//! `checkpoint_url` → how to reach Redis:
//! `redis://[user:password@]host[:port][/db]` or `rediss://…` (TLS),
//! `redis+sentinel://[user:password@]host[:port],…/name`, `redis+cluster://[user:password@]host[:port],…`.

use std::fmt;

use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo};

/// More is a mistake in the text.
const MAX_HOSTS: usize = 32;

#[derive(Clone)]
pub enum Address {
    Single(ConnectionInfo),
    Sentinel {
        /// Each with the address of a sentinel and the credentials of the server behind it.
        sentinels: Vec<ConnectionInfo>,
        name: String,
    },
    Cluster {
        seeds: Vec<ConnectionInfo>,
    },
}

/// Why the text is no address. Never shows it: a password may be in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    #[error("a Redis address begins with redis://, rediss://, redis+sentinel:// or redis+cluster://")]
    Scheme,
    #[error("a Sentinel address ends with the master's name: redis+sentinel://host:26379/name")]
    NoName,
    #[error("a Cluster has no database numbers: leave out what follows the hosts")]
    Database,
    #[error("between 1 and {MAX_HOSTS} hosts are needed")]
    Hosts,
    #[error("host {0} cannot be read")]
    Host(usize),
}

impl Address {
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let (scheme, rest) = text.split_once("://").ok_or(BadAddress::Scheme)?;
        match scheme {
            "redis" | "rediss" => Ok(Self::Single(one(scheme, "", rest, 1)?)),
            "redis+sentinel" => {
                let (hosts, name) = rest.rsplit_once('/').ok_or(BadAddress::NoName)?;
                if name.is_empty() {
                    return Err(BadAddress::NoName);
                }
                Ok(Self::Sentinel { sentinels: many(hosts, 26_379)?, name: name.to_owned() })
            }
            "redis+cluster" => match rest.trim_end_matches('/') {
                hosts if hosts.contains('/') => Err(BadAddress::Database),
                hosts => Ok(Self::Cluster { seeds: many(hosts, 6_379)? }),
            },
            _ => Err(BadAddress::Scheme),
        }
    }

    /// Whether a replica can become the master by itself.
    pub fn is_promoted(&self) -> bool {
        !matches!(self, Self::Single(_))
    }
}

fn many(text: &str, port: u16) -> Result<Vec<ConnectionInfo>, BadAddress> {
    let (credentials, hosts) = text.rsplit_once('@').map_or(("", text), |(before, after)| (before, after));
    let credentials = if credentials.is_empty() { String::new() } else { format!("{credentials}@") };
    let hosts: Vec<&str> = hosts.split(',').collect();
    if hosts.len() > MAX_HOSTS {
        return Err(BadAddress::Hosts);
    }
    let with_port = |host: &str| if host.contains(':') { host.to_owned() } else { format!("{host}:{port}") };
    (1..).zip(hosts).map(|(number, host)| one("redis", &credentials, &with_port(host), number)).collect()
}

fn one(scheme: &str, credentials: &str, host: &str, number: usize) -> Result<ConnectionInfo, BadAddress> {
    let bare = host.rsplit_once('@').map_or(host, |(_, bare)| bare);
    if bare.is_empty() || bare.starts_with(':') {
        return Err(BadAddress::Hosts);
    }
    format!("{scheme}://{credentials}{host}").into_connection_info().map_err(|_| BadAddress::Host(number))
}

/// The same server settings at another address.
pub(super) fn at(info: &ConnectionInfo, host: &str, port: u16) -> ConnectionInfo {
    let addr = match info.addr() {
        ConnectionAddr::TcpTls { insecure, .. } => {
            ConnectionAddr::TcpTls { host: host.to_owned(), port, insecure: *insecure, tls_params: None }
        }
        _ => ConnectionAddr::Tcp(host.to_owned(), port),
    };
    info.clone().set_addr(addr)
}

/// Hosts only, without credentials.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts =
            |infos: &[ConnectionInfo]| infos.iter().map(|info| info.addr().to_string()).collect::<Vec<_>>().join(",");
        match self {
            Self::Single(info) => write!(f, "redis at {}", info.addr()),
            Self::Sentinel { sentinels, name } => write!(f, "redis {name} by the sentinels {}", hosts(sentinels)),
            Self::Cluster { seeds } => write!(f, "redis cluster of {}", hosts(seeds)),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_kinds_are_read_and_shown_without_credentials() {
        let shown = |text: &str| Address::parse(text).unwrap().to_string();
        assert_eq!(shown("redis://:secret@10.0.0.1:6380/2"), "redis at 10.0.0.1:6380");
        let sentinel = "redis+sentinel://u:secret@a,b:1/utama";
        assert_eq!(shown(sentinel), "redis utama by the sentinels a:26379,b:1");
        assert_eq!(shown("redis+cluster://a:7000,b"), "redis cluster of a:7000,b:6379");
    }

    #[test]
    fn hostile_addresses_are_refused_without_showing_them() {
        let bad = |text: &str| Address::parse(text).unwrap_err();
        assert_eq!(bad("secret"), BadAddress::Scheme);
        assert_eq!(bad("http://secret"), BadAddress::Scheme);
        assert_eq!(bad("redis+sentinel://a:1"), BadAddress::NoName);
        assert_eq!(bad("redis+sentinel://a:1/"), BadAddress::NoName);
        assert_eq!(bad("redis+cluster://a/3"), BadAddress::Database);
        assert_eq!(bad("redis+cluster://"), BadAddress::Hosts);
        assert_eq!(bad(&format!("redis+cluster://{}", vec!["a"; 33].join(","))), BadAddress::Hosts);
        assert_eq!(bad("redis://host:port"), BadAddress::Host(1));
    }
}
