//! The item room over real databases: versions, two people, imports as a whole or not at all, releases.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fall over

mod hall;

use std::sync::Arc;

use hall::{Engine, Hall, both_engines};
use ukur::authoring::{Authoring, AuthoringError, ExportRequest, ImportRequest, NewText};
use ukur::bank::exchange::Format;
use ukur::bank::exchange::report::Status;
use ukur::bank::source::{InteractionSource, ItemSource, StimulusSource};
use ukur::bank::{BankFiles, Outline};
use ukur::domain::bank::{CompetencyInfo, DomainInfo};
use ukur::domain::ids::{BankId, CompetencyId, DomainId, ItemId};
use ukur::domain::item::Difficulty;
use ukur::domain::item_life::{LifeError, Stage, Step};

both_engines!(
    an_item_comes_into_use_by_two_people_and_a_release_takes_it,
    a_change_leaves_the_version_in_use_until_it_is_approved_itself,
    whoever_was_too_late_is_told_and_nothing_is_lost,
    an_unfinished_item_cannot_be_submitted,
    a_file_is_imported_as_drafts_and_again_it_is_known,
    a_dry_run_and_a_refused_file_store_nothing,
    what_was_exported_comes_back_the_same,
    a_bank_of_files_becomes_items_once,
    two_nodes_that_start_together_make_the_items_once,
    a_bank_begins_empty_and_grows_but_names_stay,
    shared_material_of_reviewed_items_stays_as_it_was_reviewed,
    an_import_never_goes_over_shared_material,
    who_submits_what_a_program_imported_cannot_approve_it,
    a_stimulus_goes_over_the_version_that_was_read,
);

const MANIFEST: &str = "id = \"uji\"\ntitle = \"Uji\"\nlanguage = \"id\"\n[[domain]]\nid = \"technical\"\ntitle = \"Teknis\"\n\
    [[domain.competency]]\nid = \"budgeting\"\ntitle = \"Anggaran\"\n";
const AIKEN: &str = "Ibu kota provinsi Jawa Barat?\nA. Bandung\nB. Serang\nC. Semarang\nANSWER: A\n\n\
    Warna bendera?\nA. Merah putih\nB. Biru\nANSWER: A\n";

struct Room {
    hall: Hall,
    authoring: Authoring,
    bank: BankId,
}

impl Room {
    async fn new(engine: Engine) -> Self {
        let hall = Hall::new(engine).await;
        let authoring = Authoring::new(hall.store.clone(), hall.planning.clone());
        let bank = BankId::new("uji");
        let mut files = BankFiles::default();
        files.insert("bank.toml", MANIFEST.into()).unwrap();
        authoring.adopt(&bank, &files, &mut hall.actor("admin")).await.unwrap();
        Self { hall, authoring, bank }
    }

    async fn write(&self, who: &str, source: ItemSource, after: u32) -> Result<u32, AuthoringError> {
        let new = NewText { source, after, note: "catatan".into() };
        self.authoring.write(&self.bank, new, &mut self.hall.actor(who)).await
    }

    async fn step(&self, who: &str, item: &str, number: u32, step: Step) -> Result<Stage, AuthoringError> {
        let by = &mut self.hall.actor(who);
        self.authoring.step(&self.bank, &ItemId::new(item), number, step, "sebab", by).await
    }

    /// Written by one, approved by another, in use.
    async fn in_use(&self, id: &str) {
        assert_eq!(self.write("penulis", item(id), 0).await.unwrap(), 1);
        for (who, step) in [("penulis", Step::Submit), ("penelaah", Step::Approve), ("penulis", Step::Activate)] {
            self.step(who, id, 1, step).await.unwrap();
        }
    }

    async fn import(&self, text: &str, format: Option<Format>, dry_run: bool) -> ukur::authoring::Imported {
        let request = ImportRequest {
            file: "berkas.txt".into(),
            bytes: text.as_bytes().to_vec(),
            format,
            domain: "technical".into(),
            competency: "budgeting".into(),
            dry_run,
            ..ImportRequest::default()
        };
        self.authoring.import(&self.bank, request, &mut self.hall.actor("penulis")).await.unwrap()
    }

    async fn stages(&self) -> Vec<(String, Stage)> {
        let items = self.authoring.items(&self.bank).await.unwrap();
        items.into_iter().map(|line| (line.head.item.to_string(), line.head.stage)).collect()
    }
}

