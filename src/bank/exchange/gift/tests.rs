//! GIFT as people write it, in words of our own, and what must be refused with its line.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::block::{gap, line};
use super::*;
use crate::bank::exchange::export::Selection;
use crate::bank::exchange::{Fate, Import, Row};
use crate::bank::source::{GapSource, InteractionSource, ItemSource, Marking};

fn file(text: &str) -> Import {
    read(text.as_bytes()).unwrap()
}

fn one(text: &str) -> ItemSource {
    let import = file(text);
    assert_eq!(import.rows.len(), 1, "{text}");
    import.rows[0].taken().unwrap_or_else(|| panic!("{:?}", import.rows[0])).0.clone()
}

fn reason(row: &Row) -> &str {
    match &row.fate {
        Fate::LeftOut { reason } => reason,
        Fate::Taken { .. } => panic!("taken"),
    }
}

#[test]
fn a_question_has_its_name_id_tags_and_category() {
    let import = file(
        "$CATEGORY: $course$/top/Bab 2\n\n// catatan\n// [id:q 7] [tag:mudah]\n::Ibu \\: kota::Apa ibu\nkota?{\n=Jakarta#ya\n~%50%Bogor\n~Depok # tidak\n####Lihat peta}\n",
    );
    let (item, changes) = import.rows[0].taken().unwrap();
    assert_eq!((item.id.as_str(), item.title.as_str(), item.stem.as_str()), ("q-7", "Ibu : kota", "Apa ibu kota?"));
    assert_eq!((import.rows[0].source.as_str(), import.rows[0].interaction.as_str()), ("line 5", "MC"));
    assert_eq!(item.tags, ["Bab 2", "mudah"]);
    assert_eq!(item.rationale, "Lihat peta\n\n**A**: ya\n\n**C**: tidak");
    assert_eq!(item.origin.as_deref(), Some("gift:q 7"));
    let InteractionSource::SingleChoice { options, key: Some(0), credit } = &item.interaction else { panic!() };
    assert_eq!((options.concat().as_str(), credit[&1]), ("JakartaBogorDepok", 0.5));
    assert_eq!(changes, ["the feedback became the explanation (rationale)"]);
}

#[test]
fn kinds_are_told_by_their_signs() {
    for (text, kind, name) in [
        ("a{T}", "TF", "single_choice"),
        ("a{FALSE#x#y}", "TF", "single_choice"),
        ("a{=b =c}", "Short", "gap_text"),
        ("a{#3}", "Numerical", "numeric_entry"),
        ("a{=b -> c =d -> e}", "Matching", "matching"),
        ("a{}", "Essay", "extended_text"),
        ("a{~%50%b ~%50%c ~d}", "MC", "multiple_response"),
        ("a{>2 x\nb\nc}", "Ordering", "ordering"),
    ] {
        let import = file(text);
        let (item, _) = import.rows[0].taken().unwrap_or_else(|| panic!("{:?}", import.rows[0]));
        assert_eq!((import.rows[0].interaction.as_str(), item.interaction.name()), (kind, name), "{text}");
    }
}

#[test]
fn numbers_are_written_in_many_ways() {
    for (text, value, slack) in [
        ("{#3}", 3.0, 0.0),
        ("{#-3.5:0.1}", -3.5, 0.1),
        ("{#4.141..4.142}", 4.1415, 0.0005),
        ("{#\n=%100%9:1#x\n~#no}", 9.0, 1.0),
        ("{#3:2~#no}", 3.0, 2.0),
    ] {
        let InteractionSource::NumericEntry { key: Some(key), tolerance, .. } = one(&format!("a{text}")).interaction
        else {
            panic!()
        };
        assert_eq!((key, tolerance), (value, slack), "{text}");
    }
    let import = file("a{#=5 =%50%6:1}");
    assert_eq!(import.rows[0].taken().unwrap().1, ["the answer 6 ± 1 for 50 % was left out"]);
}

#[test]
fn a_missing_word_is_a_gap_or_a_line() {
    assert_eq!(one("Dua {=dua} tiga").stem, "Dua [[1]] tiga");
    assert_eq!(one("Dua {=dua}.").stem, "Dua [[1]].");
    assert_eq!(one("Dua {~dua =tiga} x").stem, "Dua \\_\\_\\_\\_\\_ x");
    assert_eq!(one("Dua{=dua}").stem, "Dua\n\n[[1]]");
    assert_eq!(one("[html]<b>Dua</b> {=dua} x").stem, "**Dua** [[1]] x");
}

#[test]
fn signs_with_a_backslash_mean_nothing() {
    let item = one("Mana 5\\: \\{x\\} \\\\ ?{ ~ \\= 2 + 2 # \\# a\n = \\~ 3\\n4 }");
    assert_eq!(item.stem, "Mana 5: {x} \\\\ ?");
    let InteractionSource::SingleChoice { options, .. } = &item.interaction else { panic!() };
    assert_eq!(options, &["\\= 2 + 2", "\\~ 3\\\n4"]);
    let InteractionSource::SingleChoice { options, .. } =
        one("[markdown]x{=**a** ~[plain]<b> ~[html]<i>c</i>}").interaction
    else {
        panic!()
    };
    assert_eq!(options, ["**a**", "\\<b>", "*c*"]);
}

