//! Aiken's lines → items, faults with their line.

use std::collections::BTreeMap;

use crate::bank::MAX_ITEMS;
use crate::bank::exchange::draft::{Desk, Label, letter, row, title};
use crate::bank::exchange::gallery::Gallery;
use crate::bank::exchange::html::escape;
use crate::bank::exchange::text::decode;
use crate::bank::exchange::{Import, Refused, Row};
use crate::bank::source::{InteractionSource, ItemSource};

pub fn read(bytes: &[u8]) -> Result<Import, Refused> {
    let decoded = decode(bytes)?;
    let note = decoded.note.map(|note| format!("{note}; Aiken is UTF-8 by rule"));
    let mut reader = Reader { note, ..Reader::default() };
    for (number, line) in (1..).zip(decoded.text.split('\n')) {
        reader.line(number, line.trim());
        if reader.rows.len() > MAX_ITEMS {
            return Err(Refused::new("too_many_items", format!("the file has more than {MAX_ITEMS} questions")));
        }
    }
    reader.unfinished();
    if !reader.rows.is_empty() && !reader.answered {
        return Err(Refused::new("not_aiken", "no line begins with `ANSWER:`: this is no Aiken file"));
    }
    Ok(Import { rows: reader.rows, ..Import::default() })
}

#[derive(Default)]
struct Reader {
    rows: Vec<Row>,
    note: Option<String>,
    /// Where the question that is being read began.
    line: usize,
    stem: Vec<String>,
    options: Vec<String>,
    fault: Option<String>,
    answered: bool,
}

enum Line<'l> {
    Answer(&'l str),
    Option(char, &'l str),
    Text(&'l str),
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) {
        if line.is_empty() {
            return;
        }
        match told(line) {
            Line::Answer(key) => self.answer(number, key),
            Line::Option(sign, text) => self.option(number, sign, text),
            Line::Text(text) => self.text(number, text),
        }
    }

    fn text(&mut self, number: usize, text: &str) {
        if !self.options.is_empty() {
            self.unfinished();
        }
        if self.stem.is_empty() && self.fault.is_none() {
            self.line = number;
        }
        self.stem.push(text.to_owned());
    }

    fn option(&mut self, number: usize, sign: char, text: &str) {
        if self.stem.is_empty() && self.options.is_empty() {
            self.line = number;
            self.say(format!("line {number}: an option stands before its question"));
        }
        let wanted = letter(self.options.len());
        if !wanted.starts_with(sign) {
            self.say(format!("line {number}: the option is `{sign}` where `{wanted}` is next"));
        }
        if text.is_empty() {
            self.say(format!("line {number}: the option `{sign}` has no text"));
        }
        self.options.push(text.to_owned());
    }

    fn answer(&mut self, number: usize, key: &str) {
        self.answered = true;
        if self.stem.is_empty() && self.options.is_empty() {
            self.line = number;
            self.say(format!("line {number}: ANSWER stands before its question"));
        } else if self.options.len() < 2 {
            self.say(format!("line {number}: the question has fewer than two options"));
        }
        let at = (0..self.options.len()).find(|at| letter(*at) == key.to_ascii_uppercase());
        if at.is_none() {
            let key: String = key.chars().take(20).collect();
            self.say(format!("line {number}: the key `{key}` is not the letter of an option"));
        }
        self.finish(at);
    }

    fn say(&mut self, fault: String) {
        self.fault.get_or_insert(fault);
    }

    /// At the end, and where a new question begins.
    fn unfinished(&mut self) {
        if !self.stem.is_empty() || !self.options.is_empty() {
            self.say(format!("line {}: the question has no ANSWER", self.line));
            self.finish(None);
        }
    }

    fn finish(&mut self, key: Option<usize>) {
        let mut gallery = Gallery::default();
        let mut desk = Desk::new(&mut gallery);
        self.note.iter().for_each(|note| desk.change(note.as_str()));
        let stem = escape(&std::mem::take(&mut self.stem).join("\n"));
        let options = std::mem::take(&mut self.options).iter().map(|text| escape(text)).collect();
        let name = title("", &stem);
        let made = match self.fault.take() {
            Some(fault) => Err(fault),
            None => Ok(ItemSource {
                title: name.clone(),
                origin: Some(format!("aiken:line {}", self.line)),
                stem,
                interaction: InteractionSource::SingleChoice { options, key, credit: BTreeMap::new() },
                ..ItemSource::default()
            }),
        };
        let label = Label { source: format!("line {}", self.line), source_id: "", title: &name, interaction: "MC" };
        self.rows.push(row(label, made, desk));
    }
}

fn told(line: &str) -> Line<'_> {
    if line.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("ANSWER:")) {
        return Line::Answer(line[7..].trim());
    }
    let mut signs = line.chars();
    match (signs.next(), signs.next(), signs.next()) {
        (Some(sign), Some(')' | '.'), None | Some(' ' | '\t')) if sign.is_ascii_uppercase() => {
            Line::Option(sign, line[2..].trim())
        }
        _ => Line::Text(line),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::bank::exchange::Fate;

    fn reasons(text: &str) -> Vec<String> {
        let reason = |row: Row| match row.fate {
            Fate::LeftOut { reason } => reason,
            Fate::Taken { .. } => String::new(),
        };
        read(text.as_bytes()).unwrap().rows.into_iter().map(reason).collect()
    }

    #[test]
    fn questions_are_plain_text() {
        let import =
            read("\u{feff}Berapa 2*3 <b>?\nPilih.\r\nA) 5\nB. 6\n\nANSWER: b\n\nDua?\nA) x\nB) y\nANSWER:A".as_bytes())
                .unwrap();
        assert_eq!(import.rows.len(), 2);
        let (item, changes) = import.rows[0].taken().unwrap();
        assert_eq!(
            (item.stem.as_str(), changes.len(), import.rows[1].source.as_str()),
            ("Berapa 2\\*3 \\<b>?\\\nPilih.", 0, "line 8")
        );
        let options = vec!["5".to_owned(), "6".to_owned()];
        assert_eq!(
            item.interaction,
            InteractionSource::SingleChoice { options, key: Some(1), credit: BTreeMap::new() }
        );
    }

    #[test]
    fn faults_name_their_line() {
        for (text, reason) in [
            ("A) x\nB) y\nANSWER: A", "line 1: an option stands before its question"),
            ("ANSWER: A", "line 1: ANSWER stands before its question"),
            ("q\nA) x\nANSWER: A", "line 3: the question has fewer than two options"),
            ("q\nA) x\nB) y\nANSWER: C", "line 4: the key `C` is not the letter of an option"),
            ("q\nA) x\nC) y\nANSWER: A", "line 3: the option is `C` where `B` is next"),
            ("q\nA) x\nB)\nANSWER: A", "line 3: the option `B` has no text"),
        ] {
            assert_eq!(reasons(text), [reason], "{text}");
        }
        assert_eq!(
            reasons("q\nA) x\nB) y\n\nr\nA) x\nB) y\nANSWER: A\n\ns"),
            ["line 1: the question has no ANSWER", "", "line 10: the question has no ANSWER"]
        );
        assert_eq!(read(b"just text").unwrap_err().code, "not_aiken");
        assert_eq!(read(b"q\0").unwrap_err().code, "nul");
        assert!(read(b"\xe9?\nA) x\nB) y\nANSWER: A").unwrap().rows[0].taken().unwrap().1[0].contains("Windows-1252"));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "(A\\) |B\\. |ANSWER: |é|\n|[a-zA-Z ]){0,30}") {
            let _ = read(text.as_bytes());
        }
    }
}
