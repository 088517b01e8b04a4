//! A server beside the one at which a protected bank was unlocked: it hears of new versions and cannot read them.

use std::sync::Arc;

use ukur::bank::BankFiles;
use ukur::bank::catalogue::Catalogue;
use ukur::domain::bank::Bank;
use ukur::domain::blueprint::Blueprint;
use ukur::domain::ids::BankVersion;
use ukur::planning::{Loader, Planning};

use crate::hall::library::HandLoader;
use crate::hall::{Engine, Hall};
use crate::room::{MANIFEST, Room, item};

/// The bank with one more item of its own.
fn files(id: &str) -> String {
    let mut files = BankFiles::default();
    files.insert("bank.toml", MANIFEST.into()).unwrap();
    files.insert(&format!("technical/{id}.md"), item(id).to_text().into_bytes()).unwrap();
    files.to_json()
}

async fn registered(room: &Room, id: &str) -> BankVersion {
    room.hall.planning.add_bank(files(id), &mut room.hall.actor("ani")).await.unwrap().version.clone()
}

pub async fn a_running_server_hears_of_a_version_that_it_cannot_read(engine: Engine) {
    let room = Room::new(engine).await;
    // It started when the bank was readable by everybody, and knows it.
    let theirs = Arc::new(Catalogue::default());
    let beside = Planning::new(room.hall.place.open().await, theirs.clone(), Arc::new(HandLoader));
    beside.load_library().await.unwrap();
    assert_eq!(theirs.versions_of(&room.bank).len(), 1);
    let room = room.protected().await;
    let version = registered(&room, "baru").await;
    assert!(room.loaded().contains(&version), "where it is unlocked it is in use");
    beside.notice().await.unwrap();
    assert!(theirs.is_locked(&version), "known, and locked");
    assert!(theirs.bank(&version).is_none());
    beside.notice().await.unwrap();
    assert!(theirs.is_locked(&version), "asking again changes nothing");
}

/// Locks what it reads before it hands it over, as the end of an unlocking would.
struct LockedMeanwhile(Arc<Catalogue>);

impl Loader for LockedMeanwhile {
    fn bank(&self, files: &str) -> Result<Bank, String> {
        let read = HandLoader.bank(files)?;
        self.0.lock_bank(&read.version);
        Ok(read)
    }

    fn blueprint(&self, source: &str) -> Result<Blueprint, String> {
        HandLoader.blueprint(source)
    }
}

pub async fn what_is_locked_while_it_is_read_stays_out(engine: Engine) {
    let hall = Hall::new(engine).await;
    let catalogue = Arc::new(Catalogue::default());
    let loader = Arc::new(LockedMeanwhile(catalogue.clone()));
    let beside = Planning::new(hall.place.open().await, catalogue.clone(), loader);
    let version = BankVersion::new("bank-4");
    assert!(catalogue.bank(&version).is_none() && !catalogue.is_locked(&version));
    beside.notice().await.unwrap();
    assert!(catalogue.is_locked(&version));
    assert!(catalogue.bank(&version).is_none(), "what was read went with the key");
}
