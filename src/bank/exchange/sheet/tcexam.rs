//! TCExam's rows: M module, S subject, Q question, A answer. As TSV, and as people type them into workbooks.

use std::collections::BTreeMap;

use super::cells::short;
use super::table::{Table, TableRow};
use crate::bank::MAX_ITEMS;
use crate::bank::exchange::draft::{Desk, Label, Rationale, letter, row, tags, title};
use crate::bank::exchange::gallery::Gallery;
use crate::bank::exchange::{Import, Row, marks};
use crate::bank::source::{InteractionSource, ItemSource, Marking};

/// Q's columns, before the padding.
const Q_COLUMNS: std::ops::RangeInclusive<usize> = 5..=12;

/// The legend on top, or module and subject before the first question.
pub(super) fn is_tcexam(table: &Table) -> bool {
    let Some(first) = table.rows.first() else { return false };
    let head = first.text(0);
    let mark = |row: &TableRow| matches!(row.text(0), "M" | "S" | "Q" | "A") && matches!(row.text(1), "0" | "1");
    head.starts_with("M=MODULE") || (mark(first) && table.rows.iter().take(10).filter(|row| mark(row)).count() >= 2)
}

struct Question<'t> {
    row: &'t TableRow,
    category: Vec<String>,
    answers: Vec<&'t TableRow>,
    fault: Option<String>,
}

#[derive(Default)]
struct Reader<'t> {
    module: String,
    subject: Option<String>,
    found: Vec<Question<'t>>,
    faults: Vec<Row>,
}

pub(super) fn items(table: &Table) -> Import {
    let mut reader = Reader::default();
    for row in &table.rows {
        reader.row(row);
    }
    let mut gallery = Gallery::default();
    let mut rows: Vec<Row> =
        reader.found.iter().take(MAX_ITEMS).map(|question| one(question, &table.notes, &mut gallery)).collect();
    rows.extend(reader.faults);
    Import { rows, pictures: gallery.pictures, ..Import::default() }
}

impl<'t> Reader<'t> {
    fn row(&mut self, row: &'t TableRow) {
        match row.text(0) {
            "M" => {
                row.text(2).clone_into(&mut self.module);
                self.subject = None;
            }
            "S" => self.subject = Some(row.text(2).to_owned()),
            "Q" => {
                let fault = (self.subject.is_none())
                    .then(|| format!("row {}: a question stands before its subject", row.number));
                let category = [self.module.clone()].into_iter().chain(self.subject.clone()).collect();
                self.found.push(Question { row, category, answers: Vec::new(), fault });
            }
            "A" => match self.found.last_mut() {
                Some(question) => question.answers.push(row),
                None => self.fault(row, "an answer stands before its question"),
            },
            head if head.contains('=') => {}
            head => {
                let what = format!("the row begins with `{}`, not with M, S, Q or A", short(head));
                self.fault(row, &what);
            }
        }
    }

    fn fault(&mut self, table_row: &TableRow, what: &str) {
        let mut gallery = Gallery::default();
        let label = Label { source: format!("row {}", table_row.number), source_id: "", title: "", interaction: "" };
        self.faults.push(row(label, Err(format!("row {}: {what}", table_row.number)), Desk::new(&mut gallery)));
    }
}

fn one(question: &Question<'_>, notes: &[String], gallery: &mut Gallery) -> Row {
    let mut desk = Desk::new(gallery);
    notes.iter().for_each(|note| desk.change(note.as_str()));
    let made = item(question, &mut desk);
    let label = Label {
        source: format!("row {}", question.row.number),
        source_id: "",
        title: "",
        interaction: question.row.text(4),
    };
    row(label, made, desk)
}

