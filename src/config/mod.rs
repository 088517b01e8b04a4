//! Settings: a file, then the environment, then flags; validated once. Whatever is unknown or impossible is refused
//! by its name and the place it came from.

mod layer;
mod service_url;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

pub use layer::Layer;
pub use service_url::ServiceUrl;

use crate::domain::time::Span;

/// A settings file is a page of text; more is a mistake.
const MAX_FILE: u64 = 64 * 1024;

/// The settings of one process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Address and port of the HTTP server.
    pub listen: SocketAddr,
    /// Directory of the embedded stores.
    pub data_dir: PathBuf,
    /// The PostgreSQL database of the records; absent, they are a file in the data directory.
    pub records_url: Option<ServiceUrl>,
    pub log_format: LogFormat,
    /// Marks the staff cookie `Secure`; set it wherever a proxy in front speaks HTTPS.
    pub secure_cookies: bool,
    pub checkpoint: Checkpoint,
    /// How long a closed session stays in the checkpoint after its window.
    pub retention: Span,
    /// Time lost to outages that an attempt gets back without a proctor, in all.
    pub outage_credit: Span,
    /// Frames a second that one candidate's connection may keep up before it is cut.
    pub frames_per_second: u32,
    /// Candidates' connections at once; absent: as many as the system's limit of open files allows.
    pub max_connections: Option<usize>,
}

/// What an answer waits for on Redis before it is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    Always,
    Replicated,
    Everysec,
}

/// Where attempts are kept while they run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checkpoint {
    /// A SQLite file in the data directory.
    Embedded,
    Redis {
        url: ServiceUrl,
        durability: Durability,
        replicas: u32,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the settings file {path}: {source}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("the settings file {0} is larger than {MAX_FILE} bytes")]
    TooLarge(PathBuf),
    #[error("settings file {path}: {message}")]
    Malformed { path: PathBuf, message: String },
    #[error("unknown setting {0} in the environment; ukur.example.toml lists them all")]
    UnknownVariable(String),
    #[error("setting {name} from {origin}: {value:?} is not {expected}")]
    Impossible { name: &'static str, origin: String, value: String, expected: &'static str },
}

impl Config {
    /// Later layers win: file, environment, flags.
    pub fn load(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
        flags: Layer,
    ) -> Result<Self, ConfigError> {
        let from_file = file.map(read).transpose()?.unwrap_or_default();
        let merged = from_file.under(Layer::from_environment(environment)?).under(flags);
        merged.resolve()
    }
}

fn read(path: &Path) -> Result<Layer, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    if std::fs::metadata(path).map_err(unreadable)?.len() > MAX_FILE {
        return Err(ConfigError::TooLarge(path.to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    Layer::from_toml(&text, &path.display().to_string())
        .map_err(|message| ConfigError::Malformed { path: path.to_owned(), message })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(file: &str, environment: &[(&str, &str)], flags: Layer) -> Result<Config, ConfigError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ukur.toml");
        std::fs::write(&path, file).unwrap();
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::load(Some(&path), environment, flags)
    }

    #[test]
    fn later_layers_win() {
        let file = "listen = \"127.0.0.1:1\"\ndata_dir = \"/from/file\"\nsecure_cookies = true";
        let environment = [("UKUR_LISTEN", "127.0.0.1:2"), ("UKUR_DATA_DIR", "/from/env"), ("PATH", "/bin")];
        let mut flags = Layer::default();
        flags.set("listen", "127.0.0.1:3", "--listen");
        let config = load(file, &environment, flags).unwrap();
        assert_eq!(config.listen.port(), 3);
        assert_eq!(config.data_dir, PathBuf::from("/from/env"));
        assert!(config.secure_cookies);
    }

    #[test]
    fn wrong_settings_are_refused_by_name() {
        let error = |file: &str, environment: &[(&str, &str)]| load(file, environment, Layer::default()).unwrap_err();
        assert!(error("lisen = \"x\"", &[]).to_string().contains("lisen"));
        assert!(error("listen = \"nowhere\"", &[]).to_string().contains("listen"));
        assert!(error("listen = 5", &[]).to_string().contains("listen"));
        assert!(error("", &[("UKUR_LISTN", "x")]).to_string().contains("UKUR_LISTN"));
        assert!(error("", &[("UKUR_LOG_FORMAT", "xml")]).to_string().contains("UKUR_LOG_FORMAT"));
        assert!(error("= 3", &[]).to_string().contains("ukur.toml"));
        assert!(error("", &[("UKUR_CHECKPOINT_URL", "http://h")]).to_string().contains("UKUR_CHECKPOINT_URL"));
        assert!(error("checkpoint_durability = \"maybe\"", &[]).to_string().contains("checkpoint_durability"));
        assert!(error("frames_per_second = 0", &[]).to_string().contains("frames_per_second"));
        assert!(error("max_connections = 0", &[]).to_string().contains("max_connections"));
        assert!(error("retention_days = -1", &[]).to_string().contains("retention_days"));
        let (database, mistake) = ("mysql://ani:rahasia@h/d", "records_url = \"postgres://ani:rahasia@h/d");
        for error in [error("", &[("UKUR_RECORDS_URL", database)]), error(mistake, &[])] {
            let told = format!("{error} {error:?}");
            assert!(told.contains("UKUR_RECORDS_URL") || told.contains("line 1"), "{told}");
            assert!(!told.contains("rahasia"), "{told}");
        }
    }

    #[test]
    fn a_record_store_of_its_own_is_shown_without_its_password() {
        let config = load("records_url = \"postgres://ani:rahasia@h:5433/ukur\"", &[], Layer::default()).unwrap();
        assert_eq!(config.records_url.as_ref().unwrap().expose(), "postgres://ani:rahasia@h:5433/ukur");
        assert!(!format!("{config:?}").contains("rahasia"));
        assert_eq!(load("records_url = \"\"", &[], Layer::default()).unwrap().records_url, None);
    }
}
