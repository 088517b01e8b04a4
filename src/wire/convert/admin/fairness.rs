//! The fairness certificate.

use crate::domain::assembly::{Deciding, Fairness, Figures, FormCount, Method, Spread, WhyChance};
use crate::domain::session::Session;
use crate::wire::fairness::{
    FairnessCount, FairnessCut, FairnessDeciding, FairnessMethod, FairnessSection, FairnessSpread, FairnessTolerance,
    FairnessUse, FairnessView,
};

pub(super) fn fairness_view(session: Session, fairness: &Fairness) -> FairnessView {
    let (drawn, chance) = (&fairness.drawn, &fairness.chance);
    let paired = drawn.score.iter().zip(&chance.score).zip(drawn.information.iter().zip(&chance.information));
    let cuts =
        fairness.cuts.iter().zip(paired).map(|(cut, ((score, by_chance), (information, its_chance)))| FairnessCut {
            category: cut.category.into(),
            score: cut.score,
            theta: cut.theta,
            drawn: spread(score),
            chance: spread(by_chance),
            information: spread(information),
            chance_information: spread(its_chance),
        });
    let sections = fairness.sections.iter().zip(drawn.sections.iter().zip(&chance.sections));
    let section = |(domain, (drawn, chance)): (&crate::domain::ids::DomainId, (&Vec<Spread>, &Vec<Spread>))| {
        let all = |spreads: &[Spread]| spreads.iter().map(spread).collect();
        FairnessSection { domain: domain.to_string(), drawn: all(drawn), chance: all(chance) }
    };
    FairnessView {
        session_id: session.id.to_string(),
        session_title: session.title,
        event_title: session.event_title,
        status: session.status.into(),
        method: fairness.method.into(),
        bank_version: session.bank.to_string(),
        blueprint_version: session.blueprint.to_string(),
        forms: drawn.forms,
        items: fairness.items,
        calibrated: fairness.calibrated,
        deciding: fairness.deciding.as_ref().map(deciding),
        tolerance: FairnessTolerance {
            widened: fairness.tolerance.widened,
            score: fairness.tolerance.score,
            section: fairness.tolerance.section,
            information: fairness.tolerance.information,
        },
        exposure_limit: fairness.exposure_limit,
        earlier_forms: fairness.earlier_forms,
        neighbours: fairness.neighbours,
        diagonals: fairness.diagonals,
        cuts: cuts.collect(),
        sections: sections.map(section).collect(),
        drawn: in_use(drawn),
        chance: in_use(chance),
    }
}

impl From<Method> for FairnessMethod {
    fn from(method: Method) -> Self {
        match method {
            Method::Parallel => Self::Parallel,
            Method::Chance(WhyChance::Cells) => Self::ChanceCells,
            Method::Chance(WhyChance::Bank) => Self::ChanceBank,
        }
    }
}

fn deciding(deciding: &Deciding) -> FairnessDeciding {
    let count = |count: &FormCount| FairnessCount { min: count.min, max: count.max, items: count.items };
    FairnessDeciding { overall: count(&deciding.overall), sections: deciding.sections.iter().map(count).collect() }
}

fn spread(spread: &Spread) -> FairnessSpread {
    FairnessSpread {
        target: spread.target,
        mean: spread.mean,
        sd: spread.sd,
        min: spread.min,
        max: spread.max,
        difference: spread.largest_difference(),
        within: spread.within,
    }
}

fn in_use(figures: &Figures) -> FairnessUse {
    let (exposure, overlap) = (&figures.exposure, &figures.overlap);
    FairnessUse {
        exposure_mean: exposure.mean,
        exposure_max: exposure.max,
        event_exposure_max: exposure.event_max,
        unused: exposure.unused,
        histogram: exposure.histogram.clone(),
        overlap_mean: overlap.mean,
        overlap_max: overlap.max,
        overlap_minimum: overlap.minimum,
        neighbours_mean: overlap.neighbours_mean,
        neighbours_max: overlap.neighbours_max,
        diagonal_mean: overlap.diagonal_mean,
        diagonal_max: overlap.diagonal_max,
    }
}
