//! Shapes that the field's tools write, each with what must come of it.

use super::{MAP, MATCH, choices, correct, interaction, item, mapping, reason, response, row, taken};
use crate::bank::source::{GapSource, InteractionSource, Marking};

/// A key of two with a penalty for everything else, as chemistry examples have it.
#[test]
fn a_default_penalty_is_a_credit_below_zero() {
    let inside = correct("H,O") + &mapping("lowerBound='0' upperBound='2' defaultValue='-2'", "H=1,O=1,Cl=-1");
    let body = format!(
        "<choiceInteraction responseIdentifier='RESPONSE' shuffle='true' maxChoices='0'><prompt>Unsur air?</prompt>{}</choiceInteraction>",
        choices("simpleChoice", "H He C O N Cl", "fixed='false'")
    );
    let InteractionSource::MultipleResponse { key, marking: Marking::Credit(credit), .. } =
        interaction(&item(&response("multiple", "identifier", &inside), &body, MAP))
    else {
        panic!()
    };
    assert_eq!(key.into_iter().collect::<Vec<_>>(), [0, 3]);
    assert_eq!(credit, [(0, 0.5), (1, -1.0), (2, -1.0), (3, 0.5), (4, -1.0), (5, -0.5)]);
}

/// Several sources to few targets that may be used again, with half points.
#[test]
fn characters_to_plays() {
    let body = format!(
        "<matchInteraction responseIdentifier='RESPONSE' shuffle='true' maxAssociations='4'>\
         <simpleMatchSet>{}</simpleMatchSet><simpleMatchSet>{}</simpleMatchSet></matchInteraction>",
        choices("simpleAssociableChoice", "C D L P", "matchMax='1'"),
        choices("simpleAssociableChoice", "M R T", "matchMax='4'")
    );
    let inside = correct("C R,D M,L M,P T") + &mapping("defaultValue='0'", "C R=1,D M=0.5,L M=0.5,P T=1");
    match interaction(&item(&response("multiple", "directedPair", &inside), &body, MAP)) {
        InteractionSource::Matching { key, reuse: true, marking: Marking::Credit(credit), .. } => {
            assert_eq!((key.len(), credit.len()), (4, 4));
        }
        other => panic!("{other:?}"),
    }
}

/// Rules that add up gap by gap, each with its own comparison, and set nothing else.
#[test]
fn a_cloze_of_words_and_choices() {
    let declared = |name: &str, base: &str, key: &str| {
        format!(
            "<responseDeclaration identifier='{name}' cardinality='single' baseType='{base}'>{}</responseDeclaration>",
            correct(key)
        )
    };
    let add = |test: String| {
        format!(
            "<responseCondition><responseIf>{test}<setOutcomeValue identifier='SCORE'><sum><variable identifier='SCORE'/>\
             <baseValue baseType='float'>0.5</baseValue></sum></setOutcomeValue></responseIf></responseCondition>"
        )
    };
    let free = "<stringMatch caseSensitive='false'><variable identifier='A'/><correct identifier='A'/></stringMatch>"
        .to_owned();
    let number = "<equal toleranceMode='exact'><variable identifier='B'/><correct identifier='B'/></equal>".to_owned();
    let rules = format!("<responseProcessing>{}{}</responseProcessing>", add(free), add(number));
    let body = "<table><tr><td>Ibu kota <textEntryInteraction responseIdentifier='A'/></td><td><textEntryInteraction responseIdentifier='B'/> pulau</td></tr></table>";
    let (item, changes) =
        taken(&item(&(declared("A", "string", "Nusantara") + &declared("B", "integer", "5")), body, &rules));
    assert!(item.stem.contains("[[1]]") && item.stem.contains("[[2]]"), "{}", item.stem);
    assert_eq!(changes, ["the first row of a table became its header"]);
    let InteractionSource::GapText { gaps, exact: false } = item.interaction else { panic!() };
    let text = |text: &str| GapSource::Text { accepted: vec![(text.to_owned(), 1.0)], case_sensitive: false };
    assert_eq!(gaps, [text("Nusantara"), text("5")]);
}

