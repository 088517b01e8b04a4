//! QTI 1.2 in words of our own.

use super::*;
use crate::bank::exchange::Fate;
use crate::bank::source::{InteractionSource, Marking};

fn one(kind: &str, presentation: &str, processing: &str) -> Import {
    let text = format!(
        "<questestinterop xmlns=\"http://www.imsglobal.org/xsd/ims_qtiasiv1p2\"><item ident=\"Q 1\" title=\"T\"><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield></qtimetadata></itemmetadata><presentation><material><mattext texttype=\"text/html\">&lt;b&gt;Soal&lt;/b&gt;</mattext></material>{presentation}</presentation><resprocessing>{processing}</resprocessing></item></questestinterop>"
    );
    read(text.as_bytes(), &Supplied::new()).unwrap()
}

fn label(ident: &str) -> String {
    format!(
        "<response_label ident=\"{ident}\"><material><mattext texttype=\"text/plain\">t{ident}</mattext></material></response_label>"
    )
}

fn gives(condition: &str, marks: u8) -> String {
    format!(
        "<respcondition><conditionvar>{condition}</conditionvar><setvar action=\"Set\">{marks}</setvar></respcondition>"
    )
}

fn interaction(import: &Import) -> &InteractionSource {
    &import.rows[0].taken().unwrap_or_else(|| panic!("{:?}", import.rows[0])).0.interaction
}

#[test]
fn marks_make_the_key() {
    let lid = |many: &str| {
        format!(
            "<response_lid ident=\"r\" rcardinality=\"{many}\"><render_choice>{}{}{}</render_choice></response_lid>",
            label("a"),
            label("b"),
            label("c")
        )
    };
    let is = |ident: &str| format!("<varequal respident=\"r\">{ident}</varequal>");
    let import = one(
        "multiple_choice_question",
        &lid("Single"),
        &[gives(&is("b"), 10), gives(&is("a"), 0), gives(&is("c"), 5)].concat(),
    );
    assert!(
        matches!(interaction(&import), InteractionSource::SingleChoice { key: Some(1), credit, .. } if credit[&2] > 0.49)
    );
    assert_eq!(import.rows[0].taken().unwrap().0.stem, "**Soal**");
    let both = format!("<and>{}<not>{}</not>{}</and>", is("a"), is("b"), is("c"));
    let import = one("multiple_answers_question", &lid("Multiple"), &gives(&both, 100));
    assert!(
        matches!(interaction(&import), InteractionSource::MultipleResponse { key, marking: Marking::Exact, .. } if *key == [0, 2].into())
    );
    let import = one("multiple_choice_question", &lid("Single"), &gives(&is("z"), 1));
    assert!(matches!(&import.rows[0].fate, Fate::LeftOut { reason } if reason.contains("`z` is not an option")));
}

#[test]
fn fields_are_numbers_texts_or_essays() {
    let field = |kind: &str| format!("<response_str ident=\"r\"><render_fib {kind}/></response_str>");
    let range = "<or><varequal respident=\"r\">77</varequal><and><vargte respident=\"r\">70</vargte><varlte respident=\"r\">84</varlte></and></or>";
    let import = one("numerical_question", &field("fibtype=\"Decimal\""), &gives(range, 100));
    assert_eq!(
        interaction(&import),
        &InteractionSource::NumericEntry { key: Some(77.0), tolerance: 7.0, unit: None, slider: None }
    );
    let import = one("short_answer_question", &field(""), &gives("<varequal respident=\"r\">ya</varequal>", 100));
    assert_eq!(interaction(&import).name(), "gap_text");
    assert_eq!(interaction(&one("essay_question", &field(""), "")).name(), "extended_text");
    let import = one("calculated_question", &field(""), "");
    assert!(matches!(&import.rows[0].fate, Fate::LeftOut { reason } if reason.contains("calculated_question")));
    assert_eq!(read(b"<!DOCTYPE x []><questestinterop/>", &Supplied::new()).unwrap_err().code, "not_xml");
    assert_eq!(
        read(b"<?xml version=\"1.0\"encoding=\"UTF-8\"?><questestinterop/>", &Supplied::new()).unwrap_err().code,
        "not_xml"
    );
}
