//! One item: what was chosen by whom, its curve, its times.

use std::collections::BTreeMap;

use ukur_psychometrics::classical::correlation;
use ukur_psychometrics::grid::equally_spaced;
use ukur_psychometrics::t_score;

use super::items::{Column, Sheet};
use super::text::excerpt;
use super::{finite, mean, quantile, real, sd, sessions};
use crate::analysis::data::small;
use crate::analysis::study::Study;
use crate::domain::ids::ChoiceId;
use crate::domain::item::{Choice, Interaction};
use crate::domain::response::Response;
use crate::domain::scoring::item_score;
use crate::wire::analysis::CountedBin;
use crate::wire::analysis::item::{
    AbilityAxis, AbilityGroup, ItemAnalysis, ItemCurve, ItemTimes, OptionRow, ResponseCount,
};

/// Ability groups of the option plot.
pub const ABLE_GROUPS: usize = 5;
/// T on a curve.
const CURVE: (usize, f64, f64) = (81, 10.0, 90.0);
/// Responses that are listed of an item without options, and the characters that are shown of one.
const MOST_RESPONSES: usize = 12;
const RESPONSE_CHARS: usize = 80;
const TIME_BINS: usize = 24;

/// Persons of one item in groups of equal size by ability, ties in the order of persons.
pub struct Groups {
    /// By place in the column; nothing for whoever has no ability.
    group: Vec<Option<usize>>,
    ability: Vec<Option<f64>>,
}

impl Groups {
    /// By the mean score on the other items of the form, 0 to 100.
    pub fn by_rest(study: &Study, column: &Column) -> Self {
        Self::new(column.iter().map(|(n, cell)| study.rest(*n, cell.score).map(|rest| 100.0 * rest)).collect())
    }

    fn by_theta(theta: &[f64], column: &Column) -> Self {
        Self::new(column.iter().map(|(n, _)| finite(theta[*n]).map(t_score)).collect())
    }

    fn new(ability: Vec<Option<f64>>) -> Self {
        let mut order: Vec<(f64, usize)> =
            ability.iter().enumerate().filter_map(|(place, ability)| Some(((*ability)?, place))).collect();
        order.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
        let mut group = vec![None; ability.len()];
        for (rank, (_, place)) in order.iter().enumerate() {
            group[*place] = Some(rank * ABLE_GROUPS / order.len());
        }
        Self { group, ability }
    }

    pub fn sizes(&self) -> [usize; ABLE_GROUPS] {
        let mut sizes = [0; ABLE_GROUPS];
        self.group.iter().flatten().for_each(|group| sizes[*group] += 1);
        sizes
    }
}

pub fn item(study: &Study, item: usize) -> ItemAnalysis {
    let sheet = Sheet::new(study);
    let column = &sheet.columns[item];
    let (axis, groups) = match study.theta_of(item) {
        Some(theta) => (AbilityAxis::T, Groups::by_theta(theta, column)),
        None => (AbilityAxis::Rest, Groups::by_rest(study, column)),
    };
    let known = &study.data.items[item];
    ItemAnalysis {
        bank_id: study.data.bank.id.to_string(),
        sessions: sessions(&study.data),
        calibration: study.known.as_ref().map(|known| known.reference.clone()),
        row: sheet.row(item),
        stem_html: known.item.stem.0.clone(),
        options: options(study, item, column, &groups),
        responses: responses(&known.item.interaction, column),
        axis,
        groups: curve_points(column, &groups),
        model: curve(study, item),
        times: item_times(&sheet, item),
    }
}

/// Every option of a choice, "shown and left" last where anybody did; nothing for other interactions.
pub fn options(study: &Study, item: usize, column: &Column, groups: &Groups) -> Vec<OptionRow> {
    let interaction = &study.data.items[item].item.interaction;
    let choices: &[Choice] = match interaction {
        Interaction::SingleChoice { options, .. }
        | Interaction::GradedJudgement { options, .. }
        | Interaction::MultipleResponse { options, .. } => options,
        _ => return Vec::new(),
    };
    let sizes = groups.sizes();
    let mut rows: Vec<OptionRow> = choices
        .iter()
        .map(|choice| {
            let chose: Vec<bool> = column.iter().map(|(_, cell)| has_chosen(cell, &choice.id)).collect();
            let (is_key, score) = worth(interaction, &choice.id);
            let excerpt = excerpt(&choice.html.0);
            option(
                study,
                column,
                (groups, &sizes),
                &chose,
                OptionName { id: Some(choice.id.to_string()), excerpt, is_key, score },
            )
        })
        .collect();
    let left: Vec<bool> = column.iter().map(|(_, cell)| cell.given.is_none()).collect();
    if left.contains(&true) {
        let name = OptionName { id: None, excerpt: String::new(), is_key: false, score: Some(0.0) };
        rows.push(option(study, column, (groups, &sizes), &left, name));
    }
    rows
}

struct OptionName {
    id: Option<String>,
    excerpt: String,
    is_key: bool,
    score: Option<f64>,
}

