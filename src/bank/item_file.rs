//! One item's file → `Item`. References to other files are checked against the names that exist.

use std::collections::BTreeSet;

use super::fault::Faults;
use super::fields::{self, At, Fields};
use super::gap_file;
use super::interaction_file::{self, RATIONALE};
use super::manifest::{MAX_ID, id};
use super::markup::{Renderer, Spot};
use super::page::{self, Passage, Section};
use crate::domain::bank::DomainInfo;
use crate::domain::ids::{CompetencyId, ItemId, StimulusId};
use crate::domain::item::{Difficulty, Html, Interaction, Item, JobFamily};

/// FORMAT.md, Bounds.
const MAX_STEM: usize = 6_000;
const MAX_RATIONALE: usize = 12_000;
const MAX_INDICATOR: usize = 300;
const MAX_TAGS: usize = 20;
const MAX_ENEMIES: usize = 100;
/// What authors and importers note for people; nothing in a test depends on it.
const SOURCE_FIELDS: [&str; 2] = ["title", "origin"];
const MAX_SOURCE_FIELD: usize = 300;

/// What an item may refer to.
pub(super) struct Setting<'a> {
    pub(super) domain: &'a DomainInfo,
    pub(super) items: &'a BTreeSet<&'a str>,
    pub(super) stimuli: &'a BTreeSet<&'a str>,
    pub(super) renderer: &'a Renderer<'a>,
}

/// Reads the item of the file whose name (without `.md`) is `name`; `None` when it has a fault that leaves no item.
pub(super) fn read(name: &str, text: &str, setting: &Setting<'_>, faults: &mut Faults) -> Option<Item> {
    let (head, body) = page::split(text, faults)?;
    let table = fields::parse(head, faults)?;
    let mut fields = Fields::new(&table, head);
    let (stem, sections) = page::sections(&body);
    let head = Head::read(name, &mut fields, setting, faults);
    let interaction = fields.text("interaction", MAX_ID, faults);
    let interaction = interaction
        .and_then(|name| interaction_file::read(&name, &stem.text, &mut fields, &sections, setting.renderer, faults));
    let pilot = fields.flag("pilot", false, faults);
    fields.finish(faults);
    let stem = setting.renderer.block(&stem, Spot { field: "stem", max: MAX_STEM }, faults);
    let stem = match &interaction {
        Some(Interaction::GapText { gaps, .. }) => gap_file::place(stem, gaps),
        _ => stem,
    };
    let rationale = rationale(&sections, &body, setting.renderer, faults);
    let head = head?;
    Some(Item {
        id: ItemId::new(name),
        domain: setting.domain.id.clone(),
        competency: head.competency,
        indicator: head.indicator,
        difficulty: head.difficulty,
        seconds: head.seconds,
        tags: head.tags,
        job_families: head.job_families,
        shuffle: head.shuffle,
        stimulus: head.stimulus,
        enemies: head.enemies,
        stem,
        interaction: interaction?,
        rationale,
        pilot,
    })
}

/// What stands in every front matter.
struct Head {
    competency: CompetencyId,
    indicator: String,
    difficulty: Difficulty,
    seconds: u16,
    tags: Vec<String>,
    job_families: BTreeSet<JobFamily>,
    shuffle: bool,
    stimulus: Option<StimulusId>,
    enemies: BTreeSet<ItemId>,
}

impl Head {
    fn read(name: &str, fields: &mut Fields<'_, '_>, setting: &Setting<'_>, faults: &mut Faults) -> Option<Self> {
        if let Some(At { value, line }) = id(fields, '-', faults).filter(|at| at.value != name) {
            faults.add(line, "id", "id_is_not_file_name", format!("the file is {name}.md, the id says `{value}`"));
        }
        let competency = competency(fields, setting, faults);
        let indicator = fields.text("indicator", MAX_INDICATOR, faults);
        let difficulty = difficulty(fields, faults);
        let seconds = fields.whole("seconds", 10..901, faults);
        let tags = tags(fields, faults);
        let job_families = job_families(fields, faults);
        let shuffle = fields.flag("shuffle", true, faults);
        let stimulus = stimulus(fields, setting, faults);
        let enemies = enemies(name, fields, setting, faults);
        for field in SOURCE_FIELDS {
            fields.optional_text(field, MAX_SOURCE_FIELD, faults);
        }
        Some(Self {
            competency: competency?,
            indicator: indicator?.value,
            difficulty: difficulty?,
            seconds: u16::try_from(seconds?.value).ok()?,
            tags,
            job_families,
            shuffle,
            stimulus,
            enemies,
        })
    }
}

