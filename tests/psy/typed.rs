//! What is typed without having read the guide: other programs' tables, groups beside the answers, names in capitals,
//! what one command wrote as what another reads. And answers of an independent program, for formulas that no published
//! case holds.

use std::io::Write as _;

use super::*;

fn write(dir: &Path, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    std::fs::write(dir.join(name), text).unwrap();
    dir.join(name)
}

/// 120 simulated persons, 15 % not shown; two items each of 3PL, graded (3) and partial credit (4), and a 2PL one.
const MIXED: &str = "\
1122331 111012. 010.121 0122010 1.20030 1120..1 1122231 1000031 11..331 11.22.1 0122020 ..22021 1122331 1022111 \
.10201. 1102021 1.22330 1120130 .122331 0..0331 100.121 010200. 112233. 0120110 0000.30 1121101 1.2211. 0012210 \
.1001.1 0100000 0002100 0.20130 .120131 110.101 .1.2.30 0100231 0120.1. 011.220 010.121 1.021.1 0120211 0020100 \
1122211 112.211 1122231 1120100 .10213. 0100231 1122131 .102031 01..100 0100220 1120210 01222.1 112.220 .100131 \
1100231 ..22330 112.131 112032. 012222. 1122131 1120111 01.2220 11.020. 0120131 1102030 11.22.1 ..20131 1.00131 \
1100.2. 01.0111 1100131 1..0.3. 1100130 1100131 ..00020 .122231 00..0.0 110213. 002..31 1122231 .122331 11.2100 \
102.201 1120221 1112331 0120220 .122331 1.01211 10.0331 012012. 1.02331 012.2.1 1122331 .122111 .100.10 1120000 \
0.2.001 0100330 112..31 0..2101 0.02110 .120231 1122.31 ..12.31 112212. 102..30 1100.01 01.2131 1.22231 01.2121 \
0121331 01221.0 1120330 1120011 0.003.1 1102031 1..0.31 0000000";

/// The posterior mode under the default priors (normal on every d_k) by BFGS and Newton on 61 nodes, and standard errors
/// from numerical second derivatives: (a, d …), with the logit of c last where there is one.
const MODE: [(&str, &[f64], &[f64]); 7] = [
    ("3pl", &[0.961_648, -0.035_905, -1.208_629], &[0.363_723, 0.371_825, 0.461_837]),
    ("3pl", &[0.820_632, 1.646_291, -1.050_707], &[0.320_375, 0.386_519, 0.505_575]),
    ("grm", &[0.686_848, 0.587_035, 0.362_89], &[0.237_16, 0.221_027, 0.215_807]),
    ("grm", &[0.628_177, 0.062_617, -0.063_292], &[0.215_071, 0.210_077, 0.210_214]),
    ("gpcm", &[0.848_604, 1.196_846, 0.763_998, -0.149_94], &[0.258_658, 0.341_958, 0.383_31, 0.430_248]),
    ("gpcm", &[0.719_879, 0.527_328, 0.803_273, 1.662_442], &[0.219_257, 0.387_544, 0.448_51, 0.412_196]),
    ("2pl", &[0.971_754, 0.768_042], &[0.324_21, 0.247_14]),
];

