//! Which column means what: found by headers in Indonesian and English, or given.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::COLUMNS;
use super::key::KeyStyle;
use super::table::{Table, TableRow};
use crate::bank::exchange::Refused;

/// Titles and hints may stand above the header.
pub(super) const MAX_ABOVE: usize = 15;
/// A header that names fewer fields of ours is none.
const MIN_KNOWN: usize = 2;
pub(super) const MAX_OPTIONS: usize = 10;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(try_from = "String")]
pub enum Field {
    Id,
    /// A running number: the source's name for the row, no identifier.
    Number,
    Title,
    Kind,
    Domain,
    Competency,
    Indicator,
    Difficulty,
    Stem,
    Option(usize),
    /// All options in one cell, as a JSON list or between pipes.
    OptionList,
    Score(usize),
    OptionPicture(usize),
    Left(usize),
    Key,
    Marking,
    Tolerance,
    Unit,
    Shuffle,
    MaxChoices,
    Seconds,
    Tags,
    JobFamilies,
    Stimulus,
    Enemies,
    Computation,
    Picture,
    Rationale,
    Format,
    /// Said as not taken over, when a cell of it holds something.
    Ignored,
}

/// A field for each column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    pub columns: Vec<Field>,
    /// As the file has them.
    pub headers: Vec<String>,
    /// What stands where a row says nothing.
    pub constants: BTreeMap<Field, String>,
    pub key: KeyStyle,
}

const NAMES: &[(Field, &[&str])] = &[
    (Field::Id, &["id", "kode", "kodesoal", "code", "identifier", "name", "idsoal", "itemid"]),
    (Field::Number, &["no", "nosoal", "nomor", "nomorsoal", "number", "nr"]),
    (Field::Title, &["judul", "title", "nama", "namasoal"]),
    (
        Field::Kind,
        &[
            "jenis",
            "jenissoal",
            "tipe",
            "tipesoal",
            "type",
            "questiontype",
            "itemtype",
            "interaction",
            "bentuk",
            "bentuksoal",
        ],
    ),
    (Field::Domain, &["domain", "ranah", "aspek"]),
    (Field::Competency, &["kompetensi", "competency", "competence", "kompetensidasar", "subtes"]),
    (Field::Indicator, &["indikator", "indicator", "indikatorsoal"]),
    (Field::Difficulty, &["tingkat", "tingkatkesulitan", "kesulitan", "level", "difficulty", "tingkatkesukaran"]),
    (
        Field::Stem,
        &[
            "pokoksoal",
            "soal",
            "pertanyaan",
            "butirsoal",
            "question",
            "questiontext",
            "stem",
            "isisoal",
            "prompt",
            "tekssoal",
        ],
    ),
    (Field::OptionList, &["pilihan", "opsi", "options", "choices", "pilihanjawaban", "opsijawaban"]),
    (
        Field::Key,
        &[
            "kunci",
            "kuncijawaban",
            "jawabanbenar",
            "jawab",
            "jawaban",
            "key",
            "answer",
            "correctanswer",
            "correct",
            "correctoption",
            "answerkey",
        ],
    ),
    (Field::Marking, &["penilaian", "marking"]),
    (Field::Tolerance, &["toleransi", "tolerance"]),
    (Field::Unit, &["satuan", "unit"]),
    (Field::Shuffle, &["acak", "shuffle", "acakpilihan", "acakopsi"]),
    (Field::MaxChoices, &["maxchoices", "maksimalpilihan"]),
    (Field::Seconds, &["waktu", "waktudetik", "detik", "seconds", "time", "durasi"]),
    (
        Field::Tags,
        &[
            "tag",
            "tags",
            "label",
            "mapel",
            "matapelajaran",
            "subject",
            "materi",
            "topik",
            "topic",
            "kategori",
            "category",
        ],
    ),
    (Field::JobFamilies, &["rumpunjabatan", "rumpun", "jobfamilies"]),
    (Field::Stimulus, &["stimulus", "wacana"]),
    (Field::Enemies, &["butirseteru", "enemies"]),
    (Field::Computation, &["hitungan", "computation"]),
    (Field::Picture, &["gambar", "gambarsoal", "image", "picture", "file", "file1", "file2", "filesoal"]),
    (Field::Rationale, &["pembahasan", "penjelasan", "rationale", "explanation", "feedback", "alasan"]),
    (Field::Format, &["format"]),
];
/// Words before the letter or number of an option.
const OPTION: &[&str] = &["pilihan", "pil", "opsi", "option", "options", "choice", "jawaban", "answer", "elemen", ""];
const SCORE: &[&str] =
    &["skor", "nilai", "bobot", "score", "weight", "poin", "points", "kredit", "credit", "skorpilihan"];