fn competency(fields: &mut Fields<'_, '_>, setting: &Setting<'_>, faults: &mut Faults) -> Option<CompetencyId> {
    let At { value, line } = fields.text("competency", MAX_ID, faults)?;
    let found = setting.domain.competencies.iter().find(|known| known.id.as_str() == value);
    if found.is_none() {
        let known: Vec<_> = setting.domain.competencies.iter().map(|c| c.id.as_str()).collect();
        let message = format!("`{value}` is no competency of {} ({})", setting.domain.id, known.join(", "));
        faults.add(line, "competency", "unknown_competency", message);
    }
    found.map(|known| known.id.clone())
}

fn difficulty(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<Difficulty> {
    let At { value, line } = fields.text("difficulty", MAX_ID, faults)?;
    let found = Difficulty::from_name(&value);
    if found.is_none() {
        let known: Vec<_> = Difficulty::ALL.iter().map(|d| d.name()).collect();
        faults.add(line, "difficulty", "unknown_name", format!("`{value}` is none of {}", known.join(", ")));
    }
    found
}

fn tags(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Vec<String> {
    let tags: Vec<_> = fields.texts("tags", MAX_ID, faults).into_iter().map(|at| at.value).collect();
    if tags.len() > MAX_TAGS {
        faults.add(fields.line(), "tags", "list_size", format!("{} tags; at most {MAX_TAGS} are allowed", tags.len()));
    }
    tags
}

fn job_families(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> BTreeSet<JobFamily> {
    let mut families = BTreeSet::new();
    for At { value, line } in fields.texts("job_families", MAX_ID, faults) {
        let family = JobFamily::from_name(&value);
        if family.is_none() {
            let known: Vec<_> = JobFamily::ALL.iter().map(|f| f.name()).collect();
            faults.add(line, "job_families", "unknown_name", format!("`{value}` is none of {}", known.join(", ")));
        }
        families.extend(family);
    }
    families
}

fn stimulus(fields: &mut Fields<'_, '_>, setting: &Setting<'_>, faults: &mut Faults) -> Option<StimulusId> {
    let At { value, line } = fields.optional_text("stimulus", MAX_ID, faults)?;
    if !setting.stimuli.contains(value.as_str()) {
        faults.add(line, "stimulus", "unknown_stimulus", format!("the bank has no stimuli/{value}.md"));
    }
    Some(StimulusId::new(value))
}

fn enemies(name: &str, fields: &mut Fields<'_, '_>, setting: &Setting<'_>, faults: &mut Faults) -> BTreeSet<ItemId> {
    let named = fields.texts("enemies", MAX_ID, faults);
    if named.len() > MAX_ENEMIES {
        let message = format!("{} enemies; at most {MAX_ENEMIES} are allowed", named.len());
        faults.add(fields.line(), "enemies", "list_size", message);
    }
    for At { value, line } in &named {
        if value == name {
            faults.add(*line, "enemies", "own_enemy", "an item is not its own enemy");
        } else if !setting.items.contains(value.as_str()) {
            faults.add(*line, "enemies", "unknown_enemy", format!("the bank has no item `{value}`"));
        }
    }
    named.into_iter().map(|at| ItemId::new(at.value)).collect()
}

fn rationale(sections: &[Section], body: &Passage, renderer: &Renderer<'_>, faults: &mut Faults) -> Html {
    let Some(section) = sections.iter().find(|section| section.name == RATIONALE) else {
        faults.add(body.line, RATIONALE, "missing_section", "`## Rationale` is missing");
        return Html(String::new());
    };
    renderer.block(&section.passage, Spot { field: "rationale", max: MAX_RATIONALE }, faults)
}
