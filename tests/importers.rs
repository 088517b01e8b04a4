//! Hostile bytes for every parser, on any machine: seeds that our own exporters write, mutated by a fixed generator, a
//! bounded number of times. Whatever comes in, an answer comes out. (`make fuzz` does the same guided by coverage.)
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use ukur::bank::exchange::export::Selection;
use ukur::bank::exchange::qti::score_check::score_check;
use ukur::bank::exchange::{self, Format, sheet};
use ukur::bank::source::{GapSource, InteractionSource, ItemSource, Marking};

/// Mutations of each seed; `FUZZ_ROUNDS` says another number.
const ROUNDS: usize = 600;
/// Pieces that parsers have opinions about.
const TOKENS: [&str; 24] = [
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "&b;",
    "<![CDATA[",
    "]]>",
    "<script>",
    "</p>",
    "{=",
    "~%-50%",
    "}",
    "::",
    "\\",
    "ANSWER: ",
    "\"",
    "\0",
    "\u{feff}",
    "999999999999999999999",
    "-1e308",
    "NaN",
    "../../etc/passwd",
    "+++\n",
    "[[1]]",
    "$\\frac{",
    "| a |",
    "data:image/png;base64,",
];

fn texts(words: &str) -> Vec<String> {
    words.split_whitespace().map(|word| format!("teks *{word}* $x^2$")).collect()
}

fn items() -> Vec<ItemSource> {
    let kinds = [
        InteractionSource::SingleChoice { options: texts("a b c"), key: Some(1), credit: BTreeMap::from([(2, 0.5)]) },
        InteractionSource::MultipleResponse {
            options: texts("a b c d"),
            key: BTreeSet::from([0, 2]),
            marking: Marking::Standard,
        },
        InteractionSource::NumericEntry { key: Some(12.5), tolerance: 0.05, unit: None, slider: None },
        InteractionSource::Ordering { elements: texts("a b c"), key: vec![2, 0, 1], exact: true },
        InteractionSource::Matching {
            left: texts("a b"),
            right: texts("c d e"),
            key: BTreeMap::from([(0, 2), (1, 0)]),
            reuse: false,
            marking: Marking::Standard,
        },
        InteractionSource::GapText {
            gaps: vec![GapSource::Text { accepted: vec![("Jakarta".into(), 1.0)], case_sensitive: false }],
            exact: false,
        },
        InteractionSource::ExtendedText,
    ];
    let item = |(number, interaction): (usize, InteractionSource)| ItemSource {
        id: format!("i-{number}"),
        title: "Judul".into(),
        tags: vec!["tag".into()],
        stem: if matches!(interaction, InteractionSource::GapText { .. }) { "Ini [[1]]." } else { "Apa?" }.into(),
        interaction,
        rationale: "Sebab **begini**.\n\n- satu\n- dua".into(),
        ..ItemSource::default()
    };
    kinds.into_iter().enumerate().map(item).collect()
}