const PICTURE: &[&str] = &["file", "gambar", "gambarpilihan", "image"];

/// Lower-case letters and digits.
fn plain(header: &str) -> String {
    header.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
}

impl Field {
    /// What a header of the field's usual names means.
    pub fn of_header(header: &str) -> Option<Self> {
        let header = plain(header);
        let named = NAMES.iter().find(|(_, names)| names.contains(&header.as_str())).map(|(field, _)| *field);
        named.or_else(|| counted(&header))
    }
}

/// `pilihana`, `skorb`, `choice1`, `choice1score`, `kiri2`.
fn counted(header: &str) -> Option<Field> {
    if let Some(rest) = header.strip_suffix("score").filter(|rest| *rest != "score") {
        return OPTION.iter().find_map(|word| index(rest.strip_prefix(word)?)).map(Field::Score);
    }
    let find = |words: &[&str]| words.iter().find_map(|word| index(header.strip_prefix(word)?));
    if let Some(at) = ["kiri", "left", "pernyataan"].iter().find_map(|word| index(header.strip_prefix(word)?)) {
        return Some(Field::Left(at));
    }
    let letter = header.bytes().next_back().is_some_and(|byte| byte.is_ascii_alphabetic());
    find(SCORE).map(Field::Score).or_else(|| find(PICTURE).filter(|_| letter).map(Field::OptionPicture)).or_else(|| {
        find(OPTION).filter(|_| letter || !header.bytes().all(|byte| byte.is_ascii_digit())).map(Field::Option)
    })
}

/// A letter A to J, or a number 1 to 10.
fn index(text: &str) -> Option<usize> {
    let at = match text.as_bytes() {
        [letter @ b'a'..=b'j'] => usize::from(letter - b'a'),
        _ => text.parse::<usize>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))?.checked_sub(1)?,
    };
    (at < MAX_OPTIONS).then_some(at)
}

impl Mapping {
    /// By the headers of one row.
    pub fn of_headers(headers: &[String]) -> Self {
        let mut seen = BTreeSet::new();
        let column = |header: &String| {
            let field = Field::of_header(header).unwrap_or(Field::Ignored);
            // A second column of the same name is not taken, but the pictures of a stem may be several.
            if field == Field::Picture || seen.insert(field) { field } else { Field::Ignored }
        };
        Self { columns: headers.iter().map(column).collect(), headers: headers.to_vec(), ..Self::default() }
    }

    /// The row that names most fields is the header; the table behind it, and what its columns mean.
    pub fn find(table: &Table) -> Result<(Table, Self), Refused> {
        let best = table.rows.iter().take(MAX_ABOVE).enumerate().map(|(at, row)| (at, Self::of_headers(&headers(row))));
        let best = best.max_by_key(|(at, mapping)| (mapping.known(), usize::MAX - at));
        let Some((at, mapping)) = best.filter(|(_, mapping)| mapping.is_usable()) else {
            let message =
                "no row names the columns; a header needs at least the question and the key (`pokok soal`, `kunci`)";
            return Err(Refused::new("no_header", message));
        };
        let rows = table.rows[at + 1..].to_vec();
        Ok((Table { rows, notes: table.notes.clone() }, mapping))
    }

    fn known(&self) -> usize {
        self.columns.iter().filter(|field| **field != Field::Ignored).count()
    }

    fn is_usable(&self) -> bool {
        self.known() >= MIN_KNOWN
            && self.columns.contains(&Field::Stem)
            && self.columns.iter().any(|field| matches!(field, Field::Key | Field::Score(_)))
    }

    /// Whether the table is our own template or export: it says what it means, and an empty cell is meant.
    pub(super) fn is_own(&self) -> bool {
        COLUMNS.iter().all(|(name, ..)| self.headers.iter().any(|header| header.trim() == *name))
    }

    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|known| *known == field)
    }

    pub(super) fn header(&self, column: usize) -> &str {
        self.headers.get(column).map_or("?", String::as_str)
    }
}

pub(super) fn headers(row: &TableRow) -> Vec<String> {
    row.cells.iter().map(|cell| cell.text.trim().to_owned()).collect()
}
