//! What our own packages say about an item besides the item: fields that QTI has no place for, in a file and a namespace
//! of ours, so that the manifest stays as its schema wants it. Whoever sends a package can write it, so every value is
//! bounded and checked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::value::number;
use super::xml::Element;
use crate::bank::exchange::xml::escaped;
use crate::bank::manifest::is_id;
use crate::bank::source::{GapSource, InteractionSource, ItemSource, Marking, StimulusSource};
use crate::domain::item::{Difficulty, JobFamily};

pub const NAMESPACE: &str = "urn:ukur:item:1";
/// At the root of the package.
pub const FILE: &str = "ukur.xml";
/// Longest values, in characters; a bank's own bounds are not wider.
const MAX_LINE: usize = 300;
const MAX_COMPUTATION: usize = 500;
const MAX_UNIT: usize = 30;
const MAX_CHART: usize = 6_000;
/// Sentences about what was not usable.
const MAX_FAULTS: usize = 30;
/// Most repetitions of one field.
const MAX_LIST: usize = 100;

/// Metadata of an item, or of shared material.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Own {
    pub id: Option<String>,
    /// The title in the file only stands in for one.
    pub untitled: bool,
    pub domain: String,
    pub competency: String,
    pub indicator: String,
    pub difficulty: Option<Difficulty>,
    pub seconds: Option<u16>,
    pub job_families: BTreeSet<JobFamily>,
    pub fixed_order: bool,
    /// Material that is not in the package.
    pub stimulus: Option<String>,
    pub enemies: Vec<String>,
    pub computation: Option<String>,
    pub origin: Option<String>,
    pub unit: Option<String>,
    pub tolerance: Option<f64>,
    /// `standard`, `exact` or `credit`, where scores alone do not tell.
    pub marking: String,
    /// Numbers of the gaps whose capitals count.
    pub case_sensitive: BTreeSet<usize>,
    /// The text of each chart, in the order of the figures.
    pub charts: Vec<String>,
    /// What was not usable.
    pub faults: Vec<String>,
}

impl Own {
    pub fn of_item(item: &ItemSource, charts: Vec<String>, absent: Option<String>) -> Self {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut own = Self {
            id: filled(&item.id),
            untitled: item.title.is_empty(),
            domain: item.domain.clone(),
            competency: item.competency.clone(),
            indicator: item.indicator.clone(),
            difficulty: item.difficulty,
            seconds: item.seconds,
            job_families: item.job_families.clone(),
            fixed_order: item.fixed_order,
            stimulus: absent,
            enemies: item.enemies.clone(),
            computation: item.computation.clone(),
            origin: item.origin.clone(),
            charts,
            ..Self::default()
        };
        own.interaction(&item.interaction);
        own
    }

    pub fn of_stimulus(stimulus: &StimulusSource, charts: Vec<String>) -> Self {
        Self {
            id: Some(stimulus.id.clone()).filter(|id| !id.is_empty()),
            untitled: stimulus.title.is_empty(),
            domain: stimulus.domain.clone().unwrap_or_default(),
            charts,
            ..Self::default()
        }
    }

    fn interaction(&mut self, interaction: &InteractionSource) {
        let exact = |exact: bool| if exact { "exact" } else { "standard" };
        match interaction {
            InteractionSource::NumericEntry { tolerance, unit, .. } => {
                self.tolerance = Some(*tolerance);
                self.unit.clone_from(unit);
            }
            InteractionSource::MultipleResponse { marking, .. } => name(marking).clone_into(&mut self.marking),
            InteractionSource::Matching { marking, .. } => name(marking).clone_into(&mut self.marking),
            InteractionSource::Ordering { exact: only, .. } | InteractionSource::Association { exact: only, .. } => {
                exact(*only).clone_into(&mut self.marking);
            }
            InteractionSource::GapText { gaps, exact: only } => {
                exact(*only).clone_into(&mut self.marking);
                let cased = |gap: &GapSource| matches!(gap, GapSource::Text { case_sensitive: true, .. });
                self.case_sensitive =
                    gaps.iter().enumerate().filter(|(_, gap)| cased(gap)).map(|(at, _)| at + 1).collect();
            }
            _ => {}
        }
    }

    /// About the file at `path`.
    fn to_xml(&self, path: &str) -> String {
        let mut out = format!("<about href=\"{}\">", escaped(path));
        let mut put = |name: &str, value: &str| {
            if !value.is_empty() {
                let _ = write!(out, "<{name}>{}</{name}>", escaped(value));
            }
        };
        put("id", self.id.as_deref().unwrap_or_default());
        put("untitled", if self.untitled { "true" } else { "" });
        put("domain", &self.domain);
        put("competency", &self.competency);
        put("indicator", &self.indicator);
        put("difficulty", self.difficulty.map(Difficulty::name).unwrap_or_default());
        put("seconds", &self.seconds.map(|seconds| seconds.to_string()).unwrap_or_default());
        self.job_families.iter().for_each(|family| put("jobFamily", family.name()));
        put("fixedOrder", if self.fixed_order { "true" } else { "" });
        put("stimulus", self.stimulus.as_deref().unwrap_or_default());
        self.enemies.iter().for_each(|enemy| put("enemy", enemy));
        put("computation", self.computation.as_deref().unwrap_or_default());
        put("origin", self.origin.as_deref().unwrap_or_default());
        put("unit", self.unit.as_deref().unwrap_or_default());
        put("tolerance", &self.tolerance.map(|tolerance| tolerance.to_string()).unwrap_or_default());
        put("marking", &self.marking);
        self.case_sensitive.iter().for_each(|gap| put("caseSensitive", &gap.to_string()));
        self.charts.iter().for_each(|chart| put("chart", chart));
        out.push_str("</about>\n");
        out
    }

