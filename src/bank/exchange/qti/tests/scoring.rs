//! The interpreter, rule by rule, through the same door as the command line.

use serde_json::{Value as Json, json};

use crate::bank::exchange::qti::score_check::{CaseResult, score_check};

fn item(declarations: &str, rules: &str) -> String {
    format!(
        "<assessmentItem identifier='i' title='t'>{declarations}\
         <outcomeDeclaration identifier='SCORE' cardinality='single' baseType='float'/>\
         <outcomeDeclaration identifier='O' cardinality='single' baseType='boolean'/>\
         <responseProcessing>{rules}</responseProcessing></assessmentItem>"
    )
}

fn run(item: &str, responses: &Json) -> CaseResult {
    let cases = json!([{ "name": "one", "responses": responses }]);
    score_check(item.as_bytes(), cases.to_string().as_bytes()).unwrap().remove(0)
}

/// The value of an expression as SCORE or, when it is true or false, as O; R and S are responses.
fn evaluate(declarations: &str, expression: &str, responses: &Json, outcome: &str) -> Json {
    let rules = format!("<setOutcomeValue identifier='{outcome}'>{expression}</setOutcomeValue>");
    let result = run(&item(declarations, &rules), responses);
    assert_eq!(result.unsupported, None, "{expression}");
    result.outcomes[outcome].clone()
}

const STRING: &str = "<responseDeclaration identifier='R' cardinality='single' baseType='string'/>";
const FLOAT: &str = "<responseDeclaration identifier='R' cardinality='single' baseType='float'/>";

fn number(expression: &str) -> Json {
    evaluate(FLOAT, expression, &json!({}), "SCORE")
}

fn truth(expression: &str) -> Json {
    evaluate(FLOAT, expression, &json!({}), "O")
}

fn f(number: f64) -> String {
    format!("<baseValue baseType='float'>{number}</baseValue>")
}

fn i(number: i64) -> String {
    format!("<baseValue baseType='integer'>{number}</baseValue>")
}

fn b(yes: bool) -> String {
    format!("<baseValue baseType='boolean'>{yes}</baseValue>")
}

#[test]
fn arithmetic_is_exact_and_null_stays_null() {
    for (expression, expected) in [
        (format!("<sum>{}{}</sum>", f(1.5), i(2)), json!(3.5)),
        (format!("<sum>{}<null/></sum>", f(1.5)), Json::Null),
        (format!("<product>{}{}</product>", i(3), i(4)), json!(12.0)),
        (format!("<subtract>{}{}</subtract>", i(3), i(4)), json!(-1.0)),
        (format!("<divide>{}{}</divide>", i(3), i(4)), json!(0.75)),
        (format!("<divide>{}{}</divide>", i(3), i(0)), Json::Null),
        (format!("<power>{}{}</power>", i(2), i(10)), json!(1024.0)),
        (format!("<integerDivide>{}{}</integerDivide>", i(-7), i(2)), json!(-4.0)),
        (format!("<integerModulus>{}{}</integerModulus>", i(-7), i(2)), json!(1.0)),
        (format!("<truncate>{}</truncate>", f(-6.8)), json!(-6.0)),
        (format!("<round>{}</round>", f(6.5)), json!(7.0)),
        (format!("<round>{}</round>", f(-6.5)), json!(-6.0)),
        (format!("<min>{}{}</min>", i(3), i(4)), json!(3.0)),
        (format!("<max>{}{}</max>", i(3), i(4)), json!(4.0)),
        ("<variable identifier='R'/>".to_owned(), Json::Null),
    ] {
        assert_eq!(number(&expression), expected, "{expression}");
    }
}

#[test]
fn truth_has_three_values() {
    let unknown = "<gt><variable identifier='R'/><baseValue baseType='float'>1</baseValue></gt>";
    for (expression, expected) in [
        (format!("<and>{}{unknown}</and>", b(true)), Json::Null),
        (format!("<and>{}{unknown}</and>", b(false)), json!(false)),
        (format!("<or>{}{unknown}</or>", b(true)), json!(true)),
        (format!("<or>{}{unknown}</or>", b(false)), Json::Null),
        (format!("<not>{unknown}</not>"), Json::Null),
        (format!("<anyN min='1' max='2'>{}{}{}</anyN>", b(true), b(false), b(true)), json!(true)),
        (format!("<anyN min='1' max='1'>{}{}</anyN>", b(true), b(true)), json!(false)),
        (format!("<anyN min='1' max='1'>{}{unknown}</anyN>", b(true)), Json::Null),
        (format!("<isNull>{unknown}</isNull>"), json!(true)),
        (format!("<isNotNull>{}</isNotNull>", i(0)), json!(true)),
    ] {
        assert_eq!(truth(&expression), expected, "{expression}");
    }
}

