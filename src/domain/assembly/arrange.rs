//! In which order: items in their section, options in their item.

use super::draw::Draw;
use crate::domain::blueprint::Blueprint;
use crate::domain::form::FormItem;
use crate::domain::item::{Interaction, Item};

/// Shuffles the items; those that share a stimulus stand together, so that nobody reads it twice.
pub(super) fn order_items(items: &mut Vec<&Item>, draw: &mut Draw) {
    let mut groups: Vec<Vec<&Item>> = Vec::new();
    for item in items.drain(..) {
        let shares = |group: &&mut Vec<&Item>| item.stimulus.is_some() && group[0].stimulus == item.stimulus;
        match groups.iter_mut().find(shares) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    draw.shuffle(&mut groups);
    for group in &mut groups {
        draw.shuffle(group);
    }
    items.extend(groups.into_iter().flatten());
}

/// Draws the order of the options, unless item or blueprint keep the author's.
pub(super) fn with_option_order(item: &Item, blueprint: &Blueprint, draw: &mut Draw) -> FormItem {
    let count = u8::try_from(item.interaction.drawable().len()).unwrap_or(u8::MAX);
    let mut order: Vec<u8> = (0..count).collect();
    if item.shuffle && blueprint.shuffle_options {
        draw.shuffle(&mut order);
        // A right order that is shown already asks nothing. With two elements or more another order exists.
        while count > 1 && shows_key(&item.interaction, &order) {
            draw.shuffle(&mut order);
        }
    }
    FormItem { id: item.id.clone(), order: order.into() }
}

/// Whether the elements of an ordering stand in the right order.
pub(super) fn shows_key(interaction: &Interaction, order: &[u8]) -> bool {
    let Interaction::Ordering { elements, key, .. } = interaction else { return false };
    let shown = order.iter().filter_map(|index| elements.get(usize::from(*index))).map(|choice| &choice.id);
    shown.eq(key)
}
