//! The twin of a norm group. The record is named by its content: what was changed in the table does not read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::value::broken;
use super::{from_text, to_text};
use crate::delivery::ports::StoreError;
use crate::domain::ids::{BlueprintVersion, CalibrationId, DomainId, NormGroupId, SessionId};
use crate::domain::norms::{MAX_PERSONS, NormGroup, NormScale, Norms};

/// Five tables of 100,000 scores; a longer text is none of ours.
const MAX_BYTES: usize = 32 << 20;

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Versioned {
    #[serde(rename = "1")]
    V1(NormTwin),
}

/// A table of scores: each with how many people have it.
type TableTwin = Vec<(f64, u64)>;

#[derive(Serialize, Deserialize)]
struct NormTwin {
    title: String,
    blueprint: BlueprintVersion,
    /// `None`: number-correct points.
    calibration: Option<CalibrationId>,
    rehearsal: bool,
    sessions: Vec<SessionId>,
    overall: TableTwin,
    domains: BTreeMap<DomainId, TableTwin>,
}

pub(in crate::store::sql) fn write(group: &NormGroup) -> Result<String, StoreError> {
    let NormGroup { id, title, blueprint, scale, rehearsal, sessions, overall, domains } = group.clone();
    let calibration = match scale {
        NormScale::Ability(id) => Some(id),
        NormScale::Points => None,
    };
    let domains = domains.into_iter().map(|(domain, norms)| (domain, pairs(&norms))).collect();
    let twin = NormTwin { title, blueprint, calibration, rehearsal, sessions, overall: pairs(&overall), domains };
    let text = to_text(id.as_str(), &Versioned::V1(twin))?;
    if text.len() > MAX_BYTES { Err(broken(id.as_str(), "too long")) } else { Ok(text) }
}

pub(in crate::store::sql) fn read(id: &str, text: &str) -> Result<NormGroup, StoreError> {
    if text.len() > MAX_BYTES {
        return Err(broken(id, "too long"));
    }
    let Versioned::V1(twin) = from_text(id, text)?;
    let table = |pairs: &TableTwin| {
        if pairs.iter().any(|(_, count)| *count > MAX_PERSONS as u64) {
            return Err(broken(id, "more people than a norm group has"));
        }
        Norms::from_counts(pairs).map_err(|fault| broken(id, fault))
    };
    let domains = twin.domains.into_iter().map(|(domain, pairs)| Ok((domain, table(&pairs)?)));
    let group = NormGroup {
        id: NormGroupId::new(""),
        title: twin.title,
        blueprint: twin.blueprint,
        scale: twin.calibration.map_or(NormScale::Points, NormScale::Ability),
        rehearsal: twin.rehearsal,
        sessions: twin.sessions,
        overall: table(&twin.overall)?,
        domains: domains.collect::<Result<_, StoreError>>()?,
    };
    let group = group.sealed();
    if group.id.as_str() == id { Ok(group) } else { Err(broken(id, "its content has another name")) }
}

fn pairs(norms: &Norms) -> TableTwin {
    norms.rows().iter().map(|row| (row.score, row.count)).collect()
}

/// A small one, as tests of the store need it.
#[cfg(test)]
pub(in crate::store::sql) fn sample(title: &str) -> NormGroup {
    let table = Norms::from_counts(&[(0.1 + 0.2, 20), (-1.0 / 3.0, 21)]).unwrap();
    NormGroup {
        id: NormGroupId::new(""),
        title: title.into(),
        blueprint: BlueprintVersion::new("b"),
        scale: NormScale::Ability(CalibrationId::new("c")),
        rehearsal: false,
        sessions: vec![SessionId::new("s")],
        overall: table.clone(),
        domains: [(DomainId::new("technical"), table)].into(),
    }
    .sealed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_wrote() {
        let mut group = sample("Uji 2026");
        assert_eq!(read(group.id.as_str(), &write(&group).unwrap()).unwrap(), group);
        group.scale = NormScale::Points;
        let group = group.sealed();
        assert_eq!(read(group.id.as_str(), &write(&group).unwrap()).unwrap(), group);
    }

    #[test]
    fn what_was_changed_does_not_read() {
        let group = sample("Uji 2026");
        let text = write(&group).unwrap();
        for hostile in [
            text.replace("21", "22"),
            text.replace("Uji 2026", "Uji 2027"),
            text.replace("\"v\":\"1\"", "\"v\":\"2\""),
            text.replace("21]", "-21]"),
            text.replace("21]", "18446744073709551615]"),
            text.replace("\"overall\":[", "\"overall\":[[null,1],"),
            "{}".to_owned(),
        ] {
            assert_ne!(hostile, text);
            assert!(read(group.id.as_str(), &hostile).is_err(), "{hostile}");
        }
        assert!(read("other", &text).is_err());
    }
}