    /// The file of a package: path of an item or stimulus → what is said about it.
    pub fn file(all: &BTreeMap<String, Self>) -> String {
        let about: String = all.iter().map(|(path, own)| own.to_xml(path)).collect();
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"{NAMESPACE}\">\n{about}</package>\n")
    }

    /// The other way; nothing when the root is not ours.
    pub fn read_file(root: &Element) -> BTreeMap<String, Self> {
        let about = root.elements().filter(|about| root.name == "ukur:package" && about.name == "ukur:about");
        about.filter_map(|about| Some((about.said("href")?.to_owned(), Self::read(about)))).collect()
    }

    fn read(holder: &Element) -> Self {
        let mut own = Self::default();
        for field in holder.elements() {
            let name = field.name.trim_start_matches("ukur:");
            if own.take(name, &field.text()).is_none() {
                own.fault(format!("`{name}` of our own metadata is not usable and was left out"));
            }
        }
        own
    }

    fn fault(&mut self, sentence: String) {
        if self.faults.len() < MAX_FAULTS && !self.faults.contains(&sentence) {
            self.faults.push(sentence);
        }
    }

    /// `None` when the value is not one.
    fn take(&mut self, name: &str, text: &str) -> Option<()> {
        let line = || one_line(text, MAX_LINE);
        let named = |sign| Some(text.to_owned()).filter(|text| is_id(text, sign));
        let either = || named('_').or_else(|| named('-'));
        match name {
            "id" => self.id = Some(named('-')?),
            "untitled" => self.untitled = text == "true",
            "domain" => self.domain = either()?,
            "competency" => self.competency = either()?,
            "indicator" => self.indicator = line()?,
            "difficulty" => self.difficulty = Some(Difficulty::from_name(text)?),
            "seconds" => self.seconds = Some(text.parse().ok().filter(|seconds| (10..=900).contains(seconds))?),
            "jobFamily" => _ = self.job_families.insert(JobFamily::from_name(text)?),
            "fixedOrder" => self.fixed_order = text == "true",
            "stimulus" => self.stimulus = Some(named('-')?),
            "enemy" => bounded(&mut self.enemies, named('-')?)?,
            "computation" => self.computation = Some(one_line(text, MAX_COMPUTATION)?),
            "origin" => self.origin = Some(line()?),
            "unit" => self.unit = Some(one_line(text, MAX_UNIT)?),
            "tolerance" => self.tolerance = Some(number(text).filter(|tolerance| *tolerance >= 0.0)?),
            "marking" => self.marking = line()?,
            "caseSensitive" => _ = self.case_sensitive.insert(text.parse().ok().filter(|gap| *gap <= MAX_LIST)?),
            "chart" => bounded(&mut self.charts, chart(text)?)?,
            _ => return None,
        }
        Some(())
    }

    /// The item with what the file has no place for.
    pub fn complete(&self, mut item: ItemSource) -> ItemSource {
        if let InteractionSource::NumericEntry { unit, .. } = &mut item.interaction {
            unit.clone_from(&self.unit);
        }
        let own = self.clone();
        ItemSource {
            title: if own.untitled { String::new() } else { item.title },
            domain: own.domain,
            competency: own.competency,
            indicator: own.indicator,
            difficulty: own.difficulty,
            seconds: own.seconds,
            job_families: own.job_families,
            stimulus: item.stimulus.or(own.stimulus),
            enemies: own.enemies,
            computation: own.computation,
            origin: own.origin,
            ..item
        }
    }

    /// True when the package says that the whole key counts, false when it says that parts do.
    pub fn exact(&self) -> Option<bool> {
        match self.marking.as_str() {
            "exact" => Some(true),
            "" => None,
            _ => Some(false),
        }
    }
}

fn name<P>(marking: &Marking<P>) -> &'static str {
    match marking {
        Marking::Standard => "standard",
        Marking::Exact => "exact",
        Marking::Credit(_) => "credit",
    }
}

fn bounded(list: &mut Vec<String>, value: String) -> Option<()> {
    if list.len() >= MAX_LIST {
        return None;
    }
    list.push(value);
    Some(())
}

fn one_line(text: &str, max: usize) -> Option<String> {
    let usable = (1..=max).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    usable.then(|| text.to_owned())
}

/// Text that can stand in a fence.
fn chart(text: &str) -> Option<String> {
    let signs = text.chars().all(|sign| sign == '\n' || sign == '\t' || !sign.is_control());
    let usable = signs && !text.contains("```") && text.chars().count() <= MAX_CHART;
    usable.then(|| text.to_owned())
}
