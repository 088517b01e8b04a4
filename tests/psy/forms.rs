//! Forms out of an item bank of ours: what a session would freeze.

use std::collections::BTreeSet;

use super::*;

const BANK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/item_bank/umum");
const SHORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/item_bank/blueprints/asn-singkat.toml");
const LONG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/item_bank/blueprints/asn-umum.toml");

#[test]
fn a_hall_of_forms_out_of_the_shipped_bank() {
    let dir = tempfile::tempdir().unwrap();
    let cert = dir.path().join("cert.json");
    let line = "form assemble --bank @ --blueprint @ --count 400 --seed 7 --row 20 --certificate @";
    let made = json(line, &[Path::new(BANK), Path::new(LONG), &cert]);
    let forms = made["forms"].as_array().unwrap();
    assert_eq!(forms.len(), 400);
    for form in forms {
        let ids: BTreeSet<&str> = form["items"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        assert_eq!(ids.len(), usize::try_from(made["length"].as_u64().unwrap()).unwrap(), "each item once");
    }
    let known = file(&cert);
    let (ours, chance) = (&known["assembled"], &known["naive"]);
    println!("{} {}", ours["overlap"], ours["exposure"]["max"]);
    println!("by chance: {} {}", chance["overlap"], chance["exposure"]["max"]);
    assert_eq!((known["method"].as_str(), known["calibrated"].as_u64()), (Some("parallel"), Some(0)));
    for part in ["score", "information"] {
        assert!(field(&ours[part], "within_band").iter().all(|share| *share >= 1.0), "{part}");
    }
    assert!(ours["overlap"]["mean"].as_f64().unwrap() <= chance["overlap"]["mean"].as_f64().unwrap());
    assert!(ours["overlap"]["max"].as_f64().unwrap() <= chance["overlap"]["max"].as_f64().unwrap());
    assert!(known["neighbours"].as_u64() == Some(380 + 380));
}

#[test]
fn the_same_seed_gives_the_same_forms_of_a_folder() {
    let [bank, blueprint] = [BANK, SHORT].map(Path::new);
    let once =
        |seed: u32| json(&format!("form assemble --bank @ --blueprint @ --count 20 --seed {seed}"), &[bank, blueprint]);
    let (one, again, other) = (once(3), once(3), once(4));
    assert!(one == again && one["forms"] != other["forms"]);
    assert_eq!(one["forms"][0]["items"].as_array().unwrap().len(), one["forms"][0]["orders"].as_array().unwrap().len());
}

#[test]
fn calibrated_items_count_and_strangers_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(dir.path().join(name), text).unwrap();
        dir.path().join(name)
    };
    let [bank, blueprint] = [BANK, SHORT].map(Path::new);
    let ids = json("form assemble --bank @ --blueprint @ --count 20", &[bank, blueprint]);
    let id = ids["forms"][0]["items"][0].as_str().unwrap();
    let cert = dir.path().join("cert.json");
    // Models of two, of three and of four categories under one name: the one that fits the item counts.
    let fitting = ["2pl,1.1,0,,", "grm,1.1,-1,1,", "grm,1.1,-1,0,1"].into_iter().filter(|row| {
        let params = write("p.csv", &format!("item,model,a,b1,b2,b3\n{id},{row}\nelsewhere,2pl,1,0,,\n"));
        let line = "form assemble --bank @ --blueprint @ --params @ --count 20 --certificate @";
        json(line, &[bank, blueprint, &params, &cert]);
        file(&cert)["calibrated"] == 1
    });
    assert_eq!(fitting.count(), 1);
    let strangers = write("s.csv", "item,a,b\nelsewhere,1,0\n");
    let said = refused("form assemble --bank @ --blueprint @ --params @", &[bank, blueprint, &strangers]);
    assert!(said.contains("no item is of the bank umum"), "{said}");
    let said = refused("form assemble --bank @ --blueprint @ --band 0.1", &[bank, blueprint]);
    assert!(said.contains("--band"), "{said}");
    let said = refused("form assemble --bank @ --blueprint @", &[dir.path(), blueprint]);
    assert!(said.contains("faults"), "{said}");
    let text = std::fs::read_to_string(blueprint).unwrap();
    let other = write("asn-singkat.toml", &text.replace("bank = \"umum\"", "bank = \"khusus\""));
    let said = refused("form assemble --bank @ --blueprint @", &[bank, &other]);
    assert!(said.contains("the bank khusus, the folder holds umum"), "{said}");
    let said = refused("form assemble --bank @ --blueprint @ --count 400 --row 10", &[bank, blueprint]);
    assert!(said.contains("--row: 40 rows"), "{said}");
    let said = refused("form assemble --bank @ --blueprint @ --count 2 --row 0", &[bank, blueprint]);
    assert!(said.contains("at least one seat"), "{said}");
    let text = std::fs::read_to_string(LONG).unwrap();
    let rules = "[adaptive]\nmin_items = 10\nmax_items = 20\n\n[cuts]";
    let adaptive =
        text.replace("\"free\"", "\"forward_only\"").replace("free_domain_order = true", "").replace("[cuts]", rules);
    let adaptive = write("asn-umum.toml", &adaptive);
    let said = refused("form assemble --bank @ --blueprint @ --count 2", &[bank, &adaptive]);
    assert!(said.contains("the blueprint is adaptive"), "{said}");
    let said = refused("form assemble --bank @ --blueprint @ --count 2", &[bank, &write("broken.toml", "id = 1")]);
    assert!(said.contains("faults"), "{said}");
}
