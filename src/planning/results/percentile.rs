//! The columns that say where a result stands in a norm group. Empty where no group speaks of it.

use jiff::tz::TimeZone;

use super::csv::local;
use super::{ResultLine, Results};
use crate::domain::blueprint::Blueprint;

const GROUP: [&str; 5] = ["persentil", "kelompok_norma", "kelompok_norma_orang", "kelompok_norma_dibuat", "norma_id"];

pub(super) fn header(blueprint: &Blueprint) -> Vec<String> {
    let sections = blueprint.sections.iter().map(|section| format!("persentil_{}", section.domain));
    GROUP.map(str::to_owned).into_iter().chain(sections).collect()
}

pub(super) fn cells(line: &ResultLine, results: &Results, zone: &TimeZone) -> Vec<String> {
    let sections = &results.blueprint.sections;
    let Some(kept) = results.norms.as_ref().map(|norms| &norms.kept) else {
        return vec![String::new(); GROUP.len() + sections.len()];
    };
    let (overall, domains) = line.percentiles(&kept.group);
    let Some(overall) = overall else { return vec![String::new(); GROUP.len() + sections.len()] };
    let mut cells = vec![
        rank(overall),
        kept.group.title.clone(),
        kept.group.persons().to_string(),
        local(kept.made_at, zone),
        kept.group.id.to_string(),
    ];
    for section in sections {
        let place = line.outcome().domains.iter().position(|domain| domain.domain == section.domain);
        cells.push(place.and_then(|at| domains[at]).map_or_else(String::new, rank));
    }
    cells
}

fn rank(percentile: f64) -> String {
    format!("{percentile:.1}")
}