fn item(id: &str) -> ItemSource {
    ItemSource {
        id: id.into(),
        domain: "technical".into(),
        competency: "budgeting".into(),
        indicator: "Menyebut".into(),
        difficulty: Some(Difficulty::Easy),
        seconds: Some(60),
        stem: format!("Pokok soal {id}"),
        interaction: InteractionSource::SingleChoice {
            options: ["satu", "dua", "tiga"].map(String::from).to_vec(),
            key: Some(1),
            credit: std::collections::BTreeMap::new(),
        },
        rationale: "Sebab.".into(),
        ..ItemSource::default()
    }
}

async fn an_item_comes_into_use_by_two_people_and_a_release_takes_it(engine: Engine) {
    let room = Room::new(engine).await;
    room.write("penulis", item("a"), 0).await.unwrap();
    assert_eq!(room.step("penulis", "a", 1, Step::Submit).await.unwrap(), Stage::InReview);
    let own = room.step("penulis", "a", 1, Step::Approve).await.unwrap_err();
    assert!(matches!(own, AuthoringError::Life(LifeError::OwnWork)), "{own}");
    room.step("penelaah", "a", 1, Step::Return).await.unwrap();
    room.write("penulis", ItemSource { stem: "Lebih baik".into(), ..item("a") }, 1).await.unwrap();
    room.step("penulis", "a", 2, Step::Submit).await.unwrap();
    room.step("penelaah", "a", 2, Step::Approve).await.unwrap();
    assert_eq!(room.step("penulis", "a", 2, Step::Activate).await.unwrap(), Stage::Active);
    let version = room.authoring.release(&room.bank, &mut room.hall.actor("admin")).await.unwrap();
    let bank = room.hall.catalogue.bank(&version).unwrap();
    assert_eq!(bank.items[&ItemId::new("a")].stem.0, "<p>Lebih baik</p>");
    let detail = room.authoring.item(&room.bank, &ItemId::new("a")).await.unwrap();
    let kinds: Vec<&str> = detail.trail.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(kinds, ["edited", "submit", "return", "edited", "submit", "approve", "activate"]);
    assert_eq!(detail.versions.len(), 2);
    assert_eq!(room.authoring.version(&room.bank, &ItemId::new("a"), 1).await.unwrap(), item("a"));
}

async fn a_change_leaves_the_version_in_use_until_it_is_approved_itself(engine: Engine) {
    let room = Room::new(engine).await;
    room.in_use("a").await;
    let first = room.authoring.release(&room.bank, &mut room.hall.actor("admin")).await.unwrap();
    room.write("penelaah", ItemSource { stem: "Baru".into(), ..item("a") }, 1).await.unwrap();
    assert_eq!(room.stages().await, [("a".into(), Stage::Draft)]);
    let again = room.authoring.release(&room.bank, &mut room.hall.actor("admin")).await.unwrap();
    assert_eq!(first, again, "what is in use did not change");
    // Who approved the old version wrote the new one, and cannot approve that.
    room.step("penelaah", "a", 2, Step::Submit).await.unwrap();
    assert!(room.step("penelaah", "a", 2, Step::Approve).await.is_err());
    room.step("penulis", "a", 2, Step::Approve).await.unwrap();
    room.step("penulis", "a", 2, Step::Activate).await.unwrap();
    assert_ne!(first, room.authoring.release(&room.bank, &mut room.hall.actor("admin")).await.unwrap());
    room.step("penulis", "a", 2, Step::Retire).await.unwrap();
    let empty = room.authoring.release(&room.bank, &mut room.hall.actor("admin")).await.unwrap_err();
    assert!(matches!(empty, AuthoringError::Unreadable(_)), "a bank has items: {empty}");
}

async fn whoever_was_too_late_is_told_and_nothing_is_lost(engine: Engine) {
    let room = Room::new(engine).await;
    room.write("satu", item("a"), 0).await.unwrap();
    let twice = room.write("dua", item("a"), 0).await.unwrap_err();
    assert!(matches!(twice, AuthoringError::Changed(1)), "{twice}");
    room.write("dua", ItemSource { stem: "Dua".into(), ..item("a") }, 1).await.unwrap();
    let late = room.write("satu", ItemSource { stem: "Satu".into(), ..item("a") }, 1).await.unwrap_err();
    assert!(matches!(late, AuthoringError::Changed(2)), "{late}");
    let stale = room.step("satu", "a", 1, Step::Submit).await.unwrap_err();
    assert!(matches!(stale, AuthoringError::Changed(2)), "{stale}");
    assert_eq!(room.authoring.item(&room.bank, &ItemId::new("a")).await.unwrap().source.stem, "Dua");
}

