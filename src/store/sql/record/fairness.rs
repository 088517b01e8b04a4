//! The twin of what a session's forms came out as, and of what they followed from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::database::Row;
use super::adaptive::AdaptiveDrawingTwin;
use super::outcome::CategoryTwin;
use super::twins::twins;
use super::{from_text, to_text};
use crate::delivery::ports::StoreError;
use crate::domain::assembly::{
    CutPoint, Deciding, Exposure, Fairness, Figures, FormCount, Method, Overlap, Served, Spread, Tolerance, WhyChance,
};
use crate::domain::ids::{DomainId, ItemId};
use crate::planning::{Assurance, Drawing};

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Versioned {
    #[serde(rename = "1")]
    V1(Box<DrawingTwin>),
    /// Of an adaptive session.
    #[serde(rename = "2")]
    V2(Box<AdaptiveDrawingTwin>),
}

#[derive(Serialize, Deserialize)]
struct DrawingTwin {
    method: MethodTwin,
    items: u32,
    calibrated: u32,
    /// Absent of an uncalibrated session, and in records of builds that did not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deciding: Option<DecidingTwin>,
    tolerance: ToleranceTwin,
    exposure_limit: f64,
    neighbours: u32,
    /// Builds before counted none.
    #[serde(default)]
    diagonals: u32,
    cuts: Vec<CutTwin>,
    sections: Vec<DomainId>,
    drawn: FiguresTwin,
    chance: FiguresTwin,
    /// Of earlier sessions of the event.
    served_forms: u32,
    served: BTreeMap<ItemId, u32>,
}