fn item(question: &Question<'_>, desk: &mut Desk<'_>) -> Result<ItemSource, String> {
    if let Some(fault) = &question.fault {
        return Err(fault.clone());
    }
    let columns = question.row.cells.iter().rposition(|cell| !cell.text.trim().is_empty()).map_or(0, |at| at + 1);
    if !Q_COLUMNS.contains(&columns) {
        return Err(format!("row {}: a question has {columns} columns where 5 to 12 belong", question.row.number));
    }
    let stem = desk.text_or_html(question.row.text(2));
    let mut rationale = Rationale::default();
    rationale.general(desk.aside(|desk| desk.text_or_html(question.row.text(3))));
    for (at, answer) in question.answers.iter().enumerate() {
        rationale.choice(&letter(at), &desk.aside(|desk| desk.text_or_html(answer.text(3))));
    }
    let disabled = question.row.text(1) == "0";
    desk.change_if(disabled, "the question was disabled in TCExam");
    let (stem, interaction) = interaction(question, stem, desk)?;
    Ok(ItemSource {
        title: title("", &stem),
        tags: tags(question.category.iter().cloned(), desk),
        origin: Some(format!("tcexam:row {}", question.row.number)),
        rationale: rationale.finish(desk),
        stem,
        interaction,
        ..ItemSource::default()
    })
}

fn interaction(
    question: &Question<'_>,
    stem: String,
    desk: &mut Desk<'_>,
) -> Result<(String, InteractionSource), String> {
    let number = question.row.number;
    let answers: Vec<&&TableRow> = question.answers.iter().filter(|row| row.text(1) != "0").collect();
    desk.change_if(answers.len() < question.answers.len(), "disabled answers were left out");
    let right: Vec<usize> = (0..answers.len()).filter(|at| answers[*at].text(4) == "1").collect();
    let texts: Vec<String> = match question.row.text(4) {
        "T" => Vec::new(),
        _ => answers.iter().map(|row| desk.text_or_html(row.text(2))).collect(),
    };
    if let Some(at) = texts.iter().position(String::is_empty).filter(|_| desk.missing.is_none()) {
        return Err(format!("row {}: the answer has no text", answers[at].number));
    }
    let made = match question.row.text(4) {
        "S" => match right.as_slice() {
            [key] if texts.len() > 1 => {
                InteractionSource::SingleChoice { options: texts, key: Some(*key), credit: BTreeMap::new() }
            }
            other => {
                return Err(format!(
                    "row {number}: a question S has {} answers, {} of them right",
                    texts.len(),
                    other.len()
                ));
            }
        },
        "M" if right.is_empty() => return Err(format!("row {number}: no answer of the question M is right")),
        "M" => InteractionSource::MultipleResponse {
            options: texts,
            key: right.into_iter().collect(),
            marking: Marking::Standard,
        },
        "O" => marks::ordering(&by_position(&answers, texts)?, true),
        "T" if answers.is_empty() => {
            desk.change("people must mark it; it stays a draft");
            InteractionSource::ExtendedText
        }
        "T" => {
            let list: Vec<(String, f64)> = answers.iter().map(|row| (row.text(2).replace('*', "\\*"), 100.0)).collect();
            let (gap, _) = marks::short_answer(&list, false).map_err(|reason| format!("row {number}: {reason}"))?;
            return Ok((marks::with_gap(&stem), InteractionSource::GapText { gaps: vec![gap], exact: false }));
        }
        other => return Err(format!("row {number}: the type `{}` is not S, M, T or O", short(other))),
    };
    Ok((stem, made))
}

/// Answers of an ordering in the order of their positions; without positions, as they stand.
fn by_position(answers: &[&&TableRow], texts: Vec<String>) -> Result<Vec<String>, String> {
    if answers.iter().all(|row| row.text(5).is_empty()) {
        return Ok(texts);
    }
    let mut placed = Vec::new();
    for (row, text) in answers.iter().zip(texts) {
        let place: u32 = row.text(5).parse().map_err(|_| format!("row {}: the position is no number", row.number))?;
        placed.push((place, text));
    }
    placed.sort_by_key(|(place, _)| *place);
    Ok(placed.into_iter().map(|(_, text)| text).collect())
}
