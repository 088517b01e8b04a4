//! The analysis page's questions, and what becomes of calibrations: proposed by one person, accepted by another.

use std::sync::Arc;

use serde_json::Value;
use ukur_psychometrics::ItemModel;

use super::data::small;
use super::estimate::ANCHORED;
use super::gather::{Choice, reference};
use super::responses::responses_csv;
use super::view::{self, DifChoice};
use super::{Analysis, AnalysisError, exchange};
use crate::audit::Actor;
use crate::domain::bank::Bank;
use crate::domain::calibration::{Calibration, Status, WhyNot, may_accept, may_withdraw};
use crate::domain::ids::{BankId, CalibrationId, SessionId};
use crate::planning::fault::{Fault, Faults};
use crate::planning::ports::CalibrationStamp;
use crate::wire::analysis::calibration::{
    CalibratedDomain, CalibrationDetail, CalibrationOrigin, CalibrationSummary, NotEstimatedItem,
};
use crate::wire::analysis::comparison::CalibrationComparison;
use crate::wire::analysis::dif::DifAnalysis;
use crate::wire::analysis::integrity::IntegrityReport;
use crate::wire::analysis::item::ItemAnalysis;
use crate::wire::analysis::items::ItemsAnalysis;
use crate::wire::analysis::scale::ScaleAnalysis;
use crate::wire::analysis::{AnalysedBank, AnalysisOverview};
use crate::wire::number::InstantMs;

/// Why a calibration is withdrawn, in characters.
const REASON: std::ops::RangeInclusive<usize> = 10..=500;

impl Analysis {
    pub async fn overview(&self) -> Result<AnalysisOverview, AnalysisError> {
        let mut banks: Vec<(BankId, String)> = Vec::new();
        for stamp in self.library.bank_stamps().await? {
            if banks.iter().all(|(id, _)| *id != stamp.id) {
                banks.push((stamp.id, stamp.title));
            }
        }
        banks.sort_by(|x, y| x.1.cmp(&y.1));
        let mut overview = AnalysisOverview { banks: Vec::with_capacity(banks.len()) };
        for (id, title) in banks {
            overview.banks.push(self.bank(&id, title).await?);
        }
        Ok(overview)
    }

