//! Puts an accepted calibration with made-up parameters into a data folder, for the end-to-end tests:
//! `made_calibration <data folder> <bank> [items that it does not know]`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test's tool")]

mod calibration;

use std::path::PathBuf;

use ukur::app::App;
use ukur::config::{Config, Layer};
use ukur::domain::ids::ItemId;
use ukur::store::sql::SqlRecords;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let (folder, bank) = (PathBuf::from(arguments.next().unwrap()), arguments.next().unwrap());
    let unknown: Vec<String> = arguments.collect();
    let mut flags = Layer::default();
    flags.set("data_dir", folder.to_str().unwrap(), "test");
    let app = App::open(Config::load(None, std::iter::empty(), flags).unwrap()).await.unwrap();
    let versions = app.planning.bank_versions().await.unwrap();
    let (_, bank) = versions.into_iter().find(|(stamp, _)| stamp.id.as_str() == bank).expect("a bank of that name");
    let records = SqlRecords::open_sqlite(&folder.join("records.db")).await.unwrap();
    let known = |id: &ItemId| !unknown.iter().any(|one| one == id.as_str());
    calibration::accept(&records, &calibration::calibration(&bank, known), app.actor("uji").now).await;
}
