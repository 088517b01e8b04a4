//! A house with one bank under test, and what two people do with it.

use ukur::authoring::vault::{Standing, VaultState};
use ukur::authoring::{Authoring, AuthoringError, NewText};
use ukur::bank::BankFiles;
use ukur::bank::source::{InteractionSource, ItemSource};
use ukur::domain::ids::{BankId, BankVersion, ItemId};
use ukur::domain::item::Difficulty;
use ukur::trust::vault::Passphrase;

use crate::hall::{Engine, Hall};
use crate::log::listen;

/// Words of stem, key and rationale that no other part of the program says.
pub const MARKERS: [&str; 4] = ["Kerakatau purba", "gambut zamrud", "alasan kelulut", "stimulus cendana"];
pub const PASSPHRASES: [(&str, &str); 2] = [("ani", "kuda laut terbang tinggi"), ("budi", "tujuh payung di beranda")];
pub const MANIFEST: &str = "id = \"uji\"\ntitle = \"Uji\"\nlanguage = \"id\"\n[[domain]]\nid = \"technical\"\ntitle = \"Teknis\"\n\
    [[domain.competency]]\nid = \"budgeting\"\ntitle = \"Anggaran\"\n";

pub struct Room {
    pub hall: Hall,
    pub authoring: Authoring,
    pub bank: BankId,
}

impl Room {
    /// A bank with one released item and a stimulus.
    pub async fn new(engine: Engine) -> Self {
        listen();
        let room = Self::over(Hall::new(engine).await);
        let mut files = BankFiles::default();
        files.insert("bank.toml", MANIFEST.into()).unwrap();
        files
            .insert(
                "stimuli/teks.md",
                format!("+++\nid = \"teks\"\ntitle = \"Teks\"\n+++\n{}\n", MARKERS[3]).into_bytes(),
            )
            .unwrap();
        files.insert("technical/a.md", item("a").to_text().into_bytes()).unwrap();
        let by = &mut room.hall.actor("admin");
        room.hall.planning.add_bank(files.to_json(), by).await.unwrap();
        room.authoring.adopt(&room.bank, &files, by).await.unwrap();
        room
    }

    pub fn over(hall: Hall) -> Self {
        let authoring = Authoring::new(hall.store.clone(), hall.planning.clone());
        Self { hall, authoring, bank: BankId::new("uji") }
    }

    /// The program ends and starts again over the same database.
    pub async fn restarted(self) -> Self {
        self.hall.store.close().await;
        let Self { hall: Hall { place, .. }, .. } = self;
        Self::over(Hall::over(place).await)
    }

    pub async fn protect(&self, who: usize) -> Result<VaultState, AuthoringError> {
        let (name, passphrase) = PASSPHRASES[who];
        let by = &mut self.hall.actor(name);
        self.hall.vault.protect(&self.bank, Passphrase::new(passphrase.into()), by).await
    }

    pub async fn protected(self) -> Self {
        self.protect(0).await.unwrap();
        let state = self.protect(1).await.unwrap();
        assert!(matches!(state.standing, Standing::Unlocked(_)), "{state:?}");
        assert!(state.protected.unwrap().cleaned);
        self
    }

    pub async fn unlock_as(&self, name: &str, passphrase: &str, hours: u32) -> Result<VaultState, AuthoringError> {
        self.hall.advance(6_000); // one more try for the sign-in limit
        let by = &mut self.hall.actor(name);
        self.hall.vault.unlock(&self.bank, Passphrase::new(passphrase.into()), hours, by).await
    }

    pub async fn unlock(&self, hours: u32) -> VaultState {
        for (name, passphrase) in PASSPHRASES {
            self.unlock_as(name, passphrase, hours).await.unwrap();
        }
        self.state().await
    }

    pub async fn lock(&self) {
        self.hall.vault.lock(&self.bank, &mut self.hall.actor("ani")).await.unwrap();
    }

    pub async fn keep(&self) {
        self.hall.vault.keep(&mut self.hall.actor("ukur")).await.unwrap();
    }

    pub async fn state(&self) -> VaultState {
        self.hall.vault.state(&self.bank, self.hall.now()).await.unwrap()
    }

    pub async fn write(&self, id: &str, after: u32) -> Result<u32, AuthoringError> {
        let new = NewText { source: item(id), after, note: "catatan".into() };
        self.authoring.write(&self.bank, new, &mut self.hall.actor("ani")).await
    }

    pub async fn stem(&self) -> Result<String, AuthoringError> {
        self.authoring.item(&self.bank, &ItemId::new("a")).await.map(|detail| detail.source.stem)
    }

    /// The versions of the bank that sessions could be served with.
    pub fn loaded(&self) -> Vec<BankVersion> {
        self.hall.catalogue.versions_of(&self.bank)
    }
}

pub fn item(id: &str) -> ItemSource {
    ItemSource {
        id: id.into(),
        domain: "technical".into(),
        competency: "budgeting".into(),
        indicator: "Menyebut".into(),
        difficulty: Some(Difficulty::Easy),
        seconds: Some(60),
        stem: format!("{} nomor {id}?", MARKERS[0]),
        interaction: InteractionSource::SingleChoice {
            options: ["satu", MARKERS[1], "tiga"].map(String::from).to_vec(),
            key: Some(1),
            credit: std::collections::BTreeMap::new(),
        },
        rationale: MARKERS[2].into(),
        ..ItemSource::default()
    }
}
