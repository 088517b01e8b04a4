//! Files as they come: half filled, twice filled, of another program, with another coding. Each refusal names the place.

use super::*;

fn write(dir: &Path, name: &str, text: &str) -> PathBuf {
    std::fs::write(dir.join(name), text).unwrap();
    dir.join(name)
}

const PARAMS: &str = "item,a,b\ni1,1,-0.5\ni2,1.2,0.5\n";

#[test]
fn anchors_of_other_models_are_refused_or_told() {
    let dir = tempfile::tempdir().unwrap();
    let plain = write(dir.path(), "plain.csv", "item,model,a,b,c\ni1,3pl,1.1,-0.5,0.2\ni2,2pl,1.2,0.5,\n");
    let known = write(dir.path(), "known.csv", PARAMS);
    let (line, paths) = ("psy link --from @ --to @", [plain.as_path(), known.as_path()]);
    let found = json(line, &paths);
    let warning = &found["warnings"][0];
    assert_eq!((&warning["item"], &warning["from"], &warning["to"]), (&"i1".into(), &"3pl".into(), &"2pl".into()));
    assert!(warning["used"].as_str().unwrap().contains("lower asymptotes included"));
    assert_eq!(found["warnings"].as_array().unwrap().len(), 1);
    let moments = ukur(&format!("{line} --method mm"), &paths);
    let told = String::from_utf8(moments.stderr).unwrap();
    assert!(told.contains("warning: item i1: 3pl in") && told.contains("do not count"), "{told}");
    assert!(json(line, &[&known, &known])["warnings"].is_null());
    let steps = write(dir.path(), "steps.csv", "item,model,a,b1,b2\ni1,2pl,1,0,\ni2,grm,1,-1,1\n");
    let told = refused(line, &[&steps, &known]);
    assert!(told.contains("item i2: 3 categories in") && told.contains("2 in"), "{told}");
    let credit = write(dir.path(), "credit.csv", "item,model,a,b1,b2\ni1,2pl,1,0,\ni2,gpcm,1,-1,1\n");
    let told = refused(line, &[&steps, &credit]);
    assert!(told.contains("item i2: models of different kind"), "{told}");
    let told = refused(&format!("{line} --anchors i1,i2,i1"), &[&known, &known]);
    assert!(told.contains("--anchors: i1 stands twice"), "{told}");
}

#[test]
fn counts_are_whole_numbers() {
    let dir = tempfile::tempdir().unwrap();
    // Nobody is in category 1 of the second.
    let answers =
        write(dir.path(), "R.csv", &("i1,i2,i3\n".to_owned() + &"1,2,0\n0,0,1\n1,3,1\n0,2,0\n1,0,1\n".repeat(12)));
    let items = write(dir.path(), "I.csv", "item,model,categories\ni1,2pl,\ni2,grm,4\ni3,2pl,\n");
    let line = "psy calibrate --model 2pl --responses @ --items @";
    let text = String::from_utf8(ukur(line, &[&answers, &items]).stdout).unwrap();
    assert!(text.contains("\"answers\": 60,") || text.contains("\"answers\": 60\n"), "{text}");
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found["items"][1]["categories"].to_string(), "[0,2,3]");
    assert!(found["items"][0]["answers"].is_u64());
}

#[test]
fn answers_counted_from_one_are_suspected() {
    let dir = tempfile::tempdir().unwrap();
    let ones = write(dir.path(), "R.csv", &("i1,i2\n".to_owned() + &"1,2\n2,1\n2,2\n1,1\n".repeat(10)));
    let params = write(dir.path(), "P.csv", PARAMS);
    for line in ["psy calibrate --model 2pl --responses @", "psy score --responses @ --params @"] {
        let told = refused(line, &[ones.as_path(), params.as_path()][..line.matches('@').count()]);
        assert!(told.contains("column i") && told.contains("are they counted from 1?"), "{told}");
    }
    let once = write(dir.path(), "S.csv", &("i1,i2\n".to_owned() + &"1,0\n0,1\n".repeat(10) + "0,7\n"));
    let told = refused("psy score --responses @ --params @", &[&once, &params]);
    assert!(told.contains("row 22, column i2: category 7") && !told.contains("from 1?"), "{told}");
    let notes = |path: &PathBuf| String::from_utf8(ukur("psy items --responses @", &[path]).stderr).unwrap();
    assert!(notes(&ones).contains("no answer is 0: are categories counted from 1?"));
    let told = notes(&once);
    assert!(
        told.contains("item i2: category 7 was given, and none from 2 to 6") && !told.contains("item i1"),
        "{told}"
    );
    let named = write(dir.path(), "N.csv", "nip,i1,i2\nb1,0,1\n");
    let told = refused("psy items --responses @", &[&named]);
    assert!(told.contains("row 2, column nip: \"b1\" is no answer") && told.contains("named person or id"), "{told}");
}

