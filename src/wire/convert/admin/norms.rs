//! Norm groups.

use std::collections::BTreeMap;

use crate::domain::blueprint::Blueprint;
use crate::domain::ids::SessionId;
use crate::domain::norms::{LEAST_PERSONS, NormGroup, NormScale};
use crate::planning::session::SessionRecord;
use crate::planning::{NormDesk, NormDraft, NormStanding, NormsBeside, RescoredSince};
use crate::wire::norms::{
    NewNormGroup, NormDeskView, NormGroupView, NormPoint, NormRef, NormRescored, NormSessionName, NormSessionView,
    NormSuccessor, NormWithdrawal,
};
use crate::wire::number::InstantMs;

/// What a norm table shows.
const PERCENTS: [u8; 7] = [5, 10, 25, 50, 75, 90, 95];

impl From<NewNormGroup> for NormDraft {
    fn from(new: NewNormGroup) -> Self {
        let sessions = new.sessions.into_iter().map(SessionId::new).collect();
        Self { title: new.title, sessions, reason: new.reason }
    }
}

pub fn norm_ref(beside: &NormsBeside) -> NormRef {
    let NormsBeside { kept, rescored } = beside;
    let group = &kept.group;
    NormRef {
        id: group.id.to_string(),
        title: group.title.clone(),
        persons: persons(group),
        made_ms: InstantMs(kept.made_at.0),
        rehearsal: group.rehearsal,
        error_at_median: group.error_at_median(),
        rescored: rescored.iter().map(rescored_since).collect(),
    }
}

fn rescored_since(since: &RescoredSince) -> NormRescored {
    NormRescored {
        session_id: since.session.to_string(),
        title: since.title.clone(),
        revision: since.revision,
        published_ms: InstantMs(since.at.0),
    }
}

pub fn norm_desk(desk: NormDesk) -> NormDeskView {
    NormDeskView {
        groups: desk.groups.into_iter().map(|standing| group_view(standing, &desk.titles)).collect(),
        sessions: desk.sessions.into_iter().map(|(record, blueprint)| session_view(record, &blueprint)).collect(),
        least_persons: u32::try_from(LEAST_PERSONS).unwrap_or(u32::MAX),
    }
}

fn session_view(record: SessionRecord, blueprint: &Blueprint) -> NormSessionView {
    let session = record.session;
    NormSessionView {
        rehearsal: session.is_rehearsal(),
        id: session.id.to_string(),
        title: session.title,
        event_title: session.event_title,
        opens_ms: InstantMs(session.opens.0),
        time_zone: session.time_zone,
        blueprint_version: session.blueprint.to_string(),
        blueprint_title: blueprint.title.clone(),
        calibration_id: session.calibration.map(|id| id.to_string()),
        results: record.closed_attempts,
    }
}

fn group_view(standing: NormStanding, titles: &BTreeMap<SessionId, String>) -> NormGroupView {
    let NormStanding { kept, blueprint, in_use, successor, rescored } = standing;
    let (group, scale) = (&kept.group, &kept.group.scale);
    let name =
        |id: &SessionId| NormSessionName { id: id.to_string(), title: titles.get(id).cloned().unwrap_or_default() };
    let point = |percent| NormPoint { percent, score: scale.read(group.score_at(percent)) };
    NormGroupView {
        id: group.id.to_string(),
        title: group.title.clone(),
        persons: persons(group),
        error_at_median: group.error_at_median(),
        rehearsal: group.rehearsal,
        blueprint_title: blueprint.map(|blueprint| blueprint.title.clone()).unwrap_or_default(),
        calibration_id: match &group.scale {
            NormScale::Ability(id) => Some(id.to_string()),
            NormScale::Points => None,
        },
        sessions: group.sessions.iter().map(name).collect(),
        made_by: kept.made_by,
        made_ms: InstantMs(kept.made_at.0),
        reason: kept.reason,
        mean: scale.read(group.mean()),
        deviation: scale.read_spread(group.deviation()),
        points: PERCENTS.map(point).to_vec(),
        in_use,
        successor: successor.map(|(title, made)| NormSuccessor { title, made_ms: InstantMs(made.0) }),
        rescored: rescored.iter().map(rescored_since).collect(),
        withdrawn: kept.withdrawn.map(|one| NormWithdrawal {
            by: one.by,
            at_ms: InstantMs(one.at.0),
            reason: one.reason,
        }),
    }
}

fn persons(group: &NormGroup) -> u32 {
    u32::try_from(group.persons()).unwrap_or(u32::MAX)
}
