//! Persons and items on one scale, and what a form tells where.

use std::sync::Arc;

use ukur_psychometrics::t_score;

use super::form::{Typical, given};
use super::{mean, parameters, real, sd, sessions};
use crate::analysis::AnalysisError;
use crate::analysis::data::Data;
use crate::analysis::study::{Known, KnownDomain, Study};
use crate::domain::blueprint::Blueprint;
use crate::domain::measure::Measure;
use crate::wire::analysis::CountedBin;
use crate::wire::analysis::scale::{BlueprintName, FormInformation, ScaleAnalysis, WrightItem, WrightMap};

const LOWEST: f64 = 10.0;
const WIDTH: f64 = 2.5;
const BINS: usize = 32;

/// `blueprints`: what can be chosen, the wanted one (if any) by id.
pub fn scale(
    study: &Study,
    blueprints: &[Arc<Blueprint>],
    wanted: Option<&str>,
) -> Result<ScaleAnalysis, AnalysisError> {
    let known = study.known.as_ref().ok_or(AnalysisError::NotCalibrated)?;
    let data = &study.data;
    let chosen = match wanted {
        Some(id) => {
            let found = blueprints.iter().find(|blueprint| blueprint.id.as_str() == id);
            Some(found.ok_or(AnalysisError::Unknown("blueprint"))?)
        }
        None => most_sat(data, blueprints),
    };
    Ok(ScaleAnalysis {
        bank_id: data.bank.id.to_string(),
        sessions: sessions(data),
        calibration: known.reference.clone(),
        domains: known.domains.iter().map(|domain| wright(data, known, domain)).collect(),
        blueprints: blueprints.iter().map(|b| BlueprintName { id: b.id.to_string(), title: b.title.clone() }).collect(),
        information: chosen.map(|blueprint| information(study, known, blueprint)),
    })
}

/// None where the chosen sessions sat none of them: a form that nobody had says nothing of their scores.
fn most_sat<'b>(data: &Data, blueprints: &'b [Arc<Blueprint>]) -> Option<&'b Arc<Blueprint>> {
    let persons = |blueprint: &&Arc<Blueprint>| {
        data.sittings.iter().filter(|s| s.blueprint.id == blueprint.id).map(|s| s.persons).sum::<u32>()
    };
    let all = data.sittings.iter().map(|sitting| sitting.persons).sum::<u32>();
    blueprints.iter().max_by_key(persons).filter(|most| all == 0 || persons(most) > 0)
}

fn wright(data: &Data, known: &Known, domain: &KnownDomain) -> WrightMap {
    let t: Vec<f64> = domain.theta.iter().filter(|theta| theta.is_finite()).map(|theta| t_score(*theta)).collect();
    let mut persons: Vec<CountedBin> = (0..BINS)
        .map(|bin| CountedBin { from: LOWEST + real(bin) * WIDTH, to: LOWEST + real(bin + 1) * WIDTH, count: 0 })
        .collect();
    for t in &t {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut at both ends")]
        let bin = (((t - LOWEST) / WIDTH).max(0.0) as usize).min(BINS - 1);
        persons[bin].count += 1;
    }
    let items = known.items.iter().enumerate().filter_map(|(item, calibrated)| {
        let calibrated = calibrated.as_ref().filter(|calibrated| calibrated.domain == domain.id)?;
        Some(WrightItem {
            variant: data.items[item].variant(),
            id: data.items[item].id.to_string(),
            t: t_score(parameters::location(&calibrated.model)?),
            steps: parameters::steps(&calibrated.model).into_iter().map(t_score).collect(),
        })
    });
    WrightMap {
        domain: domain.id.to_string(),
        title: data.domain_title(&domain.id),
        persons,
        mean: mean(&t),
        sd: sd(&t),
        items: items.collect(),
    }
}

fn information(study: &Study, known: &Known, blueprint: &Blueprint) -> FormInformation {
    let data = &study.data;
    let typical = Typical::new(blueprint, &data.bank, &known.calibration.parameters(&data.bank));
    let mut found = typical.information();
    let measures: Vec<Measure> = (0..data.items.len())
        .map(|item| study.measure(item).unwrap_or_else(|| data.items[item].weak.clone()))
        .collect();
    let sat: Vec<bool> = data.sittings.iter().map(|sitting| sitting.blueprint.version == blueprint.version).collect();
    for (cut, point) in found.cuts.iter_mut().zip(typical.cut_points()) {
        let tells: Vec<f64> = measures.iter().map(|measure| measure.information(point.theta)).collect();
        let forms = data.persons.iter().filter(|person| sat[person.sitting]);
        let sums: Vec<f64> = forms.map(|person| person.cells.iter().map(|cell| tells[cell.item]).sum()).collect();
        cut.given = given(&sums);
    }
    found
}
