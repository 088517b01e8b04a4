//! GIFT's questions → items.

use super::answers::{Answer, Kind, format, kind, kind_name};
use super::scan::{Raw, Sign, find, questions, starts_with, text, trim};
use crate::bank::MAX_ITEMS;
use crate::bank::exchange::draft::{Desk, Ids, Label, Rationale, letter, row, tags, title};
use crate::bank::exchange::gallery::Gallery;
use crate::bank::exchange::html::escape;
use crate::bank::exchange::moodle::TRUE_FALSE;
use crate::bank::exchange::text::decode;
use crate::bank::exchange::{Import, Refused, Row, marks};
use crate::bank::source::{InteractionSource, ItemSource};

pub fn read(bytes: &[u8]) -> Result<Import, Refused> {
    let decoded = decode(bytes)?;
    let found = questions(&decoded.text)?;
    if found.len() > MAX_ITEMS {
        return Err(Refused::new("too_many_items", format!("the file has more than {MAX_ITEMS} questions")));
    }
    let (mut gallery, mut ids) = (Gallery::default(), Ids::default());
    let note = decoded.note.map(|note| format!("{note}; GIFT is UTF-8 by rule"));
    let rows = found.iter().map(|raw| question(raw, note.as_deref(), &mut gallery, &mut ids)).collect();
    Ok(Import { rows, pictures: gallery.pictures, ..Import::default() })
}

/// A question taken apart.
struct Parts<'q> {
    name: String,
    format: String,
    before: &'q [Sign],
    /// Between the braces; `None` when there are none.
    block: Option<&'q [Sign]>,
    after: &'q [Sign],
    general: String,
}

fn question(raw: &Raw, note: Option<&str>, gallery: &mut Gallery, ids: &mut Ids) -> Row {
    let mut desk = Desk::new(gallery);
    note.into_iter().for_each(|note| desk.change(note));
    let parts = match parts(&raw.signs) {
        Ok(parts) => parts,
        Err(reason) => {
            let label = Label { source: format!("line {}", raw.line), source_id: &raw.id, title: "", interaction: "" };
            return row(label, Err(reason), desk);
        }
    };
    let interaction = parts.block.map_or("Description", kind_name_or_tf);
    let label = Label { source: format!("line {}", raw.line), source_id: &raw.id, title: &parts.name, interaction };
    let made = item(raw, &parts, ids, &mut desk);
    row(label, made, desk)
}

fn kind_name_or_tf(block: &[Sign]) -> &'static str {
    kind(block).map_or_else(|_| kind_name(block), |kind| kind.name())
}

fn parts(signs: &[Sign]) -> Result<Parts<'_>, String> {
    let mut rest = trim(signs);
    let mut name = String::new();
    if starts_with(rest, "::") {
        let end = find(&rest[2..], "::").ok_or("the name after `::` has no end")?;
        name = text(&rest[2..end + 2]);
        rest = &rest[end + 4..];
    }
    let (format, rest) = format(rest);
    let Some(open) = find(rest, "{") else {
        return Ok(Parts { name, format, before: rest, block: None, after: &[], general: String::new() });
    };
    let close = open + find(&rest[open..], "}").unwrap_or(rest.len() - open - 1);
    let after = &rest[close + 1..];
    if find(after, "{").is_some() {
        return Err("the question has two groups of answers".to_owned());
    }
    let inner = &rest[open + 1..close];
    let general = find(inner, "####");
    let block = &inner[..general.unwrap_or(inner.len())];
    let general = general.map(|at| text(&inner[at + 4..])).unwrap_or_default();
    Ok(Parts { name, format, before: &rest[..open], block: Some(block), after, general })
}

fn item(raw: &Raw, parts: &Parts<'_>, ids: &mut Ids, desk: &mut Desk<'_>) -> Result<ItemSource, String> {
    let Some(block) = parts.block else { return Err("an information page, not an item".to_owned()) };
    let kind = kind(block)?;
    let stem = stem(parts, &kind, desk);
    let mut rationale = Rationale::default();
    rationale.general(desk.aside(|desk| passage(&parts.general, &parts.format, desk)));
    let fixed_order = matches!(kind, Kind::TrueFalse { .. });
    let (stem, interaction) = interaction(kind, stem, &parts.format, &mut rationale, desk)?;
    let origin = [&raw.id, &parts.name].into_iter().find(|name| !name.is_empty()).cloned();
    Ok(ItemSource {
        id: ids.take(&raw.id, desk),
        title: title(&parts.name, &stem),
        tags: tags(raw.category.iter().chain(&raw.tags).cloned(), desk),
        fixed_order,
        origin: Some(format!("gift:{}", origin.unwrap_or_else(|| format!("line {}", raw.line)))),
        rationale: rationale.finish(desk),
        stem,
        interaction,
        ..ItemSource::default()
    })
}

