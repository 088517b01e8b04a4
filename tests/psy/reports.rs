//! Parts of reports that need files of their own: raw options, answers in their order, joint categories.

use std::fmt::Write as _;

use super::*;

fn write(dir: &Path, name: &str, text: &str) -> PathBuf {
    std::fs::write(dir.join(name), text).unwrap();
    dir.join(name)
}

#[test]
fn options_stand_beside_the_scored_answers() {
    let dir = tempfile::tempdir().unwrap();
    // The able take A; B draws the weak, C one of the able.
    let rows = [("A", "A"), ("A", "A"), ("A", "A"), ("A", "C"), ("B", "A"), ("B", "B"), ("B", "-"), ("D", "B")];
    let (mut scored, mut choices) = ("person,i1,i2\n".to_owned(), "person,i2,i1\n".to_owned());
    for (person, (one, two)) in rows.iter().enumerate() {
        let score = |choice: &str| if choice == "-" { "S".to_owned() } else { u8::from(choice == "A").to_string() };
        writeln!(scored, "p{person},{},{}", score(one), score(two)).unwrap();
        writeln!(choices, "p{person},{two},{one}").unwrap();
    }
    let scored = write(dir.path(), "R.csv", &scored);
    let choices = write(dir.path(), "C.csv", &choices);
    let key = write(dir.path(), "key.csv", "item,key\ni1,A\ni2,A\n");
    let found = json("psy items --responses @ --choices @ --key @ --groups 2", &[&scored, &choices, &key]);
    let options = found["options"].as_array().unwrap();
    let of = |item: &str, option: &str| {
        options.iter().find(|row| row["item"] == item && row["option"] == option).unwrap_or(&Value::Null).clone()
    };
    assert_eq!((&of("i1", "A")["count"], &of("i1", "A")["key"]), (&4.into(), &true.into()));
    assert_eq!((&of("i1", "B")["count"], &of("i1", "D")["count"]), (&3.into(), &1.into()));
    assert_eq!(&of("i2", "none")["count"], &1);
    assert!(of("i1", "A")["point_biserial"].as_f64().unwrap() > 0.5);
    assert_eq!(of("i1", "B")["by_group"].as_array().unwrap().len(), 2);
    let csv =
        ukur("psy items --responses @ --choices @ --key @ --part options --format csv", &[&scored, &choices, &key]);
    assert!(String::from_utf8(csv.stdout).unwrap().starts_with("item,option,key,count,"));
    assert!(json("psy items --responses @", &[&scored])["options"].is_null());
    let said = refused("psy items --responses @ --part options", &[&scored]);
    assert!(said.contains("--choices"), "{said}");
    let few =
        write(dir.path(), "few.csv", "person,i2,i1\np0,A,\np1,A,A\np2,A,A\np3,C,A\np4,A,B\np5,B,B\np6,-,B\np7,B,D\n");
    let said = refused("psy items --responses @ --choices @ --key @", &[&scored, &few, &key]);
    assert!(said.contains("few.csv, row 2, column i1: shown here or in"), "{said}");
    let other = write(dir.path(), "other.csv", "person,i3\np0,A\n");
    let said = refused("psy items --responses @ --choices @ --key @", &[&scored, &other, &key]);
    assert!(said.contains("item i3"), "{said}");
}

