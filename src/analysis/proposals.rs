//! What becomes of calibrations: proposed by one person, accepted by another, compared, withdrawn, exchanged.

use std::sync::Arc;

use serde_json::Value;
use ukur_psychometrics::ItemModel;

use super::data::small;
use super::gather::reference;
use super::view;
use super::{Analysis, AnalysisError, exchange};
use crate::audit::Actor;
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::calibration::{Answers, Calibration, Gap, Reason, Remark, Status, WhyNot, may_accept, may_withdraw};
use crate::domain::ids::{BankId, CalibrationId};
use crate::planning::fault::{Fault, Faults};
use crate::planning::ports::CalibrationStamp;
use crate::planning::{InForce, answers_of, in_force};
use crate::wire::analysis::calibration::{
    CalibratedDomain, CalibrationDetail, CalibrationOrigin, CalibrationRemark, CalibrationSummary, NotEstimatedItem,
    NotEstimatedReason,
};
use crate::wire::analysis::comparison::CalibrationComparison;
use crate::wire::number::InstantMs;

/// Why a calibration is withdrawn, in characters.
const REASON: std::ops::RangeInclusive<usize> = 10..=500;

impl Analysis {
    /// Newest first. `me` is told what may be accepted.
    pub async fn calibrations(&self, bank: &BankId, me: &str) -> Result<Vec<CalibrationSummary>, AnalysisError> {
        if !self.library.bank_stamps().await?.iter().any(|stamp| stamp.id == *bank) {
            return Err(AnalysisError::Unknown("bank"));
        }
        let in_force = self.in_force(bank).await?;
        let mut list = Vec::new();
        for stamp in self.calibrations.calibrations(bank).await? {
            if let Some((stamp, calibration)) = self.calibrations.calibration(&stamp.id).await? {
                list.push(self.summary(&stamp, &calibration, in_force.as_ref(), me).await?);
            }
        }
        Ok(list)
    }

    pub async fn detail(
        &self,
        bank: &BankId,
        id: &CalibrationId,
        me: &str,
    ) -> Result<CalibrationDetail, AnalysisError> {
        let (stamp, calibration) = self.stored(bank, id).await?;
        let newest = self.newest(bank).await?;
        let in_force = self.in_force(bank).await?;
        let summary = self.summary(&stamp, &calibration, in_force.as_ref(), me).await?;
        let blueprints = self.blueprints(bank).await?;
        self.work("a calibration", move || detail(summary, &calibration, &newest, &blueprints)).await
    }

    /// The strongest correlation of two domains, found and as scores use it, where the two differ.
    pub async fn lowered(&self, bank: &BankId, id: &CalibrationId) -> Result<Option<(f64, f64)>, AnalysisError> {
        let (_, calibration) = self.stored(bank, id).await?;
        Ok(calibration.facts.warnings.iter().find_map(|remark| match remark {
            Remark::Lowered(lowered) => Some(lowered.correlations()),
            _ => None,
        }))
    }

    /// What it lacks to cover the blueprints of its bank, each by its title; none is left out that it covers. Nothing
    /// of one that was withdrawn.
    pub async fn gaps(&self, bank: &BankId, id: &CalibrationId) -> Result<Vec<(String, Vec<Gap>)>, AnalysisError> {
        let (stamp, calibration) = self.stored(bank, id).await?;
        if matches!(stamp.status, Status::Withdrawn { .. }) {
            return Ok(Vec::new());
        }
        let newest = self.newest(bank).await?;
        let blueprints = self.blueprints(bank).await?;
        let gaps = |one: &Arc<Blueprint>| (one.title.clone(), calibration.gaps(one, &newest));
        Ok(blueprints.iter().map(gaps).collect())
    }

    pub async fn compare(
        &self,
        bank: &BankId,
        a: &CalibrationId,
        b: &CalibrationId,
        me: &str,
    ) -> Result<CalibrationComparison, AnalysisError> {
        let ((first_stamp, first), (second_stamp, second)) = (self.stored(bank, a).await?, self.stored(bank, b).await?);
        let newest = self.newest(bank).await?;
        let in_force = self.in_force(bank).await?;
        let left = self.summary(&first_stamp, &first, in_force.as_ref(), me).await?;
        let right = self.summary(&second_stamp, &second, in_force.as_ref(), me).await?;
        self.work("the comparison", move || view::comparison((left, &first), (right, &second), &newest)).await
    }

    pub async fn accept(
        &self,
        bank: &BankId,
        id: &CalibrationId,
        by: &mut Actor,
    ) -> Result<CalibrationSummary, AnalysisError> {
        let (stamp, calibration) = self.stored(bank, id).await?;
        let answers = answers_of(self.plan.as_ref(), self.calibrations.as_ref(), &calibration).await?;
        let beside = self.in_force(bank).await?.map(|known| known.answers);
        may_accept(&calibration, &stamp.status, &by.who, answers, beside)?;
        let act = by.act(None, "calibration_accepted", bank.as_str()).with(id.as_str());
        if !self.calibrations.accept(id, &act).await? {
            return Err(WhyNot::NotProposed.into());
        }
        self.told(bank, id, &by.who).await
    }