#[test]
fn a_mixed_calibration_is_that_of_an_independent_program() {
    let dir = tempfile::tempdir().unwrap();
    let cells = |row: &str| row.chars().map(String::from).collect::<Vec<_>>().join(",");
    let rows: Vec<String> = MIXED.split_whitespace().map(cells).collect();
    let answers = write(dir.path(), "R.csv", format!("i1,i2,i3,i4,i5,i6,i7\n{}\n", rows.join("\n")));
    let models: Vec<String> = MODE.iter().zip(1..).map(|((model, ..), n)| format!("i{n},{model}\n")).collect();
    let items = write(dir.path(), "items.csv", format!("item,model\n{}", models.concat()));
    let line = "psy calibrate --model 2pl --items @ --responses @ --tolerance 1e-8";
    let found = json(line, &[&items, &answers]);
    within("log likelihood", &[found["log_likelihood"].as_f64().unwrap()], &[-597.676_699_192], 1e-6);
    within("log prior", &[found["log_prior"].as_f64().unwrap()], &[-20.860_290_557], 1e-6);
    for (item, (_, mode, errors)) in found["items"].as_array().unwrap().iter().zip(MODE) {
        let list = |value: &Value| match value {
            Value::Array(values) => values.iter().map(|v| v.as_f64().unwrap()).collect(),
            value => value.as_f64().into_iter().collect::<Vec<_>>(),
        };
        let c = item["c"].as_f64().filter(|c| *c > 0.0).map(|c| (c / (1.0 - c)).ln());
        let ours = [list(&item["a"]), list(&item["d"]), c.into_iter().collect()].concat();
        within("a, d, logit c", &ours, mode, 2e-6);
        let ours = [list(&item["se_a"]), list(&item["se_d"]), list(&item["se_logit_c"])].concat();
        let share: Vec<f64> = ours.iter().zip(errors).map(|(ours, theirs)| ours / theirs).collect();
        within("standard errors", &share, &vec![1.0; errors.len()], 1e-4);
    }
    let priors = write(dir.path(), "P.toml", "steps = true\n");
    let steps = json(&format!("{line} --priors @"), &[&items, &answers, &priors]);
    assert!(steps["log_prior"] != found["log_prior"], "a prior of the steps is another one");
}

#[test]
fn few_items_are_told_and_not_invented() {
    let dir = tempfile::tempdir().unwrap();
    let one = write(dir.path(), "one.csv", format!("i1,i2\n{}", "1,1\n0,1\n".repeat(10)));
    let found = json("psy calibrate --model 2pl --responses @", &[&one]);
    assert_eq!(found["not_estimated"][0]["id"], "i2");
    let said = found["warnings"].to_string();
    assert!(said.contains("1 items give 1 numbers for 2 parameters") && said.contains("scarce"), "{said}");
    let said = refused("psy calibrate --model 2pl --responses @ --priors none", &[&one]);
    assert!(said.contains("more items, a prior or a model with fewer parameters"), "{said}");
    // With an anchor beside, one item is enough.
    let two = write(dir.path(), "two.csv", format!("i1,i2\n{}", "1,1\n0,1\n1,0\n0,0\n1,1\n".repeat(8)));
    let anchor = write(dir.path(), "A.csv", "item,a,b\ni2,1,0\n");
    let found = json("psy calibrate --model rasch --responses @ --anchor @ --priors none", &[&two, &anchor]);
    assert!(found["warnings"].as_array().unwrap().iter().all(|warning| warning["kind"] != "scarce"));
    // Everybody answered one item: no two hang together.
    let apart = write(dir.path(), "apart.csv", format!("i1,i2,i3\n{}", "1,,\n0,,\n,1,\n,0,\n,,1\n,,0\n".repeat(10)));
    let said = refused("psy calibrate --model 2pl --responses @ --priors none", &[&apart]);
    assert!(said.contains("3 items give 3 numbers for 6 parameters"), "{said}");
}

#[test]
fn sum_scores_have_their_theta() {
    let dir = tempfile::tempdir().unwrap();
    let params =
        write(dir.path(), "P.csv", "item,model,a,d1,d2,c\nx,2pl,1.2,0.4,,\ny,3pl,0.9,-0.5,,0.2\nz,grm,1.5,1,-0.6,\n");
    let answers = write(dir.path(), "R.csv", "x,y,z\n0,0,0\n1,1,2\n1,,\n,,\n0,1,0\n0,0,1\n");
    let found = json("psy score --method EAPsum --params @ --responses @", &[&params, &answers]);
    // By the recursion of Lord and Wingersky on 161 nodes, elsewhere.
    let theta = [-1.110_778_426, -0.605_299_8, -0.095_056_647, 0.419_822_125, 0.990_797_651];
    within("θ of sums", &field(&found["sum_scores"], "theta"), &theta, 1e-8);
    let se = [0.745_777_919, 0.741_737_935, 0.711_294_484, 0.730_313_884, 0.771_147_851];
    within("their errors", &field(&found["sum_scores"], "se"), &se, 1e-8);
    let share = [0.122_827_841, 0.209_688_261, 0.238_339_137, 0.243_760_228, 0.185_384_534];
    within("their shares", &field(&found["sum_scores"], "share"), &share, 1e-8);
    let of_persons = field(&found["persons"], "theta");
    within(
        "persons",
        &[of_persons[0], of_persons[1], of_persons[4], of_persons[5]],
        &[theta[0], theta[4], theta[1], theta[1]],
        1e-8,
    );
    let alone = json("psy score --params @ --responses @", &[&params, &answers]);
    within("one item", &[of_persons[2]], &[field(&alone["persons"], "theta")[2]], 1e-12);
    assert!(of_persons[3].is_nan() && found["persons"][3]["flags"][0] == "nothing_answered");
    assert!(alone["sum_scores"].is_null());
}