#[derive(Serialize, Deserialize)]
struct DecidingTwin {
    overall: FormCountTwin,
    sections: Vec<FormCountTwin>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum MethodTwin {
    Parallel,
    ChanceCells,
    ChanceBank,
}

#[derive(Serialize, Deserialize)]
struct CutTwin {
    category: CategoryTwin,
    score: f64,
    theta: f64,
}

twins! {
    FormCountTwin = FormCount { min: u32, max: u32, items: u32 }
    ToleranceTwin = Tolerance { widened: f64, score: f64, section: f64, information: f64 }
    SpreadTwin = Spread { target: f64, mean: f64, sd: f64, min: f64, max: f64, within: f64 }
    ExposureTwin = Exposure { mean: f64, max: f64, event_max: f64, unused: u32, histogram: Vec<u32> }
}

#[derive(Serialize, Deserialize)]
struct OverlapTwin {
    mean: f64,
    max: f64,
    minimum: f64,
    neighbours_mean: f64,
    neighbours_max: f64,
    #[serde(default)]
    diagonal_mean: f64,
    #[serde(default)]
    diagonal_max: f64,
}

impl From<Overlap> for OverlapTwin {
    fn from(record: Overlap) -> Self {
        let Overlap { mean, max, minimum, neighbours_mean, neighbours_max, diagonal_mean, diagonal_max } = record;
        Self { mean, max, minimum, neighbours_mean, neighbours_max, diagonal_mean, diagonal_max }
    }
}

impl From<OverlapTwin> for Overlap {
    fn from(twin: OverlapTwin) -> Self {
        let OverlapTwin { mean, max, minimum, neighbours_mean, neighbours_max, diagonal_mean, diagonal_max } = twin;
        Self { mean, max, minimum, neighbours_mean, neighbours_max, diagonal_mean, diagonal_max }
    }
}

#[derive(Serialize, Deserialize)]
struct FiguresTwin {
    forms: u32,
    score: Vec<SpreadTwin>,
    information: Vec<SpreadTwin>,
    sections: Vec<Vec<SpreadTwin>>,
    exposure: ExposureTwin,
    overlap: OverlapTwin,
}

pub(in crate::store::sql) fn write(drawing: &Drawing) -> Result<String, StoreError> {
    let Drawing { assurance, served } = drawing.clone();
    let fairness = match assurance {
        Assurance::Fixed(fairness) => *fairness,
        Assurance::Adaptive(report) => {
            return to_text("fairness", &Versioned::V2(Box::new(AdaptiveDrawingTwin::new(*report, served))));
        }
    };
    let cut = |cut: &CutPoint| CutTwin { category: cut.category.into(), score: cut.score, theta: cut.theta };
    let twin = DrawingTwin {
        method: match fairness.method {
            Method::Parallel => MethodTwin::Parallel,
            Method::Chance(WhyChance::Cells) => MethodTwin::ChanceCells,
            Method::Chance(WhyChance::Bank) => MethodTwin::ChanceBank,
        },
        items: fairness.items,
        calibrated: fairness.calibrated,
        deciding: fairness.deciding.map(DecidingTwin::from),
        tolerance: fairness.tolerance.into(),
        exposure_limit: fairness.exposure_limit,
        neighbours: fairness.neighbours,
        diagonals: fairness.diagonals,
        cuts: fairness.cuts.iter().map(cut).collect(),
        sections: fairness.sections,
        drawn: fairness.drawn.into(),
        chance: fairness.chance.into(),
        served_forms: served.forms,
        served: served.counts,
    };
    to_text("fairness", &Versioned::V1(Box::new(twin)))
}

pub(in crate::store::sql) fn read(row: &Row) -> Result<Drawing, StoreError> {
    parse(&row.text("fairness")?)
}

fn parse(text: &str) -> Result<Drawing, StoreError> {
    let twin = match from_text("fairness", text)? {
        Versioned::V1(twin) => *twin,
        Versioned::V2(twin) => return Ok((*twin).into()),
    };
    let cut = |cut: CutTwin| CutPoint { category: cut.category.into(), score: cut.score, theta: cut.theta };
    let fairness = Fairness {
        method: match twin.method {
            MethodTwin::Parallel => Method::Parallel,
            MethodTwin::ChanceCells => Method::Chance(WhyChance::Cells),
            MethodTwin::ChanceBank => Method::Chance(WhyChance::Bank),
        },
        items: twin.items,
        calibrated: twin.calibrated,
        deciding: twin.deciding.map(Deciding::from),
        tolerance: twin.tolerance.into(),
        exposure_limit: twin.exposure_limit,
        earlier_forms: twin.served_forms,
        neighbours: twin.neighbours,
        diagonals: twin.diagonals,
        cuts: twin.cuts.into_iter().map(cut).collect(),
        sections: twin.sections,
        drawn: twin.drawn.into(),
        chance: twin.chance.into(),
    };
    Ok(Drawing {
        assurance: Assurance::Fixed(Box::new(fairness)),
        served: Served { counts: twin.served, forms: twin.served_forms },
    })
}

fn all<A, B: From<A>>(records: Vec<A>) -> Vec<B> {
    records.into_iter().map(B::from).collect()
}

impl From<Deciding> for DecidingTwin {
    fn from(deciding: Deciding) -> Self {
        Self { overall: deciding.overall.into(), sections: all(deciding.sections) }
    }
}

impl From<DecidingTwin> for Deciding {
    fn from(twin: DecidingTwin) -> Self {
        Self { overall: twin.overall.into(), sections: all(twin.sections) }
    }
}

impl From<Figures> for FiguresTwin {
    fn from(figures: Figures) -> Self {
        Self {
            forms: figures.forms,
            score: all(figures.score),
            information: all(figures.information),
            sections: figures.sections.into_iter().map(all).collect(),
            exposure: figures.exposure.into(),
            overlap: figures.overlap.into(),
        }
    }
}

impl From<FiguresTwin> for Figures {
    fn from(twin: FiguresTwin) -> Self {
        Self {
            forms: twin.forms,
            score: all(twin.score),
            information: all(twin.information),
            sections: twin.sections.into_iter().map(all).collect(),
            exposure: twin.exposure.into(),
            overlap: twin.overlap.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::PotentialCategory;

    fn figures(n: f64) -> Figures {
        let spread =
            |at: f64| Spread { target: at, mean: at + n, sd: 0.1, min: at - n, max: at + 2.0 * n, within: 0.5 };
        Figures {
            forms: 3,
            score: vec![spread(55.0), spread(70.0)],
            information: vec![spread(9.0), spread(8.0)],
            sections: vec![vec![spread(50.0), spread(60.0)]],
            exposure: Exposure { mean: 0.1 * n, max: 0.2, event_max: 0.3, unused: 4, histogram: vec![1, 2] },
            overlap: Overlap {
                mean: 0.1,
                max: 0.4,
                minimum: 0.05,
                neighbours_mean: 0.01,
                neighbours_max: 0.02 * n,
                diagonal_mean: 0.03,
                diagonal_max: 0.04 * n,
            },
        }
    }

    fn drawing(method: Method) -> Drawing {
        let fairness = Fairness {
            method,
            items: 400,
            calibrated: 7,
            deciding: Some(Deciding {
                overall: FormCount { min: 3, max: 5, items: 20 },
                sections: vec![FormCount { min: 0, max: 2, items: 10 }],
            }),
            tolerance: Tolerance { widened: 2.0, score: 0.5, section: 2.0, information: 0.1 },
            exposure_limit: 0.25,
            earlier_forms: 9,
            neighbours: 2,
            diagonals: 1,
            cuts: vec![CutPoint { category: PotentialCategory::Potensial, score: 70.0, theta: 0.125 }],
            sections: vec![DomainId::new("technical")],
            drawn: figures(0.25),
            chance: figures(1.5),
        };
        Drawing {
            assurance: Assurance::Fixed(Box::new(fairness)),
            served: Served { counts: BTreeMap::from([(ItemId::new("tek-001"), 5)]), forms: 9 },
        }
    }

    #[test]
    fn reads_what_it_wrote() {
        for method in [Method::Parallel, Method::Chance(WhyChance::Cells), Method::Chance(WhyChance::Bank)] {
            assert_eq!(parse(&write(&drawing(method)).unwrap()).unwrap(), drawing(method));
        }
        let adaptive = super::super::adaptive::sample();
        assert_eq!(parse(&write(&adaptive).unwrap()).unwrap(), adaptive);
    }

    /// The text that version 1 wrote. It must stay readable for ever.
    #[test]
    fn reads_version_1() {
        let figures = r#"{"forms":1,"score":[{"target":70.0,"mean":70.1,"sd":0.0,"min":70.1,"max":70.1,"within":1.0}],
            "information":[],"sections":[[]],"exposure":{"mean":0.5,"max":1.0,"event_max":1.0,"unused":3,"histogram":[3]},
            "overlap":{"mean":0.0,"max":0.0,"minimum":0.0,"neighbours_mean":0.0,"neighbours_max":0.0}}"#;
        let text = format!(
            r#"{{"v":"1","method":"chance_bank","items":6,"calibrated":0,"tolerance":{{"widened":1.0,"score":0.25,
            "section":1.0,"information":0.05}},"exposure_limit":1.0,"neighbours":0,"cuts":[{{"category":"potensial",
            "score":70.0,"theta":0.5}}],"sections":["technical"],"drawn":{figures},"chance":{figures},
            "served_forms":2,"served":{{"tek-001":2}}}}"#
        );
        let read = parse(&text).unwrap();
        let Assurance::Fixed(fairness) = read.assurance else { panic!("{read:?}") };
        assert_eq!(fairness.method, Method::Chance(WhyChance::Bank));
        assert_eq!(fairness.deciding, None, "nobody counted then");
        assert_eq!((fairness.diagonals, fairness.drawn.overlap.diagonal_max), (0, 0.0), "nor these");
        assert_eq!((fairness.earlier_forms, read.served.counts[&ItemId::new("tek-001")]), (2, 2));
        assert!(parse(&text.replace("chance_bank", "oracle")).is_err());
        assert!(parse(&text.replace("\"potensial\"", "\"x\"")).is_err());
    }

    /// What was written before the cells were kept and the accuracy foretold.
    #[test]
    fn reads_a_simulation_of_an_earlier_build() {
        let text = r#"{"v":"2","report":{"rule":{"min_items":8,"max_items":20,"standard_error":null,"randomesque":5,
            "max_exposure":1.0},"items":90,"persons":1000,"bias":0.0,"rmse":0.3,"mean_se":0.3,"correlation":0.9,
            "mean_length":20.0,"sd_length":0.0,"precise":0.0,"exposure_max":0.5,"unused":3,"histogram":[4],"overlap":0.2,
            "sections":[],"by_theta":[]},"served_forms":0,"served":{}}"#;
        let read = parse(text).unwrap();
        let Assurance::Adaptive(report) = read.assurance else { panic!("{read:?}") };
        assert_eq!((report.cells.len(), report.broken, report.accuracy), (0, None, None));
    }
}