async fn an_unfinished_item_cannot_be_submitted(engine: Engine) {
    let room = Room::new(engine).await;
    let draft = ItemSource { id: "a".into(), domain: "technical".into(), stem: "Apa?".into(), ..ItemSource::default() };
    room.write("penulis", draft, 0).await.unwrap();
    let error = room.step("penulis", "a", 1, Step::Submit).await.unwrap_err();
    let AuthoringError::Unreadable(faults) = error else { panic!("{error}") };
    assert!(faults.iter().any(|fault| fault.field == "competency"), "{faults:?}");
    assert_eq!(room.authoring.items(&room.bank).await.unwrap()[0].faults, faults.len());
    for id in ["", "A", "a b", "../a", &"a".repeat(41)] {
        let error = room.write("penulis", item(id), 0).await.unwrap_err();
        assert!(matches!(error, AuthoringError::Invalid { field: "id", .. }), "{id}: {error}");
    }
}

async fn a_file_is_imported_as_drafts_and_again_it_is_known(engine: Engine) {
    let room = Room::new(engine).await;
    let first = room.import(AIKEN, None, false).await;
    assert_eq!((first.report.totals.imported, first.report.format), (2, Some("aiken")), "{:?}", first.report);
    let expected = [("impor-0001".to_owned(), Stage::Draft), ("impor-0002".to_owned(), Stage::Draft)];
    assert_eq!(room.stages().await, expected);
    let again = room.import(AIKEN, None, false).await.report;
    assert!(
        again.items.iter().all(|row| row.status == Status::LeftOut && row.reason.as_ref().unwrap().contains("repeat"))
    );
    let twins = format!("{AIKEN}\n{AIKEN}").replace("bendera", "langit");
    let twins = room.import(&twins, None, false).await.report;
    let repeats = twins.items.iter().filter(|row| row.changes.iter().any(|said| said.contains("repeat"))).count();
    assert_eq!((twins.totals.imported, twins.totals.changed, twins.totals.left_out, repeats), (1, 1, 2, 1));
}

async fn a_dry_run_and_a_refused_file_store_nothing(engine: Engine) {
    let room = Room::new(engine).await;
    assert_eq!(room.import(AIKEN, None, true).await.report.totals.imported, 2);
    for (text, format) in [("", None), ("apa saja", None), ("::q:: {", Some(Format::Gift)), (AIKEN, Some(Format::Xlsx))]
    {
        let report = room.import(text, format, false).await.report;
        assert!(report.refused.is_some() || report.totals.imported == 0, "{text}: {report:?}");
    }
    assert_eq!(room.stages().await, []);
}

async fn what_was_exported_comes_back_the_same(engine: Engine) {
    let room = Room::new(engine).await;
    room.in_use("a").await;
    let export = |format| {
        let room = &room;
        async move {
            let by = &mut room.hall.actor("admin");
            room.authoring.export(&room.bank, format, &ExportRequest::default(), by).await.unwrap()
        }
    };
    for format in [Format::Ukur, Format::Xlsx, Format::Csv] {
        let file = export(format).await;
        let import = ukur::bank::exchange::read("a", &file.bytes, format).unwrap();
        let (back, changes) = import.rows[0].taken().unwrap_or_else(|| panic!("{format:?}: {:?}", import.rows));
        assert_eq!((back, changes), (&item("a"), &[][..]), "{format:?}");
        assert_eq!(file.lost, []);
    }
    let lost = export(Format::Aiken).await.lost;
    assert!(lost.iter().any(|loss| loss.item == "a" && loss.what.contains("competency")), "{lost:?}");
}

