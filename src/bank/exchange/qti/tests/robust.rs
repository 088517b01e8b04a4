//! Whatever bytes come: an answer, never a panic, and never more work than a bound allows.

use super::{MAP, MATCH, choices, correct, item, mapping, reason, response};
use crate::bank::exchange::qti::{read, score_check::score_check};

fn samples() -> Vec<String> {
    let pairs = format!(
        "<matchInteraction responseIdentifier='RESPONSE'><simpleMatchSet>{}</simpleMatchSet><simpleMatchSet>{}</simpleMatchSet></matchInteraction>",
        choices("simpleAssociableChoice", "A B", "matchMax='1'"),
        choices("simpleAssociableChoice", "X Y", "matchMax='2'")
    );
    let rule = "<responseProcessing><responseCondition><responseIf><equal toleranceMode='absolute' tolerance='0.5 1'>\
        <variable identifier='RESPONSE'/><correct identifier='RESPONSE'/></equal><setOutcomeValue identifier='SCORE'>\
        <sum><baseValue baseType='float'>1</baseValue><mapResponse identifier='RESPONSE'/></sum></setOutcomeValue></responseIf>\
        <responseElse><exitResponse/></responseElse></responseCondition></responseProcessing>";
    let choice = format!(
        "<rubricBlock view='scorer'>x</rubricBlock><choiceInteraction responseIdentifier='RESPONSE' maxChoices='0'>{}</choiceInteraction>",
        choices("simpleChoice", "A B C", "")
    );
    vec![
        item(&response("multiple", "directedPair", &mapping("lowerBound='0'", "A X=1,B Y=2")), &pairs, MAP),
        item(
            &response("single", "float", &correct("4")),
            "<p>x <textEntryInteraction responseIdentifier='RESPONSE'/></p>",
            rule,
        ),
        item(&response("multiple", "identifier", &correct("A,B")), &choice, MATCH),
        item(
            &response("single", "integer", &correct("4")),
            "<sliderInteraction responseIdentifier='RESPONSE' lowerBound='0' upperBound='9' step='1'/>",
            MATCH,
        ),
    ]
}

#[test]
fn damaged_items_never_panic() {
    let mut state = 1_u64;
    let mut draw = |size: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % size.max(1)
    };
    let parts: Vec<String> = samples().join("").split('\'').map(str::to_owned).collect();
    for sample in samples() {
        let pieces: Vec<&str> = sample.split('\'').collect();
        for _ in 0..400 {
            let mut damaged: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
            for _ in 0..=draw(3) {
                let at = draw(damaged.len() - 1);
                // Attribute values stand at the odd places: most damage stays well-formed.
                damaged[at | 1] =
                    ["0", "-1", "1e300", "", "A", "X A", "99999999999999999999", "0.1"][draw(8)].to_owned();
                if draw(5) == 0 {
                    damaged[at] = parts[draw(parts.len())].clone();
                }
            }
            let text = damaged.join("'");
            let _ = read("x.xml", text.as_bytes());
            let _ = score_check(text.as_bytes(), b"[{\"responses\":{\"RESPONSE\":[\"A\",\"1 2\",3]}}]");
            let _ = read("x.xml", &text.as_bytes()[..draw(text.len())]);
        }
    }
}

#[test]
fn endless_rules_are_stopped() {
    let double = "<setOutcomeValue identifier='L'><multiple><variable identifier='L'/><variable identifier='L'/>\
        <baseValue baseType='integer'>1</baseValue></multiple></setOutcomeValue>";
    let rules = format!("<responseProcessing>{}</responseProcessing>", double.repeat(40));
    let list = "<outcomeDeclaration identifier='L' cardinality='multiple' baseType='integer'/>";
    let xml = item(&(response("single", "string", "") + list), "", &rules);
    let result = score_check(xml.as_bytes(), b"[{}]").unwrap().remove(0);
    assert!(result.unsupported.unwrap().contains("10000 values"));
    let many = choices("simpleChoice", "A B C D E F G H I J K L M", "");
    let body = format!("<choiceInteraction responseIdentifier='RESPONSE' maxChoices='0'>{many}</choiceInteraction>");
    assert!(reason(&item(&response("multiple", "identifier", &correct("A")), &body, MATCH)).contains("too many"));
}
