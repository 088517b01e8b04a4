//! Signs in the words of one item: options such as "semua benar", doubled negatives, an option of another grammar, words
//! that exclude, sentences nobody follows, years that cannot be, pictures without a description. The rules of item
//! writing are those of Haladyna, Downing & Rodriguez (2002), "A Review of Multiple-Choice Item-Writing Guidelines".

use super::Warning;
use super::habits::best;
use crate::domain::item::{Choice, Html, Interaction, Item};

/// A longer sentence is read twice.
const MAX_SENTENCE_WORDS: usize = 45;
/// A longer stem tests reading; where that is meant, the text belongs into a stimulus.
const MAX_STEM_WORDS: usize = 220;
/// The years that items speak of: from independence to what is planned.
const YEARS: std::ops::RangeInclusive<u32> = 1_900..=2_050;
/// Alternatives that describe nothing.
const EMPTY_ALTERNATIVES: [&str; 6] = ["gambar", "grafik", "image", "picture", "foto", "tabel"];
const CATCH_ALL: [&str; 10] = [
    "semua benar",
    "semua jawaban",
    "semua pilihan",
    "semuanya benar",
    "semua salah",
    "tidak ada yang benar",
    "tidak ada jawaban",
    "bukan salah satu",
    "a dan b benar",
    "jawaban a dan",
];
/// A longer option says something of its own.
const MAX_CATCH_ALL_WORDS: usize = 7;
const NEGATIVES: [&str; 5] = ["bukan", "tidak", "kecuali", "bukanlah", "tanpa"];
const ABSOLUTES: [&str; 5] = ["selalu", "tidak pernah", "mutlak", "sama sekali", "apa pun alasannya"];

pub(super) fn find(item: &Item) -> Vec<Warning> {
    let stem = plain(&item.stem);
    let options: Vec<(String, String)> = choices(item).iter().map(|c| (c.id.to_string(), plain(&c.html))).collect();
    let signs = [
        catch_all(&options),
        double_negative(item, &stem, &options),
        other_grammar(item, &options),
        absolutes(item, &options),
        hard_to_read(&stem),
        odd_year(&stem, &options),
        empty_alternative(item),
    ];
    let subject = item.id.to_string();
    let warn = |(code, message)| Warning { subject: subject.clone(), code, message };
    signs.into_iter().flatten().map(warn).collect()
}

type Sign = Option<(&'static str, String)>;

fn catch_all(options: &[(String, String)]) -> Sign {
    let catches = |text: &str| {
        let short = text.split_whitespace().count() <= MAX_CATCH_ALL_WORDS;
        short && CATCH_ALL.iter().any(|words| text.to_lowercase().contains(words))
    };
    let found = options.iter().find(|(_, text)| catches(text));
    found.map(|(id, text)| ("catch_all", format!("option {id} is about the other options: \"{text}\"")))
}

/// A negative question with negative answers, or two negatives in the question itself.
fn double_negative(item: &Item, stem: &str, options: &[(String, String)]) -> Sign {
    let asks = best(item).is_some() || matches!(item.interaction, Interaction::MultipleResponse { .. });
    if !asks {
        return None;
    }
    let question = sentences(stem).pop().unwrap_or_default().to_lowercase();
    let negatives = words(&question).filter(|word| NEGATIVES.contains(word)).count();
    let denying = options.iter().filter(|(_, text)| starts_negative(text)).count();
    let message = match negatives {
        0 => return None,
        1 if denying == 0 || denying == options.len() => return None,
        1 => "the question is negative and some options are, too".to_owned(),
        _ => "the question has two negatives".to_owned(),
    };
    Some(("double_negative", message))
}

fn starts_negative(option: &str) -> bool {
    let first = option.split_whitespace().next().unwrap_or_default().to_lowercase();
    NEGATIVES.contains(&first.as_str())
}

/// What two texts of one form have in common.
type Form = fn(&str) -> String;

/// The key alone ends, begins or is built otherwise than all other options.
fn other_grammar(item: &Item, options: &[(String, String)]) -> Sign {
    let (_, key) = best(item)?;
    let key = options.iter().position(|(id, _)| id == key.as_str())?;
    if options.len() < 4 {
        return None;
    }
    let forms: [(&str, Form); 3] = [
        ("ends in another sign", |text| {
            text.chars()
                .last()
                .filter(|c| !c.is_alphanumeric() && !")”\"%".contains(*c))
                .map(String::from)
                .unwrap_or_default()
        }),
        ("begins with another kind of letter", |text| {
            format!("{:?}", text.chars().next().map(|c| (c.is_uppercase(), c.is_numeric())))
        }),
        ("begins with another form of the verb", |text| verb_form(text).to_owned()),
    ];
    forms.into_iter().find_map(|(what, form)| {
        let of_key = form(&options[key].1);
        let others: Vec<String> =
            options.iter().enumerate().filter(|(i, _)| *i != key).map(|(_, (_, text))| form(text)).collect();
        let odd = others.iter().all(|other| *other == others[0]) && others[0] != of_key;
        odd.then(|| ("unequal_grammar", format!("the key alone {what}")))
    })
}

/// Active, passive, or no verb at the beginning.
fn verb_form(text: &str) -> &'static str {
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    let long = first.chars().count() > 5;
    match () {
        () if long && ["mem", "men", "meng", "meny", "me"].iter().any(|prefix| first.starts_with(prefix)) => "active",
        () if long && first.starts_with("di") && !first.starts_with("dinas") => "passive",
        () => "none",
    }
}

