//! `stimuli/<id>.md`: material that several items share.

use super::fault::Faults;
use super::fields::{self, At, Fields};
use super::manifest::{MAX_ID, MAX_TITLE, id};
use super::markup::{Renderer, Spot};
use super::page;
use crate::domain::bank::{DomainInfo, Stimulus};
use crate::domain::ids::StimulusId;

pub(super) const FOLDER: &str = "stimuli/";
/// Two screens of text; a longer stimulus is another kind of test.
const MAX_CHARACTERS: usize = 12_000;

/// Reads the stimulus of the file whose name (without `.md`) is `name`.
pub(super) fn read(
    name: &str,
    text: &str,
    domains: &[DomainInfo],
    renderer: &Renderer<'_>,
    faults: &mut Faults,
) -> Option<Stimulus> {
    let (head, body) = page::split(text, faults)?;
    let table = fields::parse(head, faults)?;
    let mut fields = Fields::new(&table, head);
    if let Some(At { value, line }) = id(&mut fields, '-', faults).filter(|at| at.value != name) {
        faults.add(line, "id", "id_is_not_file_name", format!("the file is {name}.md, the id says `{value}`"));
    }
    let title = fields.text("title", MAX_TITLE, faults);
    if let Some(At { value, line }) = fields.optional_text("domain", MAX_ID, faults)
        && !domains.iter().any(|domain| domain.id.as_str() == value)
    {
        faults.add(line, "domain", "unknown_domain", format!("bank.toml has no domain `{value}`"));
    }
    fields.finish(faults);
    let html = renderer.block(&body, Spot { field: "body", max: MAX_CHARACTERS }, faults);
    Some(Stimulus { id: StimulusId::new(name), title: title?.value, html })
}
