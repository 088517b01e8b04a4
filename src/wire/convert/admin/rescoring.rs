//! Revisions of closed sessions.

use std::collections::HashMap;

use crate::domain::bank::Bank;
use crate::domain::ids::{AttemptId, BankVersion, CalibrationId, DomainId, ItemId};
use crate::domain::item::Interaction;
use crate::domain::nip;
use crate::domain::rescoring::{Change, Changes, Difference, Mark, Matrix, Mending, Move, State, Treatment};
use crate::domain::response::Response;
use crate::domain::session::Enrolment;
use crate::planning::ports::Revision;
use crate::planning::{Ask, Desk, GivenItem, MendedItem, Trial, VersionAtHand};
use crate::wire::number::InstantMs;
use crate::wire::rescoring::{
    AskRescoring, BankVersionChoice, CalibrationChoice, ChangesView, DifferenceView, DomainDifferenceView,
    DomainMoveView, ElsewhereView, GivenItemView, ItemTreatment, MarkView, MendedItemView, MendingKind, MoveView,
    RescoringDesk, RescoringRules, RescoringView, RevisionState, RevisionView, TreatedItem,
};

impl From<AskRescoring> for Ask {
    fn from(ask: AskRescoring) -> Self {
        let item = |treated: TreatedItem| (ItemId::new(treated.item), treated.treatment.into());
        Self {
            bank: ask.bank_version.map(BankVersion::new),
            calibration: ask.calibration.map(CalibrationId::new),
            items: ask.items.into_iter().map(item).collect(),
        }
    }
}

pub fn rescoring_desk(desk: &Desk) -> RescoringDesk {
    let session = &desk.session;
    let original = RescoringRules {
        bank_version: session.bank.to_string(),
        calibration: session.calibration.as_ref().map(ToString::to_string),
        items: Vec::new(),
    };
    let bank = &desk.bank;
    RescoringDesk {
        session_id: session.id.to_string(),
        session_title: session.title.clone(),
        event_title: session.event_title.clone(),
        time_zone: session.time_zone.clone(),
        revisions: desk.revisions.iter().map(revision_view).collect(),
        versions: desk.versions.iter().map(|version| version_choice(version, bank)).collect(),
        calibrations: desk
            .calibrations
            .iter()
            .map(|stamp| CalibrationChoice {
                id: stamp.id.to_string(),
                proposed_ms: InstantMs(stamp.proposed_at.0),
                persons: stamp.persons,
                items: stamp.items,
            })
            .collect(),
        items: desk.items.iter().map(|item| given_item(item, bank)).collect(),
        original,
    }
}

pub fn revision_view(revision: &Revision) -> RevisionView {
    let (state, settled) = match &revision.state {
        State::Proposed => (RevisionState::Proposed, None),
        State::Published { by, at, note } => (RevisionState::Published, Some((by, at, note))),
        State::Withdrawn { by, at, note } => (RevisionState::Withdrawn, Some((by, at, note))),
    };
    RevisionView {
        number: revision.number,
        state,
        base: revision.base,
        proposed_by: revision.proposed_by.clone(),
        proposed_ms: InstantMs(revision.proposed_at.0),
        reason: revision.reason.clone(),
        settled_by: settled.map(|(by, _, _)| by.clone()),
        settled_ms: settled.map(|(_, at, _)| InstantMs(at.0)),
        note: settled.map(|(_, _, note)| note.clone()),
        hash: revision.hash.clone(),
        rules: rules(&revision.change),
    }
}

pub fn rescoring_view(trial: &Trial) -> RescoringView {
    let elsewhere = trial.elsewhere.iter().map(|other| ElsewhereView {
        session_id: other.session.to_string(),
        title: other.title.clone(),
        attempts: other.attempts,
    });
    RescoringView {
        session_id: trial.session.id.to_string(),
        revision: trial.revision.as_ref().map(revision_view),
        rules: rules(&trial.change),
        base: trial.base,
        difference: difference_view(&trial.difference, &trial.people, trial.voided),
        elsewhere: elsewhere.collect(),
    }
}

fn rules(change: &Change) -> RescoringRules {
    let item = |(item, treatment): (&ItemId, &Treatment)| TreatedItem {
        item: item.to_string(),
        treatment: (*treatment).into(),
    };
    RescoringRules {
        bank_version: change.bank.to_string(),
        calibration: change.calibration.as_ref().map(ToString::to_string),
        items: change.items.iter().map(item).collect(),
    }
}