fn option(
    study: &Study,
    column: &Column,
    (groups, sizes): (&Groups, &[usize; ABLE_GROUPS]),
    chose: &[bool],
    name: OptionName,
) -> OptionRow {
    let rest = |place: usize| study.rest(column[place].0, column[place].1.score);
    let pairs: Vec<(f64, f64)> =
        chose.iter().enumerate().filter_map(|(place, chose)| Some((f64::from(*chose), rest(place)?))).collect();
    let theirs: Vec<f64> = pairs.iter().filter(|(chose, _)| *chose > 0.5).map(|(_, rest)| 100.0 * rest).collect();
    let mut by_group = [0_usize; ABLE_GROUPS];
    for (group, _) in groups.group.iter().zip(chose).filter(|(_, chose)| **chose) {
        group.iter().for_each(|group| by_group[*group] += 1);
    }
    let count = chose.iter().filter(|chose| **chose).count();
    OptionRow {
        id: name.id,
        excerpt: name.excerpt,
        is_key: name.is_key,
        score: name.score,
        count: small(count),
        share: if chose.is_empty() { 0.0 } else { real(count) / real(chose.len()) },
        mean_rest: mean(&theirs),
        point_biserial: correlation(&pairs).ok().and_then(finite),
        by_group: by_group.iter().zip(sizes).map(|(n, of)| (*of > 0).then(|| real(*n) / real(*of))).collect(),
    }
}

fn has_chosen(cell: &crate::analysis::data::Cell, id: &ChoiceId) -> bool {
    match cell.given.as_ref().map(|given| &given.response) {
        Some(Response::Choice(given)) => given == id,
        Some(Response::Choices(given)) => given.contains(id),
        _ => false,
    }
}

/// Whether an option is (part of) the key, and what it alone earns.
fn worth(interaction: &Interaction, id: &ChoiceId) -> (bool, Option<f64>) {
    match interaction {
        Interaction::MultipleResponse { key, .. } => (key.contains(id), None),
        choice => {
            let key = choice.key_response() == Some(Response::Choice(id.clone()));
            (key, Some(item_score(choice, Some(&Response::Choice(id.clone())))))
        }
    }
}

fn responses(interaction: &Interaction, column: &Column) -> Vec<ResponseCount> {
    let choices = matches!(
        interaction,
        Interaction::SingleChoice { .. } | Interaction::GradedJudgement { .. } | Interaction::MultipleResponse { .. }
    );
    if choices {
        return Vec::new();
    }
    let mut counts: BTreeMap<Option<String>, (usize, f64)> = BTreeMap::new();
    for (_, cell) in column {
        let text = cell.given.as_ref().map(|given| response_text(&given.response));
        let entry = counts.entry(text).or_insert((0, cell.score));
        entry.0 += 1;
    }
    let mut rows: Vec<ResponseCount> = counts
        .into_iter()
        .map(|(text, (count, score))| ResponseCount {
            text,
            count: small(count),
            share: real(count) / real(column.len()),
            score,
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows.truncate(MOST_RESPONSES);
    rows
}

fn response_text(response: &Response) -> String {
    let ids = |ids: &[ChoiceId]| ids.iter().map(ChoiceId::as_str).collect::<Vec<_>>().join(" ");
    let text = match response {
        Response::Choice(id) => id.to_string(),
        Response::Choices(given) | Response::Order(given) => ids(given),
        Response::Number(text) => text.clone(),
        Response::Match(pairs) => pairs.iter().map(|(from, to)| format!("{from}-{to}")).collect::<Vec<_>>().join(" "),
        Response::Gaps(fills) => fills.iter().map(|(_, given)| given.as_str()).collect::<Vec<_>>().join(" | "),
    };
    text.chars().take(RESPONSE_CHARS).collect()
}

fn curve_points(column: &Column, groups: &Groups) -> Vec<AbilityGroup> {
    let point = |group: usize| {
        let members = || (0..column.len()).filter(move |place| groups.group[*place] == Some(group));
        let scores: Vec<f64> = members().map(|place| column[place].1.score).collect();
        let abilities: Vec<f64> = members().filter_map(|place| groups.ability[place]).collect();
        Some(AbilityGroup {
            persons: small(scores.len()),
            ability: mean(&abilities)?,
            score: mean(&scores)?,
            score_se: sd(&scores).map(|sd| sd / real(scores.len()).sqrt()),
        })
    };
    (0..ABLE_GROUPS).filter_map(point).collect()
}

fn curve(study: &Study, item: usize) -> Option<ItemCurve> {
    let measure = study.measure(item)?;
    let (count, low, high) = CURVE;
    let t = equally_spaced(count, low, high);
    let theta: Vec<f64> = t.iter().map(|t| (t - 50.0) / 10.0).collect();
    let many = measure.scores.len() > 2;
    let categories = if many { measure.scores.len() } else { 0 };
    let probability = |category: usize| theta.iter().map(|x| measure.model.probabilities(*x)[category]).collect();
    Some(ItemCurve {
        expected: theta.iter().map(|theta| measure.expected(*theta)).collect(),
        information: theta.iter().map(|theta| measure.information(*theta)).collect(),
        categories: (0..categories).map(probability).collect(),
        t,
    })
}

/// Bins up to three times the upper quartile; the last holds the rest.
fn item_times(sheet: &Sheet, item: usize) -> Option<ItemTimes> {
    let given = sheet.columns[item].iter().filter_map(|(_, cell)| cell.given.as_ref()?.seconds);
    let mut seconds: Vec<f64> = given.collect();
    seconds.sort_by(f64::total_cmp);
    let width = (3.0 * quantile(&seconds, 0.75)? / real(TIME_BINS)).ceil().max(1.0);
    let mut bins: Vec<CountedBin> =
        (0..TIME_BINS).map(|bin| CountedBin { from: real(bin) * width, to: real(bin + 1) * width, count: 0 }).collect();
    for second in seconds {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "above 0, and cut")]
        let bin = ((second / width) as usize).min(TIME_BINS - 1);
        bins[bin].count += 1;
    }
    Some(ItemTimes {
        bins,
        rapid_below_s: sheet.thresholds.seconds().get(item).copied().flatten(),
        expected_s: u32::from(sheet.study.data.items[item].item.seconds),
    })
}
