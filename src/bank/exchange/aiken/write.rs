//! Items → Aiken, as far as plain single choices go.

use std::fmt::Write as _;

use crate::bank::exchange::draft::letter;
use crate::bank::exchange::export::{Export, Losses, Selection};
use crate::bank::exchange::html::{escape, to_plain};
use crate::bank::source::{InteractionSource, ItemSource};

pub fn write(selection: &Selection<'_>) -> Export {
    let mut out = String::new();
    let mut lost = Vec::new();
    for item in selection.items {
        let mut losses = Losses::of(item);
        match &item.interaction {
            InteractionSource::SingleChoice { options, key: Some(key), credit } if options.len() <= 26 => {
                losses.own_fields(item);
                losses.say_if(!credit.is_empty(), "marks for options other than the key");
                losses.say_if(!item.id.is_empty(), "the identifier");
                losses.say_if(!item.tags.is_empty(), "the tags");
                losses.say_if(!item.rationale.is_empty(), "the explanation");
                losses.say_if(item.fixed_order, "that the options keep their order");
                question(&mut out, selection.material(item), item, options, *key, &mut losses);
            }
            other => losses.say(format!("the whole item: Aiken has no `{}`", other.name())),
        }
        lost.append(&mut losses.found);
    }
    Export { bytes: out.into_bytes(), extension: "txt", lost }
}

fn question(
    out: &mut String,
    material: Option<&str>,
    item: &ItemSource,
    options: &[String],
    key: usize,
    losses: &mut Losses<'_>,
) {
    losses.say_if(material.is_some(), "the shared material as such: it stands in the question's own text");
    let stem = material.map_or_else(|| item.stem.clone(), |material| format!("{material}\n\n{}", item.stem));
    let _ = writeln!(out, "{}", line(&stem, losses));
    for (at, option) in options.iter().enumerate() {
        let _ = writeln!(out, "{}) {}", letter(at), line(option, losses));
    }
    let _ = writeln!(out, "ANSWER: {}\n", letter(key));
}

/// Plain text on one line.
fn line(markdown: &str, losses: &mut Losses<'_>) -> String {
    let plain = to_plain(markdown);
    losses.say_if(escape(&plain) != markdown.trim(), "markup, pictures and formulas: plain text stands in their place");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::bank::exchange::aiken::read;

    #[test]
    fn what_is_written_reads_back_and_the_rest_is_listed() {
        let options = vec!["5".to_owned(), "6 \\* 1".to_owned()];
        let interaction = InteractionSource::SingleChoice { options, key: Some(1), credit: BTreeMap::new() };
        let items = [
            ItemSource { stem: "Berapa \\<b>?".into(), interaction, ..ItemSource::default() },
            ItemSource { id: "e".into(), interaction: InteractionSource::ExtendedText, ..ItemSource::default() },
        ];
        let pictures = BTreeMap::new();
        let export = write(&Selection::of(&items, &pictures));
        assert_eq!(export.lost.iter().map(|loss| loss.item.as_str()).collect::<Vec<_>>(), ["e"]);
        let import = read(&export.bytes).unwrap();
        let (item, _) = import.rows[0].taken().unwrap();
        assert_eq!((&item.stem, &item.interaction), (&items[0].stem, &items[0].interaction));
    }
}
