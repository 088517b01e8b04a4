//! Stem, options, feedback: what a candidate reads and what only markers may.

use super::{MATCH, choices, correct, item, response, row, taken};
use crate::bank::source::InteractionSource;

fn choice(before: &str, inside: &str) -> String {
    let body = format!(
        "{before}<choiceInteraction responseIdentifier='RESPONSE' maxChoices='1'>{inside}{}</choiceInteraction>",
        choices("simpleChoice", "A B", "")
    );
    item(&response("single", "identifier", &correct("A")), &body, MATCH)
}

#[test]
fn names_and_texts_are_taken_over() {
    let xml = choice("<p>Satu <em>dua</em></p>", "<prompt>Yang mana?</prompt>");
    let (item, changes) = taken(&xml);
    assert_eq!((item.id.as_str(), item.title.as_str()), ("soal-01", "Judul"));
    assert_eq!(item.origin.as_deref(), Some("qti:Soal_01"));
    assert_eq!(item.stem, "Satu *dua*\n\nYang mana?");
    assert_eq!(changes, Vec::<String>::new());
    assert_eq!((row(&xml).source_id.as_str(), row(&xml).source.as_str()), ("Soal_01", "soal.xml"));
    assert!(item.domain.is_empty() && item.competency.is_empty() && item.difficulty.is_none());
}

#[test]
fn what_markers_read_never_reaches_the_stem() {
    let xml = choice(
        "<rubricBlock view='scorer author'><p>Kunci: a</p></rubricBlock><rubricBlock view='candidate'><p>Petunjuk</p></rubricBlock>\
         <feedbackBlock outcomeIdentifier='F' identifier='x' showHide='show'><p>Benar sekali</p></feedbackBlock>",
        "",
    )
    .replace("</itemBody>", "</itemBody><modalFeedback outcomeIdentifier='F' identifier='y' showHide='show'>Salah</modalFeedback>");
    let (item, changes) = taken(&xml);
    assert_eq!(item.stem, "Petunjuk");
    assert_eq!(item.rationale, "Kunci: a\n\nBenar sekali\n\nSalah");
    assert!(changes.iter().any(|change| change == "feedback is kept in the rationale"), "{changes:?}");
}

#[test]
fn active_and_remote_parts_are_removed_and_named() {
    let xml = choice(
        "<stylesheet href='a.css'/><p>Teks</p><object data='https://example.org/a.swf' type='application/x-flash'/>\
         <audio src='a.mp3'/><script>alert(1)</script><img src='https://example.org/p.png' alt=''/>\
         <include xmlns='http://www.w3.org/2001/XInclude' href='b.xml'/>",
        "",
    );
    let (item, changes) = taken(&xml);
    assert_eq!(item.stem, "Teks");
    for name in ["stylesheet", "a.swf", "a.mp3", "`script`", "p.png", "xi:include"] {
        assert!(changes.iter().any(|change| change.contains(name)), "{name}: {changes:?}");
    }
}

#[test]
fn the_description_of_a_missing_picture_takes_its_place() {
    let (item, changes) = taken(&choice("<p>Lihat <img src='img/peta.png' alt='Peta *Jawa*'/>.</p>", ""));
    assert_eq!(item.stem, "Lihat Peta \\*Jawa\\*.");
    assert_eq!(changes, ["the picture peta.png is missing from the file; its description stands in its place"]);
    let (item, changes) = taken(&choice("<p>Lihat <img src='http://a.id/peta.png' alt='Peta'/></p>", ""));
    assert_eq!(item.stem, "Lihat Peta");
    assert!(changes[0].contains("another server") && changes[0].contains("in its place"), "{changes:?}");
    // Where the choice is nothing but a picture, its description tells it apart.
    let (item, changes) = taken(&choice("<p>Mana?</p>", "").replace(">a<", "><img src='a.png' alt='Segitiga'/><"));
    let InteractionSource::SingleChoice { options, .. } = item.interaction else { panic!() };
    assert_eq!((options[0].as_str(), changes.len()), ("Segitiga", 1));
}

#[test]
fn essays_are_marked_by_people() {
    let xml = item(
        &response("single", "string", ""),
        "<extendedTextInteraction responseIdentifier='RESPONSE'><prompt>Uraikan.</prompt></extendedTextInteraction>",
        "",
    );
    let (item, changes) = taken(&xml);
    assert_eq!((item.stem.as_str(), item.interaction.name()), ("Uraikan.", "extended_text"));
    assert_eq!(changes, ["people must mark it; it stays a draft"]);
}