#[test]
fn a_key_that_repeats_itself_counts_once() {
    let body = format!(
        "<choiceInteraction responseIdentifier='RESPONSE' maxChoices='2'>{}</choiceInteraction>",
        choices("simpleChoice", "A B C", "")
    );
    let (_, changes) = taken(&item(&response("multiple", "identifier", &correct("A,B,A")), &body, MATCH));
    assert_eq!(changes[0], "the correctResponse of `RESPONSE` names a value twice; it counts once");
}

#[test]
fn several_interactions_of_their_own_are_left_out_by_name() {
    let body = "<choiceInteraction responseIdentifier='RESPONSE' maxChoices='1'><simpleChoice identifier='A'>a</simpleChoice></choiceInteraction>\
        <orderInteraction responseIdentifier='R2'><simpleChoice identifier='A'>a</simpleChoice></orderInteraction>";
    let declared = response("single", "identifier", &correct("A"))
        + &response("ordered", "identifier", &correct("A")).replace("RESPONSE", "R2");
    let xml = item(&declared, body, MATCH);
    assert_eq!(row(&xml).interaction, "choiceInteraction + orderInteraction");
    assert!(reason(&xml).contains("choiceInteraction + orderInteraction"));
}

/// Speech markup, prefixes and formulas inside a choice.
#[test]
fn namespaces_do_not_confuse() {
    let xml = "<q:assessmentItem xmlns:q='http://www.imsglobal.org/xsd/imsqti_v2p1' xmlns:m='http://www.w3.org/1998/Math/MathML' \
        xmlns:s='http://www.w3.org/2001/10/synthesis' identifier='i' title='t'>\
        <q:responseDeclaration identifier='RESPONSE' cardinality='single' baseType='identifier'><q:correctResponse><q:value>B</q:value></q:correctResponse></q:responseDeclaration>\
        <q:outcomeDeclaration identifier='SCORE' cardinality='single' baseType='integer'/>\
        <q:itemBody><q:p>Nilai <s:sub alias='x'>x</s:sub>?</q:p><q:choiceInteraction responseIdentifier='RESPONSE' maxChoices='1'>\
        <q:simpleChoice identifier='A'><m:math><m:mn>1</m:mn></m:math></q:simpleChoice><q:simpleChoice identifier='B'>dua\
        <q:feedbackInline outcomeIdentifier='F' identifier='B' showHide='show'>Tepat</q:feedbackInline></q:simpleChoice></q:choiceInteraction></q:itemBody>\
        <q:responseProcessing template='http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct'/></q:assessmentItem>";
    let (item, changes) = taken(xml);
    assert_eq!((item.stem.as_str(), item.rationale.as_str()), ("Nilai x?", "Tepat"));
    let InteractionSource::SingleChoice { options, key: Some(1), .. } = item.interaction else { panic!() };
    assert_eq!(options, ["<math><mn>1</mn></math>", "dua"]);
    assert_eq!(changes, ["feedback is kept in the rationale"]);
}

/// An item of people who write the score into an outcome of another name.
#[test]
fn the_only_number_that_rules_set_is_the_score() {
    let rules = "<responseProcessing><responseCondition><responseIf><match><variable identifier='RESPONSE'/><correct identifier='RESPONSE'/></match>\
        <setOutcomeValue identifier='NILAI'><baseValue baseType='integer'>10</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>";
    let body = format!(
        "<choiceInteraction responseIdentifier='RESPONSE' maxChoices='1'>{}</choiceInteraction>",
        choices("simpleChoice", "A B", "")
    );
    let declared = response("single", "identifier", &correct("B"))
        + "<outcomeDeclaration identifier='NILAI' cardinality='single' baseType='integer'/>";
    assert!(matches!(
        interaction(&item(&declared, &body, rules)),
        InteractionSource::SingleChoice { key: Some(1), .. }
    ));
}