async fn a_bank_of_files_becomes_items_once(engine: Engine) {
    let room = Room::new(engine).await;
    let mut files = BankFiles::default();
    files.insert("bank.toml", MANIFEST.into()).unwrap();
    files.insert("technical/a.md", item("a").to_text().into_bytes()).unwrap();
    let authoring = Arc::new(&room.authoring);
    let adopt = |files: BankFiles| {
        let (authoring, bank, mut by) = (authoring.clone(), room.bank.clone(), room.hall.actor("cli"));
        async move { authoring.adopt(&bank, &files, &mut by).await.unwrap() }
    };
    assert_eq!(adopt(files.clone()).await, 1);
    assert_eq!(adopt(files.clone()).await, 0);
    files.insert("technical/a.md", ItemSource { stem: "Baru".into(), ..item("a") }.to_text().into_bytes()).unwrap();
    assert_eq!(adopt(files).await, 1);
    let detail = room.authoring.item(&room.bank, &ItemId::new("a")).await.unwrap();
    assert_eq!((detail.head.stage, detail.head.in_use, detail.versions.len()), (Stage::Active, Some(2), 2));
}

async fn two_nodes_that_start_together_make_the_items_once(engine: Engine) {
    let room = Room::new(engine).await;
    let mut files = BankFiles::default();
    for id in ["a", "b", "c"] {
        files.insert(&format!("technical/{id}.md"), item(id).to_text().into_bytes()).unwrap();
    }
    let other = Authoring::new(room.hall.store.clone(), room.hall.planning.clone());
    let (mut one_by, mut other_by) = (room.hall.actor("ukur"), room.hall.actor("ukur"));
    let (one, other) = tokio::join!(
        room.authoring.adopt(&room.bank, &files, &mut one_by),
        other.adopt(&room.bank, &files, &mut other_by)
    );
    assert!(one.is_ok() || other.is_ok());
    for adopted in [one, other] {
        assert!(matches!(adopted, Ok(3 | 0) | Err(AuthoringError::Changed(_))), "{adopted:?}");
    }
    assert_eq!(room.stages().await.len(), 3);
    assert_eq!(room.authoring.item(&room.bank, &ItemId::new("a")).await.unwrap().versions.len(), 1);
}

fn outline(id: &str, competencies: &[&str]) -> Outline {
    let competency = |id: &&str| CompetencyInfo { id: CompetencyId::new(*id), title: format!("Kompetensi {id}") };
    let competencies = competencies.iter().map(competency).collect();
    let domains = vec![DomainInfo { id: DomainId::new("technical"), title: "Teknis".into(), competencies }];
    Outline { id: id.into(), title: "Bank \"baru\"".into(), domains }
}

async fn a_bank_begins_empty_and_grows_but_names_stay(engine: Engine) {
    let Room { hall, authoring, .. } = Room::new(engine).await;
    let by = &mut hall.actor("admin");
    for id in ["uji", "models"] {
        let refused = authoring.found(&outline(id, &["budgeting"]), by).await;
        assert!(matches!(refused, Err(AuthoringError::Invalid { field: "id", .. })), "{refused:?}");
    }
    let refused = authoring.found(&outline("baru", &[]), by).await;
    assert!(matches!(refused, Err(AuthoringError::Unreadable(_))), "{refused:?}");
    let refused = authoring.found(&outline("Bank Baru", &["budgeting"]), by).await;
    assert!(matches!(refused, Err(AuthoringError::Unreadable(_))), "{refused:?}");

    authoring.found(&outline("baru", &["budgeting"]), by).await.unwrap();
    let room = Room { authoring, bank: BankId::new("baru"), hall };
    assert_eq!(room.authoring.bench(&room.bank).await.unwrap().title(), "Bank \"baru\"");
    assert!(room.authoring.items(&room.bank).await.unwrap().is_empty());
    room.in_use("a").await;

    let by = &mut room.hall.actor("admin");
    let refused = room.authoring.reshape(&outline("baru", &["archives"]), by).await;
    assert!(matches!(refused, Err(AuthoringError::Invalid { field: "domains", .. })), "{refused:?}");
    room.authoring.reshape(&outline("baru", &["budgeting", "archives"]), by).await.unwrap();
    let bench = room.authoring.bench(&room.bank).await.unwrap();
    assert_eq!(bench.domains()[0].competencies.len(), 2);
    room.authoring.release(&room.bank, by).await.unwrap();
}

