//! Small data of our own: what a person does, from answers to categories, and what is refused.

use std::fmt::Write as _;

use super::*;

/// A folder with sparse answers of 240 persons to 12 items of two domains, drawn by a plain congruential rule.
struct Room(tempfile::TempDir);

impl Room {
    fn new() -> Self {
        let room = Self(tempfile::tempdir().unwrap());
        let mut state: u64 = 7;
        let mut unit = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            f64::from(u32::try_from(state >> 33).unwrap()) / f64::from(1_u32 << 31)
        };
        let mut answers =
            "person;".to_owned() + &(1..=12).map(|i| format!("i{i}")).collect::<Vec<_>>().join(";") + "\n";
        let mut groups = "person,group\n".to_owned();
        for person in 0..240 {
            let (one, other) = (4.0 * unit() - 2.0, 4.0 * unit() - 2.0);
            let cells = (0..12_u8).map(|item| {
                let b = f64::from(item % 6) * 0.5 - 1.25;
                let theta = if item < 6 { one } else { 0.7 * one + 0.7 * other };
                match unit() {
                    u if u < 0.1 => ["", "NA", "."][usize::from(item % 3)].to_owned(),
                    u if u < 0.12 => "S".to_owned(),
                    _ => u8::from(unit() < 1.0 / (1.0 + (b - theta).exp())).to_string(),
                }
            });
            writeln!(answers, "p{person};{}", cells.collect::<Vec<_>>().join(";")).unwrap();
            writeln!(groups, "p{person},{}", if person % 2 == 0 { "north" } else { "south" }).unwrap();
        }
        room.write("R.csv", &format!("\u{feff}{answers}"));
        room.write("G.csv", &groups);
        let items = (1..=12).map(|i| format!("i{i},{}", if i <= 6 { "verbal" } else { "number" }));
        room.write(
            "items.csv",
            &format!(
                "item,domain
{}
",
                items.collect::<Vec<_>>().join(
                    "
"
                )
            ),
        );
        room
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.at(name), text).unwrap();
        self.at(name)
    }
}

#[test]
fn from_answers_to_categories() {
    let room = Room::new();
    let (answers, params, scores) = (room.at("R.csv"), room.at("params.json"), room.at("scores.csv"));
    assert!(ukur("psy calibrate --model 2pl --responses @ --out @", &[&answers, &params]).status.success());
    let found = file(&params);
    for key in ["model", "items", "log_likelihood", "iterations", "converged", "not_estimated"] {
        assert!(!found[key].is_null(), "{key}");
    }
    assert!(found["items"][0]["se_a"].as_f64().unwrap() > 0.0);
    let line = "psy score --params @ --responses @ --method wle --format csv --out @";
    assert!(ukur(line, &[&params, &answers, &scores]).status.success());
    let text = std::fs::read_to_string(&scores).unwrap();
    assert!(text.starts_with("person,answered,theta,se,") && text.lines().count() == 241);
    let judged = json("psy classify --scores @ --cuts 40,50,60 --names low,fair,good,high", &[&scores]);
    let persons = judged["persons"].as_array().unwrap();
    for person in persons {
        let sum: f64 = ["p_low", "p_fair", "p_good", "p_high"].iter().map(|p| person[*p].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-9);
    }
    assert!(judged["persons_index"]["accuracy"].as_f64().unwrap() > 0.4);
    let not_shown = json("psy score --params @ --responses @ --skipped not-shown", &[&params, &answers]);
    let zero = json("psy score --params @ --responses @", &[&params, &answers]);
    let answered = |found: &Value| field(&found["persons"], "answered").iter().sum::<f64>();
    assert!(answered(&not_shown) < answered(&zero));
}

#[test]
fn domains_are_calibrated_and_scored_together() {
    let room = Room::new();
    let (answers, items, params) = (room.at("R.csv"), room.at("items.csv"), room.at("params.json"));
    let line = "psy calibrate --model 2pl --by-domain --items @ --responses @ --out @";
    assert!(ukur(line, &[&items, &answers, &params]).status.success());
    let known = file(&params);
    assert_eq!(known["correlations"]["domains"], serde_json::json!(["verbal", "number"]));
    let joint = json("psy score --domains --weights 0.5,0.5 --params @ --responses @", &[&params, &answers]);
    assert_eq!(words(&joint["persons"], "domain")[..3], ["verbal", "number", "composite"]);
    let alone = json("psy score --by-domain --params @ --responses @", &[&params, &answers]);
    let spread = |found: &Value, rows: usize| field(&found["persons"], "se").iter().step_by(rows).sum::<f64>();
    assert!(spread(&joint, 3) < spread(&alone, 2), "a short domain borrows");
}

