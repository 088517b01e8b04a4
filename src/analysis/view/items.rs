//! Statistics of all items.

use ukur_psychometrics::classical::correlation;
use ukur_psychometrics::integrity::times::{ResponseTimes, Thresholds};

use super::distribution::distribution;
use super::fit::fit;
use super::flags::{Drift, OptionSigns, Signs, Top, flags, rank};
use super::item::{ABLE_GROUPS, Groups, options};
use super::reliability::reliability;
use super::text::excerpt;
use super::{finite, mean, parameters, quantile, real, sessions, shown_domains};
use crate::analysis::data::{Cell, Data, small};
use crate::analysis::study::Study;
use crate::wire::analysis::flag::ItemFlag;
use crate::wire::analysis::items::{
    AnalysisFacts, DomainReliability, ItemAnalysisRow, ItemFitView, ItemsAnalysis, SecondsSummary,
};

/// Everybody who was shown an item.
pub type Column<'a> = Vec<(usize, &'a Cell)>;

/// What rows are made of, computed once for all items.
pub struct Sheet<'a> {
    pub study: &'a Study,
    pub columns: Vec<Column<'a>>,
    pub thresholds: Thresholds,
    fits: Vec<Option<ItemFitView>>,
}

pub fn items(study: &Study) -> ItemsAnalysis {
    let data = &study.data;
    let sheet = Sheet::new(study);
    let mut rows: Vec<ItemAnalysisRow> = (0..data.items.len()).map(|item| sheet.row(item)).collect();
    rows.sort_by_cached_key(|row| rank(&row.flags));
    let calm = |flag: &ItemFlag| matches!(flag, ItemFlag::FewAnswers { .. } | ItemFlag::UnusedOption { .. });
    let flagged = rows.iter().filter(|row| row.flags.iter().any(|flag| !calm(flag)));
    let flagged = flagged.count();
    let seen = data.items.iter().filter(|item| item.current).count();
    let unseen =
        data.bank.items.values().filter(|item| item.interaction.is_scored()).count() - seen.min(data.bank.items.len());
    ItemsAnalysis {
        bank_id: data.bank.id.to_string(),
        bank_title: data.bank.title.clone(),
        domains: shown_domains(data),
        sessions: sessions(data),
        calibration: study.known.as_ref().map(|known| known.reference.clone()),
        facts: facts(data, flagged),
        scores: distribution(data),
        items: rows,
        unseen: small(unseen),
    }
}

fn facts(data: &Data, flagged: usize) -> AnalysisFacts {
    let (answers, shown) = (data.answers(), data.shown());
    let per_form = |cells: usize| if data.persons.is_empty() { 0.0 } else { real(cells) / real(data.persons.len()) };
    let domain = |id: crate::domain::ids::DomainId| {
        let own = |item: usize| data.items[item].item.domain == id;
        let cells = data.persons.iter().flat_map(|person| &person.cells).filter(|cell| own(cell.item)).count();
        DomainReliability {
            domain: id.to_string(),
            title: data.domain_title(&id),
            items_seen: small((0..data.items.len()).filter(|item| own(*item)).count()),
            items_per_form: per_form(cells),
            reliability: reliability(data, own),
        }
    };
    AnalysisFacts {
        sessions: small(data.sittings.len()),
        persons: small(data.persons.len()),
        voided: data.sittings.iter().map(|sitting| sitting.voided).sum(),
        answers: small(answers),
        skipped: small(shown - answers),
        items_seen: small(data.items.len()),
        items_flagged: small(flagged),
        items_per_form: per_form(shown),
        reliability: reliability(data, |_| true),
        domains: data.domains().into_iter().map(domain).collect(),
    }
}

impl<'a> Sheet<'a> {
    pub fn new(study: &'a Study) -> Self {
        Self {
            study,
            columns: columns(&study.data),
            thresholds: Thresholds::nt10(&times(&study.data)),
            fits: fit(study),
        }
    }

    pub fn row(&self, item: usize) -> ItemAnalysisRow {
        let (data, column) = (&self.study.data, &self.columns[item]);
        let known = &data.items[item];
        let scores: Vec<f64> = column.iter().map(|(_, cell)| cell.score).collect();
        let p = mean(&scores).unwrap_or(0.0);
        let total = |person: usize| self.study.table.total(person, self.study.criterion);
        let rest = |person: usize, score: f64| self.study.table.rest(person, score, self.study.criterion);
        let totals: Vec<(f64, f64)> = column.iter().filter_map(|(n, c)| Some((c.score, total(*n)?))).collect();
        let rests: Vec<(f64, f64)> = column.iter().filter_map(|(n, c)| Some((c.score, rest(*n, c.score)?))).collect();
        let item_rest = correlation(&rests).ok().and_then(finite);
        let (seconds, rapid_share) = (self.seconds(item), self.rapid(item));
        let fit = self.fits[item].clone();
        let signs = self.options(item);
        let flags = flags(&Signs {
            shown: column.len(),
            p,
            item_rest,
            seconds,
            rapid_share,
            fit: fit.as_ref(),
            drift: self.drift(item),
            options: &signs,
        });
        let calibrated = self.study.known.as_ref().and_then(|all| all.items[item].as_ref());
        ItemAnalysisRow {
            variant: known.variant(),
            id: known.id.to_string(),
            current: known.current,
            domain: known.item.domain.to_string(),
            domain_title: data.domain_title(&known.item.domain),
            competency: known.item.competency.to_string(),
            competency_title: competency(data, item),
            interaction: known.item.interaction.name().to_owned(),
            excerpt: excerpt(&known.item.stem.0),
            difficulty: known.item.difficulty.name().to_owned(),
            pilot: known.item.pilot,
            shown: small(column.len()),
            skipped: small(column.iter().filter(|(_, cell)| cell.given.is_none()).count()),
            p,
            item_rest,
            item_total: correlation(&totals).ok().and_then(finite),
            seconds,
            rapid_share,
            parameters: calibrated.map(parameters::parameters),
            fit,
            flags,
        }
    }