/// Text around the braces; where there is text behind them, a line to write on stands between, or a gap.
fn stem(parts: &Parts<'_>, kind: &Kind, desk: &mut Desk<'_>) -> String {
    let (before, after) = (text(parts.before), text(parts.after));
    let between = if after.is_empty() {
        String::new()
    } else if matches!(kind, Kind::Short(_)) {
        format!(" [[1]]{}", joint(&after))
    } else {
        format!(" \\_\\_\\_\\_\\_{}", joint(&after))
    };
    if after.is_empty() || !matches!(parts.format.as_str(), "html" | "markdown") {
        let head = passage(&before, &parts.format, desk);
        let tail = passage(&after, &parts.format, desk);
        return format!("{head}{between}{tail}").trim().to_owned();
    }
    let gap = between.replace('\\', "").trim_end().to_owned();
    passage(&format!("{before}{gap} {after}"), &parts.format, desk)
}

/// Punctuation stands close to what is before it.
fn joint(after: &str) -> &'static str {
    if after.starts_with(|sign: char| ".,;:!?)".contains(sign)) { "" } else { " " }
}

fn passage(text: &str, format: &str, desk: &mut Desk<'_>) -> String {
    match format {
        "html" => desk.html(text),
        "markdown" => desk.markdown(text),
        "plain" => escape(text),
        _ => desk.text_or_html(text),
    }
}

fn interaction(
    kind: Kind,
    stem: String,
    format: &str,
    rationale: &mut Rationale,
    desk: &mut Desk<'_>,
) -> Result<(String, InteractionSource), String> {
    let (stem, (made, changes)) = match kind {
        Kind::Choice { answers, single } => {
            let percents: Vec<f64> = answers.iter().map(|answer| answer.percent).collect();
            let options = options(&answers, format, rationale, desk)?;
            (stem, if single { marks::single(options, &percents)? } else { marks::multiple(options, &percents)? })
        }
        Kind::TrueFalse { value, feedback } => {
            // The first is said after the wrong answer.
            let names = if value { ["Salah", "Benar"] } else { ["Benar", "Salah"] };
            for (name, text) in names.into_iter().zip(&feedback) {
                rationale.choice(name, &desk.aside(|desk| passage(text, format, desk)));
            }
            let options = TRUE_FALSE.map(str::to_owned).to_vec();
            let key = Some(usize::from(!value));
            (stem, (InteractionSource::SingleChoice { options, key, credit: [].into() }, Vec::new()))
        }
        Kind::Short(answers) => {
            feedback(&answers, |answer, _| answer.text.clone(), format, rationale, desk);
            let list: Vec<(String, f64)> = answers.into_iter().map(|answer| (answer.text, answer.percent)).collect();
            let (gap, changes) = marks::short_answer(&list, false)?;
            let stem = if stem.contains("[[1]]") { stem } else { marks::with_gap(&stem) };
            (stem, (InteractionSource::GapText { gaps: vec![gap], exact: false }, changes))
        }
        Kind::Numerical(answers) => {
            let (numbers, texts): (Vec<_>, Vec<_>) = answers.into_iter().unzip();
            feedback(&texts, |answer, _| answer.text.clone(), format, rationale, desk);
            (stem, marks::numeric(&numbers, None)?)
        }
        Kind::Matching(pairs) => {
            let pair = |(stem, answer): (Answer, String)| (option(&stem, format, desk), desk.text_or_html(&answer));
            (stem, marks::matching(pairs.into_iter().map(pair).collect())?)
        }
        Kind::Ordering { elements, exact } => {
            desk.change_if(!exact, "the share of pairs in the right order counts here");
            let elements: Vec<String> = elements.iter().map(|text| passage(text, format, desk)).collect();
            (stem, (marks::ordering(&elements, exact), Vec::new()))
        }
        Kind::Essay => {
            desk.change("people must mark it; it stays a draft");
            (stem, (InteractionSource::ExtendedText, Vec::new()))
        }
    };
    changes.into_iter().for_each(|change| desk.change(change));
    Ok((stem, made))
}

fn options(
    answers: &[Answer],
    format: &str,
    rationale: &mut Rationale,
    desk: &mut Desk<'_>,
) -> Result<Vec<String>, String> {
    feedback(answers, |_, at| letter(at), format, rationale, desk);
    let options: Vec<String> = answers.iter().map(|answer| option(answer, format, desk)).collect();
    match options.iter().position(String::is_empty) {
        Some(at) if desk.missing.is_none() => Err(format!("answer {} has no text", at + 1)),
        _ => Ok(options),
    }
}

fn option(answer: &Answer, format: &str, desk: &mut Desk<'_>) -> String {
    passage(&answer.text, if answer.format.is_empty() { format } else { &answer.format }, desk)
}

fn feedback(
    answers: &[Answer],
    name: impl Fn(&Answer, usize) -> String,
    format: &str,
    rationale: &mut Rationale,
    desk: &mut Desk<'_>,
) {
    for (at, answer) in answers.iter().enumerate() {
        let format = if answer.feedback_format.is_empty() { format } else { &answer.feedback_format };
        rationale.choice(&name(answer, at), &desk.aside(|desk| passage(&answer.feedback, format, desk)));
    }
}
