//! A complete sitting where enemies are entangled: which of them stay away.

use super::course::{Left, Shadow};

/// Sittings without regard to enemies that are looked at. Banks with pairs and small sets of enemies take a few.
const TRIES: usize = 2_000;

/// A complete sitting in which no two are enemies: one is found without regard to enemies, and of each two enemies in it
/// one stays away. Both are tried, so that with fewer than `TRIES` trials it is found whenever there is one. For
/// sittings of which nothing was given.
pub(super) fn peaceful(left: &Left<'_>) -> Option<Shadow> {
    let items: Vec<usize> = left.items().collect();
    let mut tries = TRIES;
    without(&items, left, &mut tries)
}

fn without(items: &[usize], left: &Left<'_>, tries: &mut usize) -> Option<Shadow> {
    *tries = tries.checked_sub(1)?;
    let shadow = Shadow::found(&Left { order: Some(items), peaceful: true, ..*left }).ok()?;
    let Some((one, other)) = enemies(&shadow, left) else { return Some(shadow) };
    let mut away = |item: usize| {
        let rest: Vec<usize> = items.iter().copied().filter(|left| *left != item).collect();
        without(&rest, left, tries)
    };
    away(one).or_else(|| away(other))
}

/// Two enemies of a sitting, first the one with more of them there.
fn enemies(shadow: &Shadow, left: &Left<'_>) -> Option<(usize, usize)> {
    let held: Vec<usize> = shadow.places.iter().flatten().copied().collect();
    let hostile = |item: usize| held.iter().copied().filter(move |other| *other != item && left.hostile(item, *other));
    let worst = held.iter().copied().max_by_key(|item| hostile(*item).count())?;
    Some((worst, hostile(worst).next()?))
}
