//! The cells of a blueprint as counts that a search can keep.
//!
//! A form fills its cells when items and places match perfectly (`verify`, by augmenting paths). The search needs it as
//! counts: by Hall's theorem (1935) the places can be filled exactly when every set of cells finds as many items that
//! fit one of them as it has places. Cells that share no item need one count each; where cells overlap, each set of
//! them is a rule.

use std::collections::BTreeMap;

use crate::domain::blueprint::{Blueprint, Cell, SectionRule};
use crate::domain::item::Item;

/// Cells that overlap one another; 6 are 62 sets.
const MAX_OVERLAPPING: usize = 6;
/// Cells of a section after equal ones are put together: a bit each.
const MAX_CELLS: usize = 64;
/// Rules that the search can keep.
const MAX_RULES: usize = 250;

/// So many items of a form are among the members, in all sections together exactly the length of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CountRule {
    pub name: String,
    pub places: usize,
    /// False: more may be.
    pub exact: bool,
    /// One word for each item.
    pub members: Vec<bool>,
}

/// The cells cannot be said in counts that the search can keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooEntangled;

/// Cells of one section that ask for the same are one.
struct Merged<'b> {
    cell: &'b Cell,
    places: usize,
}

/// The rules of the whole blueprint for these items. Items that fit no cell are in none.
pub(super) fn count_rules(blueprint: &Blueprint, items: &[&Item]) -> Result<Vec<CountRule>, TooEntangled> {
    let mut rules = Vec::new();
    for section in &blueprint.sections {
        let cells = merged(section);
        if cells.len() > MAX_CELLS {
            return Err(TooEntangled);
        }
        let fits: Vec<u64> = items.iter().map(|item| signature(section, &cells, item)).collect();
        for component in components(&cells, &fits) {
            add_component(&section.title, &cells, &component, &fits, &mut rules)?;
        }
    }
    if rules.len() > MAX_RULES { Err(TooEntangled) } else { Ok(rules) }
}

fn merged(section: &SectionRule) -> Vec<Merged<'_>> {
    let mut cells: Vec<Merged<'_>> = Vec::new();
    for cell in section.cells.iter().filter(|cell| cell.count > 0) {
        let alike = |known: &&mut Merged<'_>| {
            let known = known.cell;
            (&known.competency, known.difficulty, known.trial) == (&cell.competency, cell.difficulty, cell.trial)
        };
        match cells.iter_mut().find(alike) {
            Some(known) => known.places += usize::from(cell.count),
            None => cells.push(Merged { cell, places: usize::from(cell.count) }),
        }
    }
    cells
}

/// Which cells an item fits, a bit each.
fn signature(section: &SectionRule, cells: &[Merged<'_>], item: &Item) -> u64 {
    if item.domain != section.domain {
        return 0;
    }
    cells.iter().enumerate().filter(|(_, merged)| merged.cell.fits(item)).fold(0, |bits, (at, _)| bits | 1 << at)
}

/// Sets of cells that share items, directly or through others.
fn components(cells: &[Merged<'_>], fits: &[u64]) -> Vec<Vec<usize>> {
    let mut label: Vec<usize> = (0..cells.len()).collect();
    for bits in fits {
        let mut of_item = (0..cells.len()).filter(|cell| bits >> cell & 1 == 1);
        let Some(first) = of_item.next() else { continue };
        for other in of_item {
            let (from, to) = (label[other], label[first]);
            label.iter_mut().filter(|label| **label == from).for_each(|label| *label = to);
        }
    }
    let mut components: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    label.iter().enumerate().for_each(|(cell, label)| components.entry(*label).or_default().push(cell));
    components.into_values().collect()
}

fn add_component(
    title: &str,
    cells: &[Merged<'_>],
    component: &[usize],
    fits: &[u64],
    rules: &mut Vec<CountRule>,
) -> Result<(), TooEntangled> {
    if component.len() > MAX_OVERLAPPING {
        return Err(TooEntangled);
    }
    let rule = |set: u32, exact: bool| {
        let chosen: Vec<usize> =
            component.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, cell)| *cell).collect();
        let mask = chosen.iter().fold(0_u64, |mask, cell| mask | 1 << cell);
        CountRule {
            name: format!("{title}: {}", chosen.iter().map(|c| name(cells[*c].cell)).collect::<Vec<_>>().join(" / ")),
            places: chosen.iter().map(|cell| cells[*cell].places).sum(),
            exact,
            members: fits.iter().map(|bits| bits & mask != 0).collect(),
        }
    };
    let whole = (1_u32 << component.len()) - 1;
    let all = rule(whole, true);
    // A set that finds every item of the component asks for less than the component as a whole.
    let says_something = |rule: &CountRule| rule.members != all.members;
    rules.extend((1..whole).map(|set| rule(set, false)).filter(says_something));
    rules.push(all);
    Ok(())
}

fn name(cell: &Cell) -> String {
    let competency = cell.competency.as_ref().map_or("*", |competency| competency.as_str());
    format!("{competency}, {}", cell.difficulty.map_or("*", crate::domain::item::Difficulty::name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::item::Difficulty;
    use crate::domain::samples::{blueprint, cell, item, section};

    fn items() -> Vec<Item> {
        let of = |i: usize| item(&format!("i{i}"), "a", ["x", "y"][i % 2], Difficulty::ALL[i / 2 % 3]);
        (0..12).map(of).chain([item("b", "b", "x", Difficulty::Easy)]).collect()
    }

    fn told(cells: Vec<Cell>) -> Vec<(usize, bool, usize)> {
        let items = items();
        let rules = count_rules(&blueprint(vec![section("a", 1.0, cells)]), &items.iter().collect::<Vec<_>>()).unwrap();
        rules.iter().map(|r| (r.places, r.exact, r.members.iter().filter(|m| **m).count())).collect()
    }

    #[test]
    fn cells_apart_are_one_count_each_and_equal_cells_one() {
        let cells = vec![
            cell(Some("x"), Some(Difficulty::Easy), 1),
            cell(Some("y"), None, 2),
            cell(Some("x"), Some(Difficulty::Easy), 1),
        ];
        assert_eq!(told(cells), [(2, true, 2), (2, true, 6)]);
    }

    #[test]
    fn cells_that_overlap_are_a_rule_for_each_set() {
        // x: 6 items, medium: 4, both together 8; the last cell takes anything, so sets with it say nothing new.
        let cells = vec![cell(Some("x"), None, 2), cell(None, Some(Difficulty::Medium), 1), cell(None, None, 3)];
        assert_eq!(told(cells), [(2, false, 6), (1, false, 4), (3, false, 8), (6, true, 12)]);
    }

    #[test]
    fn what_cannot_be_said_in_few_rules_is_refused() {
        let cells: Vec<Cell> = (0..7)
            .map(|i| Cell {
                trial: i == 6,
                ..cell((i < 2).then_some(["x", "y"][i % 2]), (i > 1 && i < 5).then(|| Difficulty::ALL[i - 2]), 1)
            })
            .collect();
        let items = items();
        let refused = count_rules(&blueprint(vec![section("a", 1.0, cells)]), &items.iter().collect::<Vec<_>>());
        assert_eq!(refused, Err(TooEntangled));
    }
}
