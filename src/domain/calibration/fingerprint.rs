//! What an item shows and how it is scored, as one name. Estimates, tags, rationale and enemies do not belong to it:
//! whoever changes those asks nobody anything else.

use crate::domain::bank::Bank;
use crate::domain::digest::Digest;
use crate::domain::ids::ChoiceId;
use crate::domain::item::{Choice, Filling, Gap, Interaction, Item, Marking, Slider};

/// Stable over banks and versions, as long as the item's texts, options and scoring stay what they are.
pub fn fingerprint(item: &Item, bank: &Bank) -> String {
    let mut digest = Digest::of("ukur/item/1");
    digest.text(item.domain.as_str());
    digest.text(&item.stem.0);
    let stimulus = item.stimulus.as_ref().and_then(|id| bank.stimuli.get(id));
    digest.text(stimulus.map_or("", |stimulus| &stimulus.html.0));
    interaction(&mut digest, &item.interaction);
    digest.finish()
}

fn interaction(digest: &mut Digest, interaction: &Interaction) {
    digest.text(interaction.name());
    match interaction {
        Interaction::SingleChoice { options, key, credit } => {
            choices(digest, options);
            digest.text(key.as_str());
            credits(digest, credit.iter(), |digest, id| digest.text(id.as_str()));
        }
        Interaction::MultipleResponse { options, key, marking } => {
            choices(digest, options);
            ids(digest, key.iter());
            self::marking(digest, marking, |digest, id| digest.text(id.as_str()));
        }
        Interaction::GradedJudgement { options, weights } => {
            choices(digest, options);
            digest.count(weights.len());
            for (id, weight) in weights {
                digest.text(id.as_str());
                digest.count(usize::from(*weight));
            }
        }
        Interaction::NumericEntry { key, tolerance, unit, slider } => {
            digest.number(*key);
            digest.number(*tolerance);
            digest.text(unit.as_deref().unwrap_or_default());
            self::slider(digest, slider.as_ref());
        }
        Interaction::Ordering { elements, key, exact } => {
            choices(digest, elements);
            ids(digest, key.iter());
            digest.flag(*exact);
        }
        Interaction::Matching { left, right, key, reuse, marking } => {
            choices(digest, left);
            choices(digest, right);
            pairs(digest, key.iter());
            digest.flag(*reuse);
            self::marking(digest, marking, |digest, (from, to)| pair(digest, from, to));
        }
        Interaction::Association { elements, key, exact } => {
            choices(digest, elements);
            pairs(digest, key.iter().map(|(one, other)| (one, other)));
            digest.flag(*exact);
        }
        Interaction::GapText { gaps, exact } => {
            digest.count(gaps.len());
            gaps.iter().for_each(|one| gap(digest, one));
            digest.flag(*exact);
        }
        Interaction::ExtendedText => {}
    }
}

fn gap(digest: &mut Digest, gap: &Gap) {
    digest.text(gap.id.as_str());
    match &gap.filling {
        Filling::Choice { options, key, credit } => {
            digest.text("choice");
            choices(digest, options);
            digest.text(key.as_str());
            credits(digest, credit.iter(), |digest, id| digest.text(id.as_str()));
        }
        Filling::Text { accepted, case_sensitive } => {
            digest.text("text");
            credits(digest, accepted.iter().map(|(text, credit)| (text, credit)), |digest, text| digest.text(text));
            digest.flag(*case_sensitive);
        }
    }
}

fn choices(digest: &mut Digest, choices: &[Choice]) {
    digest.count(choices.len());
    for choice in choices {
        digest.text(choice.id.as_str());
        digest.text(&choice.html.0);
    }
}

fn ids<'a>(digest: &mut Digest, ids: impl ExactSizeIterator<Item = &'a ChoiceId>) {
    digest.count(ids.len());
    ids.for_each(|id| digest.text(id.as_str()));
}

fn pairs<'a>(digest: &mut Digest, pairs: impl ExactSizeIterator<Item = (&'a ChoiceId, &'a ChoiceId)>) {
    digest.count(pairs.len());
    pairs.for_each(|(from, to)| pair(digest, from, to));
}

fn pair(digest: &mut Digest, from: &ChoiceId, to: &ChoiceId) {
    digest.text(from.as_str());
    digest.text(to.as_str());
}

fn credits<'a, P: 'a>(
    digest: &mut Digest,
    credits: impl ExactSizeIterator<Item = (&'a P, &'a f64)>,
    name: impl Fn(&mut Digest, &P),
) {
    digest.count(credits.len());
    for (part, credit) in credits {
        name(digest, part);
        digest.number(*credit);
    }
}

fn marking<P: Ord>(digest: &mut Digest, marking: &Marking<P>, name: impl Fn(&mut Digest, &P)) {
    match marking {
        Marking::Standard => digest.text("standard"),
        Marking::Exact => digest.text("exact"),
        Marking::Credit(credit) => {
            digest.text("credit");
            credits(digest, credit.iter(), name);
        }
    }
}

fn slider(digest: &mut Digest, slider: Option<&Slider>) {
    digest.flag(slider.is_some());
    if let Some(Slider { lower, upper, step }) = slider {
        [lower, upper, step].into_iter().for_each(|number| digest.number(*number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::Stimulus;
    use crate::domain::ids::StimulusId;
    use crate::domain::item::{Difficulty, Html};
    use crate::domain::samples;

    fn named(change: impl Fn(&mut Item)) -> String {
        let mut item = samples::item("i", "a", "x", Difficulty::Easy);
        change(&mut item);
        fingerprint(&item, &samples::bank([]))
    }

    #[test]
    fn what_is_shown_and_scored_names_the_item_and_nothing_else() {
        let plain = named(|_| {});
        assert_eq!(plain.len(), 64);
        assert_eq!(plain, named(|item| item.difficulty = Difficulty::Hard));
        assert_eq!(plain, named(|item| item.tags = vec!["new".into()]));
        assert_eq!(plain, named(|item| item.rationale = Html("because".into())));
        let key = |item: &mut Item| {
            if let Interaction::SingleChoice { key, .. } = &mut item.interaction {
                *key = ChoiceId::new("A");
            }
        };
        let credit = |item: &mut Item| {
            if let Interaction::SingleChoice { credit, .. } = &mut item.interaction {
                credit.insert(ChoiceId::new("A"), 0.5);
            }
        };
        let option = |item: &mut Item| {
            if let Interaction::SingleChoice { options, .. } = &mut item.interaction {
                options[0].html = Html("another".into());
            }
        };
        let changed = [named(|item| item.stem = Html("other".into())), named(key), named(credit), named(option)];
        assert!(changed.iter().all(|name| *name != plain));
    }

    #[test]
    fn every_interaction_has_a_name_of_its_own() {
        let mut names: Vec<String> =
            samples::interactions().into_iter().map(|one| named(|item| item.interaction = one.clone())).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 9);
    }

    #[test]
    fn shared_material_belongs_to_what_is_shown() {
        let mut bank = samples::bank([]);
        let mut item = samples::item("i", "a", "x", Difficulty::Easy);
        let id = StimulusId::new("s");
        item.stimulus = Some(id.clone());
        let mut with = |html: &str| {
            let stimulus = Stimulus { id: id.clone(), title: String::new(), html: Html(html.into()) };
            bank.stimuli.insert(id.clone(), stimulus);
            fingerprint(&item, &bank)
        };
        assert_ne!(with("<p>one</p>"), with("<p>two</p>"));
    }
}