fn difference_view(difference: &Difference, people: &HashMap<AttemptId, Enrolment>, voided: u32) -> DifferenceView {
    let title = |domain: &DomainId| {
        let known = difference.domains.iter().find(|known| known.domain == *domain);
        known.map_or_else(|| domain.to_string(), |known| known.title.clone())
    };
    let domain = |(domain, before, after): &(DomainId, Mark, Mark)| DomainMoveView {
        domain: domain.to_string(),
        title: title(domain),
        before: mark(*before),
        after: mark(*after),
    };
    let person = |moved: &Move| {
        let who = people.get(&moved.attempt);
        MoveView {
            attempt_id: moved.attempt.to_string(),
            name: who.map(|one| one.name.clone()).unwrap_or_default(),
            nip_masked: who.map(|one| nip::mask(&one.nip)).unwrap_or_default(),
            unit: who.map(|one| one.unit.clone()).unwrap_or_default(),
            before: mark(moved.overall.0),
            after: mark(moved.overall.1),
            domains: moved.domains.iter().map(domain).collect(),
        }
    };
    DifferenceView {
        attempts: difference.attempts,
        unchanged: difference.unchanged,
        voided,
        rises: changes(difference.rises),
        falls: changes(difference.falls),
        overall: matrix(difference.overall),
        domains: difference
            .domains
            .iter()
            .map(|one| DomainDifferenceView {
                domain: one.domain.to_string(),
                title: one.title.clone(),
                matrix: matrix(one.matrix),
            })
            .collect(),
        moves: difference.moves.iter().map(person).collect(),
    }
}

fn changes(changes: Changes) -> ChangesView {
    ChangesView { attempts: changes.attempts, most: changes.most }
}

fn matrix(matrix: Matrix) -> Vec<Vec<u32>> {
    matrix.0.iter().map(|row| row.to_vec()).collect()
}

fn mark(mark: Mark) -> MarkView {
    MarkView { score: mark.score, t: mark.t, category: mark.category.into() }
}

fn version_choice(version: &VersionAtHand, pinned: &Bank) -> BankVersionChoice {
    BankVersionChoice {
        version: version.stamp.version.to_string(),
        loaded_ms: InstantMs(version.stamp.loaded.0),
        pinned: version.stamp.version == pinned.version,
        decisive: names(&version.decisive),
        mended: version.mended.iter().map(|item| mended_item(item, pinned)).collect(),
    }
}

fn mended_item(mended: &MendedItem, bank: &Bank) -> MendedItemView {
    MendedItemView {
        item: mended.item.to_string(),
        domain: domain_title(&mended.domain, bank),
        given: mended.given,
        mending: match mended.mending {
            Mending::Rekeyed => MendingKind::Rekeyed,
            Mending::Reworded => MendingKind::Reworded,
            Mending::Replaced => MendingKind::Replaced,
        },
        before: right_answer(&mended.before),
        after: mended.after.as_ref().map(right_answer).unwrap_or_default(),
        measured: names(&mended.measured),
    }
}

fn given_item(given: &GivenItem, bank: &Bank) -> GivenItemView {
    GivenItemView {
        item: given.item.to_string(),
        domain: domain_title(&given.domain, bank),
        given: given.given,
        measured: names(&given.measured),
    }
}

fn names(calibrations: &[CalibrationId]) -> Vec<String> {
    calibrations.iter().map(ToString::to_string).collect()
}

fn domain_title(domain: &DomainId, bank: &Bank) -> String {
    bank.domain(domain).map_or_else(|| domain.to_string(), |known| known.title.clone())
}

/// As a person would say it: `C`, `A, D`, `1–B, 2–A`.
fn right_answer(interaction: &Interaction) -> String {
    let Some(key) = interaction.key_response() else { return String::new() };
    let list = |parts: Vec<String>| parts.join(", ");
    match key {
        Response::Choice(id) => id.to_string(),
        Response::Choices(ids) => list(ids.iter().map(ToString::to_string).collect()),
        Response::Order(ids) => ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" → "),
        Response::Number(text) => text,
        Response::Match(pairs) => list(pairs.iter().map(|(from, to)| format!("{from}–{to}")).collect()),
        Response::Gaps(gaps) => list(gaps.iter().map(|(gap, text)| format!("{gap}: {text}")).collect()),
    }
}

impl From<ItemTreatment> for Treatment {
    fn from(treatment: ItemTreatment) -> Self {
        match treatment {
            ItemTreatment::Dropped => Self::Dropped,
            ItemTreatment::Credited => Self::Credited,
        }
    }
}

impl From<Treatment> for ItemTreatment {
    fn from(treatment: Treatment) -> Self {
        match treatment {
            Treatment::Dropped => Self::Dropped,
            Treatment::Credited => Self::Credited,
        }
    }
}