/// Words that exclude stand in wrong options only, twice or more.
fn absolutes(item: &Item, options: &[(String, String)]) -> Sign {
    let (_, key) = best(item)?;
    let absolute = |text: &str| ABSOLUTES.iter().any(|word| text.to_lowercase().contains(word));
    let (keyed, wrong): (Vec<_>, Vec<_>) = options.iter().partition(|(id, _)| id == key.as_str());
    let excluded = wrong.iter().filter(|(_, text)| absolute(text)).count();
    let fine = keyed.iter().any(|(_, text)| absolute(text)) || excluded < 2;
    (!fine)
        .then(|| ("absolute_words", format!("{excluded} wrong options say \"selalu\" or the like, the key does not")))
}

fn hard_to_read(stem: &str) -> Sign {
    let longest = sentences(stem).iter().map(|sentence| words(sentence).count()).max().unwrap_or(0);
    let all = words(stem).count();
    if longest > MAX_SENTENCE_WORDS {
        return Some((
            "hard_to_read",
            format!("a sentence of {longest} words; at most {MAX_SENTENCE_WORDS} read well"),
        ));
    }
    (all > MAX_STEM_WORDS).then(|| ("hard_to_read", format!("the stem has {all} words; use a stimulus")))
}

/// `tahun 20225`, `UU 5/2205`.
fn odd_year(stem: &str, options: &[(String, String)]) -> Sign {
    let texts = options.iter().map(|(_, text)| text.as_str()).chain([stem]);
    let year = texts.flat_map(years).find(|year| !YEARS.contains(year))?;
    Some(("odd_year", format!("the year {year} is out of range")))
}

