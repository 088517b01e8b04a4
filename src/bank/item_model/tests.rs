//! Every shipped model makes a thousand items that a bank takes, with one right option each.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::bank::quantity;
use crate::bank::source::{InteractionSource, ItemSource};
use crate::bank::{BankFiles, Bench};

const ITEMS: u64 = 1_000;

fn shipped() -> Vec<ItemModel> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("item_bank/models");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let model = |path: &std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap();
        ItemModel::parse(name, &std::fs::read_to_string(path).unwrap()).unwrap_or_else(|fault| panic!("{fault}"))
    };
    paths.iter().map(model).collect()
}

fn bench() -> Bench {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("item_bank/umum");
    Bench::new(&BankFiles::read_dir(&folder).unwrap()).unwrap().0
}

#[test]
fn a_thousand_items_of_every_model_are_good() {
    let (models, bench) = (shipped(), bench());
    assert!(models.len() >= 12, "{} models", models.len());
    for model in &models {
        let mut stems = BTreeSet::new();
        for seed in 0..ITEMS {
            let item = model.generate(seed).unwrap_or_else(|error| panic!("{} {seed}: {error}", model.id));
            check(model, &item);
            stems.insert(item.stem.clone());
            // The strict reading renders each text: a sample is enough, and says the rest is of one mould.
            if seed % 50 == 0 {
                let (read, faults) = bench.read(&item, &BTreeSet::new());
                assert!(read.is_some(), "{} {seed}: {faults:#?}\n{}", model.id, item.to_text());
            }
        }
        assert!(stems.len() > 500, "{} gives only {} different stems of {ITEMS}", model.id, stems.len());
    }
}

/// Key and options as a reader sees them: the number in the keyed option is the computed one, no other option says
/// the same, and all are plausible.
fn check(model: &ItemModel, item: &ItemSource) {
    let computed: f64 = item.computation.as_ref().unwrap().parse().unwrap();
    let plausible = |value: f64| (model.bounds.min..=model.bounds.max).contains(&value);
    assert!(plausible(computed), "{}: {computed}", item.id);
    assert!(!item.stem.contains('{') || item.stem.contains('$'), "{}: {}", item.id, item.stem);
    let InteractionSource::SingleChoice { options, key, .. } = &item.interaction else { return };
    assert!((4..=5).contains(&options.len()), "{}: {options:?}", item.id);
    let shown: Vec<f64> = options.iter().map(|option| quantity::first(option).unwrap()).collect();
    for (index, value) in shown.iter().enumerate() {
        assert_eq!(Some(index) == *key, (value - computed).abs() < 1e-6, "{}: {options:?} {computed}", item.id);
        assert!(plausible(*value), "{}: {value}", item.id);
    }
    assert_eq!(options.iter().collect::<BTreeSet<_>>().len(), options.len(), "{}: {options:?}", item.id);
}

#[test]
fn a_seed_gives_the_same_item_for_ever_and_another_one_another() {
    let model = &shipped()[0];
    assert_eq!(model.generate(7).unwrap(), model.generate(7).unwrap());
    assert_ne!(model.generate(7).unwrap().stem, model.generate(8).unwrap().stem);
    assert_eq!(model.generate(7).unwrap().origin.unwrap(), format!("model:{}:7", model.id));
}

#[test]
fn a_model_that_is_wrong_says_what() {
    let good = "id = \"m\"\ntitle = \"M\"\ncompetency = \"series\"\nindicator = \"x\"\ndifficulty = \"easy\"\n\
        seconds = 60\ninteraction = \"single_choice\"\nconstraints = [\"a > 0\"]\nstem = \"{a}\"\nrationale = \"x\"\n\
        parameter = [{ name = \"a\", from = 1, to = 9 }]\nkey = { formula = \"a\", format = \"{n}\" }\n\
        misconception = [{ name = \"x\", formula = \"a + 1\" }, { name = \"y\", formula = \"a + 2\" }, { name = \"z\", formula = \"a + 3\" }]\n\
        bounds = { min = 0, max = 100 }\n";
    assert!(ItemModel::parse("m", good).unwrap().generate(1).is_ok());
    for (from, to, wrong) in [
        ("id = \"m\"", "id = \"n\"", "the id says"),
        ("seconds = 60", "seconds = 60\nlevel = 1", "level"),
        ("easy", "trivial", "no difficulty"),
        (", format = \"{n}\"", "", "key.format"),
    ] {
        let fault = ItemModel::parse("m", &good.replacen(from, to, 1)).unwrap_err();
        assert!(fault.to_string().contains(wrong), "{fault}");
    }
    let generated = |from: &str, to: &str| ItemModel::parse("m", &good.replacen(from, to, 1)).unwrap().generate(1);
    assert!(matches!(generated("a > 0", "a > 100"), Err(Ungenerated::TooNarrow)));
    assert!(matches!(generated("a + 1", "b + 1"), Err(Ungenerated::Formula(_))));
    assert!(matches!(generated("a > 0", "a"), Err(Ungenerated::Formula(_))));
    assert!(matches!(generated("\"{a}\"", "\"{q}\""), Err(Ungenerated::Place(_))));
    assert!(matches!(generated("a + 1", "a + 3"), Err(Ungenerated::TooNarrow)));
}
