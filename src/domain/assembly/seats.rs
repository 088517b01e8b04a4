//! Who sits beside whom, as far as the labels of seats tell. Pure text: no plan of a room is known.

use std::collections::BTreeMap;

/// Where a candidate sits; the parts that the list leaves open are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub room: Option<String>,
    pub seat: Option<String>,
}

/// A label is its row (everything before the last number) and its number: `A-12` is place 12 of row `A-`.
type Label<'p> = (&'p str, &'p str, u32);

/// Pairs of positions in `places`, the earlier first: next to each other in a row, or with the same number in the next
/// row (`A-12`, `B-12`). Who has no seat sits beside the next one of the room without, in the order of the list.
pub fn neighbours(places: &[Place]) -> Vec<(usize, usize)> {
    let at = labelled(places);
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (position, place) in places.iter().enumerate().filter(|(_, place)| place.label().is_none()) {
        let room = place.room.as_deref().unwrap_or_default();
        pairs.extend(waiting.insert(room, position).map(|before| (before, position)));
    }
    for ((room, row, number), position) in &at {
        let beside = number.checked_add(1).and_then(|next| at.get(&(*room, *row, next)));
        let next_row = following(row);
        let behind = next_row.as_deref().and_then(|next| at.get(&(*room, next, *number)));
        pairs.extend(beside.into_iter().chain(behind).map(|other| ordered(*position, *other)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Pairs of positions in `places`, the earlier first: one row further and one seat aside (`A-12`, `B-11` and `B-13`).
/// Who has no seat has nobody in the diagonal.
pub fn diagonals(places: &[Place]) -> Vec<(usize, usize)> {
    let at = labelled(places);
    let mut pairs = Vec::new();
    for ((room, row, number), position) in &at {
        let Some(next) = following(row) else { continue };
        let aside = [number.checked_sub(1), number.checked_add(1)].into_iter().flatten();
        let others = aside.filter_map(|number| at.get(&(*room, next.as_str(), number)));
        pairs.extend(others.map(|other| ordered(*position, *other)));
    }
    pairs.sort_unstable();
    pairs
}

/// Where each label stands in the list; of a label given twice the first.
fn labelled(places: &[Place]) -> BTreeMap<Label<'_>, usize> {
    let mut at = BTreeMap::new();
    for (position, place) in places.iter().enumerate() {
        place.label().map(|label| at.entry(label).or_insert(position));
    }
    at
}

fn ordered(one: usize, other: usize) -> (usize, usize) {
    (one.min(other), one.max(other))
}

impl Place {
    fn label(&self) -> Option<Label<'_>> {
        let seat = self.seat.as_deref()?.trim();
        let row = seat.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = seat[row.len()..].parse().ok()?;
        Some((self.room.as_deref().unwrap_or_default(), row, number))
    }
}

/// The row after this one: its last letter moved on by one (`A-` → `B-`), unless that is the end of the alphabet.
fn following(row: &str) -> Option<String> {
    let (at, letter) = row.char_indices().rev().find(|(_, c)| c.is_ascii_alphabetic())?;
    if matches!(letter, 'z' | 'Z') {
        return None;
    }
    let next = char::from(u8::try_from(letter).ok()? + 1);
    Some(format!("{}{next}{}", &row[..at], &row[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(seats: &[(&str, &str)]) -> Vec<Place> {
        let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        seats.iter().map(|(room, seat)| Place { room: known(room), seat: known(seat) }).collect()
    }

    fn pairs(seats: &[(&str, &str)]) -> Vec<(usize, usize)> {
        neighbours(&places(seats))
    }

    #[test]
    fn one_row_further_and_one_seat_aside() {
        let found = |seats: &[(&str, &str)]| diagonals(&places(seats));
        let block = [("R", "A-1"), ("R", "A-2"), ("R", "B-1"), ("R", "B-2"), ("R", "B-3"), ("S", "B-1"), ("R", "C-3")];
        assert_eq!(found(&block), [(0, 3), (1, 2), (1, 4), (3, 6)]);
        assert_eq!(found(&[("", "1"), ("", "2"), ("", ""), ("", "Z-1"), ("", "[-2")]), []);
        assert_eq!(
            found(&[("", "A4294967295"), ("", "B4294967294"), ("", "A0"), ("", "B0"), ("", "B1")]),
            [(0, 1), (2, 4)]
        );
    }

    #[test]
    fn in_a_row_and_behind_it() {
        assert_eq!(pairs(&[("R1", "A-2"), ("R1", "A-1"), ("R1", "B-2"), ("R1", "C-1")]), [(0, 1), (0, 2)]);
        assert_eq!(pairs(&[("", "9"), ("", "10"), ("", "12")]), [(0, 1)]);
        assert_eq!(pairs(&[("", "Meja A"), ("", "Meja B")]), [(0, 1)], "no number: the order of the list");
    }

    #[test]
    fn other_rooms_are_far_and_odd_labels_harmless() {
        assert_eq!(pairs(&[("R1", "A1"), ("R2", "A2")]), []);
        assert_eq!(pairs(&[("", "Z1"), ("", "[1"), ("", "99999999999"), ("", "é1"), ("", "A1"), ("", "A1")]), []);
        assert_eq!(pairs(&[("", "4294967295"), ("", "0")]), []);
    }

    #[test]
    fn without_seats_the_list_tells() {
        assert_eq!(pairs(&[("R1", ""), ("R2", ""), ("R1", ""), ("R1", "")]), [(0, 2), (2, 3)]);
    }
}
