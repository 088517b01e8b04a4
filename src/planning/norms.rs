//! Norm groups: an administrator makes one of closed sessions, or withdraws it; results stand beside the newest that
//! speaks of them. A percentile decides no category, so one person is enough; the trail says who and why.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use tokio::sync::Mutex;

use super::error::PlanError;
use super::fault::{Fault, Faults};
use super::ports::{KeptNorms, Revision};
use super::rescoring::standing;
use super::results::ResultLine;
use super::session::SessionRecord;
use super::{MAX_TITLE_CHARS, Planning};
use crate::audit::Actor;
use crate::delivery::ports::Ending;
use crate::domain::blueprint::Blueprint;
use crate::domain::ids::{BlueprintVersion, NormGroupId, SessionId};
use crate::domain::norms::{NormGroup, NormSample, NormScale};
use crate::domain::rescoring::State;
use crate::domain::scoring::Outcome;
use crate::domain::session::{Session, SessionStatus};
use crate::domain::time::Instant;

/// Longest reason.
const MAX_REASON_CHARS: usize = 300;
/// Sessions of one group.
const MAX_SESSIONS: usize = 200;
/// Groups of which is kept whether they would be the same now.
const KEPT: usize = 32;

/// A group as asked for.
#[derive(Clone, Debug, Default)]
pub struct NormDraft {
    pub title: String,
    pub sessions: Vec<SessionId>,
    pub reason: String,
}

/// What there is, and what a group can be made of.
#[derive(Debug)]
pub struct NormDesk {
    /// Newest first.
    pub groups: Vec<NormStanding>,
    /// Closed sessions with results, newest window first.
    pub sessions: Vec<(SessionRecord, Arc<Blueprint>)>,
    /// Titles of every session that a group names.
    pub titles: BTreeMap<SessionId, String>,
}

#[derive(Debug)]
pub struct NormStanding {
    pub kept: KeptNorms,
    /// Absent: the blueprint's text is not here any more.
    pub blueprint: Option<Arc<Blueprint>>,
    /// Results stand beside it, and not beside a newer one of the same scale.
    pub in_use: bool,
    /// The newer one in use, where there is one: title and when it was made.
    pub successor: Option<(String, Instant)>,
    /// Empty of a group that is withdrawn or replaced.
    pub rescored: Vec<RescoredSince>,
}

/// A group with what happened to its sessions since it was made.
#[derive(Debug)]
pub struct NormsBeside {
    pub kept: KeptNorms,
    pub rescored: Vec<RescoredSince>,
}

/// One of a group's sessions was scored again after the group was made, and the group would be another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RescoredSince {
    pub session: SessionId,
    pub title: String,
    /// Number of the revision that counts.
    pub revision: u32,
    pub at: Instant,
}

/// Whether a group that is made again would be the same one, by the group and the revisions that count in its sessions:
/// that takes the results of all of them, and results are looked at more often than they are scored again.
#[derive(Default)]
pub(super) struct MadeAgain(Mutex<Vec<(NormGroupId, Vec<RescoredSince>, bool)>>);

impl Planning {
    pub async fn norm_desk(&self) -> Result<NormDesk, PlanError> {
        let records = self.store.session_records().await?;
        let titles = records.iter().map(|one| (one.session.id.clone(), one.session.title.clone())).collect();
        let usable = records.into_iter().filter(is_usable);
        let with_blueprint = |one: SessionRecord| Some((self.catalogue.blueprint(&one.session.blueprint)?, one));
        let sessions = usable.filter_map(with_blueprint).map(|(blueprint, one)| (one, blueprint)).collect();
        let mut taken: BTreeMap<(BlueprintVersion, NormScale, bool), (String, Instant)> = BTreeMap::new();
        let mut groups = Vec::new();
        for kept in self.norms.norms().await? {
            let group = &kept.group;
            let scale = (group.blueprint.clone(), group.scale.clone(), group.rehearsal);
            let successor = taken.get(&scale).cloned().filter(|_| kept.withdrawn.is_none());
            let in_use = kept.withdrawn.is_none() && successor.is_none();
            if in_use {
                taken.insert(scale, (group.title.clone(), kept.made_at));
            }
            let rescored = if in_use { self.rescored_since(&kept).await? } else { Vec::new() };
            let blueprint = self.catalogue.blueprint(&group.blueprint);
            groups.push(NormStanding { kept, blueprint, in_use, successor, rescored });
        }
        Ok(NormDesk { groups, sessions, titles })
    }