#[test]
fn numbers_compare_with_their_tolerance() {
    let equal = |attributes: &str, given: f64| truth(&format!("<equal {attributes}>{}{}</equal>", f(10.0), f(given)));
    assert_eq!(equal("", 10.0), json!(true));
    assert_eq!(equal("toleranceMode='exact'", 10.001), json!(false));
    assert_eq!(equal("toleranceMode='absolute' tolerance='0.5 1'", 9.5), json!(true));
    assert_eq!(equal("toleranceMode='absolute' tolerance='0.5 1'", 11.0), json!(true));
    assert_eq!(equal("toleranceMode='absolute' tolerance='0.5' includeLowerBound='false'", 9.5), json!(false));
    assert_eq!(equal("toleranceMode='relative' tolerance='10'", 9.0), json!(true));
    assert_eq!(equal("toleranceMode='relative' tolerance='10'", 8.99), json!(false));
    let rounded = |given: f64| {
        let mode = "roundingMode='decimalPlaces' figures='1'";
        truth(&format!("<equalRounded {mode}>{}{}</equalRounded>", f(3.16), f(given)))
    };
    assert_eq!(rounded(3.24), json!(true));
    assert_eq!(rounded(3.26), json!(false));
}

#[test]
fn texts_compare_by_case_part_and_pattern() {
    let text = |expression: &str| evaluate(STRING, expression, &json!({ "R": "Kota Bandung" }), "O");
    let given = "<variable identifier='R'/>";
    let base = |text: &str| format!("<baseValue baseType='string'>{text}</baseValue>");
    for (expression, expected) in [
        (format!("<stringMatch caseSensitive='true'>{given}{}</stringMatch>", base("kota bandung")), false),
        (format!("<stringMatch caseSensitive='false'>{given}{}</stringMatch>", base("kota bandung")), true),
        (format!("<substring caseSensitive='false'>{}{given}</substring>", base("BAND")), true),
        (format!("<patternMatch pattern='[A-Z][a-z]+'>{given}</patternMatch>"), false),
        (format!("<patternMatch pattern='[A-Z][a-z]+ .*'>{given}</patternMatch>"), true),
        (
            format!(
                "<match>{given}<customOperator definition='x:Trim'>{}</customOperator></match>",
                base(" Kota Bandung ")
            ),
            true,
        ),
    ] {
        assert_eq!(text(&expression), json!(expected), "{expression}");
    }
}

#[test]
fn containers_know_order_and_repetition() {
    let ids = |holder: &str, names: &str| {
        let inside: String =
            names.split(' ').map(|n| ["<baseValue baseType='identifier'>", n, "</baseValue>"].concat()).collect();
        format!("<{holder}>{inside}</{holder}>")
    };
    let one = |name: &str| format!("<baseValue baseType='identifier'>{name}</baseValue>");
    for (expression, expected) in [
        (format!("<match>{}{}</match>", ids("multiple", "A B"), ids("multiple", "B A")), true),
        (format!("<match>{}{}</match>", ids("multiple", "A A"), ids("multiple", "A")), false),
        (format!("<match>{}{}</match>", ids("ordered", "A B"), ids("ordered", "B A")), false),
        (format!("<contains>{}{}</contains>", ids("ordered", "A B C"), ids("ordered", "B C")), true),
        (format!("<contains>{}{}</contains>", ids("ordered", "A B C"), ids("ordered", "A C")), false),
        (format!("<contains>{}{}</contains>", ids("multiple", "A B"), ids("multiple", "A A")), false),
        (format!("<member>{}{}</member>", one("A"), ids("ordered", "B A")), true),
        (format!("<match><index n='2'>{}</index>{}</match>", ids("ordered", "A B"), one("B")), true),
        (
            format!("<match><delete>{}{}</delete>{}</match>", one("A"), ids("ordered", "A B A"), ids("ordered", "B")),
            true,
        ),
        (format!("<equal><containerSize>{}</containerSize>{}</equal>", ids("multiple", "A B"), i(2)), true),
        (
            "<equal><containerSize><null/></containerSize><baseValue baseType='integer'>0</baseValue></equal>"
                .to_owned(),
            true,
        ),
    ] {
        assert_eq!(truth(&expression), json!(expected), "{expression}");
    }
}

