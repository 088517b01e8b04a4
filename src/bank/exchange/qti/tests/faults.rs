//! What is left out, and that the reason names element and line.

use super::{MATCH, choices, correct, item, reason, response};
use crate::bank::exchange::qti::read;

fn choice(inside: &str) -> String {
    let body = format!(
        "<choiceInteraction responseIdentifier='RESPONSE' maxChoices='1'>{}</choiceInteraction>",
        choices("simpleChoice", "A B", "")
    );
    item(&response("single", "identifier", inside), &body, MATCH)
}

#[test]
fn faults_are_named() {
    let good = choice(&correct("A"));
    for (xml, names) in [
        (choice(&correct("Q")), ["`Q`", "line 1"]),
        (choice("<correctResponse><value> </value></correctResponse>"), ["empty", "line 1"]),
        (choice("<mapping><mapEntry mapKey='Q' mappedValue='1'/></mapping>"), ["mapKey", "`Q`"]),
        (choice("<mapping lowerBound='low'><mapEntry mapKey='A' mappedValue='1'/></mapping>"), ["lowerBound", "`low`"]),
        (choice("<mapping><mapEntry mapKey='A' mappedValue='viel'/></mapping>"), ["mappedValue", "`viel`"]),
        (good.replace("simpleChoice identifier='B'", "simpleChoice identifier='A'"), ["`A`", "twice"]),
        (
            good.replace("responseIdentifier='RESPONSE'", "responseIdentifier='GHOST'"),
            ["`GHOST`", "responseDeclaration"],
        ),
        (good.replace("maxChoices='1'", "maxChoices='one'"), ["maxChoices", "`one`"]),
        (good.replace("<itemBody>", &format!("{}<itemBody>", super::SCORE)), ["`SCORE`", "twice"]),
        (good.replace("title='Judul'", "adaptive='true'"), ["adaptive", "true"]),
        (
            good.replace(
                "<itemBody>",
                "<templateDeclaration identifier='T' cardinality='single' baseType='integer'/><itemBody>",
            ),
            ["templateDeclaration", "`T`"],
        ),
        (good.replace("match_correct", "my_own"), ["my_own", "line 1"]),
        (
            good.replace("<itemBody>", "<itemBody><customInteraction responseIdentifier='X'/>"),
            ["customInteraction", "line 1"],
        ),
    ] {
        let reason = reason(&xml);
        assert!(names.iter().all(|name| reason.contains(name)), "{reason}");
    }
}

#[test]
fn interactions_that_we_do_not_have_are_named() {
    for name in ["positionObject", "drawing", "upload", "media", "endAttempt", "portableCustom", "selectPoint"] {
        let body = format!("<{name}Interaction responseIdentifier='RESPONSE'/>");
        let reason = reason(&item(&response("multiple", "point", &correct("1 2")), &body, MATCH));
        assert!(reason.contains(&format!("{name}Interaction")), "{reason}");
    }
    assert!(reason(&item("", "<p>Baca dulu.</p>", "")).contains("no interaction"));
    let nothing = item(&response("single", "string", ""), "<textEntryInteraction responseIdentifier='RESPONSE'/>", "");
    assert!(reason(&nothing).contains("neither a correctResponse nor a mapping"));
}

#[test]
fn files_that_are_no_items_are_refused() {
    let code = |text: &str| read("x.xml", text.as_bytes()).unwrap_err().code;
    assert_eq!(code("<a>"), "xml_broken");
    assert_eq!(code("<!DOCTYPE a [<!ENTITY b 'c'>]><assessmentItem/>"), "xml_broken");
    assert_eq!(code("<assessmentTest identifier='t'/>"), "no_item");
    let deep = "<b>".repeat(80) + &"</b>".repeat(80);
    assert_eq!(code(&format!("<assessmentItem>{deep}</assessmentItem>")), "xml_broken");
    assert_eq!(code("PK nothing"), "archive_broken");
}