    /// A person counts once, with the first sitting; a voided attempt counts for nothing. Scores are those that count
    /// now, so a session that is scored again later does not change a group that is made.
    ///
    /// # Errors
    /// [`PlanError::Invalid`] names what is wrong with the fields or the sessions; [`PlanError::Known`] for the same
    /// content again.
    pub async fn make_norms(&self, draft: &NormDraft, by: &mut Actor) -> Result<NormGroup, PlanError> {
        let mut faults = Faults::default();
        let title = faults.text("title", &draft.title, MAX_TITLE_CHARS);
        let reason = faults.text("reason", &draft.reason, MAX_REASON_CHARS);
        let sessions = self.norm_sessions(&draft.sessions, &mut faults).await?;
        let Some(first) = sessions.first().filter(|_| faults.is_empty()) else {
            return Err(PlanError::Invalid(faults.into_vec()));
        };
        let ids: Vec<SessionId> = sessions.iter().map(|session| session.id.clone()).collect();
        let lines = self.counted(&ids).await?;
        let sample = NormSample {
            title,
            blueprint: first.blueprint.clone(),
            rehearsal: first.is_rehearsal(),
            sessions: ids,
            outcomes: first_sittings(&lines),
        };
        let made = NormGroup::of(sample);
        let group = made.map_err(|fault| refused(fault.code(), fault.to_string()))?;
        let act = by.act(None, "norms_made", &group.title).because(&reason);
        let act = act.with(&format!("{} people of {} sessions", group.persons(), group.sessions.len()));
        if self.norms.add_norms(&group, &act).await? { Ok(group) } else { Err(PlanError::Known("norm group")) }
    }

    /// No result stands beside it any more.
    ///
    /// # Errors
    /// [`PlanError::Unknown`]; [`PlanError::Changed`] when it is withdrawn already.
    pub async fn withdraw_norms(&self, id: &NormGroupId, reason: &str, by: &mut Actor) -> Result<(), PlanError> {
        let mut faults = Faults::default();
        let reason = faults.text("reason", reason, MAX_REASON_CHARS);
        if !faults.is_empty() {
            return Err(PlanError::Invalid(faults.into_vec()));
        }
        let known = self.norms.norms().await?.into_iter().find(|kept| kept.group.id == *id);
        let kept = known.ok_or(PlanError::Unknown("norm group"))?;
        let act = by.act(None, "norms_withdrawn", &kept.group.title).because(&reason);
        if self.norms.withdraw_norms(id, &act).await? { Ok(()) } else { Err(PlanError::Changed) }
    }

    /// The newest group in use that has a place for one of these results.
    pub(super) async fn norms_for(
        &self,
        session: &Session,
        lines: &[ResultLine],
    ) -> Result<Option<NormsBeside>, PlanError> {
        let known = self.norms.norms_of(&session.blueprint).await?;
        let fits = |kept: &KeptNorms| {
            let allowed = kept.withdrawn.is_none() && (session.is_rehearsal() || !kept.group.rehearsal);
            allowed && lines.iter().any(|line| kept.group.percentile(line.outcome()).is_some())
        };
        let Some(kept) = known.into_iter().find(fits) else { return Ok(None) };
        Ok(Some(NormsBeside { rescored: self.rescored_since(&kept).await?, kept }))
    }

    /// Its sessions that were scored again since, where that changes the group. One that is made again the same way
    /// would have the same name, so nobody is asked to make it.
    async fn rescored_since(&self, kept: &KeptNorms) -> Result<Vec<RescoredSince>, PlanError> {
        let mut since = Vec::new();
        for id in &kept.group.sessions {
            let revisions = self.rescorings.rescorings(id).await?;
            let Some(Revision { number, state: State::Published { at, .. }, .. }) = standing(&revisions) else {
                continue;
            };
            if *at <= kept.made_at {
                continue;
            }
            let title = self.store.session_record(id).await?.map(|record| record.session.title).unwrap_or_default();
            since.push(RescoredSince { session: id.clone(), title, revision: *number, at: *at });
        }
        let settled = since.is_empty()
            || self.made_since(kept, &since).await?
            || self.would_be_the_same(&kept.group, &since).await?;
        Ok(if settled { Vec::new() } else { since })
    }

