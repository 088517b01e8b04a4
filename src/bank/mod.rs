//! The item bank and its blueprints as files.

mod adaptive_table;
mod bench;
mod blueprint_file;
pub mod catalogue;
mod computation;
mod computed;
mod course;
pub mod exchange;
mod fault;
mod fields;
mod files;
mod folder;
mod gap_file;
mod interaction_file;
mod item_file;
pub mod item_model;
mod key;
mod lettered;
mod lint;
mod load;
#[cfg(test)]
mod load_tests;
mod manifest;
mod marking;
mod markup;
mod outline;
mod page;
mod pictures;
mod quantity;
mod report;
pub mod source;
mod stimulus_file;
mod text;

pub use bench::Bench;
pub use blueprint_file::{load_blueprints, parse_blueprint};
pub use fault::BankFault;
pub use files::{BankFiles, FilesError, MAX_FILE_BYTES, MAX_FILES, MAX_PATH_BYTES, MAX_TOTAL_BYTES};
pub use lint::{Warning, lint, lint_item};
pub use load::{MAX_ITEMS, MAX_PRACTICE_ITEMS, PRACTICE, load, load_practice};
pub use manifest::is_id;
pub use outline::Outline;
pub use report::{CheckFailure, CheckReport, Table, check};