#[test]
fn a_mapping_sums_then_cuts() {
    let declared = |attributes: &str| {
        format!(
            "<responseDeclaration identifier='R' cardinality='multiple' baseType='identifier'><mapping {attributes}>\
             <mapEntry mapKey='A' mappedValue=' 3 '/><mapEntry mapKey='B' mappedValue='-2'/></mapping></responseDeclaration>"
        )
    };
    let map = |attributes: &str, given: Json| {
        evaluate(&declared(attributes), "<mapResponse identifier='R'/>", &json!({ "R": given }), "SCORE")
    };
    assert_eq!(map("", json!(["A", "B"])), json!(1.0));
    assert_eq!(map("defaultValue='0.5'", json!(["A", "X", "Y"])), json!(4.0));
    assert_eq!(map("lowerBound='0' upperBound='2'", json!(["A"])), json!(2.0));
    assert_eq!(map("lowerBound='0'", json!(["B"])), json!(0.0));
    assert_eq!(map("lowerBound='1'", json!(null)), json!(1.0));
    assert_eq!(map("", json!(["A", "A"])), json!(6.0));
}

#[test]
fn map_keys_compare_by_their_type() {
    let integer = "<responseDeclaration identifier='R' cardinality='single' baseType='integer'>\
        <mapping><mapEntry mapKey='042' mappedValue='2'/></mapping></responseDeclaration>";
    let map = |declaration: &str, given: Json| {
        evaluate(declaration, "<mapResponse identifier='R'/>", &json!({ "R": given }), "SCORE")
    };
    assert_eq!(map(integer, json!(42)), json!(2.0));
    let pair = |base: &str| {
        format!(
            "<responseDeclaration identifier='R' cardinality='multiple' baseType='{base}'>\
             <mapping><mapEntry mapKey='A B' mappedValue='1'/></mapping></responseDeclaration>"
        )
    };
    assert_eq!(map(&pair("pair"), json!(["B A"])), json!(1.0));
    assert_eq!(map(&pair("directedPair"), json!(["B A"])), json!(0.0));
    assert_eq!(map(&pair("directedPair"), json!([["A", "B"]])), json!(1.0));
    let text = "<responseDeclaration identifier='R' cardinality='single' baseType='string'><mapping>\
        <mapEntry mapKey='Jawa' mappedValue='1' caseSensitive='false'/><mapEntry mapKey='Bali' mappedValue='2'/>\
        </mapping></responseDeclaration>";
    assert_eq!(map(text, json!("JAWA")), json!(1.0));
    assert_eq!(map(text, json!("BALI")), json!(0.0));
}

#[test]
fn points_pay_once_for_each_area() {
    let areas = "<responseDeclaration identifier='R' cardinality='multiple' baseType='point'><areaMapping defaultValue='-1'>\
        <areaMapEntry shape='circle' coords='10,10,5' mappedValue='2'/>\
        <areaMapEntry shape='rect' coords='20,20,30,30' mappedValue='1'/>\
        <areaMapEntry shape='poly' coords='40,40,60,40,50,60' mappedValue='4'/></areaMapping></responseDeclaration>";
    let map = |given: Json| evaluate(areas, "<mapResponsePoint identifier='R'/>", &json!({ "R": given }), "SCORE");
    assert_eq!(map(json!(["10 14", "11 11"])), json!(2.0));
    assert_eq!(map(json!(["30 20", "50 45", "90 90"])), json!(4.0));
}

#[test]
fn tables_look_up_and_rules_stop() {
    let looked = |table: &str, given: f64| {
        let xml = format!(
            "<qti-assessment-item identifier='i'>\
             <qti-outcome-declaration identifier='SCORE' cardinality='single' base-type='float'>{table}</qti-outcome-declaration>\
             <qti-response-processing><qti-lookup-outcome-value identifier='SCORE'>\
             <qti-base-value base-type='float'>{given}</qti-base-value></qti-lookup-outcome-value><qti-exit-response/>\
             <qti-set-outcome-value identifier='SCORE'><qti-base-value base-type='float'>9</qti-base-value>\
             </qti-set-outcome-value></qti-response-processing></qti-assessment-item>"
        );
        run(&xml, &json!({})).outcomes["SCORE"].clone()
    };
    let steps = "<qti-interpolation-table default-value='-1'>\
        <qti-interpolation-table-entry source-value='5' target-value='2' include-boundary='false'/>\
        <qti-interpolation-table-entry source-value='2' target-value='1'/></qti-interpolation-table>";
    assert_eq!(
        [5.1, 5.0, 2.0, 1.9].map(|given| looked(steps, given)),
        [json!(2.0), json!(1.0), json!(1.0), json!(-1.0)]
    );
    let exact = "<qti-match-table default-value='7'><qti-match-table-entry source-value='1' target-value='3'/></qti-match-table>";
    assert_eq!([1.0, 2.0].map(|given| looked(exact, given)), [json!(3.0), json!(7.0)]);
}