#[test]
fn items_groups_fit_link_and_times_have_their_reports() {
    let room = Room::new();
    let (answers, groups, params) = (room.at("R.csv"), room.at("G.csv"), room.at("params.json"));
    let classical = json("psy items --responses @", &[&answers]);
    assert_eq!(classical["criterion"], "mean per shown item");
    assert!(classical["reliability"]["pairwise_alpha"].as_f64().unwrap() > 0.3);
    assert!(ukur("psy calibrate --model 2pl --responses @ --out @", &[&answers, &params]).status.success());
    let said = refused("psy dif --responses @ --group @", &[&answers, &groups]);
    assert!(said.contains("--match theta"), "{said}");
    let dif =
        json("psy dif --responses @ --group @ --match theta --params @ --focal north", &[&answers, &groups, &params]);
    assert_eq!((dif["reference"].as_str(), dif["items"].as_array().unwrap().len()), (Some("south"), 12));
    let fit = json("psy fit --params @ --responses @ --q3-above -2", &[&params, &answers]);
    assert_eq!(fit["pairs"].as_array().unwrap().len(), 66);
    assert_eq!(fit["persons"].as_array().unwrap().len(), 240);
    let same = json("psy link --from @ --to @", &[&params, &params]);
    assert!((same["A"].as_f64().unwrap() - 1.0).abs() < 1e-6 && same["B"].as_f64().unwrap().abs() < 1e-6);
    let times =
        room.write("T.csv", "person,i1,i2,i3\na,10,20,30\nb,12,18,\nc,20,45,61\nd,9,2,33\ne,15,25,40\nf,11,24,35\n");
    let found = json("psy times --times @", &[&times]);
    assert_eq!(found["persons"].as_array().unwrap().len(), 6);
}

#[test]
fn designs_are_simulated_and_forms_assembled() {
    let room = Room::new();
    let rows = (0..60).map(|i| {
        let (domain, b) = (if i % 2 == 0 { "x" } else { "y" }, f64::from(i) / 15.0 - 2.0);
        format!("q{i},{domain},1.{},{b},0.2\n", i % 7)
    });
    let bank = room.write("bank.csv", &format!("item,domain,a,b,g\n{}", rows.collect::<String>()));
    let blueprint =
        room.write("form.toml", "length = 10\ndomains = { x = 5, y = 5 }\ntheta = [0.0]\ntarget_tif = [2.0]\n");
    let (forms, cert) = (room.at("forms.json"), room.at("cert.json"));
    let line = "form assemble --bank @ --blueprint @ --count 30 --seed 5 --certificate @ --max-exposure 0.5 --out @";
    let output = ukur(line, &[&bank, &blueprint, &cert, &forms]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(file(&cert)["assembled"]["breaches"].as_array().unwrap().is_empty());
    let linear = json("psy simulate --bank @ --design linear --forms @ --persons 200", &[&bank, &forms]);
    assert!((linear["mean_length"].as_f64().unwrap() - 10.0).abs() < 1e-9);
    let line =
        "psy simulate --bank @ --design cat --length 10 --balance --selection randomesque:3 --persons 200 --seed 9";
    let cat = json(line, &[&bank]);
    assert!(cat["rmse"].as_f64().unwrap() < linear["rmse"].as_f64().unwrap());
    assert_eq!(cat, json(line, &[&bank]));
}

#[test]
fn refusals_name_the_place_and_write_nothing() {
    let room = Room::new();
    let (answers, out) = (room.write("bad.csv", "a,b\n1,0\n1,q\n"), room.at("out.json"));
    let said = refused("psy calibrate --model 2pl --responses @ --out @", &[&answers, &out]);
    assert!(said.contains("bad.csv, row 3, column b: \"q\" is no answer"), "{said}");
    assert!(!out.exists());
    let rows: String = (0..20).map(|row| if row == 9 { "1,2\n" } else { "1,0\n0,1\n" }).collect();
    let wild = room.write("wild.csv", &format!("a,b\n{rows}"));
    let said = refused("psy calibrate --model 2pl --responses @", &[&wild]);
    assert!(said.contains("wild.csv, row 20, column b: category 2"), "{said}");
    let params = room.write("p.csv", "item,a,b\na,1,0\nb,zero,0\n");
    let said = refused("psy score --params @ --responses @", &[&params, &room.at("R.csv")]);
    assert!(said.contains("p.csv, row 3, column a: \"zero\" is no number"), "{said}");
    let said = refused("psy score --params @ --responses @", &[&room.at("none.csv"), &room.at("R.csv")]);
    assert!(said.contains("none.csv cannot be read"), "{said}");
    let said = refused("psy calibrate --model 5pl --responses @", &[&room.at("R.csv")]);
    assert!(said.contains("unknown model 5pl") && said.contains("3pl"), "{said}");
    let priors = room.write("priors.toml", "slope = 1\n");
    let said = refused("psy calibrate --model 2pl --responses @ --priors @", &[&room.at("R.csv"), &priors]);
    assert!(said.contains("priors.toml"), "{said}");
    for cuts in ["60,50", "nan", "50,50"] {
        refused(&format!("psy classify --scores @ --cuts {cuts}"), &[&room.write("s.csv", "theta,se\n0,1\n")]);
    }
}

#[test]
fn an_infinite_maximum_is_a_word() {
    let room = Room::new();
    let params = room.write("p.csv", "item,a,b\na,1,0\nb,1,1\n");
    let answers = room.write("r.csv", "a,b\n1,1\n0,0\n1,0\n,\n");
    let found = json("psy score --method mle --params @ --responses @", &[&params, &answers]);
    let persons = &found["persons"];
    assert_eq!((&persons[0]["theta"], &persons[1]["theta"]), (&"infinity".into(), &"-infinity".into()));
    assert!(persons[2]["theta"].is_f64() && persons[3]["theta"].is_null());
    assert_eq!(persons[3]["flags"][0], "nothing_answered");
}
