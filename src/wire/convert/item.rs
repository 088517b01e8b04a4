//! Item → view. The key has no way through here: the views have no field for it (I6).

use crate::domain::bank::{Bank, Stimulus};
use crate::domain::form::{Form, FormItem, FormSection};
use crate::domain::ids::StimulusId;
use crate::domain::item::{Choice, Filling, Gap, Interaction, Item, Slider};
use crate::trust::seal::{SealKey, form_fingerprint};
use crate::wire::candidate::{FormEnd, FormView, SectionView};
use crate::wire::item::{ChoiceView, GapView, InteractionView, ItemView, SliderView, StimulusView};

/// The sections of `form` that `is_open` says are open, in the candidate's order. Items that the bank lacks cannot
/// occur: the attempt's plan was made from the same form and bank.
pub fn form_view(form: &Form, bank: &Bank, end: FormEnd, is_open: impl Fn(u16) -> bool) -> FormView {
    let open: Vec<(u16, &FormSection)> = (0u16..).zip(&form.sections).filter(|(index, _)| is_open(*index)).collect();
    let stimuli = stimuli_of(open.iter().map(|(_, section)| *section), bank);
    FormView {
        sections: open.iter().map(|(index, section)| section_view(*index, section, bank)).collect(),
        stimuli: stimuli.into_iter().filter_map(|id| bank.stimuli.get(id)).map(stimulus_view).collect(),
        end,
    }
}

/// What every form ends with, whichever sections are open.
pub fn form_end(form: &Form, seal: &SealKey) -> FormEnd {
    FormEnd { fingerprint: form_fingerprint(form), seal_key: seal.to_hex() }
}

/// The material that items of these sections share, each once, in the order of its first item.
pub fn stimuli_of<'a>(sections: impl Iterator<Item = &'a FormSection>, bank: &'a Bank) -> Vec<&'a StimulusId> {
    let mut stimuli: Vec<&StimulusId> = Vec::new();
    let items = sections.flat_map(|section| &section.items);
    for id in items.filter_map(|place| bank.items.get(&place.id)?.stimulus.as_ref()) {
        if !stimuli.contains(&id) {
            stimuli.push(id);
        }
    }
    stimuli
}

/// An item as an author wrote it, for practice and previews.
pub fn item_view(item: &Item) -> ItemView {
    ordered_view(item, &natural_order(item.interaction.drawable().len()))
}

fn section_view(index: u16, section: &FormSection, bank: &Bank) -> SectionView {
    let items = section.items.iter().filter_map(|place| Some(placed_view(bank.items.get(&place.id)?, place)));
    SectionView { index, items: items.collect() }
}

/// An item as it stands in a form.
pub fn placed_view(item: &Item, place: &FormItem) -> ItemView {
    ordered_view(item, &place.order)
}

fn ordered_view(item: &Item, order: &[u8]) -> ItemView {
    ItemView {
        id: item.id.to_string(),
        stem_html: item.stem.0.clone(),
        stimulus: item.stimulus.as_ref().map(ToString::to_string),
        interaction: interaction_view(&item.interaction, order),
    }
}

fn interaction_view(interaction: &Interaction, order: &[u8]) -> InteractionView {
    let drawn = || -> Vec<ChoiceView> {
        let choices = interaction.drawable();
        order.iter().filter_map(|index| choices.get(usize::from(*index))).map(choice_view).collect()
    };
    match interaction {
        Interaction::SingleChoice { .. } => InteractionView::SingleChoice { options: drawn() },
        Interaction::MultipleResponse { .. } => InteractionView::MultipleResponse { options: drawn() },
        Interaction::GradedJudgement { .. } => InteractionView::GradedJudgement { options: drawn() },
        Interaction::NumericEntry { unit, slider, .. } => {
            InteractionView::NumericEntry { unit: unit.clone(), slider: slider.map(slider_view) }
        }
        Interaction::Ordering { .. } => InteractionView::Ordering { elements: drawn() },
        Interaction::Matching { left, reuse, .. } => {
            InteractionView::Matching { left: views(left), right: drawn(), reuse: *reuse }
        }
        Interaction::Association { .. } => InteractionView::Association { elements: drawn() },
        Interaction::GapText { gaps, .. } => InteractionView::GapText { gaps: gaps.iter().map(gap_view).collect() },
        Interaction::ExtendedText => InteractionView::ExtendedText,
    }
}

fn slider_view(slider: Slider) -> SliderView {
    SliderView { lower: slider.lower, upper: slider.upper, step: slider.step }
}

fn gap_view(gap: &Gap) -> GapView {
    let options = match &gap.filling {
        Filling::Choice { options, .. } => Some(views(options)),
        Filling::Text { .. } => None,
    };
    GapView { id: gap.id.to_string(), options }
}

fn views(choices: &[Choice]) -> Vec<ChoiceView> {
    choices.iter().map(choice_view).collect()
}

fn choice_view(choice: &Choice) -> ChoiceView {
    ChoiceView { id: choice.id.to_string(), html: choice.html.0.clone() }
}

fn natural_order(len: usize) -> Vec<u8> {
    (0..=u8::MAX).take(len).collect()
}

pub fn stimulus_view(stimulus: &Stimulus) -> StimulusView {
    StimulusView { id: stimulus.id.to_string(), title: stimulus.title.clone(), html: stimulus.html.0.clone() }
}
