//! The bank, the blueprints, the item models and the practice items that come with the program, inside the binary, so that
//! `target/release/ukur` alone is enough.

use include_dir::{Dir, include_dir};

use crate::bank::BankFiles;
use crate::bank::item_model::ItemModel;

/// Id of the shipped bank.
pub const BANK: &str = "umum";

static BANK_FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/item_bank/umum");
static BLUEPRINTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/item_bank/blueprints");
static MODELS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/item_bank/models");
static PRACTICE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/item_bank/practice");

/// The files of the shipped bank. They were within every bound when the program was tested.
pub fn bank() -> BankFiles {
    files(&BANK_FILES)
}

/// The `bank.toml` of the shipped bank: four domains with their competencies, for a bank that begins with an import.
pub fn manifest() -> Vec<u8> {
    bank().get("bank.toml").unwrap_or_default().to_vec()
}

pub fn practice() -> BankFiles {
    files(&PRACTICE)
}

/// The shipped item models, by id. They were read without a fault when the program was tested.
pub fn models() -> Vec<ItemModel> {
    let files = MODELS.files().filter_map(|file| Some((file.path().to_str()?.strip_suffix(".toml")?, file)));
    files.filter_map(|(name, file)| ItemModel::parse(name, file.contents_utf8()?).ok()).collect()
}

/// Sources of the shipped blueprints, in the order of their file names.
pub fn blueprints() -> Vec<&'static str> {
    BLUEPRINTS.files().filter_map(|file| file.contents_utf8()).collect()
}

fn files(dir: &Dir<'_>) -> BankFiles {
    let mut files = BankFiles::default();
    add(&mut files, dir);
    files
}

fn add(files: &mut BankFiles, dir: &Dir<'_>) {
    for file in dir.files() {
        if let Err(error) = files.insert(&file.path().to_string_lossy(), file.contents().to_vec()) {
            tracing::error!(file = %file.path().display(), %error, "shipped file left out");
        }
    }
    dir.dirs().for_each(|dir| add(files, dir));
}