#[test]
fn faults_name_their_line() {
    let refused = |text: &str| read(text.as_bytes()).unwrap_err();
    assert_eq!(refused("a{=b}\n\nc {=d\n\n").message, "line 3: the brace `{` is never closed");
    assert_eq!(refused("a{=b\n\nc{=d}").message, "line 3: a brace `{` inside the one of line 1, which is never closed");
    assert_eq!(refused("a}").code, "unopened_brace");
    assert_eq!(refused("a\0{}").code, "nul");
    let import = file(
        "a{~b ~c}\n\nd{=%120%e}\n\nf {x}\n\n::g{T}\n\nh{T} i {F}\n\nsaja\n\nj{=k -> l =m}\n\n[html]<img src='@@PLUGINFILE@@/p.png'>{}\n\n{}",
    );
    let reasons: Vec<_> = import.rows.iter().map(reason).collect();
    for (at, words) in [
        "no key",
        "over 100 %",
        "neither",
        "has no end",
        "two groups",
        "information page",
        "no `->`",
        "`p.png`",
        "no text",
    ]
    .into_iter()
    .enumerate()
    {
        assert!(reasons[at].contains(words), "{}", reasons[at]);
    }
    assert_eq!(import.rows[3].source, "line 7");
    assert!(read("a{T}é".as_bytes()).unwrap().rows[0].taken().unwrap().1.is_empty());
    assert!(read(b"\xe9{T}").unwrap().rows[0].taken().unwrap().1[0].contains("Windows-1252"));
}

#[test]
fn what_is_written_reads_back_as_it_was() {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let accepted = vec![("%a~b".to_owned(), 1.0), ("c*".to_owned(), 0.5)];
    for (stem, interaction) in [
        (
            "s *x* {1}",
            InteractionSource::SingleChoice {
                options: texts(&["a=\\~", "**b**", "c"]),
                key: Some(1),
                credit: [(0, 0.25)].into(),
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
            "s\\\nt",
            InteractionSource::MultipleResponse {
                options: texts(&["a", "b", "c"]),
                key: [0, 2].into(),
                marking: Marking::Standard,
            },
        ),
        ("s", InteractionSource::GradedJudgement { options: texts(&["a", "b", "c", "d"]), weights: vec![1, 5, 2, 2] }),
        ("s", InteractionSource::NumericEntry { key: Some(-0.25), tolerance: 0.05, unit: None, slider: None }),
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
        (
            "s [[1]] t",
            InteractionSource::GapText {
                gaps: vec![GapSource::Text { accepted: accepted.clone(), case_sensitive: false }],
                exact: false,
            },
        ),
        (
            "s\n\n[[1]]",
            InteractionSource::GapText {
                gaps: vec![GapSource::Text { accepted, case_sensitive: false }],
                exact: false,
            },
        ),
        ("\\<b>s", InteractionSource::ExtendedText),
    ] {
        let item = ItemSource {
            id: "x-1".into(),
            title: "T: =".into(),
            stem: stem.into(),
            interaction,
            tags: texts(&["t"]),
            rationale: "R".into(),
            ..ItemSource::default()
        };
        let pictures = BTreeMap::new();
        let export = write(&Selection::of(std::slice::from_ref(&item), &pictures));
        let back = one(std::str::from_utf8(&export.bytes).unwrap());
        assert_eq!((&back.interaction, &back.stem), (&item.interaction, &item.stem));
        assert_eq!(
            (&back.id, &back.title, &back.tags, &back.rationale),
            (&item.id, &item.title, &item.tags, &item.rationale)
        );
    }
}

proptest! {
    #[test]
    fn a_gap_in_a_cell_reads_back(words in proptest::collection::vec("[-a-z~=#{}:\\\\%*. ]{1,8}", 2..5)) {
        let words: Vec<String> = words.iter().map(|word| word.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        prop_assume!(words.iter().all(|word| !word.is_empty() && !word.contains("->")) && words[0] != words[1]);
        let choice = GapSource::Choice { options: words.clone(), key: Some(1), credit: BTreeMap::from([(0, 0.5)]) };
        prop_assert_eq!(gap(&line(&choice), false).unwrap(), choice);
    }

    #[test]
    fn any_text_is_answered(text in "(::|\\{|\\}|=|~|#|%50%|->|\\\\|//|\n|\n\n|T|[a-z ]){0,40}") {
        let _ = read(text.as_bytes());
    }
}

proptest! {
    #[test]
    fn any_text_survives_the_way_there_and_back(stem in "[-a-z*_<>&;.#=|~`!()\\[\\]{}:% 1]{1,20}", option in "[-a-z*_<>&;.#=|~`!%: ]{1,12}") {
        let plain = |text: &str| format!("x{}", text.split_whitespace().collect::<Vec<_>>().join(" "));
        let escape = crate::bank::exchange::html::escape;
        let options = vec![escape(&plain(&option)), "lain".to_owned()];
        let interaction = InteractionSource::SingleChoice { options, key: Some(0), credit: BTreeMap::new() };
        let item = ItemSource { id: "a".into(), stem: escape(&plain(&stem)), interaction, ..ItemSource::default() };
        let pictures = BTreeMap::new();
        let export = write(&Selection::of(std::slice::from_ref(&item), &pictures));
        let back = one(std::str::from_utf8(&export.bytes).unwrap());
        let shown = |text: &str| crate::bank::exchange::html::to_plain(text);
        prop_assert_eq!(shown(&back.stem), plain(&stem));
        let InteractionSource::SingleChoice { options, .. } = &back.interaction else { panic!() };
        prop_assert_eq!(shown(&options[0]), plain(&option));
    }
}
