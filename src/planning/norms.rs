//! Norm groups: an administrator makes one of closed sessions, or withdraws it; results stand beside the newest that
//! speaks of them. A percentile decides no category, so one person is enough; the trail says who and why.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::error::PlanError;
use super::fault::{Fault, Faults};
use super::ports::KeptNorms;
use super::results::{ResultLine, Results};
use super::session::SessionRecord;
use super::{MAX_TITLE_CHARS, Planning};
use crate::audit::Actor;
use crate::delivery::ports::Ending;
use crate::domain::blueprint::Blueprint;
use crate::domain::ids::{BlueprintVersion, NormGroupId, SessionId};
use crate::domain::norms::{NormGroup, NormSample, NormScale};
use crate::domain::scoring::Outcome;
use crate::domain::session::{Session, SessionStatus};

/// Longest reason.
const MAX_REASON_CHARS: usize = 300;
/// Sessions of one group.
const MAX_SESSIONS: usize = 200;

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
}

impl Planning {
    pub async fn norm_desk(&self) -> Result<NormDesk, PlanError> {
        let records = self.store.session_records().await?;
        let titles = records.iter().map(|one| (one.session.id.clone(), one.session.title.clone())).collect();
        let usable = records.into_iter().filter(is_usable);
        let with_blueprint = |one: SessionRecord| Some((self.catalogue.blueprint(&one.session.blueprint)?, one));
        let sessions = usable.filter_map(with_blueprint).map(|(blueprint, one)| (one, blueprint)).collect();
        let mut taken: BTreeSet<(BlueprintVersion, NormScale, bool)> = BTreeSet::new();
        let standing = |kept: KeptNorms| {
            let group = &kept.group;
            let scale = (group.blueprint.clone(), group.scale.clone(), group.rehearsal);
            let in_use = kept.withdrawn.is_none() && taken.insert(scale);
            NormStanding { blueprint: self.catalogue.blueprint(&group.blueprint), in_use, kept }
        };
        let groups = self.norms.norms().await?.into_iter().map(standing).collect();
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
        let mut results = Vec::with_capacity(sessions.len());
        for session in &sessions {
            results.push(self.results(&session.id).await?);
        }
        let sample = NormSample {
            title,
            blueprint: first.blueprint.clone(),
            rehearsal: first.is_rehearsal(),
            sessions: sessions.iter().map(|session| session.id.clone()).collect(),
            outcomes: first_sittings(&results),
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
    ) -> Result<Option<KeptNorms>, PlanError> {
        let known = self.norms.norms_of(&session.blueprint).await?;
        let fits = |kept: &KeptNorms| {
            let allowed = kept.withdrawn.is_none() && (session.is_rehearsal() || !kept.group.rehearsal);
            allowed && lines.iter().any(|line| kept.group.percentile(line.outcome()).is_some())
        };
        Ok(known.into_iter().find(fits))
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

/// Of each person, by NIP; `results` in the order they were sat.
fn first_sittings(results: &[Results]) -> Vec<&Outcome> {
    let mut seen = HashSet::new();
    let lines = results.iter().flat_map(|results| &results.lines);
    let counted = lines.filter(|line| line.record.ending != Ending::Voided);
    counted.filter(|line| seen.insert(line.candidate.nip.as_str())).map(ResultLine::outcome).collect()
}
