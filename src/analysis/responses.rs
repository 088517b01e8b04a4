//! Answers as `ukur psy` reads them: a column an item, a row a person, who has a number and no name.

use std::fmt::Write;

use super::data::Data;

/// A category; empty: not shown; `S`: shown and left.
pub fn responses_csv(data: &Data) -> String {
    let mut csv = String::from("person");
    data.items.iter().for_each(|item| {
        csv.push(',');
        csv.push_str(&item.variant());
    });
    csv.push('\n');
    for (number, person) in data.persons.iter().enumerate() {
        let _ = write!(csv, "{}", number + 1);
        let mut cells = person.cells.iter().peekable();
        for (place, item) in data.items.iter().enumerate() {
            csv.push(',');
            if let Some(cell) = cells.next_if(|cell| cell.item == place) {
                match cell.given {
                    Some(_) => drop(write!(csv, "{}", item.category(cell.score))),
                    None => csv.push('S'),
                }
            }
        }
        csv.push('\n');
    }
    csv
}