    async fn bank(&self, id: &BankId, title: String) -> Result<AnalysedBank, AnalysisError> {
        let stamps = self.calibrations.calibrations(id).await?;
        let accepted = self.calibrations.accepted(id).await?.map(|calibration| calibration.id);
        let proposals = stamps.iter().filter(|stamp| matches!(stamp.status, Status::Proposed { .. })).count();
        let counting = stamps.iter().find(|stamp| Some(&stamp.id) == accepted.as_ref());
        let mut bank = AnalysedBank {
            bank_id: id.to_string(),
            title,
            locked: false,
            sessions: Vec::new(),
            persons: 0,
            answers: 0,
            items: 0,
            accepted: counting.map(|stamp| reference(stamp, accepted.as_ref())),
            proposals: small(proposals),
        };
        match self.chosen(id, &Choice::default()).await {
            Ok(chosen) => {
                let data = &chosen.study.data;
                bank.sessions = data.sittings.iter().map(view::session).collect();
                bank.persons = small(data.persons.len());
                bank.answers = small(data.answers());
                bank.items = small(data.bank.items.len());
            }
            // One bank that cannot be read does not hide the others.
            Err(AnalysisError::Store(crate::delivery::ports::StoreError::Locked(_))) => bank.locked = true,
            Err(AnalysisError::TooLarge { .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(bank)
    }

    pub async fn items(&self, bank: &BankId, choice: &Choice) -> Result<Arc<ItemsAnalysis>, AnalysisError> {
        let chosen = self.chosen(bank, choice).await?;
        let study = chosen.study;
        self.kept(format!("items|{}", chosen.key), "item statistics", move || Ok(view::items(&study))).await
    }

    pub async fn item(
        &self,
        bank: &BankId,
        variant: &str,
        choice: &Choice,
    ) -> Result<Arc<ItemAnalysis>, AnalysisError> {
        let chosen = self.chosen(bank, choice).await?;
        let study = chosen.study;
        let item = study.data.place(variant).ok_or(AnalysisError::Unknown("item"))?;
        let key = format!("item|{variant}|{}", chosen.key);
        self.kept(key, "an item's statistics", move || Ok(view::item(&study, item))).await
    }

    pub async fn scale(
        &self,
        bank: &BankId,
        choice: &Choice,
        blueprint: Option<&str>,
    ) -> Result<Arc<ScaleAnalysis>, AnalysisError> {
        let chosen = self.chosen(bank, choice).await?;
        let mut blueprints = Vec::new();
        let sat = chosen.study.data.sittings.iter().map(|sitting| sitting.blueprint.clone());
        let stamps = self.library.blueprint_stamps().await?;
        let newest = stamps.iter().filter_map(|stamp| self.catalogue.blueprint(&stamp.version));
        for one in sat.chain(newest.filter(|blueprint| blueprint.bank == *bank)) {
            if blueprints.iter().all(|known: &Arc<crate::domain::blueprint::Blueprint>| known.id != one.id) {
                blueprints.push(one);
            }
        }
        let versions: Vec<&str> = blueprints.iter().map(|blueprint| blueprint.version.as_str()).collect();
        let key = format!("scale|{blueprint:?}|{}|{}", versions.join(","), chosen.key);
        let (study, wanted) = (chosen.study, blueprint.map(str::to_owned));
        self.kept(key, "the scale", move || view::scale(&study, &blueprints, wanted.as_deref())).await
    }

    pub async fn dif(
        &self,
        bank: &BankId,
        choice: &Choice,
        groups: DifChoice,
    ) -> Result<Arc<DifAnalysis>, AnalysisError> {
        let chosen = self.chosen(bank, choice).await?;
        let key = format!("dif|{groups:?}|{}", chosen.key);
        let study = chosen.study;
        self.kept(key, "the comparison of groups", move || view::dif(&study, &groups)).await
    }

    pub async fn integrity(&self, session: &SessionId) -> Result<Arc<IntegrityReport>, AnalysisError> {
        let chosen = self.of_session(session).await?;
        let study = chosen.study;
        if study.data.sittings.is_empty() {
            return Err(AnalysisError::Unknown("result"));
        }
        self.kept(format!("integrity|{}", chosen.key), "the integrity report", move || Ok(view::integrity(&study))).await
    }

    /// Every answer, without names: an export, so an act.
    pub async fn answers(&self, bank: &BankId, choice: &Choice, by: &mut Actor) -> Result<String, AnalysisError> {
        let chosen = self.chosen(bank, choice).await?;
        let study = chosen.study;
        let persons = study.data.persons.len();
        let csv = self.work("the answers", move || responses_csv(&study.data)).await?;
        let act = by.act(None, "answers_exported", bank.as_str()).with(&format!("{persons} persons"));
        self.audit.append(&act).await?;
        Ok(csv)
    }

    /// Newest first. `me` is told what may be accepted.
    pub async fn calibrations(&self, bank: &BankId, me: &str) -> Result<Vec<CalibrationSummary>, AnalysisError> {
        let accepted = self.calibrations.accepted(bank).await?.map(|calibration| calibration.id);
        let mut list = Vec::new();
        for stamp in self.calibrations.calibrations(bank).await? {
            if let Some((stamp, calibration)) = self.calibrations.calibration(&stamp.id).await? {
                list.push(self.summary(&stamp, &calibration, accepted.as_ref(), me).await?);
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
        let accepted = self.calibrations.accepted(bank).await?.map(|calibration| calibration.id);
        let summary = self.summary(&stamp, &calibration, accepted.as_ref(), me).await?;
        Ok(detail(summary, &calibration, &newest))
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
        let accepted = self.calibrations.accepted(bank).await?.map(|calibration| calibration.id);
        let left = self.summary(&first_stamp, &first, accepted.as_ref(), me).await?;
        let right = self.summary(&second_stamp, &second, accepted.as_ref(), me).await?;
        self.work("the comparison", move || view::comparison((left, &first), (right, &second), &newest)).await
    }

    pub async fn accept(
        &self,
        bank: &BankId,
        id: &CalibrationId,
        by: &mut Actor,
    ) -> Result<CalibrationSummary, AnalysisError> {
        let (stamp, calibration) = self.stored(bank, id).await?;
        may_accept(&calibration, &stamp.status, &by.who)?;
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
        Ok(exchange::write(&calibration))
    }

    async fn told(&self, bank: &BankId, id: &CalibrationId, me: &str) -> Result<CalibrationSummary, AnalysisError> {
        let (stamp, calibration) = self.stored(bank, id).await?;
        let accepted = self.calibrations.accepted(bank).await?.map(|calibration| calibration.id);
        self.summary(&stamp, &calibration, accepted.as_ref(), me).await
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
        accepted: Option<&CalibrationId>,
        me: &str,
    ) -> Result<CalibrationSummary, AnalysisError> {
        let facts = &calibration.facts;
        let mut sessions = Vec::new();
        for id in &facts.sessions {
            let title = self.plan.session_record(id).await?.map(|record| record.session.title);
            sessions.push(title.unwrap_or_else(|| id.to_string()));
        }
        let known = reference(stamp, accepted);
        let withdrawn = match &stamp.status {
            Status::Withdrawn { by, at, reason } => Some((by.clone(), InstantMs(at.0), reason.clone())),
            _ => None,
        };
        let origin = if facts.warnings.iter().any(|warning| warning.starts_with(ANCHORED)) {
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
            acceptable: may_accept(calibration, &stamp.status, me).is_ok(),
            sessions,
            persons: facts.persons,
            answers: u32::try_from(facts.answers).unwrap_or(u32::MAX),
            items: small(calibration.items.len()),
            not_estimated: small(calibration.not_estimated.len()),
            doubtful: small(calibration.items.values().filter(|item| !item.is_publishable()).count()),
            converged: facts.converged,
        })
    }
}

fn detail(summary: CalibrationSummary, calibration: &Calibration, bank: &Bank) -> CalibrationDetail {
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
    let left = |(id, reason): (&crate::domain::ids::ItemId, &String)| NotEstimatedItem {
        id: id.to_string(),
        reason: reason.clone(),
    };
    let size = calibration.domains.len().max(1);
    CalibrationDetail {
        summary,
        log_likelihood: facts.log_likelihood,
        iterations: facts.iterations,
        largest_gradient: facts.largest_gradient,
        warnings: facts.warnings.clone(),
        domains: calibration.domains.iter().map(domain).collect(),
        correlations: calibration.correlations.chunks(size).map(<[f64]>::to_vec).collect(),
        items: calibration.items.iter().map(|(id, item)| view::calibrated_item(id, item, bank)).collect(),
        not_estimated: calibration.not_estimated.iter().map(left).collect(),
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
