//! Items of ours of all kinds, with every way of marking.

use std::collections::{BTreeMap, BTreeSet};

use crate::bank::source::{GapSource, InteractionSource as I, ItemSource, Marking, SliderSource};
use crate::domain::item::{Difficulty, JobFamily};

pub fn pictures() -> BTreeMap<String, Vec<u8>> {
    BTreeMap::from([
        ("images/Denah_1.png".to_owned(), b"\x89PNG\r\n\x1a\nrest".to_vec()),
        ("images/alur.svg".to_owned(), b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()),
    ])
}

fn texts(list: &str) -> Vec<String> {
    list.split_whitespace().map(|word| format!("teks {word}")).collect()
}

fn word(text: &str, part: f64) -> (String, f64) {
    (text.to_owned(), part)
}

fn written(accepted: &[(&str, f64)], case_sensitive: bool) -> GapSource {
    GapSource::Text { accepted: accepted.iter().map(|(text, part)| word(text, *part)).collect(), case_sensitive }
}

fn chosen(credit: &[(usize, f64)]) -> GapSource {
    let options = ["baik & benar", "3 < 4", "\"ya\""].map(str::to_owned).to_vec();
    GapSource::Choice { options, key: Some(2), credit: credit.iter().copied().collect() }
}

/// An item with every field filled.
pub fn item(id: &str, interaction: I) -> ItemSource {
    let marks = match &interaction {
        I::GapText { gaps, .. } => (1..=gaps.len()).map(|gap| format!(" [[{gap}]]")).collect::<Vec<_>>().concat(),
        _ => String::new(),
    };
    ItemSource {
        id: id.to_owned(),
        title: "Judul \"dua\" & <tiga>".into(),
        domain: "technical".into(),
        competency: "budgeting".into(),
        indicator: "Menyebut isi < 5 & \"lain\"".into(),
        difficulty: Some(Difficulty::Hard),
        seconds: Some(90),
        tags: vec!["satu".into(), "dua kata".into()],
        job_families: BTreeSet::from([JobFamily::Pelaksana, JobFamily::Pengawas]),
        fixed_order: false,
        stimulus: None,
        enemies: vec!["tek-014".into()],
        computation: Some("(3 < 4) & 1".into()),
        origin: Some("gift:q".into()),
        stem: format!("Isi{marks}:\n\n| a | b |\n|---|---:|\n| 1 | 2 |"),
        interaction,
        rationale: "Sebab **a** dan *b*.\n\n- satu\n- dua".into(),
    }
}

pub fn all() -> Vec<ItemSource> {
    let mut items: Vec<ItemSource> = Vec::new();
    for list in [choices(), numbers(), orders(), pairs(), gaps()] {
        for interaction in list {
            let number = items.len() + 1;
            let fixed_order = number.is_multiple_of(2);
            items.push(ItemSource { fixed_order, ..item(&format!("i-{number}"), interaction) });
        }
    }
    items.push(item("7-esai", I::ExtendedText));
    items.push(ItemSource { fixed_order: true, ..item("esai-2", I::ExtendedText) });
    items.extend(looks());
    items
}

fn choices() -> Vec<I> {
    let several = |key: &[usize], marking| I::MultipleResponse {
        options: texts("a b c d"),
        key: key.iter().copied().collect(),
        marking,
    };
    vec![
        I::SingleChoice { options: texts("a b c"), key: Some(1), credit: BTreeMap::new() },
        I::SingleChoice { options: texts("a b c"), key: Some(1), credit: BTreeMap::from([(2, 0.5), (0, 1.0 / 3.0)]) },
        I::GradedJudgement { options: texts("a b c d"), weights: vec![2, 5, 1, 4] },
        several(&[0, 2], Marking::Standard),
        several(&[0, 1, 2], Marking::Standard),
        several(&[0, 1, 2, 3], Marking::Standard),
        several(&[3], Marking::Standard),
        several(&[0, 2], Marking::Exact),
        several(&[3], Marking::Exact),
        several(&[0, 2], Marking::Credit(vec![(0, 0.5), (1, -0.25), (2, 0.5)])),
        several(&[0, 2], Marking::Credit(vec![(0, 0.5), (1, -0.5), (2, 0.5), (3, -0.5)])),
        several(&[3], Marking::Credit(vec![(1, 0.25), (3, 1.0)])),
    ]
}

fn numbers() -> Vec<I> {
    let number = |key: f64, tolerance: f64, unit: Option<&str>, slider| I::NumericEntry {
        key: Some(key),
        tolerance,
        unit: unit.map(str::to_owned),
        slider,
    };
    let slider = |lower, upper, step| Some(SliderSource { lower, upper, step });
    vec![
        number(12.5, 0.05, Some("persen & <lain>"), None),
        number(-3.0, 0.0, None, None),
        number(1_250_000.0, 0.5, Some("rupiah"), None),
        number(0.1, 0.2, None, None),
        number(35.0, 2.0, Some("persen"), slider(0.0, 100.0, 5.0)),
        number(12.5, 0.5, None, slider(0.0, 100.0, 0.5)),
        number(-4.0, 0.0, None, slider(-10.0, 10.0, 2.0)),
    ]
}

