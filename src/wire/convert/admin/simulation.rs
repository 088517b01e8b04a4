//! The simulation report of an adaptive session, θ read as T.

use super::fairness::fairness_view;
use crate::domain::adaptive::{AdaptiveReport, AtTheta, CellContent, SectionLength, T_POINT};
use crate::domain::session::Session;
use crate::planning::{Assurance, Certificate};
use crate::wire::simulation::{
    CertificateView, SimulatedAbility, SimulatedCell, SimulatedSection, SimulationMethod, SimulationView,
};

pub fn certificate_view(certificate: Certificate) -> CertificateView {
    let Certificate { session, assurance } = certificate;
    match assurance {
        Assurance::Fixed(fairness) => CertificateView::Fixed(Box::new(fairness_view(session, &fairness))),
        Assurance::Adaptive(report) => CertificateView::Adaptive(Box::new(simulation_view(session, *report))),
    }
}

fn simulation_view(session: Session, report: AdaptiveReport) -> SimulationView {
    let sections = sections(&report);
    SimulationView {
        session_id: session.id.to_string(),
        session_title: session.title,
        event_title: session.event_title,
        status: session.status.into(),
        method: SimulationMethod::Adaptive,
        bank_version: session.bank.to_string(),
        blueprint_version: session.blueprint.to_string(),
        min_items: report.rule.min_items,
        max_items: report.rule.max_items,
        standard_error: report.rule.standard_error,
        randomesque: report.rule.randomesque,
        exposure_limit: report.rule.max_exposure,
        items: report.items,
        persons: report.persons,
        bias: points(report.bias),
        rmse: points(report.rmse),
        mean_se: points(report.mean_se),
        correlation: report.correlation,
        mean_length: report.mean_length,
        sd_length: report.sd_length,
        precise: report.precise,
        exposure_max: report.exposure_max,
        unused: report.unused,
        histogram: report.histogram,
        overlap: report.overlap,
        sections,
        broken: report.broken,
        accuracy: report.accuracy.map(|foretold| foretold.overall.into()),
        by_ability: report.by_theta.into_iter().map(ability).collect(),
    }
}

fn sections(report: &AdaptiveReport) -> Vec<SimulatedSection> {
    let expected = |at: usize| report.accuracy.as_ref().and_then(|foretold| foretold.sections.get(at).copied());
    let section = |(at, length): (usize, &SectionLength)| SimulatedSection {
        domain: length.domain.to_string(),
        mean: length.mean,
        least: length.least,
        most: length.most,
        accuracy: expected(at).map(Into::into),
        cells: report.cells.iter().filter(|cell| cell.domain == length.domain).map(cell).collect(),
    };
    report.sections.iter().enumerate().map(section).collect()
}

fn cell(cell: &CellContent) -> SimulatedCell {
    SimulatedCell {
        competency: cell.competency.as_ref().map(ToString::to_string),
        difficulty: cell.difficulty.map(|difficulty| difficulty.name().to_owned()),
        planned: cell.planned,
        least: cell.least,
        most: cell.most,
    }
}

fn ability(at: AtTheta) -> SimulatedAbility {
    SimulatedAbility {
        t: 50.0 + points(at.theta),
        length: at.length,
        bias: points(at.bias),
        rmse: points(at.rmse),
        mean_se: points(at.mean_se),
    }
}

fn points(theta: f64) -> f64 {
    theta / T_POINT
}