    /// Another one was made of the same sessions after all of that. It replaces this one, unless it is on another scale.
    async fn made_since(&self, kept: &KeptNorms, since: &[RescoredSince]) -> Result<bool, PlanError> {
        let others = self.norms.norms_of(&kept.group.blueprint).await?;
        let newer = |other: &KeptNorms| {
            let after = since.iter().all(|rescored| other.made_at > rescored.at);
            other.withdrawn.is_none() && other.group.sessions == kept.group.sessions && after
        };
        Ok(others.iter().any(newer))
    }

    async fn would_be_the_same(&self, group: &NormGroup, since: &[RescoredSince]) -> Result<bool, PlanError> {
        let mut known = self.made_again.0.lock().await;
        if let Some((.., same)) = known.iter().find(|(id, when, _)| *id == group.id && when == since) {
            return Ok(*same);
        }
        let lines = self.counted(&group.sessions).await?;
        let again = NormGroup::of(NormSample {
            title: group.title.clone(),
            blueprint: group.blueprint.clone(),
            rehearsal: group.rehearsal,
            sessions: group.sessions.clone(),
            outcomes: first_sittings(&lines),
        });
        let same = again.is_ok_and(|again| again.id == group.id);
        known.truncate(KEPT - 1);
        known.insert(0, (group.id.clone(), since.to_vec(), same));
        Ok(same)
    }

    /// The results of these sessions as they count now.
    async fn counted(&self, sessions: &[SessionId]) -> Result<Vec<ResultLine>, PlanError> {
        let mut lines = Vec::new();
        for id in sessions {
            let revisions = self.rescorings.rescorings(id).await?;
            lines.extend(self.lines(id, standing(&revisions)).await?);
        }
        Ok(lines)
    }

    /// The sessions in the order they were sat; what cannot be one group is named in `faults`.
    async fn norm_sessions(&self, ids: &[SessionId], faults: &mut Faults) -> Result<Vec<Session>, PlanError> {
        let distinct: BTreeSet<&SessionId> = ids.iter().collect();
        if distinct.is_empty() {
            faults.push(Fault::of("sessions", "missing", "choose at least one session"));
        } else if distinct.len() > MAX_SESSIONS {
            faults.push(Fault::of("sessions", "too_long", format!("at most {MAX_SESSIONS} sessions")));
            return Ok(Vec::new());
        }
        let mut sessions = Vec::with_capacity(distinct.len());
        for id in distinct {
            match self.store.session_record(id).await? {
                Some(record) if is_usable(&record) => sessions.push(record.session),
                Some(_) => faults.push(Fault::of("sessions", "not_closed", "only closed sessions with results")),
                None => faults.push(Fault::of("sessions", "unknown", "no such session")),
            }
        }
        sessions.sort_by(|a, b| (a.opens, &a.id).cmp(&(b.opens, &b.id)));
        if sessions.windows(2).any(|pair| pair[0].blueprint != pair[1].blueprint) {
            faults.push(Fault::of("sessions", "another_blueprint", "all of one version of one blueprint"));
        }
        if sessions.windows(2).any(|pair| pair[0].is_rehearsal() != pair[1].is_rehearsal()) {
            faults.push(Fault::of("sessions", "rehearsal", "made-up people make no norm for real ones"));
        }
        Ok(sessions)
    }
}

fn is_usable(record: &SessionRecord) -> bool {
    record.session.status == SessionStatus::Closed && record.closed_attempts > 0
}

fn refused(code: &'static str, detail: String) -> PlanError {
    PlanError::Invalid(vec![Fault::of("sessions", code, detail)])
}

/// Of each person, by NIP; `lines` in the order they were sat.
fn first_sittings(lines: &[ResultLine]) -> Vec<&Outcome> {
    let mut seen = HashSet::new();
    let counted = lines.iter().filter(|line| line.record.ending != Ending::Voided);
    counted.filter(|line| seen.insert(line.candidate.nip.as_str())).map(ResultLine::outcome).collect()
}
