//! Questions as Moodle exports them, in words of our own, and what must not work.

use std::collections::BTreeMap;

use super::*;
use crate::bank::exchange::export::Selection;
use crate::bank::exchange::{Fate, Import};
use crate::bank::source::{GapSource, InteractionSource, ItemSource, Marking};

fn quiz(questions: &str) -> Import {
    read(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>{questions}</quiz>").as_bytes()).unwrap()
}

fn question(kind: &str, body: &str) -> Import {
    quiz(&format!(
        "<question type=\"{kind}\"><name><text>Nama</text></name><questiontext format=\"html\"><text><![CDATA[<p>Soal _____?</p>]]></text></questiontext>{body}</question>"
    ))
}

fn taken(import: &Import) -> (&ItemSource, &[String]) {
    let row = import.rows.last().unwrap();
    row.taken().unwrap_or_else(|| panic!("{:?}", row.fate))
}

fn reason(import: &Import) -> &str {
    match &import.rows.last().unwrap().fate {
        Fate::LeftOut { reason } => reason,
        Fate::Taken { .. } => panic!("taken"),
    }
}

fn answer(fraction: &str, text: &str) -> String {
    format!(
        "<answer fraction=\"{fraction}\" format=\"html\"><text>{text}</text><feedback format=\"html\"><text></text></feedback></answer>"
    )
}

#[test]
fn a_choice_has_its_key_credit_tags_and_origin() {
    let import = quiz(
        "<question type=\"category\"><category><text>$course$/top/Bab 1</text></category></question>
         <question type=\"multichoice\"><name><text>Air</text></name>
         <questiontext format=\"html\"><text>&lt;p&gt;Rumus &lt;b&gt;air&lt;/b&gt;&lt;/p&gt;</text></questiontext>
         <generalfeedback format=\"html\"><text>Baca bab 1</text></generalfeedback>
         <idnumber>Air 01</idnumber><defaultgrade>2.0</defaultgrade><single>true</single><shuffleanswers>
            0 </shuffleanswers>
         <answer fraction=\"100\"><text>H&lt;sub&gt;2&lt;/sub&gt;O</text><feedback><text>ya</text></feedback></answer>
         <answer fraction=\"33.333\"><text>1. a</text></answer><answer fraction=\"0\"><text>c</text></answer>
         <tags><tag><text>kimia</text></tag></tags></question>",
    );
    assert_eq!((import.rows.len(), import.rows[0].source.as_str()), (1, "line 3"));
    let (item, changes) = taken(&import);
    assert_eq!((item.id.as_str(), item.title.as_str(), item.stem.as_str()), ("air-01", "Air", "Rumus **air**"));
    assert_eq!(item.origin.as_deref(), Some("moodle-xml:Air 01"));
    assert_eq!((item.tags.as_slice(), item.fixed_order), (&["Bab 1".to_owned(), "kimia".to_owned()][..], true));
    assert_eq!(item.rationale, "Baca bab 1\n\n**A**: ya");
    let options = ["H<sub>2</sub>O", "1\\. a", "c"].map(str::to_owned).to_vec();
    let credit = BTreeMap::from([(1, 1.0 / 3.0)]);
    assert_eq!(item.interaction, InteractionSource::SingleChoice { options, key: Some(0), credit });
    assert_eq!(
        changes,
        ["the maximum of 2 points is 1 here, as for every item", "the feedback became the explanation (rationale)"]
    );
}

#[test]
fn fractions_are_moodles_and_reach_the_full_score() {
    let left_out = |single: bool, fractions: [&str; 2]| {
        let answers: String = fractions.iter().map(|fraction| answer(fraction, "x")).collect();
        reason(&question("multichoice", &format!("<single>{single}</single>{answers}"))).to_owned()
    };
    assert!(left_out(true, ["33", "100"]).contains("not in Moodle's list"));
    assert!(left_out(true, ["50", "0"]).contains("no key"));
    assert!(left_out(false, ["50", "25"]).contains("75.0 %"));
    assert!(left_out(true, ["NaN", "100"]).contains("no usable number"));
    let several: String = [answer("50", "a"), answer("50", "b"), answer("-50", "c")].concat();
    let import = question("multichoice", &format!("<single>0</single>{several}"));
    let InteractionSource::MultipleResponse { key, marking, .. } = &taken(&import).0.interaction else { panic!() };
    assert_eq!((key.len(), marking), (2, &Marking::Standard));
}

#[test]
fn true_and_false_are_told_by_fraction() {
    let import = question("truefalse", &[answer("0", "false"), answer("100", "true")].concat());
    let InteractionSource::SingleChoice { options, key, .. } = &taken(&import).0.interaction else { panic!() };
    assert_eq!((options[key.unwrap()].as_str(), taken(&import).0.fixed_order), ("Benar", true));
}

#[test]
fn an_empty_stem_of_a_match_is_a_distractor() {
    let pair = |a: &str, b: &str| {
        format!("<subquestion format=\"html\"><text>{a}</text><answer><text>{b}</text></answer></subquestion>")
    };
    let import = question("matching", &[pair("", "x"), pair("a", "y"), pair("b", "y")].concat());
    let InteractionSource::Matching { left, right, key, reuse, .. } = &taken(&import).0.interaction else { panic!() };
    assert_eq!((left.len(), right.len(), key[&0], key[&1], *reuse), (2, 2, 1, 1, true));
}

#[test]
fn numbers_and_words_have_their_answers() {
    let number = |fraction: &str, text: &str, tolerance: &str| {
        format!("<answer fraction=\"{fraction}\"><text>{text}</text><tolerance>{tolerance}</tolerance></answer>")
    };
    let import =
        question("numerical", &[number("50", "5", "0.1"), number("100", "3,5", "0"), number("0", "*", "0")].concat());
    let (item, changes) = taken(&import);
    assert_eq!(
        item.interaction,
        InteractionSource::NumericEntry { key: Some(3.5), tolerance: 0.0, unit: None, slider: None }
    );
    assert_eq!(changes, ["the answer 5 ± 0.1 for 50 % was left out"]);
    let import = question("shortanswer", &format!("<usecase>1</usecase>{}{}", answer("100", "Dua"), answer("50", "2")));
    let (item, _) = taken(&import);
    let accepted = vec![("Dua".to_owned(), 1.0), ("2".to_owned(), 0.5)];
    let gaps = vec![GapSource::Text { accepted, case_sensitive: true }];
    assert_eq!(
        (item.stem.as_str(), &item.interaction),
        ("Soal [[1]]?", &InteractionSource::GapText { gaps, exact: false })
    );
    assert!(reason(&question("shortanswer", &answer("100", "a*"))).contains("wildcard"));
}

#[test]
fn an_order_is_by_place() {
    let body = |way: &str| {
        format!("<gradingtype>{way}</gradingtype>{}", [answer("2", "b"), answer("1", "a"), answer("3", "c")].concat())
    };
    let import = question("ordering", &body("-1"));
    let (item, changes) = taken(&import);
    let InteractionSource::Ordering { elements, key, exact } = &item.interaction else { panic!() };
    assert_eq!(key.iter().map(|at| elements[*at].as_str()).collect::<String>(), "abc");
    assert!(*exact && changes.is_empty() && elements.concat() != "abc");
    assert_eq!(taken(&question("ordering", &body("7"))).1.len(), 1);
}

#[test]
fn gaps_have_the_words_of_their_group() {
    let word =
        |text: &str, group: u8| format!("<selectoption><text>{text}</text><group>{group}</group></selectoption>");
    let import = quiz(&format!(
        "<question type=\"gapselect\"><name><text>x</text></name><questiontext format=\"html\"><text>[[3]] lalu [[1]]</text></questiontext>{}</question>",
        [word("a", 1), word("b", 1), word("c", 2), word("a", 1)].concat()
    ));
    let (item, _) = taken(&import);
    let choice = |options: &[&str], key| GapSource::Choice {
        options: options.iter().map(|text| (*text).to_owned()).collect(),
        key: Some(key),
        credit: BTreeMap::new(),
    };
    let gaps = vec![choice(&["c"], 0), choice(&["a", "b"], 0)];
    assert_eq!(
        (item.stem.as_str(), &item.interaction),
        ("[[1]] lalu [[2]]", &InteractionSource::GapText { gaps, exact: false })
    );
}

#[test]
fn parts_of_a_cloze_become_gaps() {
    let import = quiz(
        "<question type=\"cloze\"><name><text>x</text></name><questiontext format=\"html\"><text><![CDATA[<p>a {1:MULTICHOICE:b#tidak~=c~%50%d\\}} {:SA:=e~%50%f} {2:NM:=2.5} {x}</p>]]></text></questiontext></question>",
    );
    let (item, changes) = taken(&import);
    assert_eq!(item.stem, "a [[1]] [[2]] [[3]] {x}");
    let InteractionSource::GapText { gaps, .. } = &item.interaction else { panic!() };
    assert!(
        matches!(&gaps[0], GapSource::Choice { options, key: Some(1), credit } if options[2] == "d}" && *credit == BTreeMap::from([(2, 0.5)]))
    );
    assert!(matches!(&gaps[2], GapSource::Text { accepted, .. } if accepted.len() == 2));
    assert_eq!(changes.len(), 3);
}

#[test]
fn what_is_no_item_of_ours_is_named() {
    for (kind, words) in [
        ("description", "information page"),
        ("calculated", "drawn numbers"),
        ("ddmarker", "`ddmarker` is not supported"),
        ("stack", "`stack`"),
        ("coderunner", "`coderunner`"),
        ("random", "no item"),
        ("", "no type"),
    ] {
        assert!(reason(&question(kind, "")).contains(words), "{kind}");
    }
    let import = question("essay", "");
    assert_eq!(
        (&taken(&import).0.interaction, taken(&import).1),
        (&InteractionSource::ExtendedText, &["people must mark it; it stays a draft".to_owned()][..])
    );
}

#[test]
fn pictures_come_with_the_file_or_the_item_stays_out() {
    let with = |file: &str| {
        quiz(&format!(
            "<question type=\"essay\"><name><text>x</text></name><questiontext format=\"html\"><text><![CDATA[<p><img src=\"@@PLUGINFILE@@/a%20b.png\" alt=\"A\"></p>]]></text>{file}</questiontext></question>"
        ))
    };
    let import = with("<file name=\"a b.png\" path=\"/\" encoding=\"base64\">iVBORw0K\nGgo=</file>");
    assert_eq!((taken(&import).0.stem.as_str(), import.pictures["images/a-b.png"].len()), ("![A](images/a-b.png)", 8));
    assert!(reason(&with("")).contains("`a b.png` is not in the file"));
    assert!(reason(&with("<file name=\"a b.png\" encoding=\"base64\">####</file>")).contains("no base64"));
    let huge = format!("<file name=\"a b.png\" encoding=\"base64\">{}</file>", "iVBO".repeat(200_000));
    assert!(reason(&with(&huge)).contains("more than"));
}

#[test]
fn a_stray_element_and_a_negative_tolerance_are_named() {
    let body = "<answer fraction=\"100\"><text>5</text><tolerance>-3</tolerance></answer>";
    let import = question("numerical", body);
    assert_eq!(taken(&import).1, ["the tolerance -3 was read as 3"]);
    let import = quiz("<soal type=\"multichoice\"><name/></soal>");
    assert!(
        matches!(&import.rows[0].fate, Fate::LeftOut { reason } if reason == "`soal` is no question of Moodle"),
        "{:?}",
        import.rows
    );
}

#[test]
fn hostile_files_are_refused() {
    let refused = |text: &str| read(text.as_bytes()).unwrap_err().code;
    assert_eq!(refused("<!DOCTYPE quiz [<!ENTITY a \"aaaa\">]><quiz>&a;</quiz>"), "not_xml");
    assert_eq!(refused("<quiz>"), "not_xml");
    assert_eq!(refused("<html/>"), "not_moodle_xml");
    assert_eq!(refused(&format!("<quiz>{}", "<a>".repeat(100_000))), "too_deep");
    assert_eq!(refused(&format!("<quiz>{}", "<a b=\"/>\">".repeat(100_000))), "too_deep");
    assert_eq!(refused("<quiz>\0</quiz>"), "nul");
    let import =
        question("multichoice", &[answer("100", "&lt;script&gt;alert(1)&lt;/script&gt;a"), answer("0", "b")].concat());
    assert!(taken(&import).1.iter().any(|change| change == "`script` was removed"));
}

#[test]
fn what_is_written_reads_back_as_it_was() {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let options = texts(&["a *b*", "c \\< d", "- e", "$x^2$"]);
    let gap = |key| GapSource::Choice { options: texts(&["x", "y"]), key: Some(key), credit: BTreeMap::new() };
    let text = GapSource::Text { accepted: vec![("a~b".into(), 1.0), ("c".into(), 0.5)], case_sensitive: false };
    let all = [
        (
            "s",
            InteractionSource::SingleChoice {
                options: texts(&["a *b*", "c \\< d", "\\- e"]),
                key: Some(1),
                credit: [(0, 0.5)].into(),
            },
        ),
        (
            "s",
            InteractionSource::SingleChoice {
                options: texts(&["Benar", "Salah"]),
                key: Some(1),
                credit: BTreeMap::new(),
            },
        ),
        (
            "s",
            InteractionSource::MultipleResponse {
                options: options[..2].to_vec(),
                key: [0, 1].into(),
                marking: Marking::Standard,
            },
        ),
        (
            "s",
            InteractionSource::MultipleResponse {
                options: options[..2].to_vec(),
                key: [0].into(),
                marking: Marking::Credit(vec![(0, 1.0), (1, -0.5)]),
            },
        ),
        ("s", InteractionSource::GradedJudgement { options: texts(&["a", "b", "c", "d"]), weights: vec![1, 5, 2, 2] }),
        (
            "s",
            InteractionSource::NumericEntry { key: Some(-0.25), tolerance: 0.05, unit: Some("m".into()), slider: None },
        ),
        ("s", InteractionSource::Ordering { elements: texts(&["c", "b", "a"]), key: vec![2, 1, 0], exact: true }),
        (
            "s",
            InteractionSource::Matching {
                left: texts(&["a", "b"]),
                right: texts(&["c", "d", "e"]),
                key: [(0, 0), (1, 1)].into(),
                reuse: false,
                marking: Marking::Standard,
            },
        ),
        ("s [[1]] t [[2]]", InteractionSource::GapText { gaps: vec![gap(1), gap(0)], exact: false }),
        ("s\n\n[[1]]", InteractionSource::GapText { gaps: vec![text.clone()], exact: false }),
        ("s [[1]] t [[2]]", InteractionSource::GapText { gaps: vec![gap(1), text], exact: false }),
        ("s", InteractionSource::ExtendedText),
    ];
    for (at, (stem, interaction)) in all.into_iter().enumerate() {
        let item = ItemSource {
            id: format!("id-{at}"),
            title: "T & <u>".into(),
            stem: stem.into(),
            interaction,
            tags: texts(&["t"]),
            rationale: "R".into(),
            ..ItemSource::default()
        };
        let pictures = BTreeMap::new();
        let export = write(&Selection::of(std::slice::from_ref(&item), &pictures));
        let import = read(&export.bytes).unwrap();
        let back = taken(&import).0;
        assert_eq!(back.interaction, item.interaction);
        assert_eq!(
            (&back.id, &back.title, &back.stem, &back.tags, &back.rationale),
            (&item.id, &item.title, &item.stem, &item.tags, &item.rationale)
        );
        assert_eq!(back.fixed_order, at == 1);
    }
}

#[test]
fn what_moodle_cannot_say_is_listed() {
    let pictures = BTreeMap::from([("images/a.png".to_owned(), b"\x89PNG1".to_vec())]);
    let interaction = InteractionSource::Association { elements: vec![], key: [(0, 1)].into(), exact: false };
    let items = [
        ItemSource { id: "a".into(), interaction, ..ItemSource::default() },
        ItemSource {
            id: "b".into(),
            stem: "![p](images/a.png)".into(),
            indicator: "i".into(),
            interaction: InteractionSource::ExtendedText,
            ..ItemSource::default()
        },
    ];
    let export = write(&Selection::of(&items, &pictures));
    let lost: Vec<_> = export.lost.iter().map(|loss| (loss.item.as_str(), loss.what.as_str())).collect();
    assert_eq!(lost, [("a", "the whole item: Moodle XML has no `association`"), ("b", "the indicator")]);
    assert_eq!(read(&export.bytes).unwrap().pictures, pictures);
}

proptest::proptest! {
    #[test]
    fn any_text_survives_the_way_there_and_back(stem in "[-a-z*_<>&;.#=|~`$!()\\[\\]{}\\\\ 1]{1,20}", option in "[-a-z*_<>&;.#=|~`$! ]{1,12}") {
        let plain = |text: &str| format!("x{}", text.split_whitespace().collect::<Vec<_>>().join(" "));
        let escape = crate::bank::exchange::html::escape;
        let options = vec![escape(&plain(&option)), "lain".to_owned()];
        let interaction = InteractionSource::SingleChoice { options, key: Some(0), credit: BTreeMap::new() };
        let item = ItemSource { id: "a".into(), stem: escape(&plain(&stem)), interaction, ..ItemSource::default() };
        let pictures = BTreeMap::new();
        let export = write(&Selection::of(std::slice::from_ref(&item), &pictures));
        let import = read(&export.bytes).unwrap();
        let back = taken(&import).0;
        let shown = |text: &str| crate::bank::exchange::html::to_plain(text);
        proptest::prop_assert!(shown(&back.stem) == shown(&item.stem) || stem.contains("$$") || stem.contains("\\(") || stem.contains("\\["));
        let InteractionSource::SingleChoice { options, .. } = &back.interaction else { panic!() };
        proptest::prop_assert!(shown(&options[0]) == plain(&option) || option.contains("$$"));
    }
}