/// 200 persons to three items and the group of each.
fn grouped() -> String {
    let row = |n: u32| format!("{},{},{},{}\n", n * 7 % 3 % 2, n * 11 % 5 % 2, n * 13 % 7 % 2, n % 2);
    "i1,i2,i3,group\n".to_owned() + &(0..200).map(row).collect::<String>()
}

#[test]
fn groups_stand_beside_the_answers() {
    let dir = tempfile::tempdir().unwrap();
    let answers = write(dir.path(), "R.csv", grouped());
    let named = json("psy dif --responses @ --group-column group", &[&answers]);
    assert_eq!(words(&named["items"], "item"), ["i1", "i2", "i3"]);
    assert!(json("psy dif --responses @ --group @ --method MH", &[&answers, &answers]) == named);
    assert!(json("psy dif --responses @ --group group --method mantel-haenszel", &[&answers]) == named);
    let said = refused("psy dif --responses @ --group nowhere.csv", &[&answers]);
    assert_eq!(said.matches("nowhere.csv").count(), 1, "{said}");
    assert_eq!(said.matches("No such file").count(), 1, "{said}");
}

#[test]
fn tables_of_other_programs_are_parameters() {
    let dir = tempfile::tempdir().unwrap();
    let ours =
        write(dir.path(), "A.csv", "item,model,a,b1,b2,b3,c\n1,3pl,1.1,0.2,,,0.1\n2,grm,0.9,-1,0,1,\n3,2pl,1,-1,,,\n");
    let theirs =
        write(dir.path(), "B.csv", "item,type,a,p2,p3,p4\n1,3PL,1.1,0.2,0.1,\n2,GRM,0.9,-1,0,1\n3,2PL,1,-1,0,\n");
    let linked = json("psy link --from @ --to @ --method SL", &[&theirs, &ours]);
    within("A, B", &[linked["A"].as_f64().unwrap(), linked["B"].as_f64().unwrap()], &[1.0, 0.0], 1e-9);
    // Several slopes are those of options.
    let nominal = write(dir.path(), "N.csv", "item,a1,a2,a3,c1,c2,c3\nx,0,1,2,0,0.5,1\ny,0,1,2,0,0.5,1\n");
    let answers = write(dir.path(), "R.csv", "x,y\n0,2\n1,1\n");
    let scores = field(&json("psy score --params @ --responses @", &[&nominal, &answers])["persons"], "theta");
    assert!((scores[0] - scores[1]).abs() < 1e-9);
    // Items without parameters are yet to be calibrated: left out of scores, free beside anchors, no part of a bank.
    let partly = write(dir.path(), "P.csv", "item,domain,a,b\nx,n,1,0\nnew,n,,\ny,n,1,1\n");
    let answers = write(dir.path(), "S.csv", format!("x,new,y\n{}", "1,1,0\n0,1,0\n0,0,1\n1,1,1\n0,0,0\n".repeat(20)));
    let scores = json("psy score --params @ --responses @", &[&partly, &answers]);
    assert_eq!(scores["persons"][0]["answered"], 2);
    let found = json("psy calibrate --model 2pl --responses @ --anchor @", &[&answers, &partly]);
    assert_eq!((&found["items"][0]["fixed"], &found["items"][1]["fixed"]), (&true.into(), &Value::Null));
    let simulated = json("psy simulate --bank @ --design linear --persons 20", &[&partly]);
    assert_eq!(words(&simulated["exposure"], "item"), ["x", "y"]);
    // Not half of the parameters, and not absurd ones.
    for (row, said) in
        [("1,", "b is missing"), (",1", "a is missing"), ("1e300,0", "a must be one number"), ("1,1e300", "b must be")]
    {
        let params = write(dir.path(), "Q.csv", format!("item,a,b\nx,{row}\nnew,1,0\ny,1,0\n"));
        let told = refused("psy score --params @ --responses @", &[&params, &answers]);
        assert!(told.contains("item x") && told.contains(said), "{told}");
    }
    let text = write(dir.path(), "T.json", r#"{"items":[{"id":"x","a":"1","b":0}]}"#);
    let told = refused("psy score --params @ --responses @", &[&text, &answers]);
    assert!(told.contains("item x: a must be a number or a list of numbers"), "{told}");
}

#[test]
fn what_one_command_writes_another_reads() {
    let dir = tempfile::tempdir().unwrap();
    let params = write(dir.path(), "P.csv", "item,a,b\nx,1,0\ny,1.2,1\n");
    let answers = write(dir.path(), "R.csv", "person,x,y\nA,1,0\nB,0,0\nC,1,1\n");
    for method in ["wle", "MLE"] {
        let (json_file, csv_file) = (dir.path().join("s.json"), dir.path().join("s.csv"));
        let line = format!("psy score --params @ --responses @ --method {method} --out @");
        assert!(ukur(&line, &[&params, &answers, &json_file]).status.success());
        assert!(ukur(&format!("{line} --format CSV"), &[&params, &answers, &csv_file]).status.success());
        let judged = json("psy classify --scores @", &[&json_file]);
        assert!(judged == json("psy classify --scores @ --cuts 40,50,60", &[&csv_file]));
        assert_eq!(words(&judged["persons"], "person"), ["A", "B", "C"]);
    }
    let packed = {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&std::fs::read(&answers).unwrap()).unwrap();
        packer.finish().unwrap()
    };
    let cut = write(dir.path(), "cut.csv.gz", &packed[..packed.len() - 6]);
    let packed = write(dir.path(), "R.csv.gz", &packed);
    let line = "psy score --params @ --responses @";
    assert!(json(line, &[&params, &packed]) == json(line, &[&params, &answers]));
    assert!(refused(line, &[&params, &cut]).contains("cut.csv.gz cannot be read"));
}

