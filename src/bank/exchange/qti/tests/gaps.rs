//! Words and numbers to write, words to choose in a sentence.

use super::{MAP, MATCH, SCORE, correct, interaction, item, mapping, reason, response, taken};
use crate::bank::source::{GapSource, InteractionSource};

fn entry(base: &str, inside: &str, rules: &str) -> String {
    item(
        &response("single", base, inside),
        "<p>Ibu kota: <textEntryInteraction responseIdentifier='RESPONSE'/>.</p>",
        rules,
    )
}

fn text(xml: &str) -> (Vec<(String, f64)>, bool) {
    match interaction(xml) {
        InteractionSource::GapText { gaps, .. } => match &gaps[..] {
            [GapSource::Text { accepted, case_sensitive }] => (accepted.clone(), *case_sensitive),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn pairs(pairs: &[(&str, f64)]) -> Vec<(String, f64)> {
    pairs.iter().map(|(text, credit)| ((*text).to_owned(), *credit)).collect()
}

#[test]
fn written_words_with_credits_and_case() {
    let (item, _) = taken(&entry("string", &correct("Bandung"), MATCH));
    assert_eq!(item.stem, "Ibu kota: [[1]].");
    assert_eq!(text(&entry("string", &correct("Bandung"), MATCH)), (pairs(&[("Bandung", 1.0)]), true));
    let partial = mapping("", "Bandung=2,Cimahi=1");
    assert_eq!(text(&entry("string", &partial, MAP)), (pairs(&[("Bandung", 1.0), ("Cimahi", 0.5)]), true));
    let free = mapping("caseSensitive='false'", "Bandung=1,BANDUNG=1");
    assert_eq!(text(&entry("string", &free, MAP)), (pairs(&[("Bandung", 1.0)]), false));
    assert!(reason(&entry("string", &mapping("defaultValue='1'", "Bandung=2"), MAP)).contains("no key names"));
}

#[test]
fn texts_that_cannot_be_listed_are_left_out() {
    let rules = |test: &str| {
        format!(
            "<responseProcessing><responseCondition><responseIf>{test}<setOutcomeValue identifier='SCORE'>\
             <baseValue baseType='float'>1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>"
        )
    };
    let given = "<variable identifier='RESPONSE'/>";
    let pattern = rules(&format!("<patternMatch pattern='B.*'>{given}</patternMatch>"));
    assert!(reason(&entry("string", "", &pattern)).contains("pattern"));
    let free = rules(&format!(
        "<stringMatch caseSensitive='false'>{given}<baseValue baseType='string'>Bogor</baseValue></stringMatch>"
    ));
    assert_eq!(text(&entry("string", "", &free)), (pairs(&[("Bogor", 1.0)]), false));
}

#[test]
fn a_number_has_a_key_and_a_tolerance() {
    let number = |xml: &str| match interaction(xml) {
        InteractionSource::NumericEntry { key: Some(key), tolerance, .. } => (key, tolerance),
        other => panic!("{other:?}"),
    };
    assert_eq!(number(&entry("float", &correct("2.5"), MATCH)), (2.5, 0.0));
    assert_eq!(number(&entry("integer", &correct("12"), MATCH)), (12.0, 0.0));
    let rule = |attributes: &str| {
        format!(
            "<responseProcessing><responseCondition><responseIf><equal {attributes}><correct identifier='RESPONSE'/>\
             <variable identifier='RESPONSE'/></equal><setOutcomeValue identifier='SCORE'><baseValue baseType='float'>1</baseValue>\
             </setOutcomeValue></responseIf></responseCondition></responseProcessing>"
        )
    };
    let close = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6;
    let absolute = number(&entry("float", &correct("10"), &rule("toleranceMode='absolute' tolerance='0.5'")));
    assert!(close(absolute, (10.0, 0.5)), "{absolute:?}");
    let lopsided = number(&entry("float", &correct("10"), &rule("toleranceMode='absolute' tolerance='1 2'")));
    assert!(close(lopsided, (10.5, 1.5)), "{lopsided:?}");
    let relative = number(&entry("float", &correct("20"), &rule("toleranceMode='relative' tolerance='10'")));
    assert!(close(relative, (20.0, 2.0)), "{relative:?}");
    let open = "toleranceMode='absolute' tolerance='0.5' includeLowerBound='false'";
    let (item, changes) = taken(&entry("float", &correct("10"), &rule(open)));
    assert!(
        matches!(item.interaction, InteractionSource::NumericEntry { .. }) && changes[0].contains("9.5"),
        "{changes:?}"
    );
    assert_eq!(item.stem, "Ibu kota: ….");
}

#[test]
fn numbers_with_credits_are_texts_and_open_ranges_are_left_out() {
    assert_eq!(text(&entry("integer", &mapping("", "12=2,13=1"), MAP)).0, pairs(&[("12", 1.0), ("13", 0.5)]));
    let range = "<responseProcessing><responseCondition><responseIf><gt><variable identifier='RESPONSE'/>\
        <baseValue baseType='float'>3</baseValue></gt><setOutcomeValue identifier='SCORE'><baseValue baseType='float'>1</baseValue>\
        </setOutcomeValue></responseIf></responseCondition></responseProcessing>";
    assert!(reason(&entry("float", "", range)).contains("every number"));
}

fn two(rules: &str) -> String {
    let declared = |name: &str, key: &str| {
        format!(
            "<responseDeclaration identifier='{name}' cardinality='single' baseType='identifier'>{}</responseDeclaration>",
            correct(key)
        )
    };
    let gap = |name: &str| {
        format!(
            "<inlineChoiceInteraction responseIdentifier='{name}'><inlineChoice identifier='x'>utara</inlineChoice>\
             <inlineChoice identifier='y'>selatan</inlineChoice></inlineChoiceInteraction>"
        )
    };
    format!(
        "<assessmentItem identifier='i'>{}{}{SCORE}<itemBody><p>Ke {} lalu {}.</p></itemBody>{rules}</assessmentItem>",
        declared("R1", "x"),
        declared("R2", "y"),
        gap("R1"),
        gap("R2")
    )
}

#[test]
fn several_gaps_score_together_or_apart() {
    let test = |name: &str| format!("<match><variable identifier='{name}'/><correct identifier='{name}'/></match>");
    let add = |name: &str, points: f64| {
        format!(
            "<responseCondition><responseIf>{}<setOutcomeValue identifier='SCORE'><sum><variable identifier='SCORE'/>\
             <baseValue baseType='float'>{points}</baseValue></sum></setOutcomeValue></responseIf></responseCondition>",
            test(name)
        )
    };
    let apart = format!("<responseProcessing>{}{}</responseProcessing>", add("R1", 1.0), add("R2", 1.0));
    let (item, changes) = taken(&two(&apart));
    assert_eq!((item.stem.as_str(), changes.len()), ("Ke [[1]] lalu [[2]].", 0));
    assert!(matches!(item.interaction, InteractionSource::GapText { exact: false, .. }));
    let together = format!(
        "<responseProcessing><responseCondition><responseIf><and>{}{}</and><setOutcomeValue identifier='SCORE'>\
         <baseValue baseType='float'>1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>",
        test("R1"),
        test("R2")
    );
    assert!(matches!(interaction(&two(&together)), InteractionSource::GapText { exact: true, .. }));
    let uneven = format!("<responseProcessing>{}{}</responseProcessing>", add("R1", 1.0), add("R2", 2.0));
    assert!(reason(&two(&uneven)).contains("do not count alike"));
}
