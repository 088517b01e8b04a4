//! One source of settings, as texts with the place each came from, and how they become typed.

use std::collections::BTreeMap;

use super::service_url::masked;
use super::{Checkpoint, Config, ConfigError, Durability, LogFormat, ServiceUrl};
use crate::domain::time::Span;

/// Every setting: its name in files, its variable is `UKUR_` and the name in capitals, its flag `--` and dashes.
const NAMES: [&str; 12] = [
    "listen",
    "data_dir",
    "records_url",
    "log_format",
    "secure_cookies",
    "checkpoint_url",
    "checkpoint_durability",
    "checkpoint_replicas",
    "retention_days",
    "outage_credit_minutes",
    "frames_per_second",
    "max_connections",
];

/// Settings that hold a password.
const SECRET: [&str; 2] = ["records_url", "checkpoint_url"];

/// One server, the same with TLS, and two ways to find the right one of several.
const REDIS_SCHEMES: [&str; 4] = ["redis", "rediss", "redis+sentinel", "redis+cluster"];

/// Parameters of a PostgreSQL address: how to encrypt, and where a socket is.
const POSTGRES_PARAMETERS: [&str; 6] = ["sslmode", "sslrootcert", "sslcert", "sslkey", "host", "application_name"];

/// Variables that begin with `UKUR_` and are no settings: the file's path, the log filter, the demo's way, the load
/// tests' password.
const OTHER_VARIABLES: [&str; 4] = ["UKUR_CONFIG", "UKUR_LOG", "UKUR_URL", "UKUR_LOAD_PASSWORD"];

// No `Debug`: a value may hold a password.
#[derive(Clone, Default)]
pub struct Layer(BTreeMap<&'static str, Setting>);

#[derive(Clone)]
struct Setting {
    value: String,
    origin: String,
}

impl Layer {
    /// Sets `name`, which must be one of the settings; `origin` is shown when the value is impossible.
    pub fn set(&mut self, name: &'static str, value: &str, origin: &str) {
        self.0.insert(name, Setting { value: value.to_owned(), origin: origin.to_owned() });
    }

    pub(super) fn from_toml(text: &str, origin: &str) -> Result<Self, String> {
        let table: toml::Table = text.parse().map_err(|error| syntax(text, &error))?;
        let mut layer = Self::default();
        for (key, value) in table {
            let name = NAMES.iter().find(|name| **name == key).ok_or_else(|| format!("unknown setting {key}"))?;
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Boolean(flag) => flag.to_string(),
                toml::Value::Integer(number) => number.to_string(),
                _ => return Err(format!("setting {key} must be a text, a number or true/false")),
            };
            layer.set(name, &text, origin);
        }
        Ok(layer)
    }

    pub(super) fn from_environment(variables: impl Iterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let mut layer = Self::default();
        for (variable, value) in variables {
            let Some(key) = variable.strip_prefix("UKUR_") else { continue };
            match NAMES.iter().find(|name| name.to_uppercase() == key) {
                Some(name) => layer.set(name, &value, &variable),
                None if OTHER_VARIABLES.contains(&variable.as_str()) => {}
                None => return Err(ConfigError::UnknownVariable(variable)),
            }
        }
        Ok(layer)
    }

    /// This layer with `upper` on top.
    pub(super) fn under(mut self, upper: Self) -> Self {
        self.0.extend(upper.0);
        self
    }

    pub(super) fn resolve(&self) -> Result<Config, ConfigError> {
        Ok(Config {
            listen: self.typed("listen", "127.0.0.1:8080", "an address with a port", |text| text.parse().ok())?,
            data_dir: self
                .typed("data_dir", "data", "a directory", |text| (!text.trim().is_empty()).then(|| text.into()))?,
            records_url: self.typed(
                "records_url",
                "",
                "empty or postgres://user:password@host:port/database",
                |text| match text {
                    "" => Some(None),
                    url => ServiceUrl::read(url, &["postgres", "postgresql"], &POSTGRES_PARAMETERS).map(Some),
                },
            )?,
            log_format: self.typed("log_format", "text", "text or json", |text| match text {
                "text" => Some(LogFormat::Text),
                "json" => Some(LogFormat::Json),
                _ => None,
            })?,
            secure_cookies: self.typed("secure_cookies", "false", "true or false", |text| text.parse().ok())?,
            checkpoint: self.checkpoint()?,
            retention: self.typed("retention_days", "30", "a number of days from 0 to 3650", days)?,
            outage_credit: self.typed("outage_credit_minutes", "15", "a number of minutes from 0 to 240", minutes)?,
            frames_per_second: self.typed("frames_per_second", "50", "a number from 10 to 1000000", frames)?,
            max_connections: self.typed(
                "max_connections",
                "",
                "empty or a number from 1 to 1000000",
                |text| match text {
                    "" => Some(None),
                    text => text.parse().ok().filter(|max| (1..=1_000_000).contains(max)).map(Some),
                },
            )?,
        })
    }

    fn checkpoint(&self) -> Result<Checkpoint, ConfigError> {
        let durability = self.typed("checkpoint_durability", "always", "always, replicated or everysec", durability)?;
        let replicas = self.typed("checkpoint_replicas", "0", "a number from 0 to 9", |text| {
            text.parse().ok().filter(|number| *number <= 9)
        })?;
        let url =
            self.typed("checkpoint_url", "", "empty or a Redis address (ukur.example.toml shows them)", |text| {
                match text {
                    "" => Some(None),
                    url => ServiceUrl::read(url, &REDIS_SCHEMES, &[]).map(Some),
                }
            })?;
        Ok(url.map_or(Checkpoint::Embedded, |url| Checkpoint::Redis { url, durability, replicas }))
    }

    fn typed<T>(
        &self,
        name: &'static str,
        default: &str,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, ConfigError> {
        let value = self.0.get(name).map_or(default, |setting| &setting.value);
        parse(value).ok_or_else(|| ConfigError::Impossible {
            name,
            origin: self.0.get(name).map_or("default".to_owned(), |setting| setting.origin.clone()),
            value: if SECRET.contains(&name) { masked(value) } else { value.to_owned() },
            expected,
        })
    }
}

fn durability(text: &str) -> Option<Durability> {
    match text {
        "always" => Some(Durability::Always),
        "replicated" => Some(Durability::Replicated),
        "everysec" => Some(Durability::Everysec),
        _ => None,
    }
}

fn days(text: &str) -> Option<Span> {
    text.parse().ok().filter(|days| (0..=3_650).contains(days)).map(|days: i64| Span::minutes(days * 24 * 60))
}

fn minutes(text: &str) -> Option<Span> {
    text.parse().ok().filter(|minutes| (0..=240).contains(minutes)).map(Span::minutes)
}

fn frames(text: &str) -> Option<u32> {
    text.parse().ok().filter(|frames| (10..=1_000_000).contains(frames))
}

/// The parser's own words would repeat the line, and that may hold a password.
fn syntax(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    format!("line {}: {}", before.matches('\n').count() + 1, error.message())
}