#[test]
fn every_spelling_of_a_template_is_the_template() {
    let declared = "<responseDeclaration identifier='RESPONSE' cardinality='single' baseType='identifier'>\
        <correctResponse><value>A</value></correctResponse><mapping><mapEntry mapKey='A' mappedValue='3'/></mapping></responseDeclaration>\
        <outcomeDeclaration identifier='MAXSCORE' cardinality='single' baseType='float'><defaultValue><value>4</value></defaultValue></outcomeDeclaration>\
        <outcomeDeclaration identifier='FEEDBACKBASIC' cardinality='single' baseType='identifier'/>";
    for (address, expected) in [
        ("http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct", 1.0),
        ("http://www.imsglobal.org/question/qti_v2p0/rptemplates/map_response.xml", 3.0),
        ("https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml", 1.0),
        ("rptemplates/CC2_match.xml", 1.0),
        ("http://www.imsglobal.org/question/qtiv3p0/rptemplates/CC2_match_basic", 4.0),
        ("CC2_map_response", 3.0),
    ] {
        let xml = format!(
            "<assessmentItem identifier='i'>{declared}<responseProcessing template='{address}'/></assessmentItem>"
        );
        assert_eq!(run(&xml, &json!({ "RESPONSE": "A" })).outcomes["SCORE"], json!(expected), "{address}");
        assert_eq!(run(&xml, &json!({})).outcomes["SCORE"], json!(0.0), "{address}");
    }
    let unknown =
        format!("<assessmentItem identifier='i'>{declared}<responseProcessing template='mine.xml'/></assessmentItem>");
    assert!(run(&unknown, &json!({})).unsupported.unwrap().contains("mine.xml"));
}

#[test]
fn what_is_not_supported_is_named_and_never_scored() {
    for (rules, name) in [
        ("<setOutcomeValue identifier='SCORE'><customOperator definition='my:op'/></setOutcomeValue>", "my:op"),
        ("<setOutcomeValue identifier='SCORE'><randomInteger max='3'/></setOutcomeValue>", "randomInteger"),
        ("<setOutcomeValue identifier='SCORE'><invented/></setOutcomeValue>", "invented"),
        ("<setOutcomeValue identifier='OTHER'><null/></setOutcomeValue>", "OTHER"),
        ("<setOutcomeValue identifier='SCORE'><mapResponse identifier='R'/></setOutcomeValue>", "no mapping"),
        ("<doSomething/>", "doSomething"),
        (
            "<responseCondition><responseIf><null/></responseIf><responseElse/><responseElseIf><null/></responseElseIf></responseCondition>",
            "responseElseIf",
        ),
        ("<setOutcomeValue identifier='SCORE'><variable identifier='GHOST'/></setOutcomeValue>", "GHOST"),
    ] {
        let result = run(&item(FLOAT, rules), &json!({}));
        assert!(result.outcomes.is_empty() && !result.matches, "{rules}");
        let message = result.unsupported.unwrap();
        assert!(message.contains(name) && message.contains("line 1"), "{message}");
    }
}

#[test]
fn cases_may_be_written_in_several_ways() {
    let xml = item(FLOAT, "<setOutcomeValue identifier='SCORE'><variable identifier='R'/></setOutcomeValue>");
    let cases = json!({ "responses": { "R": 2 }, "cases": [
        { "expect": { "score": 2 } },
        { "responses": { "R": ["3"] }, "expect": { "outcomes": { "SCORE": 3, "O": null } } },
        { "response": 4, "expected": 4 },
        { "responses": { "R": 5 }, "expect": { "SCORE": 6 } },
    ]});
    let results = score_check(xml.as_bytes(), cases.to_string().as_bytes()).unwrap();
    assert_eq!(results.iter().map(|result| result.matches).collect::<Vec<_>>(), [true, true, true, false]);
    assert_eq!(results[3].differences, ["SCORE is 5.0, expected 6"]);
    assert!(score_check(b"<a/>", b"[]").is_err());
    assert!(score_check(xml.as_bytes(), b"nonsense").is_err());
}