fn orders() -> Vec<I> {
    let order = |key: &[usize], exact| {
        let list: Vec<String> = (0..key.len()).map(|at| format!("langkah {at}")).collect();
        I::Ordering { elements: list, key: key.to_vec(), exact }
    };
    let long = [9, 3, 1, 0, 2, 8, 4, 7, 6, 5];
    vec![
        order(&[1, 0], true),
        order(&[1, 0], false),
        order(&[2, 0, 1], true),
        order(&[2, 0, 3, 1], false),
        order(&[0, 1, 2], false),
        order(&[6, 3, 1, 0, 2, 5, 4], false),
        order(&long, true),
        order(&long, false),
    ]
}

fn pairs() -> Vec<I> {
    let matching = |key: &[usize], rights: &str, reuse, marking| I::Matching {
        left: (0..key.len()).map(|at| format!("kiri **{at}**")).collect(),
        right: texts(rights),
        key: key.iter().copied().enumerate().collect(),
        reuse,
        marking,
    };
    let association = |size: usize, key: &[(usize, usize)], exact| I::Association {
        elements: (0..size).map(|at| format!("unsur {at}")).collect(),
        key: key.iter().copied().collect(),
        exact,
    };
    let credit = Marking::Credit(vec![((0, 2), 0.5), ((1, 0), 0.25), ((1, 1), -0.25), ((1, 2), 0.5)]);
    vec![
        matching(&[2, 0, 1], "c d e", false, Marking::Standard),
        matching(&[2, 0, 1], "c d e f", true, Marking::Standard),
        matching(&[2, 2], "c d e", true, Marking::Exact),
        matching(&[2, 0], "c d e", false, Marking::Exact),
        matching(&[2, 2], "c d e", true, credit),
        matching(&[9, 8, 7, 6, 5, 4, 3, 2, 1, 0], "a b c d e f g h i j k l", false, Marking::Standard),
        matching(&[9, 8, 7, 6, 5, 4, 3, 2, 1, 0], "a b c d e f g h i j k l", false, Marking::Exact),
        association(4, &[(0, 3), (1, 2)], false),
        association(4, &[(0, 3), (1, 2)], true),
        association(3, &[(0, 2)], true),
        association(3, &[(0, 2)], false),
        association(7, &[(0, 6), (1, 2), (3, 4)], false),
        association(12, &[(0, 6), (1, 2), (3, 4), (5, 7)], false),
        association(12, &[(0, 6), (1, 2), (3, 4), (5, 7)], true),
    ]
}

fn gaps() -> Vec<I> {
    let text = |gaps: Vec<GapSource>, exact| I::GapText { gaps, exact };
    let city = || written(&[("DKI \"Jakarta\"", 1.0), ("Jakarta", 1.0), ("jkt", 0.5)], true);
    vec![
        text(vec![chosen(&[(0, 0.25)])], false),
        text(vec![chosen(&[])], true),
        text(vec![chosen(&[(0, 0.25)]), city()], false),
        text(vec![chosen(&[]), written(&[("Jakarta", 1.0)], false)], true),
        text(vec![written(&[("12", 1.0)], true), written(&[("a & b", 1.0), ("c < d", 0.25)], false)], false),
        text(vec![written(&[("12", 1.0), ("13", 0.5)], false)], false),
        text(vec![city(), chosen(&[]), chosen(&[]), chosen(&[]), chosen(&[]), chosen(&[]), chosen(&[])], false),
    ]
}

/// Texts with everything that FORMAT.md allows, and an item with nothing but what it needs.
fn looks() -> Vec<ItemSource> {
    const STEM: &str = "Lihat ![Alur \"surat\" & <arsip>](images/alur.svg) dan ![Denah](images/Denah_1.png).\n\n\
        Nilai $\\frac{a}{b} < 5$, H<sub>2</sub>O, <u>garis</u>, 3 \\* 4, `kode <b>`.\n\n$$x^2 \\le 9$$\n\n\
        | kiri | tengah | kanan | apa saja |\n|:---|:---:|---:|---|\n| 1 | 2 | 3 | $4$ |\n\n\
        ```chart\ntype = \"bar\"\ntitle = \"Jumlah <orang> & \\\"lain\\\"\"\nx = [\"Jan\", \"Feb\"]\n[[series]]\n\
        name = \"Loket A\"\nvalues = [120, 150.5]\n```\n\n1. satu\n   - dua\n2. tiga\n\n> kutipan\n\n### Judul\n\n```\nkode\n  lagi\n```";
    let options =
        vec!["$x$ & <sub>2</sub>".to_owned(), "satu\n\ndua".to_owned(), "![Denah](images/Denah_1.png)".to_owned()];
    let choice = I::SingleChoice { options, key: Some(0), credit: BTreeMap::new() };
    let rich = ItemSource { stem: STEM.to_owned(), rationale: STEM.to_owned(), ..item("kaya", choice) };
    let bare = ItemSource {
        id: "polos".into(),
        stem: "Apa?".into(),
        interaction: I::SingleChoice { options: texts("a b"), key: Some(1), credit: BTreeMap::new() },
        ..ItemSource::default()
    };
    vec![rich, bare]
}