#[test]
fn a_long_pause_and_then_a_burst_is_listed() {
    let dir = tempfile::tempdir().unwrap();
    let items: Vec<String> = (1..=8).map(|item| format!("i{item}")).collect();
    let mut times = format!("person,{}\n", items.join(","));
    for person in 0..30_u32 {
        let row = (0..8_u32).map(|item| (20 + (person * 7 + item * 13) % 17).to_string()).collect::<Vec<_>>().join(",");
        writeln!(times, "p{person},{row}").unwrap();
    }
    let times = write(dir.path(), "T.csv", &times);
    let mut steps = "person,item,seconds\n".to_owned();
    for (item, seconds) in items.iter().zip([22, 25, 400, 2, 3, 2, 1, 2]) {
        writeln!(steps, "p4,{item},{seconds}\np5,{item},25").unwrap();
    }
    let steps = write(dir.path(), "S.csv", &steps);
    let found = json("psy times --times @ --steps @", &[&times, &steps]);
    let bursts = found["bursts"].as_array().unwrap();
    assert_eq!(bursts.len(), 1);
    assert_eq!((&bursts[0]["person"], &bursts[0]["pause_item"]), (&"p4".into(), &"i3".into()));
    assert_eq!((&bursts[0]["from_item"], &bursts[0]["answers"]), (&"i4".into(), &5.into()));
    assert!(
        json("psy times --times @ --steps @ --burst 6", &[&times, &steps])["bursts"].as_array().unwrap().is_empty()
    );
    let wrong = write(dir.path(), "W.csv", "person,item,seconds\np4,i9,3\n");
    let said = refused("psy times --times @ --steps @", &[&times, &wrong]);
    assert!(said.contains("W.csv, row 2, column item: the times have no i9"), "{said}");
    let wrong = write(dir.path(), "V.csv", "person,item,seconds\np4,i1,-3\n");
    assert!(refused("psy times --times @ --steps @", &[&times, &wrong]).contains("not negative"));
    assert!(refused("psy times --times @ --part bursts", &[&times]).contains("--steps"));
}

/// Answers of 60 persons to 2 × 6 items, and parameters of two domains that correlate.
fn two_domains(dir: &Path) -> (PathBuf, PathBuf) {
    let mut answers =
        "person,".to_owned() + &(1..=12).map(|item| format!("i{item}")).collect::<Vec<_>>().join(",") + "\n";
    for person in 0..60_u32 {
        let cell = |item: u32| u32::from((person * 31 + item * 17) % 60 < person).to_string();
        writeln!(answers, "p{person},{}", (0..12).map(cell).collect::<Vec<_>>().join(",")).unwrap();
    }
    let items: Vec<Value> = (1..=12)
        .map(|item| {
            serde_json::json!({"id": format!("i{item}"), "a": 1.2, "b": f64::from(item % 6) / 3.0 - 1.0,
            "domain": if item <= 6 { "verbal" } else { "number" }})
        })
        .collect();
    let params = serde_json::json!({"model": "2pl", "items": items,
        "correlations": {"domains": ["verbal", "number"], "matrix": [[1.0, 0.7], [0.7, 1.0]]}});
    (write(dir, "R.csv", &answers), write(dir, "P.json", &params.to_string()))
}

#[test]
fn categories_of_several_domains_come_from_all_together() {
    let dir = tempfile::tempdir().unwrap();
    let (answers, params) = two_domains(dir.path());
    let line = "psy classify --params @ --responses @ --cuts 40,50,60";
    let joint = json(line, &[&params, &answers]);
    let scores = json("psy score --domains --params @ --responses @", &[&params, &answers]);
    within("θ", &field(&joint["persons"], "theta"), &field(&scores["persons"], "theta"), 1e-12);
    for person in joint["persons"].as_array().unwrap() {
        let sum: f64 = (1..=4).map(|category| person[format!("p_{category}")].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-9 && person["consistency"].is_null());
    }
    assert!(joint["persons_index"]["verbal"]["accuracy"].as_f64().unwrap() > 0.4);
    // The posterior is near the normal of its moments, and not the same.
    let normal = write(dir.path(), "scores.csv", &{
        let csv = ukur("psy score --domains --params @ --responses @ --format csv", &[&params, &answers]);
        String::from_utf8(csv.stdout).unwrap()
    });
    let normal = json("psy classify --scores @ --cuts 40,50,60", &[&normal]);
    let (ours, theirs) = (field(&joint["persons"], "p_2"), field(&normal["persons"], "p_2"));
    assert!(away(&ours, &theirs) < 0.05 && away(&ours, &theirs) > 1e-6);
    let weighted = json(&format!("{line} --domains --weights 0.5,0.5"), &[&params, &answers]);
    assert_eq!(words(&weighted["persons"], "domain")[..3], ["verbal", "number", "composite"]);
    let one = json(&format!("{line} --domain verbal"), &[&params, &answers]);
    assert_eq!(one["persons"].as_array().unwrap().len(), 60);
    let said = refused(&format!("{line} --domains --domain verbal"), &[&params, &answers]);
    assert!(said.contains("--domain one"), "{said}");
    let said = refused(&format!("{line} --domains --method wle"), &[&params, &answers]);
    assert!(said.contains("eap alone"), "{said}");
}