    pub async fn withdraw(
        &self,
        bank: &BankId,
        id: &CalibrationId,
        reason: &str,
        by: &mut Actor,
    ) -> Result<CalibrationSummary, AnalysisError> {
        let mut faults = Faults::default();
        let reason = faults.text("reason", reason, *REASON.end());
        if faults.is_empty() && reason.chars().count() < *REASON.start() {
            faults.push(Fault::of("reason", "too_short", format!("at least {} characters", REASON.start())));
        }
        if !faults.is_empty() {
            return Err(AnalysisError::Invalid(faults.into_vec()));
        }
        let (stamp, _) = self.stored(bank, id).await?;
        may_withdraw(&stamp.status)?;
        let act = by.act(None, "calibration_withdrawn", bank.as_str()).with(id.as_str()).because(&reason);
        if !self.calibrations.withdraw_calibration(id, &act).await? {
            return Err(WhyNot::Withdrawn.into());
        }
        self.told(bank, id, &by.who).await
    }

    /// A file of parameters becomes a proposal, all of it or nothing.
    pub async fn import(
        &self,
        bank: &BankId,
        file: Vec<u8>,
        by: &mut Actor,
    ) -> Result<CalibrationSummary, AnalysisError> {
        let newest = self.newest(bank).await?;
        let calibration = self.work("reading the file", move || exchange::read(&file, &newest)).await??;
        let act = by.act(None, "calibration_imported", bank.as_str()).with(calibration.id.as_str());
        if !self.calibrations.propose(&calibration, &act).await? {
            return Err(AnalysisError::Known);
        }
        self.told(bank, &calibration.id, &by.who).await
    }

    /// The file of a calibration: parameters are the bank's secret, so taking them is an act.
    pub async fn export(&self, bank: &BankId, id: &CalibrationId, by: &mut Actor) -> Result<Value, AnalysisError> {
        let (_, calibration) = self.stored(bank, id).await?;
        let act = by.act(None, "calibration_exported", bank.as_str()).with(id.as_str());
        self.audit.append(&act).await?;
        let answers = answers_of(self.plan.as_ref(), self.calibrations.as_ref(), &calibration).await?;
        let newest = self.newest(bank).await?;
        Ok(exchange::write(&calibration, answers, &newest))
    }

    /// The calibration that counts for the bank; of made-up answers only where no real one does.
    pub(super) async fn in_force(&self, bank: &BankId) -> Result<Option<InForce>, AnalysisError> {
        Ok(in_force(self.plan.as_ref(), self.calibrations.as_ref(), bank).await?)
    }

    async fn told(&self, bank: &BankId, id: &CalibrationId, me: &str) -> Result<CalibrationSummary, AnalysisError> {
        let (stamp, calibration) = self.stored(bank, id).await?;
        let in_force = self.in_force(bank).await?;
        self.summary(&stamp, &calibration, in_force.as_ref(), me).await
    }

    async fn stored(
        &self,
        bank: &BankId,
        id: &CalibrationId,
    ) -> Result<(CalibrationStamp, Calibration), AnalysisError> {
        let found = self.calibrations.calibration(id).await?.filter(|(stamp, _)| stamp.bank == *bank);
        found.ok_or(AnalysisError::Unknown("calibration"))
    }

    async fn summary(
        &self,
        stamp: &CalibrationStamp,
        calibration: &Calibration,
        in_force: Option<&InForce>,
        me: &str,
    ) -> Result<CalibrationSummary, AnalysisError> {
        let facts = &calibration.facts;
        let mut sessions = Vec::new();
        for id in &facts.sessions {
            let session = self.plan.session_record(id).await?.map(|record| record.session);
            sessions.push(session.map_or_else(|| id.to_string(), |session| session.title));
        }
        let answers = answers_of(self.plan.as_ref(), self.calibrations.as_ref(), calibration).await?;
        let beside = in_force.map(|known| known.answers);
        let refused = may_accept(calibration, &stamp.status, me, answers, beside).err();
        let known = reference(stamp, in_force.map(|known| &known.calibration.id));
        let withdrawn = match &stamp.status {
            Status::Withdrawn { by, at, reason } => Some((by.clone(), InstantMs(at.0), reason.clone())),
            _ => None,
        };
        let origin = if facts.warnings.iter().any(|remark| matches!(remark, Remark::Anchored(_))) {
            CalibrationOrigin::Anchored
        } else if facts.sessions.is_empty() {
            CalibrationOrigin::Imported
        } else {
            CalibrationOrigin::Computed
        };
        Ok(CalibrationSummary {
            id: known.id,
            bank_id: stamp.bank.to_string(),
            status: known.status,
            origin,
            proposed_ms: known.proposed_ms,
            proposed_by: known.proposed_by,
            accepted_ms: known.accepted_ms,
            accepted_by: known.accepted_by,
            withdrawn_ms: withdrawn.as_ref().map(|(_, at, _)| *at),
            withdrawn_by: withdrawn.as_ref().map(|(by, ..)| by.clone()),
            withdrawn_reason: withdrawn.map(|(.., reason)| reason),
            acceptable: refused.is_none(),
            refused: refused.map(|why| why.code().to_owned()),
            sessions,
            rehearsal: answers == Answers::MadeUp,
            persons: facts.persons,
            answers: u32::try_from(facts.answers).unwrap_or(u32::MAX),
            items: small(calibration.items.len()),
            not_estimated: small(calibration.not_estimated.len()),
            doubtful: small(calibration.items.values().filter(|item| !item.is_publishable()).count()),
            converged: facts.converged,
        })
    }
}