    fn seconds(&self, item: usize) -> Option<SecondsSummary> {
        let given = self.columns[item].iter().filter_map(|(_, cell)| cell.given.as_ref()?.seconds);
        let mut seconds: Vec<f64> = given.collect();
        seconds.sort_by(f64::total_cmp);
        Some(SecondsSummary {
            lower: quantile(&seconds, 0.25)?,
            median: quantile(&seconds, 0.5)?,
            upper: quantile(&seconds, 0.75)?,
            expected: u32::from(self.study.data.items[item].item.seconds),
        })
    }

    fn rapid(&self, item: usize) -> Option<f64> {
        let given = self.columns[item].iter().filter_map(|(_, cell)| cell.given.as_ref()?.seconds);
        let (rapid, all) = given.fold((0, 0), |(rapid, all), seconds| {
            (rapid + usize::from(self.thresholds.is_rapid(item, seconds)), all + 1)
        });
        (all > 0).then(|| real(rapid) / real(all))
    }

    fn options(&self, item: usize) -> Vec<OptionSigns> {
        let groups = Groups::by_rest(self.study, &self.columns[item]);
        let table = options(self.study, item, &self.columns[item], &groups);
        let of = groups.sizes()[ABLE_GROUPS - 1];
        let sign = |row: crate::wire::analysis::item::OptionRow| {
            Some(OptionSigns {
                letter: row.id?,
                is_key: row.is_key,
                earns: !row.is_key && row.score.is_none_or(|score| score > 0.0),
                share: row.share,
                top: row
                    .by_group
                    .get(ABLE_GROUPS - 1)
                    .copied()
                    .flatten()
                    .map(|share| Top { took: count(share, of), of }),
                point_biserial: row.point_biserial,
            })
        };
        table.into_iter().filter_map(sign).collect()
    }

    /// How far the item has to be moved so that the calibrated curve expects what was scored.
    fn drift(&self, item: usize) -> Option<Drift> {
        let (theta, measure) = (self.study.theta_of(item)?, self.study.measure(item)?);
        let met: Vec<(f64, f64)> = self.columns[item]
            .iter()
            .map(|(person, cell)| (theta[*person], cell.score))
            .filter(|(theta, _)| theta.is_finite())
            .collect();
        let scored: f64 = met.iter().map(|(_, score)| score).sum();
        let expects = |shift: f64| met.iter().map(|(theta, _)| measure.expected(theta - shift)).sum::<f64>();
        let variance = |theta: f64| {
            let p = measure.model.probabilities(theta);
            let moment = |power: i32| -> f64 { p.iter().zip(&measure.scores).map(|(p, s)| p * s.powi(power)).sum() };
            moment(2) - moment(1).powi(2)
        };
        let spread = met.iter().map(|(theta, _)| variance(*theta)).sum::<f64>().sqrt();
        if met.is_empty() || spread <= 0.0 {
            return None;
        }
        let (mut low, mut high) = (-FARTHEST, FARTHEST);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if expects(middle) > scored { low = middle } else { high = middle }
        }
        Some(Drift { difference: f64::midpoint(low, high), z: (expects(0.0) - scored) / spread })
    }
}

/// The whole number whose share of `of` this is.
fn count(share: f64, of: usize) -> usize {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
    let count = (share * real(of)).round() as usize;
    count
}

/// A drift of more than this is told as this.
const FARTHEST: f64 = 4.0;
const HALVINGS: usize = 30;

pub fn columns(data: &Data) -> Vec<Column<'_>> {
    let mut columns = vec![Vec::new(); data.items.len()];
    for (person, cells) in data.persons.iter().enumerate() {
        cells.cells.iter().for_each(|cell| columns[cell.item].push((person, cell)));
    }
    columns
}

/// Seconds of everybody on every answered item.
pub fn times(data: &Data) -> ResponseTimes {
    let mut times = ResponseTimes::new(data.items.len());
    for person in &data.persons {
        let row = person.cells.iter().filter_map(|cell| Some((cell.item, cell.given.as_ref()?.seconds?)));
        if times.push(row).is_err() {
            // Rows stay persons.
            let _ = times.push([]);
        }
    }
    times
}

fn competency(data: &Data, item: usize) -> String {
    let item = &data.items[item].item;
    let known = data.bank.domain(&item.domain).and_then(|d| d.competencies.iter().find(|c| c.id == item.competency));
    known.map_or_else(|| item.competency.to_string(), |known| known.title.clone())
}