#[test]
fn pairs_of_items_and_of_persons_have_further_indices() {
    let dir = tempfile::tempdir().unwrap();
    let (answers, params) = two_domains(dir.path());
    let fit = json("psy fit --params @ --responses @ --domain verbal --q3-above -2", &[&params, &answers]);
    assert_eq!(fit["pairs"].as_array().unwrap().len(), 15);
    for column in ["q3", "ld_x2", "ld_p", "ld_standardized", "ld_v"] {
        assert!(field(&fit["pairs"], column).iter().all(|value| value.is_finite()), "{column}");
    }
    assert!(field(&fit["pairs"], "ld_df").iter().all(|df| (df - 1.0).abs() < 1e-12));
    let none =
        json("psy fit --params @ --responses @ --domain verbal --q3-above 2 --ld-above 1e9", &[&params, &answers]);
    assert!(none["pairs"].as_array().unwrap().is_empty());
    let by_ld =
        json("psy fit --params @ --responses @ --domain verbal --q3-above 2 --ld-above -9", &[&params, &answers]);
    assert_eq!(by_ld["pairs"].as_array().unwrap().len(), 15);

    // Choices of 20 persons to 12 items; the last took all from the one before.
    let mut choices =
        "person,".to_owned() + &(1..=12).map(|item| format!("i{item}")).collect::<Vec<_>>().join(",") + "\n";
    for person in 0..20_u32 {
        let like = person.min(18);
        let cell = |item: u32| ["A", "B", "C"][usize::try_from((like * 7 + item * like + item * item) % 3).unwrap()];
        writeln!(choices, "p{person},{}", (0..12).map(cell).collect::<Vec<_>>().join(",")).unwrap();
    }
    let choices = write(dir.path(), "C.csv", &choices);
    let key = write(dir.path(), "key.json", &serde_json::json!({"key": vec!["A"; 12]}).to_string());
    let line = "psy copying --choices @ --key @ --params @ --level 1 --m4-and-k --minimum-common 5";
    let found = json(line, &[&choices, &key, &params]);
    assert_eq!(found["more"].as_array().unwrap().len(), 190);
    let pair = found["more"].as_array().unwrap().iter().find(|row| row["first"] == "p18" && row["second"] == "p19");
    let others: f64 = field(&found["more"], "m4_p").iter().sum::<f64>() / 190.0;
    assert!(pair.unwrap()["m4_p"].as_f64().unwrap() < others);
    assert!(pair.unwrap()["k_first_p"].as_f64().is_some_and(|p| (0.0..=1.0).contains(&p)));
    assert!(json("psy copying --choices @ --key @ --params @", &[&choices, &key, &params])["more"].is_null());
}

#[test]
fn reasons_name_the_item_and_blank_lines_are_persons() {
    let dir = tempfile::tempdir().unwrap();
    let sparse = write(dir.path(), "R.csv", "person,first,second,third\na,1,0,1\nb,0,,1\nc,1,1,0\nd,0,1,1\n");
    let found = json("psy items --responses @ --minimum-pair 2", &[&sparse]);
    let said = found["reliability"].to_string();
    assert!(said.contains("item second was not shown to person b"), "{said}");
    let groups = write(dir.path(), "G.csv", "person,group\na,x\nb,x\nc,y\nd,y\n");
    let params = write(dir.path(), "P.csv", "item,a,b\nfirst,1,0\nsecond,1,0\nthird,1,0\n");
    let dif = json(
        "psy dif --responses @ --group @ --match theta --params @ --minimum-group 5",
        &[&sparse, &groups, &params],
    );
    assert!(
        words(&dif["items"], "reason").iter().any(|reason| reason.contains("item first: a group has 2 persons")),
        "{dif}"
    );
    let one = write(dir.path(), "one.csv", "first\n1\n\n0\n\n");
    let scores = json("psy score --params @ --responses @", &[&params, &one]);
    assert_eq!(field(&scores["persons"], "answered"), [1.0, 0.0, 1.0, 0.0]);
    assert_eq!(scores["persons"][1]["flags"][0], "nothing_answered");
}