/// Numbers after "tahun", and those after a slash behind the number of a regulation.
fn years(text: &str) -> Vec<u32> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let whole = |word: &str| -> Option<u32> {
        let digits = word.trim_matches(|c: char| !c.is_ascii_digit());
        (digits.len() >= 4 && digits.chars().all(|c| c.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
    };
    let named = words.windows(2).filter(|pair| pair[0].eq_ignore_ascii_case("tahun")).filter_map(|pair| whole(pair[1]));
    let numbered = words.windows(2).filter_map(|pair| {
        let (number, year) = pair[1].split_once('/')?;
        let plain = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
        (plain && pair[0].starts_with(char::is_uppercase)).then(|| whole(year)).flatten()
    });
    named.chain(numbered).collect()
}

fn empty_alternative(item: &Item) -> Sign {
    let choices = choices(item);
    let html = choices.iter().map(|choice| &choice.html).chain([&item.stem]);
    let alternatives = html.flat_map(|html| html.0.split("alt=\"").skip(1).filter_map(|rest| rest.split('"').next()));
    let empty = alternatives.into_iter().find(|text| {
        let text = text.trim().to_lowercase();
        text.chars().count() < 4 || EMPTY_ALTERNATIVES.contains(&text.as_str()) || text.contains(".png")
    })?;
    Some(("empty_alternative", format!("the text alternative \"{empty}\" describes nothing")))
}

fn choices(item: &Item) -> Vec<&Choice> {
    let left = if let Interaction::Matching { left, .. } = &item.interaction { left.as_slice() } else { &[] };
    item.interaction.drawable().iter().chain(left).collect()
}

/// Text without tags, blocks a line each.
fn plain(html: &Html) -> String {
    let mut text = String::new();
    let mut rest = html.0.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let Some((tag, after)) = after.split_once('>') else { break };
        if ["/p", "/li", "/tr", "/h3", "/blockquote", "br"].contains(&tag) {
            text.push('\n');
        } else if tag.starts_with("/t") {
            text.push(' ');
        }
        rest = after;
    }
    text.push_str(rest);
    text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").trim().to_owned()
}

/// A line end or one of `.?!` before a blank ends a sentence; an abbreviation makes it shorter, which harms nobody.
fn sentences(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut ended = false;
    for c in text.chars() {
        if c == '\n' || (ended && c.is_whitespace()) {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push(c);
        }
        ended = matches!(c, '.' | '?' | '!');
    }
    found.retain(|sentence| words(sentence).next().is_some());
    found
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| word.chars().any(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::source::{InteractionSource, ItemSource};
    use crate::bank::{BankFiles, Bench};

    fn codes(stem: &str, options: [&str; 4]) -> Vec<&'static str> {
        let manifest = "id = \"t\"\ntitle = \"T\"\nlanguage = \"id\"\n[[domain]]\nid = \"technical\"\ntitle = \"T\"\n\
                        [[domain.competency]]\nid = \"a\"\ntitle = \"A\"\n";
        let mut files = BankFiles::default();
        files.insert("bank.toml", manifest.into()).unwrap();
        let source = ItemSource {
            stem: stem.to_owned(),
            interaction: InteractionSource::SingleChoice {
                options: options.map(str::to_owned).to_vec(),
                key: Some(0),
                credit: std::collections::BTreeMap::default(),
            },
            ..ItemSource::default()
        };
        let item = Bench::new(&files).unwrap().0.shown(&source).0.unwrap();
        find(&item).into_iter().map(|warning| warning.code).collect()
    }

    #[test]
    fn a_plain_item_gives_no_sign() {
        let found = codes(
            "Sebuah dinas menyusun rencana kerja. Dokumen mana yang menjadi acuan menurut UU 25/2004?",
            ["Rencana strategis", "Laporan kinerja", "Daftar aset", "Buku tamu"],
        );
        assert_eq!(found, Vec::<&str>::new());
    }

    #[test]
    fn each_sign_is_seen() {
        let plain = ["Satu", "Dua", "Tiga", "Empat"];
        let long = "kata ".repeat(46) + "apa?";
        for (stem, options, code) in [
            ("Mana?", ["Satu", "Dua", "Tiga", "Semua benar"], "catch_all"),
            ("Mana yang bukan tidak tepat?", plain, "double_negative"),
            ("Mana yang **bukan** tugas camat?", ["Melapor", "Tidak membina", "Menata", "Melayani"], "double_negative"),
            ("Apa langkahnya?", ["Melaporkan.", "Diam", "Pergi", "Tunggu"], "unequal_grammar"),
            ("Apa langkahnya?", ["Melaporkan kejadian", "Rapat", "Surat", "Teguran"], "unequal_grammar"),
            ("Apa?", ["Memeriksa", "Memeriksa selalu", "Menolak selalu", "Menunda"], "absolute_words"),
            (&long, plain, "hard_to_read"),
            ("Menurut UU 5/2205, apa?", plain, "odd_year"),
            ("Pada tahun 1025 apa?", plain, "odd_year"),
        ] {
            assert_eq!(codes(stem, options), [code], "{stem} {options:?}");
        }
    }
}