fn detail(
    summary: CalibrationSummary,
    calibration: &Calibration,
    bank: &Bank,
    blueprints: &[Arc<Blueprint>],
) -> CalibrationDetail {
    let facts = &calibration.facts;
    let domain = |id: &crate::domain::ids::DomainId| {
        let own = || calibration.items.values().filter(|item| item.domain == *id);
        CalibratedDomain {
            domain: id.to_string(),
            title: bank.domain(id).map_or_else(|| id.to_string(), |known| known.title.clone()),
            model: facts.models.get(id).cloned().unwrap_or_else(|| models(own().map(|item| &item.model))),
            items: small(own().count()),
            usable: small(own().filter(|item| item.is_publishable()).count()),
        }
    };
    let left = |(id, reason): (&crate::domain::ids::ItemId, &Reason)| NotEstimatedItem {
        id: id.to_string(),
        reason: why_not(reason),
    };
    let size = calibration.domains.len().max(1);
    CalibrationDetail {
        summary,
        log_likelihood: facts.log_likelihood,
        iterations: facts.iterations,
        largest_gradient: facts.largest_gradient,
        warnings: facts.warnings.iter().map(told).collect(),
        domains: calibration.domains.iter().map(domain).collect(),
        correlations: calibration.correlations.chunks(size).map(<[f64]>::to_vec).collect(),
        items: calibration.items.iter().map(|(id, item)| view::calibrated_item(id, item, bank)).collect(),
        not_estimated: calibration.not_estimated.iter().map(left).collect(),
        coverage: view::coverage(calibration, blueprints, bank),
    }
}

fn told(remark: &Remark) -> CalibrationRemark {
    match remark {
        Remark::Anchored(id) => CalibrationRemark::Anchored { id: id.to_string() },
        Remark::MadeUp => CalibrationRemark::MadeUp,
        Remark::Lowered(lowered) => {
            let (from, to) = lowered.correlations();
            CalibrationRemark::Lowered { from, to }
        }
        Remark::Unrelated { detail } => CalibrationRemark::Unrelated { detail: detail.clone() },
        Remark::NotConverged { domain, .. } => CalibrationRemark::NotConverged { domain: domain.to_string() },
        Remark::NotIdentified { domain, .. } => CalibrationRemark::NotIdentified { domain: domain.to_string() },
        Remark::Scarce { domain, .. } => CalibrationRemark::Scarce { domain: domain.to_string() },
        Remark::Other(text) => CalibrationRemark::Other { text: text.clone() },
    }
}

fn why_not(reason: &Reason) -> NotEstimatedReason {
    match reason {
        Reason::NoAnswers => NotEstimatedReason::NoAnswers,
        Reason::FewAnswers { answers, needed } => {
            NotEstimatedReason::FewAnswers { answers: small(*answers), needed: small(*needed) }
        }
        Reason::OneCategory { answers, .. } => NotEstimatedReason::OneCategory { answers: small(*answers) },
        Reason::NoContrast => NotEstimatedReason::NoContrast,
        Reason::Other(text) => NotEstimatedReason::Other { text: text.clone() },
    }
}

/// The kind of all models, or "mixed".
fn models<'m>(mut models: impl Iterator<Item = &'m ItemModel>) -> String {
    let kind = |model: &ItemModel| std::mem::discriminant(model);
    match models.next() {
        Some(first) if models.all(|model| kind(model) == kind(first)) => match first {
            ItemModel::Dichotomous { .. } => "2pl",
            ItemModel::Graded { .. } => "grm",
            ItemModel::PartialCredit { .. } => "gpcm",
            ItemModel::Nominal { .. } => "nominal",
        },
        _ => "mixed",
    }
    .to_owned()
}
