//! What the analysis page reads: each view computed once for everything it follows from.

use std::sync::Arc;

use super::data::small;
use super::gather::{Choice, reference};
use super::responses::responses_csv;
use super::view::{self, DifChoice};
use super::{Analysis, AnalysisError};
use crate::audit::Actor;
use crate::delivery::ports::StoreError;
use crate::domain::blueprint::Blueprint;
use crate::domain::calibration::Status;
use crate::domain::ids::{BankId, SessionId};
use crate::wire::analysis::dif::DifAnalysis;
use crate::wire::analysis::integrity::IntegrityReport;
use crate::wire::analysis::item::ItemAnalysis;
use crate::wire::analysis::items::ItemsAnalysis;
use crate::wire::analysis::scale::ScaleAnalysis;
use crate::wire::analysis::{AnalysedBank, AnalysisOverview};

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
        let accepted = self.in_force(id).await?.map(|known| known.calibration.id);
        let proposals = stamps.iter().filter(|stamp| matches!(stamp.status, Status::Proposed { .. })).count();
        let counting = stamps.iter().find(|stamp| Some(&stamp.id) == accepted.as_ref());
        let mut bank = AnalysedBank {
            bank_id: id.to_string(),
            title,
            domains: Vec::new(),
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
                bank.domains = view::domains(&data.bank);
                bank.sessions = data.sittings.iter().map(view::session).collect();
                bank.persons = small(data.persons.len());
                bank.answers = small(data.answers());
                bank.items = small(data.bank.items.len());
            }
            // One bank that cannot be read does not hide the others.
            Err(AnalysisError::Store(StoreError::Locked(_))) => bank.locked = true,
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
        // An adaptive one has no typical form: each sitting is cut to its person.
        for one in sat.chain(self.blueprints(bank).await?).filter(|one| one.adaptive.is_none()) {
            if blueprints.iter().all(|known: &Arc<Blueprint>| known.id != one.id) {
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
        self.kept(format!("integrity|{}", chosen.key), "the integrity report", move || Ok(view::integrity(&study)))
            .await
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
}
