//! Choices, orders, sliders: what the rules give decides what they become.

use std::collections::{BTreeMap, BTreeSet};

use super::{MAP, MATCH, choices, correct, interaction, item, mapping, reason, response, taken};
use crate::bank::source::{InteractionSource, Marking, SliderSource};

fn choice(cardinality: &str, inside: &str, attributes: &str, rules: &str) -> String {
    let body = format!(
        "<choiceInteraction responseIdentifier='RESPONSE' {attributes}><prompt>Pilih</prompt>{}</choiceInteraction>",
        choices("simpleChoice", "A B C D", "")
    );
    item(&response(cardinality, "identifier", inside), &body, rules)
}

fn marking(xml: &str) -> (Vec<usize>, Marking<usize>) {
    match interaction(xml) {
        InteractionSource::MultipleResponse { key, marking, .. } => (key.into_iter().collect(), marking),
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_key_with_credits() {
    let single = |inside: &str, rules: &str| match interaction(&choice("single", inside, "maxChoices='1'", rules)) {
        InteractionSource::SingleChoice { options, key, credit } => (options, key, credit),
        other => panic!("{other:?}"),
    };
    let (options, key, credit) = single(&correct("C"), MATCH);
    assert_eq!((options.len(), options[2].as_str(), key, credit), (4, "c", Some(2), BTreeMap::new()));
    assert_eq!(single(&mapping("", "A=2,B=1,D=-1"), MAP).2, BTreeMap::from([(1, 0.5)]));
    assert!(reason(&choice("single", &mapping("", "A=2,B=2"), "maxChoices='1'", MAP)).contains("A, B"));
}

#[test]
fn degrees_from_one_to_five_are_a_judgement() {
    let xml = choice("single", &mapping("", "A=3,B=5,C=1,D=4"), "maxChoices='1'", MAP);
    let InteractionSource::GradedJudgement { weights, .. } = interaction(&xml) else { panic!() };
    assert_eq!(weights, [3, 5, 1, 4]);
}

#[test]
fn several_choices_find_their_marking() {
    let all = "maxChoices='0'";
    assert_eq!(marking(&choice("multiple", &correct("A,C"), all, MATCH)), (vec![0, 2], Marking::Exact));
    let standard = mapping("lowerBound='0'", "A=1,C=1,B=-1,D=-1");
    assert_eq!(marking(&choice("multiple", &standard, all, MAP)), (vec![0, 2], Marking::Standard));
    let weighted = mapping("lowerBound='0' upperBound='4'", "A=3,C=1,B=-2");
    let (key, found) = marking(&choice("multiple", &weighted, all, MAP));
    assert_eq!((key, found), (vec![0, 2], Marking::Credit(vec![(0, 0.75), (1, -0.5), (2, 0.25)])));
}

#[test]
fn an_inline_rule_is_evaluated_as_well() {
    let rules = "<responseProcessing><responseCondition><responseIf><member><baseValue baseType='identifier'>B</baseValue>\
        <variable identifier='RESPONSE'/></member><setOutcomeValue identifier='SCORE'><baseValue baseType='float'>1</baseValue>\
        </setOutcomeValue></responseIf></responseCondition></responseProcessing>";
    let (key, found) = marking(&choice("multiple", "", "maxChoices='0'", rules));
    assert_eq!((key, found), (vec![1], Marking::Credit(vec![(1, 1.0)])));
    let odd = rules.replace("member", "match").replace(
        "<baseValue baseType='identifier'>B</baseValue><variable identifier='RESPONSE'/>",
        "<containerSize><variable identifier='RESPONSE'/></containerSize><baseValue baseType='integer'>1</baseValue>",
    );
    assert!(reason(&choice("multiple", "", "maxChoices='0'", &odd)).contains("nor all or nothing"));
}

#[test]
fn what_is_not_the_same_is_said() {
    let changes =
        |inside: &str, attributes: &str, rules: &str| taken(&choice("multiple", inside, attributes, rules)).1.join("|");
    assert!(changes(&mapping("", "A=1,B=-1"), "maxChoices='0'", MAP).contains("below 0"));
    assert!(changes(&mapping("lowerBound='1' upperBound='3'", "A=3"), "maxChoices='0'", MAP).contains("lower bound"));
    assert!(changes(&correct("A,B"), "", MATCH).contains("maxChoices is absent"));
    assert!(changes(&mapping("", "A=1,B=1"), "maxChoices='2'", MAP).contains("at most 2"));
    assert!(changes(&(correct("A") + &mapping("", "B=1")), "maxChoices='0'", MAP).contains("disagree"));
    assert!(changes(&correct("A,B"), "maxChoices='0'", "").contains("no rules"));
    let fixed = choice("single", &correct("A"), "maxChoices='1' shuffle='true'", MATCH);
    assert!(!taken(&fixed).0.fixed_order);
    assert!(taken(&fixed.replace("identifier='D' ", "identifier='D' fixed='true'")).0.fixed_order);
}

#[test]
fn maximum_by_declaration_or_by_the_best_answer() {
    let xml = choice("single", &mapping("", "A=2,B=1"), "maxChoices='1'", MAP);
    let with = |maximum: &str| {
        let declared = format!(
            "<outcomeDeclaration identifier='MAXSCORE' cardinality='single' baseType='float'>\
             <defaultValue><value>{maximum}</value></defaultValue></outcomeDeclaration><itemBody>"
        );
        taken(&xml.replace("<itemBody>", &declared))
    };
    assert_eq!(with("2").1, Vec::<String>::new());
    assert!(with("4").1[0].contains("never reached"));
    assert!(
        reason(
            &xml.replace("'A' mappedValue='2'", "'A' mappedValue='0'")
                .replace("'B' mappedValue='1'", "'B' mappedValue='0'")
        )
        .contains("above 0")
    );
}

#[test]
fn orders_score_exactly_or_by_pairs() {
    let order = |rules: &str, inside: &str| {
        let body = format!(
            "<orderInteraction responseIdentifier='RESPONSE' shuffle='true'>{}</orderInteraction>",
            choices("simpleChoice", "A B C", "")
        );
        item(&response("ordered", "identifier", inside), &body, rules)
    };
    let InteractionSource::Ordering { elements, key, exact } = interaction(&order(MATCH, &correct("B,A,C"))) else {
        panic!()
    };
    assert_eq!((elements.join(""), key, exact), ("abc".to_owned(), vec![1, 0, 2], true));
    let InteractionSource::Ordering { elements, key, .. } = interaction(&order(MATCH, &correct("A,B,C"))) else {
        panic!()
    };
    assert_eq!((elements.join(""), key), ("cba".to_owned(), vec![2, 1, 0]));
    // One point for every neighbouring pair in place: a C B would be half right, which pairs in order do not say.
    let run = |a: &str, b: &str| {
        format!(
            "<responseCondition><responseIf><contains><variable identifier='RESPONSE'/><ordered><baseValue baseType='identifier'>{a}</baseValue>\
             <baseValue baseType='identifier'>{b}</baseValue></ordered></contains><setOutcomeValue identifier='SCORE'><sum><variable identifier='SCORE'/>\
             <baseValue baseType='float'>1</baseValue></sum></setOutcomeValue></responseIf></responseCondition>"
        )
    };
    let rules = format!("<responseProcessing>{}{}</responseProcessing>", run("A", "B"), run("B", "C"));
    assert!(reason(&order(&rules, &correct("A,B,C"))).contains("neither"));
}

#[test]
fn a_slider_is_a_number_with_a_scale() {
    let xml = item(
        &response("single", "integer", &correct("20")),
        "<p>Berapa?</p><sliderInteraction responseIdentifier='RESPONSE' lowerBound='0' upperBound='100' step='5'/>",
        MATCH,
    );
    let expected = InteractionSource::NumericEntry {
        key: Some(20.0),
        tolerance: 0.0,
        unit: None,
        slider: Some(SliderSource { lower: 0.0, upper: 100.0, step: 5.0 }),
    };
    assert_eq!(interaction(&xml), expected);
}

#[test]
fn hottext_becomes_options_below_a_text_with_bold_words() {
    let xml = item(
        &response("single", "identifier", &correct("B")),
        "<hottextInteraction responseIdentifier='RESPONSE' maxChoices='1'><p>Kota <hottext identifier='A'>ini</hottext> \
         dan <hottext identifier='B'>itu</hottext>.</p></hottextInteraction>",
        MATCH,
    );
    let (item, changes) = taken(&xml);
    assert_eq!(item.stem, "Kota **ini** dan **itu**.");
    let InteractionSource::SingleChoice { options, key: Some(1), .. } = item.interaction else { panic!() };
    assert_eq!(options, ["ini", "itu"]);
    assert!(changes[0].contains("bold"));
}

#[test]
fn versions_two_and_three_are_one() {
    let two = choice("multiple", &mapping("lowerBound='0'", "A=1,C=1,B=-1,D=-1"), "maxChoices='0'", MAP);
    let three = "<qti-assessment-item xmlns='http://www.imsglobal.org/xsd/imsqtiasi_v3p0' identifier='x' title='t'>\
        <qti-response-declaration identifier='RESPONSE' cardinality='multiple' base-type='identifier'><qti-mapping lower-bound='0'>\
        <qti-map-entry map-key='A' mapped-value='1'/><qti-map-entry map-key='C' mapped-value='1'/>\
        <qti-map-entry map-key='B' mapped-value='-1'/><qti-map-entry map-key='D' mapped-value='-1'/></qti-mapping></qti-response-declaration>\
        <qti-outcome-declaration identifier='SCORE' cardinality='single' base-type='float'/><qti-item-body>\
        <qti-choice-interaction response-identifier='RESPONSE' max-choices='0'><qti-prompt>Pilih</qti-prompt>\
        <qti-simple-choice identifier='A'>a</qti-simple-choice><qti-simple-choice identifier='B'>b</qti-simple-choice>\
        <qti-simple-choice identifier='C'>c</qti-simple-choice><qti-simple-choice identifier='D'>d</qti-simple-choice>\
        </qti-choice-interaction></qti-item-body><qti-response-processing \
        template='https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml'/></qti-assessment-item>";
    assert_eq!(interaction(&two), interaction(three));
    let key: BTreeSet<usize> = [0, 2].into();
    assert!(matches!(interaction(three), InteractionSource::MultipleResponse { key: found, .. } if found == key));
    assert_eq!(super::row(three).interaction, "choiceInteraction");
}