#[test]
fn what_stands_twice_is_not_chosen_from() {
    let dir = tempfile::tempdir().unwrap();
    let answers = write(
        dir.path(),
        "R.csv",
        &("person,i1,i2\n".to_owned()
            + &(0..40).map(|p| format!("p{p},{},{}\n", p % 2, p % 3 % 2)).collect::<Vec<_>>().concat()),
    );
    let items = write(dir.path(), "I.csv", "item,model\ni1,2pl\ni2,2pl\ni1,3pl\n");
    let told = refused("psy calibrate --model 2pl --responses @ --items @", &[&answers, &items]);
    assert!(told.contains("I.csv, row 4, column item: i1 stands twice"), "{told}");
    let choices = write(dir.path(), "C.csv", "person,i1,i2\na,A,B\nb,A,A\nc,C,B\n");
    let params = write(dir.path(), "P.csv", PARAMS);
    let copying = "psy copying --choices @ --params @ --minimum-common 1 --key @";
    for (key, said) in [
        ("item,key\ni1,A\ni2,A\ni1,B\n", "row 4, column item: i1 stands twice"),
        ("item,key\ni1,A\ni2,\n", "item i2: \"\" is no option"),
        ("[1,", "no JSON"),
    ] {
        let told = refused(copying, &[&choices, &params, &write(dir.path(), "K.csv", key)]);
        assert!(told.contains("K.csv") && told.contains(said), "{told}");
    }
    let key = write(dir.path(), "K.csv", "item,key\ni1,A\ni2,A\n");
    let pairs = write(dir.path(), "N.csv", "x,y\na,b\nb,b\n");
    let told = refused(&format!("{copying} --neighbours @"), &[&choices, &params, &key, &pairs]);
    assert!(told.contains("N.csv, row 3, column y"), "{told}");
    let scores = write(dir.path(), "S.csv", "person,theta,se\na,1,.3\nb,0,.3\na,2,.3\n");
    assert!(refused("psy classify --scores @", &[&scores]).contains("S.csv, row 4: person a stands twice"));
    let domains = write(dir.path(), "D.csv", "person,domain,theta,se\na,x,1,.3\na,y,2,.3\n");
    assert_eq!(json("psy classify --scores @", &[&domains])["persons"].as_array().unwrap().len(), 2);
}

#[test]
fn tables_of_times_are_tables_like_others() {
    let dir = tempfile::tempdir().unwrap();
    let said = |text: &str| refused("psy times --times @", &[&write(dir.path(), "T.csv", text)]);
    assert!(said("person,i1\n").contains("T.csv: there is no row of times"));
    assert!(said("person\na\n").contains("T.csv: there is no column of times"));
    assert!(said("peserta,i1,i2\na,3,4\na,5,6\n").contains("T.csv, row 3, column peserta: person a stands twice"));
    let told = said("i1,i2\n3,\n5,6\n4,7\n");
    assert!(told.contains("T.csv, item i1: 2 times") && !told.contains("item 0"), "{told}");
    let times = write(dir.path(), "T.csv", "i1,i2\n3,4\n5,6\n4,9\n");
    for (params, said) in [
        ("item,alpha,beta\ni1,-1,2\ni2,1,2\n", "P.csv, row 2, column alpha: alpha lies above 0"),
        ("item,alpha,beta\ni1,1,2\ni1,1,2\n", "row 3, column item: i1 stands twice"),
        ("item,alpha,beta\ni1,1,2\n", "item i2: it has no row"),
    ] {
        let told = refused("psy times --times @ --params @", &[&times, &write(dir.path(), "P.csv", params)]);
        assert!(told.contains(said), "{told}");
    }
    assert!(refused("psy times --times @ --level 2", &[&times]).contains("--level"));
}