/// Name of the fuzz target, and a good file.
fn good_files() -> Vec<(&'static str, Vec<u8>)> {
    let (items, pictures) = (items(), BTreeMap::new());
    let selection = Selection::of(&items, &pictures);
    let written = |format| exchange::write(format, &selection).unwrap().bytes;
    let qti = "<qti-assessment-item identifier='a' title='t' adaptive='false' time-dependent='false'>\
        <qti-response-declaration identifier='RESPONSE' cardinality='single' base-type='identifier'>\
        <qti-correct-response><qti-value>A</qti-value></qti-correct-response>\
        <qti-mapping default-value='0'><qti-map-entry map-key='A' mapped-value='1'/></qti-mapping>\
        </qti-response-declaration><qti-outcome-declaration identifier='SCORE' cardinality='single' base-type='float'/>\
        <qti-item-body><p>Apa?</p><qti-choice-interaction response-identifier='RESPONSE' max-choices='1'>\
        <qti-simple-choice identifier='A'>satu</qti-simple-choice><qti-simple-choice identifier='B'>dua</qti-simple-choice>\
        </qti-choice-interaction></qti-item-body><qti-response-processing><qti-response-condition><qti-response-if>\
        <qti-match><qti-variable identifier='RESPONSE'/><qti-correct identifier='RESPONSE'/></qti-match>\
        <qti-set-outcome-value identifier='SCORE'><qti-sum><qti-map-response identifier='RESPONSE'/>\
        <qti-base-value base-type='float'>0</qti-base-value></qti-sum></qti-set-outcome-value></qti-response-if>\
        </qti-response-condition></qti-response-processing></qti-assessment-item>";
    let cases = "\n---\n[{\"responses\":{\"RESPONSE\":\"A\"},\"outcomes\":{\"SCORE\":1}}]";
    let mut files = vec![
        ("qti", qti.as_bytes().to_vec()),
        ("qti", written(Format::Qti)),
        ("score_check", format!("{qti}{cases}").into_bytes()),
        ("moodle_xml", written(Format::MoodleXml)),
        ("gift", written(Format::Gift)),
        ("aiken", written(Format::Aiken)),
        ("xlsx", written(Format::Xlsx)),
        ("xlsx", sheet::template().unwrap()),
        ("csv", written(Format::Csv)),
        ("csv", b"Q\t1\tApa?\t\tS\t1\t\t0\nA\t1\tsatu\t\t1\n".to_vec()),
        ("docx", written(Format::Ukur)),
        ("ukur", written(Format::Ukur)),
    ];
    files.extend(items.iter().map(|item| ("item", item.to_text().into_bytes())));
    files
}

fn feed(target: &str, bytes: &[u8]) {
    let format = match target {
        "qti" => Format::Qti,
        "moodle_xml" => Format::MoodleXml,
        "gift" => Format::Gift,
        "aiken" => Format::Aiken,
        "xlsx" => Format::Xlsx,
        "csv" => Format::Csv,
        "docx" => Format::Docx,
        "ukur" => Format::Ukur,
        "score_check" => {
            let at = bytes.windows(5).position(|window| window == b"\n---\n").unwrap_or(bytes.len());
            let (item, cases) = bytes.split_at(at);
            let _ = score_check(item, cases.get(5..).unwrap_or_default());
            return;
        }
        _ => {
            let text = String::from_utf8_lossy(bytes);
            if let Ok(item) = ItemSource::from_text("technical", &text) {
                let _ = ItemSource::from_text("technical", &item.to_text());
            }
            return;
        }
    };
    let _ = exchange::detect("berkas", bytes);
    let Ok(import) = exchange::read("berkas", bytes, format) else { return };
    for (item, _) in import.rows.iter().filter_map(|row| row.taken()) {
        let _ = item.to_text();
    }
}

fn mutated(seed: &[u8], rng: &mut ChaCha12Rng) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..rng.random_range(1..6) {
        let at = rng.random_range(0..=bytes.len());
        let end = (at + rng.random_range(0..40)).min(bytes.len());
        match rng.random_range(0..6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, TOKENS[rng.random_range(0..TOKENS.len())].bytes())),
            3 => {
                let piece = bytes[at..end].to_vec();
                let times = rng.random_range(1..50);
                drop(bytes.splice(at..at, piece.repeat(times)));
            }
            4 if at < bytes.len() => bytes[at] = (rng.next_u32() & 0xff) as u8,
            _ if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8),
            _ => {}
        }
    }
    bytes
}

#[test]
fn whatever_comes_in_an_answer_comes_out() {
    let mut rng = ChaCha12Rng::from_seed([5; 32]);
    let rounds = std::env::var("FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    for (target, seed) in good_files() {
        feed(target, &seed);
        for _ in 0..rounds {
            feed(target, &mutated(&seed, &mut rng));
        }
        // Any parser may be given any other's file.
        for (other, _) in good_files() {
            feed(other, &seed);
        }
    }
}

/// Writes the seeds for the coverage-guided run where `SEEDS_TO` says.
#[test]
fn seeds() {
    let Some(folder) = std::env::var_os("SEEDS_TO") else { return };
    for (number, (target, bytes)) in good_files().into_iter().enumerate() {
        let folder = Path::new(&folder).join(target);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("seed-{number}")), bytes).unwrap();
    }
}