#[test]
fn settings_are_refused_by_the_name_that_was_typed() {
    let dir = tempfile::tempdir().unwrap();
    let answers = write(dir.path(), "R.csv", grouped());
    let line = "psy calibrate --model 2pl --responses @";
    for (more, said) in [
        ("--nodes 0", "--nodes must be from 3 to 2001"),
        ("--bound nan", "--bound must be"),
        ("--prior-sd 0", "--prior-sd must be"),
        ("--prior-mean 99", "--prior-mean must be"),
        ("--tolerance 0", "--tolerance must be"),
    ] {
        let told = refused(&format!("{line} {more}"), &[&answers]);
        assert!(told.contains(said), "{told}");
    }
    for (priors, said) in [
        ("log_slope = { mean = 0.0, sd = -1.0 }", "--priors: log_slope must be"),
        ("slop = \"none\"", "lines look like log_slope = { mean"),
    ] {
        let priors = write(dir.path(), "P.toml", priors);
        let told = refused(&format!("{line} --priors @"), &[&answers, &priors]);
        assert!(told.contains(said), "{told}");
    }
    let [one, other] = [
        "a = { mean = 0.1, sd = 0.4 }\nd = \"none\"\n",
        "log_slope = { mean = 0.1, sd = 0.4 }\nintercept = \"none\"\n",
    ]
    .map(|text| json(&format!("{line} --priors @"), &[&answers, &write(dir.path(), "P.toml", text)]));
    assert!(one == other, "short names of priors");
}

/// 40 items of two domains.
fn bank(dir: &Path) -> PathBuf {
    let row = |n: u32| {
        let (a, b) = (0.8 + f64::from(n % 7) * 0.1, f64::from(n % 11) * 0.4 - 2.0);
        format!(
            "q{n:02},{},{a},{b},{}\n",
            if n.is_multiple_of(2) { "even" } else { "odd" },
            if n < 4 { "twins" } else { "" }
        )
    };
    write(dir, "bank.csv", "item,domain,a,b,enemy\n".to_owned() + &(0..40).map(row).collect::<String>())
}