async fn a_stimulus_goes_over_the_version_that_was_read(engine: Engine) {
    let room = Room::new(engine).await;
    let write = async |body: &str, over: Option<u32>| {
        let stimulus = StimulusSource { id: "surat".into(), title: "Surat".into(), domain: None, body: body.into() };
        room.authoring.write_stimulus(&room.bank, &stimulus, over, &mut room.hall.actor("penulis")).await
    };
    write("Satu.", Some(0)).await.unwrap();
    let twice = write("Lain.", Some(0)).await.unwrap_err();
    assert!(matches!(twice, AuthoringError::Changed(1)), "{twice}");
    write("Dua.", Some(1)).await.unwrap();
    let late = write("Lain.", Some(1)).await.unwrap_err();
    assert!(matches!(late, AuthoringError::Changed(2)), "{late}");
    let stimuli = room.authoring.stimuli(&room.bank).await.unwrap();
    assert_eq!(stimuli.iter().map(|(one, version)| (one.body.as_str(), *version)).collect::<Vec<_>>(), [("Dua.", 2)]);
    write("Tiga.", None).await.unwrap();
    assert_eq!(room.authoring.stimuli(&room.bank).await.unwrap()[0].1, 3);
}

fn stimulus(body: &str) -> StimulusSource {
    StimulusSource { id: "teks".into(), title: "Teks".into(), domain: None, body: body.into() }
}

async fn shared_material_of_reviewed_items_stays_as_it_was_reviewed(engine: Engine) {
    let room = Room::new(engine).await;
    let by = &mut room.hall.actor("penulis");
    room.authoring.write_stimulus(&room.bank, &stimulus("Satu"), None, by).await.unwrap();
    room.write("penulis", ItemSource { stimulus: Some("teks".into()), ..item("a") }, 0).await.unwrap();
    room.authoring.write_stimulus(&room.bank, &stimulus("Dua"), None, by).await.unwrap();
    for (who, step) in [("penulis", Step::Submit), ("penelaah", Step::Approve), ("penulis", Step::Activate)] {
        room.step(who, "a", 1, step).await.unwrap();
        let refused = room.authoring.write_stimulus(&room.bank, &stimulus("Tiga"), None, by).await;
        assert!(matches!(&refused, Err(AuthoringError::InUse(items)) if items == &["a"]), "{step:?}: {refused:?}");
    }
    // A draft over the version in use does not free what that version shows.
    room.write("penulis", item("a"), 1).await.unwrap();
    let refused = room.authoring.write_stimulus(&room.bank, &stimulus("Tiga"), None, by).await;
    assert!(matches!(refused, Err(AuthoringError::InUse(_))), "{refused:?}");
}

async fn an_import_never_goes_over_shared_material(engine: Engine) {
    let room = Room::new(engine).await;
    let by = &mut room.hall.actor("penulis");
    room.authoring.write_stimulus(&room.bank, &stimulus("Satu"), None, by).await.unwrap();
    room.write("penulis", ItemSource { stimulus: Some("teks".into()), ..item("a") }, 0).await.unwrap();
    let file = room.authoring.export(&room.bank, Format::Ukur, &ExportRequest::default(), by).await.unwrap();

    let other = Room::new(engine).await;
    let by = &mut other.hall.actor("penulis");
    other.authoring.write_stimulus(&other.bank, &stimulus("Lain"), None, by).await.unwrap();
    let request = ImportRequest { file: "bank.zip".into(), bytes: file.bytes, ..ImportRequest::default() };
    let imported = other.authoring.import(&other.bank, request, by).await.unwrap();
    let row = &imported.report.items[0];
    assert!(row.changes.iter().any(|change| change.contains("`teks-2`")), "{row:?}");
    let stored = other.authoring.stimuli(&other.bank).await.unwrap();
    let bodies: Vec<_> = stored.iter().map(|(one, _)| (one.id.as_str(), one.body.trim())).collect();
    assert_eq!(bodies, [("teks-2", "Satu"), ("teks", "Lain")]);
    let detail = other.authoring.item(&other.bank, &ItemId::new("a")).await.unwrap();
    assert_eq!(detail.source.stimulus.as_deref(), Some("teks-2"));
}

async fn who_submits_what_a_program_imported_cannot_approve_it(engine: Engine) {
    let room = Room::new(engine).await;
    room.write("cli", item("a"), 0).await.unwrap();
    room.step("admin", "a", 1, Step::Submit).await.unwrap();
    let refused = room.step("admin", "a", 1, Step::Approve).await;
    assert!(matches!(refused, Err(AuthoringError::Life(LifeError::OwnWork))), "{refused:?}");
    room.step("penelaah", "a", 1, Step::Approve).await.unwrap();
}