#[test]
fn groups_of_unnamed_rows_are_not_taken_for_persons() {
    let dir = tempfile::tempdir().unwrap();
    let row = |p: u32| format!("p{p},{},{},{}\n", p % 2, p % 3 % 2, if p == 7 { "" } else { "1" });
    let answers = write(dir.path(), "R.csv", &("person,i1,i2,i3\n".to_owned() + &(0..60).map(row).collect::<String>()));
    let groups = |head: &str| {
        write(
            dir.path(),
            "G.csv",
            &(format!("{head}\n") + &(0..60).map(|p| format!("p{p},{}\n", p % 2)).collect::<Vec<_>>().concat()),
        )
    };
    let told = refused("psy dif --responses @ --group @", &[&answers, &groups("nip,group")]);
    assert!(told.contains("G.csv: there is no first column person or id; there are: nip, group"), "{told}");
    let told = refused("psy dif --responses @ --group @", &[&answers, &groups("person,group")]);
    assert!(told.contains("item i3 was not shown to person p7"), "{told}");
    let told = refused("psy dif --strata 1 --responses @ --group @", &[&answers, &groups("person,group")]);
    assert!(told.contains("--strata must be 2 to 100"), "{told}");
}

#[test]
fn numbers_that_are_none_and_forms_that_hold_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let answers = write(dir.path(), "R.csv", "i1,i2\n1,0\n0,1\n");
    let params = write(dir.path(), "P.csv", PARAMS);
    for option in ["q3-above", "ld-above", "misfit-below", "minimum-cell"] {
        let told = refused(&format!("psy fit --responses @ --params @ --{option} nan"), &[&answers, &params]);
        assert!(told.contains(option), "{told}");
    }
    let scores = write(dir.path(), "S.csv", "theta,se\n0,1\n");
    assert!(refused("psy classify --scores @ --raw-cuts 3", &[&scores]).contains("--raw-cuts needs --params"));
    let linear = "psy simulate --bank @ --design linear --persons 10 --forms @";
    for (forms, said) in [
        ("{\"forms\":[]}", "it has no forms"),
        ("{\"forms\":[{\"items\":[\"i1\"]},{\"items\":[]}]}", "form 2: it has no items"),
        ("{\"forms\":[{\"items\":[\"i1\",\"i1\"]}]}", "form 1: item i1 stands twice"),
        ("{\"forms\":[{}]}", "form 1: items:"),
        ("{\"forms\":[3]}", "form 1: items:"),
        ("{\"forms\":", "no JSON"),
    ] {
        let told = refused(linear, &[&params, &write(dir.path(), "F.json", forms)]);
        assert!(told.contains("F.json") && told.contains(said), "{told}");
    }
    let replay = "psy simulate --bank @ --design cat --length 2 --responses @";
    let wild = write(dir.path(), "W.csv", "person,i1,i2\na,1,4\n");
    let told = refused(replay, &[&params, &wild]);
    assert!(told.contains("W.csv, row 2, column i2: category 4, the parameters have 2 from 0"), "{told}");
    let empty = write(dir.path(), "E.csv", "person,i1,i2\n");
    assert!(refused(replay, &[&params, &empty]).contains("E.csv: there is no row of answers"));
    let told = refused("psy simulate --bank @ --design cat --length 2 --selection randomesque:x", &[&params]);
    assert!(told.contains("--selection randomesque:x"), "{told}");
    let blueprint = write(dir.path(), "b.toml", "length = 1\nrequired = [\"i2\"]\nforbidden = [\"i2\"]\n");
    let told = refused("form assemble --bank @ --blueprint @", &[&params, &blueprint]);
    assert!(told.contains("b.toml: item i2 is required and forbidden"), "{told}");
}
