//! The scale that a calibration stands on goes with its parameters: the population, the domains, joined categories.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{field, json, refused, ukur, within};

fn write(dir: &Path, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

const ITEMS: &str = r#"{"id":"x","domain":"n","a":1,"b":0},{"id":"y","domain":"n","a":1.2,"b":1}"#;

#[test]
fn scores_and_reports_take_the_population_of_the_calibration() {
    let dir = tempfile::tempdir().unwrap();
    let answers = write(dir.path(), "R.csv", "x,y\n1,0\n0,0\n1,1\n");
    let plain = write(dir.path(), "P.json", format!(r#"{{"items":[{ITEMS}]}}"#));
    let latent =
        write(dir.path(), "L.json", format!(r#"{{"items":[{ITEMS}],"latent":{{"mean":0.5,"variance":2.25}}}}"#));
    let apart =
        format!(r#"{{"items":[{ITEMS}],"domains":[{{"domain":"n","latent":{{"mean":0.5,"variance":2.25}}}}]}}"#);
    let apart = write(dir.path(), "D.json", apart);
    let typed = "--prior-mean 0.5 --prior-sd 1.5";
    for command in ["score", "score --method map", "score --method eapsum", "classify", "fit"] {
        let line = format!("psy {command} --params @ --responses @");
        let wanted = json(&format!("{line} {typed}"), &[&plain, &answers]);
        for file in [&latent, &apart] {
            let found = json(&line, &[file, &answers]);
            assert_eq!(found["persons"], wanted["persons"], "{command}");
            assert_eq!(found["population_index"], wanted["population_index"]);
            assert_eq!(found["prior"], json!({"mean": 0.5, "sd": 1.5, "from": "calibration"}));
        }
        // Fit is at the maximum of the likelihood, which has no prior.
        let usual = json(&line, &[&plain, &answers])["persons"] != wanted["persons"];
        assert!(usual || command == "fit", "{command}");
        assert_eq!(json(&format!("{line} --prior-sd 1"), &[&latent, &answers])["prior"]["mean"], 0.0);
    }
    let wanted = json(&format!("psy information --params @ {typed}"), &[&plain]);
    let found = ukur("psy information --params @", &[&latent]);
    assert!(String::from_utf8_lossy(&found.stderr).contains("note: population: N(0.5000, 1.5000²)"));
    let found: Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!(found["marginal_reliability"], wanted["marginal_reliability"]);
    let by_domain = json("psy score --by-domain --params @ --responses @", &[&apart, &answers]);
    assert_eq!(by_domain["prior"]["n"]["sd"], 1.5);
    let bad = write(dir.path(), "B.json", format!(r#"{{"items":[{ITEMS}],"latent":{{"mean":0,"variance":-1}}}}"#));
    let said = refused("psy score --params @ --responses @", &[&bad, &answers]);
    assert!(said.contains("B.json: latent needs a mean and a variance above 0"), "{said}");
    let groups = format!(
        r#"{{"items":[{ITEMS}],"latent":{{"mean":0,"variance":1}},"groups":[{{"mean":1,"variance":1}}],"group_names":["a","b"]}}"#
    );
    let groups = write(dir.path(), "G.json", groups);
    let told = ukur("psy score --params @ --responses @", &[&groups, &answers]);
    assert!(String::from_utf8_lossy(&told.stderr).contains("that of group a is taken for all"));
}

/// Three items of each of two domains, on scales that differ by A and B of each domain.
fn calibrated(move_of: [(f64, f64); 2]) -> String {
    let mut items = Vec::new();
    for (domain, (a, b)) in ["n", "v"].into_iter().zip(move_of) {
        for (place, (slope, location)) in [(1.0, -1.0), (1.4, 0.2), (0.8, 1.1)].into_iter().enumerate() {
            items.push(json!({
                "id": format!("{domain}{place}"), "domain": domain, "model": "2pl", "a": slope / a,
                "b": a * location + b, "se_a": 0.1, "se_b": 0.2, "se_d": 0.3, "fingerprint": "f",
            }));
        }
    }
    let domain = |name: &str| json!({"domain": name, "latent": {"mean": 0.0, "variance": 1.0, "se_mean": 0.1}});
    json!({
        "model": "2pl", "items": items, "rehearsal": true, "persons": 9,
        "correlations": {"domains": ["n", "v"], "matrix": [[1.0, 0.5], [0.5, 1.0]]},
        "domains": [domain("n"), domain("v")],
    })
    .to_string()
}

#[test]
fn each_domain_is_linked_by_itself_and_keeps_what_it_had() {
    let dir = tempfile::tempdir().unwrap();
    let from = write(dir.path(), "from.json", calibrated([(1.0, 0.0), (1.0, 0.0)]));
    let to = write(dir.path(), "to.json", calibrated([(2.0, 0.5), (0.8, -1.0)]));
    for method in ["SL", "mean-sigma"] {
        let linked = json(&format!("psy link --from @ --to @ --method {method}"), &[&from, &to]);
        within("A", &field(&linked["links"], "A"), &[2.0, 0.8], 1e-5);
        within("B", &field(&linked["links"], "B"), &[0.5, -1.0], 1e-5);
        within("anchors", &field(&linked["links"], "anchors_used"), &[3.0, 3.0], 0.0);
        within("se of a", &field(&linked["items"], "se_a")[2..4], &[0.05, 0.125], 1e-5);
        within("se of b", &field(&linked["items"], "se_b")[2..4], &[0.4, 0.16], 1e-5);
        assert!(linked["items"][0]["se_d"].is_null() && linked["without"][0].as_str().unwrap().starts_with("se_d"));
        assert_eq!(linked["items"][0]["fingerprint"], "f");
        assert_eq!(linked["correlations"]["matrix"][0][1], 0.5);
        assert_eq!((&linked["rehearsal"], &linked["persons"]), (&json!(true), &json!(9)));
        let latent = &linked["domains"][0]["latent"];
        let numbers = ["mean", "variance", "se_mean"].map(|name| latent[name].as_f64().unwrap());
        within("population", &numbers, &[0.5, 4.0, 0.2], 1e-4);
        let (linked, answers) = (write(dir.path(), "linked.json", linked.to_string()), "n0,n1,n2\n1,0,1\n0,0,1\n");
        let answers = write(dir.path(), "R.csv", answers);
        let line = "psy score --params @ --responses @ --domain n";
        let old = field(&json(line, &[&from, &answers])["persons"], "theta");
        let new = field(&json(line, &[&linked, &answers])["persons"], "theta");
        within("θ moves with the scale", &new, &old.iter().map(|old| 2.0 * old + 0.5).collect::<Vec<_>>(), 1e-3);
    }
    let one = json("psy link --from @ --to @ --anchors n0,v0 --method mean-mean", &[&from, &to]);
    assert_eq!(one["links"][1]["anchors_used"], 1);
    assert!(refused("psy link --from @ --to @ --anchors n0,v0", &[&from, &to]).contains("domain n: one anchor"));
    let said = refused("psy link --from @ --to @ --anchors n0,n1", &[&from, &to]);
    assert!(said.contains("domain v: ") && said.contains("no item in common"), "{said}");
}

#[test]
fn joined_categories_are_joined_or_refused_never_misread() {
    let dir = tempfile::tempdir().unwrap();
    let file = |more: &str, beside: &str| {
        let item =
            format!(r#"{{"id":"x","model":"gpcm","a":1,"b":[-1,0,1]{more}}},{{"id":"y","a":1,"b":0,"scores":[0,1]}}"#);
        write(dir.path(), "P.json", format!(r#"{{"items":[{item}]{beside}}}"#))
    };
    let line = "psy score --params @ --responses @";
    let full = write(dir.path(), "R.csv", "x,y\n0,1\n1,1\n2,1\n3,0\n4,0\n");
    let wanted = json(line, &[&file("", ""), &write(dir.path(), "S.csv", "x,y\n0,1\n1,1\n2,1\n2,0\n3,0\n")]);
    let said = r#","categories":[0,1,2,4],"scores":[0,0.25,0.5,1]"#;
    assert_eq!(json(line, &[&file(said, ""), &full]), wanted);
    let beside = r#","collapsed":[{"id":"x","observed":[0,1,2,4]}]"#;
    assert_eq!(json(line, &[&file("", beside), &full]), wanted);
    let old = r#","scores":[0,0.25,0.5,1]"#;
    let said = refused(line, &[&file(old, r#","collapsed":[]"#), &full]);
    assert!(said.contains("item x: it has scores and no categories"), "{said}");
    let said = refused(line, &[&file(r#","categories":[0,4]"#, ""), &full]);
    assert!(said.contains("item x: 2 categories, its parameters have 4"), "{said}");
}

#[test]
fn domains_together_refuse_what_is_for_one_scale_and_share_their_weights() {
    let dir = tempfile::tempdir().unwrap();
    let params = write(dir.path(), "P.json", calibrated([(1.0, 0.0), (1.0, 0.0)]));
    let answers = write(dir.path(), "R.csv", "n0,n1,v0,v1\n1,0,1,1\n0,0,1,0\n");
    let line = "psy score --domains --params @ --responses @";
    for option in ["--method wle", "--prior-mean 1", "--prior-sd 2", "--nodes 41", "--bound 4"] {
        let said = refused(&format!("{line} {option}"), &[&params, &answers]);
        assert!(said.contains(option.split(' ').next().unwrap()), "{said}");
    }
    let classify = "psy classify --params @ --responses @ --prior-sd 2";
    assert!(refused(classify, &[&params, &answers]).contains("--prior-sd"));
    let shares = json(&format!("{line} --weights 0.75,0.25"), &[&params, &answers]);
    let weights = json(&format!("{line} --weights 3,1"), &[&params, &answers]);
    assert_eq!(shares["persons"], weights["persons"]);
    for wrong in ["--weights=-1,2", "--weights 0,0", "--weights 1"] {
        assert!(refused(&format!("{line} {wrong}"), &[&params, &answers]).contains("--weights"));
    }
}

#[test]
fn infinite_scores_keep_their_flag_and_are_counted() {
    let dir = tempfile::tempdir().unwrap();
    let params = write(dir.path(), "P.csv", "item,a,b\nx,1,0\ny,1.2,1\nz,1,-1\n");
    let answers = write(dir.path(), "R.csv", "x,y,z\n1,1,1\n0,0,1\n0,0,0\n,,\n");
    let scores = dir.path().join("s.csv");
    let line = "psy score --method mle --params @ --responses @";
    assert!(ukur(&format!("{line} --format csv --out @"), &[&params, &answers, &scores]).status.success());
    for judged in [
        json("psy classify --scores @", &[&scores]),
        json("psy classify --method mle --params @ --responses @", &[&params, &answers]),
    ] {
        assert_eq!(judged["left_out"], 3);
        let flags: Vec<&Value> = judged["persons"].as_array().unwrap().iter().map(|row| &row["flags"]).collect();
        assert_eq!(
            flags,
            [&json!(["plus_infinity"]), &json!([]), &json!(["minus_infinity"]), &json!(["nothing_answered"])]
        );
        assert_eq!(
            (&judged["persons"][0]["category"], &judged["persons"][0]["borderline"]),
            (&json!("4"), &Value::Null)
        );
    }
}

#[test]
fn small_slips_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let bank = write(dir.path(), "bank.csv", "item,domain,a,b\nx,n,1,0\ny,n,1.2,1\nz,v,1,1\n");
    let line = "psy simulate --bank @ --design";
    for (more, said) in [
        ("linear --length 3", "--length belongs to --design cat"),
        ("linear --max-exposure 0.5", "--max-exposure belongs to --design cat"),
        ("cat --length 0", "--length must be 1 or more"),
        ("cat --length 2 --sd 0", "--sd must lie above 0"),
        ("cat --length 2 --quota v=2-1", "--quota v=2-1: the least is above the most"),
    ] {
        let told = refused(&format!("{line} {more}"), &[&bank]);
        assert!(told.contains(said), "{told}");
    }
    let blueprint = write(dir.path(), "b.toml", "length = 2\ntheta = [0.0]\ntarget_tif = [9.0]\n");
    let certificate = dir.path().join("c.json");
    let made = ukur(
        "form assemble --bank @ --blueprint @ --max-exposure 0.5 --certificate @",
        &[&bank, &blueprint, &certificate],
    );
    let told = String::from_utf8(made.stderr).unwrap();
    if made.status.success() {
        assert!(
            told.contains("1 form:") && told.contains("outside the band") && told.contains("--max-exposure 0.5"),
            "{told}"
        );
        assert_eq!(super::file(&certificate)["warnings"].as_array().unwrap().len(), 2);
        assert!(!std::fs::read_to_string(&certificate).unwrap().contains("-0.0"));
    } else {
        assert!(told.contains("information at 0 needs"), "{told}");
    }
    let answers = write(dir.path(), "R.csv", "x,y,z\n1,1,\n1,1,\n");
    let items = ukur("psy items --responses @", &[&answers]);
    assert!(!String::from_utf8_lossy(&items.stderr).contains("no answer is 0"), "all right, not counted from 1");
    let items: Value = serde_json::from_slice(&items.stdout).unwrap();
    assert!(items["items"][2]["sd"].is_null() && items["items"][2]["variance"].is_null());
    let nobody = write(dir.path(), "none.csv", "x,y,z\n,,\n");
    assert!(refused("psy items --responses @", &[&nobody]).contains("none.csv: no persons"));
    let said = refused("psy items --responses @", &[Path::new("/dev/zero")]);
    assert!(said.contains("268435457 bytes at least, 268435456 are the most"), "{said}");
}

#[test]
fn an_option_that_draws_the_weak_is_not_suspicious() {
    let dir = tempfile::tempdir().unwrap();
    // The key of i1 is wrong (A; the able choose B); C is what the weak choose.
    let row = |n: u32| {
        let able = n % 4 > 1;
        let i1 = if able {
            "B"
        } else if n.is_multiple_of(2) {
            "A"
        } else {
            "C"
        };
        (i1, u32::from(i1 == "A"), u32::from(able))
    };
    let rows: Vec<_> = (0..80).map(row).collect();
    let lines = |of: &dyn Fn(&(&str, u32, u32)) -> String| rows.iter().map(|row| of(row) + "\n").collect::<String>();
    let scored =
        write(dir.path(), "R.csv", "i1,i2,i3\n".to_owned() + &lines(&|(_, one, able)| format!("{one},{able},{able}")));
    let letter = |able: u32| if able == 1 { "A" } else { "B" };
    let choices = "i1,i2,i3\n".to_owned() + &lines(&|(i1, _, able)| format!("{i1},{0},{0}", letter(*able)));
    let choices = write(dir.path(), "C.csv", choices);
    let key = |of: &str| write(dir.path(), "K.csv", format!("item,key\ni1,{of}\ni2,A\ni3,A\n"));
    let line = "psy items --responses @ --choices @ --key @";
    let found = json(line, &[&scored, &choices, &key("A")]);
    let told: Vec<(&str, bool)> = found["options"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["item"] == "i1")
        .map(|row| (row["option"].as_str().unwrap(), row["suspicious"].as_bool().unwrap()))
        .collect();
    assert_eq!(told[..3], [("A", false), ("B", true), ("C", false)]);
    assert!(refused(line, &[&scored, &choices, &key("Z")]).contains("item i1: key Z"));
}

/// `ukur … | head -0`: the pipe is closed before anything is written to it.
#[test]
fn a_reader_who_has_seen_enough_is_no_fault() {
    let mut run = Command::new(env!("CARGO_BIN_EXE_ukur"))
        .args(["bank", "check", concat!(env!("CARGO_MANIFEST_DIR"), "/item_bank/umum")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(run.stdout.take());
    let done = run.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && !said.contains("panicked"), "{said}");
}