#[test]
fn known_answers_are_sat_again_step_by_step() {
    let dir = tempfile::tempdir().unwrap();
    let bank = bank(dir.path());
    let ids: Vec<String> = (0..40).map(|n| format!("q{n:02}")).collect();
    let row = |person: u32| {
        let cells: Vec<String> =
            (0..40).map(|n| u32::from((person * 31 + n * 17) % 10 < person + 2).to_string()).collect();
        format!("p{person},0.5,{}\n", cells.join(","))
    };
    let text = format!("person,theta_true,{}\n{}", ids.join(","), (0..6).map(row).collect::<String>());
    let answers = write(dir.path(), "R.csv", &text);
    let line = "psy simulate --bank @ --design cat --length 12 --balance --responses @";
    let sat = json(line, &[&bank, &answers]);
    let steps = sat["steps"].as_array().unwrap();
    assert_eq!((steps.len(), sat["persons"].as_u64()), (72, Some(6)));
    assert!(json(line, &[&bank, &answers]) == sat);
    // θ after the last step is the score of those answers, on the same nodes.
    for person in 0..6_usize {
        let own: Vec<&Value> = steps.iter().filter(|step| step["person"] == format!("p{person}")).collect();
        let (ids, cells): (Vec<&str>, Vec<String>) =
            own.iter().map(|step| (step["item"].as_str().unwrap(), step["response"].to_string())).unzip();
        let alone = write(dir.path(), "one.csv", format!("{}\n{}\n", ids.join(","), cells.join(",")));
        let score = json("psy score --params @ --responses @ --nodes 121 --bound 6", &[&bank, &alone]);
        let last = own.last().unwrap();
        within("θ", &[last["theta"].as_f64().unwrap()], &field(&score["persons"], "theta"), 1e-10);
        within("se", &[last["se"].as_f64().unwrap()], &field(&score["persons"], "se"), 1e-10);
        assert_eq!(last["stop"], "length");
        assert_eq!(own.iter().filter(|step| step["domain"] == "even").count(), 6);
        assert!(
            own.iter().filter(|step| ["q00", "q01", "q02", "q03"].contains(&step["item"].as_str().unwrap())).count()
                < 2
        );
    }
    let short = json(&format!("{line} --stop-se 0.9"), &[&bank, &answers]);
    assert!(short["steps"].as_array().unwrap().len() < 72 && short["steps"].to_string().contains("precise"));
    let holes = write(dir.path(), "H.csv", text.replacen(",1", ",", 60));
    let said = refused(line, &[&bank, &holes]);
    assert!(said.contains("H.csv: person p") && said.contains("which comes next"), "{said}");
    assert!(
        refused("psy simulate --bank @ --design linear --responses @", &[&bank, &answers]).contains("--design cat")
    );
    let said = refused("psy simulate --bank @ --design cat --length 12 --max-exposure 0.2", &[&bank]);
    assert!(said.contains("12 out of 40 items give each 0.300"), "{said}");
}

#[test]
fn forms_are_refused_for_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let bank = bank(dir.path());
    let blueprint = |text: &str| write(dir.path(), "spec.toml", text);
    let line = "form assemble --bank @ --blueprint @ --count 3";
    let sound = "length = 10\ndomains = { even = 5, odd = 5 }\ntheta = [0]\ntarget_tif = [1.9]\n";
    let said = refused(&format!("{line} --row 0"), &[&bank, &blueprint(sound)]);
    assert!(said.contains("--row: a row has at least one seat"), "{said}");
    let forms = json(&format!("{line} --max-exposure 0.4 --row 2"), &[&bank, &blueprint(sound)]);
    assert_eq!(forms["forms"].as_array().unwrap().len(), 3);
    for (text, said) in [
        (sound.replace("[1.9]", "[0]"), "the target 0 must lie above 0"),
        (sound.replace("[1.9]", "[-2]"), "the target -2 must lie above 0"),
        (sound.replace("[1.9]", "[99]"), "information at 0 needs"),
        (sound.replace("odd = 5", "odd = 6"), "domain needs 11 items in all"),
    ] {
        let told = refused(line, &[&bank, &blueprint(&text)]);
        assert!(told.contains(said), "{told}");
    }
}
