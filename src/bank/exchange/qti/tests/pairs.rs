//! Matches, associations, gaps to fill by dragging.

use std::collections::{BTreeMap, BTreeSet};

use super::{MAP, MATCH, choices, correct, interaction, item, mapping, reason, response};
use crate::bank::source::{GapSource, InteractionSource, Marking};

fn matching(inside: &str, left: &str, right: &str, rules: &str) -> String {
    let body = format!(
        "<matchInteraction responseIdentifier='RESPONSE' maxAssociations='0'><prompt>Jodohkan</prompt>\
         <simpleMatchSet>{}</simpleMatchSet><simpleMatchSet>{}</simpleMatchSet></matchInteraction>",
        choices("simpleAssociableChoice", "A B C", left),
        choices("simpleAssociableChoice", "X Y Z", right)
    );
    item(&response("multiple", "directedPair", inside), &body, rules)
}

type Found = (BTreeMap<usize, usize>, bool, Marking<(usize, usize)>);

fn found(xml: &str) -> Found {
    match interaction(xml) {
        InteractionSource::Matching { key, reuse, marking, .. } => (key, reuse, marking),
        other => panic!("{other:?}"),
    }
}

const ONCE: &str = "matchMax='1'";
const MANY: &str = "matchMax='3'";

#[test]
fn matches_find_their_marking() {
    let key = BTreeMap::from([(0, 1), (1, 0), (2, 2)]);
    let pairs = mapping("defaultValue='0'", "A Y=1,B X=1,C Z=1");
    assert_eq!(found(&matching(&pairs, ONCE, ONCE, MAP)), (key.clone(), false, Marking::Standard));
    assert_eq!(found(&matching(&correct("A Y,B X,C Z"), ONCE, ONCE, MATCH)), (key.clone(), false, Marking::Exact));
    let weighted = mapping("defaultValue='0'", "A Y=2,B X=1,C Z=1");
    let credit = vec![((0, 1), 0.5), ((1, 0), 0.25), ((2, 2), 0.25)];
    assert_eq!(found(&matching(&weighted, ONCE, ONCE, MAP)), (key, false, Marking::Credit(credit)));
}

#[test]
fn a_right_may_serve_several_lefts() {
    let (key, reuse, marking) = found(&matching(&mapping("", "A X=1,B X=1,C Z=1"), ONCE, MANY, MAP));
    assert_eq!((key, reuse, marking), (BTreeMap::from([(0, 0), (1, 0), (2, 2)]), true, Marking::Standard));
}

#[test]
fn columns_change_places_when_the_left_takes_several() {
    let InteractionSource::Matching { left, right, key, reuse, .. } =
        interaction(&matching(&mapping("", "A X=1,A Y=1,C Z=1"), MANY, ONCE, MAP))
    else {
        panic!()
    };
    assert_eq!((left.join(""), right.join("")), ("xyz".to_owned(), "abc".to_owned()));
    assert_eq!((key, reuse), (BTreeMap::from([(0, 0), (1, 0), (2, 2)]), true));
    let both = matching(&mapping("", "A X=1,A Y=1,B X=1"), MANY, MANY, MAP);
    assert!(reason(&both).contains("every left has one"));
}

#[test]
fn pairs_declared_as_identifiers_are_pairs() {
    let xml = matching(&mapping("", "A Y=1,B X=1,C Z=1"), ONCE, ONCE, MAP).replace("'directedPair'", "'identifier'");
    assert_eq!(found(&xml).2, Marking::Standard);
}

fn associate(elements: &str, inside: &str, rules: &str) -> String {
    let body = format!(
        "<associateInteraction responseIdentifier='RESPONSE' maxAssociations='2'>{}</associateInteraction>",
        choices("simpleAssociableChoice", elements, ONCE)
    );
    item(&response("multiple", "pair", inside), &body, rules)
}

#[test]
fn associations_pair_the_elements_of_one_list() {
    let key: BTreeSet<(usize, usize)> = [(0, 2), (1, 3)].into();
    let ours = mapping("lowerBound='0' defaultValue='-1'", "C A=1,B D=1");
    for (inside, rules, expected) in [(ours, MAP, false), (correct("A C,D B"), MATCH, true)] {
        let found = interaction(&associate("A B C D", &inside, rules));
        let InteractionSource::Association { key: found, exact, .. } = found else { panic!("{found:?}") };
        assert_eq!((found, exact), (key.clone(), expected));
    }
}

/// What is paired wrongly takes away here, so a source in which it costs nothing scores otherwise — unless nothing
/// wrong can stand beside what is right.
#[test]
fn an_association_that_forgives_wrong_pairs_is_left_out() {
    for inside in [mapping("", "C A=1,B D=1"), mapping("lowerBound='0' defaultValue='-0.25'", "C A=1,B D=1")] {
        let reason = reason(&associate("A B C D E", &inside, MAP));
        assert!(reason.contains("less the wrong ones"), "{reason}");
        let found = interaction(&associate("A B C D", &inside, MAP));
        assert!(matches!(found, InteractionSource::Association { exact: false, .. }), "{found:?}");
    }
}

#[test]
fn gaps_to_drag_into_are_gaps_or_a_match_when_they_weigh_differently() {
    let gaps = |inside: &str, rules: &str| {
        let body = format!(
            "<gapMatchInteraction responseIdentifier='RESPONSE'>{}<p>Ibu <gap identifier='G1'/> dan <gap identifier='G2'/>.</p></gapMatchInteraction>",
            choices("gapText", "A B C", ONCE)
        );
        item(&response("multiple", "directedPair", inside), &body, rules)
    };
    let (even, _) = super::taken(&gaps(&mapping("", "A G1=1,B G2=1"), MAP));
    assert_eq!(even.stem, "Ibu [[1]] dan [[2]].");
    let InteractionSource::GapText { gaps: found, exact: false } = even.interaction else { panic!() };
    assert!(matches!(&found[1], GapSource::Choice { options, key: Some(1), .. } if options.len() == 3));
    assert!(matches!(interaction(&gaps(&correct("A G1,B G2"), MATCH)), InteractionSource::GapText { exact: true, .. }));
    let (uneven, changes) = super::taken(&gaps(&mapping("defaultValue='-1' lowerBound='0'", "A G1=1,B G2=3"), MAP));
    assert_eq!(uneven.stem, "Ibu (1) … dan (2) ….");
    assert!(matches!(uneven.interaction, InteractionSource::Matching { marking: Marking::Credit(_), .. }));
    assert!(changes[0].contains("do not count alike"));
}
